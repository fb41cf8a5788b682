//! `depeche edition`: compose, look at, seal and send what one desk mails.

use std::io::Write;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use anyhow::{anyhow, bail};
use clap::Subcommand;
use edition::layout;
use jiff::Timestamp;

use super::{Global, say};
use crate::archive::{Archive, SealedEdition};
use crate::clock::Clock;
use crate::compose::{compose, is_empty, open};
use crate::config::Config;
use crate::console::{INTERRUPTED, on_interrupt};
use crate::delivery::ledger::{self, State};
use crate::delivery::message::{Letter, Sender};
use crate::delivery::{Sent, Setup, seal, send};
use crate::subscription::{Confirmed, confirmed};

/// Compose, look at and send what a desk mails
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    depeche edition preview                    what would be sent now, as text\n  \
    depeche edition preview --html > edition.html\n  \
    depeche edition send                       seal it, send it to all who confirmed\n  \
    depeche edition send --to you@example.org  … to one of them only\n  \
    depeche edition resume                     go on after a stop, or a \"later\" of the relay\n  \
    depeche edition ledger                     who got it, who did not, who is in doubt")]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Show the edition that would be sent now; nothing is sealed
    Preview {
        /// The desk, if there are several
        #[arg(long)]
        desk: Option<String>,
        /// As HTML
        #[arg(long, conflicts_with = "message")]
        html: bool,
        /// As the whole mail
        #[arg(long)]
        message: bool,
    },
    /// Seal the edition and send it
    Send {
        /// The desk, if there are several
        #[arg(long)]
        desk: Option<String>,
        /// Only to this mailbox, which must have confirmed
        #[arg(long, value_name = "ADDRESS")]
        to: Vec<String>,
    },
    /// Offer again what was deferred and is due, and what a cut-off run left planned
    Resume,
    /// The sealed editions
    List,
    /// What became of an edition, mailbox by mailbox
    Ledger {
        /// The desk, if there are several
        #[arg(long)]
        desk: Option<String>,
        /// The edition's number; the last one, if none is given
        #[arg(long)]
        number: Option<u32>,
    },
    /// Decide what is in doubt
    Resolve {
        /// The mailbox
        address: String,
        /// The desk, if there are several
        #[arg(long)]
        desk: Option<String>,
        /// The edition's number; the last one, if none is given
        #[arg(long)]
        number: Option<u32>,
        /// Offer it again: it may arrive twice
        #[arg(long, conflicts_with = "accepted", required_unless_present = "accepted")]
        again: bool,
        /// Take it as accepted: the relay's log says so
        #[arg(long)]
        accepted: bool,
    },
}

