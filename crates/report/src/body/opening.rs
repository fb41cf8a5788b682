//! The runs between the headline and the body that are the report's standfirst by their place, their class or
//! the page's own description, whatever a model says of them.

use crate::feature::{Features, column};
use crate::outline::{Outline, mark, place};

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
pub(crate) fn evidence(outline: &Outline, features: &Features, i: usize) -> bool {
    outline.runs[i].near & mark::LEAD != 0 || features.rows[i][column::LIKE_DESCRIPTION] >= 60
}
