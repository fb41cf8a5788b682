//! A page as runs of visible words: the one pass over the tree. Each run is what a reader sees as one
//! block, with its place in the page and all that structure says of it; nothing is judged here.
//!
//! The words of all runs stand in one buffer and the stack of open elements is the only other
//! allocation that grows, so that a page costs a handful of allocations however many nodes it has.

pub(crate) mod mark;
pub(crate) mod place;
mod tally;

use std::borrow::Cow;
use std::ops::Range;

use page::{NodeId, Page, Span, Tag};

pub(crate) use self::tally::{Tally, words_end};
use self::tally::{is_white, white_end};
use crate::outline::mark::{Marks, Table};

/// Visible words that a reader sees as one block.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Run {
    /// Bytes of [`Outline::words`].
    words: (u32, u32),
    /// Bytes of the page, from the first word to the last.
    pub(crate) page: Span,
    /// The nearest block element.
    pub(crate) holder: NodeId,
    pub(crate) tag: Tag,
    /// Marks of the nearest three blocks; of all elements around.
    pub(crate) near: Marks,
    pub(crate) around: Marks,
    pub(crate) places: u32,
    /// The nearest `article`, if any.
    pub(crate) article: Option<NodeId>,
    /// A number for holders of the same name and class; the same for their parents.
    pub(crate) form: u32,
    pub(crate) parent_form: u32,
    pub(crate) level: u8,
    pub(crate) depth: u8,
    pub(crate) tally: Tally,
}

/// A picture on the page.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Picture {
    pub(crate) node: NodeId,
    pub(crate) places: u32,
    pub(crate) around: Marks,
    /// The nearest `figure`.
    pub(crate) figure: Option<NodeId>,
    /// How many runs stand before it.
    pub(crate) runs_before: u32,
}

/// All runs of a page, in page order.
#[derive(Debug, Default)]
pub(crate) struct Outline {
    words: String,
    pub(crate) runs: Vec<Run>,
    pub(crate) pictures: Vec<Picture>,
    /// `time` elements and how many runs stand before each.
    pub(crate) times: Vec<(NodeId, u32)>,
    /// Links that say they lead to what comes next.
    pub(crate) nexts: Vec<NodeId>,
}

impl Outline {
    /// Walks the page once.
    pub(crate) fn of(page: &Page<'_>) -> Self {
        let mut walk = Walk::new(page);
        walk.run();
        walk.outline
    }

    /// Bytes of all words.
    pub(crate) fn len(&self) -> usize {
        self.words.len()
    }

    pub(crate) fn words(&self, run: &Run) -> &str {
        &self.words[run.words.0 as usize..run.words.1 as usize]
    }
}

/// An open element, with all that its words inherit.
#[derive(Clone, Copy)]
struct Frame {
    end: u32,
    tag: Tag,
    block: bool,
    strong: bool,
    link: bool,
    /// Marks of this block (with the inline elements open in it), of the block around it, and of the next.
    own: [Marks; 3],
    around: Marks,
    places: u32,
    article: u32,
    figure: u32,
    holder: u32,
    form: u32,
    parent_form: u32,
    depth: u8,
}

impl Frame {
    const ROOT: Self = Self {
        end: NO_NODE,
        tag: Tag::Body,
        block: true,
        strong: false,
        link: false,
        own: [0; 3],
        around: 0,
        places: 0,
        article: NO_NODE,
        figure: NO_NODE,
        holder: 0,
        form: 0,
        parent_form: 0,
        depth: 0,
    };
}

/// The run being read.
struct Pending {
    start: usize,
    page: Option<(u32, u32)>,
    frame: Frame,
    space: bool,
    after_link: bool,
    breaks: u32,
    tally: Tally,
}

impl Pending {
    const NONE: Self = Self {
        start: 0,
        page: None,
        frame: Frame::ROOT,
        space: false,
        after_link: false,
        breaks: 0,
        tally: Tally::NONE,
    };
}

impl Pending {
    /// Forgets what stood before a run without words, and that is all there is to forget.
    fn reset(&mut self) {
        (self.space, self.after_link, self.breaks) = (false, false, 0);
        self.tally = Tally::NONE;
    }

