//! Statements measured on two corpora that others annotated, which train nothing and are looked into for no
//! rule: PolNeAR (English, development part) and the quotations of the German Wikinews (development part).
//!
//! PolNeAR also holds beliefs, wishes and support. Of it counts what has marks of quotation or a cue of
//! [`SPEECH`]; what is found of the rest is neither right nor wrong. Of the German corpus what it calls
//! "Reported" is left out: there the whole clause is the content.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use report::Report;
use report::read::{Context, read_text};
use serde_json::Value;

use crate::train::gold::{Part, dice, locate};

/// Verbs of speech, by which an indirect attribution counts; a fixed list, so that figures compare.
const SPEECH: [&str; 40] = [
    "said",
    "say",
    "says",
    "saying",
    "told",
    "tell",
    "tells",
    "telling",
    "stated",
    "states",
    "announced",
    "announces",
    "announcing",
    "claimed",
    "claims",
    "claiming",
    "denied",
    "denies",
    "denying",
    "warned",
    "warns",
    "warning",
    "asked",
    "asks",
    "asking",
    "added",
    "adds",
    "adding",
    "argued",
    "argues",
    "explained",
    "explains",
    "insisted",
    "according",
    "reported",
    "wrote",
    "writes",
    "acknowledged",
    "promised",
    "suggested",
];

/// A gold quotation.
struct Quote {
    spans: Vec<Part>,
    counts: bool,
    direct: bool,
    speaker: Option<String>,
}

#[derive(Default)]
struct Tally {
    documents: usize,
    gold: usize,
    given: usize,
    found: usize,
    quotable: usize,
    direct: usize,
    direct_quotable: usize,
    named: usize,
    named_right: usize,
}

/// The measures of a corpus, as lines and as figures for the history.
pub(crate) type Measures = (String, Vec<(String, String, f64)>);

/// Reads every corpus of the folder that is there.
pub(crate) fn measure(folder: &Path) -> anyhow::Result<Measures> {
    let mut lines = String::new();
    let mut figures = Vec::new();
    for name in ["polnear.en.dev", "dewikinews.de.dev"] {
        let path = folder.join(format!("{name}.jsonl"));
        if !path.is_file() {
            continue;
        }
        let mut tally = Tally::default();
        for line in fs::read_to_string(path)?.lines() {
            tally.read(&serde_json::from_str(line)?);
        }
        let (found, quotable) = (tally.f1(tally.found), tally.f1(tally.quotable));
        let share = |part: usize, of: usize| part as f64 / of.max(1) as f64;
        writeln!(
            lines,
            "{name}: {} documents, {} statements\n  found (0.3)      P {:.3}  R {:.3}  F1 {found:.3}\n  \
             quotable (0.8)   P {:.3}  R {:.3}  F1 {quotable:.3}\n  direct at 0.8    {:.3} ({}/{})\n  \
             speaker mention  {:.3} ({}/{})",
            tally.documents,
            tally.gold,
            share(tally.found, tally.given),
            share(tally.found, tally.gold),
            share(tally.quotable, tally.given),
            share(tally.quotable, tally.gold),
            share(tally.direct_quotable, tally.direct),
            tally.direct_quotable,
            tally.direct,
            share(tally.named_right, tally.named),
            tally.named_right,
            tally.named,
        )?;
        figures.push((name.to_owned(), "statement found (0.3)".to_owned(), found));
        figures.push((name.to_owned(), "statement quotable (0.8)".to_owned(), quotable));
    }
    Ok((lines, figures))
}

fn quotes(document: &Value, text: &str) -> Vec<Quote> {
    let bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let place = |value: &Value| bytes.get(value.as_u64()? as usize).copied();
    let quote = |quote: &Value| {
        let whole = [serde_json::json!([quote["start"], quote["end"]])];
        let spans =
            quote["spans"].as_array().filter(|spans| !spans.is_empty()).map_or(&whole[..], Vec::as_slice);
        let spans = spans.iter().filter_map(|span| Some((place(&span[0])?, place(&span[1])?))).collect();
        let kind = quote["type"].as_str().unwrap_or_default();
        let cue = quote["cue"]["text"].as_str().unwrap_or_default().to_lowercase();
        let spoken = cue.split(|c: char| !c.is_alphabetic()).any(|word| SPEECH.contains(&word));
        (kind != "Reported").then(|| Quote {
            spans,
            counts: kind != "indirect" || spoken,
            direct: matches!(kind, "direct" | "direct-multi" | "Direct"),
            speaker: quote["speaker"]["text"].as_str().map(str::to_lowercase),
        })
    };
    document["quotes"].as_array().into_iter().flatten().filter_map(quote).collect()
}

impl Tally {
    fn f1(&self, right: usize) -> f64 {
        2.0 * right as f64 / (self.given + self.gold).max(1) as f64
    }

    fn read(&mut self, document: &Value) {
        let text = document["text"].as_str().unwrap_or_default();
        let language = document["lang"].as_str().map(str::to_owned);
        let report = read_text(text, &Context { language, ..Context::default() });
        let quotes = quotes(document, text);
        let given = given(&report, text);
        self.documents += 1;
        self.gold += quotes.iter().filter(|quote| quote.counts).count();
        self.direct += quotes.iter().filter(|quote| quote.direct).count();
        let mut pairs: Vec<(f32, usize, usize)> = Vec::new();
        for (q, quote) in quotes.iter().enumerate() {
            let overlaps = given.iter().enumerate().map(|(g, spans)| (dice(&quote.spans, spans), q, g));
            pairs.extend(overlaps.filter(|(overlap, ..)| *overlap >= 0.3));
        }
        pairs.sort_by(|a, b| b.0.total_cmp(&a.0));
        let (mut taken, mut used) = (vec![false; quotes.len()], vec![false; given.len()]);
        let mut aside = 0;
        for (overlap, q, g) in pairs {
            if taken[q] || used[g] {
                continue;
            }
            (taken[q], used[g]) = (true, true);
            let quote = &quotes[q];
            if !quote.counts {
                aside += 1;
                continue;
            }
            self.found += 1;
            self.quotable += usize::from(overlap >= 0.8);
            self.direct_quotable += usize::from(quote.direct && overlap >= 0.8);
            if let Some(speaker) = &quote.speaker {
                let own =
                    report.statements[g].speaker.as_ref().and_then(|speaker| speaker.mention.as_deref());
                let own = own.unwrap_or_default().to_lowercase();
                let known =
                    |word: &str| word.chars().count() > 2 && own.split_whitespace().any(|own| own == word);
                self.named += 1;
                self.named_right += usize::from(own == *speaker || speaker.split_whitespace().any(known));
            }
        }
        self.given += given.len() - aside;
    }
}

/// Where each statement's words stand in the text as it was given.
fn given(report: &Report, text: &str) -> Vec<Vec<Part>> {
    let mut at = 0;
    let mut all = Vec::new();
    for statement in &report.statements {
        let parts: Vec<&str> = statement.words.iter().map(|words| words.text.as_str()).collect();
        let spans = locate(text, &parts, at);
        at = spans.first().map_or(at, |span| span.0);
        all.push(spans);
    }
    all
}
