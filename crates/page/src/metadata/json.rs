//! A value of JSON as it stands in a page: strings borrow from the script they are written in, objects are sorted
//! lists. Nearly all of what pages say in JSON is looked at once, if at all; nothing is copied for it.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Number;

/// A value of JSON.
#[derive(Clone, PartialEq, Debug)]
pub enum Value<'s> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(Number),
    /// A string, its escapes read.
    String(Cow<'s, str>),
    /// A list.
    Array(Vec<Value<'s>>),
    /// Keys and values.
    Object(Object<'s>),
}

impl<'s> Value<'s> {
    /// The text of a string.
    pub fn as_str(&self) -> Option<&str> {
        if let Self::String(text) = self { Some(text) } else { None }
    }

    /// The values of a list.
    pub fn as_array(&self) -> Option<&[Value<'s>]> {
        if let Self::Array(values) = self { Some(values) } else { None }
    }

    /// The object it is, if it is one.
    pub fn as_object(&self) -> Option<&Object<'s>> {
        if let Self::Object(object) = self { Some(object) } else { None }
    }

    /// What an object has under a key.
    pub fn get(&self, key: &str) -> Option<&Value<'s>> {
        self.as_object()?.get(key)
    }
}

/// Keys, sorted, and their values. Of a key that is written twice the last value counts.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Object<'s>(Vec<(Cow<'s, str>, Value<'s>)>);

impl<'s> Object<'s> {
    /// What stands under a key.
    pub fn get(&self, key: &str) -> Option<&Value<'s>> {
        let at = self.0.binary_search_by(|(own, _)| (**own).cmp(key)).ok()?;
        Some(&self.0[at].1)
    }

    /// All values, in the order of their keys.
    pub fn values(&self) -> impl Iterator<Item = &Value<'s>> {
        self.0.iter().map(|(_, value)| value)
    }
}

impl From<&Value<'_>> for serde_json::Value {
    /// The same value, on its own.
    fn from(value: &Value<'_>) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(truth) => Self::Bool(*truth),
            Value::Number(number) => Self::Number(number.clone()),
            Value::String(text) => Self::String(text.to_string()),
            Value::Array(values) => values.iter().map(Self::from).collect(),
            Value::Object(object) => {
                object.0.iter().map(|(key, value)| (key.to_string(), Self::from(value))).collect()
            }
        }
    }
}

impl<'s> FromIterator<(Cow<'s, str>, Value<'s>)> for Object<'s> {
    fn from_iter<I: IntoIterator<Item = (Cow<'s, str>, Value<'s>)>>(entries: I) -> Self {
        let mut entries: Vec<_> = entries.into_iter().collect();
        // The sort is stable: what was written last stands last among its like, and takes the place of the others.
        entries.sort_by(|a, b| a.0.cmp(&b.0));
        entries.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                std::mem::swap(next, kept);
            }
            same
        });
        Self(entries)
    }
}

impl<'de> Deserialize<'de> for Value<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Any)
    }
}

/// A key, borrowed where it can be.
struct Key<'s>(Cow<'s, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_str(Any).map(|value| match value {
            Value::String(text) => Self(text),
            _ => Self(Cow::Borrowed("")),
        })
    }
}

/// Takes whatever comes.
struct Any;

impl<'de> Visitor<'de> for Any {
    type Value = Value<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any valid JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value<'de>, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, truth: bool) -> Result<Value<'de>, E> {
        Ok(Value::Bool(truth))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value<'de>, E> {
        Ok(Value::Number(number.into()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value<'de>, E> {
        Ok(Value::Number(number.into()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value<'de>, E> {
        Ok(Number::from_f64(number).map_or(Value::Null, Value::Number))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Value<'de>, E> {
        Ok(Value::String(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value<'de>, E> {
        Ok(Value::String(Cow::Owned(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value<'de>, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = list.next_element()? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value<'de>, A::Error> {
        let mut entries = Vec::new();
        while let Some((Key(key), value)) = map.next_entry()? {
            entries.push((key, value));
        }
        Ok(Value::Object(entries.into_iter().collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_borrow_and_the_last_of_a_key_counts() {
        let script = r#"{"b": [1, -2, 0.5, null, true], "a": "x", "a": "y\n", "a": "z", "\u0063": {}}"#;
        let value: Value<'_> = serde_json::from_str(script).unwrap();
        assert!(matches!(value.get("a"), Some(Value::String(Cow::Borrowed("z")))));
        assert_eq!(value.get("b").and_then(Value::as_array).map(<[_]>::len), Some(5));
        assert_eq!(value.get("c").and_then(Value::as_object), Some(&Object::default()));
        assert_eq!(value.as_object().map(|object| object.values().count()), Some(3));
        assert_eq!(value.get("d").or(value.get("b").and_then(|list| list.get("a"))), None);
    }
}
