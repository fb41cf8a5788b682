//! Tokens and sentences: a text cut into words, numbers and marks, without copying a word.
//!
//! One pass over the bytes; a token is two offsets, what kind of token it is, and a hash of its
//! folded form, by which the language files are asked. What a word means is not known here.

pub use crate::letters::fold_hash;

use crate::language;
use crate::letters::{Hash, Plain, Run, is_alphanumeric};
use crate::likeness::is_letter;
use serde_json::Value;
use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hasher};
use std::ops::Range;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A word, with its hyphens and inner apostrophes.
    Word,
    /// A number written in digits, with its separators.
    Number,
    /// A mark of quotation.
    Quote,
    /// A mark that can end a sentence.
    Stop,
    /// A comma.
    Comma,
    /// A colon.
    Colon,
    /// A semicolon.
    Semicolon,
    /// A dash that stands alone.
    Dash,
    /// An opening bracket.
    Open,
    /// A closing bracket.
    Close,
    /// Any other sign.
    Sign,
}

/// A word, number or mark, and where it stands.
#[derive(Clone, Copy, Debug)]
pub struct Token {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// Hash of the folded form, as [`fold_hash`] gives it; for a mark, its character.
    pub word: u64,
    /// What it is.
    pub kind: Kind,
    /// Whether it opens with a capital.
    pub capital: bool,
    /// Whether every letter is a capital (two letters at least).
    pub upper: bool,
    /// Whether white space or the beginning of the block stands before it.
    pub spaced: bool,
    /// Whether a hyphen stands in the word.
    pub hyphen: bool,
}

impl Token {
    /// The words of the token.
    pub fn of<'a>(&self, text: &'a str) -> &'a str {
        text.get(self.start as usize..self.end as usize).unwrap_or_default()
    }

    /// Whether it is a word or a number.
    pub fn is_word(&self) -> bool {
        matches!(self.kind, Kind::Word | Kind::Number)
    }
}

/// A hasher for keys that are hashes already.
#[derive(Debug, Default)]
pub(crate) struct Same(u64);

impl Hasher for Same {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for b in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*b);
        }
    }
    fn write_u64(&mut self, n: u64) {
        // A key may be two of them.
        self.0 = self.0.rotate_left(8) ^ n;
    }
}

type Hashes = HashSet<u64, BuildHasherDefault<Same>>;

/// How a language cuts its words: what is elided before a word or hung on it, and which words keep
/// their full stop.
#[derive(Debug, Default)]
pub struct Cuts {
    elided: Hashes,
    suffixes: Vec<String>,
    abbreviations: Hashes,
}

impl Cuts {
    /// The cuts of a language; none for a language without a file.
    pub fn of(tag: &str) -> Self {
        let file = language::file(tag).and_then(|text| serde_json::from_str::<Value>(text).ok());
        file.as_ref().map(Self::read).unwrap_or_default()
    }

    /// The cuts a language file gives.
    pub fn read(file: &Value) -> Self {
        let list = |value: &Value| -> Vec<String> {
            value
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|item| item.as_str().map(str::to_owned))
                .collect()
        };
        let grammar = &file["grammar"];
        let mut suffixes = list(&grammar["suffix"]);
        suffixes.extend(list(&file["inverted"]).into_iter().filter(|form| form.starts_with('-')));
        suffixes.sort_by_key(|suffix| std::cmp::Reverse(suffix.len()));
        Self {
            elided: list(&grammar["elided"]).iter().map(|form| fold_hash(form)).collect(),
            suffixes,
            abbreviations: list(&grammar["abbreviations"]).iter().map(|form| fold_hash(form)).collect(),
        }
    }
}

impl Cuts {
    /// What hangs on a word ("-t-il", "'s"), longest first.
    pub fn suffixes(&self) -> &[String] {
        &self.suffixes
    }
}

