//! The pages of a WARC archive: every HTML or plain-text response with status 200, in order.

use std::io::BufRead;
use std::path::Path;

use report::read::Context;

use super::input::{Known, Nature, Opened, Refusal, Task, Tasks, sniffed};
use crate::source::warc::revisit::{self, Seen};
use crate::source::warc::{Http, Limits, Reader, Record, read_at};

/// The pages of an archive. Records of other kinds are passed over in silence: archives are full
/// of pictures, scripts and redirects.
pub fn tasks(name: &str, stream: Box<dyn BufRead + Send>, known: &Known) -> Tasks {
    let name = name.to_owned();
    let language = known.language.clone();
    let records = Reader::new(stream, Limits::default());
    let mut seen = Seen::default();
    Box::new(records.filter_map(move |record| match record {
        Ok(record) => {
            seen.note(&record);
            let record = if record.kind() == "revisit" { revived(&record, &seen, &name)? } else { record };
            page(&record, language.as_deref()).map(|opened| Ok(Task::Here(Box::new(opened))))
        }
        Err(error) => Some(Err(Refusal::new(
            name.as_str(),
            format!("the archive is damaged {error}; what stands before and behind was read"),
        ))),
    }))
}

/// A revisit with the body that lies earlier in the same file; one whose body lies elsewhere, or in
/// a stream that cannot be gone back in, holds no page.
fn revived(revisit: &Record, seen: &Seen, name: &str) -> Option<Record> {
    let original = read_at(Path::new(name), seen.place(revisit)?, Limits::default()).ok()?;
    Some(revisit::revived(revisit, &original))
}

fn page(record: &Record, language: Option<&str>) -> Option<Opened> {
    let target = record.target()?;
    if record.kind() != "response" {
        return None;
    }
    let http = record.http().filter(|http| http.status == 200)?;
    let content_type = http.header("Content-Type").map(str::to_owned);
    let named = content_type.as_deref().and_then(nature);
    let sniffed = |bytes: &[u8]| content_type.is_none().then(|| sniffed(bytes));
    let (bytes, fault) = decoded(&http);
    let nature = named.or_else(|| sniffed(&bytes))?;
    let mut complaints = Vec::from_iter(fault);
    if record.truncated {
        complaints.push("cut: the archive holds only the beginning of the page".into());
    }
    let context = Context {
        source: target.to_owned(),
        url: Some(target.to_owned()),
        language: language.map(str::to_owned),
        ..Context::default()
    };
    Some(Opened { context, nature, bytes, content_type, complaints })
}

fn decoded(http: &Http<'_>) -> (Vec<u8>, Option<String>) {
    let body = http.dechunked();
    match http.header("Content-Encoding") {
        Some(codings) => crate::source::fetch::decode(&body, codings),
        None => (body, None),
    }
}

/// What a media type says; nothing for what is no page.
pub fn nature(content_type: &str) -> Option<Nature> {
    let media_type = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match media_type.as_str() {
        "text/html" | "application/xhtml+xml" => Some(Nature::Html),
        "text/plain" => Some(Nature::Text),
        _ => None,
    }
}
