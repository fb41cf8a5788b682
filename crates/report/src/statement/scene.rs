//! A text as the rules see it: its tokens with their classes, its paragraphs, sentences and
//! quotations.

use super::lexicon::class::*;
use super::lexicon::{Entry, Lexicon};
use super::mention::Mention;
use super::occurrence::Occurrences;
use super::quotation::{Quotation, quotations};
use crate::sentence::{Kind, Token, tokenise};
use crate::{BlockKind, Report, Span};
use std::cell::{OnceCell, RefCell};
use std::ops::Range;

/// A paragraph or heading, in tokens.
#[derive(Clone, Debug)]
pub(crate) struct Paragraph {
    pub(crate) tokens: Range<usize>,
    /// A heading, or a line that looks like one.
    pub(crate) heading: bool,
}

/// What is known of a token.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Mark {
    pub(crate) entry: Entry,
    /// How many tokens the phrase has that begins here (1 for a word).
    pub(crate) len: u8,
    /// 1 + index of the quotation it stands in, marks included; 0 outside.
    pub(crate) quote: u32,
}

/// A text with all that the rules ask of it.
pub(crate) struct Scene<'a> {
    pub(crate) text: &'a str,
    pub(crate) lexicon: &'static Lexicon,
    pub(crate) tokens: Vec<Token>,
    pub(crate) marks: Vec<Mark>,
    pub(crate) paragraphs: Vec<Paragraph>,
    /// Sentences as they stand outside quotations.
    pub(crate) sentences: Vec<Range<usize>>,
    pub(crate) quotations: Vec<Quotation>,
    /// By token, the number of its sentence; by sentence, that of its paragraph: both are asked for again and again.
    sentence_numbers: Vec<u32>,
    paragraph_numbers: Vec<u32>,
    occurrences: OnceCell<Occurrences>,
    /// The clause a subject was looked for in last, and what was found: several rules ask it of one cue.
    pub(super) subject: RefCell<(Range<usize>, Option<Mention>)>,
}

impl<'a> Scene<'a> {
    /// The scene of a report's text.
    pub(crate) fn of(report: &'a Report, lexicon: &'static Lexicon) -> Self {
        let mut pieces: Vec<(usize, &str, bool)> = Vec::with_capacity(report.body.len() + 1);
        if let Some(line) = &report.standfirst {
            pieces.push((line.at.start as usize, line.at.slice(&report.text), false));
        }
        for block in &report.body {
            let Some(at) = block.at else { continue };
            let text = at.slice(&report.text);
            let known = pieces.last().is_some_and(|piece| piece.0 + piece.1.len() > at.start as usize);
            if !known {
                pieces.push((at.start as usize, text, block.kind == BlockKind::Heading));
            }
        }
        if pieces.is_empty() {
            let mut at = 0;
            for piece in report.text.split_inclusive('\n') {
                pieces.push((at, piece.trim_end(), false));
                at += piece.len();
            }
        }
        Self::read(&report.text, &pieces, lexicon)
    }

    /// The scene of a title: one heading.
    pub(crate) fn of_title(title: &'a str, lexicon: &'static Lexicon) -> Self {
        Self::read(title, &[(0, title, true)], lexicon)
    }

    fn read(text: &'a str, pieces: &[(usize, &str, bool)], lexicon: &'static Lexicon) -> Self {
        let mut tokens = Vec::with_capacity(text.len() / 5);
        let mut paragraphs = Vec::with_capacity(pieces.len());
        for &(at, piece, heading) in pieces {
            // A block may hold line breaks (a list item, an address): each line is a paragraph.
            let mut from = at;
            for line in piece.split_inclusive('\n') {
                let first = tokens.len();
                tokenise(line, from, &lexicon.cuts, &mut tokens);
                from += line.len();
                if tokens.len() > first {
                    paragraphs.push(Paragraph { tokens: first..tokens.len(), heading });
                }
            }
        }
        let mark = |token: &Token| {
            let word = token.kind == Kind::Word;
            let entry = if word { lexicon.entry(token, text) } else { Entry::default() };
            Mark { entry, len: 1, quote: 0 }
        };
        let marks = tokens.iter().map(mark).collect();
        let mut scene = Self {
            text,
            lexicon,
            tokens,
            marks,
            paragraphs,
            sentences: Vec::new(),
            quotations: Vec::new(),
            sentence_numbers: Vec::new(),
            paragraph_numbers: Vec::new(),
            occurrences: OnceCell::new(),
            subject: RefCell::default(),
        };
        scene.find_phrases();
        scene.find_headings();
        let blocks: Vec<Range<usize>> = scene.paragraphs.iter().map(|p| p.tokens.clone()).collect();
        scene.quotations = quotations(text, &scene.tokens, &blocks, lexicon);
        if lexicon.dashes {
            scene.find_dashes();
        }
        scene.mark_quotations();
        scene.find_answers();
        scene.find_sentences();
        scene
    }

