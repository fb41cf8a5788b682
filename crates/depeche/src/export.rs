//! From the archive to a file other people's tools open: a WARC, a WACZ, a CDXJ index.
//!
//! Records are copied as they lie, gzip member by gzip member, so that every digest stays what it
//! was. Pages whose outlet reserves mining or training are left out unless they are asked for: a
//! bulk copy of texts is what was reserved.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use jiff::{Timestamp, civil::Date};
use serde_json::json;

use crate::archive::{Archive, Error, KeptPage, PAGES, Result};
use crate::source::fetch::product;
use crate::source::reserve;
use crate::source::warc::index::{self, Line};
use crate::source::warc::zip::Zip;
use crate::source::warc::{self, Limits, digest_holds, revisit};

/// Name of the archive in a WACZ.
const DATA: &str = "data.warc.gz";

/// Which pages are wanted.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    /// Outlets by name; empty: all.
    pub outlets: Vec<String>,
    /// Fetched on this day or later (UTC).
    pub since: Option<Date>,
    /// Fetched on this day or earlier (UTC).
    pub until: Option<Date>,
    /// Whether pages whose outlet reserves mining or training are wanted, too.
    pub reserved: bool,
}

/// What an export came to.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Summary {
    /// Pages in it.
    pub pages: usize,
    /// Pages left out because their outlet reserves them.
    pub reserved: usize,
    /// What could not be read, a line each.
    pub troubles: Vec<String>,
}

/// The records of an export, and where each lies now.
#[derive(Debug)]
pub struct Selection {
    /// The record that opens the file.
    opening: Vec<u8>,
    /// File, first byte, length.
    members: Vec<(PathBuf, u64, u64)>,
    lines: Vec<Line>,
    pages: Vec<KeptPage>,
    /// What it came to.
    pub summary: Summary,
}

impl Selection {
    /// Looks every chosen record up and checks its digest.
    pub fn of(archive: &Archive, choice: &Choice, name: &str, now: Timestamp) -> Result<Self> {
        let opening = warc::opening(&product(), name, now).map_err(|error| Error::file(name, error))?;
        let mut selection = Self {
            opening,
            members: Vec::new(),
            lines: Vec::new(),
            pages: Vec::new(),
            summary: Summary::default(),
        };
        let folder = archive.folder().join(PAGES);
        let mut taken = HashSet::new();
        let mut at = selection.opening.len() as u64;
        for page in archive.pages()? {
            let Some(file) = page.file.clone() else { continue };
            let outlet = archive.outlet_name(page.outlet)?.map(|(name, _)| name).unwrap_or_default();
            if !choice.wants(&page, &outlet) {
                continue;
            }
            if !choice.reserved && !reserve::may_export(&page.reserved) {
                selection.summary.reserved += 1;
                continue;
            }
            match records(&folder, &file, page.offset) {
                Ok(records) => {
                    for (file, mut record) in records {
                        if taken.insert((file.clone(), record.offset)) {
                            selection.members.push((folder.join(&file), record.offset, record.length));
                            record.offset = at;
                            at += record.length;
                            selection.lines.extend(Line::of(&record, name));
                        }
                    }
                    selection.pages.push(page);
                }
                Err(error) => {
                    let trouble = format!("{} at {}: {error}", folder.join(&file).display(), page.offset);
                    selection.summary.troubles.push(trouble);
                }
            }
        }
        selection.summary.pages = selection.pages.len();
        Ok(selection)
    }

