//! Reports: made from pages, kept as their JSON, with what is searched for beside it.

use report::Report;
use rusqlite::{OptionalExtension as _, params};

use super::{Archive, Error, Result};

/// A report with its numbers.
#[derive(Clone, Debug)]
pub struct KeptReport {
    /// Its number.
    pub id: i64,
    /// Its page's number.
    pub page: i64,
    /// The version that read it.
    pub engine: String,
    /// The report.
    pub report: Report,
}

/// A report in one line, for lists.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ReportRow {
    /// Its number.
    pub id: i64,
    /// Its address.
    pub url: String,
    /// Who published it.
    pub outlet: Option<String>,
    /// Its language.
    pub language: Option<String>,
    /// Its title.
    pub title: Option<String>,
    /// Its date, as precise as is known.
    pub published: Option<String>,
}

/// What to search for.
#[derive(Clone, Debug, Default)]
pub struct Search {
    /// Words, all of which must stand in the title or the text.
    pub words: String,
    /// Only this language.
    pub language: Option<String>,
    /// Only this outlet.
    pub outlet: Option<String>,
    /// Most results.
    pub limit: usize,
}

impl Archive {
    /// Enters what a page says, in place of what stood there for it.
    pub fn enter_report(&mut self, page: i64, engine: &str, report: &Report) -> Result<i64> {
        let json = report.to_json();
        let write = self.db.transaction()?;
        let id: i64 = write.query_row(
            "INSERT INTO report (page, engine, url, outlet, language, title, published, kind, json)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
             ON CONFLICT (page) DO UPDATE SET engine = ?2, url = ?3, outlet = ?4, language = ?5, title = ?6,
                 published = ?7, kind = ?8, json = ?9
             RETURNING id",
            params![
                page,
                engine,
                report.canonical.as_ref().or(report.url.as_ref()).unwrap_or(&report.source),
                report.outlet,
                report.language,
                report.title.as_ref().map(|title| &title.text),
                report.published.as_ref().map(|date| &date.date),
                word(&report.kind),
                json,
            ],
            |row| row.get(0),
        )?;
        write.execute("DELETE FROM statement WHERE report = ?1", [id])?;
        write.execute("DELETE FROM figure WHERE report = ?1", [id])?;
        write.execute("DELETE FROM words WHERE rowid = ?1", [id])?;
        write.execute(
            "INSERT INTO words (rowid, title, text) VALUES (?1, ?2, ?3)",
            params![id, report.title.as_ref().map(|title| &title.text), report.text],
        )?;
        for (number, statement) in report.statements.iter().enumerate() {
            let words: Vec<&str> = statement.words.iter().map(|part| part.text.as_str()).collect();
            let speaker = statement.speaker.as_ref();
            write.execute(
                "INSERT INTO statement (report, number, manner, words, speaker, role) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![
                    id,
                    number as i64,
                    word(&statement.manner),
                    words.join(" … "),
                    speaker.and_then(|speaker| speaker.name.as_ref().or(speaker.mention.as_ref())),
                    speaker.and_then(|speaker| speaker.role.as_ref()),
                ],
            )?;
        }
        for (number, figure) in report.figures.iter().enumerate() {
            write.execute(
                "INSERT INTO figure (report, number, text, low, high, unit, of, sureness, said_by)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                params![
                    id,
                    number as i64,
                    figure.text,
                    figure.low,
                    figure.high,
                    figure.unit,
                    figure.of,
                    word(&figure.sureness),
                    figure.said_by,
                ],
            )?;
        }
        write.commit()?;
        Ok(id)
    }

    /// A report by its number.
    pub fn report(&self, id: i64) -> Result<Option<KeptReport>> {
        let found = self
            .db
            .prepare_cached("SELECT id, page, engine, json FROM report WHERE id = ?1")?
            .query_row([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
            .optional()?;
        found
            .map(|(id, page, engine, json): (i64, i64, String, String)| kept_report(id, page, engine, &json))
            .transpose()
    }

    /// News reports that no story has yet, oldest publication first.
    pub fn unthreaded(&self) -> Result<Vec<KeptReport>> {
        let mut select = self.db.prepare(
            "SELECT id, page, engine, json FROM report
             WHERE id NOT IN (SELECT report FROM story_member) AND kind IN ('article', 'live', 'other')
             ORDER BY unixepoch(published), id",
        )?;
        collect_reports(select.query([])?)
    }

    /// All reports, oldest publication first: the order in which they are threaded.
    pub fn reports(&self) -> Result<Vec<KeptReport>> {
        let mut select =
            self.db.prepare("SELECT id, page, engine, json FROM report ORDER BY unixepoch(published), id")?;
        collect_reports(select.query([])?)
    }

    /// Visits all reports that may be quoted, oldest publication first, one at a time.
    pub fn visit_reports(&self, mut visit: impl FnMut(Report)) -> Result<()> {
        let mut select = self.db.prepare(
            "SELECT json FROM report
             WHERE NOT EXISTS (SELECT 1 FROM json_each(json, '$.reserved') WHERE lower(value) = 'noarchive')
             ORDER BY unixepoch(published), id",
        )?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            let json = row.get_ref(0)?.as_str().map_err(|error| Error::Broken(error.to_string()))?;
            visit(serde_json::from_str(json).map_err(|error| Error::Broken(error.to_string()))?);
        }
        Ok(())
    }

    /// Reports in which all the words stand, best first; without words the newest.
    pub fn search(&self, search: &Search) -> Result<Vec<ReportRow>> {
        // Each word is quoted, so that what somebody types is never read as the search's own syntax.
        let words: Vec<String> = search
            .words
            .split_whitespace()
            .map(|word| format!("\"{}\"", word.replace('"', "\"\"")))
            .collect();
        let (from, order) = if words.is_empty() {
            ("report", "unixepoch(report.published) DESC, report.id DESC")
        } else {
            ("words JOIN report ON report.id = words.rowid AND words MATCH ?1", "words.rank")
        };
        let sql = format!(
            "SELECT report.id, report.url, report.outlet, report.language, report.title, report.published FROM {from}
             WHERE (?2 IS NULL OR report.language = ?2) AND (?3 IS NULL OR report.outlet = ?3) AND ?1 = ?1
             ORDER BY {order} LIMIT ?4"
        );
        let mut select = self.db.prepare(&sql)?;
        let limit = if search.limit == 0 { 50 } else { search.limit } as i64;
        let rows =
            select.query_map(params![words.join(" "), search.language, search.outlet, limit], |row| {
                Ok(ReportRow {
                    id: row.get(0)?,
                    url: row.get(1)?,
                    outlet: row.get(2)?,
                    language: row.get(3)?,
                    title: row.get(4)?,
                    published: row.get(5)?,
                })
            })?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// How many pages were kept, and how many reports, statements, figures and stories stand.
    pub fn counts(&self) -> Result<[u64; 5]> {
        let count =
            |sql: &str| -> Result<u64> { Ok(self.db.query_row(sql, [], |row| row.get::<_, i64>(0))? as u64) };
        Ok([
            count("SELECT count(*) FROM page WHERE file IS NOT NULL")?,
            count("SELECT count(*) FROM report")?,
            count("SELECT count(*) FROM statement")?,
            count("SELECT count(*) FROM figure")?,
            count("SELECT count(DISTINCT story) FROM story_member")?,
        ])
    }
}

fn collect_reports(mut rows: rusqlite::Rows<'_>) -> Result<Vec<KeptReport>> {
    let mut out = Vec::new();
    while let Some(row) = rows.next()? {
        out.push(kept_report(row.get(0)?, row.get(1)?, row.get(2)?, &row.get::<_, String>(3)?)?);
    }
    Ok(out)
}

fn kept_report(id: i64, page: i64, engine: String, json: &str) -> Result<KeptReport> {
    let report = serde_json::from_str(json).map_err(|error| {
        Error::Broken(format!("report {id} cannot be read back ({error}); run: depeche rebuild"))
    })?;
    Ok(KeptReport { id, page, engine, report })
}

/// The word under which a value stands in JSON.
fn word(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}
