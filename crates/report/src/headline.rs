//! The title, and the standfirst: which of the page's several claims a reader would call so.
//!
//! Every claim weighs: the headline a reader sees most, then what machines are told; claims that agree
//! add up. What only machines are told is cut of the outlet's name.

use crate::body::Body;
use crate::feature::Features;
use crate::gram::{likeness, words_of};
use crate::mark;
use crate::metadata::{Metadata, one_line};
use crate::outline::{Outline, place};
use crate::{BlockKind, Line, Span};

/// What parts the outlet's name from a headline in a `title` element.
const SEPARATORS: [&str; 12] =
    [" | ", " - ", " – ", " — ", " :: ", " » ", " · ", " • ", " / ", "｜", " ‹ ", " ― "];

/// What each claim weighs, in quarters: the page's own first heading, one further down, JSON-LD,
/// OpenGraph, the rest, the `title` element. Two claims for machines that agree weigh as much as what is shown.
const WEIGHTS: [u32; 6] = [8, 5, 4, 4, 2, 1];

/// A claim: the words, what they weigh, and where they stand if a reader sees them.
struct Claim {
    text: String,
    weight: u32,
    page: Option<Span>,
}

/// The title: the words for which most speaks.
pub(crate) fn title(
    outline: &Outline,
    features: &Features,
    metadata: &Metadata<'_>,
    outlet: Option<&str>,
) -> Option<Line> {
    let mut claims: Vec<Claim> = Vec::new();
    if let Some(run) = features.title.map(|i| &outline.runs[i]) {
        let weight = if run.level == 1 { WEIGHTS[0] } else { WEIGHTS[1] };
        claims.push(Claim { text: one_line(outline.words(run)), weight, page: Some(run.page) });
    }
    let named = [
        metadata.linked.headline.as_deref(),
        metadata.meta_of(&["og:title"]),
        metadata.meta_of(&["twitter:title", "dc.title", "sailthru.title", "parsely-title", "title"]),
        metadata.title(),
    ];
    for (named, weight) in named.into_iter().zip(&WEIGHTS[2..]) {
        let Some(named) = named else { continue };
        let text = without_outlet(&one_line(named), outlet).to_owned();
        if !text.is_empty() {
            claims.push(Claim { text, weight: *weight, page: None });
        }
    }
    let forms: Vec<String> = claims.iter().map(|claim| squeezed(&claim.text)).collect();
    let weight = |form: &String| {
        claims
            .iter()
            .zip(&forms)
            .filter(|(_, other)| *other == form)
            .map(|(claim, _)| claim.weight)
            .sum::<u32>()
    };
    let best = (0..claims.len()).max_by_key(|i| (weight(&forms[*i]), std::cmp::Reverse(*i)))?;
    // Lines of a heading set one under the other run together ("DemoDer 9. Juli"); a claim keeps them apart.
    let words = |i: &usize| claims[*i].text.split(' ').count();
    let text = (0..claims.len())
        .filter(|i| forms[*i] == forms[best])
        .max_by_key(|i| (words(i), std::cmp::Reverse(*i)))?;
    let page = claims[best].page;
    let text = claims.swap_remove(text).text;
    let at = Span::new(0, text.len());
    Some(Line { text, at, page })
}

/// A headline without the outlet's name behind or before it.
fn without_outlet<'t>(title: &'t str, outlet: Option<&str>) -> &'t str {
    let Some(outlet) = outlet else { return title };
    let name = words_of(outlet);
    let is_outlet = |part: &str| likeness(&words_of(part), &name) >= 60 || squeezed(part) == squeezed(outlet);
    let mut title = title;
    for _ in 0..3 {
        let Some((at, separator)) =
            SEPARATORS.iter().filter_map(|separator| Some((title.rfind(separator)?, *separator))).max()
        else {
            break;
        };
        let (before, after) = (&title[..at], &title[at + separator.len()..]);
        if is_outlet(after) && !before.trim().is_empty() {
            title = before.trim();
        } else {
            break;
        }
    }
    for separator in SEPARATORS {
        if let Some((before, after)) = title.split_once(separator)
            && is_outlet(before)
            && !after.trim().is_empty()
        {
            return after.trim();
        }
    }
    title
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
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
    let words =
        run.tally.letters >= 25 && run.tally.linked * 3 < run.tally.letters && row[34] == 0 && row[40] < 80;
    words && run.places & elsewhere == 0 && run.near & other == 0
}

/// Whether the page says that a run is the standfirst: by its class, or in its description.
fn evidence(outline: &Outline, features: &Features, i: usize) -> bool {
    outline.runs[i].near & mark::LEAD != 0 || features.rows[i][39] >= 60
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_outlets_name_is_cut() {
        let cut = |title| without_outlet(title, Some("The Daily Quay"));
        assert_eq!(cut("Port closed - Harbour | The Daily Quay"), "Port closed - Harbour");
        assert_eq!(cut("Port closed – Daily Quay"), "Port closed");
        assert_eq!(cut("The Daily Quay: Port"), "The Daily Quay: Port");
        assert_eq!(cut("thedailyquay | Port closed"), "Port closed");
        assert_eq!(cut("The Daily Quay"), "The Daily Quay");
    }
}
