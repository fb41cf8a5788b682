//! Forests of shallow trees over whole numbers: the form in which they are trained and kept ([`Forest`]), and the
//! form in which many rows are judged at once ([`PackedForest`]): rows are laid side by side, and every question of a
//! tree is put to all of them in one stroke. Only comparisons and sums of whole numbers: every machine decides alike.

use std::borrow::Borrow;

use serde::{Deserialize, Serialize};
use wide::u16x8;

/// How deep each tree asks.
pub const DEPTH: usize = 6;
/// One unit of log-odds in scores and leaves.
pub const UNIT: i32 = 1_000;
/// A run with such a score is given up: no tree and no neighbour would change its side.
pub const HOPELESS: i32 = -3 * UNIT;
/// Trees between two looks at whether a run is hopeless.
const STRIDE: usize = 25;
/// How wide a row may be: every number a byte can ask for is in it.
const WIDTH: usize = 1 << 8;
/// Rows that are judged side by side.
const LANES: usize = 16;
const LEAVES: usize = 1 << DEPTH;

/// Numbers of sixteen rows, one number of all of them after the other.
type Block = [[i16; LANES]; WIDTH];

/// An even tree of fixed depth: all nodes of a level ask the same question, so that many rows can be asked at
/// once (as in CatBoost, Prokhorenkova et al. 2018).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Tree {
    /// The question of each level, the lowest bit of the leaf's number first: is the feature greater than the
    /// threshold?
    pub splits: Vec<(u16, i16)>,
    /// What each leaf adds to the score.
    pub leaves: Vec<i32>,
}

/// Trees whose leaves are summed.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Forest {
    /// The score before any tree.
    pub base: i32,
    /// The trees, most telling first.
    pub trees: Vec<Tree>,
}

impl Forest {
    /// The score of a row; nought and below is furniture. One row at a time: pages are judged by the same
    /// trees many rows at once.
    pub fn score(&self, row: &[i16]) -> i32 {
        let mut score = self.base;
        for trees in self.trees.chunks(STRIDE) {
            score += trees.iter().map(|tree| tree.leaves[tree.leaf(row)]).sum::<i32>();
            if score < HOPELESS {
                break;
            }
        }
        score
    }

    /// Whether each tree asks for no number beyond so many.
    pub(crate) fn is_sound(&self, features: usize) -> bool {
        self.trees.iter().all(|tree| tree.is_sound(features))
    }
}

impl Tree {
    fn leaf(&self, row: &[i16]) -> usize {
        let bits = self.splits.iter().enumerate();
        bits.map(|(level, (feature, threshold))| {
            usize::from(row[usize::from(*feature)] > *threshold) << level
        })
        .sum()
    }

    fn is_sound(&self, features: usize) -> bool {
        self.splits.len() == DEPTH
            && self.leaves.len() == 1 << DEPTH
            && self.splits.iter().all(|(feature, _)| usize::from(*feature) < features)
    }
}

#[derive(Clone, Debug)]
struct PackedTree {
    features: [u8; DEPTH],
    thresholds: [i16; DEPTH],
    leaves: [i16; LEAVES],
}

/// A [`Forest`] made ready for judging many rows; says what [`Forest::score`] says.
#[derive(Clone, Debug, Default)]
pub(crate) struct PackedForest {
    base: i32,
    trees: Vec<PackedTree>,
}

impl PackedTree {
    /// `None` if a number does not fit.
    fn of(tree: &Tree) -> Option<Self> {
        let mut own = Self { features: [0; DEPTH], thresholds: [0; DEPTH], leaves: [0; LEAVES] };
        for (level, (feature, threshold)) in tree.splits.iter().enumerate().take(DEPTH) {
            own.features[level] = u8::try_from(*feature).ok()?;
            own.thresholds[level] = *threshold;
        }
        for (to, from) in own.leaves.iter_mut().zip(&tree.leaves) {
            *to = i16::try_from(*from).ok()?;
        }
        Some(own)
    }

