//! Who claims a figure: the speaker of the statement it stands in, or nobody but the outlet.

use crate::{In, Span, Statement};

/// The statement that encloses `at` most closely, and its speaker.
pub(super) fn enclosing(statements: &[Statement], within: In, at: Span) -> Option<(usize, Option<String>)> {
    let holds = |s: &Statement| {
        s.words.iter().filter(|w| w.at.contains(at) || w.at.overlaps(at)).map(|w| w.at.len()).min()
    };
    let (index, statement) = statements
        .iter()
        .enumerate()
        .filter(|(_, s)| s.within == within)
        .filter_map(|(i, s)| holds(s).map(|len| (len, i, s)))
        .min_by_key(|(len, ..)| *len)
        .map(|(_, i, s)| (i, s))?;
    let speaker = statement.speaker.as_ref();
    Some((index, speaker.and_then(|s| s.name.clone().or_else(|| s.mention.clone()))))
}
