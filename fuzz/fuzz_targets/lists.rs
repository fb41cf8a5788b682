//! Sitemaps, OPML and the links of a page: nothing panics, and what is written is read back.
#![no_main]

use depeche::source::{discover, opml, sitemap};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let base = url::Url::parse("https://news.example/map.xml").unwrap();
    if let Some(map) = sitemap::read(text, Some(&base)) {
        for listed in map.pages.iter().chain(&map.sitemaps) {
            assert!(listed.url.starts_with("http"));
        }
    }
    let _ = discover::discover(text, &base);
    if let Some(list) = opml::read(text) {
        let count = list.feeds().len();
        let again = opml::read(&list.write()).unwrap();
        assert_eq!(again.feeds().len(), count);
        assert_eq!(again.write(), opml::read(&again.write()).unwrap().write());
    }
});
