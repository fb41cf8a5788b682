//! Writing: one gzip member a record, appended, its place returned.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use flate2::{Compression, GzBuilder};
use jiff::Timestamp;

use sha2::Digest as _;

use super::{Record, revisit, sha256};
use crate::hex::hex;

/// A file is closed and the next begun once it is longer than this: 1 GB, the custom of web archives.
const ROTATE_AT: u64 = 1_000_000_000;

/// A response as it came over the wire, its transfer coding taken off, its content coding left on.
#[derive(Clone, Copy, Debug)]
pub struct Response<'a> {
    /// The address asked for.
    pub url: &'a str,
    /// When it was fetched.
    pub fetched: Timestamp,
    /// The HTTP status.
    pub status: u16,
    /// The headers, in order.
    pub headers: &'a [(String, String)],
    /// The body as sent.
    pub body: &'a [u8],
}

/// Where a record lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Name of the file in its folder.
    pub file: String,
    /// First byte of the record's gzip member.
    pub offset: u64,
    /// Bytes of the member.
    pub length: u64,
    /// SHA-256 of the body as sent: `sha256:` and hexadecimal digits.
    pub digest: String,
}

/// Appends records to the WARC files of one folder.
#[derive(Debug)]
pub struct Writer {
    folder: PathBuf,
    open: Option<(String, File)>,
    software: String,
}

