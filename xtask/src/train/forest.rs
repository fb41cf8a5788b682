//! Gradient boosting of trees of fixed depth over whole numbers, by histograms: enough for the small
//! models here, and nothing to install. Randomness is a counter, so that the same data give the same model.

use report::forest::{DEPTH, Forest, Tree, UNIT};

/// Values told apart of each feature.
const BINS: usize = 48;

/// Rows with their labels and weights; columns are binned once.
pub(crate) struct Data {
    columns: Vec<Column>,
    pub(crate) labels: Vec<f32>,
    pub(crate) weights: Vec<f32>,
}

struct Column {
    bins: Vec<u8>,
    /// The greatest value of each bin.
    edges: Vec<i16>,
}

/// How to train.
#[derive(Clone, Copy)]
pub(crate) struct Settings {
    pub(crate) trees: usize,
    pub(crate) rate: f32,
    pub(crate) least: f32,
    pub(crate) columns: f32,
    pub(crate) rows: f32,
    /// How strongly gains and leaves are drawn towards nought.
    pub(crate) shrink: f32,
    /// The share of rows judged well that is looked at all the same; they count for those left out.
    pub(crate) dull: f32,
    /// What the dice begin with.
    pub(crate) seed: u64,
}

impl Data {
    /// Bins rows of numbers; each feature's edges are quantiles of what it takes.
    pub(crate) fn of<const N: usize>(rows: &[[i16; N]], labels: Vec<f32>, weights: Vec<f32>) -> Self {
        let columns = (0..N).map(|feature| Column::of(rows.iter().map(|row| row[feature]))).collect();
        Self { columns, labels, weights }
    }
}

impl Column {
    fn of(values: impl ExactSizeIterator<Item = i16> + Clone) -> Self {
        let mut sorted: Vec<i16> = values.clone().step_by(7).collect();
        sorted.sort_unstable();
        let mut edges: Vec<i16> = (1..BINS).map(|i| sorted[(sorted.len() - 1) * i / BINS]).collect();
        edges.extend(sorted.iter().rev().step_by((sorted.len() / 400).max(1)).take(8));
        edges.sort_unstable();
        edges.dedup();
        edges.truncate(BINS + 7);
        let bins = values.map(|value| edges.partition_point(|edge| *edge < value) as u8).collect();
        Self { bins, edges }
    }

    fn threshold(&self, bin: usize) -> i16 {
        self.edges.get(bin).copied().unwrap_or(i16::MAX)
    }
}

/// A counter run through a mixer.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn roll(&mut self) -> f32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 40) as f32 / (1 << 24) as f32
    }
}

#[derive(Clone, Copy, Default)]
struct Sums {
    gradient: f32,
    curvature: f32,
}

impl Sums {
    fn gain(self, shrink: f32) -> f32 {
        self.gradient * self.gradient / (self.curvature + shrink)
    }
}

#[derive(Clone, Copy, Default)]
struct Split {
    gain: f32,
    feature: usize,
    bin: usize,
}

/// Trains a forest on the rows of the data that `chosen` names.
pub(crate) fn train(data: &Data, chosen: &[u32], settings: Settings) -> Forest {
    let positive: f32 = chosen.iter().map(|i| data.weights[*i as usize] * data.labels[*i as usize]).sum();
    let all: f32 = chosen.iter().map(|i| data.weights[*i as usize]).sum();
    let base = (positive / (all - positive)).ln();
    let mut scores = vec![base; data.labels.len()];
    let mut dice = Dice::new(settings.seed);
    let mut trees = Vec::new();
    for _ in 0..settings.trees {
        let (rows, slopes) = telling(data, chosen, &scores, settings, &mut dice);
        let features: Vec<usize> =
            (0..data.columns.len()).filter(|_| dice.roll() < settings.columns).collect();
        let tree = grow(data, &rows, &slopes, &features, settings);
        for i in chosen {
            scores[*i as usize] += leaf(data, &tree, *i as usize) as f32 / UNIT as f32;
        }
        trees.push(tree.tree);
    }
    Forest { base: (base * UNIT as f32) as i32, trees }
}

/// Rows to grow a tree by and what each says: all that are judged badly, ever fewer of those judged well, which
/// then count for those left out.
fn telling(
    data: &Data,
    chosen: &[u32],
    scores: &[f32],
    settings: Settings,
    dice: &mut Dice,
) -> (Vec<u32>, Vec<Sums>) {
    let slopes: Vec<Sums> = chosen.iter().map(|i| slope(data, *i as usize, scores[*i as usize])).collect();
    let mean = slopes.iter().map(|slope| slope.gradient.abs()).sum::<f32>() / slopes.len().max(1) as f32;
    let (mut rows, mut kept) = (Vec::new(), Vec::new());
    for (i, slope) in chosen.iter().zip(&slopes) {
        let likely = (slope.gradient.abs() / mean).clamp(settings.dull, 1.0);
        if dice.roll() < settings.rows * likely {
            rows.push(*i);
            kept.push(Sums { gradient: slope.gradient / likely, curvature: slope.curvature / likely });
        }
    }
    (rows, kept)
}

