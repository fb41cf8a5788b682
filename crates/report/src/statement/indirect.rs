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
    let mut offered: Vec<Draft> = Vec::new();
    for sentence in &scene.sentences {
        let first = found.len();
        scene.read_sentence(sentence, &taken, &mut found, &mut offered);
        if scene.lexicon.traits.verb_second && found.len() == first {
            scene.read_mood(sentence, &taken, drafts, &mut found);
        }
        scene.offer_held(sentence, &taken, &mut offered);
    }
    // A quotation alone in its sentence that a sentence behind attributes has its cue there.
    drafts.retain(|draft| {
        draft.rule != Rule::Bare || !found.iter().any(|other| other.parts.first() == draft.parts.first())
    });
    drafts.append(&mut found);
    drafts.append(&mut offered);
    drafts.sort_by_key(Draft::start);
}

/// Tokens the direct quotations have used.
pub(super) struct Taken {
    cues: Vec<usize>,
    pub(super) quotations: Vec<bool>,
}

impl Taken {
    fn of(scene: &Scene<'_>, drafts: &[Draft]) -> Self {
        let mut quotations = vec![false; scene.quotations.len()];
        for draft in drafts {
            let (start, end) = (draft.start(), draft.end());
            let first = scene.quotations.partition_point(|quotation| quotation.end <= start);
            let held = scene.quotations[first..].iter().take_while(|quotation| quotation.open < end).count();
            if draft.rule != Rule::Bare {
                quotations[first..first + held].fill(true);
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
pub(super) struct Content {
    pub(super) parts: Vec<Range<usize>>,
    pub(super) rule: Rule,
    pub(super) mention: Option<Mention>,
    pub(super) clause: Range<usize>,
}

impl Scene<'_> {
    fn read_sentence(
        &self,
        sentence: &Range<usize>,
        taken: &Taken,
        found: &mut Vec<Draft>,
        offered: &mut Vec<Draft>,
    ) {
        let first = found.len();
        let mut at = sentence.start;
        while at < sentence.end {
            let mark = &self.marks[at];
            let step = mark.len.max(1) as usize;
            if mark.quote != 0 {
                at += 1;
                continue;
            }
            // Most words report nothing.
            if mark.entry.classes & (ACC | ACC_AROUND | ACC_AFTER | CUE | NOMINAL | COMP | ANAPHOR) == 0 {
                at += step;
                continue;
            }
            if step > 1
                && self.is(at, ANAPHOR)
                && let Some(draft) = self.anaphoric_phrase(at, sentence, taken)
            {
                found.push(draft);
                at += step + 1;
                continue;
            }
            if self.is(at, ACC | ACC_AROUND | ACC_AFTER) {
                if let Some(draft) = self.according(at, sentence, taken) {
                    found.push(draft);
                }
            } else if self.names(at, sentence) {
                // "the United States": part of a name.
            } else if self.is(at, CUE) && !self.is(at, INSIDE) && !taken.cue(at) {
                if let Some(draft) = self.reported(at, sentence, taken, &found[first..]) {
                    found.push(draft);
                } else if self.is(at, NOMINAL)
                    && let Some(draft) = self.nominal(at, sentence, taken)
                {
                    found.push(draft);
                } else {
                    self.offer(at, sentence, taken, &found[first..], offered);
                }
            } else if self.is(at, NOMINAL) {
                if let Some(draft) = self.nominal(at, sentence, taken) {
                    found.push(draft);
                }
            } else if self.is(at, COMP)
                && self.lexicon.comma_clause()
                && found.len() == first
                && let Some(draft) = self.unknown_reported(at, sentence, taken)
            {
                found.push(draft);
            } else if self.is(at, COMP) {
                offered.extend(self.offer_unknown(at, sentence, taken));
            }
            at += step;
        }
    }

    /// Whether a word of speech has a capital for being part of a name.
    fn names(&self, at: usize, sentence: &Range<usize>) -> bool {
        self.is(at, CUE | NOMINAL)
            && self.tokens[at].capital
            && at > sentence.start
            && self.tokens[at - 1].is_word()
            && !self.lexicon.traits.capital_nouns
            && !self.paragraphs[self.paragraph_of(at)].heading
    }

    /// The statement a cue reports.
    fn reported(&self, at: usize, sentence: &Range<usize>, taken: &Taken, before: &[Draft]) -> Option<Draft> {
        let cue = self.cue_at(at)?;
        if cue.negated && !self.denies(&cue) {
            return None;
        }
        if let Some(draft) = self.anaphoric(&cue, sentence, taken) {
            return Some(draft);
        }
        if self.reads_as_noun(&cue) {
            return None;
        }
        if self.passive(&cue) {
            return self.charged_by(&cue, sentence).and_then(|it| self.indirect(&it, Some(&cue), taken));
        }
        if let Some(content) = self.charged_by(&cue, sentence) {
            return self.indirect(&content, Some(&cue), taken);
        }
        if self.bare_participle(&cue) && !(self.coordinated(&cue, sentence) && !before.is_empty()) {
            return None;
        }
        let content = self
            .as_said(&cue, sentence)
            .or_else(|| self.postposed(&cue, sentence))
            .or_else(|| self.content_behind(&cue, sentence, before))?;
        let mut draft = self.indirect(&content, Some(&cue), taken)?;
        draft.told = self.told_to(&(cue.group.end..draft.start().max(cue.group.end)));
        Some(draft)
    }

    /// Whether a cue denies: what it denies is a statement also where it is negated.
    pub(super) fn denies(&self, cue: &Cue) -> bool {
        self.lexicon.cue_classes.get(cue.class as usize).is_some_and(|class| class == "deny")
    }

    /// Makes a draft of content: trims it, and tells its manner by the quotations in it.
    pub(super) fn indirect(&self, content: &Content, cue: Option<&Cue>, taken: &Taken) -> Option<Draft> {
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
        let mut parts = parts;
        let spoken = self.held(&parts).find(|&n| taken.quotations[n]);
        if let Some(n) = spoken {
            // Up to where somebody's own words begin.
            let open = self.quotations[n].open;
            parts.retain(|part| part.start + 2 < open);
            let last = parts.last_mut()?;
            *last = self.trim(last.start..last.end.min(open));
            if last.end <= last.start {
                return None;
            }
        }
        let mut draft = Draft {
            manner: Manner::Indirect,
            parts,
            cue: cue.map(|cue| self.cue_words(cue)),
            class: cue.map(|cue| cue.class),
            weak: cue.is_some_and(|cue| cue.weak),
            mention: content.mention.clone(),
            clause: content.clause.clone(),
            told: None,
            rule: content.rule,
            doubts: 0,
            quotation: None,
            follows: None,
            probability: 1.0,
        };
        self.set_manner(&mut draft);
        Some(draft)
    }

    /// The quotations that stand in a draft's words, or share some.
    fn held<'s>(&'s self, parts: &'s [Range<usize>]) -> impl Iterator<Item = usize> + 's {
        let (start, end) =
            (parts.first().map_or(0, |part| part.start), parts.last().map_or(0, |part| part.end));
        let first = self.quotations.partition_point(|quotation| quotation.end <= start);
        (first..self.quotations.len()).take_while(move |&n| self.quotations[n].open < end).filter(|&n| {
            let quotation = &self.quotations[n];
            parts.iter().any(|part| part.start < quotation.end && quotation.open < part.end)
        })
    }

    /// Tells a draft's manner by the quotations in it; words wholly in marks are the quotation's.
    pub(super) fn set_manner(&self, draft: &mut Draft) {
        let mut held = self.held(&draft.parts);
        let (first, more) = (held.next(), held.next().is_some());
        drop(held);
        draft.manner = if first.is_some() { Manner::Mixed } else { Manner::Indirect };
        if let Some(only) = first.filter(|_| !more)
            && let [part] = &draft.parts[..]
            && part.start >= self.quotations[only].open
            && part.end <= self.quotations[only].end
        {
            draft.manner = Manner::Direct;
            draft.quotation = Some(only);
            draft.parts.clone_from(&self.quotations[only].parts);
        }
    }

    /// "Content, V X." or "Content, X V."
    fn postposed(&self, cue: &Cue, sentence: &Range<usize>) -> Option<Content> {
        let group = cue.group.clone();
        if self.complementiser(cue, sentence.end).is_some() {
            return None;
        }
        let apposed = self.apposed_subject(cue, sentence);
        let (mark, mention, clause_end) = if let Some(mention) = apposed {
            (mention.whole.start - 1, Some(mention), group.end)
        } else if group.start > sentence.start && self.parts_off(group.start - 1) {
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
        let clause_stop = (clause_end..sentence.end)
            .find(|&k| {
                matches!(self.kind(k), Kind::Comma | Kind::Dash | Kind::Stop | Kind::Semicolon)
                    && !self.quoted(k)
            })
            .unwrap_or(sentence.end);
        let rest = self.trim(clause_stop..sentence.end);
        // "The theatre, she said, is no shop": a mere subject needs what is said of it.
        let subject = self.mention_at(from, mark).is_some_and(|subject| subject.whole.end == mark)
            && rest.len() > 1
            && !self.is(rest.start, CONJ | SUB | REL);
        if !subject && !self.counts(&before) && (before.len() < 3 || self.only_adjunct(&before)) {
            return None;
        }
        let mut parts = vec![before];
        if !rest.is_empty() && (subject || self.goes_on(&rest)) {
            parts.push(self.cut(rest.start, sentence.end, cue.at));
        }
        Some(Content { parts, rule: Rule::Postposed, mention, clause: mark + 1..clause_stop })
    }

    /// "Content, the X, Y, V.": the subject before the cue, closed by the comma of its apposition.
    fn apposed_subject(&self, cue: &Cue, sentence: &Range<usize>) -> Option<Mention> {
        let group = cue.group.clone();
        let closed = group.start > sentence.start && self.kind(group.start - 1) == Kind::Comma;
        let when = self.is(group.end, PREP | TIME)
            && (group.end..sentence.end.min(group.end + 4)).any(|k| self.closes(k));
        let ends = group.end >= sentence.end || self.closes(group.end) || when;
        if !closed || !self.lexicon.traits.bare_clause || !ends {
            return None;
        }
        let mention = self.subject_before(sentence.start, group.start)?;
        let mark = mention.whole.start.checked_sub(1).filter(|&mark| mark > sentence.start)?;
        (mention.whole.end == group.start && self.parts_off(mark)).then_some(mention)
    }

    /// Whether a clause without a verb says a number ("; plus de 1 400, affirme la maire"), no date.
    fn counts(&self, range: &Range<usize>) -> bool {
        let elliptic = range.start > 0 && self.kind(range.start - 1) == Kind::Semicolon
            || !self.is(range.start, PREP | SUB | TIME);
        elliptic
            && (2..9).contains(&range.len())
            && range.clone().any(|k| self.kind(k) == Kind::Number && !self.is(k + 1, TIME))
    }

    /// Whether what stands behind an incise carries on the content: no cue or conjunction opens it.
    pub(super) fn goes_on(&self, rest: &Range<usize>) -> bool {
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
    pub(super) fn content_start(&self, from: usize, end: usize) -> usize {
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
            let shared = || self.inherited(before).or_else(|| self.shared_subject(cue));
            let mention = if coordinated { shared() } else { mention };
            let source = self.source_before(cue, sentence);
            let mention = if source.is_some() { source } else { mention };
            let known = mention.is_some() || self.lexicon.traits.pro_drop || coordinated || !cue.weak;
            let part = self.cut(from, end, cue.at);
            return known.then_some(Content {
                parts: vec![part],
                rule: Rule::Clause,
                mention: mention.or_else(|| self.inherited(before)),
                clause: cue.group.start..from,
            });
        }
        let mention = match front.filter(|_| self.source_before(cue, sentence).is_none()).or(hung) {
            Some(mention) => mention,
            None if self.source_before(cue, sentence).is_some() => self.source_before(cue, sentence)?,
            None if coordinated => self
                .inherited(before)
                .or_else(|| self.shared_subject(cue))
                .or_else(|| self.first_subject(sentence, cue))?,
            None if self.lexicon.traits.verb_second && cue.group.start <= sentence.start + 6 => behind()?,
            None => return None,
        };
        let from =
            cue.group.end.max(if mention.whole.start >= cue.group.end { mention.whole.end } else { 0 });
        self.bare_content(cue, &mention, from, end)
    }

    /// What follows a cue without a complementiser.
    fn bare_content(&self, cue: &Cue, mention: &Mention, from: usize, end: usize) -> Option<Content> {
        let class = self.lexicon.cue_classes.get(cue.class as usize).map_or("say", String::as_str);
        let (from, addressed) = self.past_addressee(from, end);
        if from >= end || self.kind(from) == Kind::Stop {
            return None;
        }
        let clausal = self.is(cue.at, CLAUSAL) && !self.quoted(from);
        let make = |from: usize, rule: Rule| {
            if clausal && matches!(rule, Rule::Object | Rule::Infinitive) {
                return None;
            }
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
            let announced = self.kind(from) == Kind::Colon && !self.opens_quotation(from + 1);
            if mood || announced && (self.lexicon.traits.verb_second || class != "ask") && !cue.weak {
                return make(from + 1, Rule::BareClause);
            }
            return None;
        }
        if self.is(from, INF) && !self.is(from, DET) && (!self.is(from, PREP) || self.infinitive(from + 1)) {
            return make(from + 1, Rule::Infinitive);
        }
        if self.is(cue.at, CHARGE)
            && let Some(start) = self.charged_gerund(from, end)
        {
            return make(start, Rule::Infinitive);
        }
        if let Some(start) = self.bare_infinitive(from, end) {
            return make(start, Rule::Infinitive);
        }
        if matches!(class, "ask" | "promise" | "warn" | "criticise")
            && let Some(start) = self.asked_infinitive(from, end)
        {
            return make(start, Rule::Infinitive);
        }
        if matches!(class, "ask" | "warn" | "criticise" | "announce")
            && let Some((start, rule)) = self.past_asked(from, end, class)
        {
            return make(start, rule);
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

    pub(super) fn inherited(&self, before: &[Draft]) -> Option<Mention> {
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

    /// A sentence in the mood of reported speech behind one that is reported.
    fn read_mood(&self, sentence: &Range<usize>, taken: &Taken, drafts: &[Draft], found: &mut Vec<Draft>) {
        let told = |k: usize| self.is(k, SUBJUNCTIVE) && !self.quoted(k) && !self.tokens[k].capital;
        if !sentence.clone().any(told) && !self.told_by_form(sentence) {
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

    /// Whether the verb behind the subject a sentence opens with has the ending of reported mood, which no past
    /// form has: "Die Regierung verkenne …".
    fn told_by_form(&self, sentence: &Range<usize>) -> bool {
        let ends =
            |k: usize, list: &[String]| list.iter().any(|ending| self.word(k).ends_with(ending.as_str()));
        let told = |k: usize| {
            k < sentence.end
                && self.kind(k) == Kind::Word
                && !self.tokens[k].capital
                && self.classes(k) == 0
                && ends(k, &self.lexicon.told)
                && !ends(k, &self.lexicon.past)
        };
        !self.lexicon.told.is_empty()
            && self
                .opening_subject(sentence)
                .is_some_and(|mention| self.marks[mention.key].entry.number != 2 && told(mention.whole.end))
    }
}