/// Cuts `text` into tokens and appends them to `out`; offsets count from `base`.
pub fn tokenise(text: &str, base: usize, cuts: &Cuts, out: &mut Vec<Token>) {
    let bytes = text.as_bytes();
    let mut at = 0;
    let mut spaced = true;
    while let Some(&b) = bytes.get(at) {
        if b == b' ' {
            spaced = true;
            at += 1;
            continue;
        }
        if let Some(end) = push_plain(bytes, at, base, spaced, cuts, out) {
            at = end;
            spaced = false;
            continue;
        }
        let Some(c) = text[at..].chars().next() else { break };
        if c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}' | '\u{ad}') {
            spaced |= c.is_whitespace();
            at += c.len_utf8();
            continue;
        }
        if is_alphanumeric(c) {
            let end = word_end(text, at);
            push_word(text, at, end, base, spaced, cuts, out);
            at = out.last().map_or(end, |token| token.end as usize - base).max(end);
        } else {
            let end = at + mark_len(text, at, c);
            out.push(mark_token(text, at, end, base, spaced));
            at = end;
        }
        spaced = false;
    }
}

fn mark_token(text: &str, at: usize, end: usize, base: usize, spaced: bool) -> Token {
    let form = &text[at..end];
    let c = form.chars().next().unwrap_or(' ');
    let double = end - at == 2 && matches!(c, '\'' | '`');
    mark(if double { '"' } else { c }, mark_kind(c, form), base + at..base + end, spaced)
}

fn mark(c: char, kind: Kind, at: Range<usize>, spaced: bool) -> Token {
    Token {
        start: at.start as u32,
        end: at.end as u32,
        word: u64::from(c),
        kind,
        capital: false,
        upper: false,
        spaced,
        hyphen: false,
    }
}

/// The kind of a mark of ASCII that no mark behind it belongs to.
fn lone_mark(mark: u8, next: Option<&u8>) -> Option<Kind> {
    match mark {
        b',' => Some(Kind::Comma),
        b'.' => (next != Some(&b'.')).then_some(Kind::Stop),
        b'\'' | b'`' | b'-' => None,
        _ => Some(mark_kind(char::from(mark), "")),
    }
}

impl Plain {
    /// Whether a word from `start` ends where these letters end: before white space or a mark that joins nothing.
    #[inline]
    fn ends(&self, start: usize, cuts: &Cuts) -> bool {
        match self.next {
            b' ' | b',' => true,
            // A stop ends a word of two letters or more that is no abbreviation.
            b'.' => self.end - start > 1 && !cuts.abbreviations.contains(&self.hash),
            b'-' | b'\'' | b'&' => false,
            next => next.is_ascii() && !next.is_ascii_digit(),
        }
    }
}

impl Run {
    /// Whether a word of these letters ends where they end: before white space or a mark that joins nothing.
    fn is_word(&self, bytes: &[u8], cuts: &Cuts) -> bool {
        let next = |n: usize| bytes.get(self.end + n).copied();
        self.letters > 0
            && match next(0) {
                None | Some(b' ') => true,
                // A stop ends a word of two letters or more that is no abbreviation.
                Some(b'.') => self.letters > 1 && !cuts.abbreviations.contains(&self.hash()),
                Some(b) if b.is_ascii() => !(b.is_ascii_digit() || matches!(b, b'-' | b'\'' | b'&')),
                Some(0xc2) => matches!(next(1), Some(0xa0 | 0xab | 0xbb)),
                // General punctuation holds no letter, but a hyphen and an apostrophe.
                Some(0xe2) => next(1) == Some(0x80) && !matches!(next(2), Some(0x91 | 0x99)),
                _ => false,
            }
    }

    /// The token of these letters.
    fn token(&self, bytes: &[u8], base: usize, spaced: bool) -> Token {
        Token {
            start: (base + self.start) as u32,
            end: (base + self.end) as u32,
            word: self.hash(),
            kind: Kind::Word,
            capital: self.opens_large(bytes),
            upper: self.letters > 1 && !self.small,
            spaced,
            hyphen: false,
        }
    }
}

