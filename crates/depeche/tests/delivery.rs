//! Delivery, against a real SMTP conversation on loopback: what is offered, to whom, how often, and
//! what the ledger knows when a run is cut off.

mod relay;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use depeche::archive::{Archive, NewPage, SealedEdition};
use depeche::clock::Clock;
use depeche::compose::compose;
use depeche::config::Config;
use depeche::delivery::ledger::{self, State};
use depeche::delivery::smtp::Security;
use depeche::delivery::{Sent, Setup, seal, send};
use depeche::source::collect::{ENGINE, read_page};
use depeche::subscription::{self, Asked, Receipt, confirmed};
use depeche::thread::thread_reports;
use jiff::Timestamp;
use relay::{Act, Relay};

const PAGE: &str = "<html lang=en><head><title>Dam breaks at Sorrow Bend</title></head><body><h1>Dam breaks at Sorrow Bend</h1>\
    <p>Two people died when the old dam at Sorrow Bend broke on Thursday night, the mayor, Ida Kroll, said.</p>\
    <p>“We heard it before we saw it,” Kroll told reporters. About 400 houses stand in the water.</p></body></html>";

fn config(port: u16, more: &str) -> String {
    format!(
        "contact = \"editor@example.org\"\nbase_url = \"https://press.example.org\"\n[[outlet]]\nname = \"Gazette\"\nsources = []\n\
         [[desk]]\nid = \"daily\"\nname = \"The daily edition\"\n\
         [mail]\nfrom = \"edition@example.org\"\nname = \"Édition\"\nrelay = \"smtp://127.0.0.1:{port}\"\ntls = \"none\"\n{more}\n"
    )
}

/// A folder of data with one report and so many readers.
fn folder(path: &Path, readers: usize) -> Archive {
    let mut archive = Archive::create(path).unwrap();
    let outlet = archive.outlet("Gazette", Some("en")).unwrap();
    let now = Timestamp::now();
    let id = archive
        .enter_page(&NewPage {
            outlet,
            source: None,
            url: "https://gazette.example/dam",
            fetched: None,
            kept: None,
            at: now,
            refusal: None,
            reserved: &[],
            title: None,
            published: None,
        })
        .unwrap();
    let page = archive.page(id).unwrap().unwrap();
    let report = read_page(&page, PAGE.as_bytes(), "Gazette", Some("en"));
    archive.enter_report(id, ENGINE, &report).unwrap();
    thread_reports(&mut archive).unwrap();
    for number in 0..readers {
        subscribe(&mut archive, &format!("reader{number}@example.net"));
    }
    archive
}

fn subscribe(archive: &mut Archive, address: &str) {
    let now = Timestamp::now();
    let Asked::Confirm { token, .. } =
        subscription::ask(archive, "daily", address, &Receipt::default(), now).unwrap()
    else {
        panic!("{address} has asked already")
    };
    subscription::confirm(archive, &token, now).unwrap().unwrap();
}

struct House {
    _folder: tempfile::TempDir,
    archive: Archive,
    setup: Setup,
    sealed: SealedEdition,
}

fn house(relay: &Relay, readers: usize, more: &str) -> House {
    let folder_of_data = tempfile::tempdir().unwrap();
    let mut archive = folder(folder_of_data.path(), readers);
    let config = Config::parse(&config(relay.port, more), "depeche.toml").unwrap();
    let mut setup = Setup::of(&config).unwrap();
    setup.relay.patience.end_of_data = Duration::from_secs(2);
    let edition = compose(&archive, config.desk(None).unwrap(), Timestamp::now()).unwrap();
    let recipients = confirmed(&archive, "daily").unwrap();
    let sealed = seal(&mut archive, &edition, &recipients, &setup.sender, Timestamp::now()).unwrap();
    House { _folder: folder_of_data, archive, setup, sealed }
}

impl House {
    fn send_at(&mut self, clock: Clock) -> Sent {
        send(&mut self.archive, &self.sealed, &self.setup, clock, &|_, _, _| ()).unwrap()
    }

    fn send(&mut self) -> Sent {
        self.send_at(Clock::system())
    }

    fn states(&self) -> BTreeMap<String, State> {
        let rows = ledger::list(&self.archive, self.sealed.id).unwrap();
        rows.into_iter().map(|row| (row.address, row.state)).collect()
    }
}

