//! Content of svg and math: other rules for what closes what, and for what leads back to HTML.

use super::Builder;
use super::stack::Namespace;
use crate::attribute::Attributes;
use crate::lexer::Start;
use crate::page::bit;
use crate::tag::Tag;
use crate::tag::trait_of::BREAKOUT;

impl Builder<'_> {
    /// Whether text goes by the rules of foreign content (the innermost element is of svg or math).
    pub(super) fn text_is_foreign(&self) -> bool {
        self.open.last().is_some_and(|open| !open.holds_html())
    }

    /// Whether this start tag goes by the rules of foreign content (the innermost element is of svg or math).
    pub(super) fn start_is_foreign(&self, tag: Tag) -> bool {
        let Some(top) = self.open.last() else { return false };
        if top.is_math_text() {
            return matches!(tag, Tag::Mglyph | Tag::Malignmark);
        }
        if top.tag == Tag::AnnotationXml && tag == Tag::Svg {
            return false;
        }
        !top.holds_html()
    }

    fn attributes_of(&self, start: &Start<'_>) -> Attributes<'_> {
        let tag = std::str::from_utf8(&self.source[start.at..start.at + start.len]).unwrap_or_default();
        Attributes::of_tag(tag, 0)
    }

    /// Whether this start tag ends foreign content.
    pub(super) fn breaks_out(&self, start: &Start<'_>) -> bool {
        if start.tag == Tag::Font {
            let presentational = ["color", "face", "size"];
            return self
                .attributes_of(start)
                .any(|attribute| presentational.iter().any(|name| attribute.is(name)));
        }
        start.tag.has(BREAKOUT)
    }

    /// Closes elements until HTML may stand in the innermost.
    pub(super) fn leave_foreign(&mut self) {
        while self.open.last().is_some_and(|open| open.namespace != Namespace::Html && !open.holds_html()) {
            self.pop();
        }
    }

    pub(super) fn start_foreign(&mut self, start: &Start<'_>) {
        let mut namespace = self.open.last_namespace();
        if namespace == Namespace::MathHoldingHtml {
            namespace = Namespace::Math;
        }
        if namespace == Namespace::Math && start.tag == Tag::AnnotationXml && self.says_html(start) {
            namespace = Namespace::MathHoldingHtml;
        }
        self.insert_foreign(start, namespace);
    }

    fn says_html(&self, start: &Start<'_>) -> bool {
        let encoding = self.attributes_of(start).find(|attribute| attribute.is("encoding"));
        encoding.is_some_and(|encoding| {
            let value = encoding.value();
            value.eq_ignore_ascii_case("text/html") || value.eq_ignore_ascii_case("application/xhtml+xml")
        })
    }

    pub(super) fn insert_foreign(&mut self, start: &Start<'_>, namespace: Namespace) {
        let id = self.insert(start.tag, start.at, start.len, bit::FOREIGN | start.hints);
        if !start.self_closing {
            self.open_node(id, start.tag, namespace);
        }
    }

    /// An end tag while the innermost element is of svg or math; false if the rules of HTML are to be used.
    pub(super) fn end_foreign(&mut self, tag: Tag, name: &[u8]) -> bool {
        if matches!(tag, Tag::Br | Tag::P) {
            self.leave_foreign();
            return false;
        }
        for depth in (1..self.open.len()).rev() {
            let open = self.open.get(depth);
            if open.namespace == Namespace::Html {
                return false;
            }
            let same = open.tag == tag
                && (tag != Tag::Other
                    || self.name_at(self.nodes[open.id as usize]).eq_ignore_ascii_case(name));
            if same {
                self.pop_to(depth);
                return true;
            }
        }
        true
    }
}
