//! Fields of a feed, an entry, a source, in feedparser's names; and attributes of an element.

use serde_json::{Map, Value, json};

/// Fields by their names.
pub(super) type Fields = Map<String, Value>;

/// An attribute by its name.
pub(super) fn get<'a>(attributes: &'a [(String, String)], name: &str) -> Option<&'a str> {
    attributes.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

/// A field that is an object, made if it is not there.
pub(super) fn object<'f>(fields: &'f mut Fields, name: &str) -> &'f mut Fields {
    let value = fields.entry(name).or_insert_with(|| json!({}));
    if !value.is_object() {
        *value = json!({});
    }
    match value {
        Value::Object(object) => object,
        _ => unreachable!("it was just made one"),
    }
}

/// A field that is a list, made if it is not there.
pub(super) fn list<'f>(fields: &'f mut Fields, name: &str) -> &'f mut Vec<Value> {
    let value = fields.entry(name).or_insert_with(|| json!([]));
    if !value.is_array() {
        *value = json!([]);
    }
    match value {
        Value::Array(list) => list,
        _ => unreachable!("it was just made one"),
    }
}

/// The last object of a list, if there is one.
pub(super) fn last<'f>(fields: &'f mut Fields, name: &str) -> Option<&'f mut Fields> {
    fields.get_mut(name)?.as_array_mut()?.last_mut()?.as_object_mut()
}
