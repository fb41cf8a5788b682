//! WARC 1.1 (ISO 28500:2017): how kept pages lie on disk, and how other people's archives are read.
//!
//! [`Writer`] appends records, one gzip member each, and says where they lie; [`Reader`] walks any
//! WARC, compressed or not, broken or not; [`read_at`] fetches one record by its place; [`revisit`]
//! joins a record to the body it shares with an earlier one. [`index`] and [`zip`] are what other
//! people's tools want beside the records. A record holds bytes and headers only: what a page *says*
//! is the crate `report`'s business.

pub mod index;
mod read;
pub mod revisit;
mod surt;
mod write;
pub mod zip;

pub use read::{Http, Limits, Reader, Record, read_at};
pub use surt::surt;
pub use write::{Kept, Response, Writer, opening};

use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE_NO_PAD};
use sha2::Digest as _;

use crate::hex::hex;

/// `sha256:` and the digest in base32, as `WARC-Payload-Digest` has it.
pub fn sha256(bytes: &[u8]) -> String {
    format!("sha256:{}", base32(&sha2::Sha256::digest(bytes)))
}

/// `sha1:` and the digest in base32: what most archives of others carry.
pub fn sha1(bytes: &[u8]) -> String {
    format!("sha1:{}", base32(&sha1::Sha1::digest(bytes)))
}

/// Whether a digest as some archive wrote it (sha1 or sha256; base32, hexadecimal or base64) is that of
/// the bytes; `None` if its algorithm is not known here.
pub fn digest_holds(claimed: &str, bytes: &[u8]) -> Option<bool> {
    let (algorithm, value) = claimed.split_once(':')?;
    let digest: Vec<u8> = match algorithm.to_ascii_lowercase().as_str() {
        "sha1" | "sha-1" => sha1::Sha1::digest(bytes).to_vec(),
        "sha256" | "sha-256" => sha2::Sha256::digest(bytes).to_vec(),
        _ => return None,
    };
    let hex = hex(&digest);
    let base32 = base32(&digest);
    let bare = value.trim_end_matches('=');
    Some(
        value.eq_ignore_ascii_case(&hex)
            || bare.eq_ignore_ascii_case(base32.trim_end_matches('='))
            || bare == BASE64_STANDARD_NO_PAD.encode(&digest)
            || bare == BASE64_URL_SAFE_NO_PAD.encode(&digest),
    )
}

/// Base32 of RFC 4648, padded.
fn base32(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut out = String::with_capacity(bytes.len().div_ceil(5) * 8);
    for chunk in bytes.chunks(5) {
        let mut group = [0u8; 8];
        group[3..3 + chunk.len()].copy_from_slice(chunk);
        let bits = u64::from_be_bytes(group);
        let letters = (chunk.len() * 8).div_ceil(5);
        for place in 0..8 {
            let index = (bits >> (35 - 5 * place)) & 31;
            out.push(if place < letters { ALPHABET[index as usize] as char } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base32_is_that_of_the_rfc() {
        for (plain, coded) in [
            ("", ""),
            ("f", "MY======"),
            ("fo", "MZXQ===="),
            ("foob", "MZXW6YQ="),
            ("foobar", "MZXW6YTBOI======"),
        ] {
            assert_eq!(base32(plain.as_bytes()), coded);
        }
    }

    #[test]
    fn digests_hold_in_every_dress() {
        assert_eq!(sha1(b""), "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ");
        assert_eq!(digest_holds(&sha1(b"page"), b"page"), Some(true));
        assert_eq!(digest_holds(&sha256(b"page"), b"page"), Some(true));
        assert_eq!(digest_holds("sha1:da39a3ee5e6b4b0d3255bfef95601890afd80709", b""), Some(true));
        assert_eq!(digest_holds("sha1:2jmj7l5rSw0yVb/vlWAYkK/YBwk=", b""), Some(true));
        assert_eq!(digest_holds("sha1:2jmj7l5rSw0yVb_vlWAYkK_YBwk", b""), Some(true));
        assert_eq!(digest_holds("sha1:da39", b"page"), Some(false));
        assert_eq!(digest_holds("md5:x", b"page"), None);
    }
}
