//! JSON-LD: what is JSON is read as JSON, what is not gives no panic and at most what it holds.
#![no_main]

use libfuzzer_sys::fuzz_target;
use page::json_ld::Value;

fuzz_target!(|text: &str| {
    let (values, complaints) = page::json_ld::read(text);
    let plain: Vec<serde_json::Value> = values.iter().map(serde_json::Value::from).collect();
    if let Ok(value) = serde_json::from_str::<serde_json::Value>(text) {
        assert_eq!(plain, [value]);
        assert!(complaints.is_empty());
    }
    let mut open: Vec<&Value<'_>> = values.iter().collect();
    let mut strings = Vec::new();
    while let Some(value) = open.pop() {
        match value {
            Value::String(string) => strings.push(string),
            Value::Array(values) => open.extend(values),
            Value::Object(object) => open.extend(object.values()),
            _ => {}
        }
    }
    for string in strings.into_iter().take(8) {
        let place = page::json_ld::place_of(text, string);
        assert!(place.is_some() || !complaints.is_empty());
        assert!(place.is_none_or(|place| text.get(place.range()).is_some()));
    }
    let size: usize = plain.iter().map(|value| value.to_string().len()).sum();
    assert!(size <= text.len() * 8 + 64);
});
