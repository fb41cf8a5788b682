//! One figure put together from its sides: number, unit, noun, nearness, sureness, source.

use super::Reading;
use super::change::{Side, Way, turned_back};
use super::exclusion::Use;
use super::lexicon::{Measure, NounPhrase, Role};
use super::number::{Nature, Numeral};
use super::stance::Place;
use super::sureness::Sign;
use super::token::Kind;
use super::unit::{Found, is_currency};
use crate::{Approximation, Change, Figure, In, Span, Statement, Sureness};
use std::ops::Range;

/// What stands around the numbers of a sentence.
pub(super) struct Surroundings<'s> {
    pub(super) within: In,
    pub(super) statements: &'s [Statement],
    /// Signs of mood in the sentence.
    pub(super) signs: Vec<Sign>,
    pub(super) last: Last,
    /// Which way the figure before went, once the one behind says where it came from ("to 7 from 5").
    pub(super) turned: Option<Change>,
    /// What the number before was used for, and the token behind it.
    pub(super) last_use: Option<(Use, usize)>,
    /// Numbers that make no figure, if they are asked for.
    pub(super) others: Vec<Other>,
    pub(super) keeps_others: bool,
}

impl<'s> Surroundings<'s> {
    pub(super) fn new(within: In, statements: &'s [Statement]) -> Self {
        Self {
            within,
            statements,
            signs: Vec::new(),
            last: Last::default(),
            turned: None,
            last_use: None,
            others: Vec::new(),
            keeps_others: false,
        }
    }
}

/// A number that was recognised and makes no figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Other {
    /// Where the number stands, bytes of the text.
    pub at: Span,
    /// Lower end, scale applied.
    pub low: f64,
    /// Upper end, scale applied; None if open.
    pub high: Option<f64>,
    /// A period ("year") for a length of time or an age; empty otherwise.
    pub unit: String,
    /// What it is used for.
    pub used: Use,
    /// How near it is meant to be.
    pub approximation: Approximation,
    /// Which way it says something moved.
    pub change: Option<Change>,
}

/// The figure before in the same sentence, whose unit a bare number may share ("from 5 to 4.75 %").
#[derive(Clone, Debug, Default)]
pub(super) struct Last {
    pub(super) unit: String,
    pub(super) value: f64,
    scale: f64,
    is_worded: bool,
    pub(super) change: Option<Change>,
    pub(super) bound: Option<Approximation>,
    pub(super) sureness: Option<Sureness>,
    pub(super) statement: Option<usize>,
    pub(super) way: Option<Way>,
    pub(super) end: usize,
    noun: Option<Range<usize>>,
}

/// What is known of a number once its neighbours are read.
struct Sides<'a> {
    found: Option<Found<'a>>,
    noun: Option<Range<usize>>,
    rate: Option<(String, usize)>,
    /// First token of number and currency sign, and the token behind number, unit and noun.
    first: usize,
    ends: [usize; 3],
}

impl<'a> Reading<'a> {
    /// The figure a number makes, if it makes one, and the token to read on from.
    pub(super) fn figure(&self, n: &Numeral, around: &mut Surroundings<'_>) -> (Option<Figure>, usize) {
        let shared = self.shared(n);
        let n = &shared.as_ref().map_or(*n, |(_, scale)| n.rescaled(*scale));
        let n = &n.rescaled(self.scale_of_goal(n, &around.last));
        let own = self.measure(n);
        let found = own.or(shared.map(|(found, _)| found).filter(|_| self.noun(n.end).is_none()));
        let noun = self.counted(n, own.as_ref(), found.as_ref());
        let next = own.as_ref().map_or(n.end, |f| f.end.max(n.end));
        let goes_on = || self.goes_on(around.last_use, n, found.is_none() && noun.is_none());
        if let Some(used) = self.other_use(n, found.as_ref(), noun.as_ref()).or_else(goes_on) {
            around.last_use = Some((used, next));
            around.others.extend(around.keeps_others.then(|| self.other(n, found.as_ref(), used)));
            return (None, next);
        }
        let n = &self.inverted(self.below_zero(*n, own.as_ref()), own.as_ref(), noun.as_ref());
        let noun_end = noun.as_ref().filter(|r| r.start >= n.end).map_or(next, |r| r.end.max(next));
        let rate = self.rate(next).or_else(|| self.rate(noun_end));
        // "14 euros de l'heure" are of no hour.
        let noun = noun.filter(|r| rate.as_ref().is_none_or(|(_, end)| r.start >= *end || r.end < *end));
        let outer = n.outer.min(n.first - n.sign);
        let first = own.as_ref().map_or(outer, |f| f.first.min(outer));
        let sides = Sides { found, noun, rate, first, ends: [n.end, next, noun_end] };
        (self.claim(n, sides, around), next)
    }

