//! CDXJ: where each response of some WARC files lies, a line each, sorted, as pywb and WACZ read it.
//!
//! `example,news)/a 20310312100000 {"url": …, "mime": …, "status": …, "digest": …, "length": …,
//! "offset": …, "filename": …}`: the fields and which records are listed (responses, revisits,
//! resources, metadata that is no `warc-fields`) follow cdxj-indexer.

use std::io;
use std::path::Path;

use serde::Serialize;

use super::surt::surt;
use super::{Limits, Reader, Record, sha1};

/// A line of an index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    key: String,
    time: String,
    fields: Fields,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Fields {
    url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    mime: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<String>,
    digest: String,
    length: String,
    offset: String,
    filename: String,
}

/// The lines of one file, in its order, and what is wrong with it if it breaks off. `name` is what
/// the index calls it.
pub fn lines(path: &Path, name: &str) -> io::Result<(Vec<Line>, Option<io::Error>)> {
    let mut lines = Vec::new();
    for record in Reader::open(path, Limits::default())? {
        match record {
            Ok(record) => lines.extend(Line::of(&record, name)),
            Err(error) => return Ok((lines, Some(error))),
        }
    }
    Ok((lines, None))
}

/// The lines as the text of an index, sorted by key and time.
pub fn text(lines: &[Line]) -> String {
    let mut lines: Vec<String> = lines.iter().map(Line::text).collect();
    lines.sort_unstable();
    let mut text = lines.join("\n");
    if !text.is_empty() {
        text.push('\n');
    }
    text
}

impl Line {
    /// The line of a record; nothing if it is of a kind that is not listed.
    pub fn of(record: &Record, filename: &str) -> Option<Self> {
        let url = record.target()?;
        let own = record.header("Content-Type").unwrap_or_default();
        let revisit = record.kind() == "revisit";
        match record.kind() {
            "response" | "revisit" => {}
            "resource" | "metadata" if own != "application/warc-fields" => {}
            _ => return None,
        }
        let http = if record.kind() == "response" || revisit { record.http() } else { None };
        let named = match &http {
            _ if revisit => Some("warc/revisit"),
            Some(http) => http.header("Content-Type"),
            None => Some(own),
        };
        let mime = named
            .map(|media| media.split([';', ' ', '\t']).next().unwrap_or_default().trim().to_owned())
            .filter(|media| !media.is_empty());
        let digest =
            record.header("WARC-Payload-Digest").map_or_else(|| sha1(record.payload()), str::to_owned);
        Some(Self {
            key: surt(url),
            time: record
                .header("WARC-Date")
                .unwrap_or_default()
                .split('.')
                .next()
                .unwrap_or_default()
                .chars()
                .filter(char::is_ascii_digit)
                .collect(),
            fields: Fields {
                url: url.to_owned(),
                mime,
                status: http.map(|http| http.status.to_string()),
                digest,
                length: record.length.to_string(),
                offset: record.offset.to_string(),
                filename: filename.to_owned(),
            },
        })
    }

    /// The line as it is written, without its end.
    pub fn text(&self) -> String {
        // The fields are plain text: they have a JSON form.
        let fields = serde_json::to_string(&self.fields).unwrap_or_default();
        format!("{} {} {fields}", self.key, self.time)
    }
}
