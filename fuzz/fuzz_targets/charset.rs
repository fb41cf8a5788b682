//! Any bytes, any header: a text comes out, and every place in it leads back into the bytes.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (&str, &[u8])| {
    let (header, bytes) = input;
    for header in [None, Some(header)] {
        let decoded = page::decode(bytes, header);
        let mut before = 0;
        let step = decoded.text.len() / 12 + 1;
        for at in (0..=decoded.text.len()).step_by(step) {
            let origin = decoded.origin(at);
            assert!(before <= origin && origin <= bytes.len());
            before = origin;
        }
    }
});
