//! What no rule vouches for, offered to the model: a cue whose content or subject is out of the usual
//! order, and a quotation within a sentence that nobody is said to have spoken. Every draft here is a
//! guess that says why it is one ([`doubt`]); without a model none is made.

use super::cue::Cue;
use super::draft::{Draft, Rule, doubt};
use super::indirect::{Content, Taken};
use super::lexicon::class::*;
use super::mention::Mention;
use super::scene::Scene;
use crate::Manner;
use crate::sentence::Kind;
use std::ops::Range;

/// How far behind a cue its complementiser may stand, in tokens.
const FAR: usize = 24;

impl Scene<'_> {
    /// A guess for a cue that no rule could read: what stands behind it.
    pub(super) fn offer(
        &self,
        at: usize,
        sentence: &Range<usize>,
        taken: &Taken,
        before: &[Draft],
        offered: &mut Vec<Draft>,
    ) {
        let Some(cue) = self.cue_at(at) else { return };
        let doubts = self.doubts(&cue);
        // A word that reads as a noun, or as an adjective before its noun, reports nothing.
        let attribute = self.lexicon.traits.capital_nouns
            && self.tokens.get(at + 1).is_some_and(|next| next.capital)
            && at.checked_sub(1).is_some_and(|k| self.is(k, DET | CONJ | PREP | ADV));
        let unsaid = doubts & doubt::NEGATED != 0 && !self.denies(&cue);
        if doubts & doubt::NOUN != 0 || attribute || unsaid {
            return;
        }
        let front = self.subject_before(sentence.start, cue.group.start);
        let behind = self.subject_behind(cue.group.end, sentence.end.min(cue.group.end + 18));
        let mention = front.clone().or_else(|| behind.clone()).or_else(|| self.inherited(before));
        let behind = behind.as_ref().filter(|_| front.is_none());
        let content = self.offered_behind(&cue, sentence, mention.as_ref(), behind);
        let draft = content.and_then(|content| self.indirect(&content, Some(&cue), taken));
        offered.extend(draft.map(|draft| Draft { doubts, ..draft }));
    }

    fn doubts(&self, cue: &Cue) -> u8 {
        let bit = |held: bool, doubt: u8| if held { doubt } else { 0 };
        bit(self.passive(cue), doubt::PASSIVE)
            | bit(self.reads_as_noun(cue), doubt::NOUN)
            | bit(self.bare_participle(cue), doubt::PARTICIPLE)
            | bit(cue.negated, doubt::NEGATED)
            | doubt::OFFERED
    }

    fn offered_behind(
        &self,
        cue: &Cue,
        sentence: &Range<usize>,
        mention: Option<&Mention>,
        behind: Option<&Mention>,
    ) -> Option<Content> {
        let end = sentence.end;
        let make = |from: usize, rule: Rule, part: Range<usize>| {
            let clause = cue.group.start..from;
            (part.len() > 1 || self.quoted(part.start)).then(|| Content {
                parts: vec![part],
                rule,
                mention: mention.cloned(),
                clause,
            })
        };
        if let Some(from) = self.far_complementiser(cue, end) {
            return make(from, Rule::OfferedClause, self.cut(from, end, cue.at));
        }
        let past = behind.map_or(cue.group.end, |mention| mention.whole.end.max(cue.group.end));
        let (mut from, _) = self.past_addressee(past, end);
        if self.kind(from) == Kind::Comma || self.kind(from) == Kind::Colon {
            from += 1;
        }
        if from >= end || matches!(self.kind(from), Kind::Stop | Kind::Comma | Kind::Semicolon | Kind::Dash) {
            return None;
        }
        if self.is(cue.at, CLAUSAL) && !self.quoted(from) {
            return None;
        }
        if self.is(from, INF) && self.infinitive(from + 1) {
            return make(
                from,
                Rule::OfferedInfinitive,
                self.cut_short(from + 1, end, cue.at, Rule::Infinitive),
            );
        }
        if self.is(from, PREP | GOVERN | OF) && !self.is(from, DET) {
            from += 1;
        }
        if self.is(from, CONJ | SUB | REL) && !self.is(from, DET) {
            return None;
        }
        make(from, Rule::OfferedObject, self.cut_short(from, end, cue.at, Rule::Object))
    }

    /// A complementiser behind the cue with more between than [`Scene::complementiser`] allows.
    fn far_complementiser(&self, cue: &Cue, end: usize) -> Option<usize> {
        let from = cue.group.end;
        let stops = |k: usize| {
            matches!(self.kind(k), Kind::Stop | Kind::Semicolon | Kind::Colon)
                || self.is(k, CUE) && !self.is(k, WEAK | ROLE | ORG | DOC | NOMINAL)
        };
        let comp = (from..end.min(from + FAR)).take_while(|&k| self.quoted(k) || !stops(k)).find(|&k| {
            self.is(k, COMP) && !self.is(k, DET | PRON) && !self.quoted(k) && !self.compared(from, k)
        })?;
        Some(if self.is(comp, INNER) { comp } else { comp + self.marks[comp].len as usize })
    }

    /// A verb the lexicon does not know, between a subject and a complementiser.
    pub(super) fn offer_unknown(&self, comp: usize, sentence: &Range<usize>, taken: &Taken) -> Option<Draft> {
        if self.is(comp, DET | PRON) {
            return None;
        }
        let mut at = comp.checked_sub(1).filter(|&at| at > sentence.start)?;
        if self.kind(at) == Kind::Comma {
            at = at.checked_sub(1).filter(|&at| at > sentence.start)?;
        }
        let unknown = self.kind(at) == Kind::Word && !self.tokens[at].capital && self.classes(at) == 0;
        if !unknown || self.quoted(at) {
            return None;
        }
        let mention = self.subject_before(sentence.start, at)?;
        let from = comp + self.marks[comp].len as usize;
        let content = Content {
            parts: vec![self.cut(from, sentence.end, at)],
            rule: Rule::OfferedClause,
            mention: Some(mention),
            clause: at..from,
        };
        let cue = Cue { at, group: at..at + 1, class: 0, weak: true, negated: false, modal: false };
        let draft = self.indirect(&content, Some(&cue), taken)?;
        Some(Draft { doubts: doubt::OFFERED | doubt::UNKNOWN, ..draft })
    }

    /// "Her evenings are “a lottery”": the clause a quotation carries on, between the marks that part it off; none
    /// where the quotation begins anew or nothing stands before it.
    fn clause_around(&self, n: usize, sentence: &Range<usize>) -> Option<Range<usize>> {
        let quotation = &self.quotations[n];
        let before = quotation.open.checked_sub(1).filter(|&k| k > sentence.start)?;
        if !self.tokens[before].is_word() || self.is(before, DET) && !self.is(before, AUX) {
            return None;
        }
        let parts =
            |k: &usize| matches!(self.kind(*k), Kind::Comma | Kind::Semicolon | Kind::Dash | Kind::Colon);
        let mut from = (sentence.start..before)
            .rev()
            .filter(|k| !self.quoted(*k))
            .find(parts)
            .map_or(sentence.start, |k| k + 1);
        while from < before && self.is(from, CONJ | SUB | REL | COMP) && !self.is(from, DET | PRON) {
            from += 1;
        }
        let end = (quotation.end..sentence.end)
            .find(|k| parts(k) || matches!(self.kind(*k), Kind::Stop | Kind::Close))
            .unwrap_or(sentence.end);
        (quotation.open >= from + 2).then_some(from..end)
    }

    /// Quotations within a sentence that no cue reaches, each alone.
    pub(super) fn offer_held(&self, sentence: &Range<usize>, taken: &Taken, offered: &mut Vec<Draft>) {
        let first = self.quotations.partition_point(|quotation| quotation.end <= sentence.start);
        let held = (first..self.quotations.len())
            .take_while(|&n| self.quotations[n].open < sentence.end)
            .filter(|&n| !taken.quotations[n] && self.quotations[n].end <= sentence.end);
        let outside = |k: usize| self.tokens[k].is_word() && !self.quoted(k);
        for n in held {
            let speech = self.words_in(n) > 1 && sentence.clone().any(outside);
            let clause = self.clause_around(n, sentence);
            let manner = if clause.is_some() { Manner::Mixed } else { Manner::Direct };
            offered.extend(speech.then(|| Draft {
                manner,
                parts: clause.map_or_else(|| self.quotations[n].parts.clone(), |clause| vec![clause]),
                cue: None,
                class: None,
                weak: false,
                mention: None,
                clause: sentence.start..sentence.start,
                told: None,
                rule: Rule::Fragment,
                doubts: doubt::OFFERED,
                probability: 1.0,
                quotation: Some(n),
                follows: None,
            }));
        }
    }
}
