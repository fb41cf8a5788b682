//! The language files: everything a report is read by that depends on a language stands in
//! `languages/<code>.json`, one file a language, with its own examples.
//!
//! This module only finds the file. Each room (statement, figure, dateline, furniture) keeps a typed
//! view of the keys it reads, built once a language and process; no room reads another's keys.

use std::sync::OnceLock;

/// Given names that the press of many languages writes alike, as JSON text: of men (`m`) and of women (`f`).
/// A language's own list says more where they differ.
pub(crate) const GIVEN: &str = include_str!("../languages/given.json");

/// The commonest little words of languages that have no file, by code, as JSON text: enough to know such a language by.
pub(crate) const OTHERS: &str = include_str!("../languages/others.json");

/// What a room keeps of each language file: read when a text in the language is first met.
pub(crate) struct Views<T>([OnceLock<T>; CODES.len()]);

impl<T> Views<T> {
    pub(crate) const fn new() -> Self {
        Self([const { OnceLock::new() }; CODES.len()])
    }

    /// The view of a tag's language, loaded by its code; `None` for a language without a file.
    pub(crate) fn of(&self, tag: &str, load: impl FnOnce(&'static str) -> T) -> Option<&T> {
        let primary = tag.split(['-', '_']).next()?;
        let place = CODES.iter().position(|code| *code == primary)?;
        Some(self.0[place].get_or_init(|| load(CODES[place])))
    }
}

/// One line for a language: its code here is all that a new file needs.
macro_rules! languages {
    ($($code:literal)*) => {
        /// Codes of the languages that have a file, in alphabetical order.
        pub const CODES: [&str; [$($code),*].len()] = [$($code),*];

        /// The language file of a BCP 47 tag ("fr", "fr-CA"), as JSON text; `None` for a language without one.
        ///
        /// ```
        /// assert!(report::language::file("fr-CA").unwrap().contains("\"lang\": \"fr\""));
        /// assert!(report::language::file("tlh").is_none());
        /// ```
        pub fn file(tag: &str) -> Option<&'static str> {
            let primary = tag.split(['-', '_']).next()?;
            Some(match primary {
                $($code => include_str!(concat!("../languages/", $code, ".json")),)*
                _ => return None,
            })
        }
    };
}

languages! {
    "be"
    "cs"
    "de"
    "en"
    "es"
    "fr"
    "it"
    "nl"
    "pl"
    "pt"
    "ru"
    "uk"
}
