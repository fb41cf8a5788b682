//! `depeche read`: pages in, reports out.

use std::io::{self, Write};
use std::process::ExitCode;
use std::thread::available_parallelism;

use super::Global;
use crate::config::Config;
use crate::reading::address::Web;
use crate::reading::input::Known;
use crate::reading::terminal::Setting;
use crate::reading::wording::Tongue;
use crate::reading::{Form, pipeline};

/// Columns of a page whose reader's terminal is not known.
const COLUMNS: usize = 80;
/// The widest page: beyond it the eye loses the line.
const WIDEST: usize = 120;

/// Read pages: who says what, which figures, what is furniture
///
/// An input is a file (.html, .txt, .html.gz, .warc, .warc.gz, or .jsonl with one page a line), an
/// http(s) address, or - for standard input. Reports are printed in the order of the inputs.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    depeche read page.html                        a readable page on the terminal\n  \
    depeche read --json pages/*.html.gz           one report a line\n  \
    depeche read --json --jobs 8 pages.jsonl      many pages, several threads\n  \
    curl -s https://example.org/a | depeche read --markdown -\n\n\
    A line of a .jsonl file: {\"id\": …, \"url\": …, \"language\": …, \"content\": … or \"file\": …}\n\
    Exit code: 0 all inputs were read, 1 one could not be opened, 2 wrong usage")]
pub struct Args {
    /// Headline and text only
    #[arg(long, conflicts_with_all = ["markdown", "html", "json"])]
    pub text: bool,
    /// Markdown, statements with footnotes
    #[arg(long, conflicts_with_all = ["html", "json"])]
    pub markdown: bool,
    /// One HTML page with all reports
    #[arg(long, conflicts_with = "json")]
    pub html: bool,
    /// The page's address, if it was read from a file
    #[arg(long, value_name = "URL")]
    pub url: Option<String>,
    /// The page's language (fr, en, ru …), if it is known better than the page says
    #[arg(long, value_name = "CODE", value_parser = language)]
    pub language: Option<String>,
    /// Threads that read [default: one a core]
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub jobs: Option<u16>,
    /// Files, addresses, or - for standard input
    #[arg(required = true, value_name = "INPUT")]
    pub inputs: Vec<String>,
}

fn language(code: &str) -> Result<String, String> {
    let well_formed = code
        .split('-')
        .all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()));
    let primary = code.split('-').next().unwrap_or_default();
    if well_formed && (2..=3).contains(&primary.len()) {
        Ok(code.to_owned())
    } else {
        Err("a language is named by its code, for example fr, en or pt-BR".into())
    }
}

/// Runs `depeche read`.
pub fn run(args: Args, global: &Global) -> anyhow::Result<ExitCode> {
    let form = form(&args, global);
    // A folder of data says how its owner can be reached; without one a page can be read all the same.
    let contact = Config::load(&global.data).ok().map(|config| config.contact.into_inner());
    let known = Known { url: args.url, language: args.language, web: Web::new(contact) };
    let jobs = args.jobs.map_or_else(|| available_parallelism().map_or(1, usize::from), usize::from);
    let mut out = io::BufWriter::new(io::stdout().lock());
    let mut refused = false;
    let mut first = true;
    out.write_all(form.opening().as_bytes())?;
    pipeline::run(
        &args.inputs,
        &known,
        jobs,
        |report| form.print(report),
        |outcome| {
            match outcome {
                Ok(report) => {
                    if !std::mem::take(&mut first) {
                        out.write_all(form.between().as_bytes())?;
                    }
                    out.write_all(report.as_bytes())
                }
                Err(refusal) => {
                    refused = true;
                    // What was read so far stands before the refusal, also on a terminal.
                    out.flush()?;
                    writeln!(io::stderr(), "depeche: {refusal}")
                }
            }
        },
    )?;
    out.write_all(form.closing().as_bytes())?;
    out.flush()?;
    Ok(ExitCode::from(u8::from(refused)))
}

fn form(args: &Args, global: &Global) -> Form {
    match args {
        _ if global.json => Form::Json,
        Args { text: true, .. } => Form::Text,
        Args { markdown: true, .. } => Form::Markdown,
        Args { html: true, .. } => Form::Html,
        _ => Form::Terminal(Setting { columns: columns(), color: global.color(), tongue: tongue() }),
    }
}

/// Width of the terminal, or what `COLUMNS` says of it.
fn columns() -> usize {
    let told = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let asked = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    told.or_else(asked).unwrap_or(COLUMNS).clamp(24, WIDEST)
}

/// The reader's language, as the environment names it.
fn tongue() -> Tongue {
    let named = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    if named.is_some_and(|named| named.starts_with("fr")) { Tongue::Fr } else { Tongue::En }
}
