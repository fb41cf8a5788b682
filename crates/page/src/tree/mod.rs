//! Tags in source order → the tree, by the standard's insertion modes.
//!
//! Nodes are only ever appended. On the few pages where the standard moves some (misnested formatting, content that does
//! not belong in a table), the new order is kept beside them and written once at the end ([`settle`]).
//!
//! What is not done as the standard does it, on purpose, for a reader of text:
//! - `noscript` in the head keeps what stands in it, where the standard moves "please enable JavaScript" into the body;
//! - `frameset` does not replace the body, nor drop the text after it;
//! - what belongs in the head but comes between `</head>` and `<body>` stays there, beside the head;
//! - the depth is capped ([`Page::DEEPEST`]), so is the number of formatting elements opened again.

mod body;
mod doctype;
mod end;
mod foreign;
mod formatting;
mod head;
mod settle;
mod stack;
mod table;

use crate::entity::{Place, Reference, decode, reference};
use crate::lexer::{Content, Sink, Start, is_space, lex};
use crate::page::{NONE, Node, Page, bit};
use crate::tag::Tag;
use formatting::Formatting;
use settle::Lists;
use stack::{Namespace, Stack};

/// Reads `text` into a page.
pub(crate) fn build(text: &str, strict: bool) -> Page<'_> {
    build_within(text, strict, Page::LONGEST)
}

/// Reads a `text` of at most `longest` bytes, which no offset of a node can exceed; a longer one is refused.
fn build_within(text: &str, strict: bool, longest: usize) -> Page<'_> {
    if text.len() > longest {
        let complaint =
            format!("the page is {} bytes long; one of more than {longest} is not read", text.len());
        return Page { complaints: vec![complaint], ..build("", strict) };
    }
    let mut builder = Builder::new(text, strict);
    lex(text.as_bytes(), &mut builder);
    builder.finish(text)
}

/// Bytes in which [`expected_nodes`] counts at once: few enough for the counts to fit a byte each, so that sixteen places
/// are looked at together.
const WINDOW: usize = 240;

/// Bytes of a page in which nodes are counted at the least.
const SAMPLE: usize = 1 << 15;

/// About how many nodes a page has: elements and texts counted in all of it, in places all over it if it is long. A
/// good guess saves copying the nodes, and memory never used.
fn expected_nodes(source: &[u8]) -> usize {
    let every = (source.len() / SAMPLE).clamp(1, 12);
    let count_from = |at: usize| match source[at..].first_chunk::<{ WINDOW + 1 }>() {
        Some(window) => nodes_in(window),
        None => nodes_in(&source[at..]),
    };
    (0..source.len()).step_by(WINDOW * every).map(count_from).sum::<usize>() * every
}

/// Start tags, and texts: of these as many as begin after a tag and end before one, so that arrows and
/// comparisons in scripts do not count.
#[inline]
fn nodes_in(window: &[u8]) -> usize {
    let (mut elements, mut begins, mut ends) = (0u8, 0u8, 0u8);
    for (&a, &b) in window.iter().zip(&window[1..]) {
        elements += u8::from(a == b'<') & u8::from((b | 32).wrapping_sub(b'a') < 26);
        begins += u8::from(a == b'>') & u8::from(b != b'<');
        ends += u8::from(a != b'>') & u8::from(b == b'<');
    }
    usize::from(elements) + usize::from(begins.min(ends))
}

/// The standard's insertion modes; "text" is [`Builder::raw`], those of framesets are left out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Mode {
    Initial,
    BeforeHead,
    InHead,
    InHeadNoscript,
    AfterHead,
    InBody,
    InTable,
    InCaption,
    InColumnGroup,
    InTableBody,
    InRow,
    InCell,
    InTemplate,
    AfterBody,
}

/// What became of a token.
enum Done {
    Yes(Content),
    /// The mode has changed: look at it again.
    Again,
}
const DONE: Done = Done::Yes(Content::Markup);