/// Pushes the word or mark at `at` if it is a plain one, as most are, and before a word what is elided before it; returns
/// where it ends.
fn push_plain(
    bytes: &[u8],
    at: usize,
    base: usize,
    spaced: bool,
    cuts: &Cuts,
    out: &mut Vec<Token>,
) -> Option<usize> {
    let first = bytes[at];
    if first.is_ascii_digit() {
        return push_digits(bytes, at, base, spaced, out);
    }
    if first.is_ascii_punctuation() {
        let kind = lone_mark(first, bytes.get(at + 1))?;
        out.push(mark(char::from(first), kind, base + at..base + at + 1, spaced));
        return Some(at + 1);
    }
    if let Some(word) = Plain::at(bytes, at).filter(|word| word.ends(at, cuts)) {
        out.push(Token {
            start: (base + at) as u32,
            end: (base + word.end) as u32,
            word: word.hash,
            kind: Kind::Word,
            capital: word.capital,
            upper: word.end - at > 1 && !word.small,
            spaced,
            hyphen: false,
        });
        return Some(word.end);
    }
    let run = Run::of(bytes, at);
    if run.is_word(bytes, cuts) {
        out.push(run.token(bytes, base, spaced));
        return Some(run.end);
    }
    let apostrophe = match bytes.get(run.end) {
        Some(b'\'') => 1,
        Some(0xe2) if bytes[run.end..].starts_with("’".as_bytes()) => "’".len(),
        _ => return None,
    };
    let mut word = run.hash;
    word.add(u32::from('\''));
    let word = word.finish();
    if run.letters == 0 || !cuts.elided.contains(&word) {
        return None;
    }
    let rest = Run::of(bytes, run.end + apostrophe);
    if !rest.is_word(bytes, cuts) {
        return None;
    }
    out.push(Token { word, end: (base + rest.start) as u32, ..run.token(bytes, base, spaced) });
    out.push(rest.token(bytes, base, false));
    Some(rest.end)
}

/// Pushes digits that end before a space or a comma behind which no digit stands; returns where they end.
fn push_digits(bytes: &[u8], at: usize, base: usize, spaced: bool, out: &mut Vec<Token>) -> Option<usize> {
    let mut hash = Hash::default();
    let mut end = at;
    while let Some(digit) = bytes.get(end).filter(|b| b.is_ascii_digit()) {
        hash.add(u32::from(*digit));
        end += 1;
    }
    let ends = match bytes.get(end) {
        None | Some(b' ' | b'%' | b')') => true,
        Some(b',') => !bytes.get(end + 1).is_some_and(u8::is_ascii_digit),
        _ => false,
    };
    ends.then(|| {
        out.push(Token {
            start: (base + at) as u32,
            end: (base + end) as u32,
            word: hash.finish(),
            kind: Kind::Number,
            capital: false,
            upper: false,
            spaced,
            hyphen: false,
        });
        end
    })
}

fn mark_len(text: &str, at: usize, c: char) -> usize {
    let rest = &text[at..];
    match c {
        '\'' if rest.starts_with("''") => 2,
        '`' if rest.starts_with("``") => 2,
        '-' if rest.starts_with("--") => 2,
        '.' => rest.len() - rest.trim_start_matches('.').len(),
        _ => c.len_utf8(),
    }
}

fn mark_kind(c: char, mark: &str) -> Kind {
    match c {
        '"' | '“' | '”' | '„' | '‟' | '«' | '»' | '‹' | '›' | '‘' | '’' | '‚' | '\'' | '`' | '「' | '」'
        | '＂' => Kind::Quote,
        '.' | '!' | '?' | '…' | '。' => Kind::Stop,
        ',' => Kind::Comma,
        ':' => Kind::Colon,
        ';' => Kind::Semicolon,
        '–' | '—' | '―' | '−' => Kind::Dash,
        '-' if mark == "--" || mark == "-" => Kind::Dash,
        '(' | '[' | '{' => Kind::Open,
        ')' | ']' | '}' => Kind::Close,
        _ => Kind::Sign,
    }
}

