//! Markup inside a feed's texts: whether a text is markup at all, its addresses made absolute, and
//! what could do harm taken out. A reader of feeds shows such texts; this program itself reads pages.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::sync::LazyLock;

use super::join::join_safely;
use super::markup::{Markup, Token};

static TAGS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| include_str!("html-tags.txt").split_whitespace().collect());
static ATTRIBUTES: LazyLock<HashSet<&str>> =
    LazyLock::new(|| include_str!("html-attributes.txt").split_whitespace().collect());

/// Elements and attributes of SVG and MathML, by their names in lower case.
static DRAWING_TAGS: LazyLock<HashMap<String, &str>> =
    LazyLock::new(|| by_lower_case(include_str!("drawing-tags.txt")));
static DRAWING_ATTRIBUTES: LazyLock<HashMap<String, &str>> =
    LazyLock::new(|| by_lower_case(include_str!("drawing-attributes.txt")));

fn by_lower_case(words: &'static str) -> HashMap<String, &'static str> {
    words.split_whitespace().map(|word| (word.to_lowercase(), word)).collect()
}

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
    for at in memchr::memchr2_iter(b'<', b'&', bytes) {
        match bytes[at] {
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

/// A name in lower case; most are already.
fn lower(name: &str) -> Cow<'_, str> {
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(name.to_ascii_lowercase())
    } else {
        Cow::Borrowed(name)
    }
}

/// Markup with its addresses made absolute and what could do harm taken out.
pub(super) fn clean(text: &str, base: &str) -> String {
    if !text.contains(['<', '&']) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + 16);
    let mut gone: Option<&str> = None;
    // How many elements of a drawing or a formula are open.
    let mut drawing = 0_usize;
    for token in Markup::raw(text) {
        if let Some(element) = gone {
            if matches!(token, Token::End(name) if name.eq_ignore_ascii_case(element)) {
                gone = None;
            }
            continue;
        }
        match token {
            Token::Start { name, attributes, empty } => {
                let lower = lower(name);
                if let Some(element) = GONE.iter().find(|element| **element == &*lower) {
                    gone = (!empty).then_some(*element);
                    continue;
                }
                if drawing > 0 || matches!(&*lower, "svg" | "math") {
                    drawing += usize::from(!empty);
                    if let Some(name) = DRAWING_TAGS.get(&*lower) {
                        start_of_drawing(&mut out, name, &attributes, base);
                        continue;
                    }
                }
                if TAGS.contains(&*lower) {
                    start(&mut out, &lower, &attributes, base, empty);
                }
            }
            Token::End(name) => {
                let lower = lower(name);
                let drawn = if drawing > 0 { DRAWING_TAGS.get(&*lower).copied() } else { None };
                drawing = drawing.saturating_sub(1);
                if let Some(name) = drawn.or_else(|| TAGS.get(&*lower).copied())
                    && !VOID.contains(&name)
                {
                    out.push_str("</");
                    out.push_str(name);
                    out.push('>');
                }
            }
            Token::Text(text) => characters(&mut out, text),
            Token::Doctype(inside) if inside.trim().is_empty() => out.push_str("<!DOCTYPE"),
            Token::Verbatim(_) | Token::Doctype(_) => {}
        }
    }
    out
}

/// Text with its bare `&` written as a reference, and references as everybody writes them.
fn characters(out: &mut String, text: &str) {
    let text = if text.starts_with("<!") {
        Cow::Owned(format!("&lt;{}", &text[1..]))
    } else if text.starts_with('<') {
        Cow::Owned(text.replace("<>", ""))
    } else {
        Cow::Borrowed(text)
    };
    let mut rest = &*text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end =
            rest[1..].find(|c: char| !c.is_alphanumeric() && c != '#').map_or(rest.len(), |end| end + 1);
        let reference = &rest[1..end];
        if !rest[end..].starts_with(';') || reference.is_empty() {
            out.push_str("&amp;");
            rest = &rest[1..];
            continue;
        }
        match number(reference) {
            Some(34) if reference.starts_with("#3") => out.push('"'),
            Some(39) if reference.starts_with("#3") => out.push('\''),
            // Windows-1252 in disguise.
            Some(code @ 0x80..=0x9f) => {
                let byte = [code as u8];
                let right = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&byte).0;
                let _ = write!(out, "&#x{:x};", right.chars().next().map_or(code, u32::from));
            }
            Some(_) => {
                let _ = write!(out, "&{};", reference.to_lowercase());
            }
            None => {
                let _ = write!(out, "&{reference};");
            }
        }
        rest = &rest[end + 1..];
    }
    out.push_str(rest);
}

/// The number of a numeric reference ("#39", "#x27").
fn number(reference: &str) -> Option<u32> {
    let digits = reference.strip_prefix('#')?;
    match digits.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16).ok(),
        None => digits.parse().ok(),
    }
}

type Attributes<'a> = [(&'a str, Cow<'a, str>)];

fn start(out: &mut String, name: &str, attributes: &Attributes<'_>, base: &str, empty: bool) {
    let kept = attributes
        .iter()
        .map(|(key, value)| (lower(key), &**value))
        .filter(|(key, _)| ATTRIBUTES.contains(&**key) && key != "style");
    write_start(out, name, kept.collect(), base);
    if VOID.contains(&name) {
        out.push_str(" />");
    } else if empty {
        let _ = write!(out, "></{name}>");
    } else {
        out.push('>');
    }
}

fn start_of_drawing(out: &mut String, name: &str, attributes: &Attributes<'_>, base: &str) {
    let mut kept: Vec<(Cow<'_, str>, &str)> = attributes
        .iter()
        .filter_map(|(key, value)| {
            Some((Cow::Borrowed(*DRAWING_ATTRIBUTES.get(&key.to_lowercase())?), &**value))
        })
        .collect();
    let namespace = match name {
        "svg" => Some("http://www.w3.org/2000/svg"),
        "math" => Some("http://www.w3.org/1998/Math/MathML"),
        _ => None,
    };
    kept.extend(namespace.map(|namespace| ("xmlns".into(), namespace)));
    if kept.iter().any(|(key, _)| key.starts_with("xlink:")) {
        kept.push(("xmlns:xlink".into(), "http://www.w3.org/1999/xlink"));
    }
    // In HTML a slash closes nothing, and in XHTML the end was written out already.
    write_start(out, name, kept, base);
    out.push('>');
}

fn write_start(out: &mut String, name: &str, mut attributes: Vec<(Cow<'_, str>, &str)>, base: &str) {
    out.push('<');
    out.push_str(name);
    attributes.sort();
    for (key, value) in attributes {
        let address = ADDRESSES.contains(&&*key) || key == "xlink:href";
        let value = if address { Cow::Owned(join_safely(base, value.trim())) } else { Cow::Borrowed(value) };
        out.push(' ');
        out.push_str(&key);
        out.push_str("=\"");
        for piece in value.split_inclusive(['"', '<', '>']) {
            let (plain, sign) = piece.split_at(piece.len() - usize::from(piece.ends_with(['"', '<', '>'])));
            out.push_str(plain);
            out.push_str(match sign {
                "\"" => "&quot;",
                "<" => "&lt;",
                ">" => "&gt;",
                _ => "",
            });
        }
        out.push('"');
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
