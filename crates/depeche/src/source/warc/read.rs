//! Reading: any WARC 0.17–1.1, compressed by record, as a whole, or not at all; truncated or broken.
//!
//! What cannot be read is an error of that place; the reader goes on at the next record that begins
//! like one, so that damage costs its own record and no other. Memory is bound by [`Limits`].

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use flate2::bufread::GzDecoder;

/// How much of a record is taken in.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of a record's block; what is longer is cut and the record marked so. Default 64 MiB.
    pub block: u64,
    /// Bytes of a record's header. Default 64 KiB.
    pub header: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { block: 64 << 20, header: 64 << 10 }
    }
}

/// One record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// "WARC/1.1".
    pub version: String,
    /// Its headers, in order.
    pub headers: Vec<(String, String)>,
    /// Its block: for a response the HTTP message.
    pub block: Vec<u8>,
    /// First byte in the file: of the gzip member, or of the record where it is not compressed.
    pub offset: u64,
    /// Bytes up to the end of the member or of the record, without the line breaks between records.
    pub length: u64,
    /// Whether the block is shorter than its `Content-Length` says.
    pub truncated: bool,
}

/// The HTTP message in a response record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Http<'a> {
    /// The status.
    pub status: u16,
    /// The headers, in order.
    pub headers: Vec<(String, String)>,
    /// The body, its content coding left on, chunks left as they are.
    pub body: &'a [u8],
}

impl Record {
    /// A header by name.
    pub fn header(&self, name: &str) -> Option<&str> {
        find(&self.headers, name)
    }

    /// Puts a header in place of those of its name.
    pub(super) fn set(&mut self, name: &str, value: &str) {
        self.headers.retain(|(key, _)| !key.eq_ignore_ascii_case(name));
        self.headers.push((name.to_owned(), value.to_owned()));
    }

    /// `WARC-Type`, or nothing.
    pub fn kind(&self) -> &str {
        self.header("WARC-Type").unwrap_or_default()
    }

    /// `WARC-Target-URI`, without the angle brackets some tools put around it.
    pub fn target(&self) -> Option<&str> {
        let uri = self.header("WARC-Target-URI")?;
        Some(uri.strip_prefix('<').and_then(|uri| uri.strip_suffix('>')).unwrap_or(uri))
    }

    /// What `WARC-Payload-Digest` speaks of: the body of an HTTP message, else the block.
    pub fn payload(&self) -> &[u8] {
        let http =
            self.header("Content-Type").is_some_and(|kind| kind.trim_start().starts_with("application/http"));
        let at = if http { end_of_header(&self.block).unwrap_or_default() } else { 0 };
        &self.block[at..]
    }

    /// The HTTP response inside, if there is one.
    pub fn http(&self) -> Option<Http<'_>> {
        let at = end_of_header(&self.block)?;
        let text = String::from_utf8_lossy(&self.block[..at]);
        let (first, rest) = text.split_once('\n').unwrap_or((&text, ""));
        let mut words = first.split_ascii_whitespace();
        if !words.next()?.starts_with("HTTP/") {
            return None;
        }
        let status = words.next()?.parse().ok()?;
        Some(Http { status, headers: fields(rest), body: &self.block[at..] })
    }
}

impl Http<'_> {
    /// A header by name.
    pub fn header(&self, name: &str) -> Option<&str> {
        find(&self.headers, name)
    }

    /// The body with its chunks joined, where the archive kept them.
    pub fn dechunked(&self) -> Vec<u8> {
        let chunked = self
            .header("Transfer-Encoding")
            .is_some_and(|coding| coding.to_ascii_lowercase().contains("chunked"));
        if chunked && let Some(joined) = join_chunks(self.body) { joined } else { self.body.to_vec() }
    }
}

/// Walks the records of a WARC.
pub struct Reader<R: BufRead> {
    input: Counted<R>,
    /// Records of a member that holds several, already unpacked.
    ready: std::collections::VecDeque<Record>,
    /// What broke the member off that those records stood in.
    torn: Option<io::Error>,
    /// Whether records are compressed: how the next one is told after damage.
    zipped: bool,
    limits: Limits,
    over: bool,
}

