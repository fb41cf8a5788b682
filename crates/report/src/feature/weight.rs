//! What single words tell: furniture is worded alike on the pages of many outlets ("sign up", "cookies",
//! "follow us"), and so is prose. Learned with the model, kept as numbers of words and never as words.

use serde::{Deserialize, Serialize};

use super::{Row, Words, column};

/// What each word tells, by a number that several words may share: above nought for the report.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(from = "Vec<(u16, i8)>", into = "Vec<(u16, i8)>")]
pub struct Weights {
    /// One for each bucket; none at all if nothing was learned.
    of: Vec<i8>,
}

impl Weights {
    /// How many numbers words have.
    pub const BUCKETS: usize = 1 << 14;
    /// Words of a run that are looked at.
    const MOST: usize = 48;

    /// The number of a word.
    pub fn bucket(word: u32) -> u16 {
        (word.wrapping_mul(0x9e37_79b1) >> 18) as u16
    }

    /// Fills the columns that tell of words.
    pub fn weigh(&self, words: &Words, rows: &mut [Row]) {
        if self.of.is_empty() {
            return;
        }
        let mut before = 0;
        for i in 0..rows.len() {
            let (mean, worst) = self.of_run(words.get(i));
            rows[i][column::WORDING] = mean;
            rows[i][column::WORST_WORDING] = worst;
            rows[i][column::WORDING_BEFORE] = before;
            if i > 0 {
                rows[i - 1][column::WORDING_AFTER] = mean;
            }
            before = mean;
        }
    }

    /// The mean weight of a run's words, and the sum of its three least.
    fn of_run(&self, words: &[u32]) -> (i16, i16) {
        let words = &words[..words.len().min(Self::MOST)];
        let (mut sum, mut worst) = (0_i32, [0_i32; 3]);
        for word in words {
            let mut weight = i32::from(self.of[usize::from(Self::bucket(*word))]);
            sum += weight;
            for least in &mut worst {
                if weight < *least {
                    std::mem::swap(least, &mut weight);
                }
            }
        }
        ((sum * 4 / (words.len() as i32 + 1)) as i16, worst.iter().sum::<i32>() as i16)
    }
}

impl From<Vec<(u16, i8)>> for Weights {
    fn from(pairs: Vec<(u16, i8)>) -> Self {
        let mut of = vec![0; if pairs.is_empty() { 0 } else { Self::BUCKETS }];
        for (bucket, weight) in pairs {
            if let Some(slot) = of.get_mut(usize::from(bucket)) {
                *slot = weight;
            }
        }
        Self { of }
    }
}

impl From<Weights> for Vec<(u16, i8)> {
    fn from(weights: Weights) -> Self {
        let numbered = weights.of.iter().enumerate().filter(|(_, weight)| **weight != 0);
        numbered.map(|(bucket, weight)| (bucket as u16, *weight)).collect()
    }
}
