//! What each element of a feed means: RSS 0.9–2.0, RDF, Atom 0.3 and 1.0 and CDF. Names are those of
//! [`super::reader`]: the namespace's short name, `_`, the element, all in lower case; those that mean
//! the same are brought to one by `synonyms.txt`. What only some modules have stands in
//! [`super::extension`].

use std::collections::HashMap;
use std::sync::LazyLock;

use serde_json::{Value, json};

use super::extension;
use super::fields::{Fields, get, last, list, object};
use super::moment;
use super::person;
use super::position;
use super::reader::{Content, Place, Reader};
use super::text::media_type;

pub(super) type Attributes = Vec<(String, String)>;

/// The one name of elements that mean the same.
static SYNONYMS: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
    let entry = |line: &'static str| {
        let mut words = line.split_whitespace();
        let name = words.next().unwrap_or_default();
        words.map(move |word| (word, name))
    };
    include_str!("synonyms.txt").lines().flat_map(entry).collect()
});

/// Elements whose text is one line, under which name it is collected, and whether it is kept as it is.
fn line(name: &str) -> Option<(&str, bool)> {
    Some(match name {
        "name" | "email" | "width" | "height" => (name, false),
        "url" => ("href", true),
        "publisher" | "language" | "published" | "updated" | "created" | "expired" | "validity" | "tags" => {
            (name, true)
        }
        _ => return None,
    })
}

/// Elements whose text may be markup, under which name it is kept, and its usual type.
fn text(name: &str) -> Option<(&str, &'static str)> {
    Some(match name {
        "subtitle" | "rights" | "info" => (name, "text/plain"),
        "encoded" => ("content", "text/html"),
        "body" => ("content", "application/xhtml+xml"),
        _ => return None,
    })
}

/// An element begins.
pub(super) fn start(reader: &mut Reader, written: &str, attributes: Attributes) {
    let name = SYNONYMS.get(written).copied().unwrap_or(written);
    if let Some((field, kept)) = line(name) {
        return reader.push(field, kept);
    }
    if let Some((field, usual)) = text(name) {
        reader.has_content |= name == "encoded";
        return reader.push_content(field, &attributes, usual, true);
    }
    let told = reader.in_feed || reader.in_entry || reader.in_source;
    match name {
        "rss" | "channel" | "feed" | "rdf_rdf" => root(reader, name, &attributes),
        "item" => begin_entry(reader, &attributes),
        "image" => {
            if !reader.in_entry {
                object(reader.context(), "image");
            }
            reader.in_image = true;
            reader.title_depth = None;
            reader.push("image", false);
        }
        "textinput" => {
            object(reader.context(), "textinput");
            reader.in_text_input = true;
            reader.title_depth = None;
            reader.push("textinput", false);
        }
        "author" => {
            reader.in_author = true;
            reader.push("author", true);
            list(reader.context(), "authors").push(json!({}));
        }
        "contributor" | "dc_contributor" => {
            reader.in_contributor = true;
            list(reader.context(), "contributors").push(json!({}));
            reader.push(if name == "contributor" { "contributor" } else { "name" }, false);
        }
        "title" | "dc_title" | "media_title" => reader.push_content("title", &attributes, "text/plain", told),
        "description" => described(reader, &attributes, "description", "text/html", told),
        "abstract" => reader.push_content("description", &attributes, "text/plain", told),
        // Of the whole feed it is what others call its description.
        "itunes_summary" if !reader.in_entry => {
            reader.push_content("subtitle", &attributes, "text/plain", true);
        }
        "summary" | "itunes_summary" => described(reader, &attributes, "summary", "text/plain", true),
        "content" => content(reader, &attributes),
        "category" | "media_category" | "itunes_category" => category(reader, name, &attributes),
        "link" => link(reader, attributes),
        "id" => {
            reader.guid_is_link = get(&attributes, "ispermalink").is_none_or(|value| value == "true");
            reader.push("id", true);
        }
        "enclosure" => {
            let mut link = href(attributes);
            link.insert("rel".into(), "enclosure".into());
            list(reader.context(), "links").push(link.into());
        }
        "source" => {
            if let Some(url) = get(&attributes, "url") {
                reader.source.insert("href".into(), url.into());
            }
            reader.push("source", true);
            reader.in_source = true;
            reader.title_depth = None;
        }
        "generator" => generator(reader, attributes),
        _ if position::start(reader, name, &attributes) => {}
        _ => extension::start(reader, name, attributes),
    }
}

