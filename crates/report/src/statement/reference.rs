//! Whom a statement's mention means by the press's own rules of reference, without weights: who is called
//! by these words, who spoke last, who stands as the subject before. Each rule has a number; what it is worth
//! is one sign among the others.

use super::cast::Member;
use super::lexicon::class::*;
use super::linker::Choice;
use super::mention::Head;
use super::question::{Question, definite};

/// What each rule of reference is worth before anything is learned of it: there is too little to learn from.
pub(super) const WORTH: [f32; 16] =
    [0.0, 4.0, 4.0, 0.0, 0.0, 1.5, 0.0, 1.2, 0.0, 1.5, 3.0, 0.0, 0.0, 0.0, 4.0, 0.3];

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
                by_words
                    .into_iter()
                    .find_map(|(tie, rule)| only(tie).map(|n| (n, lone(rule))))
                    .or_else(|| {
                        let own = self.introduced().then(|| place(Choice::Own)).flatten();
                        own.map(|n| (n, 14))
                    })
                    .or_else(|| self.nearest(choices, true).filter(|_| self.asks == 5))
                    .or_else(|| self.nearest(choices, false).filter(|_| self.asks == 5).map(|(n, _)| (n, 15)))
                    .or_else(|| self.firm(choices).map(|n| (n, 10)))
                    .or_else(|| place(Choice::Own).map(|n| (n, 6)))
            }
            1..=4 | 11 | 14 => self.nearest(choices, false),
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
            let governed = *last > sentence.start && self.scene.is(*last - 1, PREP | OF);
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
                (_, true) => 11,
                _ => 12,
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
            let points = 3 * u32::from(called) + 2 * u32::from(member.said > 0) + u32::from(opens && free);
            let place = choices.iter().position(|choice| *choice == Choice::Member(*n));
            if let Some(place) = place.filter(|_| points >= 2)
                && best.is_none_or(|(most, _)| points > most)
            {
                best = Some((points, place));
            }
        }
        best.map(|(_, place)| place)
    }

    /// Whether it may be meant by a plural, where one stands.
    fn plural(&self, member: &Member) -> bool {
        self.asks != 3 || member.number != 1 || !member.person
    }
}