/// How a compressed record begins: a gzip member of deflate.
const MEMBER: &[u8] = &[0x1f, 0x8b, 8];
/// How a plain record begins, on a line of its own.
const VERSION: &[u8] = b"WARC/";

impl Reader<BufReader<File>> {
    /// Opens a file.
    pub fn open(path: &Path, limits: Limits) -> io::Result<Self> {
        Ok(Self::new(BufReader::with_capacity(1 << 16, File::open(path)?), limits))
    }
}

impl<R: BufRead> Reader<R> {
    /// Reads from anywhere.
    pub fn new(input: R, limits: Limits) -> Self {
        Self {
            input: Counted::new(input),
            ready: std::collections::VecDeque::new(),
            torn: None,
            zipped: false,
            limits,
            over: false,
        }
    }

    fn next_record(&mut self) -> io::Result<Option<Record>> {
        if let Some(record) = self.ready.pop_front() {
            return Ok(Some(record));
        }
        if let Some(error) = self.torn.take() {
            return Err(error);
        }
        skip_blank(&mut self.input)?;
        let mut offset = self.input.at;
        let start = self.input.fill_buf()?;
        if start.is_empty() {
            return Ok(None);
        }
        if start.starts_with(&MEMBER[..1]) {
            self.zipped = true;
            return self.next_member(offset);
        }
        if offset > 0 && !start.starts_with(VERSION) {
            if self.zipped {
                return Err(placed(offset, &invalid("no record begins here")));
            }
            // A block longer than it says leaves its end standing before the next record.
            if !self.seek_record()? {
                return Ok(None);
            }
            offset = self.input.at;
        }
        let record = read_record(&mut self.input, self.limits).map_err(|error| placed(offset, &error))?;
        Ok(record.map(|mut record| {
            record.offset = offset;
            record.length = self.input.at - offset;
            record
        }))
    }

    /// The first record of the gzip member at hand. A member that breaks off still gives what stood
    /// before the break, and then the break.
    fn next_member(&mut self, offset: u64) -> io::Result<Option<Record>> {
        self.input.remember();
        self.torn = self.unpack_member().err().map(|error| placed(offset, &error));
        let length = self.input.at - offset;
        if self.torn.is_some() {
            // Torn members unpack into the next: it is looked for from where this one began.
            self.input.go_back();
            self.input.consume(1);
        }
        for record in &mut self.ready {
            record.offset = offset;
            record.length = length;
        }
        self.next_record()
    }

    /// Passes over bytes up to what begins like a record; false if nothing does.
    fn seek_record(&mut self) -> io::Result<bool> {
        if self.zipped {
            return self.input.seek_to(MEMBER[0], &MEMBER[1..], MEMBER);
        }
        self.input.seek_to(b'\n', VERSION, VERSION)
    }

    /// The next record that can be read after damage.
    fn next_whole(&mut self) -> Option<Record> {
        while self.seek_record().ok()? {
            self.torn = None;
            if let Ok(record) = self.next_record() {
                return record;
            }
        }
        None
    }

    /// Unpacks one gzip member to its end, so that the input stands at the next.
    fn unpack_member(&mut self) -> io::Result<()> {
        let mut member = BufReader::with_capacity(1 << 15, GzDecoder::new(&mut self.input));
        loop {
            skip_blank(&mut member)?;
            if member.fill_buf()?.is_empty() {
                return Ok(());
            }
            match read_record(&mut member, self.limits)? {
                Some(record) => self.ready.push_back(record),
                None => return Ok(()),
            }
        }
    }
}

impl<R: BufRead> Iterator for Reader<R> {
    type Item = io::Result<Record>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.over {
            return None;
        }
        let next = self.next_record();
        if next.is_err() {
            // What only begins like a record and is none is part of the same damage.
            let onward = self.next_whole();
            self.over = onward.is_none();
            self.ready.extend(onward);
        } else {
            self.over = matches!(next, Ok(None));
        }
        next.transpose()
    }
}

