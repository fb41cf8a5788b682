//! Whose words are quoted: many voices before many words of one, and no words twice.

use report::{In, Manner, SpeakerKind, Statement};
use story::spelling::same_person;

use super::{Source, preference};
use crate::{
    desk::Desk,
    edition::{Said, Who},
};

/// Statements of one speaker at most.
const OF_ONE: usize = 2;
/// A quotation longer than this is not quoted: an edition is no copy of the report. In characters.
const LONGEST: usize = 450;
/// Shorter than this it says nothing by itself. In characters.
const SHORTEST: usize = 12;
/// Statements weighed of one story at most.
const WEIGHED: usize = 400;
/// What is no quotation in its source must be surer by this much.
const INDIRECT: f32 = 0.1;
/// From this share of common words two statements are the same words.
const SAME: f32 = 0.7;

/// A statement that may be quoted.
struct Candidate<'r> {
    member: usize,
    statement: &'r Statement,
    words: Vec<String>,
    /// Members that carry the same words, this one first.
    carried: Vec<usize>,
}

/// The statements to quote, best first.
pub(super) fn choose(desk: &Desk, source: &Source<'_, '_>) -> Vec<Said> {
    let mut candidates = gather(desk, source);
    let rank = |candidate: &Candidate<'_>| {
        let statement = candidate.statement;
        let mut origins: Vec<usize> = candidate.carried.iter().map(|&at| source.story.origins[at]).collect();
        origins.sort_unstable();
        origins.dedup();
        let sure = i32::from(is_sure(statement));
        let direct = i32::from(statement.manner != Manner::Indirect);
        let language = preference(desk, source.report(candidate.member).language.as_deref());
        let firmness = (statement.confidence * 20.0) as i32;
        (
            -sure,
            -direct,
            language,
            -(candidate.carried.len() as i32),
            -(origins.len() as i32),
            -firmness,
            candidate.member,
        )
    };
    candidates.sort_by_cached_key(rank);
    let mut said: Vec<Said> = Vec::new();
    // First round: one statement a speaker; second round: another of those already heard.
    for most in 1..=OF_ONE {
        for candidate in &candidates {
            if said.len() >= desk.statements {
                return said;
            }
            let who = who(candidate.statement);
            let own: Vec<&Said> =
                said.iter().filter(|other| is_same(other.who.as_ref(), who.as_ref())).collect();
            // A speaker's words in a second language are likely the same words.
            let language = source.report(candidate.member).language.as_deref();
            let translated = own.iter().any(|other| other.parts[0].language() != language);
            if own.len() < most && !translated && !said.iter().any(|other| quoted(other, candidate, source)) {
                said.extend(quote(source, candidate, who));
            }
        }
    }
    said
}

/// Whether a statement was taken already.
fn quoted(said: &Said, candidate: &Candidate<'_>, source: &Source<'_, '_>) -> bool {
    let first = &candidate.statement.words[0];
    let id = source.story.members[candidate.member].id;
    said.parts.iter().any(|part| {
        part.report() == id && part.at() == first.at && part.within() == candidate.statement.within
    })
}

/// Statements sure and short enough, the same words once.
fn gather<'r>(desk: &Desk, source: &Source<'_, 'r>) -> Vec<Candidate<'r>> {
    let mut candidates: Vec<Candidate<'r>> = Vec::new();
    for member in 0..source.story.members.len() {
        let report = source.report(member);
        if super::forbids_keeping(report) {
            continue;
        }
        for statement in &report.statements {
            if !may_be_quoted(desk, statement) {
                continue;
            }
            let words = words(statement);
            let full_house = candidates.len() >= WEIGHED;
            match candidates.iter_mut().find(|other| same_words(&other.words, &words)) {
                Some(other) if other.member == member => {}
                Some(other) => {
                    other.carried.push(member);
                    // The version that names its speaker speaks for all.
                    if is_sure(statement) && !is_sure(other.statement) {
                        (other.member, other.statement, other.words) = (member, statement, words);
                    }
                }
                None if full_house => {}
                None => candidates.push(Candidate { member, statement, words, carried: vec![member] }),
            }
        }
    }
    candidates
}

/// Whether a statement is sure enough, of a fit length, and not a headline's echo of another.
fn may_be_quoted(desk: &Desk, statement: &Statement) -> bool {
    let length: usize = statement.words.iter().map(|part| part.text.chars().count()).sum();
    let least = match statement.manner {
        Manner::Indirect => desk.confidence + INDIRECT,
        Manner::Direct | Manner::Mixed => desk.confidence,
    };
    (SHORTEST..=LONGEST).contains(&length)
        && statement.repeats.is_none()
        && statement.within == In::Text
        && statement.confidence >= least
}

fn words(statement: &Statement) -> Vec<String> {
    let text = statement.words.iter().map(|part| part.text.as_str());
    let split = text.flat_map(|text| text.split(|c: char| !c.is_alphanumeric()));
    let mut words: Vec<String> = split.filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// Whether most of the shorter row of words is in the longer.
fn same_words(one: &[String], other: &[String]) -> bool {
    let shared = one.iter().filter(|word| other.binary_search(word).is_ok()).count();
    let shortest = one.len().min(other.len());
    shortest > 0 && shared as f32 >= SAME * shortest as f32 && (shortest >= 4 || one == other)
}

/// Whether the report says who speaks.
fn is_sure(statement: &Statement) -> bool {
    statement.speaker.as_ref().is_some_and(|speaker| speaker.name.is_some() || speaker.mention.is_some())
}

fn who(statement: &Statement) -> Option<Who> {
    let speaker = statement.speaker.as_ref()?;
    let name = speaker.name.clone().or_else(|| speaker.mention.clone())?;
    Some(Who { name, role: speaker.role.clone(), kind: speaker.kind })
}

/// Whether two statements are one speaker's; two that nobody is sure of are not.
fn is_same(one: Option<&Who>, other: Option<&Who>) -> bool {
    let (Some(one), Some(other)) = (one, other) else { return false };
    let hidden = |who: &Who| who.kind == SpeakerKind::Pseudonym;
    one.name == other.name || (!hidden(one) && !hidden(other) && same_person(&one.name, &other.name))
}

fn quote(source: &Source<'_, '_>, candidate: &Candidate<'_>, who: Option<Who>) -> Option<Said> {
    let statement = candidate.statement;
    let cut = |words: &report::Words| source.cut(candidate.member, statement.within, words.at);
    let parts: Vec<_> = statement.words.iter().filter_map(cut).collect();
    if parts.len() != statement.words.len() {
        return None;
    }
    let mut also: Vec<_> = Vec::new();
    for &at in candidate.carried.iter().filter(|&&at| at != candidate.member) {
        let way = source.way(at);
        if !also.contains(&way) {
            also.push(way);
        }
    }
    Some(Said {
        parts,
        manner: statement.manner,
        cue: statement.cue.as_ref().and_then(cut),
        who,
        confidence: statement.confidence,
        also,
    })
}
