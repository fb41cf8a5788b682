//! A ZIP file of stored entries, written in one pass: as much of the format as a WACZ needs.
//!
//! Nothing is compressed, because archives in it must be readable in place; sizes beyond 4 GiB are
//! written as ZIP64. Reading ZIP files is nobody's business here.

use std::io::{self, Read, Write};

use jiff::Timestamp;
use sha2::Digest as _;

use crate::hex::hex;

/// Sizes and offsets from here on need ZIP64.
const FULL: u64 = 0xffff_ffff;

/// What was written, as a list of contents needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Path in the file.
    pub path: String,
    /// Bytes.
    pub size: u64,
    /// SHA-256, in hexadecimal digits.
    pub sha256: String,
    crc: u32,
    offset: u64,
}

/// Writes entries one after the other.
pub struct Zip<W: Write> {
    out: W,
    at: u64,
    entries: Vec<Entry>,
    /// Date and time as MS-DOS has them.
    stamp: [u8; 4],
}

impl<W: Write> Zip<W> {
    /// A file that begins here; `now` stands as the time of all entries.
    pub fn new(out: W, now: Timestamp) -> Self {
        let now = jiff::tz::Offset::UTC.to_datetime(now);
        let time = ((now.hour() as u16) << 11) | ((now.minute() as u16) << 5) | (now.second() as u16 / 2);
        let year = (now.year() - 1980).clamp(0, 127) as u16;
        let date = (year << 9) | ((now.month() as u16) << 5) | (now.day() as u16);
        let [a, b] = time.to_le_bytes();
        let [c, d] = date.to_le_bytes();
        Self { out, at: 0, entries: Vec::new(), stamp: [a, b, c, d] }
    }

    /// Adds an entry from memory.
    pub fn add(&mut self, path: &str, bytes: &[u8]) -> io::Result<Entry> {
        let mut crc = flate2::Crc::new();
        crc.update(bytes);
        self.begin(path, bytes.len() as u64, crc.sum(), hex(&sha2::Sha256::digest(bytes)))?;
        self.write(bytes)?;
        Ok(self.entries[self.entries.len() - 1].clone())
    }

    /// Adds an entry from a source that is opened twice: once for its digests, once for its bytes.
    pub fn add_from<R: Read>(&mut self, path: &str, open: impl Fn() -> io::Result<R>) -> io::Result<Entry> {
        let mut crc = flate2::Crc::new();
        let mut sha256 = sha2::Sha256::new();
        let mut buffer = vec![0; 1 << 16];
        let mut size = 0;
        let mut source = open()?;
        loop {
            let read = source.read(&mut buffer)?;
            if read == 0 {
                break;
            }
            crc.update(&buffer[..read]);
            sha256.update(&buffer[..read]);
            size += read as u64;
        }
        self.begin(path, size, crc.sum(), hex(&sha256.finalize()))?;
        let copied = io::copy(&mut open()?, &mut self.out)?;
        self.at += copied;
        if copied != size {
            return Err(io::Error::other("the file changed while it was packed"));
        }
        Ok(self.entries[self.entries.len() - 1].clone())
    }

    fn begin(&mut self, path: &str, size: u64, crc: u32, sha256: String) -> io::Result<()> {
        let entry = Entry { path: path.to_owned(), size, sha256, crc, offset: self.at };
        let large = size >= FULL;
        let mut head = b"PK\x03\x04".to_vec();
        head.extend(version(large).to_le_bytes());
        entry.common(self.stamp, &mut head);
        head.extend((if large { 20_u16 } else { 0 }).to_le_bytes());
        head.extend(path.as_bytes());
        if large {
            head.extend([1, 0, 16, 0]);
            head.extend(size.to_le_bytes());
            head.extend(size.to_le_bytes());
        }
        self.entries.push(entry);
        self.write(&head)
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.at += bytes.len() as u64;
        self.out.write_all(bytes)
    }