/// A tree and the bin that each of its questions parts at.
struct Grown {
    tree: Tree,
    bins: Vec<(u16, u8)>,
}

fn leaf(data: &Data, grown: &Grown, row: usize) -> i32 {
    let right = |(feature, bin): &(u16, u8)| data.columns[usize::from(*feature)].bins[row] > *bin;
    let bits = grown.bins.iter().enumerate().map(|(level, split)| usize::from(right(split)) << level);
    grown.tree.leaves[bits.sum::<usize>()]
}

fn grow(data: &Data, rows: &[u32], slopes: &[Sums], features: &[usize], settings: Settings) -> Grown {
    let mut nodes = vec![0_u16; rows.len()];
    let mut grown = Grown {
        tree: Tree { splits: Vec::with_capacity(DEPTH), leaves: Vec::new() },
        bins: Vec::with_capacity(DEPTH),
    };
    for level in 0..DEPTH {
        let split = best_split(data, rows, &nodes, slopes, features, 1 << level, settings);
        let whole = split.gain <= 0.0;
        let column = &data.columns[split.feature];
        let threshold = if whole { i16::MAX } else { column.threshold(split.bin) };
        let bin = if whole { u8::MAX } else { split.bin as u8 };
        grown.tree.splits.push((split.feature as u16, threshold));
        grown.bins.push((split.feature as u16, bin));
        for (node, i) in nodes.iter_mut().zip(rows) {
            *node |= u16::from(column.bins[*i as usize] > bin) << level;
        }
    }
    let mut sums = vec![Sums::default(); 1 << DEPTH];
    for (node, slope) in nodes.iter().zip(slopes) {
        sums[*node as usize].gradient += slope.gradient;
        sums[*node as usize].curvature += slope.curvature;
    }
    let value = |sums: &Sums| {
        (settings.rate * sums.gradient / (sums.curvature + settings.shrink) * UNIT as f32) as i32
    };
    grown.tree.leaves = sums.iter().map(value).collect();
    grown
}

fn slope(data: &Data, row: usize, score: f32) -> Sums {
    let p = 1.0 / (1.0 + (-score).exp());
    let weight = data.weights[row];
    Sums { gradient: weight * (data.labels[row] - p), curvature: weight * (p * (1.0 - p)).max(1e-4) }
}

/// The question that parts all nodes of a level best, taken together.
fn best_split(
    data: &Data,
    rows: &[u32],
    nodes: &[u16],
    slopes: &[Sums],
    features: &[usize],
    width: usize,
    settings: Settings,
) -> Split {
    let mut best = Split::default();
    let bins = BINS + 9;
    let mut histogram = vec![Sums::default(); width * bins];
    let mut gains = vec![0.0; bins];
    for feature in features {
        let column = &data.columns[*feature];
        histogram.fill(Sums::default());
        for ((i, node), slope) in rows.iter().zip(nodes).zip(slopes) {
            let sums = &mut histogram[*node as usize * bins + column.bins[*i as usize] as usize];
            sums.gradient += slope.gradient;
            sums.curvature += slope.curvature;
        }
        gains.fill(0.0);
        for node in histogram.chunks(bins) {
            add_gains(node, &mut gains[..column.edges.len()], settings);
        }
        for (bin, gain) in gains[..column.edges.len()].iter().enumerate() {
            if *gain > best.gain + 1e-6 {
                best = Split { gain: *gain, feature: *feature, bin };
            }
        }
    }
    best
}

/// Adds what each split of one node would gain; one that leaves too little on a side gains nothing.
fn add_gains(histogram: &[Sums], gains: &mut [f32], settings: Settings) {
    let mut whole = Sums::default();
    for sums in histogram {
        whole.gradient += sums.gradient;
        whole.curvature += sums.curvature;
    }
    let mut left = Sums::default();
    for (sums, gained) in histogram.iter().zip(gains) {
        left.gradient += sums.gradient;
        left.curvature += sums.curvature;
        let right =
            Sums { gradient: whole.gradient - left.gradient, curvature: whole.curvature - left.curvature };
        if left.curvature >= settings.least && right.curvature >= settings.least {
            *gained += left.gain(settings.shrink) + right.gain(settings.shrink) - whole.gain(settings.shrink);
        }
    }
}