/// An element ends.
pub(super) fn end(reader: &mut Reader, written: &str) {
    let name = SYNONYMS.get(written).copied().unwrap_or(written);
    match name {
        "channel" | "feed" => reader.in_feed = false,
        "item" => {
            reader.pop("item");
            reader.in_entry = false;
            reader.has_content = false;
        }
        "image" => {
            reader.pop("image");
            reader.in_image = false;
        }
        "textinput" => {
            reader.pop("textinput");
            reader.in_text_input = false;
        }
        "author" | "publisher" => {
            reader.pop(name);
            reader.in_author &= name != "author";
            person::settle(reader.context(), name);
        }
        "contributor" | "dc_contributor" => {
            if name == "contributor" {
                reader.pop(name);
            } else {
                end_of_person(reader, "name");
            }
            reader.in_contributor = false;
        }
        "name" | "email" => end_of_person(reader, name),
        "url" => end_of_person(reader, "href"),
        "width" | "height" => {
            let value = reader.pop(name).and_then(|value| value.parse::<i64>().ok()).unwrap_or_default();
            if reader.in_image {
                reader.context().insert(name.to_owned(), value.into());
            }
        }
        "subtitle" | "rights" | "info" => drop(reader.pop_content(name)),
        "title" | "dc_title" | "media_title" => {
            let titled = reader.pop_content("title").is_some_and(|title| !title.is_empty());
            if titled && name != "media_title" {
                reader.title_depth = Some(reader.depth);
            }
        }
        "itunes_summary" if !reader.in_entry => drop(reader.pop_content("subtitle")),
        "description" | "abstract" | "summary" | "itunes_summary" => {
            if reader.summary_is_content {
                end_of_content(reader);
            } else {
                let summary = matches!(name, "summary" | "itunes_summary");
                reader.pop_content(if summary { "summary" } else { "description" });
            }
            reader.summary_is_content = false;
        }
        "content" | "encoded" | "body" => end_of_content(reader),
        "language" => {
            if let Some(language) = reader.pop("language") {
                reader.language = Some(language.into());
            }
        }
        "published" | "updated" | "created" | "expired" => date(reader, name),
        "validity" => validity(reader),
        "category" | "media_category" | "itunes_category" => end_of_category(reader),
        "link" => {
            reader.pop("link");
            reader.is_entry_link = false;
        }
        "id" => {
            let value = reader.pop("id");
            let is_link = reader.guid_is_link && !reader.context().contains_key("link");
            reader.save("guidislink", is_link.into());
            if let Some(value) = value.filter(|_| reader.guid_is_link) {
                reader.save("link", value.into());
            }
        }
        "source" => {
            reader.in_source = false;
            if let Some(value) = reader.pop("source").filter(|value| !value.is_empty()) {
                reader.source.insert("title".into(), value.into());
            }
            let source = std::mem::take(&mut reader.source);
            reader.context().insert("source".into(), source.into());
        }
        "generator" => {
            let value = reader.pop("generator").unwrap_or_default();
            if let Some(Value::Object(detail)) = reader.context().get_mut("generator_detail") {
                detail.insert("name".into(), value.into());
            }
        }
        _ if position::end(reader, name) => {}
        _ => extension::end(reader, name),
    }
}

fn begin_entry(reader: &mut Reader, attributes: &Attributes) {
    reader.is_feed = true;
    reader.begin_entry();
    reader.push("item", false);
    if let Some(id) = get(attributes, "rdf:about") {
        let id = id.to_owned();
        reader.context().insert("id".into(), id.into());
    }
    common(reader, attributes);
}

