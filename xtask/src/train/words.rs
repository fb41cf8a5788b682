//! What single words tell of body and furniture, counted over outlets: a word must stand on the pages of
//! many before it has a say, so that no outlet's own words enter the model.

use std::collections::{HashMap, HashSet};

use report::feature::Weights;

use super::body::Sample;

/// Outlets a word must be met at.
const LEAST: usize = 12;
/// Pages of one outlet that count.
const PAGES: usize = 3;
/// Added to both counts of a word.
const PRIOR: f32 = 3.0;

/// How often a bucket of words is met.
#[derive(Default)]
struct Met {
    outlets: HashSet<u64>,
    body: f32,
    furniture: f32,
}

/// Counts over the samples that are not of the fold.
pub(super) fn weights(samples: &[Sample], without: Option<u64>) -> Weights {
    let mut met: HashMap<u16, Met> = HashMap::new();
    let mut pages: HashMap<u64, usize> = HashMap::new();
    let (mut all_body, mut all_furniture) = (0.0, 0.0);
    for sample in samples.iter().filter(|sample| without.is_none_or(|fold| sample.fold != fold)) {
        let count = pages.entry(sample.outlet).or_default();
        *count += 1;
        if *count > PAGES {
            continue;
        }
        let (body, furniture) = words_of(sample);
        all_body += body.len() as f32;
        all_furniture += furniture.len() as f32;
        for (words, is_body) in [(body, true), (furniture, false)] {
            for word in words {
                let met = met.entry(word).or_default();
                met.outlets.insert(sample.outlet);
                *(if is_body { &mut met.body } else { &mut met.furniture }) += 1.0;
            }
        }
    }
    let odds = (all_body / all_furniture.max(1.0)).max(1e-3);
    let weight = |met: &Met| {
        let ratio = (met.body / odds + PRIOR) / (met.furniture + PRIOR);
        (ratio.ln() * 16.0).clamp(-64.0, 64.0) as i8
    };
    let mut pairs: Vec<(u16, i8)> = met
        .iter()
        .filter(|(_, met)| met.outlets.len() >= LEAST)
        .map(|(bucket, met)| (*bucket, weight(met)))
        .filter(|(_, weight)| weight.abs() >= 6)
        .collect();
    pairs.sort_unstable();
    pairs.into()
}

/// The words of a page's body, and of its furniture that might be taken for body.
fn words_of(sample: &Sample) -> (HashSet<u16>, HashSet<u16>) {
    let (mut body, mut furniture) = (HashSet::new(), HashSet::new());
    for (i, row) in sample.described.rows.iter().enumerate() {
        let linked = row[report::feature::column::LINKED_SHARE] > 60;
        let words = sample.described.words.get(i);
        if sample.weights[i] <= 0.0 || linked || words.len() < 3 {
            continue;
        }
        let set = if sample.labels[i] > 0.5 { &mut body } else { &mut furniture };
        set.extend(words.iter().take(60).map(|word| Weights::bucket(*word)));
    }
    (body, furniture)
}
