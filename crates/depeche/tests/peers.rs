//! Other projects' test cases, where a folder of them is at hand:
//! `DEPECHE_CASES=DIR cargo test -p depeche --test peers -- --nocapture` prints how many of each suite
//! are right; `DEPECHE_RESULTS=FILE` beside it writes every feed of feedparser's suite as it is read,
//! a line each, for a scorer. Without the folder each test passes with a word.

use std::fs;
use std::path::PathBuf;

use depeche::source::{address, feed, robots::Robots, warc};
use serde_json::Value;

fn cases(path: &str) -> Option<(PathBuf, Vec<Value>)> {
    let Some(folder) = std::env::var_os("DEPECHE_CASES") else {
        println!("DEPECHE_CASES is not set: nothing measured");
        return None;
    };
    let file = PathBuf::from(folder).join(path);
    let text = fs::read_to_string(&file).expect("the cases named by DEPECHE_CASES");
    let cases = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    Some((file.parent().unwrap().to_owned(), cases))
}

#[test]
fn robots() {
    let Some((_, cases)) = cases("robots/cases.jsonl") else { return };
    let mut table = std::collections::BTreeMap::<String, (usize, usize)>::new();
    for case in &cases {
        let Some(allowed) = case["allowed"].as_bool() else { continue };
        let robots = Robots::parse(case["robots"].as_str().unwrap().as_bytes());
        let right = robots.allows(case["agent"].as_str().unwrap(), case["url"].as_str().unwrap()) == allowed;
        let id = case["id"].as_str().unwrap();
        let mut suite = id.split('/').next().unwrap().to_owned();
        if case["google_only"] == true {
            suite += "-only";
        }
        let score = table.entry(suite).or_default();
        score.0 += usize::from(right);
        score.1 += 1;
        if !right {
            let shown: String = case["robots"].to_string().chars().take(200).collect();
            println!("wrong: {id} {shown} {} {} {allowed}", case["agent"], case["url"]);
        }
    }
    println!("{table:?}");
    assert_eq!(table["google"].0, table["google"].1);
    assert!(table["repcpp"].0 >= 76);
}

#[test]
fn addresses() {
    let Some((_, cases)) = cases("misc/urlclean.jsonl") else { return };
    for case in &cases {
        let url = |key: &str| case[key].as_str().and_then(|text| url::Url::parse(text).ok());
        let cleaned =
            address::clean(case["input"].as_str().unwrap(), url("base").as_ref(), url("feed").as_ref());
        assert_eq!(cleaned.as_deref().unwrap_or_default(), case["expected"], "{}", case["id"]);
    }
}

#[test]
fn private_addresses() {
    let Some((_, cases)) = cases("misc/ssrf_ips.jsonl") else { return };
    for case in &cases {
        let public = case["ip"].as_str().unwrap().parse().is_ok_and(address::is_public);
        assert_eq!(!public, case["non_public"].as_bool().unwrap(), "{}", case["ip"]);
    }
}

#[test]
fn archives() {
    let Some((folder, cases)) = cases("warc/cases.jsonl") else { return };
    let mut right = 0;
    let archives = cases.iter().filter(|case| !case["file"].as_str().unwrap().contains(".arc"));
    for case in archives {
        let file = folder.join(case["file"].as_str().unwrap());
        let expected = case["records"].as_array().unwrap();
        let found: Vec<_> =
            warc::Reader::open(&file, warc::Limits::default()).unwrap().filter_map(Result::ok).collect();
        // Where the oracle gave up in the middle, having at least as much is right.
        let gave_up = case["error"].is_string();
        let mut good = if gave_up { found.len() >= expected.len() } else { found.len() == expected.len() };
        for (record, expected) in found.iter().zip(expected) {
            good &=
                record.kind() == expected["type"] && record.offset == expected["offset"].as_u64().unwrap();
            good &= gave_up || record.length == expected["length"].as_u64().unwrap_or_default();
            let digest = record.header("WARC-Block-Digest");
            let holds = digest.and_then(|digest| warc::digest_holds(digest, &record.block));
            let payload = record.header("WARC-Payload-Digest");
            let payload = payload.and_then(|digest| warc::digest_holds(digest, record.payload()));
            let ours = [holds, payload].into_iter().flatten().reduce(|one, other| one && other);
            let revisit = record.kind() == "revisit";
            let theirs = expected["digest_ok"].as_bool();
            if !revisit && ours.is_some() && theirs.is_some() && ours != theirs {
                println!("{} at {}: digests hold {ours:?}, oracle {theirs:?}", file.display(), record.offset);
                good = false;
            }
        }
        right += usize::from(good);
        if !good {
            println!("{}: {} records of {}", file.display(), found.len(), expected.len());
        }
    }
    println!("archives: {right}");
    assert_eq!(right, 12);
}

