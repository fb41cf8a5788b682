//! JSON-LD: what is JSON is read as JSON, what is not gives no panic and at most what it holds.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let (values, complaints) = page::json_ld::read(text);
    if let Ok(value) = serde_json::from_str::<serde_json::Value>(text) {
        assert_eq!(values, [value]);
        assert!(complaints.is_empty());
    }
    let size: usize = values.iter().map(|value| value.to_string().len()).sum();
    assert!(size <= text.len() * 8 + 64);
});
