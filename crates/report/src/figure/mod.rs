//! Which quantities are claimed, of what, how near, how sure, and by whom.
//!
//! A figure is a count of at least two, money, a share, a physical measure or a rate; dates, ages,
//! lengths of time, ranks and labels are recognised and left out. All words come from the number
//! keys of the language file ([`lexicon`]); the rooms below each read one side of a number. Nothing
//! here finds statements: [`annotate`] reads those that stand in the report.

mod approximation;
mod exclusion;
mod lexicon;
mod noun;
mod number;
mod source;
mod sureness;
mod token;
mod unit;

use crate::{Figure, In, Report, Span, Statement, Sureness};
use lexicon::{Lexicon, Measure, Mood, Role};
use number::Numeral;
use std::ops::Range;
use sureness::Sign;
use token::{Digits, Kind, Token};
use unit::Found;

/// Fills [`Report::figures`] from the title, text, language, address and statements.
///
/// A report in a language without a file gets no figures.
pub fn annotate(report: &mut Report) {
    let Some(lex) = report.language.as_deref().and_then(Lexicon::of) else { return };
    let address = report.url.as_deref().or(report.canonical.as_deref());
    let country = address.and_then(unit::currency_of);
    let mut figures = Vec::new();
    let title = report.title.as_ref().map_or("", |line| line.text.as_str());
    for (text, within) in [(title, In::Title), (report.text.as_str(), In::Text)] {
        let (mut tokens, mut values) = (Vec::new(), Vec::new());
        lex.cut(text, &mut tokens, &mut values);
        let reading = Reading { lex, text, tokens: &tokens, values: &values, country };
        reading.read(within, &report.statements, &mut figures);
    }
    report.figures = figures;
}

/// One text under reading.
#[derive(Clone, Copy)]
struct Reading<'a> {
    lex: &'a Lexicon,
    text: &'a str,
    tokens: &'a [Token],
    values: &'a [Digits],
    /// Currency of the outlet's country.
    country: Option<&'static str>,
}

impl<'a> Reading<'a> {
    fn read(&self, within: In, statements: &[Statement], out: &mut Vec<Figure>) {
        let mut signs = Vec::new();
        let mut sentence = 0..0;
        let mut at = 0;
        while at < self.tokens.len() {
            let Some(n) = self.opens(at).then(|| self.numeral(at)).flatten() else {
                at += 1;
                continue;
            };
            if !sentence.contains(&at) {
                sentence = self.sentence_of(at);
                self.signs(sentence.clone(), &mut signs);
            }
            let figure = self.figure(&n, within, statements, &signs);
            at = n.end.max(at + 1);
            out.extend(figure);
        }
    }

    /// Whether a number can begin at a token: the gate that lets most words pass.
    fn opens(&self, at: usize) -> bool {
        let token = &self.tokens[at];
        match token.kind {
            Kind::Number => true,
            Kind::Word => self.role(at).has(Role::NUMERAL) || token.id == 0 && self.lex.fused,
            Kind::Mark => false,
        }
    }

    fn figure(&self, n: &Numeral, within: In, statements: &[Statement], signs: &[Sign]) -> Option<Figure> {
        let found = self.measure(n);
        let noun = self.counted(n, found.as_ref());
        if self.excluded(n, found.as_ref(), noun.as_ref()) {
            return None;
        }
        let (mut unit, factor) = match found.as_ref().map(|f| f.measure) {
            Some(Measure::Duration(_)) => ("count".to_owned(), 1.0),
            _ => self.unit(n, found.as_ref())?,
        };
        if unit.is_empty() {
            "count".clone_into(&mut unit);
        }
        let after = found.as_ref().map_or(n.end, |f| f.end.max(n.end));
        let noun_end = noun.as_ref().map_or(after, |r| r.end.max(after));
        let rate = self.rate(after).or_else(|| self.rate(noun_end));
        let first = found.as_ref().map_or(n.outer, |f| f.first.min(n.outer));
        let near = self.nearness(n, first, [n.end, after, noun_end]);
        let end = rate.as_ref().map_or(near.end, |(_, end)| near.end.max(*end));
        let span = Span::new(self.tokens[near.first].start as usize, self.tokens[end - 1].end as usize);
        let number = Span::new(self.tokens[n.first].start as usize, self.tokens[n.end - 1].end as usize);
        let enclosing = source::enclosing(statements, within, number);
        let sign = self.governing(signs, &(near.first..end));
        let sureness = match sign.map(|s| s.mood) {
            Some(Mood::Unconfirmed) => Sureness::Unconfirmed,
            Some(Mood::Expected) => Sureness::Expected,
            Some(Mood::Denied) => Sureness::Denied,
            None if enclosing.is_some() => Sureness::Reported,
            None => Sureness::Asserted,
        };
        let is_said = sureness != Sureness::Asserted && sureness != Sureness::Reported;
        Some(Figure {
            text: span.slice(self.text).to_owned(),
            number: number.slice(self.text).to_owned(),
            within,
            at: span,
            low: Some(times(n.low, factor)),
            high: n.high.map(|h| times(h, factor)),
            unit,
            per: rate.map(|(per, _)| per),
            of: noun.map(|r| self.slice(r.start, r.end).to_owned()),
            approximation: near.approximation,
            sureness,
            marker: sign.filter(|_| is_said).map(|s| self.slice(s.first, s.end).to_owned()),
            said_by: enclosing.as_ref().and_then(|(_, name)| name.clone()),
            statement: enclosing.map(|(index, _)| index),
        })
    }