    /// The use of the number before, where a bare one goes on with it: "from 5 o'clock to 7", "7.5 points of 9".
    fn goes_on(&self, last: Option<(Use, usize)>, n: &Numeral, is_bare: bool) -> Option<Use> {
        let (used, end) = last.filter(|(used, _)| matches!(used, Use::Time | Use::Score) && is_bare)?;
        let small = Role::GOAL | Role::JOIN | Role::OF | Role::LINK | Role::PREPOSITION;
        let near = (end + 1..=end + 2).contains(&n.first) && n.scale == 1.0 && n.digits;
        (near && (end..n.first).all(|at| self.has(at, small))).then_some(used)
    }

    fn other(&self, n: &Numeral, found: Option<&Found<'_>>, used: Use) -> Other {
        let unit = match found.map(|f| f.measure) {
            Some(Measure::Duration(period)) => period.to_string(),
            _ => String::new(),
        };
        let ends = [n.end, found.map_or(n.end, |f| f.end.max(n.end)), n.end];
        let first = n.outer.min(n.first - n.sign);
        let side = Side { first, near: first, ends, way: self.way(n, first, first, ends), is_object: false };
        Other {
            at: self.span(first, n.end),
            low: n.low,
            high: n.high,
            unit,
            used,
            approximation: self.nearness(n, first, ends).approximation,
            change: self.change(n, &side, false),
        }
    }

    fn claim(&self, n: &Numeral, sides: Sides<'_>, around: &mut Surroundings<'_>) -> Option<Figure> {
        let (unit, factor) = self.unit_of(n, &sides, &around.last)?;
        let Sides { found, noun, rate, first, ends } = sides;
        let mut near = self.nearness(n, first, ends);
        if n.nature == Nature::Fraction && found.is_some() && near.first == first {
            // "a quarter of a point" is meant to the letter.
            near.approximation = Approximation::Exact;
        }
        let from = near.first - usize::from(near.first == first && self.is_determined(first));
        let end = rate.as_ref().map_or(near.end, |(_, end)| near.end.max(*end));
        let span = self.span(from, end);
        let number = self.span(n.first - n.sign, n.end);
        let place = Place { first, span: from..end, number };
        let stance = self.stance(n, &place, noun.as_ref(), around);
        // "435 homes this week and 187 tomorrow" count the same.
        let is_bare = noun.is_none() && found.is_none() && n.nature == Nature::Plain && unit == "count";
        let noun = noun.filter(|_| !self.is_sum_of(n, &unit) || found.is_some());
        let counted = noun.or_else(|| {
            around.last.noun.clone().filter(|_| is_bare && n.digits && around.last.unit == "count")
        });
        let last = ends.into_iter().max().unwrap_or(n.end);
        let of_symbol = found.is_some_and(|f| matches!(f.measure, Measure::Symbol(_)));
        let is_object = of_symbol && counted.is_some();
        let is_share = found.is_some_and(|f| matches!(f.measure, Measure::Percent));
        let side =
            Side { first, near: near.first, ends, way: self.way(n, first, near.first, ends), is_object };
        let is_money = is_currency(&unit) || n.scale >= 1e6;
        let own = self.change(n, &side, is_money);
        let change = own.or_else(|| self.change_again(n, &side, &unit, &around.last));
        around.turned = turned_back(n, &side, &unit, &around.last);
        if side.way == Some(Way::From) && self.has(near.first, Role::MOVE) {
            // "passou de 40 para 65" is where it came from, and no more than 40.
            near.approximation = Approximation::Exact;
        }
        let converted = found.is_some() && !is_share && counted.is_none();
        if near.approximation == Approximation::Exact
            && converted
            && self.is_bracketed(around.last.end, first)
        {
            // "more than 100 kilometres (60 miles)".
            near.approximation = around.last.bound.unwrap_or(Approximation::Exact);
        }
        around.last = Last {
            unit: unit.clone(),
            value: n.low,
            scale: n.scale,
            is_worded: matches!(n.nature, Nature::Fraction | Nature::Ratio) && found.is_none(),
            change,
            sureness: Some(stance.sureness),
            statement: stance.statement,
            bound: bound_of(near.approximation),
            way: side.way,
            end: last,
            noun: counted.clone(),
        };
        Some(Figure {
            text: span.slice(self.text).to_owned(),
            number: number.slice(self.text).to_owned(),
            within: around.within,
            at: span,
            low: Some(times(n.low, factor)),
            high: n.high.map(|h| times(h, factor)),
            unit,
            change,
            per: rate.map(|(per, _)| per),
            of: counted.map(|r| self.slice(r.start, r.end).to_owned()),
            approximation: near.approximation,
            sureness: stance.sureness,
            marker: stance.sign.map(|s| self.slice(s.first, s.end).to_owned()),
            said_by: stance.said_by,
            as_of: self.as_of(from, end).map(str::to_owned),
            statement: stance.statement,
        })
    }

