//! `depeche rebuild`: everything anew from the kept pages.

use std::io::Write;
use std::process::ExitCode;

use super::{Global, say};
use crate::archive::Archive;
use crate::source::collect::reread;
use crate::thread::{forget, thread_reports};

/// Read all kept pages anew, and thread them anew
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    depeche rebuild   after an update of the program: same pages, better reports\n\n\
    Sealed editions, subscriptions and the ledger are left as they are.")]
pub struct Args {}

/// Runs `depeche rebuild`.
pub fn run(_args: &Args, global: &Global) -> anyhow::Result<ExitCode> {
    let mut archive = Archive::open(&global.data)?;
    let progress = global.progress();
    let outcome = reread(&mut archive, &|url| {
        if progress {
            say(&format!("reading {url}"));
        }
    })?;
    forget(&archive)?;
    let threaded = thread_reports(&mut archive)?;
    if global.json {
        let line =
            serde_json::json!({ "read": outcome.read, "broken": outcome.broken.len(), "threaded": threaded });
        writeln!(std::io::stdout(), "{line}")?;
    } else {
        writeln!(
            std::io::stdout(),
            "{} pages read anew, {} broken, {} stories",
            outcome.read,
            outcome.broken.len(),
            threaded.stories
        )?;
    }
    for trouble in &outcome.broken {
        say(&format!("depeche: {trouble}"));
    }
    Ok(if outcome.broken.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
