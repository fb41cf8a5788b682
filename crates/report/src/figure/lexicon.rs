//! The number keys of a language file as typed tables, built once a language and process.
//!
//! Every list of the file becomes a set of phrases over numbered words, so that a text is looked up
//! word by word once and all later comparisons are of numbers. Keys a file lacks are empty tables.

use super::token::{Cutter, Digits, Kind, Token};
use crate::Approximation;
use serde_json::Value;
use std::collections::HashMap;
use std::sync::OnceLock;

/// How a language writes numbers in digits.
#[derive(Debug, Default)]
pub(super) struct Format {
    pub(super) group: Vec<char>,
    pub(super) decimal: Vec<char>,
}

/// Phrases with what each means, found by their first or last word.
#[derive(Debug)]
pub(super) struct Phrases<T> {
    heads: Vec<Vec<u32>>,
    tails: Vec<Vec<u32>>,
    entries: Vec<(Box<[u32]>, Option<Box<str>>, T)>,
}

impl<T> Default for Phrases<T> {
    fn default() -> Self {
        Self { heads: Vec::new(), tails: Vec::new(), entries: Vec::new() }
    }
}

impl<T> Phrases<T> {
    fn add(&mut self, words: Vec<u32>, exact: Option<Box<str>>, meaning: T) {
        let (Some(&first), Some(&last)) = (words.first(), words.last()) else { return };
        let entry = self.entries.len() as u32;
        for (table, word) in [(&mut self.heads, first), (&mut self.tails, last)] {
            if table.len() <= word as usize {
                table.resize(word as usize + 1, Vec::new());
            }
            table[word as usize].push(entry);
        }
        self.entries.push((words.into(), exact, meaning));
    }

    /// Longest first, so that the first phrase that fits is the one meant.
    fn sort(&mut self) {
        let entries = &self.entries;
        for list in self.heads.iter_mut().chain(&mut self.tails) {
            list.sort_by_key(|&e| std::cmp::Reverse(entries[e as usize].0.len()));
        }
    }

    /// Whether a phrase begins with this word.
    pub(super) fn begins(&self, word: u32) -> bool {
        self.heads.get(word as usize).is_some_and(|list| !list.is_empty())
    }

    /// The longest phrase that begins at token `at`, and how many tokens it takes.
    pub(super) fn at(&self, text: &str, tokens: &[Token], at: usize) -> Option<(&T, usize)> {
        let token = tokens.get(at)?;
        if token.kind == Kind::Number {
            return None;
        }
        self.heads.get(token.id as usize)?.iter().find_map(|&e| {
            let (words, exact, meaning) = &self.entries[e as usize];
            let span = tokens.get(at..at + words.len())?;
            Self::fits(text, span, words, exact.as_deref()).then_some((meaning, words.len()))
        })
    }

    /// All phrases that begin at token `at`, longest first.
    pub(super) fn all_at<'s>(
        &'s self,
        text: &'s str,
        tokens: &'s [Token],
        at: usize,
    ) -> impl Iterator<Item = (&'s T, usize)> + 's {
        let token = tokens.get(at).filter(|t| t.kind != Kind::Number);
        let list = token.and_then(|t| self.heads.get(t.id as usize)).map_or(&[][..], Vec::as_slice);
        list.iter().filter_map(move |&e| {
            let (words, exact, meaning) = &self.entries[e as usize];
            let span = tokens.get(at..at + words.len())?;
            Self::fits(text, span, words, exact.as_deref()).then_some((meaning, words.len()))
        })
    }

    /// The longest phrase that ends just before token `end`, and how many tokens it takes.
    pub(super) fn before(&self, text: &str, tokens: &[Token], end: usize) -> Option<(&T, usize)> {
        let token = tokens.get(end.checked_sub(1)?)?;
        if token.kind == Kind::Number {
            return None;
        }
        self.tails.get(token.id as usize)?.iter().find_map(|&e| {
            let (words, exact, meaning) = &self.entries[e as usize];
            let span = tokens.get(end.checked_sub(words.len())?..end)?;
            Self::fits(text, span, words, exact.as_deref()).then_some((meaning, words.len()))
        })
    }

    fn fits(text: &str, span: &[Token], words: &[u32], exact: Option<&str>) -> bool {
        let same = span.iter().zip(words).all(|(t, w)| t.kind != Kind::Number && t.id == *w);
        let whole = || text.get(span[0].start as usize..span[span.len() - 1].end as usize);
        same && exact.is_none_or(|form| whole() == Some(form))
    }
}

