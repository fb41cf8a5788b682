//! Letters: which characters are, their small forms, and the hash of a word in small letters.
//!
//! The alphabets the press writes most are read without a table; all others as the standard library knows
//! them. What a word is, and where it ends, is not known here.

use page::scan::{Block, WIDTH};

/// Whether a character is a letter or digit: the alphabets the press writes most without a table.
#[inline]
pub(crate) fn is_alphanumeric(c: char) -> bool {
    match c {
        '\0'..='\x7f' => c.is_ascii_alphanumeric(),
        '\u{c0}'..='\u{24f}' => c != '×' && c != '÷',
        '\u{400}'..='\u{481}' | '\u{48a}'..='\u{52f}' | '\u{5d0}'..='\u{5ea}' | '\u{620}'..='\u{657}' => true,
        '\u{1e00}'..='\u{1eff}' | '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' => true,
        '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' => true,
        // Devanagari but its marks that are no vowels.
        '\u{904}'..='\u{950}' | '\u{955}'..='\u{97f}' => {
            !matches!(c, '\u{93c}' | '\u{94d}' | '\u{964}' | '\u{965}' | '\u{970}')
        }
        '\u{a0}' | '«' | '»' | '\u{2000}'..='\u{206f}' => false,
        _ => c.is_alphanumeric(),
    }
}

/// The small letter of a Latin or Cyrillic character, and of some scripts that know no other; none for the rest.
#[inline]
pub(crate) fn lower(c: char) -> Option<u32> {
    let code = u32::from(c);
    match c {
        '\0'..='\x7f' => Some(u32::from(c.to_ascii_lowercase())),
        'А'..='Я' | 'À'..='Ö' | 'Ø'..='Þ' => Some(code + 32),
        '\u{400}'..='\u{40f}' => Some(code + 80),
        '\u{100}'..='\u{12f}' | '\u{132}'..='\u{137}' | '\u{14a}'..='\u{177}' => Some(code | 1),
        '\u{139}'..='\u{148}' | '\u{179}'..='\u{17e}' => Some(code + (code & 1)),
        '\u{430}'..='\u{45f}' | 'ß'..='ö' | 'ø'..='ÿ' => Some(code),
        '\u{5d0}'..='\u{5ea}' | '\u{620}'..='\u{64a}' | '\u{904}'..='\u{97f}' => Some(code),
        '\u{3041}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' => Some(code),
        _ => None,
    }
}

/// Adds the small form of a character, which now and then are two.
#[inline]
pub(crate) fn push_small(c: char, to: &mut String) {
    match lower(c).and_then(char::from_u32) {
        Some(small) => to.push(small),
        None => to.extend(c.to_lowercase()),
    }
}

/// The small letter a word begins with, where folding changes nothing but its case.
#[inline]
pub(crate) fn first_small(word: &str) -> Option<u32> {
    let first = word.chars().next()?;
    if matches!(first, 'ё' | 'Ё') { None } else { lower(first) }
}

/// A hash of a word with case, curly apostrophes and ё folded, soft hyphens left out and a last full
/// stop dropped. Equal words have equal hashes; different words do so once in 2⁶⁴.
pub fn fold_hash(word: &str) -> u64 {
    let word = word.strip_suffix('.').unwrap_or(word);
    let mut hash = Hash::default();
    if word.is_ascii() {
        word.bytes().for_each(|b| hash.add(u32::from(b.to_ascii_lowercase())));
    } else {
        for c in word.chars() {
            match c {
                '’' | 'ʼ' | '‘' => hash.add(u32::from('\'')),
                'ё' | 'Ё' => hash.add(u32::from('е')),
                '\u{ad}' | '\u{200b}' | '\u{301}' => {}
                c => match lower(c) {
                    Some(code) => hash.add(code),
                    None => c.to_lowercase().for_each(|c| hash.add(u32::from(c))),
                },
            }
        }
    }
    hash.finish()
}

/// The hash of a form whose characters are given one by one, folded as the caller likes. Characters are gathered
/// until eight bytes are full, so that most words are mixed once.
#[derive(Clone, Copy)]
pub(crate) struct Hash {
    /// Of all that is mixed.
    mixed: u64,
    /// What is gathered, the first lowest, and how many bits it has.
    open: u64,
    bits: u32,
}

