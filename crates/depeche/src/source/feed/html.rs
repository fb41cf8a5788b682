//! Markup inside a feed's texts: whether a text is markup at all, its addresses made absolute, and
//! what could do harm taken out. A reader of feeds shows such texts; this program itself reads pages.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::join::join_safely;
use super::markup::{Markup, Token};

static TAGS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| include_str!("html-tags.txt").split_whitespace().collect());
static ATTRIBUTES: LazyLock<HashSet<&str>> =
    LazyLock::new(|| include_str!("html-attributes.txt").split_whitespace().collect());

/// Elements without an end.
const VOID: &[&str] = &[
    "area", "base", "basefont", "br", "col", "command", "embed", "frame", "hr", "img", "input", "isindex",
    "keygen", "link", "meta", "param", "source", "track", "wbr",
];
/// Elements that go with all that stands in them.
const GONE: &[&str] = &["script", "style", "applet"];
/// Attributes that hold addresses.
const ADDRESSES: &[&str] = &[
    "action",
    "background",
    "cite",
    "classid",
    "codebase",
    "data",
    "href",
    "longdesc",
    "poster",
    "profile",
    "src",
    "usemap",
];

/// Whether a text that calls itself plain is markup: a closing tag or a reference stands in it, and
/// every tag and reference in it is one of HTML.
pub(super) fn looks_like_html(text: &str) -> bool {
    let mut evidence = false;
    let bytes = text.as_bytes();
    for (at, &byte) in bytes.iter().enumerate() {
        match byte {
            b'<' => {
                let closing = bytes.get(at + 1) == Some(&b'/');
                let rest = &text[at + 1 + usize::from(closing)..];
                let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
                if end == 0 {
                    continue;
                }
                if !TAGS.contains(rest[..end].to_ascii_lowercase().as_str()) {
                    return false;
                }
                evidence |= closing && rest[end..].starts_with('>');
            }
            b'&' => {
                let rest = &text[at + 1..];
                let end =
                    rest.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '#').unwrap_or(rest.len());
                if end == 0 || !rest[end..].starts_with(';') {
                    continue;
                }
                let reference = format!("&{};", &rest[..end]);
                if !rest.starts_with('#') && super::markup::decode(&reference) == reference {
                    return false;
                }
                evidence = true;
            }
            _ => {}
        }
    }
    evidence
}

/// Markup with its addresses made absolute and what could do harm taken out.
pub(super) fn clean(text: &str, base: &str) -> String {
    if !text.contains(['<', '&']) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + 16);
    let mut gone: Option<&str> = None;
    for token in Markup::raw(text) {
        if let Some(element) = gone {
            if matches!(token, Token::End(name) if name.eq_ignore_ascii_case(element)) {
                gone = None;
            }
            continue;
        }
        match token {
            Token::Start { name, attributes, empty } => {
                let lower = name.to_ascii_lowercase();
                if let Some(element) = GONE.iter().find(|element| **element == lower) {
                    gone = (!empty).then_some(*element);
                } else if TAGS.contains(lower.as_str()) {
                    start(&mut out, &lower, &attributes, base, empty);
                }
            }
            Token::End(name) => {
                let lower = name.to_ascii_lowercase();
                if TAGS.contains(lower.as_str()) && !VOID.contains(&lower.as_str()) {
                    out.push_str(&format!("</{lower}>"));
                }
            }
            Token::Text(text) => out.push_str(&text.replace("&#39;", "'").replace("&#34;", "\"")),
            Token::Verbatim(_) | Token::Doctype(_) => {}
        }
    }
    out
}

fn start(
    out: &mut String,
    name: &str,
    attributes: &[(&str, std::borrow::Cow<'_, str>)],
    base: &str,
    empty: bool,
) {
    out.push('<');
    out.push_str(name);
    let mut sorted: Vec<(String, String)> = attributes
        .iter()
        .map(|(key, value)| (key.to_ascii_lowercase(), value.to_string()))
        .filter(|(key, _)| ATTRIBUTES.contains(key.as_str()) && key != "style")
        .collect();
    sorted.sort();
    for (key, value) in sorted {
        let value = if ADDRESSES.contains(&key.as_str()) { join_safely(base, value.trim()) } else { value };
        out.push_str(&format!(" {key}=\"{}\"", value.replace('"', "&quot;")));
    }
    if VOID.contains(&name) {
        out.push_str(" />");
    } else if empty {
        out.push_str(&format!("></{name}>"));
    } else {
        out.push('>');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_told_from_text() {
        for text in ["<p>a</p>", "R&amp;D", "a<br>b</b>"] {
            assert!(looks_like_html(text), "{text}");
        }
        for text in
            ["plain", "a < b", "<unknown>x</unknown>", "<p>never closed", "AT&T", "&nonsense; <b>x</b>"]
        {
            assert!(!looks_like_html(text), "{text}");
        }
    }

    #[test]
    fn addresses_are_absolute_and_harm_is_gone() {
        assert_eq!(
            clean(
                "<a HREF='b' onclick='x()'>c</a><script>d</script><br><blink>e</blink>",
                "http://news.example/a/"
            ),
            "<a href=\"http://news.example/a/b\">c</a><br />e"
        );
        assert_eq!(clean("<img src='javascript:x'>", "http://a/"), "<img src=\"\" />");
    }
}
