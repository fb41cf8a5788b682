//! The table of cases in `trees.txt`: a title, the page, the tree it gives. A case must give that tree here, and in
//! html5ever too, unless its title says that we differ on purpose.
//!
//! `UPDATE=1 cargo test -p depeche-page --test trees` writes the trees anew; read the difference before it is committed.

use html5ever::tendril::TendrilSink;
use html5ever::tree_builder::TreeBuilderOpts;
use html5ever::{ParseOpts, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use page::{NodeId, Page};
use std::fmt::Write;

const TABLE: &str = include_str!("trees.txt");

/// A tree in one line: `html(head body(p.a="1"("text" br)))`.
#[derive(Default)]
struct Outline {
    line: String,
    text: String,
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

    fn open(&mut self, name: &str, mut attributes: Vec<(String, String)>) {
        self.flush();
        self.space();
        self.line.push_str(&name.to_lowercase());
        attributes.sort();
        for (name, value) in attributes {
            write!(self.line, "[{}={}]", name.to_lowercase(), value.escape_debug()).unwrap();
        }
        self.line.push('(');
    }

    fn close(&mut self) {
        self.flush();
        match self.line.strip_suffix('(') {
            Some(line) => self.line.truncate(line.len()),
            None => self.line.push(')'),
        }
    }
}

fn ours(page: &Page<'_>) -> String {
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

fn theirs(html: &str) -> String {
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

/// `\n`, `\r`, `\0`, `\f`, `\t` and `\\` in a page of the table.
fn unescape(written: &str) -> String {
    let mut out = String::new();
    let mut chars = written.chars();
    while let Some(c) = chars.next() {
        out.push(match c {
            '\\' => match chars.next() {
                Some('n') => '\n',
                Some('r') => '\r',
                Some('t') => '\t',
                Some('f') => '\u{c}',
                Some('0') => '\0',
                _ => '\\',
            },
            c => c,
        });
    }
    out
}

#[test]
fn every_case_gives_its_tree() {
    let mut written = String::new();
    let (mut cases, mut wrong) = (0, String::new());
    let mut title = "";
    let mut html = String::new();
    for line in TABLE.lines() {
        if let Some(tree) = line.strip_prefix("= ") {
            cases += 1;
            let page = Page::parse(&html);
            let (own, other) = (ours(&page), theirs(&html));
            if own != tree {
                writeln!(wrong, "{title}\n  page     {html:?}\n  expected {tree}\n  given    {own}").unwrap();
            }
            if (own != other) != title.contains("on purpose") {
                writeln!(wrong, "{title}\n  page      {html:?}\n  ours      {own}\n  html5ever {other}")
                    .unwrap();
            }
            writeln!(written, "= {own}").unwrap();
            continue;
        }
        if let Some(page) = line.strip_prefix("> ") {
            html = unescape(page);
        } else if line.starts_with('#') {
            title = line;
        }
        writeln!(written, "{line}").unwrap();
    }
    if std::env::var_os("UPDATE").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/trees.txt");
        std::fs::write(path, written).unwrap();
    }
    assert!(cases > 300, "only {cases} cases");
    assert!(wrong.is_empty(), "\n{wrong}");
}
