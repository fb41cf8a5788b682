//! Independent sources of words: forty copies of one agency dispatch are one origin.
//!
//! Two reports are of one origin if a good part of the shorter wording stands word for word in the
//! longer, so a copy with paragraphs added or cut still counts. A translation is words of its own.

use serde::{Deserialize, Serialize};

use crate::{likeness::hash, packed};

/// Words of a shingle.
const SHINGLE: usize = 5;
/// At most so many shingles are kept of one report, those with the smallest hashes.
const KEPT: usize = 160;
/// Bytes of a text that make its print.
const LONGEST: usize = 64 * 1024;
/// From this share of the shorter wording two reports are of one origin.
pub const COPY: f32 = 0.25;
/// Wordings compared with each other at most.
const COMPARED: usize = 2_000;
/// Fewer shared shingles than this are a common quotation, not a common origin.
const FEWEST: usize = 8;

/// The print of a wording: a sample of its five-word shingles, sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Print(#[serde(with = "packed::sorted")] Vec<u32>);

impl Print {
    /// The print of a row of words.
    pub fn of<'w>(words: impl Iterator<Item = &'w str>) -> Self {
        let words: Vec<u32> = words.map(|word| hash(&[&word.to_lowercase()])).collect();
        let mut shingles: Vec<u32> = words
            .windows(SHINGLE)
            .map(|row| {
                row.iter().fold(0x811c_9dc5_u32, |state, &word| {
                    (state ^ word).wrapping_mul(0x0100_0193).rotate_left(5)
                })
            })
            .collect();
        shingles.sort_unstable();
        shingles.dedup();
        shingles.truncate(KEPT);
        Self(shingles)
    }

    /// The print of a text, by its first 64 kilobytes.
    pub fn of_text(text: &str) -> Self {
        let text = crate::likeness::head(text, LONGEST);
        Self::of(text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()))
    }

    /// How much of the shorter wording stands in the longer, 0 to 1; 0 if too little is shared to tell.
    pub fn share(&self, other: &Self) -> f32 {
        // Of two samples cut at different hashes only the common range can be compared.
        let limit = match (self.0.len() >= KEPT, other.0.len() >= KEPT) {
            (false, false) => u32::MAX,
            (true, false) => self.0.last().copied().unwrap_or_default(),
            (false, true) => other.0.last().copied().unwrap_or_default(),
            (true, true) => self.0.last().min(other.0.last()).copied().unwrap_or_default(),
        };
        let one = &self.0[..self.0.partition_point(|&shingle| shingle <= limit)];
        let other = &other.0[..other.0.partition_point(|&shingle| shingle <= limit)];
        let shared = one.iter().filter(|shingle| other.binary_search(shingle).is_ok()).count();
        let shortest = one.len().min(other.len());
        if shared < FEWEST.min(shortest.max(1)) { 0.0 } else { shared as f32 / shortest as f32 }
    }
}

/// Groups wordings by origin: for each, the index of the first wording of its origin.
///
/// Compares all pairs of at most two thousand wordings; those beyond are each their own.
///
/// Joins by containment, transitively: a short cut and a long version meet through the dispatch.
pub fn group(prints: &[Print]) -> Vec<usize> {
    let mut first: Vec<usize> = (0..prints.len()).collect();
    for i in 0..prints.len().min(COMPARED) {
        for j in 0..i {
            if first[i] != first[j] && prints[i].share(&prints[j]) >= COPY {
                let (from, to) = (first[i].max(first[j]), first[i].min(first[j]));
                first.iter_mut().filter(|origin| **origin == from).for_each(|origin| *origin = to);
            }
        }
    }
    first
}