fn generator(reader: &mut Reader, attributes: Attributes) {
    let mut detail = href(attributes);
    if let Some(Value::String(address)) = detail.get("href") {
        let resolved = reader.resolve(address);
        detail.insert("href".into(), resolved.into());
    }
    reader.context().insert("generator_detail".into(), detail.into());
    reader.push("generator", true);
}

fn root(reader: &mut Reader, name: &str, attributes: &Attributes) {
    reader.is_feed = true;
    let version = get(attributes, "version").unwrap_or_default();
    match name {
        "rss" if !reader.version.starts_with("rss") => {
            let version = match version {
                "0.91" if reader.netscape => "rss091n",
                "0.91" => "rss091u",
                "0.92" => "rss092",
                "0.93" => "rss093",
                "0.94" => "rss094",
                version if version.starts_with("2.") => "rss20",
                _ => "rss",
            };
            version.clone_into(&mut reader.version);
        }
        "channel" => {
            reader.in_feed = true;
            if get(attributes, "href").is_some() && reader.version.is_empty() {
                "cdf".clone_into(&mut reader.version);
            }
            common(reader, attributes);
        }
        "feed" => {
            reader.in_feed = true;
            if reader.version.is_empty() {
                let version = match version {
                    "0.1" => "atom01",
                    "0.2" => "atom02",
                    "0.3" => "atom03",
                    _ => "atom",
                };
                version.clone_into(&mut reader.version);
            }
        }
        _ => {}
    }
}

/// What CDF says in attributes: when changed, and where.
fn common(reader: &mut Reader, attributes: &Attributes) {
    if let Some(changed) = get(attributes, "lastmod") {
        let changed = changed.to_owned();
        reader.push("updated", true);
        reader.fill(&changed);
        date(reader, "updated");
    }
    if let Some(address) = get(attributes, "href") {
        let address = address.to_owned();
        link(reader, Vec::new());
        reader.fill(&address);
        reader.pop("link");
        reader.is_entry_link = false;
    }
}

/// A second description is the content, if none stands yet.
fn described(reader: &mut Reader, attributes: &Attributes, name: &str, usual: &str, kept: bool) {
    let known = reader.context().contains_key("summary");
    if known && !reader.has_content {
        reader.summary_is_content = true;
        content(reader, attributes);
    } else {
        reader.push_content(name, attributes, usual, kept);
    }
}

fn content(reader: &mut Reader, attributes: &Attributes) {
    reader.has_content = true;
    reader.push_content("content", attributes, "text/plain", true);
    let src = get(attributes, "src").filter(|src| !src.is_empty()).map(str::to_owned);
    if let (Some(src), Some(content)) = (src, reader.content.as_mut()) {
        content.src = Some(src);
    }
}

fn end_of_content(reader: &mut Reader) {
    let copied = reader.content.as_ref().is_some_and(|Content { kind, .. }| {
        matches!(media_type(kind).as_str(), "text/plain" | "text/html" | "application/xhtml+xml")
    });
    let value = reader.pop_content("content");
    if let Some(value) = value.filter(|_| copied) {
        reader.save("summary", value.into());
    }
}

fn date(reader: &mut Reader, name: &str) {
    let Some(value) = reader.pop(name) else { return };
    let parsed = moment::parts(&value);
    reader.context().insert(format!("{name}_parsed"), parsed);
}

fn validity(reader: &mut Reader) {
    let value = reader.pop("validity").unwrap_or_default();
    for (key, value) in value.split(';').filter_map(|part| part.split_once('=')) {
        if matches!(key, "start" | "end") {
            let parsed = moment::parts(value);
            let context = reader.context();
            context.insert(format!("validity_{key}"), value.into());
            context.insert(format!("validity_{key}_parsed"), parsed);
        }
    }
}

fn category(reader: &mut Reader, name: &str, attributes: &Attributes) {
    let (term, usual) = match name {
        "itunes_category" => (get(attributes, "text"), Some("http://www.itunes.com/")),
        "media_category" => (get(attributes, "term"), Some("http://search.yahoo.com/mrss/category_schema")),
        _ => (get(attributes, "term"), None),
    };
    let scheme = get(attributes, "scheme").or_else(|| get(attributes, "domain")).or(usual);
    let (term, scheme) = (term.map(str::to_owned), scheme.map(str::to_owned));
    let label = get(attributes, "label").map(str::to_owned);
    tag(reader, term.as_deref(), scheme.as_deref(), label.as_deref());
    reader.push("category", true);
}

