//! Who said what: statements and the names of those who speak.
//!
//! A text is read in four steps. [`scene`] gives every word its classes from the language file and
//! pairs the marks of quotation; [`direct`] and [`indirect`] find what is reported, with its cue and
//! the noun phrase that is the cue's subject; [`resolve`] says who that is within the report.
//! No rule here knows a word of any language, and none looks outside the report: where the speaker
//! is not sure, the statement has none.

mod cue;
mod direct;
mod draft;
mod indirect;
pub(crate) mod lexicon;
mod mention;
mod quotation;
mod resolve;
pub(crate) mod scene;

use crate::Report;

/// Fills [`Report::statements`] and [`Report::names`] from the title, text, body and language.
pub fn annotate(report: &mut Report) {
    let lexicon = lexicon::lexicon(report.language.as_deref());
    let (statements, names) = {
        let scene = scene::Scene::of(report, lexicon);
        let mut drafts = direct::find(&scene);
        if !lexicon.words.is_empty() {
            indirect::find(&scene, &mut drafts);
        }
        resolve::statements(&scene, drafts, report)
    };
    report.statements = statements;
    report.names = names;
}
