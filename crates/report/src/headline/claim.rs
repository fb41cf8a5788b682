//! What a page claims to be its title: every wording from every place, described in whole numbers.
//!
//! A page says its title up to eight times (headings, JSON-LD, OpenGraph, the `title` element …), with and
//! without the outlet's name, a kicker, or another wording for search engines. Wordings that are the same
//! but for marks and case are one claim; its numbers say who makes it, who says something longer or
//! shorter, and where a reader sees it. Nothing is judged here: that does [`crate::verdict`].

use page::{NodeId, Page, Span, Tag};

use crate::Evidence;
use crate::feature::Features;
use crate::forest::UNIT;
use crate::likeness::form::Form;
use crate::likeness::{likeness, words_of};
use crate::metadata::{Metadata, one_line, outlet};
use crate::outline::{Outline, Run, mark, place};

/// What parts the outlet's name from a headline in a `title` element.
const SEPARATORS: [&str; 14] =
    [" | ", " - ", " – ", " — ", " :: ", " » ", " · ", " • ", " / ", "｜", " ‹ ", " ― ", " |", "--"];
/// Longest line, in bytes, that may be a title; most headings and most wordings looked at.
const LONGEST: usize = 600;
const HEADINGS: usize = 4;
const MOST: usize = 48;

/// Where a page says its title to machines, in the order of the numbers that describe a claim.
const SOURCES: usize = 8;
/// How many numbers describe a claim.
pub(crate) const COUNT: usize = SOURCES + 34;
/// A claim in numbers.
pub(crate) type Row = [i16; COUNT];

/// What a claim is given beyond its numbers. Where a page says that it is news, its desk writes JSON-LD and
/// OpenGraph for the news searches, with the kicker that the heading on the page leaves out; elsewhere they are
/// written by the system that serves the page.
pub(crate) fn favour(row: &Row) -> i32 {
    let said = i32::from(row[1] >= SAME) + i32::from(row[2] >= SAME);
    if row[SOURCES + 32] >= NEWS { said * 2 * UNIT } else { 0 }
}

/// Who says a claim: 0 and 7 are what a reader sees, 1 and 6 the JSON-LD, the rest other metadata.
pub(crate) fn evidence(row: &Row) -> Vec<Evidence> {
    let says = |sources: &[usize]| sources.iter().any(|source| row[*source] >= SAME);
    let kinds = [
        (Evidence::Text, says(&[0, 7])),
        (Evidence::JsonLd, says(&[1, 6])),
        (Evidence::Meta, says(&[2, 3, 4, 5])),
    ];
    kinds.into_iter().filter(|(_, says)| *says).map(|(evidence, _)| evidence).collect()
}

/// Whether a claim that the heading or the JSON-LD makes is another title than the chosen one, neither more
/// nor less of the same.
pub(crate) fn contradicts(row: &Row, chosen: &Row) -> bool {
    [0, 1].into_iter().any(|source| row[source] == SAME + 1 && chosen[source] == 1)
}

/// The kind of a page from which on it is news; what a source says from which on it is the same.
const NEWS: i16 = 4;
const SAME: i16 = 6;

/// One wording, and what is known of it.
pub(crate) struct Claim {
    pub(crate) text: String,
    /// Where a reader sees it.
    pub(crate) page: Option<Span>,
    pub(crate) row: Row,
}

/// How a wording was made from what the page says.
#[derive(Clone, Copy)]
enum Cut {
    None,
    /// Without the outlet's name, behind or before it.
    Outlet,
    /// Without its last parts; without its first.
    End,
    Front,
    /// A heading's runs joined; a part of a heading.
    Joined,
    Part,
    Line,
}

/// A wording in the making.
struct Draft {
    form: Form,
    text: String,
    cuts: u8,
    run: Option<usize>,
    page: Option<Span>,
}

impl Draft {
    fn of(text: String, cut: Cut, run: Option<usize>, page: Option<Span>) -> Self {
        Self { form: Form::of(&text), text, cuts: 1 << cut as u8, run, page }
    }

    /// One for machines.
    fn told(text: &str, form: Form, cut: Cut) -> Self {
        Self { form, text: text.to_owned(), cuts: 1 << cut as u8, run: None, page: None }
    }
}

/// What the page says its title is, by source, as written and without the outlet's name.
struct Said {
    text: String,
    form: Form,
    bare: Option<(String, Form)>,
}

