//! What the page itself says of its report (title, description, body, authors), made ready for comparing.

use crate::likeness::{Measures, Pairs, words_of};
use crate::metadata::Metadata;

/// What the page itself says, made ready for comparing.
pub(super) struct Claims {
    pub(super) body: Option<Pairs>,
    /// Titles first, then descriptions.
    texts: Measures,
    titles: usize,
    pub(super) authors: Vec<Vec<u32>>,
    pub(super) article: bool,
    /// What the page calls itself in its JSON-LD, as a number.
    pub(super) kind: i16,
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
        let mut texts = words(titles);
        let titles = texts.len();
        texts.extend(words(descriptions));
        let says =
            |name: &str| metadata.meta_of(&[name]).is_some_and(|value| value.eq_ignore_ascii_case("article"));
        Self {
            body: linked.body.as_deref().map(Pairs::of),
            texts: Measures::of(&texts),
            titles,
            authors: linked
                .authors
                .iter()
                .take(10)
                .map(|person| words_of(&person.name))
                .filter(|words| words.len() > 1)
                .collect(),
            kind: kind(&linked.types, says("og:type")),
            article: says("og:type")
                || linked
                    .kind
                    .as_deref()
                    .is_some_and(|kind| kind.ends_with("Article") || kind.ends_with("Posting")),
        }
    }

    /// How like a run of these words is to the likest of the page's titles and to the likest of its
    /// descriptions, in per cent.
    pub(super) fn likenesses(&self, words: &[u32]) -> [u32; 2] {
        let mut most = [0; 2];
        self.texts.likenesses(words, |at, likeness| {
            let most = &mut most[usize::from(at >= self.titles)];
            *most = likeness.max(*most);
        });
        most
    }
}

/// The kind of page by the types its objects have: nought if they say nothing.
fn kind(types: &[String], article: bool) -> i16 {
    const KINDS: [(i16, &[&str]); 5] = [
        (2, &["Product", "ProductGroup"]),
        (3, &["DiscussionForumPosting", "QAPage"]),
        (4, &["CollectionPage", "SearchResultsPage", "ItemList"]),
        (5, &["TechArticle", "HowTo", "FAQPage", "Recipe", "APIReference"]),
        (6, &["WebPage", "WebSite", "Organization", "LocalBusiness", "Service"]),
    ];
    if article || types.iter().any(|kind| kind.ends_with("Article") || kind.ends_with("Posting")) {
        return 1;
    }
    let says = |names: &[&str]| types.iter().any(|kind| names.contains(&kind.as_str()));
    KINDS.iter().find(|(_, names)| says(names)).map_or(0, |(number, _)| *number)
}
