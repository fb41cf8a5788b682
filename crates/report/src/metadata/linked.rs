//! The article in a page's JSON-LD (schema.org): found among all objects of all scripts, however nested,
//! and read in the shapes publishers really write.

use std::borrow::Cow;

use page::entity::{self, Place};
use page::json_ld::{Object, Value};

use crate::metadata::one_line;

/// How deep objects are searched.
const DEEPEST: usize = 12;

/// What the JSON-LD says of the page's article.
#[derive(Debug, Default)]
pub(crate) struct Linked {
    pub(crate) kind: Option<String>,
    pub(crate) headline: Option<String>,
    pub(crate) alternative: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) published: Option<String>,
    pub(crate) modified: Option<String>,
    pub(crate) authors: Vec<Person>,
    pub(crate) publisher: Option<String>,
    pub(crate) section: Option<String>,
    pub(crate) keywords: Vec<String>,
    pub(crate) body: Option<String>,
    pub(crate) free: Option<bool>,
    pub(crate) image: Option<String>,
    pub(crate) language: Option<String>,
    pub(crate) place: Option<String>,
    /// All types named in all objects.
    pub(crate) types: Vec<String>,
    /// The way from the outlet's front page to this one: names of the pages between them.
    pub(crate) way: Vec<String>,
}

/// An author as named for machines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Person {
    pub(crate) name: String,
    pub(crate) role: Option<String>,
    /// Said to be an organisation.
    pub(crate) organisation: bool,
}

impl Linked {
    /// Reads all values of all scripts; `address` is the page's own, to tell its article from others.
    pub(crate) fn of<'v>(values: impl Iterator<Item = &'v Value<'v>>, address: Option<&str>) -> Self {
        let mut objects = Vec::new();
        for value in values {
            collect(value, 0, &mut objects);
        }
        let mut linked = Self::default();
        let mut named: Vec<&str> = objects.iter().flat_map(|object| types(object)).collect();
        named.sort_unstable();
        named.dedup();
        linked.types = named.into_iter().map(str::to_owned).collect();
        linked.way = way(&objects, address);
        let Some(article) = choose(&objects, address) else { return linked };
        linked.read(article, &objects);
        linked
    }

    fn read(&mut self, article: &Object<'_>, objects: &[&Object<'_>]) {
        let text = |key: &str| {
            article
                .get(key)
                .and_then(first_text)
                .map(|text| one_line(&unescaped(&text)))
                .filter(|text| !text.is_empty())
        };
        self.kind = types(article).next().map(str::to_owned);
        self.headline = text("headline").or_else(|| text("name"));
        self.alternative = text("alternativeHeadline").or_else(|| text("alternateName"));
        self.description = text("description");
        self.published = text("datePublished").or_else(|| text("dateCreated")).or_else(|| text("uploadDate"));
        self.modified = text("dateModified");
        self.section = text("articleSection");
        self.language = text("inLanguage");
        self.place = article.get("dateline").and_then(first_text).map(Cow::into_owned);
        self.image = article
            .get("image")
            .or_else(|| article.get("thumbnailUrl"))
            .and_then(address_of)
            .map(Cow::into_owned);
        self.publisher = article.get("publisher").and_then(|publisher| name_of(publisher, objects));
        self.free = article.get("isAccessibleForFree").and_then(truth);
        self.keywords = article.get("keywords").map(keywords).unwrap_or_default();
        self.body = article
            .get("articleBody")
            .or_else(|| article.get("text"))
            .and_then(Value::as_str)
            .map(str::to_owned)
            .filter(|body| !body.trim().is_empty());
        for key in ["author", "creator"] {
            if self.authors.is_empty() {
                people(article.get(key), objects, 0, &mut self.authors);
            }
        }
    }
}

fn collect<'v>(value: &'v Value<'v>, depth: usize, objects: &mut Vec<&'v Object<'v>>) {
    const MOST: usize = 2_000;
    if depth > DEEPEST || objects.len() >= MOST {
        return;
    }
    match value {
        Value::Array(list) => {
            for value in list {
                collect(value, depth + 1, objects);
            }
        }
        Value::Object(object) => {
            objects.push(object);
            for value in object.values().filter(|value| matches!(value, Value::Array(_) | Value::Object(_))) {
                collect(value, depth + 1, objects);
            }
        }
        _ => {}
    }
}

fn types<'o>(object: &'o Object<'_>) -> impl Iterator<Item = &'o str> {
    let (one, many) = match object.get("@type") {
        Some(Value::String(name)) => (Some(&**name), &[][..]),
        Some(Value::Array(names)) => (None, names.as_slice()),
        _ => (None, &[][..]),
    };
    let bare = |name: &'_ str| name.rsplit(['/', ':']).next().map_or(0, str::len);
    one.into_iter()
        .chain(many.iter().filter_map(Value::as_str))
        .map(move |name| &name[name.len() - bare(name)..])
}

