//! A page's tree: nodes in the order of the source, each with its place, and the ways to walk them.
//!
//! A subtree is a slice of [`Page::nodes`]: from a node's id to its [`Node::end`]. Nothing here
//! decodes, normalises or judges; see [`visible`](crate::visible) and [`metadata`](crate::metadata).

use crate::attribute::{Attribute, Attributes};
use crate::entity::{self, Place};
use crate::lexer::hint_of;
use crate::{Span, Tag, tree};
use std::borrow::Cow;

/// The index of a node in [`Page::nodes`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct NodeId(pub u32);

impl NodeId {
    /// The root element, `html`: every page has one.
    pub const ROOT: NodeId = NodeId(0);

    /// The id as an index.
    #[inline]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// What parent is written for the root.
pub(crate) const NONE: u32 = u32::MAX;

/// What a node is, beside its tag: bits of [`Node::bits`], below those of [`hint`](crate::lexer::hint).
pub(crate) mod bit {
    /// Of svg or math.
    pub(crate) const FOREIGN: u8 = 1;
    /// Not written in the source where it stands: an implied `html`, `head`, `body`, `tbody` …
    pub(crate) const IMPLIED: u8 = 1 << 1;
    /// A formatting element opened again; its span is that of the tag first written.
    pub(crate) const AGAIN: u8 = 1 << 2;
    /// Of text only: it holds no character references (a CDATA section).
    pub(crate) const VERBATIM: u8 = 1 << 3;
}

/// An element or a run of text: 20 bytes.
#[derive(Clone, Copy, Debug)]
pub struct Node {
    pub(crate) at: u32,
    pub(crate) len: u32,
    pub(crate) parent: u32,
    pub(crate) end: u32,
    pub(crate) depth: u16,
    pub(crate) tag: Tag,
    pub(crate) bits: u8,
}

impl Node {
    /// The element's name; [`Tag::Text`] for text.
    #[inline]
    pub fn tag(&self) -> Tag {
        self.tag
    }

    /// Whether it is a run of text.
    #[inline]
    pub fn is_text(&self) -> bool {
        self.tag == Tag::Text
    }

    /// Whether it is an element.
    #[inline]
    pub fn is_element(&self) -> bool {
        self.tag != Tag::Text
    }

    /// Whether it is an element of svg or math (the `svg` element itself too), or text directly in one.
    #[inline]
    pub fn is_foreign(&self) -> bool {
        self.bits & bit::FOREIGN != 0
    }

    /// Whether no tag for it stands in the source at this place: an implied `html`, `head`, `body` or `tbody`
    /// (its span is empty), or a formatting element opened again (its span is that of the tag first written).
    #[inline]
    pub fn is_implied(&self) -> bool {
        self.bits & (bit::IMPLIED | bit::AGAIN) != 0
    }

    /// The parent; `None` for the root.
    #[inline]
    pub fn parent(&self) -> Option<NodeId> {
        (self.parent != NONE).then_some(NodeId(self.parent))
    }

    /// The first node after the subtree, in page order; one past the last node if there is none.
    #[inline]
    pub fn end(&self) -> NodeId {
        NodeId(self.end)
    }

    /// How many ancestors the node has; never above [`Page::DEEPEST`].
    #[inline]
    pub fn depth(&self) -> usize {
        self.depth.into()
    }

    /// Where the start tag, or the text, stands in the page.
    #[inline]
    pub fn span(&self) -> Span {
        Span { start: self.at, end: self.at + self.len }
    }
}

/// A page as read: its decoded text, the tree of tags in it, and what did not fit.
///
/// ```
/// use page::{Page, Tag};
/// let page = Page::parse("<title>Day</title><p class='lead big'>One &amp; <b>two</b>");
/// let p = page.find(Tag::P).unwrap();
/// assert!(page.has_class(p, "lead"));
/// assert_eq!(page.text_within(p), "One & two");
/// assert_eq!(page.span(p).slice(page.text()), "<p class='lead big'>");
/// ```
#[derive(Clone, Debug)]
pub struct Page<'s> {
    pub(crate) text: &'s str,
    pub(crate) nodes: Vec<Node>,
    pub(crate) complaints: Vec<String>,
    /// Page order is not everywhere the order of the source.
    pub(crate) moved: bool,
    /// Further tags of `html` and `body`: (node, place, length).
    pub(crate) repeated: Vec<(u32, u32, u32)>,
}

impl<'s> Page<'s> {
    /// The deepest a node can stand, in ancestors. Deeper elements are kept, but beside each other.
    pub const DEEPEST: usize = 512;

    /// The longest text that is read, in bytes: offsets take four. A longer one is refused by a complaint
    /// and gives an empty page.
    pub const LONGEST: usize = u32::MAX as usize - 1;

