//! `depeche statements`: who said what, in pages and reports that are named, or over the archive.

use std::io::{IsTerminal, Write};
use std::process::ExitCode;

use report::{Manner, Report, Statement};
use serde::Serialize;

use super::which::Which;
use super::{Global, columns, jobs, say, web};
use crate::archive::{Archive, Sought, StatementRow, StatementSearch};
use crate::reading::input::{self, Known};
use crate::reading::joining;
use crate::reading::lines::{Piece, Style, harmless, paint, width, wrap};

/// How many of the archive's statements are shown if nothing is said.
const LIMIT: usize = 50;

/// List who said what, in some pages or over all kept reports
///
/// An input is what `depeche read` takes, or the reports it printed with --json. Without inputs the
/// folder of data is searched, newest report first; pages whose outlet forbids copies are left out.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    depeche statements page.html                      who says what in a page\n  \
    depeche statements --speaker Vanhulle press/      one speaker, over a folder\n  \
    depeche statements --about cable --since 2026-11  in the folder of data\n  \
    depeche statements --json reports.jsonl           one object a line\n\n\
    Exit code: 0 something was found, 1 nothing was, or an input could not be opened")]
pub struct Args {
    /// Part of the speaker's name
    #[arg(long, value_name = "NAME")]
    pub speaker: Option<String>,
    /// Words, each in the statement or in its speaker's name or role
    #[arg(long, value_name = "WORDS")]
    pub about: Option<String>,
    /// Which reports
    #[command(flatten)]
    pub which: Which,
    /// Most results [default: 50 of the folder of data, all of inputs]
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
    /// Join the pages of one article, where several of them are among the inputs
    #[arg(long, requires = "inputs")]
    pub join: bool,
    /// Threads that read [default: one a core]
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub jobs: Option<u16>,
    /// Files, folders, addresses, or - for standard input
    #[arg(value_name = "INPUT")]
    pub inputs: Vec<String>,
}

/// Runs `depeche statements`.
pub fn run(args: &Args, global: &Global) -> anyhow::Result<ExitCode> {
    let (found, refused) =
        if args.inputs.is_empty() { (archived(args, global)?, false) } else { read(args, global)? };
    if found == 0 && !refused && !global.quiet {
        say("nothing was said that fits; try fewer words, or part of a name");
    }
    Ok(ExitCode::from(u8::from(refused || found == 0)))
}

/// Prints what the archive holds; how many statements those were.
fn archived(args: &Args, global: &Global) -> anyhow::Result<usize> {
    let archive = Archive::open(&global.data)?;
    let found = archive.statements(&StatementSearch {
        words: args.about.clone().unwrap_or_default(),
        speaker: args.speaker.clone(),
        language: args.which.language.clone(),
        since: args.which.since.clone(),
        until: args.which.until.clone(),
        limit: args.limit.unwrap_or(LIMIT),
    })?;
    let mut out = std::io::stdout().lock();
    for row in &found {
        if global.json {
            writeln!(out, "{}", serde_json::to_string(row)?)?;
        } else {
            write!(out, "{}", shown(&Shown::from(row), global.color(), measure()))?;
        }
    }
    Ok(found.len())
}

/// Prints what the inputs hold; how many statements those were, and whether an input was refused.
fn read(args: &Args, global: &Global) -> anyhow::Result<(usize, bool)> {
    let known = Known { web: web(global), ..Known::default() };
    let words = args.about.iter().flat_map(|words| words.split_whitespace());
    let sought = Sought::of(words, args.speaker.as_deref());
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let (mut refused, mut found) = (false, 0);
    let print = |report: &Report| printed(args, &sought, report, global);
    joining::run(args.join, input::all(&args.inputs, &known), &known, jobs(args.jobs), print, |outcome| {
        match outcome {
            Ok(printed) => {
                for line in
                    printed.iter().take(args.limit.map_or(usize::MAX, |limit| limit.saturating_sub(found)))
                {
                    found += 1;
                    out.write_all(line.as_bytes())?;
                }
            }
            Err(refusal) => {
                refused = true;
                out.flush()?;
                say(&format!("depeche: {refusal}"));
            }
        }
        Ok::<_, std::io::Error>(())
    })?;
    out.flush()?;
    Ok((found, refused))
}

/// Columns of the terminal that is printed to, if one is.
fn measure() -> Option<usize> {
    std::io::stdout().is_terminal().then(columns)
}

/// The statements of a report that fit, each as it is printed.
fn printed(args: &Args, sought: &Sought, report: &Report, global: &Global) -> Vec<String> {
    if !args.which.takes(report) {
        return Vec::new();
    }
    let rows = report.statements.iter().enumerate().map(|(number, said)| Row::of(report, number, said));
    rows.filter(|row| row.fits(sought))
        .map(|row| {
            if global.json {
                // Strings and numbers alone: it always serialises.
                serde_json::to_string(&row).map(|line| line + "\n").unwrap_or_default()
            } else {
                shown(&Shown::from(&row), global.color(), measure())
            }
        })
        .collect()
}

/// A statement and where it was made, as printed by `--json`: the report's own keys for it, and
/// those of the report that say where it stands.
#[derive(Serialize)]
struct Row<'a> {
    source: &'a str,
    number: usize,
    outlet: Option<&'a str>,
    url: Option<&'a str>,
    published: Option<&'a str>,
    language: Option<&'a str>,
    #[serde(skip)]
    said: String,
    #[serde(flatten)]
    statement: &'a Statement,
}

