//! Lists of pages: a `.jsonl` file with one page a line, its text in the line or its file named there.
//!
//! A line may also be a report already, as `depeche read --json` prints it: it is taken as it is.
//! A line that is neither is refused by name, and the lines after it are read.

use std::io::{BufRead, Read};
use std::path::{Path, PathBuf};

use report::Report;
use report::read::{Context, LIMIT};
use serde::Deserialize;

use super::input::{Known, Opened, Refusal, Stream, Task, Tasks, broken, file, sniffed};

/// The longest line of a list: a page at its limit, escaped twice over.
const LONGEST_LINE: u64 = 4 * LIMIT as u64;

/// One line of a list of pages. Unknown keys are other tools' business.
#[derive(Debug, Deserialize)]
struct Listed {
    id: Id,
    url: Option<String>,
    language: Option<String>,
    published: Option<String>,
    content: Option<String>,
    file: Option<PathBuf>,
}

/// Lists number their pages as often as they name them.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Id {
    Name(String),
    Number(i64),
}

impl From<Id> for String {
    fn from(id: Id) -> Self {
        match id {
            Id::Name(name) => name,
            Id::Number(number) => number.to_string(),
        }
    }
}

/// The pages of a list, line by line.
pub fn tasks(name: &str, mut stream: Stream, folder: PathBuf) -> Tasks {
    let name = name.to_owned();
    let mut number = 0;
    let mut ended = false;
    Box::new(std::iter::from_fn(move || {
        while !ended {
            number += 1;
            let mut line = Vec::new();
            let refuse = |why: String| Some(Err(Refusal::new(format!("{name}:{number}"), why)));
            match (&mut stream).take(LONGEST_LINE).read_until(b'\n', &mut line) {
                Ok(0) => return None,
                Ok(read) if read as u64 == LONGEST_LINE && !line.ends_with(b"\n") => {
                    ended = stream.skip_until(b'\n').is_err();
                    return refuse(format!("is longer than {} MiB; it was passed over", LONGEST_LINE >> 20));
                }
                Ok(_) => {}
                Err(error) => {
                    ended = true;
                    return refuse(broken(&error));
                }
            }
            if !line.trim_ascii().is_empty() {
                return Some(Ok(Task::Line(format!("{name}:{number}"), line, folder.clone())));
            }
        }
        None
    }))
}

/// Opens the page of one line. Files are named relative to `folder`.
pub fn opened(name: &str, json: &[u8], folder: &Path, known: &Known) -> Result<Opened, Refusal> {
    let listed: Listed = serde_json::from_slice(json).map_err(|error| {
        let form = r#"{"id": …, "url": …, "content": … or "file": …}"#;
        Refusal::new(name, format!("is not a page of a list, {form} ({error})"))
    })?;
    let source = String::from(listed.id);
    let mut opened = match (listed.content, listed.file) {
        (Some(content), _) => {
            let bytes = content.into_bytes();
            Opened {
                context: Context::default(),
                nature: sniffed(&bytes),
                bytes,
                // The list was decoded already, whatever the page says of itself.
                content_type: Some("text/html; charset=utf-8".into()),
                complaints: Vec::new(),
            }
        }
        (None, Some(path)) => file(&folder.join(path), &Known::default())
            .map_err(|refusal| Refusal::new(format!("{name} ({source})"), refusal.to_string()))?,
        (None, None) => {
            return Err(Refusal::new(name, format!("page {source} has neither \"content\" nor \"file\"")));
        }
    };
    opened.context = Context {
        source,
        url: known.url.clone().or(listed.url),
        language: known.language.clone().or(listed.language),
        published: listed.published,
    };
    Ok(opened)
}

/// What a line of a list calls its page; nothing if it is no such line.
pub fn source(json: &[u8]) -> Option<String> {
    #[derive(Deserialize)]
    struct Named {
        id: Option<Id>,
        source: Option<String>,
    }
    let named: Named = serde_json::from_slice(json).ok()?;
    named.id.map(String::from).or(named.source)
}

/// The report that a line is already: a line of what `depeche read --json` printed.
pub fn report(json: &[u8]) -> Option<Report> {
    // Looked for first, since lists of pages are long and a report says what it is.
    memchr::memmem::find(json, b"\"statements\"")?;
    serde_json::from_slice(json).ok()
}

#[cfg(test)]
mod tests {
    use super::super::input::{self, Nature};
    use super::*;

    #[test]
    fn a_bad_line_of_a_list_is_named_and_the_others_come() {
        let list: &[u8] =
            b"{\"id\": \"a\", \"content\": \"Bonjour.\"}\n\nnonsense\n{\"id\": 7, \"content\": \"<p>Oui\"}\n";
        let known = Known::default();
        let read: Vec<_> = tasks("l.jsonl", Box::new(list), PathBuf::new())
            .map(|task| task.and_then(|task| input::opened(task, &known)))
            .collect();
        assert_eq!(read.len(), 3);
        assert_eq!(read[0].as_ref().unwrap().context.source, "a");
        assert!(read[1].as_ref().unwrap_err().to_string().starts_with("l.jsonl:3: "));
        let last = read[2].as_ref().unwrap();
        assert_eq!((last.context.source.as_str(), last.nature), ("7", Nature::Html));
    }

    #[test]
    fn a_line_without_end_costs_itself_alone() {
        let long = std::io::repeat(b'x').take(LONGEST_LINE + 9);
        let list = std::io::BufReader::new(long.chain(&b"\n{\"id\": 2, \"content\": \"Oui.\"}\n"[..]));
        let read: Vec<_> = tasks("l.jsonl", Box::new(list), PathBuf::new()).collect();
        assert_eq!(read.len(), 2);
        assert!(read[0].as_ref().unwrap_err().to_string().starts_with("l.jsonl:1: is longer than"));
        assert!(matches!(&read[1], Ok(Task::Line(name, ..)) if name == "l.jsonl:2"));
    }

    #[test]
    fn a_line_may_be_a_report() {
        let read = report::read::read_text("“No,” said Ada Brandt.", &Context::default());
        let line = serde_json::to_vec(&read).unwrap();
        assert_eq!(report(&line), Some(read));
        assert_eq!(report(br#"{"id": 1, "content": "the \"statements\" of the day"}"#), None);
    }
}
