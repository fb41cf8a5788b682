//! What a page says of itself in its markup, as found, each with its place: title, addresses, languages, `meta`, JSON-LD,
//! microdata, RDFa Lite, times, feeds, robots.
//!
//! Nothing is judged or preferred here: two canonical addresses that disagree are both given.

mod items;
mod json;
pub mod json_ld;

pub use items::{Item, Property, Syntax, Value};

use crate::page::NodeId;
use crate::{Attribute, Page, Span, Tag};
use std::borrow::Cow;

/// A value as found, decoded, and where it stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Found<'s> {
    /// The value, character references decoded, white space at its ends cut off.
    pub value: Cow<'s, str>,
    /// Where it stands in the page.
    pub span: Span,
    /// The element that says so.
    pub node: NodeId,
}

/// A `meta` element: what it speaks of, and what it says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Meta<'s> {
    /// The value of `name`, `property`, `itemprop` or `http-equiv`, as spelt: `og:title`, `DC.date`, `robots` …
    pub name: Cow<'s, str>,
    /// The value of `content`.
    pub content: Found<'s>,
}

/// A `link` to another form of the page, or to a feed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Alternate<'s> {
    /// The address as written, not resolved.
    pub href: Found<'s>,
    /// `hreflang`.
    pub language: Option<Cow<'s, str>>,
    /// `type`.
    pub kind: Option<Cow<'s, str>>,
    /// `title`.
    pub title: Option<Cow<'s, str>>,
}

/// One script of JSON-LD.
#[derive(Clone, PartialEq, Debug)]
pub struct JsonLd<'s> {
    /// The values in it: one, as a rule.
    pub values: Vec<json_ld::Value<'s>>,
    /// Where the script's content stands.
    pub span: Span,
    /// The `script` element.
    pub node: NodeId,
    /// What had to be forgiven.
    pub complaints: Vec<String>,
}

impl JsonLd<'_> {
    /// Where a string of its values stands in the page, as [`json_ld::place_of`] finds it.
    pub fn place_of(&self, page: &Page<'_>, value: &str) -> Option<Span> {
        let place = json_ld::place_of(self.span.slice(page.text()), value)?;
        Some(Span { start: self.span.start + place.start, end: self.span.start + place.end })
    }
}

/// A `time` element.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Time<'s> {
    /// The value of `datetime`; the text where it has none.
    pub value: Found<'s>,
    /// Whether `pubdate` is set.
    pub pubdate: bool,
}

/// All that a page says of itself.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Metadata<'s> {
    /// The `title` elements that are not of svg; the first counts.
    pub titles: Vec<Found<'s>>,
    /// `lang` (or `xml:lang`) of the `html` element.
    pub language: Option<Found<'s>>,
    /// `base href`, the first.
    pub base: Option<Found<'s>>,
    /// `link rel=canonical`.
    pub canonical: Vec<Found<'s>>,
    /// `link rel=amphtml`.
    pub amp: Vec<Found<'s>>,
    /// `link rel=next`.
    pub next: Vec<Found<'s>>,
    /// `link rel=alternate hreflang`.
    pub languages: Vec<Alternate<'s>>,
    /// `link rel=alternate` of RSS, Atom or JSON feeds.
    pub feeds: Vec<Alternate<'s>>,
    /// All `meta` with a name and a content, robots and TDM too.
    pub metas: Vec<Meta<'s>>,
    /// JSON-LD, a script each.
    pub json_ld: Vec<JsonLd<'s>>,
    /// Microdata and RDFa Lite.
    pub items: Vec<Item<'s>>,
    /// `time` elements.
    pub times: Vec<Time<'s>>,
}

