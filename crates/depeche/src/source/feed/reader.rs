//! The walk over a feed's markup: which element stands where, in whose name, and where its text goes.
//!
//! What each element *means* stands in [`super::element`]. The rules by which texts are kept (guessing
//! markup, addresses that may be relative, a div that wraps XHTML, an inner title that must not
//! replace the outer) follow what feed readers have agreed on over twenty years; the suite of
//! feedparser writes them down, and the names of the fields are its names.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::rc::Rc;
use std::sync::LazyLock;

use serde_json::{Value, json};

use super::fields::{Fields, get, last, list, object};
use super::join::{join, join_safely};
use super::markup::{Markup, Token, decode};
use super::text::{cp1252, declared_entities, escape, media_type, without_div};
use super::{element, html};

/// Elements open at once; deeper ones are read as text of the last.
const DEPTH: usize = 512;

/// Short name of each known namespace, by its address in lower case.
static NAMESPACES: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
    let entry = |line: &'static str| {
        let mut words = line.split_whitespace();
        let name = words.next().map_or("", |name| if name == "-" { "" } else { name });
        words.map(move |address| (address, name))
    };
    include_str!("namespaces.txt").lines().filter(|line| !line.starts_with('#')).flat_map(entry).collect()
});

/// Texts that are addresses.
const ADDRESSES: &[&str] =
    &["comments", "docs", "href", "icon", "id", "link", "logo", "url", "wfw_comment", "wfw_commentrss"];
/// Texts that may be markup.
const MARKUP: &[&str] =
    &["content", "copyright", "description", "info", "rights", "subtitle", "summary", "tagline", "title"];

/// Where a field goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Channel,
    Image,
    TextInput,
    Entry,
    Source,
}

/// An element whose text is being collected.
#[derive(Debug)]
struct Open {
    name: String,
    kept: bool,
    pieces: Vec<String>,
}

/// A text that may be markup, while it is open.
#[derive(Clone, Debug, Default)]
pub(super) struct Content {
    /// Media type.
    pub(super) kind: String,
    pub(super) language: Option<Rc<str>>,
    pub(super) base: Rc<str>,
    pub(super) base64: bool,
    pub(super) src: Option<String>,
}

/// A text without the white space around it, in its own place.
fn trimmed(mut text: String) -> String {
    text.truncate(text.trim_end().len());
    let start = text.len() - text.trim_start().len();
    if start > 0 {
        text.drain(..start);
    }
    text
}

/// The state of the walk.
#[derive(Debug, Default)]
pub(super) struct Reader {
    pub(super) version: String,
    pub(super) channel: Fields,
    pub(super) entries: Vec<Fields>,
    pub(super) source: Fields,
    pub(super) content: Option<Content>,
    in_content: u32,
    pub(super) in_feed: bool,
    pub(super) in_entry: bool,
    pub(super) in_source: bool,
    pub(super) in_image: bool,
    pub(super) in_text_input: bool,
    pub(super) in_author: bool,
    pub(super) in_contributor: bool,
    pub(super) in_publisher: bool,
    pub(super) guid_is_link: bool,
    pub(super) is_entry_link: bool,
    /// Whether the link being read leads to the page itself, not to a file or another form of it.
    pub(super) link_is_page: bool,
    pub(super) has_content: bool,
    /// Whether an open summary is really the content.
    pub(super) summary_is_content: bool,
    pub(super) title_depth: Option<usize>,
    pub(super) depth: usize,
    pub(super) base: Rc<str>,
    pub(super) language: Option<Rc<str>>,
    pub(super) geometry: &'static str,
    /// Whether the document type is Netscape's.
    pub(super) netscape: bool,
    /// Whether chapters are being listed.
    pub(super) in_chapters: bool,
    /// Whether any element a feed has was seen.
    pub(super) is_feed: bool,
    stack: Vec<Open>,
    bases: Vec<Rc<str>>,
    languages: Vec<Option<Rc<str>>>,
    /// Prefix, short name or the prefix itself, and the depth at which it was declared.
    prefixes: Vec<(String, String, usize)>,
    /// Elements of XHTML open inside a text.
    inline: Vec<String>,
    depths: HashMap<String, usize>,
}

