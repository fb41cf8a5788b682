//! One speaker across reports, in every spelling.

use report::{Speaker, SpeakerKind};

use super::Voice;
use crate::{spelling::same_person, story::Member};

/// Statements weighed of one story at most.
const STATEMENTS: usize = 2_000;
/// Speakers told apart in one story at most.
const VOICES: usize = 200;

/// Speakers of a story, the most reported first; unnamed ones are left out, since nothing says that
/// "a spokesman" here is "a spokesman" there.
pub(crate) fn voices(members: &[Member<'_>]) -> Vec<Voice> {
    let mut voices: Vec<Voice> = Vec::new();
    let mut weighed = 0;
    for (member, lent) in members.iter().enumerate() {
        for (index, statement) in lent.report.statements.iter().enumerate() {
            weighed += 1;
            if weighed > STATEMENTS {
                break;
            }
            let Some((speaker, name)) =
                statement.speaker.as_ref().and_then(|speaker| Some((speaker, speaker.name.as_deref()?)))
            else {
                continue;
            };
            if statement.repeats.is_some() || !is_known(speaker) {
                continue;
            }
            let full_house = voices.len() >= VOICES;
            let voice = voices.iter_mut().find(|voice| is_voice_of(voice, speaker.kind, name));
            match voice {
                Some(voice) => {
                    voice.statements.push((member, index));
                    if !voice.spellings.iter().any(|spelling| spelling == name) {
                        voice.spellings.push(name.to_owned());
                    }
                }
                None if full_house => {}
                None => voices.push(Voice {
                    name: name.to_owned(),
                    spellings: vec![name.to_owned()],
                    kind: speaker.kind,
                    statements: vec![(member, index)],
                }),
            }
        }
    }
    let reports = |voice: &Voice| {
        let mut members: Vec<usize> = voice.statements.iter().map(|&(member, _)| member).collect();
        members.dedup();
        members.len()
    };
    voices.sort_by_key(|voice| std::cmp::Reverse((reports(voice), voice.statements.len())));
    voices
}

fn is_known(speaker: &Speaker) -> bool {
    matches!(
        speaker.kind,
        SpeakerKind::Named
            | SpeakerKind::Pronoun
            | SpeakerKind::Nominal
            | SpeakerKind::Pseudonym
            | SpeakerKind::Organisation
    )
}

/// A pseudonym stays a pseudonym: it only meets itself, letter by letter.
fn is_voice_of(voice: &Voice, kind: SpeakerKind, name: &str) -> bool {
    if voice.name == name {
        return (voice.kind == SpeakerKind::Pseudonym) == (kind == SpeakerKind::Pseudonym);
    }
    let person = |kind| matches!(kind, SpeakerKind::Named | SpeakerKind::Pronoun | SpeakerKind::Nominal);
    person(voice.kind)
        && person(kind)
        && voice.spellings.iter().any(|spelling| same_person(spelling, name) && full(spelling) && full(name))
}

/// Whether a name has two parts that begin with a capital: less is too little to join on.
fn full(name: &str) -> bool {
    name.split_whitespace().filter(|part| part.chars().next().is_some_and(char::is_uppercase)).count() >= 2
}
