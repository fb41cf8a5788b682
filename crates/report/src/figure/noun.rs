//! What a number counts or measures: the noun phrase behind it.
//!
//! There is no part-of-speech tagger: the phrase ends at a function word, a mark or a line, and by
//! the shape of its words (plural endings, adjective endings, capital nouns), which the language file names.

use super::Reading;
use super::lexicon::{NounPhrase, Role};
use super::token::Kind;
use std::ops::Range;

/// No noun phrase is longer.
const LONGEST: usize = 9;

impl Reading<'_> {
    /// The noun phrase that begins at token `at`.
    pub(super) fn noun(&self, at: usize) -> Option<Range<usize>> {
        let mut first = at;
        // A quotation may end, or a quoted noun begin, between number and noun.
        if self.is_quote(first) {
            first += 1;
        }
        let end = self.noun_end(first)?;
        Some(first..end)
    }

    fn noun_end(&self, first: usize) -> Option<usize> {
        let mut end = self.head_end(first)?;
        // "membres du Conseil": one step further, where the next word is no number.
        for _ in 0..2 {
            if !self.has(end, Role::OF) || self.tokens[end].line {
                break;
            }
            let mut next = end + 1;
            if self.has(next, Role::DET | Role::DEFINITE | Role::OF) {
                next += 1;
            }
            match self.head_end(next) {
                Some(further) if further - first <= LONGEST => end = further,
                _ => break,
            }
        }
        Some(end)
    }

    /// The end of adjectives and noun that begin at `first`.
    fn head_end(&self, first: usize) -> Option<usize> {
        let mut end = first;
        let mut found = None;
        while end < first + LONGEST && self.is_content(end, end == first) {
            let after = self.compound(end);
            let (is_head, goes_on) = self.shape(end, after);
            end = after;
            if is_head || found.is_none() && self.lex.noun_phrase == NounPhrase::HeadFirst {
                found = Some(end);
            }
            if !goes_on {
                break;
            }
        }
        // Where nouns have capitals, "zehntausende gingen" counts nothing that is named.
        let is_named = self.lex.noun_phrase != NounPhrase::Capital;
        found.or_else(|| (end > first && is_named).then(|| self.compound(first)))
    }

    /// Whether a token can stand in a noun phrase.
    fn is_content(&self, at: usize, is_first: bool) -> bool {
        let Some(token) = self.tokens.get(at) else { return false };
        let ends = Role::STOP
            | Role::DET
            | Role::DEFINITE
            | Role::OF
            | Role::LINK
            | Role::PER
            | Role::JOIN
            | Role::NUMERAL
            | Role::UP
            | Role::DOWN;
        token.kind == Kind::Word
            && !token.line
            && !self.has(at, ends)
            && !self.is_fused(at)
            && !self.is_verb(at)
            && (is_first || self.lex.periods.at(self.text, self.tokens, at).is_none())
    }

    /// Whether a word has the ending of a verb, where the language file names some.
    fn is_verb(&self, at: usize) -> bool {
        let word = self.slice(at, at + 1);
        self.lex.verb_ends.iter().any(|end| word.len() > end.len() && word.ends_with(&**end))
    }

    /// Whether a word is a number written together, which counts and is not counted.
    fn is_fused(&self, at: usize) -> bool {
        self.lex.fused && self.tokens[at].id == 0 && self.lex.fused(self.slice(at, at + 1)).is_some()
    }

    /// The end of a hyphenated word.
    fn compound(&self, at: usize) -> usize {
        let mut end = at + 1;
        while self.is_glued_hyphen(end) && self.tokens[end + 1].kind == Kind::Word {
            end += 2;
        }
        end
    }

    /// Whether a word looks like the head, and whether the phrase may go on behind it.
    fn shape(&self, at: usize, after: usize) -> (bool, bool) {
        let word = self.slice(at, after);
        let ends =
            |list: &[Box<str>]| list.iter().any(|end| word.len() > end.len() && word.ends_with(&**end));
        match self.lex.noun_phrase {
            NounPhrase::HeadFirst => {
                let is_plural = ends(&self.lex.plural_ends) || self.tokens[at].capital;
                (is_plural, is_plural)
            }
            NounPhrase::HeadLast => {
                let is_plural = ends(&self.lex.plural_ends) || self.has(at, Role::PLURAL);
                // "strike drones", "football matches": a plural before another plural is no end.
                (is_plural, !is_plural)
            }
            NounPhrase::Capital => (self.tokens[at].capital, !self.tokens[at].capital),
            NounPhrase::Inflected => {
                let is_adjective = ends(&self.lex.adjective_ends);
                (!is_adjective, is_adjective)
            }
        }
    }

    /// Whether a token is a mark of quotation.
    pub(super) fn is_quote(&self, at: usize) -> bool {
        matches!(self.mark(at), Some('«' | '»' | '“' | '”' | '„' | '"'))
    }

    /// The character of a mark token.
    pub(super) fn mark(&self, at: usize) -> Option<char> {
        let token = self.tokens.get(at).filter(|t| t.kind == Kind::Mark)?;
        self.text[token.start as usize..].chars().next()
    }
}
