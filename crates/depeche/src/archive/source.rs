//! Outlets and their sources: what was asked when, and when to ask again.

use jiff::Timestamp;
use rusqlite::{OptionalExtension as _, params};

use super::{Archive, Result, time};
use crate::source::access::RobotsFile;
use crate::source::fetch::Held;

/// A source as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceRow {
    /// Its number.
    pub id: i64,
    /// Its outlet's number.
    pub outlet: i64,
    /// Its address.
    pub url: String,
    /// feed, sitemap or page; nothing until it was read once.
    pub kind: Option<String>,
    /// What is held of it.
    pub held: Held,
    /// When it was last asked.
    pub asked_at: Option<Timestamp>,
    /// Not to be asked before.
    pub next_at: Option<Timestamp>,
    /// How often in a row it failed.
    pub failures: u32,
    /// What went wrong the last time.
    pub trouble: Option<String>,
}

/// What came of asking a source.
#[derive(Clone, Debug)]
pub struct Asked<'a> {
    /// When.
    pub at: Timestamp,
    /// What it turned out to be, if it was read.
    pub kind: Option<&'a str>,
    /// What to hold for the next time; nothing leaves what is held.
    pub held: Option<Held>,
    /// Not to be asked before.
    pub next_at: Timestamp,
    /// What went wrong.
    pub trouble: Option<String>,
}

impl Archive {
    /// The number of an outlet, which is entered if it is new.
    pub fn outlet(&self, name: &str, language: Option<&str>) -> Result<i64> {
        Ok(self.db.query_row(
            "INSERT INTO outlet (name, language) VALUES (?1, ?2)
             ON CONFLICT (name) DO UPDATE SET language = coalesce(?2, language) RETURNING id",
            params![name, language],
            |row| row.get(0),
        )?)
    }

    /// A source, which is entered if it is new.
    pub fn source(&self, outlet: i64, url: &str) -> Result<SourceRow> {
        self.db.execute(
            "INSERT INTO source (outlet, url) VALUES (?1, ?2) ON CONFLICT (url) DO UPDATE SET outlet = ?1",
            params![outlet, url],
        )?;
        let sources = self.select_sources("WHERE url = ?1", params![url])?;
        sources.into_iter().next().ok_or_else(|| super::Error::Broken(format!("the source {url} is gone")))
    }

    /// All sources.
    pub fn sources(&self) -> Result<Vec<SourceRow>> {
        self.select_sources("ORDER BY outlet, id", [])
    }

    fn select_sources(&self, rest: &str, values: impl rusqlite::Params) -> Result<Vec<SourceRow>> {
        let mut select = self.db.prepare_cached(&format!(
            "SELECT id, outlet, url, kind, etag, modified, asked_at, next_at, failures, trouble FROM source {rest}"
        ))?;
        let rows = select.query_map(values, |row| {
            Ok(SourceRow {
                id: row.get(0)?,
                outlet: row.get(1)?,
                url: row.get(2)?,
                kind: row.get(3)?,
                held: Held { etag: row.get(4)?, modified: row.get(5)? },
                asked_at: row.get::<_, Option<String>>(6)?.as_deref().and_then(time),
                next_at: row.get::<_, Option<String>>(7)?.as_deref().and_then(time),
                failures: row.get(8)?,
                trouble: row.get(9)?,
            })
        })?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// Notes what came of asking a source.
    pub fn note_asked(&self, source: i64, asked: &Asked<'_>) -> Result<()> {
        self.db.execute(
            "UPDATE source SET asked_at = ?2, next_at = ?3, trouble = ?4, kind = coalesce(?5, kind),
                 failures = CASE WHEN ?4 IS NULL THEN 0 ELSE failures + 1 END WHERE id = ?1",
            params![source, asked.at.to_string(), asked.next_at.to_string(), asked.trouble, asked.kind],
        )?;
        if let Some(held) = &asked.held {
            self.db.execute(
                "UPDATE source SET etag = ?2, modified = ?3 WHERE id = ?1",
                params![source, held.etag, held.modified],
            )?;
        }
        Ok(())
    }

    /// The robots.txt files of earlier collections.
    pub fn robots_files(&self) -> Result<Vec<RobotsFile>> {
        let mut select = self.db.prepare("SELECT origin, at, status, body FROM robots")?;
        let rows = select.query_map([], |row| {
            Ok(RobotsFile {
                origin: row.get(0)?,
                at: time(&row.get::<_, String>(1)?).unwrap_or(Timestamp::MIN),
                status: row.get(2)?,
                body: row.get(3)?,
            })
        })?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// Remembers the robots.txt files of a collection.
    pub fn remember_robots(&mut self, files: &[RobotsFile]) -> Result<()> {
        let write = self.db.transaction()?;
        for file in files {
            write.execute(
                "INSERT OR REPLACE INTO robots (origin, at, status, body) VALUES (?1, ?2, ?3, ?4)",
                params![file.origin, file.at.to_string(), file.status, file.body],
            )?;
        }
        Ok(write.commit()?)
    }

    /// Name and language of an outlet.
    pub fn outlet_name(&self, id: i64) -> Result<Option<(String, Option<String>)>> {
        Ok(self
            .db
            .query_row("SELECT name, language FROM outlet WHERE id = ?1", [id], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .optional()?)
    }
}
