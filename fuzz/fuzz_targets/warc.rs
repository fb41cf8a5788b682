//! WARC: any bytes end, nothing panics, places are in order and in the file.
#![no_main]

use depeche::source::warc::{Limits, Reader, digest_holds, index::Line, revisit};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let limits = Limits { block: 1 << 20, header: 1 << 14 };
    let mut seen = revisit::Seen::default();
    let mut before = 0;
    for record in Reader::new(bytes, limits).take(10_000) {
        let Ok(record) = record else { continue };
        assert!(record.offset >= before && record.offset + record.length <= bytes.len() as u64);
        before = record.offset;
        assert!(record.block.len() <= 1 << 20);
        seen.note(&record);
        let _ = (seen.place(&record), Line::of(&record, "a.warc.gz"));
        if let Some(http) = record.http() {
            let _ = http.dechunked();
        }
        if let Some(claimed) = record.header("WARC-Payload-Digest") {
            let _ = digest_holds(claimed, record.payload());
        }
        let _ = revisit::revived(&record, &record);
    }
});
