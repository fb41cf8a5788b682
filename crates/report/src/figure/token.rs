//! One pass over a text: words, numbers and marks as borrowed tokens, each word looked up once.
//!
//! A word is letters (and digits after letters: "km2", "G7"), with an apostrophe inside it, or behind
//! it where the language elides ("d'", "jusqu'"). Digits with their separators are one token whose
//! value stands beside it; every other character that is not white space is a token of its own.

use super::lexicon::Format;
use crate::letters::{Hash, Plain, Run};

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    Number,
    Mark,
}

/// A piece of the text, without its words.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub(super) start: u32,
    pub(super) end: u32,
    /// Number of the folded word in the lexicon; 0 if it is not there. For a number, its place in the values.
    pub(super) id: u32,
    pub(super) kind: Kind,
    /// No white space stands before it.
    pub(super) glued: bool,
    /// Begins with a capital letter.
    pub(super) capital: bool,
    /// A line break stands before it.
    pub(super) line: bool,
}

/// The value of a number token and the way it is written.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Digits {
    pub(super) value: f64,
    /// Has a group separator.
    pub(super) grouped: bool,
    /// Has a decimal part.
    pub(super) decimal: bool,
    /// Digits before the decimal mark.
    pub(super) length: u32,
    /// Begins with 0 and is longer than that ("007"), or has more parts than a number has ("1.2.3").
    pub(super) odd: bool,
}

/// Whether a word of ASCII letters ends before this byte.
#[inline]
fn ends(next: u8) -> bool {
    next == b' ' || next.is_ascii() && !next.is_ascii_alphanumeric() && next != b'\''
}

/// No word of a lexicon is longer, in bytes; a run of letters that is, is not looked up.
const LONGEST: usize = 96;

/// How a tokeniser cuts and what it knows.
pub(super) struct Cutter<'a> {
    pub(super) format: &'a Format,
    pub(super) elision: bool,
    pub(super) fold: &'a [(char, Box<str>)],
    /// Letters that may stand on the digits of an amount ("RM79", "EUR50").
    pub(super) money: &'a [Box<str>],
}

