//! Addresses joined as text (RFC 3986, 5.2): nothing is normalised that the feed did not write, so
//! that an id stays the id it was.

/// Schemes of addresses that a feed may point to; another (`javascript:`) is nobody's address.
const SCHEMES: &[&str] = &[
    "file", "ftp", "gopher", "h323", "hdl", "http", "https", "imap", "magnet", "mailto", "mms", "news",
    "nntp", "prospero", "rsync", "rtsp", "rtspu", "sftp", "shttp", "sip", "sips", "snews", "svn", "svn+ssh",
    "telnet", "wais", "aim", "callto", "cvs", "facetime", "feed", "git", "gtalk", "irc", "ircs", "irc6",
    "itms", "msnim", "skype", "ssh", "smb", "ymsg", "urn", "tag", "data",
];

/// An address's parts.
struct Parts<'a> {
    scheme: Option<&'a str>,
    authority: Option<&'a str>,
    path: &'a str,
    query: Option<&'a str>,
    fragment: Option<&'a str>,
}

fn parts(address: &str) -> Parts<'_> {
    let (rest, fragment) = split(address, '#');
    let (rest, query) = split(rest, '?');
    let scheme_end = rest.find(':').filter(|&at| {
        rest[..at].starts_with(|c: char| c.is_ascii_alphabetic())
            && rest[..at].chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
    });
    let (scheme, rest) = match scheme_end {
        Some(at) => (Some(&rest[..at]), &rest[at + 1..]),
        None => (None, rest),
    };
    let (authority, path) = match rest.strip_prefix("//") {
        Some(rest) => {
            let end = rest.find('/').unwrap_or(rest.len());
            (Some(&rest[..end]), &rest[end..])
        }
        None => (None, rest),
    };
    Parts { scheme, authority, path, query, fragment }
}

fn split(text: &str, at: char) -> (&str, Option<&str>) {
    match text.split_once(at) {
        Some((before, after)) => (before, Some(after)),
        None => (text, None),
    }
}

/// The address that a reference means at a base.
pub(super) fn join(base: &str, reference: &str) -> String {
    let reference = reference.trim();
    let reference = slashes(reference);
    if base.is_empty() || reference.is_empty() {
        return if reference.is_empty() { base.to_owned() } else { reference };
    }
    let (from, to) = (parts(base), parts(&reference));
    // The schemes whose addresses have paths; at others ("mailto:", "urn:") nothing can be joined.
    let other_scheme =
        to.scheme.is_some_and(|scheme| !from.scheme.is_some_and(|base| base.eq_ignore_ascii_case(scheme)));
    let opaque = from.authority.is_none() && !from.path.starts_with('/');
    if other_scheme || opaque && from.scheme.is_some() {
        return reference;
    }
    let scheme = from.scheme.map_or_else(String::new, |scheme| format!("{scheme}:"));
    if to.authority.is_some() {
        return format!("{scheme}{}", &reference[to.scheme.map_or(0, |scheme| scheme.len() + 1)..]);
    }
    let authority = from.authority.map_or_else(String::new, |authority| format!("//{authority}"));
    let (path, query) = if to.path.is_empty() {
        (from.path.to_owned(), to.query.or(from.query))
    } else if to.path.starts_with('/') {
        (without_dots(to.path), to.query)
    } else {
        let folder = from.path.rfind('/').map_or("", |at| &from.path[..=at]);
        let folder = if folder.is_empty() && from.authority.is_some() { "/" } else { folder };
        (without_dots(&format!("{folder}{}", to.path)), to.query)
    };
    let query = query.map_or_else(String::new, |query| format!("?{query}"));
    let fragment = to.fragment.map_or_else(String::new, |fragment| format!("#{fragment}"));
    format!("{scheme}{authority}{path}{query}{fragment}")
}

/// `http:///host` is meant as `http://host`.
fn slashes(reference: &str) -> String {
    match reference.find("://") {
        Some(at)
            if at > 0 && reference[..at].chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c)) =>
        {
            format!("{}{}", &reference[..at + 3], reference[at + 3..].trim_start_matches('/'))
        }
        _ => reference.to_owned(),
    }
}

/// As [`join`], but empty for an address of a scheme nobody should follow.
pub(super) fn join_safely(base: &str, reference: &str) -> String {
    let joined = join(base, reference);
    match parts(joined.trim()).scheme {
        Some(scheme) if !SCHEMES.contains(&scheme.to_ascii_lowercase().as_str()) => String::new(),
        _ => joined,
    }
}

fn without_dots(path: &str) -> String {
    let mut out: Vec<&str> = Vec::new();
    let mut pieces = path.split('/').peekable();
    while let Some(piece) = pieces.next() {
        let last = pieces.peek().is_none();
        match piece {
            "." if last => out.push(""),
            "." => {}
            ".." => {
                if out.len() > 1 {
                    out.pop();
                }
                if last {
                    out.push("");
                }
            }
            piece => out.push(piece),
        }
    }
    out.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_the_rfc() {
        let base = "http://a/b/c/d;p?q";
        for (reference, joined) in [
            ("g", "http://a/b/c/g"),
            ("./g", "http://a/b/c/g"),
            ("g/", "http://a/b/c/g/"),
            ("/g", "http://a/g"),
            ("//g", "http://g"),
            ("?y", "http://a/b/c/d;p?y"),
            ("g?y#s", "http://a/b/c/g?y#s"),
            ("#s", "http://a/b/c/d;p?q#s"),
            ("../g", "http://a/b/g"),
            ("../../../g", "http://a/g"),
            ("g:h", "g:h"),
            ("..", "http://a/b/"),
            (".", "http://a/b/c/"),
        ] {
            assert_eq!(join(base, reference), joined, "{reference}");
        }
    }

    #[test]
    fn nothing_is_normalised() {
        assert_eq!(join("", "HTTP://News.example"), "HTTP://News.example");
        assert_eq!(join("http://news.example", "a"), "http://news.example/a");
        assert_eq!(join("http://news.example/", "tag:news.example,2026:1"), "tag:news.example,2026:1");
        assert_eq!(join("http://a/", "http:///b/c"), "http://b/c");
        assert_eq!(join_safely("http://a/", "javascript:alert(1)"), "");
    }
}
