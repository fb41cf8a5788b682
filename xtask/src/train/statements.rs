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
use super::logistic::{self, Choice, Names, Sample};
use super::speakers;

pub(crate) fn run(args: &Statements) -> anyhow::Result<()> {
    let documents = gold::read_documents(&args.gold)?;
    let examples = gold::read_examples();
    // The gold last: what comes last in a round weighs a little more.
    let all = || examples.iter().chain(&documents);
    let (choices, places) = end_choices(all());
    let ends: Vec<Table> = (0..FOLDS)
        .map(Some)
        .chain([None])
        .map(|fold| logistic::train_choices(&choices, &places, fold))
        .collect();
    let ended: Vec<Model> =
        ends.iter().map(|ends| tagger_model(Tagger { ends: ends.clone(), ..Tagger::default() })).collect();
    let (samples, names) = statement_samples(all(), &ended);
    let folds: Vec<Table> = (0..FOLDS).map(|fold| logistic::train(&samples, &names, Some(fold))).collect();
    let keep = best_keep(&documents, &folds, &ends);
    eprintln!("{} drafts, keep from {keep:.2}", samples.len());
    let tables = |(weights, ends): (Table, &Table)| Tagger { weights, ends: ends.clone(), keep };
    let whole = logistic::train(&samples, &names, None);
    let mut folds: Vec<Tagger> = folds.into_iter().chain([whole]).zip(&ends).map(tables).collect();
    let Some(whole) = folds.pop() else { return Ok(()) };

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
    fs::write(models.join("statements.md"), card(documents.len(), examples.len(), &samples, &whole))?;
    fs::write(models.join("speakers.json"), serde_json::to_string_pretty(&speakers.whole)? + "\n")?;
    fs::write(models.join("speakers.md"), speakers.card(&documents))?;
    Ok(())
}

/// Sums of F1 that differ by less are alike.
const ALIKE: f32 = 0.002;

fn tagger_model(tagger: Tagger) -> Model {
    Model::of(&Tables { tagger, ..Tables::default() })
}

/// For every draft that begins where a gold statement does, the places where it may end and the right one.
fn end_choices<'a>(documents: impl Iterator<Item = &'a Document>) -> (Vec<Choice>, Names) {
    let mut names = Names::default();
    let mut choices = Vec::new();
    for document in documents {
        let golds = document.read_spans();
        for study in statement::study_ends(&document.report) {
            let begins = |gold: &&Vec<gold::Part>| {
                gold.first().is_some_and(|part| part.0.abs_diff(study.spans[0].0) <= 4)
            };
            let Some(gold) = golds.iter().find(begins) else { continue };
            let overlap = |span: &gold::Part| gold::dice(gold, &[*span]);
            let best = (0..study.spans.len())
                .max_by(|&a, &b| overlap(&study.spans[a]).total_cmp(&overlap(&study.spans[b])));
            let Some(right) = best.filter(|&best| overlap(&study.spans[best]) > 0.5) else { continue };
            let signs = study
                .signs
                .into_iter()
                .map(|signs| signs.into_iter().map(|name| names.number(name)).collect())
                .collect();
            choices.push(Choice { fold: document.fold, signs, right });
        }
    }
    (choices, names)
}

fn statement_samples<'a>(
    documents: impl Iterator<Item = &'a Document>,
    models: &[Model],
) -> (Vec<Sample>, Names) {
    let mut names = Names::default();
    let mut samples = Vec::new();
    for document in documents {
        let studies = statement::study(&document.report, &models[document.fold], &mut |_, _| None);
        let found = gold::matches(document, &studies);
        for (study, found) in studies.into_iter().zip(found) {
            let direct = study.statement.manner == Manner::Direct;
            let signs = study.signs.into_iter().map(|name| names.number(name)).collect();
            samples.push(Sample { fold: document.fold, signs, truth: found.is_some(), direct });
        }
    }
    (samples, names)
}

/// The threshold with the best F1 on documents not seen: found and quotable together.
fn best_keep(documents: &[Document], folds: &[Table], ends: &[Table]) -> f32 {
    let gold: usize = documents.iter().map(|document| document.gold.len()).sum();
    let f1 = |keep: f32| {
        let models: Vec<Model> = folds
            .iter()
            .zip(ends)
            .map(|(weights, ends)| {
                tagger_model(Tagger { weights: weights.clone(), ends: ends.clone(), keep })
            })
            .collect();
        let (mut given, mut found, mut quotable) = (0, 0, 0);
        for document in documents {
            let studies = statement::study(&document.report, &models[document.fold], &mut |_, _| None);
            let matches = gold::matches(document, &studies);
            given += studies.len();
            found += matches.iter().flatten().count();
            quotable += matches.iter().flatten().filter(|(_, overlap)| *overlap >= 0.8).count();
        }
        let share = |right: usize| 2.0 * right as f32 / (given + gold) as f32;
        (share(found), share(quotable))
    };
    let scored: Vec<(f32, (f32, f32))> =
        (4..=14).map(|n| n as f32 * 0.05).map(|keep| (keep, f1(keep))).collect();
    let best = scored.iter().map(|(_, (found, quotable))| found + quotable).fold(0.0, f32::max);
    // Of thresholds as good as each other the highest: what is said wrongly costs more than what is not said.
    let (keep, (found, quotable)) = scored
        .into_iter()
        .rfind(|(_, (found, quotable))| found + quotable >= best - ALIKE)
        .unwrap_or((0.5, (0.0, 0.0)));
    eprintln!("out of fold: found {found:.3}, quotable {quotable:.3}");
    keep
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
fn card(documents: usize, examples: usize, samples: &[Sample], tables: &Tagger) -> String {
    let truths = samples.iter().filter(|sample| sample.truth).count();
    let lines = [
        "# statements.json".to_owned(),
        String::new(),
        "The tagger: a logistic model over delexicalised signs (rules, cue classes, kinds of words, places; never a word): \
         whether a draft the rules give is a statement. Written by `cargo xtask train statements`; do not edit."
            .to_owned(),
        String::new(),
        format!(
            "- Trained on the dev half of the project's own gold ({documents} documents) and on the language files' own \
             examples ({examples} texts)."
        ),
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