impl Reader {
    /// A reader for a feed that stands at an address.
    pub(super) fn new(base: &str, language: Option<&str>) -> Self {
        let mut reader = Self { base: base.into(), language: language.map(Rc::from), ..Self::default() };
        if let Some(language) = language {
            reader.channel.insert("language".into(), language.replace('_', "-").into());
        }
        reader
    }

    /// Reads it all.
    pub(super) fn read(&mut self, text: &str) {
        let entities = declared_entities(text);
        for token in Markup::new(text) {
            match token {
                Token::Start { name, attributes, empty } => {
                    self.start(name, attributes);
                    if empty {
                        self.end(name);
                    }
                }
                Token::End(name) => self.end(name),
                Token::Text(text) if entities.is_empty() => self.text(&decode(text)),
                Token::Text(text) => {
                    let mut text = text.to_owned();
                    for (name, value) in &entities {
                        text = text.replace(name, value);
                    }
                    self.text(&decode(&text));
                }
                Token::Verbatim(text) => self.text(text),
                Token::Doctype(inside) => self.netscape = inside.contains("netscape.com"),
            }
        }
        // What was never closed is closed by the end.
        self.close(|_| false);
    }

    /// Closes what is open, the innermost first, until enough is closed.
    fn close(&mut self, enough: impl Fn(&Self) -> bool) {
        while !enough(self) {
            let Some(name) = self.stack.last().map(|open| open.name.clone()) else { break };
            let open = self.stack.len();
            element::end(self, &name);
            if self.stack.len() == open {
                self.stack.pop();
            }
        }
    }