fn later(minutes: i64) -> Clock {
    Clock::set_to(Timestamp::now() + jiff::SignedDuration::from_mins(minutes))
}

#[test]
fn everybody_gets_one_mail_with_all_it_needs() {
    let relay = Relay::listen(|_, _| Act::Go);
    let mut house = house(&relay, 25, "connections = 4");
    assert_eq!(house.send(), Sent { accepted: 25, ..Sent::default() });
    assert_eq!(house.send(), Sent::default(), "a second run offers nothing");
    let took = relay.took();
    assert_eq!(took.len(), 25);
    assert!(relay.connections() <= 4);
    let ids: std::collections::BTreeSet<_> =
        took.iter().map(|mail| mail.header("Message-ID").unwrap()).collect();
    assert_eq!(ids.len(), 25);
    let mail = &took[0];
    assert_eq!(mail.header("To").unwrap(), format!("<{}>", mail.to));
    assert_eq!(mail.header("List-Id").unwrap(), "<daily.example.org>");
    assert_eq!(mail.header("List-Unsubscribe-Post").unwrap(), "List-Unsubscribe=One-Click");
    let leave = mail.header("List-Unsubscribe").unwrap();
    let token =
        leave.trim_matches(['<', '>']).strip_prefix("https://press.example.org/unsubscribe/").unwrap();
    let leaving = subscription::leaving(&house.archive, token).unwrap().unwrap();
    assert_eq!(leaving.address, mail.to, "each reader's own way out");
    assert!(mail.header("From").unwrap().contains("<edition@example.org>"));
    let kind = mail.header("Content-Type").unwrap();
    assert!(kind.starts_with("multipart/alternative"), "{kind}");
    let (text, html) = (mail.data.find("text/plain").unwrap(), mail.data.find("text/html").unwrap());
    assert!(text < html, "plain text first");
    assert!(!mail.data.contains("leave.invalid"));
    assert!(mail.data.lines().all(|line| line.len() <= 998));
    let journal = ledger::list(&house.archive, house.sealed.id).unwrap();
    assert!(journal.iter().all(|row| row.reply.as_deref() == Some("250 2.0.0 queued as 4711")));
}

#[test]
fn no_for_now_is_tried_again_with_the_same_message_and_no_for_good_is_not() {
    let relay = Relay::listen(|verb, to| match (verb, to) {
        ("RCPT", "reader0@example.net") => Act::Say("450 4.2.0 greylisted"),
        ("RCPT", "reader1@example.net") => Act::Say("550 5.1.1 no such user"),
        (".", "reader2@example.net") => Act::Say("452 4.3.1 full"),
        (".", "reader3@example.net") => Act::Say("554 5.7.1 not wanted"),
        _ => Act::Go,
    });
    let mut house = house(&relay, 5, "connections = 1");
    assert_eq!(house.send(), Sent { accepted: 1, deferred: 2, refused: 2, ..Sent::default() });
    assert_eq!(house.send(), Sent::default(), "what is deferred is not due yet");
    assert_eq!(house.send_at(later(6)).deferred, 2);
    let before: BTreeMap<_, _> = ledger::list(&house.archive, house.sealed.id)
        .unwrap()
        .into_iter()
        .map(|row| (row.address.clone(), row))
        .collect();
    assert_eq!(before["reader0@example.net"].attempts, 2);
    assert_eq!(before["reader1@example.net"].attempts, 1);
    // The relay changes its mind; the message is the one it declined.
    let kind = Relay::listen(|_, _| Act::Go);
    house.setup.relay.port = kind.port;
    assert_eq!(house.send_at(later(60)).accepted, 2);
    for mail in kind.took() {
        assert_eq!(mail.header("Message-ID").unwrap(), format!("<{}>", before[&mail.to].message_id));
    }
    let states = house.states();
    assert_eq!(states["reader1@example.net"], State::Refused);
    assert_eq!(states["reader3@example.net"], State::Refused);
}

