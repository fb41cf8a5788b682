//! Likeness of texts by the numbers of their words: has this run been seen on the page, is it in the
//! JSON-LD body, is it the title again? Counts nothing by spaces alone: a sign of an unspaced script is
//! a word of its own. Numbers collide now and then; what is asked here bears that.

pub(crate) mod form;

use std::ops::RangeInclusive;

use page::scan::{Block, WIDTH};

use crate::letters;

/// The numbers of all words of several texts, in one buffer.
#[derive(Clone, Debug, Default)]
pub struct Words {
    hashes: Vec<u32>,
    ends: Vec<u32>,
}

impl Words {
    /// How many texts there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Makes room for texts of so many bytes.
    pub(crate) fn reserve(&mut self, texts: usize, bytes: usize) {
        self.ends.reserve(texts);
        self.hashes.reserve(bytes / 6);
    }

    /// Adds a text; texts are found again by the order in which they were added.
    pub(crate) fn push(&mut self, text: &str) {
        hash_words(text, &mut self.hashes);
        self.ends.push(self.hashes.len() as u32);
    }

    /// The words of a text.
    pub fn get(&self, i: usize) -> &[u32] {
        let start = if i == 0 { 0 } else { self.ends[i - 1] as usize };
        &self.hashes[start..self.ends[i] as usize]
    }
}

/// The words of one text.
pub(crate) fn words_of(text: &str) -> Vec<u32> {
    let mut hashes = Vec::with_capacity(text.len() / 5 + 1);
    hash_words(text, &mut hashes);
    hashes
}

/// One number for a whole sequence of words.
pub(crate) fn whole(words: &[u32]) -> u64 {
    words
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, word| (hash ^ u64::from(*word)).wrapping_mul(0x0100_0000_01b3))
}

/// Whether a sign is a letter; without a look into tables for those of the commonest scripts.
#[inline]
pub(crate) fn is_letter(c: char) -> bool {
    match c {
        '\0'..='\x7f' => c.is_ascii_alphabetic(),
        '\u{c0}'..='\u{24f}' => !matches!(c, '\u{d7}' | '\u{f7}'),
        '\u{400}'..='\u{481}' | '\u{5d0}'..='\u{5ea}' | '\u{620}'..='\u{64a}' => true,
        '\u{904}'..='\u{94d}' => !matches!(c, '\u{93c}' | '\u{94d}'),
        '\u{80}'..='\u{bf}' => matches!(c, '\u{aa}' | '\u{b5}' | '\u{ba}'),
        '\u{2000}'..='\u{2070}' | '\u{3000}'..='\u{3004}' | '\u{ff00}'..='\u{ff20}' => false,
        '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' => true,
        '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' => true,
        c => c.is_alphabetic(),
    }
}

/// The small letter of a sign, the first if there are several; without a look into tables for those of the
/// commonest scripts.
#[inline]
pub(crate) fn lower(c: char) -> char {
    match c {
        '\0'..='\x7f' => c.to_ascii_lowercase(),
        'ß'..='ÿ' | 'а'..='я' => c,
        '\u{900}'..='\u{109f}'
        | '\u{2000}'..='\u{206f}'
        | '\u{3000}'..='\u{a63f}'
        | '\u{ac00}'..='\u{d7a3}' => c,
        c => match letters::lower(c).and_then(char::from_u32) {
            Some(small) => small,
            None => c.to_lowercase().next().unwrap_or(c),
        },
    }
}

/// Where the first sign beyond ASCII stands; the text's end if there is none.
pub(crate) fn ascii_end(text: &[u8]) -> usize {
    let mut at = 0;
    while at < text.len() {
        let other = Block::at(text, at).among(0x80, 0xff);
        if other != 0 {
            return at + other.trailing_zeros() as usize;
        }
        at += WIDTH;
    }
    text.len()
}

/// Words in small letters, in a buffer that is used again.
pub(crate) fn lowered<'b>(words: &str, buffer: &'b mut String) -> &'b str {
    buffer.clear();
    if words.is_ascii() {
        buffer.push_str(words);
        buffer.make_ascii_lowercase();
    } else {
        words.chars().for_each(|c| letters::push_small(c, buffer));
    }
    buffer
}

