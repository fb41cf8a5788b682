//! How much text, linked text and how many tags stand in each subtree: one pass, numbers parallel to the nodes.

use crate::scan::{Block, WIDTH};
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

/// Length of a text with its runs of white space counted as one byte; 0 if it is blank. Control characters, which no text
/// should hold, count as white space.
fn collapsed_len(text: &[u8]) -> u32 {
    let text = text.trim_ascii();
    let (mut doubled, mut before) = (0, 0);
    for at in (0..text.len()).step_by(WIDTH) {
        let inside = u32::MAX >> (32 - (text.len() - at).min(WIDTH));
        let spaces = Block::at(text, at).at_most(b' ') & inside;
        doubled += (spaces & (spaces << 1 | before)).count_ones();
        before = spaces >> (WIDTH - 1) & 1;
    }
    text.len() as u32 - doubled
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
        let nodes = self.nodes();
        let mut all = vec![Measure::default(); nodes.len()];
        let mut index = 0;
        while let Some(node) = nodes.get(index) {
            let own = &mut all[index];
            index += 1;
            if node.is_text() {
                own.text = collapsed_len(&self.text().as_bytes()[node.span().range()]);
                own.texts = u32::from(own.text > 0);
                continue;
            }
            own.elements = 1;
            own.paragraphs = u32::from(node.tag() == Tag::P);
            own.links = u32::from(node.tag() == Tag::A);
            if node.tag().is_unseen() {
                index = node.end as usize;
            }
        }
        // Children stand after their parents: from the last node to the first, each is whole when it is added above.
        for (index, node) in nodes.iter().enumerate().skip(1).rev() {
            if node.tag() == Tag::A {
                all[index].link_text = all[index].text;
            }
            let own = all[index];
            all[node.parent as usize].add(own);
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_counts_once() {
        for (text, len) in
            [("", 0), (" \n ", 0), ("a", 1), (" a  b ", 3), ("a b\n\n\tc", 5), (&"ab  ".repeat(20), 59)]
        {
            assert_eq!(collapsed_len(text.as_bytes()), len, "{text:?}");
        }
    }

    #[test]
    fn content_never_shown_counts_nothing() {
        let page = Page::parse("<div>ab<script>cd<a></script><style>x</style><p><a>e</a></div>");
        let measure = page.measures()[page.find(Tag::Div).unwrap().index()];
        let expected = Measure { text: 3, link_text: 1, texts: 2, elements: 5, links: 1, paragraphs: 1 };
        assert_eq!(measure, expected);
    }
}
