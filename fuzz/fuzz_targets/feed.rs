//! Feeds: any bytes and header; nothing panics, and what is read is not out of proportion.
#![no_main]

use depeche::source::feed;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let (header, body) = match bytes.iter().position(|byte| *byte == 0) {
        Some(at) => (std::str::from_utf8(&bytes[..at]).ok(), &bytes[at + 1..]),
        None => (None, bytes),
    };
    if let Some(feed) = feed::parse(body, header, "https://news.example/feed", None) {
        let json = feed.json().to_string();
        assert!(json.len() <= body.len() * 200 + 10_000, "{} of {}", json.len(), body.len());
        for entry in feed.entries() {
            assert!(entry.link.is_some());
        }
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = feed::parse_date(text);
    }
});