/// What a number is a number of.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Measure {
    Percent,
    Permille,
    /// "points": percentage points or index points, by context.
    Points,
    PercentagePoints,
    BasisPoints,
    /// ISO code and the part of it that one unit is (cents: 0.01).
    Money(Box<str>, f64),
    /// One of several currencies, by country.
    Currencies(Box<[Box<str>]>),
    Symbol(Box<str>),
    Duration(Box<str>),
}

/// Which way a sureness word points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mood {
    Unconfirmed,
    Expected,
    Denied,
}

/// How a counted noun is built.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum NounPhrase {
    /// Noun, then adjectives ("soldats biélorusses").
    #[default]
    HeadFirst,
    /// Adjectives, then noun ("strike drones").
    HeadLast,
    /// Adjectives, then a noun with a capital letter.
    Capital,
    /// Adjectives known by their endings, then noun.
    Inflected,
}

/// What must follow for a sign of mood to be one ("soll … haben", "va … -er").
#[derive(Clone, Debug)]
pub(super) enum Second {
    Nothing,
    Words(Box<[u32]>),
    Ending(Box<str>),
}

/// What a word does in the grammar around numbers.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Role(pub(super) u64);

impl Role {
    pub(super) const MONTH: u64 = 1;
    pub(super) const ONE: u64 = 1 << 1;
    pub(super) const LINK: u64 = 1 << 2;
    pub(super) const JOIN: u64 = 1 << 3;
    pub(super) const DET: u64 = 1 << 4;
    pub(super) const STOP: u64 = 1 << 5;
    pub(super) const OF: u64 = 1 << 6;
    pub(super) const PER: u64 = 1 << 7;
    pub(super) const LABEL: u64 = 1 << 8;
    pub(super) const STREET: u64 = 1 << 9;
    pub(super) const YEAR: u64 = 1 << 10;
    pub(super) const ORDINAL: u64 = 1 << 11;
    pub(super) const ORDINAL_END: u64 = 1 << 12;
    pub(super) const AGE: u64 = 1 << 13;
    pub(super) const AGE_BEFORE: u64 = 1 << 14;
    pub(super) const NEEDS_NOUN: u64 = 1 << 15;
    pub(super) const NO_SHARE: u64 = 1 << 18;
    pub(super) const SCORE: u64 = 1 << 16;
    pub(super) const NUMERAL: u64 = 1 << 17;
    pub(super) const HALF: u64 = 1 << 19;
    pub(super) const DEFINITE: u64 = 1 << 20;
    pub(super) const UP: u64 = 1 << 21;
    pub(super) const DOWN: u64 = 1 << 22;
    pub(super) const NEGATION: u64 = 1 << 24;
    pub(super) const CLAUSE: u64 = 1 << 26;
    pub(super) const PLURAL: u64 = 1 << 27;
    pub(super) const PREPOSITION: u64 = 1 << 28;
    pub(super) const WEEKDAY: u64 = 1 << 29;
    pub(super) const NO_MOOD: u64 = 1 << 30;
    pub(super) const FUTURE_IN_PAST: u64 = 1 << 31;
    pub(super) const FROM: u64 = 1 << 32;
    pub(super) const GOAL: u64 = 1 << 33;
    pub(super) const THAN: u64 = 1 << 34;
    pub(super) const INVERTED: u64 = 1 << 35;

    pub(super) fn has(self, bits: u64) -> bool {
        self.0 & bits != 0
    }
}

