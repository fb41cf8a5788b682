//! Who wrote it: names and roles, from the byline a reader sees and the claims for machines; never the
//! outlet, a desk or an agency in a person's place.

use crate::feature::Features;
use crate::furniture::{Phrases, fold_into};
use crate::mark;
use crate::metadata::{Metadata, one_line};
use crate::outline::{Outline, place};
use crate::wording::Wording;
use crate::{Author, Reason};

/// Longest line, in letters, that may be a byline.
const LONGEST: u32 = 160;
/// More names than this are a list of staff, not a byline.
const MOST: usize = 25;

const NAMES: [&str; 10] = [
    "author",
    "article:author",
    "dc.creator",
    "parsely-author",
    "sailthru.author",
    "byl",
    "dcterms.creator",
    "og:author",
    "article:author_name",
    "cxenseparse:author",
];

/// The authors of the page: as named for machines, else as a reader sees them.
///
/// An outlet or agency is kept where machines are told that it is the author; where readers are shown
/// people, nothing but people is taken.
pub(crate) fn authors(
    outline: &Outline,
    features: &Features,
    metadata: &Metadata<'_>,
    outlet: Option<&str>,
    language: &str,
) -> Vec<Author> {
    let reader = Reader {
        wording: Wording::of(language),
        phrases: crate::article::phrases(language),
        outlet: outlet.unwrap_or_default(),
    };
    let mut authors = Vec::new();
    for person in metadata.linked.authors.iter().take(2 * MOST) {
        reader.split(&person.name, person.role.as_deref(), false, &mut authors);
    }
    for name in NAMES {
        if authors.is_empty() {
            metadata.all(name).take(MOST).for_each(|value| reader.split(value, None, false, &mut authors));
        }
    }
    if authors.iter().all(|author| reader.is_outlet(&author.name)) {
        let mut people = Vec::new();
        reader.seen(outline, features, &mut people);
        authors = if people.is_empty() { authors } else { people };
    }
    if authors.len() > MOST { Vec::new() } else { authors }
}

struct Reader<'a> {
    wording: &'a Wording,
    phrases: [&'a Phrases; 2],
    outlet: &'a str,
}

