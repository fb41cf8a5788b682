//! Notes by which an outlet corrects its own report ("An earlier version of this article …"): found by the
//! words they begin with, wherever they stand on the page.

use crate::letters::is_alphanumeric;
use crate::wording::Wording;
use crate::{Correction, Report};

/// Longest note, in bytes: what is longer is a report about a correction. Shortest: a label alone
/// ("Corrections") leads to a page of them.
const LONGEST: usize = 1_200;
const SHORTEST: usize = 16;

/// Notes of correction among the blocks of a composed report and what was left out of it.
pub(crate) fn corrections(report: &Report, wording: &Wording) -> Vec<Correction> {
    let is_note = |text: &str| (SHORTEST..=LONGEST).contains(&text.len()) && begins(wording, text);
    let blocks = report.body.iter().filter(|block| is_note(&block.text)).map(|block| Correction {
        text: block.text.clone(),
        at: block.at,
        page: block.page,
    });
    let left_out = report.left_out.iter().filter(|piece| is_note(&piece.text)).map(|piece| Correction {
        text: piece.text.clone(),
        at: None,
        page: Some(piece.page),
    });
    let mut notes: Vec<Correction> = blocks.chain(left_out).collect();
    notes.sort_by_key(|note| note.page.map(|page| page.start));
    notes.dedup_by(|a, b| a.text == b.text);
    notes
}

fn begins(wording: &Wording, text: &str) -> bool {
    let text = text.trim_start_matches(|c: char| !is_alphanumeric(c));
    // A label alone ("Corrections") leads to a page of them.
    Wording::after(&wording.corrections, text).is_some_and(|rest| rest.chars().count() > 12)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_are_told_by_how_they_begin() {
        let is = |language: &str, text: &str| begins(Wording::of(language), text);
        assert!(is("en", "Correction: an earlier version misnamed the pier."));
        assert!(is("en", "* This article was amended on 3 May 2025 to give the right depth."));
        assert!(is("de", "In einer früheren Version dieses Artikels war der Name falsch geschrieben."));
        assert!(!is("en", "Corrections"));
        assert!(!is("en", "The correction of the chart took a year."));
    }
}
