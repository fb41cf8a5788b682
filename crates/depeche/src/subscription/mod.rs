//! A mailbox's consent to a desk: asked → confirmed → left.
//!
//! Nobody is mailed an edition before they have confirmed from the mailbox itself. The token that
//! confirms is used once, good for three days and kept only as a hash; the one that leaves is another,
//! bound to the subscription for good, so that a mail of years ago still lets its reader go. Looking
//! at a token changes nothing: only [`confirm`] and [`leave`] do, and the web calls them on POST alone.

mod confirmation;

use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::{SignedDuration, Timestamp};
use rusqlite::{OptionalExtension as _, Row, params};
use sha2::{Digest as _, Sha256};

use crate::archive::{Archive, Error, Result};
use crate::hex::hex;
use crate::mailbox::is_address;

pub use confirmation::mail_confirmation;

/// How long a confirmation may be used.
const CONFIRM_WITHIN: SignedDuration = SignedDuration::from_hours(72);
/// Nobody is asked to confirm more often than this, however often somebody fills in the form.
const ASK_AGAIN_AFTER: SignedDuration = SignedDuration::from_hours(24);
/// Bytes of a token.
const TOKEN: usize = 16;

/// Where a subscription stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Asked for; the mailbox has not confirmed.
    Asked,
    /// Confirmed from the mailbox.
    Confirmed,
    /// Left.
    Left,
}

/// A subscription in any state.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Subscription {
    /// Its number.
    pub id: i64,
    /// The desk.
    pub desk: String,
    /// The mailbox.
    pub address: String,
    /// Where it stands.
    pub state: State,
    /// When it was asked for.
    pub asked_at: String,
    /// When it was confirmed.
    pub confirmed_at: Option<String>,
    /// When it was left.
    pub left_at: Option<String>,
}

/// A subscription that was confirmed from its mailbox: the only thing delivery accepts.
///
/// It can be had from [`confirmed`] alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confirmed {
    id: i64,
    address: String,
}

impl Confirmed {
    /// Its number.
    pub fn id(&self) -> i64 {
        self.id
    }

    /// The mailbox.
    pub fn address(&self) -> &str {
        &self.address
    }
}

/// What was consented to, as it is kept: the exact words shown, where, and in which language.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Receipt {
    /// The words next to the button.
    pub words: String,
    /// Where: the form's address, or the command.
    pub place: String,
    /// Language of the words.
    pub language: String,
}

/// What came of asking for a subscription. A form answers the same to all three.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// A confirmation is to be mailed, with this token.
    Confirm {
        /// The subscription.
        subscription: Subscription,
        /// Used once, within three days; known to nobody but the mailbox.
        token: String,
    },
    /// One was mailed within the last day.
    TooSoon,
    /// It is confirmed already.
    Confirmed,
}

/// Asks for a subscription in the name of a mailbox.
pub fn ask(
    archive: &mut Archive,
    desk: &str,
    address: &str,
    receipt: &Receipt,
    now: Timestamp,
) -> Result<Asked> {
    let address = normal(address)?;
    let token = fresh_token()?;
    let receipt = serde_json::to_string(receipt).map_err(|error| Error::Broken(error.to_string()))?;
    let write = archive.db_mut().transaction()?;
    let known = write
        .query_row(&format!("{SELECT} WHERE desk = ?1 AND address = ?2"), [desk, &address], subscription)
        .optional()?;
    if let Some(known) = known {
        let last = known.asked_at.parse::<Timestamp>().unwrap_or(Timestamp::MIN);
        match known.state {
            State::Confirmed => return Ok(Asked::Confirmed),
            State::Asked if last.duration_until(now) < ASK_AGAIN_AFTER => return Ok(Asked::TooSoon),
            _ => {}
        }
    }
    write.execute(
        "INSERT INTO subscription (desk, address, state, asked_at, confirm_hash, receipt)
         VALUES (?1, ?2, 'asked', ?3, ?4, ?5)
         ON CONFLICT (desk, address) DO UPDATE SET state = 'asked', asked_at = ?3, confirm_hash = ?4, receipt = ?5",
        params![desk, address, now.to_string(), digest(&token), receipt],
    )?;
    let subscription = write.query_row(
        &format!("{SELECT} WHERE desk = ?1 AND address = ?2"),
        [desk, &address],
        subscription,
    )?;
    write.commit()?;
    Ok(Asked::Confirm { subscription, token })
}

