//! Dates a reader sees: `time` elements and words near the headline, dates further away that a word or a mark
//! calls the day of publication, and the date a text opens with. What they are worth beside what machines are
//! told is decided in [`crate::dateline::published`].

use page::{NodeId, Page};

use crate::dateline::{self, Months, When};
use crate::feature::Features;
use crate::outline::mark::{self, Marks};
use crate::outline::{Outline, Run, place};
use crate::wording::{WordList, Wording};

/// Runs before and behind the headline that are near it.
const BEFORE: usize = 8;
const BEHIND: usize = 25;
/// Runs behind the headline within which a word before a date tells more than which date is the first.
const LABEL: usize = 10;
/// Runs behind the headline that belong to it, whatever holds them; those of which the date is likelier the
/// report's than one above it.
const HEAD: usize = 6;
const UNDER: usize = 3;

/// What the page shows.
#[derive(Debug, Default)]
pub(crate) struct Shown {
    pub(crate) published: Option<When>,
    pub(crate) modified: Option<When>,
    /// A word or an attribute calls it the day of publication.
    pub(crate) marked: bool,
    /// It stands where the page marks a date.
    pub(crate) dated: bool,
    /// A word says what it is, or it stands right under the headline or marked behind it: no day of today
    /// above a page.
    pub(crate) sure: bool,
    /// By words or marks further away from the headline.
    pub(crate) far: Option<When>,
    /// A word or an attribute calls the first of these the day of publication.
    pub(crate) far_marked: bool,
    pub(crate) far_modified: Option<When>,
    /// Of no mark and far from the headline, but alone in its line and the only such line behind the headline.
    pub(crate) alone: Option<When>,
    /// Before the first words of the text ("(21 November 2022) The port …").
    pub(crate) opening: Option<When>,
}

/// What an element or a line says of the date in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sense {
    Published,
    /// By nothing but a class, which teasers and comments have too.
    Styled,
    Modified,
    Unsaid,
}

/// Reads `time` elements, then words.
pub(crate) fn dates(
    page: &Page<'_>,
    outline: &Outline,
    features: &Features,
    language: &str,
    day_first: bool,
) -> Shown {
    let mut view = View {
        page,
        outline,
        title: features.title,
        own: features.title.map_or(0, |title| outline.runs[title].around),
        wording: Wording::of(language),
        months: Months::of(language),
        day_first,
        rank: 0,
        shown: Shown::default(),
    };
    view.times();
    if view.shown.published.is_none() {
        view.words();
    }
    if view.shown.published.is_none() {
        view.opening();
        view.alone();
    }
    view.shown
}

struct View<'a, 'p, 's> {
    page: &'p Page<'s>,
    outline: &'a Outline,
    title: Option<usize>,
    /// Marks of what holds the headline: they tell of the page, not of a box in it.
    own: Marks,
    wording: &'static Wording,
    months: &'static Months,
    day_first: bool,
    /// How much speaks for the day of publication found so far.
    rank: u8,
    shown: Shown,
}

