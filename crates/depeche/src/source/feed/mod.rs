//! Feeds: RSS 0.9–2.0, RDF, Atom 0.3 and 1.0, CDF and JSON Feed, well-formed or not.
//!
//! A pure function over bytes. What is read is kept under feedparser's names ([`Feed::json`]), so that
//! its suite, the largest there is, measures this reader too; [`Feed::entries`] is the little of it
//! that collecting needs. Nothing is sanitised to be shown: texts of feeds are not shown here.

mod date;
mod element;
mod encoding;
mod extension;
mod fields;
mod html;
mod join;
mod json;
pub(crate) mod markup;
mod moment;
mod person;
mod position;
mod reader;
mod text;

pub use date::{Moment, parse as parse_date};

use serde_json::{Value, json};
use url::Url;

use fields::Fields;
use reader::Reader;

/// Entries that are read of one feed.
const ENTRIES: usize = 20_000;

/// A feed, read.
#[derive(Clone, Debug, Default)]
pub struct Feed {
    version: String,
    encoding: String,
    channel: Fields,
    fields: Vec<Fields>,
}

/// What collecting needs of an entry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// Its title, as written.
    pub title: Option<String>,
    /// Address of its page.
    pub link: Option<String>,
    /// When it was published, or last changed if that alone is said.
    pub published: Option<Moment>,
}

/// Reads a feed; `None` if this is none. `content_type` is the HTTP header, `base` the feed's address.
///
/// ```
/// let rss = b"<rss><channel><item><title>Dam &eacute;</title><link>/dam</link></item></channel></rss>";
/// let base = url::Url::parse("https://news.example/feed").unwrap();
/// let feed = depeche::source::feed::read(rss, None, Some(&base)).unwrap();
/// assert_eq!(feed.entries()[0].link.as_deref(), Some("https://news.example/dam"));
/// ```
pub fn read(bytes: &[u8], content_type: Option<&str>, base: Option<&Url>) -> Option<Feed> {
    parse(bytes, content_type, base.map_or("", Url::as_str), None).filter(|feed| !feed.version.is_empty())
}

/// As [`read`], with what a caller may know besides: a base that is no whole address, a language the
/// server named. Reads anything that has a feed's elements, whatever it calls itself.
pub fn parse(bytes: &[u8], content_type: Option<&str>, base: &str, language: Option<&str>) -> Option<Feed> {
    let decoded = encoding::decode(bytes, content_type);
    if decoded.text.trim_start_matches('\u{feff}').trim_start().starts_with('{') {
        let (version, channel, mut fields) = json::read(&decoded.text)?;
        fields.iter_mut().for_each(derive);
        return Some(Feed { version: version.to_owned(), encoding: decoded.encoding, channel, fields });
    }
    let mut reader = Reader::new(base, language);
    reader.read(&decoded.text);
    if !reader.is_feed {
        return None;
    }
    let mut fields = reader.entries;
    fields.truncate(ENTRIES);
    fields.iter_mut().for_each(derive);
    let mut channel = reader.channel;
    derive(&mut channel);
    let version = if reader.version.is_empty() { "rss".to_owned() } else { reader.version };
    Some(Feed { version, encoding: decoded.encoding, channel, fields })
}

/// Fields that say again, in one place, what stands among links and tags.
fn derive(fields: &mut Fields) {
    let links = fields.get("links").and_then(Value::as_array).cloned().unwrap_or_default();
    let of_rel = |rel: &'static str| links.iter().filter(move |link| link["rel"] == rel);
    let enclosures: Vec<Value> = of_rel("enclosure")
        .map(|link| {
            let mut link = link.clone();
            link.as_object_mut().and_then(|link| link.remove("rel"));
            link
        })
        .collect();
    if !enclosures.is_empty() {
        fields.insert("enclosures".into(), enclosures.into());
    }
    if let Some(license) = of_rel("license").find_map(|link| link.get("href")) {
        fields.insert("license".into(), license.clone());
    }
    let category = fields.get("tags").and_then(|tags| tags.get(0)).and_then(|tag| tag.get("term")).cloned();
    if let Some(category) = category {
        fields.insert("category".into(), category);
    }
}

impl Feed {
    /// "rss20", "atom10", "json11", …: as feedparser names them.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The feed in feedparser's names: `feed`, `entries`, `version`, `encoding`.
    pub fn json(&self) -> Value {
        json!({ "feed": self.channel, "entries": self.fields, "version": self.version, "encoding": self.encoding })
    }

