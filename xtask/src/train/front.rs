//! The weights of titles, authors and kinds of pages: a claim is right if it is what the gold says. Trained on all page
//! sets, five folds by host.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::Context as _;
use page::Page;
use report::Kind;
use report::forest::Forest;
use report::read::Context;
use report::training::{Claims, claims};
use report::verdict::Verdict;
use serde_json::{Value, json};

use super::PageSets;
use super::forest::{Data, Settings, train};
use super::pages::{FOLDS, fold, samples, unpacked};

const TITLE: Settings = Settings {
    trees: 100,
    rate: 0.08,
    least: 4.0,
    columns: 0.25,
    rows: 0.7,
    shrink: 1.0,
    dull: 1.0,
    seed: 7,
};
const AUTHOR: Settings = Settings {
    trees: 100,
    rate: 0.12,
    least: 6.0,
    columns: 0.25,
    rows: 0.7,
    shrink: 2.0,
    dull: 1.0,
    seed: 7,
};
const KIND: Settings =
    Settings { trees: 60, rate: 0.15, least: 4.0, columns: 0.4, rows: 0.7, shrink: 1.0, dull: 1.0, seed: 7 };
/// Kinds of pages, and what the sets call them.
const KINDS: [(Kind, &[&str]); 6] = [
    (Kind::Article, &["article"]),
    (Kind::Listing, &["listing", "collection"]),
    (Kind::Forum, &["forum"]),
    (Kind::Product, &["product"]),
    (Kind::Service, &["service"]),
    (Kind::Documentation, &["documentation"]),
];
/// What the authors of the last set count beside those of the others: its lists are often short.
const SHORT: f32 = 0.5;
/// Sets, and how much each counts: news first.
const SETS: [(&str, f32); 3] = [("fundus", 3.0), ("wcxb-dev", 1.0), ("trafilatura", 1.0)];

/// A page of a set with its claims, and what the gold says of it.
struct Sample {
    id: String,
    set: usize,
    fold: u64,
    claims: Claims,
    title: Option<String>,
    authors: Option<HashSet<String>>,
    kind: String,
    weight: f32,
}

