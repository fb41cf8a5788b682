//! The grammar of numbers: digits and words, scales, collectives, fractions, ranges and ratios.
//!
//! [`Reading::numeral`] reads the longest number that begins at a token. What it counts, and whether it
//! is a figure at all, is not asked here.

use super::Reading;
use super::lexicon::{Measure, NounPhrase, Role};
use super::token::Kind;

/// How a number is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Nature {
    Plain,
    /// "une dizaine": near the number it names.
    Collective,
    /// "dozens", "several hundred": at least twice the base.
    Vague,
    /// "two thirds", as per cent.
    Fraction,
    /// "two in five", as per cent.
    Ratio,
    Range,
}

/// A number read from a text: tokens `first..end`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Numeral {
    pub(super) first: usize,
    pub(super) end: usize,
    pub(super) low: f64,
    /// None when open ("dozens").
    pub(super) high: Option<f64>,
    pub(super) nature: Nature,
    /// Written in digits, at least in part.
    pub(super) digits: bool,
    /// The number before its scale ("1,5" of "1,5 million").
    pub(super) lead: f64,
    /// The scale word's value, 1 without one.
    pub(super) scale: f64,
    /// First token of what belongs to a range but is no number ("entre").
    pub(super) outer: usize,
    /// Tokens before `first` that are its sign ("-", "minus").
    pub(super) sign: usize,
}

impl Numeral {
    pub(super) fn new(first: usize, end: usize, value: f64) -> Self {
        Self {
            first,
            end,
            low: value,
            high: Some(value),
            nature: Nature::Plain,
            digits: false,
            lead: value,
            scale: 1.0,
            outer: first,
            sign: 0,
        }
    }

    pub(super) fn scaled(mut self, by: f64) -> Self {
        self.low = tidy(self.low * by);
        self.high = self.high.map(|h| tidy(h * by));
        self.scale *= by;
        self
    }
}

/// A product without the dust of binary fractions (1.76 · 10⁹).
fn tidy(value: f64) -> f64 {
    let rounded = value.round();
    if (value - rounded).abs() < 1e-6 * rounded.abs().max(1.0) && value.abs() >= 100.0 {
        rounded
    } else {
        value
    }
}

