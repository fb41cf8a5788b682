//! Stories: which reports belong together, and why.

use jiff::Timestamp;
use rusqlite::params;

use super::{Archive, Result};

/// A report's place in a story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoryMember {
    /// The report's number.
    pub report: i64,
    /// The story's name.
    pub story: String,
    /// Why, as JSON.
    pub reasons: String,
}

/// A story in one line.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct StoryRow {
    /// Its name.
    pub story: String,
    /// How many reports.
    pub reports: u32,
    /// How many outlets.
    pub outlets: u32,
    /// Date of the newest report.
    pub newest: Option<String>,
}

impl Archive {
    /// Puts reports into stories; a report that stands in another is moved, one that is gone is passed over.
    pub fn enter_members(&mut self, members: &[StoryMember]) -> Result<()> {
        let write = self.db.transaction()?;
        for member in members {
            write.execute(
                "INSERT INTO story_member (report, story, reasons)
                 SELECT ?1, ?2, ?3 WHERE EXISTS (SELECT 1 FROM report WHERE id = ?1)
                 ON CONFLICT (report) DO UPDATE SET story = ?2, reasons = ?3",
                params![member.report, member.story, member.reasons],
            )?;
        }
        Ok(write.commit()?)
    }

    /// Forgets all stories, to thread anew.
    pub fn clear_stories(&self) -> Result<()> {
        self.db.execute("DELETE FROM story_member", [])?;
        Ok(())
    }

    /// The reports of a story, oldest first.
    pub fn members(&self, story: &str) -> Result<Vec<StoryMember>> {
        self.select_members(
            "WHERE story = ?1 ORDER BY unixepoch(report.published), report.id",
            params![story],
        )
    }

    /// All members of all stories, in order of publication.
    pub fn all_members(&self) -> Result<Vec<StoryMember>> {
        self.select_members("ORDER BY unixepoch(report.published), report.id", [])
    }

    /// The story a report stands in.
    pub fn story_of(&self, report: i64) -> Result<Option<StoryMember>> {
        Ok(self.select_members("WHERE story_member.report = ?1", params![report])?.into_iter().next())
    }

    /// Stories with a report that was fetched since a time.
    pub fn recent_stories(&self, since: Timestamp) -> Result<Vec<String>> {
        let mut select = self.db.prepare_cached(
            "SELECT DISTINCT story FROM story_member JOIN report ON report.id = story_member.report
             JOIN page ON page.id = report.page WHERE unixepoch(page.fetched_at) >= ?1 ORDER BY story",
        )?;
        let rows = select.query_map([since.as_second()], |row| row.get(0))?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    fn select_members(&self, rest: &str, values: impl rusqlite::Params) -> Result<Vec<StoryMember>> {
        let mut select = self.db.prepare_cached(&format!(
            "SELECT story_member.report, story, reasons FROM story_member
             JOIN report ON report.id = story_member.report {rest}"
        ))?;
        let rows = select.query_map(values, |row| {
            Ok(StoryMember { report: row.get(0)?, story: row.get(1)?, reasons: row.get(2)? })
        })?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// All stories, the newest first.
    pub fn stories(&self) -> Result<Vec<StoryRow>> {
        let mut select = self.db.prepare(
            "SELECT story, count(*), count(DISTINCT outlet), max(published), max(unixepoch(published)) AS newest FROM story_member
             JOIN report ON report.id = story_member.report GROUP BY story ORDER BY newest DESC, story",
        )?;
        let rows = select.query_map([], |row| {
            Ok(StoryRow {
                story: row.get(0)?,
                reports: row.get(1)?,
                outlets: row.get(2)?,
                newest: row.get(3)?,
            })
        })?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }
}
