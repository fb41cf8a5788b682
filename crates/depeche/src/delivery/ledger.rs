//! The ledger: one row for each edition and subscription, and what became of it.
//!
//! `planned → offered → accepted | deferred | refused`, or `suppressed` where the reader left
//! meanwhile. `offered` is on disk before the first byte of a message leaves; what is still `offered`
//! when a run begins was cut off in between: nobody knows whether it arrived, so it becomes `in_doubt`,
//! is listed, and is never offered again by itself. Every change is also written to `delivery_event`.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{OptionalExtension as _, Transaction, params};

use crate::archive::{Archive, Error, Result};
use crate::subscription::Confirmed;

/// Where a delivery stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// To be offered.
    Planned,
    /// Offered; the relay's answer is not known yet.
    Offered,
    /// The relay took it.
    Accepted,
    /// The relay said: later.
    Deferred,
    /// The relay said: never.
    Refused,
    /// The reader left before it was offered.
    Suppressed,
    /// Offered, and the answer will never be known.
    InDoubt,
    /// The mailbox has it (by a delivery report).
    Delivered,
    /// It came back.
    Bounced,
    /// The reader complained.
    Complained,
}

impl State {
    /// The word in the database and in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Offered => "offered",
            Self::Accepted => "accepted",
            Self::Deferred => "deferred",
            Self::Refused => "refused",
            Self::Suppressed => "suppressed",
            Self::InDoubt => "in_doubt",
            Self::Delivered => "delivered",
            Self::Bounced => "bounced",
            Self::Complained => "complained",
        }
    }

    const ALL: [Self; 10] = [
        Self::Planned,
        Self::Offered,
        Self::Accepted,
        Self::Deferred,
        Self::Refused,
        Self::Suppressed,
        Self::InDoubt,
        Self::Delivered,
        Self::Bounced,
        Self::Complained,
    ];

    fn of(word: &str) -> Result<Self> {
        Self::ALL
            .into_iter()
            .find(|state| state.word() == word)
            .ok_or_else(|| Error::Broken(format!("a delivery stands as {word:?}")))
    }
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Row {
    /// The edition's number in the archive.
    pub edition: i64,
    /// The subscription's number.
    pub subscription: i64,
    /// The mailbox.
    pub address: String,
    /// Where it stands.
    pub state: State,
    /// The same in every attempt.
    pub message_id: String,
    /// How often it was tried.
    pub attempts: u32,
    /// When a deferred one is due.
    pub next_at: Option<String>,
    /// The relay's last word.
    pub reply: Option<String>,
    /// When it last changed.
    pub changed_at: String,
}

/// Plans an edition for its recipients. Who is planned already stays as they stand.
pub fn plan(
    write: &Transaction<'_>,
    edition: i64,
    recipients: &[Confirmed],
    message_id: impl Fn(i64) -> String,
    now: Timestamp,
) -> Result<u32> {
    let mut planned = 0;
    for recipient in recipients {
        let new = write.execute(
            "INSERT OR IGNORE INTO delivery (edition, subscription, state, message_id, changed_at)
             VALUES (?1, ?2, 'planned', ?3, ?4)",
            params![edition, recipient.id(), message_id(recipient.id()), now.to_string()],
        )?;
        if new == 1 {
            event(write, edition, recipient.id(), State::Planned, None, now)?;
            planned += 1;
        }
    }
    Ok(planned)
}

/// Turns what was cut off in the middle into what is in doubt. Only while no other run is at work.
pub fn recover(archive: &mut Archive, now: Timestamp) -> Result<Vec<Row>> {
    let cut_off = select(archive, "WHERE delivery.state = 'offered'", params![])?;
    for row in &cut_off {
        change(
            archive,
            row,
            State::InDoubt,
            Some("the run was cut off before the relay's answer"),
            None,
            now,
        )?;
    }
    Ok(cut_off)
}

/// What is to be offered now: what is planned, and what is deferred and due.
pub fn due(archive: &Archive, edition: i64, now: Timestamp) -> Result<Vec<Row>> {
    select(
        archive,
        "WHERE delivery.edition = ?1 AND (delivery.state = 'planned'
             OR (delivery.state = 'deferred' AND unixepoch(next_at) <= ?2)) ORDER BY subscription",
        params![edition, now.as_second()],
    )
}

/// Editions with something still to be offered.
pub fn unfinished(archive: &Archive) -> Result<Vec<i64>> {
    let mut select = archive.db().prepare(
        "SELECT DISTINCT edition FROM delivery WHERE state IN ('planned', 'deferred') ORDER BY edition",
    )?;
    let rows = select.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<std::result::Result<_, _>>()?)
}

/// Every row of an edition.
pub fn list(archive: &Archive, edition: i64) -> Result<Vec<Row>> {
    select(archive, "WHERE delivery.edition = ?1 ORDER BY subscription", params![edition])
}

