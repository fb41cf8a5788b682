//! What is known of each run of a page, in numbers: the one input of the model that tells body from
//! furniture ([`crate::body`]). Whole numbers only, so that every machine decides alike.

use std::collections::HashMap;
use std::sync::LazyLock;

use memchr::memmem;
use page::{NodeId, Page, Tag};

use crate::furniture::{self, LINE, Phrases, fold_into};
use crate::gram::{Pairs, Words, likeness, whole, words_of};
use crate::mark;
use crate::metadata::Metadata;
use crate::outline::{Outline, Run, place};

/// How many numbers describe a run.
pub const COUNT: usize = OWN + PLACES + mark::COUNT;

const PLACES: usize = 25;
const OWN: usize = NAMES.len();

/// One run in numbers.
pub type Row = [i16; COUNT];

/// Names of the numbers before the places and marks, for the model's card and for people.
pub const NAMES: [&str; 65] = [
    "letters",
    "words",
    "linked %",
    "links",
    "strong %",
    "upper %",
    "digits %",
    "commas",
    "stops",
    "quotes",
    "ending",
    "tag",
    "level",
    "depth",
    "in trunk",
    "below trunk",
    "beside trunk",
    "form letters %",
    "form runs",
    "form linked %",
    "form mean letters",
    "parent form runs",
    "parent form linked %",
    "parent form mean letters",
    "letters before",
    "linked before %",
    "letters after",
    "linked after %",
    "form as before",
    "form as after",
    "good letters around",
    "place on page",
    "runs after title",
    "letters after title",
    "furniture",
    "opening",
    "seen before",
    "seen after",
    "in linked body",
    "like description",
    "like title",
    "in article",
    "article letters %",
    "page letters",
    "page good runs",
    "says article",
    "begins",
    "colon",
    "picture before",
    "heading's furniture",
    "runs since good",
    "good letters before %",
    "heading before",
    "good in parent %",
    "runs in parent",
    "linked in parent %",
    "breaks",
    "parent is trunk",
    "titles since title",
    "article beside",
    "names author",
    "address in it",
    "heading linked %",
    "runs in holder",
    "mean letters in parent",
];

/// All runs of one page in numbers, and what was found on the way.
pub(crate) struct Features {
    pub(crate) rows: Vec<Row>,
    /// Dense numbers of each run's form and branch, for finding its likes.
    pub(crate) forms: Vec<(u32, u32)>,
    /// The words of each run as numbers.
    pub(crate) words: Words,
    /// The run that is most likely the headline.
    pub(crate) title: Option<usize>,
}

/// A page's runs in numbers and words, for training the model.
#[derive(Clone, Debug, Default)]
pub struct Described {
    /// One row a run.
    pub rows: Vec<Row>,
    /// Numbers of each run's form and branch.
    pub forms: Vec<(u32, u32)>,
    /// The words of each run.
    pub texts: Vec<String>,
}

/// Describes the runs of a page as [`crate::read::read_page`] does.
pub fn describe(page: &Page<'_>) -> Described {
    let (metadata, outline) = (Metadata::of(page, &mut Vec::new()), Outline::of(page));
    let language = crate::article::language(&outline, &metadata, None).unwrap_or_default();
    let features = Features::of(page, &outline, &metadata, crate::article::phrases(&language));
    let texts = outline.runs.iter().map(|run| outline.words(run).to_owned()).collect();
    Described { rows: features.rows, forms: features.forms, texts }
}

/// What the page itself says, made ready for comparing.
struct Claims {
    body: Option<Pairs>,
    descriptions: Vec<Vec<u32>>,
    titles: Vec<Vec<u32>>,
    authors: Vec<Vec<u32>>,
    article: bool,
}

impl Claims {
    fn of(metadata: &Metadata<'_>) -> Self {
        let linked = &metadata.linked;
        let descriptions = [
            linked.description.as_deref(),
            linked.alternative.as_deref(),
            metadata.meta_of(&["og:description"]),
            metadata.meta_of(&["description"]),
        ];
        let titles = [
            linked.headline.as_deref(),
            metadata.meta_of(&["og:title"]),
            metadata.meta_of(&["twitter:title"]),
            metadata.title(),
        ];
        let words = |list: [Option<&str>; 4]| {
            let mut words: Vec<_> =
                list.into_iter().flatten().map(words_of).filter(|words| words.len() > 1).collect();
            words.sort_unstable();
            words.dedup();
            words
        };
        let says =
            |name: &str| metadata.meta_of(&[name]).is_some_and(|value| value.eq_ignore_ascii_case("article"));
        Self {
            body: linked.body.as_deref().map(Pairs::of),
            descriptions: words(descriptions),
            titles: words(titles),
            authors: linked
                .authors
                .iter()
                .take(10)
                .map(|person| words_of(&person.name))
                .filter(|words| words.len() > 1)
                .collect(),
            article: says("og:type")
                || linked
                    .kind
                    .as_deref()
                    .is_some_and(|kind| kind.ends_with("Article") || kind.ends_with("Posting")),
        }
    }
}

