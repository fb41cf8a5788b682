//! The text a reader sees, block by block, with the place of every piece.
//!
//! White space is collapsed as CSS collapses it (kept in `pre` and `textarea`); `br` is a line break; each table cell,
//! list item and heading is a block of its own; inline elements do not break a block. Hidden elements are left out.
//! It knows nothing of style sheets, nor of what is worth reading. One buffer holds all texts: three
//! allocations a page.

use crate::entity::{Place, reference};
use crate::lexer::{hint, is_space};
use crate::page::NodeId;
use crate::scan::{self, WIDTH};
use crate::{Page, Span, Tag};
use memchr::memchr3;

/// Why an element is not shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Hidden {
    /// Its kind is never shown: `script`, `style`, `template`, `svg`, `title` …
    Kind,
    /// The `hidden` attribute.
    Attribute,
    /// `aria-hidden="true"`: seen, but not read out.
    Aria,
    /// `display:none` or `visibility:hidden` in its `style` attribute.
    Style,
}

/// What of the page is taken besides the text that everybody sees.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Choice {
    /// Take the `alt` of images as text.
    pub alt: bool,
    /// Take hidden elements too (never those hidden by their [`Hidden::Kind`]).
    pub hidden: bool,
    /// Take the content of `noscript`.
    pub noscript: bool,
}

/// How a block is laid out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Display {
    /// A paragraph or any other block.
    Block,
    /// h1 to h6, with its level.
    Heading(u8),
    /// A list item, or text directly in one.
    ListItem,
    /// A table cell.
    Cell,
    /// A caption of a figure or a table.
    Caption,
    /// Text whose white space is kept.
    Preformatted,
}

/// One block: a run of text not broken by the start or end of a block element.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Block {
    /// The nearest block element around the text.
    pub element: NodeId,
    /// How it is laid out.
    pub display: Display,
    /// Where its text stands in [`Visible::buffer`].
    pub text: Span,
    first_piece: u32,
    past_piece: u32,
}

/// A piece of a block's text, and where it comes from.
///
/// If both spans are of one length, they stand byte for byte beside each other (a line break may stand for
/// a space); otherwise the piece is one character reference or one run of white space.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Piece {
    /// The text node; the element for `br` and `alt`.
    pub node: NodeId,
    /// Where the piece stands in [`Visible::buffer`].
    pub text: Span,
    /// Where it comes from in the page.
    pub page: Span,
}

/// All blocks of a page that hold text, in page order.
#[derive(Clone, Debug, Default)]
pub struct Visible {
    buffer: String,
    blocks: Vec<Block>,
    pieces: Vec<Piece>,
}

impl Visible {
    /// The blocks, none of them blank.
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// The text of all blocks, each closed by a line break.
    pub fn buffer(&self) -> &str {
        &self.buffer
    }

    /// The text of a block: no white space at its ends, none doubled (but in `pre`).
    pub fn text(&self, block: &Block) -> &str {
        block.text.slice(&self.buffer)
    }

    /// The pieces of a block, in order, covering its text.
    pub fn pieces(&self, block: &Block) -> &[Piece] {
        &self.pieces[block.first_piece as usize..block.past_piece as usize]
    }

    /// Where a part of the text of [`Visible::buffer`] stands in the page; `None` if no block's text is in it.
    ///
    /// ```
    /// use page::{Page, Span};
    /// let page = Page::parse("<p>Caf&eacute;\n  <b>noir</b>");
    /// let visible = page.visible();
    /// assert_eq!(visible.buffer(), "Café noir\n");
    /// let place = visible.page_span(Span::of(visible.buffer(), "é no").unwrap()).unwrap();
    /// assert_eq!(place.slice(page.text()), "&eacute;\n  <b>no");
    /// ```
    pub fn page_span(&self, part: Span) -> Option<Span> {
        let first = self.pieces.partition_point(|piece| piece.text.end <= part.start);
        let past = self.pieces.partition_point(|piece| piece.text.start < part.end);
        let (first, last) = (self.pieces.get(first)?, self.pieces[..past].last()?);
        if first.text.start > last.text.start {
            return None;
        }
        let mut span = Span { start: first.page.start, end: last.page.end };
        if first.text.len() == first.page.len() {
            span.start += part.start.saturating_sub(first.text.start);
        }
        if last.text.len() == last.page.len() {
            span.end -= last.text.end.saturating_sub(part.end);
        }
        (span.start <= span.end).then_some(span)
    }
}

