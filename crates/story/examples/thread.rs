//! Threads a file of reports, one JSON object a line, and prints the assignments:
//! `cargo run --profile fast -p depeche-story --example thread -- REPORTS.jsonl > stories.jsonl`.

use std::io::{self, BufRead, Write};

use story::{Item, Threader};

/// Reports between two settlings.
const SETTLE: usize = 500;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("usage: thread REPORTS.jsonl")?;
    let mut threader = Threader::new();
    let mut out = io::BufWriter::new(io::stdout().lock());
    let lines = io::BufReader::new(std::fs::File::open(path)?).lines();
    for (count, line) in lines.enumerate() {
        for assignment in threader.add(&Item::parse(&line?)?) {
            writeln!(out, "{}", serde_json::to_string(&assignment)?)?;
        }
        if count % SETTLE == SETTLE - 1 {
            for assignment in threader.settle() {
                writeln!(out, "{}", serde_json::to_string(&assignment)?)?;
            }
        }
    }
    for assignment in threader.settle() {
        writeln!(out, "{}", serde_json::to_string(&assignment)?)?;
    }
    Ok(())
}
