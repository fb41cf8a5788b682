//! Tags in source order → the tree: implied tags, misnested tags and tables put right as the standard puts them right.

use crate::Page;
use crate::lexer::{Content, Sink, is_space, lex, name_end};
use crate::page::{NONE, Node, bit};
use crate::tag::Tag;
use crate::tag::trait_of::{
    BREAKOUT, CLOSES_P, FORMATTING, HEAD, HEADING, IMPLIED_END, RAW, SCOPE, SPECIAL, TABLE, VOID,
};

/// Reads `text` into a page.
pub(crate) fn build(text: &str) -> Page<'_> {
    let mut complaints = Vec::new();
    let mut text = text;
    if text.len() > Page::LONGEST {
        complaints.push(format!(
            "the page is {} bytes long, more than {} are not read",
            text.len(),
            Page::LONGEST
        ));
        text = "";
    }
    let mut builder = Builder {
        source: text.as_bytes(),
        nodes: Vec::with_capacity(text.len() / 48 + 16),
        open: Vec::with_capacity(64),
        unplaced: 0,
        head: HeadState::Before,
        body: NONE,
        form: NONE,
    };
    builder.open_at(Tag::Html, 0, 0, bit::IMPLIED);
    lex(text.as_bytes(), &mut builder);
    builder.ensure_body(text.len());
    builder.pop_to(0);
    Page { text, nodes: builder.nodes, complaints }
}

#[derive(Clone, Copy)]
struct Open {
    id: u32,
    tag: Tag,
    foreign: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum HeadState {
    Before,
    Inside,
    After,
}

struct Builder<'s> {
    source: &'s [u8],
    nodes: Vec<Node>,
    open: Vec<Open>,
    /// Elements too deep to be opened, not yet closed.
    unplaced: u32,
    head: HeadState,
    body: u32,
    form: u32,
}