/// Reads the one record that lies at an offset.
pub fn read_at(path: &Path, offset: u64, limits: Limits) -> io::Result<Record> {
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(offset))?;
    let mut record = Reader::new(BufReader::new(file), limits)
        .next()
        .ok_or_else(|| io::Error::new(io::ErrorKind::UnexpectedEof, "no record lies there"))??;
    record.offset = offset;
    Ok(record)
}

/// Reads one record; `None` at the end of the input.
fn read_record<R: BufRead>(input: &mut R, limits: Limits) -> io::Result<Option<Record>> {
    let mut header = Vec::new();
    let mut limited = input.by_ref().take(limits.header);
    loop {
        let before = header.len();
        if limited.read_until(b'\n', &mut header)? == 0 {
            if header.is_empty() {
                return Ok(None);
            }
            break;
        }
        if header[before..].trim_ascii().is_empty() {
            break;
        }
    }
    let text = String::from_utf8_lossy(&header);
    let (version, rest) = text.split_once('\n').unwrap_or((&text, ""));
    if !version.starts_with("WARC/") {
        let shown: String = version.chars().take(40).collect();
        return Err(invalid(&format!("expected a WARC record, found {shown:?}")));
    }
    let mut record =
        Record { version: version.trim().to_owned(), headers: fields(rest), ..Record::default() };
    let length: u64 = record
        .header("Content-Length")
        .and_then(|value| value.trim().parse().ok())
        .ok_or_else(|| invalid("a record has no Content-Length"))?;
    // Room at once, so that the block is unpacked into its place; what a record merely claims gets little.
    record.block.reserve_exact(length.min(limits.block).min(1 << 20) as usize);
    let read = input.by_ref().take(length.min(limits.block)).read_to_end(&mut record.block);
    let skipped = match read {
        Ok(_) => io::copy(&mut input.by_ref().take(length.saturating_sub(limits.block)), &mut io::sink()),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(0),
        Err(error) => return Err(error),
    };
    record.truncated = skipped.is_err() || (record.block.len() as u64) < length;
    Ok(Some(record))
}

/// Passes over the line breaks between records.
fn skip_blank<R: BufRead>(input: &mut R) -> io::Result<()> {
    loop {
        let buffer = input.fill_buf()?;
        let blank = buffer.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let all = blank == buffer.len();
        input.consume(blank);
        if !all || blank == 0 {
            return Ok(());
        }
    }
}

/// Header lines, folded lines joined.
fn fields(text: &str) -> Vec<(String, String)> {
    let mut out: Vec<(String, String)> = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = out.last_mut() {
                value.push(' ');
                value.push_str(line.trim());
            }
        } else if let Some((name, value)) = line.split_once(':') {
            out.push((name.trim().to_owned(), value.trim().to_owned()));
        }
    }
    out
}

fn find<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

/// Where an HTTP header ends and its body begins.
fn end_of_header(block: &[u8]) -> Option<usize> {
    let crlf = memchr::memmem::find(block, b"\r\n\r\n").map(|at| at + 4);
    let lf = memchr::memmem::find(block, b"\n\n").map(|at| at + 2);
    match (crlf, lf) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b).or(Some(block.len())),
    }
}

/// Joins chunks; `None` if these are none (archives often name the coding and keep the plain body).
fn join_chunks(mut body: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(body.len());
    loop {
        let line_end = memchr::memchr(b'\n', body)?;
        let line = std::str::from_utf8(&body[..line_end]).ok()?;
        let size = usize::from_str_radix(line.split(';').next()?.trim(), 16).ok()?;
        body = &body[line_end + 1..];
        if size == 0 {
            return Some(out);
        }
        if size > body.len() {
            // Cut off in mid-chunk: what there is, is there.
            out.extend_from_slice(body);
            return Some(out);
        }
        out.extend_from_slice(&body[..size]);
        body = body[size..].strip_prefix(b"\r\n").or_else(|| body[size..].strip_prefix(b"\n"))?;
        if body.is_empty() {
            return Some(out);
        }
    }
}

fn invalid(message: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, message)
}

/// An error that says where.
fn placed(offset: u64, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("at byte {offset}: {error}"))
}

