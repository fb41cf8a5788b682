//! Furniture by its words: the phrases of the language file that belong to the page, not to the report.
//!
//! Three doors: [`Phrases::whole`] asks whether a line is one phrase ("Lire aussi : …"),
//! [`Phrases::pieces`] takes a line of plain text apart into phrases glued together
//! ("NewsletterRecevez …Je m'abonne"), [`Phrases::opening`] asks whether a line begins with one.
//! Structure (links, repetition, classes) is judged elsewhere: [`crate::body`].

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::OnceLock;

use serde::Deserialize;

use crate::Reason;
use crate::language::{self, Views};
use crate::letters::is_alphanumeric;
use crate::likeness::{ascii_end, lower, whole, words_of};
use crate::metadata::is_one_line;

/// Longest line, in bytes, that is compared with phrases.
pub(crate) const LINE: usize = 400;

/// The furniture phrases of one language.
#[derive(Debug, Default)]
pub(crate) struct Phrases {
    exact: HashMap<Box<str>, Reason, Quick>,
    /// Phrases with a gap, found by the first word before it.
    gapped: HashMap<Box<str>, Vec<Gapped>, Quick>,
    /// Phrases that begin with the gap ("… commentaires").
    trailing: Vec<(Box<str>, Reason)>,
    sieve: Sieve,
}

/// Which lines may hold a phrase, told by the numbers of their words: nearly none does, and the others need
/// not be folded.
#[derive(Debug, Default)]
struct Sieve {
    /// Numbers of whole phrases.
    wholes: Numbers,
    /// Numbers of the first words before a gap, and of the last words after one.
    firsts: Numbers,
    lasts: Numbers,
    /// Whether a phrase begins, or ends, with a sign that is no word.
    wordless: bool,
}

/// Numbers, a bit for each, which several share: asked for one that it does not hold, it says so nearly always.
#[derive(Debug, Default)]
struct Numbers {
    /// None at all while it is empty.
    bits: Vec<u64>,
}

impl Numbers {
    const BITS: u32 = 14;

    fn place(number: u64) -> (usize, u64) {
        let bit = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (u64::BITS - Self::BITS);
        (bit as usize / 64, 1 << (bit % 64))
    }

    fn add(&mut self, number: u64) {
        let (at, bit) = Self::place(number);
        self.bits.resize(1 << Self::BITS >> 6, 0);
        self.bits[at] |= bit;
    }

    fn may_hold(&self, number: u64) -> bool {
        let (at, bit) = Self::place(number);
        self.bits.get(at).is_some_and(|bits| bits & bit != 0)
    }
}

/// For maps whose keys are all ours: no page can fill a bucket.
pub(crate) type Quick = BuildHasherDefault<QuickHasher>;

/// Eight bytes at a step.
#[derive(Default)]
pub(crate) struct QuickHasher(u64);

impl Hasher for QuickHasher {
    fn write(&mut self, bytes: &[u8]) {
        let mut chunks = bytes.chunks_exact(8);
        let mut mix =
            |bytes: u64| self.0 = (self.0.rotate_left(23) ^ bytes).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        for chunk in &mut chunks {
            mix(u64::from_le_bytes(chunk.try_into().unwrap_or_default()));
        }
        mix(chunks.remainder().iter().fold(bytes.len() as u64, |rest, byte| rest << 8 | u64::from(*byte)));
    }

    fn write_u32(&mut self, number: u32) {
        self.write_u64(number.into());
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = (self.0.rotate_left(23) ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }

    fn write_u8(&mut self, _: u8) {}

    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 29)
    }
}

#[derive(Debug)]
struct Gapped {
    before: Box<str>,
    after: Box<str>,
    reason: Reason,
}

/// A piece of furniture in a line: bytes of the line, and why it is furniture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) reason: Reason,
}

#[derive(Deserialize)]
struct View {
    #[serde(default)]
    furniture: HashMap<String, Vec<String>>,
}

