//! The attributes of a start tag, read from its span when asked.

use crate::entity::{self, Place};
use crate::lexer::{attribute_name_end, ends_name, is_space, plain_attribute};
use crate::scan::{self, Block};
use crate::{Span, Tag};
use std::borrow::Cow;
use std::ops::Range;

/// One attribute as it stands in a start tag.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Attribute<'s> {
    name: &'s str,
    written: &'s str,
    /// Where the value starts in the page; where the name ends, if there is no value.
    at: u32,
}

impl<'s> Attribute<'s> {
    /// The name as the page spells it (HTML reads it in lower case).
    pub fn name(&self) -> &'s str {
        self.name
    }

    /// Whether this is its name, in any case.
    #[inline]
    pub fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// The value as the page spells it, without its quotes, character references not decoded.
    #[inline]
    pub fn written(&self) -> &'s str {
        self.written
    }

    /// The value, character references decoded; borrowed where there is nothing to decode.
    #[inline]
    pub fn value(&self) -> Cow<'s, str> {
        entity::decode(self.written, Place::Attribute)
    }

    /// Where the value stands in the page, without its quotes.
    #[inline]
    pub fn span(&self) -> Span {
        Span::new(self.at as usize, self.at as usize + self.written.len())
    }
}

/// The attributes of one start tag, in the order of the source. A name that comes twice counts once: the
/// first ([`Attributes::find`] finds it; [`Attributes::distinct`] leaves the later ones out).
#[derive(Clone, Debug)]
pub struct Attributes<'s> {
    /// The page, or only the tag; in a page the tag is whole.
    text: &'s str,
    at: usize,
    end: usize,
    /// Where `text` starts in the page.
    origin: u32,
    /// A second tag of the same element, and where it starts.
    further: Option<(&'s str, u32)>,
}

impl<'s> Attributes<'s> {
    /// No attributes.
    pub(crate) fn none() -> Self {
        Self { text: "", at: 0, end: 0, origin: 0, further: None }
    }

    /// Those of a tag, `<name …>`, that starts at `origin` in the page: for who uses the [`lexer`](crate::lexer) alone.
    pub fn of_tag(tag: &'s str, origin: u32) -> Self {
        let at = crate::lexer::name_end(tag.as_bytes(), 1.min(tag.len()));
        Self { text: tag, at, end: tag.len(), origin, further: None }
    }

    /// Those of the tag at `at` of a page, an element of the tag.
    #[inline]
    pub(crate) fn of_page(text: &'s str, at: u32, len: u32, tag: Tag) -> Self {
        let name = at as usize + 1;
        // Nearly always the name is written as long as it is; `image` is an `img`.
        let known = name + tag.name().len();
        let ends = text.as_bytes().get(known).is_some_and(|c| ends_name(*c));
        let start = if ends { known } else { crate::lexer::name_end(text.as_bytes(), name) };
        Self { text, at: start, end: (at + len) as usize, origin: 0, further: None }
    }

    /// Followed by those of another tag.
    pub(crate) fn and(self, further: Option<(&'s str, u32)>) -> Self {
        Self { further, ..self }
    }

    /// Without those whose name has come before in the same tag, as the standard asks.
    pub fn distinct(self) -> impl Iterator<Item = Attribute<'s>> {
        // A tag of more than a few attributes is rare; one of a million must not take a million times a million steps.
        let mut few: [&'s str; 32] = [""; 32];
        let mut count = 0;
        let all = self.clone();
        let mut many: Option<Vec<bool>> = None;
        self.enumerate().filter_map(move |(index, attribute)| {
            let name = attribute.name;
            if let Some(many) = &many {
                return (!many[index]).then_some(attribute);
            }
            if few[..count].iter().any(|seen| seen.eq_ignore_ascii_case(name)) {
                return None;
            }
            if let Some(free) = few.get_mut(count) {
                *free = name;
                count += 1;
                return Some(attribute);
            }
            let repeats = all.clone().repeats();
            let repeated = repeats[index];
            many = Some(repeats);
            (!repeated).then_some(attribute)
        })
    }

    /// Of each attribute, whether its name has come before. The names are sorted, by a mix of their letters first:
    /// whatever names are chosen to collide, no more than n log n comparisons are made.
    fn repeats(self) -> Vec<bool> {
        let names: Vec<&'s str> = self.map(|attribute| attribute.name).collect();
        let mix = |name: &str| {
            let step = |sum: u32, c: u8| (sum ^ u32::from(c.to_ascii_lowercase())).wrapping_mul(0x0100_0193);
            name.bytes().fold(0x811c_9dc5, step)
        };
        let mut order: Vec<u64> =
            names.iter().zip(0..).map(|(name, index)| u64::from(mix(name)) << 32 | index).collect();
        order.sort_unstable();
        let mut repeats = vec![false; names.len()];
        for alike in order.chunk_by_mut(|a, b| a >> 32 == b >> 32) {
            if alike.len() > 1 {
                let name = |key: u64| {
                    names[(key & u64::from(u32::MAX)) as usize].bytes().map(|c| c.to_ascii_lowercase())
                };
                alike.sort_by(|a, b| name(*a).cmp(name(*b)));
                for pair in alike.windows(2).filter(|pair| name(pair[0]).eq(name(pair[1]))) {
                    repeats[(pair[1] & u64::from(u32::MAX)) as usize] = true;
                }
            }
        }
        repeats
    }
}

impl<'s> Iterator for Attributes<'s> {
    type Item = Attribute<'s>;

