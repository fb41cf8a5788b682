//! Train the choice of a speaker among candidates: a softmax over their signs, in a fixed order. Where
//! several candidates have the right name, each is right.

use report::statement::{self, Model, Table, candidate_sign};

use super::gold::{self, Document, same_name};

const EPOCHS: usize = 150;
const RATE: f32 = 0.05;
/// Pull towards zero: one over the spread that a weight is expected to have, squared.
const PULL: f32 = 2.0;

/// The candidates for one statement's speaker.
pub(super) struct Lesson {
    pub(super) fold: usize,
    /// The signs of each, and whether it is right.
    pub(super) candidates: Vec<(Vec<u32>, bool)>,
}

/// What the gold says of every statement found, in stories that go on as the gold has it, and, if `alone`,
/// in the same stories as the models tell them: a choice stands on the choices before it, right or wrong.
pub(super) fn lessons(documents: &[Document], models: &[Model], alone: bool) -> Vec<Lesson> {
    let mut lessons = Vec::new();
    for document in documents {
        let model = &models[document.fold];
        let free = statement::study(&document.report, model, &mut |_, _| None);
        let found = gold::matches(document, &free);
        let right = |n: usize, name: Option<&str>| {
            let (g, _) = found.get(n).copied().flatten()?;
            Some(same_name(document.gold[g].entity.as_deref().unwrap_or_default(), name.unwrap_or_default()))
        };
        let led = statement::study(&document.report, model, &mut |n, candidates| {
            candidates.iter().position(|(name, _)| right(n, name.as_deref()) == Some(true))
        });
        let stories = if alone { vec![led, free] } else { vec![led] };
        for (n, study) in stories.into_iter().flat_map(|story| story.into_iter().enumerate()) {
            let candidates: Option<Vec<(Vec<u32>, bool)>> = study
                .candidates
                .into_iter()
                .map(|(name, signs)| right(n, name.as_deref()).map(|right| (signs, right)))
                .collect();
            let Some(candidates) = candidates else { continue };
            if candidates.iter().any(|(_, right)| *right) {
                lessons.push(Lesson { fold: document.fold, candidates });
            }
        }
    }
    lessons
}

/// The weights of the signs, by name, without the documents of one fold.
pub(super) fn train(lessons: &[Lesson], without: Option<usize>) -> Table {
    named(&weigh(lessons, without, PULL), candidate_sign)
}

/// The weights that say something, rounded, by the names of their signs.
pub(super) fn named(weights: &[f32], name: impl Fn(usize) -> Option<String>) -> Table {
    let round = |weight: f32| (weight * 1000.0).round() / 1000.0;
    weights
        .iter()
        .enumerate()
        .filter(|(_, weight)| weight.abs() >= 0.02)
        .filter_map(|(n, weight)| name(n).map(|name| (name, round(*weight))))
        .collect()
}

/// The weights of the signs, without the documents of one fold; the pull is one over the square of
/// the spread that a weight is expected to have.
pub(super) fn weigh(lessons: &[Lesson], without: Option<usize>, pull: f32) -> Vec<f32> {
    let signs = lessons.iter().flat_map(|lesson| &lesson.candidates).flat_map(|(signs, _)| signs);
    let most = signs.max().map_or(0, |sign| *sign as usize + 1);
    let mut weights = vec![0.0f32; most];
    let (mut drift, mut spread) = (vec![0.0f32; most], vec![0.0f32; most]);
    for epoch in 1..=EPOCHS {
        let mut slopes: Vec<f32> = weights.iter().map(|weight| pull * weight).collect();
        for lesson in lessons.iter().filter(|lesson| Some(lesson.fold) != without) {
            let chances = chances(lesson, &weights);
            let right: f32 =
                lesson.candidates.iter().zip(&chances).filter(|(c, _)| c.1).map(|(_, p)| p).sum();
            for ((signs, truth), chance) in lesson.candidates.iter().zip(&chances) {
                let wanted = if *truth { chance / right.max(1e-6) } else { 0.0 };
                for &sign in signs {
                    slopes[sign as usize] += chance - wanted;
                }
            }
        }
        // Adam, over all statements at once.
        let (warm, calm) = (1.0 - 0.9f32.powi(epoch as i32), 1.0 - 0.99f32.powi(epoch as i32));
        for n in 0..most {
            drift[n] = 0.9 * drift[n] + 0.1 * slopes[n];
            spread[n] = 0.99 * spread[n] + 0.01 * slopes[n] * slopes[n];
            weights[n] -= RATE * (drift[n] / warm) / ((spread[n] / calm).sqrt() + 1e-6);
        }
    }
    weights
}

fn chances(lesson: &Lesson, weights: &[f32]) -> Vec<f32> {
    let sums: Vec<f32> = lesson
        .candidates
        .iter()
        .map(|(signs, _)| signs.iter().map(|sign| weights[*sign as usize]).sum())
        .collect();
    let top = sums.iter().copied().fold(f32::MIN, f32::max);
    let total: f32 = sums.iter().map(|sum| (sum - top).exp()).sum();
    sums.iter().map(|sum| (sum - top).exp() / total).collect()
}
