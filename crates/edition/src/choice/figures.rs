//! Figures that differ, side by side.

use report::{Approximation, Figure, In, Report, Span, Sureness};
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
    let report = source.report(claim.member);
    let figure = report.figures.get(claim.figure)?;
    Some(Value {
        side: 0,
        words: source.cut(claim.member, figure.within, telling(report, figure))?,
        low: figure.low,
        high: figure.high,
        approximation: figure.approximation,
        sureness: figure.sureness,
        said_by: figure.said_by.clone(),
        also: Vec::new(),
    })
}

/// Where the words of a figure stand, and as much of the clause before them as it takes that they say what
/// the figure says: of "did not count more than 800" the words "more than 800" alone say the opposite.
fn telling(report: &Report, figure: &Figure) -> Span {
    let whole = match figure.within {
        In::Text => report.text.as_str(),
        In::Title => report.title.as_ref().map_or("", |title| title.text.as_str()),
    };
    let bound = matches!(
        figure.approximation,
        Approximation::AtLeast | Approximation::AtMost | Approximation::MoreThan | Approximation::LessThan
    );
    let Some(before) = whole.get(..figure.at.start as usize).filter(|_| bound) else { return figure.at };
    let clause = before.rfind([',', ';', ':', '(', '.', '\n']);
    let sentence = before.rfind(['.', '!', '?', '\n']);
    let from = |mark: Option<usize>| {
        let start = mark.map_or(0, |mark| mark + 1);
        let blank = before[start..].len() - before[start..].trim_start().len();
        Span { start: (start + blank) as u32, end: figure.at.end }
    };
    let tells = |at: &Span| {
        let mut alone = Report {
            language: report.language.clone(),
            text: at.slice(whole).to_owned(),
            ..Report::default()
        };
        report::figure::annotate(&mut alone);
        alone.figures.last().is_some_and(|read| {
            (read.approximation, read.low, read.high) == (figure.approximation, figure.low, figure.high)
        })
    };
    let mut places = [figure.at, from(clause), from(sentence)].into_iter();
    places.find(tells).unwrap_or(figure.at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(language: &str, text: &str) -> String {
        let mut report = Report { language: Some(language.into()), text: text.into(), ..Report::default() };
        report::figure::annotate(&mut report);
        telling(&report, &report.figures[0]).slice(&report.text).to_owned()
    }

    #[test]
    fn a_bound_is_quoted_with_what_turns_it_round() {
        let french = "Le maire est venu. La police, elle, n’en a pas compté plus de 800 sur la place.";
        assert_eq!(told("fr", french), "n’en a pas compté plus de 800");
        assert_eq!(
            told("en", "Police did not count more than 800 people."),
            "Police did not count more than 800 people"
        );
    }

    #[test]
    fn other_figures_are_quoted_as_they_stand() {
        assert_eq!(told("en", "Police counted more than 800 people."), "more than 800 people");
        assert_eq!(told("fr", "Ils étaient environ 800 sur la place."), "environ 800");
    }
}