impl Cutter<'_> {
    /// Cuts `text` into `tokens` and `values`; `known` gives the number of a folded word by its hash.
    pub(super) fn cut(
        &self,
        text: &str,
        tokens: &mut Vec<Token>,
        values: &mut Vec<Digits>,
        mut known: impl FnMut(u64) -> u32,
    ) {
        tokens.clear();
        tokens.reserve(text.len() / 5);
        values.clear();
        let bytes = text.as_bytes();
        let folds_ascii = self.fold.iter().any(|(from, _)| from.is_ascii());
        let (mut at, mut glued, mut line) = (0, false, true);
        while let Some(&b) = bytes.get(at) {
            if b == b' ' {
                glued = false;
                at += 1;
                continue;
            }
            let plain = if folds_ascii { None } else { self.plain(text, at, &mut known) };
            if let Some((end, id, kind, capital)) = plain {
                tokens.push(Token { start: at as u32, end: end as u32, id, kind, glued, capital, line });
                (at, glued, line) = (end, true, false);
                continue;
            }
            let Some(first) = text[at..].chars().next() else { break };
            if first.is_whitespace() || first == '\u{feff}' || first == '\u{ad}' {
                line |= first == '\n' || first == '\r';
                glued = false;
                at += first.len_utf8();
                continue;
            }
            let bare = self.is_bare_decimal(text, at, glued);
            let (end, kind, id) = if let Some((end, digits)) = bare.then(|| bare_decimal(text, at)) {
                values.push(digits);
                (end, Kind::Number, values.len() as u32 - 1)
            } else if let Some(part) = vulgar(first) {
                values.push(Digits { value: part, decimal: true, length: 1, ..Digits::default() });
                (at + first.len_utf8(), Kind::Number, values.len() as u32 - 1)
            } else if first.is_ascii_digit() {
                let (end, digits) = self.digits(text, at);
                values.push(digits);
                (end, Kind::Number, values.len() as u32 - 1)
            } else if first.is_alphabetic() {
                let end = self.word(text, at);
                (end, Kind::Word, self.look(&text[at..end], &mut known))
            } else {
                let end = at + first.len_utf8();
                (end, Kind::Mark, self.look(&text[at..end], &mut known))
            };
            tokens.push(Token {
                start: at as u32,
                end: end as u32,
                id,
                kind,
                glued,
                capital: first.is_uppercase(),
                line,
            });
            (at, glued, line) = (end, true, false);
        }
    }

    /// The end, number and kind of the token at `at`, and whether it opens with a capital, if it is a word that no fold
    /// touches or a mark of ASCII: as they would be read letter by letter.
    #[inline]
    fn plain(
        &self,
        text: &str,
        at: usize,
        known: &mut impl FnMut(u64) -> u32,
    ) -> Option<(usize, u32, Kind, bool)> {
        let bytes = text.as_bytes();
        let mut id = |len: usize, hash: u64| if len > LONGEST { 0 } else { known(hash) };
        if let Some(word) = Plain::at(bytes, at).filter(|word| ends(word.next)) {
            return Some((word.end, id(word.end - at, word.hash), Kind::Word, word.capital));
        }
        let first = bytes[at];
        if first.is_ascii_punctuation() {
            let decimal = matches!(first, b'.' | b',') && bytes.get(at + 1).is_some_and(u8::is_ascii_digit);
            let mut mark = Hash::default();
            mark.add(u32::from(first));
            return (!decimal).then(|| (at + 1, id(1, mark.finish()), Kind::Mark, false));
        }
        let word = self.plain_word(text, at)?;
        Some((word.end, id(word.end - at, word.hash()), Kind::Word, word.opens_large(bytes)))
    }

    /// ".5" where a point is the decimal mark and nothing stands on it.
    fn is_bare_decimal(&self, text: &str, at: usize, glued: bool) -> bool {
        let bytes = text.as_bytes();
        matches!(bytes[at], b'.' | b',')
            && !glued
            && self.format.decimal.contains(&char::from(bytes[at]))
            && bytes.get(at + 1).is_some_and(u8::is_ascii_digit)
    }

    /// The word at `at`, if it is one of Latin or Cyrillic letters that no fold touches and that ends before
    /// white space or a mark: as [`Self::word`] and [`Self::look`] read it, without a table.
    fn plain_word(&self, text: &str, at: usize) -> Option<Run> {
        let bytes = text.as_bytes();
        let mut run = Run::of(bytes, at);
        if run.end == at {
            return None;
        }
        loop {
            let apostrophe = match *bytes.get(run.end).unwrap_or(&b' ') {
                b'\'' => 1,
                b if b.is_ascii_alphanumeric() => return None,
                b if b.is_ascii() => break,
                0xc2 if matches!(bytes.get(run.end + 1), Some(0xa0 | 0xab | 0xbb)) => break,
                // General punctuation holds no letter, but it holds apostrophes.
                0xe2 if bytes.get(run.end + 1) == Some(&0x80) => match bytes.get(run.end + 2) {
                    Some(0x98) if !self.elision => "‘".len(),
                    Some(0x99) => "’".len(),
                    _ => break,
                },
                _ => return None,
            };
            let behind = run.end + apostrophe;
            if Run::of(bytes, behind).end == behind {
                return None;
            }
            run = run.with_apostrophe(bytes, apostrophe, !self.elision);
            if self.elision {
                break;
            }
        }
        let folded = |c: char| !c.is_ascii() && self.fold.iter().any(|(from, _)| *from == c);
        let folds = run.is_wide() && text[at..run.end].chars().any(folded);
        (!folds).then_some(run)
    }

    fn look(&self, word: &str, known: &mut impl FnMut(u64) -> u32) -> u32 {
        if word.len() > LONGEST {
            return 0;
        }
        // Only a language's own folds are of several letters.
        let mut hash = Hash::default();
        for c in word.chars() {
            match self.fold.iter().find(|(from, _)| *from == c) {
                Some((_, to)) => to.chars().for_each(|c| hash.add(u32::from(c))),
                None if c.is_ascii() => hash.add(u32::from(c.to_ascii_lowercase())),
                None => match c {
                    '’' | 'ʼ' | '‘' => hash.add(u32::from('\'')),
                    '‐' | '‑' | '\u{2212}' => hash.add(u32::from('-')),
                    '—' | '―' => hash.add(u32::from('–')),
                    _ => c.to_lowercase().for_each(|c| hash.add(u32::from(c))),
                },
            }
        }
        known(hash.finish())
    }

    fn word(&self, text: &str, start: usize) -> usize {
        let mut rest = text[start..].char_indices().peekable();
        while let Some((at, c)) = rest.next() {
            if c.is_ascii_digit() && self.money.iter().any(|m| **m == text[start..start + at]) {
                return start + at;
            }
            if c.is_alphanumeric() || is_joined(c) {
                continue;
            }
            // The opening mark stands for it where it is all a keyboard has: "п‘ять".
            let is_apostrophe = matches!(c, '\'' | '’' | 'ʼ') || c == '‘' && !self.elision;
            let letter_follows = match rest.peek() {
                // … and so it does before digits: "dell'1,4%".
                Some((_, next)) => next.is_alphabetic() || self.elision && next.is_ascii_digit(),
                // A lexicon's "d'" stands alone.
                None => self.elision,
            };
            if is_apostrophe && letter_follows {
                if self.elision {
                    return start + at + c.len_utf8();
                }
                continue;
            }
            return start + at;
        }
        text.len()
    }

    /// Reads digits with group and decimal marks from `start`, which is a digit.
    fn digits(&self, text: &str, start: usize) -> (usize, Digits) {
        let bytes = text.as_bytes();
        let run = |at: usize| bytes[at..].iter().take_while(|b| b.is_ascii_digit()).count();
        let mut end = start + run(start);
        let mut out = Digits { length: (end - start) as u32, ..Digits::default() };
        out.odd = out.length > 1 && bytes[start] == b'0' || out.length > 15;
        let mut separator = None;
        while let Some(mark) = text[end..].chars().next() {
            let after = end + mark.len_utf8();
            let digits = if after < bytes.len() { run(after) } else { 0 };
            let first_group = separator.is_none() && end - start <= 3 && bytes[start] != b'0';
            let is_group =
                digits == 3 && self.format.group.contains(&mark) && (first_group || separator == Some(mark));
            if !is_group {
                break;
            }
            separator = Some(mark);
            out.length += 3;
            out.grouped = true;
            end = after + 3;
        }
        if let Some(mark) = text[end..].chars().next()
            && (self.format.decimal.contains(&mark) || mark == '.')
            && separator != Some(mark)
        {
            let after = end + mark.len_utf8();
            let digits = if after < bytes.len() { run(after) } else { 0 };
            if digits > 0 {
                out.decimal = true;
                end = after + digits;
                out.odd |= goes_on(&text[end..], mark);
            }
        }
        out.value = plain(&text[start..end], out.decimal);
        // "2½".
        if let Some((sign, part)) =
            text[end..].chars().next().and_then(|c| Some((c, vulgar(c)?))).filter(|_| !out.decimal)
        {
            out.value += part;
            out.decimal = true;
            end += sign.len_utf8();
        }
        (end, out)
    }
}

