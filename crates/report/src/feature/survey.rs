//! What must be known of the whole page before any run can be described: which runs read like prose, under
//! which element they gather, and what runs of one form or branch have in common.

use page::{NodeId, Page, Tag};

use crate::likeness::{Words, whole};
use crate::outline::{Outline, Run, mark, place};

/// What runs of one form (name and class of their holder) have in common.
#[derive(Clone, Copy, Default)]
pub(super) struct Group {
    pub(super) runs: u32,
    pub(super) letters: u32,
    pub(super) linked: u32,
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
/// itself chooses, are numbered anew.
pub(super) struct Survey {
    /// By the dense number of a form; of a parent's form.
    pub(super) forms: Vec<Group>,
    pub(super) parents: Vec<Group>,
    /// Dense numbers of each run: its parent's form, its text.
    pub(super) numbers: Vec<[u32; 2]>,
    /// What each run has in common with others.
    pub(super) kin: Vec<Kin>,
    /// One number for all words of each run.
    pub(super) wholes: Vec<u64>,
    /// How often each text stands on the page.
    pub(super) copies: Vec<u32>,
    /// By branch (the parent element of the holder): letters of good runs, and all runs.
    pub(super) branches: Vec<(u32, Group)>,
    /// The same by stem and by limb.
    pub(super) stems: Vec<(u32, Group)>,
    pub(super) limbs: Vec<(u32, Group)>,
    pub(super) linked: u32,
    pub(super) article_count: u32,
    pub(super) articles: Vec<u32>,
    pub(super) holders: Vec<u32>,
    pub(super) good: Vec<u32>,
    pub(super) good_runs: u32,
    pub(super) good_total: u32,
    pub(super) letters: u32,
    pub(super) trunk: Option<NodeId>,
    pub(super) main_article: Option<u32>,
}

/// What a run has in common with others, as dense numbers.
#[derive(Clone, Copy, Debug, Default)]
pub struct Kin {
    /// Name and class of its holder.
    pub form: u32,
    /// The element around its holder, and the one around that.
    pub branch: u32,
    /// The element around the branch.
    pub stem: u32,
    /// The highest element around it that does not hold the trunk.
    pub limb: u32,
}

/// A number for each key, equal ones for equal keys, and how many numbers there are. Keys are sorted, since a page
/// chooses them: no choice of them makes this slow.
fn dense(keys: impl Iterator<Item = u64>) -> (Vec<u32>, usize) {
    let mut order: Vec<(u64, u32)> = keys.zip(0..).collect();
    order.sort_unstable_by_key(|(key, _)| *key);
    let mut numbers = vec![0; order.len()];
    let mut count = 0;
    for alike in order.chunk_by(|a, b| a.0 == b.0) {
        for (_, at) in alike {
            numbers[*at as usize] = count;
        }
        count += 1;
    }
    (numbers, count as usize)
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
    pub(super) fn of(page: &Page<'_>, outline: &Outline, words: &Words) -> Self {
        let (nodes, runs) = (page.nodes().len(), outline.runs.len());
        let good = good_letters(outline);
        let trunk = trunk(page, outline, &good);
        let wholes: Vec<u64> = (0..runs).map(|i| whole(words.get(i))).collect();
        let (forms, form_count) = dense(outline.runs.iter().map(|run| run.form.into()));
        let (parents, parent_count) = dense(outline.runs.iter().map(|run| run.parent_form.into()));
        let (texts, text_count) = dense(wholes.iter().copied());
        let mut slots = [vec![0_u32; nodes.max(1)], vec![0; nodes.max(1)], vec![0; nodes.max(1)]];
        let mut counts = [0; 3];
        let mut limb = NodeId(0);
        let mut kin = Vec::with_capacity(runs);
        for (run, form) in outline.runs.iter().zip(forms) {
            limb = limb_of(page, run.holder, limb, trunk);
            let branch = parent_of(page, run);
            let stem = page.parent(NodeId(branch)).map_or(0, |stem| stem.0);
            let [branch, stem, limb] = [(0, branch), (1, stem), (2, limb.0)]
                .map(|(at, node)| number_of(&mut slots[at][node as usize], &mut counts[at]));
            kin.push(Kin { form, branch, stem, limb });
        }
        let numbers = parents.into_iter().zip(texts).map(|(parent, text)| [parent, text]).collect();
        let [branches, stems, limbs] = counts.map(|count| vec![Default::default(); count as usize]);
        let mut survey = Self {
            forms: vec![Group::default(); form_count],
            parents: vec![Group::default(); parent_count],
            numbers,
            kin,
            wholes,
            copies: vec![0; text_count],
            branches,
            stems,
            limbs,
            articles: vec![0; nodes],
            holders: vec![0; nodes],
            good,
            good_runs: 0,
            good_total: 0,
            letters: 0,
            linked: 0,
            article_count: 0,
            trunk,
            main_article: None,
        };
        for i in 0..runs {
            survey.count(&outline.runs[i], i);
        }
        survey.main_article = outline
            .runs
            .iter()
            .filter_map(|run| run.article)
            .filter(|article| survey.articles[article.index()] > 0)
            .max_by_key(|article| (survey.articles[article.index()], std::cmp::Reverse(article.0)))
            .map(|article| article.0);
        survey
    }

    fn count(&mut self, run: &Run, i: usize) {
        let good = self.good[i];
        let ([parent, text], kin) = (self.numbers[i], self.kin[i]);
        self.forms[kin.form as usize].add(run);
        self.parents[parent as usize].add(run);
        self.copies[text as usize] += 1;
        let groups = [
            &mut self.branches[kin.branch as usize],
            &mut self.stems[kin.stem as usize],
            &mut self.limbs[kin.limb as usize],
        ];
        for (letters, group) in groups {
            *letters += good;
            group.add(run);
        }
        if let Some(article) = run.article {
            let letters = &mut self.articles[article.index()];
            self.article_count += u32::from(*letters == 0 && good > 0);
            *letters += good;
        }
        self.holders[run.holder.index()] += 1;
        self.good_runs += u32::from(good > 0);
        self.good_total += good;
        self.letters += run.tally.letters;
        self.linked += run.tally.linked;
    }
}

/// The limb a run stands on: the highest element around it that does not hold the trunk. `last` is that of
/// the run before, which most runs share.
fn limb_of(page: &Page<'_>, holder: NodeId, last: NodeId, trunk: Option<NodeId>) -> NodeId {
    if page.is_within(holder, last) && last.0 != 0 {
        return last;
    }
    let Some(trunk) = trunk else { return holder };
    let beside = page.ancestors(holder).take_while(|above| !page.is_within(trunk, *above));
    beside.last().unwrap_or(holder)
}

pub(super) fn parent_of(page: &Page<'_>, run: &Run) -> u32 {
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