impl Page<'_> {
    /// Why the element itself is not shown, if it is not; its ancestors are not asked.
    pub fn hidden(&self, id: NodeId) -> Option<Hidden> {
        let node = self.node(id);
        if node.tag().is_unseen() {
            return Some(Hidden::Kind);
        }
        if node.bits & (hint::STYLE | hint::HIDING) == 0 {
            return None;
        }
        self.attributes(id).find_map(|attribute| {
            let name = attribute.name();
            match name.len() {
                6 if attribute.is("hidden") => Some(Hidden::Attribute),
                11 if attribute.is("aria-hidden") && attribute.written().eq_ignore_ascii_case("true") => {
                    Some(Hidden::Aria)
                }
                5 if attribute.is("style") && hides(attribute.written()) => Some(Hidden::Style),
                _ => None,
            }
        })
    }

    /// Whether the element itself is not shown; see [`Page::hidden`].
    pub fn is_hidden(&self, id: NodeId) -> bool {
        self.hidden(id).is_some()
    }

    /// The text a reader sees.
    pub fn visible(&self) -> Visible {
        self.visible_with(Choice::default())
    }

    /// The text a reader sees, and what else is chosen.
    pub fn visible_with(&self, choice: Choice) -> Visible {
        self.visible_within(NodeId::ROOT, choice)
    }

    /// The text a reader sees inside one element.
    pub fn visible_within(&self, root: NodeId, choice: Choice) -> Visible {
        let mut writer = Writer::new(self, choice);
        writer.write(root);
        writer.out
    }
}

/// Whether a `style` attribute hides its element.
fn hides(style: &str) -> bool {
    style.split(';').filter_map(|rule| rule.split_once(':')).any(|(property, value)| {
        let (property, value) = (property.trim(), value.trim());
        let value = value.split(['!', ' ']).next().unwrap_or_default();
        (property.eq_ignore_ascii_case("display") && value.eq_ignore_ascii_case("none"))
            || (property.eq_ignore_ascii_case("visibility") && value.eq_ignore_ascii_case("hidden"))
    })
}

/// Where text that is taken over as it is ends, from `at` on: before a reference, a control character, or white space
/// that is not a single space between words.
fn plain_end(bytes: &[u8], mut at: usize) -> usize {
    loop {
        let block = scan::Block::at(bytes, at);
        let blank = block.at_most(b' ');
        let space = block.equal(b' ');
        // A space in the last place is judged with the next block.
        let single = space & !(blank >> 1) & (u32::MAX >> (33 - WIDTH));
        let stop = (blank & !single) | block.equal(b'&');
        if stop == 0 {
            at += WIDTH;
            continue;
        }
        let end = at + stop.trailing_zeros() as usize;
        let is_single =
            |at: usize| bytes.get(at) == Some(&b' ') && bytes.get(at + 1).is_some_and(|next| *next > b' ');
        if end < bytes.len() && is_single(end) {
            at = end + 1;
            continue;
        }
        return end.min(bytes.len());
    }
}

/// As [`plain_end`], where white space is kept.
fn kept_end(bytes: &[u8], at: usize) -> usize {
    let found = bytes.get(at..).and_then(|rest| memchr3(b'&', 0, b'\r', rest));
    found.map_or(bytes.len(), |found| at + found)
}

struct Writer<'p, 's> {
    page: &'p Page<'s>,
    choice: Choice,
    out: Visible,
    /// Where the block being written starts in the buffer and among the pieces.
    start: usize,
    first_piece: usize,
    /// White space seen, not yet written: its place, if the block has text before it.
    space: Option<(NodeId, Span)>,
}

impl<'p, 's> Writer<'p, 's> {
    fn new(page: &'p Page<'s>, choice: Choice) -> Self {
        let guess = page.text().len() / 12;
        let out = Visible {
            buffer: String::with_capacity(guess),
            blocks: Vec::with_capacity(guess / 48),
            pieces: Vec::with_capacity(guess / 32),
        };
        Self { page, choice, out, start: 0, first_piece: 0, space: None }
    }