impl<'a> Row<'a> {
    fn of(report: &'a Report, number: usize, statement: &'a Statement) -> Self {
        let said: Vec<&str> = statement.words.iter().map(|words| words.text.as_str()).collect();
        Self {
            source: &report.source,
            number,
            outlet: report.outlet.as_deref(),
            url: report.canonical.as_deref().or(report.url.as_deref()),
            published: report.published.as_ref().map(|published| published.date.as_str()),
            language: report.language.as_deref(),
            said: said.join(" … "),
            statement,
        }
    }

    fn fits(&self, sought: &Sought) -> bool {
        let speaker = self.statement.speaker.as_ref();
        let part = |part: Option<&'a String>| part.map_or("", String::as_str);
        sought.is_in(
            &self.said,
            part(speaker.and_then(|speaker| speaker.name.as_ref())),
            part(speaker.and_then(|speaker| speaker.mention.as_ref())),
            part(speaker.and_then(|speaker| speaker.role.as_ref())),
        )
    }
}

/// What is shown of a statement on a terminal.
struct Shown<'a> {
    who: Option<&'a str>,
    role: Option<&'a str>,
    verbatim: bool,
    said: &'a str,
    place: [Option<&'a str>; 3],
    address: &'a str,
}

impl<'a> From<&'a StatementRow> for Shown<'a> {
    fn from(row: &'a StatementRow) -> Self {
        Self {
            who: row.speaker.as_deref(),
            role: row.role.as_deref(),
            verbatim: row.manner == "direct",
            said: &row.words,
            place: [row.outlet.as_deref(), row.published.as_deref().map(day), row.language.as_deref()],
            address: &row.url,
        }
    }
}

impl<'a> From<&'a Row<'a>> for Shown<'a> {
    fn from(row: &'a Row<'a>) -> Self {
        let speaker = row.statement.speaker.as_ref();
        Self {
            who: speaker.and_then(|speaker| speaker.name.as_deref().or(speaker.mention.as_deref())),
            role: speaker.and_then(|speaker| speaker.role.as_deref()),
            verbatim: row.statement.manner == Manner::Direct,
            said: &row.said,
            place: [row.outlet, row.published.map(day), row.language],
            address: row.url.unwrap_or(row.source),
        }
    }
}

/// A statement in three lines, who, what, where; on a terminal broken into lines of so many columns.
/// An address is never broken: it stands on a line of its own where it would be.
fn shown(row: &Shown<'_>, color: bool, columns: Option<usize>) -> String {
    const INDENT: &str = "  ";
    let columns = columns.unwrap_or(usize::MAX);
    let mut out = String::new();
    let mut set = |pieces: &[Piece], indent: &str| {
        for line in wrap(pieces, columns.saturating_sub(indent.len())) {
            out.push_str(indent);
            out.push_str(&line.print(color));
            out.push('\n');
        }
    };
    let who = Piece::new(
        harmless(row.who.unwrap_or("(speaker not said)")),
        Style { bold: true, ..Style::color(36) },
    );
    let role = row.role.map(|role| Piece::new(format!(", {}", harmless(role)), Style::PLAIN));
    let who: Vec<Piece> = [Some(who), role].into_iter().flatten().collect();
    set(&who, "");
    let (before, after) = if row.verbatim { ("“", "”") } else { ("", "") };
    set(&[Piece::new(format!("{before}{}{after}", harmless(row.said)), Style::PLAIN)], INDENT);
    let address = harmless(row.address);
    let place: Vec<_> = row.place.into_iter().flatten().map(harmless).collect();
    let place = place.join(" · ");
    if place.is_empty() || width(&place) + 3 + width(&address) + INDENT.len() <= columns {
        let between = if place.is_empty() { "" } else { " · " };
        paint(&mut out, &format!("{INDENT}{place}{between}{address}"), Style::DIM, color);
    } else {
        set(&[Piece::new(place, Style::DIM)], INDENT);
        paint(&mut out, &format!("{INDENT}{address}"), Style::DIM, color);
    }
    out.push_str("\n\n");
    out
}

/// The day of a date, or as much of one as is known.
fn day(date: &str) -> &str {
    date.get(..10).unwrap_or(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROW: Shown<'static> = Shown {
        who: Some("Edda Vanhulle"),
        role: Some("harbour master of Skerry and acting head of its pilots"),
        verbatim: true,
        said: "No ship leaves before the wind has turned, and nobody will be told otherwise by me.",
        place: [Some("The Lantern Post"), Some("2031-03-09"), Some("en")],
        address: "https://lantern.example/2031/03/09/no-ship-leaves-skerry",
    };

    #[test]
    fn a_terminal_gets_lines_of_its_width_and_whole_addresses() {
        let text = shown(&ROW, false, Some(40));
        assert!(text.lines().all(|line| width(line) <= 40 || line.trim() == ROW.address), "{text}");
        assert!(text.lines().any(|line| line.trim() == ROW.address), "{text}");
    }

    #[test]
    fn a_pipe_gets_three_lines() {
        let text = shown(&ROW, false, None);
        assert_eq!(text.lines().count(), 4);
        assert!(text.contains(
            "“No ship leaves before the wind has turned, and nobody will be told otherwise by me.”"
        ));
        assert!(text.contains("The Lantern Post · 2031-03-09 · en · https://lantern.example/"));
    }
}