impl Builder<'_> {
    #[inline]
    fn push(&mut self, tag: Tag, at: usize, len: usize, bits: u8) -> u32 {
        let id = self.nodes.len() as u32;
        let parent = self.open.last().map_or(NONE, |open| open.id);
        let depth = self.open.len() as u16;
        self.nodes.push(Node { at: at as u32, len: len as u32, parent, end: id + 1, depth, tag, bits });
        id
    }

    #[inline]
    fn open_at(&mut self, tag: Tag, at: usize, len: usize, bits: u8) {
        let id = self.push(tag, at, len, bits);
        self.open_node(id, tag, bits & bit::FOREIGN != 0);
    }

    #[inline]
    fn open_node(&mut self, id: u32, tag: Tag, foreign: bool) {
        if self.open.len() < Page::DEEPEST {
            self.open.push(Open { id, tag, foreign });
        } else {
            self.unplaced += 1;
        }
    }

    #[inline]
    fn pop(&mut self) {
        if let Some(open) = self.open.pop() {
            self.nodes[open.id as usize].end = self.nodes.len() as u32;
        }
    }

    fn pop_to(&mut self, depth: usize) {
        while self.open.len() > depth {
            self.pop();
        }
    }

    /// Depth of the nearest element wanted that is in scope; `stop` bounds the scope further.
    #[inline]
    fn in_scope(&self, want: impl Fn(Tag) -> bool, stop: impl Fn(Tag) -> bool) -> Option<usize> {
        for (depth, open) in self.open.iter().enumerate().rev() {
            if !open.foreign && want(open.tag) {
                return Some(depth);
            }
            if open.tag.has(SCOPE) && !open.foreign || stop(open.tag) {
                return None;
            }
        }
        None
    }

    #[inline]
    fn close_p(&mut self) {
        if let Some(depth) = self.in_scope(|tag| tag == Tag::P, |tag| tag == Tag::Button) {
            self.pop_to(depth);
        }
    }

    fn top(&self) -> Tag {
        self.open.last().map_or(Tag::Html, |open| open.tag)
    }

    fn foreign_top(&self) -> bool {
        self.open.last().is_some_and(|open| open.foreign)
    }

    fn ensure_body(&mut self, at: usize) {
        if self.body != NONE {
            return;
        }
        if self.head == HeadState::Before {
            self.push(Tag::Head, at, 0, bit::IMPLIED);
        }
        self.head = HeadState::After;
        self.pop_to(1);
        self.body = self.nodes.len() as u32;
        self.open_at(Tag::Body, at, 0, bit::IMPLIED);
    }

    fn is_named(&self, open: Open, tag: Tag, name: &[u8]) -> bool {
        if tag != Tag::Other || open.tag != Tag::Other {
            return open.tag == tag;
        }
        let start = self.nodes[open.id as usize].at as usize + 1;
        let end = name_end(self.source, start);
        self.source[start..end].eq_ignore_ascii_case(name)
    }

    fn end_foreign(&mut self, tag: Tag, name: &[u8]) -> bool {
        for depth in (0..self.open.len()).rev() {
            let open = self.open[depth];
            if !open.foreign {
                return false;
            }
            if self.is_named(open, tag, name) {
                self.pop_to(depth);
                return true;
            }
        }
        false
    }

    fn start_foreign(&mut self, tag: Tag, from: usize, to: usize, self_closing: bool) {
        let id = self.push(tag, from, to - from, bit::FOREIGN);
        if !self_closing {
            let html_inside = matches!(tag, Tag::ForeignObject | Tag::Desc | Tag::Title);
            self.open_node(id, tag, !html_inside);
        }
    }

    fn before_body(&mut self, tag: Tag, from: usize) {
        if tag.has(HEAD) {
            if self.head == HeadState::Before {
                self.head = HeadState::Inside;
                self.open_at(Tag::Head, from, 0, bit::IMPLIED);
            }
        } else if !self.open.iter().any(|open| matches!(open.tag, Tag::Template | Tag::Noscript)) {
            self.ensure_body(from);
        }
    }

    fn close_item(&mut self, tag: Tag) {
        for depth in (0..self.open.len()).rev() {
            let open = self.open[depth].tag;
            let same = if tag == Tag::Li { open == Tag::Li } else { matches!(open, Tag::Dd | Tag::Dt) };
            if same {
                self.pop_to(depth);
                break;
            }
            if open.has(SPECIAL) && !matches!(open, Tag::Address | Tag::Div | Tag::P) {
                break;
            }
        }
        self.close_p();
    }

    /// Depth just above the innermost of `tags` in the table at depth `table`.
    fn above(&self, table: usize, tags: &[Tag]) -> usize {
        let inside = self.open[table..].iter().rposition(|open| tags.contains(&open.tag));
        inside.map_or(table, |depth| table + depth) + 1
    }

    /// Makes room for a part of a table; false if there is no table.
    fn start_in_table(&mut self, tag: Tag, from: usize) -> bool {
        let Some(table) = self.open.iter().rposition(|open| matches!(open.tag, Tag::Table | Tag::Template))
        else {
            return false;
        };
        const SECTIONS: &[Tag] = &[Tag::Tbody, Tag::Thead, Tag::Tfoot];
        match tag {
            Tag::Tr => {
                let depth = self.above(table, SECTIONS);
                self.pop_to(depth);
                if depth == table + 1 && self.open[table].tag == Tag::Table {
                    self.open_at(Tag::Tbody, from, 0, bit::IMPLIED);
                }
            }
            Tag::Td | Tag::Th => {
                let depth = self.above(table, &[Tag::Tr]);
                if depth > table + 1 {
                    self.pop_to(depth);
                } else {
                    self.start_in_table(Tag::Tr, from);
                    self.open_at(Tag::Tr, from, 0, bit::IMPLIED);
                }
            }
            Tag::Col => {
                let depth = self.above(table, &[Tag::Colgroup]);
                self.pop_to(depth);
                if depth == table + 1 {
                    self.open_at(Tag::Colgroup, from, 0, bit::IMPLIED);
                }
            }
            _ => self.pop_to(table + 1),
        }
        true
    }

    /// Closes what the start of `tag` implies is closed; false if the tag is to be ignored.
    fn make_room(&mut self, tag: Tag, from: usize) -> bool {
        if tag.has(CLOSES_P) {
            self.close_p();
            if tag.has(HEADING) && self.top().has(HEADING) {
                self.pop();
            }
        }
        match tag {
            Tag::Li | Tag::Dd | Tag::Dt => self.close_item(tag),
            Tag::A | Tag::Nobr | Tag::Button => {
                if let Some(depth) = self.in_scope(|open| open == tag, |_| false) {
                    self.pop_to(depth);
                }
            }
            Tag::Form => {
                if self.form != NONE {
                    return false;
                }
                self.close_p();
                self.form = self.nodes.len() as u32;
            }
            Tag::Option | Tag::Optgroup => {
                if self.top() == Tag::Option {
                    self.pop();
                }
                if tag == Tag::Optgroup && self.top() == Tag::Optgroup {
                    self.pop();
                }
            }
            Tag::Hr | Tag::Table => self.close_p(),
            Tag::Rp | Tag::Rt | Tag::Rb | Tag::Rtc
                if self.top().has(IMPLIED_END) && self.top() != Tag::Rtc =>
            {
                self.pop();
            }
            _ if tag.has(TABLE) => return self.start_in_table(tag, from),
            _ => {}
        }
        true
    }
}

