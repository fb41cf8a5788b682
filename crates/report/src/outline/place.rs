//! Where in a page something stands: bits, inherited from all elements around, told by element names, roles,
//! microdata and what is hidden.

use memchr::memmem;
use page::Tag;

use crate::outline::mark::{self, Marks};

pub(crate) const ARTICLE: u32 = 1;
pub(crate) const MAIN: u32 = 1 << 1;
pub(crate) const ASIDE: u32 = 1 << 2;
pub(crate) const NAV: u32 = 1 << 3;
pub(crate) const HEADER: u32 = 1 << 4;
pub(crate) const FOOTER: u32 = 1 << 5;
pub(crate) const FIGURE: u32 = 1 << 6;
pub(crate) const FIGCAPTION: u32 = 1 << 7;
pub(crate) const QUOTE: u32 = 1 << 8;
pub(crate) const LIST: u32 = 1 << 9;
pub(crate) const TABLE: u32 = 1 << 10;
pub(crate) const FORM: u32 = 1 << 11;
pub(crate) const BUTTON: u32 = 1 << 12;
pub(crate) const NOSCRIPT: u32 = 1 << 13;
pub(crate) const PRE: u32 = 1 << 14;
pub(crate) const DETAILS: u32 = 1 << 15;
pub(crate) const TERMS: u32 = 1 << 16;
pub(crate) const ARTICLE_BODY: u32 = 1 << 17;
pub(crate) const DIALOG: u32 = 1 << 18;
pub(crate) const HEADING: u32 = 1 << 19;
pub(crate) const UNSEEN: u32 = 1 << 20;
pub(crate) const CONTROL: u32 = 1 << 21;
pub(crate) const ADDRESS: u32 = 1 << 22;
pub(crate) const SECTION: u32 = 1 << 23;
/// `article` inside `article`.
pub(crate) const NESTED: u32 = 1 << 24;

/// The places an element opens; `around` are those it stands in.
pub(super) fn of_element(tag: Tag, around: u32) -> u32 {
    match tag {
        Tag::Article if around & ARTICLE != 0 => NESTED,
        Tag::Article => ARTICLE,
        Tag::Main => MAIN,
        Tag::Aside => ASIDE,
        Tag::Nav | Tag::Menu => NAV,
        Tag::Header => HEADER,
        Tag::Footer => FOOTER,
        Tag::Section => SECTION,
        Tag::Figure => FIGURE,
        Tag::Figcaption => FIGCAPTION,
        Tag::Blockquote => QUOTE,
        Tag::Ul | Tag::Ol => LIST,
        Tag::Table => TABLE,
        Tag::Form => FORM,
        Tag::Button => BUTTON,
        Tag::Select | Tag::Option | Tag::Label => CONTROL,
        Tag::Noscript => NOSCRIPT,
        Tag::Pre => PRE,
        Tag::Details => DETAILS,
        Tag::Dl => TERMS,
        Tag::Dialog => DIALOG,
        Tag::Address => ADDRESS,
        tag if tag.is_heading() => HEADING,
        _ => 0,
    }
}

/// The places a role opens.
pub(super) fn of_role(value: &str) -> u32 {
    match value {
        "navigation" | "menu" | "menubar" | "tablist" => NAV,
        "banner" => HEADER,
        "contentinfo" => FOOTER,
        "complementary" => ASIDE,
        "dialog" | "alertdialog" => DIALOG,
        "main" => MAIN,
        "button" => BUTTON,
        "search" => FORM,
        _ => 0,
    }
}

/// The places a property of microdata opens; its marks are added to the element's own.
pub(super) fn of_property(value: &str, own: &mut Marks) -> u32 {
    match value {
        "articleBody" | "reviewBody" => return ARTICLE_BODY,
        "author" => *own |= mark::BYLINE | mark::AUTHOR,
        "headline" => *own |= mark::HEADLINE,
        "description" | "alternativeHeadline" => *own |= mark::LEAD,
        "datePublished" | "dateModified" => *own |= mark::DATE,
        "caption" => *own |= mark::CAPTION,
        "comment" => *own |= mark::COMMENT,
        "keywords" | "articleSection" => *own |= mark::TOPIC,
        _ => {}
    }
    0
}

/// Whether a style hides an element.
pub(super) fn hides(style: &str) -> bool {
    let after = |name: &str| {
        let at = memmem::find(style.as_bytes(), name.as_bytes())?;
        Some(style[at + name.len()..].trim_start_matches([' ', ':']))
    };
    after("display").is_some_and(|value| value.starts_with("none"))
        || after("visibility").is_some_and(|value| value.starts_with("hidden"))
}