impl Said {
    fn of(text: String, outlet: &Outlet) -> Self {
        let bare = outlet.cut_from(&text);
        let bare = (bare.len() < text.len()).then(|| (bare.to_owned(), Form::of(bare)));
        Self { form: Form::of(&text), text, bare }
    }

    /// Without the outlet's name, if it stands in it.
    fn cut(&self) -> &Form {
        self.bare.as_ref().map_or(&self.form, |(_, form)| form)
    }
}

/// All claims of a page; none if it says nothing.
pub(crate) fn claims(
    page: &Page<'_>,
    outline: &Outline,
    features: &Features,
    metadata: &Metadata<'_>,
    outlet: Option<&str>,
    url: Option<&str>,
) -> Vec<Claim> {
    let view = View::of(page, outline, features, metadata, outlet, url);
    let mut drafts = Vec::new();
    view.seen(&mut drafts);
    view.told(&mut drafts);
    let kin = kin(&drafts);
    let claim = |(draft, kin): (Draft, Kin)| {
        let row = view.row(&draft, kin);
        Claim { text: draft.text, page: draft.page, row }
    };
    drafts.into_iter().zip(kin).map(claim).collect()
}

/// How many other wordings hold one, and how many it holds.
#[derive(Clone, Copy, Default)]
struct Kin {
    holders: i16,
    held: i16,
}

fn kin(drafts: &[Draft]) -> Vec<Kin> {
    let mut kin = vec![Kin::default(); drafts.len()];
    for (i, holder) in drafts.iter().enumerate() {
        for (j, held) in drafts.iter().enumerate() {
            if i != j && holder.form.holds(&held.form) {
                kin[i].held += 1;
                kin[j].holders += 1;
            }
        }
    }
    kin
}

struct View<'a, 'p, 's> {
    page: &'p Page<'s>,
    outline: &'a Outline,
    features: &'a Features,
    outlet: Outlet,
    slug: Vec<u32>,
    said: [Option<Said>; SOURCES],
    /// The first run that reads like text.
    first: usize,
    /// Level and number of each heading among those of its level.
    h1: usize,
    article: i16,
    kind: i16,
}

impl<'a, 'p, 's> View<'a, 'p, 's> {
    fn of(
        page: &'p Page<'s>,
        outline: &'a Outline,
        features: &'a Features,
        metadata: &Metadata<'_>,
        outlet: Option<&str>,
        url: Option<&str>,
    ) -> Self {
        let runs = &outline.runs;
        let from = features.title.unwrap_or(0);
        let long = |run: &Run| run.tally.letters > 140 && run.tally.linked * 3 < run.tally.letters;
        let first = (from..runs.len()).find(|i| long(&runs[*i])).unwrap_or(runs.len());
        let line = |i: usize| one_line(outline.words(&runs[i]));
        let own =
            |text: Option<&str>| text.map(one_line).filter(|text| !text.is_empty() && text.len() <= LONGEST);
        let texts = [
            features.title.map(line).filter(|text| text.len() <= LONGEST),
            own(metadata.linked.headline.as_deref()),
            own(metadata.meta_of(&["og:title"])),
            own(metadata.meta_of(&["twitter:title"])),
            own(metadata.meta_of(&["dc.title", "sailthru.title", "parsely-title", "title", "headline"])),
            own(metadata.title()),
            own(metadata.linked.alternative.as_deref()),
            runs.iter().position(|run| run.level == 1).map(line).filter(|text| text.len() <= LONGEST),
        ];
        let outlet = Outlet::of(outlet);
        let said = texts.map(|text| text.map(|text| Said::of(text, &outlet)));
        let open_graph =
            metadata.meta_of(&["og:type"]).is_some_and(|kind| kind.eq_ignore_ascii_case("article"));
        Self {
            page,
            outline,
            features,
            outlet,
            slug: words_of(url.map(outlet::slug).unwrap_or_default()),
            said,
            first,
            h1: runs.iter().filter(|run| run.level == 1).count(),
            kind: match metadata.linked.kind.as_deref() {
                None => 0,
                Some("LiveBlogPosting") => 5,
                Some(kind) if kind.ends_with("NewsArticle") || kind == "Report" => 4,
                Some("Article") => 3,
                Some(kind) if kind.ends_with("Posting") => 2,
                Some(_) => 1,
            },
            article: i16::from(open_graph) + 2 * i16::from(metadata.says_article()),
        }
    }