    /// What a number counts or measures, if it stands beside it.
    fn counted(&self, n: &Numeral, found: Option<&Found<'_>>) -> Option<Range<usize>> {
        match found {
            Some(Found { measure: Measure::Duration(_), first, end }) => Some(*first..*end),
            Some(found) => {
                let at = found.end.max(n.end);
                self.has(at, Role::OF | Role::LINK)
                    .then(|| self.noun(at + 1 + usize::from(self.has(at + 1, Role::DET | Role::DEFINITE))))
                    .flatten()
            }
            None => {
                let mut at = n.end;
                if self.has(at, Role::LINK) && (n.scale >= 1e6 || n.nature != number::Nature::Plain) {
                    at += 1;
                }
                if self.has(at, Role::DET | Role::DEFINITE) && n.nature != number::Nature::Plain {
                    at += 1;
                }
                self.noun(at)
            }
        }
    }

    fn role(&self, at: usize) -> Role {
        self.tokens.get(at).map_or_else(Role::default, |t| self.lex.role(t))
    }

    fn has(&self, at: usize, bits: u32) -> bool {
        self.role(at).has(bits)
    }

    /// The words of tokens `first..end`.
    fn slice(&self, first: usize, end: usize) -> &'a str {
        let (Some(from), Some(to)) =
            (self.tokens.get(first), end.checked_sub(1).and_then(|e| self.tokens.get(e)))
        else {
            return "";
        };
        self.text.get(from.start as usize..to.end as usize).unwrap_or_default()
    }

    /// The tokens of the sentence around token `at`, within a bound on both sides.
    fn sentence_of(&self, at: usize) -> Range<usize> {
        /// A sentence is not followed further than this on either side.
        const REACH: usize = 80;
        let floor = at.saturating_sub(REACH);
        let ceiling = (at + REACH).min(self.tokens.len());
        let start = (floor + 1..=at).rev().find(|&i| self.begins_sentence(i)).unwrap_or(floor);
        let end = (at + 1..ceiling).find(|&i| self.begins_sentence(i)).unwrap_or(ceiling);
        start..end
    }

    /// A token after a line break, or a capital after a full stop that is no abbreviation's.
    fn begins_sentence(&self, at: usize) -> bool {
        let token = &self.tokens[at];
        if token.line {
            return true;
        }
        let Some(mut stop) = at.checked_sub(1) else { return true };
        if token.glued {
            return false;
        }
        while stop > 0 && self.tokens[stop].glued && self.mark(stop).is_some_and(|m| "»”\")’'“".contains(m))
        {
            stop -= 1;
        }
        match self.mark(stop) {
            Some('!' | '?' | '…') => {
                token.kind != Kind::Mark || self.mark(at).is_some_and(|m| "«“„\"–—".contains(m))
            }
            Some('.') => {
                let opens = token.capital
                    || token.kind == Kind::Number
                    || self.mark(at).is_some_and(|m| "«“„\"".contains(m));
                let before = stop.checked_sub(1).map(|b| self.tokens[b]);
                let initial =
                    before.is_some_and(|b| b.kind == Kind::Word && b.capital && b.end - b.start <= 2);
                opens && !initial
            }
            _ => false,
        }
    }
}

/// A product as a person would write it.
fn times(value: f64, factor: f64) -> f64 {
    if (factor - 1.0).abs() < f64::EPSILON { value } else { (value * factor * 1e6).round() / 1e6 }
}
