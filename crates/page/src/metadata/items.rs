//! Microdata (`itemscope`, `itemprop`) and RDFa Lite (`typeof`, `property`): items and their properties, as found.

use super::{Found, found, text_found};
use crate::lexer::hint;
use crate::page::NodeId;
use crate::{Page, Tag};
use std::borrow::Cow;

/// In which of the two languages an item is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Syntax {
    /// `itemscope`, `itemtype`, `itemprop`.
    Microdata,
    /// `typeof`, `property`.
    Rdfa,
}

/// A thing the page describes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Item<'s> {
    /// The language it is written in.
    pub syntax: Syntax,
    /// The value of `itemtype` or `typeof`, as written: words separated by spaces.
    pub types: Cow<'s, str>,
    /// The value of `itemid` or `resource`.
    pub id: Option<Cow<'s, str>>,
    /// Its properties, in page order.
    pub properties: Vec<Property<'s>>,
    /// The element.
    pub node: NodeId,
}

/// A property of an item.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Property<'s> {
    /// The value of `itemprop` or `property`, as written: names separated by spaces.
    pub names: Cow<'s, str>,
    /// Its value.
    pub value: Value<'s>,
}

/// What a property says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Value<'s> {
    /// A text or an address.
    Text(Found<'s>),
    /// Another item: its index among [`Metadata::items`](super::Metadata::items).
    Item(usize),
}

impl<'s> Item<'s> {
    /// Whether the last word of one of its types is `name`: `https://schema.org/NewsArticle` is a `NewsArticle`.
    pub fn is_a(&self, name: &str) -> bool {
        self.types.split_ascii_whitespace().any(|kind| kind.rsplit(['/', '#', ':']).next() == Some(name))
    }

    /// The values of the properties of this name.
    pub fn values<'i>(&'i self, name: &'i str) -> impl Iterator<Item = &'i Value<'s>> {
        self.properties
            .iter()
            .filter(move |property| {
                let mut names = property.names.split_ascii_whitespace();
                names.any(|have| have.rsplit(['/', '#', ':']).next() == Some(name))
            })
            .map(|property| &property.value)
    }
}

/// All items of a page, outer ones before inner ones.
pub(super) fn read<'s>(page: &Page<'s>) -> Vec<Item<'s>> {
    let mut items = Vec::new();
    // Most pages have neither, and are told by the names of few attributes.
    let (mut microdata, mut rdfa) = (false, false);
    for id in page.ids().filter(|id| page.node(*id).bits & hint::ITEM != 0) {
        for attribute in page.attributes(id) {
            microdata |= attribute.is(MICRODATA.scope);
            rdfa |= attribute.is(RDFA.scope);
        }
    }
    if microdata {
        collect(page, &MICRODATA, &mut items);
    }
    if rdfa {
        collect(page, &RDFA, &mut items);
    }
    items
}

/// The attributes of one of the two languages.
struct Words {
    syntax: Syntax,
    scope: &'static str,
    types: &'static str,
    id: &'static str,
    property: &'static str,
}

const MICRODATA: Words = Words {
    syntax: Syntax::Microdata,
    scope: "itemscope",
    types: "itemtype",
    id: "itemid",
    property: "itemprop",
};
const RDFA: Words =
    Words { syntax: Syntax::Rdfa, scope: "typeof", types: "typeof", id: "resource", property: "property" };

fn collect<'s>(page: &Page<'s>, words: &Words, items: &mut Vec<Item<'s>>) {
    // The items around the current node: (index, where its element ends).
    let mut around: Vec<(usize, NodeId)> = Vec::new();
    for id in page.ids() {
        while around.last().is_some_and(|(_, end)| *end <= id) {
            around.pop();
        }
        let node = page.node(id);
        if node.bits & hint::ITEM == 0 || node.is_implied() {
            continue;
        }
        let (mut scope, mut names) = (false, None);
        for attribute in page.attributes(id) {
            scope |= attribute.is(words.scope);
            if names.is_none() && attribute.is(words.property) {
                names = Some(attribute.value());
            }
        }
        let outer = around.last().map(|(index, _)| *index);
        if scope {
            let types = page.value(id, words.types).unwrap_or_default();
            let item = Item {
                syntax: words.syntax,
                types,
                id: page.value(id, words.id),
                properties: Vec::new(),
                node: id,
            };
            around.push((items.len(), node.end()));
            items.push(item);
        }
        let (Some(names), Some(outer)) = (names, outer) else { continue };
        let value = if scope { Value::Item(items.len() - 1) } else { Value::Text(value_of(page, id)) };
        items[outer].properties.push(Property { names, value });
    }
}

/// The value of a property without an item of its own: `content` wherever it is set, an address, a time, or the text.
fn value_of<'s>(page: &Page<'s>, id: NodeId) -> Found<'s> {
    if let Some(content) = found(page, id, "content") {
        return content;
    }
    let attribute = match page.tag(id) {
        Tag::A | Tag::Area | Tag::Link => "href",
        Tag::Img | Tag::Audio | Tag::Video | Tag::Source | Tag::Track | Tag::Embed | Tag::Iframe => "src",
        Tag::Object => "data",
        Tag::Data | Tag::Meter => "value",
        Tag::Time => "datetime",
        _ => return text_found(page, id),
    };
    found(page, id, attribute).unwrap_or_else(|| text_found(page, id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metadata;

    fn text<'a>(value: &'a Value<'_>) -> &'a str {
        match value {
            Value::Text(found) => &found.value,
            Value::Item(_) => panic!("an item"),
        }
    }

    #[test]
    fn microdata_nests() {
        let page = Page::parse(
            "<div itemscope itemtype='https://schema.org/NewsArticle'><h1 itemprop='headline name'> Day </h1>\
             <span itemprop=author itemscope itemtype=https://schema.org/Person><b itemprop=name>Ada Lund</b></span>\
             <meta itemprop=datePublished content=2026-01-02><a itemprop=url href=/day>more</a></div>",
        );
        let items = metadata(&page).items;
        assert_eq!(items.len(), 2);
        assert!(items[0].is_a("NewsArticle") && items[1].is_a("Person"));
        assert_eq!(items[0].values("name").map(text).collect::<Vec<_>>(), ["Day"]);
        assert_eq!(items[0].values("author").collect::<Vec<_>>(), [&Value::Item(1)]);
        assert_eq!(items[1].values("name").map(text).collect::<Vec<_>>(), ["Ada Lund"]);
        assert_eq!(items[0].values("datePublished").map(text).collect::<Vec<_>>(), ["2026-01-02"]);
        assert_eq!(items[0].values("url").map(text).collect::<Vec<_>>(), ["/day"]);
    }

    #[test]
    fn rdfa_lite_is_read() {
        let page = Page::parse(
            "<article vocab='https://schema.org/' typeof=Article resource='#a'><h1 property='schema:headline'>Day</h1>\
             <time property=datePublished datetime=2026-01-02>today</time></article>",
        );
        let items = metadata(&page).items;
        assert_eq!((items.len(), items[0].syntax, items[0].id.as_deref()), (1, Syntax::Rdfa, Some("#a")));
        assert_eq!(items[0].values("headline").map(text).collect::<Vec<_>>(), ["Day"]);
        assert_eq!(items[0].values("datePublished").map(text).collect::<Vec<_>>(), ["2026-01-02"]);
    }
}
