//! The weights the signs of [`evidence`](super::evidence) carry: two logistic models, one for whether
//! a draft is a statement (the tagger), one for whether its speaker is right (the linker). A readable
//! data file each, trained by `cargo xtask train statements`; a card stands beside it.

use super::sign as signs;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// Weights by the names of their signs ("rule head=35").
pub type Table = BTreeMap<String, f32>;

/// Whether a draft is a statement with these words, as it stands in `models/statements.json`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Tagger {
    /// What each sign weighs.
    pub weights: Table,
    /// What each sign weighs for the place where a statement's words end.
    #[serde(default)]
    pub ends: Table,
    /// Drafts below this are dropped, from 0 to 1.
    pub keep: f32,
}

/// Whether its speaker is right, as it stands in `models/speakers.json`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Linker {
    /// What each sign of a candidate weighs when one is chosen.
    pub choice: Table,
    /// What each sign of the chosen one weighs.
    pub weights: Table,
    /// The probability from which a speaker counts as sure: it becomes a confidence of one half.
    pub sure: f32,
}

/// Both models, as they stand in their files.
#[derive(Clone, Debug, Default)]
pub struct Tables {
    /// Which drafts are statements.
    pub tagger: Tagger,
    /// Whose they are.
    pub linker: Linker,
}

/// Both models, ready to weigh.
#[derive(Debug, Default)]
pub struct Model {
    statement: Weights,
    ends: Weights,
    speaker: Weights,
    /// Weights of the candidates' signs, by number; none without a model.
    choice: Option<Box<[f32; signs::SIGNS]>>,
    keep: f32,
    sure: f32,
}

/// Weights by the hashes of their signs, in a table half empty at least, so that a look or two tells.
#[derive(Debug, Default)]
struct Weights {
    /// Places for a power of two, each with the [`tag`] of its sign; 0 marks one that is free.
    slots: Vec<(u32, f32)>,
}

/// What a sign is known by at its place: half of its hash, which is enough and keeps the table small.
#[inline]
fn tag(sign: u64) -> u32 {
    sign as u32 | 1
}

impl Weights {
    fn of(table: &Table) -> Self {
        let signs = table.iter().filter_map(|(name, weight)| {
            let (group, value) = name.rsplit_once('=')?;
            Some((sign(group, value.parse().ok()?), *weight))
        });
        let free = if table.is_empty() { 0 } else { (table.len() * 2).next_power_of_two() };
        let mut slots = vec![(0, 0.0); free];
        for (sign, weight) in signs {
            let at = Self::places(sign, free).find(|&at| slots[at].0 == 0 || slots[at].0 == tag(sign));
            if let Some(at) = at {
                slots[at] = (tag(sign), weight);
            }
        }
        Self { slots }
    }

    /// Where a sign may stand, the likeliest place first.
    fn places(sign: u64, slots: usize) -> impl Iterator<Item = usize> {
        let first = (sign >> 40) as usize;
        (first..first + slots).map(move |at| at & (slots - 1))
    }

    #[inline]
    fn get(&self, group: &str, value: u32) -> f32 {
        let sign = sign(group, value);
        for at in Self::places(sign, self.slots.len()) {
            match self.slots[at] {
                (known, weight) if known == tag(sign) => return weight,
                (0, _) => return 0.0,
                _ => {}
            }
        }
        0.0
    }

    fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }
}

/// The hash of a sign: its group by length, head and tail (which no two groups share), and its value.
#[inline]
pub(crate) fn sign(group: &str, value: u32) -> u64 {
    let bytes = group.as_bytes();
    let word = |bytes: &[u8]| {
        let mut word = [0; 8];
        word[..bytes.len()].copy_from_slice(bytes);
        u64::from_le_bytes(word)
    };
    let (head, tail) = match (bytes.first_chunk(), bytes.last_chunk()) {
        (Some(head), Some(tail)) => (u64::from_le_bytes(*head), u64::from_le_bytes(*tail)),
        _ => (word(bytes), 0),
    };
    let hash = (head ^ tail.rotate_left(23) ^ bytes.len() as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (hash ^ hash >> 29 ^ u64::from(value) << 1).wrapping_mul(0xBF58_476D_1CE4_E5B9)
}

impl Model {
    /// The model of these tables.
    pub fn of(tables: &Tables) -> Self {
        let mut choice = Box::new([0.0; signs::SIGNS]);
        for (name, weight) in &tables.linker.choice {
            if let Some(n) = signs::number(name) {
                choice[n] = *weight;
            }
        }
        Self {
            choice: Some(choice),
            statement: Weights::of(&tables.tagger.weights),
            ends: Weights::of(&tables.tagger.ends),
            speaker: Weights::of(&tables.linker.weights),
            keep: tables.tagger.keep,
            sure: tables.linker.sure,
        }
    }

    /// The model the crate carries.
    pub(crate) fn shipped() -> &'static Self {
        static MODEL: OnceLock<Model> = OnceLock::new();
        MODEL.get_or_init(|| {
            let tagger = serde_json::from_str(include_str!("../../models/statements.json"));
            let linker = serde_json::from_str(include_str!("../../models/speakers.json"));
            match (tagger, linker) {
                (Ok(tagger), Ok(linker)) => Model::of(&Tables { tagger, linker }),
                _ => Model::default(),
            }
        })
    }

    /// Whether there are no weights: then the rules alone decide.
    pub(crate) fn is_empty(&self) -> bool {
        self.statement.is_empty()
    }

    pub(crate) fn knows_ends(&self) -> bool {
        !self.ends.is_empty()
    }

    #[inline]
    pub(crate) fn end(&self, group: &str, value: u32) -> f32 {
        self.ends.get(group, value)
    }

    pub(crate) fn knows_speakers(&self) -> bool {
        !self.speaker.is_empty()
    }

    #[inline]
    pub(crate) fn statement(&self, group: &str, value: u32) -> f32 {
        self.statement.get(group, value)
    }

    #[inline]
    pub(crate) fn speaker(&self, group: &str, value: u32) -> f32 {
        self.speaker.get(group, value)
    }

    /// What a candidate's sign weighs.
    pub fn weight(&self, sign: usize) -> f32 {
        self.link(sign)
    }

    /// What a candidate's sign weighs.
    #[inline]
    pub(crate) fn link(&self, sign: usize) -> f32 {
        self.choice.as_ref().and_then(|choice| choice.get(sign)).copied().unwrap_or(0.0)
    }

    pub(crate) fn keep(&self) -> f32 {
        self.keep
    }

    /// Confidence from a probability: one half where the speaker begins to count as sure.
    pub fn confidence(&self, probability: f32) -> f32 {
        let sure = self.sure.clamp(0.05, 0.995);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_signs_share_a_hash() {
        let tagger: Tagger = serde_json::from_str(include_str!("../../models/statements.json")).unwrap();
        let linker: Linker = serde_json::from_str(include_str!("../../models/speakers.json")).unwrap();
        for table in [tagger.weights, tagger.ends, linker.weights] {
            let signs: std::collections::HashSet<u32> = table
                .keys()
                .filter_map(|name| name.rsplit_once('='))
                .map(|(group, value)| tag(sign(group, value.parse().unwrap())))
                .collect();
            assert_eq!(signs.len(), table.len());
        }
    }
}
