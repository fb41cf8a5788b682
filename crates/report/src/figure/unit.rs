//! The unit of a number: money (with the outlet's country for "$" and its like), per cent, points,
//! SI and press units, and the period of a rate.

use super::Reading;
use super::lexicon::{Measure, Role};
use super::number::{Nature, Numeral};
use super::token::Kind;

/// A measure found beside a number: tokens `first..end`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found<'a> {
    pub(super) measure: &'a Measure,
    pub(super) first: usize,
    pub(super) end: usize,
}

/// Currencies by the last label of an outlet's host; dollars, pounds, crowns and pesos are told apart by it.
const COUNTRIES: [(&str, &str); 40] = [
    ("ar", "ARS"),
    ("at", "EUR"),
    ("au", "AUD"),
    ("be", "EUR"),
    ("bo", "BOB"),
    ("br", "BRL"),
    ("by", "BYN"),
    ("ca", "CAD"),
    ("ch", "CHF"),
    ("cl", "CLP"),
    ("co", "COP"),
    ("cu", "CUP"),
    ("cz", "CZK"),
    ("de", "EUR"),
    ("dk", "DKK"),
    ("do", "DOP"),
    ("dz", "DZD"),
    ("eg", "EGP"),
    ("es", "EUR"),
    ("fr", "EUR"),
    ("hk", "HKD"),
    ("in", "INR"),
    ("is", "ISK"),
    ("jp", "JPY"),
    ("ma", "MAD"),
    ("mx", "MXN"),
    ("no", "NOK"),
    ("nz", "NZD"),
    ("pe", "PEN"),
    ("ph", "PHP"),
    ("pk", "PKR"),
    ("pl", "PLN"),
    ("ru", "RUB"),
    ("se", "SEK"),
    ("sg", "SGD"),
    ("tn", "TND"),
    ("tr", "TRY"),
    ("ua", "UAH"),
    ("uk", "GBP"),
    ("uy", "UYU"),
];

/// Whether a unit is an ISO code of money.
pub(super) fn is_currency(unit: &str) -> bool {
    unit.len() == 3 && unit.bytes().all(|b| b.is_ascii_uppercase())
}

/// The currency of the country an address belongs to.
pub(super) fn currency_of(url: &str) -> Option<&'static str> {
    let host = url.split("//").nth(1)?.split(['/', ':', '?', '#']).next()?;
    let label = host.rsplit('.').next()?;
    COUNTRIES.iter().find(|(code, _)| label.eq_ignore_ascii_case(code)).map(|(_, currency)| *currency)
}

