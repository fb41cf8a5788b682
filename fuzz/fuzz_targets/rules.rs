//! robots.txt and tdmrep.json: no rules and no address make them panic, and robots.txt stays readable.
#![no_main]

use depeche::source::reserve::TdmFile;
use depeche::source::robots::Robots;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (&[u8], &str)| {
    let (rules, path) = input;
    let robots = Robots::parse(rules);
    let _ = robots.allows("depeche", path);
    let _ = robots.allows(path, "https://news.example/a?b#c");
    assert!(robots.allows("depeche", "/robots.txt"));
    assert!(robots.crawl_delay("depeche").is_none_or(|delay| delay.is_finite() && delay >= 0.0));
    let file = TdmFile::parse(rules);
    if let Ok(url) = url::Url::parse("https://news.example/").unwrap().join(path) {
        let _ = file.of(&url);
    }
});