    /// Wordings a reader sees: headings and what is marked as a headline, whole and in their parts.
    fn seen(&self, drafts: &mut Vec<Draft>) {
        let runs = &self.outline.runs;
        let mut counts = [0; 4];
        let title = self.features.title;
        let near = self.first.saturating_add(2).min(runs.len());
        let chosen = title.into_iter().chain((0..runs.len()).filter(|i| {
            let run = &runs[*i];
            let group = match run.level {
                1 => 0,
                2 if *i <= near => 1,
                3.. => return false,
                _ if *i <= near && run.near & mark::HEADLINE != 0 && run.tally.letters > 8 => 2,
                _ => return false,
            };
            counts[group] += 1;
            counts[group] <= HEADINGS
        }));
        let mut heading = None;
        for i in chosen {
            let run = &runs[i];
            let words = self.outline.words(run);
            if words.len() > LONGEST {
                continue;
            }
            add(drafts, Draft::of(one_line(words), Cut::None, Some(i), Some(run.page)));
            if let Some((first, rest)) = words.split_once('\n') {
                add(drafts, Draft::of(one_line(rest), Cut::Line, Some(i), Some(run.page)));
                add(drafts, Draft::of(one_line(first), Cut::Line, Some(i), Some(run.page)));
            }
            let Some(whole) = self.heading(run) else { continue };
            if heading != Some(whole) {
                heading = Some(whole);
                self.parts(whole, i, drafts);
            }
        }
    }

    fn heading(&self, run: &Run) -> Option<NodeId> {
        let above = std::iter::once(run.holder).chain(self.page.ancestors(run.holder)).take(6);
        above.into_iter().find(|id| self.page.tag(*id).is_heading())
    }

    /// A heading of several pieces (a kicker and a headline): all of them, and each.
    fn parts(&self, heading: NodeId, run: usize, drafts: &mut Vec<Draft>) {
        let page = self.page;
        let mut inner = heading;
        // Some wrap all of it once more.
        for _ in 0..3 {
            let mut children =
                page.children(inner).filter(|id| page.node(*id).is_element() || !blank(page, *id));
            match (children.next(), children.next()) {
                (Some(only), None) if page.node(only).is_element() => inner = only,
                _ => break,
            }
        }
        let pieces: Vec<(NodeId, String)> = page
            .children(inner)
            .take(8)
            .filter(|id| !matches!(page.tag(*id), Tag::Svg | Tag::Script | Tag::Style))
            .map(|id| (id, one_line(&page.text_within(id))))
            .filter(|(_, text)| !text.is_empty() && text.len() <= LONGEST)
            .collect();
        if pieces.len() < 2 {
            return;
        }
        let span = Some(page.content_span(heading));
        let all: Vec<&str> = pieces.iter().map(|(_, text)| text.as_str()).collect();
        add(drafts, Draft::of(joined(&all), Cut::Joined, Some(run), span));
        add(drafts, Draft::of(joined(&all[1..]), Cut::Part, Some(run), span));
        add(drafts, Draft::of(joined(&all[..all.len() - 1]), Cut::Part, Some(run), span));
        for (id, text) in pieces {
            add(drafts, Draft::of(text, Cut::Part, Some(run), Some(page.span(id))));
        }
    }

    /// Wordings for machines: as written, without the outlet's name, and without parts at either end.
    fn told(&self, drafts: &mut Vec<Draft>) {
        for said in self.said[1..7].iter().flatten() {
            let text = &said.text;
            add(drafts, Draft::told(text, said.form.clone(), Cut::None));
            if let Some((bare, form)) = &said.bare {
                add(drafts, Draft::told(bare, form.clone(), Cut::Outlet));
            }
            let mut places: Vec<(usize, usize)> =
                separators(text).map(|(at, separator)| (at, separator.len())).collect();
            places.sort_unstable();
            let mut part = |part: &str, cut| add(drafts, Draft::told(part.trim(), Form::of(part), cut));
            for (at, length) in places.iter().rev().take(4) {
                part(&text[..*at], Cut::End);
                part(&text[at + length..], Cut::Front);
            }
            if let Some(at) = text.find(": ") {
                part(&text[at + 2..], Cut::Front);
            }
        }
    }

