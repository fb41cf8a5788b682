//! What speaks for and against a statement, as named signs the model weighs.
//!
//! The signs are delexicalised: rules, classes, kinds of words and places, never a word; so one model
//! serves every language. The question is whether this is a statement with these words.

use super::draft::{Draft, Rule};
use super::lexicon::ByHash;
use super::lexicon::class::*;
use super::mention::Mention;
use super::scene::Scene;
use crate::sentence::Kind;
use std::cell::Cell;
use std::ops::Range;

/// Receives signs: a group and a value within it.
pub(crate) trait Sink: FnMut(&'static str, u32) {}

impl<F: FnMut(&'static str, u32)> Sink for F {}

pub(crate) fn bucket(n: usize) -> u32 {
    match n {
        0..=2 => n as u32,
        3..=4 => 3,
        5..=8 => 4,
        9..=16 => 5,
        17..=32 => 6,
        _ => 7,
    }
}

pub(super) fn rule(rule: Rule) -> u32 {
    rule as u32
}

/// The kind of a head, in a number; 9 for none.
pub(super) fn head(mention: Option<&Mention>) -> u32 {
    mention.map_or(9, |mention| mention.head as u32)
}

/// What sort of word stands at a token.
pub(crate) fn sort(scene: &Scene<'_>, k: usize) -> u32 {
    let Some(token) = scene.tokens.get(k) else { return 0 };
    if scene.opens_quotation(k) {
        return 1;
    }
    match token.kind {
        Kind::Word => {}
        Kind::Number => return 2,
        Kind::Comma => return 3,
        Kind::Stop => return 4,
        Kind::Colon => return 5,
        _ => return 6,
    }
    let sorts = [
        (INF, 7),
        (COMP, 8),
        (PRON, 9),
        (DET, 10),
        (PREP, 11),
        (CLITIC, 12),
        (AUX, 13),
        (ADV, 14),
        (REL, 15),
        (SUB, 16),
        (CONJ, 17),
        (CUE, 18),
        (TIME, 19),
    ];
    let known = sorts.iter().find(|(class, _)| scene.is(k, *class)).map(|(_, n)| *n);
    known.unwrap_or(if token.capital { 20 } else { 21 })
}

/// What the drafts of a report say of each other.
pub(crate) struct Setting {
    /// Words that head the mention of somebody a rule is sure of.
    speakers: ByHash<u32>,
    /// How much of the report is in marks: 0 none to 3 much.
    quoted: u32,
    /// Words of speech in the sentence asked for last, which is often asked for again.
    cues: Cell<(usize, u32)>,
}

impl Setting {
    pub(crate) fn of(scene: &Scene<'_>, drafts: &[Draft]) -> Self {
        let mut speakers: ByHash<u32> = ByHash::default();
        for draft in drafts {
            let sure = draft.rule.of_quotation()
                || matches!(draft.rule, Rule::Clause | Rule::Postposed | Rule::According) && !draft.weak;
            if let Some(mention) = draft.mention.as_ref().filter(|_| sure) {
                *speakers.entry(scene.tokens[mention.key].word).or_default() += 1;
            }
        }
        let quoted: usize = scene.quotations.iter().map(|quotation| quotation.end - quotation.open).sum();
        let share = quoted * 20 / scene.tokens.len().max(1);
        Self { speakers, quoted: (share as u32).min(3), cues: Cell::new((usize::MAX, 0)) }
    }

    /// How many words of speech a sentence has outside marks: 3 for more.
    fn cues(&self, scene: &Scene<'_>, sentence: &Range<usize>) -> u32 {
        let (start, known) = self.cues.get();
        if start == sentence.start {
            return known;
        }
        let cues = sentence.clone().filter(|&k| scene.is(k, CUE | ACC) && !scene.quoted(k));
        let cues = cues.take(3).count() as u32;
        self.cues.set((sentence.start, cues));
        cues
    }

    /// How often the one a draft names speaks in other drafts: 0, 1 or 2 for more.
    fn speaks(&self, scene: &Scene<'_>, draft: &Draft) -> u32 {
        let Some(mention) = &draft.mention else { return 3 };
        let sure = draft.rule.of_quotation()
            || matches!(draft.rule, Rule::Clause | Rule::Postposed | Rule::According) && !draft.weak;
        let times = self.speakers.get(&scene.tokens[mention.key].word).copied().unwrap_or(0);
        times.saturating_sub(u32::from(sure)).min(2)
    }
}

/// Signs for and against a draft being a statement.
pub(crate) fn of_draft(
    scene: &Scene<'_>,
    draft: &Draft,
    nested: bool,
    setting: &Setting,
    sink: &mut impl Sink,
) {
    let r = rule(draft.rule);
    let class = draft.class.map_or(30, u32::from);
    let name = draft.class.and_then(|n| scene.lexicon.cue_classes.get(n as usize)).map_or("", String::as_str);
    let class = class_number(name).unwrap_or(class.min(30));
    let weak = u32::from(draft.weak);
    let h = head(draft.mention.as_ref());
    let words: usize = draft.parts.iter().map(|part| part.len()).sum();
    let manner = draft.manner as u32;
    let first = sort(scene, draft.start());
    sink("bias", 0);
    sink("rule", r);
    sink("rule weak", r * 2 + weak);
    sink("rule class", r * 32 + class);
    sink("class weak", class * 2 + weak);
    sink("rule head", r * 16 + h);
    sink("weak head", weak * 16 + h);
    sink("length", bucket(words));
    sink("rule length", r * 8 + bucket(words));
    sink("manner", manner);
    sink("rule manner", r * 4 + manner);
    sink("first", first);
    sink("rule first", r * 32 + first);
    sink("class first", class * 32 + first);
    sink("nested", u32::from(nested));
    sink("rule nested", r * 2 + u32::from(nested));
    sink("parts", draft.parts.len().min(3) as u32);
    let speaks = setting.speaks(scene, draft);
    sink("speaks", speaks);
    sink("rule speaks", r * 4 + speaks);
    sink("head speaks", h * 4 + speaks);
    sink("quoted report", setting.quoted * 32 + r);
    let language = u32::from(scene.lexicon.number);
    sink("language", language);
    sink("language rule", language * 32 + r);
    sink("class head", class * 16 + h);
    sink("rule class head", (r * 32 + class) * 16 + h);
    sink("rule class first", (r * 32 + class) * 32 + first);
    let next = sort(scene, draft.start() + 1);
    sink("rule second", r * 32 + next);
    sink("first second", first * 32 + next);
    sink("rule end", r * 32 + sort(scene, draft.end()));
    let sentence = scene.sentence_of(draft.start());
    let verb = draft.parts.iter().flat_map(Clone::clone).any(|k| scene.is(k, AUX | CUE) && !scene.quoted(k));
    sink("verb", u32::from(verb) * 32 + r);
    let number = draft.parts.iter().flat_map(Clone::clone).any(|k| scene.kind(k) == Kind::Number);
    sink("number", u32::from(number) * 32 + r);
    let opening = scene.paragraph_of(draft.start());
    sink("paragraph", opening.min(2) as u32 * 32 + r);
    let later = scene.paragraphs[opening].tokens.start < sentence.start;
    sink("later", u32::from(later) * 32 + r);
    sink("doubts", u32::from(draft.doubts));
    sink("rule doubts", r * 64 + u32::from(draft.doubts));
    if draft.rule == Rule::Fragment {
        of_held(scene, draft, setting, r, sink);
    }
    let paragraph = scene.paragraph_of(draft.start());
    sink("heading", u32::from(scene.paragraphs[paragraph].heading) * 32 + r);
    if let Some(cue) = &draft.cue {
        of_cue(scene, draft, cue.start, cue.end, r, sink);
    }
    if let Some(mention) = &draft.mention {
        of_mention(scene, draft, mention, r, sink);
    }
    let last = draft.end();
    sink("end", sort(scene, last));
    let quoted = draft.parts.iter().flat_map(|part| part.clone()).filter(|&k| scene.quoted(k)).count();
    sink("quoted", (quoted * 4 / words.max(1)) as u32 * 4 + manner);
    let sentence = scene.sentence_of(draft.start());
    let asks = sentence.end > 0 && scene.word(sentence.end - 1) == "?";
    sink("asks", u32::from(asks) * 32 + r);
}

/// Signs for a quotation that nobody is said to have spoken: how long it is, how it sits in its sentence.
fn of_held(scene: &Scene<'_>, draft: &Draft, setting: &Setting, r: u32, sink: &mut impl Sink) {
    let Some(n) = draft.quotation else { return };
    let quotation = &scene.quotations[n];
    let sentence = scene.sentence_of(quotation.open);
    let words = scene.words_in(n);
    let capital = scene.tokens.get(quotation.open + 1).is_some_and(|token| token.capital);
    sink("held words", r * 8 + bucket(words));
    sink("held capital", (r * 2 + u32::from(capital)) * 8 + bucket(words));
    let share = words * 4 / sentence.len().max(1);
    sink("held share", r * 8 + share.min(4) as u32);
    let before = quotation.open.checked_sub(1).map_or(0, |k| sort(scene, k));
    sink("held before", r * 32 + before);
    sink("held behind", r * 32 + sort(scene, quotation.end));
    sink("held cues", r * 4 + setting.cues(scene, &sentence));
    let paragraph = &scene.paragraphs[scene.paragraph_of(sentence.start)].tokens;
    let spoken = scene.quotations[..n].iter().rev().take_while(|before| before.open >= paragraph.start);
    let first = draft.start();
    let subject = scene.mention_at(first, quotation.open).filter(|it| it.whole.end < quotation.open);
    let own = u32::from(scene.is(first, OWN));
    sink("held subject", (head(subject.as_ref()) * 2 + own) * 4 + u32::from(first < quotation.open));
    let behind = scene.quotations[n + 1..].iter().take_while(|next| next.open < paragraph.end);
    sink("held next", r * 4 + behind.take(3).count() as u32);
    sink("held spoken", r * 4 + spoken.take(3).count() as u32);
}

fn of_cue(scene: &Scene<'_>, draft: &Draft, start: usize, end: usize, r: u32, sink: &mut impl Sink) {
    let group = scene.cue_at(end.saturating_sub(1)).or_else(|| scene.cue_at(start));
    let modal = group.as_ref().is_some_and(|cue| cue.modal);
    let negated = group.as_ref().is_some_and(|cue| cue.negated);
    let from = group.as_ref().map_or(start, |cue| cue.group.start);
    sink("modal", u32::from(modal) * 2 + u32::from(negated));
    sink("aux", u32::from((from..end).any(|k| scene.is(k, AUX))) * 2 + u32::from(draft.weak));
    let before = from.checked_sub(1).map_or(0, |k| sort(scene, k));
    sink("before cue", before);
    sink("rule before cue", r * 32 + before);
    sink("behind cue", sort(scene, end));
    sink("rule behind cue", r * 32 + sort(scene, end));
    sink("cue capital", u32::from(scene.tokens[start].capital));
    sink("cue noun", u32::from(scene.is(start, NOMINAL | ROLE | ORG | DOC)));
    let gap = draft.start().abs_diff(end).min(20);
    sink("gap", bucket(gap));
    let sentence = scene.sentence_of(start);
    let held = (sentence.start..from).rev().take(8).any(|k| scene.is(k, REL) && !scene.is(k, DET | COMP));
    sink("held", u32::from(held) * 2 + u32::from(draft.weak));
}

fn of_mention(scene: &Scene<'_>, draft: &Draft, mention: &Mention, r: u32, sink: &mut impl Sink) {
    let behind = draft.cue.as_ref().is_some_and(|cue| mention.words.start >= cue.end);
    sink("side", u32::from(behind) * 32 + r);
    if let Some(cue) = &draft.cue {
        let gap = if behind {
            mention.words.start.saturating_sub(cue.end)
        } else {
            cue.start.saturating_sub(mention.words.end)
        };
        sink("mention gap", bucket(gap) * 64 + u32::from(behind) * 32 + r);
    }
    let person = scene.marks[mention.key].entry.person;
    sink("person", u32::from(person));
    sink("mention length", bucket(mention.words.len()));
    sink("role", u32::from(mention.role.is_some()));
    let before = mention.words.start.checked_sub(1).map_or(0, |k| sort(scene, k));
    sink("before mention", before);
    let determined = scene.is(mention.words.start, DET);
    let indefinite = scene.is(mention.words.start, INDEF);
    sink("determined", u32::from(determined) * 64 + u32::from(indefinite) * 32 + head(Some(mention)));
}

/// Classes of cues that have a number of their own, so that languages agree on it.
fn class_number(name: &str) -> Option<u32> {
    const NAMES: [&str; 13] = [
        "say",
        "announce",
        "claim",
        "deny",
        "warn",
        "ask",
        "admit",
        "estimate",
        "write",
        "add",
        "criticise",
        "promise",
        "believe",
    ];
    NAMES.iter().position(|known| *known == name).map(|n| n as u32)
}
