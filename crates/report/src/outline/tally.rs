//! What is counted in a run while its words are read: letters and where they stand, signs, words.

use crate::likeness::is_letter;

/// What was counted in a run.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tally {
    pub(crate) letters: u32,
    pub(crate) linked: u32,
    pub(crate) strong: u32,
    pub(crate) upper: u32,
    pub(crate) digits: u32,
    pub(crate) commas: u32,
    pub(crate) stops: u32,
    pub(crate) quotes: u32,
    pub(crate) words: u32,
    pub(crate) links: u16,
    pub(crate) breaks: u16,
}

impl Tally {
    pub(super) const NONE: Self = Self {
        letters: 0,
        linked: 0,
        strong: 0,
        upper: 0,
        digits: 0,
        commas: 0,
        stops: 0,
        quotes: 0,
        words: 0,
        links: 0,
        breaks: 0,
    };

    /// Counts a sign; `last` is the one before it.
    pub(super) fn count(&mut self, c: char, last: char) {
        if c.is_ascii_lowercase() {
            self.letters += 1;
        } else if c.is_ascii_uppercase() {
            self.letters += 1;
            self.upper += 1;
        } else if c.is_ascii_digit() {
            self.digits += 1;
        } else {
            match c {
                '.' | '!' | '?' | '…' | '。' | '؟' | '।' | '！' | '？' => self.stops += 1,
                ',' | ';' | '、' | '，' | '،' => self.commas += 1,
                '"' | '«' | '»' | '“' | '”' | '„' | '「' | '」' => self.quotes += 1,
                // A sign of an unspaced script, or a syllable, says as much as several letters.
                '\u{ac00}'..='\u{d7a3}' => self.letters += 2,
                c if c >= '\u{2e80}' && is_letter(c) => self.letters += 3,
                c if !c.is_ascii() && is_letter(c) => {
                    self.letters += 1;
                    self.upper += u32::from(c.is_uppercase());
                }
                _ => return,
            }
        }
        self.words += u32::from(last == ' ');
    }
}

/// How far words of small letters with single spaces between them reach, and how many the spaces are.
pub(super) fn small_words(text: &[u8]) -> (usize, u32) {
    let small = |at: usize| text.get(at).is_some_and(u8::is_ascii_lowercase);
    let (mut at, mut spaces) = (0, 0);
    loop {
        while small(at) {
            at += 1;
        }
        if at == 0 || text.get(at) != Some(&b' ') || !small(at + 1) {
            return (at, spaces);
        }
        spaces += 1;
        at += 1;
    }
}
