//! Which feeds a page names (`<link rel="alternate" type="application/rss+xml" …>`).

use page::{Page, Tag};
use url::Url;

/// Media types of feeds.
const FEEDS: &[&str] =
    &["application/atom+xml", "application/rss+xml", "application/rdf+xml", "application/feed+json"];

/// Addresses of the feeds a page names, in order, none twice. Relative ones are taken from the page's
/// `base`, if one stands before them, else from `at`.
pub fn discover(html: &str, at: &Url) -> Vec<Url> {
    let page = Page::parse(html);
    let mut base = None;
    let mut feeds = Vec::new();
    for id in page.ids() {
        let attribute = |name: &str| page.value(id, name).map(|value| value.trim().to_owned());
        match page.tag(id) {
            Tag::Base if base.is_none() => base = attribute("href").and_then(|href| at.join(&href).ok()),
            Tag::Link => {
                let rel = attribute("rel").unwrap_or_default().to_ascii_lowercase();
                let kind = attribute("type").unwrap_or_default().to_ascii_lowercase();
                let kind = kind.split(';').next().unwrap_or_default().trim();
                let named =
                    rel.split_ascii_whitespace().any(|word| word == "alternate") && FEEDS.contains(&kind);
                let href = attribute("href").filter(|href| named && !href.is_empty());
                let url = href.and_then(|href| base.as_ref().unwrap_or(at).join(&href).ok());
                feeds.extend(url.filter(|url| !feeds.contains(url)));
            }
            _ => {}
        }
    }
    feeds
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn feeds_are_found_and_other_links_are_not() {
        let at = Url::parse("https://news.example/world/").unwrap();
        let html = "<link rel=stylesheet href=a.css><LINK REL='home Alternate' TYPE=' application/RSS+xml' HREF=' feed '>\
            <link rel=alternate hreflang=fr href=/fr/><base href=/x/><link rel=alternate type=application/atom+xml href=atom>\
            <link rel=alternate type=application/atom+xml href=atom>";
        let found: Vec<String> = discover(html, &at).into_iter().map(String::from).collect();
        assert_eq!(found, ["https://news.example/world/feed", "https://news.example/x/atom"]);
        assert!(discover("", &at).is_empty());
    }
}
