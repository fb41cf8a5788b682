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
    let words = |draft: &Draft| -> Vec<u64> {
        draft
            .parts
            .iter()
            .flat_map(|part| part.clone())
            .filter(|&k| scene.tokens[k].is_word())
            .map(|k| scene.tokens[k].word)
            .collect()
    };
    let all: Vec<Vec<u64>> = found.iter().map(words).collect();
    found
        .iter()
        .enumerate()
        .map(|(n, draft)| {
            let heading = scene.paragraphs[scene.paragraph_of(draft.start())].heading;
            if !heading || draft.quotation.is_none() || draft.manner != Manner::Direct {
                return None;
            }
            let own = &all[n];
            let score = |other: &Vec<u64>| own.iter().filter(|word| other.contains(word)).count();
            (0..found.len())
                .filter(|&m| m != n && found[m].rule != Rule::Heading && found[m].rule != Rule::Named)
                .map(|m| (score(&all[m]), m))
                .filter(|(common, _)| *common * 5 >= own.len() * 4)
                .max_by_key(|&(common, m)| (common, std::cmp::Reverse(m)))
                .map(|(_, m)| m)
        })
        .collect()
}
