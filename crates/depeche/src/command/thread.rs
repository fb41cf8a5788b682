//! `depeche thread`: reports into stories, from lines of JSON or from the archive.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use story::{Assignment, Item, Threader};

use super::{Global, say};
use crate::archive::Archive;
use crate::thread::{forget, thread_reports};

/// Put reports of one story together
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    depeche thread                       the new reports of the folder of data\n  \
    depeche thread --again               all of them anew\n  \
    depeche read --json *.html | depeche thread --json -\n  \
    depeche thread --json REPORTS.jsonl  one {\"id\", \"story\", \"reasons\"} a line\n\n\
    The last line of an id counts: a later merge or split prints it again.")]
pub struct Args {
    /// Reports, one JSON object a line; `-` for standard input. Without it the folder of data is threaded
    #[arg(value_name = "REPORTS")]
    pub reports: Option<PathBuf>,
    /// Thread the whole folder of data anew
    #[arg(long, conflicts_with = "reports")]
    pub again: bool,
}

/// After so many reports the stories are looked at again.
const SETTLE_EVERY: u32 = 200;

/// Runs `depeche thread`.
pub fn run(args: Args, global: &Global) -> anyhow::Result<ExitCode> {
    let Some(path) = args.reports else { return archive(args.again, global) };
    if path == Path::new("-") {
        return lines(io::stdin().lock(), "standard input", global);
    }
    if path.is_dir() {
        bail!("{} is a folder; give a file with one report a line", path.display());
    }
    let file = File::open(&path).with_context(|| format!("cannot open {}", path.display()))?;
    lines(BufReader::new(file), &path.display().to_string(), global)
}

fn archive(again: bool, global: &Global) -> anyhow::Result<ExitCode> {
    let mut archive = Archive::open(&global.data)?;
    if again {
        forget(&archive)?;
    }
    let threaded = thread_reports(&mut archive)?;
    let mut out = io::stdout().lock();
    if global.json {
        writeln!(out, "{}", serde_json::to_string(&threaded)?)?;
    } else {
        writeln!(
            out,
            "{} reports placed, {} moved, {} stories",
            threaded.placed, threaded.moved, threaded.stories
        )?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Threads reports line by line, each answered at once.
fn lines(input: impl BufRead, name: &str, global: &Global) -> anyhow::Result<ExitCode> {
    let mut threader = Threader::new();
    let mut out = io::BufWriter::new(io::stdout().lock());
    let (mut since, mut broken) = (0, false);
    for (number, line) in input.split(b'\n').enumerate() {
        let line = line.with_context(|| format!("cannot read {name}"))?;
        let text = String::from_utf8_lossy(&line);
        if text.trim().is_empty() {
            continue;
        }
        match Item::parse(&text) {
            Ok(item) => print(&mut out, &threader.add(&item), global)?,
            Err(problem) => {
                broken = true;
                say(&format!("depeche: {name}, line {}: {problem}; passed over", number + 1));
                continue;
            }
        }
        since += 1;
        if since == SETTLE_EVERY {
            since = 0;
            print(&mut out, &threader.settle(), global)?;
        }
    }
    print(&mut out, &threader.settle(), global)?;
    out.flush()?;
    Ok(if broken { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn print(out: &mut impl Write, assignments: &[Assignment], global: &Global) -> anyhow::Result<()> {
    for assignment in assignments {
        if global.json {
            writeln!(out, "{}", serde_json::to_string(assignment)?)?;
        } else {
            writeln!(out, "{}\t{}", assignment.story, assignment.id)?;
        }
    }
    Ok(())
}
