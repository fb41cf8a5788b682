//! What an outlet reserves to itself: keeping copies, text and data mining, training.
//!
//! Said in four places: `X-Robots-Tag` and `<meta name="robots">`, whose words add up; and by the TDM
//! Reservation Protocol (W3C Community Group report, 10 May 2024) in `/.well-known/tdmrep.json`, in a
//! response's headers, and in the page, of which the nearest to the page counts: page, header, file.
//! Pure: asking for the file is the business of [`super::access`].

use serde::Serialize;
use serde_json::Value;
use url::Url;

use super::fetch::{Fetched, TOKEN};
use super::robots::Pattern;

/// Words of robots directives that say something to a reader of news.
const WORDS: &[&str] = &["noarchive", "noindex", "nosnippet", "noai", "noimageai", "notranslate"];

/// Directives that hold a colon themselves.
const WITH_VALUE: &[&str] = &["unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"];

/// Rules that are read of a tdmrep.json.
const RULES: usize = 10_000;

/// Whether text and data mining is reserved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Tdm {
    /// Whether it is.
    pub reserved: bool,
    /// Where the terms stand under which it may be done.
    pub policy: Option<String>,
    /// Where it is said: "page", "header" or "file".
    pub from: &'static str,
}

/// All that is reserved for one page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Reserved {
    /// In the words of [`report::Report::reserved`]: "noarchive", "noai", "tdm", ….
    pub words: Vec<String>,
    /// What is said of mining, if anything is.
    pub tdm: Option<Tdm>,
}

/// What is reserved for a page, from all places. `html` is the page, if it is one; `file` what its
/// host's tdmrep.json says.
pub fn of(fetched: &Fetched, html: Option<&str>, file: Option<&TdmFile>) -> Reserved {
    let mut reserved = Reserved::default();
    for (name, value) in &fetched.headers {
        if name == "x-robots-tag" {
            reserved.hear(directives(value));
        }
    }
    let page = html.map(page::Page::parse);
    let metadata = page.as_ref().map(page::metadata);
    let metas = metadata.iter().flat_map(|metadata| &metadata.metas);
    let own = |name: &str| name.eq_ignore_ascii_case(TOKEN);
    for meta in
        metadata.iter().flat_map(page::Metadata::robots).chain(metas.clone().filter(|meta| own(&meta.name)))
    {
        reserved.hear(directives(&meta.content.value));
    }
    let meta = |name: &str| {
        let found = metas.clone().find(|meta| meta.name.trim().eq_ignore_ascii_case(name));
        found.map(|meta| meta.content.value.trim().to_owned())
    };
    let in_page = tdm(meta("tdm-reservation").as_deref(), meta("tdm-policy").as_deref(), "page");
    let in_header = || tdm(fetched.header("tdm-reservation"), fetched.header("tdm-policy"), "header");
    reserved.tdm = in_page.or_else(in_header).or_else(|| file?.of(&fetched.url));
    if reserved.tdm.as_ref().is_some_and(|tdm| tdm.reserved) {
        reserved.words.push("tdm".to_owned());
    }
    reserved
}

/// Whether a page may say something here that must be heard before it is kept.
pub fn may_speak(bytes: &[u8]) -> bool {
    let lower = bytes.to_ascii_lowercase();
    [&b"noarchive"[..], b"noai", b"noimageai", b"nosnippet", b"tdm-"]
        .iter()
        .any(|word| memchr::memmem::find(&lower, word).is_some())
}

impl Reserved {
    fn hear(&mut self, words: Vec<&'static str>) {
        for word in words {
            if !self.words.iter().any(|known| known == word) {
                self.words.push(word.to_owned());
            }
        }
    }
}

/// The directives of one `X-Robots-Tag` or robots meta that speak to everybody or to us. A name
/// before a colon says to whom the words after it are.
fn directives(value: &str) -> Vec<&'static str> {
    let value = value.to_ascii_lowercase();
    let mut ours = true;
    let mut heard = Vec::new();
    for part in value.split(',') {
        let mut words = part.trim();
        if let Some((name, rest)) = words.split_once(':')
            && !WITH_VALUE.contains(&name.trim())
        {
            ours = matches!(name.trim(), "*" | TOKEN);
            words = rest.trim();
        }
        for said in words.split_ascii_whitespace().filter(|_| ours) {
            let said = if said == "none" { "noindex" } else { said };
            heard.extend(WORDS.iter().filter(|word| **word == said));
        }
    }
    heard
}

/// A reservation as headers and metas write it: `1`, `0`, and the address of a policy. Anything else
/// says nothing.
fn tdm(reservation: Option<&str>, policy: Option<&str>, from: &'static str) -> Option<Tdm> {
    let reserved = match reservation?.trim() {
        "1" => true,
        "0" => false,
        _ => return None,
    };
    let policy = policy.map(str::trim).filter(|policy| Url::parse(policy).is_ok());
    Some(Tdm { reserved, policy: policy.map(str::to_owned), from })
}

/// A host's tdmrep.json, read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TdmFile {
    rules: Vec<(Pattern, Tdm)>,
}

impl TdmFile {
    /// Reads a tdmrep.json. Never fails: what is no rule is passed over.
    pub fn parse(bytes: &[u8]) -> Self {
        let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
        let value = serde_json::from_slice(bytes).unwrap_or(Value::Null);
        let single = [value];
        // One rule without its brackets is meant as one rule.
        let rules = single[0].as_array().map_or(single.as_slice(), Vec::as_slice);
        let text = |value: &Value| match value {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            Value::Bool(flag) => Some(u8::from(*flag).to_string()),
            _ => None,
        };
        let rule = |rule: &Value| {
            let location = rule["location"].as_str()?.trim();
            let said = tdm(text(&rule["tdm-reservation"]).as_deref(), rule["tdm-policy"].as_str(), "file")?;
            Some((Pattern::new(location.as_bytes()), said))
        };
        Self { rules: rules.iter().take(RULES).filter_map(rule).collect() }
    }

