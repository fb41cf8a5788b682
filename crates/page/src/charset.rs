//! Bytes → text: which character set, on what evidence, and the way back from the text to the bytes.
//!
//! The order of evidence is the standard's: byte order mark, HTTP header, the page's own `meta`; then, where nothing is
//! said, UTF-8 if the bytes are UTF-8, and else what chardetng makes of them.

use crate::attribute::Attributes;
use crate::lexer::is_space;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{
    CoderResult, Encoding, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, X_USER_DEFINED,
};
use memchr::{memchr, memmem};
use std::borrow::Cow;

/// Why a page is read in its character set.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Evidence {
    /// It begins with a byte order mark.
    Mark,
    /// The HTTP header says so.
    Header,
    /// A `meta` element in the page says so.
    Meta,
    /// Nothing says so; the bytes are valid UTF-8, or look most like this.
    Detected,
}

/// A page's text, and how it came out of its bytes.
#[derive(Clone, Debug)]
pub struct Decoded<'b> {
    /// The text, without byte order mark; borrowed if the bytes were valid UTF-8.
    pub text: Cow<'b, str>,
    /// The character set's name in the WHATWG Encoding Standard.
    pub charset: &'static str,
    /// On what evidence.
    pub evidence: Evidence,
    /// What did not fit: an unknown name, malformed bytes (they read as U+FFFD).
    pub complaints: Vec<String>,
    way_back: WayBack<'b>,
}

#[derive(Clone, Debug)]
enum WayBack<'b> {
    /// The text is the bytes, after so many of a byte order mark.
    Shift(usize),
    /// Places in the text and the bytes that belong together, from which decoding can start anew.
    Steps { bytes: &'b [u8], encoding: &'static Encoding, steps: Vec<(usize, usize)> },
}

/// How many bytes lie between two steps of the way back.
const STRIDE: usize = 2048;
/// How far into a page its `meta` is looked for. The standard's first look is at 1,024 bytes; a `meta` that comes
/// later makes browsers start anew, which is the same as having looked further.
const PRESCAN: usize = 64 * 1024;
/// How many bytes the detector is given.
const DETECTED: usize = 1024 * 1024;

impl Decoded<'_> {
    /// Where the character at `offset` of the text begins in the page's bytes; for an offset inside a character or beyond
    /// the text, the nearest place after it. Where the bytes were not UTF-8, up to two kilobytes are decoded again to find
    /// out; of ISO-2022-JP, which has states, all that stands before.
    pub fn origin(&self, offset: usize) -> usize {
        match &self.way_back {
            WayBack::Shift(by) => offset.min(self.text.len()) + by,
            WayBack::Steps { bytes, encoding, steps } => {
                let index = steps.partition_point(|(text, _)| *text <= offset).saturating_sub(1);
                let (mut text, mut at) = steps.get(index).copied().unwrap_or_default();
                let mut decoder = encoding.new_decoder_without_bom_handling();
                let mut out = String::with_capacity(64);
                while at < bytes.len() && text < offset {
                    out.clear();
                    let last = at + 1 == bytes.len();
                    let _ = decoder.decode_to_string(&bytes[at..=at], &mut out, last);
                    text += out.len();
                    at += 1;
                }
                at
            }
        }
    }
}

/// Decodes a page: `content_type` is the HTTP header of that name, if there was one. Never fails: malformed bytes
/// read as U+FFFD.
///
/// ```
/// let page = page::decode(b"<meta charset=windows-1251>\xcf\xf0\xe8\xe2\xe5\xf2", None);
/// assert!(page.text.ends_with("Привет"));
/// assert_eq!(page.charset, "windows-1251");
/// let at = page.text.find("ивет").unwrap();
/// assert_eq!(page.origin(at), 29);
/// ```
pub fn decode<'b>(bytes: &'b [u8], content_type: Option<&str>) -> Decoded<'b> {
    let mut complaints = Vec::new();
    let (encoding, evidence, mark) = choose(bytes, content_type, &mut complaints);
    let body = &bytes[mark..];
    if encoding == UTF_8
        && let Ok(text) = simdutf8::basic::from_utf8(body)
    {
        let way_back = WayBack::Shift(mark);
        return Decoded {
            text: Cow::Borrowed(text),
            charset: encoding.name(),
            evidence,
            complaints,
            way_back,
        };
    }
    if matches!(evidence, Evidence::Header | Evidence::Meta) && looks_like_utf8(body) {
        let place = if evidence == Evidence::Header { "HTTP header" } else { "page's meta" };
        complaints.push(format!("the {place} says {}, but all bytes are valid UTF-8", encoding.name()));
    }
    let (text, steps, malformed) = transcode(body, mark, encoding);
    if malformed {
        complaints.push(format!("not all bytes are valid {}", encoding.name()));
    }
    let way_back = WayBack::Steps { bytes, encoding, steps };
    Decoded { text: Cow::Owned(text), charset: encoding.name(), evidence, complaints, way_back }
}

