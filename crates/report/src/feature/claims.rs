//! What the page itself says of its report (title, description, body, authors), made ready for comparing.

use crate::gram::{Pairs, likeness, words_of};
use crate::metadata::Metadata;

/// What the page itself says, made ready for comparing.
pub(super) struct Claims {
    pub(super) body: Option<Pairs>,
    pub(super) descriptions: Vec<Vec<u32>>,
    pub(super) titles: Vec<Vec<u32>>,
    pub(super) authors: Vec<Vec<u32>>,
    pub(super) article: bool,
}

impl Claims {
    pub(super) fn of(metadata: &Metadata<'_>) -> Self {
        let linked = &metadata.linked;
        let descriptions = [
            linked.description.as_deref(),
            linked.alternative.as_deref(),
            metadata.meta_of(&["og:description"]),
            metadata.meta_of(&["description"]),
        ];
        let titles = [
            linked.headline.as_deref(),
            metadata.meta_of(&["og:title"]),
            metadata.meta_of(&["twitter:title"]),
            metadata.title(),
        ];
        let words = |list: [Option<&str>; 4]| {
            let mut words: Vec<_> =
                list.into_iter().flatten().map(words_of).filter(|words| words.len() > 1).collect();
            words.sort_unstable();
            words.dedup();
            words
        };
        let says =
            |name: &str| metadata.meta_of(&[name]).is_some_and(|value| value.eq_ignore_ascii_case("article"));
        Self {
            body: linked.body.as_deref().map(Pairs::of),
            descriptions: words(descriptions),
            titles: words(titles),
            authors: linked
                .authors
                .iter()
                .take(10)
                .map(|person| words_of(&person.name))
                .filter(|words| words.len() > 1)
                .collect(),
            article: says("og:type")
                || linked
                    .kind
                    .as_deref()
                    .is_some_and(|kind| kind.ends_with("Article") || kind.ends_with("Posting")),
        }
    }
}

/// How like a run is to the likest of some texts, in per cent.
pub(super) fn most_like(texts: &[Vec<u32>], words: &[u32]) -> u32 {
    texts.iter().map(|text| likeness(text, words)).max().unwrap_or(0)
}
