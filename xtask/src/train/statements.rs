//! Train the two models that weigh statements: documents with gold statements in, a table of weights
//! out; and, for honest scores, five models that each have not seen a fifth of the documents.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::Context as _;
use report::read::{Context, read_text};
use report::statement::{self, Linker, Model, Study, Table, Tables, Tagger};
use report::{Manner, Report, figure};
use serde_json::Value;

use super::Statements;

const FOLDS: usize = 5;
const EPOCHS: usize = 80;
const RATE: f32 = 0.15;
/// Pull towards zero, per step and sign.
const PULL: f32 = 0.05;

/// A gold statement.
struct Gold {
    spans: Vec<(usize, usize)>,
    entity: Option<String>,
}

/// A document with its gold.
struct Document {
    name: String,
    fold: usize,
    text: String,
    report: Report,
    gold: Vec<Gold>,
}

/// Signs and whether they told the truth.
struct Sample {
    fold: usize,
    signs: Vec<usize>,
    truth: bool,
    direct: bool,
}

/// Names of signs and their numbers.
#[derive(Default)]
struct Names {
    numbers: HashMap<String, usize>,
    names: Vec<String>,
}

impl Names {
    fn number(&mut self, name: String) -> usize {
        if let Some(n) = self.numbers.get(&name) {
            return *n;
        }
        self.names.push(name.clone());
        self.numbers.insert(name, self.names.len() - 1);
        self.names.len() - 1
    }
}

pub(crate) fn run(args: &Statements) -> anyhow::Result<()> {
    let documents = read_documents(&args.gold)?;
    let (samples, names) = statement_samples(&documents);
    let folds: Vec<Table> = (0..FOLDS).map(|fold| train(&samples, &names, Some(fold))).collect();
    let keep = best_keep(&samples, &names, &folds, documents.iter().map(|d| d.gold.len()).sum());
    eprintln!("{} drafts, keep from {keep:.2}", samples.len());
    let whole = train(&samples, &names, None);

    let tagger = |weights: &Table| Tagger { weights: weights.clone(), keep };
    let tagged = |weights: &Table| Tables {
        tagger: tagger(weights),
        linker: Linker { sure: 0.5, ..Linker::default() },
    };
    let models: Vec<Model> = folds.iter().map(|table| Model::of(&tagged(table))).collect();
    let (speakers, speaker_names) = speaker_samples(&documents, &models);
    let speaker_folds: Vec<Table> =
        (0..FOLDS).map(|fold| train(&speakers, &speaker_names, Some(fold))).collect();
    let reliability = reliability(&speakers, &speaker_names, &speaker_folds);
    let sure = sure_from(&reliability, args.wrong);
    eprintln!("sure from {sure:.3}");

    let full = |statement: &Table, speaker: &Table| Tables {
        tagger: tagger(statement),
        linker: Linker { weights: speaker.clone(), sure },
    };
    if let Some(folder) = &args.folds {
        fs::create_dir_all(folder)?;
        let models: Vec<Model> =
            folds.iter().zip(&speaker_folds).map(|(s, p)| Model::of(&full(s, p))).collect();
        write_folds(&documents, &models, &folder.join("statements.jsonl"))?;
    }
    if args.folds_only {
        return Ok(());
    }
    let tables = full(&whole, &train(&speakers, &speaker_names, None));
    let folder = Path::new("crates/report/models");
    fs::write(folder.join("statements.json"), serde_json::to_string_pretty(&tables.tagger)? + "\n")?;
    fs::write(folder.join("speakers.json"), serde_json::to_string_pretty(&tables.linker)? + "\n")?;
    fs::write(folder.join("statements.md"), tagger_card(&documents, &samples, &tables))?;
    fs::write(folder.join("speakers.md"), linker_card(&documents, &speakers, &tables, &reliability))?;
    Ok(())
}

fn read_documents(folder: &Path) -> anyhow::Result<Vec<Document>> {
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
        let gold = gold_statements(&text, &gold["statements"]);
        documents.push(Document { name: name.to_owned(), fold, text, report, gold });
    }
    Ok(documents)
}

