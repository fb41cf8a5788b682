//! Articles of several pages: where the next part is. Only its address is read here; parts are joined by
//! [`crate::joined`], for who has them.

use page::Page;

use crate::metadata::Metadata;
use crate::outline::Outline;

/// The address of the next part, if the page links to one: `rel="next"`, with the address of this page and a
/// number. Many systems call the next article in time `next` too.
pub(crate) fn next(page: &Page<'_>, outline: &Outline, metadata: &Metadata<'_>, own: &str) -> Option<String> {
    let told = metadata.found.next.iter().map(|link| link.value.clone());
    let seen = outline.nexts.iter().filter_map(|id| page.value(*id, "href"));
    told.chain(seen).take(8).find_map(|href| follows(own, &href).then(|| href.into_owned()))
}

/// Whether an address is that of the same page with another number.
fn follows(own: &str, href: &str) -> bool {
    let (own, next) = (path(own), path(href));
    let before = |end: &str| {
        own.split('?').next().map(|path| path[..path.rfind(end).map_or(path.len(), |at| at + 1)].to_owned())
    };
    let next = match next.chars().next() {
        Some('/') | None => next,
        Some('?') => before("?").unwrap_or_default() + &next,
        Some(_) => before("/").unwrap_or_default() + &next,
    };
    let (Some((stem, number)), (own_stem, own_number)) =
        (numbered(&next), numbered(&own).unwrap_or((bare(&own), 1)))
    else {
        return false;
    };
    number > 1 && (stem == bare(&own) || stem == own_stem && number == own_number + 1)
}

/// The path of an address, without its host, in lower case.
fn path(address: &str) -> String {
    let rest = address.split('#').next().unwrap_or_default();
    let rest = rest.split_once("://").map_or(rest, |(_, rest)| rest.find('/').map_or("", |at| &rest[at..]));
    rest.to_ascii_lowercase()
}

/// A path without what does not tell parts from each other.
fn bare(path: &str) -> &str {
    let path = path.trim_end_matches('/');
    path.strip_suffix(".html").or_else(|| path.strip_suffix(".htm")).unwrap_or(path)
}

/// A path in front of the number of a part ("/port-closed-2.html", "/port-closed.html?page=2"), and the number.
fn numbered(path: &str) -> Option<(&str, u32)> {
    let path = bare(path);
    let stem = path.trim_end_matches(|c: char| c.is_ascii_digit());
    let number = path[stem.len()..].parse().ok().filter(|number| *number < 100)?;
    let stem = ["page=", "page/", "page-", "seite-", "p="]
        .iter()
        .find_map(|word| stem.strip_suffix(word))
        .unwrap_or(stem);
    Some((bare(stem.trim_end_matches(['/', '-', '_', ',', '?', '&'])), number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_part_has_the_same_address_and_a_number() {
        let own = "https://tide.example/harbour/port-closed.html";
        assert!(follows(own, "https://tide.example/harbour/port-closed-2.html"));
        assert!(follows(own, "/harbour/port-closed.html?page=2"));
        assert!(follows("https://tide.example/harbour/port-closed/2/", "/harbour/port-closed/3/"));
        assert!(follows(own, "port-closed-2.html") && follows(own, "?page=2"));
        assert!(!follows(own, "https://tide.example/harbour/lighthouse-lit.html"));
        assert!(!follows(own, own));
    }
}
