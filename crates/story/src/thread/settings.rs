//! The numbers threading stands on, in one place, with how they were found.
//!
//! First a logistic regression over all pairs of reports of NeuS (an eighth of its training part),
//! ECB+ (training part), AllSides with dates, MEANTIME and the press day of this crate's tests, each
//! set with equal weight, gave the rough sizes; then a coordinate search on the B-cubed F of whole
//! runs, in steps as coarse as a quarter of a number, set them. Of several settings equal within half
//! a point the plainer was taken. F then, by `depeche thread --json`, a cold start each: press day
//! .970, MEANTIME .966 and AllSides .866 (all searched on, so too kind), ECB+ dev .864 and NeuS val
//! .824 (not searched on, but read at several settings on the way and acted on: a little too kind).

use serde::{Deserialize, Serialize};

use crate::likeness::{Field, Likeness};

/// Weights of the features of a pair of reports; the sum is the logit of "one story".
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Weights {
    /// Where the sum starts.
    pub bias: f32,
    /// One a field, in the order of the fields.
    pub cosines: [f32; Field::COUNT],
    /// For the rarity of shared names (logarithm of the idf sum).
    pub names: f32,
    /// For the rarity of shared figures (logarithm of the idf sum).
    pub figures: f32,
    /// For common wording.
    pub copy: f32,
    /// For each doubling of the days between.
    pub days: f32,
}

/// All settings of a threader.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// Within one language.
    pub within: Weights,
    /// Across languages.
    pub across: Weights,
    /// From this nearness a report joins a story.
    pub join: f32,
    /// So far below `join` a report leaves its story for one of its own when settling.
    pub leave: f32,
    /// From this nearness two stories are merged.
    pub merge: f32,
    /// Share of the best member in a story's nearness; the rest is the mean.
    pub best: f32,
    /// Imagined reports behind the idf of a cold start.
    pub prior: f32,
    /// Reports a posting list holds at most.
    pub postings: usize,
    /// Reports compared at most to find stories.
    pub candidates: usize,
    /// Stories weighed at most.
    pub stories: usize,
    /// Members of a story compared at most, the newest.
    pub members: usize,
    /// Newest reports that settling looks at again.
    pub second_look: u32,
    /// Reports that stay live.
    pub window: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            within: Weights {
                bias: -7.3,
                cosines: [10.0, 5.3, 3.0, 1.2, 0.2, 4.0],
                names: 1.2,
                figures: 2.2,
                copy: 2.0,
                days: -1.4,
            },
            across: Weights {
                bias: -7.3,
                cosines: [0.0, 0.0, 12.0, 4.0, 2.0, 8.0],
                names: 1.5,
                figures: 3.6,
                copy: 0.0,
                days: -1.0,
            },
            join: -1.0,
            leave: 1.5,
            merge: -0.7,
            best: 0.4,
            prior: 0.5,
            postings: 128,
            candidates: 60,
            stories: 8,
            members: 10,
            second_look: 1_000,
            window: 20_000,
        }
    }
}

impl Settings {
    /// The logit that two reports are of one story.
    pub fn score(&self, likeness: &Likeness) -> f32 {
        let weights = if likeness.same_language { &self.within } else { &self.across };
        let cosines: f32 =
            weights.cosines.iter().zip(likeness.cosines).map(|(weight, cosine)| weight * cosine).sum();
        let days = likeness.hours.map_or(0.0, |hours| (hours / 24.0).ln_1p() / std::f32::consts::LN_2);
        weights.bias
            + cosines
            + weights.names * likeness.names.ln_1p()
            + weights.figures * likeness.figures.ln_1p()
            + weights.copy * likeness.copy
            + weights.days * days
    }
}
