//! A headline or crosshead that repeats a quotation of the body: whose words they are is known from there.

use super::draft::{Draft, Rule};
use super::scene::Scene;
use crate::{Manner, Speaker, SpeakerKind, Statement};

/// A repeated quotation is no surer than the one it repeats.
const AGAIN: f32 = 0.9;

/// Gives every repeated quotation the speaker of the statement whose words it repeats.
pub(crate) fn mark(scene: &Scene<'_>, drafts: &[Draft], statements: &mut [Statement]) {
    let sure: Vec<f32> = statements.iter().map(|statement| statement.confidence).collect();
    for (n, target) in repeats(scene, drafts).into_iter().enumerate() {
        let Some(target) = target else { continue };
        let speaker = statements[target].speaker.clone();
        let statement = &mut statements[n];
        statement.repeats = Some(target);
        let named = statement.speaker.as_ref().is_some_and(|speaker| speaker.kind == SpeakerKind::Named);
        if named && statement.cue.is_some() {
            continue;
        }
        let own = statement.speaker.take();
        let mention = own.as_ref().and_then(|own| own.mention.clone());
        let at = own.and_then(|own| own.at);
        statement.speaker = speaker.map(|speaker| Speaker { mention, at, ..speaker });
        statement.confidence = sure[target] * AGAIN;
    }
}

/// For every heading's quotation, the statement whose words it repeats.
fn repeats(scene: &Scene<'_>, found: &[Draft]) -> Vec<Option<usize>> {
    let again = |draft: &Draft| {
        draft.quotation.is_some()
            && draft.manner == Manner::Direct
            && scene.paragraphs[scene.paragraph_of(draft.start())].heading
    };
    let again: Vec<bool> = found.iter().map(again).collect();
    if !again.contains(&true) {
        return vec![None; found.len()];
    }
    let words = |draft: &Draft| -> Vec<u64> {
        let tokens = draft.parts.iter().flat_map(|part| &scene.tokens[part.clone()]);
        let mut words: Vec<u64> = tokens.filter(|token| token.is_word()).map(|token| token.word).collect();
        words.sort_unstable();
        words
    };
    let all: Vec<Vec<u64>> = found.iter().map(words).collect();
    // In its own section a heading may shorten what it repeats.
    let section = |n: usize, m: usize| {
        let (heading, place) = (scene.paragraph_of(found[n].start()), scene.paragraph_of(found[m].start()));
        place > heading && !scene.paragraphs[heading + 1..=place].iter().any(|between| between.heading)
    };
    let repeated = |n: usize| {
        let own = &all[n];
        let score = |other: &[u64]| own.iter().filter(|word| other.binary_search(word).is_ok()).count();
        (0..found.len())
            .filter(|&m| m != n && found[m].rule != Rule::Heading && found[m].rule != Rule::Named)
            .map(|m| (score(&all[m]), m))
            .filter(|&(common, m)| {
                common * 5 >= own.len() * 4 || common >= 3 && common * 5 >= own.len() * 3 && section(n, m)
            })
            .max_by_key(|&(common, m)| (common, std::cmp::Reverse(m)))
            .map(|(_, m)| m)
    };
    (0..found.len()).map(|n| again[n].then(|| repeated(n)).flatten()).collect()
}