#[test]
fn dates() {
    let (Some((_, one)), Some((_, two))) =
        (cases("feedparser/dates.jsonl"), cases("misc/dates_miniflux.jsonl"))
    else {
        return;
    };
    let mut right = 0;
    for case in one.iter().chain(&two) {
        let input = case["input"].as_str().unwrap();
        let found = feed::parse_date(input).map(|moment| moment.at);
        let good = if let Some(expected) = case["expected_utc"].as_array() {
            let number = |place: usize| expected[place].as_i64().unwrap();
            found.is_some_and(|at| {
                let utc = jiff::tz::Offset::UTC.to_datetime(at);
                [
                    utc.year() as i64,
                    utc.month() as i64,
                    utc.day() as i64,
                    utc.hour() as i64,
                    utc.minute() as i64,
                    utc.second() as i64,
                ] == [number(0), number(1), number(2), number(3), number(4), number(5)]
            })
        } else if let Some(expected) = case["expected_unix"].as_i64() {
            found.is_some_and(|at| at.as_second() == expected)
        } else {
            found.is_some() == (case["must_parse"] == true)
        };
        right += usize::from(good);
        if !good {
            println!("wrong: {input:?} gives {found:?}");
        }
    }
    println!("dates: {right} of {}", one.len() + two.len());
    assert!(right >= 120);
}

#[test]
fn feeds() {
    let Some((folder, cases)) = cases("feedparser/cases.jsonl") else { return };
    let Some(results) = std::env::var_os("DEPECHE_RESULTS") else { return };
    let mut out = String::new();
    for case in &cases {
        let bytes = fs::read(folder.join(case["file"].as_str().unwrap())).unwrap();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let headers: Vec<(String, String)> = case["headers"]
            .as_object()
            .map(|headers| headers.iter().map(|(key, value)| (key.clone(), text(value))).collect())
            .unwrap_or_default();
        let header = |name: &str| {
            headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
        };
        let base = header("content-location").or(case["base_url"].as_str()).unwrap_or_default();
        let feed = feed::parse(&bytes, header("content-type"), base, header("content-language"));
        let doc = feed.map(|feed| feed.json_with(&headers));
        out.push_str(&serde_json::json!({ "id": case["id"], "error": null, "doc": doc }).to_string());
        out.push('\n');
    }
    fs::write(results, out).unwrap();
}

/// Ordinary feeds: how often we agree with feedparser on an entry's title, page, id and dates.
#[test]
fn real_feeds() {
    let Some((folder, cases)) = cases("realfeeds/cases.jsonl") else { return };
    let (mut asked, mut agreed) = (0, 0);
    for case in &cases {
        let bytes = fs::read(folder.join(case["file"].as_str().unwrap())).unwrap();
        let Some(feed) = feed::parse(&bytes, None, "", None) else {
            assert_eq!(case["n_entries"], 0, "{}", case["id"]);
            continue;
        };
        let found = feed.json();
        for (place, expected) in case["entries"].as_array().unwrap().iter().enumerate() {
            let entry = &found["entries"][place];
            let mut compare = |key: &str, same: bool| {
                asked += 1;
                agreed += usize::from(same);
                if !same {
                    println!("{} {place} {key}: {} for {}", case["id"], entry[key], expected[key]);
                }
            };
            for key in ["title", "link", "id"] {
                let text = |value: &Value| value.as_str().unwrap_or_default().trim().to_owned();
                compare(key, text(&entry[key]) == text(&expected[key]));
            }
            for key in ["published", "updated"] {
                let at = |value: &Value| value.as_str().and_then(feed::parse_date).map(|moment| moment.at);
                if expected[key].is_string() {
                    compare(key, at(&entry[key]) == at(&expected[key]));
                }
            }
        }
    }
    println!("real feeds: {agreed} of {asked}");
    assert!(agreed * 100 >= asked * 99);
}

/// Every file of every suite: nothing panics, nothing hangs.
#[test]
fn every_file_is_survived() {
    let Some(root) = std::env::var_os("DEPECHE_CASES") else { return };
    let mut waiting = vec![PathBuf::from(root)];
    let (mut files, mut bytes) = (0, 0);
    let start = std::time::Instant::now();
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
            continue;
        }
        let content = fs::read(&path).unwrap();
        files += 1;
        bytes += content.len();
        let _ = feed::parse(&content, Some("text/xml"), "http://a.example/", Some("en"));
        let text = String::from_utf8_lossy(&content);
        let _ = depeche::source::sitemap::read(&text, None);
        let _ = Robots::parse(&content).allows("depeche", "/a");
        let _ = warc::Reader::new(content.as_slice(), warc::Limits::default()).count();
    }
    println!("{files} files, {bytes} bytes, {:?}", start.elapsed());
}

#[test]
fn discovery() {
    let Some((folder, cases)) = cases("autodiscovery/cases.jsonl") else { return };
    let at = url::Url::parse("http://diveintomark.org/tests/client/autodiscovery/html4-001.html").unwrap();
    let mut right = 0;
    for case in &cases {
        let bytes = fs::read(folder.join(case["file"].as_str().unwrap())).unwrap();
        let found = depeche::source::discover::discover(&String::from_utf8_lossy(&bytes), &at);
        let expected = case["expect_feed_basename"].as_str().unwrap();
        let named = found.iter().any(|url| url.path().ends_with(expected));
        let good = named == case["expect_in_html"].as_bool().unwrap();
        right += usize::from(good);
        if !good {
            println!("{}: {found:?}", case["id"]);
        }
    }
    println!("discovery: {right} of {}", cases.len());
    assert_eq!(right, cases.len());
}
