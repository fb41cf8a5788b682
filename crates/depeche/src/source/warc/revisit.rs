//! Revisits: a body that is kept already is not kept again; its record says where the first one lies.
//!
//! A revisit (WARC 1.1, 6.7) holds the headers of its own response and the payload digest of the
//! earlier one. Ours also name the file and the offset (`WARC-Refers-To-Filename`,
//! `WARC-Refers-To-File-Offset`, as Heritrix writes them), so that nothing has to be searched.

use std::collections::HashMap;
use std::io;
use std::path::Path;

use super::{Limits, Reader, Record, digest_holds, read_at};

/// The profile of a revisit by payload digest.
pub const PROFILE: &str = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest";

/// The name of the file that an earlier response lies in.
pub const FILENAME: &str = "WARC-Refers-To-Filename";
/// Where in it.
pub const OFFSET: &str = "WARC-Refers-To-File-Offset";

/// A record as it would stand had its body been kept: a revisit with the body it refers to, anything
/// else as it is. `folder` holds the WARC files.
pub fn whole(folder: &Path, record: Record) -> io::Result<Record> {
    if record.kind() != "revisit" {
        return Ok(record);
    }
    match original(folder, &record)? {
        Some((_, original)) => Ok(revived(&record, &original)),
        None => {
            Err(io::Error::new(io::ErrorKind::NotFound, "the response this revisit refers to is not there"))
        }
    }
}

/// The response a revisit refers to, and the name of its file: at the place it names, else wherever in
/// the folder's files a response has its digest.
pub fn original(folder: &Path, revisit: &Record) -> io::Result<Option<(String, Record)>> {
    if let (Some(name), Some(offset)) = (revisit.header(FILENAME), revisit.header(OFFSET))
        && let Ok(offset) = offset.trim().parse()
        && is_plain(name)
        && let Ok(found) = read_at(&folder.join(name), offset, Limits::default())
        && is_original(revisit, &found)
    {
        return Ok(Some((name.to_owned(), found)));
    }
    let mut names: Vec<_> = folder.read_dir()?.flatten().map(|entry| entry.path()).collect();
    names.sort();
    let archive = |path: &&std::path::PathBuf| {
        let name = path.to_string_lossy();
        name.ends_with(".warc.gz") || name.ends_with(".warc")
    };
    for path in names.iter().filter(archive) {
        let found = Reader::open(path, Limits::default())?
            .map_while(Result::ok)
            .find(|record| is_original(revisit, record));
        if let Some(found) = found {
            return Ok(Some((path.file_name().unwrap_or_default().to_string_lossy().into_owned(), found)));
        }
    }
    Ok(None)
}

/// The name of a file, and no way out of the folder.
fn is_plain(name: &str) -> bool {
    !name.is_empty() && !name.contains(['/', '\\']) && name != ".."
}

fn is_original(revisit: &Record, found: &Record) -> bool {
    let Some(digest) = revisit.header("WARC-Payload-Digest") else { return false };
    let same = found.header("WARC-Payload-Digest").is_some_and(|other| other.eq_ignore_ascii_case(digest));
    found.kind() == "response" && (same || found.header("WARC-Payload-Digest").is_none()) && {
        digest_holds(digest, found.payload()) == Some(true)
    }
}

/// A revisit's headers with an earlier response's body. A revisit without headers of its own, and one
/// that only says "not modified", takes the earlier ones.
pub fn revived(revisit: &Record, original: &Record) -> Record {
    let own = revisit.http().is_some_and(|http| http.status != 304);
    let mut block = revisit.block.clone();
    if own {
        // Whatever a tool may have left behind the headers is no body.
        block.truncate(revisit.block.len() - revisit.payload().len());
        block.extend_from_slice(original.payload());
    } else {
        block.clone_from(&original.block);
    }
    let mut record = Record { block, ..revisit.clone() };
    record.set("WARC-Type", "response");
    record.set("Content-Type", "application/http; msgtype=response");
    record.set("Content-Length", &record.block.len().to_string());
    record.truncated = original.truncated;
    record
}

/// Where the bodies seen so far in one file lie, for whoever walks it from front to back.
#[derive(Debug, Default)]
pub struct Seen {
    places: HashMap<String, u64>,
}

impl Seen {
    /// Digests that are remembered; a file with more distinct pages has its later revisits unresolved.
    const MOST: usize = 1_000_000;

    /// Notes a response.
    pub fn note(&mut self, record: &Record) {
        if record.kind() == "response"
            && self.places.len() < Self::MOST
            && let Some(digest) = record.header("WARC-Payload-Digest")
        {
            self.places.entry(digest.to_ascii_uppercase()).or_insert(record.offset);
        }
    }

    /// Where the body of a revisit lies, if it was seen.
    pub fn place(&self, revisit: &Record) -> Option<u64> {
        self.places.get(&revisit.header("WARC-Payload-Digest")?.to_ascii_uppercase()).copied()
    }
}