    /// The same with what the server said: `headers`, and `etag`, `updated`, `updated_parsed` out of them.
    pub fn json_with(&self, headers: &[(String, String)]) -> Value {
        let mut feed = self.json();
        let Value::Object(fields) = &mut feed else { return feed };
        let lower: Fields =
            headers.iter().map(|(key, value)| (key.to_lowercase(), value.as_str().into())).collect();
        if let Some(etag) = lower.get("etag") {
            fields.insert("etag".into(), etag.clone());
        }
        if let Some(changed) = lower.get("last-modified").and_then(Value::as_str) {
            fields.insert("updated".into(), changed.into());
            fields.insert("updated_parsed".into(), moment::parts(changed));
        }
        if !lower.is_empty() {
            fields.insert("headers".into(), lower.into());
        }
        feed
    }

    /// What collecting needs of its entries, in order; entries without a page are left out.
    pub fn entries(&self) -> Vec<Entry> {
        let text = |fields: &Fields, key: &str| {
            fields.get(key).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned)
        };
        let entry = |fields: &Fields| Entry {
            title: text(fields, "title"),
            link: text(fields, "link"),
            published: ["published", "created", "updated"]
                .into_iter()
                .find_map(|key| parse_date(&text(fields, key)?)),
        };
        self.fields.iter().map(entry).filter(|entry| entry.link.is_some()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn feed(text: &str) -> Feed {
        read(text.as_bytes(), None, Some(&Url::parse("https://news.example/feed").unwrap())).unwrap()
    }

    #[test]
    fn the_same_entry_in_every_format() {
        let rss = "<rss version='2.0'><channel><title>N</title><item><title>Dam &amp; town</title><link>/dam</link><pubDate>Thu, 12 Mar 2026 10:00:00 GMT</pubDate></item></channel></rss>";
        let rdf = "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/' xmlns:dc='http://purl.org/dc/elements/1.1/'><channel rdf:about='x'><title>N</title></channel><item rdf:about='/dam'><title>Dam &#38; town</title><link>/dam</link><dc:date>2026-03-12T10:00:00Z</dc:date></item></rdf:RDF>";
        let atom = "<feed xmlns='http://www.w3.org/2005/Atom'><title>N</title><entry><title>Dam &amp; town</title><link href='/dam'/><link rel='edit' href='/no'/><published>2026-03-12T10:00:00Z</published></entry></feed>";
        let json = r#"{"version": "https://jsonfeed.org/version/1.1", "title": "N", "items": [{"id": "1", "title": "Dam & town", "url": "https://news.example/dam", "date_published": "2026-03-12T10:00:00Z"}]}"#;
        for (text, version) in [(rss, "rss20"), (rdf, "rss10"), (atom, "atom10"), (json, "json11")] {
            let feed = feed(text);
            assert_eq!(feed.version(), version);
            let [entry] = feed.entries().try_into().unwrap_or_else(|_| panic!("{version}"));
            assert_eq!(entry.title.as_deref(), Some("Dam & town"), "{version}");
            assert_eq!(entry.link.as_deref(), Some("https://news.example/dam"), "{version}");
            assert_eq!(entry.published.unwrap().at.to_string(), "2026-03-12T10:00:00Z", "{version}");
        }
    }

    #[test]
    fn sloppy_feeds_are_read() {
        let text = "\n<rss><channel><item><title>Caf&eacute; <b>noir</b></title><link>https://news.example/1?a=1&b=2</link><dc:creator>Ida Kroll</dc:creator>\
            <media:title>not this</media:title><description>one<item><title>two</title><guid>https://news.example/2</guid></item>";
        let feed = feed(text);
        let entries = feed.entries();
        assert_eq!(entries.len(), 2);
        assert_eq!(entries[0].link.as_deref(), Some("https://news.example/1?a=1&b=2"));
        assert_eq!(feed.json()["entries"][0]["author"], "Ida Kroll");
        assert_eq!(entries[1].link.as_deref(), Some("https://news.example/2"));
    }

    #[test]
    fn what_is_no_feed_is_none() {
        for text in
            ["", "<html><body><p>x</p></body></html>", "{}", "{\"items\": []}", "hello", "<urlset></urlset>"]
        {
            assert!(read(text.as_bytes(), None, None).is_none(), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn nothing_panics(text in "(<(/)?(rss|channel|item|title|link|content|summary|author|name|div|image|source|media:thumbnail|georss:point)( type='(xhtml|html|text)')?(/)?>|[a-z&;# ]{0,6}|<!\\[CDATA\\[|\\]\\]>){0,40}") {
            let _ = parse(text.as_bytes(), None, "", None);
        }
    }
}
