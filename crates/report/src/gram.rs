//! Likeness of texts by the numbers of their words: has this run been seen on the page, is it in the
//! JSON-LD body, is it the title again? Counts nothing by spaces alone: a sign of an unspaced script is
//! a word of its own. Numbers collide now and then; what is asked here bears that.

/// The numbers of all words of several texts, in one buffer.
#[derive(Debug, Default)]
pub(crate) struct Words {
    hashes: Vec<u32>,
    ends: Vec<u32>,
}

impl Words {
    /// Adds a text; texts are found again by the order in which they were added.
    pub(crate) fn push(&mut self, text: &str) {
        hash_words(text, &mut self.hashes);
        self.ends.push(self.hashes.len() as u32);
    }

    pub(crate) fn get(&self, i: usize) -> &[u32] {
        let start = if i == 0 { 0 } else { self.ends[i - 1] as usize };
        &self.hashes[start..self.ends[i] as usize]
    }
}

/// The words of one text.
pub(crate) fn words_of(text: &str) -> Vec<u32> {
    let mut hashes = Vec::new();
    hash_words(text, &mut hashes);
    hashes
}

/// One number for a whole sequence of words.
pub(crate) fn whole(words: &[u32]) -> u64 {
    words
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, word| (hash ^ u64::from(*word)).wrapping_mul(0x0100_0000_01b3))
}

/// Whether a sign is a letter; without a look into tables for those of Latin and Cyrillic.
pub(crate) fn is_letter(c: char) -> bool {
    match c {
        '\u{d7}' | '\u{f7}' | '\u{2000}'..='\u{2070}' => false,
        '\u{c0}'..='\u{24f}' | '\u{400}'..='\u{481}' => true,
        c => c.is_alphabetic(),
    }
}

/// The small letter of a sign, the first if there are several; without a look into tables where
/// the small letters stand in a row.
pub(crate) fn lower(c: char) -> char {
    match c {
        'a'..='z' | 'ß'..='ÿ' | 'а'..='я' | '\u{2000}'..='\u{206f}' => c,
        c => c.to_lowercase().next().unwrap_or(c),
    }
}

fn hash_words(text: &str, hashes: &mut Vec<u32>) {
    const START: u32 = 0x811c_9dc5;
    let mut hash = START;
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if byte.is_ascii() {
            at += 1;
            if byte.is_ascii_alphanumeric() {
                hash = step(hash, u32::from(byte.to_ascii_lowercase()));
                continue;
            }
        } else {
            let Some(c) = text[at..].chars().next() else { break };
            at += c.len_utf8();
            if is_letter(c) || c.is_numeric() {
                if c >= '\u{2e80}' && !('\u{ac00}'..='\u{d7ff}').contains(&c) {
                    if hash != START {
                        hashes.push(hash);
                    }
                    hashes.push(step(START, u32::from(c)));
                    hash = START;
                } else {
                    hash = step(hash, u32::from(lower(c)));
                }
                continue;
            }
        }
        if hash != START {
            hashes.push(hash);
            hash = START;
        }
    }
    if hash != START {
        hashes.push(hash);
    }
}

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
        let mut bits = vec![0_u64; Self::BITS as usize / 64];
        for pair in words_of(text).windows(2) {
            let at = Self::at(pair);
            bits[at / 64] |= 1 << (at % 64);
        }
        Self { bits }
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

/// The share of words that two short texts have in common, of the longer one, in per cent.
pub(crate) fn likeness(a: &[u32], b: &[u32]) -> u32 {
    const LONGEST: usize = 200;
    let longer = a.len().max(b.len()) as u32;
    if longer == 0 || longer as usize > LONGEST || a.len().min(b.len()) * 4 < longer as usize {
        return 0;
    }
    // Looks at all of the other text at once: short loops without a way out go many words at a step.
    let within = |word: &u32| b.iter().fold(0, |found, other| found | u32::from(other == word)) != 0;
    let common = a.iter().filter(|word| within(word)).count().min(b.len()) as u32;
    common * 100 / longer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_compared_without_case_and_marks() {
        assert_eq!(words_of("Der Hafen, geschlossen!"), words_of("der hafen geschlossen"));
        assert_eq!(words_of("港が閉鎖").len(), 4);
        assert_eq!(likeness(&words_of("The port is closed"), &words_of("the Port is closed now")), 80);
    }

    #[test]
    fn letters_are_those_of_unicode() {
        assert!(('\0'..='\u{3000}').all(|c| is_letter(c) == c.is_alphabetic()));
        assert!(('\0'..='\u{3000}').all(|c| Some(lower(c)) == c.to_lowercase().next()));
    }

    #[test]
    fn pairs_show_what_stands_in_a_text() {
        let pairs = Pairs::of("The port was closed on Tuesday morning by the council.");
        assert_eq!(pairs.share(&words_of("closed on Tuesday morning")), 100);
        assert!(pairs.share(&words_of("Tuesday closed morning council")) < 50);
        assert_eq!(pairs.share(&words_of("port")), 0);
    }
}
