//! The modes before the body: "initial", "before head", "in head", "in head noscript", "after head", and templates.

use super::{Builder, DONE, Done, Mode};
use crate::lexer::Start;
use crate::page::{NONE, Node};
use crate::tag::Tag;
use crate::tag::trait_of::RAW;

/// The head: the second node of every page that has come so far.
const HEAD: u32 = 1;

impl Builder<'_> {
    /// An `html` tag: the root's own, or one that adds attributes to it.
    pub(super) fn start_html(&mut self, start: &Start<'_>) -> Done {
        if !self.open.has(Tag::Template) {
            self.write_tag(0, start);
        }
        DONE
    }

    /// Gives an implied `html` or `body` its tag, or notes a further tag for it.
    pub(super) fn write_tag(&mut self, id: u32, start: &Start<'_>) {
        let (at, len) = (start.at as u32, start.len as u32);
        let node = &mut self.nodes[id as usize];
        if node.len == 0 {
            *node = Node { at, len, bits: start.hints, ..*node };
        } else if self.repeated.len() < 8 {
            node.bits |= start.hints;
            self.repeated.push((id, at, len));
        }
    }

    pub(super) fn start_before_head(&mut self, start: &Start<'_>) -> Done {
        match start.tag {
            Tag::Html => self.start_html(start),
            Tag::Head => {
                self.insert_open(start);
                self.mode = Mode::InHead;
                DONE
            }
            _ => {
                self.insert_implied(Tag::Head, start.at);
                self.mode = Mode::InHead;
                Done::Again
            }
        }
    }

    /// Takes one step from the modes before the body towards it.
    pub(super) fn step_towards_body(&mut self, at: usize) {
        match self.mode {
            Mode::Initial => {
                self.quirks = true;
                self.mode = Mode::BeforeHead;
            }
            Mode::BeforeHead => {
                self.insert_implied(Tag::Head, at);
                self.mode = Mode::InHead;
            }
            Mode::InHeadNoscript => self.leave_noscript(),
            Mode::InHead => {
                self.pop();
                self.mode = Mode::AfterHead;
            }
            _ => {
                self.body = self.insert_implied(Tag::Body, at);
                self.mode = Mode::InBody;
            }
        }
    }

    pub(super) fn start_in_head(&mut self, start: &Start<'_>) -> Done {
        match start.tag {
            Tag::Html => self.start_html(start),
            Tag::Head => DONE,
            Tag::Noscript => {
                self.insert_open(start);
                self.mode = Mode::InHeadNoscript;
                DONE
            }
            _ => self.start_of_head(start).unwrap_or_else(|| {
                self.step_towards_body(start.at);
                Done::Again
            }),
        }
    }

    /// The elements that belong in the head, wherever they stand; `None` for others.
    #[inline]
    pub(super) fn start_of_head(&mut self, start: &Start<'_>) -> Option<Done> {
        Some(match start.tag {
            Tag::Base | Tag::Basefont | Tag::Bgsound | Tag::Link | Tag::Meta => self.insert_void(start),
            Tag::Title | Tag::Noframes | Tag::Style | Tag::Script => self.insert_raw(start),
            Tag::Template => {
                self.insert_open(start);
                self.formatting.mark();
                self.mode = Mode::InTemplate;
                self.templates.push(Mode::InTemplate);
                DONE
            }
            _ => return None,
        })
    }

    /// Unlike the standard, `noscript` keeps whatever stands in it until its end, or the head's.
    pub(super) fn start_in_head_noscript(&mut self, start: &Start<'_>) -> Done {
        match start.tag {
            Tag::Head | Tag::Noscript => DONE,
            Tag::Html => self.start_html(start),
            Tag::Basefont | Tag::Bgsound | Tag::Link | Tag::Meta => self.insert_void(start),
            Tag::Noframes | Tag::Style => self.insert_raw(start),
            tag if self.strict || tag == Tag::Body => {
                self.leave_noscript();
                Done::Again
            }
            tag if tag.has(RAW) => self.insert_raw(start),
            // These would change the mode, and with it what ends the `noscript`.
            Tag::Template | Tag::Table | Tag::Frameset => DONE,
            _ => self.start_in_body(start),
        }
    }

    fn leave_noscript(&mut self) {
        if let Some(depth) = self.open.iter().rposition(|open| open.is(Tag::Noscript)) {
            self.pop_to(depth);
        }
        self.mode = Mode::InHead;
    }

    pub(super) fn end_in_head_noscript(&mut self, tag: Tag, name: &[u8], at: usize) -> Done {
        match tag {
            Tag::Noscript => {
                self.leave_noscript();
                DONE
            }
            Tag::Br if self.strict => {
                self.leave_noscript();
                Done::Again
            }
            _ if self.strict => DONE,
            Tag::Head | Tag::Body | Tag::Html => {
                self.leave_noscript();
                Done::Again
            }
            Tag::Template => DONE,
            _ => self.end_in_body(tag, name, at),
        }
    }

    pub(super) fn start_after_head(&mut self, start: &Start<'_>) -> Done {
        match start.tag {
            Tag::Html => self.start_html(start),
            Tag::Head => DONE,
            Tag::Body => {
                self.body = self.insert_open(start);
                self.mode = Mode::InBody;
                DONE
            }
            _ => {
                let id = self.nodes.len() as u32;
                let Some(done) = self.start_of_head(start) else {
                    self.step_towards_body(start.at);
                    return Done::Again;
                };
                if self.strict {
                    self.put(id, (HEAD, None));
                    self.nodes[id as usize].depth = self.nodes[HEAD as usize].depth + 1;
                }
                done
            }
        }
    }

    /// End tags in the modes before the body.
    pub(super) fn end_before_body(&mut self, tag: Tag, at: usize) -> Done {
        match (self.mode, tag) {
            (Mode::InHead, Tag::Head) => {
                self.pop();
                self.mode = Mode::AfterHead;
                DONE
            }
            (Mode::InHead | Mode::AfterHead, Tag::Template) => self.end_template(),
            (Mode::Initial, _) | (_, Tag::Body | Tag::Html | Tag::Br) | (Mode::BeforeHead, Tag::Head) => {
                self.step_towards_body(at);
                Done::Again
            }
            _ => DONE,
        }
    }

    pub(super) fn end_template(&mut self) -> Done {
        let Some(depth) = self.open.iter().rposition(|open| open.is(Tag::Template)) else { return DONE };
        self.pop_to(depth);
        self.formatting.clear_to_mark();
        self.templates.pop();
        self.reset_mode();
        DONE
    }

    pub(super) fn start_in_template(&mut self, start: &Start<'_>) -> Done {
        let mode = match start.tag {
            Tag::Caption | Tag::Colgroup | Tag::Tbody | Tag::Tfoot | Tag::Thead => Mode::InTable,
            Tag::Col => Mode::InColumnGroup,
            Tag::Tr => Mode::InTableBody,
            Tag::Td | Tag::Th => Mode::InRow,
            _ => match self.start_of_head(start) {
                Some(done) => return done,
                None => Mode::InBody,
            },
        };
        self.templates.pop();
        self.templates.push(mode);
        self.mode = mode;
        Done::Again
    }

    /// The mode that fits the open elements, after some were closed.
    pub(super) fn reset_mode(&mut self) {
        self.mode = Mode::InBody;
        for (depth, open) in self.open.iter().enumerate().rev() {
            let mode = match open.tag {
                _ if !open.is(open.tag) => continue,
                Tag::Td | Tag::Th if depth > 0 => Mode::InCell,
                Tag::Tr => Mode::InRow,
                Tag::Tbody | Tag::Thead | Tag::Tfoot => Mode::InTableBody,
                Tag::Caption => Mode::InCaption,
                Tag::Colgroup => Mode::InColumnGroup,
                Tag::Table => Mode::InTable,
                Tag::Template => self.templates.last().copied().unwrap_or(Mode::InTemplate),
                Tag::Head => Mode::InHead,
                Tag::Body => Mode::InBody,
                Tag::Html if self.body == NONE => Mode::AfterHead,
                Tag::Html => Mode::InBody,
                _ => continue,
            };
            self.mode = mode;
            return;
        }
    }
}