struct Builder<'s> {
    source: &'s [u8],
    nodes: Vec<Node>,
    open: Stack,
    formatting: Formatting,
    /// Modes of the templates around.
    templates: Vec<Mode>,
    mode: Mode,
    /// `noscript` in the head as the standard has it.
    strict: bool,
    quirks: bool,
    /// Inside an element whose content is text: the standard's "text" mode.
    raw: bool,
    /// Content of a table that does not belong in one is put before it.
    fostering: bool,
    /// Where a line break is skipped, right after `<pre>`, `<listing>` or `<textarea>`.
    skip_line_break: usize,
    /// Elements too deep to be opened and not yet ended.
    unplaced: u32,
    /// Whether there was such an element.
    too_deep: bool,
    body: u32,
    form: u32,
    /// The order of the nodes, once something was moved.
    lists: Option<Lists>,
    /// A second `html` or `body` tag, whose attributes count where the first has none of that name.
    repeated: Vec<(u32, u32, u32)>,
    /// Whether there were more nodes than expected.
    grown: bool,
}

impl<'s> Builder<'s> {
    fn new(text: &'s str, strict: bool) -> Self {
        let expected = expected_nodes(text.as_bytes());
        let mut builder = Self {
            source: text.as_bytes(),
            nodes: Vec::with_capacity(expected + expected / 12 + 16),
            open: Stack::new(),
            formatting: Formatting::new(text.len()),
            templates: Vec::new(),
            mode: Mode::Initial,
            strict,
            quirks: false,
            raw: false,
            fostering: false,
            skip_line_break: usize::MAX,
            unplaced: 0,
            too_deep: false,
            body: NONE,
            form: NONE,
            lists: None,
            repeated: Vec::new(),
            grown: false,
        };
        builder.insert_implied(Tag::Html, 0);
        builder
    }

