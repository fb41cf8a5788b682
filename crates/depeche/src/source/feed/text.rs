//! What is done to the texts of a feed, whatever element they stand in.

use super::markup::{Markup, Token};

/// Entities that a feed declares for itself; only plain ones, so that none can grow another.
pub(super) fn declared_entities(text: &str) -> Vec<(String, String)> {
    const MOST: usize = 100;
    let Some(Token::Doctype(inside)) =
        Markup::new(text).take(8).find(|token| matches!(token, Token::Doctype(_)))
    else {
        return Vec::new();
    };
    inside
        .split("<!ENTITY")
        .skip(1)
        .filter_map(|declaration| {
            let (name, rest) = declaration.trim_start().split_once(char::is_whitespace)?;
            let value = rest.trim_start();
            let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            let value = value[1..].split(quote).next()?;
            let safe = value.len() <= 200 && !value.contains(['<', '%']) && value.matches('&').count() <= 1;
            (safe && name.chars().all(|c| c.is_alphanumeric() || c == '_'))
                .then(|| (format!("&{name};"), value.to_owned()))
        })
        .take(MOST)
        .collect()
}

/// The pieces inside a div, if one div holds them all.
pub(super) fn without_div(pieces: &[String]) -> &[String] {
    let mut pieces = pieces;
    while let [rest @ .., last] = pieces
        && last.trim().is_empty()
        && !rest.is_empty()
    {
        pieces = rest;
    }
    while let [first, rest @ ..] = pieces
        && first.trim().is_empty()
        && !rest.is_empty()
    {
        pieces = rest;
    }
    let [first, inner @ .., last] = pieces else { return pieces };
    if !(first == "<div>" || first.starts_with("<div ")) || last != "</div>" {
        return pieces;
    }
    let mut depth = 1;
    for piece in inner {
        if piece.starts_with("</") {
            depth -= 1;
            if depth == 0 {
                return pieces;
            }
        } else if piece.starts_with('<') && !piece.ends_with("/>") {
            depth += 1;
        }
    }
    inner
}

/// Characters of Windows-1252 that came as control characters, put right.
pub(super) fn cp1252(text: String) -> String {
    // All of them begin with this byte in UTF-8.
    if memchr::memchr(0xc2, text.as_bytes()).is_none()
        || !text.chars().any(|c| ('\u{80}'..='\u{9f}').contains(&c))
    {
        return text;
    }
    let right = |c: char| match c {
        '\u{80}'..='\u{9f}' => {
            encoding_rs::WINDOWS_1252.decode_without_bom_handling(&[c as u8]).0.chars().next().unwrap_or(c)
        }
        c => c,
    };
    text.chars().map(right).collect()
}

/// The short names of media types that Atom has.
pub(super) fn media_type(name: &str) -> String {
    match name.to_lowercase().as_str() {
        "text" | "plain" => "text/plain".to_owned(),
        "html" => "text/html".to_owned(),
        "xhtml" => "application/xhtml+xml".to_owned(),
        other => other.to_owned(),
    }
}

/// Text as it stands in markup.
pub(super) fn escape(text: &str) -> String {
    if memchr::memchr3(b'&', b'<', b'>', text.as_bytes()).is_none() {
        return text.to_owned();
    }
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
