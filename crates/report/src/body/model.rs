//! The model that tells body from furniture: two small forests of shallow trees over whole numbers.
//!
//! The first judges each run by [`crate::feature`] alone, the second judges again knowing how its neighbours
//! and its likes were judged. Only comparisons and sums of whole numbers: every machine decides alike.
//! Trained by `cargo xtask train body`; what it was trained on stands in its card beside the file.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::choice;
use crate::feature::{self, Kin, Row, Weights, column};
use crate::forest::{Forest, HOPELESS, PackedForest, UNIT};

/// What a run's neighbours add to its row.
pub const CONTEXT: usize = 23;
/// A run in numbers, with those of its neighbours' scores.
pub type ContextRow = [i16; feature::COUNT + CONTEXT];

/// Names of the numbers [`in_context`] adds.
pub const CONTEXT_NAMES: [&str; CONTEXT] = [
    "score",
    "score before",
    "score two before",
    "score after",
    "score two after",
    "best of five before",
    "best of five after",
    "mean of form",
    "mean of branch",
    "form kept %",
    "kept before %",
    "runs since kept",
    "runs to kept",
    "mean around",
    "letters since kept",
    "letters to kept",
    "mean of stem",
    "mean of limb",
    "limb kept %",
    "kept letters on page",
    "kept % of page",
    "side of main part",
    "letters to main part",
];

/// Both forests.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Model {
    /// Judges runs one by one.
    pub alone: Forest,
    /// Judges again among neighbours.
    pub among: Forest,
    /// What single words tell.
    #[serde(default)]
    pub words: Weights,
    /// Both made ready for judging, once.
    #[serde(skip)]
    ready: OnceLock<[PackedForest; 2]>,
}

impl Model {
    /// The model the crate carries.
    pub fn bundled() -> &'static Self {
        static MODEL: OnceLock<Model> = OnceLock::new();
        MODEL.get_or_init(|| Self::from_json(include_str!("../../models/body.json")).unwrap_or_default())
    }

    /// A model from its file; `None` if it does not fit this program's features.
    pub fn from_json(json: &str) -> Option<Self> {
        let model: Self = serde_json::from_str(json).ok()?;
        let sound = model.alone.is_sound(feature::COUNT) && model.among.is_sound(feature::COUNT + CONTEXT);
        sound.then_some(model)
    }

    /// A model of two forests and the weights of words.
    pub fn of(alone: Forest, among: Forest, words: Weights) -> Self {
        Self { alone, among, words, ready: OnceLock::new() }
    }

    /// What single words tell.
    pub(crate) fn words(&self) -> &Weights {
        &self.words
    }

    /// What the model says of a page's runs: above nought is body. How far above or below says no more.
    pub fn scores(&self, rows: &[Row], kin: &[Kin]) -> Vec<i32> {
        let [first, second] =
            self.ready.get_or_init(|| [PackedForest::of(&self.alone), PackedForest::of(&self.among)]);
        let mut scores = first.scores(rows.iter());
        let context = Context::of(rows, kin, &scores);
        // Far from anything likely, the neighbours have nothing to add.
        let likely: Vec<usize> = (0..rows.len()).filter(|i| scores[*i] >= HOPELESS).collect();
        let again = second.scores(likely.iter().map(|i| context.row(*i)));
        for (i, score) in likely.into_iter().zip(again) {
            scores[i] = score;
        }
        choice::choose(rows, &mut scores);
        scores
    }
}

/// The rows of the second forest, for training it on the first one's scores.
pub fn in_context(rows: &[Row], kin: &[Kin], scores: &[i32]) -> Vec<ContextRow> {
    let context = Context::of(rows, kin, scores);
    (0..rows.len()).map(|i| context.row(i)).collect()
}

/// Sums of the scores of runs that have something in common.
#[derive(Clone, Copy, Default)]
struct Sum {
    score: i64,
    letters: i64,
    kept: i64,
}

impl Sum {
    fn add(&mut self, score: i32, letters: i64) {
        self.score += i64::from(score) * letters;
        self.letters += letters;
        self.kept += if score > 0 { letters } else { 0 };
    }

    fn mean(self) -> i16 {
        scaled((self.score / self.letters.max(1)) as i32)
    }

    fn share(self) -> i16 {
        (self.kept * 100 / self.letters.max(1)) as i16
    }
}

struct Context<'a> {
    rows: &'a [Row],
    kin: &'a [Kin],
    scores: &'a [i32],
    /// By form, branch, stem and limb.
    by: [Vec<Sum>; 4],
    all: Sum,
    /// Letters and kept letters of all runs before each.
    before: Vec<(i64, i64)>,
    /// The last kept run of some length before each; the next after each.
    kept_before: Vec<i32>,
    kept_after: Vec<i32>,
    /// The runs of the main part: the kept ones that stand most closely together.
    main: (usize, usize),
}

fn numbers(kin: Kin) -> [usize; 4] {
    [kin.form, kin.branch, kin.stem, kin.limb].map(|number| number as usize)
}

