//! The number keys of a language file as typed tables, built once a language and process.
//!
//! Every list of the file becomes a set of phrases over numbered words, so that a text is looked up
//! word by word once and all later comparisons are of numbers. Keys a file lacks are empty tables.

use super::keys::Builder;
use super::phrase::Phrases;
use super::token::{Cutter, Digits, Kind, Token};
use crate::language::{self, Views};
use crate::likeness::lower;
use crate::sentence::Same;
use crate::{Approximation, Change};
use std::collections::HashMap;
use std::hash::BuildHasherDefault;

/// How a language writes numbers in digits.
#[derive(Debug, Default)]
pub(super) struct Format {
    pub(super) group: Vec<char>,
    pub(super) decimal: Vec<char>,
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
    /// A number is what it speaks of ("attendent 40 000 visiteurs").
    Number,
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
    pub(super) const PARTICLE: u64 = 1 << 36;
    pub(super) const OR: u64 = 1 << 37;
    pub(super) const BY: u64 = 1 << 38;
    /// A document that counts ("poll", "census").
    pub(super) const SURVEY: u64 = 1 << 39;
    /// What such a document does ("shows", "has").
    pub(super) const TELLS: u64 = 1 << 40;
    /// Something announced that is still to be done ("layoffs").
    pub(super) const PLAN: u64 = 1 << 41;

    /// Before a word that ends in what its source gave ("nach Polizeiangaben").
    pub(super) const GIVES: u64 = 1 << 47;
    /// Who tells the outlet ("sources"): their number is the outlet's own.
    pub(super) const SOURCE: u64 = 1 << 48;
    /// Around a number that is a rank ("op twee na").
    pub(super) const RANK_BEFORE: u64 = 1 << 45;
    pub(super) const RANK_AFTER: u64 = 1 << 46;
    /// Of money it is an earning and no rise ("gagner", "raised").
    pub(super) const EARN: u64 = 1 << 44;
    /// Between a word of change and its number ("another", "sharply").
    pub(super) const AMONG: u64 = 1 << 49;
    /// A verb of saying that is seldom anything else.
    pub(super) const CUE: u64 = 1 << 51;
    /// The first part of a verb of change in two parts.
    pub(super) const SPLIT: u64 = 1 << 50;
    /// Goes from one value to another, either way ("passe", "went").
    pub(super) const MOVE: u64 = 1 << 42;
    /// Between two values only ever where something went ("auf", "naar").
    pub(super) const STEP: u64 = 1 << 43;

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
    /// Numbers of words, by the hashes of their folded forms.
    pub(super) words: HashMap<u64, u32, BuildHasherDefault<Same>>,
    pub(super) roles: Vec<Role>,
    pub(super) fold: Vec<(char, Box<str>)>,
    pub(super) elision: bool,
    pub(super) money: Vec<Box<str>>,
    pub(super) format: Format,
    pub(super) numbers: Phrases<f64>,
    pub(super) scales: Phrases<f64>,
    pub(super) collectives: Phrases<(f64, f64)>,
    pub(super) plurals: Phrases<f64>,
    pub(super) fractions: Phrases<(f64, f64)>,
    /// Scales in the form that stands before its number ("миллиона три").
    pub(super) inverted_scales: Phrases<f64>,
    pub(super) half_after: Phrases<()>,
    pub(super) several: Phrases<()>,
    pub(super) measures: Phrases<Measure>,
    pub(super) periods: Phrases<Box<str>>,
    pub(super) approx: Phrases<Approximation>,
    pub(super) approx_after: Phrases<Approximation>,
    /// Words of an upper bound that name the goal of a change instead ("fell to").
    pub(super) goals: Phrases<()>,
    /// More and less behind a number ("de plus", "weniger", "in meno").
    /// Those that compare a quality ("teurer", "cooler") speak of a measure only.
    pub(super) turns: Phrases<(Change, bool)>,
    /// Words of change in several words ("se dejó"), verbs in two parts ("nahm … zu"), and what ends a noun
    /// of change written together ("Umsatzplus").
    pub(super) turned: Phrases<Change>,
    /// Whether a word between two values says that something went from one to the other ("auf", "naar").
    pub(super) steps: bool,
    pub(super) split: Vec<(u32, u32, Change)>,
    pub(super) turn_ends: Vec<(Box<str>, Change)>,
    /// Right before a number it says which way it went ("minus 3 %").
    pub(super) signs: Phrases<Change>,
    /// "Up to" that names a goal only behind how far it went ("creció un 12 %, hasta 340 millones").
    pub(super) reaches: Phrases<()>,
    /// Phrases in which a word of change is none ("gave up", "fell short").
    pub(super) no_turn: Phrases<()>,
    /// Behind a temperature: it is below nothing ("unter null", "sotto zero").
    pub(super) below: Phrases<()>,
    /// A sentence that begins so names who said what the one before it says ("Das teilte", "lo ha riferito").
    pub(super) told_after: Phrases<()>,
    /// Before the source of a sentence without a verb of saying ("selon", "по данным").
    pub(super) according: Phrases<()>,
    /// Before a part of the figure just given ("dont", "of which").
    pub(super) part_of: Phrases<()>,
    /// Words before a multiplier ("multiplied by").
    pub(super) times: Phrases<()>,
    /// Words before the time a figure is of ("as of").
    pub(super) as_of: Phrases<()>,
    /// Words for a number below nothing.
    pub(super) minus: Phrases<()>,
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
    pub(super) verb_ends: Vec<Box<str>>,
    /// What a source gave, at the end of its word ("Polizeiangaben"), and endings that take an s before it.
    pub(super) told_ends: Vec<Box<str>>,
    pub(super) told_links: Vec<Box<str>>,
    pub(super) noun_phrase: NounPhrase,
    /// "14." is an ordinal.
    pub(super) ordinal_dot: bool,
    /// "2° posto" is an ordinal.
    pub(super) degree_rank: bool,
    /// Months are written with a capital, so that "may" is none.
    pub(super) month_capital: bool,
    /// Currencies told apart by a word ("suédoise"): stem and code.
    pub(super) qualifiers: Vec<(Box<str>, Box<str>)>,
    pub(super) fused_numbers: Vec<(Box<str>, f64)>,
    /// The second letters of those words, as bits, by the first.
    pub(super) fused_heads: [u32; 26],
}

