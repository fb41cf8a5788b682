//! Figures of one story that count the same thing and differ.

use std::collections::BTreeMap;

use report::{Approximation, Figure, In, Report};

use super::{Claim, Dispute, Side};
use crate::story::Member;

/// Values further apart than this factor count different things, whatever their nouns.
const FURTHEST: f64 = 10.0;
/// Values nearer than this share are one value.
const EQUAL: f64 = 0.005;
/// A value "about" another may be this share off it.
const ABOUT: f64 = 0.08;
/// Stems around two different values that must agree beside their noun.
const NEAR: usize = 2;
/// Figures weighed of one story at most.
const MOST: usize = 400;
/// A figure set against another follows it within so many bytes.
const BESIDE: u32 = 160;
/// Two counts set against each other differ at most by this factor.
const APART: f64 = 3.0;
/// Smaller counts are equal by chance, and differ by nature.
const FEWEST: f64 = 32.0;
/// Bytes before and after a figure that say what it measures, when no noun does.
const AROUND: usize = 90;

/// A figure while it is weighed.
struct Weighed<'r> {
    member: usize,
    index: usize,
    figure: &'r Figure,
    language: &'r str,
    low: f64,
    high: f64,
    nouns: Vec<String>,
    around: Vec<String>,
}

/// Figures that differ, the most claimed first.
pub(crate) fn disputes(members: &[Member<'_>], origins: &[usize]) -> Vec<Dispute> {
    let figures = weigh(members);
    let contrasts = contrasts(&figures);
    let mut groups = Groups { of: (0..figures.len()).collect(), contrasts: &contrasts };
    let bound = bound_nouns(&figures);
    // What a report itself sets side by side comes first: nothing else is as sure.
    for &(one, other) in &contrasts {
        groups.join(one, other, &figures);
    }
    for i in 0..figures.len() {
        for j in 0..i {
            if same_thing(&figures[i], &figures[j], &bound) {
                groups.join(i, j, &figures);
            }
        }
    }
    let mut by_group: BTreeMap<usize, Vec<&Weighed<'_>>> = BTreeMap::new();
    for (at, figure) in figures.iter().enumerate() {
        by_group.entry(groups.of[at]).or_default().push(figure);
    }
    let mut disputes: Vec<Dispute> =
        by_group.into_values().filter_map(|group| dispute(&group, origins)).collect();
    let claims = |dispute: &Dispute| dispute.sides.iter().map(|side| side.claims.len()).sum::<usize>();
    disputes.sort_by_key(|dispute| std::cmp::Reverse((dispute.sides.len().min(3), claims(dispute))));
    disputes
}

fn weigh<'r>(members: &[Member<'r>]) -> Vec<Weighed<'r>> {
    let mut out = Vec::new();
    for (member, lent) in members.iter().enumerate() {
        let report: &'r Report = lent.report;
        for (index, figure) in report.figures.iter().enumerate() {
            let (Some(low), Some(high)) = (figure.low.or(figure.high), figure.high.or(figure.low)) else {
                continue;
            };
            if figure.approximation == Approximation::Vague || out.len() >= MOST {
                continue;
            }
            let text = match figure.within {
                In::Text => report.text.as_str(),
                In::Title => report.title.as_ref().map_or("", |title| title.text.as_str()),
            };
            out.push(Weighed {
                member,
                index,
                figure,
                language: report.language.as_deref().unwrap_or_default(),
                low,
                high,
                nouns: figure.of.as_deref().map(stems).unwrap_or_default(),
                around: stems(around(text, figure)),
            });
        }
    }
    out
}

/// The words near a figure, without its own.
fn around<'t>(text: &'t str, figure: &Figure) -> &'t str {
    let range = figure.at.range();
    let mut start = range.start.saturating_sub(AROUND).min(text.len());
    let mut end = (range.end + AROUND).min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(start..end).unwrap_or_default()
}

/// Stems of the words of at least four letters, in order, none twice.
fn stems(words: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for word in words.split(|c: char| !c.is_alphabetic()).filter(|word| word.chars().count() >= 4) {
        let stem: String = word.to_lowercase().chars().take(5).collect();
        if !out.contains(&stem) {
            out.push(stem);
        }
    }
    out
}