/// What runs of one form (name and class of their holder) have in common.
#[derive(Clone, Copy, Default)]
struct Group {
    runs: u32,
    letters: u32,
    linked: u32,
}

impl Group {
    fn add(&mut self, run: &Run) {
        self.runs += 1;
        self.letters += run.tally.letters;
        self.linked += run.tally.linked;
    }
}

/// Everything that needs a look at the whole page before any run can be described.
///
/// What is counted by element is kept in lists as long as the tree; forms and texts, whose numbers the page
/// itself chooses, in maps that no page can slow down.
struct Survey {
    /// By the dense number of a form; of a parent's form.
    forms: Vec<Group>,
    parents: Vec<Group>,
    /// Dense numbers of each run: its form, its parent's form, its text, its branch.
    numbers: Vec<[u32; 4]>,
    /// How often each text stands on the page.
    copies: Vec<u32>,
    /// By branch (the parent element of the holder): letters of good runs, and all runs.
    branches: Vec<(u32, Group)>,
    articles: Vec<u32>,
    holders: Vec<u32>,
    good: Vec<u32>,
    good_runs: u32,
    good_total: u32,
    letters: u32,
    trunk: Option<NodeId>,
    main_article: Option<u32>,
}

/// Numbers the keys in the order in which they first come.
struct Dense {
    numbers: HashMap<u64, u32>,
    /// The last key and its number: runs of one form stand in rows.
    last: Option<(u64, u32)>,
}

impl Dense {
    fn new(runs: usize) -> Self {
        Self { numbers: HashMap::with_capacity(runs), last: None }
    }

    fn number(&mut self, key: u64) -> u32 {
        if let Some((_, number)) = self.last.filter(|(last, _)| *last == key) {
            return number;
        }
        let next = self.numbers.len() as u32;
        let number = *self.numbers.entry(key).or_insert(next);
        self.last = Some((key, number));
        number
    }
}

/// The number in a slot, one higher there than the number itself; the next one if it has none yet.
fn number_of(slot: &mut u32, count: &mut u32) -> u32 {
    if *slot == 0 {
        *count += 1;
        *slot = *count;
    }
    *slot - 1
}

impl Survey {
    fn of(page: &Page<'_>, outline: &Outline, words: &Words) -> Self {
        let (nodes, runs) = (page.nodes().len(), outline.runs.len());
        let mut dense = [Dense::new(runs / 4), Dense::new(runs / 4), Dense::new(runs)];
        let mut branches = vec![0_u32; nodes.max(1)];
        let mut branch_count = 0;
        let numbers: Vec<[u32; 4]> = (0..runs)
            .map(|i| {
                let run = &outline.runs[i];
                [
                    dense[0].number(run.form.into()),
                    dense[1].number(run.parent_form.into()),
                    dense[2].number(whole(words.get(i))),
                    number_of(&mut branches[parent_of(page, run) as usize], &mut branch_count),
                ]
            })
            .collect();
        let mut survey = Self {
            forms: vec![Group::default(); dense[0].numbers.len()],
            parents: vec![Group::default(); dense[1].numbers.len()],
            numbers,
            copies: vec![0; dense[2].numbers.len()],
            branches: vec![Default::default(); branch_count as usize],
            articles: vec![0; nodes],
            holders: vec![0; nodes],
            good: good_letters(outline),
            good_runs: 0,
            good_total: 0,
            letters: 0,
            trunk: None,
            main_article: None,
        };
        for i in 0..runs {
            survey.count(&outline.runs[i], i);
        }
        survey.trunk = trunk(page, outline, &survey.good);
        let with_text = outline
            .runs
            .iter()
            .filter_map(|run| run.article)
            .filter(|article| survey.articles[article.index()] > 0);
        survey.main_article = with_text
            .max_by_key(|article| (survey.articles[article.index()], std::cmp::Reverse(article.0)))
            .map(|article| article.0);
        survey
    }

