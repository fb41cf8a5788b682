//! Reported speech without marks around the whole: a cue with its clause, infinitive or noun, an
//! according-to form, a clause before its cue, and sentences in the mood of reported speech.
//! Quotations that stand within such content make it mixed.

use super::cue::Cue;
use super::draft::{Draft, Rule};
use super::lexicon::class::*;
use super::mention::Mention;
use super::scene::Scene;
use crate::Manner;
use crate::sentence::Kind;
use std::ops::Range;

/// Finds reported speech in every sentence; `drafts` are the direct quotations found before.
pub(crate) fn find(scene: &Scene<'_>, drafts: &mut Vec<Draft>) {
    let taken = Taken::of(scene, drafts);
    let mut found: Vec<Draft> = Vec::new();
    for sentence in &scene.sentences {
        let first = found.len();
        scene.read_sentence(sentence, &taken, &mut found);
        if scene.lexicon.traits.verb_second && found.len() == first {
            scene.read_mood(sentence, &taken, drafts, &mut found);
        }
    }
    // A quotation alone in its sentence that a sentence behind attributes has its cue there.
    drafts.retain(|draft| {
        draft.rule != Rule::Bare || !found.iter().any(|other| other.parts.first() == draft.parts.first())
    });
    drafts.append(&mut found);
    drafts.sort_by_key(Draft::start);
}

/// Tokens the direct quotations have used.
struct Taken {
    cues: Vec<usize>,
    quotations: Vec<bool>,
}

impl Taken {
    fn of(scene: &Scene<'_>, drafts: &[Draft]) -> Self {
        let mut quotations = vec![false; scene.quotations.len()];
        for draft in drafts {
            let (start, end) = (draft.start(), draft.end());
            for (n, quotation) in scene.quotations.iter().enumerate() {
                if quotation.open < end && start < quotation.end && draft.rule != Rule::Bare {
                    quotations[n] = true;
                }
            }
        }
        let mut cues: Vec<usize> =
            drafts.iter().filter_map(|draft| draft.cue.as_ref()).flat_map(|cue| cue.clone()).collect();
        cues.sort_unstable();
        Self { cues, quotations }
    }

    fn cue(&self, at: usize) -> bool {
        self.cues.binary_search(&at).is_ok()
    }
}

/// A cue's content and what is known of its speaker.
struct Content {
    parts: Vec<Range<usize>>,
    rule: Rule,
    mention: Option<Mention>,
    clause: Range<usize>,
}

