//! What differs inside a story: figures counted differently, and what one speaker said where.
//!
//! Two figures are held to count the same thing if their unit and period agree and they share a
//! counted noun (within a language) or an equal value elsewhere in the story binds their nouns
//! (across languages). A report that gives both as its own means two things by them: such a pair is
//! never joined. When in doubt nothing is said to differ.

mod figures;
mod voices;

use report::{Approximation, SpeakerKind, Sureness};
use serde::Serialize;

pub(crate) use figures::disputes;
pub(crate) use voices::voices;

/// One quantity of which the story's reports give different values.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Dispute {
    /// Unit, as in a report's figures.
    pub unit: String,
    /// Period of a rate.
    pub per: Option<String>,
    /// The values, each with who claims it; the most claimed first.
    pub sides: Vec<Side>,
}

/// One value and who claims it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Side {
    /// Lower end; null if open.
    pub low: Option<f64>,
    /// Upper end; null if open.
    pub high: Option<f64>,
    /// Who claims it, in the order of the members.
    pub claims: Vec<Claim>,
}

/// One figure of one report.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Claim {
    /// Index of the member.
    pub member: usize,
    /// Index of the figure in its report.
    pub figure: usize,
    /// How near it is meant.
    pub approximation: Approximation,
    /// How sure the source is.
    pub sureness: Sureness,
    /// Who says it; null when the outlet does.
    pub said_by: Option<String>,
}

/// One speaker and what the story's reports say they said.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Voice {
    /// The name, in its first spelling.
    pub name: String,
    /// Every spelling met, the first included.
    pub spellings: Vec<String>,
    /// What sort of speaker.
    pub kind: SpeakerKind,
    /// Member and index of the statement in its report.
    pub statements: Vec<(usize, usize)>,
}
