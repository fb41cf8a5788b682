//! Whom a statement's mention means by the press's own rules of reference, without weights: who is called
//! by these words, who spoke last, who stands as the subject before. Each rule has a number; what it is worth
//! is one sign among the others.

use super::cast::Member;
use super::lexicon::class::*;
use super::linker::Choice;
use super::mention::Head;
use super::question::{Question, definite};
use crate::sentence::Kind;

/// What each rule of reference is worth before anything is learned of it: there is too little to learn from.
pub(super) const WORTH: [f32; 16] =
    [0.0, 4.0, 4.0, 0.0, 0.0, 1.5, 0.0, 1.2, 0.0, 1.5, 3.0, 0.0, 5.5, 0.0, 4.0, 0.3];

impl Question<'_, '_> {
    /// Whom the grammar of the press would choose, and by which of its rules.
    pub(super) fn sieve(&self, choices: &[Choice], ties: &[u32]) -> Option<(usize, u32)> {
        let only = |tie: u32| {
            let mut own = (0..ties.len()).filter(|&n| ties[n] == tie);
            own.next().filter(|_| own.next().is_none())
        };
        let place = |choice: Choice| choices.iter().position(|known| *known == choice);
        match self.asks {
            5 | 7 | 8 | 10 => {
                let by_words = [(7, 1), (4, 2), (2, 4), (3, 4), (5, 3)];
                // A lone word says less of whom it means.
                let lone = |rule: u32| if rule == 2 && self.hashes.len() < 2 { 13 } else { rule };
                let called = by_words.into_iter().find_map(|(tie, rule)| only(tie).map(|n| (n, lone(rule))));
                called
                    .filter(|(n, rule)| *rule != 13 || !self.acts_since(choices[*n]))
                    .or_else(|| {
                        let own = self.introduced().then(|| place(Choice::Own)).flatten();
                        own.map(|n| (n, 14))
                    })
                    .or_else(|| self.nearest(choices, true).filter(|_| self.asks == 5))
                    .or_else(|| self.nearest(choices, false).filter(|_| self.asks == 5).map(|(n, _)| (n, 15)))
                    .or_else(|| self.firm(choices).map(|n| (n, 10)))
                    .or_else(|| self.fresh(choices))
                    .or_else(|| place(Choice::Own).map(|n| (n, 6)))
            }
            1..=4 | 11 | 14 => self
                .subject_before(choices)
                .or_else(|| self.only_described(choices))
                .or_else(|| self.nearest(choices, false)),
            12 => {
                let (who, at) = *self.cast.turns.last()?;
                let near = self.paragraph.saturating_sub(self.scene.paragraph_of(at)) <= 1;
                place(Choice::Member(who)).filter(|_| near).map(|n| (n, 11))
            }
            _ => None,
        }
    }

    /// Whether "the officer" was "a police officer" before: somebody who has no name.
    fn introduced(&self) -> bool {
        let Some(mention) = &self.draft.mention else { return false };
        let scene = self.scene;
        let word = scene.tokens[mention.key].word;
        let first = |k: usize| (k.saturating_sub(3)..k).any(|n| scene.is(n, INDEF) && scene.is(n, DET));
        let mut before = scene.places_of(word).take_while(|&k| k < mention.words.start);
        before.any(|k| first(k) && !self.cast.people.holds(k + 1))
    }

    /// Somebody whom the text only describes, or by a description somebody known, if the sentence before opens
    /// with it and nobody has spoken since.
    fn subject_before(&self, choices: &[Choice]) -> Option<(usize, u32)> {
        let opening = self.phrases.iter().position(|phrase| phrase.opens && phrase.back <= 1)?;
        let phrase = &self.phrases[opening];
        let at = phrase.mention.words.start;
        // A thing opens sentences more often than somebody does.
        let somebody = phrase.mention.head != Head::Noun
            || self.draft.mention.is_some() && self.scene.is(phrase.mention.words.start, INDEF);
        if !somebody || self.cast.turns.last().is_some_and(|(_, spoke)| *spoke >= at) {
            return None;
        }
        let (who, rule) = match phrase.member {
            Some(n) => (Choice::Member(n), 9),
            None => (Choice::Phrase(opening), 12),
        };
        choices.iter().position(|choice| *choice == who).map(|place| (place, rule))
    }

