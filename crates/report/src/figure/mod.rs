//! Which quantities are claimed, of what, how near, how sure, and by whom.
//!
//! A figure is a count of at least two, money, a share, a physical measure or a rate; dates, ages,
//! lengths of time, ranks and labels are recognised and left out. All words come from the number
//! keys of the language file ([`lexicon`]); the rooms below each read one side of a number. Nothing
//! here finds statements: [`annotate`] reads those that stand in the report.

#![expect(clippy::float_cmp, reason = "scales and number words are whole numbers, exact as they are")]

mod approximation;
mod change;
mod chart;
mod claim;
pub mod course;
mod exclusion;
mod keys;
mod lexicon;
mod noun;
mod number;
mod pair;
mod phrase;
mod share;
mod source;
mod stance;
mod sureness;
mod token;
mod unit;

use crate::{Figure, In, Report};
pub use claim::Other;
use claim::{Last, Surroundings};
pub use exclusion::Use;
use lexicon::{Lexicon, Role};
use std::cell::Cell;
use std::ops::Range;
use token::{Digits, Kind, Token};

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
        let mut around = Surroundings::new(within, &report.statements);
        read(lex, text, country, &mut around, &mut figures);
    }
    report.figures = figures;
}

/// The numbers of a text that were recognised and make no figure, each with what it is used for.
///
/// ```
/// use report::figure::{Use, others};
/// let found = others("en", "On 14 July, Anna Kord, 59, ran for 3 hours.");
/// let uses: Vec<Use> = found.iter().map(|o| o.used).collect();
/// assert_eq!(uses, [Use::Date, Use::Age, Use::Duration]);
/// ```
pub fn others(language: &str, text: &str) -> Vec<Other> {
    let Some(lex) = Lexicon::of(language) else { return Vec::new() };
    let mut around = Surroundings { keeps_others: true, ..Surroundings::new(In::Text, &[]) };
    read(lex, text, None, &mut around, &mut Vec::new());
    around.others
}

fn read(
    lex: &Lexicon,
    text: &str,
    country: Option<&'static str>,
    around: &mut Surroundings<'_>,
    out: &mut Vec<Figure>,
) {
    let (mut tokens, mut values) = (Vec::new(), Vec::new());
    lex.cut(text, &mut tokens, &mut values);
    let in_title = around.within == In::Title;
    let sentence = Cell::new((0, 0));
    Reading { lex, text, tokens: &tokens, values: &values, country, in_title, sentence: &sentence }
        .read(around, out);
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
    /// Headlines may write every word with a capital letter.
    in_title: bool,
    /// The sentence found last: where it begins and ends.
    sentence: &'a Cell<(usize, usize)>,
}

impl<'a> Reading<'a> {
    fn read(&self, around: &mut Surroundings<'_>, out: &mut Vec<Figure>) {
        let mut sentence = 0..0;
        let mut at = 0;
        while at < self.tokens.len() {
            let Some(n) = self.opens(at).then(|| self.numeral(at)).flatten() else {
                at += 1;
                continue;
            };
            if !sentence.contains(&at) {
                sentence = self.sentence_of(at);
                self.signs(sentence.clone(), &mut around.signs);
                around.last = Last::default();
            }
            let (figure, next) = self.figure(&n, around);
            at = next.max(n.end).max(at + 1);
            if figure.is_some()
                && let (Some(change), Some(before)) = (around.turned.take(), out.last_mut())
            {
                before.change = before.change.or(Some(change));
            }
            out.extend(figure);
        }
    }

    /// Whether a number can begin at a token: the gate that lets most words pass.
    fn opens(&self, at: usize) -> bool {
        let token = &self.tokens[at];
        match token.kind {
            Kind::Number => true,
            Kind::Word if token.id == 0 => self.lex.may_be_fused(self.slice(at, at + 1)),
            Kind::Word => self.role(at).has(Role::NUMERAL),
            Kind::Mark => false,
        }
    }

    fn role(&self, at: usize) -> Role {
        self.tokens.get(at).map_or_else(Role::default, |t| self.lex.role(t))
    }

    fn has(&self, at: usize, bits: u64) -> bool {
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
        let (start, end) = self.sentence.get();
        if (start..end).contains(&at) && at - start < REACH && end - at < REACH {
            return start..end;
        }
        let floor = at.saturating_sub(REACH);
        let ceiling = (at + REACH).min(self.tokens.len());
        let start = (floor + 1..=at).rev().find(|&i| self.begins_sentence(i));
        let end = (at + 1..ceiling).find(|&i| self.begins_sentence(i));
        // What a bound cuts off is the sentence of this token only.
        if let (Some(start), Some(end)) = (start, end) {
            self.sentence.set((start, end));
        }
        start.unwrap_or(floor)..end.unwrap_or(ceiling)
    }

    /// A token after a line break, or a capital after a full stop that is no abbreviation's.
    fn begins_sentence(&self, at: usize) -> bool {
        let token = &self.tokens[at];
        if token.line {
            return true;
        }
        let Some(mut stop) = at.checked_sub(1) else { return true };
        if token.glued || self.tokens[stop].kind != Kind::Mark {
            return false;
        }
        while stop > 0
            && self.tokens[stop].glued
            && matches!(self.mark(stop), Some('»' | '”' | '"' | ')' | '’' | '\'' | '“'))
        {
            stop -= 1;
        }
        match self.mark(stop) {
            Some('!' | '?' | '…') => {
                token.kind != Kind::Mark || matches!(self.mark(at), Some('«' | '“' | '„' | '"' | '–' | '—'))
            }
            Some('.') => {
                let opens = token.capital
                    || token.kind == Kind::Number
                    || matches!(self.mark(at), Some('«' | '“' | '„' | '"'));
                let before = stop.checked_sub(1).map(|b| self.tokens[b]);
                let initial =
                    before.is_some_and(|b| b.kind == Kind::Word && b.capital && b.end - b.start <= 2);
                opens && !initial
            }
            _ => false,
        }
    }
}
