//! An edition as a reader sees it: HTML and plain text with the same content.
//!
//! A layout adds only the fixed words of `templates/words.json` and the addresses it is given. No
//! image, no script, nothing fetched from anywhere, nothing that tells who read what. It is one mail
//! and one web page at once; making a message of it is the caller's.

mod html;
mod text;
mod words;

use crate::{
    edition::{Chapter, Edition, Way},
    quotation::{Quotation, Snapshot},
};
use report::{In, Span};

pub use html::html;
pub use text::text;

/// Addresses a layout links to; each is left out where it is not given.
///
/// All are put in as they are (escaped): a caller that sends one layout to many may give marks of
/// its own and replace them in the finished text.
#[derive(Clone, Copy, Debug, Default)]
pub struct Addresses<'a> {
    /// Where the web pages of this installation stand, without a slash at the end
    /// ("https://press.example"); pages linked to are those of [`kept_address`] and [`edition_address`].
    pub web: Option<&'a str>,
    /// Where the reader leaves.
    pub unsubscribe: Option<&'a str>,
    /// Where the reader changes languages and desks.
    pub preferences: Option<&'a str>,
}

/// The page of this installation that shows a report's words in the kept copy:
/// `{web}/reports/{id}?in=text&at=start-end#words`, the id percent-encoded, `in` "text" or "title",
/// `at` in bytes of it.
pub fn kept_address(web: &str, report: &str, within: In, at: Span) -> String {
    let place = match within {
        In::Text => "text",
        In::Title => "title",
    };
    format!("{web}/reports/{}?in={place}&at={}-{}#words", segment(report), at.start, at.end)
}

/// The page of this installation that shows an edition: `{web}/editions/{fingerprint}`.
pub fn edition_address(web: &str, edition: &Edition) -> String {
    format!("{web}/editions/{}", edition.fingerprint())
}

/// The page of this installation that shows a story: `{web}/stories/{id}`.
pub fn story_address(web: &str, story: &str) -> String {
    format!("{web}/stories/{}", segment(story))
}

/// The subject line of the mail: desk, number and day.
pub fn subject(edition: &Edition) -> String {
    let content = edition.content();
    let words = words::of(content.desk.language);
    let name = content.desk.name.split_whitespace().collect::<Vec<_>>().join(" ");
    format!("{name} {} · {}", words.number(content.number), words.date(content.date))
}

/// One segment of a path, percent-encoded.
fn segment(id: &str) -> String {
    let mut out = String::with_capacity(id.len());
    for byte in id.bytes() {
        if byte.is_ascii_alphanumeric()
            || matches!(byte, b'-' | b'_' | b'~')
            || (byte == b'.' && id != "." && id != "..")
        {
            out.push(byte as char);
        } else {
            out.push('%');
            out.push(char::from(b"0123456789ABCDEF"[usize::from(byte >> 4)]));
            out.push(char::from(b"0123456789ABCDEF"[usize::from(byte & 15)]));
        }
    }
    out
}

impl Addresses<'_> {
    /// Where the kept copy of a quotation is shown; null without a web or a copy.
    fn kept(&self, quotation: &Quotation) -> Option<String> {
        let _: &Snapshot = quotation.snapshot()?;
        Some(kept_address(self.web?, quotation.report(), quotation.within(), quotation.at()))
    }
}

/// The words of a quotation on one line: line breaks inside it are the page's, not the words'.
fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Ways to different outlets, none twice, without one that is named already.
fn other_outlets<'w>(ways: &'w [Way], named: Option<&str>) -> Vec<&'w Way> {
    let mut out: Vec<&Way> = Vec::new();
    for way in ways.iter().filter(|way| way.outlet.is_none() || way.outlet.as_deref() != named) {
        if !out.iter().any(|other| other.outlet == way.outlet) {
            out.push(way);
        }
    }
    out
}

/// Outlets and languages over all chapters.
fn totals(chapters: &[Chapter]) -> (usize, usize) {
    let mut outlets: Vec<&str> = chapters.iter().flat_map(Chapter::outlets).collect();
    outlets.sort_unstable();
    outlets.dedup();
    let ways = chapters.iter().flat_map(|chapter| &chapter.reports);
    let mut languages: Vec<&str> = ways.filter_map(|listed| listed.way.language.as_deref()).collect();
    languages.sort_unstable();
    languages.dedup();
    (outlets.len(), languages.len())
}