    /// Somebody whom the text only describes, if since then nobody has stood or spoken who could be "she".
    fn only_described(&self, choices: &[Choice]) -> Option<(usize, u32)> {
        if !matches!(self.asks, 1 | 2) {
            return None;
        }
        let scene = self.scene;
        let natural = scene.lexicon.natural_gender();
        let asked = self.draft.mention.as_ref().map(|mention| scene.marks[mention.key].entry.gender);
        let nearest = self
            .lasts
            .iter()
            .filter(|(last, n)| {
                let member = &self.cast.members[*n];
                self.may_be_he(member)
                    && (member.person || member.spoke == Some(*last) || self.listed(member))
            })
            .map(|(last, _)| *last)
            .next();
        let fits = |phrase: &super::phrase::Phrase| {
            let key = phrase.mention.key;
            phrase.mention.head != Head::Noun
                && (natural || Some(scene.marks[key].entry.gender) == asked)
                && phrase.back <= 5
                && nearest.is_none_or(|last| last < phrase.mention.words.start)
        };
        let n = self.phrases.iter().position(fits)?;
        let who = self.phrases[n].member.map_or(Choice::Phrase(n), Choice::Member);
        choices.iter().position(|choice| *choice == who).map(|place| (place, 12))
    }

    /// "The engineer" may be who was named first in the sentence before, of whom nothing else is said.
    fn fresh(&self, choices: &[Choice]) -> Option<(usize, u32)> {
        let mention = self.draft.mention.as_ref()?;
        let scene = self.scene;
        if !definite(scene, mention) || scene.is(mention.key, ORG | DOC | FIRM) {
            return None;
        }
        let mut found = choices.iter().enumerate().filter_map(|(place, choice)| match choice {
            Choice::Member(n) if self.new_here(*n) => Some(place),
            _ => None,
        });
        let place = found.next()?;
        found.next().is_none().then_some((place, 5))
    }

    /// The last one who stands as a subject does, or spoke; `unnamed` if nothing may be said of it yet.
    fn nearest(&self, choices: &[Choice], unnamed: bool) -> Option<(usize, u32)> {
        let unspoken = matches!(self.asks, 11 | 14);
        let here = |last: usize| self.scene.sentence_index(last) == self.sentence;
        if let Some((who, at)) = self.cast.turns.last().filter(|_| !unnamed)
            && !(unspoken && self.lasts.first().is_some_and(|(last, _)| here(*last)))
            && self.plural(&self.cast.members[*who])
            && self.may_be_he(&self.cast.members[*who])
            && self.sentence.saturating_sub(self.scene.sentence_index(*at)) <= 1
            && let Some(place) = choices.iter().position(|choice| *choice == Choice::Member(*who))
        {
            return Some((place, 7));
        }
        for (last, n) in &self.lasts {
            let member = &self.cast.members[*n];
            let gap = self.sentence.saturating_sub(self.scene.sentence_index(*last));
            if gap > 4 {
                return None;
            }
            let sentence = self.scene.sentence_of(*last);
            let spoke = member.spoke == Some(*last);
            // "A Russell, cuarto en la meta, …": a sentence may open with whom it is about.
            let topic = *last == sentence.start + 1 && self.scene.kind(*last + 1) == Kind::Comma;
            let governed = *last > sentence.start && self.scene.is(*last - 1, PREP | OF) && !topic;
            let person = member.person
                || member.full() && (!unnamed || self.listed(member))
                || matches!(member.head, Head::Role | Head::Anonymous);
            if !person
                || !self.plural(member)
                || !self.may_be_he(member)
                || !spoke && (governed || self.scene.quoted(*last))
            {
                continue;
            }
            if unnamed && (!member.roles.is_empty() || member.head != Head::Name || gap > 2) {
                continue;
            }
            let Some(place) = choices.iter().position(|choice| *choice == Choice::Member(*n)) else {
                continue;
            };
            let rule = match (spoke, *last < sentence.start + 6) {
                _ if unnamed => 5,
                (true, _) if gap <= 1 => 7,
                (true, _) => 8,
                (_, true) if gap <= 1 => 9,
                _ => 11,
            };
            return Some((place, rule));
        }
        None
    }

    /// Whether "he" or "she" may be it: where gender is the person's own, only a person.
    fn may_be_he(&self, member: &Member) -> bool {
        let personal = matches!(self.asks, 1 | 2) && self.scene.lexicon.natural_gender();
        !personal || member.head != Head::Name || member.person || self.listed(member)
    }