/// A way to write two ends of a range or a ratio: what stands before the first, and between the two.
#[derive(Clone, Debug)]
pub(super) struct Pair {
    pub(super) before: Box<[u32]>,
    pub(super) between: Box<[u32]>,
    /// Also means "of the", so that only round numbers make a ratio of it.
    pub(super) weak: bool,
}

/// The number keys of one language.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    words: HashMap<Box<str>, u32>,
    roles: Vec<Role>,
    fold: Vec<(char, Box<str>)>,
    elision: bool,
    money: Vec<Box<str>>,
    pub(super) format: Format,
    pub(super) numbers: Phrases<f64>,
    pub(super) scales: Phrases<f64>,
    pub(super) collectives: Phrases<(f64, f64)>,
    pub(super) plurals: Phrases<f64>,
    pub(super) fractions: Phrases<(f64, f64)>,
    pub(super) half_after: Phrases<()>,
    pub(super) several: Phrases<()>,
    pub(super) measures: Phrases<Measure>,
    pub(super) periods: Phrases<Box<str>>,
    pub(super) approx: Phrases<Approximation>,
    pub(super) approx_after: Phrases<Approximation>,
    /// Words of an upper bound that name the goal of a change instead ("fell to").
    pub(super) goals: Phrases<()>,
    pub(super) clock: Phrases<()>,
    pub(super) clock_before: Phrases<()>,
    pub(super) moods: Phrases<(Mood, Second)>,
    pub(super) mood_ends: Vec<(Box<str>, Mood)>,
    pub(super) ranges: Vec<Pair>,
    pub(super) ratios: Vec<Pair>,
    /// Whether number words are written together ("einundzwanzig").
    pub(super) fused: bool,
    pub(super) fused_joins: Vec<Box<str>>,
    pub(super) fused_ends: Vec<Box<str>>,
    pub(super) adjective_ends: Vec<Box<str>>,
    pub(super) plural_ends: Vec<Box<str>>,
    pub(super) noun_phrase: NounPhrase,
    /// "14." is an ordinal.
    pub(super) ordinal_dot: bool,
    /// Months are written with a capital, so that "may" is none.
    pub(super) month_capital: bool,
    /// Currencies told apart by a word ("suédoise"): stem and code.
    qualifiers: Vec<(Box<str>, Box<str>)>,
    fused_numbers: Vec<(Box<str>, f64)>,
}