impl Phrases {
    /// The phrases of a language; empty for a language without a file.
    pub(crate) fn of(tag: &str) -> &'static Self {
        static KNOWN: Views<Phrases> = Views::new();
        static NONE: OnceLock<Phrases> = OnceLock::new();
        KNOWN.of(tag, Self::load).unwrap_or_else(|| NONE.get_or_init(Self::default))
    }

    /// The phrases for a page: buttons and banners are English on pages of every language.
    pub(crate) fn of_page(language: &str) -> [&'static Self; 2] {
        [Self::of(language), Self::of("en")]
    }

    fn load(code: &str) -> Self {
        let view = language::file(code).and_then(|file| serde_json::from_str::<View>(file).ok());
        let mut phrases = Self::default();
        let mut groups: Vec<_> = view.map(|view| view.furniture).unwrap_or_default().into_iter().collect();
        // One phrase may stand in two groups: the order of the names decides, on every machine alike.
        groups.sort();
        for (group, list) in groups {
            let Some(reason) = reason(&group) else { continue };
            for phrase in list {
                phrases.add(&phrase, reason);
            }
        }
        phrases
    }

    fn add(&mut self, phrase: &str, reason: Reason) {
        let folded = Folded::of(phrase).text;
        let Some((before, after)) = folded.split_once('…') else {
            self.sieve.wholes.add(whole(&words_of(trimmed(&folded))));
            self.exact.entry(trimmed(&folded).into()).or_insert(reason);
            return;
        };
        // A second gap is left open: what stands after it is not compared.
        let (before, after) = (before.trim(), after.split('…').next().unwrap_or_default().trim());
        if before.is_empty() {
            if !after.is_empty() {
                self.sieve.add(words_of(after).last(), true);
                self.trailing.push((after.into(), reason));
            }
            return;
        }
        let first = before.split(' ').next().unwrap_or_default();
        self.sieve.add(words_of(before).first(), false);
        self.gapped.entry(first.into()).or_default().push(Gapped {
            before: before.into(),
            after: after.into(),
            reason,
        });
    }

    /// Whether a line of these words may be a phrase or begin with one; `begins` tells whether it begins with
    /// a word.
    pub(crate) fn may(&self, words: &[u32], whole: u64, begins: bool) -> bool {
        let sieve = &self.sieve;
        let (Some(first), Some(last)) = (words.first(), words.last()) else { return true };
        sieve.wordless && !begins
            || sieve.wholes.may_hold(whole)
            || sieve.firsts.may_hold((*first).into())
            || sieve.lasts.may_hold((*last).into())
    }

    /// The reason if the whole line is one phrase.
    pub(crate) fn whole(&self, folded: &str) -> Option<Reason> {
        let line = trimmed(folded);
        if let Some(reason) = self.exact.get(line) {
            return Some(*reason);
        }
        self.opening(line).or_else(|| {
            let fits = |after: &str| {
                line.len() <= after.len() + 24
                    && line.ends_with(after)
                    && bounded(line, line.len() - after.len())
            };
            self.trailing.iter().find(|(after, _)| fits(after)).map(|(_, reason)| *reason)
        })
    }

    /// The reason if the line begins with a phrase that has a gap after it.
    pub(crate) fn opening(&self, folded: &str) -> Option<Reason> {
        let first = folded.split(' ').next()?;
        let fits = |gapped: &&Gapped| {
            folded.strip_prefix(&*gapped.before).is_some_and(|rest| {
                (rest.is_empty() || bounded(folded, gapped.before.len()))
                    && (gapped.after.is_empty() || rest.contains(&*gapped.after))
            })
        };
        let found = |list: &Vec<Gapped>| {
            list.iter().filter(fits).max_by_key(|gapped| gapped.before.len()).map(|gapped| gapped.reason)
        };
        self.gapped.get(first).and_then(found)
    }

    /// Takes a line of plain text apart into phrases; `None` unless the whole line is furniture.
    ///
    /// Stricter than [`Self::whole`], since plain text has no tags to confirm a guess: a phrase with a
    /// gap counts only if it has two words before the gap, runs over no sentence end and is not the
    /// form of a byline or credit, which sentences have too.
    pub(crate) fn pieces(&self, line: &str) -> Option<Vec<Piece>> {
        if line.len() > LINE || self.exact.is_empty() {
            return None;
        }
        let folded = Folded::of(line);
        let segmentation = Segmentation { phrases: self, line, folded: &folded };
        let found = segmentation.begins().then(|| segmentation.run())??;
        // A lone phrase with a gap that ends like a sentence may well be one.
        let sentence = |c: char| matches!(c, '.' | '!' | '?' | '…' | '»' | '"');
        (found.exact > 0 || !line.trim_end().ends_with(sentence)).then_some(found.pieces)
    }
}

impl Sieve {
    fn add(&mut self, word: Option<&u32>, last: bool) {
        match word {
            Some(word) if last => self.lasts.add((*word).into()),
            Some(word) => self.firsts.add((*word).into()),
            None => self.wordless = true,
        }
    }
}

/// The reason a group of phrases in the language files stands for.
fn reason(group: &str) -> Option<Reason> {
    Some(match group {
        "advertisement" => Reason::Advertisement,
        "related" => Reason::Related,
        "newsletter" => Reason::Newsletter,
        "subscription" => Reason::Subscription,
        "share" => Reason::Share,
        "comments" => Reason::Comments,
        "consent" => Reason::Consent,
        "navigation" => Reason::Navigation,
        "caption_credit" => Reason::Credit,
        "byline_meta" => Reason::Byline,
        "audio" => Reason::Player,
        "donation" => Reason::Donation,
        "legal" => Reason::Legal,
        _ => return None,
    })
}

