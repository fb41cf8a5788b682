//! How a claimed figure moved: the claims of a quantity in several reports, side by side, as rows.
//! [`chart`] draws them; [`table`] says the same to those who do not see it.
//!
//! Selects and shows; it does not say which claim is right, and adds nothing up.

use crate::{Figure, Report, Sureness};
use std::fmt::Write;

pub use super::chart::chart;

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

    /// The day, month or year of [`Self::date`]: enough beside other days.
    pub fn day(&self) -> &str {
        self.date().get(..10).unwrap_or(self.date())
    }

    /// The outlet, or the path or address of the report.
    pub fn outlet(&self) -> &str {
        self.report.outlet.as_deref().unwrap_or(&self.report.source)
    }

    /// Who says it: the speaker, or the outlet itself.
    pub fn claimant(&self) -> &str {
        self.figure.said_by.as_deref().unwrap_or_else(|| self.outlet())
    }

    /// Least and greatest value; a bound stands for both.
    pub(super) fn ends(&self) -> Option<(f64, f64)> {
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
            "<tr><td><time datetime=\"{}\">{}</time></td><td>{}</td><td lang=\"{}\">{}</td><td>{}</td><td>{}</td></tr>",
            escaped(claim.date()),
            escaped(claim.day()),
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

/// Text made safe for HTML and SVG.
pub(super) fn escaped(text: &str) -> String {
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
