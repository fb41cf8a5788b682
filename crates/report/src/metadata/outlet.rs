//! What the page says of its place in the press: outlet, section, tags, address, whether it may be kept
//! and read freely.

use crate::Report;
use crate::metadata::{Metadata, one_line};

/// Fills the report's facts about outlet and page.
pub(crate) fn fill(report: &mut Report, metadata: &Metadata<'_>) {
    let linked = &metadata.linked;
    let canonical = metadata.found.canonical.first().map(|link| &*link.value).filter(|link| !link.is_empty());
    report.canonical = canonical.map(|link| absolute(link, report.url.as_deref()));
    let said = metadata.meta_of(&["og:site_name", "application-name", "publisher"]).map(one_line);
    let told = [linked.headline.as_deref(), metadata.meta_of(&["og:title"]), metadata.title()];
    let is_name = |name: &String| is_name(name, &told);
    report.outlet = (linked.publisher.clone().filter(is_name))
        .or(said.filter(is_name))
        .or_else(|| report.url.as_deref().and_then(host));
    let section = linked.section.clone().filter(|section| !told.contains(&Some(section)));
    report.section = section
        .or_else(|| metadata.meta_of(&["article:section", "og:section", "section"]).map(one_line))
        .or_else(|| linked.way.first().cloned())
        .filter(|section| !section.is_empty());
    report.tags = tags(metadata);
    report.free = linked.free.or_else(|| {
        match metadata.meta_of(&["article:content_tier"]).map(str::to_ascii_lowercase).as_deref() {
            Some("free") => Some(true),
            Some("locked" | "metered") => Some(false),
            _ => None,
        }
    });
    report.reserved = reserved(metadata);
}

/// The subjects a page names, from the first place that names any.
fn tags(metadata: &Metadata<'_>) -> Vec<String> {
    let line = metadata.meta_of(&["news_keywords", "keywords"]).unwrap_or_default();
    let listed = clean(metadata.linked.keywords.iter().map(|tag| one_line(tag)));
    if !listed.is_empty() {
        return listed;
    }
    let tags = clean(metadata.all("article:tag").map(one_line));
    if tags.is_empty() { clean(line.split([',', ';']).map(one_line)) } else { tags }
}

/// Tags that are some, each once.
fn clean(tags: impl Iterator<Item = String>) -> Vec<String> {
    const MOST: usize = 40;
    const LONGEST: usize = 80;
    let mut seen = std::collections::HashSet::new();
    let is_tag = |tag: &String| !tag.is_empty() && tag.chars().count() <= LONGEST && !is_number(tag);
    tags.filter(|tag| is_tag(tag) && seen.insert(tag.to_lowercase())).take(MOST).collect()
}

/// A number of a system's own, in figures and the letters of hexadecimal ("8f507083-bac4-423a").
fn is_number(tag: &str) -> bool {
    const LEAST: usize = 8;
    tag.len() >= LEAST
        && tag.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-')
        && tag.bytes().any(|b| b.is_ascii_digit())
}

/// A link as it reads outside its page, if it begins at the root of the host of the page at `base`.
pub(crate) fn absolute(link: &str, base: Option<&str>) -> String {
    let parts = base.and_then(|base| {
        let (scheme, rest) = base.split_once("://")?;
        Some((scheme, rest.split(['/', '?', '#']).next()?))
    });
    match parts {
        Some((scheme, _)) if link.starts_with("//") => format!("{scheme}:{link}"),
        Some((scheme, host)) if link.starts_with('/') => format!("{scheme}://{host}{link}"),
        _ => link.to_owned(),
    }
}

/// What the page forbids: keeping a copy (`noarchive`, `nosnippet`) or mining it.
fn reserved(metadata: &Metadata<'_>) -> Vec<String> {
    let mut reserved = Vec::new();
    for meta in metadata.found.robots() {
        for word in meta.content.value.split([',', ' ']).map(|word| word.trim().to_ascii_lowercase()) {
            if matches!(word.as_str(), "noarchive" | "nosnippet" | "noai" | "noimageai")
                && !reserved.contains(&word)
            {
                reserved.push(word);
            }
        }
    }
    if metadata.all("tdm-reservation").any(|value| value == "1") {
        reserved.push("tdm".to_owned());
    }
    reserved
}

/// Whether words may be an outlet's name: some letters, not too many, and not what the page calls its title.
fn is_name(name: &str, titles: &[Option<&str>]) -> bool {
    let letters = name.chars().filter(|c| c.is_alphabetic()).take(2).count();
    letters == 2 && name.chars().count() <= 80 && !titles.contains(&Some(name))
}

/// The host of an address, as a last resort for the outlet's name.
fn host(url: &str) -> Option<String> {
    let rest = url.split_once("://")?.1;
    let host = rest.split(['/', '?', '#', ':']).next()?.trim_start_matches("www.");
    (!host.is_empty()).then(|| host.to_owned())
}

/// The last part of an address that has words in it.
pub(crate) fn slug(url: &str) -> &str {
    let path =
        url.split_once("://").map_or(url, |(_, rest)| rest).split(['?', '#']).next().unwrap_or_default();
    let parts = path.split('/').skip(1);
    parts.max_by_key(|part| part.matches(['-', '_', '+']).count()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_or_a_mark_is_no_outlet() {
        let titles = [Some("Port closed"), None];
        assert!(is_name("Harbour Post", &titles) && is_name("日報", &titles));
        for name in ["/", "Port closed", "", "©"] {
            assert!(!is_name(name, &titles), "{name}");
        }
    }

    #[test]
    fn links_from_the_root_are_made_whole() {
        let base = Some("https://post.example/2025/a.html?x=1");
        assert_eq!(absolute("/b.html", base), "https://post.example/b.html");
        assert_eq!(absolute("//img.example/b.jpg", base), "https://img.example/b.jpg");
        assert_eq!(absolute("https://other.example/", base), "https://other.example/");
        assert_eq!(absolute("/b.html", None), "/b.html");
    }

    #[test]
    fn tags_are_words() {
        let tags =
            ["Harbour", "", "harbour", "8f507083-bac4-423a-9015-2eb31e1bce50", "2024"].map(str::to_owned);
        assert_eq!(clean(tags.into_iter()), ["Harbour", "2024"]);
    }

    #[test]
    fn the_slug_is_the_part_with_words() {
        assert_eq!(slug("https://post.example/2025/05/port-closed-again/"), "port-closed-again");
        assert_eq!(slug("https://post.example/port-closed/123?x=a-b-c"), "port-closed");
    }
}
