//! The names of elements that the tree builder, or a reader of pages, tells apart, with what HTML says of each.
//!
//! A name not listed here is [`Tag::Other`]; [`Page::name`](crate::Page::name) gives it as the page spells it.

/// What HTML, or the tree builder, says of an element's name: a set of bits.
pub(crate) mod trait_of {
    /// Has no content and no end tag.
    pub(crate) const VOID: u16 = 1;
    /// Its start tag ends an open paragraph.
    pub(crate) const CLOSES_P: u16 = 1 << 1;
    /// "Special" in the standard: stops the search for the element an end tag belongs to.
    pub(crate) const SPECIAL: u16 = 1 << 2;
    /// Bounds every scope (html, table, td, template …).
    pub(crate) const SCOPE: u16 = 1 << 3;
    /// Formatting element: opened again where misnested tags closed it.
    pub(crate) const FORMATTING: u16 = 1 << 4;
    /// Its end tag may be implied.
    pub(crate) const IMPLIED_END: u16 = 1 << 5;
    /// Its content is text, not tags.
    pub(crate) const RAW: u16 = 1 << 6;
    /// Belongs in the head, wherever it stands.
    pub(crate) const HEAD: u16 = 1 << 7;
    /// h1 to h6.
    pub(crate) const HEADING: u16 = 1 << 8;
    /// Part of a table.
    pub(crate) const TABLE: u16 = 1 << 9;
    /// Ends svg and math when it starts inside them.
    pub(crate) const BREAKOUT: u16 = 1 << 10;
    /// Laid out as a block by the standard's style sheet.
    pub(crate) const BLOCK: u16 = 1 << 11;
    /// Never shown as text.
    pub(crate) const UNSEEN: u16 = 1 << 12;
}
use trait_of::{
    BLOCK, BREAKOUT, CLOSES_P, FORMATTING, HEAD, HEADING, IMPLIED_END, RAW, SCOPE, SPECIAL, TABLE, UNSEEN,
    VOID,
};

macro_rules! tags {
    ($($tag:ident $name:literal $traits:expr;)*) => {
        /// The name of an element, or [`Tag::Text`] for a run of text, or [`Tag::Other`] for a name not listed.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
        #[repr(u8)]
        #[expect(missing_docs, reason = "each variant is the element of that name")]
        pub enum Tag { $($tag,)* Text, Other }

        const TRAITS: [u16; Tag::Other as usize + 1] = [$($traits,)* 0, 0];
        const NAMES: [&str; Tag::Other as usize + 1] = [$($name,)* "#text", "?"];

        const ALL: &[Tag] = &[$(Tag::$tag,)*];

        /// The tag of a name in lower case.
        fn of_lowercase(name: &[u8]) -> Tag {
            match std::str::from_utf8(name).unwrap_or_default() { $($name => Tag::$tag,)* _ => Tag::Other }
        }
    };
}

/// A block that ends paragraphs and is special: most containers.
const CONTAINER: u16 = CLOSES_P | SPECIAL | BLOCK;

