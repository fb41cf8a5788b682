//! What kind of page this is: a report, or something that must not be mailed as one.

use crate::body::Body;
use crate::feature::Features;
use crate::mark;
use crate::metadata::Metadata;
use crate::outline::Outline;
use crate::{Kind, Reason};

/// Letters of running text below which a page is hardly a report.
pub(crate) const FEW: u32 = 250;

/// The kind of a page whose body has so many letters.
pub(crate) fn kind(
    outline: &Outline,
    features: &Features,
    metadata: &Metadata<'_>,
    body: &Body,
    kept: u32,
) -> Kind {
    let types = &metadata.linked.types;
    let says = |names: &[&str]| types.iter().any(|kind| names.contains(&kind.as_str()));
    let article = says_article(metadata);
    if says(&["LiveBlogPosting"]) || article && is_live(outline, body) {
        return Kind::Live;
    }
    let few = kept < FEW;
    if few && let Some(kind) = not_a_page(outline, body) {
        return kind;
    }
    if says(&["DiscussionForumPosting", "QAPage"]) {
        return Kind::Forum;
    }
    if says(&["Product"]) && !article {
        return Kind::Product;
    }
    if !article && is_listing(outline, body) {
        return Kind::Listing;
    }
    if article && !few {
        return Kind::Article;
    }
    let linked: u32 = outline.runs.iter().map(|run| run.tally.linked).sum();
    let letters: u32 = outline.runs.iter().map(|run| run.tally.letters).sum();
    let listing = says(&["ItemList", "CollectionPage", "SearchResultsPage"])
        || features.title.is_none() && linked * 2 > letters;
    if listing && (few || kept * 6 < letters) {
        return Kind::Listing;
    }
    match kept {
        0..FEW if article && kept > 0 => Kind::Article,
        0..FEW => Kind::Other,
        _ => Kind::Article,
    }
}

pub(crate) fn says_article(metadata: &Metadata<'_>) -> bool {
    let open_graph = metadata.meta_of(&["og:type"]).is_some_and(|kind| kind.eq_ignore_ascii_case("article"));
    open_graph
        || metadata
            .linked
            .kind
            .as_deref()
            .is_some_and(|kind| kind.ends_with("Article") || kind.ends_with("Posting") || kind == "Report")
}

/// Many entries, each marked as one of a live blog.
fn is_live(outline: &Outline, body: &Body) -> bool {
    let live = body.runs.iter().filter(|run| {
        outline.runs[**run].around & mark::LIVE != 0 && outline.runs[**run].around & mark::DATE != 0
    });
    live.count() > 12 && body.runs.len() > 20
}

/// Most of what was kept leads elsewhere.
fn is_listing(outline: &Outline, body: &Body) -> bool {
    const LEAST: usize = 6;
    let led = body
        .runs
        .iter()
        .filter(|run| outline.runs[**run].tally.linked * 10 > outline.runs[**run].tally.letters * 8)
        .count();
    led >= LEAST && led * 5 > body.runs.len() * 3
}

/// A wall instead of a page: what there is of words is about consent or signing in.
fn not_a_page(outline: &Outline, body: &Body) -> Option<Kind> {
    let letters: u32 = outline.runs.iter().map(|run| run.tally.letters).sum();
    let of = |reasons: &[Reason]| -> usize {
        body.left_out
            .iter()
            .filter(|piece| reasons.contains(&piece.reason))
            .map(|piece| piece.text.chars().count())
            .sum()
    };
    if letters == 0 {
        return Some(Kind::Other);
    }
    if of(&[Reason::Consent]) * 2 > letters as usize {
        return Some(Kind::Consent);
    }
    if of(&[Reason::Subscription, Reason::Paywall]) * 3 > letters as usize {
        return Some(Kind::Login);
    }
    None
}
