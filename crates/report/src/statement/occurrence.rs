//! Where each word of a text stands: so that what was said before of a thing is found without reading the
//! text again for every statement. Made when it is first asked for; knows hashes only, no words.

use crate::sentence::Token;

/// The tokens of a text, by their hashes.
#[derive(Debug)]
pub(crate) struct Occurrences {
    /// Where the tokens of each bucket begin in `order`, and where the last one's end.
    starts: Vec<u32>,
    /// Tokens by bucket, in the order of the text.
    order: Vec<u32>,
}

impl Occurrences {
    pub(crate) fn of(tokens: &[Token]) -> Self {
        let buckets = (tokens.len() / 2).next_power_of_two();
        let mut starts = vec![0; buckets + 1];
        for token in tokens {
            starts[bucket(token.word, buckets)] += 1;
        }
        for n in 0..buckets {
            starts[n + 1] += starts[n];
        }
        // Filled from behind, the ends become the beginnings.
        let mut order = vec![0; tokens.len()];
        for (k, token) in tokens.iter().enumerate().rev() {
            let place = &mut starts[bucket(token.word, buckets)];
            *place -= 1;
            order[*place as usize] = k as u32;
        }
        Self { starts, order }
    }

    /// Tokens that may have this hash, in the order of the text; all that have it are among them.
    pub(crate) fn near(&self, word: u64) -> impl Iterator<Item = usize> + '_ {
        let bucket = bucket(word, self.starts.len() - 1);
        let range = self.starts[bucket] as usize..self.starts[bucket + 1] as usize;
        self.order[range].iter().map(|k| *k as usize)
    }
}

/// The bucket of a hash, of a power of two.
fn bucket(word: u64, buckets: usize) -> usize {
    (word ^ word >> 32) as usize & (buckets - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sentence::{Cuts, fold_hash, tokenise};

    #[test]
    fn every_occurrence_is_found_in_order() {
        let text = "The ferry waits. A ferry is late, the Ferry is full.";
        let mut tokens = Vec::new();
        tokenise(text, 0, &Cuts::default(), &mut tokens);
        let found = Occurrences::of(&tokens);
        let places = |word: &str| -> Vec<usize> {
            let word = fold_hash(word);
            found.near(word).filter(|&k| tokens[k].word == word).collect()
        };
        assert_eq!(places("ferry"), [1, 5, 10]);
        assert!(places("bus").is_empty());
        assert!(Occurrences::of(&[]).near(7).next().is_none());
    }
}
