//! Letters: which characters are, their small forms, and the hash of a word in small letters.
//!
//! The alphabets the press writes most are read without a table; all others as the standard library knows
//! them. What a word is, and where it ends, is not known here.

pub(crate) const BASIS: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0100_0000_01b3;

/// Whether a character is a letter or digit: the alphabets the press writes most without a table.
#[inline]
pub(crate) fn is_alphanumeric(c: char) -> bool {
    match c {
        '\0'..='\x7f' => c.is_ascii_alphanumeric(),
        '\u{c0}'..='\u{24f}' => c != '×' && c != '÷',
        '\u{400}'..='\u{481}' | '\u{48a}'..='\u{52f}' | '\u{5d0}'..='\u{5ea}' | '\u{620}'..='\u{657}' => true,
        '\u{1e00}'..='\u{1eff}' | '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' => true,
        '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' => true,
        '\u{a0}' | '«' | '»' | '\u{2000}'..='\u{206f}' => false,
        _ => c.is_alphanumeric(),
    }
}

/// The small letter of a Latin or Cyrillic character; none for others.
#[inline]
fn lower(c: char) -> Option<u32> {
    let code = u32::from(c);
    match c {
        'А'..='Я' | 'À'..='Ö' | 'Ø'..='Þ' => Some(code + 32),
        '\u{400}'..='\u{40f}' => Some(code + 80),
        '\u{100}'..='\u{12f}' | '\u{132}'..='\u{137}' | '\u{14a}'..='\u{177}' => Some(code | 1),
        '\u{139}'..='\u{148}' | '\u{179}'..='\u{17e}' => Some(code + (code & 1)),
        '\0'..='@' | '['..='\x7f' | '\u{430}'..='\u{45f}' | 'ß'..='ö' | 'ø'..='ÿ' => Some(code),
        'A'..='Z' => Some(code + 32),
        _ => None,
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
    let mut hash = BASIS;
    let mut add = |c: u32| hash = step(hash, c);
    if word.is_ascii() {
        word.bytes().for_each(|b| add(u32::from(b.to_ascii_lowercase())));
    } else {
        for c in word.chars() {
            match c {
                '’' | 'ʼ' | '‘' => add(u32::from('\'')),
                'ё' | 'Ё' => add(u32::from('е')),
                '\u{ad}' | '\u{200b}' | '\u{301}' => {}
                c => match lower(c) {
                    Some(code) => add(code),
                    None => c.to_lowercase().for_each(|c| add(u32::from(c))),
                },
            }
        }
    }
    finish(hash)
}

/// The hash of a form whose characters are given one by one, folded as the caller likes.
pub(crate) struct Hash(u64);

impl Default for Hash {
    fn default() -> Self {
        Self(BASIS)
    }
}

impl Hash {
    pub(crate) fn add(&mut self, c: char) {
        self.0 = step(self.0, u32::from(c));
    }

    pub(crate) fn finish(self) -> u64 {
        finish(self.0)
    }
}

#[inline]
pub(crate) fn step(hash: u64, c: u32) -> u64 {
    (hash ^ u64::from(c)).wrapping_mul(PRIME)
}

#[inline]
pub(crate) fn finish(hash: u64) -> u64 {
    hash ^ (hash >> 29)
}

/// Latin and Cyrillic letters in a row, read without a table.
pub(crate) struct Run {
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// Of the small letters, before [`finish`].
    pub(crate) hash: u64,
    pub(crate) letters: usize,
    pub(crate) capitals: usize,
}

impl Run {
    /// The letters from `start`.
    #[inline]
    pub(crate) fn of(bytes: &[u8], start: usize) -> Self {
        let mut run = Self { start, end: start, hash: BASIS, letters: 0, capitals: 0 };
        run.go_on(bytes);
        run
    }

    #[inline]
    fn go_on(&mut self, bytes: &[u8]) {
        let (mut end, mut hash, mut capitals, mut wide) = (self.end, self.hash, self.capitals, 0);
        while let Some(&b) = bytes.get(end) {
            let small = b | 0x20;
            if small.is_ascii_lowercase() {
                capitals += usize::from(b & 0x20 == 0);
                hash = step(hash, u32::from(small));
                end += 1;
                continue;
            }
            if b.is_ascii() {
                break;
            }
            let Some((code, small)) = two_bytes(bytes, end) else { break };
            capitals += usize::from(code != small);
            hash = step(hash, small);
            wide += 1;
            end += 2;
        }
        self.letters += end - self.end - wide;
        (self.end, self.hash, self.capitals) = (end, hash, capitals);
    }

    /// Takes in an apostrophe of `len` bytes, which is hashed as a straight one, and the letters behind it if
    /// `joined`.
    pub(crate) fn take_apostrophe(&mut self, bytes: &[u8], len: usize, joined: bool) {
        self.hash = step(self.hash, u32::from('\''));
        self.end += len;
        if joined {
            self.go_on(bytes);
        }
    }

    /// The hash of the letters in small.
    #[inline]
    pub(crate) fn hash(&self) -> u64 {
        finish(self.hash)
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
