//! A body that stands only in a page's scripts: some outlets send the words as a string of HTML inside
//! JavaScript and show them later. Looked for only where the page itself shows no body.
//!
//! No script is run: strings are unescaped as JSON escapes them, and what looks like a row of paragraphs
//! is read as a piece of a page. Places in the page cannot be given for such words.

use memchr::memmem;
use page::{Page, Tag};

use crate::body;
use crate::outline::{Outline, mark, place};
use crate::{Block, BlockKind};

/// Bytes of scripts that are looked at.
const MOST: usize = 4 << 20;
/// Bytes between two paragraphs of one text.
const GAP: usize = 3_000;
/// Letters below which a find is chance.
const LEAST: u32 = 400;

/// The blocks of the longest row of paragraphs in the page's scripts.
pub(crate) fn blocks(page: &Page<'_>) -> Option<Vec<Block>> {
    let mut read = 0;
    let mut best: Option<(u32, Vec<Block>)> = None;
    for id in page.find_all(Tag::Script) {
        let source = page.content_span(id).slice(page.text());
        read += source.len();
        if read > MOST {
            break;
        }
        for html in rows(source) {
            let found = paragraphs(&html);
            if found.0 >= LEAST && best.as_ref().is_none_or(|best| best.0 < found.0) {
                best = Some(found);
            }
        }
    }
    best.map(|(_, blocks)| blocks)
}

/// Rows of paragraphs in a script, as HTML.
fn rows(source: &str) -> Vec<String> {
    let mut text = std::borrow::Cow::Borrowed(source);
    for _ in 0..3 {
        if memmem::find(text.as_bytes(), b"u003c").is_none() {
            break;
        }
        text = std::borrow::Cow::Owned(unescaped(&text));
    }
    let mut rows: Vec<(usize, usize)> = Vec::new();
    for end in memmem::find_iter(text.as_bytes(), b"</p>") {
        match rows.last_mut() {
            Some(row) if end - row.1 < GAP => row.1 = end + 4,
            _ => {
                let from = rows.last().map_or(0, |row| row.1);
                let start = text[from..end].find("<p").map_or(end, |at| from + at);
                rows.push((start, end + 4));
            }
        }
    }
    rows.into_iter()
        .filter(|(start, end)| end - start > LEAST as usize)
        .map(|(start, end)| text[start..end].to_owned())
        .collect()
}

/// One level of JSON escapes undone.
fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'\\', rest.as_bytes()) {
        plain.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let Some(c) = rest.chars().next() else { break };
        rest = &rest[c.len_utf8()..];
        match c {
            'n' | 'r' | 't' => plain.push(' '),
            'u' => {
                match rest.get(..4).and_then(|hex| u32::from_str_radix(hex, 16).ok()).and_then(char::from_u32)
                {
                    Some(c) => {
                        plain.push(c);
                        rest = &rest[4..];
                    }
                    None => plain.push('u'),
                }
            }
            c => plain.push(c),
        }
    }
    plain.push_str(rest);
    plain
}

/// The paragraphs, headings and list items of a piece of HTML, and their letters.
fn paragraphs(html: &str) -> (u32, Vec<Block>) {
    let page = Page::parse(html);
    let outline = Outline::of(&page);
    let mut letters = 0;
    let mut blocks = Vec::new();
    for run in &outline.runs {
        let fit = matches!(run.tag, Tag::P | Tag::Li | Tag::Blockquote) || run.tag.is_heading();
        let caption = run.near & mark::CAPTION != 0 || run.places & (place::FIGURE | place::FIGCAPTION) != 0;
        if !fit || caption || run.tally.linked * 2 > run.tally.letters {
            continue;
        }
        letters += run.tally.letters;
        let kind = body::kind(run);
        let level = (kind == BlockKind::Heading).then_some(run.level.max(2));
        blocks.push(Block {
            kind,
            level,
            text: outline.words(run).to_owned(),
            at: None,
            page: None,
            time: None,
        });
    }
    (letters, blocks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escaped_paragraphs_are_found() {
        let sentence =
            "The council voted on Tuesday to close the old bridge for repairs that may last until spring. "
                .repeat(6);
        let html = format!(
            r#"<script>push([1,"{{\"text\":\"\\u003cp\\u003e{sentence}\\u003c/p\\u003e\\u003ch2\\u003eNext\\u003c/h2\\u003e\\u003cp\\u003eA quiet end.\\u003c/p\\u003e\"}}"])</script>"#
        );
        let blocks = blocks(&Page::parse(&html)).expect("a body");
        assert_eq!(blocks.len(), 3);
        assert_eq!((blocks[1].kind, blocks[1].text.as_str()), (BlockKind::Heading, "Next"));
    }

    #[test]
    fn other_scripts_hold_nothing() {
        assert!(blocks(&Page::parse("<script>var p = '<p>Short.</p>\\u003c'; \\u</script>")).is_none());
    }
}
