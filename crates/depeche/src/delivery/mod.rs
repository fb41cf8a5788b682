//! Editions to mailboxes, through one relay, with a ledger.
//!
//! The promise: nobody is offered an edition again while the outcome of an earlier offer is unknown,
//! nobody is accepted twice, nobody is skipped without being listed. [`ledger`] keeps it, [`smtp`]
//! makes it possible (its door between "go ahead" and the first byte), [`message`] makes every attempt
//! the same bytes. Knows nothing of sources.

pub mod ledger;
pub mod message;
pub mod smtp;

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use edition::Edition;
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use sha2::Sha256;
use url::Url;

use crate::archive::{Archive, Error, Result, SealedEdition, insert_edition};
use crate::clock::Clock;
use crate::config::{Config, Tls};
use crate::hex::hex;
use crate::subscription::{Confirmed, leave_token};
use ledger::{Row, State};
use message::{Letter, Sender};
use smtp::{Connection, Offer, Patience, Relay, Security, Stage};

/// How long a run may take before another may begin.
const LEASE: std::time::Duration = std::time::Duration::from_hours(6);
/// How often a row is tried again at once when a connection broke before the offer.
const RECONNECTS: u32 = 2;

/// What delivery needs to know of the configuration.
#[derive(Clone, Debug)]
pub struct Setup {
    /// Where mail is handed over.
    pub relay: Relay,
    /// From whom.
    pub sender: Sender,
    /// Where the web pages stand.
    pub web: String,
    /// Connections at the same time.
    pub connections: usize,
    /// Set when the run is to end: who was offered is still answered for, the others stay planned.
    pub interrupted: Arc<AtomicBool>,
}

impl Setup {
    /// The setup of a configuration; says what is missing.
    pub fn of(config: &Config) -> std::result::Result<Self, String> {
        let Some(mail) = &config.mail else {
            return Err(format!(
                "no [mail] stands in {}; name a sender and a relay there",
                crate::config::FILE
            ));
        };
        let relay = Url::parse(mail.relay.get_ref()).map_err(|error| format!("relay: {error}"))?;
        let implicit = relay.scheme() == "smtps";
        let security = match (mail.tls, implicit) {
            (Tls::None, _) => Security::None,
            (Tls::Required, true) => Security::Tls,
            (Tls::Required, false) => Security::StartTls,
        };
        let login = match (&mail.user, &mail.password_env) {
            (None, _) => None,
            (Some(_), None) => return Err("[mail] has a user but no password_env".to_owned()),
            (Some(user), Some(name)) => match std::env::var(name) {
                Ok(password) => Some((user.clone(), password)),
                Err(_) => return Err(format!("the environment variable {name} (password_env) is not set")),
            },
        };
        Ok(Self {
            relay: Relay {
                host: relay.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned(),
                port: relay.port().unwrap_or(if implicit { 465 } else { 587 }),
                security,
                login,
                authority: mail.authority.clone(),
                patience: Patience::default(),
            },
            sender: Sender { address: mail.from.get_ref().clone(), name: mail.name.clone() },
            web: config.base_url.get_ref().trim_end_matches('/').to_owned(),
            connections: mail.connections.clamp(1, 50),
            interrupted: Arc::default(),
        })
    }
}

/// Seals an edition and plans it for its recipients, in one step: from then on it is known for each
/// of them what became of it.
pub fn seal(
    archive: &mut Archive,
    edition: &Edition,
    recipients: &[Confirmed],
    sender: &Sender,
    at: Timestamp,
) -> Result<SealedEdition> {
    let key = archive.secret("message-id")?;
    let content = edition.content();
    let desk = &content.desk.id;
    let write = archive.db_mut().transaction()?;
    let id = insert_edition(&write, desk, content.number, at, edition.fingerprint(), edition.json())?;
    let message_id = |subscription| message_id(&key, edition, subscription, sender);
    ledger::plan(&write, id, recipients, message_id, at)?;
    write.commit()?;
    archive.edition_by_id(id)?.ok_or_else(|| Error::Broken("a sealed edition is gone".to_owned()))
}

/// The one Message-ID of an edition to a subscription, which tells nobody which subscription that is.
fn message_id(key: &[u8], edition: &Edition, subscription: i64, sender: &Sender) -> String {
    let content = edition.content();
    let tag = Hmac::<Sha256>::new_from_slice(key).map_or_else(
        |_| String::new(),
        |mut mac| {
            mac.update(edition.fingerprint().as_bytes());
            mac.update(&subscription.to_be_bytes());
            hex(&mac.finalize().into_bytes()[..12])
        },
    );
    format!("{}.{}.{tag}@{}", content.desk.id, content.number, sender.domain())
}

