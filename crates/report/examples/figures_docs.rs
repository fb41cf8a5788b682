//! Reads JSON lines `{"source", "language", "text", "statements": […]}` on stdin, prints them with figures.
use std::io::{BufRead, Write};

fn main() {
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let value: serde_json::Value = serde_json::from_str(&line.unwrap()).unwrap();
        let mut report = report::Report {
            source: value["source"].as_str().unwrap_or_default().into(),
            language: value["language"].as_str().map(Into::into),
            text: value["text"].as_str().unwrap_or_default().into(),
            url: value["url"].as_str().map(Into::into),
            ..Default::default()
        };
        if let Ok(s) = serde_json::from_value(value["statements"].clone()) {
            report.statements = s;
        }
        report::figure::annotate(&mut report);
        let printed = serde_json::json!({"source": report.source, "figures": report.figures, "statements": report.statements});
        writeln!(out, "{printed}").unwrap();
    }
}
