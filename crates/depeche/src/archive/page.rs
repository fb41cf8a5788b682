//! Pages: what was asked for, what came of it, and where the bytes lie.

use rusqlite::{OptionalExtension as _, Row, params};
use sha2::Digest as _;

use super::{Archive, Error, PAGES, Result};
use crate::source::fetch::{Fetched, decode, product};
use crate::source::warc;

/// A page about to be entered.
#[derive(Clone, Debug)]
pub struct NewPage<'a> {
    /// Its outlet's number.
    pub outlet: i64,
    /// The source that named it.
    pub source: Option<i64>,
    /// Its address as the source names it, cleaned.
    pub url: &'a str,
    /// What came over the wire, if anything did.
    pub fetched: Option<&'a Fetched>,
    /// Where it lies, if it was kept.
    pub kept: Option<&'a warc::Kept>,
    /// When it was asked for.
    pub at: jiff::Timestamp,
    /// Why it was not had.
    pub refusal: Option<String>,
    /// What its headers reserve.
    pub reserved: &'a [String],
    /// Title as the source says.
    pub title: Option<&'a str>,
    /// Date as the source says.
    pub published: Option<&'a str>,
}

/// A page as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptPage {
    /// Its number.
    pub id: i64,
    /// Its outlet's number.
    pub outlet: i64,
    /// Its address as the source named it.
    pub url: String,
    /// Where the redirects led.
    pub found_at: String,
    /// When it was asked for.
    pub fetched_at: String,
    /// The HTTP status; nothing if it was not had.
    pub status: Option<u16>,
    /// Why it was not had.
    pub refusal: Option<String>,
    /// `Content-Type`.
    pub media: Option<String>,
    /// The WARC file, in the folder of pages; nothing if it was not kept.
    pub file: Option<String>,
    /// Where in it.
    pub offset: u64,
    /// Digest of the body as sent.
    pub digest: Option<String>,
    /// What its headers reserve.
    pub reserved: Vec<String>,
    /// Title as the source says.
    pub title: Option<String>,
    /// Date as the source says.
    pub published: Option<String>,
    /// The page whose report goes on here.
    pub part_of: Option<i64>,
}

const COLUMNS: &str = "id, outlet, url, found_at, fetched_at, status, refusal, media, file, offset, digest, reserved, \
                       title, published, part_of";

impl Archive {
    /// Appends a response to the kept pages. The first thing that is done with it.
    ///
    /// A body that is kept already becomes a revisit: its headers, and where the body lies.
    pub fn keep(&mut self, fetched: &Fetched) -> Result<warc::Kept> {
        let folder = self.folder.join(PAGES);
        let earlier = self.same_body(&fetched.body)?;
        let writer = match &mut self.writer {
            Some(writer) => writer,
            none => none.insert(
                warc::Writer::new(&folder, &product())
                    .map_err(|error| Error::file(folder.display(), error))?,
            ),
        };
        let response = warc::Response {
            url: fetched.url.as_str(),
            fetched: fetched.at,
            status: fetched.status,
            headers: &fetched.headers,
            body: &fetched.body,
        };
        let kept = match earlier {
            Some((file, record)) => writer.keep_again(&response, &record, &file),
            None => writer.keep(&response),
        };
        kept.map_err(|error| Error::file(folder.display(), error))
    }

