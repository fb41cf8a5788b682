//! What holds for every page, however broken.

mod outline;

use page::{Choice, Node, NodeId, Page, Span, Tag, Visible};
use proptest::prelude::*;

/// Pieces that pages, and only the worst of them, are made of.
const PIECES: &[&str] = &[
    "<p>",
    "</p>",
    "<div>",
    "</div>",
    "<b>",
    "</b>",
    "<i>",
    "</i>",
    "<a href='/x?a=1&amp;b'>",
    "</a>",
    "<span class=\"a b\">",
    "</span>",
    "<table>",
    "</table>",
    "<tr>",
    "</tr>",
    "<td>",
    "</td>",
    "<th>",
    "<tbody>",
    "</tbody>",
    "<caption>",
    "</caption>",
    "<colgroup>",
    "<col>",
    "<ul>",
    "</ul>",
    "<li>",
    "</li>",
    "<dl>",
    "<dt>",
    "<dd>",
    "<h1>",
    "</h1>",
    "<h2>",
    "<form>",
    "</form>",
    "<button>",
    "</button>",
    "<select>",
    "</select>",
    "<option>",
    "<optgroup>",
    "<input>",
    "<input type=hidden>",
    "<svg>",
    "</svg>",
    "<math>",
    "</math>",
    "<g/>",
    "<x-y>",
    "</x-y>",
    "<nobr>",
    "<font color=x>",
    "</font>",
    "<code>",
    "<em>",
    "</em>",
    "<strong>",
    "</strong>",
    "<object>",
    "</object>",
    "<marquee>",
    "<ruby>",
    "<rt>",
    "<rp>",
    "<rtc>",
    "<br>",
    "</br>",
    "<hr>",
    "<img alt='a b'>",
    "<pre>",
    "</pre>",
    "\n",
    " ",
    "text",
    "a b",
    "&amp;",
    "&eacute",
    "&#8217;",
    "<!-- c -->",
    "<script>a<b</script>",
    "<style>a</style>",
    "<textarea>\na</textarea>",
    "<article>",
    "</article>",
    "<section hidden>",
    "</section>",
    "é",
    "日本",
    "<",
    "<p a=\"",
    ">",
    "'",
    "\"",
    "=",
    "<![CDATA[x]]>",
    "\r\n",
    "</body>",
    "</html>",
    "<body class=b>",
    "<html lang=a>",
];
/// Those whose tree is here another than the standard's, on purpose, or that begin something without an end.
const ODD: &[&str] = &[
    // HTML in svg and math: html5ever does not count these as special elements, as the standard does.
    "<foreignObject>",
    "</foreignObject>",
    "<desc>",
    "<mi>",
    "</mi>",
    "<annotation-xml>",
    // `</>` in a table, which parts a text that the standard sees as one.
    "</",
    // html5ever does not take white space in a template among rows as text of a table either.
    "<template>",
    "</template>",
    "<title>",
    "<noscript>",
    "</noscript>",
    "<frameset>",
    "</frameset>",
    "<frame>",
    "<head>",
    "</head>",
    "<meta name=a content=b>",
    "<link rel=canonical href=/a>",
    "<plaintext>",
    "<iframe>",
    "<xmp>",
    "<script>",
    "<!--",
    "<!DOCTYPE html>",
    "\0",
    "\u{feff}",
    "<script type='application/ld+json'>{\"a\": [1,}</script>",
    "<time datetime=2026>",
    "<p itemscope itemprop=a>",
];

fn soup(pieces: Vec<&'static str>, most: usize) -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(pieces), 0..most).prop_map(|pieces| pieces.concat())
}

fn any_page() -> impl Strategy<Value = String> {
    prop_oneof![soup([PIECES, ODD].concat(), 60), "\\PC{0,40}", "[<>/a-c!\"'= &;\\-\\[\\]\0\r\n]{0,60}"]
}

fn check_nodes(page: &Page<'_>) {
    let nodes = page.nodes();
    for id in page.ids() {
        let node: &Node = page.node(id);
        assert!(id < node.end() && node.end().index() <= nodes.len());
        assert!(node.is_element() || node.end().index() == id.index() + 1);
        let span = node.span();
        assert!(page.text().get(span.range()).is_some(), "{span:?}");
        assert!(!node.is_text() || !span.is_empty());
        if node.is_element() && !node.is_implied() {
            assert!(page.source(id).starts_with('<') && page.source(id).ends_with('>'));
            assert!(page.name(id).len() < page.source(id).len());
        }
        let content = page.content_span(id);
        assert!(page.text().get(content.range()).is_some(), "{content:?}");
        match page.parent(id) {
            None => assert_eq!(id, NodeId::ROOT),
            Some(parent) => {
                assert!(parent < id && node.end() <= page.node(parent).end());
                assert!(page.node(parent).is_element());
                assert_eq!(node.depth(), page.node(parent).depth() + 1);
            }
        }
        let children: Vec<NodeId> = page.children(id).collect();
        assert!(children.iter().all(|child| page.parent(*child) == Some(id)));
        for pair in children.windows(2) {
            assert_eq!(page.next_sibling(pair[0]), Some(pair[1]));
            assert_eq!(page.previous_sibling(pair[1]), Some(pair[0]));
        }
        for attribute in page.attributes(id) {
            assert_eq!(attribute.span().slice(page.text()), attribute.written());
            assert!(page.attribute(id, &attribute.name().to_ascii_lowercase()).is_some());
        }
    }
}

