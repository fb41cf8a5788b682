//! Which marks of quotation belong together: pairs by type and by what stands around them.
//!
//! Survives odd marks, wrong glyphs, apostrophes and bullets: a mark that fits nothing is no mark.
//! A quotation may run over paragraphs, each opening again; a paragraph may be speech after a dash.
//! Only the outermost quotations are kept: what stands within is the speaker's.

use super::lexicon::Lexicon;
use crate::sentence::{Kind, Token};
use std::ops::Range;

/// A quotation, in tokens.
#[derive(Clone, Debug)]
pub(crate) struct Quotation {
    /// The opening mark (for speech after a dash, the dash).
    pub(crate) open: usize,
    /// One past the closing mark, or past the last word where none closes.
    pub(crate) end: usize,
    /// The words, without marks, one range a paragraph.
    pub(crate) parts: Vec<Range<usize>>,
    /// Whether it opens without a mark of quotation: with a dash, or as an answer.
    pub(crate) dash: bool,
    /// Whether it is an answer of an interview printed without marks.
    pub(crate) answer: bool,
}

struct Pairing<'a> {
    text: &'a str,
    tokens: &'a [Token],
    lexicon: &'a Lexicon,
    found: Vec<Quotation>,
}

/// The outermost quotations between marks, in order.
pub(crate) fn quotations(
    text: &str,
    tokens: &[Token],
    blocks: &[Range<usize>],
    lexicon: &Lexicon,
) -> Vec<Quotation> {
    let mut pairing = Pairing { text, tokens, lexicon, found: Vec::new() };
    let mut block = 0;
    while block < blocks.len() {
        block = pairing.read_block(blocks, block);
    }
    pairing.found.sort_by_key(|quotation| quotation.open);
    pairing.found
}

fn glyph(token: &Token) -> char {
    char::from_u32(token.word as u32).unwrap_or('"')
}

