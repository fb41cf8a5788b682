//! Start tags in the "in body" mode: where most of a page is read.

use super::stack::{Namespace, Scope};
use super::{Builder, DONE, Done, Mode};
use crate::lexer::{Content, Start};
use crate::page::NONE;
use crate::tag::Tag;
use crate::tag::trait_of::{CLOSES_P, FORMATTING, HEADING, IMPLIED_END};

impl Builder<'_> {
    #[inline]
    pub(super) fn close_p(&mut self) {
        if let Some(depth) = self.open.in_scope(Tag::P, Scope::Button) {
            self.pop_to(depth);
        }
    }

    /// Closes elements whose end tags may be implied, but none of tag `except`.
    pub(super) fn close_implied(&mut self, except: Tag) {
        while self.top().has(IMPLIED_END) && self.top() != except {
            self.pop();
        }
    }

    fn close_and_open(&mut self, start: &Start<'_>) -> Done {
        self.close_p();
        self.insert_open(start);
        DONE
    }

    #[inline]
    fn reopen_and_open(&mut self, start: &Start<'_>) -> Done {
        self.reopen_formatting();
        self.insert_open(start);
        DONE
    }

    #[inline]
    pub(super) fn start_in_body(&mut self, start: &Start<'_>) -> Done {
        let tag = start.tag;
        if tag.has(FORMATTING) {
            return self.start_formatting(start);
        }
        match tag {
            Tag::Div => self.close_and_open(start),
            Tag::Li | Tag::Dd | Tag::Dt => self.start_item(start),
            Tag::Other | Tag::Span => self.reopen_and_open(start),
            Tag::Pre | Tag::Listing => {
                self.skip_line_break = start.at + start.len;
                self.close_and_open(start)
            }
            Tag::Plaintext => {
                self.close_and_open(start);
                Done::Yes(Content::Raw)
            }
            Tag::Xmp => {
                self.close_p();
                self.reopen_formatting();
                self.insert_raw(start)
            }
            _ if tag.has(CLOSES_P) => {
                self.close_p();
                if tag.has(HEADING) && self.top().has(HEADING) {
                    self.pop();
                }
                self.insert_open(start);
                DONE
            }
            Tag::Area | Tag::Br | Tag::Embed | Tag::Img | Tag::Keygen | Tag::Wbr => {
                self.reopen_formatting();
                self.insert_void(start)
            }
            Tag::Image => {
                self.reopen_formatting();
                self.insert_void(&Start { tag: Tag::Img, ..*start })
            }
            Tag::Param | Tag::Source | Tag::Track => self.insert_void(start),
            Tag::Hr => {
                self.close_p();
                if self.open.in_scope(Tag::Select, Scope::Default).is_some() {
                    self.close_implied(Tag::Text);
                }
                self.insert_void(start)
            }
            Tag::Html => self.start_html(start),
            Tag::Body => {
                if self.body != NONE && self.open.len() > 1 && !self.open.has(Tag::Template) {
                    self.write_tag(self.body, start);
                }
                DONE
            }
            // A frameset is kept beside the text, not in its place.
            Tag::Frame if self.open.has(Tag::Frameset) => self.insert_void(start),
            Tag::Caption
            | Tag::Col
            | Tag::Colgroup
            | Tag::Frame
            | Tag::Head
            | Tag::Tbody
            | Tag::Td
            | Tag::Tfoot
            | Tag::Th
            | Tag::Thead
            | Tag::Tr => DONE,
            _ => self.start_seldom(start),
        }
    }

    /// Start tags that come less often, or have rules of their own.
    fn start_seldom(&mut self, start: &Start<'_>) -> Done {
        match start.tag {
            Tag::Iframe | Tag::Noembed => self.insert_raw(start),
            Tag::Textarea => {
                self.skip_line_break = start.at + start.len;
                self.insert_raw(start)
            }
            Tag::Form => self.start_form(start),
            Tag::Button => {
                if let Some(depth) = self.open.in_scope(Tag::Button, Scope::Default) {
                    self.pop_to(depth);
                }
                self.reopen_and_open(start)
            }
            Tag::Applet | Tag::Marquee | Tag::Object => {
                self.reopen_and_open(start);
                self.formatting.mark();
                DONE
            }
            Tag::Table => {
                if !self.quirks {
                    self.close_p();
                }
                self.insert_open(start);
                self.mode = Mode::InTable;
                DONE
            }
            Tag::Input | Tag::Select | Tag::Option | Tag::Optgroup => self.start_choice(start),
            Tag::Rb | Tag::Rtc | Tag::Rp | Tag::Rt => {
                if self.open.in_scope(Tag::Ruby, Scope::Default).is_some() {
                    let keeps = if matches!(start.tag, Tag::Rp | Tag::Rt) { Tag::Rtc } else { Tag::Text };
                    self.close_implied(keeps);
                }
                self.insert_open(start);
                DONE
            }
            Tag::Math | Tag::Svg => {
                self.reopen_formatting();
                let namespace = if start.tag == Tag::Svg { Namespace::Svg } else { Namespace::Math };
                self.insert_foreign(start, namespace);
                DONE
            }
            _ => match self.start_of_head(start) {
                Some(done) => done,
                None => self.reopen_and_open(start),
            },
        }
    }

    fn start_item(&mut self, start: &Start<'_>) -> Done {
        let ends =
            |tag: Tag| if start.tag == Tag::Li { tag == Tag::Li } else { matches!(tag, Tag::Dd | Tag::Dt) };
        let may = if start.tag == Tag::Li {
            self.open.has(Tag::Li)
        } else {
            self.open.has(Tag::Dd) || self.open.has(Tag::Dt)
        };
        if may {
            let mut depth = self.open.len();
            while depth > 0 {
                depth -= 1;
                let open = self.open.get(depth);
                if open.is(open.tag) && ends(open.tag) {
                    self.pop_to(depth);
                    break;
                }
                if open.is_special() && !(open.is(Tag::Address) || open.is(Tag::Div) || open.is(Tag::P)) {
                    break;
                }
            }
        }
        self.close_and_open(start)
    }

    fn start_form(&mut self, start: &Start<'_>) -> Done {
        let in_template = self.open.has(Tag::Template);
        if self.form != NONE && !in_template {
            return DONE;
        }
        self.close_p();
        let id = self.insert_open(start);
        if !in_template {
            self.form = id;
        }
        DONE
    }

    /// `input`, `select` and what stands in it.
    fn start_choice(&mut self, start: &Start<'_>) -> Done {
        let select = self.open.in_scope(Tag::Select, Scope::Default);
        match (start.tag, select) {
            (Tag::Select, Some(depth)) => {
                self.pop_to(depth);
                return DONE;
            }
            (Tag::Input, Some(depth)) => self.pop_to(depth),
            (Tag::Option, Some(_)) => self.close_implied(Tag::Optgroup),
            (Tag::Optgroup, Some(_)) => self.close_implied(Tag::Text),
            (Tag::Option | Tag::Optgroup, None) if self.top() == Tag::Option => self.pop(),
            _ => {}
        }
        if start.tag == Tag::Input {
            self.reopen_formatting();
            return self.insert_void(start);
        }
        self.reopen_and_open(start)
    }
}