    /// What it says of an address. Patterns are those of robots.txt. Where several rules fit, the
    /// report does not say plainly which counts; mining is free only if the first of them and the
    /// most specific of them both say so.
    pub fn of(&self, url: &Url) -> Option<Tdm> {
        let path = Pattern::path(url.as_str());
        let fits = || self.rules.iter().filter(|(pattern, _)| pattern.matches(&path));
        let (_, first) = fits().next()?;
        // Of equally long ones the first.
        let (_, longest) = fits().rev().max_by_key(|(pattern, _)| pattern.len())?;
        Some(if first.reserved { first } else { longest }.clone())
    }
}

/// Whether a copy may be kept.
pub fn may_keep(reserved: &[String]) -> bool {
    !reserved.iter().any(|word| word == "noarchive")
}

/// Whether the text may be given on in bulk: not where mining or training is reserved.
pub fn may_export(reserved: &[String]) -> bool {
    !reserved.iter().any(|word| matches!(word.as_str(), "tdm" | "noai" | "noarchive"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fetched(headers: &[(&str, &str)]) -> Fetched {
        Fetched {
            url: Url::parse("https://news.example/water/dam").unwrap(),
            at: jiff::Timestamp::UNIX_EPOCH,
            status: 200,
            headers: headers.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect(),
            body: Vec::new(),
        }
    }

    fn words(headers: &[(&str, &str)]) -> Vec<String> {
        of(&fetched(headers), None, None).words
    }

    #[test]
    fn directives_to_all_and_to_us_count() {
        assert_eq!(words(&[("x-robots-tag", "NoArchive, nosnippet")]), ["noarchive", "nosnippet"]);
        assert_eq!(words(&[("x-robots-tag", "depeche: noarchive")]), ["noarchive"]);
        assert!(words(&[("x-robots-tag", "otherbot: noarchive, noai")]).is_empty());
        assert_eq!(words(&[("x-robots-tag", "otherbot: noarchive, depeche: noai")]), ["noai"]);
        assert!(words(&[("x-robots-tag", "unavailable_after: 25 Jun 2030 15:00:00 GMT")]).is_empty());
        assert_eq!(words(&[("x-robots-tag", "max-snippet: 20, noai")]), ["noai"]);
        assert_eq!(words(&[("tdm-reservation", "1"), ("x-robots-tag", "none")]), ["noindex", "tdm"]);
        assert!(words(&[("tdm-reservation", "0")]).is_empty());
        let html = "<meta name=robots content='noarchive noai'><meta name=DEPECHE content=nosnippet>";
        assert_eq!(
            of(&fetched(&[("x-robots-tag", "noai")]), Some(html), None).words,
            ["noai", "noarchive", "nosnippet"]
        );
    }

    #[test]
    fn the_nearest_word_on_mining_counts() {
        let file = TdmFile::parse(
            br#"[{"location": "/", "tdm-reservation": 1, "tdm-policy": "https://news.example/p.json"}]"#,
        );
        let yes = "<meta name='tdm-reservation' content='1'>";
        let no = "<meta name='TDM-Reservation' content='0'>";
        for (header, html, file, reserved, from) in [
            (None, None, Some(&file), true, "file"),
            (Some("0"), None, Some(&file), false, "header"),
            (Some("1"), Some(no), Some(&file), false, "page"),
            (Some("0"), Some(yes), None, true, "page"),
            (Some("perhaps"), None, Some(&file), true, "file"),
            (Some("1"), Some("<p>"), None, true, "header"),
        ] {
            let headers: Vec<_> = header.into_iter().map(|value| ("tdm-reservation", value)).collect();
            let found = of(&fetched(&headers), html, file);
            let tdm = found.tdm.unwrap();
            assert_eq!((tdm.reserved, tdm.from), (reserved, from));
            assert_eq!(found.words.contains(&"tdm".to_owned()), reserved);
        }
        assert_eq!(
            of(&fetched(&[]), None, Some(&file)).tdm.unwrap().policy.unwrap(),
            "https://news.example/p.json"
        );
        assert_eq!(of(&fetched(&[]), None, None), Reserved::default());
    }

    #[test]
    fn rules_of_a_file_fit_by_their_patterns() {
        let file = TdmFile::parse(
            br#"[{"location": "/open/*", "tdm-reservation": 0}, {"location": "/*.pdf$", "tdm-reservation": "1"},
                 {"location": "/", "tdm-reservation": 1}, {"location": 7}, "x"]"#,
        );
        let of = |path: &str| {
            file.of(&Url::parse(&format!("https://news.example{path}")).unwrap()).map(|tdm| tdm.reserved)
        };
        assert_eq!(of("/open/a"), Some(false));
        assert_eq!(of("/a.pdf"), Some(true));
        assert_eq!(of("/water"), Some(true));
        let general_first = TdmFile::parse(
            br#"[{"location":"/","tdm-reservation":1},{"location":"/open/","tdm-reservation":0}]"#,
        );
        assert!(general_first.of(&Url::parse("https://news.example/open/a").unwrap()).unwrap().reserved);
        for broken in [&b""[..], b"<html>", b"[", b"{}", b"[{}]", b"null"] {
            assert_eq!(TdmFile::parse(broken), TdmFile::default());
        }
        let single = TdmFile::parse(br#"{"location": "/", "tdm-reservation": 1}"#);
        assert_eq!(single.rules.len(), 1);
    }
}