    /// Writes the white space that parts the words so far from the next; says whether there is any, or nothing
    /// before it.
    fn part(&mut self, words: &mut String) -> bool {
        let begun = words.len() > self.start;
        if self.space && begun {
            words.push(if self.breaks > 0 { '\n' } else { ' ' });
        }
        let apart = self.space || !begun;
        self.space = false;
        self.tally.breaks += u16::from(self.breaks > 0);
        self.breaks = 0;
        apart
    }
}

const NO_NODE: u32 = u32::MAX;

struct Walk<'p, 's> {
    page: &'p Page<'s>,
    marks: &'static Table,
    outline: Outline,
    open: Vec<Frame>,
    pending: Pending,
    /// Marks of classes met lately, by a number of their words.
    lately: Vec<(u64, Marks)>,
}

/// The attributes that say something of an element's words.
#[derive(Clone, Copy)]
enum Known {
    Class,
    /// What builders of pages name parts by: `id`, and some attributes of their own.
    Named,
    Href,
    Property,
    Role,
    Relation,
    Hidden,
    AriaHidden,
    Style,
}

impl Known {
    /// Most attributes are none of these, which their length tells first.
    #[inline]
    fn of(name: &[u8]) -> Option<Self> {
        Some(match name {
            b"class" => Self::Class,
            b"href" => Self::Href,
            b"id"
            | b"data-testid"
            | b"data-component"
            | b"data-component-type"
            | b"data-qa"
            | b"data-test"
            | b"data-module"
            | b"data-area"
            | b"data-block" => Self::Named,
            b"rel" => Self::Relation,
            b"role" => Self::Role,
            b"style" => Self::Style,
            b"hidden" => Self::Hidden,
            b"itemprop" => Self::Property,
            b"aria-hidden" => Self::AriaHidden,
            _ => return None,
        })
    }
}

/// How many classes are remembered: a power of two.
const LATELY: usize = 1024;

impl<'p, 's> Walk<'p, 's> {
    fn new(page: &'p Page<'s>) -> Self {
        let mut outline = Outline::default();
        outline.words.reserve(page.text().len() / 12);
        outline.runs.reserve(page.nodes().len() / 8);
        Self {
            page,
            marks: Table::get(),
            outline,
            open: Vec::with_capacity(64),
            pending: Pending::NONE,
            lately: vec![(0, 0); LATELY],
        }
    }

    fn run(&mut self) {
        let nodes = self.page.nodes();
        let mut i = self.page.find(Tag::Body).map_or(0, NodeId::index);
        while i < nodes.len() {
            let node = &nodes[i];
            self.close_until(i as u32);
            if node.is_text() {
                self.text(NodeId(i as u32));
                i += 1;
            } else if node.tag().is_unseen() || matches!(node.tag(), Tag::Svg | Tag::Textarea | Tag::Math) {
                i = node.end().index();
            } else {
                self.element(NodeId(i as u32));
                i += 1;
            }
        }
        self.close_until(NO_NODE);
        self.flush();
    }

    fn close_until(&mut self, at: u32) {
        while let Some(frame) = self.open.last().filter(|frame| frame.end <= at) {
            if frame.block {
                self.flush();
            }
            self.open.pop();
        }
    }

    fn top(&self) -> Frame {
        self.open.last().copied().unwrap_or(Frame::ROOT)
    }

    fn element(&mut self, id: NodeId) {
        match self.page.tag(id) {
            Tag::Br => return self.line_break(),
            Tag::Hr => return self.flush(),
            Tag::Img => return self.picture(id),
            Tag::Time => self.outline.times.push((id, self.outline.runs.len() as u32)),
            _ => {}
        }
        let frame = self.frame(id);
        if frame.block {
            self.flush();
        } else if frame.link && !self.top().link {
            self.pending.tally.links += 1;
            // Two links with nothing between them stand apart on the screen.
            self.pending.space |= self.pending.after_link;
        }
        self.open.push(frame);
    }

