//! Who said what: statements and the names of those who speak.
//!
//! A text is read in four steps. [`scene`] gives every word its classes from the language file and
//! pairs the marks of quotation; [`direct`] and [`indirect`] find what is reported, with its cue and
//! the noun phrase that is the cue's subject; [`resolve`] says who that is within the report.
//! No rule here knows a word of any language, and none looks outside the report: where the speaker
//! is not sure, the statement has none.

#![allow(clippy::wildcard_imports, reason = "the classes of words are one vocabulary, read everywhere here")]
#![allow(clippy::nonminimal_bool, reason = "conditions stand as the grammar says them")]
#![allow(clippy::unused_self, reason = "questions to a scene read alike")]
#![allow(clippy::single_range_in_vec_init, reason = "a statement often has one part")]

mod according;
mod content;
mod cue;
mod direct;
mod draft;
mod evidence;
mod indirect;
pub(crate) mod lexicon;
mod mention;
mod model;
mod quotation;
mod resolve;
pub(crate) mod scene;

pub use model::{Linker, Model, Table, Tables, Tagger};

use crate::Report;
use draft::Draft;
use scene::Scene;

/// Fills [`Report::statements`] and [`Report::names`] from the title, text, body and language.
pub fn annotate(report: &mut Report) {
    annotate_by(report, Model::shipped());
}

/// The same by another model: for scoring with weights that have not seen the report.
pub fn annotate_by(report: &mut Report, model: &Model) {
    let lexicon = lexicon::lexicon(report.language.as_deref());
    let found = {
        let scene = Scene::of(report, lexicon);
        let drafts = kept(&scene, drafts(&scene), model);
        resolve::statements(&scene, drafts, model, None)
    };
    report.statements = found.statements;
    report.names = found.names;
}

/// The signs of every draft and of its speaker, beside the statement it makes: for training.
pub struct Study {
    /// The statement as it would be given.
    pub statement: crate::Statement,
    /// Names of the signs for its being a statement.
    pub signs: Vec<String>,
    /// Names of the signs for its speaker.
    pub speaker_signs: Vec<String>,
}

/// Reads a report's statements by `model` and lays open the signs of each.
pub fn study(report: &Report, model: &Model) -> Vec<Study> {
    let lexicon = lexicon::lexicon(report.language.as_deref());
    let scene = Scene::of(report, lexicon);
    let drafts = kept(&scene, drafts(&scene), model);
    let mut signs: Vec<(Vec<String>, Vec<String>)> = Vec::new();
    let found = resolve::statements(&scene, drafts, model, Some(&mut signs));
    found
        .statements
        .into_iter()
        .zip(signs)
        .map(|(statement, (signs, speaker_signs))| Study { statement, signs, speaker_signs })
        .collect()
}

fn drafts(scene: &Scene<'_>) -> Vec<Draft> {
    let mut drafts = direct::find(scene);
    if !scene.lexicon.words.is_empty() {
        indirect::find(scene, &mut drafts);
    }
    drafts
}

/// The drafts the model takes for statements; all of them where it has no weights.
fn kept(scene: &Scene<'_>, drafts: Vec<Draft>, model: &Model) -> Vec<Draft> {
    if model.is_empty() {
        return drafts;
    }
    let sums: Vec<f32> = (0..drafts.len())
        .map(|n| {
            let mut sum = 0.0;
            evidence::of_draft(scene, &drafts[n], nested(&drafts, n), &mut |group, value| {
                sum += model.statement(group, value);
            });
            model::logistic(sum)
        })
        .collect();
    drafts
        .into_iter()
        .zip(sums)
        .filter(|(_, probability)| *probability >= model.keep())
        .map(|(mut draft, probability)| {
            draft.probability = probability;
            draft
        })
        .collect()
}

/// Whether the words of draft `n` stand within those of another.
fn nested(drafts: &[Draft], n: usize) -> bool {
    let own = &drafts[n];
    let near = n.saturating_sub(4)..(n + 5).min(drafts.len());
    near.filter(|&m| m != n)
        .any(|m| drafts[m].parts.iter().any(|part| part.start <= own.start() && own.end() <= part.end))
}