impl View<'_, '_, '_> {
    fn near(&self, run: usize) -> bool {
        self.title.is_none_or(|title| run + BEFORE >= title && run <= title + BEHIND)
    }

    fn under(&self, run: usize, far: usize) -> bool {
        self.title.is_some_and(|title| run > title && run <= title + far)
    }

    /// Whether a run belongs to other stories or to readers' comments, by what is around it; not if it stands right
    /// under the headline, or if a word near the headline says what its date is.
    fn is_elsewhere(&self, i: usize, sense: Sense) -> bool {
        let around = self.outline.runs.get(i).map_or(0, |run| run.around) & !self.own;
        let said = sense == Sense::Published && self.near(i);
        !self.under(i, HEAD) && (around & mark::COMMENT != 0 || around & mark::RELATED != 0 && !said)
    }

    fn in_words(&self, line: &str) -> Option<When> {
        dateline::in_words(line, self.months, self.day_first)
    }

    fn times(&mut self) {
        let runs = &self.outline.runs;
        for (id, runs_before) in self.outline.times.iter().take(200) {
            let i = (*runs_before as usize).min(runs.len().saturating_sub(1));
            let said = self.page.value(*id, "datetime");
            let told = |value: &str| dateline::told(value, self.months, self.day_first);
            let Some(when) = said.and_then(|value| told(&value)) else { continue };
            let when = self.in_words(&self.page.text_within(*id)).map_or(when, |shown| when.local(shown));
            let sense = match sense(self.page, *id) {
                Sense::Unsaid if self.labelled(i, &self.wording.updated) => Sense::Modified,
                Sense::Unsaid | Sense::Styled if self.labelled(i, &self.wording.published) => {
                    Sense::Published
                }
                sense => sense,
            };
            if !self.is_elsewhere(i, sense) {
                self.take(i, when, sense, true, matches!(sense, Sense::Published | Sense::Styled));
            }
        }
    }

    /// Whether a run begins with one of these words, or the run before it says one and nothing else.
    fn labelled(&self, i: usize, words: &WordList) -> bool {
        let rest = |i: usize| {
            self.outline.runs.get(i).and_then(|run| Wording::after(words, self.outline.words(run)))
        };
        rest(i).is_some() || i > 0 && rest(i - 1).is_some_and(str::is_empty)
    }

    fn words(&mut self) {
        let dated = |run: &&Run| run.tally.digits >= 4 && run.tally.letters < 120;
        for (i, run) in self.outline.runs.iter().enumerate().filter(|(_, run)| dated(run)) {
            let line = self.outline.words(run);
            let marked = run.near & (mark::DATE | mark::BYLINE | mark::AUTHOR) != 0;
            let by = || Wording::after(&self.wording.by, line).is_some();
            let before = if self.labelled(i, &self.wording.updated) {
                Sense::Modified
            } else if self.labelled(i, &self.wording.published) {
                Sense::Published
            } else {
                Sense::Unsaid
            };
            let parts = self.parts(line, before);
            let said = parts.iter().any(|part| part.0 != Sense::Unsaid);
            if !(marked || said || self.near(i) && run.tally.letters < 50 || by()) {
                continue;
            }
            let behind = self.title.is_none_or(|title| i > title);
            for (sense, when) in
                parts.into_iter().filter(|part| !self.is_elsewhere(i, part.0)).collect::<Vec<_>>()
            {
                self.take(i, when, sense, run.near & mark::DATE != 0, behind);
            }
        }
    }

    /// The dates of a line, each with what the word before it says of it; where only one is dated, the words
    /// behind it speak of it too.
    fn parts(&self, line: &str, before: Sense) -> Vec<(Sense, When)> {
        let mut cuts = vec![(0, before)];
        for at in Wording::starts(line, b" |\n(") {
            let rest = &line[at..];
            if Wording::after(&self.wording.updated, rest).is_some() {
                cuts.push((at, Sense::Modified));
            } else if Wording::after(&self.wording.published, rest).is_some() {
                cuts.push((at, Sense::Published));
            }
        }
        let end = |n: usize| cuts.get(n + 1).map_or(line.len(), |cut| cut.0);
        let read = |(n, cut): (usize, &(usize, Sense))| Some((cut.1, self.in_words(&line[cut.0..end(n)])?));
        let mut parts: Vec<_> = cuts.iter().enumerate().filter_map(read).collect();
        if let ([only], Some(label)) = (parts.as_mut_slice(), cuts.get(1))
            && only.0 == Sense::Unsaid
        {
            only.0 = label.1;
        }
        parts
    }

    /// Keeps the first date of its sense, the day of publication by what speaks for it: a word, a place right
    /// under the headline. Far from the headline only where it may stand `far`.
    fn take(&mut self, i: usize, when: When, sense: Sense, dated: bool, far: bool) {
        let label = matches!(sense, Sense::Published | Sense::Styled);
        let rank = match self.title {
            _ if self.under(i, UNDER) => 3 + u8::from(label),
            Some(title) if label && i < title + LABEL => 2,
            _ => 1,
        };
        let (near, behind) = (self.near(i), self.title.is_none_or(|title| i > title));
        let shown = &mut self.shown;
        match (near, sense) {
            (true, Sense::Modified) => shown.modified = shown.modified.or(Some(when)),
            (true, _) if rank > self.rank => {
                self.rank = rank;
                shown.published = Some(when);
                shown.marked = label;
                shown.dated = dated;
                shown.sure = rank > 1 || dated && behind;
            }
            (true, _) => {}
            (false, Sense::Modified) => shown.far_modified = shown.far_modified.or(Some(when)),
            (false, _) if far => {
                shown.far_marked |= shown.far.is_none() && label;
                shown.far = shown.far.or(Some(when));
            }
            (false, _) => {}
        }
    }

    /// The one line behind the headline that is a date and nothing else.
    fn alone(&mut self) {
        const LETTERS: u32 = 12;
        let runs = &self.outline.runs;
        let from = self.title.map_or(runs.len(), |title| title + 1);
        let elsewhere = place::NAV | place::FOOTER | place::ASIDE | place::FORM | place::DIALOG;
        let short =
            |run: &Run| run.tally.digits >= 4 && run.tally.digits <= 8 && run.tally.letters <= LETTERS;
        let lines = (from..runs.len()).filter(|i| short(&runs[*i]) && runs[*i].places & elsewhere == 0);
        let mut dates = lines
            .filter(|i| !self.is_elsewhere(*i, Sense::Unsaid))
            .filter_map(|i| self.in_words(self.outline.words(&runs[i])));
        let first = dates.next();
        self.shown.alone = first.filter(|first| dates.all(|other| other == *first));
    }

    /// The date a text opens with, parted from its first sentence by a mark.
    fn opening(&mut self) {
        const LEAST: u32 = 80;
        let runs = &self.outline.runs;
        let from = self.title.map_or(0, |title| title + 1);
        let long = |run: &Run| run.tally.letters > LEAST && run.tally.linked * 2 < run.tally.letters;
        let first =
            (from..runs.len()).filter(|i| long(&runs[*i]) && !self.is_elsewhere(*i, Sense::Unsaid)).take(3);
        let lines: Vec<&str> = first.map(|i| self.outline.words(&runs[i])).collect();
        self.shown.opening = lines.into_iter().find_map(|line| self.opens(line));
    }

    fn opens(&self, line: &str) -> Option<When> {
        const FAR: usize = 24;
        let line = line.trim_start_matches('(');
        let end = line.char_indices().map(|(at, _)| at).nth(FAR).unwrap_or(line.len());
        let marks = [") ", " – ", " — ", " - ", ": ", " | ", ". "];
        let ends = marks.iter().filter_map(|mark| line[..end].rfind(mark));
        let date = &line[..ends.max()?];
        let first = date.split(' ').next().unwrap_or_default().trim_end_matches('.');
        let begins = first.starts_with(|c: char| c.is_ascii_digit()) || self.months.number(first).is_some();
        self.in_words(date).filter(|_| begins)
    }
}

