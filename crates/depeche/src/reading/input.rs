//! What stands on the command line of `depeche read`, as pages to read.
//!
//! An argument is a file (HTML, plain text, either of them gzipped), a list of pages (`.jsonl`), a
//! WARC archive, a folder of any of these, an http(s) address, or `-` for standard input. Folders,
//! lists and archives are walked as they are read and never held whole. What cannot be opened is a [`Refusal`] that names the input
//! and the remedy; what could be opened in part is read in part, with a complaint.

use std::fmt;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use flate2::bufread::MultiGzDecoder;
use report::read::{Context, LIMIT};

use super::{folder, list};

/// How much of a file without a telling name is looked at.
const SNIFFED: usize = 4096;

/// An input that could not be opened: what it was, why, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The input as the reader named it.
    pub input: String,
    /// Reason and remedy.
    pub why: String,
}

impl Refusal {
    /// A refusal of an input.
    pub fn new(input: impl Into<String>, why: impl Into<String>) -> Self {
        Self { input: input.into(), why: why.into() }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.input, self.why)
    }
}

/// What the command line says of every input.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Address of the page, if given.
    pub url: Option<String>,
    /// Language, if given.
    pub language: Option<String>,
    /// The way to the web.
    pub web: super::address::Web,
}

/// How the bytes of an input are to be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nature {
    /// A web page.
    Html,
    /// Plain text.
    Text,
}

/// One page, opened.
#[derive(Clone, Debug)]
pub struct Opened {
    /// What is known of it.
    pub context: Context,
    /// How to take the bytes.
    pub nature: Nature,
    /// The bytes, at most [`LIMIT`].
    pub bytes: Vec<u8>,
    /// The HTTP header `Content-Type`, or what stands for it.
    pub content_type: Option<String>,
    /// What went wrong on the way.
    pub complaints: Vec<String>,
}

/// One page still to be opened: small enough to wait in a queue.
#[derive(Debug)]
pub enum Task {
    /// A file, to be opened by whoever reads it.
    File(PathBuf),
    /// An address to fetch.
    Address(String),
    /// A line of a list: its name ("list.jsonl:7"), its JSON, the folder its files are relative to.
    Line(String, Vec<u8>, PathBuf),
    /// A page already here: from standard input or an archive.
    Here(Box<Opened>),
}

/// Tasks of one argument, found as they are asked for.
pub type Tasks = Box<dyn Iterator<Item = Result<Task, Refusal>> + Send>;

impl Task {
    /// What its report will call its source, as far as that is known before it is opened.
    pub fn source(&self) -> Option<String> {
        match self {
            Self::File(path) => Some(path.display().to_string()),
            Self::Address(address) => Some(address.clone()),
            Self::Line(_, json, _) => list::source(json),
            Self::Here(opened) => Some(opened.context.source.clone()),
        }
    }
}

/// The pages behind all arguments, in order.
pub fn all<'a>(
    arguments: &'a [String],
    known: &'a Known,
) -> impl Iterator<Item = Result<Task, Refusal>> + Send + use<'a> {
    arguments.iter().flat_map(|argument| tasks(argument, known))
}

/// The pages behind one argument.
pub fn tasks(argument: &str, known: &Known) -> Tasks {
    let one = |result: Result<Tasks, Refusal>| match result {
        Ok(tasks) => tasks,
        Err(refusal) => Box::new(std::iter::once(Err(refusal))),
    };
    if argument == "-" {
        return one(standard_input(known));
    }
    if is_address(argument) {
        return Box::new(std::iter::once(Ok(Task::Address(argument.to_owned()))));
    }
    match Named::of(argument) {
        _ if Path::new(argument).is_dir() => folder::tasks(argument, known),
        Named::Lines => one(open(argument).map(|stream| list::tasks(argument, stream, beside(argument)))),
        Named::Warc => one(raw(argument).map(|stream| super::warc::tasks(argument, stream, known))),
        _ if argument.contains("://") && !Path::new(argument).exists() => one(Err(Refusal::new(
            argument,
            "of addresses only http and https ones are read; fetch it first and give the file",
        ))),
        _ => Box::new(std::iter::once(Ok(Task::File(argument.into())))),
    }
}

/// Whether an argument is an http(s) address rather than a file.
pub fn is_address(argument: &str) -> bool {
    let scheme = argument.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
    matches!(scheme.as_deref(), Some("http" | "https"))
}

/// The folder in which an argument lies.
fn beside(argument: &str) -> PathBuf {
    Path::new(argument).parent().map(Path::to_owned).unwrap_or_default()
}

/// What a file's name says of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    /// A web page.
    Html,
    /// Plain text.
    Text,
    /// A list of pages.
    Lines,
    /// A web archive.
    Warc,
    /// Nothing.
    Unsaid,
}