/// A reader that knows how far it has come, can go to where a record begins, and a little way back.
struct Counted<R> {
    inner: R,
    at: u64,
    /// Bytes to be read again, before those of `inner`, and how many of them were.
    ahead: Vec<u8>,
    reread: usize,
    /// Bytes read since [`Self::remember`], while they are few.
    kept: Option<Vec<u8>>,
    /// Bytes that were gone back over: no more than were read, so that damage costs no more time than size.
    again: u64,
}

/// Most bytes that are gone back over at once.
const BACK: usize = 1 << 20;

impl<R: BufRead> Counted<R> {
    fn new(inner: R) -> Self {
        Self { inner, at: 0, ahead: Vec::new(), reread: 0, kept: None, again: 0 }
    }

    /// Keeps what is read from here on, to be gone back over.
    fn remember(&mut self) {
        self.kept.get_or_insert_default().clear();
    }

    /// Back to where [`Self::remember`] was called, if that is near enough.
    fn go_back(&mut self) {
        let Some(kept) = self.kept.take() else { return };
        self.again += kept.len() as u64;
        if self.again <= self.at + BACK as u64 {
            self.give_back(&kept);
        }
    }

    /// Puts bytes before those to be read.
    fn give_back(&mut self, bytes: &[u8]) {
        self.ahead.splice(..self.reread, bytes.iter().copied());
        self.reread = 0;
        self.at -= bytes.len() as u64;
    }

    /// Passes over everything before the next `first` and `rest` in a row. What is `found` is left to
    /// be read. The first byte stands in `rest` nowhere, so that no place is looked at twice.
    fn seek_to(&mut self, first: u8, rest: &[u8], found: &[u8]) -> io::Result<bool> {
        self.kept = None;
        let mut matched = 0;
        loop {
            let buffer = self.fill_buf()?;
            if buffer.is_empty() {
                return Ok(false);
            }
            let begins = buffer[0] == first;
            let step = match matched {
                0 => memchr::memchr(first, buffer).map_or(buffer.len(), |at| at + 1),
                _ => 1,
            };
            matched = match matched {
                0 => usize::from(buffer[step - 1] == first),
                _ if buffer[0] == rest[matched - 1] => matched + 1,
                _ => usize::from(begins),
            };
            self.consume(step);
            if matched == 1 + rest.len() {
                self.give_back(found);
                return Ok(true);
            }
        }
    }
}

impl<R: BufRead> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(buffer)?;
        self.consume(read);
        Ok(read)
    }
}

