//! The modes of tables, and content that does not belong in one: it is put before it ("foster parenting").

use super::stack::{Open, Scope};
use super::{Builder, DONE, Done, Mode};
use crate::lexer::Start;
use crate::page::NONE;
use crate::tag::Tag;

/// Elements whose content, where it does not belong, is put before the table.
fn fosters(open: Open) -> bool {
    matches!(open.tag, Tag::Table | Tag::Tbody | Tag::Tfoot | Tag::Thead | Tag::Tr) && open.is(open.tag)
}

impl Builder<'_> {
    /// Below which node, and before which table, a node meant for `target` goes.
    pub(super) fn place_below(&self, target: Open) -> (u32, Option<u32>) {
        if !self.fostering || !fosters(target) {
            return (target.id, None);
        }
        for open in self.open.iter().rev() {
            if open.is(Tag::Template) {
                return (open.id, None);
            }
            if open.is(Tag::Table) {
                return (self.nodes[open.id as usize].parent, Some(open.id));
            }
        }
        (0, None)
    }

    #[cold]
    pub(super) fn insert_fostered(&mut self, tag: Tag, at: usize, len: usize, bits: u8) -> u32 {
        let Some(target) = self.open.last() else { return self.append(tag, at, len, bits, NONE) };
        let (parent, table) = self.place_below(target);
        if parent == target.id {
            return self.append(tag, at, len, bits, parent);
        }
        let id = self.append(tag, at, len, bits, NONE);
        self.put(id, (parent, table));
        self.nodes[id as usize].depth = self.nodes[parent as usize].depth + 1;
        id
    }

    fn foster_start(&mut self, start: &Start<'_>) -> Done {
        self.fostering = true;
        let done = self.start_in_body(start);
        self.fostering = false;
        done
    }

    pub(super) fn text_in_table(&mut self, from: usize, to: usize) {
        let in_place = self.open.last().is_some_and(fosters) || self.top() == Tag::Template;
        if in_place && self.is_blank(from, to) {
            self.insert_text(from, to);
            return;
        }
        self.fostering = true;
        self.text_in_body(from, to);
        self.fostering = false;
    }

    /// Closes elements until one of `tags` is innermost.
    fn clear_to(&mut self, tags: &[Tag]) {
        while !tags.contains(&self.top()) && self.top() != Tag::Html && self.open.len() > 1 {
            self.pop();
        }
    }

    fn clear_to_table(&mut self) {
        self.clear_to(&[Tag::Table, Tag::Template]);
    }

    fn clear_to_section(&mut self) {
        self.clear_to(&[Tag::Tbody, Tag::Tfoot, Tag::Thead, Tag::Template]);
    }

    fn clear_to_row(&mut self) {
        self.clear_to(&[Tag::Tr, Tag::Template]);
    }

    fn open_in(&mut self, start: &Start<'_>, mode: Mode) -> Done {
        self.insert_open(start);
        self.mode = mode;
        DONE
    }

    fn imply_in(&mut self, tag: Tag, at: usize, mode: Mode) -> Done {
        self.insert_implied(tag, at);
        self.mode = mode;
        Done::Again
    }

    pub(super) fn start_in_table(&mut self, start: &Start<'_>) -> Done {
        match start.tag {
            Tag::Caption => {
                self.clear_to_table();
                self.formatting.mark();
                self.open_in(start, Mode::InCaption)
            }
            Tag::Colgroup => {
                self.clear_to_table();
                self.open_in(start, Mode::InColumnGroup)
            }
            Tag::Col => {
                self.clear_to_table();
                self.imply_in(Tag::Colgroup, start.at, Mode::InColumnGroup)
            }
            Tag::Tbody | Tag::Tfoot | Tag::Thead => {
                self.clear_to_table();
                self.open_in(start, Mode::InTableBody)
            }
            Tag::Td | Tag::Th | Tag::Tr => {
                self.clear_to_table();
                self.imply_in(Tag::Tbody, start.at, Mode::InTableBody)
            }
            Tag::Table => {
                let Some(depth) = self.open.in_scope(Tag::Table, Scope::Table) else { return DONE };
                self.pop_to(depth);
                self.reset_mode();
                Done::Again
            }
            Tag::Style | Tag::Script | Tag::Template => self.start_of_head(start).unwrap_or(DONE),
            Tag::Input if self.is_hidden_input(start) => self.insert_void(start),
            Tag::Form => {
                if self.form == NONE && !self.open.has(Tag::Template) {
                    self.form = self.insert(start.tag, start.at, start.len, start.hints);
                }
                DONE
            }
            _ => self.foster_start(start),
        }
    }

    fn is_hidden_input(&self, start: &Start<'_>) -> bool {
        let tag = std::str::from_utf8(&self.source[start.at..start.at + start.len]).unwrap_or_default();
        let mut attributes = crate::attribute::Attributes::of_tag(tag, 0);
        attributes
            .find(|attribute| attribute.is("type"))
            .is_some_and(|kind| kind.value().eq_ignore_ascii_case("hidden"))
    }

    pub(super) fn end_in_table(&mut self, tag: Tag, name: &[u8], at: usize) -> Done {
        match tag {
            Tag::Table => {
                if let Some(depth) = self.open.in_scope(Tag::Table, Scope::Table) {
                    self.pop_to(depth);
                    self.reset_mode();
                }
                DONE
            }
            Tag::Body
            | Tag::Caption
            | Tag::Col
            | Tag::Colgroup
            | Tag::Html
            | Tag::Tbody
            | Tag::Td
            | Tag::Tfoot
            | Tag::Th
            | Tag::Thead
            | Tag::Tr => DONE,
            Tag::Template => self.end_template(),
            _ => {
                self.fostering = true;
                let done = self.end_in_body(tag, name, at);
                self.fostering = false;
                done
            }
        }
    }

    /// Whether a start tag ends a caption or a cell.
    fn is_table_part(tag: Tag) -> bool {
        tag.has(crate::tag::trait_of::TABLE)
    }

    fn close_caption(&mut self) -> bool {
        let Some(depth) = self.open.in_scope(Tag::Caption, Scope::Table) else { return false };
        self.pop_to(depth);
        self.formatting.clear_to_mark();
        self.mode = Mode::InTable;
        true
    }

    pub(super) fn start_in_caption(&mut self, start: &Start<'_>) -> Done {
        if !Self::is_table_part(start.tag) {
            return self.start_in_body(start);
        }
        if self.close_caption() { Done::Again } else { DONE }
    }

    pub(super) fn end_in_caption(&mut self, tag: Tag, name: &[u8], at: usize) -> Done {
        match tag {
            Tag::Caption => {
                self.close_caption();
                DONE
            }
            Tag::Table => {
                if self.close_caption() {
                    Done::Again
                } else {
                    DONE
                }
            }
            Tag::Body | Tag::Html => DONE,
            _ if Self::is_table_part(tag) => DONE,
            _ => self.end_in_body(tag, name, at),
        }
    }

    /// Leaves the "in column group" mode, if a column group is open.
    pub(super) fn end_column_group(&mut self) {
        if self.top() == Tag::Colgroup {
            self.pop();
        }
        self.mode = Mode::InTable;
    }

    pub(super) fn start_in_column_group(&mut self, start: &Start<'_>) -> Done {
        match start.tag {
            Tag::Html => self.start_html(start),
            Tag::Col => self.insert_void(start),
            Tag::Template => self.start_of_head(start).unwrap_or(DONE),
            _ if self.top() == Tag::Colgroup => {
                self.end_column_group();
                Done::Again
            }
            _ => DONE,
        }
    }

    pub(super) fn end_in_column_group(&mut self, tag: Tag) -> Done {
        match tag {
            Tag::Col => DONE,
            Tag::Template => self.end_template(),
            _ if self.top() != Tag::Colgroup => DONE,
            Tag::Colgroup => {
                self.end_column_group();
                DONE
            }
            _ => {
                self.end_column_group();
                Done::Again
            }
        }
    }

    /// Closes the section of rows at hand.
    fn close_section(&mut self) -> Done {
        if self.open.any_in_table_scope(&[Tag::Tbody, Tag::Thead, Tag::Tfoot]).is_none() {
            return DONE;
        }
        self.clear_to_section();
        self.pop();
        self.mode = Mode::InTable;
        Done::Again
    }

    pub(super) fn start_in_table_body(&mut self, start: &Start<'_>) -> Done {
        match start.tag {
            Tag::Tr => {
                self.clear_to_section();
                self.open_in(start, Mode::InRow)
            }
            Tag::Td | Tag::Th => {
                self.clear_to_section();
                self.imply_in(Tag::Tr, start.at, Mode::InRow)
            }
            tag if Self::is_table_part(tag) => self.close_section(),
            _ => self.start_in_table(start),
        }
    }

    pub(super) fn end_in_table_body(&mut self, tag: Tag, name: &[u8], at: usize) -> Done {
        match tag {
            Tag::Tbody | Tag::Tfoot | Tag::Thead => {
                if self.open.in_scope(tag, Scope::Table).is_some() {
                    self.clear_to_section();
                    self.pop();
                    self.mode = Mode::InTable;
                }
                DONE
            }
            Tag::Table => self.close_section(),
            _ => self.end_in_table(tag, name, at),
        }
    }

    /// Closes the row at hand; false if there is none.
    fn close_row(&mut self) -> bool {
        if self.open.in_scope(Tag::Tr, Scope::Table).is_none() {
            return false;
        }
        self.clear_to_row();
        self.pop();
        self.mode = Mode::InTableBody;
        true
    }

    pub(super) fn start_in_row(&mut self, start: &Start<'_>) -> Done {
        match start.tag {
            Tag::Td | Tag::Th => {
                self.clear_to_row();
                self.formatting.mark();
                self.open_in(start, Mode::InCell)
            }
            tag if Self::is_table_part(tag) => {
                if self.close_row() {
                    Done::Again
                } else {
                    DONE
                }
            }
            _ => self.start_in_table(start),
        }
    }

    pub(super) fn end_in_row(&mut self, tag: Tag, name: &[u8], at: usize) -> Done {
        match tag {
            Tag::Tr => {
                self.close_row();
                DONE
            }
            Tag::Table => {
                if self.close_row() {
                    Done::Again
                } else {
                    DONE
                }
            }
            Tag::Tbody | Tag::Tfoot | Tag::Thead => {
                if self.open.in_scope(tag, Scope::Table).is_some() && self.close_row() {
                    Done::Again
                } else {
                    DONE
                }
            }
            _ => self.end_in_table(tag, name, at),
        }
    }

    /// Closes the cell at hand; false if there is none.
    fn close_cell(&mut self) -> bool {
        let Some(depth) = self.open.any_in_table_scope(&[Tag::Td, Tag::Th]) else { return false };
        self.pop_to(depth);
        self.formatting.clear_to_mark();
        self.mode = Mode::InRow;
        true
    }

    pub(super) fn start_in_cell(&mut self, start: &Start<'_>) -> Done {
        if !Self::is_table_part(start.tag) {
            return self.start_in_body(start);
        }
        if self.close_cell() { Done::Again } else { DONE }
    }

    pub(super) fn end_in_cell(&mut self, tag: Tag, name: &[u8], at: usize) -> Done {
        match tag {
            Tag::Td | Tag::Th => {
                if let Some(depth) = self.open.in_scope(tag, Scope::Table) {
                    self.pop_to(depth);
                    self.formatting.clear_to_mark();
                    self.mode = Mode::InRow;
                }
                DONE
            }
            Tag::Body | Tag::Caption | Tag::Col | Tag::Colgroup | Tag::Html => DONE,
            Tag::Table | Tag::Tbody | Tag::Tfoot | Tag::Thead | Tag::Tr => {
                if self.open.in_scope(tag, Scope::Table).is_some() && self.close_cell() {
                    Done::Again
                } else {
                    DONE
                }
            }
            _ => self.end_in_body(tag, name, at),
        }
    }
}