    /// The next attribute, as the standard's states have it.
    #[inline]
    fn next(&mut self) -> Option<Attribute<'s>> {
        let source = self.text.as_bytes();
        let mut at = self.at;
        if at < self.end
            && let Some((len, quote)) = plain_attribute(source, at)
        {
            let start = at + len + 2;
            let end = scan::find(source, start, quote).unwrap_or(self.end);
            self.at = end + 1;
            return Some(self.cut(at + 1..at + len, start..end));
        }
        // What follows the last attribute is the tag's end, nearly always at once.
        while at < self.end && (is_space(source[at]) || source[at] == b'/') {
            at += 1;
        }
        if at >= self.end || source[at] == b'>' {
            return self.next_tag();
        }
        let name_start = at;
        // The first character of a name may be `=`.
        let name_end = attribute_name_end(source, at + 1);
        at = spaces_end(source, name_end);
        let (mut start, mut end) = (name_end, name_end);
        if source.get(at) == Some(&b'=') {
            start = spaces_end(source, at + 1);
            (start, end, at) = match source.get(start) {
                Some(quote @ (b'"' | b'\'')) => {
                    let end = scan::find(source, start + 1, *quote).unwrap_or(self.end);
                    (start + 1, end, end + 1)
                }
                _ => {
                    let end = end_of_bare(source, start);
                    (start, end, end)
                }
            };
        }
        self.at = at;
        Some(self.cut(name_start..name_end, start..end))
    }
}

impl<'s> Attributes<'s> {
    /// The attribute with its name and value at these places: all cuts are at ASCII characters or at the tag's end, so
    /// that none of these is ever empty by mistake.
    #[inline]
    fn cut(&self, name: Range<usize>, value: Range<usize>) -> Attribute<'s> {
        let at = self.origin + value.start as u32;
        let part = |range| self.text.get(range).unwrap_or_default();
        Attribute { name: part(name), written: part(value), at }
    }

    /// Goes on with the element's further tag, if there is one.
    fn next_tag(&mut self) -> Option<Attribute<'s>> {
        self.at = self.end;
        let (tag, origin) = self.further.take()?;
        *self = Self::of_tag(tag, origin);
        self.next()
    }
}

/// Where the white space at `at` ends.
#[inline]
fn spaces_end(source: &[u8], mut at: usize) -> usize {
    while source.get(at).is_some_and(|c| is_space(*c)) {
        at += 1;
    }
    at
}

/// Where a value without quotes ends.
#[inline]
fn end_of_bare(source: &[u8], at: usize) -> usize {
    let ends = |block: Block| block.at_most(b' ') | block.equal(b'>');
    scan::find_by(source, at, ends, |c| is_space(c) || c == b'>')
}

#[cfg(test)]
mod tests {
    use crate::{Page, Tag};

    fn attributes(tag: &str) -> Vec<(String, String)> {
        let page = Page::parse(tag);
        let id = page.find(Tag::Q).expect("a q element");
        page.attributes(id)
            .distinct()
            .map(|attribute| {
                assert_eq!(attribute.span().slice(page.text()), attribute.written());
                (attribute.name().to_ascii_lowercase(), attribute.value().into_owned())
            })
            .collect()
    }

    #[test]
    fn every_state_of_an_attribute() {
        let cases: &[(&str, &[(&str, &str)])] = &[
            ("<q>", &[]),
            ("<q a>", &[("a", "")]),
            ("<q a=1>", &[("a", "1")]),
            ("<q A = '1' b=\"2\">", &[("a", "1"), ("b", "2")]),
            ("<q a='1'b='2'>", &[("a", "1"), ("b", "2")]),
            ("<q a=1/ b>", &[("a", "1/"), ("b", "")]),
            ("<q/a/b=/c>", &[("a", ""), ("b", "/c")]),
            ("<q a='1'\u{1}b='2'\u{1}='3'>", &[("a", "1"), ("\u{1}b", "2"), ("\u{1}", "3")]),
            ("<q =a=b>", &[("=a", "b")]),
            ("<q a==b>", &[("a", "=b")]),
            ("<q a=>", &[("a", "")]),
            ("<q a=''>", &[("a", "")]),
            ("<q a=\"x > y\">", &[("a", "x > y")]),
            ("<q a=x'y\"z>", &[("a", "x'y\"z")]),
            ("<q \"a'=1>", &[("\"a'", "1")]),
            ("<q a=1 a=2 A=3 b=4>", &[("a", "1"), ("b", "4")]),
            ("<q\n\t\u{c}a\r=\n'1\r\n2'>", &[("a", "1\n2")]),
            ("<q é='ü&eacute;&amp;'>", &[("é", "üé&")]),
            ("<q href='?a=1&copy=2&amp;lt=3'>", &[("href", "?a=1&copy=2&lt=3")]),
        ];
        for (tag, expected) in cases {
            let expected: Vec<_> = expected.iter().map(|(n, v)| (n.to_string(), v.to_string())).collect();
            assert_eq!(attributes(tag), expected, "{tag}");
        }
    }

    #[test]
    fn the_first_of_a_name_counts_however_many_there_are() {
        let numbered = |letter: &str| {
            (0..60).fold(String::new(), |all, index| all + " " + letter + &format!("{index}={index}"))
        };
        let found = attributes(&format!("<q{}{} b=2 B=3 a59=x>", numbered("a"), numbered("A")));
        let expected: Vec<_> = (0..60).map(|index| (format!("a{index}"), index.to_string())).collect();
        assert_eq!(found[..60], expected);
        assert_eq!(found[60..], [("b".to_owned(), "2".to_owned())]);
    }

    #[test]
    fn classes_are_words() {
        let page = Page::parse("<q class=' lead\n big\tx '>");
        let q = page.find(Tag::Q).unwrap();
        assert_eq!(page.class_words(q).collect::<Vec<_>>(), ["lead", "big", "x"]);
        assert!(page.has_class(q, "big") && !page.has_class(q, "bi") && !page.has_class(q, ""));
    }
}
