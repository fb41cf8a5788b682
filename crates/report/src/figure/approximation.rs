//! How near a number is meant to be: the words right before and right behind it.

use super::Reading;
use super::lexicon::Role;
use super::number::{Nature, Numeral};
use super::token::Kind;
use crate::Approximation;

/// How near, and the tokens that say so.
#[derive(Clone, Copy, Debug)]
pub(super) struct Nearness {
    pub(super) approximation: Approximation,
    pub(super) first: usize,
    pub(super) end: usize,
}

impl Reading<'_> {
    /// Reads what stands before token `first` and behind the tokens in `ends` (the number's end, the unit's, the noun's).
    pub(super) fn nearness(&self, n: &Numeral, first: usize, ends: [usize; 3]) -> Nearness {
        let own = match n.nature {
            Nature::Range => Approximation::Range,
            Nature::Vague => Approximation::Vague,
            Nature::Collective | Nature::Fraction => Approximation::About,
            Nature::Plain | Nature::Ratio => Approximation::Exact,
        };
        let end = ends.into_iter().max().unwrap_or(n.end);
        let mut out = Nearness { approximation: own, first, end };
        if let Some((kind, from)) = self.approx_before(first) {
            out.approximation = kind;
            out.first = from;
        } else if let Some((kind, to)) = ends.into_iter().find_map(|at| self.approx_behind(at)) {
            out.approximation = kind;
            out.end = out.end.max(to);
        }
        if matches!(n.nature, Nature::Range | Nature::Vague) {
            out.approximation = own;
        }
        out
    }

    fn approx_before(&self, first: usize) -> Option<(Approximation, usize)> {
        let mut at = first;
        for step in 0..3 {
            if let Some((&kind, len)) = self.lex.approx.before(self.text, self.tokens, at) {
                let start = at - len;
                let is_goal = kind == Approximation::AtMost
                    && self.lex.goals.before(self.text, self.tokens, at).is_some()
                    && self.moves_before(start);
                // "creció un 12 % hasta los 340 millones": behind how far it went, it is where it went to.
                let reaches = || {
                    self.lex.reaches.before(self.text, self.tokens, at).is_some() && self.went_before(start)
                };
                if is_goal || kind == Approximation::AtMost && reaches() {
                    return None;
                }
                return Some((self.turned(kind, start), start));
            }
            at = at.checked_sub(1)?;
            let is_between = self
                .has(at, Role::DET | Role::DEFINITE | Role::LINK | Role::OF | Role::PREPOSITION)
                || self.mark(at).is_some_and(|m| "«“„\"(".contains(m));
            if !is_between || step == 2 {
                return None;
            }
        }
        None
    }

    /// "no tiene más de 300", "did not fall below 17": what a negation just before makes of a bound.
    fn turned(&self, kind: Approximation, start: usize) -> Approximation {
        /// Between a negation and its bound stands a verb, and what goes with it.
        const BEFORE: usize = 4;
        let opposite = match kind {
            Approximation::MoreThan => Approximation::AtMost,
            Approximation::LessThan => Approximation::AtLeast,
            _ => return kind,
        };
        let negated = (start.saturating_sub(BEFORE)..start)
            .rev()
            .take_while(|&at| !self.is_border(at) && self.tokens[at].kind == Kind::Word)
            .any(|at| self.has(at, Role::NEGATION));
        if negated { opposite } else { kind }
    }

    /// Whether a word of change stands before in the sentence, so that "to" names where it went.
    pub(super) fn moves_before(&self, at: usize) -> bool {
        let sentence = self.sentence_of(at);
        (sentence.start..at).any(|i| self.has(i, Role::UP | Role::DOWN | Role::MOVE))
    }

    /// Whether a word of change and a number stand right before, so that how far it went is said.
    fn went_before(&self, at: usize) -> bool {
        /// "creció en mayo un 12 % interanual, hasta".
        const NEAR: usize = 6;
        let is_number = |i: usize| self.tokens[i].kind == Kind::Number || self.has(i, Role::NUMERAL);
        let Some(number) = (at.saturating_sub(NEAR)..at).rev().find(|&i| is_number(i)) else { return false };
        let start = self.sentence_of(at).start;
        (start.max(number.saturating_sub(NEAR))..number).any(|i| self.has(i, Role::UP | Role::DOWN))
    }

    fn approx_behind(&self, at: usize) -> Option<(Approximation, usize)> {
        let (&kind, len) = self.lex.approx_after.at(self.text, self.tokens, at)?;
        // "500 +0.3 %" is no "500+".
        if self.tokens[at].kind == Kind::Mark
            && self.tokens.get(at + len).is_some_and(|t| t.glued && t.kind == Kind::Number)
        {
            return None;
        }
        Some((kind, at + len))
    }
}