impl Lexicon {
    /// The lexicon of a language tag; `None` for a language without a file.
    pub(super) fn of(tag: &str) -> Option<&'static Lexicon> {
        static ALL: [OnceLock<Lexicon>; crate::language::CODES.len()] =
            [const { OnceLock::new() }; crate::language::CODES.len()];
        let primary = tag.split(['-', '_']).next()?.to_ascii_lowercase();
        let place = crate::language::CODES.iter().position(|code| *code == primary)?;
        Some(ALL[place].get_or_init(|| Builder::read(crate::language::file(&primary).unwrap_or("{}"))))
    }

    /// Cuts a text into tokens.
    pub(super) fn cut(&self, text: &str, tokens: &mut Vec<Token>, values: &mut Vec<Digits>) {
        let cutter =
            Cutter { format: &self.format, elision: self.elision, fold: &self.fold, money: &self.money };
        cutter.cut(text, tokens, values, |word| self.words.get(word).copied().unwrap_or(0));
    }

    /// The currency whose country's adjective stands nearest before token `at`, of those in `codes`.
    pub(super) fn qualified<'s>(
        &self,
        text: &str,
        tokens: &[Token],
        at: usize,
        codes: &'s [Box<str>],
    ) -> Option<&'s Box<str>> {
        /// How far back the country of an amount is looked for.
        const REACH: usize = 200;
        let words = tokens[at.saturating_sub(REACH)..at].iter().rev().filter(|t| t.kind == Kind::Word);
        words.filter_map(|t| text.get(t.start as usize..t.end as usize)).find_map(|word| {
            let lower = word.to_lowercase();
            let (_, code) = self.qualifiers.iter().find(|(stem, _)| lower.starts_with(&**stem))?;
            codes.iter().find(|c| *c == code)
        })
    }

    /// What the word of a token does.
    pub(super) fn role(&self, token: &Token) -> Role {
        if token.kind == Kind::Number {
            return Role::default();
        }
        self.roles.get(token.id as usize).copied().unwrap_or_default()
    }

    /// The value of number words written together, if the whole word is such ("dreihundertzwanzig").
    pub(super) fn fused(&self, word: &str) -> Option<f64> {
        if !self.fused || word.len() < 6 {
            return None;
        }
        let lower = word.to_lowercase();
        let body = self.fused_ends.iter().find_map(|end| lower.strip_suffix(&**end)).unwrap_or(&lower);
        let mut parts = Vec::new();
        (self.split(body, &mut parts) && parts.len() > 1 || body.len() < lower.len() && !parts.is_empty())
            .then(|| sum(&parts))
            .flatten()
    }

    /// Splits a word into number words, longest first.
    fn split(&self, rest: &str, parts: &mut Vec<f64>) -> bool {
        /// "neunhundertneunundneunzigtausendneunhundertneunundneunzig" has eight.
        const MOST: usize = 10;
        if rest.is_empty() {
            return !parts.is_empty();
        }
        if parts.len() >= MOST {
            return false;
        }
        let first = self.fused_numbers.partition_point(|(w, _)| w.as_bytes()[0] < rest.as_bytes()[0]);
        for (word, value) in &self.fused_numbers[first..] {
            if word.as_bytes()[0] != rest.as_bytes()[0] {
                break;
            }
            let Some(after) = rest.strip_prefix(&**word) else { continue };
            parts.push(*value);
            if self.split(after, parts) {
                return true;
            }
            for join in &self.fused_joins {
                if let Some(after) = after.strip_prefix(&**join)
                    && !after.is_empty()
                    && self.split(after, parts)
                {
                    return true;
                }
            }
            parts.pop();
        }
        false
    }
}

/// The value of parts such as 3, 100, 1, 20 (units before tens, multipliers before 100 and 1000).
fn sum(parts: &[f64]) -> Option<f64> {
    let (mut total, mut group) = (0.0, 0.0);
    for &part in parts {
        if part >= 1000.0 {
            total += f64::max(group, 1.0) * part;
            group = 0.0;
        } else if part == 100.0 {
            let unit = group % 100.0;
            if unit > 19.0 || group > 100.0 {
                return None;
            }
            group = f64::max(unit, 1.0) * 100.0;
        } else {
            let tail = group % 100.0;
            let fits =
                tail == 0.0 || tail < 10.0 && part >= 20.0 && part < 100.0 || tail >= 20.0 && part < 10.0;
            if !fits || part >= 100.0 && group > 0.0 {
                return None;
            }
            group += part;
        }
    }
    Some(total + group)
}

/// Builds a lexicon from the text of a language file.
struct Builder {
    lexicon: Lexicon,
}

/// The list of strings at a key, empty if it is not a list.
fn strings(value: &Value) -> impl Iterator<Item = &str> {
    value.as_array().map_or(&[][..], Vec::as_slice).iter().filter_map(Value::as_str)
}

/// All strings below a value, whatever its shape.
fn leaves<'a>(value: &'a Value, out: &mut Vec<&'a str>) {
    match value {
        Value::String(s) => out.push(s),
        Value::Array(list) => list.iter().for_each(|v| leaves(v, out)),
        Value::Object(map) => map.values().for_each(|v| leaves(v, out)),
        _ => {}
    }
}

/// The pairs of an object, empty if it is not one.
fn pairs(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    value.as_object().into_iter().flatten().map(|(k, v)| (k.as_str(), v))
}

impl Builder {
    fn read(file: &str) -> Lexicon {
        let data: Value = serde_json::from_str(file).unwrap_or_default();
        let mut b = Builder { lexicon: Lexicon::default() };
        b.lexicon.roles.push(Role::default());
        b.writing(&data);
        b.numbers(&data);
        b.measures(&data);
        b.approximations(&data);
        b.moods(&data);
        b.exclusions(&data);
        b.grammar(&data["figure"]);
        b.pairs(&data);
        b.finish()
    }

