//! A forest of [`crate::model`] made ready for judging many rows: all trees in one piece of memory, without
//! a check or a branch on the way down a tree. Says what [`Forest::score`] says; the form in which forests
//! are trained and kept is there.

use crate::model::{DEPTH, Forest, HOPELESS, STRIDE};

/// How wide a row must be, whatever it holds: every number a byte can ask for is in it.
pub(crate) const WIDTH: usize = 1 << 8;

const LEAVES: usize = 1 << DEPTH;

/// A tree whose nodes are numbered from one: below node `n` are `2 n` and `2 n + 1`. A forest of these stays in
/// the nearest cache.
#[derive(Clone, Debug)]
struct PackedTree {
    thresholds: [i16; LEAVES],
    features: [u8; LEAVES],
    leaves: [i16; LEAVES],
}

#[derive(Clone, Debug, Default)]
pub(crate) struct PackedForest {
    base: i32,
    trees: Vec<PackedTree>,
    /// The least and the most that the trees from each stride on can add.
    rest: Vec<(i32, i32)>,
}

impl PackedTree {
    #[inline]
    fn leaf(&self, row: &[i16; WIDTH]) -> i32 {
        let mut at = 1;
        for _ in 0..DEPTH {
            at = 2 * at + usize::from(row[usize::from(self.features[at])] > self.thresholds[at]);
        }
        self.leaves[at - LEAVES].into()
    }
}

impl PackedForest {
    /// Makes a sound forest ready; one that asks for a number no row has, or adds more than two bytes can say,
    /// becomes empty.
    pub(crate) fn of(forest: &Forest) -> Self {
        let mut packed = Self { base: forest.base, ..Self::default() };
        for tree in &forest.trees {
            let mut own = PackedTree { thresholds: [0; LEAVES], features: [0; LEAVES], leaves: [0; LEAVES] };
            for (at, (feature, threshold)) in tree.splits.iter().enumerate().take(LEAVES - 1) {
                let Ok(feature) = u8::try_from(*feature) else { return Self::default() };
                own.features[at + 1] = feature;
                own.thresholds[at + 1] = *threshold;
            }
            for (to, from) in own.leaves.iter_mut().zip(&tree.leaves) {
                let Ok(leaf) = i16::try_from(*from) else { return Self::default() };
                *to = leaf;
            }
            packed.trees.push(own);
        }
        let (mut least, mut most) = (0, 0);
        for (at, tree) in packed.trees.iter().enumerate().rev() {
            least += tree.leaves.iter().min().map_or(0, |leaf| i32::from(*leaf));
            most += tree.leaves.iter().max().map_or(0, |leaf| i32::from(*leaf));
            if at % STRIDE == 0 {
                packed.rest.push((least, most));
            }
        }
        packed.rest.reverse();
        packed
    }

    /// What [`Forest::sum`] says of a row of any width up to [`WIDTH`].
    pub(crate) fn sum(&self, row: &[i16]) -> i32 {
        let mut wide = [0; WIDTH];
        wide.iter_mut().zip(row).for_each(|(to, from)| *to = *from);
        self.base + self.trees.iter().map(|tree| tree.leaf(&wide)).sum::<i32>()
    }

    /// What [`Forest::score`] says of the row.
    pub(crate) fn score(&self, row: &[i16; WIDTH]) -> i32 {
        let mut score = self.base;
        for trees in self.trees.chunks(STRIDE) {
            score += trees.iter().map(|tree| tree.leaf(row)).sum::<i32>();
            if score < HOPELESS {
                break;
            }
        }
        score
    }

    /// A number on the same side of nought as [`Self::score`]: no tree is asked that could not change it.
    pub(crate) fn side(&self, row: &[i16; WIDTH]) -> i32 {
        let mut score = self.base;
        for (trees, (least, most)) in self.trees.chunks(STRIDE).zip(&self.rest) {
            if score < HOPELESS || score + least > 0 || score + most <= 0 {
                break;
            }
            score += trees.iter().map(|tree| tree.leaf(row)).sum::<i32>();
        }
        score
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feature::COUNT;
    use crate::model::{CONTEXT, Model};

    #[test]
    fn a_packed_forest_says_what_the_forest_says() {
        let model = Model::bundled();
        let (alone, among) = (PackedForest::of(&model.alone), PackedForest::of(&model.among));
        let mut number = 7_u32;
        for _ in 0..2_000 {
            let mut row = [0; WIDTH];
            for slot in &mut row[..COUNT + CONTEXT] {
                number = number.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                *slot = (number >> 16) as i16 >> (number >> 28);
            }
            assert_eq!(alone.score(&row), model.alone.score(&row[..COUNT]));
            assert_eq!(alone.sum(&row[..COUNT]), model.alone.sum(&row[..COUNT]));
            assert_eq!(among.side(&row) > 0, model.among.score(&row[..COUNT + CONTEXT]) > 0);
        }
    }
}
