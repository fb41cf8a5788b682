//! `depeche doctor`: is this folder of data in order, and can mail leave?

use std::io::Write;
use std::process::ExitCode;

use super::Global;
use crate::archive::Archive;
use crate::config::Config;
use crate::console::counted;
use crate::delivery::Setup;
use crate::delivery::ledger::{self, State};
use crate::delivery::smtp::Connection;

/// Check the configuration, the folder of data and the relay
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  depeche doctor\n  depeche doctor --json")]
pub struct Args {}

/// One thing looked at.
struct Finding {
    what: &'static str,
    /// Nothing if all is well.
    problem: Option<String>,
    /// What was seen.
    words: String,
}

/// Runs `depeche doctor`.
pub fn run(_args: &Args, global: &Global) -> anyhow::Result<ExitCode> {
    let mut findings = Vec::new();
    match Config::load(&global.data) {
        Err(error) => findings.push(Finding {
            what: "configuration",
            problem: Some(error.to_string()),
            words: String::new(),
        }),
        Ok(config) => {
            let sources: usize = config.outlets.iter().map(|outlet| outlet.sources.len()).sum();
            let words = [
                counted(config.outlets.len() as u64, "outlet", "outlets"),
                counted(sources as u64, "source", "sources"),
                counted(config.desks.len() as u64, "desk", "desks"),
            ]
            .join(", ");
            let problem =
                (sources == 0).then(|| "no source is named; add an [[outlet]] with sources".to_owned());
            findings.push(Finding { what: "configuration", problem, words });
            findings.push(relay(&config));
        }
    }
    match Archive::open(&global.data) {
        Err(error) => {
            findings.push(Finding { what: "data", problem: Some(error.to_string()), words: String::new() });
        }
        Ok(archive) => data(&archive, &mut findings)?,
    }
    let mut out = std::io::stdout().lock();
    for finding in &findings {
        if global.json {
            let line = serde_json::json!({ "what": finding.what, "problem": finding.problem, "words": finding.words });
            writeln!(out, "{line}")?;
        } else {
            let (mark, words) = match &finding.problem {
                Some(problem) => ("!!", problem),
                None => ("ok", &finding.words),
            };
            writeln!(out, "{mark}  {:<14} {words}", finding.what)?;
        }
    }
    let well = findings.iter().all(|finding| finding.problem.is_none());
    Ok(if well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn relay(config: &Config) -> Finding {
    let outcome = Setup::of(config).and_then(|setup| {
        let connection = Connection::open(&setup.relay).map_err(|error| error.to_string())?;
        let extensions = ["PIPELINING", "SMTPUTF8", "DSN"].into_iter().filter(|name| connection.offers(name));
        let words = format!("{} answers; {}", setup.relay.host, extensions.collect::<Vec<_>>().join(", "));
        connection.quit();
        Ok(words)
    });
    match outcome {
        Ok(words) => Finding { what: "relay", problem: None, words },
        Err(problem) => Finding { what: "relay", problem: Some(problem), words: String::new() },
    }
}

fn data(archive: &Archive, findings: &mut Vec<Finding>) -> anyhow::Result<()> {
    let [pages, reports, statements, figures, stories] = archive.counts()?;
    let broken: Vec<String> = archive
        .pages()?
        .iter()
        .filter_map(|page| archive.page_bytes(page).err())
        .map(|error| error.to_string())
        .collect();
    findings.push(Finding {
        what: "pages",
        problem: (!broken.is_empty())
            .then(|| format!("{} kept pages cannot be read back: {}", broken.len(), broken[0])),
        words: format!("{pages} kept, every digest holds"),
    });
    findings.push(Finding {
        what: "reports",
        problem: None,
        words: format!("{reports} reports, {statements} statements, {figures} figures, {stories} stories"),
    });
    let failing: Vec<String> = archive.sources()?.into_iter().filter_map(|source| source.trouble).collect();
    findings.push(Finding {
        what: "sources",
        problem: failing.first().map(|first| format!("{} failed the last time: {first}", failing.len())),
        words: "none failed the last time".to_owned(),
    });
    let mut doubtful = 0;
    for sealed in archive.editions()? {
        let rows = ledger::list(archive, sealed.id)?;
        doubtful += rows.iter().filter(|row| matches!(row.state, State::InDoubt | State::Offered)).count();
    }
    findings.push(Finding {
        what: "ledger",
        problem: (doubtful > 0)
            .then(|| format!("{doubtful} deliveries are in doubt: depeche edition ledger")),
        words: "nothing in doubt".to_owned(),
    });
    Ok(())
}