#[test]
fn an_answer_that_never_comes_is_in_doubt_and_never_offered_again() {
    let relay = Relay::listen(|verb, to| match (verb, to) {
        (".", "reader1@example.net") => Act::HangUp,
        (".", "reader2@example.net") => Act::Wait(4_000),
        _ => Act::Go,
    });
    let mut house = house(&relay, 4, "connections = 1");
    assert_eq!(house.send(), Sent { accepted: 2, in_doubt: 2, ..Sent::default() });
    for _ in 0..3 {
        assert_eq!(house.send_at(later(100_000)), Sent::default());
    }
    assert_eq!(relay.took().len(), 4);
    let now = Timestamp::now();
    assert!(ledger::resolve(&mut house.archive, house.sealed.id, "reader1@example.net", true, now).unwrap());
    assert!(ledger::resolve(&mut house.archive, house.sealed.id, "reader2@example.net", false, now).unwrap());
    assert!(!ledger::resolve(&mut house.archive, house.sealed.id, "reader3@example.net", true, now).unwrap());
    let kind = Relay::listen(|_, _| Act::Go);
    house.setup.relay.port = kind.port;
    assert_eq!(house.send().accepted, 1);
    assert_eq!(house.states().values().filter(|state| **state == State::Accepted).count(), 4);
}

#[test]
fn who_left_since_the_sealing_is_not_offered() {
    let relay = Relay::listen(|_, _| Act::Go);
    let mut house = house(&relay, 3, "connections = 1");
    let second = confirmed(&house.archive, "daily").unwrap()[1].clone();
    let token = subscription::leave_token(&house.archive, second.id()).unwrap();
    subscription::leave(&house.archive, &token, Timestamp::now()).unwrap();
    assert_eq!(house.send(), Sent { accepted: 2, suppressed: 1, ..Sent::default() });
    assert!(relay.took().iter().all(|mail| mail.to != second.address()));
}

#[test]
fn a_run_that_is_interrupted_leaves_nobody_in_doubt_and_is_gone_on_with() {
    let relay = Relay::listen(|_, _| Act::Go);
    let mut house = house(&relay, 6, "connections = 2");
    let interrupted = Arc::clone(&house.setup.interrupted);
    let first = send(&mut house.archive, &house.sealed, &house.setup, Clock::system(), &|_, _, _| {
        interrupted.store(true, std::sync::atomic::Ordering::Relaxed);
    });
    let first = first.unwrap();
    assert!(first.stopped.is_some() && (1..=3).contains(&first.accepted) && first.in_doubt == 0, "{first:?}");
    house.setup.interrupted = Arc::default();
    assert_eq!(house.send(), Sent { accepted: 6 - first.accepted, ..Sent::default() });
    assert_eq!(relay.took().len(), 6);
}

#[test]
fn a_relay_that_does_not_take_our_mail_costs_nobody_theirs() {
    for (verb, words) in [
        ("MAIL", "530 5.7.0 log in first"),
        ("MAIL", "451 4.3.0 out of order"),
        ("EHLO", "421 4.3.2 closing"),
    ] {
        let relay = Relay::listen(move |at, _| {
            if at == verb || (verb == "EHLO" && at == "HELO") { Act::Say(words) } else { Act::Go }
        });
        let mut house = house(&relay, 3, "connections = 2");
        let sent = house.send();
        assert!(sent.stopped.is_some(), "{words}: {sent:?}");
        assert!(house.states().values().all(|state| *state == State::Planned), "{words}");
        let kind = Relay::listen(|_, _| Act::Go);
        house.setup.relay.port = kind.port;
        assert_eq!(house.send().accepted, 3);
    }
}

#[test]
fn connections_that_break_before_the_offer_are_made_again() {
    let count = std::sync::atomic::AtomicUsize::new(0);
    let relay = Relay::listen(move |verb, _| {
        let first =
            verb == "RCPT" && count.fetch_add(1, std::sync::atomic::Ordering::Relaxed).is_multiple_of(2);
        if first { Act::HangUp } else { Act::Go }
    });
    let mut house = house(&relay, 3, "connections = 1");
    assert_eq!(house.send(), Sent { accepted: 3, ..Sent::default() });
    assert_eq!(relay.took().len(), 3);
}

#[test]
fn secrecy_that_is_required_and_not_offered_stops_the_run() {
    let relay = Relay::listen(|_, _| Act::Go);
    let mut house = house(&relay, 1, "");
    house.setup.relay.security = Security::StartTls;
    let stopped = house.send().stopped.unwrap();
    assert!(stopped.contains("STARTTLS"), "{stopped}");
    house.setup.relay.security = Security::None;
    house.setup.relay.login = Some(("user".into(), "secret".into()));
    let stopped = house.send().stopped.unwrap();
    assert!(stopped.contains("in the clear"), "{stopped}");
    assert!(relay.took().is_empty());
}