const FAR: i32 = 99;

fn scaled(score: i32) -> i16 {
    (score / 10).clamp(-1_000, 1_000) as i16
}

/// The letters of a run, at least one: what it weighs in sums.
pub(super) fn letters(row: &Row) -> i64 {
    i64::from(row[column::LETTERS].max(1))
}

impl<'a> Context<'a> {
    fn of(rows: &'a [Row], kin: &'a [Kin], scores: &'a [i32]) -> Self {
        let n = rows.len();
        let most =
            |at: usize| vec![Sum::default(); kin.iter().map(|kin| numbers(*kin)[at] + 1).max().unwrap_or(0)];
        let mut context = Self {
            rows,
            kin,
            scores,
            by: [most(0), most(1), most(2), most(3)],
            all: Sum::default(),
            before: Vec::with_capacity(n + 1),
            kept_before: vec![-FAR; n],
            kept_after: vec![i32::MAX; n],
            main: (0, 0),
        };
        let (mut all, mut kept, mut last) = (0, 0, -FAR);
        for i in 0..n {
            context.before.push((all, kept));
            context.kept_before[i] = last;
            let letters = letters(&rows[i]);
            for (sums, number) in context.by.iter_mut().zip(numbers(kin[i])) {
                sums[number].add(scores[i], letters);
            }
            context.all.add(scores[i], letters);
            all += letters;
            if scores[i] > 0 {
                kept += letters;
                last = if letters > 40 { i as i32 } else { last };
            }
        }
        context.before.push((all, kept));
        let mut next = n as i32 + FAR;
        for i in (0..n).rev() {
            context.kept_after[i] = next;
            next = if scores[i] > 0 && letters(&rows[i]) > 40 { i as i32 } else { next };
        }
        context.main = context.main_part();
        context
    }

    /// The stretch of runs with most kept letters; as many letters that are not kept end it.
    fn main_part(&self) -> (usize, usize) {
        const GAP: i64 = 600;
        let (mut best, mut best_letters) = ((0, 0), 0);
        let (mut start, mut kept, mut gap) = (0, 0, 0);
        for (i, row) in self.rows.iter().enumerate() {
            if self.scores[i] <= 0 {
                gap += letters(row);
                continue;
            }
            if gap > GAP || kept == 0 {
                (start, kept) = (i, 0);
            }
            gap = 0;
            kept += letters(row);
            if kept > best_letters {
                (best, best_letters) = ((start, i + 1), kept);
            }
        }
        best
    }

    fn row(&self, i: usize) -> ContextRow {
        let mut row = [0; feature::COUNT + CONTEXT];
        row[..feature::COUNT].copy_from_slice(&self.rows[i]);
        let added = &mut row[feature::COUNT..];
        let n = self.rows.len();
        let at = |offset: isize| {
            i.checked_add_signed(offset).filter(|at| *at < n).map_or(-1_000, |at| scaled(self.scores[at]))
        };
        let best = |range: std::ops::Range<usize>| {
            self.scores[range].iter().max().map_or(-1_000, |score| scaled(*score))
        };
        for (slot, offset) in [0, -1, -2, 1, 2].into_iter().enumerate() {
            added[slot] = at(offset);
        }
        added[5] = best(i.saturating_sub(5)..i);
        added[6] = best((i + 1).min(n)..(i + 6).min(n));
        let [form, branch, stem, limb] = numbers(self.kin[i]);
        added[7] = self.by[0][form].mean();
        added[8] = self.by[1][branch].mean();
        added[9] = self.by[0][form].share();
        added[10] = (self.before[i].1 * 100 / self.before[n].1.max(1)) as i16;
        added[11] = (i as i32 - self.kept_before[i]).min(FAR) as i16;
        added[12] = self.kept_after[i].saturating_sub(i as i32).min(FAR) as i16;
        added[13] = self.around(i);
        let between = |from: usize, to: usize| (self.before[to].0 - self.before[from].0).min(2_000) as i16;
        added[14] =
            if self.kept_before[i] < 0 { 2_000 } else { between(self.kept_before[i] as usize + 1, i) };
        added[15] = if self.kept_after[i] as usize >= n {
            2_000
        } else {
            between(i + 1, self.kept_after[i] as usize)
        };
        added[16] = self.by[2][stem].mean();
        added[17] = self.by[3][limb].mean();
        added[18] = self.by[3][limb].share();
        added[19] = (self.all.kept / 10).min(5_000) as i16;
        added[20] = self.all.share();
        let (start, end) = self.main;
        (added[21], added[22]) = if i < start {
            (-1, between(i, start))
        } else if i >= end {
            (1, between(end, i))
        } else {
            (0, 0)
        };
        row
    }

    fn around(&self, i: usize) -> i16 {
        let mut sum = Sum::default();
        for at in i.saturating_sub(4)..(i + 5).min(self.rows.len()) {
            sum.add(self.scores[at].clamp(-4 * UNIT, 4 * UNIT), letters(&self.rows[at]).min(200));
        }
        sum.mean()
    }
}
