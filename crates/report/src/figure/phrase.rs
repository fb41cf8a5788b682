//! Phrases over numbered words: sets of them, found by their first or their last word.

use super::token::{Kind, Token};

/// The words of a phrase, the form it must have to the letter (short abbreviations), and what it means.
type Entry<T> = (Box<[u32]>, Option<Box<str>>, T);

/// Phrases with what each means, found by their first or last word.
#[derive(Debug)]
pub(super) struct Phrases<T> {
    heads: Vec<Vec<u32>>,
    tails: Vec<Vec<u32>>,
    entries: Vec<Entry<T>>,
}

impl<T> Default for Phrases<T> {
    fn default() -> Self {
        Self { heads: Vec::new(), tails: Vec::new(), entries: Vec::new() }
    }
}

impl<T> Phrases<T> {
    pub(super) fn add(&mut self, words: Vec<u32>, exact: Option<Box<str>>, meaning: T) {
        let (Some(&first), Some(&last)) = (words.first(), words.last()) else { return };
        let entry = self.entries.len() as u32;
        for (table, word) in [(&mut self.heads, first), (&mut self.tails, last)] {
            if table.len() <= word as usize {
                table.resize(word as usize + 1, Vec::new());
            }
            table[word as usize].push(entry);
        }
        self.entries.push((words.into(), exact, meaning));
    }

    /// Longest first, so that the first phrase that fits is the one meant.
    pub(super) fn sort(&mut self) {
        let entries = &self.entries;
        for list in self.heads.iter_mut().chain(&mut self.tails) {
            list.sort_by_key(|&e| std::cmp::Reverse(entries[e as usize].0.len()));
        }
    }

    /// Whether a phrase begins with this word.
    pub(super) fn begins(&self, word: u32) -> bool {
        self.heads.get(word as usize).is_some_and(|list| !list.is_empty())
    }

    /// The longest phrase that begins at token `at`, and how many tokens it takes.
    pub(super) fn at(&self, text: &str, tokens: &[Token], at: usize) -> Option<(&T, usize)> {
        let token = tokens.get(at)?;
        if token.kind == Kind::Number {
            return None;
        }
        self.heads.get(token.id as usize)?.iter().find_map(|&e| {
            let (words, exact, meaning) = &self.entries[e as usize];
            let span = tokens.get(at..at + words.len())?;
            Self::fits(text, span, words, exact.as_deref()).then_some((meaning, words.len()))
        })
    }

    /// All phrases that begin at token `at`, longest first.
    pub(super) fn all_at<'s>(
        &'s self,
        text: &'s str,
        tokens: &'s [Token],
        at: usize,
    ) -> impl Iterator<Item = (&'s T, usize)> + 's {
        let token = tokens.get(at).filter(|t| t.kind != Kind::Number);
        let list = token.and_then(|t| self.heads.get(t.id as usize)).map_or(&[][..], Vec::as_slice);
        list.iter().filter_map(move |&e| {
            let (words, exact, meaning) = &self.entries[e as usize];
            let span = tokens.get(at..at + words.len())?;
            Self::fits(text, span, words, exact.as_deref()).then_some((meaning, words.len()))
        })
    }

    /// The longest phrase that ends just before token `end`, and how many tokens it takes.
    pub(super) fn before(&self, text: &str, tokens: &[Token], end: usize) -> Option<(&T, usize)> {
        let token = tokens.get(end.checked_sub(1)?)?;
        if token.kind == Kind::Number {
            return None;
        }
        self.tails.get(token.id as usize)?.iter().find_map(|&e| {
            let (words, exact, meaning) = &self.entries[e as usize];
            let span = tokens.get(end.checked_sub(words.len())?..end)?;
            Self::fits(text, span, words, exact.as_deref()).then_some((meaning, words.len()))
        })
    }

    fn fits(text: &str, span: &[Token], words: &[u32], exact: Option<&str>) -> bool {
        let same = span.iter().zip(words).all(|(t, w)| t.kind != Kind::Number && t.id == *w);
        let whole = || text.get(span[0].start as usize..span[span.len() - 1].end as usize);
        same && exact.is_none_or(|form| whole() == Some(form))
    }
}