#[test]
fn mail_leaves_in_secret_and_only_to_the_relay_that_was_meant() {
    let authority = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/relay/tls/authority.pem");
    for (by_command, security) in [(false, Security::Tls), (true, Security::StartTls)] {
        let said = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&said);
        let relay = Relay::listen_in_secret(by_command, move |verb, _| {
            heard.lock().unwrap().push(verb.to_owned());
            Act::Go
        });
        let mut house = house(&relay, 2, "connections = 1");
        house.setup.relay.host = "localhost".into();
        house.setup.relay.security = security;
        house.setup.relay.login = Some(("user".into(), "secret".into()));
        let stopped = house.send().stopped.unwrap();
        assert!(stopped.contains("certificate"), "an unknown authority: {stopped}");
        house.setup.relay.authority = Some(authority.into());
        house.setup.relay.host = "127.0.0.1".into();
        let stopped = house.send().stopped.unwrap();
        assert!(stopped.contains("certificate"), "another name than the certificate's: {stopped}");
        assert!(said.lock().unwrap().is_empty(), "not a word before the relay is known to be the one");
        house.setup.relay.host = "localhost".into();
        assert_eq!(house.send(), Sent { accepted: 2, ..Sent::default() });
        assert!(said.lock().unwrap().contains(&"AUTH".to_owned()));
    }
}

/// The program itself, killed again and again in the middle of a run.
#[test]
fn a_run_that_is_killed_offers_nobody_twice_and_skips_nobody_unlisted() {
    const READERS: usize = 120;
    let relay = Relay::listen(|verb, _| if verb == "." { Act::Wait(8) } else { Act::Go });
    let place = tempfile::tempdir().unwrap();
    drop(folder(place.path(), READERS));
    std::fs::write(place.path().join("depeche.toml"), config(relay.port, "connections = 4")).unwrap();
    let run = |action: &str| {
        Command::new(env!("CARGO_BIN_EXE_depeche"))
            .args(["--data", place.path().to_str().unwrap(), "edition", action])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    };
    let mut kills = 0;
    let mut child = run("send");
    for _ in 0..40 {
        let before = relay.took().len();
        // Killed once it has sent a few more, wherever it is then.
        let start = std::time::Instant::now();
        while relay.took().len() < before + 7
            && child.try_wait().unwrap().is_none()
            && start.elapsed().as_secs() < 20
        {
            std::thread::sleep(Duration::from_millis(1));
        }
        if child.try_wait().unwrap().is_some() {
            break;
        }
        child.kill().unwrap();
        child.wait().unwrap();
        kills += 1;
        child = run("resume");
    }
    child.wait().unwrap();
    assert!(kills >= 5, "{kills}");
    let archive = Archive::open(place.path()).unwrap();
    let rows = ledger::list(&archive, archive.latest_edition("daily").unwrap().unwrap().id).unwrap();
    let mut got = BTreeMap::<String, usize>::new();
    for mail in relay.took() {
        *got.entry(mail.to).or_default() += 1;
    }
    assert!(got.values().all(|count| *count == 1), "somebody was offered twice: {got:?}");
    assert_eq!(rows.len(), READERS);
    let mut doubtful = 0;
    for row in &rows {
        match row.state {
            State::Accepted => assert!(got.contains_key(&row.address), "{row:?}"),
            State::InDoubt => doubtful += 1,
            _ => panic!("neither accepted nor in doubt: {row:?}"),
        }
    }
    assert!(doubtful <= kills * 4, "{doubtful} in doubt after {kills} kills of 4 connections");
}

/// How fast mails leave with the ledger kept: `cargo test --release --test delivery -- --ignored --nocapture`.
#[test]
#[ignore = "a measurement"]
fn pace() {
    const READERS: usize = 4_000;
    let relay = Relay::listen(|_, _| Act::Go);
    let mut house = house(&relay, READERS, "connections = 10");
    let start = std::time::Instant::now();
    assert_eq!(house.send().accepted as usize, READERS);
    let seconds = start.elapsed().as_secs_f64();
    let bytes: usize = relay.took().iter().map(|mail| mail.data.len()).sum();
    println!(
        "{READERS} mails of {} bytes in {seconds:.1} s: {:.0} a second",
        bytes / READERS,
        READERS as f64 / seconds
    );
}
