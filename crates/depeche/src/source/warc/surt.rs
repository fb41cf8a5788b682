//! SURT: an address as an index of web archives sorts it, so that one outlet's pages stand together.
//!
//! `https://www.News.example:443/A/?b=2&a=1` is `example,news)/a?a=1&b=2`. The rules (what is lowered,
//! dropped and sorted) are those of the Internet Archive's Python package `surt`, which pywb and
//! cdxj-indexer use: a key that differs in one letter is not found. Nothing is fetched by such a key.

use std::fmt::Write as _;
use std::net::Ipv4Addr;

/// The key of an address.
pub fn surt(address: &str) -> String {
    let address: String = address.trim().chars().filter(|c| !matches!(c, '\n' | '\r' | '\t')).collect();
    if address.is_empty() {
        return "-".to_owned();
    }
    let has_scheme = address.find(':').is_some_and(|at| {
        address[..at].starts_with(|c: char| c.is_ascii_alphabetic())
            && address[..at].chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
    });
    let mut rest = address.as_str();
    let mut scheme = "http";
    if has_scheme && let Some((before, after)) = rest.split_once(':') {
        (scheme, rest) = (before, after);
    } else if !rest.starts_with("//") {
        return surt(&format!("http://{rest}"));
    }
    // `http://https://news.example` means the inner one.
    if matches!(scheme, "http" | "https")
        && let Some(inner) = rest.strip_prefix("//")
        && (inner.starts_with("http://") || inner.starts_with("https://"))
    {
        return surt(inner);
    }
    let rest = rest.split('#').next().unwrap_or_default();
    let (before, query) = rest.split_once('?').unwrap_or((rest, ""));
    let Some(after) = before.strip_prefix("//") else {
        // An address without a host (`urn:`, `mailto:`) is its own key.
        return format!("{scheme}:{}", String::from_utf8_lossy(&lower(&minimal(before.as_bytes()))));
    };
    let after = if scheme.starts_with("http") { after.trim_start_matches('/') } else { after };
    let (authority, path) = after.find('/').map_or((after, ""), |at| after.split_at(at));
    let (host, port) = host_and_port(authority, scheme);
    let mut key = host;
    if let Some(port) = port {
        // Writing to a string does not fail.
        let _ = write!(key, ":{port}");
    }
    key.push(')');
    key.push_str(&String::from_utf8_lossy(&canonical_path(path)));
    let query = canonical_query(query);
    if !query.is_empty() {
        key.push('?');
        key.push_str(&String::from_utf8_lossy(&query));
    }
    key
}

/// The host turned round ("example,news"), and the port where it is not the scheme's.
fn host_and_port(authority: &str, scheme: &str) -> (String, Option<u32>) {
    let host = authority.rsplit('@').next().unwrap_or_default();
    let (host, port) = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => (name, port.parse().ok()),
        _ => (host, None),
    };
    let usual = match scheme.to_ascii_lowercase().as_str() {
        "http" => Some(80),
        "https" => Some(443),
        _ => None,
    };
    let host = unescape(host.as_bytes());
    let host = String::from_utf8_lossy(&host).to_lowercase();
    let host = if host.is_ascii() { host } else { ascii(&host) };
    let host = host.replace("..", ".");
    let host = host.trim_matches('.');
    // What an address escaped in its host may be no part of a line.
    let host =
        ip(host).unwrap_or_else(|| String::from_utf8_lossy(&lower(&escape(host.as_bytes()))).into_owned());
    let bare = without_www(&host);
    let mut labels: Vec<&str> = bare.split('.').collect();
    labels.reverse();
    (labels.join(","), port.filter(|port| Some(*port) != usual))
}

fn ascii(host: &str) -> String {
    url::Host::parse(host).map_or_else(|_| host.to_owned(), |host| host.to_string())
}

/// A host that is one number is an address of four bytes.
fn ip(host: &str) -> Option<String> {
    if host.is_empty() || !host.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: u128 = host.parse().ok()?;
    Some(Ipv4Addr::from(number as u32).to_string())
}