/// A line in the form in which phrases are compared: lower case, one kind of apostrophe and space,
/// with the byte of the line each byte came from.
#[derive(Debug, Default)]
pub(crate) struct Folded {
    pub(crate) text: String,
    from: Vec<u32>,
}

impl Folded {
    pub(crate) fn of(line: &str) -> Self {
        let mut folded =
            Self { text: String::with_capacity(line.len()), from: Vec::with_capacity(line.len() + 1) };
        for (at, c) in line.char_indices() {
            let c = plain(c);
            if c == ' ' && (folded.text.is_empty() || folded.text.ends_with(' ')) {
                continue;
            }
            for lower in c.to_lowercase() {
                folded.text.push(lower);
            }
            folded.from.resize(folded.text.len(), at as u32);
        }
        folded.from.push(line.len() as u32);
        folded
    }

    fn back(&self, at: usize) -> usize {
        self.from[at] as usize
    }
}

/// Folds into a buffer that is used again, without places: the form for pages.
pub(crate) fn fold_into(line: &str, buffer: &mut String) {
    buffer.clear();
    if is_one_line(line) && !line.contains('\u{b}') {
        fold_pieces(line, buffer);
    } else {
        line.chars().for_each(|c| fold_sign(c, buffer));
    }
}

/// [`fold_into`] for a line whose words stand one space apart: piece by piece between signs beyond ASCII.
fn fold_pieces(line: &str, buffer: &mut String) {
    let mut rest = line;
    while !rest.is_empty() {
        let (piece, behind) = rest.split_at(ascii_end(rest.as_bytes()));
        let from = buffer.len();
        let parted = buffer.is_empty() || buffer.ends_with(' ');
        buffer.push_str(piece.strip_prefix(' ').filter(|_| parted).unwrap_or(piece));
        buffer[from..].make_ascii_lowercase();
        let mut signs = behind.chars();
        signs.next().into_iter().for_each(|c| fold_sign(c, buffer));
        rest = signs.as_str();
    }
}

fn fold_sign(c: char, buffer: &mut String) {
    match plain(c) {
        ' ' if buffer.is_empty() || buffer.ends_with(' ') => {}
        // The one sign that has two small ones.
        '\u{130}' => buffer.extend('\u{130}'.to_lowercase()),
        c => buffer.push(lower(c)),
    }
}

fn plain(c: char) -> char {
    match c {
        '\'' | '\u{2018}' | '\u{2019}' | '\u{2bc}' => '\'',
        '\u{ad}' | '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{feff}' => ' ',
        '!'..='~' | '\u{c0}'..='\u{24f}' | '\u{400}'..='\u{4ff}' => c,
        c if c.is_whitespace() => ' ',
        c => c,
    }
}

/// Without the marks that stand around a label.
pub(crate) fn trimmed(line: &str) -> &str {
    line.trim_matches(|c: char| {
        c == ' '
            || c.is_ascii_punctuation() && !matches!(c, '©' | '%' | '€' | '$' | '?' | '!')
            || matches!(c, '…' | '»' | '«' | '›' | '→' | '▸' | '►' | '•' | '|' | '–' | '—')
    })
}

/// Whether a word ends at byte `at`.
fn bounded(line: &str, at: usize) -> bool {
    let before = line[..at].chars().next_back();
    let after = line[at..].chars().next();
    !(before.is_some_and(is_alphanumeric) && after.is_some_and(is_alphanumeric))
}

struct Segmentation<'a> {
    phrases: &'a Phrases,
    line: &'a str,
    folded: &'a Folded,
}

#[derive(Clone, Copy)]
struct Step {
    next: usize,
    exact: u32,
    reason: Reason,
}

struct Found {
    pieces: Vec<Piece>,
    exact: u32,
}

