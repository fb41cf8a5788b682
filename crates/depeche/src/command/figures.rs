//! `depeche figures`: the claims of one quantity side by side: when, by which outlet, said by whom,
//! how sure; as a table, as JSON, and as a chart.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::bail;
use report::Report;
use report::figure::course::{self, Claim, Heads};

use super::which::Which;
use super::{Global, columns, export, jobs, say, tongue, web};
use crate::archive::Archive;
use crate::reading::input::{self, Known};
use crate::reading::joining;
use crate::reading::lines::{Piece, Style, harmless, width, wrap};
use crate::reading::wording::{self, Tongue};
use crate::reading::{claimed, html};

/// Show how a claimed figure moved, by outlet and speaker
///
/// Every figure that counts the words given with --of, by date: the source's own words, who says it,
/// and how sure they are. An input is what `depeche read` takes, or the reports it printed with
/// --json. Without inputs the folder of data is looked through.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    depeche figures --of combattants press/     a table, over a folder of pages\n  \
    depeche figures --of \"homes power\" all.jsonl   every word must be counted\n  \
    depeche figures --of dead --chart dead.html   a page with chart and table\n  \
    depeche figures --of dead --chart dead.svg    the chart alone\n\n\
    Exit code: 0 something was found, 1 nothing was, or an input was not opened")]