fn check_visible(page: &Page<'_>, visible: &Visible) {
    let mut end = 0;
    for block in visible.blocks() {
        assert!(block.text.start >= end && !block.text.is_empty());
        end = block.text.end;
        let mut at = block.text.start;
        for piece in visible.pieces(block) {
            assert_eq!(piece.text.start, at);
            at = piece.text.end;
            let (text, source) = (piece.text.slice(visible.buffer()), piece.page.slice(page.text()));
            assert!(!text.is_empty() && page.text().get(piece.page.range()).is_some());
            if piece.text.len() == piece.page.len() {
                let alike = |(a, b): (u8, u8)| a == b || a.is_ascii_whitespace() && b.is_ascii_whitespace();
                assert!(text.bytes().zip(source.bytes()).all(alike), "{text:?} {source:?}");
            }
        }
        assert_eq!(at, block.text.end);
        let whole = visible.page_span(block.text).expect("a block has a place");
        assert!(page.text().get(whole.range()).is_some());
        for (start, c) in visible.text(block).char_indices().take(20) {
            let start = block.text.start as usize + start;
            let place =
                visible.page_span(Span::new(start, start + c.len_utf8())).expect("a character has a place");
            assert!(page.text().get(place.range()).is_some(), "{c:?} {place:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn spans_nest_and_lie_in_the_page(html in any_page()) {
        for page in [Page::parse(&html), Page::parse_strictly(&html)] {
            check_nodes(&page);
            for hidden in [false, true] {
                check_visible(&page, &page.visible_with(Choice { alt: hidden, hidden, noscript: hidden }));
            }
            let measures = page.measures();
            assert_eq!(measures.len(), page.nodes().len());
            let metadata = page::metadata(&page);
            for meta in &metadata.metas {
                assert!(html.get(meta.content.span.range()).is_some());
            }
            for found in metadata.titles.iter().chain(metadata.times.iter().map(|time| &time.value)) {
                assert!(html.get(found.span.range()).is_some());
            }
        }
    }

    #[test]
    fn the_tree_is_the_standards(html in soup(PIECES.to_vec(), 120)) {
        let page = Page::parse_strictly(&html);
        prop_assert_eq!(outline::ours(&page), outline::theirs(&html));
    }

    #[test]
    fn every_place_in_a_text_leads_to_its_bytes(bytes in prop::collection::vec(any::<u8>(), 0..300), label in 0..6usize) {
        let label = ["utf-8", "windows-1252", "shift_jis", "gb18030", "utf-16le", "iso-2022-jp"][label];
        let header = format!("text/html; charset={label}");
        for header in [None, Some(header.as_str())] {
            let decoded = page::decode(&bytes, header);
            let mut before = 0;
            for (at, _) in decoded.text.char_indices() {
                let origin = decoded.origin(at);
                prop_assert!(before <= origin && origin <= bytes.len());
                before = origin;
            }
            prop_assert!(decoded.origin(decoded.text.len() + 1) <= bytes.len());
        }
    }

    #[test]
    fn json_is_read_as_json(text in "[\\[\\]{}:,\"'0-9a-z\\\\ntu/* .-]{0,60}") {
        let (values, complaints) = page::json_ld::read(&text);
        if let Ok(value) = serde_json::from_str::<serde_json::Value>(&text) {
            prop_assert_eq!(values.iter().map(serde_json::Value::from).collect::<Vec<_>>(), vec![value]);
            prop_assert!(complaints.is_empty());
        }
    }

    #[test]
    fn references_never_grow_out_of_proportion(text in "[&#xa-z;0-9A-Z]{0,80}") {
        let decoded = page::entity::decode(&text, page::entity::Place::Text);
        prop_assert!(decoded.len() <= text.len() * 2 + 2);
    }
}

#[test]
fn tags_know_what_they_are() {
    assert!(Tag::Br.is_void() && Tag::Div.is_block() && Tag::Script.is_unseen() && !Tag::Span.is_block());
}
