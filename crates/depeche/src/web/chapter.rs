//! One story as editions and story pages show it: quotations with the way to their source and to
//! the kept page, figures side by side, the list of reports.
//!
//! Everything is taken from `edition`'s own quotations, so that no page can show a sentence without
//! its source. What differs from them here is only the form in which templates want things.

use edition::{Chapter, Difference, Listed, Quotation, Said, Value, Way, layout};
use report::{Approximation, Sureness};

use super::words::Words;
use crate::reading::wording::{self, Tongue};

/// Words of a source.
#[derive(Clone, Debug)]
pub(super) struct Quoted {
    pub(super) text: String,
    pub(super) lang: String,
    pub(super) outlet: String,
    /// The source, at these words.
    pub(super) url: Option<String>,
    /// Our page of the report, at these words.
    pub(super) here: String,
}

impl Quoted {
    pub(super) fn of(quotation: &Quotation) -> Self {
        Self {
            text: quotation.text().split_whitespace().collect::<Vec<_>>().join(" "),
            lang: quotation.language().unwrap_or("und").to_owned(),
            outlet: quotation.outlet().unwrap_or_default().to_owned(),
            url: quotation.url().map(str::to_owned),
            here: layout::kept_address("", quotation.report(), quotation.within(), quotation.at()),
        }
    }
}

/// Something said.
#[derive(Clone, Debug)]
pub(super) struct SaidView {
    pub(super) parts: Vec<Quoted>,
    /// Whether the words are verbatim and carry quotation marks.
    pub(super) direct: bool,
    pub(super) who: Option<String>,
    pub(super) role: Option<String>,
    pub(super) cue: Option<String>,
    pub(super) also: Vec<Link>,
}

/// The way to a report of another outlet.
#[derive(Clone, Debug)]
pub(super) struct Link {
    pub(super) text: String,
    pub(super) lang: String,
    pub(super) here: String,
}

impl Link {
    fn of(way: &Way) -> Self {
        Self {
            text: way.outlet.clone().unwrap_or_default(),
            lang: way.language.clone().unwrap_or_default(),
            here: format!("/reports/{}", way.report),
        }
    }
}

impl SaidView {
    pub(super) fn of(said: &Said) -> Option<Self> {
        let parts: Vec<_> = said.parts.iter().map(Quoted::of).collect();
        (!parts.is_empty()).then(|| Self {
            parts,
            direct: said.manner == report::Manner::Direct,
            who: said.who.as_ref().map(|who| who.name.clone()),
            role: said
                .who
                .as_ref()
                .and_then(|who| who.role.clone())
                .filter(|role| said.who.as_ref().is_some_and(|who| who.name != *role)),
            cue: said.cue.as_ref().map(|cue| cue.text().to_owned()),
            also: said.also.iter().map(Link::of).collect(),
        })
    }
}

/// One value of a figure that differs.
#[derive(Clone, Debug)]
pub(super) struct ValueView {
    pub(super) quoted: Quoted,
    /// The value in digits, if the source's own words are in another script or spelt out.
    pub(super) number: String,
    pub(super) sureness: &'static str,
    /// Class of the sureness, for the style.
    pub(super) class: &'static str,
    pub(super) said_by: Option<String>,
    pub(super) also: Vec<Link>,
}

/// A figure that differs: its sides, each with its values.
#[derive(Clone, Debug)]
pub(super) struct DifferenceView {
    pub(super) sides: Vec<Vec<ValueView>>,
}

impl DifferenceView {
    fn of(difference: &Difference, tongue: Tongue) -> Self {
        let mut sides: Vec<Vec<ValueView>> = Vec::new();
        let mut last = None;
        for value in &difference.values {
            if last != Some(value.side) {
                sides.push(Vec::new());
                last = Some(value.side);
            }
            if let Some(side) = sides.last_mut() {
                side.push(value_view(value, difference, tongue));
            }
        }
        Self { sides }
    }
}

fn value_view(value: &Value, difference: &Difference, tongue: Tongue) -> ValueView {
    ValueView {
        quoted: Quoted::of(&value.words),
        number: number(value, difference, tongue),
        sureness: wording::sureness(value.sureness, tongue),
        class: class(value.sureness),
        said_by: value.said_by.clone(),
        also: value.also.iter().map(Link::of).collect(),
    }
}

/// The class of a sureness.
pub(super) fn class(sureness: Sureness) -> &'static str {
    match sureness {
        Sureness::Asserted => "asserted",
        Sureness::Reported => "reported",
        Sureness::Unconfirmed => "unconfirmed",
        Sureness::Denied => "denied",
        Sureness::Expected => "expected",
    }
}

