//! What kind of page this is: a report, or something that must not be mailed as one.

pub(crate) mod shape;
pub(crate) mod wall;

use page::{Page, Tag};

use crate::body::Body;
use crate::feature::Features;
use crate::metadata::Metadata;
use crate::outline::{Outline, mark};
use crate::verdict::Verdict;
use crate::wording::{WordList, Wording};
use crate::{Kind, Reason};

/// Letters of running text below which a page is hardly a report.
pub(crate) const FEW: u32 = 250;

/// All that is known of a page when its kind is asked.
pub(crate) struct Known<'a, 'p, 's> {
    pub(crate) page: &'p Page<'s>,
    pub(crate) outline: &'a Outline,
    pub(crate) features: &'a Features,
    pub(crate) metadata: &'a Metadata<'s>,
    pub(crate) body: &'a Body,
    pub(crate) title: Option<&'a str>,
    pub(crate) url: Option<&'a str>,
    pub(crate) language: &'a str,
    /// Letters of the body, wherever it was found.
    pub(crate) kept: u32,
    /// Whether somebody signs it and a day is given.
    pub(crate) signed: bool,
}

/// The kind of a page: what is sure first, then what its shape makes likely.
pub(crate) fn kind(known: &Known<'_, '_, '_>, verdict: &Verdict) -> Kind {
    let Known { outline, metadata, body, kept, .. } = *known;
    let types = &metadata.linked.types;
    let says = |names: &[&str]| types.iter().any(|kind| names.contains(&kind.as_str()));
    let article = metadata.says_article();
    if says(&["LiveBlogPosting"]) || article && is_live(outline, body) {
        return Kind::Live;
    }
    let few = kept < FEW;
    if wall::is_consent(known, article) {
        return Kind::Consent;
    }
    if few && let Some(kind) = not_a_page(outline, body) {
        return kind;
    }
    if kept < 3 * FEW && is_error(known) {
        return Kind::Error;
    }
    if few && !article && asks_for_a_password(known.page) {
        return Kind::Login;
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
    let named = !metadata.linked.authors.is_empty();
    match verdict.kind(&shape::row(outline, metadata, body, known.url, kept, named)) {
        Kind::Article if few && (!article || kept == 0) => known.unlikely(),
        // What is signed and dated is a report, whatever its shape; only posts of a forum are too.
        kind if kind != Kind::Forum && known.signed && !few => Kind::Article,
        kind => kind,
    }
}

impl Known<'_, '_, '_> {
    /// A page with few words that is no wall and no error: a list of links, or nothing we know.
    fn unlikely(&self) -> Kind {
        let linked: u32 = self.outline.runs.iter().map(|run| run.tally.linked).sum();
        let letters: u32 = self.outline.runs.iter().map(|run| run.tally.letters).sum();
        if self.features.title.is_none() && linked * 2 > letters { Kind::Listing } else { Kind::Other }
    }
}

/// Whether the page says that it is not the one that was asked for.
fn is_error(known: &Known<'_, '_, '_>) -> bool {
    let errors = [&Wording::of(known.language).errors, &Wording::of("en").errors];
    let says = |text: &str| {
        let text = text.to_lowercase();
        let known = |phrase: &String| {
            // Most of the line, or its beginning: a report about an outage has a longer headline.
            text.find(phrase.as_str()).is_some_and(|at| at == 0 || phrase.len() * 2 > text.len())
        };
        errors.into_iter().flat_map(WordList::iter).any(known)
    };
    let heading = known.outline.runs.iter().find(|run| run.level == 1).map(|run| known.outline.words(run));
    let told = known.metadata.title();
    [known.title, told, heading].into_iter().flatten().any(|text| text.len() < 120 && says(text))
}

fn asks_for_a_password(page: &Page<'_>) -> bool {
    let mut inputs = page.find_all(Tag::Input).take(60);
    inputs.any(|id| page.value(id, "type").is_some_and(|kind| kind.eq_ignore_ascii_case("password")))
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

/// A wall instead of a page: what there is of words is about signing in.
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
    if of(&[Reason::Subscription, Reason::Paywall]) * 3 > letters as usize {
        return Some(Kind::Login);
    }
    None
}