    fn writing(&mut self, data: &Value) {
        let l = &mut self.lexicon;
        for (list, key) in [(&mut l.format.group, "group"), (&mut l.format.decimal, "decimal")] {
            for mark in strings(&data["number_format"][key]) {
                let code = mark.strip_prefix("U+").and_then(|hex| u32::from_str_radix(hex, 16).ok());
                list.extend(code.and_then(char::from_u32).or_else(|| mark.chars().next()));
            }
            if list.contains(&'\'') {
                list.push('’');
            }
        }
        for pair in data["fold"].as_array().into_iter().flatten() {
            if let (Some(from), Some(to)) = (pair[0].as_str(), pair[1].as_str())
                && let Some(c) = from.chars().next()
            {
                l.fold.push((c, to.into()));
                // "ß" has no capital of one letter: its first "S" must not be taken for one.
                let mut capital = c.to_uppercase();
                if let (Some(first), None) = (capital.next(), capital.next())
                    && first != c
                {
                    l.fold.push((first, to.into()));
                }
            }
        }
        l.elision = strings(&data["det"]).any(|d| d.ends_with(['\'', '’']));
    }

    /// The numbered words of a phrase.
    fn words(&mut self, phrase: &str) -> Vec<u32> {
        let (mut tokens, mut values) = (Vec::new(), Vec::new());
        let Lexicon { words, roles, format, fold, elision, money, .. } = &mut self.lexicon;
        let cutter = Cutter { format, elision: *elision, fold, money };
        cutter.cut(phrase, &mut tokens, &mut values, |word| {
            if let Some(id) = words.get(word) {
                return *id;
            }
            let id = roles.len() as u32;
            roles.push(Role::default());
            words.insert(word.into(), id);
            id
        });
        if !values.is_empty() {
            return Vec::new();
        }
        tokens.iter().map(|t| t.id).collect()
    }

