//! The weights the signs of [`evidence`](super::evidence) carry: two logistic models, one for whether
//! a draft is a statement, one for whether its speaker is right. A data file, readable, trained by
//! `cargo xtask train statements`; its card stands beside it.

use super::lexicon::ByHash;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// Weights by the names of their signs ("rule head=35").
pub type Table = BTreeMap<String, f32>;

/// Both models, as they stand in the file.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Tables {
    /// Whether a draft is a statement with these words.
    pub statement: Table,
    /// Whether the speaker is right.
    pub speaker: Table,
    /// Drafts below this are dropped, from 0 to 1.
    pub keep: f32,
    /// The probability from which a speaker counts as sure: it becomes a confidence of one half.
    pub sure: f32,
}

/// Both models, ready to weigh.
#[derive(Debug, Default)]
pub struct Model {
    statement: ByHash<f32>,
    speaker: ByHash<f32>,
    keep: f32,
    sure: f32,
}

/// The hash of a sign.
pub(crate) fn sign(group: &str, value: u32) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for b in group.bytes() {
        hash = (hash ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3);
    }
    (hash ^ u64::from(value) << 1).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

impl Model {
    /// The model of these tables.
    pub fn of(tables: &Tables) -> Self {
        let hashed = |table: &Table| {
            table
                .iter()
                .filter_map(|(name, weight)| {
                    let (group, value) = name.rsplit_once('=')?;
                    Some((sign(group, value.parse().ok()?), *weight))
                })
                .collect()
        };
        Self {
            statement: hashed(&tables.statement),
            speaker: hashed(&tables.speaker),
            keep: tables.keep,
            sure: tables.sure,
        }
    }

    /// The model the crate carries.
    pub(crate) fn shipped() -> &'static Self {
        static MODEL: OnceLock<Model> = OnceLock::new();
        MODEL.get_or_init(|| {
            let tables = serde_json::from_str(include_str!("../../models/statements.json"));
            tables.map_or_else(|_| Model::default(), |tables| Model::of(&tables))
        })
    }

    /// Whether there are no weights: then the rules alone decide.
    pub(crate) fn is_empty(&self) -> bool {
        self.statement.is_empty()
    }

    pub(crate) fn knows_speakers(&self) -> bool {
        !self.speaker.is_empty()
    }

    pub(crate) fn statement(&self, group: &str, value: u32) -> f32 {
        self.statement.get(&sign(group, value)).copied().unwrap_or(0.0)
    }

    pub(crate) fn speaker(&self, group: &str, value: u32) -> f32 {
        self.speaker.get(&sign(group, value)).copied().unwrap_or(0.0)
    }

    pub(crate) fn keep(&self) -> f32 {
        self.keep
    }

    /// Confidence from a probability: one half where the speaker begins to count as sure.
    pub fn confidence(&self, probability: f32) -> f32 {
        let sure = self.sure.clamp(0.05, 0.95);
        if probability < sure {
            0.5 * probability / sure
        } else {
            0.5 + 0.5 * (probability - sure) / (1.0 - sure)
        }
    }
}

/// From a sum of weights to a probability.
pub(crate) fn logistic(sum: f32) -> f32 {
    1.0 / (1.0 + (-sum).exp())
}
