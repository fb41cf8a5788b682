//! The language files: everything a report is read by that depends on a language stands in
//! `languages/<code>.json`, one file a language, with its own examples.
//!
//! This module only finds the file. Each room (statement, figure, dateline, furniture) keeps a typed
//! view of the keys it reads, built once a language and process; no room reads another's keys.

/// Codes of the languages that have a file, in alphabetical order.
pub const CODES: [&str; 11] = ["be", "de", "en", "es", "fr", "it", "nl", "pl", "pt", "ru", "uk"];

/// The language file of a BCP 47 tag ("fr", "fr-CA"), as JSON text; `None` for a language without one.
///
/// ```
/// assert!(report::language::file("fr-CA").unwrap().contains("\"lang\": \"fr\""));
/// assert!(report::language::file("tlh").is_none());
/// ```
pub fn file(tag: &str) -> Option<&'static str> {
    let primary = tag.split(['-', '_']).next()?;
    Some(match primary {
        "be" => include_str!("../languages/be.json"),
        "de" => include_str!("../languages/de.json"),
        "en" => include_str!("../languages/en.json"),
        "es" => include_str!("../languages/es.json"),
        "fr" => include_str!("../languages/fr.json"),
        "it" => include_str!("../languages/it.json"),
        "nl" => include_str!("../languages/nl.json"),
        "pl" => include_str!("../languages/pl.json"),
        "pt" => include_str!("../languages/pt.json"),
        "ru" => include_str!("../languages/ru.json"),
        "uk" => include_str!("../languages/uk.json"),
        _ => return None,
    })
}