/// `www.`, `www2.` go.
fn without_www(host: &str) -> &str {
    let Some(rest) = host.strip_prefix("www") else { return host };
    rest.trim_start_matches(|c: char| c.is_ascii_digit()).strip_prefix('.').unwrap_or(host)
}

fn canonical_path(path: &str) -> Vec<u8> {
    let plain = unescape(path.as_bytes());
    let mut kept: Vec<&[u8]> = Vec::new();
    for piece in plain.split(|&byte| byte == b'/').skip(1) {
        match piece {
            b"." => {}
            b".." if kept.is_empty() => kept.push(piece),
            b".." => {
                kept.pop();
            }
            piece => kept.push(piece),
        }
    }
    let mut out = vec![b'/'];
    if let Some((last, rest)) = kept.split_last() {
        for piece in rest.iter().filter(|piece| !piece.is_empty()) {
            out.extend_from_slice(piece);
            out.push(b'/');
        }
        out.extend_from_slice(last);
    }
    let mut out = without_session(lower(&escape(&out)));
    if out.len() > 1 && out.ends_with(b"/") {
        out.pop();
    }
    out
}

/// The session that ASP.NET writes into a path: `/(s(24 letters))/page.aspx`.
fn without_session(path: Vec<u8>) -> Vec<u8> {
    let is_id = |id: &[u8]| id.len() == 24 && id.iter().all(u8::is_ascii_alphanumeric);
    let is_session = |piece: &[u8]| {
        let Some(mut inner) = piece.strip_prefix(b"(").and_then(|piece| piece.strip_suffix(b")")) else {
            return false;
        };
        if is_id(inner) {
            return true;
        }
        let mut any = false;
        // One or more of `x(24 letters)`.
        while inner.len() >= 27
            && inner[0].is_ascii_alphabetic()
            && inner[1] == b'('
            && inner[26] == b')'
            && is_id(&inner[2..26])
        {
            inner = &inner[27..];
            any = true;
        }
        any && inner.is_empty()
    };
    let pieces: Vec<&[u8]> = path.split(|&byte| byte == b'/').collect();
    let found = pieces.iter().rposition(|piece| is_session(piece)).filter(|&at| at + 1 < pieces.len());
    match found {
        Some(at)
            if memchr::memmem::find(&pieces[at + 1..].join(&b'/'), b".aspx")
                .is_some_and(|found| found > 0) =>
        {
            [&pieces[..at], &pieces[at + 1..]].concat().join(&b'/')
        }
        _ => path,
    }
}

fn canonical_query(query: &str) -> Vec<u8> {
    let query = without_query_session(minimal(query.as_bytes()));
    let query = lower(&query);
    let mut pairs: Vec<(&[u8], Option<&[u8]>)> = query
        .split(|&byte| byte == b'&')
        .map(|pair| match memchr::memchr(b'=', pair) {
            Some(at) => (&pair[..at], Some(&pair[at + 1..])),
            None => (pair, None),
        })
        .collect();
    pairs.sort();
    let mut out = Vec::with_capacity(query.len());
    for (at, (name, value)) in pairs.into_iter().enumerate() {
        if at > 0 {
            out.push(b'&');
        }
        out.extend_from_slice(name);
        if let Some(value) = value {
            out.push(b'=');
            out.extend_from_slice(value);
        }
    }
    out
}

/// Takes sessions from a query: the last of each kind, as the original does.
fn without_query_session(mut query: Vec<u8>) -> Vec<u8> {
    for (name, length) in [("jsessionid=", 32), ("phpsessid=", 32), ("sid=", 32)] {
        query = cut(&query, |rest| {
            let value = rest.get(name.len()..name.len() + length)?;
            (rest[..name.len()].eq_ignore_ascii_case(name.as_bytes())
                && value.iter().all(u8::is_ascii_alphanumeric))
            .then_some(name.len() + length)
        });
    }
    query = cut(&query, |rest| {
        let key = rest.get(..45)?;
        let sound = key[..12].eq_ignore_ascii_case(b"aspsessionid")
            && key[12..20].iter().all(u8::is_ascii_alphabetic)
            && key[20] == b'='
            && key[21..].iter().all(u8::is_ascii_alphabetic);
        sound.then_some(45)
    });
    cut(&query, |rest| {
        let id = rest.get(..5).filter(|name| name.eq_ignore_ascii_case(b"cfid="))?;
        let and = memchr::memchr(b'&', rest).filter(|&and| and > id.len())?;
        let token = rest.get(and + 1..and + 9).filter(|name| name.eq_ignore_ascii_case(b"cftoken="))?;
        let value = and + 1 + token.len();
        let end = memchr::memchr(b'&', &rest[value..]).map_or(rest.len(), |at| value + at);
        (end > value).then_some(end)
    })
}

