//! `depeche source`: what this program makes of a source, what may be asked for, lists in and out.

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::Subcommand;
use serde_json::json;

use super::{Global, check, outline};
use crate::source::{feed, opml, sitemap, unpack};

/// Sources: look at one, check what may be asked for, take lists in and out
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    depeche source parse feed.xml\n  \
    depeche source parse --json feed.xml --base-url https://news.example/feed\n  \
    depeche source check https://news.example/2031/dam  what may be asked and kept\n  \
    depeche source import feeds.opml                    a reader's feeds, taken in\n  \
    depeche source export feeds.opml                    and out again")]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Read a feed, a sitemap or an OPML list from a file; with --json a feed comes in feedparser's
    /// names, in one line
    Parse {
        /// The file, gzipped or not; `-` for standard input
        file: PathBuf,
        /// A header of the response it came in, "Name: value"
        #[arg(long = "header", value_name = "HEADER")]
        headers: Vec<String>,
        /// Where it came from
        #[arg(long, value_name = "URL")]
        base_url: Option<String>,
    },
    /// Say what an outlet allows for an address: robots.txt, Crawl-delay, sitemaps, reservations
    Check {
        /// The address
        url: String,
        /// Read the rules only, do not ask for the page
        #[arg(long)]
        rules_only: bool,
    },
    /// Take the feeds of an OPML list into depeche.toml
    Import {
        /// The list; `-` for standard input
        file: PathBuf,
        /// Show what would be added, change nothing
        #[arg(long)]
        dry_run: bool,
    },
    /// Write the sources of depeche.toml as OPML 2.0
    Export {
        /// Where to; `-` for standard output
        #[arg(default_value = "-")]
        file: PathBuf,
    },
}

/// Runs `depeche source`.
pub fn run(args: Args, global: &Global) -> anyhow::Result<ExitCode> {
    match args.action {
        Action::Parse { file, headers, base_url } => parse(&file, &headers, base_url.as_deref(), global),
        Action::Check { url, rules_only } => check::run(&url, rules_only, global),
        Action::Import { file, dry_run } => {
            outline::import(&bytes(&file)?, &file.display().to_string(), dry_run, global)
        }
        Action::Export { file } => outline::export(&file, global),
    }
}

/// The bytes of a file, or of standard input, a gzip packing taken off.
fn bytes(file: &Path) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if file.as_os_str() == "-" {
        std::io::stdin().lock().read_to_end(&mut bytes).context("cannot read standard input")?;
    } else {
        bytes = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    }
    match unpack(bytes) {
        (bytes, None) => Ok(bytes),
        (bytes, Some(error)) if bytes.is_empty() => {
            bail!(
                "{}: damaged gzip, nothing could be read ({error}); fetch or copy the file again",
                file.display()
            )
        }
        (bytes, Some(error)) => {
            let read = bytes.len();
            super::say(&format!(
                "depeche: {}: damaged gzip ({error}); the first {read} bytes were read",
                file.display()
            ));
            Ok(bytes)
        }
    }
}

fn parse(
    file: &Path,
    headers: &[String],
    base_url: Option<&str>,
    global: &Global,
) -> anyhow::Result<ExitCode> {
    let name = file.display();
    let bytes = bytes(file)?;
    let mut split = Vec::new();
    for header in headers {
        let Some((key, value)) = header.split_once(':') else {
            bail!("--header {header:?}: write it as \"Name: value\"");
        };
        split.push((key.trim().to_owned(), value.trim().to_owned()));
    }
    let header = |wanted: &str| {
        split.iter().find(|(key, _)| key.eq_ignore_ascii_case(wanted)).map(|(_, value)| value.as_str())
    };
    let base = header("content-location").or(base_url).unwrap_or_default();
    let mut out = std::io::stdout().lock();
    let Some(feed) = feed::parse(&bytes, header("content-type"), base, header("content-language")) else {
        let text = page::decode(&bytes, header("content-type")).text;
        return other(&text, &name.to_string(), base, &mut out, global);
    };
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

/// What is no feed: a sitemap or a list of feeds.
fn other(
    text: &str,
    name: &str,
    base: &str,
    out: &mut dyn Write,
    global: &Global,
) -> anyhow::Result<ExitCode> {
    if let Some(map) = sitemap::read(text, url::Url::parse(base).ok().as_ref()) {
        let date = |moment: Option<feed::Moment>| moment.map(|moment| moment.at.to_string());
        let line = |listed: &sitemap::Listed| {
            json!({ "url": listed.url, "title": listed.title, "language": listed.language,
                    "published": date(listed.published), "modified": date(listed.modified) })
        };
        let listed = |list: &[sitemap::Listed]| list.iter().map(line).collect::<Vec<_>>();
        if global.json {
            writeln!(out, "{}", json!({ "pages": listed(&map.pages), "sitemaps": listed(&map.sitemaps) }))?;
            return Ok(ExitCode::SUCCESS);
        }
        writeln!(out, "{name}: sitemap, {} pages, {} further sitemaps", map.pages.len(), map.sitemaps.len())?;
        for page in map.sitemaps.iter().chain(&map.pages) {
            let date = date(page.published.or(page.modified)).unwrap_or_else(|| "no date".to_owned());
            writeln!(out, "{date}  {}\n    {}", page.title.as_deref().unwrap_or_default(), page.url)?;
        }
        return Ok(ExitCode::SUCCESS);
    }
    let Some(list) = opml::read(text) else {
        bail!("{name} is no feed: neither RSS, RDF, Atom, CDF nor JSON Feed; nor a sitemap, nor OPML");
    };
    if global.json {
        writeln!(out, "{}", json!({ "title": list.title, "outlines": list.outlines }))?;
        return Ok(ExitCode::SUCCESS);
    }
    let feeds = list.feeds();
    writeln!(out, "{name}: OPML, {} feeds", feeds.len())?;
    for (path, feed) in feeds {
        let names = [path.as_slice(), &[feed.text.as_str()]].concat().join(" / ");
        writeln!(out, "{names}\n    {}", feed.feed.as_deref().unwrap_or_default())?;
    }
    Ok(ExitCode::SUCCESS)
}