impl Named {
    /// What the ending says, one `.gz` aside.
    pub fn of(name: &str) -> Self {
        let name = name.to_ascii_lowercase();
        let name = name.strip_suffix(".gz").unwrap_or(&name);
        match Path::new(name).extension().and_then(|extension| extension.to_str()) {
            Some("html" | "htm" | "xhtml" | "shtml") => Self::Html,
            Some("txt" | "text") => Self::Text,
            Some("jsonl" | "ndjson") => Self::Lines,
            Some("warc") => Self::Warc,
            _ => Self::Unsaid,
        }
    }
}

/// Opens one task that a queue held.
pub fn opened(task: Task, known: &Known) -> Result<Opened, Refusal> {
    match task {
        Task::File(path) => file(&path, known),
        Task::Line(name, json, folder) => list::opened(&name, &json, &folder, known),
        Task::Here(opened) => Ok(*opened),
        Task::Address(address) => super::address::fetch(&address, known),
    }
}

/// A stream of bytes to be walked by another thread.
pub type Stream = Box<dyn BufRead + Send>;

/// A file as a stream, gunzipped if its bytes say so, whatever its name says.
fn open(argument: &str) -> Result<Stream, Refusal> {
    unzipped(raw(argument)?).map_err(|error| Refusal::new(argument, remedy(&error)))
}

/// A file as a stream of its own bytes.
fn raw(argument: &str) -> Result<Stream, Refusal> {
    let path = Path::new(argument);
    let refuse = |error: io::Error| Refusal::new(argument, remedy(&error));
    let file = File::open(path).map_err(refuse)?;
    Ok(Box::new(BufReader::with_capacity(64 << 10, file)))
}

fn unzipped(mut stream: impl BufRead + Send + 'static) -> io::Result<Stream> {
    let zipped = stream.fill_buf()?.starts_with(&[0x1f, 0x8b]);
    Ok(if zipped { Box::new(BufReader::new(MultiGzDecoder::new(stream))) } else { Box::new(stream) })
}

/// What the system says, and what to do about it.
fn remedy(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file; check the spelling, or give an http(s) address".into(),
        io::ErrorKind::PermissionDenied => {
            "may not be read; change its permissions, or read it as its owner".into()
        }
        _ => format!("cannot be read: {error}"),
    }
}

/// The bytes of a stream up to the limit. A stream that breaks gives what came before.
fn bytes(stream: &mut dyn Read, complaints: &mut Vec<String>) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    match stream.take(LIMIT as u64 + 1).read_to_end(&mut bytes) {
        Ok(_) => {}
        Err(error) if bytes.is_empty() => return Err(error),
        Err(error) => {
            complaints.push(format!(
                "damaged: the file ends early ({error}); the first {} bytes were read",
                bytes.len()
            ));
        }
    }
    if bytes.len() > LIMIT {
        bytes.truncate(LIMIT);
        bytes.shrink_to_fit();
        complaints.push(format!("cut: only the first {} MiB were read", LIMIT >> 20));
    }
    Ok(bytes)
}

/// Opens a file that holds one page.
pub fn file(path: &Path, known: &Known) -> Result<Opened, Refusal> {
    let name = path.display().to_string();
    let mut stream = open(&name)?;
    let mut complaints = Vec::new();
    let bytes = bytes(&mut stream, &mut complaints).map_err(|error| Refusal::new(&name, broken(&error)))?;
    let nature = nature(Named::of(&name), &name, &bytes)?;
    if bytes.is_empty() {
        complaints.push("empty: there is nothing to read in 0 bytes".into());
    }
    let context = Context {
        source: name,
        url: known.url.clone(),
        language: known.language.clone(),
        ..Context::default()
    };
    Ok(Opened { context, nature, bytes, content_type: None, complaints })
}

/// What to do about a stream that breaks.
pub fn broken(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => {
            format!("damaged gzip, nothing could be read ({error}); fetch or copy the file again")
        }
        _ => remedy(error),
    }
}

/// What the bytes are; a refusal if they are no text at all.
fn nature(named: Named, name: &str, bytes: &[u8]) -> Result<Nature, Refusal> {
    if let Some(what) = binary(bytes) {
        return Err(Refusal::new(name, format!("is {what}, not a page; give its HTML or plain text")));
    }
    Ok(match named {
        Named::Html => Nature::Html,
        Named::Text => Nature::Text,
        _ => sniffed(bytes),
    })
}

/// What bytes without any name are; a refusal if they are no text at all.
pub fn nature_of(name: &str, bytes: &[u8]) -> Result<Nature, Refusal> {
    nature(Named::Unsaid, name, bytes)
}

/// HTML if the beginning holds a tag that begins a page, else text.
pub fn sniffed(bytes: &[u8]) -> Nature {
    let head = bytes[..bytes.len().min(SNIFFED)].to_ascii_lowercase();
    let begins =
        head.iter().position(|byte| !byte.is_ascii_whitespace() && !matches!(byte, 0xef | 0xbb | 0xbf));
    let tag = begins.is_some_and(|at| {
        head[at] == b'<'
            && head.get(at + 1).is_some_and(|next| next.is_ascii_alphabetic() || matches!(next, b'!' | b'?'))
    });
    let page = [&b"<!doctype"[..], b"<html", b"<head", b"<body", b"</p>", b"</div>"];
    if tag || page.iter().any(|tag| memchr::memmem::find(&head, tag).is_some()) {
        Nature::Html
    } else {
        Nature::Text
    }
}

