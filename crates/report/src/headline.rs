//! The title, and the standfirst: which of the page's several claims a reader would call so.
//!
//! The headline a reader sees wins over the one written for search engines, provided the page's own
//! claims support it; what only claims say is cut of the outlet's name.

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

/// The title, and a complaint if the claims about it disagree.
pub(crate) fn title(
    outline: &Outline,
    features: &Features,
    metadata: &Metadata<'_>,
    outlet: Option<&str>,
) -> Option<Line> {
    let shown = features.title.map(|i| (one_line(outline.words(&outline.runs[i])), outline.runs[i]));
    let claims = claims(metadata, outlet);
    let supported = |text: &str| {
        let words = words_of(text);
        claims.iter().map(|claim| likeness(&words, &words_of(claim))).max().unwrap_or(0)
    };
    let (text, page) = match shown {
        Some((text, run)) if run.level == 1 || supported(&text) >= 50 => (text, Some(run.page)),
        _ => (claims.into_iter().next()?, None),
    };
    let at = Span::new(0, text.len());
    Some(Line { text, at, page })
}

/// What the page says its title is, for people first, without the outlet's name.
fn claims(metadata: &Metadata<'_>, outlet: Option<&str>) -> Vec<String> {
    let named = [
        metadata.linked.headline.as_deref(),
        metadata.meta_of(&["og:title"]),
        metadata.meta_of(&["twitter:title", "dc.title", "sailthru.title", "parsely-title", "title"]),
        metadata.title(),
    ];
    let claims = named.into_iter().flatten().map(|claim| without_outlet(&one_line(claim), outlet).to_owned());
    claims.filter(|claim| !claim.is_empty()).collect()
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

/// Which of the kept blocks, if any, is the standfirst: one before the first paragraph of the body that is
/// marked as such, says what the page's description says, or stands in a heading above it.
pub(crate) fn standfirst(outline: &Outline, features: &Features, body: &Body) -> Option<usize> {
    body.runs.iter().enumerate().take(6).filter(|(at, _)| body.blocks[*at].kind.is_text()).take(4).find_map(
        |(at, i)| {
            let run = &outline.runs[*i];
            let row = &features.rows[*i];
            let long = run.tally.letters >= 25 && body.blocks[at].kind != BlockKind::ListItem;
            let marked = run.near & mark::LEAD != 0 && run.around & mark::RELATED == 0;
            let described = row[39] >= 70;
            let strong = run.tally.strong * 10 >= run.tally.letters * 9;
            let outside = run.places & place::HEADER != 0 && features.title.is_some_and(|title| title < *i);
            (long && (marked || described || strong || outside)).then_some(at)
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