    fn count(&mut self, run: &Run, i: usize) {
        let good = self.good[i];
        let [form, parent, text, branch] = self.numbers[i];
        self.forms[form as usize].add(run);
        self.parents[parent as usize].add(run);
        self.copies[text as usize] += 1;
        let branch = &mut self.branches[branch as usize];
        branch.0 += good;
        branch.1.add(run);
        if let Some(article) = run.article {
            self.articles[article.index()] += good;
        }
        self.holders[run.holder.index()] += 1;
        self.good_runs += u32::from(good > 0);
        self.good_total += good;
        self.letters += run.tally.letters;
    }
}

fn parent_of(page: &Page<'_>, run: &Run) -> u32 {
    page.parent(run.holder).map_or(0, |parent| parent.0)
}

/// Letters of each run that reads like a paragraph where paragraphs stand; else nothing.
///
/// Some pages set their whole body in an element made for something else: where the strict reading leaves
/// little of what reads like text, the place is not asked.
fn good_letters(outline: &Outline) -> Vec<u32> {
    let strict: Vec<u32> =
        outline.runs.iter().map(|run| if stands_elsewhere(run) { 0 } else { prose_letters(run) }).collect();
    let lenient: Vec<u32> = outline.runs.iter().map(prose_letters).collect();
    let (some, all) = (strict.iter().sum::<u32>(), lenient.iter().sum::<u32>());
    if some * 4 < all { lenient } else { strict }
}

fn stands_elsewhere(run: &Run) -> bool {
    let elsewhere = place::NAV | place::FOOTER | place::FORM | place::FIGCAPTION | place::ASIDE;
    run.places & elsewhere != 0
}

fn prose_letters(run: &Run) -> u32 {
    let tally = &run.tally;
    let weight = tally.letters + 30 * tally.commas.min(tally.letters / 30);
    let prose = weight >= 60 && tally.linked * 3 < tally.letters && (tally.stops > 0 || tally.letters > 120);
    if !prose
        || run.places & (place::BUTTON | place::DIALOG | place::CONTROL) != 0
        || run.around & mark::CONSENT != 0
    {
        return 0;
    }
    let foreign = mark::COMMENT | mark::RELATED | mark::LEGAL | mark::ADVERT;
    let letters = tally.letters.min(1_200);
    if run.near & foreign != 0 { letters / 4 } else { letters }
}

/// The element under which good runs gather: each gives its letters to the elements above it, ever less.
fn trunk(page: &Page<'_>, outline: &Outline, good: &[u32]) -> Option<NodeId> {
    const SHARES: [u32; 5] = [12, 8, 5, 3, 2];
    let mut sums = vec![0_u32; page.nodes().len()];
    for (run, good) in outline.runs.iter().zip(good).filter(|(_, good)| **good > 0) {
        let bare = run.tag != Tag::P && !run.tag.is_heading();
        // Words directly in a container stand for a paragraph that has no element of its own.
        let from = if bare { Some(run.holder) } else { page.parent(run.holder) };
        let above = from.into_iter().chain(from.into_iter().flat_map(|from| page.ancestors(from)));
        for (above, share) in above.filter(|above| page.tag(*above) != Tag::Html).zip(SHARES) {
            sums[above.index()] += good * share;
        }
    }
    let best = sums
        .iter()
        .enumerate()
        .filter(|(_, sum)| **sum > 0)
        .max_by_key(|(id, sum)| (**sum, std::cmp::Reverse(*id)));
    best.map(|(id, _)| NodeId(id as u32))
}

impl Features {
    pub(crate) fn of(
        page: &Page<'_>,
        outline: &Outline,
        metadata: &Metadata<'_>,
        phrases: [&Phrases; 2],
    ) -> Self {
        let mut words = Words::default();
        for run in &outline.runs {
            words.push(outline.words(run));
        }
        let survey = Survey::of(page, outline, &words);
        let claims = Claims::of(metadata);
        let likenesses: Vec<u32> =
            (0..outline.runs.len()).map(|i| most_like(&claims.titles, words.get(i))).collect();
        let title = title_run(outline, &likenesses, &survey);
        let seen = vec![0; survey.copies.len()];
        let mut describe = Describe {
            page,
            outline,
            phrases,
            claims,
            survey,
            words: &words,
            title,
            likenesses,
            line: String::new(),
            last: Last::default(),
            seen,
        };
        let rows = (0..outline.runs.len()).map(|i| describe.row(i)).collect();
        let forms = describe.survey.numbers.iter().map(|[form, _, _, branch]| (*form, *branch)).collect();
        Self { rows, forms, words, title }
    }
}

