//! What is kept: the folder of data, with one SQLite file and the pages as WARC beside it.
//!
//! The order of writes is page → row → report, so that everything marked "made" in `schema.sql` can
//! be made again from the pages. One process writes at a time (WAL: any number may read meanwhile).
//! Statements of SQL stand in this folder and nowhere else; `delivery` and `subscription` keep their
//! own tables through `Archive::db`.

mod edition;
mod page;
mod report;
mod source;
mod statement;
mod story;

use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, TransactionBehavior, params};

pub use edition::SealedEdition;
pub(crate) use edition::insert_edition;
pub use page::{KeptPage, NewPage};
pub use report::{KeptReport, ReportRow, Search};
pub use source::{Asked, SourceRow};
pub use statement::{Sought, StatementRow, StatementSearch};
pub use story::{StoryMember, StoryRow};

use crate::source::warc;

/// Name of the database in the folder of data.
pub const FILE: &str = "depeche.sqlite";
/// Name of the folder of kept pages in it.
pub const PAGES: &str = "pages";

/// Each step brings a database from one `user_version` to the next; never edit one that was released.
const MIGRATIONS: &[&str] = &[include_str!("schema.sql"), include_str!("parts.sql")];

/// The kept pages and everything made from them.
#[derive(Debug)]
pub struct Archive {
    db: Connection,
    folder: PathBuf,
    writer: Option<warc::Writer>,
}

/// What can go wrong with the folder of data.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is none yet.
    #[error("there is no data in {0}; make some with: depeche --data {0} init")]
    Missing(String),
    /// Written by a later version of this program.
    #[error(
        "{0} was written by a later version of Dépêche (its format is {1}, this program knows {2}); update the program"
    )]
    TooNew(String, i64, usize),
    /// No room.
    #[error(
        "the disk is full: nothing half-written was left behind; free some space and run the command again"
    )]
    Full,
    /// Somebody else is writing for a long time.
    #[error("another depeche is writing to this folder of data; wait for it to end, or end it")]
    Busy,
    /// Somebody else does this very work.
    #[error(
        "another depeche ({holder}) is at work on this ({name}); if it is gone, this ends by itself at {until}"
    )]
    Leased {
        /// What is being done.
        name: String,
        /// By whom.
        holder: String,
        /// Until when at the latest.
        until: String,
    },
    /// The database says no.
    #[error("the database {FILE}: {0}")]
    Database(rusqlite::Error),
    /// A file says no.
    #[error("{0}: {1}")]
    File(String, std::io::Error),
    /// What was kept cannot be understood.
    #[error("{0}")]
    Broken(String),
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DiskFull) => Self::Full,
            Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked) => Self::Busy,
            _ => Self::Database(error),
        }
    }
}

impl Error {
    /// An error of a file, with what it is called.
    pub(crate) fn file(what: impl std::fmt::Display, error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Self::Full,
            _ => Self::File(what.to_string(), error),
        }
    }
}

/// Result of anything done with the archive.
pub type Result<T> = std::result::Result<T, Error>;

impl Archive {
    /// Makes the database of a folder if there is none, and brings it up to date.
    pub fn create(folder: &Path) -> Result<Self> {
        std::fs::create_dir_all(folder).map_err(|error| Error::file(folder.display(), error))?;
        let db = Connection::open(folder.join(FILE))?;
        let mut archive = Self { db, folder: folder.to_owned(), writer: None };
        archive.prepare()?;
        Ok(archive)
    }

    /// Opens the database of a folder, and brings it up to date.
    pub fn open(folder: &Path) -> Result<Self> {
        if !folder.join(FILE).exists() {
            return Err(Error::Missing(folder.display().to_string()));
        }
        Self::create(folder)
    }

    fn prepare(&mut self) -> Result<()> {
        self.db.busy_timeout(Duration::from_secs(20))?;
        self.db.pragma_update(None, "journal_mode", "WAL")?;
        self.db.pragma_update(None, "foreign_keys", true)?;
        // A loss of power may undo the last commits, a crash of the program may not; what must
        // outlive a loss of power (the offer of a mail) asks for FULL itself.
        self.db.pragma_update(None, "synchronous", "NORMAL")?;
        let version = self.version()?;
        if version as usize > MIGRATIONS.len() {
            return Err(Error::TooNew(
                self.folder.join(FILE).display().to_string(),
                version,
                MIGRATIONS.len(),
            ));
        }
        if (version as usize) < MIGRATIONS.len() {
            let migrate = self.db.transaction_with_behavior(TransactionBehavior::Exclusive)?;
            // Somebody else may have been quicker.
            let version: i64 = migrate.pragma_query_value(None, "user_version", |row| row.get(0))?;
            for step in MIGRATIONS.iter().skip(version.max(0) as usize) {
                migrate.execute_batch(step)?;
            }
            migrate.pragma_update(None, "user_version", MIGRATIONS.len() as i64)?;
            migrate.commit()?;
        }
        Ok(())
    }