    fn finish(mut self, text: &'s str) -> Page<'s> {
        let len = text.len();
        if matches!(self.mode, Mode::Initial | Mode::BeforeHead) {
            self.insert_implied(Tag::Head, len);
            self.mode = Mode::InHead;
        }
        if self.body == NONE {
            self.open.truncate(1);
            self.body = self.insert_implied(Tag::Body, len);
        }
        let moved = self.lists.is_some();
        match self.lists.take() {
            Some(lists) => lists.order(&mut self.nodes),
            None => settle::close(&mut self.nodes),
        }
        let complaints = self.complaints();
        Page { text, nodes: self.nodes, complaints, moved, repeated: self.repeated }
    }

    /// Where the tree is another than the page asks for.
    fn complaints(&self) -> Vec<String> {
        let mut complaints = Vec::new();
        if self.too_deep {
            complaints.push(format!(
                "tags are nested more than {} deep; deeper ones stand beside each other",
                Page::DEEPEST
            ));
        }
        if self.formatting.is_spent() {
            complaints
                .push("formatting tags are left open so often that not all were opened again".to_owned());
        }
        complaints
    }

    /// Appends a node below `parent`.
    #[inline]
    fn append(&mut self, tag: Tag, at: usize, len: usize, bits: u8, parent: u32) -> u32 {
        if self.nodes.len() == self.nodes.capacity() {
            self.grow(at);
        }
        let id = self.nodes.len() as u32;
        let depth = self.nodes.get(parent as usize).map_or(0, |node| node.depth + 1);
        self.nodes.push(Node { at: at as u32, len: len as u32, parent, end: id + 1, depth, tag, bits });
        if let Some(lists) = &mut self.lists {
            lists.push();
            if parent != NONE {
                lists.append(id, parent);
            }
        }
        id
    }

    /// Gives a node a new parent: as its last child, or before a table in it.
    fn put(&mut self, node: u32, (parent, table): (u32, Option<u32>)) {
        let lists = self.lists.get_or_insert_with(|| Lists::of(&self.nodes));
        let old = std::mem::replace(&mut self.nodes[node as usize].parent, parent);
        if old != NONE {
            lists.unlink(node, old);
        }
        match table {
            Some(table) => lists.insert_before(node, table, parent),
            None => lists.append(node, parent),
        }
    }

    /// Makes room for as many nodes as the rest of the page will need.
    #[cold]
    fn grow(&mut self, at: usize) {
        let rest = expected_nodes(&self.source[at.min(self.source.len())..]);
        // Where the guess was far off, half as many as there are keep the number of copies small.
        let wrong = if self.grown { self.nodes.len() / 2 } else { self.nodes.len() / 16 };
        self.grown = true;
        self.nodes.reserve_exact(wrong.max(rest + rest / 8) + 16);
    }

    /// Appends a node at the appropriate place: below the innermost open element, or before a table.
    #[inline]
    fn insert(&mut self, tag: Tag, at: usize, len: usize, bits: u8) -> u32 {
        if self.fostering {
            return self.insert_fostered(tag, at, len, bits);
        }
        let parent = self.open.last_id();
        self.append(tag, at, len, bits, parent)
    }

    /// Appends an element of HTML and opens it.
    #[inline]
    fn insert_open(&mut self, start: &Start<'_>) -> u32 {
        let id = self.insert(start.tag, start.at, start.len, start.hints);
        self.open_node(id, start.tag, Namespace::Html);
        id
    }

    /// Appends an element without content.
    fn insert_void(&mut self, start: &Start<'_>) -> Done {
        self.insert(start.tag, start.at, start.len, start.hints);
        DONE
    }

    /// Appends an element whose content is text, and opens it.
    fn insert_raw(&mut self, start: &Start<'_>) -> Done {
        let id = self.insert(start.tag, start.at, start.len, start.hints);
        self.open.push(id, start.tag, Namespace::Html, start.name);
        self.raw = true;
        Done::Yes(Content::Raw)
    }

    /// Appends and opens an element that is not in the source, at `at`.
    fn insert_implied(&mut self, tag: Tag, at: usize) -> u32 {
        let id = self.insert(tag, at, 0, bit::IMPLIED);
        self.open_node(id, tag, Namespace::Html);
        id
    }

    #[inline]
    fn open_node(&mut self, id: u32, tag: Tag, namespace: Namespace) {
        let node = self.nodes[id as usize];
        if usize::from(node.depth) < Page::DEEPEST - 1 && self.open.len() < Page::DEEPEST {
            let name = if tag == Tag::Other { self.name_at(node) } else { b"" };
            self.open.push(id, tag, namespace, name);
        } else {
            self.too_deep = true;
            self.unplaced += u32::from(!tag.has(crate::tag::trait_of::IMPLIED_END));
        }
    }

    /// The name in the start tag of a node.
    fn name_at(&self, node: Node) -> &'s [u8] {
        let start = (node.at as usize + 1).min(self.source.len());
        &self.source[start..crate::lexer::name_end(self.source, start)]
    }

    #[inline]
    fn pop(&mut self) {
        if let Some(closed) = self.open.pop() {
            self.formatting.note_closed(closed);
        }
    }

    /// Closes open elements until `depth` are left.
    #[inline]
    fn pop_to(&mut self, depth: usize) {
        while self.open.len() > depth {
            self.pop();
        }
    }

    /// The tag of the innermost open element, if it is of HTML.
    #[inline]
    fn top(&self) -> Tag {
        self.open.top()
    }

    /// Whether a text is white space, written out or as character references.
    fn is_blank(&self, from: usize, to: usize) -> bool {
        let text = &self.source[from..to];
        match text.iter().position(|c| !is_space(*c) && *c != 0) {
            None => true,
            Some(at) if text[at] == b'&' => {
                let text = std::str::from_utf8(text).unwrap_or("x");
                decode(text, Place::Text).bytes().all(is_space)
            }
            Some(_) => false,
        }
    }

    /// Where the white space at the start of a text ends.
    fn past_space(&self, from: usize, to: usize) -> usize {
        from + self.source[from..to].iter().take_while(|c| is_space(**c)).count()
    }