/// A value in digits: "≥ 900", "1 000–2 000 EUR".
fn number(value: &Value, difference: &Difference, tongue: Tongue) -> String {
    let digits = match (value.low, value.high) {
        (Some(low), Some(high)) if low.to_bits() == high.to_bits() => digits(low, tongue),
        (Some(low), Some(high)) => format!("{}–{}", digits(low, tongue), digits(high, tongue)),
        (Some(low), None) => format!("≥ {}", digits(low, tongue)),
        (None, Some(high)) => format!("≤ {}", digits(high, tongue)),
        (None, None) => return String::new(),
    };
    let sign = match value.approximation {
        Approximation::About => "≈ ",
        Approximation::AtLeast if value.high.is_some() => "≥ ",
        Approximation::AtMost if value.low.is_some() => "≤ ",
        Approximation::MoreThan => "> ",
        Approximation::LessThan => "< ",
        _ => "",
    };
    let unit = match difference.unit.as_str() {
        "count" => String::new(),
        unit => format!("\u{a0}{unit}"),
    };
    format!("{sign}{digits}{unit}")
}

/// A number with its thousands apart, as the language writes them.
fn digits(number: f64, tongue: Tongue) -> String {
    let whole = format!("{:.0}", number.abs().trunc());
    let apart = match tongue {
        Tongue::En => ',',
        Tongue::Fr => '\u{202f}',
    };
    let mut out = String::new();
    if number < 0.0 {
        out.push('−');
    }
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            out.push(apart);
        }
        out.push(digit);
    }
    let rest = format!("{:.3}", number.abs().fract());
    let rest = rest.trim_start_matches("0.").trim_end_matches('0');
    if !rest.is_empty() && number.abs() < 1e6 && rest.chars().all(|c| c.is_ascii_digit()) {
        out.push(if tongue == Tongue::Fr { ',' } else { '.' });
        out.push_str(rest);
    }
    out
}

/// A report in the list of a story.
#[derive(Clone, Debug)]
pub(super) struct ListedView {
    pub(super) here: String,
    pub(super) url: Option<String>,
    pub(super) title: String,
    pub(super) outlet: String,
    pub(super) lang: String,
    pub(super) when: String,
    pub(super) reserved: bool,
    /// Whether it copies an earlier report of the list.
    pub(super) copies: bool,
}

/// One story.
#[derive(Clone, Debug)]
pub(super) struct ChapterView {
    pub(super) here: String,
    pub(super) headlines: Vec<Quoted>,
    pub(super) said: Vec<SaidView>,
    pub(super) differences: Vec<DifferenceView>,
    pub(super) reports: Vec<ListedView>,
    /// How many they are, in words.
    pub(super) count: String,
    pub(super) rank: String,
}

impl ChapterView {
    /// `titles` gives the title of a report by its id.
    pub(super) fn of(
        chapter: &Chapter,
        titles: &dyn Fn(&str) -> Option<String>,
        w: &Words,
        tongue: Tongue,
    ) -> Self {
        let rank = [
            (chapter.rank.origins, w.origin, w.origins),
            (chapter.rank.outlets, w.outlet, w.outlets),
            (chapter.rank.languages, w.language, w.languages),
        ];
        Self {
            here: layout::story_address("", &chapter.story),
            headlines: chapter.headlines.iter().map(Quoted::of).collect(),
            said: chapter.said.iter().filter_map(SaidView::of).collect(),
            differences: chapter.differences.iter().map(|one| DifferenceView::of(one, tongue)).collect(),
            reports: listed(&chapter.reports, titles, tongue),
            count: w.counted(chapter.reports.len() as u32, w.report, w.reports),
            rank: rank.map(|(count, one, many)| w.counted(count, one, many)).join(" · "),
        }
    }

    /// The first headline, or what stands for it where nothing may be quoted.
    pub(super) fn headline(&self) -> Option<&Quoted> {
        self.headlines.first()
    }
}

fn listed(reports: &[Listed], titles: &dyn Fn(&str) -> Option<String>, tongue: Tongue) -> Vec<ListedView> {
    let mut origins = Vec::new();
    reports
        .iter()
        .map(|listed| {
            let copies = origins.contains(&listed.origin);
            origins.push(listed.origin);
            ListedView {
                here: format!("/reports/{}", listed.way.report),
                url: listed.way.url.clone(),
                title: titles(&listed.way.report).filter(|_| !listed.reserved).unwrap_or_default(),
                outlet: listed.way.outlet.clone().unwrap_or_default(),
                lang: listed.way.language.clone().unwrap_or_default(),
                when: listed.published.as_deref().map(|date| when(date, tongue)).unwrap_or_default(),
                reserved: listed.reserved,
                copies,
            }
        })
        .collect()
}

/// A date in its written form as a person reads it.
pub(super) fn when(date: &str, tongue: Tongue) -> String {
    use report::{Dated, Evidence, Precision};
    let precision = match date.len() {
        0..=4 => Precision::Year,
        5..=7 => Precision::Month,
        8..=10 => Precision::Day,
        _ => Precision::Minute,
    };
    wording::date(&Dated { date: date.to_owned(), precision, from: Evidence::Text }, tongue)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_the_language_writes_them() {
        assert_eq!(digits(1_500_000.0, Tongue::En), "1,500,000");
        assert_eq!(digits(1500.0, Tongue::Fr), "1\u{202f}500");
        assert_eq!(digits(4.75, Tongue::Fr), "4,75");
        assert_eq!(digits(-3.0, Tongue::En), "−3");
    }
}