/// Cuts the last stretch that `length` knows, if it is followed by `&` or the end.
fn cut(query: &[u8], length: impl Fn(&[u8]) -> Option<usize>) -> Vec<u8> {
    for at in (0..query.len()).rev() {
        if let Some(length) = length(&query[at..]) {
            match query.get(at + length) {
                None => return query[..at].to_vec(),
                Some(b'&') => return [&query[..at], &query[at + length + 1..]].concat(),
                Some(_) => {}
            }
        }
    }
    query.to_vec()
}

fn minimal(text: &[u8]) -> Vec<u8> {
    escape(&unescape(text))
}

fn lower(text: &[u8]) -> Vec<u8> {
    text.to_ascii_lowercase()
}

/// Takes %-escapes off until none is left. Each round shortens the text, and a text can only be
/// shortened as often as escapes were nested in it.
fn unescape(text: &[u8]) -> Vec<u8> {
    let mut text = text.to_vec();
    loop {
        let mut out = Vec::with_capacity(text.len());
        let mut at = 0;
        while let Some(&byte) = text.get(at) {
            let digit = |place: usize| text.get(place).and_then(|digit| (*digit as char).to_digit(16));
            match (byte, digit(at + 1), digit(at + 2)) {
                (b'%', Some(high), Some(low)) => {
                    out.push((high * 16 + low) as u8);
                    at += 3;
                }
                _ => {
                    out.push(byte);
                    at += 1;
                }
            }
        }
        if out.len() == text.len() {
            return out;
        }
        text = out;
    }
}

/// Escapes what is no visible ASCII, `#` and `%`.
fn escape(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    for &byte in text {
        if byte.is_ascii_graphic() && !matches!(byte, b'#' | b'%') {
            out.push(byte);
        } else {
            out.extend(format!("%{byte:02X}").bytes());
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Keys as the Python package `surt` gives them.
    #[test]
    fn keys_are_those_of_other_archives() {
        for (address, key) in [
            ("https://www.News.example:443/A/?b=2&a=1#top", "example,news)/a?a=1&b=2"),
            ("http://www2.news.example", "example,news)/"),
            ("http://user:pw@news.example:8080/x//y/../z/", "example,news:8080)/x/z"),
            ("https://news.example/caf%C3%A9?q=%7Ea%20b", "example,news)/caf%c3%a9?q=~a%20b"),
            ("https://news.example/?", "example,news)/"),
            ("https://news.example/a?sid=0123456789abcdef0123456789abcdef&x=1", "example,news)/a?x=1"),
            ("http://127.0.0.1:8080/feed", "1,0,0,127:8080)/feed"),
            ("http://2130706433/", "1,0,0,127)/"),
            ("news.example/a", "example,news)/a"),
            ("https://bücher.example/a", "example,xn--bcher-kva)/a"),
            ("http://news.example/(S(0123456789abcdefghijklmn))/a.aspx", "example,news)/a.aspx"),
            ("http://a%0Ab%20.example/", "example,a%0ab%20)/"),
            ("", "-"),
        ] {
            assert_eq!(surt(address), key, "{address}");
        }
    }

    proptest::proptest! {
        #[test]
        fn anything_has_a_key_of_one_line(address in "\\PC{0,60}") {
            let key = surt(&address);
            assert!(!key.is_empty() && !key.contains('\n'));
            assert!(!surt(&format!("http://{}%0a\u{fc}/", address.replace('/', ""))).contains('\n'));
        }
    }
}