impl Writer {
    /// A writer for a folder, which is made if it is not there. Writes nothing yet.
    pub fn new(folder: &Path, software: &str) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        Ok(Self { folder: folder.to_owned(), open: None, software: software.to_owned() })
    }

    /// Appends a response and returns once it is with the operating system.
    ///
    /// If the disk is full the half-written member is cut off again, so that the file stays whole.
    pub fn keep(&mut self, response: &Response<'_>) -> io::Result<Kept> {
        let mut block = http_header(response);
        block.extend_from_slice(response.body);
        self.write(response, "response", "", &block)
    }

    /// Appends a revisit: the response's own headers, and where its body lies already. `earlier` is
    /// the response that has the same body, `file` the name of the file it lies in.
    pub fn keep_again(&mut self, response: &Response<'_>, earlier: &Record, file: &str) -> io::Result<Kept> {
        let mut more = format!("WARC-Profile: {}\r\n", revisit::PROFILE);
        for (name, value) in [
            ("WARC-Refers-To", earlier.header("WARC-Record-ID")),
            ("WARC-Refers-To-Target-URI", earlier.target()),
            ("WARC-Refers-To-Date", earlier.header("WARC-Date")),
            (revisit::FILENAME, Some(file)),
            (revisit::OFFSET, Some(earlier.offset.to_string().as_str())),
        ] {
            if let Some(value) = value {
                more.push_str(&format!("{name}: {}\r\n", one_line(value)));
            }
        }
        self.write(response, "revisit", &more, &http_header(response))
    }

    fn write(&mut self, response: &Response<'_>, kind: &str, more: &str, block: &[u8]) -> io::Result<Kept> {
        let payload = sha256(response.body);
        let digest = format!("sha256:{}", hex(&sha2::Sha256::digest(response.body)));
        let header = format!(
            "WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Record-ID: {}\r\nWARC-Date: {}\r\nWARC-Target-URI: {}\r\n\
             {more}WARC-Payload-Digest: {payload}\r\nWARC-Block-Digest: {}\r\n\
             Content-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n",
            record_id()?,
            date(response.fetched),
            one_line(response.url),
            sha256(block),
            block.len()
        );
        let (name, mut file) = self.take_file(response.fetched)?;
        let place = append(&mut file, header.as_bytes(), block);
        let kept = place.map(|(offset, length)| Kept { file: name.clone(), offset, length, digest });
        self.open = Some((name, file));
        kept
    }

    /// Makes sure that what was kept survives a loss of power.
    pub fn sync(&mut self) -> io::Result<()> {
        self.open.as_ref().map_or(Ok(()), |(_, file)| file.sync_data())
    }

    /// The file to append to: the open one, or a new one that begins with its `warcinfo`.
    fn take_file(&mut self, now: Timestamp) -> io::Result<(String, File)> {
        if let Some((name, file)) = self.open.take()
            && file.metadata()?.len() < ROTATE_AT
        {
            return Ok((name, file));
        }
        let stamp = now.strftime("%Y%m%d%H%M%S").to_string();
        for number in 0.. {
            let name = format!("{stamp}-{number:03}.warc.gz");
            match OpenOptions::new().append(true).create_new(true).open(self.folder.join(&name)) {
                Ok(mut file) => {
                    let begun =
                        opening(&self.software, &name, now).and_then(|member| add(&mut file, &member));
                    if let Err(error) = begun {
                        // Nothing is in it yet, and nothing would ever be.
                        let _ = fs::remove_file(self.folder.join(&name));
                        return Err(error);
                    }
                    return Ok((name, file));
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        unreachable!("some number is free")
    }
}

/// The record that opens a file, as its gzip member: who wrote it, and in which format.
pub fn opening(software: &str, name: &str, now: Timestamp) -> io::Result<Vec<u8>> {
    let block = format!(
        "software: {}\r\nformat: WARC File Format 1.1\r\nconformsTo: \
         http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\nrobots: obey\r\n",
        one_line(software)
    );
    let header = format!(
        "WARC/1.1\r\nWARC-Type: warcinfo\r\nWARC-Record-ID: {}\r\nWARC-Date: {}\r\nWARC-Filename: {}\r\n\
         WARC-Block-Digest: {}\r\nContent-Type: application/warc-fields\r\nContent-Length: {}\r\n\r\n",
        record_id()?,
        date(now),
        one_line(name),
        sha256(block.as_bytes()),
        block.len()
    );
    pack(header.as_bytes(), block.as_bytes())
}

/// A record as one gzip member.
fn pack(header: &[u8], block: &[u8]) -> io::Result<Vec<u8>> {
    let mut member = GzBuilder::new().write(Vec::new(), Compression::new(6));
    member.write_all(header)?;
    member.write_all(block)?;
    member.write_all(b"\r\n\r\n")?;
    member.finish()
}

fn append(file: &mut File, header: &[u8], block: &[u8]) -> io::Result<(u64, u64)> {
    add(file, &pack(header, block)?)
}

/// Appends a member; on failure cuts the file back to where it was.
fn add(file: &mut File, member: &[u8]) -> io::Result<(u64, u64)> {
    let offset = file.seek(SeekFrom::End(0))?;
    if let Err(error) = file.write_all(member) {
        file.set_len(offset)?;
        return Err(error);
    }
    Ok((offset, member.len() as u64))
}

/// The header of the response as HTTP/1.1 text. Headers that speak of the connection and no longer hold are
/// renamed, as other archives do.
fn http_header(response: &Response<'_>) -> Vec<u8> {
    let mut block = format!("HTTP/1.1 {} {}\r\n", response.status, reason(response.status)).into_bytes();
    for (name, value) in response.headers {
        let lower = name.to_ascii_lowercase();
        let stale =
            matches!(lower.as_str(), "transfer-encoding" | "content-length" | "connection" | "keep-alive");
        let prefix = if stale { "X-Archive-Orig-" } else { "" };
        block.extend(format!("{prefix}{}: {}\r\n", one_line(name), one_line(value)).bytes());
    }
    block.extend(format!("Content-Length: {}\r\n\r\n", response.body.len()).bytes());
    block
}

/// The words of the statuses one meets; the rest go without.
fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        203 => "Non-Authoritative Information",
        301 => "Moved Permanently",
        302 => "Found",
        304 => "Not Modified",
        404 => "Not Found",
        410 => "Gone",
        _ => "",
    }
}

fn date(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Header values from outside must not break out of their line.
fn one_line(value: &str) -> String {
    value.replace(['\r', '\n'], " ")
}

/// A fresh `<urn:uuid:…>` (version 4).
fn record_id() -> io::Result<String> {
    let mut bytes = [0u8; 16];
    getrandom::fill(&mut bytes).map_err(|error| io::Error::other(error.to_string()))?;
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex = hex(&bytes);
    Ok(format!("<urn:uuid:{}-{}-{}-{}-{}>", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]))
}

