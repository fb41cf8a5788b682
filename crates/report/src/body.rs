//! Which runs of a page are the report, which are furniture, and why.
//!
//! [`crate::feature`] describes each run in numbers, a model of small trees ([`crate::body::model`]) gives each a
//! score, and what is sure for a person decides what the model cannot know: captions and table rows are
//! blocks of their own kind, the headline is not repeated, what stands twice is kept once.

mod choice;
pub mod model;
pub(crate) mod opening;
pub(crate) mod rules;

use page::{Page, Tag};

use crate::body::model::Model;
use crate::body::rules::Fate;
use crate::feature::{Features, Row, column};
use crate::outline::{Outline, Run, mark, place};
use crate::{Block, BlockKind, LeftOut, Reason};

/// The report's blocks and all that is not the report, in page order.
#[derive(Debug, Default)]
pub(crate) struct Body {
    pub(crate) blocks: Vec<Block>,
    /// The run of each block.
    pub(crate) runs: Vec<usize>,
    pub(crate) left_out: Vec<LeftOut>,
    /// Runs that are the standfirst by their place.
    pub(crate) opening: Vec<usize>,
    /// Letters kept.
    pub(crate) letters: u32,
}

impl Body {
    pub(crate) fn of(page: &Page<'_>, outline: &Outline, features: &Features, model: &Model) -> Self {
        let scores = model.scores(&features.rows, &features.kin);
        let mut fates: Vec<Fate> =
            outline.runs.iter().enumerate().map(|(i, run)| fate(run, i, features, scores[i])).collect();
        let opening = rules::apply(page, outline, features, &mut fates);
        let mut body = Self { opening, ..Self::default() };
        body.left_out.reserve(fates.len());
        for (i, fate) in fates.into_iter().enumerate() {
            body.add(page, outline, i, fate);
        }
        body
    }

    fn add(&mut self, page: &Page<'_>, outline: &Outline, i: usize, fate: Fate) {
        let run = &outline.runs[i];
        let text = outline.words(run).to_owned();
        match fate {
            Fate::Title => {}
            Fate::LeftOut(reason) => self.left_out.push(LeftOut { text, reason, page: run.page }),
            Fate::Kept(kind) => {
                if kind.is_text() {
                    self.letters += run.tally.letters;
                }
                if kind == BlockKind::TableRow && self.joins_row(page, outline, i, &text) {
                    return;
                }
                let level = level(page, run, kind);
                self.blocks.push(Block { kind, level, text, at: None, page: Some(run.page), time: None });
                self.runs.push(i);
            }
        }
    }
}

impl Body {
    /// Adds a cell to the row before it, if both stand in the same one.
    fn joins_row(&mut self, page: &Page<'_>, outline: &Outline, i: usize, text: &str) -> bool {
        let row = |run: usize| page.closest(outline.runs[run].holder, Tag::Tr);
        let (Some(last), Some(block)) = (self.runs.last(), self.blocks.last_mut()) else { return false };
        if block.kind != BlockKind::TableRow || row(*last).is_none() || row(*last) != row(i) {
            return false;
        }
        block.text.push_str(CELL);
        block.text.push_str(text);
        let end = outline.runs[i].page.end;
        block.page = block.page.map(|page| page::Span { start: page.start, end: end.max(page.end) });
        true
    }
}

/// What parts the cells in the text of a table row.
const CELL: &str = " | ";

/// Level of a heading; depth of a list item.
fn level(page: &Page<'_>, run: &Run, kind: BlockKind) -> Option<u8> {
    match kind {
        BlockKind::Heading => Some(run.level.max(2)),
        BlockKind::ListItem => {
            let lists =
                page.ancestors(run.holder).filter(|above| matches!(page.tag(*above), Tag::Ul | Tag::Ol));
            Some(lists.count().clamp(1, 9) as u8)
        }
        _ => None,
    }
}

fn fate(run: &Run, i: usize, features: &Features, score: i32) -> Fate {
    if features.title == Some(i) {
        return Fate::Title;
    }
    let row = &features.rows[i];
    let linked = run.tally.linked * 2 > run.tally.letters;
    let beside = row[column::IN_TRUNK] == 1
        || matches!(row[column::ARTICLE_BESIDE], 1 | 2)
        || row[column::BESIDE_TRUNK] <= 2
            && features.title.is_some_and(|title| title < i)
            && row[column::GOOD_LETTERS_BEFORE_SHARE] < 100;
    let caption = run.places & place::FIGCAPTION != 0
        || run.places & place::FIGURE != 0 && run.near & mark::CAPTION != 0;
    if caption && beside && !linked {
        return Fate::Kept(BlockKind::Caption);
    }
    let cell = matches!(run.tag, Tag::Td | Tag::Th) && kind(run) == BlockKind::TableRow;
    if cell && row[column::IN_TRUNK] == 1 && row[column::LINKED_IN_PARENT_SHARE] < 40 {
        return Fate::Kept(BlockKind::TableRow);
    }
    if score <= 0 || phrase(row).is_some_and(is_sure) {
        return Fate::LeftOut(reason(run, row));
    }
    // The headline again, or the outlet's own form of it.
    if row[column::LIKE_TITLE] >= 90 && run.tally.words > 2 && row[column::GOOD_LETTERS_BEFORE_SHARE] < 10 {
        return Fate::LeftOut(Reason::Repeated);
    }
    Fate::Kept(kind(run))
}