pub(crate) fn run(args: &PageSets) -> anyhow::Result<()> {
    let samples = samples(&args.pages, &SETS, sample)?;
    let titles = Claimed::titles(&samples);
    let authors = Claimed::authors(&samples);
    let kinds = KINDS.map(|(kind, names)| (kind, Claimed::kinds(&samples, names)));
    let verdict = |without| {
        let kinds = kinds.iter().map(|(kind, data)| (*kind, data.train(without, KIND)));
        Verdict::of(titles.train(without, TITLE), authors.train(without, AUTHOR), kinds.collect())
    };
    if let Some(folder) = &args.folds {
        let verdicts: Vec<Verdict> = (0..FOLDS).map(|fold| verdict(Some(fold))).collect();
        write_predictions(folder, &samples, &verdicts)?;
    }
    if !args.folds_only {
        let path = crate::root().join("crates/report/models/front.json");
        fs::write(&path, serde_json::to_string(&verdict(None))? + "\n")
            .with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}

fn sample(folder: &Path, set: usize, share: f32, row: &Value) -> anyhow::Result<Sample> {
    let text = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
    let bytes = unpacked(&folder.join(text("html")))?;
    let decoded = page::decode(&bytes, None);
    let context = Context { url: Some(text("url")), ..Context::default() };
    let gold = &row["gold"];
    let is_article = row["type"].as_str().is_none_or(|kind| kind == "article");
    Ok(Sample {
        id: text("id"),
        set,
        fold: fold(&text("url")),
        claims: claims(&Page::parse(&decoded.text), &context),
        title: gold["title"].as_str().map(squeezed).filter(|title| !title.is_empty()),
        authors: gold["authors"]
            .as_array()
            .map(|list| list.iter().filter_map(Value::as_str).flat_map(names).collect())
            // An empty list more often says that nobody looked.
            .filter(|names: &HashSet<String>| !names.is_empty()),
        kind: row["type"].as_str().unwrap_or("article").to_owned(),
        weight: if is_article { share } else { share * 0.3 },
    })
}

/// Letters and digits in lower case.
fn squeezed(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The names in an entry of the gold, which may hold several.
fn names(entry: &str) -> Vec<String> {
    let mut entry = entry.replace([';', '|', '·', '\n', '&'], ",");
    for and in ["and", "und", "et", "y", "e", "og", "och", "en"] {
        entry = entry.replace(&format!(" {and} "), ",");
    }
    entry.split(',').map(squeezed).filter(|name| !name.is_empty()).collect()
}

/// Claims of all samples as rows.
struct Claimed {
    data: Data,
    folds: Vec<u64>,
}

impl Claimed {
    fn titles(samples: &[Sample]) -> Self {
        Self::of(samples.iter().flat_map(|sample| {
            let right = |text: &str| sample.title.as_deref() == Some(&*squeezed(text));
            // Where no claim is right, there is nothing to learn.
            let some = sample.claims.titles.iter().any(|(text, _)| right(text));
            sample
                .claims
                .titles
                .iter()
                .filter(move |_| some)
                .map(move |(text, row)| (*row, right(text), sample.weight, sample.fold))
        }))
    }

    fn authors(samples: &[Sample]) -> Self {
        Self::of(samples.iter().filter_map(|sample| Some((sample, sample.authors.as_ref()?))).flat_map(
            |(sample, gold)| {
                sample.claims.authors.iter().map(move |(name, row)| {
                    (
                        *row,
                        gold.contains(&squeezed(name)),
                        sample.weight * if sample.set + 1 == SETS.len() { SHORT } else { 1.0 },
                        sample.fold,
                    )
                })
            },
        ))
    }

    fn kinds(samples: &[Sample], names: &[&str]) -> Self {
        Self::of(samples.iter().filter_map(|sample| {
            // Not all pages of the last set are articles, and nobody said which are not.
            let weight = if sample.set + 1 == SETS.len() { 0.2 } else { 1.0 };
            Some((sample.claims.shape?, names.contains(&sample.kind.as_str()), weight, sample.fold))
        }))
    }

    fn of<const N: usize>(claims: impl Iterator<Item = ([i16; N], bool, f32, u64)>) -> Self {
        let (mut rows, mut labels, mut weights, mut folds) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for (row, right, weight, fold) in claims {
            rows.push(row);
            labels.push(f32::from(right));
            weights.push(weight);
            folds.push(fold);
        }
        Self { data: Data::of(&rows, labels, weights), folds }
    }

    fn train(&self, without: Option<u64>, settings: Settings) -> Forest {
        let chosen: Vec<u32> = (0..self.folds.len() as u32)
            .filter(|i| without.is_none_or(|fold| self.folds[*i as usize] != fold))
            .collect();
        train(&self.data, &chosen, settings)
    }
}

/// The title and authors of every page by the weights that have not seen its outlet, in the flat form.
fn write_predictions(folder: &Path, samples: &[Sample], verdicts: &[Verdict]) -> anyhow::Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    for (set, (name, _)) in SETS.iter().enumerate() {
        let mut out = BufWriter::new(File::create(folder.join(format!("{name}.jsonl")))?);
        for sample in samples.iter().filter(|sample| sample.set == set) {
            let verdict = &verdicts[sample.fold as usize];
            let (title, authors) = sample.claims.chosen(verdict);
            let scores = |forest: &Forest, texts: Vec<(&str, &[i16])>| -> Vec<Value> {
                texts.into_iter().map(|(text, row)| json!([text, forest.score(row), row])).collect()
            };
            let titles = sample.claims.titles.iter().map(|(text, row)| (text.as_str(), &row[..])).collect();
            let names = sample.claims.authors.iter().map(|(text, row)| (text.as_str(), &row[..])).collect();
            let line = json!({
                "id": sample.id, "title": title, "authors": authors,
                "kind": sample.claims.shape.map(|shape| verdict.kind(&shape)),
                "titles": scores(&verdict.title, titles), "names": scores(&verdict.author, names),
            });
            writeln!(out, "{line}")?;
        }
    }
    Ok(())
}