fn choose(
    bytes: &[u8],
    content_type: Option<&str>,
    complaints: &mut Vec<String>,
) -> (&'static Encoding, Evidence, usize) {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return (encoding, Evidence::Mark, mark);
    }
    if let Some(label) = content_type.and_then(|value| charset_in(value.as_bytes())) {
        match Encoding::for_label(label) {
            Some(encoding) => return (encoding, Evidence::Header, 0),
            None => complaints.push(unknown("HTTP header", label)),
        }
    }
    if let Some(encoding) = prescan(&bytes[..bytes.len().min(PRESCAN)], complaints) {
        return (encoding, Evidence::Meta, 0);
    }
    (detect(bytes), Evidence::Detected, 0)
}

/// Whether bytes are valid UTF-8, and more than ASCII, which is valid in nearly every character set: text of another set
/// hardly ever is.
fn looks_like_utf8(bytes: &[u8]) -> bool {
    !bytes.is_ascii() && simdutf8::basic::from_utf8(bytes).is_ok()
}

fn unknown(place: &str, label: &[u8]) -> String {
    let label: String = String::from_utf8_lossy(label).chars().take(40).collect();
    format!("the {place} names an unknown character set: {label:?}")
}

fn detect(bytes: &[u8]) -> &'static Encoding {
    if simdutf8::basic::from_utf8(bytes).is_ok() {
        return UTF_8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(&bytes[..bytes.len().min(DETECTED)], bytes.len() <= DETECTED);
    detector.guess(None, Utf8Detection::Allow)
}

/// The value of `charset=` in a content type: the standard's "extracting a character encoding".
fn charset_in(value: &[u8]) -> Option<&[u8]> {
    let mut rest = value;
    loop {
        let found = rest.windows(7).position(|word| word.eq_ignore_ascii_case(b"charset"))?;
        rest = rest[found + 7..].trim_ascii_start();
        if let Some(after) = rest.strip_prefix(b"=") {
            rest = after.trim_ascii_start();
            break;
        }
    }
    if let quote @ (b'"' | b'\'') = *rest.first()? {
        return memchr(quote, &rest[1..]).map(|end| rest[1..=end].trim_ascii());
    }
    let end = rest.iter().position(|c| is_space(*c) || *c == b';').unwrap_or(rest.len());
    Some(&rest[..end])
}

/// The standard's prescan: the first `meta` that names a known character set.
fn prescan(bytes: &[u8], complaints: &mut Vec<String>) -> Option<&'static Encoding> {
    let mut at = 0;
    while let Some(found) = memchr(b'<', &bytes[at..]) {
        let open = at + found;
        let rest = &bytes[open..];
        if rest.starts_with(b"<!--") {
            at = open + 2 + memmem::find(&rest[2..], b"-->")? + 3;
            continue;
        }
        let named = rest.get(1).is_some_and(|c| c.is_ascii_alphabetic())
            || (rest.get(1) == Some(&b'/') && rest.get(2).is_some_and(|c| c.is_ascii_alphabetic()));
        if named {
            let end = tag_end(rest)?;
            let is_meta = rest.len() > 5
                && rest[1..5].eq_ignore_ascii_case(b"meta")
                && (is_space(rest[5]) || rest[5] == b'/');
            if is_meta && let Some(label) = label_of_meta(&rest[..end]) {
                match Encoding::for_label(&label) {
                    // A page that could be read so far is neither; what it says is a habit.
                    Some(encoding) if encoding == UTF_16LE || encoding == UTF_16BE => return Some(UTF_8),
                    Some(encoding) if encoding == X_USER_DEFINED => return Some(WINDOWS_1252),
                    Some(encoding) => return Some(encoding),
                    None => complaints.push(unknown("page's meta", &label)),
                }
            }
            at = open + end;
        } else if matches!(rest.get(1), Some(b'!' | b'/' | b'?')) {
            at = open + 1 + memchr(b'>', &rest[1..])?;
        } else {
            at = open + 1;
        }
    }
    None
}

