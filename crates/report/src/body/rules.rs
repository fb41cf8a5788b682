//! What is sure for a person, after the model has judged: the standfirst by its place, no readers'
//! comments, no byline among the paragraphs, no copies, nothing of a page that only asks for consent.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use page::{NodeId, Page, Tag};

use crate::body::opening;
use crate::feature::{Features, Row, column};
use crate::likeness::{Pairs, whole};
use crate::outline::{Outline, Run, mark, place};
use crate::{BlockKind, Reason};

/// What becomes of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    Kept(BlockKind),
    Title,
    LeftOut(Reason),
}

impl Fate {
    pub(crate) fn is_text(self) -> bool {
        matches!(self, Self::Kept(kind) if kind.is_text())
    }
}

/// Applies all rules; returns the runs that are the standfirst by their place.
pub(crate) fn apply(
    page: &Page<'_>,
    outline: &Outline,
    features: &Features,
    fates: &mut [Fate],
) -> Vec<usize> {
    let opening = opening::opening(outline, features, |i| fates[i].is_text());
    for i in &opening {
        fates[*i] = Fate::Kept(BlockKind::Paragraph);
    }
    with_likes(outline, features, fates);
    with_headings(page, outline, features, fates);
    without_boxes(page, outline, fates);
    without_byline(outline, features, fates);
    without_biography(outline, fates);
    without_comments(outline, features, fates);
    without_wall(outline, features, fates);
    without_copies(outline, features, fates);
    opening
}

fn letters(outline: &Outline, fates: &[Fate], counts: impl Fn(&Run) -> bool) -> u32 {
    let kept = outline.runs.iter().zip(fates).filter(|(run, fate)| fate.is_text() && counts(run));
    kept.map(|(run, _)| run.tally.letters).sum()
}

/// What readers wrote below a report is not the report. Where little else was kept, it is what the page is
/// for; an article may be shorter than what is said of it, and so unlike one that all of it was left out.
fn without_comments(outline: &Outline, features: &Features, fates: &mut [Fate]) {
    const ENOUGH: u32 = 150;
    const SOME: u32 = 40;
    let own = letters(outline, fates, |run| run.around & mark::COMMENT == 0);
    let comments = letters(outline, fates, |run| run.around & mark::COMMENT != 0);
    let article = features.rows.first().is_some_and(|row| row[column::SAYS_ARTICLE] == 1);
    if own < if article { SOME } else { ENOUGH } || !article && own * 2 < comments {
        let passed = if article { passed_over(outline, features, fates) } else { Vec::new() };
        if passed.iter().map(|i| outline.runs[*i].tally.letters).sum::<u32>() < ENOUGH {
            return;
        }
        for i in passed {
            fates[i] = Fate::Kept(BlockKind::Paragraph);
        }
    }
    for (run, fate) in outline.runs.iter().zip(fates.iter_mut()) {
        if run.around & mark::COMMENT != 0 && fate.is_text() {
            *fate = Fate::LeftOut(Reason::Comments);
        }
    }
}

/// Marks and places of what a page says beside its report.
const FOREIGN: u32 =
    mark::COMMENT | mark::RELATED | mark::NEWSLETTER | mark::ADVERT | mark::CONSENT | mark::CAPTION;
const ELSEWHERE: u32 = place::ASIDE | place::FORM | place::FIGURE | place::FOOTER | place::NAV;

/// A paragraph that nothing around it or in it calls furniture.
fn is_plain(run: &Run, row: &Row) -> bool {
    run.tag == Tag::P
        && run.near & FOREIGN == 0
        && run.places & ELSEWHERE == 0
        && row[column::FURNITURE].max(row[column::OPENING]) == 0
}

/// Prose between the headline and the first comment that was left out.
fn passed_over(outline: &Outline, features: &Features, fates: &[Fate]) -> Vec<usize> {
    let Some(title) = features.title else { return Vec::new() };
    let comment = |i: &usize| outline.runs[*i].around & mark::COMMENT != 0 && fates[*i].is_text();
    let end = (title..fates.len()).find(comment).unwrap_or(title);
    let prose = |i: &usize| {
        let (run, tally) = (&outline.runs[*i], &outline.runs[*i].tally);
        let reads = tally.letters > 80 && tally.stops > 0 && tally.linked * 3 < tally.letters;
        reads && is_plain(run, &features.rows[*i])
    };
    (title + 1..end).filter(prose).collect()
}

