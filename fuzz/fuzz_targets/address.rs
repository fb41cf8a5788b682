//! Addresses: cleaning twice is cleaning once, an identity is its own, a key has one line.
#![no_main]

use depeche::source::{address, warc};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let base = url::Url::parse("https://news.example/a").unwrap();
    if let Some(cleaned) = address::clean(text, Some(&base), None) {
        assert_eq!(address::clean(&cleaned, Some(&base), None).as_deref(), Some(cleaned.as_str()));
    }
    if let Some(one) = address::identity(text) {
        assert_eq!(address::identity(&one).as_deref(), Some(one.as_str()));
        let url = url::Url::parse(&one).unwrap();
        assert!(!address::domain(&url).is_empty());
    }
    assert!(!warc::surt(text).contains('\n'));
});