impl<'a> Reading<'a> {
    /// The measure that stands behind a number, or the currency sign before it.
    pub(super) fn measure(&self, n: &Numeral) -> Option<Found<'a>> {
        self.money_before(n).or_else(|| self.measure_after(n)).or_else(|| self.money_between(n))
    }

    /// "8 or $9": the sign stands before the second end alone.
    fn money_between(&self, n: &Numeral) -> Option<Found<'a>> {
        if n.nature != Nature::Range {
            return None;
        }
        (n.first + 1..n.end).find_map(|at| match self.lex.measures.at(self.text, self.tokens, at) {
            Some((measure @ (Measure::Money(..) | Measure::Currencies(_)), _)) => {
                Some(Found { measure, first: n.first, end: n.end })
            }
            _ => None,
        })
    }

    fn money_before(&self, n: &Numeral) -> Option<Found<'a>> {
        let inner = n.first - n.sign;
        let (measure, len) = self.lex.measures.before(self.text, self.tokens, inner)?;
        let first = inner - len;
        let form = self.slice(first, inner);
        let is_sign =
            form.contains(|c: char| !c.is_alphanumeric()) || form.chars().all(|c| c.is_ascii_uppercase());
        // "Rs 40 crore".
        let is_short = form.len() == 2 && form.starts_with(|c: char| c.is_ascii_uppercase());
        let is_money = matches!(measure, Measure::Money(..) | Measure::Currencies(_));
        (is_money
            && (is_sign || is_short)
            && (form.len() > 1 || !form.starts_with(|c: char| c.is_ascii_alphabetic())))
        .then_some(Found { measure, first, end: inner })
    }

    fn measure_after(&self, n: &Numeral) -> Option<Found<'a>> {
        let mut at = n.end;
        if self.is_glued_hyphen(at) {
            at += 1;
        }
        let is_big = n.scale >= 1e6 || matches!(n.nature, Nature::Vague | Nature::Collective);
        let linked = is_big && self.has(at, Role::LINK);
        let (measure, len) = self.lex.measures.at(self.text, self.tokens, at + usize::from(linked))?;
        at += usize::from(linked);
        let found = Found { measure, first: at, end: at + len };
        self.stands(n, &found).then_some(found)
    }

    /// One letter is a unit only where nothing speaks against it.
    fn stands(&self, n: &Numeral, found: &Found<'_>) -> bool {
        if self.tokens[found.first].line {
            return false;
        }
        let form = self.slice(found.first, found.end);
        if self.has(found.first, Role::STOP) && matches!(found.measure, Measure::Symbol(_)) {
            // "un negozio su cinque ha chiuso", "nel 2023 ha chiuso": a verb, unless nothing more follows it.
            let ends = Role::OF | Role::LINK | Role::JOIN | Role::PREPOSITION;
            let next = self.tokens.get(found.end).filter(|t| t.kind == Kind::Word && !t.line);
            return n.digits && (next.is_none() || self.has(found.end, ends));
        }
        if form.chars().count() > 1 || !form.starts_with(char::is_alphabetic) {
            return true;
        }
        let glued = self.tokens[found.first].glued;
        match found.measure {
            Measure::Symbol(_) => {
                n.digits
                    && (glued
                        || !self
                            .tokens
                            .get(found.end)
                            .is_some_and(|t| t.kind == Kind::Word && t.id == 0 && t.capital))
            }
            _ => n.digits && (glued || !self.tokens.get(found.end).is_some_and(|t| t.kind == Kind::Word)),
        }
    }

    /// Unit and the factor on the number; `None` for a length of time.
    pub(super) fn unit(&self, n: &Numeral, found: Option<&Found<'_>>) -> Option<(String, f64)> {
        let Some(found) = found else {
            let is_share = matches!(n.nature, Nature::Fraction | Nature::Ratio);
            return Some((if is_share { "%" } else { "count" }.to_owned(), 1.0));
        };
        // "a quarter of a point" is 0.25 points.
        let factor = if n.nature == Nature::Fraction { n.lead / n.low } else { 1.0 };
        Some(match found.measure {
            Measure::Percent => ("%".to_owned(), factor),
            Measure::Permille => ("‰".to_owned(), factor),
            Measure::PercentagePoints => ("pp".to_owned(), factor),
            Measure::BasisPoints => ("bp".to_owned(), factor),
            Measure::Points => (self.points(n).to_owned(), factor),
            Measure::Money(code, part) => (code.to_string(), part * factor),
            Measure::Currencies(_) if self.weight(n, found).is_some() => {
                (self.weight(n, found).unwrap_or_default().to_owned(), factor)
            }
            Measure::Currencies(codes) => (self.currency(codes, found).to_owned(), factor),
            Measure::Symbol(symbol) => (symbol.to_string(), factor),
            Measure::Duration(_) => return None,
        })
    }

    /// "multiplied by ten".
    pub(super) fn is_multiplier(&self, n: &Numeral) -> bool {
        self.lex.times.before(self.text, self.tokens, n.outer).is_some()
    }

    /// The currency of a rate of exchange ("the forint fell to 402.3 per euro"): the other one named nearest before.
    pub(super) fn exchanged(&self, n: &Numeral, per: &str) -> String {
        /// How far back the currency of a rate is looked for.
        const REACH: usize = 60;
        let from = n.first.saturating_sub(REACH);
        let named =
            (from..n.first).rev().find_map(|at| match self.lex.measures.at(self.text, self.tokens, at) {
                Some((Measure::Money(code, _), _)) if **code != *per => Some(code.to_string()),
                Some((Measure::Currencies(codes), 1)) => {
                    let found = Found { measure: &Measure::Percent, first: at, end: at + 1 };
                    Some(self.currency(codes, &found).to_owned()).filter(|code| code != per)
                }
                _ => None,
            });
        named.unwrap_or_else(|| "count".to_owned())
    }

    /// Points are percentage points beside per cent, and index points otherwise.
    pub(super) fn points(&self, n: &Numeral) -> &'static str {
        let is_small = n.high.unwrap_or(n.low) <= 100.0;
        let sentence = self.sentence_of(n.first);
        let mut near = sentence.start.saturating_sub(400)..(sentence.end + 400).min(self.tokens.len());
        let percent = |at: usize| {
            matches!(
                self.lex.measures.at(self.text, self.tokens, at),
                Some((Measure::Percent | Measure::PercentagePoints, _))
            )
        };
        if is_small && near.any(percent) { "pp" } else { "points" }
    }

    /// "200 pounds of explosives" are a weight: where a form is a currency and a unit, and "of" follows.
    fn weight(&self, n: &Numeral, found: &Found<'_>) -> Option<&'a str> {
        let small = n.scale == 1.0 && n.low < 10_000.0 && found.first >= n.end;
        let mut all = self.lex.measures.all_at(self.text, self.tokens, found.first);
        let symbol = all.find_map(|(m, _)| match m {
            Measure::Symbol(symbol) => Some(&**symbol),
            _ => None,
        });
        symbol.filter(|_| small && self.has(found.end, Role::OF))
    }

    /// Which of several currencies: the one the country uses, else the one whose country is named
    /// nearest before, else the first.
    fn currency<'s>(&self, codes: &'s [Box<str>], found: &Found<'_>) -> &'s str {
        let own = self.country.filter(|code| codes.iter().any(|c| **c == **code));
        if let Some(code) = self.lex.qualified(self.text, self.tokens, found.first, codes).or(own) {
            return code;
        }
        codes.first().map_or("", |c| &**c)
    }

    /// The period or thing a rate is per, and the token after it.
    pub(super) fn rate(&self, at: usize) -> Option<(String, usize)> {
        if let Some((period, len)) = self.lex.periods.at(self.text, self.tokens, at) {
            return Some((period.to_string(), at + len));
        }
        if !self.has(at, Role::PER) {
            return None;
        }
        let mut from = at + 1;
        if self.has(from, Role::DET | Role::DEFINITE | Role::ONE) {
            from += 1;
        }
        let (measure, len) = self.lex.measures.at(self.text, self.tokens, from)?;
        let per = match measure {
            // "10 euros l'heure" is a rate, "14 milliards l'an dernier" is none.
            Measure::Duration(period) if &**period != "hour" && self.has(at, Role::DET | Role::DEFINITE) => {
                return None;
            }
            Measure::Duration(period) => period.to_string(),
            Measure::Symbol(symbol) => symbol.to_string(),
            Measure::Money(code, _) => code.to_string(),
            _ => return None,
        };
        Some((per, from + len))
    }
}