    fn insert_text(&mut self, from: usize, to: usize) {
        if to > from {
            self.insert(Tag::Text, from, to - from, 0);
        }
    }

    fn text_in_body(&mut self, from: usize, to: usize) {
        self.reopen_formatting();
        self.insert(Tag::Text, from, to - from, 0);
    }

    /// Text by the mode at hand; true when it is done, false when the mode has changed. `from` moves over what is done.
    fn text_by_mode(&mut self, from: &mut usize, to: usize) -> bool {
        match self.mode {
            Mode::InBody | Mode::InCell | Mode::InCaption | Mode::InTemplate => {
                self.text_in_body(*from, to);
                return true;
            }
            Mode::InHeadNoscript if !self.strict => {
                self.text_in_body(*from, to);
                return true;
            }
            Mode::InTable | Mode::InTableBody | Mode::InRow => {
                self.text_in_table(*from, to);
                return true;
            }
            _ => {}
        }
        let past = self.past_space(*from, to);
        match self.mode {
            Mode::InHead | Mode::InHeadNoscript | Mode::AfterHead | Mode::InColumnGroup => {
                self.insert_text(*from, past);
            }
            Mode::AfterBody if past == to => {
                self.text_in_body(*from, to);
                return true;
            }
            _ => {}
        }
        if past == to {
            return true;
        }
        match self.mode {
            Mode::AfterBody => self.mode = Mode::InBody,
            // In a template: of a text, only its white space is taken.
            Mode::InColumnGroup if self.top() != Tag::Colgroup => {
                let words = self.source[past..to].iter().take_while(|c| !is_space(**c)).count();
                *from = past + words;
                return *from == to;
            }
            Mode::InColumnGroup => {
                *from = past;
                self.end_column_group();
            }
            _ => {
                *from = past;
                self.step_towards_body(past);
            }
        }
        false
    }
}

/// The length of the line break that a text begins with, however written; 0 if there is none.
fn line_break_len(text: &[u8]) -> usize {
    match text {
        [b'\r', b'\n', ..] => 2,
        [b'\n' | b'\r', ..] => 1,
        [b'&', ..] => match reference(text, Place::Text) {
            Some((len, Reference::Named("\n") | Reference::Numeric('\n'))) => len,
            _ => 0,
        },
        _ => 0,
    }
}

impl Sink for Builder<'_> {
    fn is_foreign(&self) -> bool {
        self.open.last_namespace() != Namespace::Html
    }

    #[inline]
    fn text(&mut self, from: usize, to: usize) {
        let mut from = from;
        if from == self.skip_line_break {
            from += line_break_len(&self.source[from..to]);
            if from == to {
                return;
            }
        }
        if self.raw {
            self.insert(Tag::Text, from, to - from, 0);
            return;
        }
        if self.open.last_namespace() != Namespace::Html && self.text_is_foreign() {
            self.insert(Tag::Text, from, to - from, bit::FOREIGN);
            return;
        }
        if self.source[from] == 0 && self.source[from..to].iter().all(|c| *c == 0) {
            return;
        }
        if self.mode == Mode::InBody {
            self.text_in_body(from, to);
            return;
        }
        while !self.text_by_mode(&mut from, to) {}
    }

    #[inline]
    fn start(&mut self, start: Start<'_>) -> Content {
        let start = &start;
        if self.open.last_namespace() != Namespace::Html && self.start_is_foreign(start.tag) {
            if !self.breaks_out(start) {
                self.start_foreign(start);
                return Content::Markup;
            }
            self.leave_foreign();
        }
        loop {
            if let Done::Yes(content) = self.start_by_mode(start) {
                return content;
            }
        }
    }

    #[inline]
    fn end(&mut self, tag: Tag, name: &[u8], from: usize, _to: usize) {
        if self.raw {
            self.raw = false;
            self.pop();
            return;
        }
        if self.open.last_namespace() != Namespace::Html && self.end_foreign(tag, name) {
            return;
        }
        if self.unplaced > 0 && self.end_unplaced(tag) {
            return;
        }
        while let Done::Again = self.end_by_mode(tag, name, from) {}
    }

    fn cdata(&mut self, from: usize, to: usize) {
        let foreign = if self.text_is_foreign() { bit::FOREIGN } else { 0 };
        self.insert(Tag::Text, from, to - from, foreign | bit::VERBATIM);
    }

    fn doctype(&mut self, from: usize, to: usize) {
        if self.mode == Mode::Initial {
            self.quirks = doctype::is_quirky(&self.source[from..to]);
            self.mode = Mode::BeforeHead;
        }
    }
}

