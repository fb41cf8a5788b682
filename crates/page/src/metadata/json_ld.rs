//! JSON-LD as pages have it: JSON first, and where that fails, what a person would read.
//!
//! Forgiven: comments of JavaScript and HTML, CDATA marks, commas too many or missing, several values in one script,
//! line breaks and unescaped quotes in strings, broken escapes, single quotes, bare words, an end that is
//! missing, the whole script escaped as HTML. It never fails: the worst input gives no value and a complaint.

use crate::Span;
use crate::entity::{self, Place};
use serde_json::Number;
use std::borrow::Cow;

pub use super::json::{Object, Value};

/// Deeper values are left out (as null).
const DEEPEST: usize = 96;

/// The values in a script, and what had to be forgiven.
///
/// ```
/// use page::json_ld::{Value, read};
/// let (values, complaints) = read("// <![CDATA[\n{\"@type\": \"NewsArticle\", \"headline\": \"The \"day\"\",}\n// ]]>");
/// assert_eq!(values[0].get("headline").and_then(Value::as_str), Some("The \"day\""));
/// assert_eq!(complaints.len(), 1);
/// ```
pub fn read(text: &str) -> (Vec<Value<'_>>, Vec<String>) {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return (Vec::new(), Vec::new());
    }
    let error = match serde_json::from_str(trimmed) {
        Ok(value) => return (vec![value], Vec::new()),
        Err(error) => error,
    };
    let escaped = !trimmed.contains('"') && trimmed.contains("&quot;");
    let meant = if escaped { entity::decode(trimmed, Place::Text) } else { trimmed.into() };
    let mut values = Reader::new(&meant).read();
    values.retain(|value| matches!(value, Value::Object(_) | Value::Array(_)));
    let outcome = if values.is_empty() { "nothing in it could be read" } else { "read with forgiveness" };
    (values, vec![format!("JSON-LD is not JSON ({error}): {outcome}")])
}

/// Where a string stands in a script, its quotes left out: the first that says `value`, be it a key or a value.
/// `None` if there is none, or if the whole script is escaped as HTML.
///
/// ```
/// use page::json_ld::place_of;
/// let script = r#"{"headline": "The \"day\"", "author": {"name": "Ada Lund"}}"#;
/// assert_eq!(&script[place_of(script, "The \"day\"").unwrap().range()], r#"The \"day\""#);
/// assert_eq!(place_of(script, "Ada"), None);
/// ```
pub fn place_of(script: &str, value: &str) -> Option<Span> {
    let mut reader = Reader::new(script.trim_end());
    while reader.skip_blank(b",:;{}[]") {
        let start = reader.at;
        let Some(quote @ (b'"' | b'\'')) = reader.peek() else {
            reader.bare();
            reader.at += usize::from(reader.at == start);
            continue;
        };
        if reader.string(quote) == value {
            let closed = reader.at > start + 1 && script.as_bytes()[reader.at - 1] == quote;
            return Some(Span::new(start + 1, reader.at - usize::from(closed)));
        }
    }
    None
}

struct Reader<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
}

/// Marks that pages put around their JSON; they mean nothing.
const MARKS: [&[u8]; 4] = [b"<![CDATA[", b"]]>", b"<!--", b"-->"];

impl<'t> Reader<'t> {
    fn new(text: &'t str) -> Self {
        Self { text, bytes: text.as_bytes(), at: 0 }
    }

