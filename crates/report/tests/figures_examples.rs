//! The examples of the language files, read for figures.
//!
//! Those of `examples` are of statements first, and a measure: a file must not fall below what was reached.
//! Those of `figure_examples` are of figures alone and are read to the letter: each figure with its value,
//! unit, noun, nearness, sureness, change and source, and none besides.

use report::Report;
use serde_json::Value;

/// Of a file's figures so many are read with their number, value, unit and approximation.
const FLOOR: f64 = 0.85;

/// Of all files' figures together.
const FLOOR_OF_ALL: f64 = 0.95;

/// Number, ends, unit and approximation of the figures of an example, or of a report.
type Row = (String, Option<f64>, Option<f64>, String, String);

fn wanted(example: &Value) -> Vec<Row> {
    let word = |figure: &Value, key: &str| figure[key].as_str().unwrap_or_default().to_owned();
    let figures = example["figures"].as_array().map_or(&[][..], Vec::as_slice);
    figures
        .iter()
        .map(|f| {
            let ends = (f["low"].as_f64(), f["high"].as_f64());
            (word(f, "number"), ends.0, ends.1, word(f, "unit"), word(f, "approximation"))
        })
        .collect()
}

fn found(language: &str, text: &str) -> Vec<Row> {
    let mut report = Report { language: Some(language.into()), text: text.into(), ..Report::default() };
    report::read::annotate(&mut report);
    let approximation = |f: &report::Figure| {
        let value = serde_json::to_value(f.approximation).unwrap_or_default();
        value.as_str().unwrap_or_default().to_owned()
    };
    report
        .figures
        .iter()
        .map(|f| (f.number.clone(), f.low, f.high, f.unit.clone(), approximation(f)))
        .collect()
}

#[test]
fn the_examples_of_the_language_files_are_read() {
    let (mut all, mut right_of_all, mut misses) = (0.0, 0.0, Vec::new());
    for code in report::language::CODES {
        let file: Value =
            serde_json::from_str(report::language::file(code).unwrap_or("{}")).unwrap_or_default();
        let (mut total, mut right) = (0.0, 0.0);
        for example in file["examples"].as_array().into_iter().flatten() {
            let text = example["text"].as_str().unwrap_or_default();
            let (wanted, found) = (wanted(example), found(code, text));
            // A figure too many counts as one to be found: precision and recall in one.
            total += wanted.len().max(found.len()) as f64;
            let hits = wanted.iter().filter(|row| found.contains(row)).count();
            right += hits as f64;
            if hits < wanted.len().max(found.len()) {
                misses.push(format!("{code}: {text}\n  wanted {wanted:?}\n  found  {found:?}"));
            }
        }
        assert!(right >= FLOOR * total, "{code}: {right} of {total}\n{}", misses.join("\n"));
        all += total;
        right_of_all += right;
    }
    assert!(all > 300.0, "the files have examples");
    assert!(right_of_all >= FLOOR_OF_ALL * all, "{right_of_all} of {all}\n{}", misses.join("\n"));
}

/// A file has so many examples that hold a figure, of figures alone.
const FEWEST: usize = 40;

/// What an example says of a figure; what it does not name is not there.
const KEYS: [&str; 11] =
    ["number", "low", "high", "unit", "per", "of", "approximation", "sureness", "change", "said_by", "as_of"];

/// The keys of a figure that an example names, as JSON.
fn row(figure: &Value) -> Vec<Value> {
    KEYS.iter()
        .map(|key| match &figure[*key] {
            // 1500 and 1500.0 are one value.
            Value::Number(n) => n.as_f64().map_or(Value::Null, |n| format!("{n}").into()),
            other => other.clone(),
        })
        .collect()
}

#[test]
fn the_examples_of_figures_are_read_to_the_letter() {
    let mut misses = Vec::new();
    for code in report::language::CODES {
        let file: Value =
            serde_json::from_str(report::language::file(code).unwrap_or("{}")).unwrap_or_default();
        let mut holding = 0;
        for example in file["figure_examples"].as_array().into_iter().flatten() {
            let text = example["text"].as_str().unwrap_or_default();
            let url = example["url"].as_str().map(str::to_owned);
            let mut report =
                Report { language: Some(code.into()), text: text.into(), url, ..Report::default() };
            report::read::annotate(&mut report);
            let found = serde_json::to_value(&report.figures).unwrap_or_default();
            let rows = |list: &Value| -> Vec<_> { list.as_array().into_iter().flatten().map(row).collect() };
            let (wanted, found) = (rows(&example["figures"]), rows(&found));
            holding += usize::from(!wanted.is_empty());
            if wanted != found {
                misses.push(format!("{code}: {text}\n  wanted {wanted:?}\n  found  {found:?}"));
            }
        }
        assert!(holding >= FEWEST, "{code}: {holding} examples hold a figure");
    }
    assert!(misses.is_empty(), "{}", misses.join("\n"));
}