impl<'s> Metadata<'s> {
    /// The page's title element, if it is not blank.
    pub fn title(&self) -> Option<&Found<'s>> {
        self.titles.iter().find(|title| !title.value.is_empty())
    }

    /// All `meta` of this name, in any case.
    pub fn all<'m>(&'m self, name: &'m str) -> impl Iterator<Item = &'m Found<'s>> {
        self.metas.iter().filter(move |meta| meta.name.eq_ignore_ascii_case(name)).map(|meta| &meta.content)
    }

    /// The first `meta` of this name, in any case, that is not blank.
    pub fn meta(&self, name: &str) -> Option<&Found<'s>> {
        self.metas
            .iter()
            .find(|meta| meta.name.eq_ignore_ascii_case(name) && !meta.content.value.is_empty())
            .map(|meta| &meta.content)
    }

    /// What is asked of robots, of all (`robots`) or of one (`googlebot`…): name and words.
    pub fn robots(&self) -> impl Iterator<Item = &Meta<'s>> {
        self.metas.iter().filter(|meta| {
            let name = meta.name.to_ascii_lowercase();
            name == "robots" || name.ends_with("bot") || name.ends_with("bot-news")
        })
    }

    /// `tdm-reservation` and `tdm-policy` (TDM Reservation Protocol).
    pub fn reservations(&self) -> impl Iterator<Item = &Meta<'s>> {
        self.metas.iter().filter(|meta| meta.name.to_ascii_lowercase().starts_with("tdm-"))
    }
}

/// Reads what `page` says of itself.
///
/// ```
/// let page = page::Page::parse("<title> Day </title><meta property=og:title content='The day'>");
/// let metadata = page::metadata(&page);
/// assert_eq!(metadata.title().unwrap().value, "Day");
/// let title = metadata.meta("og:title").unwrap();
/// assert_eq!((&*title.value, title.span.slice(page.text())), ("The day", "The day"));
/// ```
pub fn metadata<'s>(page: &Page<'s>) -> Metadata<'s> {
    let mut all = head_metadata(page);
    let mut texts = Allowance::of(page);
    let times = page.find_all(Tag::Time).map(|id| time(page, id, &mut texts));
    all.times = times.collect();
    all.items = items::read(page, &mut texts);
    all
}

/// What `page` says of itself but for what is marked among its words: [`metadata`] without `time` elements, microdata
/// and RDFa, in a fraction of the time.
pub fn head_metadata<'s>(page: &Page<'s>) -> Metadata<'s> {
    let mut all = Metadata::default();
    let mut texts = Allowance::of(page);
    for id in page.ids() {
        match page.tag(id) {
            Tag::Title if !page.node(id).is_foreign() => all.titles.push(texts.text_found(page, id)),
            Tag::Html => all.language = html_language(page, id),
            Tag::Base => all.base = all.base.take().or_else(|| found(page, id, "href")),
            Tag::Link => all.link(page, id),
            Tag::Meta => all.metas.extend(meta(page, id)),
            Tag::Script => all.json_ld.extend(linked_data(page, id)),
            _ => {}
        }
    }
    all
}

/// The value of an attribute, trimmed, with its place.
fn found<'s>(page: &Page<'s>, node: NodeId, name: &str) -> Option<Found<'s>> {
    page.attribute(node, name).map(|attribute| found_in(attribute, node))
}

fn found_in(attribute: Attribute<'_>, node: NodeId) -> Found<'_> {
    let written = attribute.written();
    let span = trimmed(attribute.span(), written);
    let value = match attribute.value() {
        Cow::Borrowed(value) => Cow::Borrowed(value.trim()),
        Cow::Owned(value) => Cow::Owned(value.trim().to_owned()),
    };
    Found { value, span, node }
}

fn trimmed(span: Span, text: &str) -> Span {
    let start = span.start as usize + (text.len() - text.trim_start().len());
    Span::new(start, start + text.trim().len())
}

/// How much text may still be copied: five hundred `time` or properties around one long text would copy it as often.
struct Allowance(usize);

impl Allowance {
    /// Some times the page's length.
    fn of(page: &Page<'_>) -> Self {
        Self(page.text().len() * 4 + 4096)
    }

    /// The text inside an element, trimmed, with its place; empty once the allowance is spent.
    fn text_found<'s>(&mut self, page: &Page<'s>, node: NodeId) -> Found<'s> {
        let nodes = page.subtree(node).len() * 4;
        if nodes > self.0 {
            let at = page.span(node).end;
            return Found { value: Cow::Borrowed(""), span: Span { start: at, end: at }, node };
        }
        let span = page.content_span(node);
        self.0 = (self.0 - nodes).saturating_sub(span.len());
        let value = match page.text_within(node) {
            Cow::Borrowed(value) => Cow::Borrowed(value.trim()),
            Cow::Owned(value) => Cow::Owned(value.trim().to_owned()),
        };
        Found { value, span: trimmed(span, span.slice(page.text())), node }
    }
}