impl Reader<'_> {
    /// Names in runs marked or worded as a byline: near the headline first, then anywhere below it.
    fn seen(&self, outline: &Outline, features: &Features, authors: &mut Vec<Author>) {
        let title = features.title.unwrap_or(0);
        let from = title.saturating_sub(6);
        let near = outline.runs.iter().skip(from).take(30);
        let below = outline.runs.iter().skip(from + 30).filter(|run| run.near & mark::AUTHOR != 0);
        for run in near.chain(below) {
            let elsewhere = run.around & (mark::COMMENT | mark::RELATED) != 0
                || run.places & (place::NAV | place::FOOTER) != 0;
            if run.tally.letters > LONGEST || elsewhere {
                continue;
            }
            let line = one_line(outline.words(run));
            let marked = run.near & mark::AUTHOR != 0;
            let worded = if marked {
                Wording::within(&self.wording.by, &line)
            } else {
                Wording::after(&self.wording.by, &line)
            };
            if worded.is_none() && !marked {
                continue;
            }
            self.split(worded.unwrap_or(&line), None, true, authors);
            if !authors.is_empty() {
                return;
            }
        }
    }

    /// Takes a byline apart into names with roles; with `people`, only what looks like a person's name counts.
    fn split(&self, line: &str, role: Option<&str>, people: bool, authors: &mut Vec<Author>) {
        if line.contains("://") || line.starts_with("www.") || line.starts_with('@') {
            return;
        }
        let line = one_line(&line.replace("\u{a0} ", "|").replace(" \u{a0}", "|").replace(" - ", "|"));
        let line = Wording::after(&self.wording.by, &line).unwrap_or(&line);
        let parts: Vec<&str> = line.split(PARTING).flat_map(|part| self.conjoined(part)).collect();
        for part in &parts {
            let name = part.trim().trim_matches(|c: char| {
                matches!(c, '.' | ':' | '"' | '-' | '*' | '\u{a0}' | ' ' | '\u{feff}')
            });
            let name = Wording::after(&self.wording.by, name).unwrap_or(name);
            if self.is_role(name) && (parts.len() > 1 || people) {
                if let Some(last) = authors.last_mut().filter(|last| last.role.is_none()) {
                    last.role = Some(name.to_owned());
                }
                continue;
            }
            let fit = if people { self.is_person(name) } else { is_name(name) && !self.is_credit(name) };
            if fit && !authors.iter().any(|author| author.name.eq_ignore_ascii_case(name)) {
                authors.push(Author { name: name.to_owned(), role: role.map(str::to_owned) });
            }
        }
    }

    /// Parts at "and".
    fn conjoined<'t>(&self, part: &'t str) -> Vec<&'t str> {
        let mut parts = Vec::new();
        let mut from = 0;
        let mut at = 0;
        for word in part.split(' ') {
            let end = at + word.len();
            if word == "&" || self.wording.and.iter().any(|and| *and == word.to_lowercase()) {
                parts.push(&part[from..at]);
                from = end;
            }
            at = (end + 1).min(part.len());
        }
        parts.push(&part[from.min(part.len())..]);
        parts
    }

    fn is_role(&self, part: &str) -> bool {
        let lower = part.to_lowercase();
        let begins_small = part.chars().next().is_some_and(char::is_lowercase);
        let role = self
            .wording
            .roles
            .iter()
            .any(|role| lower == *role || lower.split([' ', '-']).any(|word| word == role));
        role && (begins_small || lower.split(' ').count() <= 4)
    }

    fn is_outlet(&self, name: &str) -> bool {
        !self.outlet.is_empty() && squeezed(name) == squeezed(self.outlet)
    }

    /// Whether a picture's credit stands among the names.
    fn is_credit(&self, part: &str) -> bool {
        let mut folded = String::new();
        fold_into(part, &mut folded);
        self.phrases.iter().any(|phrases| phrases.whole(&folded) == Some(Reason::Credit))
    }

    /// Whether it looks like a person's name: two to five words with capitals, save short particles; or a
    /// few signs of a script without capitals. Neither the outlet nor a desk.
    fn is_person(&self, part: &str) -> bool {
        let lower = part.to_lowercase();
        let desk = self
            .wording
            .desks
            .iter()
            .any(|desk| lower.split(' ').any(|word| word == desk) || lower.starts_with(desk.as_str()));
        if !is_name(part) || desk || self.is_outlet(part) || self.is_credit(part) {
            return false;
        }
        let cased = lower != part.to_uppercase();
        let words: Vec<&str> = part.split(' ').collect();
        let fits =
            |word: &&str| word.chars().count() <= 3 || word.chars().next().is_some_and(|c| !c.is_lowercase());
        let capital = |word: &&str| word.chars().next().is_some_and(char::is_uppercase);
        if cased {
            (2..=5).contains(&words.len())
                && words.iter().all(fits)
                && capital(&words[0])
                && words.last().is_some_and(capital)
        } else {
            part.chars().count() <= 12
        }
    }
}

/// What parts the names in a byline.
const PARTING: [char; 13] = [',', ';', '|', '·', '•', '/', '\n', '(', ')', '–', '—', '，', '、'];

/// Whether it may be a name at all.
fn is_name(part: &str) -> bool {
    let letters = part.chars().filter(|c| c.is_alphabetic()).count();
    let digits = part.chars().any(|c| c.is_ascii_digit());
    (2..=60).contains(&letters) && !digits && part.split(' ').count() <= 6 && !part.contains('@')
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(language: &str, line: &str, people: bool) -> Vec<(String, Option<String>)> {
        let mut authors = Vec::new();
        Reader {
            wording: Wording::of(language),
            phrases: crate::article::phrases(language),
            outlet: "Harbour Post",
        }
        .split(line, None, people, &mut authors);
        authors.into_iter().map(|author| (author.name, author.role)).collect()
    }

    #[test]
    fn bylines_are_taken_apart() {
        let expected = vec![
            ("Maëlle Tavernier".to_owned(), Some("correspondante à Orvane".to_owned())),
            ("Idris Kone".to_owned(), None),
        ];
        assert_eq!(
            names("fr", "Par Maëlle Tavernier, correspondante à Orvane, et Idris Kone", true),
            expected
        );
        assert_eq!(names("de", "Von Jorun van der Veen", true), [("Jorun van der Veen".to_owned(), None)]);
    }

    #[test]
    fn what_readers_see_must_be_people() {
        for line in [
            "By Harbour Post",
            "by our newsroom",
            "Editorial team",
            "In stock today",
            "By 3 people",
            "https://example.org/ada",
        ] {
            assert!(names("en", line, true).is_empty(), "{line}");
        }
        assert_eq!(names("en", "Harbour Post", false).len(), 1);
    }
}
