//! How much text, linked text and how many tags stand in each subtree: one pass, numbers parallel to the nodes.

use crate::page::NodeId;
use crate::{Page, Tag};

/// The totals of one subtree (for a text node: of itself). Scripts, styles and other content never shown count nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Measure {
    /// Bytes of text as written, runs of white space counted as one byte, blank texts as none.
    pub text: u32,
    /// The part of [`Measure::text`] that stands in `a` elements.
    pub link_text: u32,
    /// Texts that are not blank.
    pub texts: u32,
    /// Elements, the node itself included.
    pub elements: u32,
    /// `a` elements, the node itself included.
    pub links: u32,
    /// `p` elements, the node itself included.
    pub paragraphs: u32,
}

impl Measure {
    fn add(&mut self, other: Measure) {
        self.text += other.text;
        self.link_text += other.link_text;
        self.texts += other.texts;
        self.elements += other.elements;
        self.links += other.links;
        self.paragraphs += other.paragraphs;
    }

    /// The share of the text that is linked, 0 to 1; 0 where there is no text.
    pub fn link_density(&self) -> f32 {
        if self.text == 0 { 0.0 } else { self.link_text as f32 / self.text as f32 }
    }
}

/// Length of a text with its runs of white space counted as one byte; 0 if it is blank.
fn collapsed_len(text: &[u8]) -> u32 {
    let text = text.trim_ascii();
    let doubled =
        text.windows(2).filter(|pair| pair[0].is_ascii_whitespace() && pair[1].is_ascii_whitespace());
    (text.len() - doubled.count()) as u32
}

impl Page<'_> {
    /// The totals of every subtree, one for each of [`Page::nodes`], in one pass over them.
    ///
    /// ```
    /// use page::{Page, Tag};
    /// let page = Page::parse("<div>One <a href='/'>two</a></div>");
    /// let measures = page.measures();
    /// let div = measures[page.find(Tag::Div).unwrap().index()];
    /// assert_eq!((div.text, div.link_text, div.links), (6, 3, 1));
    /// ```
    pub fn measures(&self) -> Vec<Measure> {
        let mut all = vec![Measure::default(); self.nodes().len()];
        // Children stand after their parents: from the last node to the first, each is whole when it is added above.
        for index in (0..all.len()).rev() {
            let node = self.node(NodeId(index as u32));
            if node.is_text() {
                let text = collapsed_len(&self.text().as_bytes()[node.span().range()]);
                all[index] = Measure { text, texts: u32::from(text > 0), ..Measure::default() };
            } else {
                if node.tag().is_unseen() {
                    all[index] = Measure::default();
                }
                let own = &mut all[index];
                own.elements += 1;
                own.paragraphs += u32::from(node.tag() == Tag::P);
                if node.tag() == Tag::A {
                    own.links += 1;
                    own.link_text = own.text;
                }
            }
            if let Some(parent) = node.parent() {
                let own = all[index];
                all[parent.index()].add(own);
            }
        }
        all
    }
}