/// Enters, for good and on disk, that a message is about to be offered. `false` if it must not be:
/// its reader left, or it is not to be offered any more. After `true` there is no second offer
/// without a new decision.
pub fn offer(archive: &mut Archive, row: &Row, now: Timestamp) -> Result<bool> {
    archive.db().pragma_update(None, "synchronous", "FULL")?;
    let outcome = enter_offer(archive, row, now);
    archive.db().pragma_update(None, "synchronous", "NORMAL")?;
    outcome
}

fn enter_offer(archive: &mut Archive, row: &Row, now: Timestamp) -> Result<bool> {
    let write = archive.db_mut().transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let wanted: Option<String> = write
        .query_row("SELECT state FROM subscription WHERE id = ?1", [row.subscription], |row| row.get(0))
        .optional()?;
    let state = if wanted.as_deref() == Some("confirmed") { State::Offered } else { State::Suppressed };
    let changed = write.execute(
        "UPDATE delivery SET state = ?3, attempts = attempts + (?3 = 'offered'), changed_at = ?4, next_at = NULL
         WHERE edition = ?1 AND subscription = ?2 AND state IN ('planned', 'deferred')",
        params![row.edition, row.subscription, state.word(), now.to_string()],
    )?;
    if changed == 1 {
        event(&write, row.edition, row.subscription, state, None, now)?;
    }
    write.commit()?;
    Ok(changed == 1 && state == State::Offered)
}

/// Enters what became of a row.
pub fn change(
    archive: &mut Archive,
    row: &Row,
    state: State,
    reply: Option<&str>,
    next_at: Option<Timestamp>,
    now: Timestamp,
) -> Result<()> {
    let write = archive.db_mut().transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    write.execute(
        "UPDATE delivery SET state = ?3, reply = coalesce(?4, reply), next_at = ?5, changed_at = ?6
         WHERE edition = ?1 AND subscription = ?2",
        params![
            row.edition,
            row.subscription,
            state.word(),
            reply,
            next_at.map(|at| at.to_string()),
            now.to_string()
        ],
    )?;
    event(&write, row.edition, row.subscription, state, reply, now)?;
    Ok(write.commit()?)
}

/// Counts a try that was declined before the message was offered.
pub fn count_attempt(archive: &Archive, row: &Row) -> Result<()> {
    archive.db().execute(
        "UPDATE delivery SET attempts = attempts + 1 WHERE edition = ?1 AND subscription = ?2",
        params![row.edition, row.subscription],
    )?;
    Ok(())
}

/// A human's decision on what is in doubt: plan it again (it may arrive twice), or let it rest.
pub fn resolve(
    archive: &mut Archive,
    edition: i64,
    address: &str,
    again: bool,
    now: Timestamp,
) -> Result<bool> {
    let doubtful = list(archive, edition)?;
    let Some(row) = doubtful.into_iter().find(|row| row.address == address && row.state == State::InDoubt)
    else {
        return Ok(false);
    };
    let (state, words) = if again {
        (State::Planned, "planned again by hand")
    } else {
        (State::Accepted, "taken as accepted by hand")
    };
    change(archive, &row, state, Some(words), None, now)?;
    Ok(true)
}

/// When to try again after so many attempts; `None` when it is no use any more (about four days).
pub fn next_try(attempts: u32, now: Timestamp) -> Option<Timestamp> {
    const MINUTES: [i64; 12] = [5, 15, 30, 60, 120, 240, 480, 720, 720, 1440, 1440, 1440];
    let minutes = MINUTES.get(attempts.saturating_sub(1) as usize)?;
    now.checked_add(SignedDuration::from_mins(*minutes)).ok()
}

fn select(archive: &Archive, rest: &str, values: impl rusqlite::Params) -> Result<Vec<Row>> {
    let mut select = archive.db().prepare_cached(&format!(
        "SELECT edition, subscription, address, delivery.state, message_id, attempts, next_at, reply, changed_at
         FROM delivery JOIN subscription ON subscription.id = delivery.subscription {rest}"
    ))?;
    let mut rows = select.query(values)?;
    let mut out = Vec::new();
    while let Some(row) = rows.next()? {
        out.push(Row {
            edition: row.get(0)?,
            subscription: row.get(1)?,
            address: row.get(2)?,
            state: State::of(&row.get::<_, String>(3)?)?,
            message_id: row.get(4)?,
            attempts: row.get(5)?,
            next_at: row.get(6)?,
            reply: row.get(7)?,
            changed_at: row.get(8)?,
        });
    }
    Ok(out)
}

fn event(
    write: &Transaction<'_>,
    edition: i64,
    subscription: i64,
    state: State,
    reply: Option<&str>,
    now: Timestamp,
) -> Result<()> {
    write.execute(
        "INSERT INTO delivery_event (edition, subscription, at, state, reply) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![edition, subscription, now.to_string(), state.word(), reply],
    )?;
    Ok(())
}
