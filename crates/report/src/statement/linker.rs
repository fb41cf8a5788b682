//! Who of the cast speaks: every member is a candidate for every statement, and a softmax over
//! delexicalised signs chooses among them, "the mention itself, as somebody new" and "nobody".
//!
//! What is asked of them stands in [`question`](super::question), what speaks for and against each in
//! [`sign`](super::sign), whom grammar alone would choose in [`reference`](super::reference). A name is
//! not joined to another name: only those it fits are candidates.

use super::cast::Cast;
use super::draft::Draft;
use super::mention::{Head, Mention};
use super::model::Model;
use super::question::Question;
use super::reference::WORTH;
use super::scene::Scene;
use super::sign::number_of;

/// Whom a candidate stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Choice {
    /// The text does not say.
    Nobody,
    /// The mention itself, somebody not met before.
    Own,
    /// A member of the cast.
    Member(usize),
    /// Somebody the text describes near before, by number.
    Phrase(usize),
}

/// One candidate with what it sums to.
pub(crate) struct Candidate {
    pub(crate) choice: Choice,
    pub(crate) signs: Vec<u32>,
    pub(crate) sum: f32,
    /// How it is tied to the mention.
    pub(crate) tie: u32,
    /// Whether it spoke last (0), before that (1, 2) or not lately (3).
    pub(crate) turn: u32,
    /// What the mention asked for.
    pub(crate) asks: u32,
    /// The rule of reference that would choose it; 0 if none.
    pub(crate) rule: u32,
    /// How many other persons stand near the statement.
    pub(crate) rivals: u32,
    /// The words that describe it, where it is no member yet.
    pub(crate) described: Option<Mention>,
}

/// Weighs all candidates for a draft; keeps their signs if `open`.
pub(crate) fn weigh(
    scene: &Scene<'_>,
    cast: &Cast,
    draft: &Draft,
    model: &Model,
    open: bool,
) -> Vec<Candidate> {
    let question = Question::of(scene, cast, draft);
    let choices = question.choices();
    let ties: Vec<u32> = choices.iter().map(|choice| question.tie(*choice)).collect();
    let caught = question.sieve(&choices, &ties);
    let stage = question.stage();
    let described = |n: usize| {
        let phrase = &question.phrases[n];
        let somebody = phrase.mention.head != Head::Noun || phrase.opens && draft.mention.is_none();
        phrase.member.is_none() && somebody
    };
    let near = stage.len() + (0..question.phrases.len()).filter(|n| described(*n)).count();
    let mut found = Vec::with_capacity(choices.len());
    for (n, choice) in choices.into_iter().enumerate() {
        let (tie, kind, turn) = (ties[n], question.kind(choice), question.turn(choice));
        let rule = caught.filter(|(caught, _)| *caught == n).map(|(_, rule)| rule);
        let known = [tie, kind, turn];
        let mut sum = 0.0;
        let mut signs = Vec::new();
        question.signs(choice, known, rule, &mut |group, value| sum += model.link(number_of(group, value)));
        if open {
            question.signs(choice, known, rule, &mut |group, value| {
                signs.push(number_of(group, value) as u32);
            });
        }
        sum += rule.map_or(0.0, |rule| WORTH[rule as usize]);
        let rule = rule.unwrap_or(0);
        let among = match choice {
            Choice::Member(n) => stage.contains(&n),
            Choice::Phrase(n) => described(n),
            _ => false,
        };
        let rivals = near as u32 - u32::from(among);
        let asks = question.asks as u32;
        let described = match choice {
            Choice::Phrase(n) => Some(question.phrases[n].mention.clone()),
            _ => None,
        };
        found.push(Candidate { choice, signs, sum, tie, turn, asks, rule, rivals, described });
    }
    found
}

/// The best of the candidates, with its probability.
pub(crate) fn judge(candidates: &[Candidate]) -> (usize, f32) {
    let mut best = 0;
    for (n, candidate) in candidates.iter().enumerate() {
        if candidate.sum > candidates[best].sum {
            best = n;
        }
    }
    let top = candidates.get(best).map_or(0.0, |candidate| candidate.sum);
    let total: f32 = candidates.iter().map(|candidate| (candidate.sum - top).exp()).sum();
    (best, 1.0 / total.max(1.0))
}
