//! Train the models that weigh statements and their speakers: documents with gold statements in, two
//! tables of weights out; and, for honest scores, five models that each have not seen a fifth of the
//! documents. This room judges what is a statement; [`speakers`](super::speakers) who said it.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;

use report::statement::{self, Model, Table, Tables, Tagger};
use report::{Manner, figure};

use super::Statements;
use super::gold::{self, Document, FOLDS};
use super::logistic::{self, Names, Sample};
use super::speakers;

pub(crate) fn run(args: &Statements) -> anyhow::Result<()> {
    let documents = gold::read_documents(&args.gold)?;
    let (samples, names) = statement_samples(&documents);
    let folds: Vec<Table> = (0..FOLDS).map(|fold| logistic::train(&samples, &names, Some(fold))).collect();
    let keep = best_keep(&samples, &names, &folds, documents.iter().map(|d| d.gold.len()).sum());
    eprintln!("{} drafts, keep from {keep:.2}", samples.len());
    let tables = |weights: Table| Tagger { weights, keep };
    let folds: Vec<Tagger> = folds.into_iter().map(tables).collect();
    let whole = tables(logistic::train(&samples, &names, None));

    let speakers = speakers::train(&documents, &folds, args.wrong);
    if let Some(folder) = &args.folds {
        fs::create_dir_all(folder)?;
        let models: Vec<Model> = folds
            .iter()
            .zip(&speakers.folds)
            .map(|(tagger, linker)| Model::of(&Tables { tagger: tagger.clone(), linker: linker.clone() }))
            .collect();
        write_folds(&documents, &models, &folder.join("statements.jsonl"))?;
    }
    if args.folds_only {
        return Ok(());
    }
    let models = Path::new("crates/report/models");
    fs::write(models.join("statements.json"), serde_json::to_string_pretty(&whole)? + "\n")?;
    fs::write(models.join("statements.md"), card(&documents, &samples, &whole))?;
    fs::write(models.join("speakers.json"), serde_json::to_string_pretty(&speakers.whole)? + "\n")?;
    fs::write(models.join("speakers.md"), speakers.card(&documents))?;
    Ok(())
}

fn statement_samples(documents: &[Document]) -> (Vec<Sample>, Names) {
    let mut names = Names::default();
    let mut samples = Vec::new();
    for document in documents {
        let studies = statement::study(&document.report, &Model::default());
        let found = gold::matches(document, &studies);
        for (study, found) in studies.into_iter().zip(found) {
            let direct = study.statement.manner == Manner::Direct;
            let signs = study.signs.into_iter().map(|name| names.number(name)).collect();
            samples.push(Sample { fold: document.fold, signs, truth: found.is_some(), direct });
        }
    }
    (samples, names)
}

/// The threshold with the best F1 on documents not seen.
fn best_keep(samples: &[Sample], names: &Names, folds: &[Table], gold: usize) -> f32 {
    let scores = logistic::unseen(samples, names, folds);
    let f1 = |threshold: f32| {
        let kept = scores.iter().filter(|score| **score >= threshold).count();
        let right = scores.iter().zip(samples).filter(|(score, s)| **score >= threshold && s.truth).count();
        2.0 * right as f32 / (kept + gold) as f32
    };
    let best = (4..=14).map(|n| n as f32 * 0.05).max_by(|a, b| f1(*a).total_cmp(&f1(*b))).unwrap_or(0.5);
    eprintln!("found F1 out of fold {:.3}", f1(best));
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

/// What the model is and what it was trained on.
fn card(documents: &[Document], samples: &[Sample], tables: &Tagger) -> String {
    let truths = samples.iter().filter(|sample| sample.truth).count();
    let lines = [
        "# statements.json".to_owned(),
        String::new(),
        "The tagger: a logistic model over delexicalised signs (rules, cue classes, kinds of words, places; never a word): \
         whether a draft the rules give is a statement. Written by `cargo xtask train statements`; do not edit."
            .to_owned(),
        String::new(),
        format!("- Trained on the dev half of the project's own gold: {} documents.", documents.len()),
        format!(
            "- Drafts: {}, of which {truths} are statements; kept from {:.2}.",
            samples.len(),
            tables.keep
        ),
        format!("- Weights: {}.", tables.weights.len()),
        "- Logistic regression, adaptive steps, fixed order: the same data give the same file.".to_owned(),
    ];
    lines.join("\n") + "\n"
}
