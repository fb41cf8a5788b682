//! What a page says of itself to machines: its metadata, and the article in its JSON-LD. Collected, not
//! believed: which claim counts is decided where it is used, against what a reader sees.

pub(crate) mod linked;
pub(crate) mod outlet;

use page::Page;

use crate::metadata::linked::Linked;
use crate::outline::words_end;

/// The claims of one page.
#[derive(Debug, Default)]
pub(crate) struct Metadata<'s> {
    pub(crate) found: page::Metadata<'s>,
    pub(crate) linked: Linked,
}

impl<'s> Metadata<'s> {
    pub(crate) fn of(page: &Page<'s>, complaints: &mut Vec<String>) -> Self {
        let found = page::head_metadata(page);
        let own = found
            .canonical
            .first()
            .map(|link| &*link.value)
            .or_else(|| found.meta("og:url").map(|meta| &*meta.value));
        let values = found.json_ld.iter().flat_map(|script| &script.values);
        let linked = Linked::of(values, own);
        complaints.extend(
            found
                .json_ld
                .iter()
                .flat_map(|script| &script.complaints)
                .take(3)
                .map(|complaint| format!("metadata: {complaint}")),
        );
        Self { found, linked }
    }

    /// The first non-empty content among `meta` elements of these names, in order of preference.
    pub(crate) fn meta_of(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| self.found.meta(name)).map(|meta| &*meta.value)
    }

    /// The contents of all `meta` elements of this name.
    pub(crate) fn all<'m>(&'m self, name: &'m str) -> impl Iterator<Item = &'m str> {
        self.found.all(name).map(|meta| &*meta.value).filter(|content| !content.is_empty())
    }

    /// The text of the `title` element.
    pub(crate) fn title(&self) -> Option<&str> {
        self.found.title().map(|title| &*title.value)
    }

    /// Whether the page says to machines that it is a news article.
    pub(crate) fn says_article(&self) -> bool {
        let open_graph = self.meta_of(&["og:type"]).is_some_and(|kind| kind.eq_ignore_ascii_case("article"));
        let is_article =
            |kind: &str| kind.ends_with("Article") || kind.ends_with("Posting") || kind == "Report";
        open_graph || self.linked.kind.as_deref().is_some_and(is_article)
    }

    /// What the page says its language is: for people (`lang`), else for machines.
    pub(crate) fn language(&self) -> Option<&str> {
        let own = self.found.language.as_ref().map(|lang| &*lang.value);
        own.or(self.linked.language.as_deref())
            .or_else(|| self.meta_of(&["og:locale", "content-language", "language", "dc.language"]))
    }
}

/// White space as one space, none around.
pub(crate) fn one_line(text: &str) -> String {
    let text = text.trim_ascii();
    if is_one_line(text) {
        return text.to_owned();
    }
    let mut line = String::with_capacity(text.len());
    for word in text.split_ascii_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// Whether [`one_line`] would change nothing.
pub(crate) fn is_one_line(text: &str) -> bool {
    !text.starts_with(|c: char| c.is_ascii_whitespace())
        && words_end(text.as_bytes(), 0..text.len()) == text.len()
}
