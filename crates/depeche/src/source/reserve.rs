//! What an outlet reserves to itself in the headers of a response: keeping copies, text and data
//! mining. (What it reserves in the page itself, the crate `report` reads.)

use super::fetch::{Fetched, TOKEN};

/// Words of `X-Robots-Tag` that say something to a reader of news.
const WORDS: &[&str] = &["noarchive", "noindex", "nosnippet", "noai", "notranslate"];

/// The reservations of a response, in the words of [`report::Report::reserved`]: "noarchive", "tdm", ….
pub fn reserved(fetched: &Fetched) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut add = |word: &str| {
        if !words.iter().any(|known| known == word) {
            words.push(word.to_owned());
        }
    };
    for (name, value) in &fetched.headers {
        match name.as_str() {
            "x-robots-tag" => directives(value).for_each(&mut add),
            "tdm-reservation" if value.trim() == "1" => add("tdm"),
            _ => {}
        }
    }
    words
}

/// The directives of one `X-Robots-Tag`, if it speaks to everybody or to us.
fn directives(value: &str) -> impl Iterator<Item = &'static str> {
    let value = value.to_ascii_lowercase();
    let (agent, rest) = match value.split_once(':') {
        // A directive may itself hold a colon ("unavailable_after: …").
        Some((agent, rest)) if !agent.contains(',') && agent.trim() != "unavailable_after" => {
            (Some(agent.trim().to_owned()), rest.to_owned())
        }
        _ => (None, value),
    };
    let ours = agent.is_none_or(|agent| agent == TOKEN || agent == "*");
    let said: Vec<String> = rest.split(',').map(|word| word.trim().to_owned()).collect();
    WORDS.iter().copied().filter(move |word| {
        ours && said.iter().any(|said| said == word || (said == "none" && *word == "noindex"))
    })
}

/// Whether a copy may be kept.
pub fn may_keep(reserved: &[String]) -> bool {
    !reserved.iter().any(|word| word == "noarchive")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(headers: &[(&str, &str)]) -> Vec<String> {
        reserved(&Fetched {
            url: url::Url::parse("https://news.example/").unwrap(),
            at: jiff::Timestamp::UNIX_EPOCH,
            status: 200,
            headers: headers.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect(),
            body: Vec::new(),
        })
    }

    #[test]
    fn directives_to_all_and_to_us_count() {
        assert_eq!(of(&[("x-robots-tag", "NoArchive, nosnippet")]), ["noarchive", "nosnippet"]);
        assert_eq!(of(&[("x-robots-tag", "depeche: noarchive")]), ["noarchive"]);
        assert!(of(&[("x-robots-tag", "otherbot: noarchive")]).is_empty());
        assert!(of(&[("x-robots-tag", "unavailable_after: 25 Jun 2030 15:00:00 GMT")]).is_empty());
        assert_eq!(of(&[("tdm-reservation", "1"), ("x-robots-tag", "none")]), ["tdm", "noindex"]);
        assert!(of(&[("tdm-reservation", "0")]).is_empty());
    }
}
