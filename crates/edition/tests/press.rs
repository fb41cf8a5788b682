//! Editions of an invented press: the golden one, its seal, its quotations, and what it escapes.
//!
//! `press/reports.jsonl` holds reports as they were read once, with the story each belongs to, so
//! that a better reader does not change these tests.

#![allow(clippy::disallowed_methods, reason = "a test may rewrite its golden edition")]

use std::path::Path;

use edition::{
    Addresses, Broken, Desk, Edition, Interface, Issue, Note, Quotation, Snapshot, compose, layout,
};
use report::{In, Report, Span};
use serde_json::Value;
use story::{Member, Story};

/// The story and the report of each line; keys a report has gained since are as in an empty one.
fn press() -> Vec<(String, Report)> {
    let empty = serde_json::to_value(Report::default()).unwrap();
    let read = |line: &str| {
        let mut line: Value = serde_json::from_str(line).unwrap();
        let story = line.as_object_mut().unwrap().remove("story").unwrap();
        let mut whole = empty.clone();
        whole.as_object_mut().unwrap().append(line.as_object_mut().unwrap());
        (story.as_str().unwrap().to_owned(), serde_json::from_value(whole).unwrap())
    };
    include_str!("press/reports.jsonl").lines().map(read).collect()
}

fn stories(press: &[(String, Report)]) -> Vec<Story<'_>> {
    let mut names: Vec<&str> = press.iter().map(|(story, _)| story.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let members = |name: &str| {
        let own = press.iter().filter(|(story, _)| story == name);
        own.map(|(_, report)| Member { id: &report.source, report }).collect()
    };
    names.into_iter().map(|name| Story::of(name, members(name))).collect()
}

fn kept(id: &str) -> Option<Snapshot> {
    (id != "sahifa").then(|| Snapshot { page: format!("page-{id}"), hash: Some("ab".repeat(32)) })
}

fn issue() -> Issue {
    let note = Note { text: "Le numéro de demain paraîtra à midi.".into(), by: "A. Morvan".into() };
    Issue { number: 3, date: jiff::civil::date(2031, 3, 14), notes: vec![note] }
}

fn desk(language: Interface) -> Desk {
    Desk {
        id: "rail".into(),
        name: "Usines et chemins de fer".into(),
        language,
        stories: 3,
        ..Desk::default()
    }
}

fn composed(language: Interface) -> Edition {
    compose(&desk(language), &stories(&press()), &kept, issue())
}

const ADDRESSES: Addresses<'_> = Addresses {
    web: Some("https://press.example"),
    unsubscribe: Some("https://press.example/leave?t=a&b"),
    preferences: Some("https://press.example/me"),
};

/// Holds words to a file beside this one, or writes it when `DEPECHE_GOLDEN` is `write`.
fn golden(name: &str, words: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/press").join(name);
    if std::env::var_os("DEPECHE_GOLDEN").is_some_and(|wish| wish == "write") {
        std::fs::write(path, words).unwrap();
        return;
    }
    let held = std::fs::read_to_string(path).unwrap_or_default();
    let first = held.lines().zip(words.lines()).position(|(held, now)| held != now);
    assert!(held == words, "{name} differs at line {first:?}; if rightly so: cargo xtask golden");
}

#[test]
fn golden_edition() {
    let edition = composed(Interface::Fr);
    golden("edition.json", edition.json());
    golden("edition.html", &layout::html(&edition, &ADDRESSES));
    golden("edition.txt", &layout::text(&edition, &ADDRESSES));
}

#[test]
fn every_quotation_is_its_report_s_words() {
    let press = press();
    let edition = composed(Interface::En);
    let mut count = 0;
    for quotation in edition.quotations() {
        let (_, report) = press.iter().find(|(_, report)| report.source == quotation.report()).unwrap();
        let whole = match quotation.within() {
            In::Text => report.text.as_str(),
            In::Title => report.title.as_ref().unwrap().text.as_str(),
        };
        assert_eq!(quotation.text(), quotation.at().slice(whole));
        assert!(!report.reserved.contains(&"noarchive".to_owned()));
        assert_eq!(quotation.outlet(), report.outlet.as_deref());
        count += 1;
    }
    assert!(count > 25, "{count}");
}

