//! How a claimed figure moved: the claims of a quantity in several reports, side by side, as rows and
//! as a chart with its table for those who do not see it.
//!
//! Selects and draws; it does not say which claim is right, and adds nothing up.

use crate::{Approximation, Figure, Report, Sureness};
use std::fmt::Write;

/// One claim of a quantity, and where it was made.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim<'r> {
    /// The report it stands in.
    pub report: &'r Report,
    /// The figure.
    pub figure: &'r Figure,
}

impl Claim<'_> {
    /// When it was published, as far as the report says.
    pub fn date(&self) -> &str {
        self.report.published.as_ref().map_or("", |d| d.date.as_str())
    }

    /// The outlet, or the path or address of the report.
    pub fn outlet(&self) -> &str {
        self.report.outlet.as_deref().unwrap_or(&self.report.source)
    }

    /// Who says it: the speaker, or the outlet itself.
    pub fn claimant(&self) -> &str {
        self.figure.said_by.as_deref().unwrap_or_else(|| self.outlet())
    }

    fn ends(&self) -> Option<(f64, f64)> {
        let low = self.figure.low.or(self.figure.high)?;
        Some((low, self.figure.high.unwrap_or(low)))
    }
}

/// The claims about `of` ("combattants") in reports, by date, then in the order given.
///
/// A figure is about it when every word of `of` begins like a word of what the figure counts, or of
/// its own text where it names nothing: "combattant" finds "combattants biélorusses".
pub fn claims<'r>(reports: impl IntoIterator<Item = &'r Report>, of: &str) -> Vec<Claim<'r>> {
    let wanted: Vec<String> = words(of).collect();
    let mut found: Vec<Claim<'r>> = reports
        .into_iter()
        .flat_map(|report| report.figures.iter().map(move |figure| Claim { report, figure }))
        .filter(|claim| !wanted.is_empty() && is_about(claim.figure, &wanted))
        .collect();
    // Stable: claims of one day keep the order of the reports.
    found.sort_by(|a, b| a.date().cmp(b.date()));
    found
}

fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_lowercase)
}

fn is_about(figure: &Figure, wanted: &[String]) -> bool {
    let named = figure.of.as_deref().unwrap_or(&figure.text);
    let held: Vec<String> = words(named).collect();
    wanted.iter().all(|w| held.iter().any(|h| is_form(h, w)))
}

/// Whether two words are forms of one: the shorter one's letters but the last two, and at least four.
fn is_form(one: &str, other: &str) -> bool {
    let length = |w: &str| w.chars().count();
    let shared = one.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    one == other
        || shared >= 4
            && shared + 2 >= length(one).min(length(other))
            && length(one).abs_diff(length(other)) <= 4
}

/// Words for the heads of the table, in the language of the one who reads it.
#[derive(Clone, Copy, Debug)]
pub struct Heads<'a> {
    /// Head of the dates.
    pub date: &'a str,
    /// Head of the outlets.
    pub outlet: &'a str,
    /// Head of the figures.
    pub figure: &'a str,
    /// Head of those who say it.
    pub said_by: &'a str,
    /// Head of how sure they are.
    pub sureness: &'a str,
}

impl Default for Heads<'_> {
    fn default() -> Self {
        Self { date: "Date", outlet: "Outlet", figure: "Figure", said_by: "Said by", sureness: "Sureness" }
    }
}