/// A paragraph in the midst of the body, of the very form that the body's paragraphs have and nearly nothing
/// else has, is one of them.
fn with_likes(outline: &Outline, features: &Features, fates: &mut [Fate]) {
    let prose = |i: usize| {
        let tally = &outline.runs[i].tally;
        tally.letters > 60 && (tally.stops > 0 || tally.letters > 300) && tally.linked * 3 < tally.letters
    };
    let forms = features.kin.iter().map(|kin| kin.form as usize + 1).max().unwrap_or(0);
    // Letters of prose of each form, and how many of them are kept.
    let mut by_form = vec![(0_u32, 0_u32); forms];
    let (mut first, mut last, mut all) = (usize::MAX, 0, 0);
    for i in (0..fates.len()).filter(|i| prose(*i)) {
        let letters = outline.runs[i].tally.letters;
        let form = &mut by_form[features.kin[i].form as usize];
        form.0 += letters;
        if fates[i].is_text() {
            form.1 += letters;
            all += letters;
            (first, last) = (first.min(i), i);
        }
    }
    for i in first.saturating_add(1)..=last {
        let (letters, own) = by_form[features.kin[i].form as usize];
        let alike = own * 5 >= letters * 2 && own * 2 >= all;
        let plain = is_plain(&outline.runs[i], &features.rows[i]);
        let unsure = matches!(fates[i], Fate::LeftOut(Reason::Other | Reason::Navigation | Reason::Aside));
        if alike && plain && prose(i) && unsure {
            fates[i] = Fate::Kept(BlockKind::Paragraph);
        }
    }
}

/// A heading between two paragraphs of the body, beside them in the tree or alone in an element that stands
/// beside them, belongs to it.
fn with_headings(page: &Page<'_>, outline: &Outline, features: &Features, fates: &mut [Fate]) {
    /// Runs between a heading and the paragraphs around it.
    const NEAR: usize = 4;
    for i in 1..outline.runs.len().saturating_sub(1) {
        if fates[i].is_text() || fates[i] == Fate::Title || !is_heading(&outline.runs[i], &features.rows[i]) {
            continue;
        }
        let prose = |at: &usize| fates[*at].is_text() && outline.runs[*at].tally.letters > 60;
        // A picture, or a word for screen readers, may stand between a heading and its paragraph.
        let small = |at: &usize| match fates[*at] {
            Fate::Kept(kind) => kind == BlockKind::Caption,
            _ => outline.runs[*at].tally.letters < 25,
        };
        let before = (i.saturating_sub(NEAR)..i).rev().find(prose);
        let after = (i + 1..(i + NEAR).min(fates.len())).find(|at| !small(at)).filter(prose);
        let (Some(before), Some(after)) = (before, after) else { continue };
        let beside = [i - 1, i + 1].map(|at| (!small(&at)).then(|| outline.runs[at].holder));
        if is_among(page, outline, features, i, [before, after], beside) {
            fates[i] = Fate::Kept(BlockKind::Heading);
        }
    }
}

fn is_heading(run: &Run, row: &Row) -> bool {
    (2..=5).contains(&run.level)
        && (3..=150).contains(&run.tally.letters)
        && run.tally.linked * 2 < run.tally.letters
        && row[column::FURNITURE] == 0
        && row[column::LIKE_TITLE] < 90
}

/// Whether a run stands in one element with others, or in an element of its own that does; `beside` are the
/// holders of the runs next to it.
fn is_among(
    page: &Page<'_>,
    outline: &Outline,
    features: &Features,
    i: usize,
    others: [usize; 2],
    beside: [Option<NodeId>; 2],
) -> bool {
    /// Elements that may wrap a heading alone.
    const WRAPS: usize = 3;
    if others.iter().all(|other| features.kin[*other].branch == features.kin[i].branch) {
        return true;
    }
    let holders = others.map(|other| outline.runs[other].holder);
    for (step, above) in page.ancestors(outline.runs[i].holder).take(WRAPS).enumerate() {
        if holders.iter().all(|holder| page.is_within(*holder, above)) {
            let near = |holder: &NodeId| page.ancestors(*holder).take(WRAPS).any(|up| up == above);
            return step > 0 && holders.iter().all(near);
        }
        if beside.iter().flatten().any(|holder| page.is_within(*holder, above)) {
            return false;
        }
    }
    false
}