/// Runs `depeche edition`.
pub fn run(args: Args, global: &Global) -> anyhow::Result<ExitCode> {
    let config = Config::load(&global.data)?;
    let mut archive = Archive::open(&global.data)?;
    let clock = Clock::system();
    match args.action {
        Action::Preview { desk, html, message } => {
            preview(&archive, &config, desk.as_deref(), html, message, clock.now())
        }
        Action::Send { desk, to } => send_now(&mut archive, &config, desk.as_deref(), &to, clock, global),
        Action::Resume => resume(&mut archive, &config, clock, global),
        Action::List => list(&archive, global),
        Action::Ledger { desk, number } => show_ledger(&archive, &config, desk.as_deref(), number, global),
        Action::Resolve { address, desk, number, again, .. } => {
            let sealed = find(&archive, &config, desk.as_deref(), number)?;
            if !ledger::resolve(&mut archive, sealed.id, &address, again, clock.now())? {
                bail!("{address} is not in doubt for {} {}", sealed.desk, sealed.number);
            }
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn preview(
    archive: &Archive,
    config: &Config,
    desk: Option<&str>,
    html: bool,
    message: bool,
    now: Timestamp,
) -> anyhow::Result<ExitCode> {
    let desk = config.desk(desk).map_err(|problem| anyhow!(problem))?;
    let edition = compose(archive, desk, now)?;
    let web = config.base_url.get_ref().trim_end_matches('/');
    let mut out = std::io::stdout().lock();
    if message {
        let sender = Sender {
            address: config.mail.as_ref().map_or("edition@localhost", |mail| mail.from.get_ref()).to_owned(),
            name: config.mail.as_ref().map_or("Dépêche", |mail| &mail.name).to_owned(),
        };
        let letter = Letter::of(&edition, web, &sender, now);
        let leave = format!("{web}/unsubscribe/preview");
        out.write_all(&letter.to("you@example.org", "preview@localhost", &leave))?;
    } else {
        let addresses = layout::Addresses { web: Some(web), ..layout::Addresses::default() };
        let laid_out =
            if html { layout::html(&edition, &addresses) } else { layout::text(&edition, &addresses) };
        out.write_all(laid_out.as_bytes())?;
    }
    if is_empty(&edition) {
        say("depeche: no story of the last hours is for this desk; collect first, or widen hours or query");
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}

fn send_now(
    archive: &mut Archive,
    config: &Config,
    desk: Option<&str>,
    to: &[String],
    clock: Clock,
    global: &Global,
) -> anyhow::Result<ExitCode> {
    let desk = config.desk(desk).map_err(|problem| anyhow!(problem))?;
    let setup = setup(config)?;
    let id = desk.id.get_ref();
    let mut recipients: Vec<Confirmed> = confirmed(archive, id)?;
    if !to.is_empty() {
        for address in to {
            if !recipients.iter().any(|recipient| recipient.address() == address) {
                bail!(
                    "{address} has not confirmed for {id}; first: depeche subscription add {address} --desk {id}"
                );
            }
        }
        recipients.retain(|recipient| to.iter().any(|address| address == recipient.address()));
    }
    if recipients.is_empty() {
        bail!(
            "nobody has confirmed for {id}, so nothing is sealed; first: depeche subscription add ADDRESS --desk {id}"
        );
    }
    let edition = compose(archive, desk, clock.now())?;
    if is_empty(&edition) {
        bail!("no story of the last {} hours is for {id}, so nothing is sealed", desk.hours);
    }
    let sealed = seal(archive, &edition, &recipients, &setup.sender, clock.now())?;
    if !global.quiet && !global.json {
        let hash = sealed.hash.get(..12).unwrap_or_default();
        writeln!(std::io::stdout(), "sealed {} {} ({hash}…)", sealed.desk, sealed.number)?;
    }
    let sent = deliver(archive, &sealed, &setup, clock, global)?;
    report(&sent, global)
}

/// What sending needs, and that Ctrl-C lets the offers under way be answered; pressed again it ends the program.
fn setup(config: &Config) -> anyhow::Result<Setup> {
    let setup = Setup::of(config).map_err(|problem| anyhow!(problem))?;
    let interrupted = Arc::clone(&setup.interrupted);
    on_interrupt(move || {
        if interrupted.swap(true, Ordering::Relaxed) {
            std::process::exit(INTERRUPTED);
        }
        say("depeche: waiting for the offers under way; Ctrl-C again ends at once and leaves them in doubt");
    })?;
    Ok(setup)
}

fn resume(archive: &mut Archive, config: &Config, clock: Clock, global: &Global) -> anyhow::Result<ExitCode> {
    let setup = setup(config)?;
    // Also where nothing is left to offer: what was cut off must be listed.
    let mut total = Sent { in_doubt: ledger::recover(archive, clock.now())?.len() as u32, ..Sent::default() };
    for id in ledger::unfinished(archive)? {
        let Some(sealed) = archive.edition_by_id(id)? else { continue };
        let sent = deliver(archive, &sealed, &setup, clock, global)?;
        total.accepted += sent.accepted;
        total.deferred += sent.deferred;
        total.refused += sent.refused;
        total.suppressed += sent.suppressed;
        total.in_doubt += sent.in_doubt;
        total.stopped = total.stopped.or(sent.stopped);
    }
    report(&total, global)
}

fn deliver(
    archive: &mut Archive,
    sealed: &SealedEdition,
    setup: &Setup,
    clock: Clock,
    global: &Global,
) -> anyhow::Result<Sent> {
    let progress = global.progress();
    let show = |row: &ledger::Row, state: State, words: &str| {
        // What did not go well is always said.
        if progress || !matches!(state, State::Accepted | State::Suppressed) {
            say(&format!("{}: {} ({words})", row.address, state.word()));
        }
    };
    Ok(send(archive, sealed, setup, clock, &show)?)
}

fn report(sent: &Sent, global: &Global) -> anyhow::Result<ExitCode> {
    let mut out = std::io::stdout().lock();
    if global.json {
        writeln!(out, "{}", serde_json::to_string(sent)?)?;
    } else {
        writeln!(
            out,
            "{} accepted, {} deferred, {} refused, {} left meanwhile, {} in doubt",
            sent.accepted, sent.deferred, sent.refused, sent.suppressed, sent.in_doubt
        )?;
    }
    if let Some(why) = &sent.stopped {
        say(&format!("depeche: stopped: {why}\n  go on later with: depeche edition resume"));
    }
    if sent.in_doubt > 0 {
        say(
            "depeche: some are in doubt: see depeche edition ledger, then decide with depeche edition resolve",
        );
    }
    let well = sent.stopped.is_none() && sent.deferred + sent.refused + sent.in_doubt == 0;
    Ok(if well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn list(archive: &Archive, global: &Global) -> anyhow::Result<ExitCode> {
    let mut out = std::io::stdout().lock();
    for sealed in archive.editions()? {
        let mut counts = std::collections::BTreeMap::<&str, u32>::new();
        for row in ledger::list(archive, sealed.id)? {
            *counts.entry(row.state.word()).or_default() += 1;
        }
        if global.json {
            let line = serde_json::json!({ "desk": sealed.desk, "number": sealed.number, "sealed": sealed.sealed,
                                           "hash": sealed.hash, "deliveries": counts });
            writeln!(out, "{line}")?;
        } else {
            let counts: Vec<String> =
                counts.iter().map(|(state, count)| format!("{count} {state}")).collect();
            writeln!(out, "{} {}\t{}\t{}", sealed.desk, sealed.number, sealed.sealed, counts.join(", "))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn find(
    archive: &Archive,
    config: &Config,
    desk: Option<&str>,
    number: Option<u32>,
) -> anyhow::Result<SealedEdition> {
    let desk = config.desk(desk).map_err(|problem| anyhow!(problem))?.id.get_ref();
    let found = match number {
        Some(number) => archive.edition(desk, number)?,
        None => archive.latest_edition(desk)?,
    };
    found.ok_or_else(|| match number {
        Some(number) => anyhow!("{desk} has no edition {number}; see: depeche edition list"),
        None => anyhow!("{desk} has no edition yet"),
    })
}

fn show_ledger(
    archive: &Archive,
    config: &Config,
    desk: Option<&str>,
    number: Option<u32>,
    global: &Global,
) -> anyhow::Result<ExitCode> {
    let sealed = find(archive, config, desk, number)?;
    open(&sealed)?;
    let mut out = std::io::stdout().lock();
    for row in ledger::list(archive, sealed.id)? {
        if global.json {
            writeln!(out, "{}", serde_json::to_string(&row)?)?;
        } else {
            let reply = row.reply.as_deref().unwrap_or_default();
            writeln!(out, "{:<10} {}\t{}\t{reply}", row.state.word(), row.address, row.changed_at)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
