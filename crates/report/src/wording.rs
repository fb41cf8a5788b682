//! The words around a report that tell its parts: "by", "updated", a desk's name. A typed view of the
//! `page` key of the language files.

use std::collections::HashMap;
use std::sync::OnceLock;

use serde::Deserialize;

use crate::language;
use crate::likeness::lower;

/// How pages of one language word what stands around the body.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wording {
    /// Before a name in a byline ("par", "text von").
    pub(crate) by: Vec<String>,
    /// Behind a name in a byline, where the line goes on to something else ("in", "on").
    pub(crate) ends: Vec<String>,
    /// Between two names.
    pub(crate) and: Vec<String>,
    /// Before the date of a change.
    pub(crate) updated: Vec<String>,
    /// Before the date of publication.
    pub(crate) published: Vec<String>,
    /// What people in bylines are.
    pub(crate) roles: Vec<String>,
    /// How a note begins by which an outlet corrects its report.
    pub(crate) corrections: Vec<String>,
    /// What stands on a page in place of the one that was asked for ("page not found").
    pub(crate) errors: Vec<String>,
    /// Names of desks that are nobody's name ("la rédaction").
    pub(crate) desks: Vec<String>,
}

#[derive(Deserialize)]
struct View {
    #[serde(default)]
    page: Wording,
}

impl Wording {
    /// The wording of a language; of all languages together for one without a file.
    pub(crate) fn of(tag: &str) -> &'static Self {
        static TABLE: OnceLock<HashMap<&'static str, Wording>> = OnceLock::new();
        static ALL: OnceLock<Wording> = OnceLock::new();
        let table = TABLE.get_or_init(|| {
            language::CODES.iter().filter_map(|code| Some((*code, Self::load(code)?))).collect()
        });
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        table.get(primary).unwrap_or_else(|| ALL.get_or_init(|| Self::all(table)))
    }

    fn load(code: &str) -> Option<Self> {
        let mut page = serde_json::from_str::<View>(language::file(code)?).ok()?.page;
        // Longest first: "text von" before "von".
        for list in
            [&mut page.by, &mut page.updated, &mut page.published, &mut page.desks, &mut page.corrections]
        {
            list.sort_by_key(|word| std::cmp::Reverse(word.len()));
        }
        Some(page)
    }

    fn all(table: &HashMap<&'static str, Self>) -> Self {
        let gather = |list: fn(&Self) -> &Vec<String>| {
            let mut words: Vec<String> = table.values().flat_map(list).cloned().collect();
            words.sort_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
            words.dedup();
            words
        };
        // No conjunctions: "e", "i" and "y" of one language are names' parts in another.
        Self {
            by: gather(|w| &w.by),
            ends: gather(|w| &w.ends),
            and: Vec::new(),
            updated: gather(|w| &w.updated),
            published: gather(|w| &w.published),
            roles: gather(|w| &w.roles),
            corrections: gather(|w| &w.corrections),
            errors: gather(|w| &w.errors),
            desks: gather(|w| &w.desks),
        }
    }

    /// The rest of a line after the first word or phrase of the list that stands in it, as a word of its own.
    pub(crate) fn within<'t>(list: &[String], line: &'t str) -> Option<&'t str> {
        let starts =
            line.char_indices().filter(|(at, _)| *at == 0 || line[..*at].ends_with([' ', '|', '\n']));
        starts.take(40).find_map(|(at, _)| Self::after(list, &line[at..]))
    }

    /// The rest of a line after a word or phrase of the list it begins with.
    pub(crate) fn after<'t>(list: &[String], line: &'t str) -> Option<&'t str> {
        let first = line.chars().next().map(lower);
        list.iter().filter(|word| word.chars().next() == first).find_map(|word| {
            let head = line.get(..word.len())?;
            let rest = &line[word.len()..];
            let ends = rest.is_empty() || rest.starts_with(|c: char| !c.is_alphanumeric());
            (ends && head.to_lowercase() == *word)
                .then(|| rest.trim_start_matches([' ', ':', '\u{a0}', '\n']))
        })
    }
}
