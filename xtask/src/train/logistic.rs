//! Logistic regression over named signs: adaptive steps in a fixed order, so that the same samples give
//! the same weights.

use std::collections::HashMap;

use report::statement::Table;

const EPOCHS: usize = 80;
const RATE: f32 = 0.15;
/// Pull towards zero, per step and sign.
const PULL: f32 = 0.05;

/// Signs and whether they told the truth.
pub(super) struct Sample {
    pub(super) fold: usize,
    pub(super) signs: Vec<usize>,
    pub(super) truth: bool,
    pub(super) direct: bool,
}

/// Names of signs and their numbers.
#[derive(Default)]
pub(super) struct Names {
    numbers: HashMap<String, usize>,
    pub(super) names: Vec<String>,
}

impl Names {
    pub(super) fn number(&mut self, name: String) -> usize {
        if let Some(n) = self.numbers.get(&name) {
            return *n;
        }
        self.names.push(name.clone());
        self.numbers.insert(name, self.names.len() - 1);
        self.names.len() - 1
    }
}

fn probability(sample: &Sample, weights: &[f32]) -> f32 {
    let sum: f32 = sample.signs.iter().map(|&sign| weights[sign]).sum();
    1.0 / (1.0 + (-sum).exp())
}

/// Logistic regression by adaptive gradient steps, in a fixed order.
pub(super) fn train(samples: &[Sample], names: &Names, without: Option<usize>) -> Table {
    let mut weights = vec![0.0f32; names.names.len()];
    let mut seen = vec![1e-6f32; names.names.len()];
    for _ in 0..EPOCHS {
        for sample in samples.iter().filter(|sample| Some(sample.fold) != without) {
            let error = probability(sample, &weights) - f32::from(u8::from(sample.truth));
            for &sign in &sample.signs {
                let slope = error + PULL * weights[sign];
                seen[sign] += slope * slope;
                weights[sign] -= RATE * slope / seen[sign].sqrt();
            }
        }
    }
    let round = |weight: f32| (weight * 1000.0).round() / 1000.0;
    names
        .names
        .iter()
        .zip(&weights)
        .filter(|(_, weight)| weight.abs() >= 0.02)
        .map(|(name, weight)| (name.clone(), round(*weight)))
        .collect()
}

/// Every sample's probability by the model that has not seen its document.
pub(super) fn unseen(samples: &[Sample], names: &Names, folds: &[Table]) -> Vec<f32> {
    let weights: Vec<Vec<f32>> = folds
        .iter()
        .map(|table| names.names.iter().map(|name| table.get(name).copied().unwrap_or(0.0)).collect())
        .collect();
    samples.iter().map(|sample| probability(sample, &weights[sample.fold])).collect()
}