    fn start(&mut self, name: &str, attributes: Vec<(&str, Cow<'_, str>)>) {
        self.depth += 1;
        if self.depth > DEPTH {
            return;
        }
        let mut attributes: Vec<(String, String)> = attributes
            .into_iter()
            .map(|(key, value)| {
                let key = key.to_lowercase();
                let plain = !matches!(key.as_str(), "rel" | "type");
                (key, if plain { value.into_owned() } else { value.to_lowercase() })
            })
            .collect();
        self.track(&mut attributes);
        let given = get(&attributes, "xml:base").or_else(|| get(&attributes, "base")).map(str::to_owned);
        if let Some(given) = given.filter(|given| !given.is_empty()) {
            let joined = join_safely(&self.base, &given);
            if !joined.is_empty() {
                self.base = joined.into();
            }
        }
        match get(&attributes, "xml:lang").or_else(|| get(&attributes, "lang")) {
            Some("") => self.language = None,
            Some(language) => self.language = Some(language.into()),
            None => {}
        }
        let tag = self.canonical(name);
        if let Some(language) = &self.language
            && matches!(tag.as_str(), "feed" | "rss" | "rdf:rdf")
        {
            self.channel.insert("language".into(), language.replace('_', "-").into());
        }
        self.bases.push(self.base.clone());
        self.languages.push(self.language.clone());
        // A text that was never closed ends where the next entry begins.
        if self.in_content > 0 && matches!(tag.as_str(), "item" | "entry") {
            self.close(|reader| reader.in_content == 0);
        }
        if self.takes_inline(&tag) {
            return;
        }
        if let Some(content) = &self.content
            && self.in_content > 0
            && content.kind == "application/xhtml+xml"
        {
            let local = tag.rsplit(':').next().unwrap_or(&tag).to_owned();
            let mut written = format!("<{local}");
            for (key, value) in attributes.iter().filter(|(key, _)| !key.starts_with("xmlns")) {
                // Writing to a string does not fail.
                let _ = write!(written, " {key}=\"{}\"", escape(value).replace('"', "&quot;"));
            }
            self.piece(written + ">");
            self.inline.push(tag);
            return;
        }
        let plain = !tag.contains(':');
        let name = if plain { Cow::Borrowed(&*tag) } else { Cow::Owned(tag.replacen(':', "_", 1)) };
        // An image or text input that was left empty ends with the first element that is none of its own.
        if plain && !matches!(tag.as_str(), "title" | "link" | "description" | "name") {
            self.in_text_input = false;
        }
        let of_image =
            matches!(tag.as_str(), "title" | "link" | "description" | "url" | "href" | "width" | "height");
        if plain && !of_image {
            self.in_image = false;
        }
        element::start(self, &name, attributes);
    }

    /// Whether an element inside a text that is not XML is passed over (a div around everything), and
    /// if not, notes that the text is XHTML after all.
    fn takes_inline(&mut self, tag: &str) -> bool {
        let Some(content) = self.content.as_mut().filter(|_| self.in_content > 0) else { return false };
        if content.kind.ends_with("xml") {
            return false;
        }
        if matches!(tag, "xhtml:div" | "div") {
            return true;
        }
        "application/xhtml+xml".clone_into(&mut content.kind);
        false
    }

    fn end(&mut self, name: &str) {
        let tag = self.canonical(name);
        if self.depth <= DEPTH {
            if let Some(at) = self.inline.iter().rposition(|open| *open == tag) {
                self.inline.truncate(at);
                let local = tag.rsplit(':').next().unwrap_or(&tag);
                self.piece(format!("</{local}>"));
            } else if !self.is_inside_div(&tag) {
                let name = if tag.contains(':') {
                    Cow::Owned(tag.replacen(':', "_", 1))
                } else {
                    Cow::Borrowed(&*tag)
                };
                element::end(self, &name);
            }
        }
        self.bases.pop();
        if let Some(base) = self.bases.last()
            && !base.is_empty()
        {
            self.base = Rc::clone(base);
        }
        self.languages.pop();
        if let Some(language) = self.languages.last() {
            self.language.clone_from(language);
        }
        self.depth = self.depth.saturating_sub(1);
        let depth = self.depth;
        self.prefixes.retain(|(_, _, declared)| *declared <= depth);
    }

    /// Whether this is the end of a div that was passed over.
    fn is_inside_div(&self, tag: &str) -> bool {
        self.in_content > 0
            && matches!(tag, "xhtml:div" | "div")
            && self.content.as_ref().is_some_and(|content| !content.kind.ends_with("xml"))
    }

    fn text(&mut self, text: &str) {
        let xhtml = self.content.as_ref().is_some_and(|content| content.kind == "application/xhtml+xml");
        self.piece(if xhtml { escape(text) } else { text.to_owned() });
    }

    fn piece(&mut self, piece: String) {
        if let Some(open) = self.stack.last_mut() {
            open.pieces.push(piece);
        }
    }

    /// Notes the namespaces an element declares, and gives its attributes their short names.
    fn track(&mut self, attributes: &mut [(String, String)]) {
        for (key, address) in attributes.iter() {
            let prefix = match key.strip_prefix("xmlns") {
                Some("") => "",
                Some(rest) if rest.starts_with(':') => &rest[1..],
                _ => continue,
            };
            let lower = address.to_lowercase();
            if self.version.is_empty() {
                let version = match lower.as_str() {
                    "http://my.netscape.com/rdf/simple/0.9/" if prefix.is_empty() => "rss090",
                    "http://purl.org/rss/1.0/" => "rss10",
                    "http://www.w3.org/2005/atom" => "atom10",
                    _ => "",
                };
                version.clone_into(&mut self.version);
            }
            let known = if lower.contains("backend.userland.com/rss") {
                Some("")
            } else {
                NAMESPACES.get(lower.as_str()).copied()
            };
            let short = known.unwrap_or(prefix).to_owned();
            self.prefixes.push((prefix.to_owned(), short, self.depth));
        }
        for (key, _) in attributes.iter_mut() {
            if let Some((prefix, local)) = key.split_once(':')
                && prefix != "xmlns"
                && let Some(short) = self.short(prefix)
            {
                *key = if short.is_empty() { local.to_owned() } else { format!("{short}:{local}") };
            }
        }
    }

    fn short(&self, prefix: &str) -> Option<&str> {
        self.prefixes.iter().rev().find(|(known, _, _)| known == prefix).map(|(_, short, _)| short.as_str())
    }

    /// An element's name with the short name of its namespace before it.
    fn canonical(&self, name: &str) -> String {
        let is_lower = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b':' | b'_' | b'-');
        let lower =
            if name.bytes().all(is_lower) { Cow::Borrowed(name) } else { Cow::Owned(name.to_lowercase()) };
        let (prefix, local) = lower.split_once(':').unwrap_or(("", &lower));
        // A prefix that nobody declared still says what was meant.
        let short = self.short(prefix).unwrap_or(prefix);
        if short.is_empty() { local.to_owned() } else { [&*short.to_lowercase(), ":", local].concat() }
    }

