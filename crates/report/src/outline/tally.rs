//! What is counted in a run while its words are read: letters and where they stand, signs, words.
//!
//! Nearly all that is read is ASCII, which is counted many bytes at a step; other signs are counted one by one.

use std::ops::Range;

use page::scan::{Block, WIDTH};

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

    /// Counts the signs of the words at these bytes of a text, parted by single spaces; `apart` says whether a space
    /// stands before them.
    pub(super) fn add(&mut self, text: &str, words: Range<usize>, apart: bool) {
        let mut space = u32::from(apart);
        let mut at = words.start;
        while at < words.end {
            let mut block = Block::at(text.as_bytes(), at);
            if words.end - at < WIDTH {
                block = block.first(words.end - at);
            }
            // A bit for each sign that a space stands before.
            let behind = block.equal(b' ') << 1 | space;
            space = behind >> WIDTH & 1;
            self.add_ascii(block, behind);
            // The first bytes of signs beyond ASCII.
            let mut other = block.among(0xc0, 0xff);
            while other != 0 {
                let place = other.trailing_zeros();
                other &= other - 1;
                let sign = text.get(at + place as usize..).and_then(|rest| rest.chars().next());
                if let Some(c) = sign {
                    self.add_other(c, behind >> place & 1 == 1);
                }
            }
            at += WIDTH;
        }
    }

    /// Counts the signs of ASCII in a block; `behind` has a bit for each that a space stands before.
    fn add_ascii(&mut self, block: Block, behind: u32) {
        let upper = block.among(b'A', b'Z');
        let letters = upper | block.among(b'a', b'z');
        let mut counted = letters;
        // Half of the blocks have none of these, which is quicker asked than counted.
        if block.among(b'!', b'?') != 0 {
            let digits = block.among(b'0', b'9');
            let stops = block.equal(b'.') | block.equal(b'!') | block.equal(b'?');
            let commas = block.equal(b',') | block.equal(b';');
            let quotes = block.equal(b'"');
            let counts = counts([digits, stops, commas, quotes]);
            self.digits += counts[0];
            self.stops += counts[1];
            self.commas += counts[2];
            self.quotes += counts[3];
            counted |= digits | stops | commas | quotes;
        }
        let counts = counts([letters, upper, behind & counted, 0]);
        self.letters += counts[0];
        self.upper += counts[1];
        self.words += counts[2];
    }

    /// Counts a sign beyond ASCII.
    fn add_other(&mut self, c: char, apart: bool) {
        match c {
            '…' | '。' | '؟' | '।' | '！' | '？' => self.stops += 1,
            '、' | '，' | '،' => self.commas += 1,
            '«' | '»' | '“' | '”' | '„' | '「' | '」' => self.quotes += 1,
            // A sign of an unspaced script, or a syllable, says as much as several letters.
            '\u{ac00}'..='\u{d7a3}' => self.letters += 2,
            c if c >= '\u{2e80}' && is_letter(c) => self.letters += 3,
            c if is_letter(c) => {
                self.letters += 1;
                self.upper += u32::from(c.is_uppercase());
            }
            _ => return,
        }
        self.words += u32::from(apart);
    }
}

/// How many bits are set in each of four sets of sixteen, counted together: one by one takes four times as long where
/// the machine cannot be asked.
#[inline]
fn counts(sets: [u32; 4]) -> [u32; 4] {
    let [a, b, c, d] = sets.map(u64::from);
    let sets = a | b << 16 | c << 32 | d << 48;
    let pairs = sets - (sets >> 1 & 0x5555_5555_5555_5555);
    let fours = (pairs & 0x3333_3333_3333_3333) + (pairs >> 2 & 0x3333_3333_3333_3333);
    let eights = (fours + (fours >> 4)) & 0x0f0f_0f0f_0f0f_0f0f;
    let sums = eights + (eights >> 8);
    [0, 16, 32, 48].map(|at| (sums >> at) as u32 & 0x1f)
}

/// White space as a browser collapses it.
pub(super) fn is_white(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\t' | b'\r' | b'\x0c')
}

/// Where the white space ends that stands at these bytes of a text; between tags there is often a lot.
pub(super) fn white_end(text: &[u8], part: Range<usize>) -> usize {
    let mut at = part.start;
    while at < part.end {
        let block = Block::at(text, at);
        let other = !(lines(block) | block.equal(b' ')) & ((1 << WIDTH) - 1);
        if other != 0 {
            return part.end.min(at + other.trailing_zeros() as usize);
        }
        at += WIDTH;
    }
    part.end
}

/// White space other than the space itself.
fn lines(block: Block) -> u32 {
    block.among(b'\t', b'\r') & !block.equal(0x0b)
}

/// How far words with single spaces between them reach in this part of a text: up to white space that is more than one
/// space, or that nothing follows.
pub(crate) fn words_end(text: &[u8], part: Range<usize>) -> usize {
    let mut at = part.start;
    while at < part.end {
        let (block, next) = (Block::at(text, at), Block::at(text, at + 1));
        let ends = lines(block) | block.equal(b' ') & (lines(next) | next.equal(b' '));
        if ends != 0 {
            let end = at + ends.trailing_zeros() as usize;
            if end < part.end {
                return end;
            }
        }
        at += WIDTH;
    }
    part.end - usize::from(text[part].last() == Some(&b' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_end_at_more_than_one_space() {
        // What stands behind the part changes nothing.
        let reach = |text: &str| {
            let behind = ["", " ", "  is", "is"].map(|behind| format!("{text}{behind}"));
            let ends = behind.map(|all| words_end(all.as_bytes(), 0..text.len()));
            assert!(ends.iter().all(|end| *end == ends[0]), "{text:?}: {ends:?}");
            ends[0]
        };
        assert_eq!(reach(""), 0);
        let line = "the harbour, they say, is Closed until 5. March, or for good";
        for end in ["", " ", "  ", "\n", "  is", "\tis", " \n\n"] {
            assert_eq!(reach(&format!("{line}{end}")), line.len(), "{end:?}");
            assert_eq!(reach(&format!("a{end}")), 1, "{end:?}");
        }
    }

    #[test]
    fn white_space_ends_where_words_begin() {
        for len in 0..40 {
            let white = " \n\t\r\u{c}".repeat(8)[..len].to_owned();
            for behind in ["", "a b", "\u{b}"] {
                let all = format!("{white}{behind}");
                assert_eq!(white_end(all.as_bytes(), 0..all.len()), len);
                assert_eq!(white_end(all.as_bytes(), 0..len), len);
            }
        }
    }

    #[test]
    fn a_row_is_counted_as_its_signs_are() {
        let line = "Der \"Hafen\" ist zu; 3 Fähren, 1 Boot – «Öl» fehlt! Wer weiß… 港が閉鎖 한국 .x é";
        for start in (0..line.len()).filter(|at| line.is_char_boundary(*at)) {
            for apart in [false, true] {
                let mut whole = Tally::NONE;
                whole.add(line, start..line.len(), apart);
                let mut single = Tally::NONE;
                let mut after = apart;
                for c in line[start..].chars() {
                    single.add(c.encode_utf8(&mut [0; 4]), 0..c.len_utf8(), after);
                    after = c == ' ';
                }
                assert_eq!(format!("{whole:?}"), format!("{single:?}"));
            }
        }
        let mut tally = Tally::NONE;
        tally.add(line, 0..line.len(), true);
        assert_eq!((tally.letters, tally.upper, tally.digits), (39 + 4 * 3 + 2 * 2, 6, 2));
        assert_eq!((tally.stops, tally.commas, tally.quotes, tally.words), (3, 2, 4, 16));
    }
}