fn html_language<'s>(page: &Page<'s>, id: NodeId) -> Option<Found<'s>> {
    found(page, id, "lang").filter(|lang| !lang.value.is_empty()).or_else(|| found(page, id, "xml:lang"))
}

fn meta<'s>(page: &Page<'s>, id: NodeId) -> Option<Meta<'s>> {
    let (mut name, mut content) = (None, None);
    for attribute in page.attributes(id) {
        let known = ["name", "property", "itemprop", "http-equiv"];
        if content.is_none() && attribute.is("content") {
            content = Some(attribute);
        } else if name.is_none() && known.iter().any(|known| attribute.is(known)) {
            name = Some(attribute);
        }
    }
    Some(Meta { name: name?.value(), content: found_in(content?, id) })
}

fn time<'s>(page: &Page<'s>, id: NodeId, texts: &mut Allowance) -> Time<'s> {
    let value = found(page, id, "datetime").filter(|found| !found.value.is_empty());
    let value = value.unwrap_or_else(|| texts.text_found(page, id));
    Time { value, pubdate: page.attribute(id, "pubdate").is_some() }
}

fn linked_data<'s>(page: &Page<'s>, node: NodeId) -> Option<JsonLd<'s>> {
    let kind = page.value(node, "type")?;
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if !kind.eq_ignore_ascii_case("application/ld+json") {
        return None;
    }
    let span = page.content_span(node);
    let (values, complaints) = json_ld::read(span.slice(page.text()));
    Some(JsonLd { values, span, node, complaints })
}