#[test]
fn what_must_not_be_kept_is_listed_and_not_quoted() {
    let press = press();
    let (_, reserved) = press.iter().find(|(_, report)| report.source == "closedharbour").unwrap();
    assert_eq!(Quotation::cut("closedharbour", reserved, None, In::Text, Span::new(0, 10)), None);
    let desk = Desk { query: vec!["wreck".into()], ..desk(Interface::En) };
    let edition = compose(&desk, &stories(&press), &kept, issue());
    let [wreck] = edition.content().chapters.as_slice() else { panic!("one story") };
    assert!(wreck.reports.iter().any(|listed| listed.reserved && listed.way.url.is_some()));
    assert!(wreck.quotations().all(|quotation| quotation.report() != "closedharbour"));
    for words in [layout::html(&edition, &ADDRESSES), layout::text(&edition, &ADDRESSES)] {
        assert!(words.contains("closedharbour.example") && words.contains("read it there"), "{words}");
        assert!(!words.contains("Nobody touched it") && !words.contains("found intact"));
    }
}

#[test]
fn the_same_inputs_give_the_same_bytes() {
    assert_eq!(composed(Interface::Fr).json(), composed(Interface::Fr).json());
}

#[test]
fn a_sealed_edition_opens_again_and_only_unchanged() {
    let edition = composed(Interface::Fr);
    let opened = Edition::open(edition.json()).unwrap();
    assert!(opened == edition);
    assert_eq!(layout::html(&opened, &ADDRESSES), layout::html(&edition, &ADDRESSES));
    let json = edition.json();
    let changed = [
        json.replacen("\"number\":3", "\"number\":4", 1),
        json.replacen("87 pociągów", "88 pociągów", 1),
        json.replacen("A. Morvan", "A. Morvane", 1),
        json.replacen("page-", "pagE-", 1),
        json.replacen(",\"content\":{", ",\"content\":{ ", 1),
    ];
    for changed in changed {
        assert!(changed != json);
        assert_eq!(Edition::open(&changed), Err(Broken::Seal));
    }
    for broken in ["", "{}", &json[1..], &json[..json.len() - 1], "{\"seal\":\"é"] {
        assert!(Edition::open(broken).is_err(), "{broken}");
    }
}

#[test]
fn anything_that_changes_changes_the_seal() {
    let seal = |desk: Desk, issue: Issue, kept: &dyn Fn(&str) -> Option<Snapshot>| {
        compose(&desk, &stories(&press()), kept, issue).fingerprint().to_owned()
    };
    let mut seals = vec![
        seal(desk(Interface::Fr), issue(), &kept),
        seal(desk(Interface::En), issue(), &kept),
        seal(Desk { stories: 2, ..desk(Interface::Fr) }, issue(), &kept),
        seal(desk(Interface::Fr), Issue { number: 4, ..issue() }, &kept),
        seal(desk(Interface::Fr), Issue { notes: Vec::new(), ..issue() }, &kept),
        seal(desk(Interface::Fr), issue(), &|_| None),
    ];
    seals.sort();
    seals.dedup();
    assert_eq!(seals.len(), 6);
}

#[test]
fn hostile_words_stay_words() {
    let desk = Desk {
        query: vec!["Monday".into()],
        outlets: vec!["Evil \"Gazette\" <i>".into()],
        ..desk(Interface::En)
    };
    let edition = compose(&desk, &stories(&press()), &kept, issue());
    assert_eq!(edition.content().chapters.len(), 1);
    let html = layout::html(&edition, &ADDRESSES);
    for bad in ["<script", "<img", "<i>", "<b>bold", "javascript:", "onerror=alert(1)>"] {
        assert!(!html.contains(bad), "{bad} in {html}");
    }
    assert!(html.contains("&lt;img src=x onerror=alert(1)&gt; &amp; more of it"));
    assert!(html.contains("t=a&amp;b"));
    let text = layout::text(&edition, &ADDRESSES);
    assert!(!text.contains("javascript:") && text.contains("<img src=x onerror=alert(1)> & more of it"));
}

