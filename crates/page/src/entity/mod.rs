//! Character references: `&amp;`, `&#8217;`, `&#x2019;`, read as the standard's tokenizer reads them.
//!
//! Nothing is decoded until asked. [`decode`] borrows where there is nothing to decode. The table of
//! names (`named.txt`: a name, a space, its characters) is searched in place; its index is computed
//! when the crate is compiled.

use memchr::memchr3;
use std::borrow::Cow;

/// The names of HTML, sorted by their bytes, a line each.
static NAMED: &str = include_str!("named.txt");
/// How many there are.
const COUNT: usize = 2231;
/// Longest name, `CounterClockwiseContourIntegral;`.
const LONGEST: usize = 32;
/// Where each line of [`NAMED`] starts, and the end.
static STARTS: [u16; COUNT + 1] = line_starts();

const fn line_starts() -> [u16; COUNT + 1] {
    let bytes = include_str!("named.txt").as_bytes();
    let mut starts = [0; COUNT + 1];
    let (mut at, mut line) = (0, 1);
    while at < bytes.len() {
        if bytes[at] == b'\n' {
            starts[line] = at as u16 + 1;
            line += 1;
        }
        at += 1;
    }
    starts
}

/// Where a text stands: the rules differ for character references without a semicolon, and for NUL.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// Text between tags; NUL is dropped.
    Text,
    /// Text between tags of svg or math; NUL is U+FFFD.
    Foreign,
    /// An attribute's value; NUL is U+FFFD.
    Attribute,
    /// Text without character references (script, style); NUL is U+FFFD.
    Raw,
}

/// One character reference: the bytes it takes in the source, and what it stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reference {
    /// A named one: one or two characters.
    Named(&'static str),
    /// A numeric one.
    Numeric(char),
}

impl Reference {
    /// Appends what it stands for.
    pub fn push_to(self, out: &mut String) {
        match self {
            Self::Named(text) => out.push_str(text),
            Self::Numeric(c) => out.push(c),
        }
    }
}

fn line(index: usize) -> (&'static str, &'static str) {
    let line = &NAMED[STARTS[index] as usize..STARTS[index + 1] as usize - 1];
    line.split_once(' ').unwrap_or((line, ""))
}

fn name_of(index: usize) -> &'static [u8] {
    line(index).0.as_bytes()
}

/// The longest name that `text` (what follows `&`) begins with: its length, and its characters.
fn named(text: &[u8]) -> Option<(usize, &'static str)> {
    match text {
        [b'a', b'm', b'p', b';', ..] => return Some((4, "&")),
        [b'n', b'b', b's', b'p', b';', ..] => return Some((5, "\u{a0}")),
        [b'q', b'u', b'o', b't', b';', ..] => return Some((5, "\"")),
        _ => {}
    }
    let run = text.iter().take(LONGEST).take_while(|c| c.is_ascii_alphanumeric()).count();
    let semicolon = usize::from(text.get(run) == Some(&b';'));
    let mut want = &text[..(run + semicolon).min(LONGEST)];
    let mut above = COUNT;
    loop {
        // The greatest name not above `want`: a name that `want` begins with is never above it.
        let mut low = 0;
        while low < above {
            let middle = usize::midpoint(low, above);
            if name_of(middle) <= want { low = middle + 1 } else { above = middle }
        }
        let index = low.checked_sub(1)?;
        let found = name_of(index);
        let shared = found.iter().zip(want).take_while(|(a, b)| a == b).count();
        if shared == found.len() {
            return Some((shared, characters(line(index).1)));
        }
        if shared < 2 {
            return None;
        }
        want = &want[..shared];
        above = index;
    }
}

/// The characters of a line; the two that would break the table's lines are written as escapes.
fn characters(written: &'static str) -> &'static str {
    match written {
        "\\n" => "\n",
        "\\t" => "\t",
        _ => written,
    }
}

/// What a numeric reference to `code` stands for: Windows-1252 for 0x80 to 0x9F, U+FFFD for what no character is.
fn numeric(code: u32) -> char {
    const WINDOWS: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
        '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    match code {
        0 => char::REPLACEMENT_CHARACTER,
        0x80..=0x9f => WINDOWS[(code - 0x80) as usize],
        _ => char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER),
    }
}

fn numeric_at(text: &[u8]) -> Option<(usize, char)> {
    let hex = matches!(text.get(1), Some(b'x' | b'X'));
    let start = if hex { 2 } else { 1 };
    let radix = if hex { 16 } else { 10 };
    let mut code = 0u32;
    let mut at = start;
    while let Some(digit) = text.get(at).and_then(|c| char::from(*c).to_digit(radix)) {
        code = code.saturating_mul(radix).saturating_add(digit).min(0x0011_0000);
        at += 1;
    }
    if at == start {
        return None;
    }
    if text.get(at) == Some(&b';') {
        at += 1;
    }
    Some((at + 1, numeric(code)))
}