    fn write(&mut self, root: NodeId) {
        let end = self.page.node(root).end();
        let mut id = root;
        // Block elements around the current node: (id, where it ends, whether white space is kept).
        let mut around = vec![(root, end, false)];
        while id < end {
            let node = self.page.node(id);
            while around.len() > 1 && around.last().is_some_and(|(_, past, _)| *past <= id) {
                self.close(&around);
                around.pop();
            }
            let kept = around.last().is_some_and(|(_, _, kept)| *kept);
            let tag = node.tag();
            if tag == Tag::Text {
                self.text(id, kept);
                id.0 += 1;
                continue;
            }
            if id != root && self.leaves_out(id, tag) {
                id = node.end();
                continue;
            }
            match tag {
                Tag::Br => self.line_break(id),
                Tag::Img if self.choice.alt => self.alt(id),
                Tag::Hr => self.close(&around),
                _ if tag.is_block() || tag == Tag::Textarea => {
                    self.close(&around);
                    let kept = kept
                        || matches!(tag, Tag::Pre | Tag::Listing | Tag::Xmp | Tag::Plaintext | Tag::Textarea);
                    around.push((id, node.end(), kept));
                }
                _ => {}
            }
            id.0 += 1;
        }
        while !around.is_empty() {
            self.close(&around);
            around.pop();
        }
    }

    fn leaves_out(&self, id: NodeId, tag: Tag) -> bool {
        match tag {
            Tag::Noscript => !self.choice.noscript,
            _ if self.choice.hidden => tag.is_unseen(),
            _ => self.page.is_hidden(id),
        }
    }

    fn piece(&mut self, node: NodeId, start: usize, page: Span) {
        let text = Span::new(start, self.out.buffer.len());
        if let Some(last) = self.out.pieces[self.first_piece..].last_mut()
            && last.node == node
            && last.page.end == page.start
            && last.text.len() == last.page.len()
            && text.len() == page.len()
        {
            last.text.end = text.end;
            last.page.end = page.end;
            return;
        }
        self.out.pieces.push(Piece { node, text, page });
    }

    fn flush_space(&mut self) {
        if let Some((node, place)) = self.space.take() {
            let start = self.out.buffer.len();
            if start > self.start && !self.out.buffer.ends_with('\n') {
                self.out.buffer.push(' ');
                self.piece(node, start, place);
            }
        }
    }

    fn line_break(&mut self, id: NodeId) {
        self.space = None;
        let start = self.out.buffer.len();
        if start > self.start {
            self.out.buffer.push('\n');
            self.piece(id, start, self.page.span(id));
        }
    }

    fn alt(&mut self, id: NodeId) {
        let Some(alt) = self.page.attribute(id, "alt") else { return };
        self.words(id, alt.span(), Place::Attribute, false);
    }

    fn text(&mut self, id: NodeId, kept: bool) {
        let place = self.page.place_of(id);
        self.words(id, self.page.span(id), place, kept);
    }

    /// Writes a part of the page: words, spaces and character references.
    fn words(&mut self, node: NodeId, part: Span, place: Place, kept: bool) {
        let source = self.page.text();
        let bytes = &source.as_bytes()[..part.end as usize];
        let mut at = part.start as usize;
        while let Some(&c) = bytes.get(at) {
            if is_space(c) && !kept {
                let run = bytes[at..].iter().take_while(|c| is_space(**c)).count();
                if self.space.is_none() {
                    self.space = Some((node, Span::new(at, at + run)));
                }
                at += run;
                continue;
            }
            if c == 0 || c == b'\r' {
                self.odd(node, at, place, bytes.get(at + 1) == Some(&b'\n'));
                at += 1;
                continue;
            }
            if c == b'&'
                && let Some((len, reference)) = reference(&bytes[at..], place)
            {
                self.flush_space();
                let start = self.out.buffer.len();
                reference.push_to(&mut self.out.buffer);
                self.piece(node, start, Span::new(at, at + len));
                at += len;
                continue;
            }
            let end = if kept { kept_end(bytes, at + 1) } else { plain_end(bytes, at + 1) };
            self.flush_space();
            let start = self.out.buffer.len();
            self.out.buffer.push_str(&source[at..end]);
            self.piece(node, start, Span::new(at, end));
            at = end;
        }
    }

    /// NUL and, in kept white space, a carriage return.
    fn odd(&mut self, node: NodeId, at: usize, place: Place, before_line_feed: bool) {
        let written = match self.page.text().as_bytes()[at] {
            0 if place != Place::Text => '\u{fffd}',
            b'\r' if !before_line_feed => '\n',
            _ => return,
        };
        self.flush_space();
        let start = self.out.buffer.len();
        self.out.buffer.push(written);
        self.piece(node, start, Span::new(at, at + 1));
    }

