//! JSON Feed 1.0 and 1.1, in the names of the other formats.

use serde_json::{Map, Value, json};

use super::fields::{Fields, list};
use super::moment;

/// Reads a JSON Feed: its version, its fields, its entries; `None` if this is none.
pub(super) fn read(text: &str) -> Option<(&'static str, Fields, Vec<Fields>)> {
    let Value::Object(feed) = serde_json::from_str(text.trim_start_matches('\u{feff}')).ok()? else {
        return None;
    };
    let said = feed.get("version").and_then(Value::as_str).unwrap_or_default().trim().trim_end_matches('/');
    let version = match said.rsplit_once("jsonfeed.org/version/").map(|(_, number)| number) {
        Some("1") => "json1",
        Some("1.1") => "json11",
        Some(_) => "json",
        None => return None,
    };
    let mut channel = Fields::new();
    copy(&feed, "title", &mut channel, "title");
    copy(&feed, "description", &mut channel, "subtitle");
    copy(&feed, "language", &mut channel, "language");
    copy(&feed, "feed_url", &mut channel, "id");
    copy(&feed, "home_page_url", &mut channel, "link");
    for (key, rel) in [("feed_url", "self"), ("home_page_url", "alternate"), ("next_url", "next")] {
        if let Some(address) = text_of(&feed, key) {
            list(&mut channel, "links").push(json!({ "href": address, "rel": rel }));
        }
    }
    if let Some(icon) = text_of(&feed, "icon") {
        channel.insert("image".into(), json!({ "href": icon }));
    }
    copy(&feed, "favicon", &mut channel, "icon");
    authors(&feed, &mut channel);
    let items = feed.get("items").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let entries = items.iter().filter_map(Value::as_object).map(entry).collect();
    Some((version, channel, entries))
}

fn entry(item: &Map<String, Value>) -> Fields {
    let mut entry = Fields::new();
    match item.get("id") {
        Some(Value::String(id)) => drop(entry.insert("id".into(), id.trim().into())),
        Some(id @ (Value::Number(_) | Value::Bool(_))) => {
            drop(entry.insert("id".into(), id.to_string().into()));
        }
        _ => {}
    }
    copy(item, "title", &mut entry, "title");
    copy(item, "summary", &mut entry, "summary");
    copy(item, "language", &mut entry, "language");
    let link = text_of(item, "url").or_else(|| text_of(item, "external_url"));
    if let Some(link) = link {
        entry.insert("link".into(), link.into());
        list(&mut entry, "links").push(json!({ "href": link, "rel": "alternate", "type": "text/html" }));
    }
    for (key, kind) in [("content_html", "text/html"), ("content_text", "text/plain")] {
        if let Some(content) = text_of(item, key) {
            list(&mut entry, "content").push(json!({ "value": content, "type": kind }));
        }
    }
    for (key, name) in [("date_published", "published"), ("date_modified", "updated")] {
        if let Some(date) = text_of(item, key) {
            entry.insert(name.into(), date.into());
            entry.insert(format!("{name}_parsed"), moment::parts(date));
        }
    }
    for tag in item.get("tags").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str) {
        list(&mut entry, "tags").push(json!({ "term": tag, "scheme": null, "label": null }));
    }
    if let Some(image) = text_of(item, "image").or_else(|| text_of(item, "banner_image")) {
        entry.insert("image".into(), json!({ "href": image }));
    }
    for file in
        item.get("attachments").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object)
    {
        if let Some(address) = text_of(file, "url") {
            let link = json!({ "href": address, "rel": "enclosure", "type": file.get("mime_type"), "length": file.get("size_in_bytes") });
            list(&mut entry, "links").push(link);
        }
    }
    authors(item, &mut entry);
    entry
}

/// `authors` of 1.1, or the one `author` of 1.0.
fn authors(from: &Map<String, Value>, to: &mut Fields) {
    let several = from.get("authors").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    for author in several.iter().chain(from.get("author")).filter_map(Value::as_object) {
        let mut person = Fields::new();
        copy(author, "name", &mut person, "name");
        copy(author, "url", &mut person, "href");
        if let Some(address) = text_of(author, "url").and_then(|url| url.strip_prefix("mailto:")) {
            person.insert("email".into(), address.split('?').next().unwrap_or_default().into());
        }
        if person.is_empty() {
            continue;
        }
        if let Some(name) = person.get("name") {
            to.entry("author").or_insert_with(|| name.clone());
        }
        to.entry("author_detail").or_insert_with(|| person.clone().into());
        list(to, "authors").push(person.into());
    }
}

fn text_of<'a>(from: &'a Map<String, Value>, key: &str) -> Option<&'a str> {
    from.get(key).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty())
}

fn copy(from: &Map<String, Value>, key: &str, to: &mut Fields, name: &str) {
    if let Some(text) = text_of(from, key) {
        to.insert(name.to_owned(), text.into());
    }
}
