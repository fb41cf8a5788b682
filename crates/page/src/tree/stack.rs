//! The stack of open elements, with a count of each name on it: most questions ("is a paragraph open?") are answered
//! by the count.

use crate::page::NONE;
use crate::tag::Tag;
use crate::tag::trait_of::{HEADING, SCOPE, SPECIAL};

/// What an open element belongs to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Namespace {
    Html,
    Svg,
    Math,
    /// Math's `annotation-xml` that says it holds HTML.
    MathHoldingHtml,
}

/// An open element.
#[derive(Clone, Copy, Debug)]
pub(super) struct Open {
    pub(super) id: u32,
    pub(super) tag: Tag,
    pub(super) namespace: Namespace,
    /// For [`Tag::Other`]: which of the counters its name has.
    name: u8,
}

impl Open {
    /// Whether it is the HTML element of this tag.
    #[inline]
    pub(super) fn is(self, tag: Tag) -> bool {
        self.tag == tag && self.namespace == Namespace::Html
    }

    /// Whether HTML may stand directly in it, though it is of svg or math.
    pub(super) fn holds_html(self) -> bool {
        match self.namespace {
            Namespace::Html => false,
            Namespace::Svg => matches!(self.tag, Tag::ForeignObject | Tag::Desc | Tag::Title),
            Namespace::Math => self.is_math_text(),
            Namespace::MathHoldingHtml => true,
        }
    }

    pub(super) fn is_math_text(self) -> bool {
        let text = matches!(self.tag, Tag::Mi | Tag::Mo | Tag::Mn | Tag::Ms | Tag::Mtext);
        text && matches!(self.namespace, Namespace::Math)
    }

    #[inline]
    fn bounds_scope(self) -> bool {
        match self.namespace {
            Namespace::Html => self.tag.has(SCOPE),
            _ => self.holds_html() || self.tag == Tag::AnnotationXml,
        }
    }

    /// "Special" in the standard.
    #[inline]
    pub(super) fn is_special(self) -> bool {
        match self.namespace {
            Namespace::Html => self.tag.has(SPECIAL),
            _ => self.holds_html() || self.tag == Tag::AnnotationXml,
        }
    }
}

/// How far a search for an open element goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Scope {
    Default,
    Button,
    ListItem,
    Table,
}

/// How many counters names that are not listed share.
const NAMES: usize = 64;
const COUNTERS: usize = Tag::Other as usize + NAMES;

/// The stack of open elements.
pub(super) struct Stack {
    open: Vec<Open>,
    counts: [u16; COUNTERS],
}

/// Which counter a name that is not listed has, in any case of its letters.
pub(super) fn counter_of(name: &[u8]) -> u8 {
    let mix = |sum: u32, c: &u8| (sum ^ u32::from(c.to_ascii_lowercase())).wrapping_mul(0x0100_0193);
    let hash = name.iter().take(32).fold(0x811c_9dc5, mix);
    ((hash ^ hash >> 15) % NAMES as u32) as u8
}

impl Stack {
    pub(super) fn new() -> Self {
        Self { open: Vec::with_capacity(64), counts: [0; COUNTERS] }
    }

    #[inline]
    fn counter(open: Open) -> usize {
        open.tag as usize + usize::from(open.name)
    }

    #[inline]
    pub(super) fn push(&mut self, id: u32, tag: Tag, namespace: Namespace, name: &[u8]) {
        let name = if tag == Tag::Other { counter_of(name) } else { 0 };
        let open = Open { id, tag, namespace, name };
        if namespace == Namespace::Html {
            self.counts[Self::counter(open)] += 1;
        }
        self.open.push(open);
    }

    #[inline]
    fn uncount(&mut self, open: Open) {
        if open.namespace == Namespace::Html {
            self.counts[Self::counter(open)] -= 1;
        }
    }

    #[inline]
    pub(super) fn pop(&mut self) -> Option<Open> {
        let open = self.open.pop()?;
        self.uncount(open);
        Some(open)
    }

    /// Takes an element out of the middle.
    pub(super) fn remove(&mut self, depth: usize) -> Open {
        let open = self.open.remove(depth);
        self.uncount(open);
        open
    }