/// The value of a fraction that is one character.
fn vulgar(c: char) -> Option<f64> {
    Some(match c {
        '½' => 0.5,
        '¼' => 0.25,
        '¾' => 0.75,
        '⅓' => 1.0 / 3.0,
        '⅔' => 2.0 / 3.0,
        '⅕' => 0.2,
        '⅙' => 1.0 / 6.0,
        '⅛' => 0.125,
        '⅜' => 0.375,
        '⅝' => 0.625,
        '⅞' => 0.875,
        _ => return None,
    })
}

/// Reads ".5" from `start`, which is its point.
fn bare_decimal(text: &str, start: usize) -> (usize, Digits) {
    let digits = text.as_bytes()[start + 1..].iter().take_while(|b| b.is_ascii_digit()).count();
    let end = start + 1 + digits;
    let value = format!("0.{}", &text[start + 1..end]).parse().unwrap_or_default();
    let odd = goes_on(&text[end..], char::from(text.as_bytes()[start]));
    (end, Digits { value, decimal: true, length: 1, odd, ..Digits::default() })
}

/// Whether the same mark and a digit go on after a number that was thought to end ("1.2.3").
fn goes_on(rest: &str, mark: char) -> bool {
    let mut rest = rest.chars();
    rest.next() == Some(mark) && rest.next().is_some_and(|c| c.is_ascii_digit())
}

/// Marks that sit on a letter and do not end a word.
fn is_joined(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{ad}')
}

/// The value of digits with separators; the last mark is the decimal one if there is a decimal part.
fn plain(text: &str, decimal: bool) -> f64 {
    let split = if decimal { text.rfind(|c: char| !c.is_ascii_digit()) } else { None };
    let (whole, part) = text.split_at(split.unwrap_or(text.len()));
    let mut value = 0.0;
    for b in whole.bytes().filter(u8::is_ascii_digit) {
        value = value * 10.0 + f64::from(b - b'0');
    }
    // Parsed as one decimal literal, so that 1,76 is 1.76 and not a sum of rounded parts.
    let digits: String = part.bytes().filter(u8::is_ascii_digit).map(char::from).collect();
    if digits.is_empty() {
        return value;
    }
    format!("{value:.0}.{digits}").parse().unwrap_or(value)
}
