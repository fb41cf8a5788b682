//! The form in which wordings of a title, names of people and outlets are compared: letters and digits only, in
//! small letters. Knows whether one holds another, not what that says of them.

use memchr::arch::all::rabinkarp;
use memchr::memmem;

use crate::letters::{is_alphanumeric, push_small};

/// A wording without marks, spaces and capitals.
#[derive(Clone, Debug, Default)]
pub(crate) struct Form {
    text: String,
    /// A bit for each pair of neighbouring bytes; pairs share bits. What is held has no pair that its holder has not,
    /// which rules out nearly all that is not held.
    pairs: u64,
}

/// In a shorter text a search by sums of its bytes is over before a quicker one is made ready.
const SHORT: usize = 512;

impl PartialEq for Form {
    fn eq(&self, other: &Self) -> bool {
        self.pairs == other.pairs && self.text == other.text
    }
}

impl Form {
    pub(crate) fn of(wording: &str) -> Self {
        let mut text = String::with_capacity(wording.len());
        for c in wording.chars() {
            if c.is_ascii_alphanumeric() {
                text.push(c.to_ascii_lowercase());
            } else if !c.is_ascii() && is_alphanumeric(c) {
                push_small(c, &mut text);
            }
        }
        let bit = |pair: &[u8]| 1 << ((u32::from(pair[0]) * 37 + u32::from(pair[1])) % u64::BITS);
        let pairs = text.as_bytes().windows(2).fold(0, |pairs, pair| pairs | bit(pair));
        Self { text, pairs }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Its length in bytes.
    pub(crate) fn len(&self) -> usize {
        self.text.len()
    }

    /// How many letters and digits it has.
    pub(crate) fn count(&self) -> usize {
        if self.text.is_ascii() { self.text.len() } else { self.text.chars().count() }
    }

    pub(crate) fn ends_with(&self, end: &Self) -> bool {
        self.text.ends_with(&end.text)
    }

    /// Whether the other stands in it, or is the same.
    pub(crate) fn holds(&self, other: &Self) -> bool {
        if other.len() >= self.len() {
            return self == other;
        }
        let (text, part) = (self.text.as_bytes(), other.text.as_bytes());
        other.pairs & !self.pairs == 0
            && if text.len() < SHORT {
                rabinkarp::Finder::new(part).find(text, part).is_some()
            } else {
                memmem::find(text, part).is_some()
            }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_hold_each_other_without_marks_and_case() {
        let form = Form::of;
        assert_eq!(form("The Port – CLOSED, again!"), form("the port closed again"));
        assert_eq!((form("Äußerst 5").len(), form("Äußerst 5").count()), (10, 8));
        assert!(form("Port closed | Harbour Post").holds(&form("harbour post")));
        assert!(form("Port closed | Harbour Post").ends_with(&form("harbour post")));
        assert!(form("港が閉鎖").holds(&form("が閉")) && form("a").holds(&form("")));
        assert!(!form("Harbour Post").holds(&form("Harbour Postal")));
        assert!(!form("abcb").holds(&form("bcab")) && form("İ").count() == 2);
    }
}
