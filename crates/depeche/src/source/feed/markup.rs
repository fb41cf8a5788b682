//! Angle brackets as they come: a lexer for XML that need not be well-formed.
//!
//! Feeds break every rule of XML (undeclared prefixes and entities, bare `&` and `<`, attributes
//! without quotes, two roots, an end in mid-tag), and all of them are read by somebody. So nothing
//! here is an error: what is no tag is text. Names keep their prefix; who opens and closes what is
//! the reader's business. Not HTML: script and style are elements like any other.

use std::borrow::Cow;

use memchr::{memchr, memmem};
use page::entity::{Place, reference};

/// A piece of markup.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Token<'a> {
    /// `<name …>`; `empty` if it ends in `/>`.
    Start { name: &'a str, attributes: Vec<(&'a str, Cow<'a, str>)>, empty: bool },
    /// `</name>`.
    End(&'a str),
    /// Characters, references not yet decoded.
    Text(&'a str),
    /// A CDATA section's characters.
    Verbatim(&'a str),
    /// `<!DOCTYPE …>`, with what stands in it.
    Doctype(&'a str),
}

/// Walks markup; comments and processing instructions are passed over.
pub(crate) struct Markup<'a> {
    text: &'a str,
    at: usize,
    /// Whether attributes keep their references.
    raw: bool,
}

impl<'a> Markup<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, at: 0, raw: false }
    }

    /// A walk that leaves the references in attributes as they are.
    pub(crate) fn raw(text: &'a str) -> Self {
        Self { text, at: 0, raw: true }
    }

    fn until(&mut self, from: usize, end: &str) -> &'a str {
        let rest = &self.text[from..];
        let (inner, length) = match memmem::find(rest.as_bytes(), end.as_bytes()) {
            Some(at) => (&rest[..at], at + end.len()),
            None => (rest, rest.len()),
        };
        self.at = from + length;
        inner
    }

    fn tag(&mut self) -> Option<Token<'a>> {
        let rest = &self.text[self.at..];
        let bytes = rest.as_bytes();
        let closing = bytes.get(1) == Some(&b'/');
        let start = 1 + usize::from(closing);
        let first = rest[start..].chars().next()?;
        if !(first.is_alphabetic() || first == '_') {
            return None;
        }
        let ends = |byte: &u8| {
            byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/' | b'<' | b'=' | b'"' | b'\'')
        };
        let name_end = bytes[start..].iter().position(ends).map_or(rest.len(), |at| start + at);
        let name = &rest[start..name_end];
        let mut attributes = Vec::new();
        let mut at = name_end;
        let mut empty = false;
        loop {
            at = past_space(rest, at);
            match bytes.get(at) {
                None => break,
                Some(b'>') => {
                    at += 1;
                    break;
                }
                // A tag that was never closed ends where the next begins.
                Some(b'<') => break,
                Some(b'/') => {
                    empty = bytes.get(at + 1) == Some(&b'>');
                    at += 1;
                }
                Some(_) => {
                    let (attribute, length) = attribute(&rest[at..]);
                    attributes.extend(attribute.map(|(name, value)| {
                        (name, if self.raw { Cow::Borrowed(value) } else { decode(value) })
                    }));
                    at += length;
                }
            }
        }
        self.at += at;
        Some(if closing { Token::End(name) } else { Token::Start { name, attributes, empty } })
    }
}

/// The first place from `at` on that is no white space.
fn past_space(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = at;
    while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
        at += 1;
    }
    // Rare: control characters and the white space of other scripts.
    match bytes.get(at) {
        Some(0x21..=0x7f) | None => at,
        Some(_) => text.len() - text[at..].trim_start().len(),
    }
}

/// One attribute, and how many bytes it takes (never none).
fn attribute(rest: &str) -> (Option<(&str, &str)>, usize) {
    let ends = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'=' | b'>' | b'<' | b'/');
    let name_end = rest.as_bytes().iter().position(ends).unwrap_or(rest.len());
    if name_end == 0 {
        // A stray `=`: step over it.
        return (None, 1);
    }
    let name = &rest[..name_end];
    let equals = past_space(rest, name_end);
    if rest.as_bytes().get(equals) != Some(&b'=') {
        return (Some((name, "")), name_end);
    }
    let value_at = past_space(rest, equals + 1);
    let value = &rest[value_at..];
    let quote = value.as_bytes().first().copied().filter(|first| matches!(first, b'"' | b'\''));
    let closed = quote.and_then(|quote| memchr(quote, &value.as_bytes()[1..]));
    let (value, end) = if let Some(length) = closed {
        (&value[1..=length], value_at + length + 2)
    } else if quote.is_some() {
        // The closing quote is missing: the value ends with the tag.
        let length = value.find(['>', '\n']).unwrap_or(value.len()).max(1);
        (&value[1..length], value_at + length)
    } else {
        let length = value.find(|c: char| c.is_ascii_whitespace() || c == '>').unwrap_or(value.len());
        (&value[..length], value_at + length)
    };
    (Some((name, value)), end)
}

