//! Where each word of a text stands: so that what was said before of a thing is found without reading the
//! text again for every statement. Made when it is first asked for; knows hashes only, no words.

use crate::sentence::Token;

/// The tokens of a text, by their hashes.
#[derive(Debug)]
pub(crate) struct Occurrences {
    /// One more than the first token of each bucket; 0 where it has none.
    firsts: Vec<u32>,
    /// By token, one more than the next one of its bucket; 0 behind the last.
    nexts: Vec<u32>,
}

impl Occurrences {
    pub(crate) fn of(tokens: &[Token]) -> Self {
        let mut firsts = vec![0; (tokens.len() / 2).next_power_of_two()];
        let mut nexts = vec![0; tokens.len()];
        // Chained from behind, so that a chain runs forward.
        for (k, (token, next)) in tokens.iter().zip(&mut nexts).enumerate().rev() {
            let first = bucket(token.word, firsts.len());
            *next = std::mem::replace(&mut firsts[first], k as u32 + 1);
        }
        Self { firsts, nexts }
    }

    /// Tokens that may have this hash, in the order of the text; all that have it are among them.
    pub(crate) fn near(&self, word: u64) -> impl Iterator<Item = usize> + '_ {
        let token = |place: u32| place.checked_sub(1).map(|k| k as usize);
        let first = token(self.firsts[bucket(word, self.firsts.len())]);
        std::iter::successors(first, move |k| token(self.nexts[*k]))
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