    /// The response kept first with this very body, and its file. It is read back, because a revisit
    /// must not lead to what is no longer there.
    fn same_body(&self, body: &[u8]) -> Result<Option<(String, warc::Record)>> {
        if body.is_empty() {
            return Ok(None);
        }
        let digest = format!("sha256:{}", crate::hex::hex(&sha2::Sha256::digest(body)));
        let mut select = self.db.prepare_cached(
            "SELECT file, offset FROM page WHERE digest = ?1 AND file IS NOT NULL ORDER BY id LIMIT 20",
        )?;
        let places = select
            .query_map([&digest], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)? as u64)))?;
        for place in places {
            let (file, offset) = place?;
            let found = warc::read_at(&self.folder.join(PAGES).join(&file), offset, warc::Limits::default());
            if let Ok(record) = found
                && record.kind() == "response"
                && record.http().is_some_and(|http| http.body == body)
            {
                return Ok(Some((file, record)));
            }
        }
        Ok(None)
    }

    /// Whether an address was asked for already, under its own name or where it led.
    pub fn knows_page(&self, url: &str) -> Result<bool> {
        // What was merely not to be had for the moment is no page yet.
        let found = self
            .db
            .prepare_cached(
                "SELECT 1 FROM page WHERE (url = ?1 OR found_at = ?1) AND (status IS NOT NULL OR refusal IS NOT NULL)",
            )?
            .exists([url])?;
        Ok(found)
    }

    /// Enters a page; one that stands there under the same address is replaced, its number kept.
    pub fn enter_page(&self, page: &NewPage<'_>) -> Result<i64> {
        let reserved = serde_json::to_string(page.reserved).unwrap_or_default();
        Ok(self.db.query_row(
            "INSERT INTO page (outlet, source, url, found_at, fetched_at, status, refusal, media, file, offset, length,
                               digest, reserved, title, published)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
             ON CONFLICT (url) DO UPDATE SET found_at = ?4, fetched_at = ?5, status = ?6, refusal = ?7, media = ?8,
                 file = ?9, offset = ?10, length = ?11, digest = ?12, reserved = ?13, title = ?14, published = ?15
             RETURNING id",
            params![
                page.outlet,
                page.source,
                page.url,
                page.fetched.map_or(page.url, |fetched| fetched.url.as_str()),
                page.at.to_string(),
                page.fetched.map(|fetched| fetched.status),
                page.refusal,
                page.fetched.and_then(|fetched| fetched.header("content-type")),
                page.kept.map(|kept| &kept.file),
                page.kept.map(|kept| kept.offset as i64),
                page.kept.map(|kept| kept.length as i64),
                page.kept.map(|kept| &kept.digest),
                reserved,
                page.title,
                page.published,
            ],
            |row| row.get(0),
        )?)
    }

    /// A page by its number.
    pub fn page(&self, id: i64) -> Result<Option<KeptPage>> {
        let sql = format!("SELECT {COLUMNS} FROM page WHERE id = ?1");
        Ok(self.db.prepare_cached(&sql)?.query_row([id], kept_page).optional()?)
    }

    /// A page by its address, as its source names it or where that led.
    pub fn page_at(&self, url: &str) -> Result<Option<KeptPage>> {
        let sql =
            format!("SELECT {COLUMNS} FROM page WHERE url = ?1 OR found_at = ?1 ORDER BY url <> ?1 LIMIT 1");
        Ok(self.db.prepare_cached(&sql)?.query_row([url], kept_page).optional()?)
    }

    /// The pages on which a page's report goes on, in order.
    pub fn parts(&self, page: i64) -> Result<Vec<KeptPage>> {
        let sql = format!("SELECT {COLUMNS} FROM page WHERE part_of = ?1 ORDER BY part");
        let mut select = self.db.prepare_cached(&sql)?;
        let rows = select.query_map([page], kept_page)?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// Notes that a page is part `number` of the report of the page `first`; its own report, if it had one, is gone.
    pub fn make_part(&mut self, page: i64, first: i64, number: usize) -> Result<()> {
        let write = self.db.transaction()?;
        write.execute(
            "UPDATE page SET part_of = ?2, part = ?3 WHERE id = ?1",
            params![page, first, number as i64],
        )?;
        write.execute("DELETE FROM words WHERE rowid IN (SELECT id FROM report WHERE page = ?1)", [page])?;
        write.execute("DELETE FROM report WHERE page = ?1", [page])?;
        Ok(write.commit()?)
    }

    /// All pages, oldest first.
    pub fn pages(&self) -> Result<Vec<KeptPage>> {
        let sql = format!("SELECT {COLUMNS} FROM page ORDER BY id");
        let mut select = self.db.prepare(&sql)?;
        let rows = select.query_map([], kept_page)?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// The bytes of a kept page, its content coding taken off; nothing if it was not kept.
    pub fn page_bytes(&self, page: &KeptPage) -> Result<Option<Vec<u8>>> {
        let Some(file) = &page.file else { return Ok(None) };
        let folder = self.folder.join(PAGES);
        let path = folder.join(file);
        let record = warc::read_at(&path, page.offset, warc::Limits::default())
            .and_then(|record| warc::revisit::whole(&folder, record))
            .map_err(|error| Error::file(format_args!("{} at {}", path.display(), page.offset), error))?;
        let http = record.http().ok_or_else(|| {
            Error::Broken(format!("{} at {} holds no response", path.display(), page.offset))
        })?;
        if let Some(digest) = &page.digest
            && warc::digest_holds(digest, http.body) == Some(false)
        {
            return Err(Error::Broken(format!(
                "{} at {} was changed since it was kept",
                path.display(),
                page.offset
            )));
        }
        Ok(Some(decode(http.body, http.header("content-encoding").unwrap_or_default()).0))
    }
}

fn kept_page(row: &Row<'_>) -> rusqlite::Result<KeptPage> {
    Ok(KeptPage {
        id: row.get(0)?,
        outlet: row.get(1)?,
        url: row.get(2)?,
        found_at: row.get(3)?,
        fetched_at: row.get(4)?,
        status: row.get(5)?,
        refusal: row.get(6)?,
        media: row.get(7)?,
        file: row.get(8)?,
        offset: row.get::<_, Option<i64>>(9)?.unwrap_or_default() as u64,
        digest: row.get(10)?,
        reserved: serde_json::from_str(&row.get::<_, String>(11)?).unwrap_or_default(),
        title: row.get(12)?,
        published: row.get(13)?,
        part_of: row.get(14)?,
    })
}