#[test]
fn a_mail_asks_nothing_of_anybody() {
    for language in [Interface::De, Interface::En, Interface::Fr, Interface::Pl, Interface::Ru] {
        let html = layout::html(&composed(language), &ADDRESSES);
        for asked in ["<img", "<script", "<link", "<iframe", "url(", "@import", "src="] {
            assert!(!html.contains(asked), "{asked}");
        }
        assert!(html.len() < 102_000, "{} bytes: some readers cut a mail there", html.len());
    }
}

#[test]
fn text_lines_keep_to_their_columns() {
    let text = layout::text(&composed(Interface::Ru), &ADDRESSES);
    for line in text.lines().filter(|line| !line.contains("://")) {
        assert!(line.chars().count() <= 72 || !line.trim().contains(' '), "{line}");
        assert_eq!(line.trim_end(), line);
    }
}

#[test]
fn every_word_of_the_html_is_in_the_text() {
    let edition = composed(Interface::Fr);
    let text = layout::text(&edition, &ADDRESSES);
    let squeezed: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for quotation in edition.quotations() {
        let words = quotation.text().split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(squeezed.contains(&words), "{words}");
    }
}

#[test]
fn words_carry_their_language_and_direction() {
    let html = layout::html(&composed(Interface::Fr), &ADDRESSES);
    assert!(html.contains("<html lang=\"fr\" dir=\"ltr\">"));
    assert!(html.contains("lang=\"ar\" dir=\"rtl\""));
    assert!(html.contains("lang=\"uk\" dir=\"ltr\""));
}

#[test]
fn an_empty_edition_says_so() {
    let edition = compose(&desk(Interface::Fr), &[], &kept, Issue { notes: Vec::new(), ..issue() });
    assert!(layout::html(&edition, &ADDRESSES).contains("Rien à signaler"));
    assert!(layout::text(&edition, &Addresses::default()).contains("Rien à signaler"));
}

proptest::proptest! {
    /// Whatever stands in a report and wherever a statement is said to be: a quotation is the words
    /// there, or there is none; and a layout holds no markup but its own.
    #[test]
    fn any_report_can_be_told(title in ".{0,60}", text in "(?s).{0,200}", outlet in ".{0,20}", a in 0_u32..220, b in 0_u32..220) {
        let at = Span { start: a.min(b), end: a.max(b) };
        let words = report::Words { text: at.slice(&text).to_owned(), at };
        let statement = report::Statement {
            manner: report::Manner::Direct, within: In::Text, words: vec![words.clone()], cue: Some(words), cue_class: None, cue_negated: false,
            speaker: None, told_to: None, relayed_by: None, occasion: None, repeats: None, confidence: 1.0,
        };
        let report = Report {
            source: title.clone(), url: Some(format!("https://a.example/{text}")), outlet: Some(outlet), text: text.clone(),
            title: Some(report::Line { at: Span::new(0, title.len()), text: title, page: None }), statements: vec![statement],
            ..Report::default()
        };
        let story = Story::of("s", vec![Member { id: "r", report: &report }]);
        let edition = compose(&Desk::default(), &[story], &|_| None, Issue { number: 1, date: jiff::civil::date(2031, 3, 14), notes: Vec::new() });
        for quotation in edition.quotations().filter(|quotation| quotation.within() == In::Text) {
            proptest::prop_assert_eq!(quotation.text(), at.slice(&text));
        }
        let html = layout::html(&edition, &ADDRESSES);
        let opened = html.matches('<').count();
        proptest::prop_assert_eq!(opened, html.matches('>').count());
        proptest::prop_assert_eq!(Edition::open(edition.json()).unwrap(), edition);
    }
}

#[test]
fn a_story_nobody_may_quote_is_listed_behind_the_others() {
    let press: Vec<_> = press()
        .into_iter()
        .filter(|(_, report)| report.outlet.as_deref() != Some("costadelevantediario.example"))
        .collect();
    let edition = compose(&desk(Interface::En), &stories(&press), &kept, issue());
    assert!(edition.content().chapters.iter().all(|chapter| chapter.story != "wreck"));
    assert_eq!(edition.content().more.last().map(|chapter| chapter.story.as_str()), Some("wreck"));
    assert!(layout::text(&edition, &ADDRESSES).contains("closedharbour.example [2] (read it there)"));
}