pub struct Args {
    /// What is counted or measured, in any case or number
    #[arg(long, value_name = "WORDS")]
    pub of: String,
    /// Also write a chart: FILE.html with table, or FILE.svg
    #[arg(long, value_name = "FILE")]
    pub chart: Option<PathBuf>,
    /// Which reports
    #[command(flatten)]
    pub which: Which,
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

/// Runs `depeche figures`.
pub fn run(args: &Args, global: &Global) -> anyhow::Result<ExitCode> {
    if !args.of.chars().any(char::is_alphanumeric) {
        bail!("--of names what is counted by a word, for example --of passengers");
    }
    let vector = match &args.chart {
        None => false,
        Some(path) => match path.extension().and_then(|extension| extension.to_str()) {
            Some("svg") => true,
            Some("html" | "htm") => false,
            _ => bail!("{}: a chart is written as .html or .svg", path.display()),
        },
    };
    let (reports, refused) =
        if args.inputs.is_empty() { (archived(args, global)?, false) } else { read(args, global)? };
    let claims = course::claims(&reports, &args.of);
    let out = std::io::stdout().lock();
    if global.json {
        lines(out, &claims)?;
    } else {
        table(out, &claims, global)?;
    }
    if let Some(path) = &args.chart {
        draw(path, vector, &claims, &args.of, tongue())?;
    }
    if claims.is_empty() && !refused && !global.quiet {
        say("no figure counts that; try one word, as the reports write it");
    }
    Ok(ExitCode::from(u8::from(refused || claims.is_empty())))
}

/// Keeps of a report what a claim shows, if it holds one: thousands of reports may be asked.
fn claiming(args: &Args, report: &Report) -> Option<Report> {
    if !args.which.takes(report) || course::claims([report], &args.of).is_empty() {
        return None;
    }
    Some(Report {
        source: report.source.clone(),
        url: report.url.clone(),
        canonical: report.canonical.clone(),
        outlet: report.outlet.clone(),
        language: report.language.clone(),
        published: report.published.clone(),
        figures: report.figures.clone(),
        ..Report::default()
    })
}

fn archived(args: &Args, global: &Global) -> anyhow::Result<Vec<Report>> {
    let mut reports = Vec::new();
    Archive::open(&global.data)?.visit_reports(|report| reports.extend(claiming(args, &report)))?;
    Ok(reports)
}

fn read(args: &Args, global: &Global) -> anyhow::Result<(Vec<Report>, bool)> {
    let known = Known { web: web(global), ..Known::default() };
    let (mut reports, mut refused) = (Vec::new(), false);
    let keep = |report: &Report| claiming(args, report);
    joining::run(args.join, input::all(&args.inputs, &known), &known, jobs(args.jobs), keep, |outcome| {
        match outcome {
            Ok(kept) => reports.extend(kept),
            Err(refusal) => {
                refused = true;
                say(&format!("depeche: {refusal}"));
            }
        }
        Ok::<_, anyhow::Error>(())
    })?;
    Ok((reports, refused))
}

/// One claim a line.
fn lines(mut out: impl Write, claims: &[Claim<'_>]) -> anyhow::Result<()> {
    for claim in claims {
        writeln!(out, "{}", claimed::object(claim))?;
    }
    Ok(())
}

/// Room between two columns.
const GAP: usize = 2;

/// The claims as a table for a terminal. The figure's own words take the room the others leave and
/// are broken into lines, since nothing of a claim is cut off.
fn table(mut out: impl Write, claims: &[Claim<'_>], global: &Global) -> anyhow::Result<()> {
    if claims.is_empty() {
        return Ok(());
    }
    let (tongue, color) = (tongue(), global.color());
    let heads = heads(tongue);
    let mut rows =
        vec![[heads.date, heads.sureness, heads.outlet, heads.said_by, heads.figure].map(String::from)];
    rows.extend(claims.iter().map(|claim| row(claim, tongue)));
    let widths = widths(&rows, columns());
    for (index, row) in rows.iter().enumerate() {
        let style = if index == 0 { Style::DIM } else { Style::PLAIN };
        let cells =
            row.iter().zip(widths).map(|(cell, width)| wrap(&[Piece::new(cell.as_str(), style)], width));
        let cells: Vec<_> = cells.collect();
        let height = cells.iter().map(Vec::len).max().unwrap_or(0);
        for line in 0..height {
            let mut printed = String::new();
            let mut owed = 0;
            for (cell, width) in cells.iter().zip(widths) {
                let words = cell.get(line);
                if let Some(words) = words {
                    printed.push_str(&" ".repeat(owed));
                    printed.push_str(&words.print(color));
                    owed = 0;
                }
                owed += (width + GAP).saturating_sub(words.map_or(0, |words| words.width));
            }
            writeln!(out, "{printed}")?;
        }
    }
    Ok(())
}

/// Widths of the columns: as wide as their cells, but names have a fifth of the line at most, and
/// the figures have the rest.
fn widths(rows: &[[String; 5]], columns: usize) -> [usize; 5] {
    let mut widths = [0; 5];
    for row in rows {
        for (most, cell) in widths.iter_mut().zip(row) {
            *most = (*most).max(width(cell));
        }
    }
    for column in [2, 3] {
        widths[column] = widths[column].min((columns / 5).max(8));
    }
    let taken: usize = widths[..4].iter().map(|width| width + GAP).sum();
    widths[4] = columns.saturating_sub(taken).max(16);
    widths
}

fn row(claim: &Claim<'_>, tongue: Tongue) -> [String; 5] {
    let said_by = claim.figure.said_by.as_deref().unwrap_or_default();
    [
        harmless(claim.day()),
        wording::sureness(claim.figure.sureness, tongue).to_owned(),
        harmless(&place(claim.report)),
        harmless(said_by),
        harmless(&claim.figure.text),
    ]
}

/// The outlet; where the report names none, the host it comes from, or its file's name.
fn place(report: &Report) -> String {
    if let Some(outlet) = &report.outlet {
        return outlet.clone();
    }
    let address = report.canonical.as_deref().or(report.url.as_deref()).unwrap_or(&report.source);
    let host = url::Url::parse(address).ok().and_then(|url| url.host_str().map(str::to_owned));
    let host = host.map(|host| host.strip_prefix("www.").unwrap_or(&host).to_owned());
    let file = || Path::new(address).file_name().map(|name| name.to_string_lossy().into_owned());
    host.or_else(file).unwrap_or_else(|| address.to_owned())
}

fn heads(tongue: Tongue) -> Heads<'static> {
    match tongue {
        Tongue::En => Heads::default(),
        Tongue::Fr => Heads {
            date: "Date",
            outlet: "Média",
            figure: "Chiffre",
            said_by: "Dit par",
            sureness: "Certitude",
        },
    }
}

/// Writes the chart, or a page with the chart and its table.
fn draw(path: &Path, vector: bool, claims: &[Claim<'_>], of: &str, tongue: Tongue) -> anyhow::Result<()> {
    let (title, count) = match tongue {
        Tongue::En => (format!("Figures claimed: {of}"), format!("{} claims, by date", claims.len())),
        Tongue::Fr => {
            (format!("Chiffres avancés : {of}"), format!("{} affirmations, par date", claims.len()))
        }
    };
    let chart = course::chart(claims, &title, &count);
    let written = if vector {
        chart
    } else {
        format!(
            "{}<h1>{}</h1>\n<p>{}</p>\n<figure>\n{chart}</figure>\n<div class=\"wide\">\n{}</div>\n{}",
            html::opening(tongue),
            html::escape(&title),
            html::escape(&count),
            course::table(claims, heads(tongue)),
            html::CLOSING
        )
    };
    export::write(path, |out| out.write_all(written.as_bytes()))
}
