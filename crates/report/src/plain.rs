//! Plain text → report: paragraphs at blank lines or line breaks, the first one the standfirst, lines
//! that are furniture left out with their reason, a crawler's `date YYYY-MM` header read as the date.
//!
//! Not a guess at structure: nothing is joined, split or mended, every character is kept as it is.

use crate::furniture::{Phrases, Piece};
use crate::{Block, BlockKind, Kind, LeftOut, Report, Span, dateline, detection};

/// Longest paragraph, in characters, that may be a crosshead.
const CROSSHEAD: usize = 120;

/// Reads the text into the report; `language` is what the caller insists on.
pub(crate) fn read(text: &str, language: Option<&str>, report: &mut Report) {
    let (header, from) = dateline::header(text);
    report.published = header;
    report.language = match language {
        Some(tag) => detection::primary(tag),
        None => detection::of(&text[from..], None),
    };
    let phrases = Phrases::of(report.language.as_deref().unwrap_or_default());
    let mut blocks = Vec::new();
    for line in lines(text, from) {
        match phrases.pieces(line.slice(text)) {
            Some(pieces) => report.left_out.extend(pieces.iter().map(|piece| left_out(text, line, piece))),
            None => blocks.push(Block {
                kind: BlockKind::Paragraph,
                level: None,
                text: line.slice(text).to_owned(),
                at: None,
                page: Some(line),
                time: None,
            }),
        }
    }
    mark_crossheads(&mut blocks);
    report.kind = if blocks.is_empty() { Kind::Other } else { Kind::Article };
    let standfirst = if blocks.is_empty() { None } else { Some(blocks.remove(0)) };
    report.compose(standfirst, blocks);
}

fn left_out(text: &str, line: Span, piece: &Piece) -> LeftOut {
    let start = line.start as usize;
    let page = Span::new(start + piece.start, start + piece.end);
    LeftOut { text: page.slice(text).to_owned(), reason: piece.reason, page }
}

/// The lines that hold words, without the spaces around them.
fn lines(text: &str, from: usize) -> impl Iterator<Item = Span> {
    let mut at = from;
    text[from..].split(['\n', '\r', '\u{2028}', '\u{2029}']).filter_map(move |line| {
        let start = at + line.len() - line.trim_start().len();
        // What ends the line is one byte, or the three of the Unicode separators.
        let end = at + line.len();
        at = end + text[end..].chars().next().map_or(0, char::len_utf8);
        let words = line.trim();
        (!words.is_empty()).then(|| Span::new(start, start + words.len()))
    })
}

/// A short paragraph between two long ones that does not end like a sentence is a crosshead.
fn mark_crossheads(blocks: &mut [Block]) {
    let short = |text: &str| text.chars().count() <= CROSSHEAD;
    let closed = |text: &str| {
        let bare = text.trim_end_matches(['»', '”', '"', '“', ')', '\u{a0}', '\u{202f}', ' ']);
        bare.ends_with(['.', '!', '…', ':', ';', ',', '?', '。', '؟'])
    };
    for i in 1..blocks.len().saturating_sub(1) {
        let (before, text, after) = (&blocks[i - 1].text, &blocks[i].text, &blocks[i + 1].text);
        let between = closed(before) && !short(after);
        let item = text.starts_with(['-', '–', '—', '•', '*']);
        if between && short(text) && !closed(text) && !item {
            blocks[i].kind = BlockKind::Heading;
            blocks[i].level = Some(2);
        }
    }
}