/// What a run came to.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Sent {
    /// Taken by the relay.
    pub accepted: u32,
    /// To be tried again later.
    pub deferred: u32,
    /// Never to be had.
    pub refused: u32,
    /// Left meanwhile.
    pub suppressed: u32,
    /// Offered, outcome unknown: in this run and by earlier ones that were cut off.
    pub in_doubt: u32,
    /// Why the run ended before everybody had been asked.
    pub stopped: Option<String>,
}

/// Told of each outcome.
pub type Show<'a> = &'a (dyn Fn(&Row, State, &str) + Sync);

/// Offers an edition to everybody it is planned for and who is due.
pub fn send(
    archive: &mut Archive,
    sealed: &SealedEdition,
    setup: &Setup,
    clock: Clock,
    show: Show<'_>,
) -> Result<Sent> {
    let holder = crate::archive::holder();
    archive.lease("send", &holder, clock.now(), LEASE)?;
    let outcome = run(archive, sealed, setup, clock, show);
    archive.release("send", &holder)?;
    outcome
}

fn run(
    archive: &mut Archive,
    sealed: &SealedEdition,
    setup: &Setup,
    clock: Clock,
    show: Show<'_>,
) -> Result<Sent> {
    let edition = crate::compose::open(sealed)?;
    let at = sealed.sealed.parse().unwrap_or_else(|_| clock.now());
    let letter = Letter::of(&edition, &setup.web, &setup.sender, at);
    let mut sent = Sent::default();
    for row in ledger::recover(archive, clock.now())? {
        show(&row, State::InDoubt, "an earlier run was cut off before the relay's answer");
        sent.in_doubt += 1;
    }
    let rows = ledger::due(archive, sealed.id, clock.now())?;
    let mut leave = HashMap::new();
    for row in &rows {
        leave.insert(
            row.subscription,
            format!("{}/unsubscribe/{}", setup.web, leave_token(archive, row.subscription)?),
        );
    }
    let threads = setup.connections.min(rows.len());
    let work = Work {
        archive: Mutex::new(archive),
        rows: Mutex::new(rows.into()),
        sent: Mutex::new(sent),
        failure: Mutex::new(None),
        letter: &letter,
        leave: &leave,
        setup,
        clock,
        show,
    };
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| work.connection());
        }
    });
    match work.failure.into_inner().unwrap_or_else(PoisonError::into_inner) {
        Some(error) => Err(error),
        None => Ok(work.sent.into_inner().unwrap_or_else(PoisonError::into_inner)),
    }
}

