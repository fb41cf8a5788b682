//! `depeche export`: kept pages for other people's tools.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use jiff::civil::Date;

use super::{Global, say};
use crate::archive::Archive;
use crate::clock::Clock;
use crate::export::{Choice, Selection, cdxj, files};

/// Give kept pages to other tools: as WARC, WACZ or CDXJ
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    depeche export --wacz march.wacz --since 2031-03-01 --until 2031-03-31\n  \
    depeche export --warc gazette.warc.gz --outlet 'The Bend Gazette'\n  \
    depeche export --cdxj - | less              where every kept page lies\n  \
    depeche export --cdxj index.cdxj *.warc.gz  the same for other archives\n\n\
    Pages whose outlet reserves text and data mining (tdmrep.json, header, page) or\n\
    training (noai) are left out; --reserved takes them in, for a copy of your own.")]
#[command(override_usage = "depeche export [OPTIONS] <--warc|--wacz|--cdxj> <FILE> [WARC]...")]
#[command(group(clap::ArgGroup::new("form").required(true).args(["warc", "wacz", "cdxj"])))]
pub struct Args {
    /// Write a WARC (gzip, a member for each record)
    #[arg(long, value_name = "FILE")]
    warc: Option<PathBuf>,
    /// Write a WACZ 1.1.1: WARC, index, list of pages, digests
    #[arg(long, value_name = "FILE")]
    wacz: Option<PathBuf>,
    /// Write a CDXJ index of the WARC files
    #[arg(long, value_name = "FILE")]
    cdxj: Option<PathBuf>,
    /// Only pages of this outlet; may be given several times
    #[arg(long = "outlet", value_name = "NAME", conflicts_with = "cdxj")]
    outlets: Vec<String>,
    /// Only pages fetched on this day or later (UTC)
    #[arg(long, value_name = "DATE", conflicts_with = "cdxj")]
    since: Option<Date>,
    /// Only pages fetched on this day or earlier (UTC)
    #[arg(long, value_name = "DATE", conflicts_with = "cdxj")]
    until: Option<Date>,
    /// Also pages whose outlet reserves mining or training
    #[arg(long, conflicts_with = "cdxj")]
    reserved: bool,
    /// Title of the WACZ
    #[arg(long, value_name = "TITLE", requires = "wacz", default_value = "Kept pages")]
    title: String,
    /// Index these files instead of the kept pages
    #[arg(value_name = "WARC", conflicts_with_all = ["warc", "wacz"])]
    files: Vec<PathBuf>,
}

/// Runs `depeche export`.
pub fn run(args: &Args, global: &Global) -> anyhow::Result<ExitCode> {
    if let Some(target) = &args.cdxj {
        let found =
            if args.files.is_empty() { files(&Archive::open(&global.data)?)? } else { args.files.clone() };
        let (text, troubles) = cdxj(&found);
        if !troubles.is_empty() && text.is_empty() {
            bail!("{}", troubles.join("\n"));
        }
        write(target, |out| out.write_all(text.as_bytes()))?;
        return Ok(outcome(&troubles));
    }
    let archive = Archive::open(&global.data)?;
    check_outlets(&archive, &args.outlets)?;
    let choice = Choice {
        outlets: args.outlets.clone(),
        since: args.since,
        until: args.until,
        reserved: args.reserved,
    };
    let now = Clock::system().now();
    let (target, name) = match (&args.warc, &args.wacz) {
        (Some(target), _) => (target, target.file_name().unwrap_or_default().to_string_lossy().into_owned()),
        (None, Some(target)) => (target, "data.warc.gz".to_owned()),
        (None, None) => bail!("name what to write: --warc, --wacz or --cdxj"),
    };
    let selection = Selection::of(&archive, &choice, &name, now)?;
    let summary = &selection.summary;
    if summary.pages == 0 {
        let reserved = if summary.reserved == 0 {
            String::new()
        } else {
            format!("; {} are reserved by their outlets (--reserved takes them in)", summary.reserved)
        };
        bail!("no kept page was chosen{reserved}");
    }
    write(target, |out| match &args.wacz {
        Some(_) => selection.wacz(out, &args.title, now),
        None => selection.warc(out),
    })?;
    let to_stdout = target.as_os_str() == "-";
    if global.json && !to_stdout {
        writeln!(io::stdout(), "{}", serde_json::to_string(summary)?)?;
    } else if !global.quiet {
        say(&format!(
            "{} pages written{}",
            summary.pages,
            match summary.reserved {
                0 => String::new(),
                left => format!(", {left} left out because their outlet reserves them"),
            }
        ));
    }
    Ok(outcome(&summary.troubles))
}

fn outcome(troubles: &[String]) -> ExitCode {
    for trouble in troubles {
        say(&format!("depeche: {trouble}"));
    }
    if troubles.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn check_outlets(archive: &Archive, wanted: &[String]) -> anyhow::Result<()> {
    let mut names = Vec::new();
    for page in archive.pages()? {
        let name = archive.outlet_name(page.outlet)?.map(|(name, _)| name).unwrap_or_default();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    match wanted.iter().find(|wanted| !names.contains(wanted)) {
        Some(unknown) => bail!("no page of {unknown:?} is kept; there are pages of: {}", names.join(", ")),
        None => Ok(()),
    }
}

/// Writes a file beside its place and moves it there once it is whole; `-` is standard output.
pub(super) fn write(
    target: &Path,
    fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> anyhow::Result<()> {
    if target.as_os_str() == "-" {
        let mut out = io::BufWriter::new(io::stdout().lock());
        fill(&mut out)?;
        out.flush()?;
        return Ok(());
    }
    if target.is_dir() {
        bail!("{} is a folder; name a file", target.display());
    }
    // A device or a pipe is written to as it is; a file comes into its place once it is whole.
    let device = fs::metadata(target).is_ok_and(|found| !found.is_file());
    let mut part = target.as_os_str().to_owned();
    if !device {
        part.push(".part");
    }
    let part = PathBuf::from(part);
    let opened = fs::File::options().write(true).create(true).truncate(true).open(&part);
    let outcome = opened.and_then(|file| {
        let mut out = io::BufWriter::new(file);
        fill(&mut out)?;
        let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
        if device {
            return Ok(());
        }
        file.sync_all()?;
        fs::rename(&part, target)
    });
    outcome
        .map_err(|error| {
            if !device {
                // Half a file helps nobody; that it cannot be removed either is no news.
                let _ = fs::remove_file(&part);
            }
            match error.kind() {
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                    anyhow::anyhow!(
                        "the disk is full: {} was not written; free some space and run the command again",
                        target.display()
                    )
                }
                _ => anyhow::Error::new(error),
            }
        })
        .with_context(|| format!("cannot write {}", target.display()))
}
