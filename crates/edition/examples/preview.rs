//! Composes an edition from a file of short reports and writes it as HTML and text:
//! `cargo run -p depeche-edition --example preview -- REPORTS.jsonl fr OUT` makes OUT.html, OUT.txt
//! and OUT.json. A line is `{"id", "language", "published", "outlet", "title", "text"}`.

#![allow(clippy::disallowed_methods, reason = "an example reads the file it is given")]

use edition::{Desk, Interface, Issue, Snapshot, compose, layout};
use report::{Line, Report, Span};
use serde_json::Value;
use story::{Item, Member, Story, Threader};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let usage = "usage: preview REPORTS.jsonl LANGUAGE OUT";
    let path = arguments.next().ok_or(usage)?;
    let language = arguments.next().and_then(|tag| Interface::of(&tag)).ok_or(usage)?;
    let out = arguments.next().ok_or(usage)?;
    let mut reports = Vec::new();
    for line in std::fs::read_to_string(path)?.lines() {
        reports.push(read(&serde_json::from_str(line)?));
    }
    let mut threader = Threader::new();
    for report in &reports {
        threader.add(&Item::of(&report.source, report));
    }
    threader.settle();
    let find = |id: &str| reports.iter().find(|report| report.source == id);
    let stories: Vec<Story<'_>> = threader
        .stories()
        .map(|(id, members)| {
            let members = members.iter().filter_map(|id| find(id));
            Story::of(id, members.map(|report| Member { id: &report.source, report }).collect())
        })
        .collect();
    let desk = Desk { id: "presse".into(), name: "La presse du jour".into(), language, ..Desk::default() };
    let issue = Issue { number: 12, date: jiff::civil::date(2031, 3, 14), notes: Vec::new() };
    let kept = |id: &str| Some(Snapshot { page: id.to_owned(), hash: None });
    let edition = compose(&desk, &stories, &kept, issue);
    let addresses = layout::Addresses {
        web: Some("http://127.0.0.1:8080"),
        unsubscribe: Some("http://127.0.0.1:8080/leave/…"),
        preferences: Some("http://127.0.0.1:8080/me/…"),
    };
    std::fs::write(format!("{out}.html"), layout::html(&edition, &addresses))?;
    std::fs::write(format!("{out}.txt"), layout::text(&edition, &addresses))?;
    std::fs::write(format!("{out}.json"), edition.json())?;
    Ok(())
}

/// A report of a short line: its text read as plain text, its title as given.
fn read(line: &Value) -> Report {
    let word = |key: &str| line[key].as_str().map(str::to_owned);
    let id = word("id").unwrap_or_default();
    let outlet = word("outlet");
    let url = outlet.as_ref().map(|outlet| format!("https://{outlet}/{id}"));
    let context =
        report::read::Context { source: id, url, language: word("language"), published: word("published") };
    let mut report = report::read::read_text(&word("text").unwrap_or_default(), &context);
    let title = word("title").unwrap_or_default();
    report.title = Some(Line { at: Span::new(0, title.len()), text: title, page: None });
    report.outlet = outlet;
    report
}
