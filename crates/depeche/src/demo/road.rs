//! The demonstration's road: the commands' own functions one after the other, on the sample press
//! and the mailbox server, with the clock set to the evening of the sample day.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, anyhow, bail};
use base64::Engine as _;
use edition::layout;
use serde::Serialize;

use super::mailbox::Mailbox;
use super::press::Press;
use crate::archive::{Archive, SealedEdition, StatementSearch};
use crate::clock::Clock;
use crate::compose::compose;
use crate::config::{self, Config};
use crate::delivery::{Setup, seal, send};
use crate::source::collect::{self, Which};
use crate::subscription::{Receipt, confirmed, mail_confirmation};
use crate::thread::thread_reports;
use crate::web::{self, Site};

/// The mailboxes that subscribe, and to which desk.
const READERS: [(&str, &str); 3] =
    [("reader@demo.example", "daily"), ("editor@demo.example", "daily"), ("lectrice@demo.example", "revue")];

/// What the demonstration came to.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Summary {
    /// Outlets that were asked.
    pub outlets: usize,
    /// Pages fetched and kept.
    pub pages: u64,
    /// Reports read.
    pub reports: u64,
    /// Statements in them.
    pub statements: u64,
    /// Figures in them.
    pub figures: u64,
    /// Stories they tell.
    pub stories: u64,
    /// Languages they are written in.
    pub languages: usize,
    /// Editions sealed.
    pub editions: usize,
    /// Editions that the mailbox server accepted.
    pub accepted: u32,
    /// Confirmations that it accepted before them.
    pub confirmations: usize,
    /// Addresses that robots.txt forbids, and that were not asked for.
    pub forbidden: u32,
    /// Pages whose outlet forbids copies: listed, never quoted.
    pub listed_only: u32,
    /// Addresses behind which there was no page.
    pub gone: u32,
    /// Seconds it took.
    pub seconds: f64,
    /// What to open.
    pub open: Open,
}

/// What to open after the demonstration.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Open {
    /// The first page.
    pub home: String,
    /// An edition.
    pub edition: String,
    /// A story that several outlets tell.
    pub story: String,
    /// A statement in its kept page.
    pub statement: String,
    /// The folder of the mails.
    pub mails: PathBuf,
    /// The folder of data.
    pub data: PathBuf,
}

/// The demonstration, with everything open that must stay open while it is looked at.
#[derive(Debug)]
pub struct Road {
    /// What it came to.
    pub summary: Summary,
    runtime: tokio::runtime::Runtime,
    server: tokio::task::JoinHandle<std::io::Result<()>>,
    _press: Press,
    _mailbox: Mailbox,
}

/// Told of every step that is done.
pub type Step<'a> = &'a mut dyn FnMut(&str);

impl Road {
    /// Walks the whole road in an empty folder, with the web pages on `port` (0: a free one).
    pub fn walk(folder: &Path, port: u16, step: Step<'_>) -> anyhow::Result<Self> {
        let start = Instant::now();
        if folder.join(crate::archive::FILE).exists() || folder.join(config::FILE).exists() {
            bail!("{} holds data already; give the demonstration a folder of its own", folder.display());
        }
        std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let runtime = tokio::runtime::Runtime::new().context("cannot start threads")?;
        let press = runtime.block_on(Press::open())?;
        let mailbox = runtime.block_on(Mailbox::open(&folder.join("mails"), "demo.example"))?;
        let listener = runtime
            .block_on(tokio::net::TcpListener::bind(("127.0.0.1", port)))
            .with_context(|| format!("cannot listen on port {port}; choose another with --port"))?;
        let home = format!("http://{}", listener.local_addr()?);
        let clock = Clock::set_to(press.clock.parse().context("the clock of the sample press")?);
        step(&opened(&press));

        std::fs::write(folder.join(config::FILE), configuration(&press, mailbox.port, &home))
            .with_context(|| format!("cannot write {}", folder.join(config::FILE).display()))?;
        let config = Config::load(folder)?;
        let mut archive = Archive::create(folder)?;
        let site = Site::new(folder.to_owned(), config.clone(), clock);
        let server = runtime.spawn(web::serve(listener, site));

        let mut summary = Summary { outlets: press.outlets.len(), ..Summary::default() };
        gather(&mut archive, &config, clock, &mut summary, step)?;
        join(&mut archive, &config, clock, &mailbox, &mut summary, step)?;
        let sealed = deliver(&mut archive, &config, clock, &mut summary, step)?;
        summary.open = open(&archive, &home, sealed.first(), &mailbox, folder)?;
        summary.seconds = start.elapsed().as_secs_f64();
        Ok(Self { summary, runtime, server, _press: press, _mailbox: mailbox })
    }

