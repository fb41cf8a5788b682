//! Where the time of reading a page goes, stage by stage, on one thread.
//!
//! `cargo bench -p depeche-report --bench read [-- [--body] DIR]`: DIR holds pages (`.html`, `.html.gz`);
//! without it the golden pages of the crate are read. Each stage is timed over all pages, several passes, in
//! processor time of the thread, so that other work on the machine counts little; the median pass is shown.
//! The slowest pages by time per byte come last. With `--body` the stages after the body are left out.

#![allow(clippy::disallowed_methods, reason = "a benchmark reads files and the clock")]

use std::hint::black_box;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use cpu_time::ThreadTime;
use page::Page;
use report::read::Context;
use report::{Report, figure, read, statement};

const PASSES: usize = 7;
const STAGES: [&str; 6] = ["decode", "parse", "body", "statements", "figures", "json"];

fn main() {
    let folder = std::env::args()
        .skip(1)
        .find(|arg| !arg.starts_with('-'))
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages"), PathBuf::from);
    let whole = !std::env::args().any(|arg| arg == "--body");
    let pages = load(&folder);
    let bytes: usize = pages.iter().map(|(_, page)| page.len()).sum();
    if bytes == 0 {
        eprintln!("no .html or .html.gz in {}", folder.display());
        std::process::exit(2);
    }

    let mut passes = Vec::new();
    let mut worst = Vec::new();
    for pass in 0..=PASSES {
        let mut total = [0.0; STAGES.len()];
        for (path, page) in &pages {
            let stages = time(page, whole);
            if pass == PASSES {
                worst.push((stages.iter().sum::<f64>() / page.len() as f64, page.len(), path, stages));
            }
            total.iter_mut().zip(stages).for_each(|(sum, stage)| *sum += stage);
        }
        // The first pass warms the language files and the caches.
        if pass > 0 {
            passes.push(total);
        }
    }
    passes.sort_by(|a, b| a.iter().sum::<f64>().total_cmp(&b.iter().sum()));
    show(&passes[passes.len() / 2], pages.len(), bytes);

    worst.sort_by(|a, b| b.0.total_cmp(&a.0));
    println!("\nslowest by time per byte (median {:.2} ns/byte):", worst[worst.len() / 2].0 * 1e9);
    for (per_byte, len, path, stages) in worst.iter().take(5) {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let slow = (0..STAGES.len()).max_by(|a, b| stages[*a].total_cmp(&stages[*b])).unwrap_or_default();
        println!("  {:7.2} ns/byte  {:8} bytes  mostly {:10} {name}", per_byte * 1e9, len, STAGES[slow]);
    }
}

/// Seconds of each stage for one page.
fn time(bytes: &[u8], whole: bool) -> [f64; STAGES.len()] {
    let mut clock = ThreadTime::now();
    let mut lap = || {
        let seconds = clock.elapsed().as_secs_f64();
        clock = ThreadTime::now();
        seconds
    };
    let decoded = page::decode(black_box(bytes), None);
    let decode = lap();
    let page = Page::parse(&decoded.text);
    let parse = lap();
    let mut report: Report = read::outline(&page, &Context::default());
    let body = lap();
    if !whole {
        black_box(report);
        return [decode, parse, body, 0.0, 0.0, 0.0];
    }
    statement::annotate(&mut report);
    let statements = lap();
    figure::annotate(&mut report);
    let figures = lap();
    black_box(report.to_json());
    let json = lap();
    [decode, parse, body, statements, figures, json]
}

fn show(stages: &[f64; STAGES.len()], pages: usize, bytes: usize) {
    let total: f64 = stages.iter().sum();
    let megabytes = bytes as f64 / 1e6;
    println!("{pages} pages, {megabytes:.1} MB, one thread, median of {PASSES} passes\n");
    for (name, seconds) in STAGES.iter().zip(stages) {
        let share = seconds / total * 100.0;
        println!("  {name:10} {:8.3} ms/page  {share:5.1} %", seconds * 1e3 / pages as f64);
    }
    println!(
        "  {:10} {:8.3} ms/page         {:.0} pages/s, {:.0} MB/s",
        "all",
        total * 1e3 / pages as f64,
        pages as f64 / total,
        megabytes / total
    );
}

fn load(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut pages = Vec::new();
    for entry in folder.read_dir().into_iter().flatten().flatten() {
        let path = entry.path();
        let Ok(raw) = std::fs::read(&path) else { continue };
        match path.extension().and_then(|e| e.to_str()) {
            Some("html") => pages.push((path, raw)),
            Some("gz") => {
                let mut page = Vec::new();
                if flate2::read::MultiGzDecoder::new(raw.as_slice()).read_to_end(&mut page).is_ok() {
                    pages.push((path, page));
                }
            }
            _ => {}
        }
    }
    pages.sort();
    pages
}