fn most_like(texts: &[Vec<u32>], words: &[u32]) -> u32 {
    texts.iter().map(|text| likeness(text, words)).max().unwrap_or(0)
}

/// The run most like one of the page's own titles, headings before others, early before late.
fn title_run(outline: &Outline, likenesses: &[u32], survey: &Survey) -> Option<usize> {
    let first_good = survey.good.iter().position(|good| *good > 200).unwrap_or(outline.runs.len());
    let score = |i: usize, run: &Run| {
        let like = likenesses[i];
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

struct Describe<'a, 'p, 's> {
    page: &'p Page<'s>,
    outline: &'a Outline,
    phrases: [&'a Phrases; 2],
    claims: Claims,
    survey: Survey,
    words: &'a Words,
    title: Option<usize>,
    /// How like each run is to the page's own titles.
    likenesses: Vec<u32>,
    line: String,
    last: Last,
    seen: Vec<u32>,
}

fn percent(part: u32, whole: u32) -> i16 {
    (u64::from(part) * 100).checked_div(u64::from(whole)).unwrap_or(0) as i16
}

fn capped(value: u32) -> i16 {
    value.min(i16::MAX as u32) as i16
}

impl Describe<'_, '_, '_> {
    fn row(&mut self, i: usize) -> Row {
        let run = self.outline.runs[i];
        let mut row = [0; COUNT];
        self.own(&run, i, &mut row);
        self.groups(i, &mut row);
        self.around(i, &mut row);
        self.claimed(i, &mut row);
        self.furniture(&run, i, &mut row);
        for bit in 0..PLACES {
            row[OWN + bit] = i16::from(run.places >> bit & 1 == 1);
        }
        for bit in 0..mark::COUNT {
            let on = |marks: u32| i16::from(marks >> bit & 1 == 1);
            row[OWN + PLACES + bit] = on(run.around) + on(run.near);
        }
        row
    }

    fn own(&self, run: &Run, i: usize, row: &mut Row) {
        let tally = &run.tally;
        let text = self.outline.words(run);
        row[0] = capped(tally.letters);
        row[1] = capped(tally.words);
        row[2] = percent(tally.linked, tally.letters);
        row[3] = capped(u32::from(tally.links));
        row[4] = percent(tally.strong, tally.letters);
        row[5] = percent(tally.upper, tally.letters);
        row[6] = percent(tally.digits, tally.letters + tally.digits);
        row[7] = capped(tally.commas);
        row[8] = capped(tally.stops);
        row[9] = capped(tally.quotes);
        row[10] = ending(text);
        row[11] = tag_number(run.tag);
        row[12] = i16::from(run.level);
        row[13] = i16::from(run.depth);
        row[46] = beginning(text);
        row[47] =
            i16::from(text.char_indices().take(40).any(|(at, c)| at > 1 && matches!(c, ':' | '：' | '|')));
        row[56] = capped(u32::from(tally.breaks));
        (row[14], row[15], row[16]) = self.place_by_trunk(run);
        row[57] = i16::from(self.survey.trunk.is_some_and(|trunk| parent_of(self.page, run) == trunk.0));
        row[31] = (i * 100 / self.outline.runs.len()) as i16;
        row[42] = run
            .article
            .map_or(0, |article| percent(self.survey.articles[article.index()], self.survey.good_total));
        row[41] = run.article.map_or(0, |_| 1 + i16::from(row[42] >= 50));
        row[43] = capped(self.survey.letters / 10);
        row[59] = self.beside_article(run);
        row[61] = i16::from(memchr::memchr(b'@', text.as_bytes()).is_some()) + i16::from(has_address(text));
        row[63] = capped(self.survey.holders[run.holder.index()]);
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
        let [form, parent, text, branch] = survey.numbers[i];
        let form = survey.forms[form as usize];
        row[17] = percent(form.letters, survey.letters);
        row[18] = capped(form.runs);
        row[19] = percent(form.linked, form.letters);
        row[20] = capped(form.letters.checked_div(form.runs).unwrap_or(0));
        let parent = survey.parents[parent as usize];
        row[21] = capped(parent.runs);
        row[22] = percent(parent.linked, parent.letters);
        row[23] = capped(parent.letters.checked_div(parent.runs).unwrap_or(0));
        let branch = survey.branches[branch as usize];
        row[53] = percent(branch.0, survey.good_total);
        row[54] = capped(branch.1.runs);
        row[55] = percent(branch.1.linked, branch.1.letters);
        row[64] = capped(branch.1.letters.checked_div(branch.1.runs).unwrap_or(0));
        let all = survey.copies[text as usize];
        let before = self.seen[text as usize];
        row[36] = capped(before.min(20));
        row[37] = capped(all.saturating_sub(before + 1).min(20));
    }

    fn around(&mut self, i: usize, row: &mut Row) {
        let runs = &self.outline.runs;
        let run = &runs[i];
        if let Some(before) = i.checked_sub(1).map(|i| &runs[i]) {
            row[24] = capped(before.tally.letters);
            row[25] = percent(before.tally.linked, before.tally.letters);
            row[28] = i16::from(before.form == run.form) + i16::from(before.parent_form == run.parent_form);
        }
        if let Some(after) = runs.get(i + 1) {
            row[26] = capped(after.tally.letters);
            row[27] = percent(after.tally.linked, after.tally.letters);
            row[29] = i16::from(after.form == run.form) + i16::from(after.parent_form == run.parent_form);
        }
        let good = &self.survey.good;
        let window = &good[i.saturating_sub(3)..(i + 4).min(good.len())];
        row[30] = capped(window.iter().sum::<u32>() - good[i]);
        row[44] = capped(self.survey.good_runs.min(400));
        row[32] = self.title.map_or(-99, |title| (i as i64 - title as i64).clamp(-99, 400) as i16);
        row[50] = self.last.since_good;
        row[51] = percent(self.last.good_before, self.survey.good_total);
        row[33] = match self.title {
            Some(title) if i > title => capped(self.last.good_before / 10 + 1),
            Some(_) => 0,
            None => -1,
        };
        let pictures = self.outline.pictures[self.last.pictures..]
            .iter()
            .take_while(|picture| picture.runs_before as usize <= i)
            .count();
        row[48] = capped(pictures as u32);
        self.last.pictures += pictures;
    }

    fn claimed(&self, i: usize, row: &mut Row) {
        let words = self.words.get(i);
        row[38] = self.claims.body.as_ref().map_or(-1, |body| body.share(words) as i16);
        row[39] = most_like(&self.claims.descriptions, words) as i16;
        row[40] = self.likenesses[i] as i16;
        row[45] = i16::from(self.claims.article);
        if words.len() < 40 {
            let named = |author: &&Vec<u32>| author.iter().all(|word| words.contains(word));
            row[60] = self.claims.authors.iter().filter(named).count() as i16;
        }
    }

    fn furniture(&mut self, run: &Run, i: usize, row: &mut Row) {
        let text = self.outline.words(run);
        if text.len() <= LINE {
            fold_into(text, &mut self.line);
            // English pages need not ask the English phrases twice.
            let one = std::ptr::eq(self.phrases[0], self.phrases[1]);
            let phrases = &self.phrases[usize::from(one)..];
            let bare = furniture::trimmed(&self.line);
            let whole = phrases.iter().find_map(|phrases| phrases.whole(bare));
            row[34] = whole.map_or(0, |reason| reason as i16 + 1);
            // The same line has been asked for its opening already.
            if whole.is_none() && bare.len() < self.line.len() {
                let opening = phrases.iter().find_map(|phrases| phrases.opening(&self.line));
                row[35] = opening.map_or(0, |reason| reason as i16 + 1);
            }
        }
        row[49] = self.last.heading_furniture;
        row[58] = self.last.titles;
        row[62] = self.last.heading_linked;
        row[52] = self.last.heading.map_or(99, |heading| (i - heading).min(99) as i16);
        let label = run.level > 0 || row[34] > 0 && run.tally.letters < 60 && run.tally.linked == 0;
        if label && Some(i) != self.title {
            self.last.heading = Some(i);
            self.last.heading_furniture = row[34];
            self.last.heading_linked = row[2];
        }
        let level = self.title.map_or(1, |title| self.outline.runs[title].level.max(1));
        if self.title.is_none_or(|title| i > title) && (run.level == level || run.level == 1) {
            self.last.titles = (self.last.titles + 1).min(20);
        }
        let good = self.survey.good[i];
        self.last.since_good = if good > 0 { 0 } else { self.last.since_good.saturating_add(1).min(99) };
        self.last.good_before += good;
        self.seen[self.survey.numbers[i][2] as usize] += 1;
    }
}

/// Whether an address on the web stands in the text.
fn has_address(text: &str) -> bool {
    static HEADS: LazyLock<[memmem::Finder<'static>; 2]> =
        LazyLock::new(|| ["http", "www."].map(memmem::Finder::new));
    HEADS.iter().any(|head| head.find(text.as_bytes()).is_some())
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
