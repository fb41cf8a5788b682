//! The words around a report that tell its parts: "by", "updated", a desk's name. A typed view of the
//! `page` key of the language files.

use std::collections::HashSet;
use std::sync::OnceLock;

use serde::Deserialize;

use crate::furniture::Quick;
use crate::language::{self, Views};
use crate::letters::is_alphanumeric;
use crate::likeness::lower;

/// How pages of one language word what stands around the body.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wording {
    /// Before a name in a byline ("par", "text von").
    pub(crate) by: WordList,
    /// Behind a name in a byline, where the line goes on to something else ("in", "on").
    pub(crate) ends: WordList,
    /// Between two names.
    pub(crate) and: WordList,
    /// Before the date of a change.
    pub(crate) updated: WordList,
    /// Before the date of publication.
    pub(crate) published: WordList,
    /// What people in bylines are.
    pub(crate) roles: WordList,
    /// How a note begins by which an outlet corrects its report.
    pub(crate) corrections: WordList,
    /// What stands on a page in place of the one that was asked for ("page not found").
    pub(crate) errors: WordList,
    /// Parts of words by which a page speaks of cookies and asks for consent.
    pub(crate) consent: WordList,
    /// Names of desks that are nobody's name ("la rédaction").
    pub(crate) desks: WordList,
    /// Every word at which a name is over: those of `ends`, `updated` and `published`.
    #[serde(skip)]
    pub(crate) over: WordList,
}

/// Words and phrases in small letters, made ready for being looked for in many lines: most lines are turned away by
/// their first letter.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(from = "Vec<String>")]
pub(crate) struct WordList {
    /// By their first letter; of one letter, the longest first ("text von" before "text").
    words: Vec<String>,
    /// The same, to be asked for one of them.
    known: HashSet<String, Quick>,
    /// First letters, where the words that begin with each end, and a bit for each; letters beyond ASCII share some.
    firsts: Vec<(char, usize)>,
    may: u128,
    /// Bytes of the longest.
    longest: usize,
}

impl From<Vec<String>> for WordList {
    fn from(mut words: Vec<String>) -> Self {
        words.retain(|word| !word.is_empty());
        words.sort_by_key(|word| (word.chars().next(), std::cmp::Reverse(word.len())));
        let mut firsts: Vec<(char, usize)> = Vec::new();
        for (first, end) in words.iter().filter_map(|word| word.chars().next()).zip(1..) {
            match firsts.last_mut() {
                Some(last) if last.0 == first => last.1 = end,
                _ => firsts.push((first, end)),
            }
        }
        let may = firsts.iter().fold(0, |bits, (first, _)| bits | bit(*first));
        let longest = words.iter().map(String::len).max().unwrap_or(0);
        Self { known: words.iter().cloned().collect(), firsts, may, longest, words }
    }
}

fn bit(c: char) -> u128 {
    1 << (u32::from(c) % u128::BITS)
}

impl WordList {
    pub(crate) fn iter(&self) -> std::slice::Iter<'_, String> {
        self.words.iter()
    }

    /// Whether one of them may be so long, in bytes; small letters may take one more than capitals.
    pub(crate) fn reaches(&self, length: usize) -> bool {
        length <= self.longest + self.longest / 2
    }

    /// Whether a word or phrase in small letters is one of them.
    pub(crate) fn holds(&self, lower: &str) -> bool {
        self.known.contains(lower)
    }

    /// Whether a line in small letters begins with one of them.
    pub(crate) fn begins(&self, lower: &str) -> bool {
        lower.chars().next().is_some_and(|first| {
            self.beginning_with(first).iter().any(|word| lower.starts_with(word.as_str()))
        })
    }

    /// Those that begin with this letter, in its small form.
    #[inline]
    fn beginning_with(&self, first: char) -> &[String] {
        if self.may & bit(first) == 0 {
            return &[];
        }
        let Some(at) = self.firsts.iter().position(|(own, _)| *own == first) else { return &[] };
        let start = at.checked_sub(1).map_or(0, |before| self.firsts[before].1);
        &self.words[start..self.firsts[at].1]
    }
}

#[derive(Deserialize)]
struct View {
    #[serde(default)]
    page: Wording,
}

impl Wording {
    /// The wording of a language; of all languages together for one without a file.
    pub(crate) fn of(tag: &str) -> &'static Self {
        static ALL: OnceLock<Wording> = OnceLock::new();
        Self::own(tag).unwrap_or_else(|| ALL.get_or_init(Self::all))
    }

    fn own(tag: &str) -> Option<&'static Self> {
        static KNOWN: Views<Wording> = Views::new();
        KNOWN.of(tag, |code| Self::load(code).unwrap_or_default())
    }

    fn load(code: &str) -> Option<Self> {
        Some(serde_json::from_str::<View>(language::file(code)?).ok()?.page.ready())
    }

    fn all() -> Self {
        let table: Vec<&Self> = language::CODES.iter().filter_map(|code| Self::own(code)).collect();
        let gather = |list: fn(&Self) -> &WordList| {
            let mut words: Vec<String> = table.iter().flat_map(|own| list(own).iter()).cloned().collect();
            words.sort_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
            words.dedup();
            WordList::from(words)
        };
        // No conjunctions: "e", "i" and "y" of one language are names' parts in another.
        Self {
            by: gather(|w| &w.by),
            ends: gather(|w| &w.ends),
            and: WordList::default(),
            updated: gather(|w| &w.updated),
            published: gather(|w| &w.published),
            roles: gather(|w| &w.roles),
            corrections: gather(|w| &w.corrections),
            errors: gather(|w| &w.errors),
            consent: gather(|w| &w.consent),
            desks: gather(|w| &w.desks),
            over: WordList::default(),
        }
        .ready()
    }

    fn ready(mut self) -> Self {
        let over = [&self.ends, &self.updated, &self.published].into_iter().flat_map(WordList::iter);
        self.over = WordList::from(over.filter(|word| !word.contains(' ')).cloned().collect::<Vec<_>>());
        self
    }

    /// Where words may begin in a line: at its beginning and behind each of these marks of ASCII; forty at the most.
    pub(crate) fn starts<'l>(line: &'l str, marks: &'l [u8]) -> impl Iterator<Item = usize> + use<'l> {
        const MOST: usize = 40;
        let bytes = line.as_bytes();
        let behind = bytes.iter().enumerate().filter(|(_, byte)| marks.contains(byte)).map(|(at, _)| at + 1);
        std::iter::once(0).chain(behind).filter(|at| *at < bytes.len()).take(MOST)
    }

    /// The rest of a line after the first word or phrase of the list that stands in it, as a word of its own.
    pub(crate) fn within<'t>(list: &WordList, line: &'t str) -> Option<&'t str> {
        Self::starts(line, b" |\n").find_map(|at| Self::after(list, &line[at..]))
    }

    /// The rest of a line after a word or phrase of the list it begins with.
    pub(crate) fn after<'t>(list: &WordList, line: &'t str) -> Option<&'t str> {
        let first = lower(line.chars().next()?);
        list.beginning_with(first).iter().find_map(|word| {
            let head = line.get(..word.len())?;
            let rest = &line[word.len()..];
            let ends = rest.is_empty() || rest.starts_with(|c: char| !is_alphanumeric(c));
            (ends && head.chars().flat_map(char::to_lowercase).eq(word.chars()))
                .then(|| rest.trim_start_matches([' ', ':', '\u{a0}', '\n']))
        })
    }
}
