//! An address that opens a page at some words: a text fragment (WICG Scroll to Text Fragment).
//!
//! `#:~:text=[prefix-,]start[,end][,-suffix]`. A long quotation is given by its first and last
//! words; a short one, or one that occurs twice, gets the words around it.

use report::Span;

/// Up to so many bytes the whole quotation is written out.
const WHOLE: usize = 100;
/// Words at each end of a longer one.
const ENDS: usize = 5;
/// Words around a short one.
const AROUND: usize = 3;
/// A quotation of fewer words is short.
const SHORT: usize = 4;

/// The page's address with a fragment for the words at `at` of `whole`.
pub(super) fn to_words(url: &str, whole: &str, at: Span) -> String {
    let text = at.slice(whole).trim();
    let words: Vec<&str> = text.split_whitespace().collect();
    let range = at.range();
    let (before, after) = (&whole[..range.start], &whole[range.end..]);
    let one_line = !text.contains('\n');
    let spelled_out = one_line && text.len() <= WHOLE || words.len() <= 2 * ENDS;
    let (start, end) = if spelled_out {
        (words.join(" "), None)
    } else {
        (words[..ENDS].join(" "), Some(words[words.len() - ENDS..].join(" ")))
    };
    let twice = whole.matches(start.as_str()).nth(1).is_some();
    let mut fragment = String::new();
    if words.len() < SHORT || twice {
        let prefix = line_end(before);
        if !prefix.is_empty() {
            encode(&prefix, &mut fragment);
            fragment.push_str("-,");
        }
    }
    encode(&start, &mut fragment);
    if let Some(end) = end {
        fragment.push(',');
        encode(&end, &mut fragment);
    }
    if words.len() < SHORT || twice {
        let suffix = line_start(after);
        if !suffix.is_empty() {
            fragment.push_str(",-");
            encode(&suffix, &mut fragment);
        }
    }
    let url = url.split(":~:").next().unwrap_or_default();
    let mark = if url.contains('#') { ":~:text=" } else { "#:~:text=" };
    format!("{url}{mark}{fragment}")
}

/// The last words of the line before.
fn line_end(before: &str) -> String {
    let line = before.rsplit('\n').next().unwrap_or_default();
    let words: Vec<&str> = line.split_whitespace().rev().take(AROUND).collect();
    words.into_iter().rev().collect::<Vec<_>>().join(" ")
}

/// The first words of the line after.
fn line_start(after: &str) -> String {
    let line = after.split('\n').next().unwrap_or_default();
    line.split_whitespace().take(AROUND).collect::<Vec<_>>().join(" ")
}

/// Per cent encoding of a fragment's part: the dash, the comma and the ampersand mean something there.
fn encode(words: &str, out: &mut String) {
    for byte in words.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'~' | b'!' | b'*' | b'(' | b')') {
            out.push(byte as char);
        } else {
            out.push('%');
            out.push(char::from(b"0123456789ABCDEF"[usize::from(byte >> 4)]));
            out.push(char::from(b"0123456789ABCDEF"[usize::from(byte & 15)]));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(url: &str, whole: &str, words: &str) -> String {
        to_words(url, whole, Span::of(whole, words).unwrap())
    }

    #[test]
    fn short_words_get_the_words_around_them() {
        let whole = "Le maire a dit : « Non, jamais », puis il est parti.";
        let url = address("https://a.example/1", whole, "Non, jamais");
        assert_eq!(
            url,
            "https://a.example/1#:~:text=dit%20%3A%20%C2%AB-,Non%2C%20jamais,-%C2%BB%2C%20puis%20il"
        );
    }

    #[test]
    fn long_words_are_given_by_their_ends() {
        let whole = "He said one two three four five, six-seven and then a very long row of other words that nobody wants to see in an address bar, until nine ten eleven twelve end.";
        let url = address("https://a.example/1", whole, &whole[8..]);
        assert_eq!(
            url,
            "https://a.example/1#:~:text=one%20two%20three%20four%20five%2C,nine%20ten%20eleven%20twelve%20end."
        );
    }

    #[test]
    fn a_fragment_of_the_page_is_kept() {
        let whole = "Nous avons notre propre équipe et nos propres drones.";
        let url = address("https://a.example/1#part", whole, whole);
        assert!(url.starts_with("https://a.example/1#part:~:text=Nous%20avons"), "{url}");
        let url = address("https://a.example/1#:~:text=old", whole, whole);
        assert!(url.starts_with("https://a.example/1#:~:text=Nous%20avons"), "{url}");
    }
}