/// Whether an element is marked as the day of publication or of a change.
fn sense(page: &Page<'_>, id: NodeId) -> Sense {
    let value = |name: &str| page.value(id, name).unwrap_or_default().to_ascii_lowercase();
    let (property, class) = (value("itemprop"), value("class"));
    if property.contains("datepublished") || page.attribute(id, "pubdate").is_some() {
        Sense::Published
    } else if class.contains("publish") {
        Sense::Styled
    } else if property.contains("datemodified") || class.contains("updated") || class.contains("modified") {
        Sense::Modified
    } else {
        Sense::Unsaid
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::model::Model;
    use crate::furniture::Phrases;
    use crate::metadata::Metadata;

    fn shown(html: &str, language: &str) -> Shown {
        let page = Page::parse(html);
        let (metadata, outline) = (Metadata::of(&page, &mut Vec::new()), Outline::of(&page));
        let words = Model::bundled().words();
        let features = Features::of(&page, &outline, &metadata, Phrases::of_page(language), words);
        dates(&page, &outline, &features, language, language != "en")
    }

    fn published(html: &str) -> Option<String> {
        shown(html, "en").published.map(|when| when.to_string())
    }

    const BODY: &str = "<p>The council closed the port on Tuesday morning after the second storm of the week, \
        and nobody could say when the ferries would leave again for the islands in the north.</p>";

    #[test]
    fn a_line_may_name_both_days() {
        let line =
            |text: &str| shown(&format!("<h1>The port is closed</h1><p class=date>{text}</p>{BODY}"), "en");
        for text in [
            "Last updated 9 March 2024, originally published 2 March 2024",
            "2 March 2024. Updated: 9 March 2024",
            "Published: 2024-03-02 08:00 / Updated: 2024-03-09 11:00",
        ] {
            let shown = line(text);
            let day = |when: Option<When>| when.map(|when| when.to_string());
            assert_eq!(day(shown.published).as_deref(), Some("2024-03-02"), "{text}");
            assert_eq!(day(shown.modified).as_deref(), Some("2024-03-09"), "{text}");
        }
    }

    #[test]
    fn a_box_that_holds_the_headline_too_is_no_other_story() {
        let html = format!(
            "<div class=related-feed><h1>The port is closed</h1><p class=date>2 March 2024</p>{BODY}</div>"
        );
        assert_eq!(published(&html).as_deref(), Some("2024-03-02"));
        let other =
            "<div class=related><a href=/b>The lighthouse is lit</a><p class=date>2 March 2024</p></div>";
        assert_eq!(
            published(&format!("<h1>The port is closed</h1>{BODY}{BODY}{BODY}{BODY}{BODY}{BODY}{other}")),
            None
        );
    }

    #[test]
    fn the_day_under_the_headline_outweighs_that_of_today_above_it() {
        let html = format!(
            "<p>Friday, 8 March 2024</p><h1>The port is closed</h1><p>By Ada Quay | 2 March 2024</p>{BODY}"
        );
        assert_eq!(published(&html).as_deref(), Some("2024-03-02"));
    }

    #[test]
    fn a_text_may_open_with_its_day() {
        let opening = |text: &str| {
            let html = format!("<h1>The port is closed</h1><p>{text} {}", BODY.trim_start_matches("<p>"));
            shown(&html, "en").opening.map(|when| when.to_string())
        };
        assert_eq!(opening("(2 March 2024)").as_deref(), Some("2024-03-02"));
        assert_eq!(opening("02.03.2024 –").as_deref(), Some("2024-03-02"));
        assert_eq!(opening("On 2 March 2024 – a Saturday –"), None);
    }

    #[test]
    fn a_lone_date_is_better_than_none() {
        let page =
            |lines: &str| shown(&format!("<h1>The port is closed</h1>{}{lines}", BODY.repeat(30)), "en");
        assert!(page("<div>2 March 2024</div>").alone.is_some());
        assert!(page("<div>2 March 2024</div><div>9 March 2024</div>").alone.is_none());
        assert!(page("<footer>2 March 2024</footer>").alone.is_none());
    }
}