/// The subscription a confirmation token belongs to, if it is good. Changes nothing.
pub fn awaiting(archive: &Archive, token: &str, now: Timestamp) -> Result<Option<Subscription>> {
    let found = archive
        .db()
        .query_row(
            &format!("{SELECT} WHERE confirm_hash = ?1 AND state = 'asked'"),
            [digest(token)],
            subscription,
        )
        .optional()?;
    Ok(found.filter(|found| {
        let asked = found.asked_at.parse::<Timestamp>().unwrap_or(Timestamp::MIN);
        asked.duration_until(now) <= CONFIRM_WITHIN
    }))
}

/// Confirms the subscription a token belongs to; nothing if the token is used up, too old or none.
pub fn confirm(archive: &Archive, token: &str, now: Timestamp) -> Result<Option<Subscription>> {
    let Some(found) = awaiting(archive, token, now)? else { return Ok(None) };
    let changed = archive.db().execute(
        "UPDATE subscription SET state = 'confirmed', confirmed_at = ?2, left_at = NULL, confirm_hash = NULL
         WHERE confirm_hash = ?1 AND state = 'asked'",
        params![digest(token), now.to_string()],
    )?;
    if changed == 0 { Ok(None) } else { by_id(archive, found.id) }
}

/// The token that leaves a subscription. The same at every call.
pub fn leave_token(archive: &Archive, id: i64) -> Result<String> {
    Ok(format!("{id}-{}", hex(&leave_mac(archive, id)?.finalize().into_bytes()[..TOKEN])))
}

/// The subscription a leaving token belongs to. Changes nothing.
pub fn leaving(archive: &Archive, token: &str) -> Result<Option<Subscription>> {
    let Some((id, mac)) = token.split_once('-') else { return Ok(None) };
    let (Ok(id), Some(mac)) = (id.parse::<i64>(), unhex(mac)) else { return Ok(None) };
    if mac.len() != TOKEN || leave_mac(archive, id)?.verify_truncated_left(&mac).is_err() {
        return Ok(None);
    }
    by_id(archive, id)
}

/// Leaves the subscription a token belongs to; nothing if the token is none.
pub fn leave(archive: &Archive, token: &str, now: Timestamp) -> Result<Option<Subscription>> {
    let Some(found) = leaving(archive, token)? else { return Ok(None) };
    archive.db().execute(
        "UPDATE subscription SET state = 'left', left_at = ?2, confirm_hash = NULL WHERE id = ?1 AND state != 'left'",
        params![found.id, now.to_string()],
    )?;
    by_id(archive, found.id)
}

/// The confirmed subscriptions of a desk, in order of their numbers.
pub fn confirmed(archive: &Archive, desk: &str) -> Result<Vec<Confirmed>> {
    let mut select = archive.db().prepare_cached(
        "SELECT id, address FROM subscription WHERE desk = ?1 AND state = 'confirmed' ORDER BY id",
    )?;
    let rows = select.query_map([desk], |row| Ok(Confirmed { id: row.get(0)?, address: row.get(1)? }))?;
    Ok(rows.collect::<std::result::Result<_, _>>()?)
}

/// All subscriptions, by desk and address.
pub fn list(archive: &Archive) -> Result<Vec<Subscription>> {
    let mut select = archive.db().prepare(&format!("{SELECT} ORDER BY desk, address"))?;
    let rows = select.query_map([], subscription)?;
    Ok(rows.collect::<std::result::Result<_, _>>()?)
}

/// Takes back an asking whose confirmation could not be mailed.
fn withdraw(archive: &Archive, id: i64) -> Result<()> {
    archive.db().execute(
        "UPDATE subscription SET state = 'left', confirm_hash = NULL WHERE id = ?1 AND state = 'asked'",
        [id],
    )?;
    Ok(())
}

fn by_id(archive: &Archive, id: i64) -> Result<Option<Subscription>> {
    Ok(archive.db().query_row(&format!("{SELECT} WHERE id = ?1"), [id], subscription).optional()?)
}

const SELECT: &str = "SELECT id, desk, address, state, asked_at, confirmed_at, left_at FROM subscription";

fn subscription(row: &Row<'_>) -> rusqlite::Result<Subscription> {
    let state: String = row.get(3)?;
    Ok(Subscription {
        id: row.get(0)?,
        desk: row.get(1)?,
        address: row.get(2)?,
        state: match state.as_str() {
            "asked" => State::Asked,
            "confirmed" => State::Confirmed,
            _ => State::Left,
        },
        asked_at: row.get(4)?,
        confirmed_at: row.get(5)?,
        left_at: row.get(6)?,
    })
}

