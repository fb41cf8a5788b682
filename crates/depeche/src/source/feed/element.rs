//! What each element of a feed means: RSS 0.9–2.0, RDF, Atom 0.3 and 1.0, CDF, and the modules that
//! news feeds carry. Names are those of [`super::reader`]: the namespace's short name, `_`, the
//! element, all in lower case.

use serde_json::{Value, json};

use super::moment;
use super::person;
use super::position;
use super::reader::{Content, Fields, Place, Reader, get, last, list, media_type, object};

type Attributes = Vec<(String, String)>;

/// An element begins.
pub(super) fn start(reader: &mut Reader, name: &str, attributes: Attributes) {
    let told = reader.in_feed || reader.in_entry || reader.in_source;
    match name {
        "rss" | "channel" | "feed" | "rdf_rdf" => root(reader, name, &attributes),
        "item" | "entry" => {
            reader.is_feed = true;
            reader.begin_entry();
            reader.push("item", false);
            if let Some(id) = get(&attributes, "rdf:about") {
                let id = id.to_owned();
                reader.context().insert("id".into(), id.into());
            }
            common(reader, &attributes);
        }
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
        "author" | "managingeditor" | "dc_author" | "dc_creator" | "itunes_author" => {
            reader.in_author = true;
            reader.push("author", true);
            list(reader.context(), "authors").push(json!({}));
        }
        "contributor" | "dc_contributor" => {
            reader.in_contributor = true;
            list(reader.context(), "contributors").push(json!({}));
            reader.push(if name == "contributor" { "contributor" } else { "name" }, false);
        }
        "itunes_owner" => {
            reader.in_publisher = true;
            reader.push("publisher", false);
        }
        "name" | "itunes_name" => reader.push("name", false),
        "email" | "itunes_email" => reader.push("email", false),
        "url" | "homepage" | "uri" => reader.push("href", true),
        "width" | "height" => reader.push(name, false),
        "webmaster" | "dc_publisher" => reader.push("publisher", true),
        "subtitle" | "tagline" | "itunes_subtitle" => {
            reader.push_content("subtitle", &attributes, "text/plain", true)
        }
        "rights" | "copyright" | "dc_rights" => {
            reader.push_content("rights", &attributes, "text/plain", true)
        }
        "info" | "feedburner_browserfriendly" => reader.push_content("info", &attributes, "text/plain", true),
        "title" | "dc_title" | "media_title" => reader.push_content("title", &attributes, "text/plain", told),
        "description" | "dc_description" | "media_description" => {
            described(reader, &attributes, "description", "text/html", told);
        }
        "abstract" => reader.push_content("description", &attributes, "text/plain", told),
        // Of the whole feed it is what others call its description.
        "itunes_summary" if !reader.in_entry => {
            reader.push_content("subtitle", &attributes, "text/plain", true)
        }
        "summary" | "itunes_summary" => described(reader, &attributes, "summary", "text/plain", true),
        "content" => content(reader, &attributes),
        "content_encoded" | "fullitem" => {
            reader.has_content = true;
            reader.push_content("content", &attributes, "text/html", true);
        }
        "body" | "xhtml_body" => reader.push_content("content", &attributes, "application/xhtml+xml", true),
        "language" | "dc_language" => reader.push("language", true),
        "published" | "issued" | "pubdate" | "dcterms_issued" => reader.push("published", true),
        "updated" | "modified" | "lastbuilddate" | "dc_date" | "dcterms_modified" => {
            reader.push("updated", true)
        }
        "created" | "dcterms_created" => reader.push("created", true),
        "expirationdate" => reader.push("expired", true),
        "dcterms_valid" => reader.push("validity", true),
        "category" | "keywords" | "dc_subject" | "media_category" | "itunes_category" => {
            category(reader, name, &attributes);
        }
        "link" => link(reader, attributes),
        "guid" | "id" => {
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
        "generator" => {
            let mut detail = href(attributes);
            if let Some(Value::String(address)) = detail.get("href") {
                let resolved = reader.resolve(address);
                detail.insert("href".into(), resolved.into());
            }
            reader.context().insert("generator_detail".into(), detail.into());
            reader.push("generator", true);
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
        "itunes_image" | "itunes_link" => {
            let address = get(&attributes, "href").or_else(|| get(&attributes, "url")).map(str::to_owned);
            reader.push("itunes_image", false);
            if let Some(address) = address {
                reader.context().insert("image".into(), json!({ "href": address }));
            }
        }
        "itunes_block" | "itunes_explicit" | "itunes_keywords" | "media_keywords" | "tags"
        | "newlocation" => {
            reader.push(name, true);
        }
        "psc_chapters" => {
            let known = reader.context().contains_key(name);
            if !known {
                reader.in_chapters = true;
                let mut chapters = fields(attributes);
                chapters.insert("chapters".into(), json!([]));
                reader.context().insert(name.to_owned(), chapters.into());
            }
        }
        "psc_chapter" => {
            if reader.in_chapters {
                let mut chapter = fields(attributes);
                let start = chapter.get("start").and_then(Value::as_str).and_then(seconds);
                chapter.insert(
                    "start_parsed".into(),
                    start.map_or(Value::Null, |start| json!({ "seconds": start })),
                );
                list(object(reader.context(), "psc_chapters"), "chapters").push(chapter.into());
            }
        }
        _ if name.starts_with("media_") => media(reader, name, attributes),
        _ if position::start(reader, name, &attributes) => {}
        _ if attributes.is_empty() => reader.push(name, true),
        _ => {
            let fields = fields(attributes);
            reader.context().insert(name.to_owned(), fields.into());
        }
    }
}

/// An element ends.
pub(super) fn end(reader: &mut Reader, name: &str) {
    match name {
        "channel" | "feed" => reader.in_feed = false,
        "item" | "entry" => {
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
        "author" | "managingeditor" | "dc_author" | "dc_creator" | "itunes_author" => {
            reader.pop("author");
            reader.in_author = false;
            person::settle(reader.context(), "author");
        }
        "contributor" => {
            reader.pop("contributor");
            reader.in_contributor = false;
        }
        "dc_contributor" => {
            end_of_person(reader, "name", "name");
            reader.in_contributor = false;
        }
        "itunes_owner" => {
            reader.pop("publisher");
            reader.in_publisher = false;
            person::settle(reader.context(), "publisher");
        }
        "webmaster" | "dc_publisher" => {
            reader.pop("publisher");
            person::settle(reader.context(), "publisher");
        }
        "name" | "itunes_name" => end_of_person(reader, "name", "name"),
        "email" | "itunes_email" => end_of_person(reader, "email", "email"),
        "url" | "homepage" | "uri" => end_of_person(reader, "href", "href"),
        "width" | "height" => {
            let value = reader.pop(name).and_then(|value| value.parse::<i64>().ok()).unwrap_or_default();
            if reader.in_image {
                reader.context().insert(name.to_owned(), value.into());
            }
        }
        "subtitle" | "tagline" | "itunes_subtitle" => {
            reader.pop_content("subtitle");
        }
        "rights" | "copyright" | "dc_rights" => {
            reader.pop_content("rights");
        }
        "info" | "feedburner_browserfriendly" => {
            reader.pop_content("info");
        }
        "title" | "dc_title" | "media_title" => {
            let titled = reader.pop_content("title").is_some_and(|title| !title.is_empty());
            if titled && name != "media_title" {
                reader.title_depth = Some(reader.depth);
            }
        }
        "itunes_summary" if !reader.in_entry => {
            reader.pop_content("subtitle");
        }
        "description" | "dc_description" | "media_description" | "abstract" | "summary"
        | "itunes_summary" => {
            let element =
                if matches!(name, "summary" | "itunes_summary") { "summary" } else { "description" };
            if reader.summary_is_content {
                end_of_content(reader);
            } else {
                reader.pop_content(element);
            }
            reader.summary_is_content = false;
        }
        "content" | "content_encoded" | "fullitem" | "body" | "xhtml_body" => end_of_content(reader),
        "language" | "dc_language" => {
            if let Some(language) = reader.pop("language") {
                reader.language = Some(language);
            }
        }
        "published" | "issued" | "pubdate" | "dcterms_issued" => date(reader, "published"),
        "updated" | "modified" | "lastbuilddate" | "dc_date" | "dcterms_modified" => date(reader, "updated"),
        "created" | "dcterms_created" => date(reader, "created"),
        "expirationdate" => date(reader, "expired"),
        "dcterms_valid" => validity(reader),
        "category" | "keywords" | "dc_subject" | "media_category" | "itunes_category" => {
            end_of_category(reader)
        }
        // One feed once wrote its subjects so, and readers have followed.
        "itunes_keywords" | "media_keywords" | "tags" => {
            let scheme = if name == "itunes_keywords" { Some("http://www.itunes.com/") } else { None };
            for term in
                reader.pop(name).unwrap_or_default().split(',').map(str::trim).filter(|term| !term.is_empty())
            {
                tag(reader, Some(term), scheme, None);
            }
        }
        "link" => {
            reader.pop("link");
            reader.is_entry_link = false;
        }
        "guid" | "id" => {
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
        "psc_chapters" => reader.in_chapters = false,
        "psc_chapter" => {}
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
        "itunes_image" | "itunes_link" => {
            reader.pop("itunes_image");
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
        _ if name.starts_with("media_") => end_of_media(reader, name),
        _ if position::end(reader, name) => {}
        _ => {
            reader.pop(name);
        }
    }
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

fn tag(reader: &mut Reader, term: Option<&str>, scheme: Option<&str>, label: Option<&str>) {
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

fn license(reader: &mut Reader, address: Option<&str>) {
    let mut link = json!({ "rel": "license" });
    if let (Some(address), Value::Object(link)) = (address, &mut link) {
        link.insert("href".into(), address.into());
    }
    list(reader.context(), "links").push(link);
}

/// A person's name, address or page ends.
fn end_of_person(reader: &mut Reader, element: &str, field: &str) {
    let Some(value) = reader.pop(element) else { return };
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

/// Attributes with `url` and `uri` called `href`.
fn href(attributes: Attributes) -> Fields {
    let mut fields = fields(attributes);
    let address = ["url", "uri", "href"].into_iter().find_map(|name| fields.get(name).cloned());
    fields.remove("url");
    fields.remove("uri");
    if let Some(address) = address.filter(|address| address != "") {
        fields.insert("href".into(), address);
    }
    fields
}

fn fields(attributes: Attributes) -> Fields {
    attributes
        .into_iter()
        .filter(|(key, _)| !key.starts_with("xmlns"))
        .map(|(key, value)| (key, value.into()))
        .collect()
}
