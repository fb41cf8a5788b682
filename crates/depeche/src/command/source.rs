//! `depeche source`: what this program makes of a feed.

use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::Subcommand;

use super::Global;
use crate::source::feed;

/// Look at a source as it is read
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    depeche source parse feed.xml\n  \
    depeche source parse --json feed.xml --base-url https://news.example/feed --header 'Content-Type: text/xml'")]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Read a feed from a file; with --json in feedparser's names, in one line
    Parse {
        /// The file; `-` for standard input
        file: PathBuf,
        /// A header of the response it came in, "Name: value"
        #[arg(long = "header", value_name = "HEADER")]
        headers: Vec<String>,
        /// Where it came from
        #[arg(long, value_name = "URL")]
        base_url: Option<String>,
    },
}

/// Runs `depeche source`.
pub fn run(args: Args, global: &Global) -> anyhow::Result<ExitCode> {
    let Action::Parse { file, headers, base_url } = args.action;
    let name = file.display();
    let bytes = if file.as_os_str() == "-" {
        let mut bytes = Vec::new();
        std::io::stdin().lock().read_to_end(&mut bytes).context("cannot read standard input")?;
        bytes
    } else {
        std::fs::read(&file).with_context(|| format!("cannot read {name}"))?
    };
    let mut split = Vec::new();
    for header in &headers {
        let Some((key, value)) = header.split_once(':') else {
            bail!("--header {header:?}: write it as \"Name: value\"");
        };
        split.push((key.trim().to_owned(), value.trim().to_owned()));
    }
    let header = |wanted: &str| {
        split.iter().find(|(key, _)| key.eq_ignore_ascii_case(wanted)).map(|(_, value)| value.as_str())
    };
    let base = header("content-location").or(base_url.as_deref()).unwrap_or_default();
    let Some(feed) = feed::parse(&bytes, header("content-type"), base, header("content-language")) else {
        bail!("{name} is no feed: neither RSS, RDF, Atom, CDF nor JSON Feed");
    };
    let mut out = std::io::stdout().lock();
    if global.json {
        writeln!(out, "{}", feed.json_with(&split))?;
        return Ok(ExitCode::SUCCESS);
    }
    let entries = feed.entries();
    writeln!(out, "{name}: {}, {} entries with a page", feed.version(), entries.len())?;
    for entry in entries {
        let date = entry.published.map_or_else(|| "no date".to_owned(), |moment| moment.at.to_string());
        let title = entry.title.unwrap_or_default();
        writeln!(out, "{date}  {title}\n    {}", entry.link.unwrap_or_default())?;
    }
    Ok(ExitCode::SUCCESS)
}