impl Builder<'_> {
    /// An end tag while elements too deep to be opened are not ended yet: it is taken for theirs.
    fn end_unplaced(&mut self, tag: Tag) -> bool {
        use crate::tag::trait_of::{IMPLIED_END, VOID};
        if !tag.has(IMPLIED_END | VOID) {
            self.unplaced -= 1;
        }
        true
    }

    #[inline]
    fn start_by_mode(&mut self, start: &Start<'_>) -> Done {
        match self.mode {
            Mode::InBody => self.start_in_body(start),
            Mode::Initial => {
                self.quirks = true;
                self.mode = Mode::BeforeHead;
                Done::Again
            }
            Mode::BeforeHead => self.start_before_head(start),
            Mode::InHead => self.start_in_head(start),
            Mode::InHeadNoscript => self.start_in_head_noscript(start),
            Mode::AfterHead => self.start_after_head(start),
            Mode::InTable => self.start_in_table(start),
            Mode::InCaption => self.start_in_caption(start),
            Mode::InColumnGroup => self.start_in_column_group(start),
            Mode::InTableBody => self.start_in_table_body(start),
            Mode::InRow => self.start_in_row(start),
            Mode::InCell => self.start_in_cell(start),
            Mode::InTemplate => self.start_in_template(start),
            Mode::AfterBody => {
                if start.tag == Tag::Html {
                    return self.start_in_body(start);
                }
                self.mode = Mode::InBody;
                Done::Again
            }
        }
    }

    #[inline]
    fn end_by_mode(&mut self, tag: Tag, name: &[u8], at: usize) -> Done {
        match self.mode {
            Mode::InBody => self.end_in_body(tag, name, at),
            Mode::InTemplate if tag == Tag::Template => self.end_template(),
            Mode::InTemplate => DONE,
            Mode::Initial | Mode::BeforeHead | Mode::InHead | Mode::AfterHead => {
                self.end_before_body(tag, at)
            }
            Mode::InHeadNoscript => self.end_in_head_noscript(tag, name, at),
            Mode::InTable => self.end_in_table(tag, name, at),
            Mode::InCaption => self.end_in_caption(tag, name, at),
            Mode::InColumnGroup => self.end_in_column_group(tag),
            Mode::InTableBody => self.end_in_table_body(tag, name, at),
            Mode::InRow => self.end_in_row(tag, name, at),
            Mode::InCell => self.end_in_cell(tag, name, at),
            Mode::AfterBody => {
                if matches!(tag, Tag::Html | Tag::Body) {
                    return DONE;
                }
                self.mode = Mode::InBody;
                Done::Again
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Page, build_within};
    use crate::NodeId;

    #[test]
    fn a_page_too_long_for_its_offsets_is_refused() {
        // Every offset, also one past the end, fits four bytes, and is not what stands for "no node".
        assert_eq!(u32::try_from(Page::LONGEST + 1), Ok(u32::MAX));
        for strict in [false, true] {
            let read = build_within("<p>seven", strict, 8);
            assert_eq!((read.text_within(NodeId::ROOT).as_ref(), read.complaints().len()), ("seven", 0));
            let refused = build_within("<p>eight!", strict, 8);
            assert_eq!((refused.text(), refused.text_within(NodeId::ROOT).as_ref()), ("", ""));
            assert_eq!(refused.nodes().len(), 3, "html, head and body, as every page has");
            assert!(refused.complaints()[0].contains("9 bytes long; one of more than 8"));
        }
    }
}
