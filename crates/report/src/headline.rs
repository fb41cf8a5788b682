//! The title, and the standfirst: which of the page's several claims a reader would call so.
//!
//! [`crate::headline::claim`] gathers what the page says its title is and [`crate::verdict`] weighs it; the standfirst is
//! found by its place, its class and the page's own description.

pub(crate) mod claim;

use crate::body::{Body, opening};
use crate::feature::Features;
use crate::headline::claim::Claim;
use crate::outline::{Outline, place};
use crate::verdict::Verdict;
use crate::{BlockKind, Evidence, Line, Span};

/// The title: the claim for which most speaks, by its number, and who makes it.
pub(crate) fn title(claims: Vec<Claim>, best: Option<usize>) -> (Option<Line>, Vec<Evidence>) {
    let Some(Claim { text, page, row }) = best.and_then(|best| claims.into_iter().nth(best)) else {
        return (None, Vec::new());
    };
    let at = Span::new(0, text.len());
    (Some(Line { text, at, page }), claim::evidence(&row))
}

/// A complaint, if what a reader sees and what machines are told are two different titles.
pub(crate) fn disagreement(claims: &[Claim], best: Option<usize>) -> Option<String> {
    let chosen = &claims[best?];
    let other = claims.iter().find(|claim| claim::contradicts(&claim.row, &chosen.row))?;
    Some(format!("title: also said to be \u{201c}{}\u{201d}", other.text))
}

/// Which of the claims it is; the first of equals.
pub(crate) fn best<'r>(
    rows: impl Iterator<Item = &'r claim::Row> + Clone,
    verdict: &Verdict,
) -> Option<usize> {
    let scores = verdict.of_titles(rows.clone()).into_iter().zip(rows);
    let scores = scores.map(|(score, row)| score + claim::favour(row)).enumerate();
    scores.max_by_key(|(i, score)| (*score, std::cmp::Reverse(*i))).map(|(i, _)| i)
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
            (long && (opening::evidence(outline, features, *i) || strong || header || alone)).then_some(at)
        },
    )
}
