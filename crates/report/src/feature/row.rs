//! One run in numbers: what it is itself, what its likes are, what stands around it, what the page says of it.

use page::scan::{Block, WIDTH};
use page::{NodeId, Page, Tag};

use super::claims::Claims;
use super::survey::{Survey, parent_of};
use super::{OWN, PLACES, Row, column};
use crate::furniture::{self, LINE, Phrases, fold_into};
use crate::letters::is_alphanumeric;
use crate::likeness::Words;
use crate::outline::{Outline, Run, mark, place};

/// What the runs before have left behind.
#[derive(Default)]
struct Last {
    heading: Option<usize>,
    heading_furniture: i16,
    heading_linked: i16,
    titles: i16,
    since_good: i16,
    good_before: u32,
    pictures: usize,
}

/// All that is needed to describe one run after the other.
pub(super) struct Describe<'a, 'p, 's> {
    page: &'p Page<'s>,
    outline: &'a Outline,
    phrases: [&'a Phrases; 2],
    claims: Claims,
    pub(super) survey: Survey,
    words: &'a Words,
    pub(super) title: Option<usize>,
    /// How like each run is to the page's own titles, and to its descriptions.
    likenesses: Vec<[u32; 2]>,
    line: String,
    last: Last,
    seen: Vec<u32>,
}

/// The columns of what a run's branch, stem and limb hold.
const BRANCH: [usize; 4] = [
    column::GOOD_IN_PARENT_SHARE,
    column::RUNS_IN_PARENT,
    column::LINKED_IN_PARENT_SHARE,
    column::MEAN_LETTERS_IN_PARENT,
];
const STEM: [usize; 4] =
    [column::STEM_GOOD_SHARE, column::STEM_RUNS, column::STEM_LINKED_SHARE, column::STEM_MEAN_LETTERS];
const LIMB: [usize; 4] =
    [column::LIMB_GOOD_SHARE, column::LIMB_RUNS, column::LIMB_LINKED_SHARE, column::LIMB_MEAN_LETTERS];

/// One mask for each bit of places and marks.
const BITS: [u32; 32] = {
    let mut bits = [0; 32];
    let mut bit = 0;
    while bit < 32 {
        bits[bit] = 1 << bit;
        bit += 1;
    }
    bits
};

fn percent(part: u32, whole: u32) -> i16 {
    (u64::from(part) * 100).checked_div(u64::from(whole)).unwrap_or(0) as i16
}

fn capped(value: u32) -> i16 {
    value.min(i16::MAX as u32) as i16
}

