//! Reading: any WARC 0.17–1.1, compressed by record, as a whole, or not at all; truncated or broken.
//!
//! What cannot be read is an error of that record; the reader goes on where it can. Memory is bound
//! by [`Limits`].

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
    limits: Limits,
    over: bool,
}

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
            input: Counted { inner: input, at: 0 },
            ready: std::collections::VecDeque::new(),
            limits,
            over: false,
        }
    }

    fn next_record(&mut self) -> io::Result<Option<Record>> {
        if let Some(record) = self.ready.pop_front() {
            return Ok(Some(record));
        }
        skip_blank(&mut self.input)?;
        let mut offset = self.input.at;
        let start = self.input.fill_buf()?;
        if start.is_empty() {
            return Ok(None);
        }
        if !start.starts_with(&[0x1f]) {
            // A block longer than it says leaves its end standing before the next record.
            if offset > 0 && !start.starts_with(b"WARC/") {
                self.skip_to_record()?;
                offset = self.input.at;
            }
            let record = read_record(&mut self.input, self.limits)?;
            return Ok(record.map(|mut record| {
                record.offset = offset;
                record.length = self.input.at - offset;
                record
            }));
        }
        let outcome = self.unpack_member();
        let length = self.input.at - offset;
        for record in &mut self.ready {
            record.offset = offset;
            record.length = length;
        }
        match (outcome, self.ready.pop_front()) {
            // A member that breaks off still gives what stood before the break.
            (_, Some(record)) => Ok(Some(record)),
            (Err(error), None) => Err(error),
            (Ok(()), None) => self.next_record(),
        }
    }

    /// Passes over what is no record, line by line, up to a limit.
    fn skip_to_record(&mut self) -> io::Result<()> {
        const MOST: u64 = 1 << 20;
        let from = self.input.at;
        while self.input.at - from < MOST {
            let mut line = Vec::new();
            if self.input.by_ref().take(MOST).read_until(b'\n', &mut line)? == 0 {
                break;
            }
            if self.input.fill_buf()?.starts_with(b"WARC/") {
                break;
            }
        }
        Ok(())
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
        // After an error the place of the next record is not known.
        self.over = !matches!(next, Ok(Some(_)));
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

/// A reader that knows how far it has come.
struct Counted<R> {
    inner: R,
    at: u64,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.at += read as u64;
        Ok(read)
    }
}

impl<R: BufRead> BufRead for Counted<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.inner.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.at += amount as u64;
        self.inner.consume(amount);
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

    #[test]
    fn chunks_are_joined_where_they_are_chunks() {
        assert_eq!(join_chunks(b"3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n").unwrap(), b"abcde");
        assert_eq!(join_chunks(b"<html>"), None);
    }
}
