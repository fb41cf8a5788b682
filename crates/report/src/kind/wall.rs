//! Walls of consent: pages that show what an outlet asks a reader to agree to, in place of a report. A page that
//! shows its report under such a layer is none.
//!
//! What such a page says is known by its words (`consent` in the language files), what it is marked as by the
//! class names of the systems that put it there; neither alone makes a wall of a report about cookies.

use crate::body::Body;
use crate::kind::{FEW, Known};
use crate::outline::{Run, mark, place};
use crate::wording::Wording;
use crate::{BlockKind, Reason};

/// Letters about consent from which on a page may be a wall; what has more letters than any is none.
const LEAST: u32 = 150;
const MOST: u32 = 15_000;
/// Letters about something else that make a report of a page that says it is one.
const REST: u32 = 60;
/// Letters of a button, at the most.
const BUTTON: u32 = 40;
/// Of a hundred letters that lead nowhere, so many are about consent in a wall.
const SHARE: u32 = 40;

/// Whether a page is such a wall; `article` is whether it says to machines that it is an article.
pub(crate) fn is_consent(known: &Known<'_, '_, '_>, article: bool) -> bool {
    let Known { outline, body, .. } = *known;
    // Signed and dated, it is a report, be it about cookies.
    if known.signed || !asks(known, body) {
        return false;
    }
    let unlinked = |run: &Run| run.tally.letters.saturating_sub(run.tally.linked);
    let all: u32 = outline.runs.iter().map(unlinked).sum();
    if !(LEAST..=MOST).contains(&all) || tells(known, article) {
        return false;
    }
    let about: u32 = outline.runs.iter().filter(|run| is_about(known, run)).map(unlinked).sum();
    about >= LEAST && about * 100 >= all * SHARE
}

/// Whether a reader is asked for something: by a button, or in a box that is marked so.
fn asks(known: &Known<'_, '_, '_>, body: &Body) -> bool {
    body.left_out.iter().any(|piece| piece.reason == Reason::Consent)
        || known.outline.runs.iter().any(|run| {
            run.around & mark::COOKIE != 0 || run.places & place::BUTTON != 0 && run.tally.letters < BUTTON
        })
}

/// Whether what was kept tells something else: a little is enough on a page that says it is an article.
fn tells(known: &Known<'_, '_, '_>, article: bool) -> bool {
    let (mut about, mut other) = (0, 0);
    for (block, run) in known.body.blocks.iter().zip(&known.body.runs) {
        let run = &known.outline.runs[*run];
        if block.kind != BlockKind::Heading {
            *(if is_about(known, run) { &mut about } else { &mut other }) += run.tally.letters;
        }
    }
    if article { other >= REST } else { other >= FEW && other > about }
}

/// By its words, or by a mark that the headline does not stand under too: many pages are marked as a whole.
fn is_about(known: &Known<'_, '_, '_>, run: &Run) -> bool {
    let whole = known.features.title.map_or(0, |title| known.outline.runs[title].around);
    run.around & !whole & mark::COOKIE != 0 || speaks(known.language, known.outline.words(run))
}

/// Whether words are about consent.
fn speaks(language: &str, text: &str) -> bool {
    let text = text.to_lowercase();
    let says = |wording: &Wording| wording.consent.iter().any(|word| text.contains(word.as_str()));
    says(Wording::of(language)) || says(Wording::of("en"))
}
