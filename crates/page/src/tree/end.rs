//! End tags in the "in body" mode.

use super::stack::{Scope, counter_of};
use super::{Builder, DONE, Done, Mode};
use crate::page::NONE;
use crate::tag::Tag;
use crate::tag::trait_of::{CLOSES_P, FORMATTING, HEADING, VOID};

impl Builder<'_> {
    #[inline]
    pub(super) fn end_in_body(&mut self, tag: Tag, name: &[u8], at: usize) -> Done {
        if tag.has(FORMATTING) {
            self.end_formatting(tag, name);
            return DONE;
        }
        match tag {
            Tag::P => self.end_p(at),
            Tag::Li => self.end_scoped(tag, Scope::ListItem),
            Tag::Dd | Tag::Dt => self.end_scoped(tag, Scope::Default),
            _ if tag.has(HEADING) => {
                if let Some(depth) = self.open.heading_in_scope() {
                    self.pop_to(depth);
                }
            }
            Tag::Plaintext | Tag::Xmp => self.end_other(tag, name),
            _ if tag.has(CLOSES_P) => self.end_scoped(tag, Scope::Default),
            Tag::Button | Tag::Select => self.end_scoped(tag, Scope::Default),
            Tag::Form => self.end_form(),
            Tag::Applet | Tag::Marquee | Tag::Object => {
                if let Some(depth) = self.open.in_scope(tag, Scope::Default) {
                    self.pop_to(depth);
                    self.formatting.clear_to_mark();
                }
            }
            Tag::Body | Tag::Html => {
                if self.open.in_scope(Tag::Body, Scope::Default).is_some() {
                    self.mode = Mode::AfterBody;
                }
            }
            Tag::Br => {
                self.reopen_formatting();
                self.insert(Tag::Br, at, 0, crate::page::bit::IMPLIED);
            }
            Tag::Template => return self.end_template(),
            _ if tag.has(VOID) => {}
            _ => self.end_other(tag, name),
        }
        DONE
    }

    fn end_p(&mut self, at: usize) {
        match self.open.in_scope(Tag::P, Scope::Button) {
            Some(depth) => self.pop_to(depth),
            None => {
                self.insert(Tag::P, at, 0, crate::page::bit::IMPLIED);
            }
        }
    }

    #[inline]
    fn end_scoped(&mut self, tag: Tag, scope: Scope) {
        if let Some(depth) = self.open.in_scope(tag, scope) {
            self.pop_to(depth);
        }
    }

    fn end_form(&mut self) {
        if self.open.has(Tag::Template) {
            self.end_scoped(Tag::Form, Scope::Default);
            return;
        }
        let form = std::mem::replace(&mut self.form, NONE);
        if form == NONE || self.open.id_in_scope(form).is_none() {
            return;
        }
        self.close_implied(Tag::Text);
        // Elements still open in the form stay in it; only the form takes no more.
        if let Some(depth) = self.open.depth_of(form, Tag::Form) {
            self.open.remove(depth);
        }
    }

    /// Any other end tag: closes the nearest element of that name, unless a special one stands between.
    #[inline]
    pub(super) fn end_other(&mut self, tag: Tag, name: &[u8]) {
        let possible =
            if tag == Tag::Other { self.open.may_have_name(counter_of(name)) } else { self.open.has(tag) };
        if !possible {
            return;
        }
        for depth in (0..self.open.len()).rev() {
            let open = self.open.get(depth);
            let same = open.is(tag)
                && (tag != Tag::Other
                    || self.name_at(self.nodes[open.id as usize]).eq_ignore_ascii_case(name));
            if same {
                self.pop_to(depth);
                return;
            }
            if open.is_special() {
                return;
            }
        }
    }
}