tags! {
    Html "html" SPECIAL | SCOPE | BLOCK; Head "head" SPECIAL | BREAKOUT | BLOCK; Body "body" SPECIAL | BREAKOUT | BLOCK;
    A "a" FORMATTING; Abbr "abbr" 0; Address "address" CONTAINER; Applet "applet" SPECIAL | SCOPE; Area "area" VOID | SPECIAL;
    Article "article" CONTAINER; Aside "aside" CONTAINER; Audio "audio" UNSEEN; B "b" FORMATTING | BREAKOUT; Base "base" VOID | SPECIAL | HEAD;
    Basefont "basefont" VOID | SPECIAL | HEAD; Bdi "bdi" 0; Bdo "bdo" 0; Bgsound "bgsound" VOID | SPECIAL | HEAD; Big "big" FORMATTING | BREAKOUT;
    Blockquote "blockquote" CONTAINER | BREAKOUT; Br "br" VOID | SPECIAL | BREAKOUT; Button "button" SPECIAL;
    Canvas "canvas" UNSEEN; Caption "caption" SPECIAL | SCOPE | TABLE | BLOCK; Center "center" CONTAINER | BREAKOUT; Cite "cite" 0;
    Code "code" FORMATTING | BREAKOUT; Col "col" VOID | SPECIAL | TABLE; Colgroup "colgroup" SPECIAL | TABLE; Data "data" 0;
    Datalist "datalist" UNSEEN; Dd "dd" SPECIAL | IMPLIED_END | BREAKOUT | BLOCK; Del "del" 0; Details "details" CONTAINER; Dfn "dfn" 0;
    Dialog "dialog" CLOSES_P | BLOCK; Dir "dir" CONTAINER; Div "div" CONTAINER | BREAKOUT; Dl "dl" CONTAINER | BREAKOUT;
    Dt "dt" SPECIAL | IMPLIED_END | BREAKOUT | BLOCK; Em "em" FORMATTING | BREAKOUT; Embed "embed" VOID | SPECIAL | BREAKOUT;
    Fieldset "fieldset" CONTAINER; Figcaption "figcaption" CONTAINER; Figure "figure" CONTAINER; Font "font" FORMATTING;
    Footer "footer" CONTAINER; Form "form" SPECIAL | BLOCK; Frame "frame" VOID | SPECIAL; Frameset "frameset" SPECIAL | BLOCK;
    H1 "h1" CONTAINER | HEADING | BREAKOUT; H2 "h2" CONTAINER | HEADING | BREAKOUT; H3 "h3" CONTAINER | HEADING | BREAKOUT;
    H4 "h4" CONTAINER | HEADING | BREAKOUT; H5 "h5" CONTAINER | HEADING | BREAKOUT; H6 "h6" CONTAINER | HEADING | BREAKOUT;
    Header "header" CONTAINER; Hgroup "hgroup" CONTAINER; Hr "hr" VOID | SPECIAL | BREAKOUT | BLOCK; I "i" FORMATTING | BREAKOUT;
    Iframe "iframe" SPECIAL | RAW | UNSEEN; Image "image" 0; Img "img" VOID | SPECIAL | BREAKOUT; Input "input" VOID | SPECIAL; Ins "ins" 0;
    Kbd "kbd" 0; Keygen "keygen" VOID | SPECIAL; Label "label" 0; Legend "legend" BLOCK; Li "li" SPECIAL | IMPLIED_END | BREAKOUT | BLOCK;
    Link "link" VOID | SPECIAL | HEAD; Listing "listing" CONTAINER | BREAKOUT; Main "main" CONTAINER; Map "map" 0; Mark "mark" 0;
    Marquee "marquee" SPECIAL | SCOPE; Math "math" 0; Menu "menu" CONTAINER | BREAKOUT; Meta "meta" VOID | SPECIAL | HEAD | BREAKOUT;
    Meter "meter" 0; Nav "nav" CONTAINER; Nobr "nobr" FORMATTING | BREAKOUT; Noembed "noembed" SPECIAL | RAW | UNSEEN;
    Noframes "noframes" SPECIAL | RAW | HEAD | UNSEEN; Noscript "noscript" SPECIAL | HEAD; Object "object" SPECIAL | SCOPE;
    Ol "ol" CONTAINER | BREAKOUT; Optgroup "optgroup" IMPLIED_END | BLOCK; Option "option" IMPLIED_END | BLOCK; Output "output" 0;
    P "p" CONTAINER | IMPLIED_END | BREAKOUT; Param "param" VOID | SPECIAL; Picture "picture" 0; Plaintext "plaintext" CONTAINER;
    Pre "pre" CONTAINER | BREAKOUT; Progress "progress" 0; Q "q" 0; Rb "rb" IMPLIED_END; Rp "rp" IMPLIED_END | UNSEEN; Rt "rt" IMPLIED_END;
    Rtc "rtc" IMPLIED_END; Ruby "ruby" BREAKOUT; S "s" FORMATTING | BREAKOUT; Samp "samp" 0; Script "script" SPECIAL | RAW | HEAD | UNSEEN;
    Search "search" CONTAINER; Section "section" CONTAINER; Select "select" SPECIAL | SCOPE; Slot "slot" 0; Small "small" FORMATTING | BREAKOUT;
    Source "source" VOID | SPECIAL; Span "span" BREAKOUT; Strike "strike" FORMATTING | BREAKOUT; Strong "strong" FORMATTING | BREAKOUT;
    Style "style" SPECIAL | RAW | HEAD | UNSEEN; Sub "sub" BREAKOUT; Summary "summary" CONTAINER; Sup "sup" BREAKOUT; Svg "svg" UNSEEN;
    Table "table" SPECIAL | SCOPE | BREAKOUT | BLOCK; Tbody "tbody" SPECIAL | TABLE | BLOCK; Td "td" SPECIAL | SCOPE | TABLE | BLOCK;
    Template "template" SPECIAL | SCOPE | HEAD | UNSEEN; Textarea "textarea" SPECIAL | RAW; Tfoot "tfoot" SPECIAL | TABLE | BLOCK;
    Th "th" SPECIAL | SCOPE | TABLE | BLOCK; Thead "thead" SPECIAL | TABLE | BLOCK; Time "time" 0; Title "title" SPECIAL | RAW | HEAD | UNSEEN;
    Tr "tr" SPECIAL | TABLE | BLOCK; Track "track" VOID | SPECIAL; Tt "tt" FORMATTING | BREAKOUT; U "u" FORMATTING | BREAKOUT;
    Ul "ul" CONTAINER | BREAKOUT; Var "var" BREAKOUT; Video "video" UNSEEN; Wbr "wbr" VOID | SPECIAL; Xmp "xmp" CONTAINER | RAW;
    ForeignObject "foreignobject" 0; Desc "desc" 0; Mi "mi" 0; Mo "mo" 0; Mn "mn" 0; Ms "ms" 0; Mtext "mtext" 0;
    AnnotationXml "annotation-xml" 0; Malignmark "malignmark" 0; Mglyph "mglyph" 0;
}