/// Nouns of two languages that an equal, telling value of one unit binds together, if neither noun
/// counts two things in its language.
fn bound_nouns(figures: &[Weighed<'_>]) -> Vec<(String, String)> {
    let mut bound = Vec::new();
    for (i, one) in figures.iter().enumerate() {
        for other in &figures[..i] {
            if one.language == other.language
                || !same_unit(one, other)
                || !equal(one, other)
                || !is_telling(one)
            {
                continue;
            }
            if is_ambiguous(one, figures) || is_ambiguous(other, figures) {
                continue;
            }
            if let (Some(a), Some(b)) = (one.nouns.first(), other.nouns.first()) {
                bound.push((a.clone(), b.clone()));
                bound.push((b.clone(), a.clone()));
            }
        }
    }
    bound.sort_unstable();
    bound.dedup();
    bound
}

/// Whether the noun of a figure goes with a different value somewhere in its language.
fn is_ambiguous(one: &Weighed<'_>, figures: &[Weighed<'_>]) -> bool {
    let alike = figures.iter().filter(|other| other.language == one.language && same_unit(one, other));
    let noun = |weighed: &Weighed<'_>| weighed.nouns.first().cloned();
    alike.into_iter().any(|other| noun(other) == noun(one) && !compatible(one, other))
}

fn same_unit(one: &Weighed<'_>, other: &Weighed<'_>) -> bool {
    one.figure.unit == other.figure.unit && one.figure.per == other.figure.per
}

fn equal(one: &Weighed<'_>, other: &Weighed<'_>) -> bool {
    let near = |a: f64, b: f64| (a - b).abs() <= EQUAL * a.abs().max(b.abs());
    near(one.low, other.low) && near(one.high, other.high)
}

/// Whether a value is one that few things in a story have by chance: not small, and not round.
fn is_telling(one: &Weighed<'_>) -> bool {
    let digits: String = one.figure.number.chars().filter(char::is_ascii_digit).collect();
    one.low >= FEWEST && digits.trim_matches('0').len() >= 2 || digits.trim_matches('0').len() >= 3
}

/// Whether two figures may count the same thing.
fn same_thing(one: &Weighed<'_>, other: &Weighed<'_>, bound: &[(String, String)]) -> bool {
    if !same_unit(one, other) {
        return false;
    }
    let (small, large) = (one.high.min(other.high), one.high.max(other.high));
    if small <= 0.0 || large / small > FURTHEST {
        return false;
    }
    let (a, b) = (one.nouns.first(), other.nouns.first());
    if one.language == other.language {
        let nouns = a.is_some() && a == b;
        if equal(one, other) {
            return nouns || context(one, other) >= 2;
        }
        // A noun alone is too little: "people" are workers in one sentence, marchers in the next.
        return nouns && context(one, other) >= NEAR;
    }
    if equal(one, other) && is_telling(one) {
        return true;
    }
    let (Some(a), Some(b)) = (a, b) else { return false };
    bound.binary_search_by(|(x, y)| (x, y).cmp(&(a, b))).is_ok()
}

/// Stems two figures share around them, beside their nouns.
fn context(one: &Weighed<'_>, other: &Weighed<'_>) -> usize {
    let beside = |stem: &&String| !one.nouns.contains(*stem) && !other.nouns.contains(*stem);
    one.around.iter().filter(beside).filter(|stem| other.around.contains(*stem)).count()
}

/// Pairs of figures that one report sets against each other: "87 trains, the operator says; more than
/// 120, says the union". The second has no noun of its own and another voice.
fn contrasts(figures: &[Weighed<'_>]) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    for (at, pair) in figures.windows(2).enumerate() {
        let [one, other] = pair else { continue };
        let beside = one.member == other.member
            && one.figure.within == other.figure.within
            && (one.figure.at.end..one.figure.at.end.saturating_add(BESIDE)).contains(&other.figure.at.start);
        let elided = !one.nouns.is_empty() && other.nouns.is_empty();
        let count = one.figure.unit == "count" && same_unit(one, other);
        let (small, large) = (one.low.min(other.low), one.low.max(other.low));
        let near = small >= FEWEST && large / small <= APART && !compatible(one, other);
        if beside && elided && count && near && one.figure.said_by != other.figure.said_by {
            pairs.push((at, at + 1));
        }
    }
    pairs
}

/// Disjoint groups of figures held to count the same thing.
struct Groups<'c> {
    of: Vec<usize>,
    contrasts: &'c [(usize, usize)],
}