impl Reading<'_> {
    /// The number that begins at token `at`, with a second end if it is a range or a ratio.
    pub(super) fn numeral(&self, at: usize) -> Option<Numeral> {
        let first = self.single(at)?;
        self.ratio(&first).or_else(|| self.range(&first)).or_else(|| self.part_of(&first)).or_else(|| {
            // "one" alone only opens a ratio ("one in five") or carries a scale.
            let is_one = first.low == 1.0 && !first.digits && first.nature == Nature::Plain;
            (!is_one || self.one_counts(&first)).then_some(first)
        })
    }

    /// "one percent" is a figure; "one", "un homme" are not.
    fn one_counts(&self, one: &Numeral) -> bool {
        matches!(
            self.lex.measures.at(self.text, self.tokens, one.end),
            Some((Measure::Percent | Measure::Permille, _))
        )
    }

    /// A number without a second end.
    pub(super) fn single(&self, at: usize) -> Option<Numeral> {
        let token = self.tokens.get(at)?;
        if token.kind == Kind::Number {
            return Some(self.signed(self.digits(at)));
        }
        if token.kind == Kind::Mark {
            let below = self.is_minus(at) && self.tokens.get(at + 1).is_some_and(|t| t.kind == Kind::Number);
            return below.then(|| self.signed(self.digits(at + 1)));
        }
        let role = self.role(at);
        if !role.has(Role::NUMERAL) {
            return self.fused(at);
        }
        self.scale_first(at)
            .or_else(|| self.vague(at))
            .or_else(|| self.fraction(at))
            .or_else(|| self.half(at))
            .or_else(|| self.collective(at))
            .or_else(|| self.words(at))
    }

    /// "миллиона три", "тысяч пять": the scale before its number means "about".
    fn scale_first(&self, at: usize) -> Option<Numeral> {
        let (&scale, len) = self.lex.inverted_scales.at(self.text, self.tokens, at)?;
        let led = at > 0 && (self.tokens[at - 1].kind == Kind::Number || self.has(at - 1, Role::NUMERAL));
        let (&value, more) = self.lex.numbers.at(self.text, self.tokens, at + len).filter(|_| !led)?;
        if !(2.0..100.0).contains(&value) {
            return None;
        }
        let mut n = Numeral::new(at, at + len + more, value * scale);
        (n.lead, n.scale, n.nature) = (value, scale, Nature::Collective);
        Some(n)
    }

    fn fused(&self, at: usize) -> Option<Numeral> {
        let token = &self.tokens[at];
        if token.id != 0 {
            return None;
        }
        let value = self.lex.fused(self.slice(at, at + 1))?;
        // "zweiunddreißigtausend zweihundert": hundreds stand apart from their thousands.
        if (1000.0..1e6).contains(&value)
            && value % 1000.0 == 0.0
            && let Some((rest, len)) = self.part(at + 1)
            && (100.0..1000.0).contains(&rest)
        {
            return Some(Numeral::new(at, at + 1 + len, value + rest));
        }
        Some(self.scale(Numeral::new(at, at + 1, value)))
    }

    /// "-5 °C", "minus 5 degrees": a number below nothing.
    fn signed(&self, mut n: Numeral) -> Numeral {
        let Some(before) = n.first.checked_sub(1).filter(|_| n.low > 0.0) else { return n };
        let mark = usize::from(self.is_minus(before));
        let hyphen = usize::from(mark == 0 && before > 0 && self.is_glued_hyphen(before));
        // Words say it of temperatures alone: "moins 5 %" is a change.
        let degrees = || matches!(self.lex.measures.at(self.text, self.tokens, n.end), Some((Measure::Symbol(s), _)) if s.starts_with('°'));
        let word = || {
            let ((), len) = self.lex.minus.before(self.text, self.tokens, n.first - hyphen)?;
            let bounded = self.lex.approx.before(self.text, self.tokens, n.first - hyphen).is_some();
            (!bounded && degrees()).then_some(len + hyphen)
        };
        if let Some(sign) = (mark > 0).then_some(mark).or_else(word) {
            n.sign = sign;
            (n.low, n.high) = (-n.low, n.high.map(|h| -h));
        }
        n
    }

    /// A minus that stands on its number and on nothing before it.
    fn is_minus(&self, at: usize) -> bool {
        let token = &self.tokens[at];
        let is_sign = token.kind == Kind::Mark
            && matches!(self.text.get(token.start as usize..token.end as usize), Some("-" | "\u{2212}"))
            && self.tokens.get(at + 1).is_some_and(|t| t.glued && t.kind == Kind::Number);
        if is_sign && token.line {
            // A dash opens a list or somebody's words, but no temperature.
            let end = self.digits(at + 1).end;
            let measure = self.lex.measures.at(self.text, self.tokens, end);
            return matches!(measure, Some((Measure::Symbol(s), _)) if s.starts_with('°'));
        }
        let Some(before) = at.checked_sub(1).filter(|_| is_sign) else { return false };
        let money = matches!(self.mark(before), Some('$' | '€' | '£'));
        if token.glued || money {
            return money || self.mark(before) == Some('(');
        }
        // Nothing is below nothing but a measure: no list, no span of years, no "Covid -19".
        self.tokens[before].kind != Kind::Number
            && self
                .lex
                .measures
                .at(self.text, self.tokens, self.digits(at + 1).end)
                .is_some_and(|(m, _)| !matches!(m, Measure::Duration(_)))
    }

    /// Digits with the scale words after them.
    pub(super) fn digits(&self, at: usize) -> Numeral {
        let digits = self.values[self.tokens[at].id as usize];
        let mut n = Numeral::new(at, at + 1, digits.value);
        n.digits = true;
        if let Some((part, end)) = self.digits_over(at).or_else(|| self.digits_over(at + 1)) {
            // "1/4 mile", "10 1/2 miles".
            let whole = if end > at + 3 { n.low } else { 0.0 };
            (n.low, n.lead, n.end) = (whole + part, whole + part, end);
            n.high = Some(n.low);
            return n;
        }
        n = self.scale(n);
        // "1 млн 200 тыс.": parts of falling scale.
        while n.scale >= 1000.0 && self.tokens.get(n.end).is_some_and(|t| t.kind == Kind::Number && !t.glued)
        {
            let value = self.values[self.tokens[n.end].id as usize];
            let part = self.scale(Numeral::new(n.end, n.end + 1, value.value));
            if part.scale >= n.scale || part.scale < 1000.0 || part.low >= n.scale {
                break;
            }
            n.low += part.low;
            n.high = Some(n.low);
            (n.end, n.scale) = (part.end, part.scale);
        }
        n
    }

    /// "1/4" before a measure: value and end. Without one it is a day, a label or a season.
    fn digits_over(&self, at: usize) -> Option<(f64, usize)> {
        let whole = |at: usize| {
            let token = self.tokens.get(at).filter(|t| t.kind == Kind::Number)?;
            let digits = self.values[token.id as usize];
            (!digits.grouped && !digits.decimal && !digits.odd).then_some(digits.value)
        };
        let (over, under) = (whole(at)?, whole(at + 2)?);
        let slash = matches!(self.mark(at + 1), Some('/' | '\u{2044}'));
        let glued = slash && self.tokens[at + 1].glued && self.tokens[at + 2].glued;
        let (measure, _) = self.lex.measures.at(self.text, self.tokens, at + 3)?;
        let measured = !matches!(measure, Measure::Duration(_));
        (glued && measured && over < under && under <= 16.0).then_some((over / under, at + 3))
    }

    /// A scale after a number: "1,5 million", "20mila", "deux dizaines", "un million et demi".
    pub(super) fn scale(&self, mut n: Numeral) -> Numeral {
        n = self.and_a_half(n);
        let mut from = n.end;
        if self.is_glued_hyphen(from) {
            from += 1;
        }
        // "4 hundred", "4 hundred million".
        if let Some((&hundred, len)) = self.lex.numbers.at(self.text, self.tokens, from)
            && hundred == 100.0
            && n.digits
            && n.low < 100.0
            && !self.is_glued_hyphen(n.end)
            && !matches!(self.lex.measures.at(self.text, self.tokens, from), Some((Measure::Money(..), _)))
        {
            n = n.scaled(hundred);
            n.end = from + len;
            from = n.end;
        }
        while let Some((&value, len)) = self.lex.scales.at(self.text, self.tokens, from) {
            if !self.scale_fits(from, len, value) {
                break;
            }
            n = n.scaled(value);
            n.end = from + len;
            from = n.end;
        }
        if n.scale > 1.0 {
            return self.and_a_half(n);
        }
        let some = n.low < 100.0 || n.low < 1000.0 && n.low % 100.0 == 0.0;
        if some && let Some((value, len)) = self.collective_after(from) {
            n = n.scaled(value);
            n.nature = Nature::Collective;
            n.end = from + len;
        }
        n
    }

    /// "two and a half", "un million et demi".
    fn and_a_half(&self, mut n: Numeral) -> Numeral {
        if let Some(((), len)) = self.lex.half_after.at(self.text, self.tokens, n.end) {
            n.low += n.scale / 2.0;
            n.high = Some(n.low);
            n.lead = n.low / n.scale;
            n.end += len;
        }
        n
    }

    /// "dizaines" of "deux dizaines".
    fn collective_after(&self, at: usize) -> Option<(f64, usize)> {
        let one = self.lex.collectives.at(self.text, self.tokens, at).map(|(&(value, _), len)| (value, len));
        let many = || self.lex.plurals.at(self.text, self.tokens, at).map(|(&value, len)| (value, len));
        one.or_else(many).filter(|(value, _)| (10.0..=1000.0).contains(value))
    }

    /// One letter is a scale only beside money ("£3m", "5 M€") or, for thousands, on the digits ("10k").
    fn scale_fits(&self, at: usize, len: usize, value: f64) -> bool {
        let token = self.tokens[at];
        if len > 1 || self.slice(at, at + 1).chars().nth(1).is_some() {
            return true;
        }
        let is_money = |found: Option<(&Measure, usize)>| {
            found.is_some_and(|(m, _)| matches!(m, Measure::Money(..) | Measure::Currencies(_)))
        };
        let before = at
            .checked_sub(1)
            .is_some_and(|number| is_money(self.lex.measures.before(self.text, self.tokens, number)));
        let partitive = self.has(at + 1, Role::OF) && self.has(at + 2, Role::DET | Role::DEFINITE);
        let counted = token.glued
            && (partitive
                || self.lex.measures.at(self.text, self.tokens, at + 1).is_some()
                || self.is_plural(at + 1));
        let after = is_money(self.lex.measures.at(self.text, self.tokens, at + 1));
        before || after || counted || token.glued && value == 1000.0
    }

    /// Whether a word looks like a plural noun where nouns come last ("35m devices").
    fn is_plural(&self, at: usize) -> bool {
        let word = self.slice(at, at + 1);
        self.lex.noun_phrase == NounPhrase::HeadLast
            && self.is_plain_word(at)
            && self.lex.plural_ends.iter().any(|end| word.len() > end.len() + 2 && word.ends_with(&**end))
    }

    /// "dozens", "tens of thousands", "plusieurs centaines", "several hundred".
    fn vague(&self, at: usize) -> Option<Numeral> {
        let (mut end, several) = match self.lex.several.at(self.text, self.tokens, at) {
            Some(((), len)) => (at + len, true),
            None => (at, false),
        };
        let mut base = 0.0;
        while let Some((value, len)) = self.vague_part(end, several || base > 0.0) {
            base = if base == 0.0 { value } else { base * value };
            end += len;
            let link = usize::from(self.has(end, Role::LINK));
            match self.vague_part(end + link, true) {
                Some((next, _)) if next > value || next >= 1000.0 => end += link,
                _ => break,
            }
        }
        // "more than сотни": behind a word of approximation the form is a genitive singular.
        let is_single = !several && base > 0.0 && self.is_singular_too(at, end);
        if base == 0.0 || is_single && self.lex.approx.before(self.text, self.tokens, at).is_some() {
            return None;
        }
        let mut n = Numeral::new(at, end, 2.0 * base);
        (n.high, n.nature) = (None, Nature::Vague);
        if let Some((&(low, high), len)) = self.lex.collectives.at(self.text, self.tokens, at)
            && low < high
            && at + len == end
        {
            (n.low, n.high) = (low, Some(high));
        }
        Some(n)
    }

    /// Whether a plural form is also a form of the singular ("сотни", "тысячи").
    fn is_singular_too(&self, at: usize, end: usize) -> bool {
        let whole = |len: usize| at + len == end;
        self.lex.collectives.at(self.text, self.tokens, at).is_some_and(|(_, len)| whole(len))
            || self.lex.noun_phrase == NounPhrase::Inflected
                && self.lex.scales.at(self.text, self.tokens, at).is_some_and(|(_, len)| whole(len))
    }

    fn vague_part(&self, at: usize, led: bool) -> Option<(f64, usize)> {
        if let Some((&value, len)) = self.lex.plurals.at(self.text, self.tokens, at) {
            return Some((value, len));
        }
        if !led {
            return None;
        }
        let scale = self.lex.scales.at(self.text, self.tokens, at).map(|(&v, len)| (v, len));
        let hundred = || {
            self.lex
                .numbers
                .at(self.text, self.tokens, at)
                .map(|(&v, len)| (v, len))
                .filter(|(v, _)| *v == 100.0)
        };
        let collective =
            || self.lex.collectives.at(self.text, self.tokens, at).map(|(&(v, _), len)| (v, len));
        scale.or_else(collective).or_else(hundred).filter(|(_, len)| *len > 0)
    }

    /// "une dizaine", "a dozen", "сотня".
    fn collective(&self, at: usize) -> Option<Numeral> {
        let from = at + usize::from(self.has(at, Role::ONE));
        let (&(low, high), len) = self.lex.collectives.at(self.text, self.tokens, from)?;
        let mut n = Numeral::new(at, from + len, low);
        (n.high, n.nature) = (Some(high), Nature::Collective);
        if low < high {
            // "kilkanaście tysięcy".
            let scale = self.lex.scales.at(self.text, self.tokens, n.end);
            let plural = || self.lex.plurals.at(self.text, self.tokens, n.end);
            if let Some((&by, len)) = scale.or_else(plural).filter(|(by, _)| **by >= 1000.0) {
                n = n.scaled(by);
                n.end += len;
            }
            n.nature = Nature::Vague;
        } else if len > 1 && low >= 1000.0 || low >= 1e5 {
            // "полтора миллиона" is a number said in words.
            n.nature = Nature::Plain;
        } else if self.lex.numbers.at(self.text, self.tokens, from).is_some() {
            n.nature = Nature::Plain;
        }
        Some(n)
    }

    /// A small number as numerator: "two" of "two-thirds", "a" of "a third".
    pub(super) fn small(&self, at: usize) -> Option<(f64, usize)> {
        if self.has(at, Role::ONE) {
            return Some((1.0, at + 1));
        }
        let token = self.tokens.get(at)?;
        if token.kind == Kind::Number {
            return None;
        }
        let (&value, len) = self.lex.numbers.at(self.text, self.tokens, at)?;
        (value > 1.0 && value < 20.0).then_some((value, at + len))
    }

    /// Number words apart: "quatre-vingt-dix-sept", "five hundred thousand", "dwadzieścia pięć".
    fn words(&self, at: usize) -> Option<Numeral> {
        let (mut sum, mut end, mut any) = (Sum::default(), at, false);
        loop {
            let (from, joined) = self.joined(end, any);
            if let Some((value, len)) = self.part(from) {
                let fits = if value > 1000.0 {
                    sum.takes_whole(value)
                } else {
                    adds(sum.group, value, joined, sum.is_scaled())
                };
                if any && !fits {
                    break;
                }
                sum.add(value);
                end = from + len;
            } else if let Some((&value, len)) = self.lex.scales.at(self.text, self.tokens, from) {
                let letter = self.slice(from, from + 1).chars().nth(1).is_none();
                if joined && any || !any && letter || !self.scale_fits(from, len, value) {
                    break;
                }
                if any && sum.group == 0.0 && value <= sum.least() {
                    break;
                }
                sum.scale(value);
                end = from + len;
            } else {
                break;
            }
            any = true;
        }
        any.then(|| self.summed(at, end, &sum))
    }

    /// The number of a sum of words, with the scale in digits or the half behind it.
    fn summed(&self, first: usize, end: usize, sum: &Sum) -> Numeral {
        let mut n = Numeral::new(first, end, sum.total());
        let least = sum.least();
        if least.is_finite() && sum.group == 0.0 {
            (n.lead, n.scale) = (n.low / least, least);
            if let Some(((), len)) = self.lex.half_after.at(self.text, self.tokens, n.end) {
                n.low += least / 2.0;
                n.high = Some(n.low);
                n.end += len;
            }
        } else if !least.is_finite() {
            return self.scale(n);
        }
        n
    }

    /// Where the next part begins: after a hyphen, or after "et", "and".
    fn joined(&self, end: usize, any: bool) -> (usize, bool) {
        if !any {
            return (end, false);
        }
        if self.is_glued_hyphen(end) {
            let join = self.has(end + 1, Role::JOIN) && self.is_glued_hyphen(end + 2);
            return (end + 1 + 2 * usize::from(join), join);
        }
        if self.has(end, Role::JOIN) { (end + 1, true) } else { (end, false) }
    }

    /// A number word below 1000, or "one" as a part.
    fn part(&self, at: usize) -> Option<(f64, usize)> {
        if let Some((&value, len)) = self.lex.numbers.at(self.text, self.tokens, at) {
            return Some((value, len));
        }
        if self.has(at, Role::ONE) {
            return Some((1.0, 1));
        }
        let token = self.tokens.get(at).filter(|t| t.kind == Kind::Word && t.id == 0)?;
        let word = self.text.get(token.start as usize..token.end as usize)?;
        self.lex.fused(word).map(|v| (v, 1))
    }

    pub(super) fn is_glued_hyphen(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|t| {
            t.glued
                && t.kind == Kind::Mark
                && matches!(self.text.get(t.start as usize..t.end as usize), Some("-" | "‑" | "‐"))
        }) && self.tokens.get(at + 1).is_some_and(|t| t.glued)
    }
}

