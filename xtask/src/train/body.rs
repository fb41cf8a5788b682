//! Train the model that tells body from furniture: pages with a gold text in, labelled runs, two forests
//! out; and, for honest scores, five models that each have not seen a fifth of the outlets.

use std::collections::{HashMap, HashSet};
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use page::Page;
use report::body::model::{Model, in_context};
use report::feature::{self, Described, Weights, column};
use report::forest::Forest;
use report::read::{Context, read_parts};
use serde_json::Value;

use super::PageSets;
use super::forest::{Data, Dice, Settings, train};
use super::pages::{FOLDS, fold, outlet, samples, unpacked};
use super::words;

const ALONE: Settings = Settings {
    trees: 200,
    rate: 0.12,
    least: 4.0,
    columns: 0.35,
    rows: 0.6,
    shrink: 8.0,
    dull: 0.08,
    seed: 8,
};
const AMONG: Settings = Settings { trees: 280, rate: 0.1, ..ALONE };
/// Sets, and how much each counts: news first.
const SETS: [(&str, f32); 4] =
    [("fundus", 3.0), ("scrapinghub", 2.5), ("wcxb-dev", 1.0), ("trafilatura", 0.6)];

/// How much a page that is no article counts.
const OTHER: f32 = 0.25;

/// A page of a set.
pub(super) struct Sample {
    id: String,
    url: String,
    html: PathBuf,
    set: usize,
    article: bool,
    pub(super) outlet: u64,
    pub(super) fold: u64,
    pub(super) described: Described,
    pub(super) labels: Vec<f32>,
    pub(super) weights: Vec<f32>,
}

