//! Character references: as html5ever decodes them, in text and in attributes.
#![no_main]

use html5ever::tendril::TendrilSink;
use html5ever::{ParseOpts, parse_document};
use libfuzzer_sys::fuzz_target;
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use page::{Page, Tag};

/// The text of a textarea, and the attribute before it.
fn theirs(node: &Handle) -> Option<(String, String)> {
    if let NodeData::Element { name, attrs, .. } = &node.data
        && &*name.local == "textarea"
    {
        let mut text = String::new();
        for child in node.children.borrow().iter() {
            if let NodeData::Text { contents } = &child.data {
                text.push_str(&contents.borrow());
            }
        }
        let value = attrs.borrow().first().map(|attribute| attribute.value.to_string());
        return Some((text, value.unwrap_or_default()));
    }
    node.children.borrow().iter().find_map(theirs)
}

fuzz_target!(|text: &str| {
    if text.contains(['<', '"']) {
        return;
    }
    let html = format!("<textarea a=\"{text}\">x{text}</textarea>");
    let page = Page::parse(&html);
    let id = page.find(Tag::Textarea).unwrap();
    let own = (page.text_within(id).into_owned(), page.value(id, "a").unwrap().into_owned());
    let dom = parse_document(RcDom::default(), ParseOpts::default()).one(&*html);
    assert_eq!(Some(own), theirs(&dom.document));
});