    /// Where fields go now.
    pub(super) fn place(&self) -> Place {
        if self.in_source {
            Place::Source
        } else if self.in_image && self.channel.contains_key("image") {
            Place::Image
        } else if self.in_text_input {
            Place::TextInput
        } else if self.in_entry {
            Place::Entry
        } else {
            Place::Channel
        }
    }

    /// The fields of the place.
    pub(super) fn context(&mut self) -> &mut Fields {
        match self.place() {
            Place::Source => &mut self.source,
            Place::Image => object(&mut self.channel, "image"),
            Place::TextInput => object(&mut self.channel, "textinput"),
            Place::Entry if !self.entries.is_empty() => {
                let last = self.entries.len() - 1;
                &mut self.entries[last]
            }
            Place::Entry | Place::Channel => &mut self.channel,
        }
    }

    /// Opens an element whose text is wanted; only if it is `kept` does the text become a field.
    pub(super) fn push(&mut self, name: &str, kept: bool) {
        self.stack.push(Open { name: name.to_owned(), kept, pieces: Vec::new() });
    }

    /// Opens an element whose text may be markup.
    pub(super) fn push_content(
        &mut self,
        name: &str,
        attributes: &[(String, String)],
        usual: &str,
        kept: bool,
    ) {
        self.in_content += 1;
        self.inline.clear();
        let kind = media_type(get(attributes, "type").unwrap_or(usual));
        let mode = get(attributes, "mode").unwrap_or_default();
        let base64 = mode == "base64"
            || !(kind.starts_with("text/") || kind.ends_with("+xml") || kind.ends_with("/xml"));
        if let Some(language) = self.language.as_ref().filter(|language| language.contains('_')) {
            self.language = Some(language.replace('_', "-").into());
        }
        let language = self.language.clone();
        self.content = Some(Content { kind, language, base: self.base.clone(), base64, src: None });
        self.push(name, kept);
    }

    /// Closes such an element.
    pub(super) fn pop_content(&mut self, name: &str) -> Option<String> {
        let value = self.pop(name);
        self.in_content = self.in_content.saturating_sub(1);
        self.content = None;
        self.inline.clear();
        value
    }

    /// Puts a text into the open element.
    pub(super) fn fill(&mut self, text: &str) {
        self.piece(text.to_owned());
    }

    /// The text of the open element so far, as it is written.
    pub(super) fn written(&self) -> String {
        self.stack.last().map(|open| open.pieces.concat()).unwrap_or_default()
    }

    /// Closes an element, if it is the one that is open; its text, kept where it belongs.
    pub(super) fn pop(&mut self, name: &str) -> Option<String> {
        if self.stack.last()?.name != name {
            return None;
        }
        let mut open = self.stack.pop()?;
        let mut pieces = open.pieces.as_slice();
        let xhtml = self.content.as_ref().is_some_and(|content| content.kind == "application/xhtml+xml");
        if self.version == "atom10" && xhtml {
            pieces = without_div(pieces);
        }
        let output = if pieces.len() == 1 && open.pieces.len() == 1 {
            std::mem::take(&mut open.pieces[0])
        } else {
            pieces.concat()
        };
        let output = trimmed(output);
        if !open.kept {
            return Some(output);
        }
        let output = self.finish(name, output);
        if !matches!(name, "category" | "tags" | "itunes_keywords") {
            self.keep(name, &output);
        }
        Some(output)
    }