impl<'s> Metadata<'s> {
    fn link(&mut self, page: &Page<'s>, id: NodeId) {
        // The first attribute of each of these names.
        const NAMES: [&str; 5] = ["rel", "href", "hreflang", "type", "title"];
        let mut read: [Option<Attribute<'s>>; NAMES.len()] = [None; NAMES.len()];
        for attribute in page.attributes(id) {
            if let Some(at) = NAMES.iter().position(|name| attribute.is(name)) {
                read[at].get_or_insert(attribute);
            }
        }
        let [Some(relations), Some(href), language, kind, title] = read else { return };
        let relations = relations.value();
        let has = |word: &str| relations.split_ascii_whitespace().any(|have| have.eq_ignore_ascii_case(word));
        let (canonical, amp, alternate, next) =
            (has("canonical"), has("amphtml"), has("alternate"), has("next"));
        if !(canonical || amp || alternate || next) {
            return;
        }
        let href = found_in(href, id);
        if canonical {
            self.canonical.push(href.clone());
        }
        if amp {
            self.amp.push(href.clone());
        }
        if next {
            self.next.push(href.clone());
        }
        if !alternate || has("stylesheet") {
            return;
        }
        let [language, kind, title] = [language, kind, title].map(|said| said.map(|said| said.value()));
        let is_feed = kind.as_deref().is_some_and(|kind| {
            let kind = kind.to_ascii_lowercase();
            ["rss", "atom+xml", "feed+json", "rdf+xml"].iter().any(|known| kind.contains(known))
        });
        let alternate = Alternate { href, language, kind, title };
        if is_feed {
            self.feeds.push(alternate);
        } else if alternate.language.is_some() {
            self.languages.push(alternate);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every value leads to the place in the page where it is written.
    fn check(page: &Page<'_>, found: &Found<'_>, value: &str, written: &str) {
        assert_eq!((&*found.value, found.span.slice(page.text())), (value, written));
    }

    #[test]
    fn each_kind_of_meta_is_found_with_its_place() {
        let page = Page::parse(
            "<html lang=' fr '><title> Day &amp; night\n</title><title>2</title><base href=/a><base href=/b>\
             <meta property='og:title' content=' L&rsquo;été '><meta name=\"twitter:title\" content=T>\
             <meta name=DC.date content=2026-01-02><meta content='x' name='' property=og:x><meta name=empty content>\
             <meta name=ROBOTS content='noarchive, max-snippet:0'><meta name=googlebot-news content=noindex>\
             <meta name=tdm-reservation content=1><meta name=tdm-policy content=https://example.org/tdm>\
             <meta http-equiv=refresh content=5><meta itemprop=author content=Ada><meta charset=utf-8><meta name=lone>",
        );
        let metadata = metadata(&page);
        check(&page, metadata.title().unwrap(), "Day & night", "Day &amp; night");
        assert_eq!(metadata.titles.len(), 2);
        check(&page, metadata.language.as_ref().unwrap(), "fr", "fr");
        check(&page, metadata.base.as_ref().unwrap(), "/a", "/a");
        for (name, value, written) in [
            ("OG:Title", "L’été", "L&rsquo;été"),
            ("twitter:title", "T", "T"),
            ("dc.date", "2026-01-02", "2026-01-02"),
            ("refresh", "5", "5"),
            ("author", "Ada", "Ada"),
        ] {
            check(&page, metadata.meta(name).unwrap(), value, written);
        }
        assert!(metadata.meta("empty").is_none() && metadata.all("empty").count() == 1);
        let names = |metas: Vec<&Meta<'_>>| -> Vec<String> {
            metas.iter().map(|meta| format!("{} {}", meta.name, meta.content.value)).collect()
        };
        let robots = names(metadata.robots().collect());
        assert_eq!(robots, ["ROBOTS noarchive, max-snippet:0", "googlebot-news noindex"]);
        let reservations = names(metadata.reservations().collect());
        assert_eq!(reservations, ["tdm-reservation 1", "tdm-policy https://example.org/tdm"]);
    }

    #[test]
    fn links_and_feeds_are_found_with_their_places() {
        let page = Page::parse(
            "<link rel='shortlink CANONICAL' href=' /day?a=1&amp;b=2 '><link rel=amphtml href=/amp><link rel=Next href=/2>\
             <link rel=alternate hreflang=de href=/de><link rel=alternate hreflang=x-default href=/x>\
             <link rel=alternate type=application/rss+xml title='All &amp; more' href=/rss>\
             <link rel=alternate type='application/atom+xml; charset=utf-8' href=/atom>\
             <link rel=alternate type=application/feed+json href=/json><link rel='alternate stylesheet' href=/c>\
             <link rel=alternate type=application/json href=/wp-json><link rel=canonical><link href=/none>",
        );
        let metadata = metadata(&page);
        let [canonical] = &metadata.canonical[..] else { panic!("{:?}", metadata.canonical) };
        check(&page, canonical, "/day?a=1&b=2", "/day?a=1&amp;b=2");
        check(&page, &metadata.amp[0], "/amp", "/amp");
        check(&page, &metadata.next[0], "/2", "/2");
        let languages: Vec<_> =
            metadata.languages.iter().map(|link| (link.language.as_deref(), &*link.href.value)).collect();
        assert_eq!(languages, [(Some("de"), "/de"), (Some("x-default"), "/x")]);
        let feeds: Vec<_> = metadata.feeds.iter().map(|feed| &*feed.href.value).collect();
        assert_eq!(feeds, ["/rss", "/atom", "/json"]);
        assert_eq!(metadata.feeds[0].title.as_deref(), Some("All & more"));
        check(&page, &metadata.feeds[0].href, "/rss", "/rss");
    }

    #[test]
    fn times_and_linked_data_are_found_with_their_places() {
        let page = Page::parse(
            "<time datetime=2026-01-02 pubdate>Friday</time><time> 2 <b>January</b></time>\
             <script type='application/LD+JSON; charset=utf-8'>{\"a\": 1, \"b\": \"x\",}</script>\
             <script>{\"b\": 2}</script>",
        );
        let metadata = metadata(&page);
        check(&page, &metadata.times[0].value, "2026-01-02", "2026-01-02");
        check(&page, &metadata.times[1].value, "2 January", "2 <b>January");
        assert_eq!(metadata.times.iter().map(|time| time.pubdate).collect::<Vec<_>>(), [true, false]);
        let [script] = &metadata.json_ld[..] else { panic!("{:?}", metadata.json_ld) };
        let value = serde_json::Value::from(&script.values[0]);
        assert_eq!((value["a"].as_i64(), script.complaints.len()), (Some(1), 1));
        assert_eq!(script.span.slice(page.text()), "{\"a\": 1, \"b\": \"x\",}");
        let place = script.place_of(&page, "x").unwrap();
        assert_eq!((place.slice(page.text()), &page.text()[..place.start as usize][..6]), ("x", "<time "));
    }
}
