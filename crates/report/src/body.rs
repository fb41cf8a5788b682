//! Which runs of a page are the report, which are furniture, and why.
//!
//! [`crate::feature`] describes each run in numbers, a model of small trees ([`crate::model`]) gives each a
//! score, and what is sure for a person decides what the model cannot know: captions and table rows are
//! blocks of their own kind, the headline is not repeated, what stands twice is kept once.

use page::{Page, Tag};

use crate::feature::Features;
use crate::mark;
use crate::model::Model;
use crate::outline::{Outline, Run, place};
use crate::{Block, BlockKind, LeftOut, Reason};

/// The report's blocks and all that is not the report, in page order.
#[derive(Debug, Default)]
pub(crate) struct Body {
    pub(crate) blocks: Vec<Block>,
    /// The run of each block.
    pub(crate) runs: Vec<usize>,
    pub(crate) left_out: Vec<LeftOut>,
    /// Letters kept.
    pub(crate) letters: u32,
}

/// What becomes of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    Kept(BlockKind),
    Title,
    LeftOut(Reason),
}

impl Body {
    pub(crate) fn of(page: &Page<'_>, outline: &Outline, features: &Features, model: &Model) -> Self {
        let scores = model.scores(&features.rows, &features.forms);
        let mut body = Self::default();
        let mut seen = std::collections::HashSet::new();
        for (i, run) in outline.runs.iter().enumerate() {
            let fate = match fate(run, i, features, scores[i]) {
                Fate::Kept(kind)
                    if kind.is_text()
                        && run.tally.letters > 30
                        && !seen.insert(crate::gram::whole(features.words.get(i))) =>
                {
                    Fate::LeftOut(Reason::Repeated)
                }
                fate => fate,
            };
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
                let level = level(page, run, kind);
                self.blocks.push(Block { kind, level, text, at: None, page: Some(run.page) });
                self.runs.push(i);
            }
        }
    }
}

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
    let caption = run.places & place::FIGCAPTION != 0
        || run.places & place::FIGURE != 0 && run.near & mark::CAPTION != 0;
    if caption && row[14] == 1 && run.tally.linked * 2 < run.tally.letters {
        return Fate::Kept(BlockKind::Caption);
    }
    if score <= 0 {
        return Fate::LeftOut(reason(run, row[34].max(row[35]) as usize, row[40]));
    }
    Fate::Kept(kind(run))
}

fn kind(run: &Run) -> BlockKind {
    let strong = run.tally.strong * 10 >= run.tally.letters * 9;
    match run.tag {
        tag if tag.is_heading() => BlockKind::Heading,
        Tag::Pre => BlockKind::Code,
        Tag::Td | Tag::Th => BlockKind::TableRow,
        _ if run.places & place::QUOTE != 0 => BlockKind::Quotation,
        _ if run.places & place::LIST != 0 => BlockKind::ListItem,
        // A bold line of its own is a crosshead.
        Tag::P | Tag::Div if strong && run.tally.letters < 90 && run.tally.stops == 0 => BlockKind::Heading,
        _ => BlockKind::Paragraph,
    }
}

/// Why a run was left out: by its words where they say it, else by the marks of the elements around it.
fn reason(run: &Run, phrase: usize, like_title: i16) -> Reason {
    if let Some(reason) = phrase.checked_sub(1).and_then(|number| Reason::ALL.get(number)) {
        return *reason;
    }
    if like_title >= 90 {
        return Reason::Repeated;
    }
    by_marks(run.near)
        .or_else(|| by_places(run.places))
        .or_else(|| by_marks(run.around))
        .unwrap_or(if run.tally.linked * 2 > run.tally.letters { Reason::Related } else { Reason::Other })
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