/// A number in words as it is heard: what was scaled so far, and the group below the next scale word.
#[derive(Default)]
struct Sum {
    /// Scale words and what each stands for, from the greatest down.
    scaled: Vec<(f64, f64)>,
    group: f64,
}

impl Sum {
    fn is_scaled(&self) -> bool {
        !self.scaled.is_empty()
    }

    fn least(&self) -> f64 {
        self.scaled.last().map_or(f64::INFINITY, |(scale, _)| *scale)
    }

    /// "eine Million dreihunderttausend": a thousand in one word behind a greater scale.
    fn takes_whole(&self, value: f64) -> bool {
        self.group == 0.0 && value < self.least() && self.is_scaled()
    }

    fn add(&mut self, value: f64) {
        if value == 100.0 && self.group >= 1.0 {
            self.group *= 100.0;
        } else {
            self.group += value;
        }
    }

    /// "dos billones tres mil millones": the thousands belong to the millions, not the billions.
    fn scale(&mut self, value: f64) {
        let mut amount = self.group;
        while self.least() < value {
            amount += self.scaled.pop().map_or(0.0, |(_, amount)| amount);
        }
        self.scaled.push((value, f64::max(amount, 1.0) * value));
        self.group = 0.0;
    }

    fn total(&self) -> f64 {
        self.scaled.iter().map(|(_, amount)| amount).sum::<f64>() + self.group
    }
}

/// Whether a number word can follow the group that stands.
fn adds(group: f64, value: f64, joined: bool, scaled: bool) -> bool {
    if value <= 0.0 || group < 0.0 {
        return false;
    }
    let tail = group % 100.0;
    if value == 100.0 {
        return group == 0.0 && scaled || !joined && (1.0..100.0).contains(&group) && group.fract() == 0.0;
    }
    if value >= 200.0 {
        return group == 0.0 && scaled;
    }
    if group == 0.0 {
        return scaled;
    }
    tail == 0.0
        || value < 10.0 && tail % 10.0 == 0.0 && tail >= 20.0
        || (10.0..20.0).contains(&value) && (tail == 60.0 || tail == 80.0)
}