/// Longest name listed.
const LONGEST: usize = 14;

/// The names of at most eight bytes as numbers; 0, which no name is, for the longer ones.
const KEYS: [u64; Tag::Other as usize + 1] = keys();
/// The tags of those names, each in a slot of its own.
static BY_KEY: [Tag; 1024] = by_key();

/// A multiplier that gives each name its own slot (found by trying; the compiler checks it).
const fn slot_of(key: u64) -> usize {
    (key.wrapping_mul(0xf776_9dde_4869_deaf) >> 54) as usize
}

const fn keys() -> [u64; Tag::Other as usize + 1] {
    let mut keys = [0; Tag::Other as usize + 1];
    let mut tag = 0;
    while tag < Tag::Text as usize {
        let name = NAMES[tag].as_bytes();
        let mut at = if name.len() > 8 { 0 } else { name.len() };
        while at > 0 {
            at -= 1;
            keys[tag] = keys[tag] << 8 | name[at] as u64;
        }
        tag += 1;
    }
    keys
}

const fn by_key() -> [Tag; 1024] {
    let mut tags = [Tag::Other; 1024];
    let mut index = 0;
    while index < ALL.len() {
        let key = KEYS[index];
        if key != 0 {
            assert!(
                matches!(tags[slot_of(key)], Tag::Other),
                "two names share a slot: find another multiplier"
            );
            tags[slot_of(key)] = ALL[index];
        }
        index += 1;
    }
    tags
}