    /// The unit of a number and the factor on it; None for a length of time.
    fn unit_of(&self, n: &Numeral, sides: &Sides<'_>, last: &Last) -> Option<(String, f64)> {
        let Sides { found, noun, rate, .. } = sides;
        Some(match found.as_ref().map(|f| f.measure) {
            Some(Measure::Duration(_)) => ("count".to_owned(), 1.0),
            None if (noun.is_none() || self.is_sum_of(n, last.unit.as_str()))
                && !self.is_glued_hyphen(n.end)
                && last.lends(n, self.way(n, n.first, n.first, [n.end; 3])) =>
            {
                (last.unit.clone(), 1.0)
            }
            None if self.is_multiplier(n) => ("x".to_owned(), 1.0),
            None if noun.is_none() && rate.as_ref().is_some_and(|(per, _)| is_currency(per)) => {
                (self.exchanged(n, rate.as_ref().map_or("", |(per, _)| per)), 1.0)
            }
            _ => return self.unit(n, found.as_ref()),
        })
    }

    /// "3,2 млрд рублей, из них 400 млн заплатит город": a part of a sum is money, whatever word follows.
    fn is_sum_of(&self, n: &Numeral, unit: &str) -> bool {
        let led = || self.lex.part_of.before(self.text, self.tokens, n.outer).is_some();
        is_currency(unit) && n.scale >= 1e6 && led()
    }

    pub(super) fn span(&self, first: usize, end: usize) -> Span {
        Span::new(self.tokens[first].start as usize, self.tokens[end - 1].end as usize)
    }

    /// Whether an article or its like stands before a token and belongs to the expression.
    fn is_determined(&self, first: usize) -> bool {
        first > 0
            && self.has(first - 1, Role::DEFINITE | Role::DET)
            && !self.has(first - 1, Role::PREPOSITION)
            && !self.tokens[first].line
    }

    /// What a number counts or measures, if it stands beside it.
    fn counted(
        &self,
        n: &Numeral,
        own: Option<&Found<'_>>,
        found: Option<&Found<'_>>,
    ) -> Option<Range<usize>> {
        match own {
            Some(Found { measure: Measure::Duration(_), first, end }) => Some(*first..*end),
            Some(own) => {
                let at = own.end.max(n.end);
                if self.lex.below.at(self.text, self.tokens, at).is_some() {
                    return None;
                }
                if self.has(at, Role::OF | Role::LINK) {
                    return self.noun(at + 1 + usize::from(self.has(at + 1, Role::DET | Role::DEFINITE)));
                }
                // "40% growth", "93 % кидков", "zehn Barrel Öl".
                // … but "8 Prozent höher", "14 Prozent überraschte".
                let turns = self.lex.turns.at(self.text, self.tokens, at).is_some();
                let no_noun = self.lex.noun_phrase == NounPhrase::Capital
                    && self.noun(at).is_some_and(|r| !self.tokens[r.end - 1].capital);
                let apposed = !turns
                    && !no_noun
                    && self.lex.noun_phrase != NounPhrase::HeadFirst
                    && matches!(own.measure, Measure::Percent | Measure::Symbol(_));
                apposed.then(|| self.noun(at)).flatten()
            }
            // "huit navires sur dix": what is shared stands between the two numbers.
            None if n.nature == Nature::Ratio && self.noun(n.first + 1).is_some_and(|r| r.end < n.end) => {
                self.noun(n.first + 1)
            }
            None if found.is_some() => None,
            None => {
                let plain = n.nature == Nature::Plain;
                // "300-odd people", "40 or more houses".
                let mut at =
                    self.lex.approx_after.at(self.text, self.tokens, n.end).map_or(n.end, |a| n.end + a.1);
                at += usize::from(self.has(at, Role::LINK) && (n.scale >= 1e6 || !plain));
                at += usize::from(self.has(at, Role::DET | Role::DEFINITE) && !plain);
                self.noun(self.past_turn(at))
            }
        }
    }