/// Adds the number of each word. Words of ASCII alone are found sixteen bytes at a time, any other sign by sign.
fn hash_words(text: &str, hashes: &mut Vec<u32>) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let block = Block::at(bytes, at);
        let word = block.among(b'a', b'z') | block.among(b'A', b'Z') | block.among(b'0', b'9');
        let other = block.among(0x80, 0xff);
        let mut from = 0;
        at = loop {
            let left = (word | other) >> from;
            if left == 0 {
                break at + WIDTH;
            }
            let start = from + left.trailing_zeros();
            let end = start + (word >> start).trailing_ones();
            if other >> end & 1 == 1 {
                break hash_beside(text, at + start as usize, at + end as usize, hashes);
            }
            // A word that reaches the end of the block is looked at again from its beginning.
            if end as usize >= WIDTH && start > 0 {
                break at + start as usize;
            }
            let (start, mut end) = (at + start as usize, at + end as usize);
            if end >= at + WIDTH {
                end = word_end(bytes, end);
                if bytes.get(end).is_some_and(|byte| !byte.is_ascii()) {
                    break hash_beside(text, start, end, hashes);
                }
            }
            hashes.push(hash_ascii(bytes, start, end));
            if end >= at + WIDTH {
                break end;
            }
            from = (end - at) as u32;
        };
    }
}

/// Adds the number of the letters of ASCII from `start` to `end`, where a sign beyond ASCII follows: with that sign,
/// if both are of one word. Returns where to go on.
fn hash_beside(text: &str, start: usize, end: usize, hashes: &mut Vec<u32>) -> usize {
    let Some(c) = text[end..].chars().next() else { return text.len() };
    if in_word(c) && !is_unspaced(c) {
        return hash_signs(text, start, hashes);
    }
    if end > start {
        hashes.push(hash_ascii(text.as_bytes(), start, end));
    }
    if in_word(c) {
        hashes.push(step(START, u32::from(c)));
    }
    end + c.len_utf8()
}

/// Where the ASCII letters and digits end that stand at a byte.
fn word_end(bytes: &[u8], mut at: usize) -> usize {
    while bytes.get(at).is_some_and(u8::is_ascii_alphanumeric) {
        at += 1;
    }
    at
}

/// Adds the number of the word that begins at a byte; returns where it ends.
fn hash_signs(text: &str, start: usize, hashes: &mut Vec<u32>) -> usize {
    let mut hash = START;
    let mut end = text.len();
    for (at, c) in text[start..].char_indices() {
        let part = if c.is_ascii() { c.is_ascii_alphanumeric() } else { in_word(c) && !is_unspaced(c) };
        if !part {
            end = start + at;
            break;
        }
        hash = step(hash, u32::from(if c.is_ascii() { c.to_ascii_lowercase() } else { lower(c) }));
    }
    hashes.push(hash);
    end
}

fn in_word(c: char) -> bool {
    is_letter(c) || !matches!(c, '\u{2000}'..='\u{206f}') && c.is_numeric()
}

/// Whether a sign of such a script is a word of its own.
fn is_unspaced(c: char) -> bool {
    c >= '\u{2e80}' && !('\u{ac00}'..='\u{d7ff}').contains(&c)
}

/// The number of a word of ASCII letters and digits, eight at a step, capitals like small letters.
#[inline]
fn hash_ascii(bytes: &[u8], start: usize, end: usize) -> u32 {
    /// The bit that makes an ASCII letter small, in each byte.
    const SMALL: u64 = u64::from_le_bytes([0x20; 8]);
    let mut hash = (end - start) as u64;
    let mut at = start;
    while at < end {
        let left = (end - at).min(8);
        let mask = u64::MAX >> (64 - 8 * left);
        // Those behind the word are dropped.
        hash = mix(hash, eight_at(bytes, at) & mask, SMALL & mask);
        at += left;
    }
    mixed(hash)
}

/// Eight bytes of a text, the first one lowest; noughts stand behind its end.
#[inline]
fn eight_at(bytes: &[u8], at: usize) -> u64 {
    match bytes.get(at..).and_then(<[u8]>::first_chunk) {
        Some(eight) => u64::from_le_bytes(*eight),
        None => bytes[at..].iter().rev().fold(0, |all, byte| all << 8 | u64::from(*byte)),
    }
}

