//! A forest of [`crate::model`] made ready for judging many rows: all trees in one piece of memory, without
//! a check or a branch on the way down a tree. Says what [`Forest::score`] says; the form in which forests
//! are trained and kept is there.

use crate::model::{DEPTH, Forest, HOPELESS, STRIDE};

/// How wide a row must be, whatever it holds: every number a byte can ask for is in it.
pub(crate) const WIDTH: usize = 1 << 8;

const LEAVES: usize = 1 << DEPTH;
/// A tree whose nodes are numbered from one: below node `n` are `2 n` and `2 n + 1`.
#[derive(Clone, Debug)]
struct Shrub {
    thresholds: [i16; LEAVES],
    features: [u8; LEAVES],
    leaves: [i32; LEAVES],
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Thicket {
    base: i32,
    shrubs: Vec<Shrub>,
    /// The least and the most that the trees from each stride on can add.
    rest: Vec<(i32, i32)>,
}

impl Shrub {
    #[inline]
    fn leaf(&self, row: &[i16; WIDTH]) -> i32 {
        let mut at = 1;
        for _ in 0..DEPTH {
            at = 2 * at + usize::from(row[usize::from(self.features[at])] > self.thresholds[at]);
        }
        self.leaves[at - LEAVES]
    }
}

impl Thicket {
    /// Makes a sound forest ready; one that asks for a number no row has becomes empty.
    pub(crate) fn of(forest: &Forest) -> Self {
        let mut thicket = Self { base: forest.base, ..Self::default() };
        for tree in &forest.trees {
            let mut shrub = Shrub { thresholds: [0; LEAVES], features: [0; LEAVES], leaves: [0; LEAVES] };
            for (at, (feature, threshold)) in tree.splits.iter().enumerate().take(LEAVES - 1) {
                let Ok(feature) = u8::try_from(*feature) else { return Self::default() };
                shrub.features[at + 1] = feature;
                shrub.thresholds[at + 1] = *threshold;
            }
            for (to, from) in shrub.leaves.iter_mut().zip(&tree.leaves) {
                *to = *from;
            }
            thicket.shrubs.push(shrub);
        }
        let (mut least, mut most) = (0, 0);
        for (at, shrub) in thicket.shrubs.iter().enumerate().rev() {
            least += shrub.leaves.iter().min().copied().unwrap_or(0);
            most += shrub.leaves.iter().max().copied().unwrap_or(0);
            if at % STRIDE == 0 {
                thicket.rest.push((least, most));
            }
        }
        thicket.rest.reverse();
        thicket
    }

    /// What [`Forest::score`] says of the row.
    pub(crate) fn score(&self, row: &[i16; WIDTH]) -> i32 {
        let mut score = self.base;
        for shrubs in self.shrubs.chunks(STRIDE) {
            score += shrubs.iter().map(|shrub| shrub.leaf(row)).sum::<i32>();
            if score < HOPELESS {
                break;
            }
        }
        score
    }

    /// A number on the same side of nought as [`Self::score`]: no tree is asked that could not change it.
    pub(crate) fn side(&self, row: &[i16; WIDTH]) -> i32 {
        let mut score = self.base;
        for (shrubs, (least, most)) in self.shrubs.chunks(STRIDE).zip(&self.rest) {
            if score < HOPELESS || score + least > 0 || score + most <= 0 {
                break;
            }
            score += shrubs.iter().map(|shrub| shrub.leaf(row)).sum::<i32>();
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
    fn a_thicket_says_what_the_forest_says() {
        let model = Model::bundled();
        let (alone, among) = (Thicket::of(&model.alone), Thicket::of(&model.among));
        let mut number = 7_u32;
        for _ in 0..2_000 {
            let mut row = [0; WIDTH];
            for slot in &mut row[..COUNT + CONTEXT] {
                number = number.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                *slot = (number >> 16) as i16 >> (number >> 28);
            }
            assert_eq!(alone.score(&row), model.alone.score(&row[..COUNT]));
            assert_eq!(among.side(&row) > 0, model.among.score(&row[..COUNT + CONTEXT]) > 0);
        }
    }
}