/// The list of a box whose heading is no part of the report is none either.
fn without_boxes(page: &Page<'_>, outline: &Outline, fates: &mut [Fate]) {
    let mut heading = None;
    for (i, run) in outline.runs.iter().enumerate() {
        if run.near & mark::WIDGET != 0 && run.level > 0 {
            heading = matches!(fates[i], Fate::LeftOut(_)).then(|| page.parent(run.holder)).flatten();
        }
        let boxed = heading.is_some_and(|around| page.is_within(run.holder, around));
        if boxed && run.places & place::LIST != 0 && fates[i].is_text() {
            fates[i] = Fate::LeftOut(Reason::Aside);
        }
    }
}

/// A page whose every kept word stands under a cookie banner's mark, and that does not call itself an
/// article, has no report.
fn without_wall(outline: &Outline, features: &Features, fates: &mut [Fate]) {
    const MOST: u32 = 1_500;
    let article = features.rows.first().is_some_and(|row| row[column::SAYS_ARTICLE] == 1);
    let (all, own) =
        (letters(outline, fates, |_| true), letters(outline, fates, |run| run.around & mark::COOKIE == 0));
    if article || own > 0 || all > MOST {
        return;
    }
    for fate in fates.iter_mut().filter(|fate| fate.is_text()) {
        *fate = Fate::LeftOut(Reason::Consent);
    }
}

/// Byline and date between the headline and the first paragraph, where no class marks them.
fn without_byline(outline: &Outline, features: &Features, fates: &mut [Fate]) {
    const FAR: usize = 15;
    let Some(title) = features.title else { return };
    for (i, fate) in fates.iter_mut().enumerate().skip(title + 1).take(FAR) {
        let (run, row) = (&outline.runs[i], &features.rows[i]);
        if !fate.is_text() {
            continue;
        }
        let worded = row[column::FURNITURE].max(row[column::OPENING]) == Reason::Byline as i16 + 1
            || row[column::NAMES_AUTHOR] > 0;
        let short = run.tally.digits >= 3 && run.tally.letters <= 25 && run.tally.words <= 8;
        let dated = short && tells_day(outline.words(run));
        if run.tally.letters < 80 && run.tally.stops <= 1 && (worded || dated) && run.level == 0 {
            *fate = Fate::LeftOut(Reason::Byline);
        } else if run.tally.letters > 150 {
            return;
        }
    }
}

/// Whether a line has a year, or two numbers joined by one sign as hours and days are: results of games are joined by
/// dashes and spaces, if at all.
fn tells_day(line: &str) -> bool {
    let mut joined = false;
    for part in line.split_inclusive(|c: char| !c.is_ascii_digit()) {
        let number = part.trim_end_matches(|c: char| !c.is_ascii_digit());
        let year = number.len() == 4 && (number.starts_with("19") || number.starts_with("20"));
        if year || joined && !number.is_empty() {
            return true;
        }
        let mark = part[number.len()..].chars().next();
        joined = !number.is_empty() && mark.is_some_and(|mark| !mark.is_whitespace() && !is_dash(mark));
    }
    false
}

fn is_dash(mark: char) -> bool {
    matches!(mark, '-' | '\u{2010}'..='\u{2015}')
}

/// What a page says of its author below the report.
fn without_biography(outline: &Outline, fates: &mut [Fate]) {
    const LONG: u32 = 60;
    let signed = |run: &Run| run.near & mark::AUTHOR != 0;
    let own = |i: &usize| {
        let run = &outline.runs[*i];
        fates[*i].is_text() && !signed(run) && run.tally.letters > LONG
    };
    let Some(last) = (0..fates.len()).rev().find(own) else { return };
    for (run, fate) in outline.runs.iter().zip(fates.iter_mut()).skip(last + 1) {
        if fate.is_text() && signed(run) {
            *fate = Fate::LeftOut(Reason::Byline);
        }
    }
}