impl Scene<'_> {
    fn read_sentence(&self, sentence: &Range<usize>, taken: &Taken, found: &mut Vec<Draft>) {
        let first = found.len();
        let mut at = sentence.start;
        while at < sentence.end {
            let step = self.marks[at].len.max(1) as usize;
            if self.quoted(at) {
                at += 1;
                continue;
            }
            if self.is(at, ACC | ACC_AROUND | ACC_AFTER) {
                if let Some(draft) = self.according(at, sentence, taken) {
                    found.push(draft);
                }
            } else if self.is(at, CUE) && !self.is(at, INSIDE) && !taken.cue(at) {
                if let Some(draft) = self.reported(at, sentence, taken, &found[first..]) {
                    found.push(draft);
                } else if self.is(at, NOMINAL)
                    && let Some(draft) = self.nominal(at, sentence, taken)
                {
                    found.push(draft);
                }
            } else if self.is(at, NOMINAL) {
                if let Some(draft) = self.nominal(at, sentence, taken) {
                    found.push(draft);
                }
            } else if self.is(at, COMP) && self.lexicon.comma_clause() && found.len() == first {
                if let Some(draft) = self.unknown_reported(at, sentence, taken) {
                    found.push(draft);
                }
            }
            at += step;
        }
    }

    /// The statement a cue reports.
    fn reported(&self, at: usize, sentence: &Range<usize>, taken: &Taken, before: &[Draft]) -> Option<Draft> {
        let cue = self.cue_at(at)?;
        let denies = self.lexicon.cue_classes.get(cue.class as usize).is_some_and(|class| class == "deny");
        if cue.negated && !denies || self.reads_as_noun(&cue) || self.passive(&cue) {
            return None;
        }
        if self.bare_participle(&cue) && !(self.coordinated(&cue, sentence) && !before.is_empty()) {
            return None;
        }
        if let Some(draft) = self.anaphoric(&cue, sentence, taken) {
            return Some(draft);
        }
        let content = self
            .as_said(&cue, sentence)
            .or_else(|| self.postposed(&cue, sentence))
            .or_else(|| self.content_behind(&cue, sentence, before))?;
        let mut draft = self.indirect(&content, Some(&cue), taken)?;
        draft.told = self.told_to(&(cue.group.end..draft.start().max(cue.group.end)));
        Some(draft)
    }

    /// "His criticism is that …", "la conclusion de X est que …", "ihr Argument, dass …".
    fn nominal(&self, at: usize, sentence: &Range<usize>, taken: &Taken) -> Option<Draft> {
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
    fn clause_of_noun(&self, at: usize, k: usize) -> bool {
        let before = k - 1;
        before == at && self.lexicon.traits.articles
            || self.is(before, AUX)
            || self.is(before, OF) && self.lexicon.traits.articles
            || self.kind(before) == Kind::Comma && (before == at + 1 || self.is(before - 1, AUX))
    }

    /// Whose words a noun of saying means: what stands before it as its owner, or behind "of".
    fn owner_of(&self, at: usize, end: usize) -> Option<Mention> {
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
        named.filter(|mention| mention.head == super::mention::Head::Name && mention.words.end + 3 >= at)
    }

    /// A verb the lexicon does not know before a comma and a complementiser ("X udowadniał, że …").
    fn unknown_reported(&self, comp: usize, sentence: &Range<usize>, taken: &Taken) -> Option<Draft> {
        use super::mention::Head;
        let at = comp.checked_sub(2).filter(|&at| at > sentence.start)?;
        let unknown =
            |k: usize| self.kind(k) == Kind::Word && !self.tokens[k].capital && self.classes(k) == 0;
        if self.kind(comp - 1) != Kind::Comma || !unknown(at) || self.quoted(at) {
            return None;
        }
        let mention = self.subject_before(sentence.start, at)?;
        if !matches!(mention.head, Head::Name | Head::Role | Head::Pronoun | Head::Organisation) {
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

    /// Makes a draft of content: trims it, and tells its manner by the quotations in it.
    fn indirect(&self, content: &Content, cue: Option<&Cue>, taken: &Taken) -> Option<Draft> {
        let parts: Vec<Range<usize>> = content
            .parts
            .iter()
            .map(|part| self.trim(part.clone()))
            .filter(|part| !part.is_empty())
            .collect();
        let words: usize =
            parts.iter().map(|part| self.tokens[part.clone()].iter().filter(|t| t.is_word()).count()).sum();
        if words == 0 {
            return None;
        }
        let holds: Vec<usize> = (0..self.quotations.len())
            .filter(|&n| {
                let quotation = &self.quotations[n];
                parts.iter().any(|part| part.start < quotation.end && quotation.open < part.end)
            })
            .collect();
        if holds.iter().any(|&n| taken.quotations[n]) {
            return None;
        }
        let mut parts = parts;
        let mut manner = if holds.is_empty() { Manner::Indirect } else { Manner::Mixed };
        let mut quotation = None;
        if let [only] = holds[..]
            && let [part] = &parts[..]
            && part.start >= self.quotations[only].open
            && part.end <= self.quotations[only].end
        {
            manner = Manner::Direct;
            quotation = Some(only);
            parts = self.quotations[only].parts.clone();
        }
        Some(Draft {
            manner,
            parts,
            cue: cue.map(|cue| self.cue_words(cue)),
            class: cue.map(|cue| cue.class),
            weak: cue.is_some_and(|cue| cue.weak),
            mention: content.mention.clone(),
            clause: content.clause.clone(),
            told: None,
            rule: content.rule,
            quotation,
            follows: None,
            probability: 1.0,
        })
    }

    /// Drops marks and conjunctions at the edges.
    pub(crate) fn trim(&self, mut part: Range<usize>) -> Range<usize> {
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

    /// "Content, V X." or "Content, X V."
    fn postposed(&self, cue: &Cue, sentence: &Range<usize>) -> Option<Content> {
        let group = cue.group.clone();
        if self.complementiser(cue, sentence.end).is_some() {
            return None;
        }
        let (mark, mention, clause_end) = if group.start > sentence.start && self.parts_off(group.start - 1) {
            if self.is(group.end, COMP) || self.kind(group.end) == Kind::Colon {
                return None;
            }
            let mention = self.hung_or_behind(cue, sentence.end);
            let end = mention.as_ref().map_or(group.end, |mention| mention.whole.end.max(group.end));
            let noun = mention.as_ref().is_some_and(|mention| mention.head == super::mention::Head::Noun);
            let english = self.lexicon.traits.bare_clause && !self.lexicon.traits.verb_second;
            if cue.weak && noun
                || english && end < sentence.end && !self.closes(end) && !self.is(end, PREP | TIME)
            {
                return None;
            }
            if english
                && mention.as_ref().is_some_and(|mention| mention.head == super::mention::Head::Pronoun)
            {
                return None;
            }
            // What stands before the comma may be the subject itself, closed by its apposition.
            let opened = self.content_start(sentence.start, group.start);
            if self
                .subject_before(sentence.start, group.start)
                .is_some_and(|mention| mention.whole.start <= opened + 1)
            {
                return None;
            }
            (group.start - 1, mention, end)
        } else {
            let mention = self.subject_before(sentence.start, group.start)?;
            let mark = mention
                .whole
                .start
                .checked_sub(1)
                .filter(|&mark| mark > sentence.start && self.parts_off(mark))?;
            if !self.lexicon.traits.bare_clause && !self.paragraphs[self.paragraph_of(mark)].heading {
                return None;
            }
            (mark, Some(mention), group.end)
        };
        if mention.is_none() && (cue.weak || !self.lexicon.traits.pro_drop || !self.closes(clause_end)) {
            return None;
        }
        if !self.ends_clause(clause_end, sentence.end) {
            return None;
        }
        if self.is(self.content_start(sentence.start, mark), AS) && mark - sentence.start < 12 {
            return None;
        }
        let from = self.content_start(sentence.start, mark);
        let before = from..mark;
        if before.len() < 3 || self.only_adjunct(&before) {
            return None;
        }
        let clause_stop = (clause_end..sentence.end)
            .find(|&k| {
                matches!(self.kind(k), Kind::Comma | Kind::Dash | Kind::Stop | Kind::Semicolon)
                    && !self.quoted(k)
            })
            .unwrap_or(sentence.end);
        let mut parts = vec![before];
        let rest = self.trim(clause_stop..sentence.end);
        if !rest.is_empty() && self.goes_on(&rest) {
            parts.push(self.cut(rest.start, sentence.end, cue.at));
        }
        Some(Content { parts, rule: Rule::Postposed, mention, clause: mark + 1..clause_stop })
    }

    /// Whether what stands behind an incise carries on the content: no cue or conjunction opens it.
    fn goes_on(&self, rest: &Range<usize>) -> bool {
        rest.len() >= 3
            && !self.is(rest.start, CONJ | SUB | REL | PREP | CUE | ADV | AUX | CLITIC | ACC)
            && !(rest.clone()).any(|k| self.is(k, CUE) && !self.is(k, WEAK) && !self.quoted(k))
    }

    fn parts_off(&self, k: usize) -> bool {
        matches!(self.kind(k), Kind::Comma | Kind::Dash) && !self.quoted(k)
            || self.quoted(k) && self.kind(k) == Kind::Quote && k > 0 && self.kind(k - 1) == Kind::Comma
    }

    fn hung_or_behind(&self, cue: &Cue, end: usize) -> Option<Mention> {
        self.subject(cue, &(cue.group.start..end)).map(|subject| subject.mention)
    }

    fn closes(&self, k: usize) -> bool {
        matches!(self.kind(k), Kind::Stop | Kind::Comma | Kind::Dash | Kind::Semicolon | Kind::Close)
    }

    /// Whether the reporting clause that ends at `k` says no more than when, where and to whom.
    fn ends_clause(&self, k: usize, end: usize) -> bool {
        k >= end
            || self.closes(k)
            || self.is(k, PREP | ADV | TIME | TOLD | CONJ | SUB | REL)
            || self.quoted(k) && self.kind(k) == Kind::Quote
            || self.tokens[k].kind == Kind::Word && self.lexicon.traits.cases && !self.is(k, COMP)
    }

    /// Content begins with its sentence, behind a conjunction.
    fn content_start(&self, from: usize, end: usize) -> usize {
        let opens = |k: &usize| matches!(self.kind(*k), Kind::Colon | Kind::Semicolon) && !self.quoted(*k);
        let mut from = (from..end).rev().find(opens).map_or(from, |k| k + 1);
        while from + 1 < end && self.is(from, CONJ | COMP) && !self.is(from, DET) {
            from += 1;
        }
        from
    }

    /// Whether the range is a mere adjunct ("On Friday", "Jeudi soir").
    fn only_adjunct(&self, range: &Range<usize>) -> bool {
        let first = range.start;
        range.len() < 9
            && (self.is(first, PREP | SUB) && !self.is(first, DET) || self.is(first, TIME | ADV))
            && !range.clone().any(|k| self.is(k, AUX) || self.quoted(k))
    }

    /// Content behind the cue: a clause, an infinitive, or a noun phrase.
    fn content_behind(&self, cue: &Cue, sentence: &Range<usize>, before: &[Draft]) -> Option<Content> {
        let end = sentence.end;
        let subject = self
            .subject(cue, &(sentence.start..cue.group.start.max(sentence.start + 1)))
            .filter(|s| !s.behind);
        let behind = || self.subject_behind(cue.group.end, end.min(cue.group.end + 18));
        let front = subject.map(|subject| subject.mention);
        let hung = self.hung_or_behind(cue, cue.group.end);
        // "X said A and warned B": the subject of the second verb is the first one's.
        let joined = !before.is_empty()
            && cue.group.start > sentence.start
            && self.is(cue.group.start - 1, CONJ)
            && hung.is_none();
        let front = front.filter(|_| !joined);
        let coordinated = front.is_none() && hung.is_none() && self.coordinated(cue, sentence);
        if let Some((comp, from)) = self.complementiser(cue, end) {
            let mention = front.clone().or(hung).or_else(|| self.subject_behind(cue.group.end, comp));
            let mention = if coordinated { self.inherited(before) } else { mention };
            let known = mention.is_some() || self.lexicon.traits.pro_drop || coordinated || !cue.weak;
            let part = self.cut(from, end, cue.at);
            return known.then_some(Content {
                parts: vec![part],
                rule: Rule::Clause,
                mention: mention.or_else(|| self.inherited(before)),
                clause: cue.group.start..from,
            });
        }
        let mention = match front.or(hung) {
            Some(mention) => mention,
            None if coordinated => match self.inherited(before).or_else(|| self.first_subject(sentence, cue))
            {
                Some(mention) => mention,
                None => return None,
            },
            None if self.lexicon.traits.verb_second && cue.group.start <= sentence.start + 6 => behind()?,
            None => return None,
        };
        let from =
            cue.group.end.max(if mention.whole.start >= cue.group.end { mention.whole.end } else { 0 });
        self.bare_content(cue, mention, from, end)
    }

    /// "Jak dodał X, …" / "…, wie X mitteilte": what the as-clause does not hold.
    fn as_said(&self, cue: &Cue, sentence: &Range<usize>) -> Option<Content> {
        let from = cue.group.start.saturating_sub(16).max(sentence.start);
        let opens = (from..cue.group.start).rev().find(|&k| self.is(k, AS) && !self.quoted(k))?;
        if (opens + 1..cue.group.start).any(|k| !self.tokens[k].is_word() && self.kind(k) != Kind::Quote) {
            return None;
        }
        let close = (cue.group.end..sentence.end.min(cue.group.end + 24))
            .find(|&k| matches!(self.kind(k), Kind::Comma | Kind::Dash | Kind::Stop) && !self.quoted(k));
        let close = close.unwrap_or(sentence.end);
        let mention = self.subject(cue, &(opens + 1..close)).map(|subject| subject.mention);
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

    /// What follows a cue without a complementiser.
    fn bare_content(&self, cue: &Cue, mention: Mention, from: usize, end: usize) -> Option<Content> {
        let class = self.lexicon.cue_classes.get(cue.class as usize).map_or("say", String::as_str);
        let (from, addressed) = self.past_addressee(from, end);
        if from >= end || self.kind(from) == Kind::Stop {
            return None;
        }
        let make = |from: usize, rule: Rule| {
            let short = matches!(rule, Rule::Object | Rule::Infinitive);
            let part =
                if short { self.cut_short(from, end, cue.at, rule) } else { self.cut(from, end, cue.at) };
            Some(Content {
                parts: vec![part],
                rule,
                mention: Some(mention.clone()),
                clause: cue.group.start..from,
            })
        };
        if matches!(self.kind(from), Kind::Comma | Kind::Colon) {
            let mood = self.lexicon.traits.verb_second
                && !self.is(from + 1, CONJ | SUB | COMP)
                && ((from + 1..end.min(from + 40)).any(|k| self.is(k, SUBJUNCTIVE) && !self.quoted(k))
                    || !cue.weak && self.mood_like(from + 1, end.min(from + 12)));
            if mood || self.kind(from) == Kind::Colon && self.lexicon.traits.verb_second && !cue.weak {
                return make(from + 1, Rule::BareClause);
            }
            return None;
        }
        if self.is(from, INF) && !self.is(from, DET) && (!self.is(from, PREP) || self.infinitive(from + 1)) {
            return make(from + 1, Rule::Infinitive);
        }
        if let Some(start) = self.bare_infinitive(from, end) {
            return make(start, Rule::Infinitive);
        }
        if matches!(class, "ask" | "promise" | "warn" | "criticise")
            && let Some(start) = self.asked_infinitive(from, end)
        {
            return make(start, Rule::Infinitive);
        }
        let next = self.classes(from);
        if self.lexicon.traits.bare_clause
            && !self.lexicon.traits.verb_second
            && next & (PREP | ADV) == 0
            && !addressed
        {
            let rule = if class == "say" || class == "claim" || class == "add" {
                Rule::BareClause
            } else {
                Rule::Object
            };
            return make(from, rule);
        }
        let objects = !matches!(class, "say" | "add" | "write") || self.quoted(from);
        if next & GOVERN != 0 && next & DET == 0 {
            let governs = class != "add" || self.quoted(from + 1);
            return if governs { make(from + 1, Rule::Object) } else { None };
        }
        if next & (PREP | ADV | TIME | CONJ | SUB | REL) != 0 && next & DET == 0 {
            return None;
        }
        if cue.weak && !self.quoted(from) && !objects {
            return None;
        }
        make(from, Rule::Object)
    }

    fn infinitive(&self, k: usize) -> bool {
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

    fn infinitive_soon(&self, k: usize) -> bool {
        (k..k + 3).take_while(|&n| n == k || self.is(n - 1, CLITIC | NEG | ADV)).any(|n| {
            let word = self.word(n);
            self.lexicon
                .infinitives
                .iter()
                .any(|suffix| word.ends_with(suffix.as_str()) && word.len() > suffix.len() + 1)
        })
    }

    /// "affirme avoir échoué", "dit ne pas savoir": an infinitive right behind the cue.
    fn bare_infinitive(&self, from: usize, end: usize) -> Option<usize> {
        if self.lexicon.infinitives.is_empty() || from >= end || self.is(from, DET) && !self.is(from, CLITIC)
        {
            return None;
        }
        self.infinitive(from).then_some(from)
    }

    /// "a appelé les Tchèques à rester": the infinitive behind the one who is asked.
    fn asked_infinitive(&self, from: usize, end: usize) -> Option<usize> {
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

    /// Whether a word the lexicon does not know ends as the mood of reported speech does.
    fn mood_like(&self, from: usize, end: usize) -> bool {
        self.lexicon.traits.capital_nouns
            && (from..end).any(|k| {
                !self.tokens[k].capital
                    && self.classes(k) == 0
                    && self.word(k).len() > 4
                    && self.word(k).ends_with('e')
            })
    }

    /// Skips adverbs and the one who is told ("told Reuters", "a l'AFP").
    fn past_addressee(&self, from: usize, end: usize) -> (usize, bool) {
        let mut k = from;
        let mut addressed = false;
        while k < end && k < from + 8 {
            if self.is(k, TOLD) && !self.quoted(k) {
                addressed = true;
                k += self.told_len(k);
            } else if self.is(k, ADV | TIME | NEG) && !self.is(k, DET | PREP | COMP | CONJ) {
                k += 1;
            } else if self.is(k, PREP) && self.is(k + 1, TIME) {
                k += 2;
            } else if let Some(past) = self.past_recipient(k, end) {
                k = past;
            } else {
                break;
            }
        }
        (k, addressed)
    }

    /// "ha chiesto al governo lo stato di emergenza": behind the one who is asked stands what is asked.
    fn past_recipient(&self, k: usize, end: usize) -> Option<usize> {
        let traits = self.lexicon.traits;
        if !traits.articles
            || traits.bare_clause
            || traits.verb_second
            || !self.is(k, PREP)
            || !self.is(k, GOVERN)
        {
            return None;
        }
        let from = if self.is(k + 1, DET) { k + 2 } else { k + 1 };
        let stop =
            (from..end.min(from + 6)).find(|&n| self.is(n, DET) && !self.is(n, PREP | OF | PARTICLE))?;
        let plain =
            (from..stop).all(|n| self.tokens[n].is_word() && !self.is(n, AUX | COMP | REL | CUE | CONJ));
        (stop > from && plain && self.mention_at(stop, end).is_some()).then_some(stop)
    }

    /// The complementiser of a cue, and where its clause begins.
    fn complementiser(&self, cue: &Cue, end: usize) -> Option<(usize, usize)> {
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
            if self.is(k, COMP) && !self.quoted(k) {
                // "that", "what": a word that may be something else counts next to the cue, or behind the
                // one who is told and when.
                let told = self.is(from, PREP | TIME | TOLD | ADV) || self.tokens[from].capital;
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

    fn short_quotation(&self, k: usize) -> bool {
        let n = self.marks[k].quote as usize;
        n > 0 && self.words_in(n - 1) <= 4
    }

    /// Behind a comma the complementiser stands at once, or behind a second comma.
    fn past_comma(&self, comma: usize, end: usize) -> Option<usize> {
        if self.is(comma + 1, COMP) {
            return Some(comma + 1);
        }
        if !self.is(comma + 1, PREP | ADV | TIME) {
            return None;
        }
        let close = (comma + 1..end.min(comma + 8)).find(|&k| self.kind(k) == Kind::Comma)?;
        self.is(close + 1, COMP).then_some(close + 1)
    }

    /// "Dat meldt X." / "Об этом сообщил X.": the sentence before is the content.
    fn anaphoric(&self, cue: &Cue, sentence: &Range<usize>, taken: &Taken) -> Option<Draft> {
        let opens = self.is(sentence.start, ANAPHOR)
            && sentence.start + self.marks[sentence.start].len as usize >= cue.group.start
            && sentence.len() < 60;
        if !opens || self.complementiser(cue, sentence.end).is_some() {
            return None;
        }
        let mention = self.subject_behind(cue.group.end, sentence.end)?;
        let n = self.sentence_index(sentence.start).checked_sub(1)?;
        let before = self.sentences.get(n)?.clone();
        if self.paragraph_of(before.start) != self.paragraph_of(sentence.start) {
            return None;
        }
        let content = Content {
            parts: vec![before],
            rule: Rule::Anaphor,
            mention: Some(mention),
            clause: sentence.clone(),
        };
        self.indirect(&content, Some(cue), taken)
    }

    /// Whether the cue shares the subject of one before it ("and added", ", estimant que").
    fn coordinated(&self, cue: &Cue, sentence: &Range<usize>) -> bool {
        let Some(k) = cue.group.start.checked_sub(1).filter(|&k| k > sentence.start) else { return false };
        self.is(k, CONJ) || self.kind(k) == Kind::Comma || self.quoted(k) && self.kind(k) == Kind::Quote
    }

    fn inherited(&self, before: &[Draft]) -> Option<Mention> {
        before.last().and_then(|draft| draft.mention.clone())
    }

    /// The subject of the sentence: the first phrase in it that hangs on nothing.
    pub(crate) fn first_subject(&self, sentence: &Range<usize>, cue: &Cue) -> Option<Mention> {
        let mut at = sentence.start;
        while at < cue.group.start {
            if self.tokens[at].is_word()
                && !self.is(at, PREP | INSIDE)
                && !self.quoted(at)
                && !(at > sentence.start && self.is(at - 1, PREP | DET | OF))
                && let Some(mention) = self.mention_at(at, cue.group.start)
            {
                return Some(mention);
            }
            at += 1;
        }
        None
    }

    /// Content from `from`, up to where another cue of the same speaker, or another source, begins.
    fn cut(&self, from: usize, end: usize, cue: usize) -> Range<usize> {
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
            if self.other_speaker(k, end) || self.same_speaker(k, end, joined) {
                return from..k - 1;
            }
        }
        from..end
    }

    /// Whether at `k` another cue of the same speaker begins.
    fn same_speaker(&self, k: usize, end: usize, joined: bool) -> bool {
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
            || !next.weak && !joined
            || !next.weak && joined
    }

    /// Whether behind a comma and a conjunction another speaker's clause begins (", but people said").
    fn other_speaker(&self, k: usize, end: usize) -> bool {
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
    fn cut_short(&self, from: usize, end: usize, cue: usize, rule: Rule) -> Range<usize> {
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

    /// "Selon X, …", "…, according to X", "nach Angaben von X …", "… zufolge".
    fn according(&self, at: usize, sentence: &Range<usize>, taken: &Taken) -> Option<Draft> {
        let len = self.marks[at].len.max(1) as usize;
        let opens = (sentence.start..at).all(|k| self.is(k, CONJ | ADV | TIME) || !self.tokens[k].is_word());
        let (mention, past) = self.source_of(at, len, sentence)?;
        use super::mention::Head;
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
            if held {
                // The clause behind is the content already.
            } else if comma
                && !rest.is_empty()
                && self.kind(past) == Kind::Comma
                && !self.is(rest.start, CONJ | SUB)
            {
                parts.push(rest);
            } else if !comma && !rest.is_empty() && self.kind(past) != Kind::Comma {
                parts.push(rest);
            }
        }
        let cue = Cue { at, group: at..at + len, class: 0, weak: false, negated: false, modal: false };
        let content = Content { parts, rule: Rule::According, mention: Some(mention), clause: at..past };
        let mut draft = self.indirect(&content, None, taken)?;
        let around = self.is(at, ACC_AROUND);
        let split = around && !self.is(at, PRON);
        draft.cue = Some(if split { at..at + 1 } else { cue.group });
        draft.class = Some(0);
        Some(draft)
    }

    fn second_person(&self, at: usize, past: usize) -> bool {
        (at..past).any(|k| self.is(k, PRON) && matches!(self.marks[k].entry.person, 1 | 2))
    }

    /// The source an according-to form names, and where the form ends.
    fn source_of(&self, at: usize, len: usize, sentence: &Range<usize>) -> Option<(Mention, usize)> {
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
        let past = mention.whole.end;
        Some((mention, past))
    }

    fn pronoun_mention(&self, key: usize) -> Mention {
        let words = key..key + 1;
        Mention {
            words: words.clone(),
            whole: words,
            head: super::mention::Head::Pronoun,
            key,
            role: None,
            titled: false,
        }
    }

    /// A source that is no noun phrase we can read: what stands before the next mark.
    fn plain_source(&self, from: usize, end: usize) -> Option<Mention> {
        let stop = (from..end.min(from + 12)).find(|&k| !self.tokens[k].is_word())?;
        let words = from..stop;
        (!words.is_empty()).then(|| Mention {
            words: words.clone(),
            whole: words.clone(),
            head: super::mention::Head::Noun,
            key: words.start,
            role: None,
            titled: false,
        })
    }

    /// A sentence in the mood of reported speech behind one that is reported.
    fn read_mood(&self, sentence: &Range<usize>, taken: &Taken, drafts: &[Draft], found: &mut Vec<Draft>) {
        if !sentence.clone().any(|k| self.is(k, SUBJUNCTIVE) && !self.quoted(k) && !self.tokens[k].capital) {
            return;
        }
        let direct = drafts.iter().rfind(|draft| draft.start() < sentence.start);
        let previous = found.last().into_iter().chain(direct).max_by_key(|draft| draft.start()).cloned();
        let Some(previous) = previous else { return };
        let here = self.paragraph_of(sentence.start);
        let gap = sentence.start.saturating_sub(previous.end().max(previous.clause.end));
        if self.paragraph_of(previous.start()) != here || gap > 60 {
            return;
        }
        if sentence.clone().any(|k| taken.cue(k)) {
            return;
        }
        let mention = previous.mention.clone();
        let content = Content {
            parts: vec![sentence.clone()],
            rule: Rule::Mood,
            mention,
            clause: sentence.start..sentence.start,
        };
        if let Some(draft) = self.indirect(&content, None, taken) {
            found.push(draft);
        }
    }
}
