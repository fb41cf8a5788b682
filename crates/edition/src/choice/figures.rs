//! Figures that differ, side by side.

use report::Sureness;
use story::{Claim, Side};

use super::Source;
use crate::edition::{Difference, Value};

/// Differences shown of one story at most.
const DIFFERENCES: usize = 3;
/// Values shown of one difference at most.
const VALUES: usize = 6;
/// Values shown of one side at most.
const OF_A_SIDE: usize = 2;

/// The story's disputes as quotations; a side that may not be quoted falls out, and with it the
/// difference if only one is left.
pub(super) fn choose(source: &Source<'_, '_>) -> Vec<Difference> {
    let disputes = source.story.disputes.iter();
    let differences = disputes.filter_map(|dispute| {
        let sides = dispute.sides.iter().map(|side| values(source, side)).filter(|values| !values.is_empty());
        let mut sides: Vec<Vec<Value>> = sides.collect();
        if sides.len() < 2 {
            return None;
        }
        for (number, values) in sides.iter_mut().enumerate() {
            for value in values {
                value.side = number as u32;
            }
        }
        let values = sides.into_iter().flatten().take(VALUES).collect();
        Some(Difference { unit: dispute.unit.clone(), per: dispute.per.clone(), values })
    });
    differences.take(DIFFERENCES).collect()
}

/// One value a sayer and sureness; other outlets with the same are named beside it.
fn values(source: &Source<'_, '_>, side: &Side) -> Vec<Value> {
    let mut values: Vec<(Value, usize)> = Vec::new();
    for claim in &side.claims {
        let Some(mut value) = value(source, claim) else { continue };
        let same = values.iter_mut().find(|(other, _)| agrees(other, &value));
        match same {
            Some((other, _)) => other.also.push(source.way(claim.member)),
            None => {
                value.also = Vec::new();
                values.push((value, claim.member));
            }
        }
    }
    // The surest words of a side speak for it.
    values.sort_by_key(|(value, member)| (value.sureness != Sureness::Asserted, *member));
    values.into_iter().map(|(value, _)| value).take(OF_A_SIDE).collect()
}

fn agrees(one: &Value, other: &Value) -> bool {
    one.low == other.low
        && one.high == other.high
        && one.approximation == other.approximation
        && one.sureness == other.sureness
        && (one.said_by == other.said_by
            || one
                .said_by
                .as_deref()
                .zip(other.said_by.as_deref())
                .is_some_and(|(a, b)| story::spelling::same_person(a, b)))
}

fn value(source: &Source<'_, '_>, claim: &Claim) -> Option<Value> {
    let figure = source.report(claim.member).figures.get(claim.figure)?;
    Some(Value {
        side: 0,
        words: source.cut(claim.member, figure.within, figure.at)?,
        low: figure.low,
        high: figure.high,
        approximation: figure.approximation,
        sureness: figure.sureness,
        said_by: figure.said_by.clone(),
        also: Vec::new(),
    })
}