#[inline]
fn mix(hash: u64, letters: u64, small: u64) -> u64 {
    (hash.rotate_left(23) ^ (letters | small)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

#[inline]
fn mixed(hash: u64) -> u32 {
    (hash ^ (hash >> 32)) as u32
}

const START: u32 = 0x811c_9dc5;

fn step(hash: u32, value: u32) -> u32 {
    (hash ^ value).wrapping_mul(0x0100_0193)
}

/// Pairs of neighbouring words of a long text, as a bit field: asks for 8 KB and answers in no time.
pub(crate) struct Pairs {
    bits: Vec<u64>,
}

impl Pairs {
    const BITS: u32 = 1 << 16;

    pub(crate) fn of(text: &str) -> Self {
        let mut pairs = Self::none();
        pairs.add(&words_of(text));
        pairs
    }

    pub(crate) fn none() -> Self {
        Self { bits: vec![0; Self::BITS as usize / 64] }
    }

    pub(crate) fn add(&mut self, words: &[u32]) {
        for pair in words.windows(2) {
            let at = Self::at(pair);
            self.bits[at / 64] |= 1 << (at % 64);
        }
    }

    fn at(pair: &[u32]) -> usize {
        let mixed = (pair[0].rotate_left(13) ^ pair[1]).wrapping_mul(0x9e37_79b1);
        (mixed >> 16) as usize
    }

    /// The share of the words' pairs that stand in the text, in per cent; for a lone word, 0.
    pub(crate) fn share(&self, words: &[u32]) -> u32 {
        let all = words.len().saturating_sub(1) as u32;
        let found = words.windows(2).filter(|pair| {
            let at = Self::at(pair);
            self.bits[at / 64] >> (at % 64) & 1 == 1
        });
        (found.count() as u32 * 100).checked_div(all).unwrap_or(0)
    }
}

/// Longest text, in words, that is compared with another as a whole.
const LONGEST: usize = 200;

/// The share of words that two short texts have in common, of the longer one, in per cent.
pub(crate) fn likeness(a: &[u32], b: &[u32]) -> u32 {
    let Some(longer) = comparable(a.len(), b.len()) else { return 0 };
    // Looks at all of the other text at once: short loops without a way out go many words at a step.
    let within = |word: &u32| b.iter().fold(0, |found, other| found | u32::from(other == word)) != 0;
    let common = a.iter().filter(|word| within(word)).count().min(b.len()) as u32;
    common * 100 / longer
}

/// The length of the longer text; `None` if the texts are too long or too unequal to be like each other.
fn comparable(a: usize, b: usize) -> Option<u32> {
    let longer = a.max(b);
    (longer > 0 && longer <= LONGEST && a.min(b) * 4 >= longer).then_some(longer as u32)
}

/// A few texts made ready for being compared with many others.
pub(crate) struct Measures {
    /// How many words each text has.
    lengths: Vec<usize>,
    /// How many another must have to be like any of them.
    reach: RangeInclusive<usize>,
    /// Each word, in order, and how often it stands in each text.
    words: Vec<(u32, [u8; Self::MOST])>,
    /// A bit for each word of any of them: a look at it tells nearly every word that is none of these.
    bits: [u64; Self::BITS / 64],
}

impl Measures {
    const BITS: usize = 1 << 11;
    /// How many texts there can be.
    pub(crate) const MOST: usize = 8;

    pub(crate) fn of(texts: &[Vec<u32>]) -> Self {
        let texts = &texts[..texts.len().min(Self::MOST)];
        // Those that are too long are like no other.
        let comparable = || texts.iter().enumerate().filter(|(_, text)| text.len() <= LONGEST);
        let least = comparable().map(|(_, text)| text.len().div_ceil(4)).min().unwrap_or(1);
        let most = comparable().map(|(_, text)| text.len() * 4).max().unwrap_or(0);
        let mut measures = Self {
            lengths: texts.iter().map(Vec::len).collect(),
            reach: least..=most.min(LONGEST),
            words: Vec::new(),
            bits: [0; _],
        };
        let mut words: Vec<u32> = comparable().flat_map(|(_, text)| text.iter().copied()).collect();
        words.sort_unstable();
        words.dedup();
        for word in words {
            let at = Self::bit(word);
            measures.bits[at / 64] |= 1 << (at % 64);
            measures.words.push((word, [0; _]));
        }
        for (at, text) in comparable() {
            for word in text {
                if let Some(place) = measures.place(*word) {
                    measures.words[place].1[at] += 1;
                }
            }
        }
        measures
    }

    fn bit(word: u32) -> usize {
        (word.wrapping_mul(0x9e37_79b1) >> 21) as usize
    }

    fn place(&self, word: u32) -> Option<usize> {
        self.words.binary_search_by_key(&word, |(known, _)| *known).ok()
    }

    /// What [`likeness`] says of another text and each of these that it may be like; nothing where they share no word.
    pub(crate) fn likenesses(&self, other: &[u32], mut say: impl FnMut(usize, u32)) {
        if !self.reach.contains(&other.len()) {
            return;
        }
        let (mut shared, mut count) = ([0; LONGEST], 0);
        for word in other {
            let at = Self::bit(*word);
            shared[count] = *word;
            count += (self.bits[at / 64] >> (at % 64) & 1) as usize;
        }
        if count == 0 {
            return;
        }
        let mut common = [0_u8; Self::MOST];
        for (at, word) in shared[..count].iter().enumerate() {
            // A word that stands twice in the other text counts once.
            if let Some(place) = self.place(*word).filter(|_| !shared[..at].contains(word)) {
                common.iter_mut().zip(self.words[place].1).for_each(|(sum, times)| *sum += times);
            }
        }
        for (at, len) in self.lengths.iter().enumerate() {
            if let Some(longer) = comparable(*len, other.len()) {
                say(at, usize::from(common[at]).min(other.len()) as u32 * 100 / longer);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_compared_without_case_and_marks() {
        assert_eq!(words_of("Der Hafen, geschlossen!"), words_of("der hafen geschlossen"));
        assert_eq!(words_of("港が閉鎖").len(), 4);
        assert_eq!(words_of("DON’T"), [words_of("don"), words_of("t")].concat());
        assert_eq!(words_of("Überlanges Straßenbahnhäuschen"), words_of("überlanges straßenbahnhäuschen"));
        assert_eq!(
            words_of("abc港x 1号"),
            [words_of("ABC"), words_of("港"), words_of("x"), words_of("1"), words_of("号")].concat()
        );
        assert_eq!(words_of("Internationalization"), words_of("an internationalization of")[1..2]);
        assert_eq!(likeness(&words_of("The port is closed"), &words_of("the Port is closed now")), 80);
    }

    #[test]
    fn measures_say_what_likeness_says() {
        let texts = [
            "",
            "the port",
            "the port is the port",
            "The Port of the day, closed; the port of all days",
            "x",
        ];
        let long: Vec<u32> = (0..LONGEST as u32).collect();
        let words: Vec<Vec<u32>> = texts.iter().map(|text| words_of(text)).chain([long]).collect();
        let measures = Measures::of(&words);
        for other in &words {
            let mut said = vec![0; words.len()];
            measures.likenesses(other, |at, likeness| said[at] = likeness);
            let expected: Vec<u32> = words.iter().map(|text| likeness(text, other)).collect();
            assert_eq!(said, expected);
        }
    }

    #[test]
    fn letters_are_those_of_unicode() {
        assert!(('\0'..='\u{ffff}').all(|c| is_letter(c) == c.is_alphabetic()));
        assert!(('\0'..='\u{ffff}').all(|c| Some(lower(c)) == c.to_lowercase().next()));
    }

    #[test]
    fn pairs_show_what_stands_in_a_text() {
        let pairs = Pairs::of("The port was closed on Tuesday morning by the council.");
        assert_eq!(pairs.share(&words_of("closed on Tuesday morning")), 100);
        assert!(pairs.share(&words_of("Tuesday closed morning council")) < 50);
        assert_eq!(pairs.share(&words_of("port")), 0);
    }
}
