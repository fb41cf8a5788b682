//! Somebody whom the text only describes, just before the statement: "a victim … She said", "un chiraquien s'est
//! souvenu … a-t-il lâché". Such a phrase is no member of the cast until a pronoun, or a verb without a subject,
//! is found to mean it.
//!
//! Names are the cast's affair; so is a description that fits a member, which then stands in for that member.

use super::lexicon::class::*;
use super::linker::Choice;
use super::mention::{Head, Mention};
use super::question::Question;
use crate::sentence::Kind;
use std::ops::Range;

/// At most so many phrases are candidates for one statement.
const MOST: usize = 4;

/// So many sentences back a phrase is looked for, those that are quotations not counted.
const BACK: usize = 3;

/// A description near before a statement.
#[derive(Clone, Debug)]
pub(crate) struct Phrase {
    pub(crate) mention: Mention,
    /// Whether its sentence opens with it.
    pub(crate) opens: bool,
    /// How many sentences back.
    pub(crate) back: usize,
    /// The member it describes, if it is one.
    pub(crate) member: Option<usize>,
}

impl Question<'_, '_> {
    /// The descriptions near before the statement that its pronoun, or its verb without a subject, may mean.
    pub(super) fn described(&self) -> Vec<Phrase> {
        let pronoun = self.draft.mention.as_ref();
        let whom = pronoun.map(|mention| self.scene.marks[mention.key].entry);
        let fits = match self.asks {
            1 | 2 | 11 | 14 => true,
            // "it" is nobody the text describes as somebody.
            4 => whom.is_none_or(|entry| entry.gender != 4),
            _ => false,
        };
        let mut found = Vec::new();
        if !fits || self.draft.rule == super::draft::Rule::Answer {
            return found;
        }
        let scene = self.scene;
        let opening = self.draft.start().min(self.at);
        let here = scene.sentence_index(opening);
        let mut seen = 0;
        for n in (here.saturating_sub(7)..=here).rev() {
            let Some(sentence) = scene.sentences.get(n).cloned() else { continue };
            let sentence = sentence.start..sentence.end.min(opening);
            let far = self.paragraph.saturating_sub(scene.paragraph_of(sentence.start)) > 1;
            if far || seen > BACK || found.len() >= MOST {
                break;
            }
            let words = |k: &usize| scene.tokens[*k].is_word() && !scene.quoted(*k);
            if sentence.len() < 2 || sentence.clone().filter(words).take(3).count() < 3 {
                continue;
            }
            self.describe(&sentence, here - n, &mut found);
            seen += 1;
        }
        found.truncate(MOST);
        found
    }

    /// The descriptions of one sentence: what it opens with, and the roles behind it that an article begins.
    fn describe(&self, sentence: &Range<usize>, back: usize, found: &mut Vec<Phrase>) {
        let scene = self.scene;
        let subject = scene.opening_subject(sentence);
        let past = subject.as_ref().map_or(sentence.start, |mention| mention.whole.end);
        if let Some(mention) = subject {
            found.extend(self.phrase(mention, true, back));
        }
        let mut past = past;
        for k in sentence.clone() {
            if k < past || !scene.is(k, ROLE | ANON) || scene.quoted(k) || found.len() >= MOST {
                continue;
            }
            let first = (past.max(k.saturating_sub(4))..k)
                .rev()
                .take_while(|&n| scene.kind(n) == Kind::Word && !scene.is(n, AUX | CUE | CONJ))
                .find(|&n| scene.is(n, DET) && !scene.is(n, PREP | OF));
            let Some(mention) = first.and_then(|first| scene.mention_at(first, sentence.end)) else {
                continue;
            };
            if mention.key == k {
                past = mention.whole.end;
                found.extend(self.phrase(mention, false, back));
            }
        }
    }

    fn phrase(&self, mention: Mention, opens: bool, back: usize) -> Option<Phrase> {
        let scene = self.scene;
        let kind =
            matches!(mention.head, Head::Role | Head::Anonymous) || mention.head == Head::Noun && opens;
        let entry = scene.marks[mention.key].entry;
        let asked = self.draft.mention.as_ref().map_or(0, |own| scene.marks[own.key].entry.gender);
        let agrees = !matches!((asked, entry.gender), (1, 2) | (2, 1) | (1 | 2, 4));
        let one = entry.number != 2;
        let personal = mention.head != Head::Noun || !scene.lexicon.natural_gender();
        if !kind || !agrees || !one || !personal || mention.words.len() > 9 {
            return None;
        }
        // "His first victim" is not "another victim": all that the phrase says must fit.
        let said =
            |k: &usize| scene.tokens[*k].is_word() && !scene.is(*k, DET | OF | PREP) || scene.is(*k, ROLE);
        let hashes: Vec<u64> = mention.words.clone().filter(said).map(|k| scene.tokens[k].word).collect();
        let known = if hashes.len() == 1 { self.cast.known(scene, &mention) } else { None };
        let fits = |n: &usize| {
            self.may_be_called(&mention, *n)
                && matches!(self.tie_of(&mention, &hashes, Choice::Member(*n)), 4 | 7)
        };
        let fitting = || {
            let mut fitting = (0..self.cast.members.len()).filter(fits);
            fitting.next().filter(|_| fitting.next().is_none())
        };
        let member = known.or_else(fitting);
        Some(Phrase { mention, opens, back, member })
    }

    /// What sort of description it is.
    pub(super) fn sort_of_phrase(phrase: &Phrase) -> u32 {
        if phrase.mention.head == Head::Noun { 15 } else { 14 }
    }
}