/// The end of the word or number that begins at `at`.
fn word_end(text: &str, at: usize) -> usize {
    let mut end = at;
    let mut previous = ' ';
    let mut run = 0;
    let mut chars = text[at..].char_indices().peekable();
    while let Some((k, c)) = chars.next() {
        let next = chars.peek().map(|&(_, c)| c);
        let joins = match c {
            '-' | '‑' | '\'' | '’' | 'ʼ' | '&' => {
                is_alphanumeric(previous) && next.is_some_and(is_alphanumeric)
            }
            '.' | ',' if previous.is_ascii_digit() => next.is_some_and(|c| c.is_ascii_digit()),
            '.' => {
                run == 1 && previous.is_uppercase() && next.is_some_and(char::is_uppercase)
                    || run == 1 && text[at..at + k].contains('.')
            }
            '\u{ad}' | '\u{300}'..='\u{36f}' => true,
            c => is_alphanumeric(c),
        };
        if !joins {
            break;
        }
        run = if c == '.' { 0 } else { run + 1 };
        previous = c;
        end = at + k + c.len_utf8();
    }
    end
}

/// Pushes the word `at..end`, cut into what is elided before it, the word, and what hangs on it.
fn push_word(
    text: &str,
    at: usize,
    end: usize,
    base: usize,
    spaced: bool,
    cuts: &Cuts,
    out: &mut Vec<Token>,
) {
    let mut at = at;
    let mut end = end;
    let mut spaced = spaced;
    let word = &text[at..end];
    if !cuts.elided.is_empty() {
        let apostrophe = word.char_indices().find(|(_, c)| matches!(c, '\'' | '’'));
        if let Some((k, c)) = apostrophe {
            let cut = k + c.len_utf8();
            if cut < word.len() && cuts.elided.contains(&fold_hash(&word[..cut])) {
                out.push(word_token(text, at, at + cut, base, spaced));
                at += cut;
                spaced = false;
            }
        }
    }
    let word = &text[at..end];
    let mut hung = None;
    // A curly apostrophe begins with this byte.
    let joined = word.bytes().any(|b| matches!(b, b'-' | b'\'' | 0xe2));
    for suffix in cuts.suffixes.iter().filter(|_| joined) {
        if let Some(cut) = suffix_cut(word, suffix) {
            hung = Some((at + cut, end));
            end = at + cut;
            break;
        }
    }
    if hung.is_none() && keeps_stop(text, at, end, cuts) {
        end += 1;
    }
    out.push(word_token(text, at, end, base, spaced));
    if let Some((from, to)) = hung {
        out.push(word_token(text, from, to, base, false));
    }
}

/// Where `suffix` begins in `word`, if it hangs there; its apostrophe may be straight or curly.
fn suffix_cut(word: &str, suffix: &str) -> Option<usize> {
    let tail = suffix.strip_prefix('\'').unwrap_or(suffix);
    let cut = word.len().checked_sub(tail.len())?;
    if !word.get(cut..)?.eq_ignore_ascii_case(tail) {
        return None;
    }
    let stem = &word[..cut];
    let stem = if tail.len() == suffix.len() { stem } else { stem.strip_suffix(['\'', '’'])? };
    (!stem.is_empty()).then_some(stem.len())
}

fn keeps_stop(text: &str, at: usize, end: usize, cuts: &Cuts) -> bool {
    let rest = &text[end..];
    if !rest.starts_with('.') || rest.starts_with("..") {
        return false;
    }
    let word = &text[at..end];
    let mut chars = word.chars();
    let initial = chars.next().is_some_and(char::is_uppercase) && chars.next().is_none();
    let follows = rest[1..].trim_start().chars().next();
    if initial || word.contains('.') {
        return follows.is_some_and(|c| is_alphanumeric(c) || c == ',' || c == '’');
    }
    follows.is_some() && cuts.abbreviations.contains(&fold_hash(word))
}

