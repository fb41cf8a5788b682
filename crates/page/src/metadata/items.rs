//! Microdata (`itemscope`, `itemprop`) and RDFa Lite (`typeof`, `property`): items and their properties, as found.

use super::{Allowance, Found, found};
use crate::lexer::hint;
use crate::page::NodeId;
use crate::{Page, Tag};
use std::borrow::Cow;
use std::collections::HashMap;

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
pub(super) fn read<'s>(page: &Page<'s>, texts: &mut Allowance) -> Vec<Item<'s>> {
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
        Collector { page, words: &MICRODATA, texts, items: &mut items, elsewhere: Vec::new() }.collect();
    }
    if rdfa {
        Collector { page, words: &RDFA, texts, items: &mut items, elsewhere: Vec::new() }.collect();
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
    /// What names elements that hold further properties; RDFa Lite has nothing of the kind.
    elsewhere: Option<&'static str>,
    /// What gives an address as the value of a property, before its element is looked at.
    value: Option<&'static str>,
}

const MICRODATA: Words = Words {
    syntax: Syntax::Microdata,
    scope: "itemscope",
    types: "itemtype",
    id: "itemid",
    property: "itemprop",
    elsewhere: Some("itemref"),
    value: None,
};
const RDFA: Words = Words {
    syntax: Syntax::Rdfa,
    scope: "typeof",
    types: "typeof",
    id: "resource",
    property: "property",
    elsewhere: None,
    value: Some("resource"),
};

/// What an element says in one of the languages.
struct Said<'s> {
    scope: bool,
    names: Option<Cow<'s, str>>,
}

/// Gathers the items of one language.
struct Collector<'c, 's> {
    page: &'c Page<'s>,
    words: &'static Words,
    texts: &'c mut Allowance,
    items: &'c mut Vec<Item<'s>>,
    /// Items, and the elements that hold more of their properties.
    elsewhere: Vec<(usize, Cow<'s, str>)>,
}

impl<'s> Collector<'_, 's> {
    fn collect(mut self) {
        let page = self.page;
        let first = self.items.len();
        // The items around the current node: (index, where its element ends).
        let mut around: Vec<(usize, NodeId)> = Vec::new();
        for id in page.ids() {
            while around.last().is_some_and(|(_, end)| *end <= id) {
                around.pop();
            }
            let Some(said) = self.said(id) else { continue };
            let outer = around.last().map(|(index, _)| *index);
            if said.scope {
                around.push((self.items.len(), page.node(id).end()));
                self.open(id);
            }
            if let (Some(names), Some(outer)) = (said.names, outer) {
                let value = if said.scope { Value::Item(self.items.len() - 1) } else { self.value_of(id) };
                self.items[outer].properties.push(Property { names, value });
            }
        }
        if !self.elsewhere.is_empty() {
            self.fetch(first);
        }
    }

