//! Sealed editions: entered once, never changed.

use jiff::Timestamp;
use rusqlite::{Connection, params};

use super::{Archive, Result};

/// A sealed edition as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedEdition {
    /// Its number in the archive.
    pub id: i64,
    /// Its desk.
    pub desk: String,
    /// Its number within the desk, from 1.
    pub number: u32,
    /// When it was sealed.
    pub sealed: String,
    /// Hash of its content.
    pub hash: String,
    /// The edition, as JSON.
    pub json: String,
}

impl Archive {
    /// The number the next edition of a desk will have.
    pub fn next_number(&self, desk: &str) -> Result<u32> {
        Ok(self.db.query_row(
            "SELECT coalesce(max(number), 0) + 1 FROM edition WHERE desk = ?1",
            [desk],
            |row| row.get(0),
        )?)
    }

    /// An edition by its number in the archive.
    pub fn edition_by_id(&self, id: i64) -> Result<Option<SealedEdition>> {
        Ok(self.select_editions("WHERE id = ?1", params![id])?.into_iter().next())
    }

    /// An edition by the hash of its content.
    pub fn edition_by_hash(&self, hash: &str) -> Result<Option<SealedEdition>> {
        Ok(self.select_editions("WHERE hash = ?1", params![hash])?.into_iter().next())
    }

    /// An edition by desk and number.
    pub fn edition(&self, desk: &str, number: u32) -> Result<Option<SealedEdition>> {
        Ok(self.select_editions("WHERE desk = ?1 AND number = ?2", params![desk, number])?.into_iter().next())
    }

    /// The newest edition of a desk.
    pub fn latest_edition(&self, desk: &str) -> Result<Option<SealedEdition>> {
        Ok(self
            .select_editions("WHERE desk = ?1 ORDER BY number DESC LIMIT 1", params![desk])?
            .into_iter()
            .next())
    }

    /// All editions, newest first.
    pub fn editions(&self) -> Result<Vec<SealedEdition>> {
        self.select_editions("ORDER BY id DESC", [])
    }

    fn select_editions(&self, rest: &str, values: impl rusqlite::Params) -> Result<Vec<SealedEdition>> {
        let mut select = self
            .db
            .prepare_cached(&format!("SELECT id, desk, number, sealed, hash, json FROM edition {rest}"))?;
        let rows = select.query_map(values, |row| {
            Ok(SealedEdition {
                id: row.get(0)?,
                desk: row.get(1)?,
                number: row.get(2)?,
                sealed: row.get(3)?,
                hash: row.get(4)?,
                json: row.get(5)?,
            })
        })?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }
}

/// Enters a sealed edition, in the transaction that plans its deliveries. One of the same desk and
/// number is an error: editions never change.
pub(crate) fn insert_edition(
    db: &Connection,
    desk: &str,
    number: u32,
    at: Timestamp,
    hash: &str,
    json: &str,
) -> Result<i64> {
    Ok(db.query_row(
        "INSERT INTO edition (desk, number, sealed, hash, json) VALUES (?1, ?2, ?3, ?4, ?5) RETURNING id",
        params![desk, number, at.to_string(), hash, json],
        |row| row.get(0),
    )?)
}
