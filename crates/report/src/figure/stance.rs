//! Whose claim a figure is and how sure they are: the statement it stands in, the words that name a source
//! without one, the signs of mood around it, and the figure before where one is a part of the other.
//!
//! [`super::source`] finds sources and [`super::sureness`] signs; here they are weighed.

use super::Reading;
use super::claim::Surroundings;
use super::lexicon::{Mood, Role};
use super::number::{Nature, Numeral};
use super::source;
use super::sureness::Sign;
use crate::{Manner, Span, Statement, Sureness};
use std::ops::Range;

/// Where a figure stands.
pub(super) struct Place {
    /// First token of number and currency sign.
    pub(super) first: usize,
    /// Tokens of the whole expression.
    pub(super) span: Range<usize>,
    /// Bytes of the number.
    pub(super) number: Span,
}

/// Who claims a figure, and how sure they are.
pub(super) struct Stance {
    pub(super) sureness: Sureness,
    /// The words that say so.
    pub(super) sign: Option<Sign>,
    pub(super) said_by: Option<String>,
    /// Place of the statement the figure stands in.
    pub(super) statement: Option<usize>,
}

impl Reading<'_> {
    /// Who claims the figure at a place, and how sure they are of it.
    pub(super) fn stance(
        &self,
        n: &Numeral,
        place: &Place,
        noun: Option<&Range<usize>>,
        around: &Surroundings<'_>,
    ) -> Stance {
        let enclosing = source::enclosing(around.statements, around.within, place.number);
        let told = if enclosing.is_none() { self.told(n.first) } else { None };
        let indirect = enclosing.as_ref().is_none_or(|(s, ..)| s.manner == Manner::Indirect);
        let told_by_one = if indirect { self.told_by_one_of(n.first) } else { None };
        let statement = enclosing.as_ref().map(|(s, ..)| *s);
        let index = enclosing.as_ref().map(|(_, index, _)| *index);
        let planned = statement.is_some_and(source::announces) && self.is_planned(place.first, noun);
        let (sureness, sign) = self.sureness(&around.signs, &place.span, n, statement);
        // "according to two sources" is the outlet's count of them.
        let sources = noun.is_some_and(|r| r.clone().any(|at| self.has(at, Role::SOURCE)));
        let told_us = sources && n.low <= 20.0 && statement.is_none_or(|s| s.manner != Manner::Direct);
        let whole = self.is_whole(place.first, around.last.end);
        let sign = sign.filter(|_| !told_us && !whole);
        let mut sureness = match sureness {
            _ if told_us => Sureness::Asserted,
            _ if whole => statement.map_or(Sureness::Asserted, |_| Sureness::Reported),
            Sureness::Reported if planned => Sureness::Expected,
            Sureness::Asserted if told.is_some() || told_by_one.is_some() => Sureness::Reported,
            other => other,
        };
        let plain = matches!(sureness, Sureness::Asserted | Sureness::Reported);
        let alike = || self.is_part(place.span.start, around.last.end) && around.last.statement == index;
        if plain && told.is_none() && alike() {
            sureness = around.last.sureness.unwrap_or(sureness);
        }
        let said_by = told_by_one.or_else(|| {
            enclosing.map_or(told, |(s, _, name)| {
                // "according to unofficial reports" names nobody.
                let at = sign.map(|sign| self.span(sign.first, sign.end));
                let nobody =
                    s.speaker.as_ref().and_then(|s| s.at).zip(at).is_some_and(|(a, b)| a.overlaps(b));
                name.filter(|_| !nobody && !told_us)
            })
        });
        Stance { sureness, sign, said_by, statement: index }
    }

    /// The source of a figure outside every statement, by the words of its sentence or of the next.
    fn told(&self, number: usize) -> Option<String> {
        let named = || self.told_in_word(number).or_else(|| self.told_according(number));
        let behind = || self.told_incise(number).or_else(|| self.told_after(number));
        self.told_by(number).or_else(named).or_else(behind)
    }

    /// "ten of the 14 mayors will": how many they are is known.
    fn is_whole(&self, first: usize, last: usize) -> bool {
        last > 0
            && (1..=2).contains(&first.saturating_sub(last))
            && self.has(last, Role::OF)
            && (last..first).all(|at| self.has(at, Role::OF | Role::DEFINITE | Role::DET))
    }

    /// "will hold 14 500 people, of whom 9 000 athletes": a part is as sure as its whole, and so is what is
    /// told in one breath ("12 dead and 40 injured").
    fn is_part(&self, first: usize, last: usize) -> bool {
        let joins = |at: usize| self.has(at, Role::JOIN) || self.mark(at) == Some(',');
        let near = last > 0 && (1..=2).contains(&first.saturating_sub(last));
        self.lex.part_of.before(self.text, self.tokens, first).is_some() || near && (last..first).all(joins)
    }

    /// Whether what is counted is still to be done: "150 layoffs", "the closure of two plants".
    fn is_planned(&self, first: usize, noun: Option<&Range<usize>>) -> bool {
        /// How far before the number what is planned may stand.
        const BEFORE: usize = 4;
        noun.is_some_and(|r| r.clone().any(|at| self.has(at, Role::PLAN)))
            || (first.saturating_sub(BEFORE)..first)
                .rev()
                .take_while(|&at| !self.is_border(at))
                .any(|at| self.has(at, Role::PLAN))
    }

    /// How sure the source is, and the sign that says so.
    fn sureness(
        &self,
        signs: &[Sign],
        figure: &Range<usize>,
        n: &Numeral,
        statement: Option<&Statement>,
    ) -> (Sureness, Option<Sign>) {
        let by_cue = statement.map(source::of_cue);
        if by_cue == Some(Sureness::Denied) {
            return (Sureness::Denied, None);
        }
        // "et non deux": it is the number that is denied.
        let bare = figure.start == n.first && n.nature == Nature::Plain;
        if bare && n.first > 0 && self.has(n.first - 1, Role::NEGATION) {
            let at = n.first - 1;
            return (Sureness::Denied, Some(Sign { mood: Mood::Denied, first: at, end: at + 1 }));
        }
        let Some(sign) = self.governing(signs, figure, &(n.first..n.end)) else {
            return (by_cue.unwrap_or(Sureness::Asserted), None);
        };
        let foretold = || statement.is_some() || signs.iter().any(|s| s.mood == Mood::Expected);
        let in_past = self.has(sign.first, Role::FUTURE_IN_PAST) && foretold();
        let sureness = match sign.mood {
            Mood::Unconfirmed if in_past => Sureness::Expected,
            Mood::Unconfirmed => Sureness::Unconfirmed,
            Mood::Expected => Sureness::Expected,
            Mood::Denied => Sureness::Denied,
        };
        (sureness, Some(sign))
    }
}