/// What bytes that are no text seem to be.
fn binary(bytes: &[u8]) -> Option<&'static str> {
    const KNOWN: [(&[u8], &str); 12] = [
        (b"%PDF-", "a PDF file"),
        (b"\x89PNG", "a PNG picture"),
        (b"\xff\xd8\xff", "a JPEG picture"),
        (b"GIF8", "a GIF picture"),
        (b"PK\x03\x04", "a ZIP archive or an office document"),
        (b"\x7fELF", "a program"),
        (b"RIFF", "a sound, film or picture file"),
        (b"OggS", "a sound file"),
        (b"SQLite format 3", "a database"),
        (b"\x28\xb5\x2f\xfd", "a zstd archive"),
        (b"BZh", "a bzip2 archive"),
        (b"\xfd7zXZ", "an xz archive"),
    ];
    if let Some((_, what)) = KNOWN.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Some(what);
    }
    let wide = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
    let head = &bytes[..bytes.len().min(SNIFFED)];
    let control = |byte: &u8| matches!(byte, 0..=8 | 14..=26 | 28..=31);
    let controls = head.iter().filter(|byte| control(byte)).count();
    // Broken pages hold stray control characters; in other files they are everywhere.
    (!wide && controls * 50 > head.len()).then_some("a binary file")
}

fn standard_input(known: &Known) -> Result<Tasks, Refusal> {
    const NAME: &str = "-";
    let refuse = |error: io::Error| Refusal::new(NAME, broken(&error));
    let mut stream = unzipped(BufReader::new(io::stdin())).map_err(refuse)?;
    let head = stream.fill_buf().map_err(refuse)?;
    if head.starts_with(b"WARC/") {
        return Ok(super::warc::tasks(NAME, stream, known));
    }
    let first = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
    if first.starts_with(b"{") && (first.len() == head.len() || list::source(first).is_some()) {
        return Ok(list::tasks(NAME, stream, PathBuf::new()));
    }
    let mut complaints = Vec::new();
    let bytes = bytes(&mut stream, &mut complaints).map_err(refuse)?;
    let nature = nature(Named::Unsaid, NAME, &bytes)?;
    if bytes.is_empty() {
        complaints.push("empty: nothing came from standard input".into());
    }
    let context = Context {
        source: NAME.into(),
        url: known.url.clone(),
        language: known.language.clone(),
        ..Context::default()
    };
    let opened = Opened { context, nature, bytes, content_type: None, complaints };
    Ok(Box::new(std::iter::once(Ok(Task::Here(Box::new(opened))))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_what_files_are() {
        assert_eq!(Named::of("a/B.HTML.gz"), Named::Html);
        assert_eq!(Named::of("a.warc.gz"), Named::Warc);
        assert_eq!(Named::of("pages.jsonl"), Named::Lines);
        assert_eq!(Named::of("README"), Named::Unsaid);
    }

    #[test]
    fn files_without_a_name_are_looked_at() {
        assert_eq!(sniffed(b"\n <!doctype html><p>"), Nature::Html);
        assert_eq!(sniffed(b"x < y, said the minister"), Nature::Text);
        assert_eq!(sniffed(b""), Nature::Text);
    }

    #[test]
    fn binaries_are_told_from_broken_pages() {
        assert_eq!(binary(b"%PDF-1.7 ..."), Some("a PDF file"));
        assert_eq!(binary(&[0; 64]), Some("a binary file"));
        let mut page = b"<p>".repeat(100);
        page[5] = 0;
        assert_eq!(binary(&page), None);
        assert_eq!(binary(b"\xff\xfe<\0p\0>\0"), None);
    }

    #[test]
    fn an_endless_stream_is_cut_with_a_complaint() {
        let mut complaints = Vec::new();
        let read = bytes(&mut io::repeat(b'a'), &mut complaints).unwrap();
        assert_eq!(read.len(), LIMIT);
        assert!(complaints[0].starts_with("cut"), "{complaints:?}");
    }

    #[test]
    fn a_stream_that_breaks_gives_what_came_before() {
        use std::io::Write;
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
        encoder.write_all(&b"<p>Bonjour.".repeat(20_000)).unwrap();
        let zipped = encoder.finish().unwrap();
        let half = io::Cursor::new(zipped[..zipped.len() / 2].to_vec());
        let mut complaints = Vec::new();
        let read = bytes(&mut unzipped(half).unwrap(), &mut complaints).unwrap();
        assert!(read.len() > 1000);
        assert!(complaints[0].starts_with("damaged"), "{complaints:?}");
    }
}