    /// Puts an element of HTML above the one at `depth`.
    pub(super) fn insert_above(&mut self, depth: usize, id: u32, tag: Tag) {
        let open = Open { id, tag, namespace: Namespace::Html, name: 0 };
        self.counts[Self::counter(open)] += 1;
        self.open.insert(depth + 1, open);
    }

    /// Sets another node of the same tag at `depth`.
    pub(super) fn replace(&mut self, depth: usize, id: u32) {
        self.open[depth].id = id;
    }

    pub(super) fn truncate(&mut self, depth: usize) {
        while self.open.len() > depth {
            self.pop();
        }
    }

    #[inline]
    pub(super) fn len(&self) -> usize {
        self.open.len()
    }

    #[inline]
    pub(super) fn get(&self, depth: usize) -> Open {
        self.open[depth]
    }

    pub(super) fn iter(&self) -> std::slice::Iter<'_, Open> {
        self.open.iter()
    }

    pub(super) fn last(&self) -> Option<Open> {
        self.open.last().copied()
    }

    #[inline]
    pub(super) fn last_id(&self) -> u32 {
        self.open.last().map_or(NONE, |open| open.id)
    }

    #[inline]
    pub(super) fn last_namespace(&self) -> Namespace {
        self.open.last().map_or(Namespace::Html, |open| open.namespace)
    }

    /// The tag of the innermost element if it is of HTML, else [`Tag::Text`], which is none.
    #[inline]
    pub(super) fn top(&self) -> Tag {
        match self.open.last() {
            Some(open) if open.namespace == Namespace::Html => open.tag,
            _ => Tag::Text,
        }
    }

    /// Whether an HTML element of this tag is open, in whatever scope.
    #[inline]
    pub(super) fn has(&self, tag: Tag) -> bool {
        self.counts[tag as usize] > 0
    }

    /// Whether an HTML element of a name that is not listed may be open.
    #[inline]
    pub(super) fn may_have_name(&self, counter: u8) -> bool {
        self.counts[Tag::Other as usize + usize::from(counter)] > 0
    }

    /// The depth of an open HTML element of this tag.
    pub(super) fn depth_of(&self, id: u32, tag: Tag) -> Option<usize> {
        if !self.has(tag) {
            return None;
        }
        self.open.iter().rposition(|open| open.id == id)
    }

    #[inline]
    fn find(&self, scope: Scope, wanted: impl Fn(Open) -> bool) -> Option<usize> {
        for (depth, open) in self.open.iter().enumerate().rev() {
            if wanted(*open) {
                return Some(depth);
            }
            let stops = match scope {
                Scope::Default => open.bounds_scope(),
                Scope::Button => open.bounds_scope() || open.is(Tag::Button),
                Scope::ListItem => open.bounds_scope() || open.is(Tag::Ol) || open.is(Tag::Ul),
                Scope::Table => open.is(Tag::Table) || open.is(Tag::Template) || open.is(Tag::Html),
            };
            if stops {
                return None;
            }
        }
        None
    }

    /// The depth of the innermost HTML element of this tag, if it is in scope.
    #[inline]
    pub(super) fn in_scope(&self, tag: Tag, scope: Scope) -> Option<usize> {
        if !self.has(tag) {
            return None;
        }
        self.find(scope, |open| open.is(tag))
    }

    /// The depth of this element, if it is in the default scope.
    pub(super) fn id_in_scope(&self, id: u32) -> Option<usize> {
        self.find(Scope::Default, |open| open.id == id)
    }

    /// The depth of the innermost heading in scope.
    pub(super) fn heading_in_scope(&self) -> Option<usize> {
        let counts = &self.counts[Tag::H1 as usize..=Tag::H6 as usize];
        if counts.iter().all(|count| *count == 0) {
            return None;
        }
        self.find(Scope::Default, |open| open.namespace == Namespace::Html && open.tag.has(HEADING))
    }

    /// The depth of the innermost of these HTML elements in table scope.
    pub(super) fn any_in_table_scope(&self, tags: &[Tag]) -> Option<usize> {
        self.find(Scope::Table, |open| open.namespace == Namespace::Html && tags.contains(&open.tag))
    }
}