    /// The words of a token.
    pub(crate) fn word(&self, k: usize) -> &'a str {
        self.tokens.get(k).map(|token| token.of(self.text)).unwrap_or_default()
    }

    /// The tokens with this hash, in order.
    pub(crate) fn places_of(&self, word: u64) -> impl Iterator<Item = usize> + '_ {
        let occurrences = self.occurrences.get_or_init(|| Occurrences::of(&self.tokens));
        occurrences.near(word).filter(move |&k| self.tokens[k].word == word)
    }

    /// The classes of a token; none past the end.
    pub(crate) fn classes(&self, k: usize) -> u64 {
        self.marks.get(k).map_or(0, |mark| mark.entry.classes)
    }

    pub(crate) fn is(&self, k: usize, classes: u64) -> bool {
        self.classes(k) & classes != 0
    }

    pub(crate) fn kind(&self, k: usize) -> Kind {
        self.tokens.get(k).map_or(Kind::Stop, |token| token.kind)
    }

    /// Whether the token stands in a quotation, marks included.
    pub(crate) fn quoted(&self, k: usize) -> bool {
        self.marks.get(k).is_some_and(|mark| mark.quote != 0)
    }

    /// The words of a range of tokens.
    pub(crate) fn slice(&self, range: &Range<usize>) -> &'a str {
        if range.is_empty() {
            return "";
        }
        let (Some(first), Some(last)) = (self.tokens.get(range.start), self.tokens.get(range.end - 1)) else {
            return "";
        };
        self.text.get(first.start as usize..last.end as usize).unwrap_or_default()
    }

    /// Where a range of tokens stands in the text.
    pub(crate) fn span(&self, range: &Range<usize>) -> Span {
        let first = self.tokens.get(range.start).map_or(0, |token| token.start);
        let last = range.end.checked_sub(1).and_then(|k| self.tokens.get(k)).map_or(first, |token| token.end);
        Span::new(first as usize, last.max(first) as usize)
    }

    /// The sentence a token stands in.
    pub(crate) fn sentence_of(&self, k: usize) -> Range<usize> {
        self.sentences.get(self.sentence_index(k)).cloned().unwrap_or(k..k)
    }

    /// The number of the sentence a token stands in; past the last token, how many there are.
    pub(crate) fn sentence_index(&self, k: usize) -> usize {
        self.sentence_numbers.get(k).map_or(self.sentences.len(), |n| *n as usize)
    }

    /// The number of the paragraph a token stands in; past the last token, that of the last.
    pub(crate) fn paragraph_of(&self, k: usize) -> usize {
        let last = self.paragraphs.len().saturating_sub(1);
        self.paragraph_numbers.get(self.sentence_index(k)).map_or(last, |n| *n as usize)
    }

    fn find_phrases(&mut self) {
        let mut k = 0;
        while k < self.tokens.len() {
            k += self.match_phrases(k);
        }
    }

    /// Marks the longest phrase that begins at `k`; returns its length.
    fn match_phrases(&mut self, k: usize) -> usize {
        let lexicon = self.lexicon;
        let first = &mut self.marks[k].entry.classes;
        if *first & FIRST == 0 && self.tokens[k].kind != Kind::Quote {
            return 1;
        }
        *first &= !FIRST;
        let Some(list) = lexicon.phrases.get(&self.tokens[k].word) else { return 1 };
        for phrase in list {
            let length = 1 + phrase.tail.len();
            match phrase.gap {
                None => {
                    let fits =
                        phrase.tail.iter().enumerate().all(|(n, word)| {
                            self.tokens.get(k + 1 + n).is_some_and(|token| token.word == *word)
                        });
                    if fits {
                        let longer = phrase.entry.classes & !(TOLD | NOMINAL) != 0;
                        let first = &mut self.marks[k];
                        if longer {
                            first.entry = phrase.entry;
                            first.len = length as u8;
                            for mark in &mut self.marks[k + 1..k + length] {
                                // A pronoun within a phrase still says whose words they are.
                                let whose = mark.entry.classes & (PRON | DET) != 0;
                                let mut entry = if whose { mark.entry } else { Entry::default() };
                                if whose && entry.person == 0 {
                                    entry.person = 3;
                                }
                                mark.entry = Entry { classes: INSIDE, ..entry };
                            }
                            return length;
                        }
                        first.entry.classes |= phrase.entry.classes;
                    }
                }
                Some(gap) => self.match_split(k, &phrase.tail, gap, phrase.entry),
            }
        }
        1
    }

    /// Marks the first word of a split phrase if its second half stands later in the sentence.
    fn match_split(&mut self, k: usize, tail: &[u64], gap: usize, entry: Entry) {
        let near = tail[..gap]
            .iter()
            .enumerate()
            .all(|(n, word)| self.tokens.get(k + 1 + n).is_some_and(|token| token.word == *word));
        if !near {
            return;
        }
        let reach = if entry.classes & ACC_AROUND != 0 { 9 } else { 40 };
        let far = &tail[gap..];
        let from = k + 1 + gap;
        for at in from + 1..(from + reach).min(self.tokens.len()) {
            if self.tokens[at].kind == Kind::Stop {
                return;
            }
            let fits = far
                .iter()
                .enumerate()
                .all(|(n, word)| self.tokens.get(at + n).is_some_and(|token| token.word == *word));
            if fits {
                let mark = &mut self.marks[k];
                mark.entry.classes |= entry.classes;
                mark.entry.cue = entry.cue;
                if entry.classes & ACC_AROUND != 0 {
                    mark.len = (at + far.len() - k) as u8;
                    mark.entry.classes &= !(PREP | ACC);
                } else {
                    // The split-off half says nothing of itself.
                    for mark in &mut self.marks[at..at + far.len()] {
                        mark.entry = Entry { classes: INSIDE | ADV, ..Entry::default() };
                    }
                }
                return;
            }
        }
    }

    /// A short line without a full stop between longer paragraphs is a heading, whatever its tag.
    fn find_headings(&mut self) {
        for n in 0..self.paragraphs.len() {
            let range = self.paragraphs[n].tokens.clone();
            let ends =
                self.tokens[range.clone()].iter().rev().find(|token| token.kind != Kind::Quote).is_some_and(
                    |token| matches!(token.kind, Kind::Stop | Kind::Colon | Kind::Comma | Kind::Semicolon),
                );
            if range.len() <= 22 && !ends && n > 0 {
                self.paragraphs[n].heading = true;
            }
        }
    }

    /// Speech after a dash: at the beginning of a paragraph or sentence, up to a dash behind which a
    /// cue stands; and what follows the reporting clause behind one more dash.
    fn find_dashes(&mut self) {
        let mut found = Vec::new();
        for paragraph in &self.paragraphs {
            let range = paragraph.tokens.clone();
            let mut k = range.start;
            while k + 2 < range.end {
                match self.dash_speech(k, &range) {
                    Some((quotations, past)) => {
                        found.extend(quotations);
                        k = past.max(k + 1);
                    }
                    None => k += 1,
                }
            }
        }
        self.quotations.extend(found);
        self.quotations.sort_by_key(|quotation| quotation.open);
        self.quotations.dedup_by(|next, kept| next.open < kept.end);
    }

    fn dash_speech(&self, open: usize, range: &Range<usize>) -> Option<(Vec<Quotation>, usize)> {
        let starts = open == range.start || matches!(self.kind(open - 1), Kind::Stop | Kind::Colon);
        if self.kind(open) != Kind::Dash || !starts || !self.tokens[open + 1].capital {
            return None;
        }
        let cued = |k: usize| {
            self.kind(k) == Kind::Dash
                && (self.tokens[k].spaced || self.kind(k - 1) == Kind::Comma)
                && self.tokens.get(k + 1).is_some_and(|token| !token.capital)
                && (k + 1..range.end.min(k + 5)).any(|n| self.is(n, CUE))
        };
        let close = (open + 2..range.end).find(|&k| cued(k));
        // "X admitted: ¶ — I like it.": the paragraph is what the one before it announces.
        let announced = open == range.start && open > 0 && self.kind(open - 1) == Kind::Colon;
        if close.is_none() && announced && range.len() > 4 {
            let parts = vec![open + 1..range.end];
            return Some((
                vec![Quotation { open, end: range.end, parts, dash: true, answer: false }],
                range.end,
            ));
        }
        let close = close?;
        let dash = |open: usize, end: usize| Quotation {
            open,
            end,
            parts: vec![open + 1..end],
            dash: true,
            answer: false,
        };
        let mut found = vec![dash(open, close)];
        // The reporting clause ends with a stop or a dash; a dash behind it opens speech again.
        let stop = (close + 1..range.end)
            .find(|&k| self.kind(k) == Kind::Dash && self.tokens[k].spaced || self.kind(k) == Kind::Stop);
        let mut past = stop.unwrap_or(range.end);
        // "—dijo el pescador—. No vino nadie.": the closing dash hangs on the word before it.
        if let Some(hung) = (close + 1..past).find(|&k| self.kind(k) == Kind::Dash) {
            let rest = hung + 1 + usize::from(matches!(self.kind(hung + 1), Kind::Stop | Kind::Comma));
            if rest < range.end && range.end - rest > 2 && !(rest..range.end).any(cued) {
                found.push(dash(rest - 1, range.end));
            }
            return Some((found, range.end));
        }
        if self.kind(past) == Kind::Stop && self.kind(past + 1) == Kind::Dash && past + 1 < range.end {
            past += 1;
        }
        let again = past < range.end && self.kind(past) == Kind::Dash;
        if again && !(past + 1..range.end).any(cued) && range.end - past > 2 {
            found.push(dash(past, range.end));
            return Some((found, range.end));
        }
        Some((found, past))
    }

    /// The answers of an interview are quotations; what is in marks within them is the speaker's.
    fn find_answers(&mut self) {
        let answers = self.answers();
        if answers.is_empty() {
            return;
        }
        self.quotations.retain(|quotation| {
            !answers.iter().any(|answer| answer.open < quotation.end && quotation.open < answer.end)
        });
        self.quotations.extend(answers);
        self.quotations.sort_by_key(|quotation| quotation.open);
        self.mark_quotations();
    }

    fn mark_quotations(&mut self) {
        for (n, quotation) in self.quotations.iter().enumerate() {
            for mark in &mut self.marks[quotation.open..quotation.end] {
                mark.quote = n as u32 + 1;
            }
        }
    }

    /// Cuts every paragraph into sentences; a stop within a quotation ends none, unless the
    /// quotation ends with it and a new sentence begins.
    fn find_sentences(&mut self) {
        let mut sentences = Vec::with_capacity(self.tokens.len() / 15 + 4);
        let mut paragraph_numbers = Vec::with_capacity(sentences.capacity());
        for (n, paragraph) in self.paragraphs.iter().enumerate() {
            let range = paragraph.tokens.clone();
            let mut start = range.start;
            for k in range.start..range.end.saturating_sub(1) {
                let may_end = matches!(self.tokens[k].kind, Kind::Stop | Kind::Quote);
                if may_end && self.ends_sentence(k) {
                    sentences.push(start..k + 1);
                    start = k + 1;
                }
            }
            if start < range.end {
                sentences.push(start..range.end);
            }
            paragraph_numbers.resize(sentences.len(), n as u32);
        }
        self.sentence_numbers = Vec::with_capacity(self.tokens.len());
        for (n, sentence) in sentences.iter().enumerate() {
            self.sentence_numbers.resize(sentence.end, n as u32);
        }
        self.paragraph_numbers = paragraph_numbers;
        self.sentences = sentences;
    }

    /// Whether a sentence ends after token `k`, which is not the last of its paragraph.
    fn ends_sentence(&self, k: usize) -> bool {
        let next = &self.tokens[k + 1];
        let begins = next.capital || next.kind == Kind::Number || next.kind == Kind::Open;
        if self.quoted(k) {
            let quotation = &self.quotations[self.marks[k].quote as usize - 1];
            let closes = quotation.end == k + 1 && self.tokens[k].kind == Kind::Quote;
            let stopped = k > 0 && self.tokens[k - 1].kind == Kind::Stop;
            return closes && stopped && (begins || self.opens_quotation(k + 1));
        }
        // "am 8. Mai", "la Ley n. 5"
        let ordinal = k > 0
            && self.tokens[k - 1].kind == Kind::Number
            && self.tokens[k].end - self.tokens[k].start == 1
            && self.tokens[k - 1].end - self.tokens[k - 1].start <= 2
            && self.is(k + 1, TIME);
        self.tokens[k].kind == Kind::Stop
            && !ordinal
            && next.kind != Kind::Stop
            && (begins && next.spaced || self.opens_quotation(k + 1) || next.kind == Kind::Sign)
    }

    /// Whether the token is the split-off half of a phrase ("wies … zurück").
    pub(crate) fn split_off(&self, k: usize) -> bool {
        self.classes(k) & (INSIDE | ADV) == INSIDE | ADV
    }

    /// Whether a quotation opens at token `k`.
    pub(crate) fn opens_quotation(&self, k: usize) -> bool {
        self.marks
            .get(k)
            .is_some_and(|mark| mark.quote != 0 && self.quotations[mark.quote as usize - 1].open == k)
    }

    /// The quotation that opens at token `k`.
    pub(crate) fn quotation_at(&self, k: usize) -> Option<usize> {
        self.opens_quotation(k).then(|| self.marks[k].quote as usize - 1)
    }
}
