//! Eight bytes of a text, looked at together: how many letters stand at its beginning is a few sums, not a loop.

/// One in each byte.
const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = ONES * 0x80;
/// The bit that makes an ASCII letter small.
pub(crate) const SMALL: u64 = ONES * 0x20;

/// Eight bytes of a text; noughts stand behind its end.
#[derive(Clone, Copy)]
pub(crate) struct Eight(u64);

impl Eight {
    #[inline]
    pub(crate) fn at(text: &[u8], at: usize) -> Self {
        Self(match text.get(at..at + 8).and_then(|eight| eight.try_into().ok()) {
            Some(eight) => u64::from_le_bytes(eight),
            None => text[at..].iter().rev().fold(0, |bytes, byte| bytes << 8 | u64::from(*byte)),
        })
    }

    /// The bytes, the first one lowest.
    #[inline]
    pub(crate) fn bytes(self) -> u64 {
        self.0
    }

    /// The highest bit of each byte of ASCII that is one of `first` to `last`, once `bits` are set in it.
    #[inline]
    fn among(self, bits: u64, first: u8, last: u8) -> u64 {
        // Within ASCII no sum reaches the next byte.
        let low = self.0 & !HIGH | bits;
        (low + ONES * u64::from(0x80 - first)) & !(low + ONES * u64::from(0x7f - last)) & !self.0 & HIGH
    }

    /// The same of each ASCII letter or digit.
    #[inline]
    fn word(self) -> u64 {
        self.among(SMALL, b'a', b'z') | self.among(0, b'0', b'9')
    }

    /// Bytes before the first letter, digit or sign beyond ASCII.
    #[inline]
    pub(crate) fn before_word(self) -> usize {
        first(self.word() | self.0 & HIGH)
    }

    /// ASCII letters and digits at the beginning.
    #[inline]
    pub(crate) fn in_word(self) -> usize {
        first(!self.word() & HIGH)
    }
}

/// The number of the first byte whose highest bit is set; eight if none is.
#[inline]
fn first(high: u64) -> usize {
    (high.trailing_zeros() / 8) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_byte_at_any_place_is_known_for_what_it_is() {
        for byte in 0..=u8::MAX {
            for at in 0..9 {
                let mut text = *b"abcdefghijk";
                text[at] = byte;
                let eight = Eight::at(&text, 0);
                let count = |test: fn(&u8) -> bool| text.iter().take(8).take_while(|byte| test(byte)).count();
                assert_eq!(eight.in_word(), count(u8::is_ascii_alphanumeric));
                let mut marks = *b".,:;!?-/'()";
                marks[at] = byte;
                let before = marks.iter().take(8).position(|b| b.is_ascii_alphanumeric() || !b.is_ascii());
                assert_eq!(Eight::at(&marks, 0).before_word(), before.unwrap_or(8));
            }
        }
        assert_eq!((Eight::at(b"the", 1).in_word(), Eight::at(b"the", 3).in_word()), (2, 0));
    }
}