/// The character reference that `text` begins with (`text` begins with `&`): its length in bytes and
/// what it stands for. `None` if the ampersand is only an ampersand.
///
/// ```
/// use page::entity::{Place, Reference, reference};
/// assert_eq!(reference(b"&notit;", Place::Text), Some((4, Reference::Named("¬"))));
/// assert_eq!(reference(b"&notit;", Place::Attribute), None);
/// assert_eq!(reference(b"&#146;", Place::Text), Some((6, Reference::Numeric('’'))));
/// ```
pub fn reference(text: &[u8], place: Place) -> Option<(usize, Reference)> {
    if place == Place::Raw {
        return None;
    }
    match text.get(1)? {
        b'#' => numeric_at(&text[1..]).map(|(len, c)| (len, Reference::Numeric(c))),
        c if c.is_ascii_alphanumeric() => {
            let (len, characters) = named(&text[1..])?;
            let ends = text[len] == b';';
            let next = text.get(len + 1);
            if place == Place::Attribute
                && !ends
                && next.is_some_and(|c| *c == b'=' || c.is_ascii_alphanumeric())
            {
                return None;
            }
            Some((len + 1, Reference::Named(characters)))
        }
        _ => None,
    }
}

/// A text of the page as it is meant: character references decoded, line ends `\n`, NUL dropped or replaced.
///
/// ```
/// use page::entity::{Place, decode};
/// assert_eq!(decode("R&amp;D", Place::Text), "R&D");
/// ```
pub fn decode(text: &str, place: Place) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let Some(first) = memchr3(b'&', b'\r', 0, bytes) else { return Cow::Borrowed(text) };
    let mut out = String::with_capacity(text.len());
    let (mut done, mut next) = (0, Some(first));
    while let Some(at) = next {
        let mut resume = at + 1;
        match bytes[at] {
            b'&' => {
                if let Some((len, reference)) = reference(&bytes[at..], place) {
                    out.push_str(&text[done..at]);
                    reference.push_to(&mut out);
                    resume = at + len;
                    done = resume;
                }
            }
            b'\r' => {
                out.push_str(&text[done..at]);
                if bytes.get(at + 1) != Some(&b'\n') {
                    out.push('\n');
                }
                done = resume;
            }
            _ => {
                out.push_str(&text[done..at]);
                if place != Place::Text {
                    out.push(char::REPLACEMENT_CHARACTER);
                }
                done = resume;
            }
        }
        next = memchr3(b'&', b'\r', 0, &bytes[resume..]).map(|d| resume + d);
    }
    if done == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[done..]);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_whole() {
        assert_eq!(NAMED.lines().count(), COUNT);
        assert_eq!(STARTS[COUNT] as usize, NAMED.len());
        for index in 1..COUNT {
            assert!(name_of(index - 1) < name_of(index));
        }
        assert_eq!((0..COUNT).map(|i| name_of(i).len()).max(), Some(LONGEST));
    }

    #[test]
    fn every_name_stands_for_its_characters() {
        for index in 0..COUNT {
            let (name, written) = line(index);
            assert_eq!(decode(&format!("&{name}"), Place::Text), characters(written), "{name}");
            assert_eq!(decode(&format!("<&{name}>"), Place::Attribute), format!("<{}>", characters(written)));
        }
    }

    #[test]
    fn the_longest_name_wins_and_what_follows_stays() {
        for (written, meant) in [
            ("&notit;", "¬it;"),
            ("&notin;", "∉"),
            ("&ampamp", "&amp"),
            ("&amp", "&"),
            ("&am", "&am"),
            ("&;", "&;"),
            ("&", "&"),
            ("& a", "& a"),
            ("&zzz;", "&zzz;"),
            ("&Aacut;", "&Aacut;"),
            ("&aacutex", "áx"),
            ("&NewLine;&Tab;", "\n\t"),
            ("&CounterClockwiseContourIntegral;", "∳"),
            ("&CounterClockwiseContourIntegralx;", "&CounterClockwiseContourIntegralx;"),
            ("&NotEqualTilde;", "≂̸"),
        ] {
            assert_eq!(decode(written, Place::Text), meant);
        }
    }

    #[test]
    fn numbers_follow_the_standard() {
        for (written, meant) in [
            ("&#8217;", "’"),
            ("&#x2019;", "’"),
            ("&#X2019", "’"),
            ("&#39l", "'l"),
            ("&#146;", "’"),
            ("&#0;", "\u{fffd}"),
            ("&#xD800;", "\u{fffd}"),
            ("&#x110000;", "\u{fffd}"),
            ("&#99999999999999999999;", "\u{fffd}"),
            ("&#;", "&#;"),
            ("&#x;", "&#x;"),
            ("&#xg", "&#xg"),
        ] {
            assert_eq!(decode(written, Place::Text), meant);
        }
    }

    #[test]
    fn in_attributes_a_bare_name_before_a_letter_or_equals_is_no_reference() {
        assert_eq!(decode("?a=1&copy=2&lt;&ampx&amp", Place::Attribute), "?a=1&copy=2<&ampx&");
    }

    #[test]
    fn line_ends_and_nul() {
        assert_eq!(decode("a\r\nb\rc\0d", Place::Text), "a\nb\ncd");
        assert_eq!(decode("a\0b", Place::Attribute), "a\u{fffd}b");
        assert_eq!(decode("&amp;\r", Place::Raw), "&amp;\n");
        assert!(matches!(decode("plain & simple", Place::Text), Cow::Borrowed(_)));
    }
}