    /// Writes the list of contents and gives the output back.
    pub fn finish(mut self) -> io::Result<W> {
        let start = self.at;
        let mut list = Vec::new();
        for entry in &self.entries {
            entry.list(self.stamp, &mut list);
        }
        self.write(&list)?;
        let (count, length) = (self.entries.len() as u64, self.at - start);
        if start >= FULL || length >= FULL || count >= 0xffff {
            let at = self.at;
            let mut end = b"PK\x06\x06".to_vec();
            end.extend(44_u64.to_le_bytes());
            end.extend([45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
            for number in [count, count, length, start] {
                end.extend(number.to_le_bytes());
            }
            end.extend(b"PK\x06\x07\0\0\0\0");
            end.extend(at.to_le_bytes());
            end.extend(1_u32.to_le_bytes());
            self.write(&end)?;
        }
        let mut end = b"PK\x05\x06\0\0\0\0".to_vec();
        for _ in 0..2 {
            end.extend((count.min(0xffff) as u16).to_le_bytes());
        }
        end.extend(short(length).to_le_bytes());
        end.extend(short(start).to_le_bytes());
        end.extend([0, 0]);
        self.write(&end)?;
        self.out.flush()?;
        Ok(self.out)
    }
}

impl Entry {
    /// What the head of an entry and its line in the list of contents share.
    fn common(&self, stamp: [u8; 4], out: &mut Vec<u8>) {
        // Names are UTF-8; nothing is compressed.
        out.extend([0, 8, 0, 0]);
        out.extend(stamp);
        out.extend(self.crc.to_le_bytes());
        out.extend(short(self.size).to_le_bytes());
        out.extend(short(self.size).to_le_bytes());
        out.extend((self.path.len() as u16).to_le_bytes());
    }

    fn list(&self, stamp: [u8; 4], out: &mut Vec<u8>) {
        let mut extra = Vec::new();
        if self.size >= FULL {
            extra.extend(self.size.to_le_bytes());
            extra.extend(self.size.to_le_bytes());
        }
        if self.offset >= FULL {
            extra.extend(self.offset.to_le_bytes());
        }
        let large = !extra.is_empty();
        out.extend(b"PK\x01\x02");
        out.extend(version(large).to_le_bytes());
        out.extend(version(large).to_le_bytes());
        self.common(stamp, out);
        let extra_length = if large { extra.len() as u16 + 4 } else { 0 };
        out.extend(extra_length.to_le_bytes());
        // No comment, the first disk, no attributes.
        out.extend([0; 10]);
        out.extend(short(self.offset).to_le_bytes());
        out.extend(self.path.as_bytes());
        if large {
            out.extend(1_u16.to_le_bytes());
            out.extend((extra.len() as u16).to_le_bytes());
            out.extend(extra);
        }
    }
}

fn version(large: bool) -> u16 {
    if large { 45 } else { 20 }
}

fn short(number: u64) -> u32 {
    number.min(FULL) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_stored_as_they_are_and_listed_at_the_end() {
        let mut zip = Zip::new(Vec::new(), "2031-03-12T10:20:30Z".parse().unwrap());
        let one = zip.add("a/one.txt", b"one").unwrap();
        let two = zip.add_from("two", || Ok(io::Cursor::new(b"twice".repeat(50_000)))).unwrap();
        assert_eq!((one.size, two.size), (3, 250_000));
        assert_eq!(one.crc, 0x7a6c_86f1);
        let bytes = zip.finish().unwrap();
        assert!(bytes.starts_with(b"PK\x03\x04"));
        let end = bytes.len() - 22;
        assert_eq!(&bytes[end..end + 4], b"PK\x05\x06");
        let start = u32::from_le_bytes(bytes[end + 16..end + 20].try_into().unwrap()) as usize;
        assert_eq!(&bytes[start..start + 4], b"PK\x01\x02");
        let at = two.offset as usize + 30 + "two".len();
        assert_eq!(&bytes[at..at + 10], b"twicetwice");
    }
}
