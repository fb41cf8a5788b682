//! How sure the source of a figure is: mood, particles, modality and negation in its sentence.
//!
//! Forms are a closed list of the language file, with endings where a mood is regular. The nearest
//! sign in the figure's own clause decides; signs behind a clause border count only if they open it.

use super::Reading;
use super::lexicon::{Mood, Role, Second};
use super::token::Kind;
use std::ops::Range;

/// A sign of mood: tokens `first..end`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sign {
    pub(super) mood: Mood,
    pub(super) first: usize,
    pub(super) end: usize,
}

impl Reading<'_> {
    /// All signs of mood in a sentence.
    pub(super) fn signs(&self, sentence: Range<usize>, out: &mut Vec<Sign>) {
        out.clear();
        let mut at = sentence.start;
        while at < sentence.end {
            let found = self.lex.moods.all_at(self.text, self.tokens, at).find(|((_, second), len)| {
                self.follows(second, at + len..sentence.end) && !(*len == 1 && self.is_month_name(at))
            });
            if let Some((&(mood, _), len)) = found {
                out.push(Sign { mood, first: at, end: at + len });
                at += len;
                continue;
            }
            let token = &self.tokens[at];
            if token.kind == Kind::Word && !token.capital && !self.has(at, Role::NO_MOOD) {
                let word = self.slice(at, at + 1);
                let found = self
                    .lex
                    .mood_ends
                    .iter()
                    .find(|(end, _)| word.len() > end.len() + 1 && word.ends_with(&**end));
                if let Some(&(_, mood)) = found {
                    out.push(Sign { mood, first: at, end: at + 1 });
                }
            }
            at += 1;
        }
    }

    /// Whether the second part of a sign stands where it must.
    fn follows(&self, second: &Second, mut rest: Range<usize>) -> bool {
        /// An infinitive is not looked for further on.
        const NEAR: usize = 4;
        match second {
            Second::Nothing => true,
            Second::Number => {
                let small = |at: usize| {
                    let near = self.lex.approx.at(self.text, self.tokens, at).is_some();
                    near || self
                        .has(at, Role::DET | Role::DEFINITE | Role::PREPOSITION | Role::STOP | Role::AMONG)
                };
                let number = |at: usize| self.tokens[at].kind == Kind::Number || self.has(at, Role::NUMERAL);
                rest.take(NEAR).find(|&at| !small(at) || number(at)).is_some_and(number)
            }
            Second::Words(words) => rest.any(|at| {
                let span = self.tokens.get(at..at + words.len());
                span.is_some_and(|span| {
                    span.iter().zip(words).all(|(t, w)| t.kind != Kind::Number && t.id == *w)
                })
            }),
            Second::Ending(end) => rest
                .take(NEAR)
                .filter(|&at| self.lex.measures.at(self.text, self.tokens, at).is_none())
                .any(|at| self.tokens[at].kind == Kind::Word && self.slice(at, at + 1).ends_with(&**end)),
        }
    }

    /// "May" is a month, "may" a modal.
    fn is_month_name(&self, at: usize) -> bool {
        self.has(at, Role::MONTH) && self.lex.month_capital && self.tokens[at].capital
    }

    /// The sign that governs a figure at tokens `figure`, if one does.
    pub(super) fn governing(
        &self,
        signs: &[Sign],
        figure: &Range<usize>,
        number: &Range<usize>,
    ) -> Option<Sign> {
        let distance = |sign: &Sign| {
            // "18 % more than planned" is no plan.
            if sign.first >= figure.end && self.has(sign.first - 1, Role::THAN) {
                return None;
            }
            let (from, to) = if sign.end <= figure.start {
                (sign.end, figure.start)
            } else if sign.first >= figure.end {
                (figure.end, sign.first)
            } else {
                return Some(0);
            };
            let behind = usize::from(sign.first >= figure.end);
            // "and" joins nouns as well as clauses; behind a figure it opens one ("378 arrests, and it will rise").
            let is_join = |at: usize| behind == 0 && self.has(at, Role::JOIN);
            let joins = (from..to).filter(|&at| is_join(at)).count();
            let borders = (from..to).filter(|&at| self.is_border(at) && !is_join(at)).count();
            let near = borders + behind <= 1 && joins <= 1;
            near.then_some(to - from + 12 * (borders + joins) + 6 * behind)
        };
        // "300, perhaps 400" is a range and no doubt.
        let outside = |s: &&Sign| !number.contains(&s.first);
        signs
            .iter()
            .filter(outside)
            .filter_map(|s| distance(s).map(|d| (d, s)))
            .min_by_key(|(d, _)| *d)
            .map(|(_, s)| *s)
    }

    /// A mark or word between two clauses.
    pub(super) fn is_border(&self, at: usize) -> bool {
        self.has(at, Role::CLAUSE)
            || matches!(self.mark(at), Some(',' | ';' | ':' | '(' | ')' | '–' | '—' | '«' | '»' | '“' | '”'))
    }
}
