//! Statements in the title: read as the text is, by its own scene, and then held against what the text
//! says. A headline mostly repeats the body; where it does, the statement says which one and takes its
//! speaker, and where it only names a speaker shortly, the body says who that is.

use super::lexicon::Lexicon;
use super::model::Model;
use super::scene::Scene;
use super::{drafts, kept, resolve};
use crate::sentence::{Token, tokenise};
use crate::{In, Name, NameKind, Report, Speaker, Statement};
use std::iter;

/// A title is no sentence, and the models have seen few: its statements are taken for less sure.
const CAUTION: f32 = 0.9;

/// The statements of the title of a report whose text has been read; they stand behind those of the text.
pub(super) fn statements(report: &Report, lexicon: &'static Lexicon, model: &Model) -> Vec<Statement> {
    let Some(title) = &report.title else { return Vec::new() };
    let scene = Scene::of_title(&title.text, lexicon);
    let drafts = kept(&scene, drafts(&scene, model), model);
    if drafts.is_empty() {
        return Vec::new();
    }
    let mut found = resolve::statements(&scene, &drafts, model).statements;
    let body: Vec<Vec<u64>> = report.statements.iter().map(|statement| words(statement, lexicon)).collect();
    for statement in &mut found {
        statement.within = In::Title;
        statement.confidence *= CAUTION;
        let own = words(statement, lexicon);
        statement.repeats = repeated(&own, &body);
        let speaker = statement.speaker.take();
        statement.speaker = match statement.repeats.map(|n| &report.statements[n]) {
            Some(said) => {
                statement.confidence = statement.confidence.min(said.confidence);
                let own = speaker.as_ref();
                said.speaker.clone().map(|known| Speaker {
                    mention: own.and_then(|own| own.mention.clone()),
                    at: own.and_then(|own| own.at),
                    ..known
                })
            }
            None => speaker.map(|speaker| known(speaker, &report.names, lexicon)),
        };
    }
    found
}

fn hashes<'t>(texts: impl Iterator<Item = &'t str>, lexicon: &Lexicon) -> Vec<u64> {
    let mut tokens: Vec<Token> = Vec::new();
    for text in texts {
        tokens.reserve(text.len() / 4 + 2);
        tokenise(text, 0, &lexicon.cuts, &mut tokens);
    }
    let mut words = Vec::with_capacity(tokens.len());
    words.extend(tokens.iter().filter(|token| token.is_word()).map(|token| token.word));
    words
}

fn words(statement: &Statement, lexicon: &Lexicon) -> Vec<u64> {
    hashes(statement.words.iter().map(|part| part.text.as_str()), lexicon)
}

/// The statement of the text that holds four fifths of the words.
fn repeated(own: &[u64], body: &[Vec<u64>]) -> Option<usize> {
    let common = |other: &Vec<u64>| own.iter().filter(|word| other.contains(word)).count();
    (0..body.len())
        .map(|n| (common(&body[n]), n))
        .filter(|(common, _)| own.len() > 1 && common * 5 >= own.len() * 4)
        .max_by_key(|&(common, n)| (common, std::cmp::Reverse(n)))
        .map(|(_, n)| n)
}

/// "Binet" in the title is the only person of the text whose name ends so.
fn known(speaker: Speaker, names: &[Name], lexicon: &Lexicon) -> Speaker {
    let Some(last) = speaker.name.as_deref().and_then(|name| hashes(iter::once(name), lexicon).pop()) else {
        return speaker;
    };
    let ends = |name: &&Name| {
        name.kind == NameKind::Person && hashes(iter::once(name.name.as_str()), lexicon).last() == Some(&last)
    };
    let mut fitting = names.iter().filter(ends);
    match (fitting.next(), fitting.next()) {
        (Some(only), None) => Speaker {
            name: Some(only.name.clone()),
            role: only.role.clone().or(speaker.role.clone()),
            ..speaker
        },
        _ => speaker,
    }
}