/// Numbers of the questions that are kept at least three times, never twice beside the same wording: copies of a
/// whole part stand as the part does.
fn refrains(outline: &Outline, features: &Features, fates: &[Fate]) -> HashSet<u64> {
    const LEAST: u32 = 30;
    const TIMES: usize = 3;
    let text = |i: &usize| fates[*i].is_text();
    let asks = |i: usize| outline.words(&outline.runs[i]).ends_with(['?', '\u{ff1f}', '\u{61f}', '\u{37e}']);
    let number = |i: usize| features.words.get(i);
    let mut met: HashMap<u64, Vec<[u64; 2]>> = HashMap::new();
    let kept: Vec<usize> = (0..fates.len()).filter(text).collect();
    for (at, i) in
        kept.iter().enumerate().filter(|(_, i)| outline.runs[**i].tally.letters > LEAST && asks(**i))
    {
        let near = |at: Option<usize>| at.and_then(|at| kept.get(at)).map_or(0, |i| whole(number(*i)));
        let beside = [near(at.checked_sub(1)), near(Some(at + 1))];
        met.entry(whole(number(*i))).or_default().push(beside);
    }
    let alone = |beside: &Vec<[u64; 2]>| {
        let other = |side: usize| beside.iter().map(|both| both[side]).collect::<HashSet<_>>().len();
        beside.len() >= TIMES && other(0).min(other(1)) == beside.len()
    };
    met.into_iter().filter(|(_, beside)| alone(beside)).map(|(whole, _)| whole).collect()
}

/// Copies for other screens and for scripts: what stands twice is kept once, also where all of it stands in
/// one piece behind its paragraphs. What comes again further on among its own kind is the text's own: a
/// refrain, a question put to each.
fn without_copies(outline: &Outline, features: &Features, fates: &mut [Fate]) {
    const LEAST: u32 = 30;
    const LONG: u32 = 150;
    const SAME: u32 = 95;
    let mut kept = Pairs::none();
    let mut seen: HashMap<u64, usize> = HashMap::new();
    let mut known: Option<HashSet<u64>> = None;
    for (i, run) in outline.runs.iter().enumerate() {
        if !fates[i].is_text() {
            continue;
        }
        let words = features.words.get(i);
        let copy = run.tally.letters > LEAST
            && match seen.entry(whole(words)) {
                Entry::Occupied(mut last) => {
                    let before = last.insert(i);
                    let (own, other) = (features.kin[i], features.kin[before]);
                    i - before == 1
                        || own.form != other.form
                        || own.branch != other.branch && {
                            let known = known.get_or_insert_with(|| refrains(outline, features, fates));
                            !known.contains(&whole(words))
                        }
                }
                Entry::Vacant(entry) => {
                    entry.insert(i);
                    run.tally.letters > LONG && kept.share(words) >= SAME
                }
            };
        if copy {
            fates[i] = Fate::LeftOut(Reason::Repeated);
        } else {
            kept.add(words);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Report;
    use crate::read::{Context, read_page};

    #[test]
    fn a_day_is_told_from_a_result() {
        for line in ["24 November 2026", "14:30", "Updated 5.10., 9h05", "05/10/18", "11\u{6708}24\u{65e5}"] {
            assert!(tells_day(line), "{line}");
        }
        for line in ["Harbour 14 11 6 15 \u{2014} 44", "Harbour d. Moor 70-44", "Room 1204", ""] {
            assert!(!tells_day(line), "{line}");
        }
    }

    #[test]
    fn a_question_to_each_is_kept_each_time_and_a_copied_part_once() {
        let question = "What made you begin to bake bread for the harbour?";
        let answer = |name: &str| {
            format!(
                "{name} tells us that the ovens of the harbour had stood cold for years, and that {name}'s \
                     neighbours, who had to walk far for a loaf, asked again and again until somebody began."
            )
        };
        let part = |name: &str| {
            format!("<section><h2>{name}</h2><p>{question}</p><p>{}</p></section>", answer(name))
        };
        let read = |parts: &str| -> Report {
            let html = format!("<title>Bakers</title><article><h1>Bakers</h1><div>{parts}</div></article>");
            read_page(&page::Page::parse(&html), &Context::default())
        };
        let each = read(&["Ada", "Bela", "Cyra", "Dorn"].map(part).concat());
        assert_eq!(each.text.matches(question).count(), 4, "{}", each.text);
        let copied = read(&["Ada"; 4].map(part).concat());
        assert_eq!(copied.text.matches(question).count(), 1, "{}", copied.text);
    }
}