impl Default for Hash {
    fn default() -> Self {
        Self { mixed: 0xcbf2_9ce4_8422_2325, open: 0, bits: 0 }
    }
}

impl Hash {
    #[inline]
    pub(crate) fn add(&mut self, c: u32) {
        // The mark of a wide one keeps it apart from two narrow ones.
        let (code, bits) = match c {
            0..=0x7f => (c, 8),
            0x80..=0x7ff => (c, 16),
            _ => (c | 1 << 31, 32),
        };
        if self.bits + bits > u64::BITS {
            self.mix();
        }
        self.open |= u64::from(code) << self.bits;
        self.bits += bits;
    }

    /// Takes in the ASCII letters at the beginning of a block, in small, if nothing or all is full: as [`Self::add`]
    /// one after the other.
    #[inline]
    fn add_letters(&mut self, block: Block, letters: usize) {
        /// The bit that makes an ASCII letter small.
        const SMALL: u64 = u64::from_le_bytes([0x20; 8]);
        let bytes = block.bytes();
        let mut take = |bytes: u64, letters: usize| {
            if self.bits > 0 {
                self.mix();
            }
            self.open = (bytes | SMALL) & u64::MAX >> (64 - 8 * letters);
            self.bits = letters as u32 * 8;
        };
        if letters > 0 {
            take(bytes as u64, letters.min(8));
        }
        if letters > 8 {
            take((bytes >> 64) as u64, letters - 8);
        }
    }

    /// Whether [`Self::add_letters`] may be called.
    #[inline]
    fn is_even(&self) -> bool {
        self.bits == 0 || self.bits == u64::BITS
    }

    #[inline]
    fn mix(&mut self) {
        self.mixed = self.finish();
        (self.open, self.bits) = (0, 0);
    }

    #[inline]
    pub(crate) fn finish(self) -> u64 {
        // Both halves of the product: every bit of a word then tells in every bit of its hash.
        let product = u128::from(self.mixed ^ self.open) * 0x9E37_79B9_7F4A_7C15;
        product as u64 ^ (product >> 64) as u64
    }
}

/// ASCII letters in a row, as most words are: read sixteen together.
pub(crate) struct Plain {
    pub(crate) end: usize,
    /// Of the small letters.
    pub(crate) hash: u64,
    /// Whether the first letter is a capital.
    pub(crate) capital: bool,
    /// Whether one of them is small.
    pub(crate) small: bool,
    /// The byte behind them; 0 at the end of the text.
    pub(crate) next: u8,
}

impl Plain {
    /// The letters from `start`; none if no letter stands there.
    #[inline(always)]
    #[expect(
        clippy::inline_always,
        reason = "so that no part of it goes through memory: it is asked for every word"
    )]
    pub(crate) fn at(bytes: &[u8], start: usize) -> Option<Self> {
        let (mut hash, mut end, mut small) = (Hash::default(), start, false);
        loop {
            let (block, letters, own_small) = letters_at(bytes, end);
            hash.add_letters(block, letters);
            small |= own_small;
            end += letters;
            if letters < WIDTH {
                let next = bytes.get(end).copied().unwrap_or_default();
                let capital = bytes.get(start).is_some_and(u8::is_ascii_uppercase);
                return (end > start).then(|| Self { end, hash: hash.finish(), capital, small, next });
            }
        }
    }
}

/// The block at a place, how many ASCII letters it begins with, and whether one of them is small.
#[inline]
fn letters_at(bytes: &[u8], at: usize) -> (Block, usize, bool) {
    let block = Block::at(bytes, at);
    let small = block.among(b'a', b'z');
    let other = !(small | block.among(b'A', b'Z'));
    // The bits before the first that is no letter's.
    let own = small & (other - 1) & !other;
    (block, (other.trailing_zeros() as usize).min(WIDTH), own != 0)
}

/// Latin and Cyrillic letters in a row, read without a table.
pub(crate) struct Run {
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// Of the small letters.
    pub(crate) hash: Hash,
    pub(crate) letters: usize,
    /// Whether one of them is small.
    pub(crate) small: bool,
}

