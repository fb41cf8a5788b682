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
mod apposition;
mod cast;
mod circumstance;
mod content;
mod cue;
mod direct;
mod draft;
mod edge;
mod evidence;
mod indirect;
mod interview;
pub(crate) mod lexicon;
mod linker;
mod mention;
mod model;
mod occurrence;
mod offer;
mod parted;
mod phrase;
mod question;
mod quotation;
mod reference;
mod repeat;
mod resolve;
pub(crate) mod scene;
mod sign;
mod source;
mod title;
mod trust;

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
        let drafts = kept(&scene, drafts(&scene, model), model);
        resolve::statements(&scene, &drafts, model)
    };
    report.statements = found.statements;
    report.names = found.names;
    let titled = title::statements(report, lexicon, model);
    report.statements.extend(titled);
}

/// The signs of a draft and of its speaker, beside the statement it makes: for training.
pub struct Study {
    /// The statement as it would be given.
    pub statement: crate::Statement,
    /// Names of the signs for its being a statement.
    pub signs: Vec<String>,
    /// How probable it is a statement.
    pub probability: f32,
    /// Names of the signs for its speaker being right.
    pub speaker_signs: Vec<String>,
    /// Every candidate for its speaker.
    pub candidates: Vec<Candidate>,
    /// Which candidate the model chose.
    pub chosen: usize,
}

/// A candidate for a speaker: the name, and the numbers of its signs.
pub type Candidate = (Option<String>, Vec<u32>);

/// Who a teacher says is right: for a statement and its candidates, the number of one.
pub type Teacher<'a> = dyn FnMut(usize, &[Candidate]) -> Option<usize> + 'a;

/// How many signs a candidate may have, and the name of one.
pub fn candidate_sign(number: usize) -> Option<String> {
    (number < sign::SIGNS).then(|| sign::name(number))
}

/// Reads a report's statements by `model` and lays open the signs of each. The teacher, asked with the
/// number of a statement and its candidates, may say which of them is right: what follows is then read
/// as if that one had been chosen.
pub fn study(report: &Report, model: &Model, teacher: &mut Teacher<'_>) -> Vec<Study> {
    let lexicon = lexicon::lexicon(report.language.as_deref());
    let scene = Scene::of(report, lexicon);
    let drafts = kept(&scene, drafts(&scene, model), model);
    let (given, signs) = resolve::lesson(&scene, &drafts, model, teacher);
    given
        .statements
        .into_iter()
        .zip(signs)
        .zip(&drafts)
        .map(|((statement, signs), draft)| Study {
            statement,
            probability: draft.vouched(),
            signs: signs.draft,
            speaker_signs: signs.trust,
            candidates: signs.candidates,
            chosen: signs.chosen,
        })
        .collect()
}

/// The signs of the places where a statement's words may end, each with the words it would leave: for training.
pub struct EndStudy {
    /// The words, by place: first and one past the last byte.
    pub spans: Vec<(usize, usize)>,
    /// Names of the signs, by place.
    pub signs: Vec<Vec<String>>,
}

/// Lays open where the statements a report may hold could end.
pub fn study_ends(report: &Report) -> Vec<EndStudy> {
    let lexicon = lexicon::lexicon(report.language.as_deref());
    let scene = Scene::of(report, lexicon);
    let drafts = drafts(&scene, &Model::default());
    let study = |n: usize| {
        let ends = edge::ends(&scene, &drafts[n], edge::stop_of(&scene, &drafts, n))?;
        let places = 0..ends.places.len();
        let span = |place: usize| {
            let part = scene.trim(ends.from..ends.places[place]);
            let last = part.end.saturating_sub(1).max(part.start);
            (scene.tokens[part.start].start as usize, scene.tokens[last].end as usize)
        };
        let signs = |place: usize| {
            let mut own = Vec::new();
            edge::of_end(&scene, &drafts[n], &ends, place, &mut |group, value| {
                own.push(format!("{group}={value}"));
            });
            own
        };
        Some(EndStudy { spans: places.clone().map(span).collect(), signs: places.map(signs).collect() })
    };
    (0..drafts.len()).filter_map(study).collect()
}

fn drafts(scene: &Scene<'_>, model: &Model) -> Vec<Draft> {
    let mut drafts = direct::find(scene);
    if !scene.lexicon.words.is_empty() {
        indirect::find(scene, &mut drafts);
    }
    edge::settle(scene, &mut drafts, model);
    drafts
}

/// How much less sure of a quotation within a sentence the model need be: nothing speaks for it but its place, and
/// the model weighs that too low.
const HELD: f32 = 0.2;

/// The drafts the model takes for statements; all of them where it has no weights.
fn kept(scene: &Scene<'_>, drafts: Vec<Draft>, model: &Model) -> Vec<Draft> {
    if model.is_empty() {
        return drafts;
    }
    let setting = evidence::Setting::of(scene, &drafts);
    let probabilities: Vec<f32> = (0..drafts.len())
        .map(|n| {
            let mut sum = 0.0;
            evidence::of_draft(scene, &drafts[n], nested(&drafts, n), &setting, &mut |group, value| {
                sum += model.statement(group, value);
            });
            model::logistic(sum)
        })
        .collect();
    let kept = |n: usize| {
        let held = if drafts[n].rule == draft::Rule::Fragment { HELD } else { 0.0 };
        probabilities[n] + held >= model.keep()
            && !(near(&drafts, n)
                .any(|m| (probabilities[m], n) > (probabilities[n], m) && drafts[n].excludes(&drafts[m])))
    };
    let kept: Vec<bool> = (0..drafts.len()).map(kept).collect();
    drafts
        .into_iter()
        .zip(probabilities)
        .zip(kept)
        .filter(|(_, kept)| *kept)
        .map(|((draft, probability), _)| Draft { probability, ..draft })
        .collect()
}

/// The drafts that may share words with draft `n`: they are in order.
fn near(drafts: &[Draft], n: usize) -> impl Iterator<Item = usize> + use<> {
    (n.saturating_sub(6)..(n + 7).min(drafts.len())).filter(move |&m| m != n)
}

/// Whether the words of draft `n` stand within those of another.
fn nested(drafts: &[Draft], n: usize) -> bool {
    let own = &drafts[n];
    near(drafts, n)
        .any(|m| drafts[m].parts.iter().any(|part| part.start <= own.start() && own.end() <= part.end))
}
