//! Lexer, tree and all that is read from it: nothing panics, nodes nest, spans lie in the page.
#![no_main]

use libfuzzer_sys::fuzz_target;
use page::{Choice, NodeId, Page, Value};

fuzz_target!(|html: &str| {
    for page in [Page::parse(html), Page::parse_strictly(html)] {
        for id in page.ids() {
            let node = page.node(id);
            assert!(id < node.end() && node.depth() <= Page::DEEPEST);
            assert!(html.get(node.span().range()).is_some());
            assert!(html.get(page.content_span(id).range()).is_some());
            match page.parent(id) {
                None => assert_eq!(id, NodeId::ROOT),
                Some(parent) => assert!(parent < id && node.end() <= page.node(parent).end()),
            }
            for attribute in page.attributes(id).distinct() {
                assert_eq!(attribute.span().slice(html), attribute.written());
            }
            let _ = (page.name(id), page.text_of(id), page.hidden(id), page.previous_sibling(id));
        }
        let visible = page.visible_with(Choice { alt: true, hidden: true, noscript: true });
        for block in visible.blocks() {
            assert!(!visible.text(block).is_empty());
            assert!(html.get(visible.page_span(block.text).unwrap().range()).is_some());
        }
        assert_eq!(page.measures().len(), page.nodes().len());
        let metadata = page::metadata(&page);
        let properties = metadata.items.iter().flat_map(|item| &item.properties);
        let properties = properties.filter_map(|property| match &property.value {
            Value::Text(found) => Some(found),
            Value::Item(index) => {
                assert!(*index < metadata.items.len());
                None
            }
        });
        let metas = metadata.metas.iter().map(|meta| &meta.content);
        let times = metadata.times.iter().map(|time| &time.value);
        for found in metadata.titles.iter().chain(metas).chain(times).chain(properties) {
            assert!(html.get(found.span.range()).is_some());
        }
    }
});