impl Pairing<'_> {
    /// Reads the block, and those that carry on a quotation of it; returns the next block to read.
    fn read_block(&mut self, blocks: &[Range<usize>], block: usize) -> usize {
        let range = blocks[block].clone();
        let mut from = range.start;
        while let Some(open) = self.next_open(from, range.end) {
            if let Some(close) = self.close_of(open, range.end) {
                self.keep(open, close);
                from = close + 1;
                continue;
            }
            if let Some((next, at)) = self.carry_on(blocks, block, open) {
                return self.finish_carried(blocks, next, at);
            }
            if let Some((next, at)) = self.broken(blocks, block, open) {
                return self.finish_carried(blocks, next, at);
            }
            if self.may_stay_open(open, &range) {
                let parts = vec![open + 1..range.end];
                self.found.push(Quotation { open, end: range.end, parts, dash: false, answer: false });
                return block + 1;
            }
            from = open + 1;
        }
        block + 1
    }

    fn keep(&mut self, open: usize, close: usize) {
        if close > open + 1 {
            let parts = vec![open + 1..close];
            self.found.push(Quotation { open, end: close + 1, parts, dash: false, answer: false });
        }
    }

    /// The rest of the block after a carried quotation has closed within it is read as its own block.
    fn finish_carried(&mut self, blocks: &[Range<usize>], block: usize, at: usize) -> usize {
        let range = blocks[block].clone();
        if at >= range.end {
            return block + 1;
        }
        let mut rest: Vec<Range<usize>> = blocks[..=block].to_vec();
        rest[block] = at..range.end;
        self.read_block(&rest, block)
    }

    fn spaced_after(&self, k: usize) -> bool {
        self.tokens.get(k + 1).is_none_or(|next| next.spaced)
    }

    fn word_after(&self, k: usize) -> bool {
        self.tokens.get(k + 1).is_some_and(|next| {
            next.is_word() || matches!(next.kind, Kind::Open | Kind::Stop | Kind::Quote | Kind::Sign)
        })
    }

    /// Whether the glyph opens a pair of this language, or of any.
    fn opens(&self, c: char) -> bool {
        self.lexicon.quotes.iter().any(|&(open, _)| open == c) || matches!(c, '«' | '„' | '“' | '"' | '「')
    }

    fn closes(&self, open: char, close: char) -> bool {
        self.lexicon.quotes.contains(&(open, close))
            || matches!(
                (open, close),
                ('«', '»') | ('“', '”') | ('„', '“' | '”' | '"') | ('"', '"') | ('「', '」')
            )
    }

    fn is_open(&self, k: usize) -> bool {
        let token = &self.tokens[k];
        if token.kind != Kind::Quote || !self.word_after(k) {
            return false;
        }
        let c = glyph(token);
        if !self.opens(c) {
            return false;
        }
        let after_space = token.spaced
            || k == 0
            || matches!(
                self.tokens[k - 1].kind,
                Kind::Open | Kind::Dash | Kind::Quote | Kind::Colon | Kind::Sign
            );
        match c {
            '«' | '„' | '「' => true,
            '\'' | '‘' | '’' => after_space && !self.spaced_after(k) && self.single_closes(k),
            '»' => after_space && !self.spaced_after(k),
            _ => after_space || !token.spaced && !self.spaced_after(k) && self.elided_before(k),
        }
    }

    /// A mark glued to an elided word before it ("l'“affaire”") still opens.
    fn elided_before(&self, k: usize) -> bool {
        k > 0 && self.tokens[k - 1].of(self.text).ends_with(['\'', '’'])
            || k > 0 && self.tokens[k - 1].kind == Kind::Comma
    }

    /// A single mark opens only if one closes later in the paragraph.
    fn single_closes(&self, k: usize) -> bool {
        self.tokens[k + 1..]
            .iter()
            .take(400)
            .enumerate()
            .any(|(n, token)| token.kind == Kind::Quote && self.closes_here(k, k + 1 + n) && n > 0)
    }

    fn next_open(&self, from: usize, end: usize) -> Option<usize> {
        (from..end).find(|&k| self.tokens[k].kind == Kind::Quote && self.is_open(k))
    }

    fn closes_here(&self, open: usize, k: usize) -> bool {
        let (o, c) = (glyph(&self.tokens[open]), glyph(&self.tokens[k]));
        let token = &self.tokens[k];
        let ends = self.spaced_after(k) || self.tokens.get(k + 1).is_some_and(|next| !next.is_word());
        match c {
            '\'' | '’' | '‘' => self.closes(o, c) && !token.spaced && ends,
            '"' => self.closes(o, c) && (!token.spaced || ends && self.spaced_after(k)),
            _ if self.closes(o, c) => {
                !(token.spaced && !self.spaced_after(k) && self.opens(c) && o != c && c != '“')
            }
            // A wrong glyph closes if it can be nothing else.
            '»' | '”' | '“' => !token.spaced && ends && matches!(o, '«' | '“' | '„' | '"' | '”' | '»'),
            _ => false,
        }
    }

    /// The mark that closes the one at `open` before `end`.
    fn close_of(&self, open: usize, end: usize) -> Option<usize> {
        let mut inner: Vec<usize> = Vec::new();
        for k in open + 1..end {
            if self.tokens[k].kind != Kind::Quote {
                continue;
            }
            if let Some(&top) = inner.last() {
                if self.closes_here(top, k) && glyph(&self.tokens[top]) != glyph(&self.tokens[open]) {
                    inner.pop();
                    continue;
                }
                if self.closes_here(top, k) {
                    inner.pop();
                    if self.another_close(k, end, open) {
                        continue;
                    }
                    // One mark closes two: the outer one is odd if the inner opens behind a colon.
                    let odd = self.tokens[top - 1].kind == Kind::Colon;
                    return (!odd).then_some(k);
                }
            }
            if self.closes_here(open, k) && inner.is_empty() {
                return Some(k);
            }
            if self.is_open(k) && inner.len() < 4 {
                inner.push(k);
            } else if self.closes_here(open, k) {
                return Some(k);
            }
        }
        None
    }

    /// Whether, after `k`, the outer mark still closes before another opens.
    fn another_close(&self, k: usize, end: usize, open: usize) -> bool {
        let next = (k + 1..end).find(|&n| self.tokens[n].kind == Kind::Quote);
        next.is_some_and(|n| !self.is_open(n) && self.closes_here(open, n))
    }

    /// Whether an unclosed quotation is one all the same: it opens its paragraph or follows a colon.
    fn may_stay_open(&self, open: usize, block: &Range<usize>) -> bool {
        let glyph = glyph(&self.tokens[open]);
        if matches!(glyph, '\'' | '‘' | '’' | '»') || block.end - open < 6 {
            return false;
        }
        open == block.start || self.tokens[open - 1].kind == Kind::Colon
    }

    /// A quotation whose paragraph breaks off within a sentence, the next going on in small letters and closing
    /// it: the break is the page's. Returns where reading goes on.
    fn broken(&mut self, blocks: &[Range<usize>], block: usize, open: usize) -> Option<(usize, usize)> {
        let (range, next) = (blocks[block].clone(), blocks.get(block + 1)?.clone());
        let first = self.tokens.get(next.start).filter(|_| !next.is_empty())?;
        let mid = self.tokens[range.end - 1].kind == Kind::Word
            && first.kind == Kind::Word
            && first.of(self.text).starts_with(char::is_lowercase);
        let single = matches!(glyph(&self.tokens[open]), '\'' | '‘' | '’');
        if !mid || single || range.end - open < 3 {
            return None;
        }
        let close = next.clone().find(|&k| self.tokens[k].kind == Kind::Quote)?;
        if self.is_open(close) || !self.closes_here(open, close) || close == next.start {
            return None;
        }
        let parts = vec![open + 1..range.end, next.start..close];
        self.found.push(Quotation { open, end: close + 1, parts, dash: false, answer: false });
        Some((block + 1, close + 1))
    }

    /// Follows a quotation that does not close in its paragraph into the next ones, which open with
    /// the same mark again (or, in older use, with the closing one). Returns where reading goes on.
    fn carry_on(&mut self, blocks: &[Range<usize>], block: usize, open: usize) -> Option<(usize, usize)> {
        let mut parts = vec![open + 1..blocks[block].end];
        let mark = glyph(&self.tokens[open]);
        let mut next = block + 1;
        loop {
            let range = blocks.get(next)?.clone();
            let first = self.tokens.get(range.start).filter(|token| token.kind == Kind::Quote)?;
            let again = glyph(first) == mark || self.closes(mark, glyph(first));
            if !again || range.len() < 2 {
                return None;
            }
            if let Some(close) = self.close_of(range.start, range.end) {
                parts.push(range.start + 1..close);
                self.found.push(Quotation { open, end: close + 1, parts, dash: false, answer: false });
                return Some((next, close + 1));
            }
            parts.push(range.start + 1..range.end);
            if !self.carries_further(blocks, next) {
                self.found.push(Quotation { open, end: range.end, parts, dash: false, answer: false });
                return Some((next, range.end));
            }
            next += 1;
        }
    }

    fn carries_further(&self, blocks: &[Range<usize>], block: usize) -> bool {
        blocks
            .get(block + 1)
            .and_then(|range| self.tokens.get(range.start).filter(|_| !range.is_empty()))
            .is_some_and(|token| token.kind == Kind::Quote)
    }
}
