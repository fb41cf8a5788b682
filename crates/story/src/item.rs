//! What threading needs of a report: where it came from, when, and its words.
//!
//! Made from a [`Report`] or from one line of JSON in either form `depeche thread` takes: a whole
//! report, or the short form `{"id", "language", "published", "outlet", "title", "text"}`.

use jiff::{Timestamp, civil};
use report::Report;
use serde::Deserialize;

/// One report as threading sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Item {
    /// Names the report; no evidence of anything.
    pub id: String,
    /// BCP 47 primary subtag.
    pub language: Option<String>,
    /// Seconds since 1970, UTC; null if the day is not known.
    pub published: Option<i64>,
    /// The outlet, as the report names it.
    pub outlet: Option<String>,
    /// The headline.
    pub title: String,
    /// The body.
    pub text: String,
}

impl Item {
    /// The item of a report; `id` is what the caller knows it by (the contract's default is
    /// [`Report::source`]).
    pub fn of(id: &str, report: &Report) -> Self {
        Self {
            id: id.to_owned(),
            language: report.language.clone(),
            published: report.published.as_ref().and_then(|dated| seconds(&dated.date)),
            outlet: report.outlet.clone(),
            title: report.title.as_ref().map(|title| title.text.clone()).unwrap_or_default(),
            text: report.text.clone(),
        }
    }

    /// The item of one line of JSON, a whole report or the short form.
    ///
    /// # Errors
    /// What is wrong with the line: not JSON, not an object of either form, or without `id` and `source`.
    ///
    /// ```
    /// let item = story::Item::parse(r#"{"id": "a", "title": "Storm", "published": "2031-03-12"}"#).unwrap();
    /// assert_eq!((item.id.as_str(), item.published), ("a", Some(1_931_083_200)));
    /// ```
    pub fn parse(line: &str) -> Result<Self, String> {
        let line: Line = serde_json::from_str(line).map_err(|error| error.to_string())?;
        let id = line.id.or(line.source).ok_or("neither \"id\" nor \"source\"")?;
        Ok(Self {
            id,
            language: line.language.map(|tag| primary(&tag)),
            published: line.published.and_then(|date| seconds(&date.words("date"))),
            outlet: line.outlet,
            title: line.title.map(|title| title.words("text")).unwrap_or_default(),
            text: line.text.unwrap_or_default(),
        })
    }
}

/// The keys of both forms that threading reads.
#[derive(Deserialize)]
struct Line {
    id: Option<String>,
    source: Option<String>,
    language: Option<String>,
    published: Option<Wording>,
    outlet: Option<String>,
    title: Option<Wording>,
    text: Option<String>,
}

/// A bare string (short form) or an object that holds it (report).
#[derive(Deserialize)]
#[serde(untagged)]
enum Wording {
    Bare(String),
    Held(serde_json::Map<String, serde_json::Value>),
}

impl Wording {
    fn words(self, key: &str) -> String {
        match self {
            Self::Bare(words) => words,
            Self::Held(mut object) => match object.remove(key) {
                Some(serde_json::Value::String(words)) => words,
                _ => String::new(),
            },
        }
    }
}

fn primary(tag: &str) -> String {
    tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase()
}

/// Seconds since 1970 of an RFC 3339 time, or of noon of a day; null for a month, a year or anything else.
pub(crate) fn seconds(date: &str) -> Option<i64> {
    if let Ok(time) = date.parse::<Timestamp>() {
        return Some(time.as_second());
    }
    let day: civil::Date = date.get(..10)?.parse().ok()?;
    let noon = day.at(12, 0, 0, 0).to_zoned(jiff::tz::TimeZone::UTC).ok()?;
    Some(noon.timestamp().as_second())
}
