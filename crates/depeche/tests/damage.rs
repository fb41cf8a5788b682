//! Archives with damage anywhere: they are walked to their end, in order, and in time that goes with their size.

use std::io::Write as _;

use depeche::source::warc::{Limits, Reader};
use proptest::prelude::*;

/// An archive of so many pages, compressed by record or not at all.
fn archive(pages: usize, zipped: bool) -> Vec<u8> {
    (0..pages).fold(Vec::new(), |mut all, page| {
        let body = format!("page {page} ").repeat(page % 7 * 40 + 1);
        let record = format!(
            "WARC/1.1\r\nWARC-Target-URI: https://news.example/{page}\r\nContent-Length: {}\r\n\r\n{body}\r\n\r\n",
            body.len()
        );
        if zipped {
            let mut member = flate2::write::GzEncoder::new(all, flate2::Compression::fast());
            member.write_all(record.as_bytes()).unwrap();
            member.finish().unwrap()
        } else {
            all.extend_from_slice(record.as_bytes());
            all
        }
    })
}

/// What looks like the beginning of a record, whole or in part.
const PIECES: [&[u8]; 7] = [
    b"\x1f\x8b\x08",
    b"\x1f\x8b\x08\0\0\0\0\0\0\x03\x4b",
    b"WARC/",
    b"\nWARC/1.1\r\n",
    b"\x1f",
    b"x",
    b"\0\0",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn a_damaged_archive_is_walked_to_its_end(
        pages in 1usize..12,
        zipped in any::<bool>(),
        damage in proptest::collection::vec((any::<prop::sample::Index>(), 0u8..3, prop::sample::select(&PIECES[..])), 0..8),
    ) {
        let mut bytes = archive(pages, zipped);
        for (at, how, with) in damage {
            let at = at.index(bytes.len() + 1);
            let end = if how == 0 { at } else { (at + with.len() * usize::from(how)).min(bytes.len()) };
            bytes.splice(at..end, if how == 2 { &[][..] } else { with }.iter().copied());
        }
        let (mut before, mut records) = (0, 0);
        for record in Reader::new(bytes.as_slice(), Limits::default()) {
            records += 1;
            prop_assert!(records <= bytes.len() + 1);
            let Ok(record) = record else { continue };
            prop_assert!(record.offset >= before && record.offset + record.length <= bytes.len() as u64);
            before = record.offset;
        }
    }
}

#[test]
fn bytes_that_all_begin_like_members_take_no_more_time_than_others() {
    let many = b"\x1f\x8b\x08\0\0\0\0\0\0\x03\x4b\x4b".repeat(200_000);
    let start = std::time::Instant::now();
    assert!(Reader::new(many.as_slice(), Limits::default()).count() <= 2);
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}