/// One run's work, shared by its connections.
struct Work<'a> {
    archive: Mutex<&'a mut Archive>,
    rows: Mutex<VecDeque<Row>>,
    sent: Mutex<Sent>,
    failure: Mutex<Option<Error>>,
    letter: &'a Letter,
    leave: &'a HashMap<i64, String>,
    setup: &'a Setup,
    clock: Clock,
    show: Show<'a>,
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Work<'_> {
    /// Ends the run: what was not asked stays planned.
    fn stop(&self, why: &str) {
        lock(&self.rows).clear();
        lock(&self.sent).stopped.get_or_insert_with(|| why.to_owned());
    }

    /// Ends the run because the ledger itself fails.
    fn fail(&self, error: Error) {
        lock(&self.rows).clear();
        lock(&self.failure).get_or_insert(error);
    }

    /// One connection's share.
    fn connection(&self) {
        let mut connection = None;
        loop {
            let Some(row) = lock(&self.rows).pop_front() else { break };
            if self.setup.interrupted.load(Ordering::Relaxed) {
                self.stop("interrupted; who was not offered stays planned");
                break;
            }
            if let Err(error) = self.deliver(&row, &mut connection) {
                return self.fail(error);
            }
        }
        if let Some(connection) = connection {
            connection.quit();
        }
    }

    fn deliver(&self, row: &Row, connection: &mut Option<Connection>) -> Result<()> {
        let leave = self.leave.get(&row.subscription).map(String::as_str).unwrap_or_default();
        let message = self.letter.to(&row.address, &row.message_id, leave);
        for _ in 0..=RECONNECTS {
            let mut open = match connection.take() {
                Some(open) => open,
                None => match Connection::open(&self.setup.relay) {
                    Ok(open) => open,
                    Err(error) => {
                        self.stop(&error.to_string());
                        return Ok(());
                    }
                },
            };
            let (mut offered, mut failure) = (false, None);
            let door = || match ledger::offer(&mut lock(&self.archive), row, self.clock.now()) {
                Ok(open) => {
                    offered = open;
                    open
                }
                Err(error) => {
                    failure = Some(error);
                    false
                }
            };
            let offer = open.offer(&self.setup.sender.address, &row.address, &message, door);
            if let Some(error) = failure {
                return Err(error);
            }
            match offer {
                Offer::Declined(Stage::Sender, reply) => {
                    self.stop(&format!("the relay does not take our mail: {reply}"));
                    return Ok(());
                }
                Offer::Declined(Stage::Recipient, reply) => {
                    ledger::count_attempt(&lock(&self.archive), row)?;
                    if reply.code == 421 {
                        self.stop(&format!("the relay asks to be left alone: {reply}"));
                    } else if open.reset().is_ok() {
                        *connection = Some(open);
                    }
                    return self.answered(row, &reply);
                }
                Offer::Withdrawn => {
                    return self.enter(row, State::Suppressed, "left before it was offered", None);
                }
                Offer::Answered(reply) => {
                    if reply.code != 421 {
                        *connection = Some(open);
                    }
                    return self.answered(row, &reply);
                }
                Offer::Unknown(why) => {
                    return self.enter(row, State::InDoubt, &format!("offered, then: {why}"), None);
                }
                // Offered, but not to its end: the relay cannot have taken it.
                Offer::Broken(why) if offered => {
                    let next = ledger::next_try(row.attempts + 1, self.clock.now());
                    return self.enter(
                        row,
                        State::Deferred,
                        &format!("broke off before the end: {why}"),
                        next,
                    );
                }
                // Not offered yet: at once again, on a new connection.
                Offer::Broken(_) => {}
            }
        }
        self.stop("the relay breaks off every connection");
        Ok(())
    }

    /// Enters the relay's last word.
    fn answered(&self, row: &Row, reply: &smtp::Reply) -> Result<()> {
        let words = reply.to_string();
        if (200..300).contains(&reply.code) {
            return self.enter(row, State::Accepted, &words, None);
        }
        match ledger::next_try(row.attempts + 1, self.clock.now()) {
            Some(next) if reply.is_transient() => self.enter(row, State::Deferred, &words, Some(next)),
            None if reply.is_transient() => {
                self.enter(row, State::Refused, &format!("given up after: {words}"), None)
            }
            _ => self.enter(row, State::Refused, &words, None),
        }
    }

    fn enter(&self, row: &Row, state: State, words: &str, next: Option<Timestamp>) -> Result<()> {
        // What the door suppressed stands in the ledger already.
        if state != State::Suppressed {
            ledger::change(&mut lock(&self.archive), row, state, Some(words), next, self.clock.now())?;
        }
        (self.show)(row, state, words);
        let mut sent = lock(&self.sent);
        match state {
            State::Accepted => sent.accepted += 1,
            State::Deferred => sent.deferred += 1,
            State::Refused => sent.refused += 1,
            State::Suppressed => sent.suppressed += 1,
            State::InDoubt => sent.in_doubt += 1,
            _ => {}
        }
        Ok(())
    }
}

/// Mails a notice of the house to one mailbox, outside the ledger: a confirmation that arrives twice
/// does no harm, one that never arrives does.
pub fn send_notice(
    setup: &Setup,
    to: &str,
    subject: &str,
    text: &str,
    now: Timestamp,
) -> std::result::Result<(), String> {
    let mut chance = [0u8; 12];
    getrandom::fill(&mut chance).map_err(|error| format!("no randomness: {error}"))?;
    let message_id = format!("notice.{}@{}", hex(&chance), setup.sender.domain());
    let message = message::notice(&setup.sender, to, &message_id, subject, text, now);
    let mut connection = Connection::open(&setup.relay).map_err(|error| error.to_string())?;
    let outcome = connection.offer(&setup.sender.address, to, &message, || true);
    match outcome {
        Offer::Answered(reply) if (200..300).contains(&reply.code) => {
            connection.quit();
            Ok(())
        }
        Offer::Answered(reply) | Offer::Declined(_, reply) => Err(format!("the relay answers {reply}")),
        Offer::Unknown(why) | Offer::Broken(why) => Err(why),
        Offer::Withdrawn => Err("withdrawn".to_owned()),
    }
}
