//! Source text → start tags, end tags and runs of text, as spans: the states of the standard's tokenizer, walked
//! without copying a byte.
//!
//! It knows where a tag ends, not what it means: attributes and character references inside a span are
//! read when asked ([`attribute`](crate::attribute), [`entity`](crate::entity)). Comments and processing
//! instructions are skipped. What the tags mean together is the business of a [`Sink`].

use crate::scan::{self, Block, WIDTH};
use crate::tag::Tag;
use memchr::{memchr, memmem};

/// What the lexer must know of the element just started.
#[derive(PartialEq, Eq, Clone, Copy, Debug)]
pub enum Content {
    /// Its content is tags and text.
    Markup,
    /// Its content is text up to its own end tag.
    Raw,
}

/// A start tag, `<name …>`.
#[derive(Clone, Copy, Debug)]
pub struct Start<'s> {
    /// The element's tag.
    pub tag: Tag,
    /// Its name as written.
    pub name: &'s [u8],
    /// Where `<` stands.
    pub at: usize,
    /// From `<` to `>`, both included, in bytes.
    pub len: usize,
    /// Whether it ends in `/>`.
    pub self_closing: bool,
    /// Which attributes it may have: bits of [`Hints`].
    pub hints: Hints,
}

/// Whoever receives tags and text, in source order. Offsets are bytes of the source.
pub trait Sink {
    /// A start tag.
    fn start(&mut self, start: Start<'_>) -> Content;
    /// An end tag, `</name …>`, at `from..to`.
    fn end(&mut self, tag: Tag, name: &[u8], from: usize, to: usize);
    /// A run of text, never empty; a long one may come in one piece only.
    fn text(&mut self, from: usize, to: usize);
    /// The content of a CDATA section, never empty: text without character references.
    fn cdata(&mut self, from: usize, to: usize) {
        self.text(from, to);
    }
    /// `<!DOCTYPE …>`, at `from..to`.
    fn doctype(&mut self, from: usize, to: usize) {
        let _ = (from, to);
    }
    /// Whether the innermost open element is of svg or math, where CDATA sections are text.
    fn is_foreign(&self) -> bool {
        false
    }
}

/// The standard's white space.
#[inline]
pub(crate) fn is_space(c: u8) -> bool {
    matches!(c, b' ' | b'\n' | b'\t' | b'\r' | 0x0c)
}

/// Whether a tag's name is over at this byte.
#[inline]
pub(crate) fn ends_name(c: u8) -> bool {
    is_space(c) || matches!(c, b'/' | b'>')
}

/// Where the tag name that starts at `at` ends.
#[inline]
pub(crate) fn name_end(source: &[u8], at: usize) -> usize {
    let block = Block::at(source, at);
    let ends = block.at_most(b' ') | block.equal(b'/') | block.equal(b'>');
    let end = at + ends.trailing_zeros() as usize;
    match source.get(end) {
        Some(c) if ends != 0 && ends_name(*c) => end,
        _ => long_name_end(source, at),
    }
}

/// As [`name_end`]: of long names, and odd ones.
#[cold]
fn long_name_end(source: &[u8], mut at: usize) -> usize {
    while at < source.len() && !ends_name(source[at]) {
        at += 1;
    }
    at
}

/// The name that starts at `at`: its tag, and where it ends.
#[inline]
fn name_at(source: &[u8], at: usize) -> (Tag, usize) {
    let block = Block::at(source, at);
    let ends = block.at_most(b' ') | block.equal(b'/') | block.equal(b'>');
    let len = ends.trailing_zeros() as usize;
    let end = at + len;
    // A control character that is no space belongs to the name; so does whatever comes after sixteen bytes.
    if len <= 8 && source.get(end).is_some_and(|c| ends_name(*c)) {
        let tag = match source[at..].first_chunk() {
            Some(word) => Tag::of_word(u64::from_le_bytes(*word), len),
            None => Tag::of(&source[at..end]),
        };
        return (tag, end);
    }
    let end = name_end(source, at);
    (Tag::of(&source[at..end]), end)
}

/// Which attributes a start tag may have: a set of bits, false alarms included, so that most tags need not be read when
/// one of these is asked for.
pub type Hints = u8;

/// The bits of [`Hints`]; those of a node's own begin below.
pub(crate) mod hint {
    pub(crate) const CLASS: u8 = 1 << 3;
    pub(crate) const ID: u8 = 1 << 4;
    pub(crate) const STYLE: u8 = 1 << 5;
    /// `hidden` or `aria-hidden`.
    pub(crate) const HIDING: u8 = 1 << 6;
    /// `itemscope`, `itemprop`, `typeof`, `property`.
    pub(crate) const ITEM: u8 = 1 << 7;
    /// All of them.
    pub(crate) const ALL: u8 = CLASS | ID | STYLE | HIDING | ITEM;
}

/// The hints by an attribute's length (up to 15), and its first and last letter: of what pages write, `style` is taken
/// for `shape`, and hardly anything else for what it is not.
const HINTS: [u8; 512] = hints();

const fn hints() -> [u8; 512] {
    let mut table = [0; 512];
    let known: [(&[u8], u8); 10] = [
        (b"class", hint::CLASS),
        (b"id", hint::ID),
        (b"style", hint::STYLE),
        (b"hidden", hint::HIDING),
        (b"aria-hidden", hint::HIDING),
        (b"itemscope", hint::ITEM),
        (b"itemprop", hint::ITEM),
        (b"itemtype", hint::ITEM),
        (b"typeof", hint::ITEM),
        (b"property", hint::ITEM),
    ];
    let mut index = 0;
    while index < known.len() {
        let (name, bits) = known[index];
        table[hint_key(name[0], name[name.len() - 1], name.len())] |= bits;
        index += 1;
    }
    table
}

/// Where in [`HINTS`] a name stands, whatever the case of its letters.
#[inline]
const fn hint_key(first: u8, last: u8, len: usize) -> usize {
    len << 5 | (first.wrapping_add(last) & 31) as usize
}

/// The hint an attribute of this name gives; 0 for most names.
#[inline]
pub(crate) fn hint_of(name: &[u8]) -> Hints {
    match (name.first(), name.last()) {
        (Some(first), Some(last)) if name.len() < 16 => HINTS[hint_key(*first, *last, name.len())],
        _ => 0,
    }
}

/// The rest of a tag: where `>` stands, whether `/` stands before it, what attributes it may have.
#[derive(Clone, Copy)]
struct Close {
    at: usize,
    slash: bool,
    hints: Hints,
}

/// How many bytes ` name` has, and the quote behind its `=`, if at `at` stands an attribute as nearly all are written:
/// one space, a short name without oddities, `=`, a quote.
#[inline]
pub(crate) fn plain_attribute(source: &[u8], at: usize) -> Option<(usize, u8)> {
    let block = Block::at(source, at);
    let equals = block.equal(b'=');
    let before = equals.wrapping_sub(1) & !equals;
    let odd = (block.at_most(b' ') | block.equal(b'/') | block.equal(b'>')) & before;
    let len = equals.trailing_zeros() as usize;
    let quote = *source.get(at + len + 1)?;
    let plain = equals != 0 && odd == 1 && len > 1 && is_space(source[at]) && matches!(quote, b'"' | b'\'');
    plain.then_some((len, quote))
}

/// Walks the attributes from `at` (just after the tag's name). `None` if the source ends inside the tag.
#[inline]
fn tag_close(source: &[u8], mut at: usize) -> Option<Close> {
    let mut hints = 0;
    loop {
        if source.get(at) == Some(&b'>') {
            return Some(Close { at, slash: false, hints });
        }
        if let Some((len, quote)) = plain_attribute(source, at) {
            hints |= hint_of(&source[at + 1..at + len]);
            at = scan::find(source, at + len + 2, quote)? + 1;
            continue;
        }
        match attribute(source, at)? {
            Step::Attribute { end, name } => {
                hints |= name;
                at = end;
            }
            Step::Close { at, slash } => return Some(Close { at, slash, hints }),
        }
    }
}

/// Where an attribute's name ends whose second character stands at `at`.
#[inline]
pub(crate) fn attribute_name_end(source: &[u8], at: usize) -> usize {
    let ends = |block: Block| block.at_most(b' ') | block.equal(b'=') | block.equal(b'>') | block.equal(b'/');
    scan::find_by(source, at, ends, |c| is_space(c) || matches!(c, b'=' | b'>' | b'/'))
}

enum Step {
    Attribute { end: usize, name: Hints },
    Close { at: usize, slash: bool },
}

/// One attribute, or the end of the tag, exactly as the standard's states have it.
fn attribute(source: &[u8], mut at: usize) -> Option<Step> {
    let len = source.len();
    let mut slash = false;
    while at < len && (is_space(source[at]) || source[at] == b'/') {
        slash = source[at] == b'/';
        at += 1;
    }
    if *source.get(at)? == b'>' {
        return Some(Step::Close { at, slash });
    }
    let start = at;
    // The first character of a name may be `=`.
    at = attribute_name_end(source, at + 1);
    let name = hint_of(&source[start..at]);
    let mut end = at;
    while at < len && is_space(source[at]) {
        at += 1;
    }
    if source.get(at) == Some(&b'=') {
        at += 1;
        while at < len && is_space(source[at]) {
            at += 1;
        }
        end = match *source.get(at)? {
            quote @ (b'"' | b'\'') => scan::find(source, at + 1, quote)? + 1,
            b'>' => at,
            _ => {
                while at < len && !is_space(source[at]) && source[at] != b'>' {
                    at += 1;
                }
                at
            }
        };
    }
    Some(Step::Attribute { end, name })
}

/// Whether `name` stands at `at` and ends there as a tag's name does.
fn is_tag_name(source: &[u8], at: usize, name: &[u8]) -> bool {
    let end = at + name.len();
    end < source.len() && source[at..end].eq_ignore_ascii_case(name) && ends_name(source[end])
}

/// The searches that are prepared once a page.
struct Search {
    end_tag: memmem::Finder<'static>,
    comment_end: memmem::Finder<'static>,
    comment_end_bang: memmem::Finder<'static>,
}

impl Search {
    fn new() -> Self {
        Self {
            end_tag: memmem::Finder::new("</"),
            comment_end: memmem::Finder::new("-->"),
            comment_end_bang: memmem::Finder::new("--!>"),
        }
    }