pub(crate) fn run(args: &PageSets) -> anyhow::Result<()> {
    let mut samples = samples(&args.pages, &SETS, sample)?;
    eprintln!(
        "{} pages, {} runs",
        samples.len(),
        samples.iter().map(|sample| sample.labels.len()).sum::<usize>()
    );
    let weights: Vec<Weights> = each_fold(|fold| words::weights(&samples, Some(fold)));
    for sample in &mut samples {
        weights[sample.fold as usize].weigh(&sample.described.words, &mut sample.described.rows);
    }
    let data = Alone::of(&samples);
    let folds: Vec<Forest> = each_fold(|fold| data.train(&samples, Some(fold)));
    let scores: Vec<Vec<i32>> = samples
        .iter()
        .map(|sample| {
            sample.described.rows.iter().map(|row| folds[sample.fold as usize].score(row)).collect()
        })
        .collect();
    let among = Among::of(&samples, &scores);
    if let Some(folder) = &args.folds {
        let models: Vec<Model> = each_fold(|fold| {
            let (alone, words) = (folds[fold as usize].clone(), weights[fold as usize].clone());
            Model::of(alone, among.train(&samples, Some(fold)), words)
        });
        estimate(&samples, &models);
        write_reports(folder, &samples, &models)?;
    }
    if !args.folds_only {
        let words = words::weights(&samples, None);
        let model = Model::of(data.train(&samples, None), among.train(&samples, None), words);
        let path = crate::root().join("crates/report/models/body.json");
        fs::write(&path, serde_json::to_string(&model)? + "\n")
            .with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}

/// The same work for each fold, two at a time.
fn each_fold<T: Send>(work: impl Fn(u64) -> T + Sync) -> Vec<T> {
    let folds: Vec<u64> = (0..FOLDS).collect();
    std::thread::scope(|scope| {
        let mut done = Vec::new();
        for pair in folds.chunks(2) {
            let running: Vec<_> = pair.iter().map(|fold| scope.spawn(|| work(*fold))).collect();
            done.extend(running.into_iter().map(|thread| thread.join().expect("training does not panic")));
        }
        done
    })
}

/// Says what the labels say of the folds' models: quicker than scoring reports, and near it.
fn estimate(samples: &[Sample], models: &[Model]) {
    let mut sums: HashMap<(usize, bool), [f32; 4]> = HashMap::new();
    for sample in samples {
        let described = &sample.described;
        let scores = models[sample.fold as usize].scores(&described.rows, &described.kin);
        let (mut right, mut kept, mut gold) = (0.0, 0.0, 0.0);
        for (i, score) in scores.iter().enumerate().filter(|(i, _)| sample.weights[*i] > 0.0) {
            let words = described.words.get(i).len() as f32;
            let words = if SETS[sample.set].0 == "trafilatura" { 1.0 } else { words };
            kept += if *score > 0 { words } else { 0.0 };
            gold += sample.labels[i] * words;
            right += if *score > 0 { sample.labels[i] * words } else { 0.0 };
        }
        let ratio = |part: f32, whole: f32| if whole > 0.0 { part / whole } else { 1.0 };
        let (precision, recall) = (ratio(right, kept), ratio(right, gold));
        let sum = sums.entry((sample.set, sample.article)).or_default();
        let own = [1.0, precision, recall, ratio(2.0 * right, kept + gold)];
        sum.iter_mut().zip(own).for_each(|(sum, own)| *sum += own);
    }
    let mut keys: Vec<_> = sums.keys().copied().collect();
    keys.sort_unstable();
    for key in keys {
        let [pages, p, r, f] = sums[&key];
        let kind = if key.1 { "articles" } else { "other pages" };
        eprintln!(
            "{:12} {kind:11} F {:.4}  P {:.4}  R {:.4}",
            SETS[key.0].0,
            f / pages,
            p / pages,
            r / pages
        );
    }
}

fn sample(folder: &Path, set: usize, share: f32, row: &Value) -> anyhow::Result<Sample> {
    let text = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
    let html = folder.join(text("html"));
    let bytes = unpacked(&html)?;
    let decoded = page::decode(&bytes, None);
    let described = feature::describe(&Page::parse(&decoded.text));
    // Pages that are no articles teach something, but another lesson.
    let article = row["type"].as_str().is_none_or(|kind| kind == "article");
    let share = if article { share } else { share * OTHER };
    let (labels, weights) = match row["gold"]["text"].as_str() {
        Some(gold) => labels(&described, gold, share),
        None => snippets(&described, &row["gold"], share),
    };
    Ok(Sample {
        id: text("id"),
        article,
        outlet: outlet(&text("url")),
        fold: fold(&text("url")),
        url: text("url"),
        html,
        set,
        described,
        labels,
        weights,
    })
}

/// Words in lower case; a sign of an unspaced script is a word.
fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for c in text.chars().flat_map(char::to_lowercase) {
        let unspaced = c >= '\u{2e80}' && !('\u{ac00}'..='\u{d7ff}').contains(&c);
        if c.is_alphanumeric() && !unspaced {
            words.last_mut().expect("never empty").push(c);
        } else {
            words.push(if c.is_alphanumeric() { c.to_string() } else { String::new() });
            if unspaced {
                words.push(String::new());
            }
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// A run is body if most of its threes of words stand in the gold; a short one, if it is a line of it.
fn labels(described: &Described, gold: &str, share: f32) -> (Vec<f32>, Vec<f32>) {
    let all = words(gold);
    let threes: HashSet<&[String]> = all.windows(3).collect();
    let lines: HashSet<Vec<String>> = gold.lines().map(words).collect();
    let mut seen: HashMap<Vec<String>, usize> = HashMap::new();
    let texts: Vec<Vec<String>> = described.texts.iter().map(|text| words(text)).collect();
    for text in &texts {
        *seen.entry(text.clone()).or_default() += 1;
    }
    let whole = all.len().max(120) as f32;
    let label = |text: &Vec<String>| {
        let is_line = lines.contains(text);
        let found = text.windows(3).filter(|three| threes.contains(three)).count();
        let inside = text.len() > 3 && found * 10 >= (text.len() - 2) * 6;
        f32::from(is_line || inside)
    };
    let weight = |text: &Vec<String>| {
        let own = ((text.len() as f32 + 1.5) / whole).min(0.5);
        share * own / (seen[text] as f32).sqrt() * 100.0
    };
    (texts.iter().map(label).collect(), texts.iter().map(weight).collect())
}

/// Only runs that hold a snippet are judged.
fn snippets(described: &Described, gold: &Value, share: f32) -> (Vec<f32>, Vec<f32>) {
    let list =
        |key: &str| gold[key].as_array().into_iter().flatten().filter_map(Value::as_str).collect::<Vec<_>>();
    let (with, without) = (list("with"), list("without"));
    let each = share * 60.0 / (with.len() + without.len()).max(1) as f32;
    let mut judged = Vec::new();
    for text in &described.texts {
        let holds = |snippets: &[&str]| snippets.iter().any(|snippet| text.contains(snippet));
        judged.push(if holds(&with) {
            (1.0, each)
        } else if holds(&without) {
            (0.0, each)
        } else {
            (0.0, 0.0)
        });
    }
    judged.into_iter().unzip()
}

/// Rows of the first forest: all near anything likely, a share of the rest.
struct Alone {
    data: Data,
    from: Vec<u32>,
}

/// The sample and whether it is taken, by a throw that is the same every time.
fn taken(samples: &[Sample]) -> impl Iterator<Item = (usize, usize, f32)> {
    let mut dice = Dice::new(11);
    samples.iter().enumerate().flat_map(move |(s, sample)| {
        let mut kept = Vec::new();
        for (i, row) in sample.described.rows.iter().enumerate() {
            let dull = sample.labels[i] == 0.0 && row[column::IN_TRUNK] == 0;
            let weight = if !dull {
                1.0
            } else if dice.roll() < 0.3 {
                1.0 / 0.3
            } else {
                0.0
            };
            if weight * sample.weights[i] > 0.0 {
                kept.push((s, i, weight));
            }
        }
        kept
    })
}

fn chosen(samples: &[Sample], from: &[u32], without: Option<u64>) -> Vec<u32> {
    (0..from.len() as u32)
        .filter(|i| without.is_none_or(|fold| samples[from[*i as usize] as usize].fold != fold))
        .collect()
}

impl Alone {
    fn of(samples: &[Sample]) -> Self {
        let (mut rows, mut labels, mut weights, mut from) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for (s, i, weight) in taken(samples) {
            rows.push(samples[s].described.rows[i]);
            labels.push(samples[s].labels[i]);
            weights.push(weight * samples[s].weights[i]);
            from.push(s as u32);
        }
        Self { data: Data::of(&rows, labels, weights), from }
    }

    fn train(&self, samples: &[Sample], without: Option<u64>) -> Forest {
        train(&self.data, &chosen(samples, &self.from, without), ALONE)
    }
}

/// Rows of the second forest: those the first one did not give up.
struct Among {
    data: Data,
    from: Vec<u32>,
}

impl Among {
    fn of(samples: &[Sample], scores: &[Vec<i32>]) -> Self {
        let (mut rows, mut labels, mut weights, mut from) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for (s, sample) in samples.iter().enumerate() {
            let context = in_context(&sample.described.rows, &sample.described.kin, &scores[s]);
            for (i, row) in context
                .into_iter()
                .enumerate()
                .filter(|(i, _)| scores[s][*i] > -3_500 && sample.weights[*i] > 0.0)
            {
                rows.push(row);
                labels.push(sample.labels[i]);
                weights.push(sample.weights[i]);
                from.push(s as u32);
            }
        }
        Self { data: Data::of(&rows, labels, weights), from }
    }

    fn train(&self, samples: &[Sample], without: Option<u64>) -> Forest {
        train(&self.data, &chosen(samples, &self.from, without), AMONG)
    }
}

/// Reads every page by the model that has not seen its outlet.
fn write_reports(folder: &Path, samples: &[Sample], models: &[Model]) -> anyhow::Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    for (set, (name, _)) in SETS.iter().enumerate() {
        let mut out = BufWriter::new(File::create(folder.join(format!("{name}.jsonl")))?);
        for sample in samples.iter().filter(|sample| sample.set == set) {
            let bytes = unpacked(&sample.html)?;
            let decoded = page::decode(&bytes, None);
            let context =
                Context { source: sample.id.clone(), url: Some(sample.url.clone()), ..Context::default() };
            let report = read_parts(&models[sample.fold as usize], &Page::parse(&decoded.text), &context);
            serde_json::to_writer(&mut out, &report)?;
            out.write_all(b"\n")?;
        }
    }
    Ok(())
}
