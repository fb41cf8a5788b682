//! Statements over all reports: by their words, their speaker, their language.

use rusqlite::params;

use super::{Archive, Result};

/// Which statements.
#[derive(Clone, Debug, Default)]
pub struct StatementSearch {
    /// Words, each of which must stand in the statement or in its speaker's name or role.
    pub words: String,
    /// Part of the speaker's name.
    pub speaker: Option<String>,
    /// Only this language.
    pub language: Option<String>,
    /// Only reports of this day, month or year (`2026-11-03`, `2026-11`, `2026`) or later.
    pub since: Option<String>,
    /// Only reports of this day, month or year or earlier.
    pub until: Option<String>,
    /// Most results; 0: fifty.
    pub limit: usize,
}

/// A statement in one line.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct StatementRow {
    /// Its report's number.
    pub report: i64,
    /// Its number in the report.
    pub number: u32,
    /// direct, mixed or indirect.
    pub manner: String,
    /// Its words, parts joined by an ellipsis.
    pub words: String,
    /// Who said it; nothing if nobody sure is known.
    pub speaker: Option<String>,
    /// What the report says they are.
    pub role: Option<String>,
    /// Language of the report.
    pub language: Option<String>,
    /// Who published it.
    pub outlet: Option<String>,
    /// Address of the report.
    pub url: String,
    /// Date of the report.
    pub published: Option<String>,
    /// `text` or `title`, and where in it the first part stands.
    pub within: Option<String>,
    /// First and past byte.
    pub at: Option<(u32, u32)>,
}

impl StatementRow {
    /// The page of this installation that shows the words.
    pub fn place(&self) -> String {
        match (&self.within, self.at) {
            (Some(within), Some((start, end))) => {
                format!("/reports/{}?in={within}&at={start}-{end}#words", self.report)
            }
            _ => format!("/reports/{}", self.report),
        }
    }
}

impl Archive {
    /// Statements that hold all the words, newest report first. Those of pages that may not be
    /// quoted are left out.
    pub fn statements(&self, search: &StatementSearch) -> Result<Vec<StatementRow>> {
        // LIKE, and not the full-text table: a statement is found by its own words and speaker, not
        // by what else its report says. Case is folded here, since SQLite folds ASCII alone.
        let sought = Sought::of(search.words.split_whitespace().take(12), search.speaker.as_deref());
        let limit = if search.limit == 0 { 50 } else { search.limit };
        let mut select = self.db.prepare_cached(
            "SELECT statement.report, number, manner, words, speaker, role, language, outlet, url, published,
                    json_extract(json, '$.statements[' || number || '].in'),
                    json_extract(json, '$.statements[' || number || '].words[0].at[0]'),
                    json_extract(json, '$.statements[' || number || '].words[0].at[1]')
             FROM statement JOIN report ON report.id = statement.report
             WHERE (?1 IS NULL OR language = ?1)
               AND (?2 IS NULL OR published >= ?2)
               AND (?3 IS NULL OR substr(published, 1, length(?3)) <= ?3)
               AND NOT EXISTS (SELECT 1 FROM json_each(json, '$.reserved') WHERE lower(value) = 'noarchive')
             ORDER BY published DESC, statement.report DESC, number",
        )?;
        let mut rows = select.query(params![search.language, search.since, search.until])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let (start, end): (Option<u32>, Option<u32>) = (row.get(11)?, row.get(12)?);
            let statement = StatementRow {
                report: row.get(0)?,
                number: row.get(1)?,
                manner: row.get(2)?,
                words: row.get(3)?,
                speaker: row.get(4)?,
                role: row.get(5)?,
                language: row.get(6)?,
                outlet: row.get(7)?,
                url: row.get(8)?,
                published: row.get(9)?,
                within: row.get(10)?,
                at: start.zip(end),
            };
            let speaker = statement.speaker.as_deref().unwrap_or_default();
            let role = statement.role.as_deref().unwrap_or_default();
            if sought.is_in(&statement.words, speaker, "", role) {
                found.push(statement);
                if found.len() == limit {
                    break;
                }
            }
        }
        Ok(found)
    }
}

/// What is sought among statements, made ready for comparing.
pub struct Sought {
    words: Vec<String>,
    speaker: Option<String>,
}

impl Sought {
    /// Words, and part of a speaker's name.
    pub fn of<'w>(words: impl Iterator<Item = &'w str>, speaker: Option<&str>) -> Self {
        Self { words: words.map(str::to_lowercase).collect(), speaker: speaker.map(str::to_lowercase) }
    }

    /// Whether a statement fits: each word stands in it, or in its speaker's name or role; the part of a
    /// name in the name, or in the words by which the report speaks of its bearer there.
    pub fn is_in(&self, said: &str, name: &str, mention: &str, role: &str) -> bool {
        let name = name.to_lowercase();
        let named = |part: &String| name.contains(part) || mention.to_lowercase().contains(part);
        if !self.speaker.as_ref().is_none_or(named) {
            return false;
        }
        let (said, role) = (said.to_lowercase(), role.to_lowercase());
        self.words.iter().all(|word| said.contains(word) || name.contains(word) || role.contains(word))
    }
}