#[cfg(test)]
mod tests {
    use super::super::{Limits, Reader, digest_holds, read_at};
    use super::*;

    fn response(url: &'static str, body: &'static [u8]) -> Response<'static> {
        Response { url, fetched: Timestamp::UNIX_EPOCH, status: 200, headers: &[], body }
    }

    #[test]
    fn what_is_kept_is_read_back_from_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = Writer::new(folder.path(), "test/1").unwrap();
        let headers = [
            ("Content-Type".to_owned(), "text/html".to_owned()),
            ("Transfer-Encoding".to_owned(), "chunked".to_owned()),
        ];
        writer.keep(&response("https://news.example/1", b"one")).unwrap();
        let kept = writer
            .keep(&Response {
                headers: &headers,
                ..response("https://news.example/2", b"two \r\n\r\n lines")
            })
            .unwrap();
        let record = read_at(&folder.path().join(&kept.file), kept.offset, Limits::default()).unwrap();
        assert_eq!(record.target(), Some("https://news.example/2"));
        assert_eq!(record.length, kept.length);
        let http = record.http().unwrap();
        assert_eq!((http.status, http.body), (200, b"two \r\n\r\n lines".as_slice()));
        assert_eq!(http.header("content-type"), Some("text/html"));
        assert_eq!(http.header("transfer-encoding"), None);
        assert_eq!(digest_holds(record.header("WARC-Payload-Digest").unwrap(), http.body), Some(true));
        assert_eq!(digest_holds(record.header("WARC-Block-Digest").unwrap(), &record.block), Some(true));
        let all: Vec<_> = Reader::open(&folder.path().join(&kept.file), Limits::default()).unwrap().collect();
        assert_eq!(all.len(), 3);
        assert!(all.iter().all(Result::is_ok));
    }

    #[test]
    fn a_body_kept_already_is_kept_as_a_revisit() {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = Writer::new(folder.path(), "test/1").unwrap();
        let body = b"the same words ".repeat(1_000);
        let first = Response { body: &body, ..response("https://news.example/1", b"") };
        let first = writer.keep(&first).unwrap();
        let path = folder.path().join(&first.file);
        let earlier = read_at(&path, first.offset, Limits::default()).unwrap();
        let headers = [("Content-Type".to_owned(), "text/html".to_owned())];
        let again = Response { body: &body, headers: &headers, ..response("https://news.example/2", b"") };
        let again = writer.keep_again(&again, &earlier, &first.file).unwrap();
        assert_eq!(again.digest, first.digest);
        let record = read_at(&path, again.offset, Limits::default()).unwrap();
        assert_eq!(
            (record.kind(), record.header("WARC-Refers-To")),
            ("revisit", earlier.header("WARC-Record-ID"))
        );
        assert_eq!(digest_holds(record.header("WARC-Block-Digest").unwrap(), &record.block), Some(true));
        assert!(record.payload().is_empty());
        for named in [true, false] {
            let mut record = record.clone();
            if !named {
                // As others write it: found by its digest alone.
                record.headers.retain(|(name, _)| name != revisit::FILENAME);
            }
            let whole = revisit::whole(folder.path(), record).unwrap();
            let http = whole.http().unwrap();
            assert_eq!((whole.target(), http.body), (Some("https://news.example/2"), body.as_slice()));
            assert_eq!(http.header("content-type"), Some("text/html"));
        }
        std::fs::remove_file(&path).unwrap();
        assert!(revisit::whole(folder.path(), record).is_err());
    }

    #[test]
    fn values_from_outside_do_not_break_out_of_their_line() {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = Writer::new(folder.path(), "test/1").unwrap();
        let headers = [("X-Bad".to_owned(), "a\r\nContent-Length: 0\r\n\r\n".to_owned())];
        let kept = writer
            .keep(&Response {
                headers: &headers,
                ..response("https://news.example/\r\nWARC-Type: x", b"body")
            })
            .unwrap();
        let record = read_at(&folder.path().join(&kept.file), kept.offset, Limits::default()).unwrap();
        assert_eq!(record.kind(), "response");
        assert_eq!(record.http().unwrap().body, b"body");
    }
}
