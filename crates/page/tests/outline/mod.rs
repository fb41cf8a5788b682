//! Trees as lines of text, this crate's and html5ever's, for comparison.

#![allow(dead_code, reason = "one of the tests that use it has other trees to compare with")]

use html5ever::tendril::TendrilSink;
use html5ever::tree_builder::TreeBuilderOpts;
use html5ever::{ParseOpts, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use page::{NodeId, Page};
use std::fmt::Write;

/// A tree in one line: `html(head body(p.a="1"("text" br)))`.
#[derive(Default)]
pub(crate) struct Outline {
    pub(crate) line: String,
    pub(crate) text: String,
}

impl Outline {
    fn space(&mut self) {
        if !self.line.is_empty() && !self.line.ends_with('(') {
            self.line.push(' ');
        }
    }

    /// Adjacent texts are one.
    fn flush(&mut self) {
        if !self.text.is_empty() {
            self.space();
            let text = std::mem::take(&mut self.text);
            write!(self.line, "{text:?}").unwrap();
        }
    }

    pub(crate) fn open(&mut self, name: &str, mut attributes: Vec<(String, String)>) {
        self.flush();
        self.space();
        self.line.push_str(&name.to_lowercase());
        for (name, _) in &mut attributes {
            *name = name.to_lowercase();
        }
        attributes.sort();
        for (name, value) in attributes {
            write!(self.line, "[{name}={}]", value.escape_debug()).unwrap();
        }
        self.line.push('(');
    }

    pub(crate) fn close(&mut self) {
        self.flush();
        match self.line.strip_suffix('(') {
            Some(line) => self.line.truncate(line.len()),
            None => self.line.push(')'),
        }
    }
}

/// A page as this crate reads it.
pub(crate) fn ours(page: &Page<'_>) -> String {
    fn walk(page: &Page<'_>, id: NodeId, outline: &mut Outline) {
        if page.node(id).is_text() {
            outline.text.push_str(&page.text_of(id));
            return;
        }
        let attributes = page.attributes(id).distinct();
        let attributes =
            attributes.map(|a| (a.name().replace('\0', "\u{fffd}"), a.value().into_owned())).collect();
        outline.open(&page.name(id).replace('\0', "\u{fffd}"), attributes);
        for child in page.children(id) {
            walk(page, child, outline);
        }
        outline.close();
    }
    let mut outline = Outline::default();
    walk(page, NodeId::ROOT, &mut outline);
    outline.line
}

/// A page as html5ever reads it, scripting off.
pub(crate) fn theirs(html: &str) -> String {
    fn walk(node: &Handle, outline: &mut Outline) {
        match &node.data {
            NodeData::Text { contents } => outline.text.push_str(&contents.borrow()),
            NodeData::Element { name, attrs, template_contents, .. } => {
                let full = |a: &html5ever::Attribute| match &a.name.prefix {
                    Some(prefix) if !prefix.is_empty() => format!("{prefix}:{}", a.name.local),
                    _ => a.name.local.to_string(),
                };
                let attributes = attrs.borrow().iter().map(|a| (full(a), a.value.to_string())).collect();
                outline.open(&name.local, attributes);
                if let Some(contents) = &*template_contents.borrow() {
                    contents.children.borrow().iter().for_each(|child| walk(child, outline));
                }
                node.children.borrow().iter().for_each(|child| walk(child, outline));
                outline.close();
            }
            _ => node.children.borrow().iter().for_each(|child| walk(child, outline)),
        }
    }
    let tree_builder = TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() };
    let options = ParseOpts { tree_builder, ..ParseOpts::default() };
    let dom = parse_document(RcDom::default(), options).one(html);
    let mut outline = Outline::default();
    walk(&dom.document, &mut outline);
    outline.line
}