    fn read(mut self) -> Vec<Value<'static>> {
        let mut values = Vec::new();
        while self.skip_blank(b",;") {
            let before = self.at;
            values.push(self.value(0));
            if self.at == before {
                self.at += 1;
            }
        }
        values
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn rest(&self) -> &'t [u8] {
        &self.bytes[self.at..]
    }

    /// Skips white space, comments, marks and the characters of `also`; false at the end.
    fn skip_blank(&mut self, also: &[u8]) -> bool {
        while let Some(c) = self.peek() {
            let rest = self.rest();
            if c.is_ascii_whitespace() || also.contains(&c) || c == 0 {
                self.at += 1;
            } else if rest.starts_with("\u{feff}".as_bytes()) || rest.starts_with("\u{2028}".as_bytes()) {
                self.at += 3;
            } else if let Some(mark) = MARKS.iter().find(|mark| rest.starts_with(mark)) {
                self.at += mark.len();
            } else if rest.starts_with(b"//") {
                // `//<![CDATA[ {…` on one line: the comment is the mark alone.
                let inside = rest[2..].trim_ascii_start();
                let is_mark = MARKS.iter().any(|mark| inside.starts_with(mark));
                let end = if is_mark { 2 } else { memchr::memchr(b'\n', rest).unwrap_or(rest.len()) };
                self.at += end;
            } else if rest.starts_with(b"/*") {
                self.at += memchr::memmem::find(&rest[2..], b"*/").map_or(rest.len(), |found| found + 4);
            } else {
                return true;
            }
        }
        false
    }

    fn value(&mut self, depth: usize) -> Value<'static> {
        match self.peek() {
            Some(b'{') => self.object(depth),
            Some(b'[') => self.array(depth),
            Some(quote @ (b'"' | b'\'')) => Value::String(Cow::Owned(self.string(quote))),
            Some(_) => self.word(),
            None => Value::Null,
        }
    }

    fn object(&mut self, depth: usize) -> Value<'static> {
        self.at += 1;
        let mut map = Vec::new();
        while self.skip_blank(b",") {
            let before = self.at;
            match self.peek() {
                Some(b'}') => {
                    self.at += 1;
                    break;
                }
                // The bracket of an outer array: this object was never closed.
                Some(b']') => break,
                Some(quote @ (b'"' | b'\'')) => {
                    let key = self.string(quote);
                    self.entry(&mut map, key, depth);
                }
                _ => {
                    let key = self.bare().to_owned();
                    self.entry(&mut map, key, depth);
                }
            }
            if self.at == before {
                self.at += 1;
            }
        }
        if depth >= DEEPEST { Value::Null } else { Value::Object(map.into_iter().collect()) }
    }

    fn entry(&mut self, map: &mut Vec<(Cow<'static, str>, Value<'static>)>, key: String, depth: usize) {
        if !self.skip_blank(b":") || matches!(self.peek(), Some(b'}' | b',' | b']')) {
            map.push((Cow::Owned(key), Value::Null));
            return;
        }
        let value = self.value_below(depth);
        map.push((Cow::Owned(key), value));
    }

    fn array(&mut self, depth: usize) -> Value<'static> {
        self.at += 1;
        let mut values = Vec::new();
        while self.skip_blank(b",") {
            let before = self.at;
            match self.peek() {
                Some(b']') => {
                    self.at += 1;
                    break;
                }
                Some(b'}') => break,
                _ => values.push(self.value_below(depth)),
            }
            if self.at == before {
                self.at += 1;
            }
        }
        if depth >= DEEPEST { Value::Null } else { Value::Array(values) }
    }

    /// A value one level down; too deep, its opening bracket is passed over.
    fn value_below(&mut self, depth: usize) -> Value<'static> {
        if depth + 1 < DEEPEST || !matches!(self.peek(), Some(b'{' | b'[')) {
            return self.value(depth + 1);
        }
        self.at += 1;
        Value::Null
    }

    /// A string from its opening quote on. A quote ends it only where JSON goes on as it would after a string.
    fn string(&mut self, quote: u8) -> String {
        self.at += 1;
        let mut out = String::new();
        let mut done = self.at;
        while let Some(c) = self.peek() {
            if c == quote && self.ends_here() {
                break;
            }
            if c != b'\\' {
                self.at += 1;
                continue;
            }
            out.push_str(&self.text[done..self.at]);
            self.at += 1;
            self.escape(&mut out);
            done = self.at;
        }
        out.push_str(&self.text[done..self.at]);
        self.at = (self.at + 1).min(self.bytes.len());
        out
    }

    /// Whether after the quote at hand comes what may follow a string.
    fn ends_here(&self) -> bool {
        let rest = self.bytes[self.at + 1..].trim_ascii_start();
        match rest.first() {
            None | Some(b':' | b'}' | b']' | b'/') => true,
            Some(b',') => {
                let after = rest[1..].trim_ascii_start();
                let word = after.iter().take_while(|c| c.is_ascii_alphanumeric() || **c == b'_').count();
                match after.first() {
                    None | Some(b'"' | b'\'' | b'{' | b'[' | b'}' | b']' | b'-' | b'/' | b'0'..=b'9') => true,
                    _ if after.get(word) == Some(&b':') => word > 0,
                    _ => matches!(&after[..word], b"true" | b"false" | b"null"),
                }
            }
            // A comma is missing: the next key follows on a new line.
            Some(b'"') => {
                self.bytes[self.at + 1..].starts_with(b"\n") || self.bytes[self.at + 1..].starts_with(b"\r")
            }
            Some(_) => false,
        }
    }

    /// What follows a backslash.
    fn escape(&mut self, out: &mut String) {
        let Some(c) = self.text[self.at..].chars().next() else { return };
        self.at += c.len_utf8();
        match c {
            'n' => out.push('\n'),
            't' => out.push('\t'),
            'r' => out.push('\r'),
            'b' => out.push('\u{8}'),
            'f' => out.push('\u{c}'),
            'u' => match self.unit() {
                Some(high @ 0xd800..0xdc00) => {
                    let before = self.at;
                    let low = self.rest().starts_with(b"\\u").then(|| {
                        self.at += 2;
                        self.unit()
                    });
                    let Some(Some(low @ 0xdc00..0xe000)) = low else {
                        self.at = before;
                        out.push(char::REPLACEMENT_CHARACTER);
                        return;
                    };
                    let code = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
                    out.push(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
                }
                Some(unit) => out.push(char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER)),
                None => out.push_str("\\u"),
            },
            // `\"`, `\\`, `\/`, and what nobody should have escaped: `\'`, `\&`, a line break.
            other => out.push(other),
        }
    }

    fn unit(&mut self) -> Option<u32> {
        let digits = self.text.get(self.at..self.at + 4)?;
        if !digits.bytes().all(|c| c.is_ascii_hexdigit()) {
            return None;
        }
        self.at += 4;
        u32::from_str_radix(digits, 16).ok()
    }

    /// What stands without quotes, up to what ends it.
    fn bare(&mut self) -> &'t str {
        let start = self.at;
        while let Some(c) = self.peek() {
            if matches!(c, b',' | b':' | b'{' | b'}' | b'[' | b']' | b'"' | b'\'' | b'\n' | b'\r' | b'<') {
                break;
            }
            if c == b' ' && matches!(self.rest().get(1..3), Some(b"//" | b"/*")) {
                break;
            }
            self.at += 1;
        }
        self.text[start..self.at].trim()
    }

    fn word(&mut self) -> Value<'static> {
        let word = self.bare();
        match word {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            "null" | "undefined" | "NaN" | "" => Value::Null,
            _ => word
                .parse::<Number>()
                .map_or_else(|_| Value::String(Cow::Owned(word.to_owned())), Value::Number),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn values(text: &str) -> Vec<serde_json::Value> {
        read(text).0.iter().map(serde_json::Value::from).collect()
    }

    fn one(text: &str) -> serde_json::Value {
        let mut values = values(text);
        assert_eq!((values.len(), read(text).1.len()), (1, 1), "{text}: {values:?}");
        values.remove(0)
    }

    #[test]
    fn json_is_json() {
        assert_eq!(values(" [1, {\"a\": null}]\n"), [json!([1, {"a": null}])]);
        assert_eq!(read(" \n "), (vec![], vec![]));
    }

    #[test]
    fn what_pages_do_is_forgiven() {
        for (text, meant) in [
            ("{\"a\": 1,}", json!({"a": 1})),
            ("{\"a\": [1, 2,,]}", json!({"a": [1, 2]})),
            ("{\"a\": 1 \"b\": 2}", json!({"a": 1, "b": 2})),
            ("/* x */ {\"a\": 1 // y\n}", json!({"a": 1})),
            ("{\"a\": \"1\" // y\n, \"b\": 2}", json!({"a": "1", "b": 2})),
            ("<!-- {\"a\": 1} -->", json!({"a": 1})),
            ("//<![CDATA[ {\"a\": 1} //]]>", json!({"a": 1})),
            ("{\"a\": \"x\ny\"}", json!({"a": "x\ny"})),
            ("{\"a\": \"say \"hi\" now\", \"b\": 1}", json!({"a": "say \"hi\" now", "b": 1})),
            (
                "{\"a\": \"it\\'s \\u00e9 \\ud83d\\ude00 \\uZZ \\ud800x\"}",
                json!({"a": "it's é 😀 \\uZZ \u{fffd}x"}),
            ),
            ("{'a': 'b', c: true, d: undefined}", json!({"a": "b", "c": true, "d": null})),
            ("{\"a\": {\"b\": [1, 2", json!({"a": {"b": [1, 2]}})),
            ("{\"a\": [{\"b\": 1]}", json!({"a": [{"b": 1}]})),
            ("{\"a\": , \"b\": }", json!({"a": null, "b": null})),
            ("{&quot;a&quot;: &quot;R&amp;D&quot;}", json!({"a": "R&D"})),
            ("{\"a\": \"b\"\n\"c\": 1}", json!({"a": "b", "c": 1})),
        ] {
            assert_eq!(one(text), meant, "{text}");
        }
    }

    #[test]
    fn strings_have_places() {
        let script = "/* \"day */ {'@type': \"Article\", \"name\": \"it\\u2019s \"so\"\", // \"x\n list: [\"\", \"é\", 1], \"open";
        for (value, written) in [
            ("@type", "@type"),
            ("Article", "Article"),
            ("it’s \"so\"", "it\\u2019s \"so\""),
            ("", ""),
            ("é", "é"),
            ("open", "open"),
        ] {
            assert_eq!(place_of(script, value).map(|span| span.slice(script)), Some(written), "{value}");
        }
        assert_eq!(
            place_of("\u{b}\"a\"\u{b}", "a"),
            Some(Span::new(2, 3)),
            "white space of Unicode, not of JSON"
        );
        for value in ["day", "x", "list", "1", "nothing"] {
            assert_eq!(place_of(script, value), None, "{value}");
        }
    }

    #[test]
    fn several_values_are_all_read() {
        let values = values("{\"a\": 1} {\"b\": 2}; [3]");
        assert_eq!(values, [json!({"a": 1}), json!({"b": 2}), json!([3])]);
    }

    #[test]
    fn nonsense_gives_a_complaint() {
        for text in [
            "function() {",
            "}}}}",
            "\"",
            "\\",
            "{\"a",
            "hello",
            &"[".repeat(100_000),
            &"{\"a\":".repeat(50_000),
        ] {
            let (_, complaints) = read(text);
            assert_eq!(complaints.len(), 1);
        }
    }
}