    fn frame(&mut self, id: NodeId) -> Frame {
        let node = self.page.node(id);
        let tag = node.tag();
        let parent = self.top();
        let block = is_block(tag) || tag == Tag::Other && self.page.name(id).contains('-');
        let mut frame = Frame { end: node.end().0, tag, block, ..parent };
        frame.places |= place::of_element(tag, parent.places);
        frame.strong |= matches!(tag, Tag::B | Tag::Strong);
        if block {
            frame.own = [0, parent.own[0], parent.own[1]];
            frame.holder = id.0;
            frame.parent_form = parent.form;
            frame.form = tag as u32;
            frame.depth = parent.depth.saturating_add(1);
        }
        // Classes of the body tell of the browser and the page, not of words; those of an empty element of none.
        let empty = node.end().0 == id.0 + 1 && tag != Tag::A;
        if tag != Tag::Body && !empty && (block || matches!(tag, Tag::A | Tag::Span | Tag::Time)) {
            self.read_attributes(id, &mut frame);
        }
        frame.around |= frame.own[0];
        match tag {
            Tag::Article => frame.article = id.0,
            Tag::Figure => frame.figure = id.0,
            _ => {}
        }
        frame
    }

    fn read_attributes(&mut self, id: NodeId, frame: &mut Frame) {
        for attribute in self.page.attributes(id) {
            let value = attribute.written();
            match Known::of(attribute.name().as_bytes()) {
                Some(Known::Class) => {
                    let number = number(value);
                    frame.own[0] |= self.marks_of(number, value);
                    if frame.block {
                        frame.form ^= (number ^ (number >> 32)) as u32;
                    }
                }
                Some(Known::Named) => frame.own[0] |= self.marks_of(number(value), value),
                Some(Known::Href) if frame.tag == Tag::A && !value.is_empty() => frame.link = true,
                Some(Known::Property) => frame.places |= place::of_property(value, &mut frame.own[0]),
                Some(Known::Role) => frame.places |= place::of_role(value),
                Some(Known::Relation) => self.relation(id, value, frame),
                Some(Known::Hidden) => frame.places |= place::UNSEEN,
                Some(Known::AriaHidden) if value == "true" => frame.places |= place::UNSEEN,
                Some(Known::Style) if place::hides(value) => frame.places |= place::UNSEEN,
                _ => {}
            }
        }
    }

    fn relation(&mut self, id: NodeId, value: &str, frame: &mut Frame) {
        for word in value.split(' ') {
            if word == "author" {
                frame.own[0] |= mark::AUTHOR;
            } else if frame.tag == Tag::A && word.eq_ignore_ascii_case("next") {
                self.outline.nexts.push(id);
            }
        }
    }

    /// The marks of a class, from those met lately if it is among them.
    fn marks_of(&mut self, number: u64, class: &str) -> Marks {
        let slot = &mut self.lately[number as usize % LATELY];
        if slot.0 != number {
            *slot = (number, self.marks.of(class));
        }
        slot.1
    }

    fn picture(&mut self, id: NodeId) {
        let top = self.top();
        let figure = (top.figure != NO_NODE).then_some(NodeId(top.figure));
        let runs_before = self.outline.runs.len() as u32;
        self.outline.pictures.push(Picture {
            node: id,
            places: top.places,
            around: top.around,
            figure,
            runs_before,
        });
    }

    fn line_break(&mut self) {
        self.pending.breaks += 1;
        self.pending.space = true;
        // Two in a row part paragraphs as well as any tag does.
        if self.pending.breaks == 2 {
            self.flush();
        }
    }

    fn text(&mut self, id: NodeId) {
        let (text, span) = (self.page.text(), self.page.span(id));
        let (from, to) = (span.start as usize, span.end as usize);
        let start = white_end(text.as_bytes(), from..to);
        self.pending.space |= start > from;
        if start == to {
            return;
        }
        let frame = self.open.last().unwrap_or(&Frame::ROOT);
        if self.pending.page.is_none() {
            self.pending.start = self.outline.words.len();
            self.pending.frame = *frame;
        }
        let end = start + text.as_bytes()[start..to].trim_ascii_end().len();
        let begun = self.pending.page.map_or(start as u32, |page| page.0.min(start as u32));
        self.pending.page = Some((begun, end as u32));
        let (link, strong, own) = (frame.link, frame.strong, frame.own[0]);
        let added = match self.page.text_of(id) {
            Cow::Borrowed(_) => self.add(text, start..to),
            Cow::Owned(decoded) => self.add(&decoded, 0..decoded.len()),
        };
        let pending = &mut self.pending;
        pending.tally.linked += if link { added } else { 0 };
        pending.tally.strong += if strong { added } else { 0 };
        pending.after_link = link;
        pending.frame.own[0] |= own;
    }

