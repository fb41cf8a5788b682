//! In which character set a feed is written: what the server says, what the feed says, what its first
//! bytes show, tried in this order until one fits all bytes (RFC 3023, XML 1.0 appendix F).

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::Encoding;

/// A feed's text, and the name of its character set as it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Text {
    pub(super) text: String,
    pub(super) encoding: String,
}

/// Names that say "the mark at the start knows better".
const BY_MARK: &[&str] = &[
    "u16",
    "utf-16",
    "utf16",
    "utf_16",
    "u32",
    "utf-32",
    "utf32",
    "utf_32",
    "iso-10646-ucs-2",
    "iso-10646-ucs-4",
    "csucs4",
    "csunicode",
    "ucs-2",
    "ucs-4",
];

/// Decodes a feed. Never fails: what fits nothing is read as Windows-1252, which fits everything.
pub(super) fn decode(bytes: &[u8], content_type: Option<&str>) -> Text {
    let (sniffed, body) = sniff(bytes);
    let declared = declared(sniffed, body).map(|name| {
        if !sniffed.is_empty() && BY_MARK.contains(&name.as_str()) { sniffed.to_owned() } else { name }
    });
    let declared = declared.unwrap_or_default();
    // A mark of wide letters is no accident, and their bytes may fit a narrow set by accident.
    let first = if declared.is_empty() && content_type.is_none() && !sniffed.is_empty() {
        sniffed.to_owned()
    } else {
        by_rule(content_type, &declared, body)
    };
    let candidates = [gb(&first), gb(&declared), sniffed.to_owned()];
    for name in candidates.into_iter().filter(|name| !name.is_empty()) {
        if let Some(text) = strictly(&name, body) {
            return Text { text, encoding: name };
        }
    }
    // What the letters look like counts if nothing was said, or if there are many of them: of a few,
    // nothing can be told, and whoever names a wrong set has mostly written Windows-1252.
    let many = body.iter().filter(|byte| !byte.is_ascii()).count() * 20 > body.len();
    let guess =
        if many || (declared.is_empty() && content_type.is_none()) { detect(body) } else { "windows-1252" };
    let tried = ["utf-8", guess, "windows-1252", "iso-8859-2"];
    let found = tried.into_iter().find_map(|name| Some((name, strictly(name, body)?)));
    match found {
        Some((name, text)) => Text { text, encoding: name.to_owned() },
        None => Text { text: String::from_utf8_lossy(body).into_owned(), encoding: "utf-8".to_owned() },
    }
}

/// The character set that a byte order mark or the shape of `<?` shows, and the bytes after the mark.
fn sniff(bytes: &[u8]) -> (&'static str, &[u8]) {
    let start = |length: usize| bytes.get(..length).unwrap_or_default();
    let not_zero = bytes.get(2..4) != Some(&[0, 0]);
    match start(4) {
        [0, 0, 0xfe, 0xff] => return ("utf-32be", &bytes[4..]),
        [0xff, 0xfe, 0, 0] => return ("utf-32le", &bytes[4..]),
        [0, 0, 0, b'<'] => return ("utf-32be", bytes),
        [b'<', 0, 0, 0] => return ("utf-32le", bytes),
        [0, b'<', 0, b'?'] => return ("utf-16be", bytes),
        [b'<', 0, b'?', 0] => return ("utf-16le", bytes),
        _ => {}
    }
    match start(2) {
        [0xfe, 0xff] if not_zero => return ("utf-16be", &bytes[2..]),
        [0xff, 0xfe] if not_zero => return ("utf-16le", &bytes[2..]),
        _ => {}
    }
    match bytes.strip_prefix(b"\xef\xbb\xbf") {
        Some(rest) => ("utf-8", rest),
        None => ("", bytes),
    }
}

/// The character set that the XML declaration names, in lower case.
fn declared(sniffed: &str, bytes: &[u8]) -> Option<String> {
    let start = &bytes[..bytes.len().min(2048) & !3];
    let start = if sniffed.is_empty() {
        String::from_utf8_lossy(start).into_owned()
    } else {
        strictly(sniffed, start)?
    };
    let declaration = start.strip_prefix("<?")?.split("?>").next()?;
    let value = declaration.split("encoding=").nth(1)?;
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    Some(value[1..].split(quote).next()?.trim().to_lowercase())
}

