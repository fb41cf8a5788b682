//! Other projects' test cases, where a folder of them is at hand (`DEPECHE_CASES=DIR`): the figures
//! of `cargo xtask score feeds` come from here. Without the folder each test passes with a word.

use std::fs;
use std::path::PathBuf;

use depeche::source::{address, robots::Robots, warc};
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
    for case in cases.iter().filter(|case| !case["file"].as_str().unwrap().contains(".arc")) {
        let file = folder.join(case["file"].as_str().unwrap());
        let expected = case["records"].as_array().unwrap();
        let found: Vec<_> =
            warc::Reader::open(&file, warc::Limits::default()).unwrap().filter_map(Result::ok).collect();
        let mut good = found.len() == expected.len();
        for (record, expected) in found.iter().zip(expected) {
            good &=
                record.kind() == expected["type"] && record.offset == expected["offset"].as_u64().unwrap();
            good &= record.length == expected["length"].as_u64().unwrap_or_default();
        }
        right += usize::from(good);
        if !good {
            println!("{file:?}: {} of {}, error {}", found.len(), expected.len(), case["error"]);
            for (record, expected) in found.iter().zip(expected) {
                println!(
                    "  {} {} {} | {} {} {}",
                    record.kind(),
                    record.offset,
                    record.length,
                    expected["type"],
                    expected["offset"],
                    expected["length"]
                );
            }
        }
    }
    println!("archives: {right}");
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
        let found = depeche::source::feed::parse_date(input).map(|moment| moment.at);
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
        let header = |name: &str| {
            let headers = case["headers"].as_object()?;
            headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name))?.1.as_str()
        };
        let base = header("content-location").or(case["base_url"].as_str()).unwrap_or_default();
        let feed =
            depeche::source::feed::parse(&bytes, header("content-type"), base, header("content-language"));
        let line =
            serde_json::json!({ "id": case["id"], "error": null, "doc": feed.map(|feed| feed.json()) });
        out.push_str(&format!("{line}\n"));
    }
    fs::write(results, out).unwrap();
}
