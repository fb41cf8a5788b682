//! Reads JSON lines `{"source", "language", "text", "statements"?}` on stdin and prints each with the
//! figures of its text and the numbers that make none. Without statements they are found first.
//!
//! `bench/score_newsquant.py` and `bench/score_numbers.py` read what this prints.

use std::io::{BufRead, Write};

fn main() -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let value: serde_json::Value = serde_json::from_str(&line?)?;
        let word = |key: &str| value[key].as_str().map(str::to_owned);
        let mut report = report::Report {
            source: word("source").unwrap_or_default(),
            language: word("language"),
            text: word("text").unwrap_or_default(),
            url: word("url"),
            ..Default::default()
        };
        match serde_json::from_value(value["statements"].clone()) {
            Ok(statements) => {
                report.statements = statements;
                report::figure::annotate(&mut report);
            }
            Err(_) => report::read::annotate(&mut report),
        }
        let language = report.language.as_deref().unwrap_or_default();
        let others: Vec<_> = report::figure::others(language, &report.text)
            .into_iter()
            .map(|o| {
                let used = format!("{:?}", o.used).to_lowercase();
                serde_json::json!({"at": o.at, "low": o.low, "high": o.high, "unit": o.unit, "used": used,
                    "approximation": o.approximation, "change": o.change})
            })
            .collect();
        let printed = serde_json::json!({
            "source": report.source, "figures": report.figures, "statements": report.statements, "others": others,
        });
        writeln!(out, "{printed}")?;
    }
    Ok(())
}
