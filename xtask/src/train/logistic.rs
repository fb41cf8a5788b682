//! Logistic regression over named signs: adaptive steps in a fixed order, so that the same samples give
//! the same weights.

use std::collections::HashMap;

use report::statement::Table;

use super::gold::FOLDS;

const EPOCHS: usize = 80;
/// The same for choices.
const EPOCHS_CHOICE: usize = 40;
const RATE: f32 = 0.15;
/// What one of the language files' own examples weighs, of which every fold learns.
const EXAMPLE: f32 = 0.5;
/// Pull towards zero, per step and sign.
const PULL: f32 = 0.6;
/// The same for what a rule weighs by itself.
const PULL_RULE: f32 = 0.05;
/// The same for choices, of which every place is a step.
const PULL_CHOICE: f32 = 0.15;

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

/// What a sample weighs: the examples are written to be hard, and the press is not.
fn share(fold: usize) -> f32 {
    if fold >= FOLDS { EXAMPLE } else { 1.0 }
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
            let share = share(sample.fold);
            let error = share * (probability(sample, &weights) - f32::from(u8::from(sample.truth)));
            for &sign in &sample.signs {
                // What a rule is worth by itself is no guess to be pulled down.
                let pull = share * if names.names[sign].starts_with("rule=") { PULL_RULE } else { PULL };
                let slope = error + pull * weights[sign];
                seen[sign] += slope * slope;
                weights[sign] -= RATE * slope / seen[sign].sqrt();
            }
        }
    }
    table(names, &weights)
}

/// The weights that say something, by name.
fn table(names: &Names, weights: &[f32]) -> Table {
    let round = |weight: f32| (weight * 1000.0).round() / 1000.0;
    names
        .names
        .iter()
        .zip(weights)
        .filter(|(_, weight)| weight.abs() >= 0.02)
        .map(|(name, weight)| (name.clone(), round(*weight)))
        .collect()
}

/// Several places to choose from, each with its signs, and the right one.
pub(super) struct Choice {
    pub(super) fold: usize,
    pub(super) signs: Vec<Vec<usize>>,
    pub(super) right: usize,
}

/// Regression over choices: the right place of each shall weigh most.
pub(super) fn train_choices(choices: &[Choice], names: &Names, without: Option<usize>) -> Table {
    let mut weights = vec![0.0f32; names.names.len()];
    let mut seen = vec![1e-6f32; names.names.len()];
    for _ in 0..EPOCHS_CHOICE {
        for choice in choices.iter().filter(|choice| Some(choice.fold) != without) {
            let sums: Vec<f32> =
                choice.signs.iter().map(|signs| signs.iter().map(|&sign| weights[sign]).sum()).collect();
            let most = sums.iter().copied().fold(f32::MIN, f32::max);
            let shares: Vec<f32> = sums.iter().map(|sum| (sum - most).exp()).collect();
            let total: f32 = shares.iter().sum();
            for (place, signs) in choice.signs.iter().enumerate() {
                let error =
                    share(choice.fold) * (shares[place] / total - f32::from(u8::from(place == choice.right)));
                for &sign in signs {
                    let slope = error + share(choice.fold) * PULL_CHOICE * weights[sign];
                    seen[sign] += slope * slope;
                    weights[sign] -= RATE * slope / seen[sign].sqrt();
                }
            }
        }
    }
    table(names, &weights)
}

/// Every sample's probability by the model that has not seen its document.
pub(super) fn unseen(samples: &[Sample], names: &Names, folds: &[Table]) -> Vec<f32> {
    let weights: Vec<Vec<f32>> = folds
        .iter()
        .map(|table| names.names.iter().map(|name| table.get(name).copied().unwrap_or(0.0)).collect())
        .collect();
    samples.iter().map(|sample| probability(sample, &weights[sample.fold])).collect()
}
