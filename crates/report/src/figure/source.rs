//! Who claims a figure: the speaker of the statement it stands in, or nobody but the outlet.

use crate::{In, Span, Statement, Sureness};

/// The statement that encloses `at` most closely, its place, and its speaker.
pub(super) fn enclosing(
    statements: &[Statement],
    within: In,
    at: Span,
) -> Option<(&Statement, usize, Option<String>)> {
    let holds = |s: &Statement| s.words.iter().filter(|w| w.at.overlaps(at)).map(|w| w.at.len()).min();
    let (_, index, statement) = statements
        .iter()
        .enumerate()
        .filter(|(_, s)| s.within == within)
        .filter_map(|(i, s)| holds(s).map(|len| (len, i, s)))
        .min_by_key(|(len, ..)| *len)?;
    let speaker = statement.speaker.as_ref();
    Some((statement, index, speaker.and_then(|s| s.name.clone().or_else(|| s.mention.clone()))))
}

/// What the cue of a statement does to the figures in it: a denial denies, a promise or a demand is of the future.
pub(super) fn of_cue(statement: &Statement) -> Sureness {
    match statement.cue_class.as_deref() {
        Some("deny") => Sureness::Denied,
        Some("promise" | "ask") => Sureness::Expected,
        _ => Sureness::Reported,
    }
}
