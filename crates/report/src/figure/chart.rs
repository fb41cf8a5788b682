//! The claims of a figure as a chart: one row a claim, by date from top to bottom, its value along the
//! line, so that a movement is seen as the eye goes down. Rows take the labels that columns cannot.
//!
//! SVG without script or style of its own: it takes the colour of the text around it.

use std::fmt::Write;

use super::course::{Claim, escaped};
use crate::{Approximation, Sureness};

/// Widths and heights, in SVG user units.
const WIDTH: f64 = 720.0;
const LABELS: f64 = 270.0;
const RIGHT: f64 = 130.0;
const TOP: f64 = 34.0;
const ROW: f64 = 24.0;
const BOTTOM: f64 = 12.0;
/// Characters of a label that have room in [`LABELS`]; the whole stands in the row's title.
const LABEL: usize = 40;
/// Rows of one chart: beyond them a table is read, not a chart.
const ROWS: usize = 300;

/// The claims as an SVG chart: a dot a claim; a bar for a range, an arrow for a bound, a hollow dot
/// for what is not simply asserted. Drawn are the claims in the unit that most of them have, at most
/// 300.
///
/// `title` and `description` are read out instead of the picture; put [`table`](super::course::table)
/// beside it.
pub fn chart(claims: &[Claim<'_>], title: &str, description: &str) -> String {
    let unit = commonest_unit(claims);
    let drawn: Vec<(&Claim<'_>, (f64, f64))> = claims
        .iter()
        .filter(|claim| claim.figure.unit == unit)
        .filter_map(|claim| {
            Some((claim, claim.ends().filter(|(low, high)| low.is_finite() && high.is_finite())?))
        })
        .take(ROWS)
        .collect();
    let scale = Scale::of(drawn.iter().flat_map(|(_, (low, high))| [*low, *high]));
    let height = TOP + ROW * drawn.len() as f64 + BOTTOM;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" \
         aria-labelledby=\"course-title course-desc\" font-family=\"sans-serif\" font-size=\"13\" \
         fill=\"currentColor\">\n<title id=\"course-title\">{}</title>\n<desc id=\"course-desc\">{}</desc>\n",
        escaped(title),
        escaped(description)
    );
    grid(&mut out, &scale, unit, height - BOTTOM);
    for (index, (claim, ends)) in drawn.iter().enumerate() {
        row(&mut out, claim, TOP + ROW * (index as f64 + 0.5), scale.x(ends.0), scale.x(ends.1));
    }
    out.push_str("</svg>\n");
    out
}

/// The unit of most claims; of the first where several are as common.
fn commonest_unit<'a>(claims: &'a [Claim<'_>]) -> &'a str {
    let mut best: Option<(&str, usize)> = None;
    for unit in claims.iter().map(|claim| claim.figure.unit.as_str()) {
        let same = |(found, _): &(&str, usize)| *found == unit;
        if best.as_ref().is_some_and(same) {
            continue;
        }
        let count = claims.iter().filter(|claim| claim.figure.unit == unit).count();
        if best.is_none_or(|(_, most)| count > most) {
            best = Some((unit, count));
        }
    }
    best.map_or("count", |(unit, _)| unit)
}

/// From values to places along the line. Nought always shows: a cut axis makes small moves look great.
struct Scale {
    low: f64,
    high: f64,
    step: f64,
}

impl Scale {
    fn of(values: impl Iterator<Item = f64>) -> Self {
        let (low, high) =
            values.fold((0.0_f64, 0.0_f64), |(low, high), value| (low.min(value), high.max(value)));
        let span = if high > low { high - low } else { 1.0 };
        // A round step that divides the line into three to seven: 1, 2 or 5 times a power of ten.
        let rough = span / 5.0;
        let power = 10_f64.powf(rough.log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|factor| factor * power).find(|step| *step >= rough);
        let step = step.unwrap_or(rough);
        Self { low: (low / step).floor() * step, high: ((low + span) / step).ceil() * step, step }
    }

    fn x(&self, value: f64) -> f64 {
        LABELS + (WIDTH - LABELS - RIGHT) * (value - self.low) / (self.high - self.low)
    }

    fn ticks(&self) -> impl Iterator<Item = f64> {
        let count = ((self.high - self.low) / self.step).round().clamp(1.0, 12.0) as u32;
        (0..=count).map(|tick| self.low + self.step * f64::from(tick))
    }
}

/// The lines behind the rows and their values.
fn grid(out: &mut String, scale: &Scale, unit: &str, bottom: f64) {
    for value in scale.ticks() {
        let x = scale.x(value);
        let _ = writeln!(
            out,
            "<line x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{:.1}\" y2=\"{bottom:.1}\" stroke=\"currentColor\" stroke-opacity=\"0.2\"/>\
             <text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\" font-size=\"11\" fill-opacity=\"0.75\">{}</text>",
            TOP - 6.0,
            TOP - 12.0,
            escaped(&short(value)),
        );
    }
    if unit != "count" {
        let _ = writeln!(
            out,
            "<text x=\"{:.1}\" y=\"{:.1}\" font-size=\"11\" fill-opacity=\"0.75\">{}</text>",
            WIDTH - RIGHT + 28.0,
            TOP - 12.0,
            escaped(unit),
        );
    }
}

/// A value of the axis in a few signs: 1500000 as 1.5M.
fn short(value: f64) -> String {
    let sizes = [(1e12, "T"), (1e9, "G"), (1e6, "M"), (1e4, "k")];
    let size = sizes.into_iter().find(|(size, _)| value.abs() >= *size);
    match size {
        // From ten thousand on, in thousands.
        Some((1e4, letter)) => format!("{}{letter}", rounded(value / 1e3)),
        Some((size, letter)) => format!("{}{letter}", rounded(value / size)),
        None => rounded(value),
    }
}

fn rounded(value: f64) -> String {
    let text = format!("{value:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// One claim: its date and who makes it, its mark, its number.
fn row(out: &mut String, claim: &Claim<'_>, y: f64, low: f64, high: f64) {
    use Approximation::{AtLeast, AtMost, LessThan, MoreThan};
    let fill = if claim.figure.sureness == Sureness::Asserted { "currentColor" } else { "none" };
    let day = claim.day();
    let label = match claim.figure.said_by.as_deref() {
        Some(said_by) => format!("{day}  {said_by} ({})", claim.outlet()),
        None => format!("{day}  {}", claim.outlet()),
    };
    // A claim without a date begins with who makes it.
    let label = label.trim_start();
    let _ = write!(out, "<g><title>{}: {}</title>", escaped(label), escaped(&claim.figure.text));
    let _ = write!(out, "<text x=\"0\" y=\"{:.1}\">{}</text>", y + 4.5, escaped(&shortened(label)));
    if (low - high).abs() > f64::EPSILON {
        let _ = write!(
            out,
            "<line x1=\"{low:.1}\" x2=\"{high:.1}\" y1=\"{y:.1}\" y2=\"{y:.1}\" stroke=\"currentColor\" stroke-width=\"3\"/>"
        );
    }
    let sign = match claim.figure.approximation {
        AtLeast | MoreThan => "\u{2192} ",
        AtMost | LessThan => "\u{2190} ",
        _ => "",
    };
    let _ = writeln!(
        out,
        "<circle cx=\"{high:.1}\" cy=\"{y:.1}\" r=\"5\" stroke=\"currentColor\" stroke-width=\"1.5\" fill=\"{fill}\"/>\
         <text x=\"{:.1}\" y=\"{:.1}\">{sign}{}</text></g>",
        high + 10.0,
        y + 4.5,
        escaped(&claim.figure.number),
    );
}

fn shortened(label: &str) -> String {
    if label.chars().count() <= LABEL {
        return label.to_owned();
    }
    label.chars().take(LABEL - 1).chain(['\u{2026}']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_round_and_nought_shows() {
        let scale = Scale::of([970.0, 1040.0].into_iter());
        assert_eq!(scale.ticks().collect::<Vec<_>>(), [0.0, 500.0, 1000.0, 1500.0]);
        let scale = Scale::of([-3.0, 4.5].into_iter());
        assert_eq!(scale.ticks().collect::<Vec<_>>(), [-4.0, -2.0, 0.0, 2.0, 4.0, 6.0]);
        assert!(Scale::of(std::iter::empty()).ticks().count() > 1);
    }

    #[test]
    fn axis_values_are_short() {
        assert_eq!([0.0, 1500.0, 20_000.0, 1.5e6, 2e9].map(short), ["0", "1500", "20k", "1.5M", "2G"]);
    }
}