fn gold_statements(text: &str, list: &Value) -> Vec<Gold> {
    let mut at = 0;
    let mut gold = Vec::new();
    for statement in list.as_array().into_iter().flatten() {
        let parts: Vec<&str> =
            statement["parts"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let spans = locate(text, &parts, at);
        at = spans.first().map_or(at, |span| span.0);
        gold.push(Gold { spans, entity: statement["entity"].as_str().map(str::to_owned) });
    }
    gold
}

/// Where the parts stand, in order, from `at` on; else at their first place.
fn locate(text: &str, parts: &[&str], at: usize) -> Vec<(usize, usize)> {
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

fn dice(a: &[(usize, usize)], b: &[(usize, usize)]) -> f32 {
    let size = |spans: &[(usize, usize)]| spans.iter().map(|(s, e)| e - s).sum::<usize>();
    let common: usize = a
        .iter()
        .flat_map(|(s, e)| b.iter().map(move |(t, f)| (*e).min(*f).saturating_sub((*s).max(*t))))
        .sum();
    let total = size(a) + size(b);
    if total == 0 { 0.0 } else { 2.0 * common as f32 / total as f32 }
}

/// For every study the gold statement it matches, best overlap first, one to one.
fn matches(document: &Document, studies: &[Study]) -> Vec<Option<(usize, f32)>> {
    let mut at = 0;
    let spans: Vec<Vec<(usize, usize)>> = studies
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

fn statement_samples(documents: &[Document]) -> (Vec<Sample>, Names) {
    let mut names = Names::default();
    let mut samples = Vec::new();
    for document in documents {
        let studies = statement::study(&document.report, &Model::default());
        let found = matches(document, &studies);
        for (study, found) in studies.into_iter().zip(found) {
            let direct = study.statement.manner == Manner::Direct;
            let signs = study.signs.into_iter().map(|name| names.number(name)).collect();
            samples.push(Sample { fold: document.fold, signs, truth: found.is_some(), direct });
        }
    }
    (samples, names)
}

fn speaker_samples(documents: &[Document], models: &[Model]) -> (Vec<Sample>, Names) {
    let mut names = Names::default();
    let mut samples = Vec::new();
    for document in documents {
        let studies = statement::study(&document.report, &models[document.fold]);
        let found = matches(document, &studies);
        for (study, found) in studies.into_iter().zip(found) {
            let Some((g, _)) = found else { continue };
            let speaker = study.statement.speaker.as_ref();
            let name = speaker.and_then(|s| s.name.as_deref().or(s.mention.as_deref()));
            let Some(name) = name else { continue };
            let truth = same_name(document.gold[g].entity.as_deref().unwrap_or_default(), name);
            let direct = study.statement.manner == Manner::Direct;
            let signs = study.speaker_signs.into_iter().map(|name| names.number(name)).collect();
            samples.push(Sample { fold: document.fold, signs, truth, direct });
        }
    }
    (samples, names)
}

fn probability(sample: &Sample, weights: &[f32]) -> f32 {
    let sum: f32 = sample.signs.iter().map(|&sign| weights[sign]).sum();
    1.0 / (1.0 + (-sum).exp())
}

/// Logistic regression by adaptive gradient steps, in a fixed order.
fn train(samples: &[Sample], names: &Names, without: Option<usize>) -> Table {
    let mut weights = vec![0.0f32; names.names.len()];
    let mut seen = vec![1e-6f32; names.names.len()];
    for _ in 0..EPOCHS {
        for sample in samples.iter().filter(|sample| Some(sample.fold) != without) {
            let error = probability(sample, &weights) - f32::from(u8::from(sample.truth));
            for &sign in &sample.signs {
                let slope = error + PULL * weights[sign];
                seen[sign] += slope * slope;
                weights[sign] -= RATE * slope / seen[sign].sqrt();
            }
        }
    }
    let round = |weight: f32| (weight * 1000.0).round() / 1000.0;
    names
        .names
        .iter()
        .zip(&weights)
        .filter(|(_, weight)| weight.abs() >= 0.02)
        .map(|(name, weight)| (name.clone(), round(*weight)))
        .collect()
}

/// Every sample's probability by the model that has not seen its document.
fn unseen(samples: &[Sample], names: &Names, folds: &[Table]) -> Vec<f32> {
    let weights: Vec<Vec<f32>> = folds
        .iter()
        .map(|table| names.names.iter().map(|name| table.get(name).copied().unwrap_or(0.0)).collect())
        .collect();
    samples.iter().map(|sample| probability(sample, &weights[sample.fold])).collect()
}

/// The threshold with the best F1 on documents not seen.
fn best_keep(samples: &[Sample], names: &Names, folds: &[Table], gold: usize) -> f32 {
    let scores = unseen(samples, names, folds);
    let f1 = |threshold: f32| {
        let kept = scores.iter().filter(|score| **score >= threshold).count();
        let right = scores.iter().zip(samples).filter(|(score, s)| **score >= threshold && s.truth).count();
        2.0 * right as f32 / (kept + gold) as f32
    };
    let best = (4..=14).map(|n| n as f32 * 0.05).max_by(|a, b| f1(*a).total_cmp(&f1(*b))).unwrap_or(0.5);
    eprintln!("found F1 out of fold {:.3}", f1(best));
    best
}

/// Probability, truth and whether direct, out of fold.
fn reliability(samples: &[Sample], names: &Names, folds: &[Table]) -> Vec<(f32, bool, bool)> {
    let scores = unseen(samples, names, folds);
    scores.into_iter().zip(samples).map(|(score, sample)| (score, sample.truth, sample.direct)).collect()
}

/// The lowest probability above which direct quotations have a wrong speaker less often than `wrong`.
fn sure_from(reliability: &[(f32, bool, bool)], wrong: f32) -> f32 {
    let mut direct: Vec<(f32, bool)> =
        reliability.iter().filter(|(_, _, direct)| *direct).map(|(p, truth, _)| (*p, *truth)).collect();
    direct.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut best = 0.95;
    let mut errors = 0;
    for (n, (p, truth)) in direct.iter().enumerate() {
        errors += usize::from(!truth);
        if n >= 20 && errors as f32 <= wrong * (n + 1) as f32 {
            best = *p;
        }
    }
    best
}

fn write_folds(documents: &[Document], models: &[Model], path: &Path) -> anyhow::Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    for document in documents {
        let mut report = document.report.clone();
        statement::annotate_by(&mut report, &models[document.fold]);
        report.figures.clear();
        figure::annotate(&mut report);
        report.source.clone_from(&document.name);
        serde_json::to_writer(&mut out, &report)?;
        out.write_all(b"\n")?;
    }
    Ok(out.flush()?)
}

/// Whether two names mean one, as the scorer has it: case and titles folded.
fn same_name(a: &str, b: &str) -> bool {
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

/// What the tagger is and what it was trained on.
fn tagger_card(documents: &[Document], samples: &[Sample], tables: &Tables) -> String {
    let truths = samples.iter().filter(|sample| sample.truth).count();
    format!(
        "# statements.json\n\nThe tagger: a logistic model over delexicalised signs (rules, cue classes, kinds of \
         words, places; never a word) for whether a draft the rules give is a statement. Written by \
         `cargo xtask train statements`; do not edit.\n\n\
         - Trained on the dev half of the project's own gold: {} documents.\n\
         - Drafts: {}, of which {truths} are statements; kept from {:.2}. Weights: {}.\n\
         - Logistic regression, adaptive steps, fixed order: the same data give the same file.\n",
        documents.len(),
        samples.len(),
        tables.tagger.keep,
        tables.tagger.weights.len()
    )
}

/// What the linker is, what it was trained on, and how far its confidence can be trusted.
fn linker_card(
    documents: &[Document],
    speakers: &[Sample],
    tables: &Tables,
    reliability: &[(f32, bool, bool)],
) -> String {
    let mut card = format!(
        "# speakers.json\n\nThe linker: a logistic model over delexicalised signs for whether the speaker found for \
         a statement is right. Written by `cargo xtask train statements`; do not edit.\n\n\
         - Trained on the dev half of the project's own gold: {} documents.\n\
         - Speakers: {}. Weights: {}.\n\
         - Logistic regression, adaptive steps, fixed order: the same data give the same file.\n\
         - Confidence 0.5 is the sure line: an edition quotes nothing below it.",
        documents.len(),
        speakers.len(),
        tables.linker.weights.len()
    );
    card.push_str("\n\nHow often the speaker was right, out of fold, by confidence:\n\n");
    card.push_str("| confidence | speakers | right | direct | right |\n|---|---|---|---|---|\n");
    let model = Model::of(tables);
    let mut bins: BTreeMap<u32, [u32; 4]> = BTreeMap::new();
    for (probability, truth, direct) in reliability {
        let bin = bins.entry((model.confidence(*probability) * 10.0).min(9.0) as u32).or_default();
        bin[0] += 1;
        bin[1] += u32::from(*truth);
        bin[2] += u32::from(*direct);
        bin[3] += u32::from(*direct && *truth);
    }
    for (bin, [all, right, direct, good]) in bins {
        let share = |part: u32, of: u32| {
            if of == 0 { "–".to_owned() } else { format!("{:.2}", part as f32 / of as f32) }
        };
        let line = format!(
            "| {:.1}–{:.1} | {all} | {} | {direct} | {} |\n",
            bin as f32 / 10.0,
            (bin + 1) as f32 / 10.0,
            share(right, all),
            share(good, direct)
        );
        card.push_str(&line);
    }
    card
}
