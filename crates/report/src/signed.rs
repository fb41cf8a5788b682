//! A byline's line taken apart into names and roles: "Par Maëlle Tavernier, correspondante à Orvane, et Idris
//! Kone". Knows how bylines are worded, not which of a page's lines is one: that is [`crate::signature`]'s.

use crate::Reason;
use crate::claim::squeezed;
use crate::dateline::Months;
use crate::furniture::{Phrases, fold_into};
use crate::likeness::{likeness, words_of};
use crate::metadata::one_line;
use crate::signature::{COUNT, Row};
use crate::wording::Wording;

/// Knows how bylines are worded.
pub(crate) struct Reader<'a> {
    pub(crate) wording: &'a Wording,
    pub(crate) months: &'a Months,
    pub(crate) phrases: [&'a Phrases; 2],
    pub(crate) outlet: &'a str,
}

impl Reader<'_> {
    /// A byline taken apart into names with roles.
    pub(crate) fn parts(&self, line: &str, role: Option<&str>) -> Vec<(String, Option<String>)> {
        if line.contains("://") || line.starts_with("www.") || line.starts_with('@') {
            return Vec::new();
        }
        let line = line.replace("\u{a0} ", "|").replace(" \u{a0}", "|").replace(" - ", "|");
        let line = one_line(&line.replace('\u{a0}', " "));
        let line = Wording::after(&self.wording.by, &line).unwrap_or(&line);
        let pieces: Vec<&str> = line.split(PARTING).flat_map(|piece| self.conjoined(piece)).collect();
        let mut parts: Vec<(String, Option<String>)> = Vec::new();
        for piece in &pieces {
            let whole = trimmed(piece);
            let whole = Wording::after(&self.wording.by, whole).unwrap_or(whole);
            let name = trimmed(self.ended(whole));
            if pieces.len() > 1 && (self.is_role(name) || self.is_role(whole) && !is_person(name)) {
                if let Some(last) = parts.last_mut().filter(|last| last.1.is_none()) {
                    last.1 = Some(whole.to_owned());
                }
                continue;
            }
            if is_name(name) && !self.is_credit(name) {
                parts.push((name.to_owned(), role.map(str::to_owned)));
            }
        }
        parts
    }

    /// A name without what goes on behind it: "in Workshop", "on Tuesday", "Dec 5", "Updated".
    fn ended<'t>(&self, name: &'t str) -> &'t str {
        let mut at = 0;
        for word in name.split(' ') {
            let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
            let small = bare.to_lowercase();
            let ends = bare.bytes().any(|b| b.is_ascii_digit())
                || self.wording.ends.contains(&small)
                || self.wording.updated.contains(&small)
                || self.wording.published.contains(&small);
            if at > 0 && ends {
                let before = trimmed(&name[..at]);
                // A month before a day goes with it.
                return match before.rsplit_once(' ') {
                    Some((rest, last))
                        if self.months.number(last).is_some() && bare.bytes().any(|b| b.is_ascii_digit()) =>
                    {
                        trimmed(rest)
                    }
                    _ => before,
                };
            }
            at = (at + word.len() + 1).min(name.len());
        }
        name
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
        role && (begins_small || lower.split(' ').count() <= 5)
    }

    fn is_desk(&self, part: &str) -> bool {
        let lower = part.to_lowercase();
        self.wording
            .desks
            .iter()
            .any(|desk| lower.split(' ').any(|word| word == desk) || lower.starts_with(desk.as_str()))
    }

    /// Whether a picture's credit stands among the names.
    fn is_credit(&self, part: &str) -> bool {
        let mut folded = String::new();
        fold_into(part, &mut folded);
        self.phrases.iter().any(|phrases| phrases.whole(&folded) == Some(Reason::Credit))
    }

    /// The numbers that lie in a name itself.
    pub(crate) fn describe(&self, name: &str, form: &str) -> Row {
        let mut row = [0; COUNT];
        row[12] = 99;
        row[25] = is_person(name).into();
        row[26] = name.split(' ').count() as i16;
        row[27] = form.chars().count() as i16;
        row[28] = self.is_role(name).into();
        row[29] = self.is_desk(name).into();
        let outlet = squeezed(self.outlet);
        row[30] = if outlet.is_empty() {
            0
        } else if form == outlet {
            2
        } else {
            i16::from(
                likeness(&words_of(name), &words_of(self.outlet)) >= 50
                    || outlet.contains(form)
                    || form.contains(&outlet),
            )
        };
        let upper = name.chars().filter(|c| c.is_uppercase()).count();
        row[31] = (upper * 100 / form.chars().count().max(1)) as i16;
        row[32] = name.chars().next().is_some_and(char::is_lowercase).into();
        row[33] = i16::from(name.contains('.')) + 2 * i16::from(name.contains(['-', '\'', '’']));
        let lengths = name.split(' ').map(|word| word.chars().count());
        row[34] = lengths.clone().max().unwrap_or(0) as i16;
        row[35] = lengths.min().unwrap_or(0) as i16;
        row
    }
}

/// What parts the names in a byline.
const PARTING: [char; 15] = [',', ';', '|', '·', '•', '/', '\n', '(', ')', '–', '—', '，', '、', '⋅', '：'];

fn trimmed(name: &str) -> &str {
    name.trim().trim_matches(|c: char| {
        matches!(c, '.' | ':' | '"' | '-' | '*' | '\u{a0}' | ' ' | '\u{feff}' | '[' | ']')
    })
}

/// Whether it looks like a person's name: two to five words with capitals, save short particles; or a
/// few signs of a script without capitals.
pub(crate) fn is_person(part: &str) -> bool {
    let cased = part.to_lowercase() != part.to_uppercase();
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

/// Whether it may be a name at all.
fn is_name(part: &str) -> bool {
    let letters = part.chars().filter(|c| c.is_alphabetic()).count();
    let digits = part.chars().any(|c| c.is_ascii_digit());
    (2..=60).contains(&letters) && !digits && part.split(' ').count() <= 6 && !part.contains('@')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(language: &str, line: &str) -> Vec<(String, Option<String>)> {
        Reader {
            wording: Wording::of(language),
            months: Months::of(language),
            phrases: Phrases::of_page(language),
            outlet: "Harbour Post",
        }
        .parts(line, None)
    }

    #[test]
    fn bylines_are_taken_apart() {
        let expected = vec![
            ("Maëlle Tavernier".to_owned(), Some("correspondante à Orvane".to_owned())),
            ("Idris Kone".to_owned(), None),
        ];
        assert_eq!(names("fr", "Par Maëlle Tavernier, correspondante à Orvane, et Idris Kone"), expected);
        assert_eq!(names("de", "Von Jorun van der Veen"), [("Jorun van der Veen".to_owned(), None)]);
    }

    #[test]
    fn a_name_ends_where_the_line_goes_on() {
        for line in [
            "By Ada Quay in Harbour News",
            "Ada Quay on Tuesday",
            "by Ada Quay Dec 5, 2025",
            "Ada Quay Updated 3 May",
        ] {
            assert_eq!(names("en", line).first().map(|name| name.0.as_str()), Some("Ada Quay"), "{line}");
        }
        assert!(names("en", "https://example.org/ada").is_empty());
    }
}