    /// Adds the leaf that each row reaches. Without a branch, so that the compiler asks eight rows at a time.
    #[inline]
    fn add(&self, block: &Block, scores: &mut [i32; LANES]) {
        let mut leaf = [0_u8; LANES];
        for level in 0..DEPTH {
            let (column, threshold) = (&block[usize::from(self.features[level])], self.thresholds[level]);
            for lane in 0..LANES {
                leaf[lane] |= u8::from(column[lane] > threshold) << level;
            }
        }
        for lane in 0..LANES {
            scores[lane] += i32::from(self.leaves[usize::from(leaf[lane]) % LEAVES]);
        }
    }
}

impl PackedForest {
    /// Makes a sound forest ready; one that asks for a number no row has, or adds more than two bytes can say,
    /// becomes empty.
    pub(crate) fn of(forest: &Forest) -> Self {
        let trees: Option<Vec<_>> = forest.trees.iter().map(PackedTree::of).collect();
        Self { base: forest.base, trees: trees.unwrap_or_default() }
    }

    /// What [`Forest::score`] says of each row of up to [`WIDTH`] numbers.
    pub(crate) fn scores<const N: usize>(
        &self,
        rows: impl Iterator<Item = impl Borrow<[i16; N]>>,
    ) -> Vec<i32> {
        const { assert!(N <= WIDTH) };
        let rows: Vec<_> = rows.collect();
        let mut scores = vec![self.base; rows.len()];
        let mut block: Block = [[0; LANES]; WIDTH];
        // Most rows of a page are hopeless soon: those that are left are laid side by side again.
        let mut left: Vec<usize> = (0..rows.len()).collect();
        for trees in self.trees.chunks(2 * STRIDE) {
            for lanes in left.chunks(LANES) {
                let lane = |lane: usize| lanes[lane.min(lanes.len() - 1)];
                fill(&mut block, std::array::from_fn(|at| rows[lane(at)].borrow()));
                let judged = judged(trees, &block, std::array::from_fn(|at| scores[lane(at)]));
                lanes.iter().zip(judged).for_each(|(row, score)| scores[*row] = score);
            }
            left.retain(|row| scores[*row] >= HOPELESS);
        }
        scores
    }
}

/// Lays rows side by side, eight numbers of eight rows in one stroke.
fn fill<const N: usize>(block: &mut Block, rows: [&[i16; N]; LANES]) {
    const STEP: usize = 8;
    let whole = N - N % STEP;
    for half in [0, STEP] {
        for at in (0..whole).step_by(STEP) {
            let numbers = |row: usize| u16x8::new(std::array::from_fn(|k| rows[half + row][at + k] as u16));
            let columns = u16x8::transpose(std::array::from_fn(numbers));
            for (to, from) in block[at..].iter_mut().zip(columns) {
                to[half..half + STEP].copy_from_slice(&from.to_array().map(|number| number as i16));
            }
        }
    }
    for at in whole..N {
        block[at] = rows.map(|row| row[at]);
    }
}

/// The scores of a block's rows after more trees.
fn judged(trees: &[PackedTree], block: &Block, mut scores: [i32; LANES]) -> [i32; LANES] {
    // What a row had when it was given up.
    let mut given_up = [0; LANES];
    for trees in trees.chunks(STRIDE) {
        for tree in trees {
            tree.add(block, &mut scores);
        }
        for (score, last) in scores.iter().zip(&mut given_up) {
            *last = if *last == 0 && *score < HOPELESS { *score } else { *last };
        }
        if given_up.iter().all(|score| *score != 0) {
            break;
        }
    }
    for (score, last) in scores.iter_mut().zip(given_up) {
        *score = if last == 0 { *score } else { last };
    }
    scores
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::model::Model;
    use crate::feature::COUNT;

    #[test]
    fn a_packed_forest_says_what_the_forest_says() {
        let model = Model::bundled();
        let mut number = 7_u32;
        let mut row = || {
            std::array::from_fn(|_| {
                number = number.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (number >> 16) as i16 >> (number >> 28)
            })
        };
        // No multiple of the lanes.
        let rows: Vec<[i16; COUNT]> = (0..1_003).map(|_| row()).collect();
        let scores = PackedForest::of(&model.alone).scores(rows.iter());
        assert_eq!(scores, rows.iter().map(|row| model.alone.score(row)).collect::<Vec<_>>());
        assert!(PackedForest::of(&model.alone).scores(rows[..0].iter()).is_empty());
    }
}