/// The names of a list of breadcrumbs, without the outlet's front page and the page itself.
fn way(objects: &[&Object<'_>], own: Option<&str>) -> Vec<String> {
    const MOST: usize = 8;
    let is_list = |object: &&&Object<'_>| types(object).any(|kind| kind == "BreadcrumbList");
    let list = objects.iter().find(is_list).and_then(|list| list.get("itemListElement")?.as_array());
    let mut names = Vec::new();
    for crumb in list.into_iter().flatten().filter_map(Value::as_object).take(MOST) {
        let item = crumb.get("item");
        let leads = item.and_then(|item| item.get("@id").unwrap_or(item).as_str().map(str::to_owned));
        let Some(address) = leads.or_else(|| item.and_then(address_of).map(Cow::into_owned)) else {
            continue;
        };
        let path = address
            .split_once("://")
            .map_or(&*address, |(_, rest)| rest.split_once('/').map_or("", |(_, path)| path));
        let front = path.trim_matches('/').split(['?', '#']).next().is_none_or(str::is_empty);
        if front || own.is_some_and(|own| same_address(own, &address)) {
            continue;
        }
        let name = crumb.get("name").or_else(|| item?.get("name")).and_then(first_text);
        names.extend(name.map(|name| one_line(&unescaped(&name))).filter(|name| !name.is_empty()));
    }
    names
}

/// The object that is the page's article: by its type, by what it says, by its address.
fn choose<'v>(objects: &[&'v Object<'v>], address: Option<&str>) -> Option<&'v Object<'v>> {
    let score = |object: &Object<'_>| {
        let kind = types(object).map(rank).max().unwrap_or(0);
        if kind == 0 {
            return 0;
        }
        let has = |key: &str| i32::from(object.get(key).is_some_and(|value| *value != Value::Null));
        let same = |key: &str| {
            object
                .get(key)
                .and_then(address_of)
                .is_some_and(|own| address.is_some_and(|address| same_address(&own, address)))
        };
        let own = i32::from(same("url") || same("mainEntityOfPage") || same("@id"));
        kind * 10
            + 4 * (has("headline") + has("datePublished") + has("author") + has("articleBody"))
            + 9 * own
    };
    let mut best: Option<(&'v Object<'v>, i32)> = None;
    for object in objects {
        let score = score(object);
        if score > best.map_or(0, |(_, best)| best) {
            best = Some((object, score));
        }
    }
    best.map(|(object, _)| object)
}

/// How likely an object of this type is the page's article.
fn rank(kind: &str) -> i32 {
    match kind {
        "LiveBlogPosting" => 7,
        kind if kind.ends_with("NewsArticle") || kind == "Report" => 6,
        "BlogPosting" | "ReviewNewsArticle" | "ScholarlyArticle" | "TechArticle" | "Review" | "Recipe" => 5,
        kind if kind.ends_with("Article") => 6,
        "DiscussionForumPosting"
        | "SocialMediaPosting"
        | "QAPage"
        | "PodcastEpisode"
        | "Event"
        | "Course"
        | "JobPosting" => 3,
        "Product" | "VideoObject" | "SoftwareApplication" | "Book" | "Movie" => 2,
        "WebPage" | "ItemPage" | "AboutPage" | "CollectionPage" | "FAQPage" => 1,
        _ => 0,
    }
}

fn same_address(a: &str, b: &str) -> bool {
    let bare = |address: &str| {
        let address = address.split_once("://").map_or(address, |(_, rest)| rest);
        address
            .split(['#', '?'])
            .next()
            .unwrap_or_default()
            .trim_start_matches("www.")
            .trim_end_matches('/')
            .to_ascii_lowercase()
    };
    bare(a) == bare(b)
}

fn first_text<'v>(value: &'v Value<'_>) -> Option<Cow<'v, str>> {
    match value {
        Value::String(text) => Some(Cow::Borrowed(text)),
        Value::Number(number) => Some(Cow::Owned(number.to_string())),
        Value::Array(list) => list.iter().find_map(first_text),
        Value::Object(object) => ["@value", "name"]
            .iter()
            .find_map(|key| object.get(key).and_then(Value::as_str))
            .map(Cow::Borrowed),
        _ => None,
    }
}

fn address_of<'v>(value: &'v Value<'_>) -> Option<Cow<'v, str>> {
    match value {
        Value::String(text) => Some(Cow::Borrowed(text)),
        Value::Array(list) => list.iter().find_map(address_of),
        Value::Object(object) => ["url", "contentUrl", "@id"]
            .iter()
            .find_map(|key| object.get(key).and_then(Value::as_str))
            .map(Cow::Borrowed),
        _ => None,
    }
}

