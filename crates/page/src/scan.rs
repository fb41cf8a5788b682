//! Looking at sixteen bytes at once.
//!
//! Tags are short: most searches end within their first sixteen bytes, where calling a search made for long texts
//! costs more than the search. On x86-64 and AArch64 these are a few instructions; elsewhere they are loops.

use wide::u8x16;

/// How many bytes a [`Block`] holds.
pub const WIDTH: usize = 16;

/// Sixteen bytes of a source; zeros after its end.
#[derive(Clone, Copy, Debug)]
pub struct Block(u8x16);

impl Block {
    /// Those from `at` on.
    #[inline]
    pub fn at(source: &[u8], at: usize) -> Self {
        match source.get(at..).and_then(|rest| rest.first_chunk::<WIDTH>()) {
            Some(bytes) => Self(u8x16::new(*bytes)),
            None => Self::at_end(source, at),
        }
    }

    #[cold]
    fn at_end(source: &[u8], at: usize) -> Self {
        let mut bytes = [0; WIDTH];
        let rest = source.get(at..).unwrap_or_default();
        let len = rest.len().min(WIDTH);
        bytes[..len].copy_from_slice(&rest[..len]);
        Self(u8x16::new(bytes))
    }

    /// Its first bytes, and zeros behind them.
    #[inline]
    #[must_use]
    pub fn first(self, count: usize) -> Self {
        const PLACES: u8x16 = u8x16::new([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]);
        let within = PLACES.min(u8x16::splat(count.min(WIDTH) as u8)).simd_eq(PLACES);
        Self(self.0 & within)
    }

    /// The bytes, the first one lowest.
    #[inline]
    pub fn bytes(self) -> u128 {
        u128::from_le_bytes(self.0.to_array())
    }

    /// A bit for each byte that is `byte`, the first byte's bit lowest.
    #[inline]
    pub fn equal(self, byte: u8) -> u32 {
        self.0.simd_eq(u8x16::splat(byte)).to_bitmask()
    }

    /// A bit for each byte that is not above `byte`.
    #[inline]
    pub fn at_most(self, byte: u8) -> u32 {
        self.0.min(u8x16::splat(byte)).simd_eq(self.0).to_bitmask()
    }

    /// A bit for each byte from `first` to `last`.
    #[inline]
    pub fn among(self, first: u8, last: u8) -> u32 {
        self.0.max(u8x16::splat(first)).min(u8x16::splat(last)).simd_eq(self.0).to_bitmask()
    }
}

/// The first `byte` from `at` on.
#[inline]
pub(crate) fn find(source: &[u8], at: usize, byte: u8) -> Option<usize> {
    let mut from = at;
    // Two blocks by hand, then the search made for long texts.
    for _ in 0..2 {
        let Some(bytes) = source.get(from..).and_then(|rest| rest.first_chunk::<WIDTH>()) else { break };
        let found = Block(u8x16::new(*bytes)).equal(byte);
        if found != 0 {
            return Some(from + found.trailing_zeros() as usize);
        }
        from += WIDTH;
    }
    memchr::memchr(byte, source.get(from..)?).map(|found| from + found)
}

/// The first byte from `at` on that is sought, `source.len()` if there is none; `may` has a bit for each byte of a
/// block that may be.
#[inline]
pub(crate) fn find_by(
    source: &[u8],
    mut at: usize,
    may: impl Fn(Block) -> u32,
    is_sought: impl Fn(u8) -> bool,
) -> usize {
    while at < source.len() {
        let found = may(Block::at(source, at));
        at += (found.trailing_zeros() as usize).min(WIDTH);
        match source.get(at) {
            Some(byte) if found == 0 || !is_sought(*byte) => at += usize::from(found != 0),
            Some(_) => return at,
            None => break,
        }
    }
    source.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_tell_where_a_byte_stands() {
        let source = b"a=b c=d >  \t 123 = end";
        for at in 0..source.len() + 3 {
            let rest: Vec<u8> = source.iter().copied().skip(at).chain([0; WIDTH]).take(WIDTH).collect();
            let bits = |test: &dyn Fn(u8) -> bool| {
                (0..WIDTH).filter(|index| test(rest[*index])).fold(0, |bits, index| bits | 1 << index)
            };
            assert_eq!(Block::at(source, at).equal(b'='), bits(&|c| c == b'='));
            assert_eq!(Block::at(source, at).at_most(b' '), bits(&|c| c <= b' '));
            assert_eq!(Block::at(source, at).among(b'1', b'b'), bits(&|c| (b'1'..=b'b').contains(&c)));
            for count in 0..WIDTH + 2 {
                let mut first: [u8; WIDTH] = rest[..].try_into().unwrap();
                first[count.min(WIDTH)..].fill(0);
                assert_eq!(Block::at(source, at).first(count).bytes(), u128::from_le_bytes(first));
            }
            assert_eq!(find(source, at, b'='), (at..source.len()).find(|index| source[*index] == b'='));
        }
    }
}
