//! Content that is attributed without a verb of its own clause: according-to forms, as-clauses, nouns
//! that report, and sentences that attribute the one before them.

use super::cue::Cue;
use super::draft::{Draft, Rule};
use super::indirect::{Content, Taken};
use super::lexicon::class::*;
use super::mention::{Head, Mention};
use super::scene::Scene;
use crate::sentence::Kind;
use std::ops::Range;

impl Scene<'_> {
    /// "Selon X, …", "…, according to X", "nach Angaben von X …", "… zufolge".
    pub(super) fn according(&self, at: usize, sentence: &Range<usize>, taken: &Taken) -> Option<Draft> {
        let len = self.marks[at].len.max(1) as usize;
        if let Some(draft) = self.according_to_whom(at, len, sentence, taken) {
            return Some(draft);
        }
        let opens = (sentence.start..at).all(|k| self.is(k, CONJ | ADV | TIME) || !self.tokens[k].is_word());
        let (mention, past) = self.source_of(at, len, sentence)?;
        if self.is(at, ACC_WEAK) {
            let parted = self.kind(past) == Kind::Comma || self.kind(past - 1) == Kind::Comma;
            let known = !matches!(mention.head, Head::Noun | Head::Pronoun | Head::Document);
            if !(opens && parted && (known || self.opens_quotation(past + 1))) {
                return None;
            }
        }
        if self.second_person(at, past) {
            return None;
        }
        let past = if opens { self.past_apposition(past, sentence.end) } else { past };
        let mut parts = Vec::new();
        let first = if self.is(at, ACC_AFTER) { mention.whole.start } else { at };
        if opens || self.is(at, ACC_AFTER) && first <= sentence.start {
            parts.push(self.cut(past, sentence.end, at));
        } else {
            let comma = first > sentence.start
                && matches!(self.kind(first - 1), Kind::Comma | Kind::Dash | Kind::Open);
            let held =
                first > sentence.start + 1 && comma && self.is(first - 2, COMP | REL | CONJ | SUB | CUE);
            let within = !comma
                && (sentence.start..first).any(|k| self.is(k, CUE) && !self.is(k, WEAK) && !self.quoted(k));
            if within && (past..sentence.end).any(|k| self.is(k, COMP)) {
                return None;
            }
            if held {
                parts.push(self.cut(past, sentence.end, at));
            } else {
                let from = self.content_start(sentence.start, first);
                parts.push(from..first);
            }
            let rest = self.trim(past..sentence.end);
            // "«Q», selon X, …": what is in marks is whole; what stands behind is the outlet's.
            let whole = parts.last().is_some_and(|part| {
                self.opens_quotation(part.start)
                    && self.quotations[self.marks[part.start].quote as usize - 1].end + 1 >= part.end
            });
            if held || whole {
                // The clause behind is the content already, or none of it.
            } else if !rest.is_empty()
                && comma == (self.kind(past) == Kind::Comma)
                && !(comma && self.is(rest.start, CONJ | SUB))
            {
                parts.push(rest);
            }
        }
        let cue = Cue { at, group: at..at + len, class: 0, weak: false, negated: false, modal: false };
        // "According to reports, the officer recalled: “Q”": what stands behind is an introduction.
        let introduces = |part: &Range<usize>| {
            self.kind(part.end) == Kind::Colon
                && self.opens_quotation(part.end + 1)
                && part.clone().rev().take(2).any(|k| self.is(k, CUE))
        };
        if parts.iter().any(introduces) {
            return None;
        }
        let content = Content { parts, rule: Rule::According, mention: Some(mention), clause: at..past };
        let mut draft = self.indirect(&content, None, taken)?;
        let around = self.is(at, ACC_AROUND);
        let split = around && !self.is(at, PRON);
        draft.cue = Some(if split { at..at + 1 } else { cue.group });
        draft.class = Some(0);
        Some(draft)
    }

    /// "…, selon lequel …": the source is what stands before, the content the clause behind.
    fn according_to_whom(
        &self,
        at: usize,
        len: usize,
        sentence: &Range<usize>,
        taken: &Taken,
    ) -> Option<Draft> {
        let comma = at.checked_sub(1).filter(|&comma| comma > sentence.start)?;
        let article = usize::from(self.is(at + len, DET) && !self.is(at + len, REL));
        let relative = at + len + article;
        if self.kind(comma) != Kind::Comma || !self.is(relative, REL) || self.is(relative, DET) {
            return None;
        }
        if article == 1 && self.is(relative, COMP) {
            return None;
        }
        let from = comma.saturating_sub(14).max(sentence.start);
        let mention = (from..comma).filter_map(|k| self.mention_at(k, comma)).find(|m| m.words.end == comma);
        let content = Content {
            parts: vec![self.cut(relative + 1, sentence.end, at)],
            rule: Rule::According,
            mention: Some(mention?),
            clause: at..relative + 1,
        };
        let mut draft = self.indirect(&content, None, taken)?;
        draft.cue = Some(at..at + len);
        draft.class = Some(0);
        Some(draft)
    }

    /// "Selon X, qui dirige le port, …": behind what is said of the source.
    fn past_apposition(&self, past: usize, end: usize) -> usize {
        let first = past + 1;
        let unknown = self.classes(first) == 0 && self.tokens.get(first).is_some_and(|token| !token.capital);
        let participle =
            self.lexicon.participles.iter().any(|suffix| self.word(first).ends_with(suffix.as_str()));
        let opens = self.is(first, REL) && !self.is(first, DET) || unknown && participle;
        if self.kind(past) != Kind::Comma || !opens {
            return past;
        }
        let close =
            (first + 2..end.min(first + 26)).find(|&k| self.kind(k) == Kind::Comma && !self.quoted(k));
        close.filter(|close| close + 3 < end).unwrap_or(past)
    }

    pub(super) fn second_person(&self, at: usize, past: usize) -> bool {
        (at..past).any(|k| self.is(k, PRON) && matches!(self.marks[k].entry.person, 1 | 2))
    }

    /// The source an according-to form names, and where the form ends.
    pub(super) fn source_of(
        &self,
        at: usize,
        len: usize,
        sentence: &Range<usize>,
    ) -> Option<(Mention, usize)> {
        if self.is(at, ACC_AFTER) {
            let from = at.saturating_sub(12).max(sentence.start);
            let mention =
                (from..at).filter_map(|k| self.mention_at(k, at)).find(|mention| mention.whole.end == at)?;
            return Some((mention, at + 1));
        }
        if self.is(at, ACC_AROUND) {
            let end = at + len;
            let mention = (at + 1..end).find_map(|k| {
                let possessive = self.is(k, DET | PRON) && self.marks[k].entry.gender != 0;
                if possessive { None } else { self.mention_at(k, end) }
            });
            let whole = at..end;
            let key = whole.clone().find(|&k| self.marks[k].entry.person == 3).unwrap_or(at);
            let mention = mention.unwrap_or_else(|| self.pronoun_mention(key));
            return Some((mention, end));
        }
        // "по его словам": the phrase holds its source.
        let last = self.lexicon.words.get(&self.tokens[at + len - 1].word).map_or(0, |entry| entry.classes);
        let own = (at + 1..at + len - 1)
            .find(|&k| self.marks[k].entry.person == 3 || self.marks[k].entry.gender != 0);
        if let Some(k) = own.filter(|_| last & (OF | PREP | DET) == 0) {
            return Some((self.pronoun_mention(k), at + len));
        }
        let own = at + len;
        if self.marks.get(own).is_some_and(|mark| mark.entry.classes & PRON != 0 && mark.entry.person == 3)
            && self.is(own + 1, NOMINAL)
        {
            return Some((self.pronoun_mention(own), own + 2));
        }
        let mut from = at + len;
        while from < sentence.end && self.is(from, OF | PREP) && !self.is(from, DET) {
            from += 1;
        }
        let mention =
            self.mention_at(from, sentence.end).or_else(|| self.plain_source(from, sentence.end))?;
        let mention = self.who_writes(mention, sentence.end);
        let past = mention.whole.end;
        Some((mention, past))
    }

    pub(super) fn pronoun_mention(&self, key: usize) -> Mention {
        let words = key..key + 1;
        Mention { words: words.clone(), whole: words, head: Head::Pronoun, key, role: None, titled: false }
    }

    /// "Stando a quanto scrive «X»": who writes stands behind the verb.
    fn who_writes(&self, mention: Mention, end: usize) -> Mention {
        let known = mention.head != Head::Noun || !self.is(mention.whole.start, REL | PRON | COMP | DET | AS);
        if known && self.classes(mention.whole.start) != 0 {
            return mention;
        }
        let cue = mention.whole.clone().skip(1).find(|&k| self.is(k, CUE) && !self.tokens[k].capital);
        let behind = cue.or_else(|| Some(mention.whole.end).filter(|&k| self.is(k, CUE)));
        behind.and_then(|k| self.subject_behind(k + 1, end)).unwrap_or(mention)
    }

    /// A source that is no noun phrase we can read: what stands before the next mark.
    pub(super) fn plain_source(&self, from: usize, end: usize) -> Option<Mention> {
        let stop = (from..end.min(from + 12)).find(|&k| !self.tokens[k].is_word())?;
        let words = from..stop;
        (!words.is_empty()).then(|| Mention {
            words: words.clone(),
            whole: words.clone(),
            head: Head::Noun,
            key: words.start,
            role: None,
            titled: false,
        })
    }

    /// "Jak dodał X, …" / "…, wie X mitteilte": what the as-clause does not hold.
    pub(super) fn as_said(&self, cue: &Cue, sentence: &Range<usize>) -> Option<Content> {
        let from = cue.group.start.saturating_sub(16).max(sentence.start);
        let opens = (from..cue.group.start).rev().find(|&k| self.is(k, AS) && !self.quoted(k))?;
        if (opens + 1..cue.group.start).any(|k| !self.tokens[k].is_word() && self.kind(k) != Kind::Quote) {
            return None;
        }
        let close = (cue.group.end..sentence.end.min(cue.group.end + 24))
            .find(|&k| matches!(self.kind(k), Kind::Comma | Kind::Dash | Kind::Stop) && !self.quoted(k));
        let close = close.unwrap_or(sentence.end);
        let mention = self.subject(cue, &(opens + 1..sentence.end)).map(|subject| subject.mention);
        let mention = mention.filter(|mention| mention.words.start < close);
        // "Comme l'a dit la directrice, Lise Aubin, …": the name between commas is hers.
        let apposed = mention.as_ref().map(|mention| mention.whole.end).filter(|&end| end > close + 1);
        let close = apposed.map_or(close, |end| end - usize::from(self.kind(end - 1) == Kind::Comma));
        let parts = if opens <= sentence.start + 1 {
            vec![self.cut(close, sentence.end, close)]
        } else if self.kind(opens - 1) == Kind::Comma {
            let rest = self.trim(close..sentence.end);
            let mut parts = vec![self.content_start(sentence.start, opens)..opens];
            if self.goes_on(&rest) {
                parts.push(rest);
            }
            parts
        } else {
            return None;
        };
        if mention.is_none() && !self.lexicon.traits.pro_drop && self.lexicon.traits.articles {
            return None;
        }
        Some(Content { parts, rule: Rule::According, mention, clause: opens..close })
    }

    /// "Dat meldt X." / "That was confirmed by X.": the sentence before is the content.
    pub(super) fn anaphoric(&self, cue: &Cue, sentence: &Range<usize>, taken: &Taken) -> Option<Draft> {
        let traits = self.lexicon.traits;
        let opens = self.is(sentence.start, ANAPHOR)
            && sentence.start + self.marks[sentence.start].len as usize >= cue.group.start;
        // "Potvrdila to správa přístavu": where the order is free, the verb may come first.
        let turned = traits.cases && cue.group.start == sentence.start && self.is(cue.group.end, ANAPHOR);
        let fits = (opens || turned) && sentence.len() < 60;
        if !fits || self.complementiser(cue, sentence.end).is_some() {
            return None;
        }
        let behind = cue.group.end + usize::from(turned);
        let passive = self.passive(cue) || self.is(behind, AGENT);
        if !passive && traits.bare_clause && !traits.verb_second {
            return None;
        }
        if !passive && self.reads_as_noun(cue) && self.is(behind, PREP | OF | AUX | ADV) {
            return None;
        }
        let mention = match (behind..sentence.end.min(behind + 6)).find(|&k| self.is(k, AGENT)) {
            Some(agent) if passive => self.governed_at(agent, sentence.end)?,
            _ if passive => return None,
            _ => self.subject_behind(behind, sentence.end)?,
        };
        let content = self.sentence_before(sentence, mention)?;
        self.indirect(&content, Some(cue), taken)
    }

    /// "Такие данные привёл X", "È la conclusione di X", "… — об этом сообщил X": a phrase of several words that
    /// stands for what was just said, and behind it its verb, known or not, or "of".
    pub(super) fn anaphoric_phrase(
        &self,
        at: usize,
        sentence: &Range<usize>,
        taken: &Taken,
    ) -> Option<Draft> {
        let past = at + self.marks[at].len as usize;
        let within = at > sentence.start + 3 && self.kind(at - 1) == Kind::Dash;
        if past < at + 2 || at != sentence.start && !within {
            return None;
        }
        let verb = self.kind(past) == Kind::Word && !self.tokens[past].capital;
        let of = self.is(past, OF);
        if !verb || !of && (self.lexicon.traits.articles || self.is(past, COMP | REL | DET | AUX)) {
            return None;
        }
        let (cue, mention) = if of {
            let mention =
                self.mention_at(past + 1, sentence.end).or_else(|| self.mention_at(past, sentence.end));
            (past - 1, mention)
        } else {
            (past, self.subject_behind(past + 1, sentence.end))
        };
        let mention = mention.filter(|mention| mention.head != Head::Pronoun)?;
        let class = self.marks[cue].entry.cue;
        let cue = Cue { at: cue, group: cue..cue + 1, class, weak: false, negated: false, modal: false };
        let content = if within {
            let parts = vec![self.content_start(sentence.start, at - 1)..at - 1];
            Content { parts, rule: Rule::Anaphor, mention: Some(mention), clause: at..sentence.end }
        } else {
            self.sentence_before(sentence, mention)?
        };
        self.indirect(&content, Some(&cue), taken)
    }

    /// The sentence before, of the same paragraph, as content.
    fn sentence_before(&self, sentence: &Range<usize>, mention: Mention) -> Option<Content> {
        let n = self.sentence_index(sentence.start).checked_sub(1)?;
        let before = self.sentences.get(n)?.clone();
        let same = self.paragraph_of(before.start) == self.paragraph_of(sentence.start);
        same.then(|| Content {
            parts: vec![before],
            rule: Rule::Anaphor,
            mention: Some(mention),
            clause: sentence.clone(),
        })
    }

    /// "His criticism is that …", "la conclusion de X est que …", "ihr Argument, dass …".
    pub(super) fn nominal(&self, at: usize, sentence: &Range<usize>, taken: &Taken) -> Option<Draft> {
        let end = sentence.end.min(at + 18);
        let comp =
            (at + 1..end).find(|&k| self.is(k, COMP) && !self.quoted(k) && self.clause_of_noun(at, k))?;
        if (at + 1..comp).any(|k| matches!(self.kind(k), Kind::Stop | Kind::Semicolon | Kind::Colon)) {
            return None;
        }
        let mention = self.owner_of(at, comp)?;
        let from = comp + self.marks[comp].len as usize;
        let content = Content {
            parts: vec![self.cut(from, sentence.end, at)],
            rule: Rule::Nominal,
            mention: Some(mention),
            clause: at..comp,
        };
        let cue = Cue { at, group: at..at + 1, class: 0, weak: true, negated: false, modal: false };
        self.indirect(&content, Some(&cue), taken)
    }

    /// Whether the complementiser at `k` opens the clause of the noun at `at`: behind "is", or "of".
    pub(super) fn clause_of_noun(&self, at: usize, k: usize) -> bool {
        let before = k - 1;
        before == at && self.lexicon.traits.articles
            || self.is(before, AUX)
            || self.is(before, OF) && self.lexicon.traits.articles
            || self.kind(before) == Kind::Comma && (before == at + 1 || self.is(before - 1, AUX))
    }

    /// Whose words a noun of saying means: what stands before it as its owner, or behind "of".
    pub(super) fn owner_of(&self, at: usize, end: usize) -> Option<Mention> {
        for k in at + 1..end {
            if self.is(k, OF | PREP)
                && !self.is(k, COMP)
                && let Some(mention) = self.mention_at(k + 1, end)
            {
                return Some(mention);
            }
        }
        let before = at.checked_sub(1)?;
        let entry = self.marks[before].entry;
        if entry.classes & (DET | PRON) != 0 && entry.person == 3 {
            return Some(self.pronoun_mention(before));
        }
        // "X reiterated the position that …" is the verb's, not the noun's.
        let sentence = self.sentence_of(at);
        let named = (sentence.start..at).find_map(|k| self.mention_at(k, at + 1));
        named.filter(|mention| mention.head == Head::Name && mention.words.end + 3 >= at)
    }

    /// A verb the lexicon does not know before a comma and a complementiser ("X udowadniał, że …").
    pub(super) fn unknown_reported(
        &self,
        comp: usize,
        sentence: &Range<usize>,
        taken: &Taken,
    ) -> Option<Draft> {
        let at = comp.checked_sub(2).filter(|&at| at > sentence.start)?;
        let unknown =
            |k: usize| self.kind(k) == Kind::Word && !self.tokens[k].capital && self.classes(k) == 0;
        if self.kind(comp - 1) != Kind::Comma || !unknown(at) || self.quoted(at) {
            return None;
        }
        let mention = self.subject_before(sentence.start, at)?;
        // "It is planned that", "Of course it is unclear whether".
        let thing = mention.head == Head::Pronoun && self.marks[mention.key].entry.gender == 4;
        let initial = mention.head == Head::Name
            && mention.words.len() == 1
            && mention.words.start == self.sentence_of(at).start;
        if thing
            || initial
            || !matches!(mention.head, Head::Name | Head::Role | Head::Pronoun | Head::Organisation)
        {
            return None;
        }
        let from = comp + self.marks[comp].len as usize;
        let content = Content {
            parts: vec![self.cut(from, sentence.end, at)],
            rule: Rule::Clause,
            mention: Some(mention),
            clause: at..from,
        };
        let cue = Cue { at, group: at..at + 1, class: 0, weak: true, negated: false, modal: false };
        self.indirect(&content, Some(&cue), taken)
    }
}