    fn said(&self, id: NodeId) -> Option<Said<'s>> {
        let node = self.page.node(id);
        if node.bits & hint::ITEM == 0 || node.is_implied() {
            return None;
        }
        let mut said = Said { scope: false, names: None };
        for attribute in self.page.attributes(id) {
            said.scope |= attribute.is(self.words.scope);
            if said.names.is_none() && attribute.is(self.words.property) {
                said.names = Some(attribute.value());
            }
        }
        Some(said)
    }

    fn open(&mut self, node: NodeId) {
        let value = |name| self.page.value(node, name);
        let types = value(self.words.types).unwrap_or_default();
        if let Some(elsewhere) = self.words.elsewhere.and_then(value) {
            self.elsewhere.push((self.items.len(), elsewhere));
        }
        let id = value(self.words.id);
        self.items.push(Item { syntax: self.words.syntax, types, id, properties: Vec::new(), node });
    }

    /// Adds to items the properties that stand elsewhere on the page (`itemref`).
    fn fetch(&mut self, first: usize) {
        let page = self.page;
        let mut named: HashMap<Cow<'s, str>, NodeId> = HashMap::new();
        for id in page.ids().filter(|id| page.node(*id).bits & hint::ID != 0 && !page.node(*id).is_implied())
        {
            if let Some(name) = page.value(id, "id") {
                named.entry(name).or_insert(id);
            }
        }
        let scopes: HashMap<NodeId, usize> =
            (first..self.items.len()).map(|index| (self.items[index].node, index)).collect();
        // Many items may name the same large part of the page; that it is walked for each of them is not needed.
        let mut left = page.nodes().len() + 1024;
        for (item, names) in std::mem::take(&mut self.elsewhere) {
            for root in names.split_ascii_whitespace().filter_map(|name| named.get(name)) {
                // What contains the item, or is it, would make it a part of itself.
                if !page.is_within(self.items[item].node, *root) {
                    self.fetch_from(*root, item, &scopes, &mut left);
                }
            }
        }
    }

    fn fetch_from(&mut self, root: NodeId, item: usize, scopes: &HashMap<NodeId, usize>, left: &mut usize) {
        let (mut id, end) = (root, self.page.node(root).end());
        while id < end && *left > 0 {
            *left -= 1;
            let Some(said) = self.said(id) else {
                id.0 += 1;
                continue;
            };
            if let Some(names) = said.names {
                let value = match scopes.get(&id) {
                    Some(inner) if self.leads_to(*inner, item, left) => None,
                    Some(inner) => Some(Value::Item(*inner)),
                    None => Some(self.value_of(id)),
                };
                self.items[item].properties.extend(value.map(|value| Property { names, value }));
            }
            id = if said.scope { self.page.node(id).end() } else { NodeId(id.0 + 1) };
        }
    }

    /// Whether `goal` is reached from an item by its properties, or cannot be ruled out: nothing may be a part of itself.
    fn leads_to(&self, from: usize, goal: usize, left: &mut usize) -> bool {
        let mut open = vec![from];
        while let Some(index) = open.pop() {
            let properties = &self.items[index].properties;
            if index == goal || *left < properties.len() + 1 {
                return true;
            }
            *left -= properties.len() + 1;
            open.extend(properties.iter().filter_map(|property| match property.value {
                Value::Item(inner) => Some(inner),
                Value::Text(_) => None,
            }));
        }
        false
    }

    /// The value of a property without an item of its own: `content` wherever it is set, an address, a time, or the text.
    fn value_of(&mut self, id: NodeId) -> Value<'s> {
        let page = self.page;
        let said = found(page, id, "content").or_else(|| found(page, id, self.words.value?));
        if let Some(said) = said {
            return Value::Text(said);
        }
        let attribute = match page.tag(id) {
            Tag::A | Tag::Area | Tag::Link => Some("href"),
            Tag::Img | Tag::Audio | Tag::Video | Tag::Source | Tag::Track | Tag::Embed | Tag::Iframe => {
                Some("src")
            }
            Tag::Object => Some("data"),
            Tag::Data | Tag::Meter => Some("value"),
            Tag::Time => Some("datetime"),
            _ => None,
        };
        let said = attribute.and_then(|name| found(page, id, name));
        Value::Text(said.unwrap_or_else(|| self.texts.text_found(page, id)))
    }
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
    fn properties_that_stand_elsewhere_are_fetched() {
        let page = Page::parse(
            "<div itemscope itemtype=Article itemref='by none when'><h1 itemprop=headline>Day</h1></div>\
             <p id=by itemprop=author itemscope><b itemprop=name>Ada Lund</b></p><p id=when>on \
             <time itemprop=datePublished datetime=2026-01-02>Friday</time></p>",
        );
        let items = metadata(&page).items;
        let names: Vec<&str> = items[0].properties.iter().map(|property| &*property.names).collect();
        assert_eq!(names, ["headline", "author", "datePublished"]);
        assert_eq!(items[0].values("author").collect::<Vec<_>>(), [&Value::Item(1)]);
        assert_eq!(items[0].values("datePublished").map(text).collect::<Vec<_>>(), ["2026-01-02"]);
    }

    #[test]
    fn nothing_is_made_a_part_of_itself() {
        let page = Page::parse(
            "<div id=a itemprop=x itemscope itemref='a b'><i itemscope itemprop=y itemref=a>1</i></div>\
             <div id=b itemprop=z itemscope itemref=a></div>",
        );
        let items = metadata(&page).items;
        let inner = |index: usize| -> Vec<usize> {
            let values = items[index].properties.iter().map(|property| &property.value);
            values
                .filter_map(|value| if let Value::Item(inner) = value { Some(*inner) } else { None })
                .collect()
        };
        assert_eq!((inner(0), inner(1), inner(2)), (vec![1, 2], vec![], vec![]));
    }

    #[test]
    fn rdfa_lite_is_read() {
        let page = Page::parse(
            "<article vocab='https://schema.org/' typeof=Article resource='#a'><h1 property='schema:headline'>Day</h1>\
             <time property=datePublished datetime=2026-01-02>today</time>\
             <b property=author resource='https://example.org/ada'>Ada Lund</b></article>",
        );
        let items = metadata(&page).items;
        assert_eq!((items.len(), items[0].syntax, items[0].id.as_deref()), (1, Syntax::Rdfa, Some("#a")));
        assert_eq!(items[0].values("headline").map(text).collect::<Vec<_>>(), ["Day"]);
        assert_eq!(items[0].values("datePublished").map(text).collect::<Vec<_>>(), ["2026-01-02"]);
        assert_eq!(items[0].values("author").map(text).collect::<Vec<_>>(), ["https://example.org/ada"]);
    }
}
