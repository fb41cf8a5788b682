//! What only some modules of feeds have: iTunes, Media RSS, licences, chapters, and elements that
//! nobody here knows, which are kept under their own names.

use serde_json::{Value, json};

use super::element::{Attributes, fields, href, tag};
use super::fields::{get, last, list, object};
use super::person;
use super::reader::{Place, Reader};

/// An element begins that [`super::element`] does not know.
pub(super) fn start(reader: &mut Reader, name: &str, attributes: Attributes) {
    match name {
        "itunes_owner" => {
            reader.in_publisher = true;
            reader.push("publisher", false);
        }
        "itunes_image" => {
            let address = get(&attributes, "href").or_else(|| get(&attributes, "url")).map(str::to_owned);
            reader.push("itunes_image", false);
            if let Some(address) = address {
                reader.context().insert("image".into(), json!({ "href": address }));
            }
        }
        "itunes_block" | "itunes_explicit" | "itunes_keywords" | "media_keywords" | "newlocation" => {
            reader.push(name, true);
        }
        "admin_generatoragent" | "admin_errorreportsto" => {
            let field = if name == "admin_generatoragent" { "generator" } else { "errorreportsto" };
            let value = get(&attributes, "rdf:resource").unwrap_or_default().to_owned();
            reader.push(field, true);
            reader.fill(&value);
            reader.pop(field);
            if field == "generator" {
                reader.context().insert("generator_detail".into(), json!({ "href": value }));
            }
        }
        "cc_license" => license(reader, get(&attributes, "rdf:resource")),
        "creativecommons_license" => reader.push("license", true),
        "psc_chapters" => {
            let known = reader.context().contains_key(name);
            if !known {
                reader.in_chapters = true;
                let mut chapters = fields(attributes);
                chapters.insert("chapters".into(), json!([]));
                reader.context().insert(name.to_owned(), chapters.into());
            }
        }
        "psc_chapter" if reader.in_chapters => {
            let mut chapter = fields(attributes);
            let start = chapter.get("start").and_then(Value::as_str).and_then(seconds);
            let start = start.map_or(Value::Null, |start| json!({ "seconds": start }));
            chapter.insert("start_parsed".into(), start);
            list(object(reader.context(), "psc_chapters"), "chapters").push(chapter.into());
        }
        "psc_chapter" => {}
        _ if name.starts_with("media_") => media(reader, name, attributes),
        _ if attributes.is_empty() => reader.push(name, true),
        _ => {
            let fields = fields(attributes);
            reader.context().insert(name.to_owned(), fields.into());
        }
    }
}

/// Such an element ends.
pub(super) fn end(reader: &mut Reader, name: &str) {
    match name {
        "itunes_owner" => {
            reader.pop("publisher");
            reader.in_publisher = false;
            person::settle(reader.context(), "publisher");
        }
        // One feed once wrote its subjects as `tags`, and readers have followed.
        "itunes_keywords" | "media_keywords" | "tags" => {
            let scheme = if name == "itunes_keywords" { Some("http://www.itunes.com/") } else { None };
            for term in
                reader.pop(name).unwrap_or_default().split(',').map(str::trim).filter(|term| !term.is_empty())
            {
                tag(reader, Some(term), scheme, None);
            }
        }
        "itunes_block" => {
            let value = reader.written();
            reader.pop(name);
            let blocked = i32::from(matches!(value.as_str(), "yes" | "Yes"));
            reader.context().insert(name.to_owned(), blocked.into());
        }
        "itunes_explicit" => {
            let value = match reader.written().as_str() {
                "yes" | "true" => Value::Bool(true),
                "clean" | "no" | "false" => Value::Bool(false),
                _ => Value::Null,
            };
            reader.pop(name);
            reader.context().insert(name.to_owned(), value);
        }
        "newlocation" => {
            let address = reader.pop(name).unwrap_or_default();
            if reader.place() == Place::Channel {
                let address = reader.resolve(&address);
                reader.context().insert(name.to_owned(), address.into());
            }
        }
        "creativecommons_license" => {
            if let Some(value) = reader.pop("license") {
                license(reader, Some(value.as_str()).filter(|value| !value.is_empty()));
                reader.context().remove("license");
            }
        }
        "psc_chapters" => reader.in_chapters = false,
        "psc_chapter" => {}
        _ if name.starts_with("media_") => end_of_media(reader, name),
        _ => drop(reader.pop(name)),
    }
}

fn license(reader: &mut Reader, address: Option<&str>) {
    let mut link = json!({ "rel": "license" });
    if let (Some(address), Value::Object(link)) = (address, &mut link) {
        link.insert("href".into(), address.into());
    }
    list(reader.context(), "links").push(link);
}

fn media(reader: &mut Reader, name: &str, attributes: Attributes) {
    let described: Value = href(attributes).into();
    match name {
        "media_group" => {}
        "media_rating" | "media_restriction" | "media_license" => {
            reader.context().entry(name).or_insert(described);
            reader.push(&name["media_".len()..], true);
        }
        "media_credit" => {
            list(reader.context(), name).push(described);
            reader.push("credit", true);
        }
        "media_content" => list(reader.context(), name).push(described),
        "media_thumbnail" => {
            list(reader.context(), name).push(described);
            reader.push("url", true);
        }
        "media_player" => {
            reader.push(name, false);
            reader.context().insert(name.to_owned(), described);
        }
        _ => match described {
            Value::Object(fields) if !fields.is_empty() => {
                reader.context().insert(name.to_owned(), fields.into());
            }
            _ => reader.push(name, true),
        },
    }
}

fn end_of_media(reader: &mut Reader, name: &str) {
    let (element, field) = match name {
        "media_group" | "media_content" => return,
        "media_rating" | "media_restriction" | "media_license" | "media_credit" => {
            (&name["media_".len()..], "content")
        }
        "media_thumbnail" => ("url", "href"),
        "media_player" => (name, "content"),
        _ => {
            reader.pop(name);
            return;
        }
    };
    let Some(value) = reader.pop(element).filter(|value| !value.is_empty() || name == "media_player") else {
        return;
    };
    let value: Value = if name == "media_restriction" {
        value.split(' ').map(|word| word.trim().to_lowercase()).collect::<Vec<_>>().into()
    } else {
        value.into()
    };
    let context = reader.context();
    let described = if context.get(name).is_some_and(Value::is_array) {
        last(context, name)
    } else {
        context.get_mut(name).and_then(Value::as_object_mut)
    };
    if let Some(described) = described
        && (field == "content" || !described.contains_key(field))
    {
        described.insert(field.to_owned(), value);
    }
}

/// Seconds of a chapter's start: `[hh:]mm:ss[.mmm]`.
fn seconds(start: &str) -> Option<f64> {
    let (clock, fraction) = start.split_once('.').unwrap_or((start, "0"));
    let parts: Vec<u32> = clock.split(':').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let whole = match *parts.as_slice() {
        [minutes, seconds] => minutes * 60 + seconds,
        [hours, minutes, seconds] => hours.checked_mul(3600)? + minutes * 60 + seconds,
        _ => return None,
    };
    Some(f64::from(whole) + format!("0.{fraction}").parse::<f64>().ok()?)
}
