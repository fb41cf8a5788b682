//! Two numbers that are one: ranges ("entre 1 000 à 2 000", "10 to 20 billion", "3-5 %"), ratios
//! ("two in five"), and a part of a whole ("eight of the 28 million").

use super::Reading;
use super::lexicon::{Measure, Pair, Role};
use super::number::{Nature, Numeral};
use super::token::{Kind, Token};

impl Reading<'_> {
    /// "two in five", "huit véhicules sur dix", "een op de vijf".
    pub(super) fn ratio(&self, x: &Numeral) -> Option<Numeral> {
        if x.nature != Nature::Plain || x.low < 1.0 || x.scale > 1.0 {
            return None;
        }
        // Between the number and the preposition the counted noun may stand.
        let noun = |at: usize| {
            let unknown = |t: &Token| t.kind == Kind::Word && t.id == 0;
            self.tokens.get(at).is_some_and(|t| unknown(t) || self.is_plain_word(at))
        };
        let most = (0..3).take_while(|gap| noun(x.end + gap)).count();
        for pair in &self.lex.ratios {
            for gap in 0..=most {
                let from = x.end + gap;
                if self.tokens.get(from).is_none_or(|t| t.id != pair.between[0]) {
                    continue;
                }
                let Some(y) = self.second(pair, x, from) else { continue };
                // "z 8 na 10": where something went.
                if self.is_way(pair, x, self.amount_first(x), from) {
                    continue;
                }
                // "1 in 300" is a share, "14 of 300" is not said so.
                let most = if x.low == 1.0 && gap == 0 { 1000.0 } else { 100.0 };
                let is_share = y.scale == 1.0 && y.nature == Nature::Plain && y.low > x.low && y.low <= most;
                let is_ten = matches!(y.low as u32, 10 | 100);
                // "une maison sur cinq", but "een val op 23 kilometer", "un tir sur trois villages".
                let alone = self.measure(&y).is_none() && self.noun(y.end).is_none();
                let is_one = x.low == 1.0 && (gap == 0 || gap == 1 && alone) && !pair.weak;
                if x.low == 1.0 && !is_one {
                    continue;
                }
                // "deux habitants sur cinq disent": no plural follows, so that nothing else is counted.
                let worded = gap == 1 && !x.digits && !y.digits && y.low <= 20.0 && !self.is_many(y.end);
                let far = !is_ten && !is_one && !worded && (gap > 0 || y.low > 20.0);
                if !is_share || far || pair.weak && !is_ten || y.low.fract() != 0.0 || y.low < 2.0 {
                    continue;
                }
                let mut out = *x;
                let tenths = if y.low > 100.0 { 100.0 } else { 10.0 };
                let share = (x.low / y.low * 100.0 * tenths).round() / tenths;
                (out.low, out.high, out.end) = (share, Some(share), y.end);
                out.nature = Nature::Ratio;
                return Some(out);
            }
        }
        None
    }

    /// Whether a word has the ending of a plural.
    fn is_many(&self, at: usize) -> bool {
        let word = self.slice(at, at + 1);
        self.is_plain_word(at) && self.lex.plural_ends.iter().any(|end| word.ends_with(&**end))
    }

    /// "eight of the 28 million": the part is of the same scale as the whole.
    pub(super) fn part_of(&self, x: &Numeral) -> Option<Numeral> {
        if x.scale > 1.0 || x.nature != Nature::Plain || !self.has(x.end, Role::OF) {
            return None;
        }
        let at = x.end + 1 + usize::from(self.has(x.end + 1, Role::DET | Role::DEFINITE));
        let whole = self.tokens.get(at).filter(|t| t.kind == Kind::Number).map(|_| self.digits(at))?;
        (whole.scale >= 1e6 && x.low >= 2.0 && x.low < whole.lead).then(|| x.scaled(whole.scale))
    }

    /// A word that is neither a function word nor a number.
    pub(super) fn is_plain_word(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|t| t.kind == Kind::Word && !t.line)
            && !self.role(at).has(Role::STOP | Role::NUMERAL | Role::JOIN)
            && self.lex.measures.at(self.text, self.tokens, at).is_none()
    }

    /// "entre 1 000 à 2 000", "10 to 20 billion", "3-5 %".
    pub(super) fn range(&self, x: &Numeral) -> Option<Numeral> {
        if !matches!(x.nature, Nature::Plain | Nature::Collective) {
            return None;
        }
        let starts = [Some(x.end), self.unit_between(x.end), self.past_open_hyphen(x.end)];
        let starts = starts.map(|from| from.and_then(|from| Some((from, self.tokens.get(from)?.id))));
        let middles = starts.map(|start| start.map_or(u32::MAX, |(_, id)| id));
        for pair in self.lex.ranges.iter().filter(|pair| middles.contains(&pair.between[0])) {
            for (from, id) in starts.into_iter().flatten() {
                if pair.between[0] != id {
                    continue;
                }
                let Some(mut y) = self.second(pair, x, from) else { continue };
                if !matches!(y.nature, Nature::Plain | Nature::Collective) {
                    continue;
                }
                let mut low = *x;
                // "10 to 20 billion": the scale said once holds for both, also in "from 380 to 335 million".
                let alike = x.low <= y.lead || x.low < 1000.0 && x.low < 20.0 * y.lead;
                if x.scale == 1.0 && y.scale > 1.0 && from == x.end && alike {
                    low = low.scaled(y.scale);
                }
                if low.low >= y.low || !self.same_measure(x, &y) {
                    continue;
                }
                let first = self.range_first(pair, x);
                if self.is_way(pair, x, first, from) || self.is_step(pair, x, &y) {
                    continue;
                }
                let outer = first - pair.before.len();
                y = Numeral {
                    first: x.first,
                    low: low.low,
                    nature: Nature::Range,
                    outer,
                    digits: x.digits || y.digits,
                    ..y
                };
                return Some(y);
            }
        }
        None
    }

    /// "von 8 auf 10", "jumped from 40 to 65": where something went, however the pair is written.
    fn is_way(&self, pair: &Pair, x: &Numeral, first: usize, from: usize) -> bool {
        let led = first.checked_sub(1).is_some_and(|at| {
            self.has(at, Role::FROM) || at > 0 && self.has(at, Role::DET) && self.has(at - 1, Role::FROM)
        });
        let middle = from..from + pair.between.len();
        let goal = pair.between.len() <= 2 && middle.clone().any(|at| self.has(at, Role::GOAL));
        let step = middle.into_iter().any(|at| self.has(at, Role::STEP));
        // "une hausse de 3 à 5 %", "omzetgroei van 3 tot 5 procent": so much it went, and not from there.
        let at = first.saturating_sub(1);
        let by = self.has(at, Role::BY) || self.has(at, Role::OF) && self.lex.steps;
        let percent = |n: Numeral| {
            matches!(self.lex.measures.at(self.text, self.tokens, n.end), Some((Measure::Percent, _)))
        };
        let share = || self.second(pair, x, from).is_some_and(percent);
        let so_much = !step && by && at > 0 && self.has(at - 1, Role::UP | Role::DOWN) && share();
        led && !so_much && (step || goal && self.moves_before(x.first))
    }

    /// The first token of a number and the currency sign before it.
    fn amount_first(&self, x: &Numeral) -> usize {
        match self.lex.measures.before(self.text, self.tokens, x.first) {
            Some((Measure::Money(..) | Measure::Currencies(_), len)) => x.first - len,
            _ => x.first,
        }
    }

    /// The first token of a number, of the currency sign before it, and of the article a range may have.
    fn range_first(&self, pair: &Pair, x: &Numeral) -> usize {
        let first = self.amount_first(x);
        let article = first > 0 && !pair.before.is_empty() && self.has(first - 1, Role::DET | Role::DEFINITE);
        first - usize::from(article && pair.before.last() != Some(&self.tokens[first - 1].id))
    }

    /// "rose $40 billion to $420 billion", "in 2018 to 3.9 million": how far and where to, or when, are no range.
    fn is_step(&self, pair: &Pair, x: &Numeral, y: &Numeral) -> bool {
        let goal = pair.before.is_empty() && pair.between.len() == 1 && self.has(x.end, Role::GOAL);
        let first = self.amount_first(x);
        let year = goal && first > 0 && self.has(first - 1, Role::YEAR) && self.is_bare_year(x);
        let led = first > 0 && self.has(first - 1, Role::BY) && !self.has(first - 1, Role::OF);
        let near = first.saturating_sub(if led { 6 } else { 3 })..first;
        let both = led || first < x.first || x.scale > 1.0 || self.unit_between(x.end).is_some();
        year && !self.is_bare_year(y)
            || pair.before.is_empty()
                && (goal || self.unit_between(x.end).is_some_and(|at| self.has(at, Role::GOAL)))
                && both
                && y.low > 3.0 * x.low
                && near.into_iter().any(|at| self.has(at, Role::UP | Role::DOWN))
    }

    /// Whether the units of two numbers are the same ("10 km à 15 km", "$10 to $20").
    pub(super) fn same_measure(&self, one: &Numeral, other: &Numeral) -> bool {
        let at = |n: &Numeral| {
            let after = self.lex.measures.at(self.text, self.tokens, n.end);
            after.or_else(|| self.lex.measures.before(self.text, self.tokens, n.first)).map(|(m, _)| m)
        };
        // A unit said once holds for both, a currency sign before the first, any other after the second.
        match (at(one), at(other)) {
            (one, Some(other)) => one.is_none_or(|m| m == other),
            (one, None) => matches!(one, None | Some(Measure::Money(..) | Measure::Currencies(_))),
        }
    }

    /// Past the hyphen of "7- or 8-inch".
    fn past_open_hyphen(&self, at: usize) -> Option<usize> {
        let opens = self.mark(at) == Some('-') && self.tokens[at].glued;
        (opens && self.tokens.get(at + 1).is_some_and(|t| !t.glued)).then_some(at + 1)
    }

    /// The end of a unit that stands at `at` ("10 km" of "10 km à 15 km").
    fn unit_between(&self, at: usize) -> Option<usize> {
        let (_, len) = self.lex.measures.at(self.text, self.tokens, at)?;
        Some(at + len)
    }

    /// The second number of a pair whose middle stands at `from`.
    pub(super) fn second(&self, pair: &Pair, x: &Numeral, from: usize) -> Option<Numeral> {
        let middle = self.tokens.get(from..from + pair.between.len())?;
        if !middle.iter().zip(&pair.between).all(|(t, w)| t.kind != Kind::Number && t.id == *w) {
            return None;
        }
        // "Stoxx 50 -1.3 %": a minus stands on its own number only.
        let opens = middle.first().is_some_and(|t| t.kind == Kind::Mark && !t.glued);
        if opens && middle.len() == 1 && self.mark(from) == Some('-') && self.tokens.get(from + 1)?.glued {
            return None;
        }
        let first = self.range_first(pair, x);
        let start = first.checked_sub(pair.before.len())?;
        let before = &self.tokens[start..first];
        if !before.iter().zip(&pair.before).all(|(t, w)| t.kind != Kind::Number && t.id == *w) {
            return None;
        }
        let mut at = from + pair.between.len();
        // "entre el 3 % y el 5 %".
        at += usize::from(!pair.before.is_empty() && self.has(at, Role::DET | Role::DEFINITE));
        // A currency sign may stand before the second number: "$10 to US$20".
        if let Some((Measure::Money(..) | Measure::Currencies(_), len)) =
            self.lex.measures.at(self.text, self.tokens, at)
        {
            at += len;
        }
        // … or a word of approximation: "auf bis zu 62".
        if let Some((_, len)) = self.lex.approx.at(self.text, self.tokens, at) {
            at += len;
        }
        self.single(at)
    }
}
