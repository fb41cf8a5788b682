//! One page read by this crate and by html5ever: do they see the same text, in the same blocks, with the same
//! attributes?

use html5ever::tendril::TendrilSink;
use html5ever::tree_builder::TreeBuilderOpts;
use html5ever::{ParseOpts, QualName, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use page::{NodeId, Page, Tag};

/// A visible character that is not blank, and its nearest block: the block's name and the index of the first character in it.
pub(crate) type Shown = (char, Tag, usize);

/// What is compared of a page.
#[derive(Default)]
pub(crate) struct View {
    /// Visible characters with their blocks.
    pub(crate) shown: Vec<Shown>,
    /// Every element with its attributes, in page order.
    pub(crate) elements: Vec<(String, Vec<(String, String)>)>,
}

/// How two views of a page differ.
pub(crate) struct Difference {
    /// Characters compared.
    pub(crate) characters: usize,
    /// The index of the first visible character that differs.
    pub(crate) text: Option<usize>,
    /// Characters whose nearest block differs; 0 if the text differs.
    pub(crate) blocks: usize,
    /// The index of the first element that differs in name or attributes.
    pub(crate) elements: Option<usize>,
    /// The values of attributes differ, whatever the order of elements.
    pub(crate) attributes: bool,
}

/// Content that is not shown, whatever reads it.
fn is_unseen(tag: Tag) -> bool {
    tag.is_unseen() && tag != Tag::Svg || tag == Tag::Head
}

/// Keeps the blocks around the text at hand.
#[derive(Default)]
struct Blocks {
    around: Vec<(Tag, Option<usize>)>,
}

impl Blocks {
    fn show(&mut self, text: &str, shown: &mut Vec<Shown>) {
        for c in text.chars().filter(|c| !c.is_whitespace()) {
            let index = shown.len();
            for (_, first) in self.around.iter_mut().rev() {
                if first.is_some() {
                    break;
                }
                *first = Some(index);
            }
            let (tag, first) = self.around.last().copied().unwrap_or((Tag::Html, None));
            shown.push((c, tag, first.unwrap_or(index)));
        }
    }
}

/// The page as this crate reads it.
pub(crate) fn ours(page: &Page<'_>) -> View {
    let mut view = View::default();
    let mut blocks = Blocks::default();
    let mut ends: Vec<NodeId> = Vec::new();
    let mut unseen_until = NodeId(0);
    for id in page.ids() {
        while ends.last().is_some_and(|end| *end <= id) {
            ends.pop();
            blocks.around.pop();
        }
        let node = page.node(id);
        if node.is_text() {
            if id >= unseen_until {
                blocks.show(&page.text_of(id), &mut view.shown);
            }
            continue;
        }
        let attributes = page.attributes(id).distinct();
        let attributes = attributes
            .map(|a| (a.name().to_ascii_lowercase().replace('\0', "\u{fffd}"), a.value().into_owned()));
        view.elements.push((
            page.name(id).to_ascii_lowercase().replace('\0', "\u{fffd}"),
            sorted(attributes.collect()),
        ));
        if id >= unseen_until && is_unseen(node.tag()) && !(node.is_foreign() && node.tag() != Tag::Svg) {
            unseen_until = node.end();
        }
        if node.tag().is_block() && !node.is_foreign() {
            ends.push(node.end());
            blocks.around.push((node.tag(), None));
        }
    }
    view
}

fn sorted(mut attributes: Vec<(String, String)>) -> Vec<(String, String)> {
    attributes.sort();
    attributes
}

/// The page as html5ever reads it, scripting off.
pub(crate) fn theirs(html: &str) -> View {
    let tree_builder = TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() };
    let options = ParseOpts { tree_builder, ..ParseOpts::default() };
    let dom = parse_document(RcDom::default(), options).one(html);
    let mut view = View::default();
    let mut blocks = Blocks::default();
    walk(&dom.document, &mut view, &mut blocks);
    view
}

enum Step {
    Enter(Handle, bool),
    Leave,
}

fn walk(document: &Handle, view: &mut View, blocks: &mut Blocks) {
    let mut steps = vec![Step::Enter(document.clone(), false)];
    while let Some(step) = steps.pop() {
        let Step::Enter(node, mut unseen) = step else {
            blocks.around.pop();
            continue;
        };
        match &node.data {
            NodeData::Text { contents } if !unseen => blocks.show(&contents.borrow(), &mut view.shown),
            NodeData::Element { name, attrs, template_contents, .. } => {
                let attributes = attrs.borrow();
                let attributes = attributes.iter().map(|a| (full_name(&a.name), a.value.to_string()));
                view.elements
                    .push((name.local.to_ascii_lowercase().to_string(), sorted(attributes.collect())));
                let tag = Tag::of(name.local.as_bytes());
                let is_html = name.ns == *"http://www.w3.org/1999/xhtml";
                unseen |= is_unseen(tag) && (is_html || tag == Tag::Svg);
                if tag.is_block() && is_html {
                    blocks.around.push((tag, None));
                    steps.push(Step::Leave);
                }
                if let Some(contents) = &*template_contents.borrow() {
                    let children = contents.children.borrow();
                    steps.extend(children.iter().rev().map(|child| Step::Enter(child.clone(), true)));
                }
            }
            _ => {}
        }
        let children = node.children.borrow();
        steps.extend(children.iter().rev().map(|child| Step::Enter(child.clone(), unseen)));
    }
}

fn full_name(name: &QualName) -> String {
    let local = name.local.to_ascii_lowercase();
    match &name.prefix {
        Some(prefix) if !prefix.is_empty() => format!("{prefix}:{local}"),
        _ => local.to_string(),
    }
}

/// Compares two views of a page.
pub(crate) fn compare(ours: &View, theirs: &View) -> Difference {
    let same = ours.shown.iter().zip(&theirs.shown).take_while(|(a, b)| a.0 == b.0).count();
    let text = (same < ours.shown.len() || same < theirs.shown.len()).then_some(same);
    let other = ours.shown.iter().zip(&theirs.shown).filter(|(a, b)| a != b);
    let blocks = if text.is_some() { 0 } else { other.count() };
    let alike = ours.elements.iter().zip(&theirs.elements).take_while(|(a, b)| a == b).count();
    let elements = (alike < ours.elements.len() || alike < theirs.elements.len()).then_some(alike);
    let attributes = elements.is_some() && values(ours) != values(theirs);
    Difference { characters: theirs.shown.len(), text, blocks, elements, attributes }
}

/// Every attribute that occurs on the page, once.
fn values(view: &View) -> std::collections::BTreeSet<(&str, &[(String, String)])> {
    let with_attributes = view.elements.iter().filter(|(_, attributes)| !attributes.is_empty());
    with_attributes.map(|(name, attributes)| (name.as_str(), attributes.as_slice())).collect()
}
