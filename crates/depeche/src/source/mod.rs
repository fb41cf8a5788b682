//! Where pages come from, and how they are asked for: politely, and plainly named.
//!
//! The order of every collection is fetch → keep → read: bytes are kept as a WARC record before
//! anything is made of them, so that everything else can be rebuilt. Robots rules, addresses, feeds
//! and archives are pure functions here; only `fetch` opens connections.

pub mod access;
pub mod address;
pub mod collect;
pub mod discover;
pub mod feed;
pub mod fetch;
pub mod opml;
pub mod reserve;
pub mod robots;
pub mod schedule;
pub mod sitemap;
pub mod warc;

use std::io::Read as _;

/// Bytes with a gzip packing taken off, as sitemaps and lists of feeds are kept; what breaks off
/// gives what stood before the break, and the error.
pub fn unpack(bytes: Vec<u8>) -> (Vec<u8>, Option<std::io::Error>) {
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return (bytes, None);
    }
    let mut out = Vec::new();
    let zipped = flate2::bufread::MultiGzDecoder::new(bytes.as_slice());
    let outcome = zipped.take(fetch::DECODED_LIMIT).read_to_end(&mut out);
    (out, outcome.err())
}