    /// The persons, of the gender asked for, who stand near before the statement, outside quotations.
    pub(super) fn stage(&self) -> Vec<usize> {
        let near = |last: usize| {
            self.paragraph.saturating_sub(self.scene.paragraph_of(last)) <= 1
                && self.sentence.saturating_sub(self.scene.sentence_index(last)) <= 5
        };
        let person = |member: &Member| member.head == Head::Name && (member.person || self.listed(member));
        self.lasts
            .iter()
            .take_while(|(last, _)| near(*last))
            .filter(|(last, n)| {
                let member = &self.cast.members[*n];
                person(member) && (member.spoke == Some(*last) || !self.scene.quoted(*last))
            })
            .map(|(_, n)| *n)
            .collect()
    }

    /// "The company": the organisation the report has named, if it is called so or has spoken, or is much
    /// spoken of; the most prominent first, then the nearest.
    fn firm(&self, choices: &[Choice]) -> Option<usize> {
        let mention = self.draft.mention.as_ref()?;
        let scene = self.scene;
        if self.asks == 5
            || !definite(scene, mention)
            || !scene.is(mention.key, FIRM)
            || mention.words.len() > 3
        {
            return None;
        }
        let mut best: Option<(u32, usize)> = None;
        for (_, n) in &self.lasts {
            let member = &self.cast.members[*n];
            let own = |classes: u64| member.words.clone().any(|k| scene.is(k, classes));
            let named = match member.head {
                Head::Name => !own(ORG | ROLE | DOC),
                Head::Organisation => !own(ORG | DET),
                _ => false,
            };
            let person = member.office || self.listed(member) || member.person && member.words.len() == 1;
            let called = member.roles.iter().any(|role| role.clone().any(|k| scene.is(k, FIRM | ORG)));
            if !named || person && !called {
                continue;
            }
            let called = called || scene.within_marks(&member.words) && !member.roles.is_empty();
            let opens = member.mentions.first().is_some_and(|run| scene.paragraph_of(run.start) <= 1);
            let free = self.cast.free.get(*n) == Some(&2) && member.mentions.len() >= 3;
            let points = 6 * u32::from(called)
                + 4 * u32::from(member.said > 0)
                + if member.said == 0 && self.acted(member) { self.weight_of_act(member) } else { 0 }
                + 2 * u32::from(opens && free);
            let place = choices.iter().position(|choice| *choice == Choice::Member(*n));
            if let Some(place) = place.filter(|_| points >= 3)
                && best.is_none_or(|(most, _)| points > most)
            {
                best = Some((points, place));
            }
        }
        best.map(|(_, place)| place)
    }

    /// Letters are a firm's more surely than a name behind an article, which may be a country's.
    fn weight_of_act(&self, member: &Member) -> u32 {
        let name = member.words.start;
        if member.words.len() == 1 && self.scene.tokens[name].upper { 7 } else { 3 }
    }

    /// Whether a firm acted in the sentence before, and the one that a lone word fits was named earlier.
    fn acts_since(&self, choice: Choice) -> bool {
        let (Choice::Member(n), Some(mention)) = (choice, &self.draft.mention) else { return false };
        let last = self.last(&self.cast.members[n]).unwrap_or(0);
        let firm =
            |member: &Member| member.head == Head::Name && member.spoke.is_none() && self.acted(member);
        self.scene.is(mention.key, FIRM)
            && self
                .lasts
                .iter()
                .take_while(|(at, _)| *at > last)
                .any(|(_, m)| *m != n && firm(&self.cast.members[*m]))
    }

    /// Whether letters, or a name behind an article, stand free in the sentence before, as who acts does: a firm.
    fn acted(&self, member: &Member) -> bool {
        let scene = self.scene;
        let last = member.mentions.iter().rfind(|run| run.start < self.at && !scene.quoted(run.start));
        let Some(run) = last else { return false };
        let sentence = scene.sentence_of(run.start);
        let articles = (sentence.start..run.start)
            .rev()
            .take_while(|&k| scene.is(k, DET) && !scene.is(k, PREP | OF))
            .count();
        // "via WhatsApp, SMS and mail": letters that are listed do nothing.
        let listed = scene.kind(run.end) != Kind::Word || scene.is(run.end, PREP | CONJ);
        let letters = run.len() == 1 && scene.tokens[run.start].upper && !listed;
        let before = run.start - articles;
        let free = before == sentence.start || !scene.is(before - 1, PREP | OF);
        (letters || articles > 0 && !scene.lexicon.traits.capital_nouns)
            && free
            && self.sentence.saturating_sub(scene.sentence_index(run.start)) <= 1
    }

    /// Whether it may be meant by a plural, where one stands.
    fn plural(&self, member: &Member) -> bool {
        self.asks != 3 && !self.many || member.number != 1 || !member.person && !self.listed(member)
    }
}