/// The one form of an address: its domain in lower case. (The local part is its host's business.)
fn normal(address: &str) -> Result<String> {
    let address = address.trim();
    if !is_address(address) {
        return Err(Error::Broken(format!("{address:?} is no mail address")));
    }
    let (local, domain) = address.rsplit_once('@').unwrap_or((address, ""));
    Ok(format!("{local}@{}", domain.to_lowercase()))
}

fn leave_mac(archive: &Archive, id: i64) -> Result<Hmac<Sha256>> {
    let key = archive.secret("leave")?;
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).map_err(|error| Error::Broken(error.to_string()))?;
    mac.update(&id.to_be_bytes());
    Ok(mac)
}

fn fresh_token() -> Result<String> {
    let mut bytes = [0u8; TOKEN];
    getrandom::fill(&mut bytes).map_err(|error| Error::Broken(format!("no randomness: {error}")))?;
    Ok(hex(&bytes))
}

fn digest(token: &str) -> String {
    hex(&Sha256::digest(token.as_bytes()))
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.is_ascii() || !text.len().is_multiple_of(2) || text.len() > 128 {
        return None;
    }
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(count: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_hours(count)
    }

    fn archive() -> (tempfile::TempDir, Archive) {
        let folder = tempfile::tempdir().unwrap();
        let archive = Archive::create(folder.path()).unwrap();
        (folder, archive)
    }

    fn token(archive: &mut Archive, address: &str, at: Timestamp) -> String {
        match ask(archive, "daily", address, &Receipt::default(), at).unwrap() {
            Asked::Confirm { token, .. } => token,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn asked_confirmed_left() {
        let (_folder, mut archive) = archive();
        let token = token(&mut archive, "ida@Example.ORG", hours(0));
        assert!(confirmed(&archive, "daily").unwrap().is_empty());
        assert!(awaiting(&archive, &token, hours(1)).unwrap().is_some());
        let subscription = confirm(&archive, &token, hours(1)).unwrap().unwrap();
        assert_eq!(
            (subscription.state, subscription.address.as_str()),
            (State::Confirmed, "ida@example.org")
        );
        assert_eq!(confirm(&archive, &token, hours(1)).unwrap(), None, "a token is used once");
        let again = ask(&mut archive, "daily", "ida@example.org", &Receipt::default(), hours(2)).unwrap();
        assert_eq!(again, Asked::Confirmed);
        let leave_it = leave_token(&archive, subscription.id).unwrap();
        assert_eq!(leaving(&archive, &leave_it).unwrap().unwrap().state, State::Confirmed);
        assert_eq!(leave(&archive, &leave_it, hours(3)).unwrap().unwrap().state, State::Left);
        assert!(confirmed(&archive, "daily").unwrap().is_empty());
    }

    #[test]
    fn old_used_and_foreign_tokens_do_nothing() {
        let (_folder, mut archive) = archive();
        let old = token(&mut archive, "ida@example.org", hours(0));
        assert_eq!(confirm(&archive, &old, hours(73)).unwrap(), None);
        assert_eq!(confirm(&archive, "", hours(1)).unwrap(), None);
        assert_eq!(leave(&archive, &format!("1-{old}"), hours(1)).unwrap(), None);
        assert_eq!(leave(&archive, "1-", hours(1)).unwrap(), None);
        assert_eq!(leave(&archive, "é-ü", hours(1)).unwrap(), None);
    }

    #[test]
    fn a_form_filled_in_a_thousand_times_mails_once_a_day() {
        let (_folder, mut archive) = archive();
        token(&mut archive, "ida@example.org", hours(0));
        for _ in 0..1000 {
            let asked = ask(&mut archive, "daily", "ida@example.org", &Receipt::default(), hours(5)).unwrap();
            assert_eq!(asked, Asked::TooSoon);
        }
        token(&mut archive, "ida@example.org", hours(25));
    }

    #[test]
    fn no_address_is_no_subscription() {
        let (_folder, mut archive) = archive();
        for address in
            ["", "ida", "a@b c", "a@example.org\r\nBcc: x@example.org", "a@example.org,b@example.org"]
        {
            assert!(
                ask(&mut archive, "daily", address, &Receipt::default(), hours(0)).is_err(),
                "{address:?}"
            );
        }
    }
}