impl<'a, 'p, 's> Describe<'a, 'p, 's> {
    pub(super) fn new(
        page: &'p Page<'s>,
        outline: &'a Outline,
        phrases: [&'a Phrases; 2],
        claims: Claims,
        survey: Survey,
        words: &'a Words,
    ) -> Self {
        let likenesses: Vec<[u32; 2]> =
            (0..outline.runs.len()).map(|i| claims.likenesses(words.get(i))).collect();
        let title = title_run(outline, &likenesses, &survey);
        let seen = vec![0; survey.copies.len()];
        Self {
            page,
            outline,
            phrases,
            claims,
            survey,
            words,
            title,
            likenesses,
            line: String::new(),
            last: Last::default(),
            seen,
        }
    }

    /// Describes a run in a row of noughts; to be asked for all runs in page order.
    pub(super) fn row(&mut self, i: usize, row: &mut Row) {
        let outline = self.outline;
        let run = &outline.runs[i];
        self.own(run, i, row);
        self.groups(i, row);
        self.around(i, row);
        self.claimed(i, row);
        self.furniture(run, i, row);
        let (places, marks) = row[OWN..].split_at_mut(PLACES);
        // A mask for each bit, not a shift: eight are asked at once.
        for (place, mask) in places.iter_mut().zip(BITS) {
            *place = i16::from(run.places & mask != 0);
        }
        for (mark, mask) in marks.iter_mut().zip(BITS) {
            *mark = i16::from(run.around & mask != 0) + i16::from(run.near & mask != 0);
        }
    }

    fn own(&self, run: &Run, i: usize, row: &mut Row) {
        let tally = &run.tally;
        let text = self.outline.words(run);
        row[column::LETTERS] = capped(tally.letters);
        row[column::WORDS] = capped(tally.words);
        row[column::LINKED_SHARE] = percent(tally.linked, tally.letters);
        row[column::LINKS] = capped(u32::from(tally.links));
        row[column::STRONG_SHARE] = percent(tally.strong, tally.letters);
        row[column::UPPER_SHARE] = percent(tally.upper, tally.letters);
        row[column::DIGITS_SHARE] = percent(tally.digits, tally.letters + tally.digits);
        row[column::CAPITALS] = percent(tally.upper, tally.words);
        row[column::WORD_LENGTH] = (tally.letters * 10).checked_div(tally.words).unwrap_or(0).min(999) as i16;
        row[column::COMMAS] = capped(tally.commas);
        row[column::STOPS] = capped(tally.stops);
        row[column::QUOTES] = capped(tally.quotes);
        row[column::ENDING] = ending(text);
        row[column::TAG] = tag_number(run.tag);
        row[column::LEVEL] = i16::from(run.level);
        row[column::DEPTH] = i16::from(run.depth);
        row[column::BEGINS] = beginning(text);
        row[column::COLON] = i16::from(has_colon(text));
        row[column::BREAKS] = capped(u32::from(tally.breaks));
        (row[column::IN_TRUNK], row[column::BELOW_TRUNK], row[column::BESIDE_TRUNK]) =
            self.place_by_trunk(run);
        row[column::PARENT_IS_TRUNK] =
            i16::from(self.survey.trunk.is_some_and(|trunk| parent_of(self.page, run) == trunk.0));
        row[column::PLACE_ON_PAGE] = (i * 100 / self.outline.runs.len()) as i16;
        row[column::ARTICLE_LETTERS_SHARE] = run
            .article
            .map_or(0, |article| percent(self.survey.articles[article.index()], self.survey.good_total));
        row[column::IN_ARTICLE] =
            run.article.map_or(0, |_| 1 + i16::from(row[column::ARTICLE_LETTERS_SHARE] >= 50));
        row[column::PAGE_LETTERS] = capped(self.survey.letters / 10);
        row[column::ARTICLE_BESIDE] = self.beside_article(run);
        row[column::ADDRESS_IN_IT] = addresses(text);
        row[column::RUNS_IN_HOLDER] = capped(self.survey.holders[run.holder.index()]);
    }

    /// Where the run stands towards the article with most of the page's text.
    fn beside_article(&self, run: &Run) -> i16 {
        let Some(main) = self.survey.main_article else { return 0 };
        if run.article.is_some_and(|article| article.0 == main) {
            1
        } else if self.page.is_within(run.holder, NodeId(main)) {
            2
        } else if run.holder.0 < main {
            -1
        } else {
            3
        }
    }

    /// Inside the trunk or not; how deep in it; how many steps up from it until both stand in one element.
    fn place_by_trunk(&self, run: &Run) -> (i16, i16, i16) {
        let Some(trunk) = self.survey.trunk else { return (0, 0, 9) };
        if self.page.is_within(run.holder, trunk) {
            let steps = self.page.ancestors(run.holder).take(9).take_while(|above| *above != trunk).count();
            return (1, steps as i16, 0);
        }
        let steps = self
            .page
            .ancestors(trunk)
            .take(8)
            .take_while(|above| !self.page.is_within(run.holder, *above))
            .count();
        (0, 0, steps as i16 + 1)
    }

    fn groups(&self, i: usize, row: &mut Row) {
        let survey = &self.survey;
        let ([parent, text], kin) = (survey.numbers[i], survey.kin[i]);
        let form = survey.forms[kin.form as usize];
        row[column::FORM_LETTERS_SHARE] = percent(form.letters, survey.letters);
        row[column::FORM_RUNS] = capped(form.runs);
        row[column::FORM_LINKED_SHARE] = percent(form.linked, form.letters);
        row[column::FORM_MEAN_LETTERS] = capped(form.letters.checked_div(form.runs).unwrap_or(0));
        let parent = survey.parents[parent as usize];
        row[column::PARENT_FORM_RUNS] = capped(parent.runs);
        row[column::PARENT_FORM_LINKED_SHARE] = percent(parent.linked, parent.letters);
        row[column::PARENT_FORM_MEAN_LETTERS] = capped(parent.letters.checked_div(parent.runs).unwrap_or(0));
        let groups = [
            (survey.branches[kin.branch as usize], BRANCH),
            (survey.stems[kin.stem as usize], STEM),
            (survey.limbs[kin.limb as usize], LIMB),
        ];
        for ((good, group), [share, runs, linked, mean]) in groups {
            row[share] = percent(good, survey.good_total);
            row[runs] = capped(group.runs);
            row[linked] = percent(group.linked, group.letters);
            row[mean] = capped(group.letters.checked_div(group.runs).unwrap_or(0));
        }
        row[column::PAGE_LINKED_SHARE] = percent(survey.linked, survey.letters);
        row[column::PAGE_ARTICLES] = capped(survey.article_count.min(50));
        row[column::PAGE_TYPE] = self.claims.kind;
        let all = survey.copies[text as usize];
        let before = self.seen[text as usize];
        row[column::SEEN_BEFORE] = capped(before.min(20));
        row[column::SEEN_AFTER] = capped(all.saturating_sub(before + 1).min(20));
    }

    fn around(&mut self, i: usize, row: &mut Row) {
        let runs = &self.outline.runs;
        let run = &runs[i];
        if let Some(before) = i.checked_sub(1).map(|i| &runs[i]) {
            row[column::LETTERS_BEFORE] = capped(before.tally.letters);
            row[column::LINKED_BEFORE_SHARE] = percent(before.tally.linked, before.tally.letters);
            row[column::FORM_AS_BEFORE] =
                i16::from(before.form == run.form) + i16::from(before.parent_form == run.parent_form);
        }
        if let Some(after) = runs.get(i + 1) {
            row[column::LETTERS_AFTER] = capped(after.tally.letters);
            row[column::LINKED_AFTER_SHARE] = percent(after.tally.linked, after.tally.letters);
            row[column::FORM_AS_AFTER] =
                i16::from(after.form == run.form) + i16::from(after.parent_form == run.parent_form);
        }
        let good = &self.survey.good;
        let window = &good[i.saturating_sub(3)..(i + 4).min(good.len())];
        row[column::GOOD_LETTERS_AROUND] = capped(window.iter().sum::<u32>() - good[i]);
        row[column::PAGE_GOOD_RUNS] = capped(self.survey.good_runs.min(400));
        row[column::RUNS_AFTER_TITLE] =
            self.title.map_or(-99, |title| (i as i64 - title as i64).clamp(-99, 400) as i16);
        row[column::RUNS_SINCE_GOOD] = self.last.since_good;
        row[column::GOOD_LETTERS_BEFORE_SHARE] = percent(self.last.good_before, self.survey.good_total);
        row[column::LETTERS_AFTER_TITLE] = match self.title {
            Some(title) if i > title => capped(self.last.good_before / 10 + 1),
            Some(_) => 0,
            None => -1,
        };
        let pictures = self.outline.pictures[self.last.pictures..]
            .iter()
            .take_while(|picture| picture.runs_before as usize <= i)
            .count();
        row[column::PICTURE_BEFORE] = capped(pictures as u32);
        self.last.pictures += pictures;
    }

    fn claimed(&self, i: usize, row: &mut Row) {
        let words = self.words.get(i);
        row[column::IN_LINKED_BODY] = self.claims.body.as_ref().map_or(-1, |body| body.share(words) as i16);
        let [title, description] = self.likenesses[i];
        row[column::LIKE_DESCRIPTION] = description as i16;
        row[column::LIKE_TITLE] = title as i16;
        row[column::SAYS_ARTICLE] = i16::from(self.claims.article);
        if words.len() < 40 {
            let named = |author: &&Vec<u32>| author.iter().all(|word| words.contains(word));
            row[column::NAMES_AUTHOR] = self.claims.authors.iter().filter(named).count() as i16;
        }
    }

    fn furniture(&mut self, run: &Run, i: usize, row: &mut Row) {
        let text = self.outline.words(run);
        let (words, whole) = (self.words.get(i), self.survey.wholes[i]);
        let begins = text.starts_with(is_alphanumeric);
        if text.len() <= LINE && self.phrases.iter().any(|phrases| phrases.may(words, whole, begins)) {
            fold_into(text, &mut self.line);
            // English pages need not ask the English phrases twice.
            let one = std::ptr::eq(self.phrases[0], self.phrases[1]);
            let phrases = &self.phrases[usize::from(one)..];
            let bare = furniture::trimmed(&self.line);
            let whole = phrases.iter().find_map(|phrases| phrases.whole(bare));
            row[column::FURNITURE] = whole.map_or(0, |reason| reason as i16 + 1);
            // The same line has been asked for its opening already.
            if whole.is_none() && bare.len() < self.line.len() {
                let opening = phrases.iter().find_map(|phrases| phrases.opening(&self.line));
                row[column::OPENING] = opening.map_or(0, |reason| reason as i16 + 1);
            }
        }
        row[column::HEADING_FURNITURE] = self.last.heading_furniture;
        row[column::TITLES_SINCE_TITLE] = self.last.titles;
        row[column::HEADING_LINKED_SHARE] = self.last.heading_linked;
        row[column::HEADING_BEFORE] = self.last.heading.map_or(99, |heading| (i - heading).min(99) as i16);
        let label =
            run.level > 0 || row[column::FURNITURE] > 0 && run.tally.letters < 60 && run.tally.linked == 0;
        if label && Some(i) != self.title {
            self.last.heading = Some(i);
            self.last.heading_furniture = row[column::FURNITURE];
            self.last.heading_linked = row[column::LINKED_SHARE];
        }
        let level = self.title.map_or(1, |title| self.outline.runs[title].level.max(1));
        if self.title.is_none_or(|title| i > title) && (run.level == level || run.level == 1) {
            self.last.titles = (self.last.titles + 1).min(20);
        }
        let good = self.survey.good[i];
        self.last.since_good = if good > 0 { 0 } else { self.last.since_good.saturating_add(1).min(99) };
        self.last.good_before += good;
        self.seen[self.survey.numbers[i][1] as usize] += 1;
    }
}

/// The run most like one of the page's own titles, headings before others, early before late.
fn title_run(outline: &Outline, likenesses: &[[u32; 2]], survey: &Survey) -> Option<usize> {
    let first_good = survey.good.iter().position(|good| *good > 200).unwrap_or(outline.runs.len());
    let score = |i: usize, run: &Run| {
        let like = likenesses[i][0];
        let heading = match run.level {
            1 => 45,
            2 => 20,
            3.. => 5,
            0 if run.near & mark::HEADLINE != 0 => 15,
            0 => 0,
        };
        let elsewhere = run.places & (place::NAV | place::FOOTER | place::ASIDE | place::FORM) != 0
            || run.tally.linked * 2 > run.tally.letters;
        let late = if i > first_good { 40 } else { 0 };
        (like as i32 + heading - late - if elsewhere { 50 } else { 0 }, -(i as i32))
    };
    let best = outline.runs.iter().enumerate().map(|(i, run)| (score(i, run), i)).max()?;
    (best.0.0 >= 45).then_some(best.1)
}

/// How many kinds of address stand in the text, if any: of mail, of the web.
fn addresses(text: &str) -> i16 {
    let bytes = text.as_bytes();
    let (mut mail, mut web, mut at) = (0, 0, 0);
    while at < bytes.len() {
        let block = Block::at(bytes, at);
        mail |= block.equal(b'@');
        let [w, t] = [b'w', b't'].map(|letter| block.equal(letter));
        // "www." and "http", told by letters that stand together in them.
        let mut may = w & w >> 1 & w >> 2 | t & t >> 1;
        while may != 0 {
            let place = at + may.trailing_zeros() as usize;
            may &= may - 1;
            let rest = &bytes[place.saturating_sub(1)..];
            web |= u32::from(bytes[place..].starts_with(b"www.") || rest.starts_with(b"http"));
        }
        // The next block begins with what may have begun in this one.
        at += WIDTH - 2;
    }
    i16::from(mail != 0) + i16::from(web != 0)
}

/// Whether a colon or a bar stands among the first forty letters, but for the first two bytes.
fn has_colon(text: &str) -> bool {
    /// A wide colon begins with this byte.
    const WIDE: u8 = 0xef;
    let start = &text.as_bytes()[..text.len().min(160)];
    memchr::memchr3_iter(b':', b'|', WIDE, start).any(|at| {
        let colon = start[at] != WIDE || text[at..].starts_with('：');
        at > 1 && colon && text[..at].chars().count() < 40
    })
}

fn ending(text: &str) -> i16 {
    let text = text.trim_end_matches(['"', '»', '”', '“', '\'', '’', ')', ']', '\u{a0}']);
    match text.chars().next_back() {
        Some('.' | '!' | '?' | '…' | '。' | '؟' | '।' | '！' | '？') => 2,
        Some(':' | '：') => 3,
        Some(',' | ';' | '-' | '–' | '—') => 1,
        _ => 0,
    }
}

fn beginning(text: &str) -> i16 {
    match text.chars().next() {
        Some(c) if c.is_ascii_digit() => 1,
        Some('-' | '–' | '—' | '•' | '*' | '·' | '►' | '▶' | '>' | '›' | '»' | '+') => 2,
        Some('"' | '«' | '“' | '„' | '‘' | '\'') => 3,
        Some('(' | '[' | '©' | '#' | '@') => 4,
        Some(c) if c.is_lowercase() => 5,
        _ => 0,
    }
}

fn tag_number(tag: Tag) -> i16 {
    match tag {
        Tag::P => 0,
        Tag::Blockquote => 1,
        Tag::Div => 2,
        tag if tag.is_heading() => 3,
        Tag::Li => 4,
        Tag::Pre => 5,
        Tag::Td | Tag::Th => 6,
        Tag::Dd | Tag::Dt => 7,
        Tag::Section | Tag::Article | Tag::Main => 8,
        Tag::Figcaption | Tag::Caption => 9,
        Tag::Button | Tag::Label | Tag::Option | Tag::Select => 10,
        _ => 11,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_found_wherever_they_stand() {
        for lead in 0..40 {
            let lead = "-".repeat(lead);
            for (text, kinds) in [
                ("www.", 1),
                ("http", 1),
                ("@", 1),
                ("ada@www.example", 2),
                ("www", 0),
                ("wwww.", 1),
                ("htt p www http", 1),
                ("ttp htp", 0),
            ] {
                assert_eq!(addresses(&format!("{lead}{text}")), kinds, "{lead}{text}");
            }
        }
    }
}