    fn version(&self) -> Result<i64> {
        Ok(self.db.pragma_query_value(None, "user_version", |row| row.get(0))?)
    }

    /// The folder of data.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The connection, for the rooms that keep tables of their own.
    pub(crate) fn db(&self) -> &Connection {
        &self.db
    }

    /// The connection, for transactions.
    pub(crate) fn db_mut(&mut self) -> &mut Connection {
        &mut self.db
    }

    /// A second hand on the same folder, for another thread.
    pub fn another(&self) -> Result<Self> {
        Self::open(&self.folder)
    }

    /// A secret of this folder, made at its first use.
    pub fn secret(&self, name: &str) -> Result<Vec<u8>> {
        let mut fresh = [0u8; 32];
        getrandom::fill(&mut fresh).map_err(|error| Error::Broken(format!("no randomness: {error}")))?;
        self.db.execute(
            "INSERT OR IGNORE INTO secret (name, value) VALUES (?1, ?2)",
            params![name, fresh.as_slice()],
        )?;
        Ok(self.db.query_row("SELECT value FROM secret WHERE name = ?1", [name], |row| row.get(0))?)
    }

    /// What a room remembers from run to run.
    pub fn recall(&self, name: &str) -> Result<Option<String>> {
        Ok(self
            .db
            .query_row("SELECT value FROM memory WHERE name = ?1", [name], |row| row.get(0))
            .optional()?)
    }

    /// Remembers something in place of what was remembered under the name.
    pub fn remember(&self, name: &str, value: &str) -> Result<()> {
        self.db.execute("INSERT OR REPLACE INTO memory (name, value) VALUES (?1, ?2)", [name, value])?;
        Ok(())
    }

    /// Forgets it.
    pub fn forget(&self, name: &str) -> Result<()> {
        self.db.execute("DELETE FROM memory WHERE name = ?1", [name])?;
        Ok(())
    }

    /// Takes a piece of work for oneself for a while, or says who has it. Taking one's own again
    /// prolongs it.
    pub fn lease(&self, name: &str, holder: &str, now: Timestamp, time: Duration) -> Result<()> {
        self.release_of_the_dead(name)?;
        let until = now.checked_add(time).unwrap_or(now);
        let taken = self.db.execute(
            "INSERT INTO lease (name, holder, until) VALUES (?1, ?2, ?3)
             ON CONFLICT (name) DO UPDATE SET holder = ?2, until = ?3 WHERE holder = ?2 OR until <= ?4",
            params![name, holder, until.to_string(), now.to_string()],
        )?;
        if taken == 1 {
            return Ok(());
        }
        let found = self
            .db
            .query_row("SELECT holder, until FROM lease WHERE name = ?1", [name], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .optional()?;
        let (holder, until) = found.unwrap_or_default();
        Err(Error::Leased { name: name.to_owned(), holder, until })
    }

    /// Frees a piece of work whose holder is a process of this machine that is no more.
    fn release_of_the_dead(&self, name: &str) -> Result<()> {
        let holder: Option<String> = self
            .db
            .query_row("SELECT holder FROM lease WHERE name = ?1", [name], |row| row.get(0))
            .optional()?;
        match holder {
            Some(holder) if is_dead(&holder) => self.release(name, &holder),
            _ => Ok(()),
        }
    }

    /// Gives a piece of work back.
    pub fn release(&self, name: &str, holder: &str) -> Result<()> {
        self.db.execute("DELETE FROM lease WHERE name = ?1 AND holder = ?2", [name, holder])?;
        Ok(())
    }
}

/// A name for this process that another can tell to be gone: its number, the house it counts in
/// (boot and process namespace: two containers number apart), and when it was started.
pub fn holder() -> String {
    let id = std::process::id();
    format!("process {id} {} {}", house().unwrap_or_default(), started(id).unwrap_or_default())
}

/// Whether a holder was a process of this house and is no more. Where that cannot be told (another
/// system, another machine) it counts as alive, and its lease runs out by itself.
fn is_dead(holder: &str) -> bool {
    let words: Vec<&str> = holder.split(' ').collect();
    let ["process", id, its_house, begun] = words.as_slice() else { return false };
    let (Ok(id), Some(house)) = (id.parse(), house()) else { return false };
    *its_house == house && !begun.is_empty() && started(id).is_none_or(|now| now != *begun)
}

/// The boot and the process namespace, as Linux tells.
fn house() -> Option<String> {
    let boot = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    let namespace = std::fs::read_link("/proc/self/ns/pid").ok()?;
    Some(format!("{}/{}", boot.trim(), namespace.display()))
}

/// When a process was started, in ticks since the boot.
fn started(id: u32) -> Option<String> {
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    // The name in brackets may hold anything; what follows are numbers, the 20th is the start.
    Some(stat.rsplit_once(')')?.1.split_whitespace().nth(19)?.to_owned())
}

/// Reads back a time that was written.
fn time(text: &str) -> Option<Timestamp> {
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_folder_gets_the_schema_and_an_old_one_keeps_it() {
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(Archive::open(folder.path()), Err(Error::Missing(_))));
        let secret = Archive::create(folder.path()).unwrap().secret("a").unwrap();
        let again = Archive::open(folder.path()).unwrap();
        assert_eq!(again.version().unwrap() as usize, MIGRATIONS.len());
        assert_eq!(again.secret("a").unwrap(), secret);
        assert_ne!(again.secret("b").unwrap(), secret);
        again.db.pragma_update(None, "user_version", 99).unwrap();
        assert!(matches!(Archive::open(folder.path()), Err(Error::TooNew(_, 99, _))));
    }

