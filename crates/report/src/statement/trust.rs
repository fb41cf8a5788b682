//! What speaks for and against the speaker chosen for a statement, as named signs the model weighs into
//! a confidence: how clearly the linker chose, whom, and what the mention looks like; never a word.

use super::draft::Draft;
use super::evidence::{Sink, head, rule};
use super::lexicon::class::*;
use super::linker::Candidate;
use super::mention::Head;
use super::scene::Scene;
use crate::Manner;

/// How the linker chose.
#[derive(Clone, Debug, Default)]
pub(crate) struct Finding {
    /// Probability of the chosen one.
    pub(crate) probability: f32,
    /// How the chosen one is tied to the mention, when it spoke, what was asked.
    pub(crate) tie: u32,
    pub(crate) turn: u32,
    pub(crate) asks: u32,
    /// The rule of reference that chooses it too; 0 if none.
    pub(crate) rule: u32,
    /// How many other persons stand near.
    pub(crate) rivals: u32,
    /// How many paragraphs stand between the statement and the last one of this speaker.
    pub(crate) apart: u32,
}

impl Finding {
    /// What is to be said of a candidate.
    pub(crate) fn of(candidate: &Candidate, probability: f32) -> Self {
        let Candidate { tie, turn, asks, rule, rivals, .. } = *candidate;
        Self { probability, tie, turn, asks, rule, rivals, apart: 4 }
    }
}

/// The odds of a probability in steps: 0 below one half, then one a doubling.
fn odds(probability: f32) -> u32 {
    let p = probability.clamp(0.0, 0.999_9);
    (p / (1.0 - p)).log2().clamp(0.0, 9.0) as u32
}

/// How clearly the text says who speaks, in a few sorts: by name, as somebody new, by what they are called, by
/// who spoke before; and whether somebody else could be meant.
fn clarity(scene: &Scene<'_>, draft: &Draft, finding: &Finding) -> u32 {
    let alone = u32::from(finding.rivals == 0);
    let Some(mention) = &draft.mention else {
        return match finding.rule {
            7 | 9 => 12 + alone,
            0 => 1,
            _ => 14 + alone,
        };
    };
    let beside = draft.cue.as_ref().is_some_and(|cue| {
        mention.words.start.abs_diff(cue.end) <= 1 || cue.start.abs_diff(mention.words.end) <= 1
    });
    let indefinite = scene.is(mention.words.start, INDEF);
    match mention.head {
        Head::Name if !beside => 2,
        Head::Name => 3 + u32::from(mention.words.len() > 1) + u32::from(finding.tie == 3),
        Head::Anonymous => 6 + u32::from(beside),
        _ if finding.tie == 1 && indefinite => 6 + u32::from(beside),
        Head::Pronoun if finding.rule == 7 => 8 + alone,
        Head::Pronoun => 10 + alone,
        _ => match finding.rule {
            1 | 2 => 16,
            3..=5 | 13 | 15 => 17 + alone,
            _ => 19,
        },
    }
}

/// Signs for and against the speaker found for a draft: few, since few speakers are there to learn from.
pub(crate) fn of_speaker(scene: &Scene<'_>, draft: &Draft, finding: &Finding, sink: &mut impl Sink) {
    let r = rule(draft.rule);
    let h = head(draft.mention.as_ref());
    let odds = odds(finding.probability);
    let rivals = finding.rivals.min(3);
    sink("bias", 0);
    sink("rule", r);
    sink("head", h);
    sink("odds", odds);
    sink("asks odds", finding.asks * 16 + odds);
    sink("asks tie", finding.asks * 8 + finding.tie);
    sink("asks turn", finding.asks * 4 + finding.turn);
    sink("asks rule", finding.asks * 16 + finding.rule);
    sink("rule of", finding.rule);
    sink("rivals", rivals);
    sink("asks rivals", finding.asks * 4 + rivals);
    sink("rule rivals", finding.rule * 4 + rivals);
    sink("apart", finding.apart);
    sink("clarity", clarity(scene, draft, finding) * 2 + u32::from(draft.manner == Manner::Direct));
    let whose = draft.mention.as_ref().is_some_and(|mention| scene.is(mention.words.start, OWN));
    sink("whose", u32::from(whose) * 8 + finding.tie);
    sink("manner", draft.manner as u32);
    if draft.manner == Manner::Direct {
        sink("direct head", h);
        sink("direct odds", odds);
    }
}