    /// Adds words to the run, white space collapsed as a browser does, and counts them: returns how many letters.
    fn add(&mut self, text: &str, part: Range<usize>) -> u32 {
        let Self { outline, pending, .. } = self;
        let before = pending.tally.letters;
        let mut at = part.start;
        while at < part.end {
            if is_white(text.as_bytes()[at]) {
                pending.space = true;
                at = white_end(text.as_bytes(), at..part.end);
                continue;
            }
            let apart = pending.part(&mut outline.words);
            let words = at..words_end(text.as_bytes(), at..part.end);
            outline.words.push_str(&text[words.clone()]);
            at = words.end;
            pending.tally.add(text, words, apart);
        }
        pending.tally.letters - before
    }

    /// Ends the run, if one was begun.
    fn flush(&mut self) {
        let Some((from, to)) = self.pending.page else { return self.pending.reset() };
        let pending = std::mem::replace(&mut self.pending, Pending::NONE);
        let words = &self.outline.words[pending.start..];
        let start = pending.start + words.len() - words.trim_start().len();
        let end = pending.start + words.trim_end().len();
        let tally = pending.tally;
        if tally.letters + tally.digits == 0 || end <= start {
            self.outline.words.truncate(pending.start);
            return;
        }
        let frame = pending.frame;
        let node = |id: u32| (id != NO_NODE).then_some(NodeId(id));
        let holder = NodeId(frame.holder);
        let tag = self.page.tag(holder);
        self.outline.runs.push(Run {
            words: (start as u32, end as u32),
            page: Span { start: from, end: to.max(from) },
            holder,
            tag,
            near: frame.own[0] | frame.own[1] | frame.own[2],
            around: frame.around,
            places: frame.places,
            article: node(frame.article),
            form: frame.form,
            parent_form: frame.parent_form,
            level: tag.heading_level().unwrap_or(0),
            depth: frame.depth,
            tally,
        });
    }
}

/// What starts a line of its own on the screen. Buttons and choices are set apart too: their words
/// never run on into a sentence.
fn is_block(tag: Tag) -> bool {
    tag.is_block()
        || matches!(
            tag,
            Tag::Button
                | Tag::Option
                | Tag::Select
                | Tag::Label
                | Tag::Td
                | Tag::Th
                | Tag::Noscript
                | Tag::Iframe
        )
}

/// One number for a class, eight bytes at a step; never nought.
fn number(class: &str) -> u64 {
    const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut number = class.len() as u64 + 1;
    let mut chunks = class.as_bytes().chunks_exact(8);
    let mut mix = |bytes: u64| number = (number.rotate_left(23) ^ bytes).wrapping_mul(FACTOR);
    for chunk in &mut chunks {
        mix(u64::from_le_bytes(chunk.try_into().unwrap_or_default()));
    }
    mix(chunks.remainder().iter().fold(0, |bytes, byte| bytes << 8 | u64::from(*byte)));
    (number ^ (number >> 29)) | 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runs(html: &str) -> Vec<String> {
        let page = Page::parse(html);
        let outline = Outline::of(&page);
        outline.runs.iter().map(|run| outline.words(run).to_owned()).collect()
    }

    #[test]
    fn blocks_and_double_breaks_part_runs() {
        assert_eq!(
            runs("<p>One <b>two</b>\n three<p>Four<br>five<br><br>six"),
            ["One two three", "Four\nfive", "six"]
        );
        assert_eq!(runs("<div>One<p>two</p>three</div><script>no</script>"), ["One", "two", "three"]);
        assert_eq!(runs("<p>&nbsp;</p><p>–</p><p>a&amp;b</p>"), ["a&b"]);
    }

    #[test]
    fn places_and_counts_are_kept() {
        let page = Page::parse("<article><p class=lead>Un <a href=/x>lien</a>, deux.</p></article>");
        let outline = Outline::of(&page);
        let run = &outline.runs[0];
        assert_eq!((run.tally.letters, run.tally.linked, run.tally.links, run.tally.words), (10, 4, 1, 3));
        assert_eq!(run.places & place::ARTICLE, place::ARTICLE);
        assert_eq!(run.near & mark::LEAD, mark::LEAD);
        assert_eq!(run.page.slice(page.text()), "Un <a href=/x>lien</a>, deux.");
    }
}
