//! What an earlier run wrote before it was stopped, so that a long work goes on where it was.
//!
//! Reports stand in the order of the inputs, so the file itself says how far the run came: the
//! inputs are walked again beside it, and each that has its report there is passed over unread. Of
//! the file one line at a time is held. A line that was cut short is cut off and written anew.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use serde::Deserialize;

use super::input::{Refusal, Task};

/// How much is read at once on the way back to the last line's end.
const STEP: u64 = 64 << 10;

/// What is said of a file that no run of ours wrote.
const OTHER: &str = "holds something else than reports, one a line; give another file to --output";

/// The reports an earlier run wrote.
pub struct Earlier {
    name: String,
    lines: BufReader<File>,
    /// Source of the next report that has not been met among the inputs.
    next: Option<String>,
}

#[derive(Deserialize)]
struct Line {
    source: String,
}

impl Earlier {
    /// Opens what was written, to be read here and continued by the returned file; a file that is
    /// not there is begun.
    pub fn open(path: &Path) -> Result<(Self, File), Refusal> {
        let name = path.display().to_string();
        let refuse = |error: io::Error| Refusal::new(&name, format!("cannot be continued: {error}"));
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)
            .map_err(refuse)?;
        if !is_report(&mut file).map_err(refuse)? {
            return Err(Refusal::new(name, OTHER));
        }
        let whole = end_of_last_line(&mut file).map_err(refuse)?;
        file.set_len(whole).map_err(refuse)?;
        file.seek(SeekFrom::End(0)).map_err(refuse)?;
        let lines = BufReader::new(File::open(path).map_err(refuse)?);
        let mut earlier = Self { name, lines, next: None };
        earlier.advance()?;
        Ok((earlier, file))
    }

    fn advance(&mut self) -> Result<(), Refusal> {
        let mut line = Vec::new();
        let refuse = |why: String| Refusal::new(&self.name, why);
        self.lines
            .read_until(b'\n', &mut line)
            .map_err(|error| refuse(format!("cannot be read: {error}")))?;
        self.next = if line.is_empty() {
            None
        } else {
            let read: Line = serde_json::from_slice(&line).map_err(|_| refuse(OTHER.into()))?;
            Some(read.source)
        };
        Ok(())
    }

    /// The tasks that are still to be done. Inputs refused the first time, between others that were
    /// read, stay passed over: their reports would stand out of order.
    pub fn skip<'a, T>(mut self, tasks: T) -> impl Iterator<Item = Result<Task, Refusal>> + Send + use<'a, T>
    where
        T: Iterator<Item = Result<Task, Refusal>> + Send + 'a,
    {
        let mut tasks = tasks;
        let mut ended = false;
        std::iter::from_fn(move || {
            while let Some(wanted) = self.next.as_ref().filter(|_| !ended) {
                let Some(task) = tasks.next() else {
                    ended = true;
                    let why = format!(
                        "holds a report of {wanted}, which these inputs do not give at that place; \
                         give the inputs of the earlier run, or another file to --output"
                    );
                    return Some(Err(Refusal::new(&self.name, why)));
                };
                let met = task.is_ok_and(|task| task.source().as_ref() == Some(wanted));
                if met && let Err(refusal) = self.advance() {
                    ended = true;
                    return Some(Err(refusal));
                }
            }
            if ended { None } else { tasks.next() }
        })
    }
}

/// Whether a file is empty or begins like a report. Looked at before anything is cut off.
fn is_report(file: &mut File) -> io::Result<bool> {
    const BEGINNING: &[u8] = b"{\"source\":";
    let mut head = Vec::new();
    file.take(BEGINNING.len() as u64).read_to_end(&mut head)?;
    Ok(BEGINNING.starts_with(&head))
}

/// Bytes up to and with the last line break.
fn end_of_last_line(file: &mut File) -> io::Result<u64> {
    let mut end = file.metadata()?.len();
    while end > 0 {
        let start = end.saturating_sub(STEP);
        file.seek(SeekFrom::Start(start))?;
        let mut bytes = Vec::new();
        (&mut *file).take(end - start).read_to_end(&mut bytes)?;
        if let Some(at) = memchr::memrchr(b'\n', &bytes) {
            return Ok(start + at as u64 + 1);
        }
        end = start;
    }
    Ok(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn left(written: &str, inputs: &[&str]) -> (Vec<String>, String) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("reports.jsonl");
        fs::write(&path, written).unwrap();
        let (earlier, _) = Earlier::open(&path).unwrap();
        let tasks = inputs.iter().map(|input| Ok(Task::File((*input).into())));
        let left = earlier.skip(tasks).map(|task| match task {
            Ok(task) => task.source().unwrap(),
            Err(refusal) => refusal.why,
        });
        (left.collect(), fs::read_to_string(&path).unwrap())
    }

    #[test]
    fn what_was_written_is_passed_over_and_a_torn_line_is_written_anew() {
        let written = "{\"source\":\"a\"}\n{\"source\":\"c\"}\n{\"source\":\"d\",\"te";
        let (left, kept) = left(written, &["a", "b", "c", "d", "e"]);
        assert_eq!(left, ["d", "e"]);
        assert_eq!(kept, "{\"source\":\"a\"}\n{\"source\":\"c\"}\n");
    }

    #[test]
    fn a_file_of_one_torn_line_begins_anew() {
        let torn = format!("{{\"source\":\"{}", "a".repeat(200_000));
        assert_eq!(left(&torn, &["a"]), (vec!["a".to_owned()], String::new()));
    }

    #[test]
    fn other_inputs_are_told_from_those_of_the_earlier_run() {
        let (left, _) = left("{\"source\":\"a\"}\n{\"source\":\"x\"}\n", &["a", "b"]);
        assert_eq!(left.len(), 1);
        assert!(left[0].contains("a report of x"), "{left:?}");
    }

    #[test]
    fn something_else_is_not_continued() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notes.txt");
        fs::write(&path, "Buy bread.").unwrap();
        let refusal = Earlier::open(&path).map(|_| ()).unwrap_err();
        assert!(refusal.why.contains("something else"), "{refusal}");
        assert_eq!(fs::read_to_string(&path).unwrap(), "Buy bread.");
    }
}
