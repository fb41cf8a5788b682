//! Extractors of the Rust registry, and our own, over the same decoded pages.
//!
//! `peers decode LIST OUT` writes the pages of a list (`{"id", "url", "file"}` a line) as
//! `{"id", "url", "html"}`, decoded once so that every tool is given the same text. `peers run TOOL
//! PAGES OUT` reads them twice with one tool, writes what it found in the flat form of the scorer, and
//! prints one line of JSON: pages, bytes, processor seconds of the second reading's calls, peak memory.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::time::Duration;

use cpu_time::ProcessTime;
use serde_json::{Value, json};

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// What a tool found, in the keys of the scorer.
type Tool = fn(&str, &str) -> Value;

const TOOLS: [(&str, Tool); 4] = [
    ("depeche (body)", body),
    ("depeche (all)", whole),
    ("dom_smoothie 0.19.0", dom_smoothie),
    ("rs-trafilatura 0.2.2", rs_trafilatura),
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments.as_slice() {
        ["tools"] => {
            TOOLS.iter().for_each(|(name, _)| println!("{name}"));
            Ok(())
        }
        ["decode", list, out] => decode(list, out),
        ["run", tool, pages, out] => run(tool, pages, out),
        _ => Err("usage: peers tools | decode LIST OUT | run TOOL PAGES OUT".into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("peers: {error}");
            ExitCode::FAILURE
        }
    }
}

fn lines(path: &str) -> Outcome<impl Iterator<Item = Outcome<Value>>> {
    let file = File::open(path).map_err(|error| format!("{path}: {error}"))?;
    Ok(BufReader::new(file).lines().map(|line| Ok(serde_json::from_str(&line?)?)))
}

fn decode(list: &str, out: &str) -> Outcome<()> {
    let mut out = BufWriter::new(File::create(out)?);
    for row in lines(list)? {
        let row = row?;
        let path = row["file"].as_str().ok_or("a line has no file")?;
        let mut bytes = Vec::new();
        File::open(path).map_err(|error| format!("{path}: {error}"))?.read_to_end(&mut bytes)?;
        if bytes.starts_with(&[0x1f, 0x8b]) {
            let mut page = Vec::new();
            flate2::read::MultiGzDecoder::new(bytes.as_slice()).read_to_end(&mut page)?;
            bytes = page;
        }
        let decoded = page::decode(&bytes, None);
        writeln!(out, "{}", json!({"id": row["id"], "url": row["url"], "html": decoded.text}))?;
    }
    Ok(out.flush()?)
}

/// Reads all pages by one tool, twice: what is loaded once a process (models, word lists, patterns) is loaded when
/// the second reading begins, which is the one that is measured.
fn run(tool: &str, pages: &str, out: &str) -> Outcome<()> {
    let (name, call) = TOOLS.into_iter().find(|(name, _)| *name == tool).ok_or("no such tool")?;
    read(call, pages, io::sink())?;
    let mut told = read(call, pages, BufWriter::new(File::create(out)?))?;
    told["tool"] = json!(name);
    told["peak_kib"] = json!(peak()?);
    println!("{told}");
    Ok(())
}

/// Reads all pages by one tool, writes what it found, and tells how long its calls took.
fn read(call: Tool, pages: &str, mut out: impl Write) -> Outcome<Value> {
    let (mut count, mut bytes, mut failed) = (0_u32, 0_usize, 0_u32);
    let (mut spent, mut worst) = (Duration::ZERO, Duration::ZERO);
    for row in lines(pages)? {
        let row = row?;
        let html = row["html"].as_str().ok_or("a line has no html")?;
        let url = row["url"].as_str().unwrap_or_default();
        let start = ProcessTime::now();
        let found = catch_unwind(AssertUnwindSafe(|| call(html, url)));
        let took = start.elapsed();
        spent += took;
        worst = worst.max(took);
        count += 1;
        bytes += html.len();
        let mut found = found.unwrap_or_else(|_| {
            failed += 1;
            json!({})
        });
        found["id"] = row["id"].clone();
        writeln!(out, "{found}")?;
    }
    out.flush()?;
    let (seconds, slowest) = (spent.as_secs_f64(), worst.as_secs_f64());
    Ok(json!({"pages": count, "bytes": bytes, "seconds": seconds, "slowest": slowest, "failed": failed}))
}

/// The most memory the process ever held, in KiB (Linux).
fn peak() -> Outcome<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("no VmHWM")?;
    Ok(line.trim().trim_end_matches(" kB").trim().parse()?)
}

fn context(url: &str) -> report::read::Context {
    report::read::Context { url: (!url.is_empty()).then(|| url.to_owned()), ..Default::default() }
}

fn flat(report: &report::Report) -> Value {
    json!({
        "text": report.text,
        "title": report.title.as_ref().map(|title| &title.text),
        "authors": report.byline.iter().map(|author| &author.name).collect::<Vec<_>>(),
        "date": report.published.as_ref().map(|published| &published.date),
    })
}

/// Everything but who said what and which figures: what the other tools do.
fn body(html: &str, url: &str) -> Value {
    flat(&report::read::outline(&page::Page::parse(html), &context(url)))
}

/// The whole report.
fn whole(html: &str, url: &str) -> Value {
    let mut report = report::read::outline(&page::Page::parse(html), &context(url));
    report::statement::annotate(&mut report);
    report::figure::annotate(&mut report);
    flat(&report)
}

fn dom_smoothie(html: &str, url: &str) -> Value {
    let config = dom_smoothie::Config { text_mode: dom_smoothie::TextMode::Formatted, ..Default::default() };
    let address = (!url.is_empty()).then_some(url);
    let article =
        dom_smoothie::Readability::new(html, address, Some(config)).and_then(|mut page| page.parse());
    article.map_or_else(
        |_| json!({}),
        |article| {
            json!({"text": article.text_content.to_string(), "title": article.title,
                   "authors": article.byline.into_iter().collect::<Vec<_>>(), "date": article.published_time})
        },
    )
}

fn rs_trafilatura(html: &str, url: &str) -> Value {
    let options =
        rs_trafilatura::Options { url: (!url.is_empty()).then(|| url.to_owned()), ..Default::default() };
    rs_trafilatura::extract_with_options(html, &options).map_or_else(
        |_| json!({}),
        |found| {
            json!({"text": found.content_text, "title": found.metadata.title,
                   "authors": found.metadata.author.into_iter().collect::<Vec<_>>(),
                   "date": found.metadata.date.map(|date| date.to_rfc3339())})
        },
    )
}