fn end_of_category(reader: &mut Reader) {
    let Some(value) = reader.pop("category").filter(|value| !value.is_empty()) else { return };
    let unnamed = last(reader.context(), "tags")
        .filter(|tag| tag.get("term").is_none_or(|term| term.is_null() || term == ""));
    match unnamed {
        Some(tag) => {
            tag.insert("term".into(), value.into());
        }
        None => tag(reader, Some(&value), None, None),
    }
}

/// Adds a tag, unless it says nothing or stands there already.
pub(super) fn tag(reader: &mut Reader, term: Option<&str>, scheme: Option<&str>, label: Option<&str>) {
    let tags = list(reader.context(), "tags");
    let said = |text: Option<&str>| text.is_some_and(|text| !text.is_empty());
    let value = json!({ "term": term, "scheme": scheme, "label": label });
    if (said(term) || said(scheme) || said(label)) && !tags.contains(&value) {
        tags.push(value);
    }
}

fn link(reader: &mut Reader, attributes: Attributes) {
    let mut link = href(attributes);
    if !link.contains_key("rel") {
        link.insert("rel".into(), "alternate".into());
    }
    let to_self = link.get("rel").is_some_and(|rel| rel == "self");
    if !link.contains_key("type") {
        let usual = if to_self { "application/atom+xml" } else { "text/html" };
        link.insert("type".into(), usual.into());
    }
    let address = link.get("href").and_then(Value::as_str).map(|address| reader.resolve(address));
    if let Some(address) = &address {
        link.insert("href".into(), address.as_str().into());
    }
    let kind = media_type(link.get("type").and_then(Value::as_str).unwrap_or_default());
    if link.get("rel").is_some_and(|rel| rel == "alternate")
        && matches!(kind.as_str(), "text/html" | "application/xhtml+xml")
    {
        reader.is_entry_link = true;
    }
    let kept = reader.in_feed || reader.in_entry || reader.in_source;
    let (listed, is_page) = (!(reader.in_entry && reader.in_image), reader.is_entry_link);
    let context = reader.context();
    let links = list(context, "links");
    if listed {
        links.push(link.into());
    }
    match address {
        Some(address) if is_page => {
            context.insert("link".into(), address.into());
        }
        Some(_) => {}
        None => {
            reader.link_is_page = is_page;
            reader.push("link", kept);
        }
    }
}

/// A person's name, address or page ends.
fn end_of_person(reader: &mut Reader, field: &str) {
    let Some(value) = reader.pop(field) else { return };
    if reader.in_publisher && field != "href" {
        person::save(reader.context(), "publisher", field, &value);
    } else if reader.in_author {
        person::save(reader.context(), "author", field, &value);
    } else if reader.in_contributor {
        let context = reader.context();
        if list(context, "contributors").is_empty() {
            list(context, "contributors").push(json!({}));
        }
        if let Some(contributor) = last(context, "contributors") {
            contributor.insert(field.to_owned(), value.into());
        }
    } else if field == "name" && reader.place() == Place::TextInput {
        reader.context().insert("name".into(), value.into());
    }
}

/// Attributes with `url` and `uri` called `href`.
pub(super) fn href(attributes: Attributes) -> Fields {
    let mut fields = fields(attributes);
    let address = ["url", "uri", "href"].into_iter().find_map(|name| fields.get(name).cloned());
    fields.remove("url");
    fields.remove("uri");
    if let Some(address) = address.filter(|address| address != "") {
        fields.insert("href".into(), address);
    }
    fields
}

/// Attributes as fields.
pub(super) fn fields(attributes: Attributes) -> Fields {
    attributes
        .into_iter()
        .filter(|(key, _)| !key.starts_with("xmlns"))
        .map(|(key, value)| (key, value.into()))
        .collect()
}
