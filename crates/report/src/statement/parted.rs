//! A statement whose first words stand outside the marks: "The theatre, she said, “is no shop”." What stands
//! before the reporting clause and the quotation behind it are one content.

use super::draft::{Draft, Rule};
use super::lexicon::class::*;
use super::mention::Head;
use super::scene::Scene;
use crate::Manner;
use crate::sentence::Kind;
use std::ops::Range;

impl Scene<'_> {
    /// The content that quotation `n` ends, if a reporting clause between commas parts it from its subject.
    pub(super) fn parted(&self, n: usize) -> Option<Draft> {
        let quotation = &self.quotations[n];
        let sentence = self.sentence_of(quotation.open);
        let mark = quotation.open.checked_sub(1).filter(|&k| k > sentence.start)?;
        if self.kind(mark) != Kind::Comma || quotation.dash {
            return None;
        }
        let near = sentence.start.max(mark.saturating_sub(14));
        let comma = (near..mark).rev().find(|&k| self.kind(k) == Kind::Comma)?;
        let subject = self.mention_at(self.content_start(sentence.start, comma), comma)?;
        let first = subject.whole.start;
        let whole = subject.whole.end == comma && subject.head != Head::Pronoun && !self.quoted(first);
        let open = first == sentence.start || self.is(first - 1, CONJ);
        if !whole || !open {
            return None;
        }
        let at = (comma + 1..mark).find(|&k| self.is(k, CUE) && !self.is(k, INSIDE))?;
        let cue = self.cue_at(at)?;
        let mention = self.reporter(comma + 1, &cue.group, mark)?;
        let parts = vec![first..comma, quotation.open..quotation.end];
        Some(Draft {
            manner: Manner::Mixed,
            parts,
            cue: Some(self.cue_words(&cue)),
            class: Some(cue.class),
            weak: cue.weak,
            mention: mention.into_iter().next(),
            clause: comma + 1..mark,
            told: None,
            rule: Rule::Behind,
            doubts: 0,
            quotation: Some(n),
            follows: None,
            probability: 1.0,
        })
    }

    /// Who speaks in a reporting clause between commas that holds no more than the verb and its subject; an empty
    /// list where the verb needs none.
    fn reporter(
        &self,
        from: usize,
        group: &Range<usize>,
        end: usize,
    ) -> Option<Vec<super::mention::Mention>> {
        let cue = self.cue_at(group.end.saturating_sub(1)).or_else(|| self.cue_at(group.start))?;
        if group.start > from {
            let before = self.mention_at(from, group.start).filter(|m| m.whole.end == group.start)?;
            return (group.end >= end || self.is(group.end, TIME | ADV | PREP)).then(|| vec![before]);
        }
        match self.subject(&cue, &(from..end)) {
            Some(subject) => Some(vec![subject.mention]),
            None => (self.lexicon.traits.pro_drop && group.end >= end).then(Vec::new),
        }
    }
}