/// The claims as an HTML table: the words of each source, nothing computed.
pub fn table(claims: &[Claim<'_>], heads: Heads<'_>) -> String {
    let mut out = String::from("<table>\n<thead><tr>");
    for head in [heads.date, heads.outlet, heads.figure, heads.said_by, heads.sureness] {
        let _ = write!(out, "<th scope=\"col\">{}</th>", escaped(head));
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for claim in claims {
        let language = claim.report.language.as_deref().unwrap_or("und");
        let _ = writeln!(
            out,
            "<tr><td>{}</td><td>{}</td><td lang=\"{}\">{}</td><td>{}</td><td>{}</td></tr>",
            escaped(claim.date()),
            escaped(claim.outlet()),
            escaped(language),
            escaped(&claim.figure.text),
            escaped(claim.claimant()),
            sureness(claim.figure.sureness),
        );
    }
    out.push_str("</tbody>\n</table>\n");
    out
}

/// The JSON word of a sureness.
fn sureness(value: Sureness) -> &'static str {
    match value {
        Sureness::Asserted => "asserted",
        Sureness::Reported => "reported",
        Sureness::Unconfirmed => "unconfirmed",
        Sureness::Denied => "denied",
        Sureness::Expected => "expected",
    }
}

/// Size of the chart and its margins, in SVG user units.
const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 320.0;
const LEFT: f64 = 80.0;
const TOP: f64 = 24.0;
const RIGHT: f64 = 160.0;
const BOTTOM: f64 = 48.0;

/// The claims as an SVG chart: one mark a claim, left to right by date; a bar for a range, an arrow
/// for a bound, a hollow mark for what is not asserted. Only claims in the unit of the first are drawn.
///
/// `title` and `description` are read out instead of the picture; put [`table`] beside it.
pub fn chart(claims: &[Claim<'_>], title: &str, description: &str) -> String {
    let unit = claims.first().map_or("count", |c| c.figure.unit.as_str());
    let drawn: Vec<(&Claim<'_>, (f64, f64))> =
        claims.iter().filter(|c| c.figure.unit == unit).filter_map(|c| Some((c, c.ends()?))).collect();
    let top = drawn.iter().map(|(_, (_, high))| *high).fold(0.0, f64::max);
    let top = if top > 0.0 { top * 1.1 } else { 1.0 };
    let y = |value: f64| TOP + (HEIGHT - TOP - BOTTOM) * (1.0 - value / top);
    let step = (WIDTH - LEFT - RIGHT) / drawn.len().max(1) as f64;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" \
         aria-labelledby=\"course-title course-desc\" font-family=\"sans-serif\" font-size=\"12\" \
         fill=\"currentColor\">\n<title id=\"course-title\">{}</title>\n<desc id=\"course-desc\">{}</desc>\n",
        escaped(title),
        escaped(description)
    );
    axis(&mut out, top / 1.1, unit, y);
    for (i, (claim, ends)) in drawn.iter().enumerate() {
        let x = LEFT + step * (i as f64 + 0.5);
        mark(&mut out, claim, x, y(ends.0), y(ends.1));
    }
    out.push_str("</svg>\n");
    out
}

/// The ground line and the greatest value.
fn axis(out: &mut String, greatest: f64, unit: &str, y: impl Fn(f64) -> f64) {
    let unit = if unit == "count" { "" } else { unit };
    for value in [0.0, greatest] {
        let _ = writeln!(
            out,
            "<line x1=\"{LEFT}\" x2=\"{:.1}\" y1=\"{:.1}\" y2=\"{1:.1}\" stroke=\"currentColor\" stroke-opacity=\"0.3\"/>\
             <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
            WIDTH - RIGHT,
            y(value),
            LEFT - 8.0,
            y(value) + 4.0,
            escaped(format!("{value} {unit}").trim_end()),
        );
    }
}

/// One claim: its mark, its date below, its claimant beside it.
fn mark(out: &mut String, claim: &Claim<'_>, x: f64, low: f64, high: f64) {
    use Approximation::{AtLeast, AtMost, LessThan, MoreThan};
    let fill = if claim.figure.sureness == Sureness::Asserted { "currentColor" } else { "none" };
    out.push_str("<g>");
    let _ = write!(out, "<title>{} ({})</title>", escaped(&claim.figure.text), escaped(claim.claimant()));
    if (low - high).abs() > f64::EPSILON {
        let _ = write!(
            out,
            "<line x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{low:.1}\" y2=\"{high:.1}\" stroke=\"currentColor\" stroke-width=\"3\"/>"
        );
    }
    let sign = match claim.figure.approximation {
        AtLeast | MoreThan => "\u{2191}",
        AtMost | LessThan => "\u{2193}",
        _ => "",
    };
    let _ = writeln!(
        out,
        "<circle cx=\"{x:.1}\" cy=\"{high:.1}\" r=\"5\" stroke=\"currentColor\" fill=\"{fill}\"/>\
         <text x=\"{:.1}\" y=\"{:.1}\">{}{} {}</text>\
         <text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text></g>",
        x + 9.0,
        high + 4.0,
        sign,
        escaped(&claim.figure.number),
        escaped(claim.claimant()),
        HEIGHT - BOTTOM + 20.0,
        escaped(claim.date()),
    );
}

/// Text made safe for HTML and SVG.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // Characters XML does not know.
            '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {
                out.push(' ');
            }
            c => out.push(c),
        }
    }
    out
}