fn word_token(text: &str, at: usize, end: usize, base: usize, spaced: bool) -> Token {
    let word = &text[at..end];
    let first = word.chars().next().unwrap_or(' ');
    let mut letters = 0;
    let capital = first.is_uppercase();
    let upper = capital
        && word.chars().filter(|c| is_alphanumeric(*c) && !c.is_ascii_digit()).all(|c| {
            letters += 1;
            c.is_uppercase()
        });
    Token {
        start: (base + at) as u32,
        end: (base + end) as u32,
        word: fold_hash(word),
        kind: if first.is_ascii_digit() || !is_letter(first) && first.is_numeric() {
            Kind::Number
        } else {
            Kind::Word
        },
        capital,
        upper: upper && letters > 1,
        spaced,
        hyphen: word.contains('-'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str, language: &str) -> Vec<String> {
        let mut tokens = Vec::new();
        tokenise(text, 0, &Cuts::of(language), &mut tokens);
        tokens.iter().map(|token| token.of(text).to_owned()).collect()
    }

    #[test]
    fn elisions_and_inversions_are_cut() {
        assert_eq!(cut("Qu’a-t-il dit à l'AFP ?", "fr"), ["Qu’", "a", "-t-il", "dit", "à", "l'", "AFP", "?"]);
        assert_eq!(cut("the ministry's aide", "en"), ["the", "ministry", "'s", "aide"]);
        assert_eq!(cut("the ministry’s aide", "en"), ["the", "ministry", "’s", "aide"]);
        assert_eq!(cut("сім’я п'ять", "uk"), ["сім’я", "п'ять"]);
    }

    #[test]
    fn numbers_abbreviations_and_initials_stay_whole() {
        assert_eq!(
            cut("Mr. J. Doe paid 1,500.5 euros.", "en"),
            ["Mr.", "J.", "Doe", "paid", "1,500.5", "euros", "."]
        );
        assert_eq!(cut("the U.S. Army", "en"), ["the", "U.S.", "Army"]);
    }

    #[test]
    fn plain_words_are_read_as_all_others() {
        let text = "Был ÉTÉ Straße übergroß ещё Мэр ÄÖ x A И, Ünder? ça ÿ À Łódź Řeka ŽÁR şi İzmir";
        for word in text.split([' ', ',', '?']).filter(|word| !word.is_empty()) {
            let slow = word_token(word, 0, word.len(), 0, true);
            let mut plain = Vec::new();
            push_plain(word.as_bytes(), 0, 0, true, &Cuts::default(), &mut plain);
            if let [token] = plain[..] {
                assert_eq!(token.word, slow.word, "{word}");
                assert_eq!(
                    (token.end, token.kind, token.capital, token.upper),
                    (slow.end, slow.kind, slow.capital, slow.upper),
                    "{word}"
                );
            }
        }
    }

    #[test]
    fn what_is_elided_is_cut_from_a_plain_word_too() {
        assert_eq!(
            cut("l'Été, l’AFP. d'A. qu'aujourd'hui", "fr"),
            ["l'", "Été", ",", "l’", "AFP", ".", "d'", "A.", "qu'", "aujourd'hui"]
        );
        assert_eq!(cut("M. Le Gall, etc. Puis", "fr"), ["M.", "Le", "Gall", ",", "etc.", "Puis"]);
    }

    #[test]
    fn hashes_fold_case_apostrophes_and_yo() {
        assert_eq!(fold_hash("Ещё"), fold_hash("еще"));
        assert_eq!(fold_hash("D’Après"), fold_hash("d'après"));
        assert_ne!(fold_hash("dit"), fold_hash("dis"));
    }
}