    /// "человек сто": the noun before its number means "about".
    fn inverted(&self, mut n: Numeral, own: Option<&Found<'_>>, noun: Option<&Range<usize>>) -> Numeral {
        let before = n.first.checked_sub(1).filter(|&at| self.has(at, Role::INVERTED));
        let Some(at) = before.filter(|_| own.is_none() && n.nature == Nature::Plain) else { return n };
        let counted = at > 0 && (self.tokens[at - 1].kind == Kind::Number || self.has(at - 1, Role::NUMERAL));
        if !counted && noun.is_none_or(|r| self.has(r.start, Role::STOP) || r.start >= n.end) {
            n.nature = Nature::Collective;
        }
        n
    }

    /// "5 Grad unter null": the words behind a temperature say that it is below nothing.
    fn below_zero(&self, mut n: Numeral, own: Option<&Found<'_>>) -> Numeral {
        let degrees = own.filter(|f| matches!(f.measure, Measure::Symbol(s) if s.starts_with('°')));
        let below = degrees.and_then(|f| self.lex.below.at(self.text, self.tokens, f.end));
        if below.is_some() && n.low > 0.0 && n.nature == Nature::Plain {
            (n.low, n.high) = (-n.low, n.high.map(|h| -h));
        }
        n
    }

    /// The measure and scale of the second number of a pair whose first is bare: "von 60 auf 62 Jahre",
    /// "da 380 a circa 335 milioni di euro".
    fn shared(&self, n: &Numeral) -> Option<(Found<'a>, f64)> {
        // "in 2008 to 29 mpg": a year has no measure.
        let year = n.first > 0 && self.has(n.first - 1, Role::YEAR) && self.is_bare_year(n);
        if n.nature != Nature::Plain || n.scale > 1.0 || year {
            return None;
        }
        let next = self.tokens.get(n.end)?.id;
        self.lex.ranges.iter().filter(|pair| pair.between[0] == next).find_map(|pair| {
            let y = self.second(pair, n, n.end)?;
            let found = self.measure(&y)?;
            let alike = n.low < 1000.0 && y.lead > 0.0 && (0.05..20.0).contains(&(n.low / y.lead));
            Some((found, if alike { y.scale } else { 1.0 }))
        })
    }
}

impl Reading<'_> {
    /// "a 5,4 miliardi dai 6,1 dell'anno precedente": the scale of the goal holds for where it came from.
    fn scale_of_goal(&self, n: &Numeral, last: &Last) -> f64 {
        let bare = n.scale == 1.0 && n.digits && n.nature == Nature::Plain && last.scale > 1.0;
        let alike = || (0.2..5.0).contains(&(n.low * last.scale / last.value));
        let from = || {
            last.way == Some(Way::Goal)
                && self.measure(n).is_none()
                && self.way(n, n.first, n.first, [n.end; 3]) == Some(Way::From)
        };
        if bare && alike() && from() { last.scale } else { 1.0 }
    }
}

impl Last {
    /// Whether a bare number can have the unit of the figure before it.
    fn lends(&self, n: &Numeral, way: Option<Way>) -> bool {
        // "a quarter of them under 25": a share in words lends no unit.
        if self.is_worded {
            return false;
        }
        let ratio = n.low / self.value;
        // "rose 64 points to 4 577".
        let index = self.unit == "points" && way == Some(Way::Goal) && ratio > 1.0;
        // "to 3.1 million tons from 2.8 million", "3.2 billion euros, of which 400 million".
        let scaled = n.scale >= 1e6 && (is_currency(&self.unit) || way.is_some());
        !self.unit.is_empty()
            && self.unit != "count"
            && (n.scale == 1.0 || scaled)
            && (index || (0.02..50.0).contains(&ratio))
            && n.nature == Nature::Plain
    }
}

impl Numeral {
    fn rescaled(mut self, by: f64) -> Self {
        self.low *= by;
        self.high = self.high.map(|h| h * by);
        self.scale *= by;
        self
    }
}

/// An approximation if it is a bound: what is said again in another measure keeps it.
fn bound_of(near: Approximation) -> Option<Approximation> {
    use Approximation::{AtLeast, AtMost, LessThan, MoreThan};
    matches!(near, AtLeast | AtMost | LessThan | MoreThan).then_some(near)
}

/// A product as a person would write it.
fn times(value: f64, factor: f64) -> f64 {
    if (factor - 1.0).abs() < f64::EPSILON { value } else { (value * factor * 1e6).round() / 1e6 }
}