    /// Keeps the pages up until somebody ends the program.
    pub fn stay(self) -> anyhow::Result<()> {
        let server = &self.server;
        self.runtime.block_on(async {
            tokio::select! {
                done = tokio::signal::ctrl_c() => done.context("cannot wait for the end"),
                () = until(server) => Err(anyhow!("the web pages broke off")),
            }
        })
    }
}

async fn until(server: &tokio::task::JoinHandle<std::io::Result<()>>) {
    while !server.is_finished() {
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}

fn opened(press: &Press) -> String {
    let names = press.outlets.iter().map(|outlet| format!("{} ({})", outlet.name, outlet.language));
    format!("{} outlets on loopback: {}", press.outlets.len(), names.collect::<Vec<_>>().join(", "))
}

/// A configuration as somebody would write it, with the addresses of the sample press.
fn configuration(press: &Press, mail_port: u16, home: &str) -> String {
    let mut text = format!(
        "# Written by depeche demo: the sample press of {day}.\n\
         contact = \"editor@demo.example\"\n\
         base_url = {home:?}\n\n\
         [collect]\npace_seconds = 0.02   # the outlets are our own\nallow_private = true  # and on this machine\n\n\
         [[desk]]\nid = \"daily\"\nname = \"The daily edition\"\nlanguage = \"en\"\ntime_zone = \"Europe/Paris\"\n\n\
         [[desk]]\nid = \"revue\"\nname = \"La revue du jour\"\nlanguage = \"fr\"\ntime_zone = \"Europe/Paris\"\n\n\
         [mail]\nfrom = \"edition@demo.example\"\nname = \"Dépêche\"\nrelay = \"smtp://127.0.0.1:{mail_port}\"\ntls = \"none\"\n",
        day = press.clock.get(..10).unwrap_or_default(),
    );
    for outlet in &press.outlets {
        let (name, language, feed) = (&outlet.name, &outlet.language, &outlet.feed);
        let _ =
            write!(text, "\n[[outlet]]\nname = {name:?}\nlanguage = {language:?}\nsources = [{feed:?}]\n");
    }
    text
}

/// Collects, reads and threads.
fn gather(
    archive: &mut Archive,
    config: &Config,
    clock: Clock,
    summary: &mut Summary,
    step: Step<'_>,
) -> anyhow::Result<()> {
    let collected = collect::collect(archive, config, Which::All, clock, &|_| ())?;
    if let Some(trouble) = collected.troubles.first() {
        bail!("the sample press could not be collected: {trouble}");
    }
    summary.forbidden = collected.forbidden;
    summary.listed_only = collected.listed;
    summary.gone = collected.passed_over;
    step(&format!(
        "collected over HTTP: {} pages kept; {} forbidden by robots.txt, {} that may not be kept, {} gone",
        collected.kept, collected.forbidden, collected.listed, collected.passed_over
    ));
    thread_reports(archive)?;
    let reports = archive.reports()?;
    let mut languages: Vec<_> = reports.iter().filter_map(|kept| kept.report.language.clone()).collect();
    languages.sort_unstable();
    languages.dedup();
    summary.languages = languages.len();
    [summary.pages, summary.reports, summary.statements, summary.figures, summary.stories] =
        archive.counts()?;
    step(&format!(
        "read: {} reports in {} languages, {} statements, {} figures",
        summary.reports, summary.languages, summary.statements, summary.figures
    ));
    step(&format!("threaded: {} stories", summary.stories));
    Ok(())
}

/// Subscribes the readers as anybody subscribes: a mail with a link, and the button behind it.
fn join(
    archive: &mut Archive,
    config: &Config,
    clock: Clock,
    mailbox: &Mailbox,
    summary: &mut Summary,
    step: Step<'_>,
) -> anyhow::Result<()> {
    let setup = Setup::of(config).map_err(|problem| anyhow!(problem))?;
    for (address, desk) in READERS {
        let desk = config.desk(Some(desk)).map_err(|problem| anyhow!(problem))?;
        let receipt = Receipt {
            words: "depeche demo".into(),
            place: "depeche demo".into(),
            language: desk.language.code().into(),
        };
        mail_confirmation(archive, &setup, desk, address, &receipt, clock.now())?;
        let taken = mailbox.taken().into_iter().rfind(|mail| mail.to.iter().any(|to| to == address));
        let mail = taken.ok_or_else(|| anyhow!("no confirmation came to {address}"))?;
        let link = link(&std::fs::read(&mail.file)?, "/confirm/")
            .ok_or_else(|| anyhow!("{} holds no link to confirm", mail.file.display()))?;
        ureq::post(&link).send_empty().with_context(|| format!("cannot confirm at {link}"))?;
        summary.confirmations += 1;
    }
    step(&format!("{} mailboxes asked by mail, confirmed on the web", summary.confirmations));
    Ok(())
}

/// Seals an edition for each desk and sends it to those who confirmed.
fn deliver(
    archive: &mut Archive,
    config: &Config,
    clock: Clock,
    summary: &mut Summary,
    step: Step<'_>,
) -> anyhow::Result<Vec<SealedEdition>> {
    let setup = Setup::of(config).map_err(|problem| anyhow!(problem))?;
    let mut editions = Vec::new();
    for desk in &config.desks {
        let recipients = confirmed(archive, desk.id.get_ref())?;
        let edition = compose(archive, desk, clock.now())?;
        let sealed = seal(archive, &edition, &recipients, &setup.sender, clock.now())?;
        let sent = send(archive, &sealed, &setup, clock, &|_, _, _| ())?;
        if sent.accepted as usize != recipients.len() {
            bail!("the mailbox server did not take every mail: {sent:?}");
        }
        summary.accepted += sent.accepted;
        let hash = sealed.hash.get(..12).unwrap_or_default();
        step(&format!(
            "sealed: {} {} ({} stories, {hash}…), accepted by {} mailbox{}",
            desk.name,
            sealed.number,
            edition.content().chapters.len(),
            sent.accepted,
            if sent.accepted == 1 { "" } else { "es" }
        ));
        editions.push(sealed);
    }
    summary.editions = editions.len();
    Ok(editions)
}

/// The pages worth opening first.
fn open(
    archive: &Archive,
    home: &str,
    sealed: Option<&SealedEdition>,
    mailbox: &Mailbox,
    folder: &Path,
) -> anyhow::Result<Open> {
    let told = archive.stories()?.into_iter().max_by_key(|story| story.outlets);
    let said = archive.statements(&StatementSearch { limit: 500, ..StatementSearch::default() })?;
    let said = said.into_iter().find(|said| said.manner == "direct" && said.speaker.is_some());
    Ok(Open {
        home: format!("{home}/"),
        edition: sealed.map(|sealed| format!("{home}/editions/{}", sealed.hash)).unwrap_or_default(),
        story: told.map(|told| layout::story_address(home, &told.story)).unwrap_or_default(),
        statement: said.map(|said| format!("{home}{}", said.place())).unwrap_or_default(),
        mails: mailbox.folder.clone(),
        data: folder.to_owned(),
    })
}

/// The first link of a mail whose path begins so. Transfer encodings are taken off as far as our own
/// confirmations use them.
fn link(mail: &[u8], path: &str) -> Option<String> {
    let text = String::from_utf8_lossy(mail);
    let (head, body) = text.split_once("\r\n\r\n")?;
    let head = head.to_ascii_lowercase();
    let body = if head.contains("content-transfer-encoding: base64") {
        let packed: String = body.split_whitespace().collect();
        String::from_utf8(base64::engine::general_purpose::STANDARD.decode(packed).ok()?).ok()?
    } else if head.contains("content-transfer-encoding: quoted-printable") {
        // Links hold no character that would be encoded but "=".
        body.replace("=\r\n", "").replace("=3D", "=")
    } else {
        body.to_owned()
    };
    body.split_whitespace().find(|word| word.starts_with("http") && word.contains(path)).map(str::to_owned)
}

/// A folder of its own for one demonstration.
pub fn own_folder() -> PathBuf {
    std::env::temp_dir().join(format!("depeche-demo-{}", std::process::id()))
}