impl Tag {
    /// The tag of a name, in any case; [`Tag::Other`] if it is not listed.
    ///
    /// ```
    /// use page::Tag;
    /// assert_eq!(Tag::of(b"ARTICLE"), Tag::Article);
    /// assert_eq!(Tag::of(b"amp-ad"), Tag::Other);
    /// ```
    #[inline]
    pub fn of(name: &[u8]) -> Tag {
        if name.len() > 8 {
            return Self::of_long(name);
        }
        let mut lower = [0u8; 8];
        for (to, from) in lower.iter_mut().zip(name) {
            *to = *from;
        }
        Self::of_word(u64::from_le_bytes(lower), name.len())
    }

    /// The tag of a name of at most eight bytes, the first `len` of a word (its lowest).
    #[inline]
    pub(crate) fn of_word(word: u64, len: usize) -> Tag {
        let name = !u64::MAX.checked_shl(8 * len as u32).unwrap_or(0);
        // Letters in lower case; digits and the hyphen have that bit anyway, zeros must stay.
        let key = (word | 0x2020_2020_2020_2020) & name;
        let candidate = BY_KEY[slot_of(key)];
        if KEYS[candidate as usize] == key { candidate } else { Tag::Other }
    }

    fn of_long(name: &[u8]) -> Tag {
        let mut lower = [0u8; LONGEST];
        let Some(lower) = lower.get_mut(..name.len()) else { return Tag::Other };
        for (to, from) in lower.iter_mut().zip(name) {
            *to = from.to_ascii_lowercase();
        }
        of_lowercase(lower)
    }

    /// The name in lower case; `"?"` for [`Tag::Other`], `"#text"` for [`Tag::Text`].
    pub fn name(self) -> &'static str {
        NAMES[self as usize]
    }

    #[inline]
    pub(crate) fn has(self, traits: u16) -> bool {
        TRAITS[self as usize] & traits != 0
    }

    /// Whether the element has no content (`br`, `img`, `meta` …).
    pub fn is_void(self) -> bool {
        self.has(VOID)
    }

    /// Whether the standard's style sheet lays the element out as a block (`p`, `div`, `li`, `td` …).
    #[inline]
    pub fn is_block(self) -> bool {
        self.has(BLOCK)
    }

    /// Whether it is `h1` to `h6`.
    pub fn is_heading(self) -> bool {
        self.has(HEADING)
    }

    /// 1 to 6 for `h1` to `h6`.
    pub fn heading_level(self) -> Option<u8> {
        self.is_heading().then(|| self as u8 - Tag::H1 as u8 + 1)
    }

    /// Whether the element's content is never shown as text (`script`, `style`, `template`, `svg`, what
    /// `video` holds for browsers without it …).
    #[inline]
    pub fn is_unseen(self) -> bool {
        self.has(UNSEEN)
    }

    /// Whether the element's content is text in the source, tags and all (`script`, `style`, `textarea`, `title` …).
    pub fn is_raw(self) -> bool {
        self.has(RAW)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_finds_its_tag_in_any_case() {
        for name in NAMES.iter().filter(|name| name.as_bytes()[0].is_ascii_alphabetic()) {
            assert_eq!(Tag::of(name.as_bytes()).name(), *name);
            assert_eq!(Tag::of(name.to_ascii_uppercase().as_bytes()).name(), *name);
            assert!(name.len() <= LONGEST);
        }
    }

    #[test]
    fn names_not_listed_are_other() {
        for name in ["", "x", "amp-img", "articles", "annotation-xmll", "é", "#text"] {
            assert_eq!(Tag::of(name.as_bytes()), Tag::Other, "{name}");
        }
    }

    #[test]
    fn headings_have_levels() {
        assert_eq!(Tag::H1.heading_level(), Some(1));
        assert_eq!(Tag::H6.heading_level(), Some(6));
        assert_eq!(Tag::P.heading_level(), None);
    }
}