impl<'a> Iterator for Markup<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let rest = &self.text[self.at..];
            if rest.is_empty() {
                return None;
            }
            if !rest.starts_with('<') {
                let length = memchr(b'<', rest.as_bytes()).unwrap_or(rest.len());
                self.at += length;
                return Some(Token::Text(&rest[..length]));
            }
            if rest.starts_with("<!--") {
                self.until(self.at + 4, "-->");
            } else if rest.starts_with("<![CDATA[") {
                return Some(Token::Verbatim(self.until(self.at + 9, "]]>")));
            } else if rest.starts_with("<?") {
                self.until(self.at + 2, ">");
            } else if rest.get(..9).is_some_and(|start| start.eq_ignore_ascii_case("<!doctype")) {
                return Some(Token::Doctype(self.doctype()));
            } else if rest.starts_with("<!") && rest[2..].starts_with(|c: char| c.is_alphabetic()) {
                self.until(self.at + 2, ">");
            } else if let Some(tag) = self.tag() {
                return Some(tag);
            } else {
                // A `<` that opens nothing is text, up to the next.
                let length = memchr(b'<', &rest.as_bytes()[1..]).map_or(rest.len(), |at| at + 1);
                self.at += length;
                return Some(Token::Text(&rest[..length]));
            }
        }
    }
}

impl<'a> Markup<'a> {
    /// A document type may hold declarations in brackets, with `>` in them.
    fn doctype(&mut self) -> &'a str {
        let from = self.at + 9;
        let rest = &self.text[from..];
        let plain = memchr(b'>', rest.as_bytes()).unwrap_or(rest.len());
        match memchr(b'[', rest.as_bytes()) {
            Some(open) if open < plain => {
                let inner = self.until(from, "]");
                self.until(self.at, ">");
                inner
            }
            _ => self.until(from, ">"),
        }
    }
}

/// Decodes the references in a text: the named ones of HTML, numbers as browsers take them. A `&`
/// that opens none stays.
pub(crate) fn decode(text: &str) -> Cow<'_, str> {
    if memchr(b'&', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr(b'&', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        // In XML every reference ends in `;`: `&copy=1` in an address is no sign.
        match reference(rest.as_bytes(), Place::Text) {
            // Feeds are older than HTML 5, which gave these two to other signs.
            Some((length, _)) if matches!(&rest[..length], "&lang;" | "&rang;") => {
                out.push(if rest.starts_with("&lang") { '\u{2329}' } else { '\u{232a}' });
                rest = &rest[length..];
            }
            Some((length, found)) if rest[..length].ends_with(';') => {
                found.push_to(&mut out);
                rest = &rest[length..];
            }
            _ => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn start<'a>(name: &'a str, attributes: &[(&'a str, &'a str)], empty: bool) -> Token<'a> {
        let attributes = attributes.iter().map(|(key, value)| (*key, Cow::Borrowed(*value))).collect();
        Token::Start { name, attributes, empty }
    }

    #[test]
    fn well_formed_markup() {
        let text = "<?xml version='1.0'?><!-- c --><a:b x=\"1 &amp; 2\" y='>'/>t<![CDATA[<i>]]></a:b>";
        let tokens: Vec<_> = Markup::new(text).collect();
        let expected = [
            start("a:b", &[("x", "1 & 2"), ("y", ">")], true),
            Token::Text("t"),
            Token::Verbatim("<i>"),
            Token::End("a:b"),
        ];
        assert_eq!(tokens, expected);
    }

    #[test]
    fn sloppy_markup() {
        let tokens: Vec<_> = Markup::new("a < b <a href=x.html?a=1 checked>c<p<q>d<![CDATA[e").collect();
        let expected = [
            Token::Text("a "),
            Token::Text("< b "),
            start("a", &[("href", "x.html?a=1"), ("checked", "")], false),
            Token::Text("c"),
            start("p", &[], false),
            start("q", &[], false),
            Token::Text("d"),
            Token::Verbatim("e"),
        ];
        assert_eq!(tokens, expected);
    }

    #[test]
    fn references() {
        assert_eq!(decode("a&eacute;b&#x26;c&d;e&#8217;"), "aéb&c&d;e’");
        assert_eq!(decode("?a=1&copy=2&"), "?a=1&copy=2&");
    }

    proptest::proptest! {
        #[test]
        fn anything_ends(text in "[<>/!\\[\\]a\"'= &;-]{0,60}") {
            let mut markup = Markup::new(&text);
            let mut before = 0;
            while markup.next().is_some() {
                assert!(markup.at > before);
                before = markup.at;
            }
        }
    }
}