impl Run {
    /// The letters from `start`.
    #[inline]
    pub(crate) fn of(bytes: &[u8], start: usize) -> Self {
        Self { start, end: start, hash: Hash::default(), letters: 0, small: false }.goes_on(bytes)
    }

    /// The same with the letters behind it.
    fn goes_on(mut self, bytes: &[u8]) -> Self {
        while let Some(&b) = bytes.get(self.end) {
            if self.hash.is_even() && b.is_ascii() {
                let (block, letters, small) = letters_at(bytes, self.end);
                if letters == 0 {
                    break;
                }
                self.hash.add_letters(block, letters);
                self.small |= small;
                self.end += letters;
                self.letters += letters;
                continue;
            }
            if b.is_ascii() {
                let small = b | 0x20;
                if !small.is_ascii_lowercase() {
                    break;
                }
                self.small |= b == small;
                self.hash.add(u32::from(small));
                self.end += 1;
            } else {
                let Some((code, small)) = two_bytes(bytes, self.end) else { break };
                self.small |= code == small;
                self.hash.add(small);
                self.end += 2;
            }
            self.letters += 1;
        }
        self
    }

    /// Takes in an apostrophe of `len` bytes, which is hashed as a straight one, and the letters behind it if
    /// `joined`.
    pub(crate) fn with_apostrophe(mut self, bytes: &[u8], len: usize, joined: bool) -> Self {
        self.hash.add(u32::from('\''));
        self.end += len;
        if joined { self.goes_on(bytes) } else { self }
    }

    /// The hash of the letters in small.
    #[inline]
    pub(crate) fn hash(&self) -> u64 {
        self.hash.finish()
    }

    /// Whether some of the letters are no ASCII.
    #[inline]
    pub(crate) fn is_wide(&self) -> bool {
        self.letters < self.end - self.start
    }

    /// Whether the first letter is a capital.
    #[inline]
    pub(crate) fn opens_large(&self, bytes: &[u8]) -> bool {
        let first = bytes[self.start];
        if first.is_ascii() {
            return first.is_ascii_uppercase();
        }
        two_bytes(bytes, self.start).is_some_and(|(code, small)| code != small)
    }
}

/// A letter of two bytes and its small letter, where folding changes no more than its case.
#[inline]
fn two_bytes(bytes: &[u8], at: usize) -> Option<(u32, u32)> {
    let (0xc3..=0xc5 | 0xd0 | 0xd1) = *bytes.get(at)? else { return None };
    let code = u32::from(bytes[at] & 0x1f) << 6 | u32::from(bytes.get(at + 1)? & 0x3f);
    match code {
        // Most are small letters of Cyrillic or with an accent.
        0x430..=0x44f | 0xe0..=0xf6 => return Some((code, code)),
        0x410..=0x42f => return Some((code, code + 32)),
        _ => {}
    }
    let c = char::from_u32(code).filter(|c| !matches!(c, 'ё' | 'Ё' | '×' | '÷'))?;
    Some((code, lower(c)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_has_the_hash_of_its_word() {
        let words = "a Port Verhandlungen INTERNATIONALISIERUNG été Élysée übermäßige Präsidentschaftswahlen \
                     Порт верхнереченский abcdefgh abcdefghi abcdefgé abcdefé aéb Żółć";
        for word in words.split_whitespace() {
            let run = Run::of(word.as_bytes(), 0);
            assert_eq!((run.end, run.hash()), (word.len(), fold_hash(word)), "{word}");
            assert_eq!(run.letters, word.chars().count(), "{word}");
            assert_eq!(run.small, !word.chars().all(char::is_uppercase), "{word}");
        }
        assert_ne!(fold_hash("ab"), fold_hash("\u{6261}"));
    }

    #[test]
    fn letters_are_known_as_the_standard_knows_them() {
        for c in ('\u{80}'..'\u{20000}').filter(|c| !matches!(c, '\u{2000}'..='\u{206f}')) {
            assert_eq!(is_alphanumeric(c), c.is_alphanumeric(), "{c:?}");
            if let Some(small) = lower(c) {
                assert_eq!(c.to_lowercase().map(u32::from).collect::<Vec<_>>(), [small], "{c:?}");
                assert_eq!(c.is_uppercase(), u32::from(c) != small, "{c:?}");
            }
        }
    }
}