impl Sink for Builder<'_> {
    fn is_foreign(&self) -> bool {
        self.foreign_top()
    }

    fn text(&mut self, from: usize, to: usize) {
        if self.open.len() <= 1 || (self.open.len() == 2 && self.top() == Tag::Head) {
            if self.source[from..to].iter().all(|c| is_space(*c)) {
                return;
            }
            self.ensure_body(from);
        }
        let bits = if self.foreign_top() { bit::FOREIGN } else { 0 };
        self.push(Tag::Text, from, to - from, bits);
    }

    fn start(&mut self, tag: Tag, _name: &[u8], from: usize, to: usize, self_closing: bool) -> Content {
        let len = to - from;
        if self.foreign_top() {
            if !tag.has(BREAKOUT) {
                self.start_foreign(tag, from, to, self_closing);
                return Content::Markup;
            }
            while self.foreign_top() {
                self.pop();
            }
        }
        match tag {
            Tag::Html => {
                if self.nodes[0].len == 0 {
                    self.nodes[0] = Node { at: from as u32, len: len as u32, bits: 0, ..self.nodes[0] };
                }
                return Content::Markup;
            }
            Tag::Head => {
                if self.head == HeadState::Before {
                    self.head = HeadState::Inside;
                    self.open_at(tag, from, len, 0);
                }
                return Content::Markup;
            }
            Tag::Body => {
                if self.body == NONE {
                    self.ensure_body(from);
                    let body = &mut self.nodes[self.body as usize];
                    *body = Node { at: from as u32, len: len as u32, bits: 0, ..*body };
                }
                return Content::Markup;
            }
            _ => {}
        }
        if self.body == NONE {
            self.before_body(tag, from);
        }
        if !self.make_room(tag, from) {
            return Content::Markup;
        }
        if matches!(tag, Tag::Svg | Tag::Math) {
            let id = self.push(tag, from, len, bit::FOREIGN);
            if !self_closing {
                self.open_node(id, tag, true);
            }
            return Content::Markup;
        }
        let id = self.push(tag, from, len, 0);
        if !tag.has(VOID) {
            self.open_node(id, tag, false);
        }
        if tag.has(RAW) || tag == Tag::Plaintext { Content::Raw } else { Content::Markup }
    }

    fn end(&mut self, tag: Tag, name: &[u8], _from: usize, _to: usize) {
        if self.foreign_top() && self.end_foreign(tag, name) {
            return;
        }
        match tag {
            Tag::Html | Tag::Body | Tag::Head => return,
            Tag::Form => self.form = NONE,
            _ if tag.has(VOID) => return,
            _ => {}
        }
        if self.unplaced > 0 {
            self.unplaced -= 1;
            return;
        }
        if tag == Tag::Other || !tag.has(SPECIAL | FORMATTING) {
            for depth in (1..self.open.len()).rev() {
                let open = self.open[depth];
                if self.is_named(open, tag, name) {
                    self.pop_to(depth);
                    return;
                }
                if open.tag.has(SPECIAL) {
                    return;
                }
            }
            return;
        }
        let depth = match tag {
            _ if tag.has(HEADING) => self.in_scope(|open| open.has(HEADING), |_| false),
            Tag::P => self.in_scope(|open| open == tag, |open| open == Tag::Button),
            Tag::Li => self.in_scope(|open| open == tag, |open| matches!(open, Tag::Ol | Tag::Ul)),
            Tag::Template => self.open.iter().rposition(|open| open.tag == tag),
            _ if tag.has(TABLE) || tag == Tag::Table => {
                let depth = self.open.iter().rposition(|open| open.tag == tag);
                let table = self.open.iter().rposition(|open| matches!(open.tag, Tag::Table | Tag::Template));
                depth.filter(|depth| table.is_some_and(|table| *depth >= table))
            }
            _ => self.in_scope(|open| open == tag, |_| false),
        };
        if let Some(depth) = depth.filter(|depth| *depth > 0) {
            self.pop_to(depth);
        }
    }
}
