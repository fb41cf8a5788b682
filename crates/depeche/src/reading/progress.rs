//! How far a long reading is, for the person who waits: on stderr, and only on a terminal.

use std::fmt;
use std::path::Path;
use std::time::Duration;

use indicatif::{HumanCount, ProgressBar, ProgressState, ProgressStyle};

use super::folder;
use super::input::{Named, is_address};

/// Pages read, by the second, and how long it may still take where the inputs tell how many there are.
pub struct Progress {
    bar: ProgressBar,
    refused: u64,
}

impl Progress {
    /// Progress over the inputs of a command line; silent unless `shown`.
    pub fn over(arguments: &[String], shown: bool) -> Self {
        if !shown {
            return Self { bar: ProgressBar::hidden(), refused: 0 };
        }
        let total = total(arguments);
        let bar = total.map_or_else(ProgressBar::no_length, ProgressBar::new);
        let template = if total.is_some() {
            "{wide_bar} {human_pos} of {human_len} pages, {speed}, {eta} left{msg}"
        } else {
            "{spinner} {human_pos} pages, {speed}, {elapsed}{msg}"
        };
        // The templates are ours and well-formed.
        let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
        bar.set_style(style.with_key("speed", |state: &ProgressState, out: &mut dyn fmt::Write| {
            let _ = write!(out, "{:.0} a second", state.per_sec());
        }));
        bar.enable_steady_tick(Duration::from_millis(200));
        Self { bar, refused: 0 }
    }

    /// One page is done.
    pub fn read(&self) {
        self.bar.inc(1);
    }

    /// One input was refused, for the reason given; it is said above the bar.
    pub fn refuse(&mut self, line: &str) {
        self.refused += 1;
        self.bar.inc(1);
        self.bar.set_message(format!(", {} not read", HumanCount(self.refused)));
        self.bar.suspend(|| crate::console::say(line));
    }

    /// Takes the bar away.
    pub fn end(self) {
        self.bar.finish_and_clear();
    }
}

/// Pages behind the arguments, where their names alone tell.
fn total(arguments: &[String]) -> Option<u64> {
    let one = |name: &str| !matches!(Named::of(name), Named::Lines | Named::Warc);
    arguments.iter().try_fold(0, |sum, argument| {
        if argument == "-" {
            None
        } else if is_address(argument) {
            Some(sum + 1)
        } else if Path::new(argument).is_dir() {
            folder::files(Path::new(argument))
                .try_fold(sum, |sum, file| file.map_or(true, |name| one(&name)).then_some(sum + 1))
        } else {
            one(argument).then_some(sum + 1)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_counted_where_names_tell() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["a.html", "b.html.gz", "c.png"] {
            std::fs::write(folder.path().join(name), "").unwrap();
        }
        let folder = folder.path().to_str().unwrap().to_owned();
        assert_eq!(total(&["x.html".into(), folder.clone()]), Some(3));
        assert_eq!(total(&[folder, "pages.jsonl".into()]), None);
    }
}