    fn row(&self, draft: &Draft, kin: Kin) -> Row {
        let mut row = [0; COUNT];
        let mut equal = 0;
        for (slot, said) in row.iter_mut().zip(&self.said) {
            *slot = said.as_ref().map_or(0, |said| relation(&draft.form, said));
            equal += i16::from(*slot >= SAME);
        }
        let words = words_of(&draft.text);
        let own = &mut row[SOURCES..];
        for (bit, slot) in own[..7].iter_mut().enumerate() {
            *slot = i16::from(draft.cuts >> bit & 1);
        }
        self.place(draft, &mut own[7..17]);
        own[17] = words.len().min(99) as i16;
        own[18] = draft.form.count().min(300) as i16;
        own[19] =
            separators(&draft.text).filter(|(_, found)| !SEPARATORS[12..].contains(found)).count() as i16;
        own[20] = likeness(&words, &self.outlet.words) as i16;
        let outlet = &self.outlet.form;
        own[21] = (outlet.len() > 2 && draft.form.holds(outlet)).into();
        own[22] = likeness(&words, &self.slug) as i16;
        let within = self.slug.iter().filter(|word| words.contains(word)).count();
        own[23] = (within * 100 / self.slug.len().max(1)) as i16;
        own[24] = self.article;
        own[25] = equal;
        own[26] = self.h1.min(9) as i16;
        own[27] = i16::from(draft.text.ends_with("...") || draft.text.ends_with('…'));
        own[28] = kin.holders;
        own[29] = kin.held;
        own[30] = draft.text.contains(": ").into();
        own[31] = self.rival(&draft.form);
        own[32] = self.kind;
        own[33] = i16::from(draft.text.chars().next().is_some_and(char::is_lowercase));
        row
    }

    /// The most sources that agree on another wording.
    fn rival(&self, form: &Form) -> i16 {
        let said = || self.said.iter().flatten().map(Said::cut).filter(|cut| *cut != form);
        said().map(|one| said().filter(|other| *other == one).count() as i16).max().unwrap_or(0)
    }

    /// Where a reader sees it.
    fn place(&self, draft: &Draft, own: &mut [i16]) {
        let Some(i) = draft.run else {
            own[0] = 9;
            return;
        };
        let run = &self.outline.runs[i];
        own[0] = if run.level == 0 { 7 } else { i16::from(run.level) };
        own[1] =
            self.outline.runs[..i].iter().filter(|other| other.level == run.level).take(20).count() as i16;
        own[2] = self.features.title.map_or(-99, |title| (i as i64 - title as i64).clamp(-98, 98) as i16);
        own[3] = (self.first as i64 - i as i64).clamp(-98, 98) as i16;
        own[4] = (run.tally.linked * 100 / run.tally.letters.max(1)) as i16;
        let elsewhere = place::NAV | place::FOOTER | place::ASIDE | place::FORM | place::DIALOG;
        own[5] = i16::from(run.places & elsewhere != 0) + 2 * i16::from(run.places & place::UNSEEN != 0);
        own[6] = i16::from(run.places & place::HEADER != 0);
        own[7] = i16::from(run.places & place::ARTICLE != 0) + 2 * i16::from(run.places & place::MAIN != 0);
        own[8] = i16::from(run.near & mark::HEADLINE != 0) + 2 * i16::from(run.near & mark::TOPIC != 0);
        own[9] = i16::from(run.around & mark::RELATED != 0);
    }
}

/// How a claim stands to what one source says: 0 nothing said, 1 something else, 2 and 3 more of the same
/// (before it, behind it), 4 and 5 less, 6 the same without the outlet's name, 7 the same.
fn relation(form: &Form, said: &Said) -> i16 {
    if *form == said.form {
        7
    } else if form == said.cut() {
        6
    } else if said.form.ends_with(form) {
        2
    } else if said.form.holds(form) {
        3
    } else if form.ends_with(said.cut()) {
        4
    } else if form.holds(said.cut()) {
        5
    } else {
        1
    }
}

fn blank(page: &Page<'_>, id: NodeId) -> bool {
    page.text_of(id).trim().is_empty()
}

/// Pieces of a heading, with one space between, none before a colon.
fn joined(pieces: &[&str]) -> String {
    let mut text = String::new();
    for piece in pieces {
        if !text.is_empty() && !piece.starts_with([':', ',', '.']) {
            text.push(' ');
        }
        text.push_str(piece);
    }
    text
}

/// Adds a wording, or to what is known of it.
fn add(drafts: &mut Vec<Draft>, new: Draft) {
    if new.form.is_empty() {
        return;
    }
    let words = |text: &str| text.bytes().filter(|byte| *byte == b' ').count();
    let Some(at) = drafts.iter().position(|draft| draft.form == new.form) else {
        if drafts.len() < MOST {
            drafts.push(new);
        }
        return;
    };
    let draft = &mut drafts[at];
    // Pieces that only we have joined lack the mark between them.
    let marks = |text: &str| text.chars().filter(|c| c.is_ascii_punctuation()).count();
    if draft.cuts >> Cut::Joined as u8 & 1 == 1 && new.run.is_none() && marks(&new.text) > marks(&draft.text)
    {
        new.text.clone_into(&mut draft.text);
    }
    draft.cuts |= new.cuts;
    draft.run = draft.run.or(new.run);
    draft.page = draft.page.or(new.page);
    // Lines of a heading set one under the other run together ("DemoDer 9. Juli"); a claim keeps them apart.
    if words(&new.text) > words(&draft.text) {
        draft.text = new.text;
    }
}

