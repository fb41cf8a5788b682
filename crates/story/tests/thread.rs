//! Threading of an invented press day: 77 reports in eight languages, twins, copies, namesakes.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use story::{Item, Threader, origin, thread::By};

/// Lines of the press day with what they are: the item, its story, its origin.
fn press_day() -> Vec<(Item, String, String)> {
    let word = |line: &Value, key: &str| line[key].as_str().unwrap().to_owned();
    let read = |line: &str| {
        let keys: Value = serde_json::from_str(line).unwrap();
        (Item::parse(line).unwrap(), word(&keys, "cluster"), word(&keys, "origin"))
    };
    include_str!("data/press-day.jsonl").lines().map(read).collect()
}

fn threaded(press: &[(Item, String, String)]) -> Threader {
    let mut threader = Threader::new();
    for (item, ..) in press {
        threader.add(item);
    }
    threader.settle();
    threader
}

/// B-cubed precision and recall of a grouping against the true one.
fn b_cubed(pairs: &[(String, String)]) -> (f64, f64) {
    let (mut precision, mut recall) = (0.0, 0.0);
    for (gold, guess) in pairs {
        let both = pairs.iter().filter(|(g, p)| g == gold && p == guess).count() as f64;
        precision += both / pairs.iter().filter(|(_, p)| p == guess).count() as f64;
        recall += both / pairs.iter().filter(|(g, _)| g == gold).count() as f64;
    }
    (precision / pairs.len() as f64, recall / pairs.len() as f64)
}

#[test]
fn a_press_day_falls_into_its_stories() {
    let press = press_day();
    let threader = threaded(&press);
    let pair = |(item, gold, _): &(Item, String, String)| {
        (gold.clone(), threader.story_of(&item.id).unwrap().to_owned())
    };
    let (precision, recall) = b_cubed(&press.iter().map(pair).collect::<Vec<_>>());
    assert!(precision >= 0.97 && recall >= 0.92, "precision {precision:.3}, recall {recall:.3}");
}

#[test]
fn copies_of_a_dispatch_are_one_origin_and_translations_are_not() {
    let press = press_day();
    let prints: Vec<_> = press.iter().map(|(item, ..)| origin::Print::of_text(&item.text)).collect();
    let groups = origin::group(&prints);
    let pairs: Vec<(String, String)> =
        press.iter().zip(&groups).map(|((_, _, gold), group)| (gold.clone(), group.to_string())).collect();
    assert_eq!(b_cubed(&pairs), (1.0, 1.0));
}

#[test]
fn a_threader_kept_and_taken_up_again_goes_on_as_if_never_stopped() {
    let press = press_day();
    let mut through = Threader::new();
    let mut stopped = Threader::new();
    for (at, (item, ..)) in press.iter().enumerate() {
        if at == 40 {
            through.settle();
            stopped.settle();
            let kept = serde_json::to_string(&stopped).unwrap();
            stopped = serde_json::from_str(&kept).unwrap();
            assert_eq!(serde_json::to_string(&stopped).unwrap(), kept);
        }
        assert_eq!(through.add(item), stopped.add(item));
    }
    assert_eq!(through.settle(), stopped.settle());
}

#[test]
fn the_last_assignment_of_a_report_is_where_it_is() {
    let mut last = BTreeMap::new();
    let mut threader = Threader::new();
    for (at, (item, ..)) in press_day().iter().enumerate() {
        let changed =
            threader.add(item).into_iter().chain(if at % 10 == 9 { threader.settle() } else { Vec::new() });
        last.extend(changed.map(|assignment| (assignment.id, assignment.story)));
    }
    last.extend(threader.settle().into_iter().map(|assignment| (assignment.id, assignment.story)));
    for (id, story) in &last {
        assert_eq!(threader.story_of(id), Some(story.as_str()));
    }
    let listed: BTreeSet<&str> = threader.stories().flat_map(|(_, members)| members).collect();
    assert_eq!(listed.len(), last.len());
}

#[test]
fn a_report_read_again_stays_where_it_is() {
    let press = press_day();
    let mut threader = threaded(&press);
    let was = threader.story_of(&press[3].0.id).unwrap().to_owned();
    let again = threader.add(&press[3].0);
    assert_eq!((again.len(), again[0].story.as_str()), (1, was.as_str()));
    assert_eq!(threader.stories().map(|(_, members)| members.len()).sum::<usize>(), press.len());
}

#[test]
fn reasons_name_what_is_shared() {
    let press = press_day();
    let mut threader = Threader::new();
    let first = threader.add(&press[0].0).remove(0);
    assert_eq!(first.reasons[0].by, By::Alone);
    let second = threader.add(&press[1].0).remove(0);
    assert_eq!(second.story, first.story);
    let copy = second.reasons.iter().find(|reason| reason.by == By::Copy).unwrap();
    assert_eq!(copy.what, [press[0].0.id.clone()]);
    let names = second.reasons.iter().find(|reason| reason.by == By::Names).unwrap();
    assert!(
        names.what.iter().any(|name| name == "Halvorsen" || name == "Ternois" || name == "Nordmed"),
        "{names:?}"
    );
    let line = serde_json::to_string(&second).unwrap();
    assert!(line.starts_with(r#"{"id":"e9e2dceec1","story":"s"#), "{line}");
}

#[test]
fn lines_that_are_no_report_say_why() {
    assert!(Item::parse("{").is_err());
    assert!(Item::parse(r#"{"title": "x"}"#).unwrap_err().contains("source"));
    let report = Item::parse(
        r#"{"source": "s", "title": {"text": "T", "at": [0, 1]}, "published": {"date": "2031-03"}, "text": "x"}"#,
    );
    let report = report.unwrap();
    assert_eq!((report.id.as_str(), report.title.as_str(), report.published), ("s", "T", None));
}

#[test]
fn old_reports_leave_the_live_window() {
    let press = press_day();
    let settings = story::Settings { window: 30, ..Default::default() };
    let mut threader = Threader::with(settings);
    for (item, ..) in &press {
        threader.add(item);
        threader.settle();
    }
    assert_eq!(threader.stories().map(|(_, members)| members.len()).sum::<usize>(), 30);
    assert_eq!(threader.story_of(&press[0].0.id), None);
    let again: Threader = serde_json::from_str(&serde_json::to_string(&threader).unwrap()).unwrap();
    assert_eq!(again.stories().count(), threader.stories().count());
}

#[test]
fn nothing_a_report_holds_stops_the_threader() {
    let mut threader = Threader::new();
    let long = "Ö".repeat(200_000);
    let digits = "1.2,3 ".repeat(5_000);
    for (at, text) in
        ["", " ", "\u{301}\u{301}", "9", "1.", "１２", &long, &digits, "\0\u{feff}", "日本語のテキスト", "ก็"]
            .iter()
            .enumerate()
    {
        for language in ["null", r#""fr""#, r#""xx""#] {
            let line = format!(
                r#"{{"id": "{at}{}", "language": {language}, "title": {text:?}, "text": ""}}"#,
                language.len()
            );
            let item = Item::parse(&line).unwrap_or_default();
            threader.add(&Item { text: (*text).to_owned(), id: format!("{at}{language}"), ..item });
        }
    }
    threader.settle();
}