/// The length of the tag that `rest` begins with, quoted `>` skipped.
fn tag_end(rest: &[u8]) -> Option<usize> {
    let mut at = 1;
    while let Some(c) = rest.get(at) {
        at += 1;
        match c {
            b'>' => return Some(at),
            // A quote counts only as the start of a value.
            b'=' => {
                while rest.get(at).is_some_and(|c| is_space(*c)) {
                    at += 1;
                }
                if let Some(quote @ (b'"' | b'\'')) = rest.get(at) {
                    at += memchr(*quote, &rest[at + 1..])? + 2;
                }
            }
            _ => {}
        }
    }
    None
}

fn label_of_meta(tag: &[u8]) -> Option<Vec<u8>> {
    let tag = String::from_utf8_lossy(tag);
    let (mut charset, mut content, mut pragma) = (None, None, false);
    for attribute in Attributes::of_tag(&tag, 0) {
        if attribute.is("charset") {
            charset = charset.or(Some(attribute.written()));
        } else if attribute.is("content") {
            content = content.or_else(|| charset_in(attribute.written().as_bytes()));
        } else if attribute.is("http-equiv") {
            pragma |= attribute.written().eq_ignore_ascii_case("content-type");
        }
    }
    let label = charset.map(|label| label.trim().as_bytes()).or(content.filter(|_| pragma))?;
    Some(label.to_vec())
}

/// Decodes `body`, which begins at `mark` of the page's bytes, and notes where decoding can start anew.
fn transcode(body: &[u8], mark: usize, encoding: &'static Encoding) -> (String, Vec<(usize, usize)>, bool) {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(body.len() + body.len() / 4);
    let mut steps = Vec::with_capacity(body.len() / STRIDE + 1);
    let (mut at, mut malformed) = (0, false);
    steps.push((0, mark));
    loop {
        let end = clean_cut(body, at + STRIDE, encoding);
        let last = end == body.len();
        loop {
            let room = decoder.max_utf8_buffer_length(end - at).unwrap_or(STRIDE * 4);
            text.reserve(room);
            let (result, read, errors) = decoder.decode_to_string(&body[at..end], &mut text, last);
            at += read;
            malformed |= errors;
            if result == CoderResult::InputEmpty {
                break;
            }
        }
        if last {
            return (text, steps, malformed);
        }
        steps.push((text.len(), mark + at));
    }
}

