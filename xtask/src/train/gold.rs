//! The gold statements, each document with its fold, and what of a reading agrees with them: the same
//! overlap and the same folding of names as the scorer's.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::Path;

use anyhow::Context as _;
use report::read::{Context, read_text};
use report::statement::Study;
use report::{Report, language};
use serde_json::Value;

/// In how many parts the documents are cut; a model of one part's readings has not seen the part.
pub(super) const FOLDS: usize = 5;

/// First and one past the last byte.
pub(crate) type Part = (usize, usize);

/// A gold statement.
pub(super) struct Gold {
    pub(super) spans: Vec<Part>,
    pub(super) entity: Option<String>,
}

/// A document with its gold.
pub(super) struct Document {
    pub(super) name: String,
    /// The fold it is scored in; [`FOLDS`] for what is trained on and never scored.
    pub(super) fold: usize,
    pub(super) text: String,
    pub(super) report: Report,
    pub(super) gold: Vec<Gold>,
}

impl Document {
    /// The parts of every gold statement as they stand in the text that was read.
    pub(super) fn read_spans(&self) -> Vec<Vec<Part>> {
        let mut at = 0;
        let mut all = Vec::new();
        for gold in &self.gold {
            let parts: Vec<&str> = gold.spans.iter().map(|part| &self.text[part.0..part.1]).collect();
            let spans = locate(&self.report.text, &parts, at);
            at = spans.first().map_or(at, |span| span.0);
            all.push(spans);
        }
        all
    }
}

pub(super) fn read_documents(folder: &Path) -> anyhow::Result<Vec<Document>> {
    let index: Value = serde_json::from_str(&fs::read_to_string(folder.join("index.json"))?)?;
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut documents = Vec::new();
    for entry in index.as_array().into_iter().flatten() {
        let (Some(name), Some(language)) = (entry["doc"].as_str(), entry["lang"].as_str()) else { continue };
        let path = folder.join("docs").join(format!("{name}.txt"));
        let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        let gold: Value =
            serde_json::from_str(&fs::read_to_string(folder.join("ann").join(format!("{name}.json")))?)?;
        let context = Context { source: path.display().to_string(), ..Context::default() };
        let report = read_text(&text, &context);
        let count = seen.entry(language.to_owned()).or_default();
        let fold = *count % FOLDS;
        *count += 1;
        let gold = gold_statements(&text, &gold["statements"], "parts", "entity");
        documents.push(Document { name: name.to_owned(), fold, text, report, gold });
    }
    Ok(documents)
}

/// The language files' own examples: written for the files by the same guide, so that every fold may learn
/// from them.
pub(super) fn read_examples() -> Vec<Document> {
    let mut documents = Vec::new();
    for code in language::CODES {
        let file = language::file(code).and_then(|text| serde_json::from_str::<Value>(text).ok());
        let examples = file.as_ref().and_then(|file| file["examples"].as_array());
        for (n, example) in examples.into_iter().flatten().enumerate() {
            let Some(text) = example["text"].as_str() else { continue };
            let context = Context { language: Some(code.to_owned()), ..Context::default() };
            let report = read_text(text, &context);
            let gold = gold_statements(text, &example["statements"], "words", "name");
            let name = format!("{code}-example-{n}");
            documents.push(Document { name, fold: FOLDS, text: text.to_owned(), report, gold });
        }
    }
    documents
}

/// The gold statements of a list, their words under the key `words` and who said them under `name`.
fn gold_statements(text: &str, list: &Value, words: &str, name: &str) -> Vec<Gold> {
    let mut at = 0;
    let mut gold = Vec::new();
    for statement in list.as_array().into_iter().flatten() {
        let parts: Vec<&str> =
            statement[words].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let spans = locate(text, &parts, at);
        at = spans.first().map_or(at, |span| span.0);
        gold.push(Gold { spans, entity: statement[name].as_str().map(str::to_owned) });
    }
    gold
}

/// Where the parts stand, in order, from `at` on; else at their first place.
pub(crate) fn locate(text: &str, parts: &[&str], at: usize) -> Vec<Part> {
    let mut spans = Vec::new();
    let mut at = at;
    for part in parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty()) {
        let found =
            text.get(at..).and_then(|rest| rest.find(part)).map(|k| k + at).or_else(|| text.find(part));
        let Some(start) = found else { return Vec::new() };
        spans.push((start, start + part.len()));
        at = start + part.len();
    }
    spans
}

pub(crate) fn dice(a: &[Part], b: &[Part]) -> f32 {
    let size = |spans: &[Part]| spans.iter().map(|(s, e)| e - s).sum::<usize>();
    let common: usize = a
        .iter()
        .flat_map(|(s, e)| b.iter().map(move |(t, f)| (*e).min(*f).saturating_sub((*s).max(*t))))
        .sum();
    let total = size(a) + size(b);
    if total == 0 { 0.0 } else { 2.0 * common as f32 / total as f32 }
}

/// For every study the gold statement it matches, best overlap first, one to one.
pub(super) fn matches(document: &Document, studies: &[Study]) -> Vec<Option<(usize, f32)>> {
    let mut at = 0;
    let spans: Vec<Vec<Part>> = studies
        .iter()
        .map(|study| {
            let parts: Vec<&str> = study.statement.words.iter().map(|words| words.text.as_str()).collect();
            let spans = locate(&document.text, &parts, at);
            at = spans.first().map_or(at, |span| span.0);
            spans
        })
        .collect();
    let mut pairs: Vec<(f32, usize, usize)> = Vec::new();
    for (g, gold) in document.gold.iter().enumerate() {
        for (s, spans) in spans.iter().enumerate() {
            let score = dice(&gold.spans, spans);
            if score >= 0.3 {
                pairs.push((score, g, s));
            }
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut used = HashSet::new();
    let mut found = vec![None; studies.len()];
    for (score, g, s) in pairs {
        if found[s].is_none() && used.insert(g) {
            found[s] = Some((g, score));
        }
    }
    found
}

/// Whether two names mean one, as the scorer has it: case and titles folded.
pub(super) fn same_name(a: &str, b: &str) -> bool {
    let (a, b) = (fold(a), fold(b));
    if a.is_empty() || b.is_empty() {
        return a.is_empty() && b.is_empty();
    }
    let (x, y): (HashSet<&String>, HashSet<&String>) = (a.iter().collect(), b.iter().collect());
    let (small, large) = if x.len() <= y.len() { (&x, &y) } else { (&y, &x) };
    a == b || small.is_subset(large) && (a.last() == b.last() || small.len() == large.len())
}

fn fold(name: &str) -> Vec<String> {
    const TITLES: [&str; 40] = [
        "m", "mr", "mrs", "ms", "mme", "mlle", "dr", "prof", "sir", "herr", "frau", "sr", "sra", "señor",
        "señora", "don", "doña", "pan", "pani", "the", "le", "la", "les", "l", "el", "los", "las", "der",
        "die", "das", "il", "lo", "i", "o", "a", "un", "une", "ein", "eine", "an",
    ];
    name.to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty() && !TITLES.contains(word))
        .map(str::to_owned)
        .collect()
}
