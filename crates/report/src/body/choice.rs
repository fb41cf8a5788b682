//! From how likely each run is to be body, which runs are taken together: those that make the page's expected F1
//! greatest. What is taken must be likelier than half the F1 that can be had (Lipton et al. 2014, "Optimal
//! thresholding of classifiers to maximize F1 measure"): on a page that is plainly read this is a likelihood of
//! about a half, on one that leaves the model in doubt it is less, since leaving all doubtful words out would
//! leave little. Whole numbers only.

use super::model::letters;
use crate::feature::Row;
use crate::forest::UNIT;

/// Likelihoods in ten thousandths, of scores from nought upwards in steps of a fifth of a unit: 1 / (1 + e^-score).
const LIKELIHOODS: [i32; 32] = [
    5_000, 5_498, 5_987, 6_457, 6_900, 7_311, 7_685, 8_022, 8_320, 8_581, 8_808, 9_002, 9_168, 9_309, 9_427,
    9_526, 9_608, 9_677, 9_734, 9_781, 9_820, 9_852, 9_879, 9_900, 9_918, 9_933, 9_945, 9_955, 9_963, 9_970,
    9_975, 9_980,
];
const STEP: i32 = UNIT / 5;
const SURE: i32 = 10_000;
/// Runs below this score are no part of the doubt: no threshold comes down to them, and pages have many.
const UNLIKELY: i32 = -UNIT * 3 / 2;
/// How often the threshold is drawn nearer; it hardly moves after the second time.
const ROUNDS: usize = 4;

/// How likely a score is, in ten thousandths; unlikely ones are not likely at all.
fn likelihood(score: i32) -> i32 {
    if score < UNLIKELY {
        return 0;
    }
    let steps = score.unsigned_abs() as usize / STEP as usize;
    let (part, last) = (score.abs() % STEP, LIKELIHOODS.len() - 1);
    let (below, above) = (LIKELIHOODS[steps.min(last)], LIKELIHOODS[(steps + 1).min(last)]);
    let likely = below + (above - below) * part / STEP;
    if score < 0 { SURE - likely } else { likely }
}

/// Makes of scores how much likelier each run is than what must be taken; above nought is body.
pub(super) fn choose(rows: &[Row], scores: &mut [i32]) {
    for score in scores.iter_mut() {
        *score = likelihood(*score);
    }
    let likely = rows.iter().zip(scores.iter()).filter(|(_, likely)| **likely > 0);
    let likely: Vec<(i64, i32)> = likely.map(|(row, likely)| (letters(row), *likely)).collect();
    let expected: i64 = likely.iter().map(|(letters, likely)| letters * i64::from(*likely)).sum();
    let mut threshold = SURE / 2;
    for _ in 0..ROUNDS {
        let (mut taken, mut right) = (0, 0);
        for (letters, likely) in likely.iter().filter(|(_, likely)| *likely > threshold) {
            taken += letters;
            right += letters * i64::from(*likely);
        }
        // A page none of whose runs is likely has no body: it may be no report at all.
        if taken == 0 {
            break;
        }
        // Half of 2 · right / (taken + all that is body).
        let half = right * i64::from(SURE) / (taken * i64::from(SURE) + expected).max(1);
        threshold = (half as i32).min(SURE / 2);
    }
    for score in scores.iter_mut() {
        *score -= threshold;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feature::{COUNT, column};

    fn chosen(runs: &[(i16, i32)]) -> Vec<bool> {
        let mut rows = vec![[0; COUNT]; runs.len()];
        for (row, (letters, _)) in rows.iter_mut().zip(runs) {
            row[column::LETTERS] = *letters;
        }
        let mut scores: Vec<i32> = runs.iter().map(|(_, score)| *score).collect();
        choose(&rows, &mut scores);
        scores.iter().map(|score| *score > 0).collect()
    }

    #[test]
    fn likelihoods_rise_with_scores() {
        assert_eq!((likelihood(0), likelihood(1_000), likelihood(-1_000)), (5_000, 7_311, 2_689));
        assert_eq!((likelihood(UNLIKELY - 1), likelihood(50_000)), (0, 9_980));
        assert!((-3_000..8_000).all(|score| likelihood(score) <= likelihood(score + 1)));
    }

    #[test]
    fn a_doubtful_run_is_taken_where_all_is_in_doubt() {
        assert_eq!(chosen(&[(900, 5_000), (100, -300), (100, -2_000)]), [true, false, false]);
        assert_eq!(chosen(&[(100, 100), (900, -300), (100, -1_400)]), [true, true, false]);
        assert_eq!(chosen(&[(100, 10), (0, -4_000)]), [true, false]);
        assert_eq!(chosen(&[(100, -4_000)]), [false]);
        assert_eq!(chosen(&[(100, -200), (100, -100)]), [false, false]);
    }
}
