//! A byline's line taken apart into names and roles: "Par Maëlle Tavernier, correspondante à Orvane, et Idris
//! Kone". Knows how bylines are worded, not which of a page's lines is one: that is [`crate::byline::signature`]'s.

use std::borrow::Cow;

use crate::Reason;
use crate::byline::signature::{COUNT, Row};
use crate::dateline::Months;
use crate::furniture::{Phrases, fold_into};
use crate::headline::claim::Outlet;
use crate::letters::is_alphanumeric;
use crate::likeness::form::Form;
use crate::likeness::{is_letter, likeness, lowered, words_of};
use crate::metadata::{is_one_line, one_line};
use crate::wording::Wording;

/// Knows how bylines are worded.
pub(crate) struct Reader<'a> {
    pub(crate) wording: &'a Wording,
    months: &'a Months,
    phrases: [&'a Phrases; 2],
    outlet: Outlet,
    /// A word or a name in small letters; used again for each.
    small: String,
}

impl Reader<'_> {
    /// A reader of bylines in one language on the pages of one outlet.
    pub(crate) fn new(language: &str, outlet: Option<&str>) -> Self {
        Self {
            wording: Wording::of(language),
            months: Months::of(language),
            phrases: Phrases::of_page(language),
            outlet: Outlet::of(outlet),
            small: String::new(),
        }
    }

    /// A byline taken apart into names with roles.
    pub(crate) fn parts(&mut self, line: &str, role: Option<&str>) -> Vec<(String, Option<String>)> {
        if line.contains(':') && line.contains("://") || line.starts_with("www.") || line.starts_with('@') {
            return Vec::new();
        }
        let line = spaced(line);
        let line = Wording::after(&self.wording.by, &line).unwrap_or(&line);
        let mut pieces = Vec::new();
        for piece in line.split(is_parting) {
            self.conjoined(piece, &mut pieces);
        }
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
    fn ended<'t>(&mut self, name: &'t str) -> &'t str {
        let mut at = 0;
        for word in name.split(' ') {
            let bare = word.trim_matches(|c: char| !is_alphanumeric(c));
            if at > 0 && self.ends(bare) {
                let before = trimmed(&name[..at]);
                // A month before a day goes with it.
                return match before.rsplit_once(' ') {
                    Some((rest, last)) if self.months.number(last).is_some() && has_digit(bare) => {
                        trimmed(rest)
                    }
                    _ => before,
                };
            }
            at = (at + word.len() + 1).min(name.len());
        }
        name
    }

    /// Whether a name is over where this word stands.
    fn ends(&mut self, word: &str) -> bool {
        let over = &self.wording.over;
        has_digit(word) || over.reaches(word.len()) && over.holds(lowered(word, &mut self.small))
    }

    /// Adds the parts at "and".
    fn conjoined<'t>(&mut self, part: &'t str, parts: &mut Vec<&'t str>) {
        let mut from = 0;
        let mut at = 0;
        for word in part.split(' ') {
            let end = at + word.len();
            if word == "&" || self.is_and(word) {
                parts.push(&part[from..at]);
                from = end;
            }
            at = (end + 1).min(part.len());
        }
        parts.push(&part[from.min(part.len())..]);
    }

    fn is_and(&mut self, word: &str) -> bool {
        let and = &self.wording.and;
        and.reaches(word.len()) && and.holds(lowered(word, &mut self.small))
    }

    fn is_role(&mut self, part: &str) -> bool {
        let roles = &self.wording.roles;
        let lower = lowered(part, &mut self.small);
        let role = lower.split([' ', '-']).any(|word| roles.holds(word)) || roles.holds(lower);
        let begins_small = part.chars().next().is_some_and(char::is_lowercase);
        role && (begins_small || part.split(' ').count() <= 5)
    }

    fn is_desk(&mut self, part: &str) -> bool {
        let desks = &self.wording.desks;
        let lower = lowered(part, &mut self.small);
        lower.split(' ').any(|word| desks.holds(word)) || desks.begins(lower)
    }

    /// Whether a picture's credit stands among the names.
    fn is_credit(&mut self, part: &str) -> bool {
        fold_into(part, &mut self.small);
        self.phrases.iter().any(|phrases| phrases.whole(&self.small) == Some(Reason::Credit))
    }

    /// The numbers that lie in a name itself.
    pub(crate) fn describe(&mut self, name: &str, form: &Form) -> Row {
        let mut row = [0; COUNT];
        row[12] = 99;
        row[25] = is_person(name).into();
        row[26] = name.split(' ').count() as i16;
        row[27] = form.count() as i16;
        row[28] = self.is_role(name).into();
        row[29] = self.is_desk(name).into();
        let outlet = &self.outlet.form;
        row[30] = if outlet.is_empty() {
            0
        } else if form == outlet {
            2
        } else {
            i16::from(
                likeness(&words_of(name), &self.outlet.words) >= 50
                    || outlet.holds(form)
                    || form.holds(outlet),
            )
        };
        let upper = name.chars().filter(|c| c.is_uppercase()).count();
        row[31] = (upper * 100 / form.count().max(1)) as i16;
        row[32] = name.chars().next().is_some_and(char::is_lowercase).into();
        row[33] = i16::from(name.contains('.')) + 2 * i16::from(name.contains(['-', '\'', '’']));
        let lengths = name.split(' ').map(|word| word.chars().count());
        row[34] = lengths.clone().max().unwrap_or(0) as i16;
        row[35] = lengths.min().unwrap_or(0) as i16;
        row
    }
}