    /// Where the next `</` stands; one that is near is found without the search made for long texts.
    fn end_tag_near(&self, source: &[u8], at: usize) -> Option<usize> {
        let block = Block::at(source, at);
        let near = block.equal(b'<') & block.equal(b'/') >> 1;
        if near != 0 {
            return Some(at + near.trailing_zeros() as usize);
        }
        // The last byte may be a `<` whose `/` is in the next block.
        let from = at + WIDTH - 1;
        self.end_tag.find(source.get(from..)?).map(|found| from + found)
    }

    /// Where the `<` of the end tag of a raw text element stands; the end of the source if there is none.
    fn raw_end(&self, source: &[u8], from: usize, tag: Tag, name: &[u8]) -> usize {
        let mut at = from;
        let first = loop {
            match self.end_tag_near(source, at) {
                None => break source.len(),
                Some(found) if is_tag_name(source, found + 2, name) => break found,
                Some(found) => at = found + 2,
            }
        };
        if tag == Tag::Script && memmem::find(&source[from..first], b"<!--").is_some() {
            return script_end(source, from, name);
        }
        first
    }

    /// Where what follows the comment that starts at `from` (`<!--`) begins.
    fn comment_end(&self, source: &[u8], from: usize) -> usize {
        let rest = &source[from..];
        if rest.starts_with(b"<!-->") {
            return from + 5;
        }
        if rest.starts_with(b"<!--->") {
            return from + 6;
        }
        let end = self.comment_end.find(&rest[4..]).map_or(rest.len(), |found| found + 7);
        let bang = self.comment_end_bang.find(&rest[4..end]).map(|found| found + 8);
        from + bang.unwrap_or(end)
    }
}

/// The end of a script that holds `<!--`: inside it, `<script` hides `</script>` (the "escaped" states).
fn script_end(source: &[u8], from: usize, name: &[u8]) -> usize {
    let (mut escaped, mut doubly) = (false, false);
    for block_at in (from..source.len()).step_by(WIDTH) {
        let block = Block::at(source, block_at);
        let mut hits = block.equal(b'<') | block.equal(b'-');
        while hits != 0 {
            let here = block_at + hits.trailing_zeros() as usize;
            hits &= hits - 1;
            let rest = &source[here..];
            if rest[0] == b'-' {
                if escaped && rest.starts_with(b"-->") {
                    (escaped, doubly) = (false, false);
                }
                continue;
            }
            let ends = rest.starts_with(b"</");
            if !escaped && rest.starts_with(b"<!--") {
                escaped = true;
            } else if doubly {
                doubly = !(ends && is_tag_name(source, here + 2, b"script"));
            } else if ends && is_tag_name(source, here + 2, name) {
                return here;
            } else if escaped && is_tag_name(source, here + 1, b"script") {
                doubly = true;
            }
        }
    }
    source.len()
}

/// Reads `source` to its end; a byte order mark at its beginning is passed over.
pub fn lex<S: Sink>(source: &[u8], sink: &mut S) {
    let len = source.len();
    let search = Search::new();
    // `at`: where to look on; `text`: where the text not yet given out begins.
    let mark = if source.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    let (mut at, mut text) = (mark, mark);
    loop {
        // A tag right after a tag is foreseen, where a search would have to be waited for.
        let open = if source.get(at) == Some(&b'<') {
            at
        } else {
            let Some(found) = scan::find(source, at, b'<') else { break };
            found
        };
        let Some(&next) = source.get(open + 1) else { break };
        let is_end = next == b'/' && source.get(open + 2).is_some_and(u8::is_ascii_alphabetic);
        if next.is_ascii_alphabetic() || is_end {
            let start = open + 1 + usize::from(is_end);
            let (tag, name_end) = name_at(source, start);
            let name = &source[start..name_end];
            if open > text {
                sink.text(text, open);
            }
            let Some(close) = tag_close(source, name_end) else {
                text = len;
                break;
            };
            at = close.at + 1;
            text = at;
            if is_end {
                sink.end(tag, name, open, at);
                continue;
            }
            let Close { slash: self_closing, hints, .. } = close;
            if sink.start(Start { tag, name, at: open, len: at - open, self_closing, hints }) == Content::Raw
            {
                if tag == Tag::Plaintext {
                    break;
                }
                let end = search.raw_end(source, at, tag, name);
                if end > at {
                    sink.text(at, end);
                }
                (at, text) = (end, end);
            }
        } else if matches!(next, b'!' | b'?' | b'/') {
            if next == b'/' && open + 2 >= len {
                break;
            }
            if open > text {
                sink.text(text, open);
            }
            at = markup(source, open, &search, sink);
            text = at;
        } else {
            at = open + 1;
            // A run of `<`: only the last may begin a tag.
            while next == b'<' && source.get(at + 1) == Some(&b'<') {
                at += 1;
            }
        }
    }
    if text < len {
        sink.text(text, len);
    }
}

/// A comment, a doctype, a CDATA section or what the standard takes for a comment; where what follows begins.
fn markup<S: Sink>(source: &[u8], open: usize, search: &Search, sink: &mut S) -> usize {
    let rest = &source[open..];
    let len = source.len();
    if rest.starts_with(b"<!--") {
        return search.comment_end(source, open);
    }
    if rest.starts_with(b"<![CDATA[") && sink.is_foreign() {
        let start = open + 9;
        let end = memmem::find(&source[start..], b"]]>").map_or(len, |found| start + found);
        if end > start {
            sink.cdata(start, end);
        }
        return (end + 3).min(len);
    }
    // `</>` is nothing at all; `</ …>` and `<! …>` are comments up to the first `>`.
    let end = memchr(b'>', &rest[2..]).map_or(len, |found| open + found + 3);
    if rest.len() >= 9 && rest[2..9].eq_ignore_ascii_case(b"doctype") {
        sink.doctype(open, end);
    }
    end
}