    /// Gives every one-word phrase of a list a role.
    fn role<'a>(&mut self, list: impl IntoIterator<Item = &'a str>, role: u64) {
        for word in list {
            if let [id] = self.words(word)[..] {
                self.lexicon.roles[id as usize].0 |= role;
            }
        }
    }

    fn numbers(&mut self, data: &Value) {
        for (word, value) in pairs(&data["numwords"]) {
            let Some(value) = value.as_f64() else { continue };
            let ids = self.words(word);
            if value == 1.0 {
                self.role([word], Role::ONE);
            } else if value < 1000.0 {
                self.lexicon.numbers.add(ids, None, value);
            } else {
                self.lexicon.scales.add(ids, None, value);
            }
            if !word.contains([' ', '-']) {
                self.lexicon.fused_numbers.push((word.to_lowercase().into(), value));
            }
        }
        for (word, value) in pairs(&data["scale"]) {
            let ids = self.words(&word.replace('_', " "));
            if let Some(value) = value.as_f64() {
                if value >= 1000.0 {
                    self.lexicon.scales.add(ids, exact(word).filter(|w| w.chars().count() < 3), value);
                } else {
                    self.lexicon.numbers.add(ids, None, value);
                }
            }
        }
        for (word, value) in pairs(&data["collective"]) {
            let (low, high) = (value[0].as_f64().or(value.as_f64()), value[1].as_f64().or(value.as_f64()));
            let ids = self.words(word);
            if let (Some(low), Some(high)) = (low, high) {
                self.lexicon.collectives.add(ids, None, (low, high));
            }
        }
        for (word, value) in pairs(&data["fractions"]) {
            let ids = self.words(word);
            if let (Some(n), Some(d)) = (value[0].as_f64(), value[1].as_f64()) {
                self.lexicon.fractions.add(ids, None, (n, d));
            }
        }
        let own = &data["figure"];
        for (word, value) in pairs(&own["plural"]) {
            let ids = self.words(word);
            self.lexicon.plurals.add(ids, None, value.as_f64().unwrap_or(0.0));
        }
        for word in strings(&own["half_after"]) {
            let ids = self.words(word);
            self.lexicon.half_after.add(ids, None, ());
        }
        for word in strings(&own["several"]) {
            let ids = self.words(word);
            self.lexicon.several.add(ids, None, ());
        }
        self.role(strings(&own["one"]), Role::ONE);
        self.role(strings(&own["half"]), Role::HALF);
        self.role(strings(&own["join"]), Role::JOIN);
        self.lexicon.fused = own["fused"].as_bool().unwrap_or(false);
        self.lexicon.fused_joins = strings(&own["fused_join"]).map(Into::into).collect();
        self.lexicon.fused_ends = strings(&own["fused_end"]).map(Into::into).collect();
    }

    fn measures(&mut self, data: &Value) {
        for word in strings(&data["percent"]["percent"]) {
            self.measure(word, Measure::Percent);
        }
        for word in strings(&data["percent"]["permille"]) {
            self.measure(word, Measure::Permille);
        }
        for word in strings(&data["figure"]["basis_points"]) {
            self.measure(word, Measure::BasisPoints);
        }
        for word in strings(&data["figure"]["percentage_points"]) {
            self.measure(word, Measure::PercentagePoints);
        }
        for word in strings(&data["percent"]["points"]) {
            self.measure(word, Measure::Points);
        }
        let doubtful = &data["currency_ambiguous"];
        for (form, codes) in pairs(doubtful) {
            self.measure(form, Measure::Currencies(strings(codes).map(Into::into).collect()));
        }
        let parts = &data["figure"]["subunit"];
        for (code, forms) in pairs(parts) {
            for form in strings(forms) {
                self.measure(form, Measure::Money(code.into(), 0.01));
            }
        }
        for (code, forms) in pairs(&data["currency"]) {
            for form in strings(forms) {
                let is_part = strings(&parts[code]).any(|p| p == form);
                self.qualifier(code, form);
                if form.len() > 1 && form.len() < 4 && form.chars().all(|c| c.is_ascii_alphabetic()) {
                    self.lexicon.money.push(form.into());
                }
                if !is_part && doubtful.get(form).is_none() {
                    self.measure(form, Measure::Money(code.into(), 1.0));
                }
            }
        }
        for (symbol, forms) in pairs(&data["units"]) {
            for form in strings(forms) {
                self.measure(form, Measure::Symbol(symbol.into()));
            }
        }
        for (period, forms) in pairs(&data["duration"]) {
            for form in strings(forms) {
                self.measure(form, Measure::Duration(period.into()));
            }
        }
        for (period, forms) in pairs(&data["figure"]["per_words"]) {
            for form in strings(forms) {
                let ids = self.words(form);
                self.lexicon.periods.add(ids, None, period.into());
            }
        }
    }

    /// Keeps the stem of the country's adjective in "couronne suédoise", "Swedish krona".
    fn qualifier(&mut self, code: &str, form: &str) {
        /// Letters by which an adjective is known in all its forms.
        const STEM: usize = 5;
        for word in form.split(' ').filter(|_| form.contains(' ')) {
            if word.chars().count() > STEM {
                let stem: String = word.to_lowercase().chars().take(STEM).collect();
                self.lexicon.qualifiers.push((stem.into(), code.into()));
            }
        }
    }

    fn measure(&mut self, form: &str, measure: Measure) {
        let ids = self.words(form);
        self.lexicon.measures.add(ids, exact(form), measure);
    }

    fn approximations(&mut self, data: &Value) {
        use Approximation::{About, AtLeast, AtMost, LessThan, MoreThan};
        for (key, kind) in [
            ("about", About),
            ("at_least", AtLeast),
            ("at_most", AtMost),
            ("more_than", MoreThan),
            ("less_than", LessThan),
        ] {
            for phrase in strings(&data["approx"][key]) {
                if let Some(after) = phrase.strip_prefix("N") {
                    let ids = self.words(after);
                    self.lexicon.approx_after.add(ids, None, kind);
                } else {
                    self.approximation(phrase, kind, &data["figure"]["of"]);
                }
            }
        }
        for phrase in strings(&data["figure"]["exact"]) {
            self.approximation(phrase, Approximation::Exact, &data["figure"]["of"]);
        }
        for phrase in strings(&data["figure"]["goal"]) {
            let ids = self.words(phrase);
            self.lexicon.goals.add(ids, None, ());
        }
        for phrase in strings(&data["figure"]["clock"]) {
            let ids = self.words(phrase);
            self.lexicon.clock.add(ids, None, ());
        }
        for phrase in strings(&data["figure"]["clock_before"]) {
            let ids = self.words(phrase);
            self.lexicon.clock_before.add(ids, None, ());
        }
    }

    /// A phrase, and where it ends in "of", its forms with an article ("más de", "más del").
    fn approximation(&mut self, phrase: &str, kind: Approximation, of: &Value) {
        let ids = self.words(phrase);
        let ends: Vec<u32> = strings(of).filter_map(|w| self.words(w).first().copied()).collect();
        if let Some((last, head)) = ids.split_last()
            && !head.is_empty()
            && ends.contains(last)
        {
            for end in ends.iter().filter(|e| *e != last) {
                self.lexicon.approx.add([head, &[*end]].concat(), None, kind);
            }
        }
        self.lexicon.approx.add(ids, None, kind);
    }

    fn moods(&mut self, data: &Value) {
        let own = &data["figure"];
        let lists = [
            (&data["hearsay"]["forms"], Mood::Unconfirmed),
            (&data["hearsay"]["particles"], Mood::Unconfirmed),
            (&data["hearsay"]["markers"], Mood::Unconfirmed),
            (&data["hearsay"]["passives"], Mood::Unconfirmed),
            (&data["expected"], Mood::Expected),
            (&data["negation"]["denial"], Mood::Denied),
        ];
        for (list, mood) in lists {
            let mut found = Vec::new();
            leaves(list, &mut found);
            for phrase in found {
                let (first, second) = phrase.split_once('…').unwrap_or((phrase, ""));
                let ids = self.words(first);
                let second = match second.trim() {
                    "" => Second::Nothing,
                    end if end.starts_with('-') => Second::Ending(end[1..].into()),
                    words => Second::Words(self.words(words).into()),
                };
                self.lexicon.moods.add(ids, None, (mood, second));
            }
        }
        for (key, mood) in [("hearsay_end", Mood::Unconfirmed), ("expected_end", Mood::Expected)] {
            for end in strings(&own[key]) {
                self.lexicon.mood_ends.push((end.into(), mood));
            }
        }
        self.role(strings(&own["no_mood"]), Role::NO_MOOD);
        self.role(strings(&own["future_in_past"]), Role::FUTURE_IN_PAST);
    }

    fn exclusions(&mut self, data: &Value) {
        for key in ["months", "weekdays"] {
            let mut names = Vec::new();
            leaves(&data[key], &mut names);
            let role = if key == "months" { Role::MONTH } else { Role::WEEKDAY };
            if key == "months" {
                self.lexicon.month_capital = names.iter().all(|n| n.starts_with(char::is_uppercase));
            }
            self.role(names.iter().map(|n| n.trim_end_matches('.')), role);
        }
        self.role(strings(&data["ordinals"]["words"]), Role::ORDINAL);
        self.role(strings(&data["score"]["words"]), Role::SCORE);
        let own = &data["figure"];
        for (key, role) in [
            ("ordinal_end", Role::ORDINAL_END),
            ("label", Role::LABEL),
            ("street", Role::STREET),
            ("year", Role::YEAR),
            ("needs_noun", Role::NEEDS_NOUN),
            ("no_share", Role::NO_SHARE),
            ("age", Role::AGE),
            ("age_before", Role::AGE_BEFORE),
        ] {
            self.role(strings(&own[key]), role);
        }
    }

    fn grammar(&mut self, own: &Value) {
        for (key, role) in [
            ("link", Role::LINK),
            ("stop", Role::STOP),
            ("of", Role::OF),
            ("per", Role::PER),
            ("definite", Role::DEFINITE),
            ("det", Role::DET),
            ("up", Role::UP),
            ("down", Role::DOWN),
            ("clause", Role::CLAUSE),
            ("preposition", Role::PREPOSITION),
            ("from", Role::FROM),
            ("to", Role::GOAL),
            ("than", Role::THAN),
            ("inverted", Role::INVERTED),
            ("plural_word", Role::PLURAL),
            ("negation", Role::NEGATION),
        ] {
            self.role(strings(&own[key]), role);
        }
        self.lexicon.adjective_ends = strings(&own["adjective_end"]).map(Into::into).collect();
        self.lexicon.plural_ends = strings(&own["plural_end"]).map(Into::into).collect();
        self.lexicon.noun_phrase = match own["noun_phrase"].as_str() {
            Some("head_last") => NounPhrase::HeadLast,
            Some("capital") => NounPhrase::Capital,
            Some("inflected") => NounPhrase::Inflected,
            _ => NounPhrase::HeadFirst,
        };
        self.lexicon.ordinal_dot = own["ordinal_dot"].as_bool().unwrap_or(false);
    }

    fn pairs(&mut self, data: &Value) {
        for (key, is_ratio) in [("range", false), ("ratio", true)] {
            for pattern in strings(&data[key]) {
                let Some((before, rest)) = pattern.split_once('X') else { continue };
                let Some((between, after)) = rest.split_once('Y') else { continue };
                if !after.is_empty() || between.contains('…') {
                    continue;
                }
                let pair = Pair {
                    before: self.words(before).into(),
                    between: self.words(between).into(),
                    weak: strings(&data["figure"]["weak_ratio"]).any(|w| w == pattern),
                };
                if pair.between.is_empty() {
                    continue;
                }
                let list = if is_ratio { &mut self.lexicon.ratios } else { &mut self.lexicon.ranges };
                list.push(pair);
            }
        }
    }

    fn finish(mut self) -> Lexicon {
        let l = &mut self.lexicon;
        let key = |p: &Pair| std::cmp::Reverse((p.before.len(), p.between.len()));
        l.ranges.sort_by_key(key);
        l.ratios.sort_by_key(key);
        l.fused_numbers.retain(|(w, v)| !w.is_empty() && *v > 0.0);
        l.fused_numbers.sort_by(|a, b| {
            a.0.as_bytes()[0].cmp(&b.0.as_bytes()[0]).then(b.0.len().cmp(&a.0.len())).then(a.0.cmp(&b.0))
        });
        // A word that qualifies two currencies is the currency's own name.
        let all = l.qualifiers.clone();
        l.qualifiers.retain(|(stem, code)| all.iter().all(|(s, c)| s != stem || c == code));
        l.numbers.sort();
        l.scales.sort();
        l.collectives.sort();
        l.plurals.sort();
        l.fractions.sort();
        l.half_after.sort();
        l.several.sort();
        l.measures.sort();
        l.periods.sort();
        l.approx.sort();
        l.approx_after.sort();
        l.moods.sort();
        l.goals.sort();
        l.clock.sort();
        l.clock_before.sort();
        for id in 1..l.roles.len() as u32 {
            let starts = l.numbers.begins(id)
                || l.scales.begins(id)
                || l.collectives.begins(id)
                || l.plurals.begins(id)
                || l.fractions.begins(id)
                || l.several.begins(id)
                || l.roles[id as usize].has(Role::ONE | Role::HALF);
            if starts {
                l.roles[id as usize].0 |= Role::NUMERAL;
            }
        }
        self.lexicon
    }
}

/// Short abbreviations count only as they are written ("MW" is not "mW", "t" not "T").
fn exact(form: &str) -> Option<Box<str>> {
    (form.chars().count() <= 3 && form.chars().all(|c| c.is_alphanumeric())).then(|| form.into())
}