/// The first place from `from` on where no character is cut: after a byte that is never part of a longer one.
fn clean_cut(body: &[u8], from: usize, encoding: &'static Encoding) -> usize {
    if encoding == ISO_2022_JP || from >= body.len() {
        return body.len();
    }
    if encoding == UTF_16LE || encoding == UTF_16BE {
        let high = usize::from(encoding == UTF_16LE);
        let mut cut = from + from % 2;
        // Not after the first half of a surrogate pair.
        while cut < body.len() && (0xd8..0xdc).contains(&body[cut - 2 + high]) {
            cut += 2;
        }
        return cut.min(body.len());
    }
    body[from..].iter().position(|c| *c < 0x30).map_or(body.len(), |found| from + found + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8], header: Option<&str>) -> (String, &'static str, Evidence) {
        let page = decode(bytes, header);
        (page.text.into_owned(), page.charset, page.evidence)
    }

    #[test]
    fn marks_come_first() {
        let header = Some("text/html; charset=windows-1252");
        assert_eq!(read(b"\xef\xbb\xbf\xc3\xa9", header), ("é".into(), "UTF-8", Evidence::Mark));
        assert_eq!(read(b"\xff\xfea\0", header), ("a".into(), "UTF-16LE", Evidence::Mark));
        assert_eq!(read(b"\xfe\xff\0a", header), ("a".into(), "UTF-16BE", Evidence::Mark));
    }

    #[test]
    fn then_the_header_then_the_page() {
        let page = b"<meta charset=utf-8>\xe9";
        assert_eq!(read(page, Some("text/html;CHARSET = 'ISO-8859-1' ")).1, "windows-1252");
        assert_eq!(read(page, Some("text/html")).2, Evidence::Meta);
        let odd = decode(page, Some("text/html; charset=klingon"));
        assert_eq!((odd.charset, odd.evidence), ("UTF-8", Evidence::Meta));
        assert_eq!(odd.complaints.len(), 2, "{:?}", odd.complaints);
    }

    #[test]
    fn a_declaration_that_contradicts_the_bytes_is_complained_of() {
        let page = "<meta charset=windows-1252><p>L’été";
        let wrong = decode(page.as_bytes(), None);
        assert_eq!(
            (wrong.charset, wrong.complaints.len()),
            ("windows-1252", 1),
            "it is believed all the same"
        );
        assert!(wrong.complaints[0].contains("page's meta says windows-1252"), "{:?}", wrong.complaints);
        let wrong = decode(page.as_bytes(), Some("text/html; charset=koi8-r"));
        assert!(wrong.complaints[0].contains("HTTP header says KOI8-R"), "{:?}", wrong.complaints);
        for (page, header) in [
            (page.as_bytes(), Some("text/html; charset=utf-8")),
            (b"<meta charset=windows-1252>only ASCII", None),
            (b"<meta charset=windows-1252>L\x92\xe9t\xe9", None),
            ("nothing is said: L’été".as_bytes(), None),
        ] {
            assert_eq!(decode(page, header).complaints, [""; 0], "{}", String::from_utf8_lossy(page));
        }
    }

    #[test]
    fn metas_are_read_as_the_standard_reads_them() {
        for (page, charset) in [
            ("<meta http-equiv=Content-Type content='text/html; charset=koi8-r'>", "KOI8-R"),
            ("<meta content='text/html; charset=koi8-r' http-equiv=content-type>", "KOI8-R"),
            ("<META/CHARSET=\"Shift_JIS\">", "Shift_JIS"),
            ("<!-- <meta charset=koi8-r> --><meta charset=gbk>", "GBK"),
            ("<a title='<meta charset=koi8-r>'><meta charset=gbk>", "GBK"),
            ("<meta charset=utf-16>", "UTF-8"),
            ("<meta charset=nonsense><meta charset=big5>", "Big5"),
            ("<meta name=x content='charset=koi8-r'>", "UTF-8"),
            ("<metadata charset=koi8-r>", "UTF-8"),
            ("<meta charset=koi8-r", "UTF-8"),
        ] {
            assert_eq!(decode(page.as_bytes(), None).charset, charset, "{page}");
        }
    }

    #[test]
    fn silence_is_detected() {
        assert_eq!(read("Привет".as_bytes(), None), ("Привет".into(), "UTF-8", Evidence::Detected));
        let sentence = "Президент сообщил журналистам, что переговоры продолжатся завтра утром в столице.";
        let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode(sentence);
        assert_eq!(read(&bytes, None), (sentence.into(), "windows-1251", Evidence::Detected));
    }

    #[test]
    fn every_character_finds_its_bytes() {
        let text = "日本語のニュース, 2026年! ".repeat(700);
        for encoding in [UTF_16LE, UTF_16BE, encoding_rs::SHIFT_JIS, encoding_rs::GB18030, ISO_2022_JP] {
            let bytes = if encoding == UTF_16LE || encoding == UTF_16BE {
                let units = text.encode_utf16();
                units
                    .flat_map(|u| if encoding == UTF_16LE { u.to_le_bytes() } else { u.to_be_bytes() })
                    .collect()
            } else {
                encoding.encode(&text).0.into_owned()
            };
            let header = format!("text/html; charset={}", encoding.name());
            let page = decode(&bytes, Some(&header));
            assert_eq!(page.text, text);
            for at in (0..text.len()).step_by(997).filter(|at| text.is_char_boundary(*at)) {
                let origin = page.origin(at);
                let (before, _) = encoding.decode_without_bom_handling(&bytes[..origin]);
                assert_eq!(before, text[..at], "{}", encoding.name());
            }
        }
    }
}
