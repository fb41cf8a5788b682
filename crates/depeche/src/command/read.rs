//! `depeche read`: pages in, reports out.

use std::fs::File;
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, anyhow, bail};
use report::Report;

use super::{Global, columns, jobs, tongue, web};
use crate::reading::Form;
use crate::reading::earlier::Earlier;
use crate::reading::input::{self, Known, Refusal, Task};
use crate::reading::joining;
use crate::reading::progress::Progress;
use crate::reading::terminal::Setting;

/// Read pages: who says what, which figures, what is furniture
///
/// An input is a file (.html, .txt, .html.gz, .warc, .warc.gz, or .jsonl with one page a line), a
/// folder of such files, an http(s) address, or - for standard input. Reports are printed in the
/// order of the inputs, a folder's by name.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    depeche read page.html                   a readable page on the terminal\n  \
    depeche read --json pages/*.html.gz      one report a line\n  \
    depeche read --json -o all.jsonl press/  a whole folder; --resume goes on\n  \
    depeche read --join crawl.warc.gz        an article's pages as one report\n  \
    curl -s https://example.org/a | depeche read --markdown -\n\n\
    A line of a .jsonl file is a report as --json prints it, or a page:\n\
    {\"id\": …, \"url\": …, \"language\": …, \"content\": … or \"file\": …}\n\
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
    /// Write there instead of to standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Go on where an earlier run with the same inputs and --output was stopped
    #[arg(long, requires = "output")]
    pub resume: bool,
    /// Join the pages of one article, where several of them are among the inputs, to one report
    #[arg(long, conflicts_with = "resume")]
    pub join: bool,
    /// Files, folders, addresses, or - for standard input
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
pub fn run(args: &Args, global: &Global) -> anyhow::Result<ExitCode> {
    if args.resume && !global.json {
        bail!("--resume goes on with reports, one a line; add --json");
    }
    let form = form(args, global);
    let known = Known { url: args.url.clone(), language: args.language.clone(), web: web(global) };
    let tasks = input::all(&args.inputs, &known);
    match &args.output {
        None => {
            // On a terminal the reports themselves show how far the reading is.
            let shown = global.progress() && !io::stdout().is_terminal();
            let out = io::stdout().lock();
            print(tasks, args, &known, form, out, Progress::over(&args.inputs, shown))
                .context("standard output could not be written")
        }
        Some(path) => {
            let named = || {
                let onward = if global.json && !args.join {
                    "; what stands there is whole but for the last line: go on with it by --resume"
                } else {
                    ""
                };
                format!("{}: could not be written{onward}", path.display())
            };
            let progress = Progress::over(&args.inputs, global.progress());
            if args.resume {
                let (earlier, file) = Earlier::open(path).map_err(|refusal| anyhow!("{refusal}"))?;
                return print(earlier.skip(tasks), args, &known, form, file, progress).with_context(named);
            }
            let file = File::create_new(path).map_err(|error| match error.kind() {
                io::ErrorKind::AlreadyExists => anyhow!(
                    "{}: is there already; go on with it by --json --resume, or give another name",
                    path.display()
                ),
                io::ErrorKind::NotFound => {
                    anyhow!("{}: could not be made: there is no such folder; make it first", path.display())
                }
                _ => anyhow!("{}: could not be made: {error}", path.display()),
            })?;
            print(tasks, args, &known, form, file, progress).with_context(named)
        }
    }
}

/// Reads the tasks and prints their reports to `out`.
fn print(
    tasks: impl Iterator<Item = Result<Task, Refusal>> + Send,
    args: &Args,
    known: &Known,
    form: Form,
    out: impl Write,
    mut progress: Progress,
) -> anyhow::Result<ExitCode> {
    let mut out = io::BufWriter::new(out);
    let (mut refused, mut first) = (false, true);
    out.write_all(form.opening().as_bytes())?;
    let print = |report: &Report| form.print(report);
    let mut write = |outcome: Result<String, Refusal>| match outcome {
        Ok(report) => {
            progress.read();
            if !std::mem::take(&mut first) {
                out.write_all(form.between().as_bytes())?;
            }
            out.write_all(report.as_bytes())
        }
        Err(refusal) => {
            refused = true;
            // What was read so far stands before the refusal, also on a terminal.
            out.flush()?;
            progress.refuse(&format!("depeche: {refusal}"));
            Ok(())
        }
    };
    joining::run(args.join, tasks, known, jobs(args.jobs), print, &mut write)?;
    out.write_all(form.closing().as_bytes())?;
    out.flush()?;
    progress.end();
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
