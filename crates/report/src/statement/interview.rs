//! Interviews printed without marks: a question, the answer in one or more paragraphs, the next question.
//!
//! A text is read so only if it asks at least three times, says "I", "we" or "you" in most exchanges, and
//! answers at greater length than it asks: a list of questions the outlet answers itself is no interview.

use super::lexicon::class::PRON;
use super::quotation::Quotation;
use super::scene::{Paragraph, Scene};
use crate::sentence::Kind;
use std::ops::Range;

/// How many exchanges make an interview.
const EXCHANGES: usize = 3;

/// The longest question, in tokens.
const QUESTION: usize = 90;

impl Scene<'_> {
    /// The answers of an interview, one quotation each; none where the text is no interview.
    pub(super) fn answers(&self) -> Vec<Quotation> {
        let questions: Vec<usize> = (0..self.paragraphs.len()).filter(|&n| self.asks(n)).collect();
        if questions.len() < EXCHANGES {
            return Vec::new();
        }
        let ends = questions.iter().skip(1).copied().chain([self.paragraphs.len()]);
        let exchanges: Vec<(usize, Range<usize>)> = questions
            .iter()
            .zip(ends)
            .map(|(&question, end)| (question, question + 1..self.answer_end(question + 1, end)))
            .filter(|(_, answer)| !answer.is_empty())
            .collect();
        let tokens = |paragraphs: &Range<usize>| -> usize {
            self.paragraphs[paragraphs.clone()].iter().map(|paragraph| paragraph.tokens.len()).sum()
        };
        let asked: usize = exchanges.iter().map(|(question, _)| tokens(&(*question..*question + 1))).sum();
        let answered: usize = exchanges.iter().map(|(_, answer)| tokens(answer)).sum();
        let personal = exchanges
            .iter()
            .filter(|(question, answer)| (*question..answer.end).any(|n| self.personal(&self.paragraphs[n])))
            .count();
        if exchanges.len() < EXCHANGES || answered < 2 * asked || personal * 2 < exchanges.len() {
            return Vec::new();
        }
        exchanges.into_iter().map(|(_, answer)| self.answer(&answer)).collect()
    }

    /// Whether a paragraph is a question, whole and without marks of quotation.
    fn asks(&self, n: usize) -> bool {
        let range = self.paragraphs[n].tokens.clone();
        range.len() <= QUESTION
            && range.end.checked_sub(1).is_some_and(|last| self.word(last).starts_with('?'))
            && self.tokens[range.clone()].iter().all(|token| token.kind != Kind::Quote)
            && self.kind(range.start) != Kind::Dash
    }

    /// An answer ends before a heading that is no question.
    fn answer_end(&self, from: usize, end: usize) -> usize {
        (from..end).find(|&n| self.paragraphs[n].heading).unwrap_or(end)
    }

    fn personal(&self, paragraph: &Paragraph) -> bool {
        paragraph
            .tokens
            .clone()
            .any(|k| self.is(k, PRON) && matches!(self.marks[k].entry.person, 1 | 2) && !self.quoted(k))
    }

    fn answer(&self, paragraphs: &Range<usize>) -> Quotation {
        let parts: Vec<Range<usize>> =
            self.paragraphs[paragraphs.clone()].iter().map(|paragraph| paragraph.tokens.clone()).collect();
        let (open, end) = (parts[0].start, parts[parts.len() - 1].end);
        Quotation { open, end, parts, dash: true, answer: true }
    }
}