/// A line with single spaces, and with a mark where wide spaces or dashes part it.
fn spaced(line: &str) -> Cow<'_, str> {
    let wide = line.contains('\u{a0}');
    let dash = line.contains('-') && line.contains(" - ");
    if !(wide || dash) {
        return if is_one_line(line) { Cow::Borrowed(line) } else { Cow::Owned(one_line(line)) };
    }
    let line = line.replace("\u{a0} ", "|").replace(" \u{a0}", "|").replace(" - ", "|");
    Cow::Owned(one_line(&line.replace('\u{a0}', " ")))
}

fn has_digit(word: &str) -> bool {
    word.bytes().any(|byte| byte.is_ascii_digit())
}

/// What parts the names in a byline.
fn is_parting(c: char) -> bool {
    matches!(c, ',' | ';' | '|' | '·' | '•' | '/' | '\n' | '(' | ')' | '–' | '—' | '，' | '、' | '⋅' | '：')
}

fn trimmed(name: &str) -> &str {
    name.trim().trim_matches(|c: char| {
        matches!(c, '.' | ':' | '"' | '-' | '*' | '\u{a0}' | ' ' | '\u{feff}' | '[' | ']')
    })
}

/// Whether it looks like a person's name: two to five words with capitals, save short particles; or a
/// few signs of a script without capitals.
pub(crate) fn is_person(part: &str) -> bool {
    let cased = part.chars().any(|c| !c.to_lowercase().eq(c.to_uppercase()));
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

/// Whether a part of the line may look like a person's name: a quick look, wrong only towards yes.
pub(crate) fn may_hold_person(line: &str) -> bool {
    let second = |space: usize, wide: usize| line[space + wide..].starts_with(char::is_uppercase);
    line.bytes().enumerate().any(|(at, byte)| match byte {
        b' ' => second(at, 1),
        0xa0 if at > 0 && line.as_bytes()[at - 1] == 0xc2 => second(at, 1),
        // Scripts without capitals begin here.
        0xd6.. => true,
        _ => false,
    })
}

/// Whether it may be a name at all.
fn is_name(part: &str) -> bool {
    let letters = part.chars().filter(|c| is_letter(*c)).count();
    let digits = part.chars().any(|c| c.is_ascii_digit());
    (2..=60).contains(&letters) && !digits && part.split(' ').count() <= 6 && !part.contains('@')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(language: &str, line: &str) -> Vec<(String, Option<String>)> {
        Reader::new(language, Some("Harbour Post")).parts(line, None)
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
