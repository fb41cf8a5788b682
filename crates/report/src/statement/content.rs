//! Where reported content begins and ends: behind a complementiser or an infinitive, past the one who
//! is told, up to another cue, another source or the end of its clause.

use super::cue::Cue;
use super::draft::Rule;
use super::lexicon::class::*;
use super::scene::Scene;
use crate::sentence::Kind;
use std::ops::Range;

impl Scene<'_> {
    /// The complementiser of a cue, and where its clause begins.
    pub(super) fn complementiser(&self, cue: &Cue, end: usize) -> Option<(usize, usize)> {
        let from = cue.group.end;
        let traits = self.lexicon.traits;
        // "fait état d'une hausse plus importante que": a noun begins here, no clause.
        if traits.articles
            && self.is(from, OF)
            && self.is(from, GOVERN)
            && !self.is(from, DET | COMP)
            && !self.is(from + 1, COMP)
        {
            let to = self.word(from).starts_with(['à', 'a']);
            if !to {
                return None;
            }
        }
        let mut k = from;
        while k < end.min(from + 20) {
            if self.is(k, COMP) && !self.quoted(k) && !self.compared(from, k) {
                // "that", "what": a word that may be something else counts next to the cue, or behind the
                // one who is told and when.
                let told = self.is(from, PREP | TIME | TOLD | ADV)
                    || self.tokens[from].capital
                    || self.mention_at(from, k).is_some_and(|mention| mention.whole.end == k);
                if self.is(k, DET | PRON | SUB) && k > from + 1 && self.kind(k - 1) != Kind::Comma && !told {
                    return None;
                }
                let past = if self.is(k, INNER) { k } else { k + self.marks[k].len as usize };
                return Some((k, past));
            }
            if self.kind(k) == Kind::Comma {
                k = self.past_comma(k, end)?;
                continue;
            }
            let stops = matches!(self.kind(k), Kind::Stop | Kind::Colon | Kind::Semicolon | Kind::Dash)
                || self.kind(k) == Kind::Quote && !self.short_quotation(k)
                || self.is(k, CUE) && !self.is(k, WEAK | ROLE | ORG | DOC | NOMINAL)
                || self.is(k, AUX) && !self.is(k, ADV | DET | PREP | CLITIC)
                || self.is(k, REL | SUB) && !self.is(k, COMP | DET | PREP | ADV | OF)
                || self.is(k, SUBJUNCTIVE) && traits.verb_second && k > from;
            if stops {
                return None;
            }
            k += 1;
        }
        None
    }

    /// "plus vite que prévu", "do que": the word at `k` compares and opens no clause.
    pub(super) fn compared(&self, from: usize, k: usize) -> bool {
        let near = from.max(k.saturating_sub(4));
        k > from
            && self.is(from, DET | OF)
            && ((near..k).any(|n| self.is(n, COMPARES))
                && !(near..k).any(|n| matches!(self.kind(n), Kind::Comma))
                || self.is(k - 1, OF) && self.is(k - 1, DET) && self.lexicon.traits.articles && k > from + 1)
    }

    /// "ha chiesto al governo lo stato di emergenza": behind the one who is asked stands what is asked.
    pub(super) fn past_recipient(&self, k: usize, end: usize) -> Option<usize> {
        let traits = self.lexicon.traits;
        if !traits.articles
            || traits.bare_clause
            || traits.verb_second
            || !self.is(k, PREP)
            || !self.is(k, GOVERN)
            || self.is(k, OF)
        {
            return None;
        }
        let from = if self.is(k + 1, DET) { k + 2 } else { k + 1 };
        let stop = (from..end.min(from + 6)).find(|&n| {
            self.is(n, DET)
                && !self.is(n, PREP | OF)
                && !(self.is(n, PARTICLE) && self.is(n - 1, PARTICLE | OF))
        })?;
        let plain =
            (from..stop).all(|n| self.tokens[n].is_word() && !self.is(n, AUX | COMP | REL | CUE | CONJ));
        (stop > from && plain && self.mention_at(stop, end).is_some()).then_some(stop)
    }

    pub(super) fn short_quotation(&self, k: usize) -> bool {
        let n = self.marks[k].quote as usize;
        n > 0 && self.words_in(n - 1) <= 4
    }

    /// Behind a comma the complementiser stands at once, or behind a second comma.
    pub(super) fn past_comma(&self, comma: usize, end: usize) -> Option<usize> {
        if self.is(comma + 1, COMP) {
            return Some(comma + 1);
        }
        if !self.is(comma + 1, PREP | ADV | TIME) {
            return None;
        }
        let close = (comma + 1..end.min(comma + 8)).find(|&k| self.kind(k) == Kind::Comma)?;
        self.is(close + 1, COMP).then_some(close + 1)
    }

    /// Skips adverbs and the one who is told ("told Reuters", "a l'AFP").
    pub(super) fn past_addressee(&self, from: usize, end: usize) -> (usize, bool) {
        let mut k = from;
        let mut addressed = false;
        while k < end && k < from + 8 {
            if self.is(k, TOLD) && !self.quoted(k) {
                addressed = true;
                k += self.told_len(k);
            } else if self.is(k, ADV | TIME | NEG) && !self.is(k, DET | PREP | COMP | CONJ) {
                k += 1;
            } else if self.is(k, PREP | DET) && self.is(k + 1, TIME) {
                k += 2;
            } else if let Some(past) = self.past_inserted(from, k, end) {
                k = past;
            } else if let Some(past) = self.past_recipient(k, end) {
                k = past;
            } else {
                break;
            }
        }
        (k, addressed)
    }

    /// "han solicitado, además, una revisión": what two commas part off right behind the cue.
    fn past_inserted(&self, from: usize, k: usize, end: usize) -> Option<usize> {
        if k != from || self.kind(k) != Kind::Comma || !self.is(k + 1, ADV | PREP | TIME) {
            return None;
        }
        let close = (k + 2..end.min(k + 7)).find(|&n| !self.tokens[n].is_word())?;
        let plain = !(k + 1..close).any(|n| self.is(n, COMP | CUE | AUX | REL) && !self.is(n, ADV));
        (self.kind(close) == Kind::Comma && plain).then_some(close + 1)
    }

    pub(super) fn infinitive(&self, k: usize) -> bool {
        let word = self.word(k);
        let known = self.is(k, DET | PREP | CONJ | SUB | REL | PRON | ROLE | ORG | TIME);
        self.lexicon.infinitives.is_empty()
            || !known
                && !self.tokens.get(k).is_none_or(|token| token.capital)
                && self
                    .lexicon
                    .infinitives
                    .iter()
                    .any(|suffix| word.len() > suffix.len() + 1 && word.ends_with(suffix.as_str()))
            || self.is(k, CLITIC | NEG) && self.infinitive_soon(k + 1)
    }

    pub(super) fn infinitive_soon(&self, k: usize) -> bool {
        (k..k + 3).take_while(|&n| n == k || self.is(n - 1, CLITIC | NEG | ADV)).any(|n| {
            let word = self.word(n);
            self.lexicon
                .infinitives
                .iter()
                .any(|suffix| word.ends_with(suffix.as_str()) && word.len() > suffix.len() + 1)
        })
    }

    /// "affirme avoir échoué", "dit ne pas savoir": an infinitive right behind the cue.
    pub(super) fn bare_infinitive(&self, from: usize, end: usize) -> Option<usize> {
        if self.lexicon.infinitives.is_empty() || from >= end || self.is(from, DET) && !self.is(from, CLITIC)
        {
            return None;
        }
        self.infinitive(from).then_some(from)
    }

    /// "a appelé les Tchèques à rester": the infinitive behind the one who is asked.
    pub(super) fn asked_infinitive(&self, from: usize, end: usize) -> Option<usize> {
        if self.lexicon.infinitives.is_empty() && !self.lexicon.traits.bare_nouns {
            return None;
        }
        for k in from + 1..end.min(from + 9) {
            if !self.tokens[k].is_word() || self.is(k, AUX | COMP | REL) || self.quoted(k) {
                return None;
            }
            if self.is(k, INF) && self.infinitive(k + 1) {
                return Some(k + 1);
            }
        }
        None
    }

    /// "попередила пасажирів про страйк", "призвал перевозчика возобновить": behind the one who is asked, warned or
    /// accused stands what it is about, or what is to be done.
    pub(super) fn past_asked(&self, from: usize, end: usize, class: &str) -> Option<(usize, Rule)> {
        if self.quoted(from) || self.is(from, PREP | CONJ | SUB | COMP | REL | INF) && !self.is(from, DET) {
            return None;
        }
        let bare = self.lexicon.traits.cases;
        let mut somebody = bare && class == "warn";
        for k in from..end.min(from + 9) {
            let word = self.tokens[k].is_word() || self.possessive(k);
            if !word || self.quoted(k) || self.is(k, AUX | COMP | REL | CUE) && !self.is(k, DET | ROLE | ORG)
            {
                return None;
            }
            if k > from && bare && self.infinitive(k) {
                return Some((k, Rule::Infinitive));
            }
            if k > from && self.is(k, ABOUT) {
                return somebody.then_some((k + 1, Rule::Object));
            }
            if self.is(k, PREP | CONJ) && !self.is(k, DET | OF) {
                return None;
            }
            somebody |= self.is(k, ROLE | ORG | PRON | ANON) || self.tokens[k].capital;
        }
        None
    }

    pub(super) fn of_gerund(&self, k: usize, end: usize) -> bool {
        let gerund = |suffix: &String| self.word(k + 1).ends_with(suffix.as_str());
        k + 1 < end && self.is(k, OF | INF) && self.lexicon.gerunds.iter().any(gerund)
    }

    /// "accused the operator, Lukahydro, of ignoring it": the gerund behind the one who is accused.
    pub(super) fn charged_gerund(&self, from: usize, end: usize) -> Option<usize> {
        let mut commas = 0;
        for k in from + 1..end.min(from + 18) {
            if self.kind(k) == Kind::Comma && commas < 2 {
                commas += 1;
                continue;
            }
            if commas != 1 && self.of_gerund(k, end) {
                // "the head of marketing of hiding it": the last of a chain.
                let past = if self.of_gerund(k + 2, end) { k + 3 } else { k + 1 };
                return Some(past);
            }
            let inner = self.tokens[k].is_word() || self.possessive(k);
            if !inner || self.quoted(k) || self.is(k, COMP | SUB) && !self.is(k, DET | PREP) {
                return None;
            }
        }
        None
    }

    /// Whether a word the lexicon does not know ends as the mood of reported speech does.
    pub(super) fn mood_like(&self, from: usize, end: usize) -> bool {
        self.lexicon.traits.capital_nouns
            && (from..end).any(|k| {
                !self.tokens[k].capital
                    && self.classes(k) == 0
                    && self.word(k).len() > 4
                    && self.word(k).ends_with('e')
            })
    }

    /// Content from `from`, up to where another cue of the same speaker, or another source, begins.
    pub(super) fn cut(&self, from: usize, end: usize, cue: usize) -> Range<usize> {
        let end = self.own_half(cue, from, end).unwrap_or(end);
        for k in from + 2..end {
            if self.quoted(k) || k <= cue {
                continue;
            }
            let before = self.kind(k - 1);
            if before == Kind::Semicolon {
                return from..k - 1;
            }
            if before == Kind::Colon && self.opens_quotation(k) && k > from + 2 {
                return from..k - 1;
            }
            let acc = self.is(k, ACC | ACC_AROUND) && !self.is(k, ACC_WEAK);
            if acc && before == Kind::Comma {
                return from..k - 1;
            }
            let joined = self.is(k - 1, CONJ) && before == Kind::Word;
            if !(before == Kind::Comma || joined || before == Kind::Dash) {
                continue;
            }
            if self.other_speaker(k, end) || self.same_speaker(k, end) {
                return from..k - 1;
            }
        }
        from..end
    }

    /// Where the split-off half of the cue itself stands behind its content: "wies die Vorwürfe zurück".
    pub(super) fn own_half(&self, cue: usize, from: usize, end: usize) -> Option<usize> {
        if !self.lexicon.traits.verb_second {
            return None;
        }
        // "teilte die Polizei mit": what stands between the halves of a verb of saying is who says it.
        let class = self.lexicon.cue_classes.get(self.marks[cue].entry.cue as usize);
        if class.is_none_or(|class| class != "deny") {
            return None;
        }
        let half = (from + 1..end).find(|&k| self.split_off(k))?;
        let list = self.lexicon.phrases.get(&self.tokens[cue].word);
        let last = self.tokens[half].word;
        let halves = |tail: &[u64], gap: usize| tail.get(gap).is_some_and(|word| *word == last);
        let own =
            list.into_iter().flatten().any(|phrase| phrase.gap.is_some_and(|gap| halves(&phrase.tail, gap)));
        let plain = !(from..half).any(|k| self.is(k, CUE) || self.kind(k) == Kind::Comma);
        (own && plain && cue < from).then_some(half)
    }

    /// Whether at `k` another cue of the same speaker begins.
    pub(super) fn same_speaker(&self, k: usize, end: usize) -> bool {
        let first = if self.is(k, CONJ) { k + 1 } else { k };
        let Some(at) = (first..end.min(first + 5)).find(|&at| self.is(at, CUE) && !self.quoted(at)) else {
            return false;
        };
        let Some(next) = self.cue_at(at) else { return false };
        if next.group.start > first || self.reads_as_noun(&next) || self.is(next.group.end, PREP) && next.weak
        {
            return false;
        }
        let behind = next.group.end;
        self.is(behind, COMP | INF)
            || self.quoted(behind)
            || self.kind(behind) == Kind::Comma && self.is(behind + 1, COMP)
            || !next.weak
    }

    /// Whether behind a comma and a conjunction another speaker's clause begins (", but people said").
    pub(super) fn other_speaker(&self, k: usize, end: usize) -> bool {
        if !self.is(k, CONJ | SUB) || self.is(k, COMP) {
            return false;
        }
        let stop = (k..end.min(k + 14)).find(|&n| !self.tokens[n].is_word()).unwrap_or(end.min(k + 14));
        let Some(at) = (k + 2..stop).find(|&at| self.is(at, CUE) && !self.quoted(at)) else { return false };
        let Some(cue) = self.cue_at(at) else { return false };
        cue.group.start > k + 1
            && !self.reads_as_noun(&cue)
            && self.subject_before(k + 1, cue.group.start).is_some_and(|mention| mention.whole.start == k + 1)
    }

    /// A noun phrase ends with its first comma, unless it goes on; an infinitive with the first comma
    /// behind which another clause begins.
    pub(super) fn cut_short(&self, from: usize, end: usize, cue: usize, rule: Rule) -> Range<usize> {
        let whole = self.cut(from, end, cue);
        let parts = if rule == Rule::Object {
            PREP | SUB | REL | CUE | ADV | TIME | ACC | PRON | AUX
        } else {
            SUB | REL | CUE | ACC | PRON
        };
        let comma = (from + 1..whole.end).find(|&k| {
            self.kind(k) == Kind::Comma && !self.quoted(k) && self.is(k + 1, parts) && !self.is(k + 1, CONJ)
        });
        comma.map_or(whole.clone(), |comma| from..comma)
    }

    /// Drops marks and conjunctions at the edges.
    pub(super) fn trim(&self, mut part: Range<usize>) -> Range<usize> {
        while part.start < part.end {
            let k = part.start;
            let edge = matches!(
                self.kind(k),
                Kind::Comma | Kind::Stop | Kind::Colon | Kind::Dash | Kind::Semicolon | Kind::Close
            );
            if !edge || self.quoted(k) {
                break;
            }
            part.start += 1;
        }
        while part.start < part.end {
            let k = part.end - 1;
            let edge = matches!(
                self.kind(k),
                Kind::Comma | Kind::Stop | Kind::Colon | Kind::Dash | Kind::Semicolon | Kind::Open
            );
            let loose = self.is(k, CONJ) && self.kind(k) == Kind::Word;
            if !(edge || loose) || self.quoted(k) {
                break;
            }
            part.end -= 1;
        }
        part
    }

    /// Whether the cue shares the subject of one before it ("and added", ", estimant que").
    pub(super) fn coordinated(&self, cue: &Cue, sentence: &Range<usize>) -> bool {
        let Some(k) = cue.group.start.checked_sub(1).filter(|&k| k > sentence.start) else { return false };
        self.is(k, CONJ) || self.kind(k) == Kind::Comma || self.quoted(k) && self.kind(k) == Kind::Quote
    }
}