impl Segmentation<'_> {
    /// Whether the line begins with a phrase at all: most lines do not, and end here.
    fn begins(&self) -> bool {
        let (text, at) = (&*self.folded.text, self.skip(0));
        let first = text[at..].split(' ').next().unwrap_or_default();
        let ends = || (at + 1..=text.len()).filter(|end| text.is_char_boundary(*end) && self.opens(*end));
        self.phrases.gapped.contains_key(first)
            || ends().any(|end| self.phrases.exact.contains_key(&text[at..end]))
    }

    /// From the end of the line to its beginning: from which bytes on is the rest all phrases?
    fn run(&self) -> Option<Found> {
        let text = &*self.folded.text;
        let mut steps: Vec<Option<Step>> = vec![None; text.len() + 1];
        for at in (0..text.len()).rev() {
            if text.is_char_boundary(at) && self.opens(at) {
                steps[at] = self.exact(at, &steps).or_else(|| self.gapped(at, &steps));
            }
        }
        let mut pieces = Vec::new();
        let mut at = self.skip(0);
        let exact = steps.get(at).copied().flatten()?.exact;
        while at < text.len() {
            let step = steps[at]?;
            let end = text[at..step.next].trim_end().len() + at;
            pieces.push(Piece {
                start: self.folded.back(at),
                end: self.folded.back(end),
                reason: step.reason,
            });
            at = step.next;
        }
        Some(Found { pieces, exact })
    }

    /// Whether a phrase may begin here: at a word's start, or where small letters run into a capital.
    fn opens(&self, at: usize) -> bool {
        bounded(&self.folded.text, at) || self.glued(at)
    }

    fn glued(&self, at: usize) -> bool {
        let at = self.folded.back(at);
        let before = self.line[..at].chars().next_back();
        before.is_some_and(char::is_lowercase)
            && self.line[at..].chars().next().is_some_and(char::is_uppercase)
    }

    fn skip(&self, at: usize) -> usize {
        let rest = &self.folded.text[at..];
        at + rest.len()
            - rest
                .trim_start_matches(|c: char| {
                    c == ' '
                        || c.is_ascii_punctuation()
                        || matches!(c, '…' | '»' | '›' | '→' | '•' | '–' | '—')
                })
                .len()
    }

    fn exact(&self, at: usize, steps: &[Option<Step>]) -> Option<Step> {
        let text = &*self.folded.text;
        // Longest first, so that a heading is not cut out of a longer phrase.
        (at + 1..=text.len()).rev().filter(|end| text.is_char_boundary(*end) && self.opens(*end)).find_map(
            |end| {
                let reason = *self.phrases.exact.get(&text[at..end])?;
                let next = self.skip(end);
                let rest = if next == text.len() { 0 } else { steps[next]?.exact };
                Some(Step { next, exact: rest + 1, reason })
            },
        )
    }

    fn gapped(&self, at: usize, steps: &[Option<Step>]) -> Option<Step> {
        let text = &*self.folded.text;
        let first = text[at..].split(' ').next()?;
        let gapped = self.phrases.gapped.get(first)?.iter().find(|gapped| {
            let sure =
                !matches!(gapped.reason, Reason::Byline | Reason::Credit | Reason::Legal | Reason::Player);
            sure && gapped.before.contains(' ') && text[at..].starts_with(&*gapped.before)
        })?;
        let from = at + gapped.before.len();
        let sentence = |at: usize| text[from..at].contains(". ");
        let next = (from + 1..text.len())
            .find(|next| text.is_char_boundary(*next) && steps[*next].is_some())
            .unwrap_or(text.len());
        let rest = if next == text.len() { 0 } else { steps[next]?.exact };
        (!sentence(next)).then_some(Step { next, exact: rest, reason: gapped.reason })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces<'a>(language: &str, line: &'a str) -> Vec<(&'a str, Reason)> {
        let found = Phrases::of(language).pieces(line).unwrap_or_default();
        found.into_iter().map(|piece| (&line[piece.start..piece.end], piece.reason)).collect()
    }

    #[test]
    fn glued_line_is_taken_apart() {
        let line = "NewsletterRecevez toute l\u{2019}actualité du port directement chez vous Je m'abonne";
        let expected = vec![
            ("Newsletter", Reason::Newsletter),
            ("Recevez toute l\u{2019}actualité du port directement chez vous", Reason::Newsletter),
            ("Je m'abonne", Reason::Subscription),
        ];
        assert_eq!(pieces("fr", line), expected);
        assert_eq!(
            pieces("fr", "Publicité Lire la suite"),
            vec![("Publicité", Reason::Advertisement), ("Lire la suite", Reason::Related)]
        );
    }

    #[test]
    fn sentences_are_not_furniture() {
        for line in [
            "Par ailleurs, le port ferme.",
            "La publicité du port a coûté cher.",
            "Recevez toute l'actualité. Le port ferme.",
            "",
        ] {
            assert!(pieces("fr", line).is_empty(), "{line}");
        }
    }

    #[test]
    fn a_line_may_be_one_phrase() {
        let fr = Phrases::of("fr-CA");
        assert_eq!(fr.whole("lire aussi : le port ferme"), Some(Reason::Related));
        assert_eq!(fr.whole("12 commentaires"), Some(Reason::Comments));
        assert_eq!(fr.whole("le port ferme"), None);
    }
}
