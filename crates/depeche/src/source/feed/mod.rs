//! Feeds: RSS, RDF, Atom and JSON Feed, read tolerantly.

mod date;
pub(crate) mod markup;

pub use date::{Moment, parse as parse_date};

use markup::{Markup, Token, decode};
use url::Url;

/// A feed, read.
#[derive(Clone, Debug, Default)]
pub struct Feed {
    /// Its entries, in order.
    pub entries: Vec<Entry>,
}

/// One entry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// Its title, as written.
    pub title: Option<String>,
    /// Address of its page.
    pub link: Option<String>,
    /// When it was published, or last changed if that alone is said.
    pub published: Option<Moment>,
}

/// Reads a feed; `None` if this is none.
pub fn read(bytes: &[u8], content_type: Option<&str>, base: Option<&Url>) -> Option<Feed> {
    let text = page::decode(bytes, content_type).text.into_owned();
    if text.trim_start().starts_with('{') {
        return json(&text, base);
    }
    let mut feed = Feed::default();
    let mut root = false;
    let mut entry: Option<Entry> = None;
    let mut value = String::new();
    for token in Markup::new(&text) {
        match token {
            Token::Start { name, attributes, empty } => {
                value.clear();
                let local = local(name);
                if !root {
                    root = matches!(local.as_str(), "rss" | "rdf" | "feed" | "channel");
                    if !root {
                        return None;
                    }
                }
                if matches!(local.as_str(), "item" | "entry") {
                    entry = Some(Entry::default());
                }
                let get =
                    |wanted: &str| attributes.iter().find(|(key, _)| *key == wanted).map(|(_, value)| value);
                if local == "link"
                    && let (Some(entry), Some(href)) = (entry.as_mut(), get("href"))
                    && get("rel").is_none_or(|rel| *rel == "alternate")
                {
                    entry.link = Some(href.to_string());
                }
                let _ = empty;
            }
            Token::Text(text) => value.push_str(&decode(text)),
            Token::Verbatim(text) => value.push_str(text),
            Token::End(name) => {
                let value = std::mem::take(&mut value).trim().to_owned();
                match (local(name).as_str(), entry.as_mut()) {
                    ("item" | "entry", Some(_)) => feed.entries.extend(entry.take()),
                    ("title", Some(entry)) if entry.title.is_none() => entry.title = Some(value),
                    ("link", Some(entry)) if entry.link.is_none() && !value.is_empty() => {
                        entry.link = Some(value)
                    }
                    ("pubdate" | "published" | "issued" | "date", Some(entry)) => {
                        entry.published = parse_date(&value).or(entry.published);
                    }
                    ("updated" | "modified", Some(entry)) if entry.published.is_none() => {
                        entry.published = parse_date(&value);
                    }
                    _ => {}
                }
            }
            Token::Doctype(_) => {}
        }
    }
    for entry in &mut feed.entries {
        entry.link = entry.link.take().and_then(|link| join(base, &link));
    }
    root.then_some(feed)
}

fn json(text: &str, base: Option<&Url>) -> Option<Feed> {
    let value: serde_json::Value = serde_json::from_str(text).ok()?;
    value.get("version")?.as_str().filter(|version| version.contains("jsonfeed.org"))?;
    let entries = value.get("items")?.as_array()?.iter().map(|item| {
        let get = |key: &str| item.get(key).and_then(|value| value.as_str());
        Entry {
            title: get("title").map(str::to_owned),
            link: get("url").or_else(|| get("external_url")).and_then(|link| join(base, link)),
            published: get("date_published").or_else(|| get("date_modified")).and_then(parse_date),
        }
    });
    Some(Feed { entries: entries.collect() })
}

fn local(name: &str) -> String {
    name.rsplit(':').next().unwrap_or(name).to_ascii_lowercase()
}

fn join(base: Option<&Url>, link: &str) -> Option<String> {
    match base {
        Some(base) => base.join(link).ok().map(String::from),
        None => Some(link.to_owned()),
    }
}