    /// Reads a decoded page. Never fails; never panics; takes time and memory in proportion to the text.
    pub fn parse(text: &'s str) -> Self {
        tree::build(text, false)
    }

    /// Reads a page, and in it `noscript` in the head as the standard has it where scripting is off: what does not
    /// belong in the head begins the body. [`Page::parse`] leaves such content ("please enable JavaScript") where it stands.
    pub fn parse_strictly(text: &'s str) -> Self {
        tree::build(text, true)
    }

    /// The text all spans refer to.
    pub fn text(&self) -> &'s str {
        self.text
    }

    /// What did not fit, for a person to read.
    pub fn complaints(&self) -> &[String] {
        &self.complaints
    }

    /// All nodes, parents before their children, in page order.
    #[inline]
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// One node.
    ///
    /// # Panics
    /// If the id is not of this page.
    #[inline]
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.index()]
    }

    /// The node's tag.
    #[inline]
    pub fn tag(&self, id: NodeId) -> Tag {
        self.node(id).tag
    }

    /// Where the node's start tag, or its text, stands.
    #[inline]
    pub fn span(&self, id: NodeId) -> Span {
        self.node(id).span()
    }

    /// The node's start tag, or its text, as it is written.
    #[inline]
    pub fn source(&self, id: NodeId) -> &'s str {
        self.text.get(self.span(id).range()).unwrap_or_default()
    }

    /// From the end of the start tag to the end of the last text or tag inside; for text, its own place.
    pub fn content_span(&self, id: NodeId) -> Span {
        let node = self.node(id);
        if node.is_text() {
            return node.span();
        }
        let inside = &self.nodes[id.index() + 1..node.end as usize];
        let mut own = inside.iter().filter(|node| node.bits & bit::AGAIN == 0);
        let start = if node.is_implied() {
            own.clone().next().map_or(node.at, |first| first.at)
        } else {
            node.at + node.len
        };
        let past = |node: &Node| node.at + node.len;
        let end = if self.moved { own.map(past).max() } else { own.next_back().map(past) };
        let end = end.unwrap_or(start);
        Span { start, end: end.max(start) }
    }

    /// The element's name as the page spells it; `#text` for text.
    pub fn name(&self, id: NodeId) -> &'s str {
        let node = self.node(id);
        if node.tag != Tag::Other {
            return node.tag.name();
        }
        let tag = self.source(id).get(1..).unwrap_or_default();
        &tag[..crate::lexer::name_end(tag.as_bytes(), 0)]
    }

    /// The nodes of the subtree, the node itself first.
    #[inline]
    pub fn subtree(&self, id: NodeId) -> &[Node] {
        &self.nodes[id.index()..self.node(id).end as usize]
    }

    /// All ids.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = NodeId> + ExactSizeIterator + use<> {
        (0..self.nodes.len() as u32).map(NodeId)
    }

    /// The ids of all nodes inside, in page order, without the node itself.
    #[inline]
    pub fn descendants(&self, id: NodeId) -> impl DoubleEndedIterator<Item = NodeId> + use<> {
        (id.0 + 1..self.node(id).end).map(NodeId)
    }

    /// The children, in page order.
    #[inline]
    pub fn children(&self, id: NodeId) -> Children<'_> {
        Children { nodes: &self.nodes, next: id.0 + 1, end: self.node(id).end }
    }

    /// Parent, grandparent … root.
    #[inline]
    pub fn ancestors(&self, id: NodeId) -> Ancestors<'_> {
        Ancestors { nodes: &self.nodes, next: self.node(id).parent() }
    }

    /// The parent; `None` for the root.
    #[inline]
    pub fn parent(&self, id: NodeId) -> Option<NodeId> {
        self.node(id).parent()
    }

    /// The next child of the same parent.
    #[inline]
    pub fn next_sibling(&self, id: NodeId) -> Option<NodeId> {
        let node = self.node(id);
        let parent = node.parent()?;
        (node.end < self.node(parent).end).then_some(node.end())
    }

    /// The previous child of the same parent; takes time in proportion to the depth of what stands between.
    pub fn previous_sibling(&self, id: NodeId) -> Option<NodeId> {
        let parent = self.parent(id)?;
        let mut before = NodeId(id.0.checked_sub(1)?);
        while before > parent {
            let above = self.node(before).parent()?;
            if above == parent {
                return Some(before);
            }
            before = above;
        }
        None
    }

    /// Whether `inner` stands inside `outer` or is it.
    #[inline]
    pub fn is_within(&self, inner: NodeId, outer: NodeId) -> bool {
        outer <= inner && inner.0 < self.node(outer).end
    }

    /// The first element of this tag on the page.
    pub fn find(&self, tag: Tag) -> Option<NodeId> {
        self.find_all(tag).next()
    }

    /// All elements of this tag, in page order.
    pub fn find_all(&self, tag: Tag) -> impl Iterator<Item = NodeId> + '_ {
        self.nodes.iter().zip(0..).filter(move |(node, _)| node.tag == tag).map(|(_, id)| NodeId(id))
    }

    /// The nearest ancestor of this tag, or the element itself.
    pub fn closest(&self, id: NodeId, tag: Tag) -> Option<NodeId> {
        std::iter::once(id).chain(self.ancestors(id)).find(|id| self.tag(*id) == tag)
    }

    /// The element's attributes, in the order of the source; none for text and implied elements.
    #[inline]
    pub fn attributes(&self, id: NodeId) -> Attributes<'s> {
        let node = self.node(id);
        if node.is_text() || node.len == 0 {
            return Attributes::none();
        }
        let attributes = Attributes::of_page(self.text, node.at, node.len, node.tag);
        if self.repeated.is_empty() {
            return attributes;
        }
        let further = self.repeated.iter().find(|(of, _, _)| *of == id.0);
        attributes.and(further.map(|&(_, at, len)| (&self.text[at as usize..(at + len) as usize], at)))
    }

    /// The attribute of this name (in lower case).
    #[inline]
    pub fn attribute(&self, id: NodeId, name: &str) -> Option<Attribute<'s>> {
        let hint = hint_of(name.as_bytes());
        if hint != 0 && self.node(id).bits & hint == 0 {
            return None;
        }
        self.attributes(id).find(|attribute| attribute.is(name))
    }

    /// The value of the attribute of this name (in lower case), decoded.
    #[inline]
    pub fn value(&self, id: NodeId, name: &str) -> Option<Cow<'s, str>> {
        self.attribute(id, name).map(|attribute| attribute.value())
    }

    /// The words of the `class` attribute; borrowed unless the value holds character references.
    pub fn class_words(&self, id: NodeId) -> impl Iterator<Item = &'s str> + use<'s> {
        let class = self.attribute(id, "class").map_or("", |attribute| attribute.written());
        class.split_ascii_whitespace()
    }

    /// Whether the `class` attribute has this word, in this case.
    #[inline]
    pub fn has_class(&self, id: NodeId, word: &str) -> bool {
        self.class_words(id).any(|have| have == word)
    }

    /// How a text node's characters are to be read.
    pub(crate) fn place_of(&self, id: NodeId) -> Place {
        let node = self.node(id);
        if node.is_text() && node.bits & bit::VERBATIM != 0 {
            return Place::Raw;
        }
        if node.is_foreign() {
            return Place::Foreign;
        }
        // In svg and math, text that is not marked stands where HTML may stand.
        match node.parent().map(|id| self.node(id)) {
            Some(parent) if !parent.is_foreign() => match parent.tag {
                Tag::Title | Tag::Textarea => Place::Foreign,
                tag if tag.is_raw() || tag == Tag::Plaintext => Place::Raw,
                _ => Place::Text,
            },
            _ => Place::Text,
        }
    }

    /// A text node's characters, references decoded; the empty text for an element.
    #[inline]
    pub fn text_of(&self, id: NodeId) -> Cow<'s, str> {
        let node = self.node(id);
        if node.is_element() {
            return Cow::Borrowed("");
        }
        entity::decode(self.source(id), self.place_of(id))
    }

    /// All text inside, as it is, scripts and hidden parts too; borrowed if it is one piece.
    pub fn text_within(&self, id: NodeId) -> Cow<'s, str> {
        if self.node(id).is_text() {
            return self.text_of(id);
        }
        let mut texts = self.descendants(id).filter(|id| self.node(*id).is_text()).map(|id| self.text_of(id));
        let mut all = texts.next().unwrap_or_default();
        for text in texts {
            all.to_mut().push_str(&text);
        }
        all
    }
}

/// The children of a node; see [`Page::children`].
#[derive(Clone, Debug)]
pub struct Children<'p> {
    nodes: &'p [Node],
    next: u32,
    end: u32,
}

impl Iterator for Children<'_> {
    type Item = NodeId;

    #[inline]
    fn next(&mut self) -> Option<NodeId> {
        if self.next >= self.end {
            return None;
        }
        let id = self.next;
        self.next = self.nodes[id as usize].end;
        Some(NodeId(id))
    }
}

/// The ancestors of a node, nearest first; see [`Page::ancestors`].
#[derive(Clone, Debug)]
pub struct Ancestors<'p> {
    nodes: &'p [Node],
    next: Option<NodeId>,
}

impl Iterator for Ancestors<'_> {
    type Item = NodeId;

    #[inline]
    fn next(&mut self) -> Option<NodeId> {
        let id = self.next?;
        self.next = self.nodes[id.index()].parent();
        Some(id)
    }
}