/// What RFC 3023 and its kin make of the content type and the declaration.
fn by_rule(content_type: Option<&str>, declared: &str, body: &[u8]) -> String {
    let Some(content_type) = content_type else { return or(declared, "utf-8") };
    let mut parts = content_type.split(';');
    let media = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
    let charset = parts
        .filter_map(|part| part.split_once('='))
        .find(|(key, _)| key.trim().eq_ignore_ascii_case("charset"))
        .map(|(_, value)| value.trim().trim_matches(['"', '\'']).to_ascii_lowercase())
        .unwrap_or_default();
    let xml = media.starts_with("application/xml") || media.ends_with("+xml");
    if media.starts_with("application/") && xml {
        return or(&charset, &or(declared, "utf-8"));
    }
    if media.ends_with("json") || (media.is_empty() && body.trim_ascii_start().starts_with(b"{")) {
        return or(&charset, "utf-8");
    }
    if media.starts_with("text/") { or(&charset, "us-ascii") } else { or(declared, "utf-8") }
}

fn or(name: &str, other: &str) -> String {
    if name.is_empty() { other.to_owned() } else { name.to_owned() }
}

/// GB 18030 holds all of GB 2312, and what calls itself GB 2312 seldom is.
fn gb(name: &str) -> String {
    if name.eq_ignore_ascii_case("gb2312") { "gb18030".to_owned() } else { name.to_owned() }
}

/// Decodes, if every byte fits.
fn strictly(name: &str, bytes: &[u8]) -> Option<String> {
    match name {
        "us-ascii" | "ascii" => bytes.is_ascii().then(|| String::from_utf8_lossy(bytes).into_owned()),
        // Five bytes mean nothing in it; a text that has them is in another set.
        "windows-1252" | "cp1252"
            if bytes.iter().any(|byte| matches!(byte, 0x81 | 0x8d | 0x8f | 0x90 | 0x9d)) =>
        {
            None
        }
        "utf-32be" => wide(bytes, u32::from_be_bytes),
        "utf-32le" => wide(bytes, u32::from_le_bytes),
        _ => {
            let encoding = Encoding::for_label_no_replacement(name.as_bytes())?;
            encoding.decode_without_bom_handling_and_without_replacement(bytes).map(Into::into)
        }
    }
}

/// UTF-32, which the web's encoding standard leaves out.
fn wide(bytes: &[u8], number: fn([u8; 4]) -> u32) -> Option<String> {
    bytes.chunks(4).map(|chunk| chunk.try_into().ok().and_then(|four| char::from_u32(number(four)))).collect()
}

fn detect(bytes: &[u8]) -> &'static str {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Allow).name()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoding(bytes: &[u8], content_type: Option<&str>) -> String {
        decode(bytes, content_type).encoding
    }

    #[test]
    fn the_server_then_the_feed_then_the_bytes() {
        let declared = b"<?xml version='1.0' encoding='ISO-8859-1'?><rss/>";
        assert_eq!(encoding(declared, None), "iso-8859-1");
        assert_eq!(encoding(declared, Some("application/xml; charset=windows-1251")), "windows-1251");
        assert_eq!(encoding(declared, Some("text/xml")), "us-ascii");
        assert_eq!(encoding(b"<rss/>", Some("application/rss+xml")), "utf-8");
        assert_eq!(encoding("<rss>é</rss>".as_bytes(), Some("text/xml")), "utf-8");
        assert_eq!(encoding(b"\xfe\xff\0<\0r\0s\0s\0/\0>", None), "utf-16be");
    }

    #[test]
    fn a_wrong_name_is_not_believed() {
        let text = decode(
            "<?xml version='1.0' encoding='utf-8'?><rss>caf\u{e9}</rss>".replace('\u{e9}', "E").as_bytes(),
            None,
        );
        assert!(text.text.contains("cafE"));
        let latin = b"<?xml version='1.0' encoding='utf-8'?><rss>caf\xe9</rss>";
        assert!(decode(latin, None).text.contains("café"));
        assert!(decode(b"<?xml encoding='nonsense'?><rss>caf\xc3\xa9</rss>", None).text.contains("café"));
    }

    #[test]
    fn four_bytes_a_letter() {
        let wide: Vec<u8> = "\u{feff}<rss>é</rss>".chars().flat_map(|c| (c as u32).to_be_bytes()).collect();
        assert_eq!(decode(&wide, None), Text { text: "<rss>é</rss>".into(), encoding: "utf-32be".into() });
    }
}
