//! The title, and the standfirst: which of the page's several claims a reader would call so.
//!
//! [`crate::claim`] gathers what the page says its title is and [`crate::verdict`] weighs it; the standfirst is
//! found by its place, its class and the page's own description.

use crate::body::Body;
use crate::claim::{self, Claim};
use crate::feature::{Features, column};
use crate::mark;
use crate::outline::{Outline, place};
use crate::verdict::Verdict;
use crate::{BlockKind, Line, Span};

/// The title: the claim for which most speaks.
pub(crate) fn title(claims: Vec<Claim>, verdict: &Verdict) -> Option<Line> {
    let best = best(claims.iter().map(|claim| &claim.row), verdict)?;
    let Claim { text, page, .. } = claims.into_iter().nth(best)?;
    let at = Span::new(0, text.len());
    Some(Line { text, at, page })
}

/// Which of the claims it is; the first of equals.
pub(crate) fn best<'r>(rows: impl Iterator<Item = &'r claim::Row>, verdict: &Verdict) -> Option<usize> {
    let scores = rows.map(|row| verdict.title.sum(row) + claim::favour(row)).enumerate();
    scores.max_by_key(|(i, score)| (*score, std::cmp::Reverse(*i))).map(|(i, _)| i)
}

/// Runs under the headline that are the standfirst, whatever the model says of them: it sees too few to
/// tell them from teasers, while their place leaves no doubt. `kept` tells which runs are body already.
pub(crate) fn opening(outline: &Outline, features: &Features, kept: impl Fn(usize) -> bool) -> Vec<usize> {
    const FAR: usize = 12;
    let Some(title) = features.title else { return Vec::new() };
    let end = outline.runs.len().min(title + FAR);
    let body = (title + 1..end).find(|i| kept(*i) && outline.runs[*i].tally.letters > 100).unwrap_or(end);
    let marked: Vec<usize> = (title + 1..body)
        .filter(|i| is_opening(outline, features, *i) && evidence(outline, features, *i))
        .collect();
    if !marked.is_empty() || (title + 1..body).any(&kept) {
        return marked;
    }
    let near = (title + 1..body.min(title + 3)).find(|i| {
        let tally = &outline.runs[*i].tally;
        is_opening(outline, features, *i) && tally.stops > 0 && tally.letters >= 60
    });
    near.into_iter().collect()
}

/// Whether a run under the headline may be a standfirst: some words, in no other part's place.
fn is_opening(outline: &Outline, features: &Features, i: usize) -> bool {
    let (run, row) = (&outline.runs[i], &features.rows[i]);
    let elsewhere = place::NAV
        | place::FORM
        | place::BUTTON
        | place::FIGURE
        | place::DIALOG
        | place::CONTROL
        | place::UNSEEN
        | place::FOOTER;
    let other = mark::CAPTION
        | mark::CREDIT
        | mark::AUTHOR
        | mark::COMMENT
        | mark::NEWSLETTER
        | mark::CONSENT
        | mark::SHARE
        | mark::PAYWALL
        | mark::ADVERT;
    let words = run.tally.letters >= 25
        && run.tally.linked * 3 < run.tally.letters
        && row[column::FURNITURE] == 0
        && row[column::LIKE_TITLE] < 80;
    words && run.places & elsewhere == 0 && run.near & other == 0
}

/// Whether the page says that a run is the standfirst: by its class, or in its description.
fn evidence(outline: &Outline, features: &Features, i: usize) -> bool {
    outline.runs[i].near & mark::LEAD != 0 || features.rows[i][column::LIKE_DESCRIPTION] >= 60
}

/// Which of the kept blocks, if any, is the standfirst: one before the first paragraph of the body that is
/// marked as such, says what the page's description says, or stands in a heading above it.
pub(crate) fn standfirst(outline: &Outline, features: &Features, body: &Body) -> Option<usize> {
    body.runs.iter().enumerate().take(6).filter(|(at, _)| body.blocks[*at].kind.is_text()).take(4).find_map(
        |(at, i)| {
            let run = &outline.runs[*i];
            let long = run.tally.letters >= 25 && body.blocks[at].kind != BlockKind::ListItem;
            let strong = run.tally.strong * 10 >= run.tally.letters * 9;
            let header = run.places & place::HEADER != 0 && features.title.is_some_and(|title| title < *i);
            let alone = body.opening.contains(i);
            (long && (evidence(outline, features, *i) || strong || header || alone)).then_some(at)
        },
    )
}