fn truth(value: &Value<'_>) -> Option<bool> {
    match value {
        Value::Bool(truth) => Some(*truth),
        Value::String(text) => match text.to_ascii_lowercase().rsplit('/').next() {
            Some("true") => Some(true),
            Some("false") => Some(false),
            _ => None,
        },
        _ => None,
    }
}

fn keywords(value: &Value<'_>) -> Vec<String> {
    let split = |text: &str| {
        text.split([',', ';'])
            .map(|word| word.trim().to_owned())
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>()
    };
    match value {
        Value::String(text) => split(text),
        Value::Array(list) => list
            .iter()
            .filter_map(first_text)
            .map(|word| word.trim().to_owned())
            .filter(|word| !word.is_empty())
            .collect(),
        _ => Vec::new(),
    }
}

fn name_of(value: &Value<'_>, objects: &[&Object<'_>]) -> Option<String> {
    let mut found = Vec::new();
    people(Some(value), objects, 0, &mut found);
    found.into_iter().next().map(|person| person.name)
}

/// Names of people in whatever shape: a text, an object, a list, a reference to an object elsewhere.
fn people(value: Option<&Value<'_>>, objects: &[&Object<'_>], depth: usize, found: &mut Vec<Person>) {
    const MOST: usize = 60;
    if depth > 4 || found.len() >= MOST {
        return;
    }
    match value {
        Some(Value::String(name)) => {
            let name = one_line(&unescaped(name));
            if !name.is_empty() {
                found.push(Person { name, ..Person::default() });
            }
        }
        Some(Value::Array(list)) => {
            for value in list {
                people(Some(value), objects, depth + 1, found);
            }
        }
        Some(Value::Object(object)) => person(object, objects, depth, found),
        _ => {}
    }
}

fn person(object: &Object<'_>, objects: &[&Object<'_>], depth: usize, found: &mut Vec<Person>) {
    let organisation =
        types(object).any(|kind| kind.ends_with("Organization") || kind == "Corporation" || kind == "Brand");
    match object.get("name") {
        Some(Value::String(name)) => {
            let role = object
                .get("jobTitle")
                .and_then(first_text)
                .map(|role| one_line(&role))
                .filter(|role| !role.is_empty());
            let name = one_line(&unescaped(name));
            if !name.is_empty() {
                found.push(Person { name, role, organisation });
            }
        }
        Some(value @ Value::Array(_)) => people(Some(value), objects, depth + 1, found),
        _ => {
            let Some(id) = object.get("@id").and_then(Value::as_str) else { return };
            let named = |other: &&&Object<'_>| {
                other.get("@id").and_then(Value::as_str) == Some(id) && other.get("name").is_some()
            };
            if let Some(other) = objects.iter().find(named) {
                person(other, objects, depth + 1, found);
            }
        }
    }
}

/// Character references and tags, which some publishers leave in their JSON.
pub(crate) fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains('<') {
        return entity::decode(text, Place::Text);
    }
    let page = page::Page::parse(text);
    Cow::Owned(page.text_within(page::NodeId::ROOT).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn linked(script: &str) -> Linked {
        Linked::of(page::json_ld::read(script).0.iter(), Some("https://example.org/a"))
    }

    #[test]
    fn the_pages_own_article_is_chosen() {
        let script = r#"{"@graph":[{"@type":"NewsArticle","headline":"Other","url":"https://example.org/b"},
            {"@type":["NewsArticle","Article"],"headline":"Port &amp; sea","url":"https://www.example.org/a/","author":{"@id":"/p"},"isAccessibleForFree":"False"},
            {"@type":"Person","@id":"/p","name":"Ada Quay","jobTitle":"reporter"}]}"#;
        let linked = linked(script);
        assert_eq!(linked.headline.as_deref(), Some("Port & sea"));
        assert_eq!(
            linked.authors,
            [Person { name: "Ada Quay".into(), role: Some("reporter".into()), organisation: false }]
        );
        assert_eq!(linked.free, Some(false));
    }

    #[test]
    fn the_way_to_a_page_begins_behind_the_front_page() {
        let script = r#"{"@type":"BreadcrumbList","itemListElement":[
            {"position":1,"name":"Home","item":"https://example.org/"},
            {"position":2,"item":{"@id":"https://example.org/world/","name":"World"}},
            {"position":3,"name":"Port","item":"https://example.org/a"},{"position":4,"name":"Port closed"}]}"#;
        assert_eq!(linked(script).way, ["World"]);
    }

    #[test]
    fn a_script_without_an_article_says_nothing() {
        assert!(linked("[[[[[[]]]]]]").headline.is_none());
        assert_eq!(linked("{\"@type\":\"WebSite\",\"name\":\"x\"}").types, ["WebSite"]);
    }
}