impl<R: BufRead> BufRead for Counted<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.reread < self.ahead.len() { Ok(&self.ahead[self.reread..]) } else { self.inner.fill_buf() }
    }

    fn consume(&mut self, amount: usize) {
        if amount == 0 {
            return;
        }
        self.at += amount as u64;
        let again = self.reread < self.ahead.len();
        if let Some(mut kept) = self.kept.take()
            && kept.len() + amount <= BACK
            && let Ok(read) = self.fill_buf()
        {
            kept.extend_from_slice(&read[..amount.min(read.len())]);
            self.kept = Some(kept);
        }
        if again {
            self.reread = (self.reread + amount).min(self.ahead.len());
        } else {
            self.inner.consume(amount);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO: &str = "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: <https://news.example/>\r\n\
        Content-Length: 51\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n\r\n\r\nWARC/1.0\r\n\
        WARC-Type: metadata\r\nContent-Length: 2\r\n\r\nhi\r\n\r\n";

    fn read(bytes: &[u8]) -> Vec<io::Result<Record>> {
        Reader::new(bytes, Limits::default()).collect()
    }

    #[test]
    fn plain_files_are_walked_with_their_offsets() {
        let records = read(TWO.as_bytes());
        let second = records[1].as_ref().unwrap();
        assert_eq!(records.len(), 2);
        assert_eq!(records[0].as_ref().unwrap().target(), Some("https://news.example/"));
        assert_eq!(&TWO[second.offset as usize..][..8], "WARC/1.0");
        assert_eq!(second.block, b"hi");
    }

    #[test]
    fn truncated_and_foreign_files_end_without_harm() {
        for cut in 0..TWO.len() {
            let _ = read(&TWO.as_bytes()[..cut]);
        }
        let cut = read(&TWO.as_bytes()[..TWO.len() - 5]);
        assert!(cut[1].as_ref().unwrap().truncated);
        assert!(read(b"<html>not an archive</html>")[0].is_err());
        assert!(read(&[0x1f, 0x8b, 8, 0, 1, 2, 3])[0].is_err());
        assert!(read(b"WARC/1.0\r\nContent-Length: 99999999999999\r\n\r\nx")[0].as_ref().unwrap().truncated);
    }

    #[test]
    fn a_block_longer_than_it_says_costs_no_record() {
        let records = read(TWO.replace("Content-Length: 51", "Content-Length: 44").as_bytes());
        assert_eq!(records.len(), 2);
        assert_eq!(records[1].as_ref().unwrap().block, b"hi");
    }

    /// A compressed archive of pages 0, 1 and 2, its records one by one.
    fn zipped() -> [Vec<u8>; 3] {
        [0, 1, 2].map(|number| {
            use std::io::Write as _;
            let body = format!("page {number} ").repeat(200);
            let length = body.len();
            let mut member = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            let target = format!("WARC-Target-URI: https://news.example/{number}");
            write!(member, "WARC/1.1\r\n{target}\r\nContent-Length: {length}\r\n\r\n{body}\r\n\r\n").unwrap();
            member.finish().unwrap()
        })
    }

    /// The pages read, and what was said of those that were not.
    fn told(bytes: &[u8]) -> (Vec<String>, Vec<String>) {
        let (pages, faults): (Vec<_>, Vec<_>) = read(bytes).into_iter().partition(Result::is_ok);
        let pages = pages.into_iter().flatten();
        let page =
            |record: Record| record.target().and_then(|target| target.get(21..)).unwrap_or("?").to_owned();
        (pages.map(page).collect(), faults.into_iter().map(|fault| fault.unwrap_err().to_string()).collect())
    }

    #[test]
    fn damage_between_members_is_told_and_costs_no_record() {
        let [one, two, three] = zipped();
        let junk = b"\x1f\x8b\x08 not a member \x1f\x8b \x1f";
        let (pages, faults) = told(&[&one[..], b"stray bytes", junk, &two, &three].concat());
        assert_eq!(pages, ["0", "1", "2"]);
        assert_eq!(faults, [format!("at byte {}: no record begins here", one.len())]);
    }

    #[test]
    fn a_damaged_member_costs_itself_alone() {
        let [one, two, three] = zipped();
        for at in 0..two.len() {
            let mut torn = two.clone();
            torn[at] ^= 0xff;
            let (pages, faults) = told(&[&one[..], &torn, &three].concat());
            // What the header of a member says of time and system is nobody's loss.
            assert!(!faults.is_empty() || (4..10).contains(&at), "byte {at}");
            assert!(pages.first().is_some_and(|page| page == "0"), "byte {at}");
            assert!(pages.last().is_some_and(|page| page == "2"), "byte {at}: {pages:?}");
        }
        let (pages, faults) = told(&[&one[..], &two[..two.len() / 2], &three].concat());
        assert_eq!((pages.first().unwrap().as_str(), pages.last().unwrap().as_str()), ("0", "2"));
        assert_eq!(faults.len(), 1);
    }

    #[test]
    fn an_archive_that_ends_early_says_so_behind_what_stood_before() {
        let all = zipped().concat();
        let (pages, faults) = told(&all[..all.len() - 9]);
        assert_eq!((pages.len(), faults.len()), (3, 1));
        let whole = b"WARC/1.1\r\nContent-Length: none\r\n\r\nhi\r\n\r\n".as_slice();
        let records = read(&[whole, TWO.as_bytes()].concat());
        assert!(records[0].is_err() && records.len() == 3);
    }

    #[test]
    fn chunks_are_joined_where_they_are_chunks() {
        assert_eq!(join_chunks(b"3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n").unwrap(), b"abcde");
        assert_eq!(join_chunks(b"<html>"), None);
    }
}