    /// What is done to a text before it is kept.
    fn finish(&mut self, name: &str, mut output: String) -> String {
        if self.content.as_ref().is_some_and(|content| content.base64) {
            use base64::Engine as _;
            let packed: String = output.split_whitespace().collect();
            let plain = base64::prelude::BASE64_STANDARD
                .decode(packed)
                .ok()
                .and_then(|bytes| String::from_utf8(bytes).ok());
            output = plain.unwrap_or(output);
        }
        if ADDRESSES.contains(&name) && !output.is_empty() && (name != "id" || self.guid_is_link) {
            output = join(&self.base, &output);
        }
        let Some(content) = &mut self.content else { return cp1252(output) };
        if !self.version.starts_with("atom") && content.kind == "text/plain" && html::looks_like_html(&output)
        {
            "text/html".clone_into(&mut content.kind);
        }
        if MARKUP.contains(&name) && matches!(content.kind.as_str(), "text/html" | "application/xhtml+xml") {
            output = html::clean(&output, &content.base);
        }
        cp1252(output)
    }

    fn keep(&mut self, name: &str, output: &str) {
        if name == "title" && self.title_depth.is_some_and(|depth| depth <= self.depth) {
            return;
        }
        let detail =
            self.content.as_ref().filter(|_| self.in_content > 0).map(|content| content.detail(output));
        if self.in_entry && !self.in_source {
            self.keep_in_entry(name, output, detail);
        } else if self.in_feed || self.in_source {
            let name = if name == "description" { "subtitle" } else { name };
            let context = self.context();
            if name == "link" {
                context.insert(name.into(), output.into());
                if let Some(link) = last(context, "links") {
                    link.insert("href".into(), output.into());
                }
            } else {
                context.insert(name.into(), output.into());
                if let Some(detail) = detail {
                    context.insert(format!("{name}_detail"), detail);
                }
            }
        }
    }

    fn keep_in_entry(&mut self, name: &str, output: &str, detail: Option<Value>) {
        let (in_image, depth) = (self.in_image, self.depth);
        let Some(entry) = self.entries.last_mut() else { return };
        match name {
            "content" => {
                if let Some(detail) = detail {
                    list(entry, "content").push(detail);
                }
            }
            "link" if in_image => {}
            "link" => {
                let output = output.replace("&amp;", "&");
                if self.link_is_page || !entry.contains_key("link") {
                    entry.insert("link".into(), output.as_str().into());
                }
                if !output.is_empty()
                    && let Some(link) = last(entry, "links")
                {
                    link.insert("href".into(), output.into());
                }
            }
            _ => {
                let name = if name == "description" { "summary" } else { name };
                // The outer of two elements of one name counts.
                let known = self.depths.get(name).copied();
                if known.is_none_or(|known| depth <= known) {
                    self.depths.insert(name.to_owned(), depth);
                    entry.insert(name.into(), output.into());
                }
                if let Some(detail) = detail {
                    entry.insert(format!("{name}_detail"), detail);
                }
            }
        }
    }

    /// Begins an entry.
    pub(super) fn begin_entry(&mut self) {
        self.entries.push(Fields::new());
        self.depths.clear();
        self.in_entry = true;
        self.guid_is_link = false;
        self.title_depth = None;
    }

    /// Sets a field where none stands.
    pub(super) fn save(&mut self, name: &str, value: Value) {
        self.context().entry(name).or_insert(value);
    }

    /// An address at the base.
    pub(super) fn resolve(&self, address: &str) -> String {
        join(&self.base, address)
    }
}

impl Content {
    fn detail(&self, value: &str) -> Value {
        let mut detail = json!({ "type": self.kind, "language": self.language.as_deref(), "base": &*self.base, "value": value });
        if let (Some(src), Value::Object(detail)) = (&self.src, &mut detail) {
            detail.insert("src".into(), src.as_str().into());
        }
        detail
    }
}