/// Every place where a separator stands.
fn separators(text: &str) -> impl Iterator<Item = (usize, &'static str)> {
    // Where each of them may stand next: behind its last place.
    let mut next = [0; SEPARATORS.len()];
    beginnings(text).flat_map(move |at| {
        let here = standing_at(text, at).filter(|(index, _)| next[*index] <= at).collect::<Vec<_>>();
        for (index, separator) in &here {
            next[*index] = at + separator.len();
        }
        here.into_iter().map(move |(_, separator)| (at, separator))
    })
}

/// The last separator in the text, and the longest of those that begin there.
fn last_separator(text: &str) -> Option<(usize, &'static str)> {
    beginnings(text).rev().find_map(|at| {
        let longest = standing_at(text, at).map(|(_, separator)| separator).max();
        longest.map(|separator| (at, separator))
    })
}

/// Where each separator stands first, separator by separator.
fn first_separators(text: &str) -> impl Iterator<Item = (usize, &'static str)> {
    let mut first = [None; SEPARATORS.len()];
    for at in beginnings(text) {
        for (index, _) in standing_at(text, at) {
            first[index].get_or_insert(at);
        }
    }
    first.into_iter().zip(SEPARATORS).filter_map(|(at, separator)| Some((at?, separator)))
}

/// The separators that stand at a place, and their numbers.
fn standing_at(text: &str, at: usize) -> impl Iterator<Item = (usize, &'static str)> {
    SEPARATORS.into_iter().enumerate().filter(move |(_, separator)| text[at..].starts_with(separator))
}

/// Places where a separator may begin: few texts hold their signs.
fn beginnings(text: &str) -> impl DoubleEndedIterator<Item = usize> {
    let marks = |pair: &[u8]| match pair[0] {
        b' ' => matches!(pair[1], b'|' | b'-' | b':' | b'/' | 0xc2 | 0xe2),
        b'-' => pair[1] == b'-',
        byte => byte == 0xef,
    };
    text.as_bytes().windows(2).enumerate().filter(move |(_, pair)| marks(pair)).map(|(at, _)| at)
}

/// The outlet's name, in the forms in which it is compared.
pub(crate) struct Outlet {
    /// Empty if no name is known.
    pub(crate) form: Form,
    pub(crate) words: Vec<u32>,
}

impl Outlet {
    pub(crate) fn of(name: Option<&str>) -> Self {
        let name = name.unwrap_or_default();
        Self { form: Form::of(name), words: words_of(name) }
    }

    fn is(&self, part: &str) -> bool {
        likeness(&words_of(part), &self.words) >= 60 || Form::of(part) == self.form
    }

    /// A headline without the outlet's name behind or before it.
    pub(crate) fn cut_from<'t>(&self, title: &'t str) -> &'t str {
        if self.form.is_empty() || beginnings(title).next().is_none() {
            return title;
        }
        let mut title = title;
        for _ in 0..3 {
            let Some((at, separator)) = last_separator(title) else { break };
            let (before, after) = (&title[..at], &title[at + separator.len()..]);
            if self.is(after) && !before.trim().is_empty() {
                title = before.trim();
            } else {
                break;
            }
        }
        for (at, separator) in first_separators(title) {
            let (before, after) = (&title[..at], &title[at + separator.len()..]);
            if self.is(before) && !after.trim().is_empty() {
                return after.trim();
            }
        }
        title
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_outlets_name_is_cut() {
        let outlet = Outlet::of(Some("The Daily Quay"));
        let cut = |title| outlet.cut_from(title);
        assert_eq!(cut("Port closed - Harbour | The Daily Quay"), "Port closed - Harbour");
        assert_eq!(cut("Port closed – Daily Quay"), "Port closed");
        assert_eq!(cut("The Daily Quay: Port"), "The Daily Quay: Port");
        assert_eq!(cut("thedailyquay | Port closed"), "Port closed");
        assert_eq!(cut("The Daily Quay"), "The Daily Quay");
    }
}