    /// The WARC, from its beginning.
    fn reader(&self) -> Joined<'_> {
        Joined { selection: self, before: self.opening.as_slice(), next: 0, open: None }
    }

    /// Writes the WARC.
    pub fn warc(&self, out: &mut dyn Write) -> io::Result<()> {
        io::copy(&mut self.reader(), out)?;
        out.flush()
    }

    /// Writes a WACZ 1.1.1: the WARC as it is, an index, the list of pages, and digests of all three.
    pub fn wacz(&self, out: &mut dyn Write, title: &str, now: Timestamp) -> io::Result<()> {
        let mut zip = Zip::new(out, now);
        let entries = [
            zip.add_from(&format!("archive/{DATA}"), || Ok(self.reader()))?,
            zip.add("indexes/index.cdxj", index::text(&self.lines).as_bytes())?,
            zip.add("pages/pages.jsonl", self.list().as_bytes())?,
        ];
        let resources: Vec<_> = entries
            .iter()
            .map(|entry| {
                json!({
                    "name": entry.path.rsplit('/').next(),
                    "path": entry.path,
                    "hash": format!("sha256:{}", entry.sha256),
                    "bytes": entry.size,
                })
            })
            .collect();
        let package = json!({
            "profile": "data-package",
            "wacz_version": "1.1.1",
            "title": title,
            "created": now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            "software": product(),
            "resources": resources,
        });
        let package = zip.add("datapackage.json", format!("{package:#}\n").as_bytes())?;
        let digest = json!({ "path": package.path, "hash": format!("sha256:{}", package.sha256) });
        zip.add("datapackage-digest.json", format!("{digest:#}\n").as_bytes())?;
        zip.finish()?;
        Ok(())
    }

    /// `pages.jsonl`: a head, then a line for each page.
    fn list(&self) -> String {
        let mut list = json!({ "format": "json-pages-1.0", "id": "pages", "title": "All Pages" }).to_string();
        list.push('\n');
        for page in &self.pages {
            let time = page.fetched_at.parse::<Timestamp>().unwrap_or_default();
            let time = time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
            let line =
                json!({ "id": page.id.to_string(), "url": page.found_at, "ts": time, "title": page.title });
            list.push_str(&line.to_string());
            list.push('\n');
        }
        list
    }
}

impl Choice {
    fn wants(&self, page: &KeptPage, outlet: &str) -> bool {
        let day = page.fetched_at.get(..10).and_then(|day| day.parse::<Date>().ok());
        (self.outlets.is_empty() || self.outlets.iter().any(|name| name == outlet))
            && self.since.is_none_or(|since| day.is_some_and(|day| day >= since))
            && self.until.is_none_or(|until| day.is_some_and(|day| day <= until))
    }
}

/// The record of a page; if it is a revisit, with the one its body lies in.
fn records(folder: &Path, file: &str, offset: u64) -> io::Result<Vec<(String, warc::Record)>> {
    let record = warc::read_at(&folder.join(file), offset, Limits::default())?;
    let mut found = Vec::new();
    if record.kind() == "revisit" {
        let (name, original) = revisit::original(folder, &record)?.ok_or_else(|| {
            io::Error::new(io::ErrorKind::NotFound, "the response it refers to is not there")
        })?;
        found.push((name, original));
    } else if let Some(digest) = record.header("WARC-Payload-Digest")
        && digest_holds(digest, record.payload()) == Some(false)
    {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "it was changed since it was kept"));
    }
    found.push((file.to_owned(), record));
    Ok(found)
}

/// The opening record and all members, one after the other.
struct Joined<'s> {
    selection: &'s Selection,
    before: &'s [u8],
    next: usize,
    open: Option<io::Take<File>>,
}

impl Read for Joined<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if !self.before.is_empty() {
            return self.before.read(buffer);
        }
        loop {
            if let Some(open) = &mut self.open {
                let read = open.read(buffer)?;
                if read > 0 || buffer.is_empty() {
                    return Ok(read);
                }
            }
            let Some((path, offset, length)) = self.selection.members.get(self.next) else { return Ok(0) };
            self.next += 1;
            let mut file = File::open(path)?;
            file.seek(SeekFrom::Start(*offset))?;
            self.open = Some(file.take(*length));
        }
    }
}

/// Indexes WARC files: the text of a CDXJ, and what could not be read, a line each.
pub fn cdxj(files: &[PathBuf]) -> (String, Vec<String>) {
    let (mut lines, mut troubles) = (Vec::new(), Vec::new());
    for path in files {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        match index::lines(path, &name) {
            Ok((found, broken)) => {
                lines.extend(found);
                troubles.extend(broken.map(|error| {
                    format!("{} breaks off ({error}); what stood before is indexed", path.display())
                }));
            }
            Err(error) => troubles.push(format!("cannot read {}: {error}", path.display())),
        }
    }
    (index::text(&lines), troubles)
}

/// The WARC files of the archive, in order.
pub fn files(archive: &Archive) -> Result<Vec<PathBuf>> {
    let folder = archive.folder().join(PAGES);
    let entries = match folder.read_dir() {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(Error::file(folder.display(), error)),
    };
    let mut files: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    files.retain(|path| path.to_string_lossy().ends_with(".warc.gz"));
    files.sort();
    Ok(files)
}
