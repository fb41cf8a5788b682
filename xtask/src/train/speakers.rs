//! Train who said it: whether the speaker found for a statement is the right one, and from where on a
//! speaker counts as sure. A document's statements come from a model that has not seen it.

use std::collections::BTreeMap;

use report::Manner;
use report::statement::{self, Linker, Model, Table, Tables, Tagger};

use super::choice::{self, Lesson};
use super::gold::{self, Document, FOLDS, same_name};
use super::logistic::{self, Names, Sample};

/// The weights of speakers, and how far they can be trusted.
pub(super) struct Speakers {
    pub(super) folds: Vec<Linker>,
    pub(super) whole: Linker,
    samples: usize,
    lessons: usize,
    reliability: Vec<Outcome>,
}

/// How strongly the signs of a right choice are pulled towards saying nothing.
const TRUST_PULL: f32 = 2.0;

/// How often a direct quotation counts when trust is learned: an edition quotes those.
const DIRECT: usize = 3;

/// How often the choice is learned anew from what it made of the stories.
const ROUNDS: usize = 1;

/// Probability, truth and whether direct, out of fold.
type Outcome = (f32, bool, bool);

/// Trains on the gold alone: the language files' examples, a paragraph or two each, teach that a
/// description is somebody new.
pub(super) fn train(documents: &[Document], taggers: &[Tagger], wrong: f32) -> Speakers {
    let mut linkers = vec![Linker::default(); FOLDS];
    let mut lessons = Vec::new();
    for round in 0..ROUNDS {
        lessons = choice::lessons(documents, &models(taggers, &linkers), round > 0);
        for (fold, linker) in linkers.iter_mut().enumerate() {
            linker.choice = choice::train(&lessons, Some(fold));
        }
    }
    let (samples, names, statements) = speaker_samples(documents, &models(taggers, &linkers));
    let folds: Vec<Table> = (0..FOLDS).map(|fold| trust(&samples, &names, Some(fold))).collect();
    let reliability = reliability(&samples, &names, &folds, &statements);
    let sure = sure_from(&reliability, wrong);
    let right = reliability.iter().filter(|outcome| outcome.1).count();
    eprintln!("{} speakers, {right} right; sure from {sure:.3}", reliability.len());
    for (linker, weights) in linkers.iter_mut().zip(folds) {
        linker.weights = weights;
        linker.sure = sure;
    }
    let weights = trust(&samples, &names, None);
    let whole = Linker { choice: choice::train(&lessons, None), weights, sure };
    Speakers { folds: linkers, whole, samples: samples.len(), lessons: lessons.len(), reliability }
}

fn models(taggers: &[Tagger], linkers: &[Linker]) -> Vec<Model> {
    taggers
        .iter()
        .zip(linkers)
        .map(|(tagger, linker)| Model::of(&Tables { tagger: tagger.clone(), linker: linker.clone() }))
        .collect()
}

/// Whether the chosen one is right: a choice between it and nobody.
fn trust(samples: &[Sample], names: &Names, without: Option<usize>) -> Table {
    let lessons: Vec<Lesson> = samples
        .iter()
        .flat_map(|sample| std::iter::repeat_n(sample, if sample.direct { DIRECT } else { 1 }))
        .map(|sample| {
            let signs = sample.signs.iter().map(|sign| *sign as u32).collect();
            Lesson { fold: sample.fold, candidates: vec![(signs, sample.truth), (Vec::new(), !sample.truth)] }
        })
        .collect();
    choice::named(&choice::weigh(&lessons, without, TRUST_PULL), |n| names.names.get(n).cloned())
}

fn speaker_samples(documents: &[Document], models: &[Model]) -> (Vec<Sample>, Names, Vec<f32>) {
    let mut names = Names::default();
    let mut samples = Vec::new();
    let mut statements = Vec::new();
    for document in documents {
        let studies = statement::study(&document.report, &models[document.fold], &mut |_, _| None);
        let found = gold::matches(document, &studies);
        for (study, found) in studies.into_iter().zip(found) {
            let Some((g, _)) = found else { continue };
            let speaker = study.statement.speaker.as_ref();
            let name = speaker.and_then(|s| s.name.as_deref().or(s.mention.as_deref()));
            let entity = document.gold[g].entity.as_deref().unwrap_or_default();
            let truth = same_name(entity, name.unwrap_or_default());
            statements.push(study.probability);
            // Where nobody is named, no quotation is given a speaker, right or wrong.
            let direct = study.statement.manner == Manner::Direct && name.is_some();
            let signs = study.speaker_signs.into_iter().map(|name| names.number(name)).collect();
            samples.push(Sample { fold: document.fold, signs, truth, direct });
        }
    }
    (samples, names, statements)
}

/// Probability, truth and whether direct, out of fold.
fn reliability(samples: &[Sample], names: &Names, folds: &[Table], statements: &[f32]) -> Vec<Outcome> {
    let scores = logistic::unseen(samples, names, folds);
    let sure = scores.into_iter().zip(statements).map(|(score, statement)| score * statement);
    sure.zip(samples).map(|(score, sample)| (score, sample.truth, sample.direct)).collect()
}

/// The lowest probability above which direct quotations have a wrong speaker less often than `wrong`.
fn sure_from(reliability: &[Outcome], wrong: f32) -> f32 {
    let mut direct: Vec<(f32, bool)> =
        reliability.iter().filter(|(_, _, direct)| *direct).map(|(p, truth, _)| (*p, *truth)).collect();
    direct.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut best = 0.995;
    let mut errors = 0;
    for (n, (p, truth)) in direct.iter().enumerate() {
        errors += usize::from(!truth);
        if n >= 20 && errors as f32 <= wrong * (n + 1) as f32 {
            best = *p;
        }
    }
    best
}

impl Speakers {
    /// What the model is, what it was trained on, and how far its confidence can be trusted.
    pub(super) fn card(&self, documents: &[Document]) -> String {
        let mut card = String::from(
            "# speakers.json\n\nThe linker: a logistic model over delexicalised signs (rules, kinds of words, places; never a word): \
             whether the speaker found for a statement is the right one. Written by `cargo xtask train statements`; \
             do not edit.\n\n",
        );
        let lines = [
            format!("- Trained on the dev half of the project's own gold: {} documents.", documents.len()),
            format!("- The choice: {} statements; {} weights.", self.lessons, self.whole.choice.len()),
            format!(
                "- Whether it is right: {} speakers; {} weights.",
                self.samples,
                self.whole.weights.len()
            ),
            "- Adaptive steps, fixed order: the same data give the same file.".to_owned(),
            "- Confidence 0.5 is the sure line: an edition quotes nothing below it.".to_owned(),
        ];
        card.push_str(&lines.join("\n"));
        card.push_str("\n\nHow often the speaker was right, out of fold, by confidence:\n\n");
        card.push_str("| confidence | speakers | right | direct | right |\n|---|---|---|---|---|\n");
        let model = Model::of(&Tables { tagger: Tagger::default(), linker: self.whole.clone() });
        let mut bins: BTreeMap<u32, [u32; 4]> = BTreeMap::new();
        for (probability, truth, direct) in &self.reliability {
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
}