    /// Ends the block being written, if it holds text.
    fn close(&mut self, around: &[(NodeId, NodeId, bool)]) {
        self.space = None;
        let text = &self.out.buffer[self.start..];
        if text.is_empty() {
            return;
        }
        let kept = text.trim_end_matches([' ', '\n', '\t']).len();
        self.out.buffer.truncate(self.start + kept);
        if kept == 0 {
            self.out.pieces.truncate(self.first_piece);
            return;
        }
        let end = self.out.buffer.len();
        while let Some(last) = self.out.pieces.last_mut() {
            if last.text.start as usize >= end {
                self.out.pieces.pop();
                continue;
            }
            if last.text.end as usize > end {
                let cut = last.text.end - end as u32;
                last.text.end -= cut;
                last.page.end -= cut.min(last.page.len() as u32);
            }
            break;
        }
        let element = around.last().map_or(NodeId::ROOT, |(id, _, _)| *id);
        self.out.blocks.push(Block {
            element,
            display: self.display(element, around.last().is_some_and(|(_, _, kept)| *kept)),
            text: Span::new(self.start, end),
            first_piece: self.first_piece as u32,
            past_piece: self.out.pieces.len() as u32,
        });
        self.out.buffer.push('\n');
        self.start = self.out.buffer.len();
        self.first_piece = self.out.pieces.len();
    }

    fn display(&self, element: NodeId, kept: bool) -> Display {
        match self.page.tag(element) {
            tag if tag.is_heading() => Display::Heading(tag.heading_level().unwrap_or(1)),
            _ if kept => Display::Preformatted,
            Tag::Li | Tag::Dd | Tag::Dt => Display::ListItem,
            Tag::Td | Tag::Th => Display::Cell,
            Tag::Figcaption | Tag::Caption => Display::Caption,
            _ => Display::Block,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(html: &str) -> Vec<String> {
        let page = Page::parse(html);
        let visible = page.visible();
        for block in visible.blocks() {
            let covered: usize = visible.pieces(block).iter().map(|piece| piece.text.len()).sum();
            assert_eq!(covered, block.text.len(), "{html}");
        }
        visible.blocks().iter().map(|block| visible.text(block).to_owned()).collect()
    }

    #[test]
    fn white_space_is_collapsed_across_inline_elements() {
        assert_eq!(blocks("<p> One \n <b> two</b> <i> </i> three </p>"), ["One two three"]);
        assert_eq!(blocks("<p>a<br> b<br><br>c<br></p>"), ["a\nb\n\nc"]);
        assert_eq!(blocks("<p>a&nbsp; b"), ["a\u{a0} b"]);
    }

    #[test]
    fn blocks_end_at_block_elements() {
        assert_eq!(blocks("<div>a<p>b</p>c<ul><li>d<li>e</ul></div>f"), ["a", "b", "c", "d", "e", "f"]);
        assert_eq!(blocks("<table><tr><td>1<td>2</table>"), ["1", "2"]);
    }

    #[test]
    fn hidden_parts_are_left_out() {
        let hidden = "<p>a<b hidden>x</b><i aria-hidden=true>x</i><u style='color:red; DISPLAY : none!important'>x</u>\
                      <script>x</script><template>x</template><noscript>x</noscript>b";
        assert_eq!(blocks(hidden), ["ab"]);
    }

    #[test]
    fn what_a_video_holds_for_old_browsers_is_not_shown() {
        assert_eq!(blocks("<p>a<video><source>Your browser …</video><canvas>b</canvas>c"), ["ac"]);
    }

    #[test]
    fn pre_keeps_its_lines() {
        assert_eq!(blocks("<pre>a\r\n  b\n\n</pre>"), ["a\n  b"]);
    }

    #[test]
    fn every_part_leads_back_to_the_page() {
        let html = "<p>L&rsquo;été \n <a>à  Paris</a>, <br>ville";
        let page = Page::parse(html);
        let visible = page.visible();
        let text = visible.buffer();
        for (part, place) in [
            ("été", "été"),
            ("L’", "L&rsquo;"),
            ("é à", "é \n <a>à"),
            ("à Paris,", "à  Paris</a>,"),
            ("\nville", "<br>ville"),
        ] {
            let span = visible.page_span(Span::of(text, part).unwrap()).unwrap();
            assert_eq!(span.slice(html), place);
        }
    }

    #[test]
    fn alt_is_taken_when_chosen() {
        let page = Page::parse("<p>See <img alt='a  map &amp; more'>.");
        let visible = page.visible_with(Choice { alt: true, ..Choice::default() });
        assert_eq!(visible.buffer(), "See a map & more.\n");
    }
}