    #[test]
    fn a_folder_of_the_first_version_is_brought_up_to_date() {
        let folder = tempfile::tempdir().unwrap();
        let db = Connection::open(folder.path().join(FILE)).unwrap();
        db.execute_batch(MIGRATIONS[0]).unwrap();
        let page = "INSERT INTO page (outlet, url, found_at, fetched_at) VALUES (1, 'a', 'a', '2024-03-02T08:00:00Z')";
        db.execute_batch(&format!("INSERT INTO outlet (name) VALUES ('Gazette'); {page}")).unwrap();
        db.pragma_update(None, "user_version", 1).unwrap();
        drop(db);
        let archive = Archive::open(folder.path()).unwrap();
        assert_eq!(archive.version().unwrap() as usize, MIGRATIONS.len());
        assert!(archive.pages().unwrap().iter().all(|page| page.url == "a" && page.part_of.is_none()));
    }

    #[test]
    fn a_full_disk_is_said_and_leaves_nothing_half_written() {
        let folder = tempfile::tempdir().unwrap();
        let mut archive = Archive::create(folder.path()).unwrap();
        let pages: i64 = archive.db.pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
        archive.db.pragma_update(None, "max_page_count", pages + 4).unwrap();
        let outlet = archive.outlet("Gazette", None).unwrap();
        let page = NewPage {
            outlet,
            source: None,
            url: "https://gazette.example/",
            fetched: None,
            kept: None,
            at: Timestamp::UNIX_EPOCH,
            refusal: None,
            reserved: &[],
            title: None,
            published: None,
        };
        let page = archive.enter_page(&page).unwrap();
        let report = ::report::Report { text: "long ".repeat(100_000), ..::report::Report::default() };
        let error = archive.enter_report(page, "1", &report).unwrap_err();
        assert!(matches!(error, Error::Full), "{error}");
        assert!(error.to_string().contains("free some space"));
        assert_eq!(archive.counts().unwrap()[1], 0);
        let full = std::io::Error::from(std::io::ErrorKind::StorageFull);
        assert!(matches!(Error::file("pages", full), Error::Full));
    }

    #[test]
    fn the_living_keep_their_work_and_the_dead_do_not() {
        assert!(!is_dead(&holder()));
        assert!(!is_dead("somebody else"));
        let mut child = std::process::Command::new("true").spawn().unwrap();
        let (id, begun) = (child.id(), started(child.id()));
        child.wait().unwrap();
        if let (Some(house), Some(begun)) = (house(), begun) {
            assert!(is_dead(&format!("process {id} {house} {begun}")));
            assert!(!is_dead(&format!("process {id} elsewhere {begun}")));
        }
    }

    #[test]
    fn one_piece_of_work_has_one_holder() {
        let folder = tempfile::tempdir().unwrap();
        let archive = Archive::create(folder.path()).unwrap();
        let start = Timestamp::UNIX_EPOCH;
        let hour = Duration::from_hours(1);
        archive.lease("send", "one", start, hour).unwrap();
        archive.lease("send", "one", start, hour).unwrap();
        assert!(matches!(archive.lease("send", "two", start, hour), Err(Error::Leased { .. })));
        archive.lease("send", "two", start + hour, hour).unwrap();
        archive.release("send", "two").unwrap();
        archive.lease("send", "three", start, hour).unwrap();
    }
}
