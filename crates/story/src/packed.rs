//! Sparse vectors and prints as short text: what a threader keeps of a report should weigh little.
//!
//! Sorted numbers are kept as differences in variable-length bytes (LEB128), weights as one byte each in
//! steps of 1/32, all of it in base64 (RFC 4648, without padding).

use serde::{Deserialize, Deserializer, Serializer, de::Error};

/// Steps of a weight in one unit.
const STEPS: f32 = 32.0;
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The nearest weight that can be kept, from 1/32 to just under 8.
pub(crate) fn step(weight: f32) -> f32 {
    f32::from(byte(weight)) / STEPS
}

fn byte(weight: f32) -> u8 {
    (weight * STEPS).round().clamp(1.0, 255.0) as u8
}

/// Sparse vectors, for `#[serde(with)]`.
pub(crate) mod sparse {
    use super::{Deserialize, Deserializer, Error, STEPS, Serializer, byte, decode, encode, read, write};
    use crate::likeness::{Field, Sparse};

    pub(crate) fn serialize<S: Serializer>(
        fields: &[Sparse; Field::COUNT],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(fields.iter().map(|sparse| {
            let (mut bytes, mut last) = (Vec::with_capacity(sparse.len() * 5), 0);
            for &(term, weight) in sparse {
                write(term - last, &mut bytes);
                bytes.push(byte(weight));
                last = term;
            }
            encode(&bytes)
        }))
    }

    pub(crate) fn deserialize<'d, D: Deserializer<'d>>(
        deserializer: D,
    ) -> Result<[Sparse; Field::COUNT], D::Error> {
        let texts = <[String; Field::COUNT]>::deserialize(deserializer)?;
        let mut fields: [Sparse; Field::COUNT] = Default::default();
        for (sparse, text) in fields.iter_mut().zip(texts) {
            let bytes = decode(&text).ok_or_else(|| D::Error::custom("not base64"))?;
            let (mut rest, mut last) = (bytes.as_slice(), 0_u32);
            while !rest.is_empty() {
                let step = read(&mut rest).ok_or_else(|| D::Error::custom("a term cut short"))?;
                let (&weight, behind) =
                    rest.split_first().ok_or_else(|| D::Error::custom("a term without weight"))?;
                last = last.wrapping_add(step);
                sparse.push((last, f32::from(weight) / STEPS));
                rest = behind;
            }
        }
        Ok(fields)
    }
}

/// Sorted numbers, for `#[serde(with)]`.
pub(crate) mod sorted {
    use super::{Deserialize, Deserializer, Error, Serializer, decode, encode, read, write};

    pub(crate) fn serialize<S: Serializer>(numbers: &[u32], serializer: S) -> Result<S::Ok, S::Error> {
        let (mut bytes, mut last) = (Vec::with_capacity(numbers.len() * 4), 0);
        for &number in numbers {
            write(number - last, &mut bytes);
            last = number;
        }
        serializer.serialize_str(&encode(&bytes))
    }

    pub(crate) fn deserialize<'d, D: Deserializer<'d>>(deserializer: D) -> Result<Vec<u32>, D::Error> {
        let bytes =
            decode(&String::deserialize(deserializer)?).ok_or_else(|| D::Error::custom("not base64"))?;
        let (mut rest, mut last, mut numbers) = (bytes.as_slice(), 0_u32, Vec::new());
        while !rest.is_empty() {
            last = last.wrapping_add(read(&mut rest).ok_or_else(|| D::Error::custom("a number cut short"))?);
            numbers.push(last);
        }
        Ok(numbers)
    }
}

/// Writes a number in groups of seven bits, the lowest first.
fn write(mut number: u32, bytes: &mut Vec<u8>) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

fn read(bytes: &mut &[u8]) -> Option<u32> {
    let mut number = 0_u32;
    for shift in (0..32).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u32::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(number);
        }
    }
    None
}

fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 4 / 3 + 3);
    for three in bytes.chunks(3) {
        let group = three
            .iter()
            .enumerate()
            .fold(0_u32, |group, (at, &byte)| group | u32::from(byte) << (16 - 8 * at));
        for at in 0..=three.len() {
            text.push(char::from(ALPHABET[(group >> (18 - 6 * at) & 63) as usize]));
        }
    }
    text
}

fn decode(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() * 3 / 4);
    for four in text.as_bytes().chunks(4) {
        let mut group = 0_u32;
        for (at, sign) in four.iter().enumerate() {
            let value = match sign {
                b'A'..=b'Z' => sign - b'A',
                b'a'..=b'z' => sign - b'a' + 26,
                b'0'..=b'9' => sign - b'0' + 52,
                b'+' => 62,
                b'/' => 63,
                _ => return None,
            };
            group |= u32::from(value) << (18 - 6 * at);
        }
        bytes.extend((1..four.len()).map(|at| (group >> (24 - 8 * at)) as u8));
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_comes_back() {
        for length in 0..9 {
            let bytes: Vec<u8> = (0..length).map(|at: u8| at.wrapping_mul(37).wrapping_add(200)).collect();
            assert_eq!(decode(&encode(&bytes)), Some(bytes));
        }
        let mut bytes = Vec::new();
        let numbers = [0, 127, 128, 300_000, u32::MAX];
        for number in numbers {
            write(number, &mut bytes);
        }
        let mut rest = bytes.as_slice();
        assert_eq!(numbers.map(|_| read(&mut rest).unwrap()), numbers);
        assert_eq!((decode("é"), read(&mut [0xff_u8; 5].as_slice())), (None, None));
    }
}