impl Groups<'_> {
    /// Joins two groups unless a report gives two values of the joined group that it does not set
    /// against each other: as a rule it means two things by them.
    fn join(&mut self, i: usize, j: usize, figures: &[Weighed<'_>]) {
        let (a, b) = (self.of[i], self.of[j]);
        if a == b {
            return;
        }
        let of =
            |group: usize| -> Vec<usize> { (0..figures.len()).filter(|&at| self.of[at] == group).collect() };
        let (ones, others) = (of(a), of(b));
        let clash = ones.iter().any(|&one| {
            others.iter().any(|&other| {
                let (first, second) = (&figures[one.min(other)], &figures[one.max(other)]);
                let set_against = self.contrasts.contains(&(one.min(other), one.max(other)));
                first.member == second.member && !compatible(first, second) && !set_against
            })
        });
        if !clash {
            self.of.iter_mut().filter(|group| **group == b).for_each(|group| *group = a);
        }
    }
}

/// Whether two values can both be true, as they are meant.
fn compatible(one: &Weighed<'_>, other: &Weighed<'_>) -> bool {
    match (one.figure.approximation, other.figure.approximation) {
        (Approximation::MoreThan, Approximation::LessThan) => return one.low < other.high,
        (Approximation::LessThan, Approximation::MoreThan) => return other.low < one.high,
        _ => {}
    }
    let range = |w: &Weighed<'_>| match w.figure.approximation {
        Approximation::About => (w.low * (1.0 - ABOUT), w.high * (1.0 + ABOUT)),
        Approximation::AtLeast | Approximation::MoreThan => (w.low * (1.0 - EQUAL), w.high * 1.25),
        Approximation::AtMost | Approximation::LessThan => (w.low * 0.8, w.high * (1.0 + EQUAL)),
        _ => (w.low * (1.0 - EQUAL), w.high * (1.0 + EQUAL)),
    };
    let (a, b) = (range(one), range(other));
    a.0 <= b.1 && b.0 <= a.1
}

/// The sides of a group, if it has two that cannot both be true, from two voices.
fn dispute(group: &[&Weighed<'_>], origins: &[usize]) -> Option<Dispute> {
    let mut sides: Vec<Vec<&Weighed<'_>>> = Vec::new();
    // Exact values first: "about 400" then joins the 412 it can mean, not the other way round.
    let mut ordered = group.to_vec();
    ordered.sort_by_key(|weighed| weighed.figure.approximation != Approximation::Exact);
    for weighed in ordered {
        match sides.iter_mut().find(|side| compatible(side[0], weighed)) {
            Some(side) => side.push(weighed),
            None => sides.push(vec![weighed]),
        }
    }
    let first = sides.first()?.first().map(|weighed| voice(weighed, origins))?;
    if sides.len() < 2 || sides.iter().flatten().all(|weighed| voice(weighed, origins) == first) {
        return None;
    }
    let mut sides: Vec<Side> = sides.into_iter().map(|side| claims(&side)).collect();
    sides.sort_by(|a, b| {
        b.claims.len().cmp(&a.claims.len()).then(b.high.unwrap_or(0.0).total_cmp(&a.high.unwrap_or(0.0)))
    });
    let figure = group[0].figure;
    Some(Dispute { unit: figure.unit.clone(), per: figure.per.clone(), sides })
}

/// Whose value it is: of which origin, on whose word.
fn voice<'r>(weighed: &Weighed<'r>, origins: &[usize]) -> (usize, Option<&'r str>) {
    (origins[weighed.member], weighed.figure.said_by.as_deref())
}

/// A side with one claim a report and voice.
fn claims(side: &[&Weighed<'_>]) -> Side {
    let mut claims: Vec<Claim> = Vec::new();
    for weighed in side {
        let figure = weighed.figure;
        if claims.iter().any(|claim| claim.member == weighed.member && claim.said_by == figure.said_by) {
            continue;
        }
        claims.push(Claim {
            member: weighed.member,
            figure: weighed.index,
            approximation: figure.approximation,
            sureness: figure.sureness,
            said_by: figure.said_by.clone(),
        });
    }
    claims.sort_by_key(|claim| (claim.member, claim.figure));
    Side { low: side[0].figure.low, high: side[0].figure.high, claims }
}
