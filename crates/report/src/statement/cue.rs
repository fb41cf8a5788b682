//! The words that report, and whose they are: a cue with what belongs to its verb, and the noun
//! phrase that is its subject, before it or behind it.

use super::lexicon::class::*;
use super::mention::{Head, Mention};
use super::scene::Scene;
use crate::sentence::Kind;
use std::ops::Range;

/// A cue, in tokens.
#[derive(Clone, Debug)]
pub(crate) struct Cue {
    /// The word (or phrase) that reports.
    pub(crate) at: usize,
    /// The cue with its auxiliaries, clitics and adverbs.
    pub(crate) group: Range<usize>,
    /// Index of its class in the lexicon.
    pub(crate) class: u8,
    /// Often something else.
    pub(crate) weak: bool,
    /// The verb group says it was not said.
    pub(crate) negated: bool,
    /// Somebody may or will say it.
    pub(crate) modal: bool,
}

/// A subject and on which side of the cue it stands.
#[derive(Clone, Debug)]
pub(crate) struct Subject {
    pub(crate) mention: Mention,
    pub(crate) behind: bool,
}

/// How far from its cue a subject may begin, in tokens.
const REACH: usize = 44;

impl Scene<'_> {
    /// The cue at token `at`, if the word there is one.
    pub(crate) fn cue_at(&self, at: usize) -> Option<Cue> {
        let mark = self.marks.get(at)?;
        if mark.entry.classes & CUE == 0 {
            return None;
        }
        let mut from = at;
        let mut negated = false;
        let sentence = self.sentence_of(at);
        while from > sentence.start && at - from < 7 {
            let k = from - 1;
            let inner = self.is(k, AUX | CLITIC | NEG | ADV)
                && !(self.is(k, DET) && !self.is(k, CLITIC))
                && !self.is(k, COMP | REL | CONJ)
                && self.kind(k) == Kind::Word
                || self.is(k, INSIDE) && k > sentence.start && self.is(k - 1, ADV | AUX);
            if !inner || self.is(k, PRON) && !self.is(k, AUX) || self.quoted(k) {
                break;
            }
            negated |= self.is(k, NEG);
            from = k;
        }
        // A pronoun hung on the auxiliary stands inside the group ("a-t-il dit").
        let mut hung = from;
        while hung > sentence.start && self.is(hung - 1, PRON) && !self.tokens[hung - 1].spaced {
            hung -= 1;
            while hung > sentence.start && self.is(hung - 1, AUX | CLITIC | NEG) {
                hung -= 1;
            }
            from = hung;
        }
        let mut end = (at + mark.len as usize).min(sentence.end);
        let behind = end < sentence.end && self.is(end, NEG);
        negated |= behind && (!self.is(end, COMP | ADV | DET) || self.denies_clause(end));
        while end < sentence.end
            && self.kind(end) == Kind::Word
            && !self.tokens[end].spaced
            && self.is(end, CLITIC)
        {
            end += 1;
        }
        Some(Cue {
            at,
            group: from..end,
            class: mark.entry.cue,
            weak: mark.entry.classes & WEAK != 0,
            negated,
            modal: (from..at).any(|k| self.is(k, MODAL)),
        })
    }

    /// "bestätigte nicht, dass": what negates stands behind its verb, and the clause right behind it.
    fn denies_clause(&self, k: usize) -> bool {
        self.lexicon.traits.verb_second
            && !self.is(k, COMP)
            && (self.is(k + 1, COMP) || self.kind(k + 1) == Kind::Comma && self.is(k + 2, COMP))
    }

    /// Whether the token is a verb of many, by its ending: told where subjects are left out.
    pub(crate) fn plural_verb(&self, k: usize) -> bool {
        let word = self.word(k);
        self.is(k, CUE | AUX) && self.lexicon.many.iter().any(|ending| word.ends_with(ending.as_str()))
    }

    /// What a past form says of who did it: 1 a man, 2 a woman, 0 nothing.
    pub(crate) fn gender_of_verb(&self, k: usize) -> u8 {
        let word = self.word(k);
        let ends = |list: &[String]| list.iter().any(|ending| word.ends_with(ending.as_str()));
        match self.is(k, CUE) {
            true if ends(&self.lexicon.she_did) => 2,
            true if ends(&self.lexicon.he_did) => 1,
            _ => 0,
        }
    }

    /// Whether the verb group is passive: "is said", "a été annoncé".
    pub(crate) fn passive(&self, cue: &Cue) -> bool {
        let Some(be) = (cue.group.start..cue.at).rev().find(|&k| self.is(k, BE)) else { return false };
        let reflexive = (cue.group.start..be).any(|k| self.is(k, CLITIC) && !self.is(k, NEG));
        !reflexive && self.lexicon.traits.articles && !self.lexicon.traits.verb_second
    }

    /// Whether a participle stands without its auxiliary: an adjective, unless it shares one.
    pub(crate) fn bare_participle(&self, cue: &Cue) -> bool {
        let word = self.word(cue.at);
        let ends = self.lexicon.participles.iter().any(|suffix| word.ends_with(suffix.as_str()));
        ends && self.marks[cue.at].len == 1 && !(cue.group.start..cue.at).any(|k| self.is(k, AUX))
    }

    /// Whether the word reads as a noun or an infinitive here, not as a verb that reports.
    pub(crate) fn reads_as_noun(&self, cue: &Cue) -> bool {
        let Some(k) = cue.group.start.checked_sub(1) else { return false };
        let before = self.classes(k);
        if self.tokens[cue.at].capital && cue.weak && self.lexicon.traits.capital_nouns {
            return true;
        }
        if cue.weak && cue.group.start == cue.at && before & DET != 0 && !self.lexicon.traits.cases {
            return true;
        }
        let glued =
            before & DET != 0 && before & (CLITIC | PRON | REL) == 0 || before & OF != 0 && before & INF == 0;
        glued && cue.group.start == cue.at
            || before & INF != 0 && !self.lexicon.traits.cases && cue.group.start == cue.at
            || cue.weak && cue.group.start == cue.at && before & PREP != 0 && before & DET == 0
    }

    /// The subject of a cue whose clause lies in `clause`.
    pub(crate) fn subject(&self, cue: &Cue, clause: &Range<usize>) -> Option<Subject> {
        if let Some(mention) = self.hung_pronoun(cue) {
            return Some(Subject { mention, behind: true });
        }
        let opens = cue.group.start <= clause.start;
        if self.lexicon.traits.verb_second
            && let Some(mention) = self.pronoun_behind(cue, clause).or_else(|| self.inverted(cue, clause))
        {
            return Some(Subject { mention, behind: true });
        }
        if !opens && let Some(mention) = self.subject_before(clause.start, cue.group.start) {
            // Without articles a stray word before the verb looks like a noun: a name behind is better.
            let stray = mention.head == Head::Noun && !self.lexicon.traits.articles;
            if stray
                && let Some(behind) = self.subject_behind(cue.group.end, clause.end)
                && behind.head != Head::Noun
            {
                return Some(Subject { mention: behind, behind: true });
            }
            return Some(Subject { mention, behind: false });
        }
        let mention = self.subject_behind(cue.group.end, clause.end)?;
        Some(Subject { mention, behind: true })
    }

    /// "X smiled and said": a verb right behind a conjunction has the subject its sentence opens with, if
    /// nothing that could be one stands behind it.
    pub(crate) fn shared_subject(&self, cue: &Cue) -> Option<Mention> {
        let joint = cue.group.start.checked_sub(1)?;
        if !self.is(joint, CONJ) || self.quoted(joint) {
            return None;
        }
        let next = cue.group.end;
        let open = !self.tokens.get(next).is_some_and(|token| token.is_word())
            || self.is(next, COMP | PREP | SUB) && !self.is(next, DET);
        if !open {
            return None;
        }
        self.opening_subject(&(self.sentence_of(cue.at).start..joint))
    }

    /// The phrase a clause opens with, behind adjuncts and their commas, that has a verb right behind it or behind
    /// what stands between commas.
    pub(crate) fn opening_subject(&self, clause: &Range<usize>) -> Option<Mention> {
        let mut at = clause.start;
        for _ in 0..3 {
            while at < clause.end && self.is(at, CONJ | ADV | TIME) && !self.is(at, DET | PRON) {
                at += 1;
            }
            let adjunct = self.is(at, PREP | SUB) && !self.is(at, DET | PRON | ROLE | ORG);
            let found = if adjunct || self.quoted(at) { None } else { self.mention_at(at, clause.end) };
            if let Some(mention) = found.filter(|mention| self.acts(mention, clause.end)) {
                let known = mention.head != Head::Noun || self.is(at, DET);
                return (known && mention.head != Head::Document).then_some(mention);
            }
            let comma = (at..clause.end.min(at + 24)).find(|&k| self.kind(k) == Kind::Comma)?;
            at = comma + 1;
        }
        None
    }

    /// Whether what stands behind a phrase can be its verb.
    pub(crate) fn acts(&self, mention: &Mention, end: usize) -> bool {
        let verb = |k: usize| {
            let light = PREP | CONJ | OF | DET | TIME | COMP | SUB | REL;
            k < end
                && self.kind(k) == Kind::Word
                && !self.tokens[k].capital
                && (!self.is(k, light) || self.is(k, AUX | CUE | CLITIC))
        };
        let next = mention.whole.end;
        if self.kind(next) != Kind::Comma {
            return verb(next);
        }
        (next + 1..end.min(next + 40)).any(|k| self.kind(k) == Kind::Comma && verb(k + 1))
    }

    /// "vroeg hij": where the verb stands second, a pronoun right behind it is its subject, unless one stands
    /// right before it.
    fn pronoun_behind(&self, cue: &Cue, clause: &Range<usize>) -> Option<Mention> {
        let k = cue.group.end;
        if k >= clause.end || !self.is(k, PRON) || self.is(k, DET | CLITIC) {
            return None;
        }
        let before = cue.group.start.checked_sub(1).filter(|&k| k >= clause.start);
        let taken = before.is_some_and(|k| self.tokens[k].capital || self.is(k, PRON));
        if taken {
            None
        } else {
            self.mention_at(k, clause.end).filter(|mention| mention.head == Head::Pronoun)
        }
    }

    /// Where the verb stands second and an adjunct first, the subject stands behind: "Unter Berufung auf
    /// Quellen enthüllten sie".
    fn inverted(&self, cue: &Cue, clause: &Range<usize>) -> Option<Mention> {
        let first = self.clause_start(clause.start, cue.group.start);
        let adjunct = self.is(first, PREP | ADV | TIME) && !self.is(first, DET | PRON | COMP | REL);
        let plain =
            (first..cue.group.start).all(|k| self.tokens[k].is_word() && !self.is(k, AUX | COMP | REL));
        if first >= cue.group.start
            || !adjunct
            || !plain
            || (cue.group.start..cue.at).any(|k| self.is(k, AUX))
        {
            return None;
        }
        self.subject_behind(cue.group.end, clause.end).filter(|mention| mention.head != Head::Noun)
    }

    /// "dit-il", "a-t-elle dit".
    fn hung_pronoun(&self, cue: &Cue) -> Option<Mention> {
        let inside = cue.group.clone().chain(std::iter::once(cue.group.end));
        inside
            .filter(|&k| k > 0 && self.is(k, PRON) && self.tokens.get(k).is_some_and(|token| !token.spaced))
            .find_map(|k| {
                let words = k..k + 1;
                let mention = Mention {
                    words: words.clone(),
                    whole: words,
                    head: Head::Pronoun,
                    key: k,
                    role: None,
                    titled: false,
                };
                (self.marks[k].entry.person == 3).then_some(mention)
            })
    }

    /// Where the verb stands second, a clause that opens with the object has its subject behind the verb: "Den
    /// Gutachter nannten die Anwohner".
    fn object_first(&self, from: usize) -> bool {
        self.lexicon.traits.verb_second && self.is(from, OBLIQUE)
    }

    /// The subject that ends where the verb group at `group` begins.
    pub(crate) fn subject_before(&self, from: usize, group: usize) -> Option<Mention> {
        let from = self.clause_start(from.max(group.saturating_sub(REACH)), group);
        let mut last = self.subject.borrow_mut();
        if last.0 != (from..group) {
            *last = (from..group, self.subject_within(from, group));
        }
        last.1.clone()
    }

    /// The subject in a clause that begins at `from`, as [`Self::subject_before`] gives it.
    fn subject_within(&self, from: usize, group: usize) -> Option<Mention> {
        if self.object_first(from) {
            return None;
        }
        let mut best: Option<(usize, Mention)> = None;
        for at in from..group {
            let starts = self.tokens[at].is_word() && !self.is(at, INSIDE | OBLIQUE) && !self.quoted(at)
                || self.opens_quotation(at) && at + 6 > group;
            let governed = at > from && self.governed(at);
            // "just after Weaver uttered": a word that governs may open a clause.
            if !starts || governed && !self.is(at - 1, SUB) {
                continue;
            }
            let least = if governed { group } else { at };
            let Some(mention) = self.mention_over(at, group, least) else { continue };
            if governed && mention.whole.end != group {
                continue;
            }
            let bare = mention.head == Head::Noun && !self.is(at, DET) && self.lexicon.traits.articles;
            if bare && at > from && !self.tokens[at].capital {
                continue;
            }
            let Some(gap) = self.gap_to(&mention, group) else { continue };
            // The first word of a sentence has a capital for that reason alone.
            let initial = mention.head == Head::Name
                && mention.words.len() == 1
                && at == self.sentence_of(at).start
                && gap > 0
                && gap < 10;
            if initial
                && !self.is(mention.whole.end, ADV | TIME | AUX | CLITIC)
                && self.kind(mention.whole.end) == Kind::Word
            {
                continue;
            }
            if best.as_ref().is_none_or(|(least, _)| gap < *least) {
                best = Some((gap, mention));
            }
        }
        best.map(|(_, mention)| mention)
    }

    /// Where the clause that ends at `end` begins: behind the last word or mark that opens one.
    fn clause_start(&self, from: usize, end: usize) -> usize {
        // "X, que pediu o anonimato, contou": the clause between the commas is X's.
        let parted = end > 0 && self.kind(end - 1) == Kind::Comma;
        let relative = |k: usize| parted && k > 0 && self.is(k, REL) && self.kind(k - 1) == Kind::Comma;
        let opens = |k: &usize| {
            matches!(self.kind(*k), Kind::Stop | Kind::Colon | Kind::Semicolon)
                || self.is(*k, COMP) && !self.is(*k, DET) && !relative(*k)
                || self.is(*k, SUB) && !self.is(*k, PREP | ADV)
                || self.quoted(*k) && self.words_in(self.marks[*k].quote as usize - 1) > 4
        };
        (from..end).rev().find(opens).map_or(from, |k| k + 1)
    }

    /// Whether the word at `at` hangs on a preposition, article or adjective before it.
    fn governed(&self, at: usize) -> bool {
        let before = self.classes(at - 1);
        before & (PREP | OF | DET) != 0 && before & (CLITIC | COMP) == 0
    }

    /// How many words stand between a mention and the verb group; none if they cannot.
    fn gap_to(&self, mention: &Mention, group: usize) -> Option<usize> {
        let from = mention.whole.end;
        let gap = group.checked_sub(from)?;
        if gap == 0 {
            return Some(0);
        }
        let closed = self.kind(group - 1) == Kind::Comma && self.kind(from) == Kind::Comma;
        let relative = self.is(from + 1, REL) || self.is(from + 1, PREP) && self.is(from + 2, REL);
        if closed && relative && gap < 26 {
            // "X, who asked for anonymity, said".
            return Some(4 + gap);
        }
        let lone = self.kind(group - 1) == Kind::Comma && (gap == 1 || self.kind(from) != Kind::Comma);
        if lone && !(mention.whole.end > mention.words.end && self.kind(mention.whole.end - 1) == Kind::Comma)
        {
            // "X denied it, calling …": the comma parts the phrase from this verb.
            return None;
        }
        let light = (from..group).all(|k| {
            self.is(k, ADV | TIME | AUX | CLITIC | INSIDE)
                || matches!(self.kind(k), Kind::Number | Kind::Comma) && gap < 6
        });
        if light {
            return Some(gap);
        }
        if closed && gap < 26 {
            return Some(10 + gap);
        }
        let brackets =
            self.kind(from) == Kind::Open && matches!(self.kind(group - 1), Kind::Close | Kind::Comma);
        if brackets && gap < 14 {
            return Some(2 + gap);
        }
        let adjunct = self.is(from, PREP | TIME)
            && gap <= 9
            && (from..group).all(|k| !self.is(k, AUX | COMP | REL | PRON) && self.tokens[k].is_word());
        adjunct.then_some(5 + gap)
    }

    /// The subject behind a verb group.
    pub(crate) fn subject_behind(&self, from: usize, end: usize) -> Option<Mention> {
        let mut at = from;
        let mut skipped = 0;
        while at < end && skipped < 5 {
            let light = self.is(at, ADV | TIME | CLITIC | AUX | TOLD)
                && !self.is(at, DET | PRON | ROLE | ORG)
                || self.kind(at) == Kind::Number && self.is(at + 1, TIME);
            let told = self.is(at, PREP) && self.opens_quotation(at + 1);
            if !light && !told {
                // "garantiu na terça-feira a ministra", "said on Friday Mr X"
                let time = (at + 1..end.min(at + 4)).find(|&n| self.is(n, TIME));
                match time.filter(|_| self.is(at, PREP)) {
                    Some(time) => {
                        at = time + 1;
                        skipped += 1;
                        continue;
                    }
                    None => break,
                }
            }
            let named = self.is(at, TOLD | PREP) && self.opens_quotation(at + 1);
            if named && self.words_in(self.marks[at + 1].quote as usize - 1) <= 4 {
                at = self.quotations[self.marks[at + 1].quote as usize - 1].end;
                skipped += 1;
                continue;
            }
            at += (self.marks[at].len.max(1) as usize).max(self.told_len(at));
            skipped += 1;
        }
        if at >= end
            || self.is(at, PREP | COMP | SUB | CONJ | REL) && !self.is(at, DET | ORG | ROLE)
            || self.quoted(at) && !self.opens_quotation(at) && !self.same_quotation(at, from)
        {
            return self.past_adjunct(at, end).and_then(|at| self.mention_at(at, end));
        }
        self.mention_at(at, end)
    }

    fn same_quotation(&self, a: usize, b: usize) -> bool {
        let quote = |k: usize| self.marks.get(k).map_or(0, |mark| mark.quote);
        b > 0 && quote(a) == quote(b - 1)
    }

    /// Behind a short adjunct ("a déclaré à cette occasion le ministre") the subject may follow.
    fn past_adjunct(&self, at: usize, end: usize) -> Option<usize> {
        if !self.is(at, PREP) || self.is(at, INF | OF) && !self.is(at, PREP) {
            return None;
        }
        let from = at + 2 + usize::from(self.is(at + 1, DET));
        (from..end.min(at + 6)).find(|&k| {
            let begins = self.is(k, DET) && !self.is(k, PREP | OF)
                || self.is(k, ROLE | TITLE) && !self.is(k - 1, DET | PREP | OF);
            begins
                && self
                    .mention_at(k, end)
                    .is_some_and(|mention| !matches!(mention.head, Head::Noun | Head::Document))
        })
    }

    /// How many tokens the phrase of telling at `k` has; 0 if none begins there.
    pub(crate) fn told_len(&self, k: usize) -> usize {
        if !self.is(k, TOLD) {
            return 0;
        }
        let list = self.lexicon.phrases.get(&self.tokens[k].word);
        let fits = |tail: &[u64]| {
            tail.iter()
                .enumerate()
                .all(|(n, word)| self.tokens.get(k + 1 + n).is_some_and(|token| token.word == *word))
        };
        list.into_iter()
            .flatten()
            .filter(|phrase| phrase.entry.classes & TOLD != 0 && phrase.gap.is_none() && fits(&phrase.tail))
            .map(|phrase| 1 + phrase.tail.len())
            .max()
            .unwrap_or(1)
    }

    /// To whom it was said: the name or agency behind a word of telling, in `range`.
    pub(crate) fn told_to(&self, range: &Range<usize>) -> Option<Range<usize>> {
        for k in range.clone() {
            if !self.is(k, TOLD) || self.quoted(k) {
                continue;
            }
            let list = self.lexicon.phrases.get(&self.tokens[k].word)?;
            let length = list
                .iter()
                .filter(|phrase| phrase.entry.classes & TOLD != 0 && phrase.gap.is_none())
                .filter(|phrase| {
                    phrase
                        .tail
                        .iter()
                        .enumerate()
                        .all(|(n, word)| self.tokens.get(k + 1 + n).is_some_and(|t| t.word == *word))
                })
                .map(|phrase| 1 + phrase.tail.len())
                .max()?;
            let last = k + length;
            // The phrase names the addressee itself ("à l'AFP").
            if self.tokens[last - 1].capital && length > 1 {
                let named = (k + 1..last).find(|&n| !self.is(n, PREP) || self.is(n, DET)).unwrap_or(last - 1);
                return Some(named..last);
            }
            let open = length == 1 || self.is(last - 1, PREP);
            let follows = open || self.tokens.get(last).is_some_and(|token| token.capital);
            if let Some(mention) = follows.then(|| self.mention_at(last, range.end.max(last))).flatten() {
                return Some(mention.words);
            }
            // "told reporters beside the gym": the phrase holds its addressee, no name follows.
            if !open {
                return Some(k + 1..last);
            }
        }
        None
    }
}