/// What a run's words say it is, if they are, or begin with, a phrase of the language files.
fn phrase(row: &Row) -> Option<Reason> {
    let phrase = row[column::FURNITURE].max(row[column::OPENING]) as usize;
    phrase.checked_sub(1).and_then(|number| Reason::ALL.get(number)).copied()
}

/// Whether a line with such words is never part of a report. Words of bylines, credits and menus stand in
/// interviews and lists too.
fn is_sure(reason: Reason) -> bool {
    matches!(
        reason,
        Reason::Advertisement
            | Reason::Newsletter
            | Reason::Subscription
            | Reason::Donation
            | Reason::Consent
            | Reason::Paywall
            | Reason::Related
    )
}

/// What kind of block a run's element makes it.
pub(crate) fn kind(run: &Run) -> BlockKind {
    let strong = run.tally.strong * 10 >= run.tally.letters * 9;
    match run.tag {
        tag if tag.is_heading() => BlockKind::Heading,
        Tag::Pre => BlockKind::Code,
        // Old pages lay out their paragraphs in cells.
        Tag::Td | Tag::Th if run.tally.letters < 80 || run.tally.stops == 0 => BlockKind::TableRow,
        _ if run.places & place::QUOTE != 0 && run.around & mark::EMBED != 0 => BlockKind::Post,
        _ if run.places & place::QUOTE != 0 => BlockKind::Quotation,
        _ if run.places & place::LIST != 0 => BlockKind::ListItem,
        // A bold line of its own is a crosshead.
        Tag::P | Tag::Div if strong && run.tally.letters < 90 && run.tally.stops == 0 => BlockKind::Heading,
        _ => BlockKind::Paragraph,
    }
}

/// Why a run was left out: by its words where they say it, else by the marks of the elements around it, else
/// by what it leads to or stands under.
fn reason(run: &Run, row: &Row) -> Reason {
    if let Some(reason) = phrase(row) {
        return reason;
    }
    if row[column::LIKE_TITLE] >= 90 {
        return Reason::Repeated;
    }
    if let Some(reason) =
        by_marks(run.near).or_else(|| by_places(run.places)).or_else(|| by_marks(run.around))
    {
        return reason;
    }
    let under = row[column::HEADING_BEFORE] <= 2 && row[column::HEADING_LINKED_SHARE] > 60;
    if run.tally.linked * 2 > run.tally.letters || under {
        Reason::Related
    } else if run.around & mark::WIDGET != 0 || run.places & (place::DETAILS | place::TERMS) != 0 {
        Reason::Aside
    } else {
        Reason::Other
    }
}

fn by_marks(marks: u32) -> Option<Reason> {
    const ORDER: [(u32, Reason); 14] = [
        (mark::CONSENT, Reason::Consent),
        (mark::COMMENT, Reason::Comments),
        (mark::NEWSLETTER, Reason::Newsletter),
        (mark::PAYWALL, Reason::Paywall),
        (mark::SHARE, Reason::Share),
        (mark::ADVERT, Reason::Advertisement),
        (mark::RELATED, Reason::Related),
        (mark::CREDIT | mark::CAPTION, Reason::Credit),
        (mark::BYLINE | mark::DATE, Reason::Byline),
        (mark::TOPIC, Reason::Navigation),
        (mark::NAVIGATION, Reason::Navigation),
        (mark::PLAYER, Reason::Player),
        (mark::LEGAL, Reason::Legal),
        (mark::FOOTER, Reason::Navigation),
    ];
    ORDER.iter().find(|(mark, _)| marks & mark != 0).map(|(_, reason)| *reason)
}

fn by_places(places: u32) -> Option<Reason> {
    const ORDER: [(u32, Reason); 6] = [
        (place::DIALOG, Reason::Consent),
        (place::NAV, Reason::Navigation),
        (place::FOOTER, Reason::Navigation),
        (place::FIGCAPTION, Reason::Credit),
        (place::HEADER, Reason::Navigation),
        (place::ASIDE, Reason::Related),
    ];
    ORDER.iter().find(|(place, _)| places & place != 0).map(|(_, reason)| *reason)
}