impl Lexicon {
    /// The lexicon of a language tag; `None` for a language without a file.
    pub(super) fn of(tag: &str) -> Option<&'static Lexicon> {
        static KNOWN: Views<Lexicon> = Views::new();
        KNOWN.of(&tag.to_ascii_lowercase(), |code| Builder::read(language::file(code).unwrap_or("{}")))
    }

    /// Cuts a text into tokens.
    pub(super) fn cut(&self, text: &str, tokens: &mut Vec<Token>, values: &mut Vec<Digits>) {
        let cutter =
            Cutter { format: &self.format, elision: self.elision, fold: &self.fold, money: &self.money };
        cutter.cut(text, tokens, values, |word| self.words.get(&word).copied().unwrap_or(0));
    }

    /// The currency whose country's adjective stands nearest before token `at`, of those in `codes`.
    pub(super) fn qualified<'s>(
        &self,
        text: &str,
        tokens: &[Token],
        at: usize,
        codes: &'s [Box<str>],
    ) -> Option<&'s str> {
        /// How far back the country of an amount is looked for.
        const REACH: usize = 200;
        // All stems are of one length, so that a word has one of them at most.
        let stems: Vec<(char, &str, &str)> = self
            .qualifiers
            .iter()
            .filter_map(|(stem, code)| {
                Some((stem.chars().next()?, &**stem, &**codes.iter().find(|c| *c == code)?))
            })
            .collect();
        // Nearly all words begin with none of their letters.
        let bit = |c: char| 1_u64 << (c as u32 & 63);
        let firsts = stems.iter().fold(0, |firsts, (first, ..)| firsts | bit(*first));
        let words = tokens[at.saturating_sub(REACH)..at].iter().rev().filter(|t| t.kind == Kind::Word);
        words.filter_map(|t| text.get(t.start as usize..t.end as usize)).find_map(|word| {
            let first = lower(word.chars().next()?);
            if firsts & bit(first) == 0 {
                return None;
            }
            let begins = |stem: &str| word.to_lowercase().starts_with(stem);
            stems.iter().find(|(own, stem, _)| *own == first && begins(stem)).map(|(.., code)| *code)
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
        if !self.may_be_fused(word) {
            return None;
        }
        let lower = word.to_lowercase();
        let body = self.fused_ends.iter().find_map(|end| lower.strip_suffix(&**end)).unwrap_or(&lower);
        let mut parts = Vec::new();
        (self.split(body, &mut parts) && parts.len() > 1 || body.len() < lower.len() && !parts.is_empty())
            .then(|| sum(&parts))
            .flatten()
    }

    /// Whether a word may be number words written together: most are told apart by their first letters.
    pub(super) fn may_be_fused(&self, word: &str) -> bool {
        self.fused && word.len() >= 6 && self.opens_fused(word)
    }

    /// Whether a number word may begin a word, by its first two letters; other characters are not judged.
    fn opens_fused(&self, word: &str) -> bool {
        let letter = |b: u8| b.is_ascii_alphabetic().then(|| usize::from(b.to_ascii_lowercase() - b'a'));
        match word.as_bytes() {
            [first, second, ..] => match (letter(*first), letter(*second)) {
                (Some(first), Some(second)) => self.fused_heads[first] >> second & 1 != 0,
                _ => true,
            },
            _ => true,
        }
    }

    /// Notes with what letters number words written together begin.
    pub(super) fn note_fused_heads(&mut self) {
        let letter = |b: u8| b.is_ascii_lowercase().then(|| usize::from(b - b'a'));
        for (word, _) in &self.fused_numbers {
            let Some(first) = word.bytes().next().and_then(letter) else { continue };
            self.fused_heads[first] |= match word.as_bytes() {
                [_, second, ..] => letter(*second).map_or(0, |second| 1 << second),
                _ => u32::MAX,
            };
        }
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
            // "duemila" is one word: of "duecentoduemila" two and its thousand.
            let scale = if part >= 1e6 { 1e6 } else { 1000.0 };
            let lead = part / scale;
            let own = if lead > 1.0 && lead < 1000.0 { group + lead } else { f64::max(group, 1.0) * lead };
            total += own * scale;
            group = 0.0;
        } else if part == 100.0 {
            // "zweiundzwanzighundert".
            if group >= 100.0 {
                return None;
            }
            group = f64::max(group, 1.0) * 100.0;
        } else {
            let tail = group % 100.0;
            let fits =
                tail == 0.0 || tail < 10.0 && (20.0..100.0).contains(&part) || tail >= 20.0 && part < 10.0;
            if !fits || part >= 100.0 && group > 0.0 {
                return None;
            }
            group += part;
        }
    }
    Some(total + group)
}
