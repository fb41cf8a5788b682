//! Golden pairs: each `pages/x.html` is read and compared with `pages/x.json`. Outlets, people and
//! events are invented; the forms are those of real pages.
//!
//! `cargo xtask golden` rewrites the pairs; review the diff.

#![allow(clippy::disallowed_methods, reason = "a test may read and write its golden pairs")]

use std::fs;
use std::path::{Path, PathBuf};

use page::Page;
use report::body::model::Model;
use report::read::{Context, read_parts};
use report::{BlockKind, Evidence, Kind, Reason, Report};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages")
}

fn read(name: &str) -> (String, Report) {
    let html = fs::read_to_string(folder().join(name).with_extension("html")).expect("a page");
    let context = Context {
        source: format!("{name}.html"),
        url: Some(format!("https://{name}.example/")),
        ..Context::default()
    };
    let report = read_parts(Model::bundled(), &Page::parse(&html), &context);
    (html, report)
}

fn names() -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder())
        .expect("the folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|ext| ext == "html"))
        .map(|path| path.file_stem().expect("a name").to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn pages_are_read_as_before() {
    let write = std::env::var_os("DEPECHE_GOLDEN").is_some_and(|wish| wish == "write");
    for name in names() {
        let (_, report) = read(&name);
        let read = serde_json::to_string_pretty(&report).expect("a report is JSON") + "\n";
        let path = folder().join(&name).with_extension("json");
        if write {
            fs::write(&path, &read).expect("written");
        }
        let golden = fs::read_to_string(&path).unwrap_or_default();
        assert!(golden == read, "{name}.json differs; run `cargo xtask golden` and review the diff");
    }
}

#[test]
fn every_span_lies_in_its_page() {
    for name in names() {
        let (html, report) = read(&name);
        for block in report.body.iter().filter(|block| block.page.is_some()) {
            let first = block.text.split([' ', '\n']).next().unwrap_or_default();
            assert!(block.page.expect("filtered").slice(&html).contains(first), "{name}: {}", block.text);
            assert!(block.at.is_none_or(|at| at.slice(&report.text) == block.text), "{name}: {}", block.text);
        }
        for piece in &report.left_out {
            assert!(!piece.page.slice(&html).is_empty(), "{name}: {}", piece.text);
        }
    }
}

#[test]
fn an_article_keeps_its_words_and_no_others() {
    let (_, report) = read("article");
    assert_eq!(report.kind, Kind::Article);
    assert_eq!(
        report.standfirst.as_ref().map(|line| line.text.as_str()),
        Some("Les dockers ont voté mardi la reprise du travail ; le contrat reste à signer.")
    );
    let reasons = |words: &str| {
        report.left_out.iter().find(|piece| piece.text.contains(words)).map(|piece| piece.reason)
    };
    assert_eq!(reasons("Publicité"), Some(Reason::Advertisement));
    assert_eq!(reasons("Les ferries"), Some(Reason::Related));
    assert_eq!(reasons("Recevez chaque matin"), Some(Reason::Newsletter));
    assert_eq!(reasons("mesurer l'audience"), Some(Reason::Consent));
    assert_eq!(reasons("bonne nouvelle"), Some(Reason::Comments));
    assert_eq!(report.reserved, ["noarchive"]);
    let image = &report.images[0];
    assert_eq!(
        (image.caption.as_deref(), image.credit.as_deref()),
        (Some("Les grues du bassin Est, mardi matin."), Some("© Lise Aumont"))
    );
}

#[test]
fn what_is_no_report_is_called_by_its_name() {
    assert_eq!(read("live").1.kind, Kind::Live);
    assert_eq!(read("listing").1.kind, Kind::Listing);
    assert_eq!(read("consent").1.kind, Kind::Consent);
    assert!(read("consent").1.text.is_empty());
    assert_eq!(read("error").1.kind, Kind::Error);
    assert_eq!(read("login").1.kind, Kind::Login);
}

#[test]
fn who_says_the_title_and_the_authors_is_told() {
    let (_, report) = read("kicker");
    let title = report.title.expect("a title");
    assert_eq!(title.text, "Hafen Lindau: Schleuse bleibt bis Freitag geschlossen");
    assert!(report.evidence.title.contains(&Evidence::JsonLd));
    let names: Vec<&str> = report.byline.iter().map(|author| author.name.as_str()).collect();
    assert!(names.contains(&"Jorun van der Veen") && !names.contains(&"Moorbote"), "{names:?}");
    // The moment is Tuesday in Greenwich; the outlet's own day is Wednesday.
    assert_eq!(report.published.map(|date| date.date), Some("2025-05-07".to_owned()));
}

#[test]
fn corrections_passages_and_parts_are_told() {
    let (_, report) = read("correction");
    assert_eq!(report.byline[0].name, "Ada Quay");
    assert_eq!(report.published.map(|date| date.date), Some("2025-12-18".to_owned()));
    assert!(report.corrections[0].text.starts_with("Correction: an earlier version"));
    let passage = &report.passages[0];
    assert_eq!(passage.language, "fr");
    assert!(report.body[passage.block].text.starts_with("Nous avons attendu"));
    let (_, report) = read("part");
    assert_eq!(report.next.as_deref(), Some("https://part.example/the-long-road-2.html"));
    assert!(report.complaints.iter().any(|complaint| complaint.starts_with("part:")));
    assert_eq!(report.byline[0].name, "Bo Lund");
}

#[test]
fn parts_of_their_own_kind_stay_apart() {
    let (_, report) = read("table");
    let of = |kind: BlockKind| report.body.iter().filter(|block| block.kind == kind).count();
    assert_eq!((of(BlockKind::Caption), of(BlockKind::ListItem)), (1, 3));
    assert!(of(BlockKind::TableRow) >= 4 && !report.text.contains("39.8"));
    let (_, report) = read("paywall");
    assert_eq!(report.free, Some(false));
    assert!(!report.text.contains("Suscríbete"));
}

#[test]
fn each_part_of_a_page_finds_its_place() {
    let reason = |report: &Report, words: &str| {
        report.left_out.iter().find(|piece| piece.text.contains(words)).map(|piece| piece.reason)
    };
    let (_, report) = read("fact-box");
    assert_eq!(reason(&report, "Built in 1988"), Some(Reason::Aside));
    assert_eq!(reason(&report, "The last twenty minutes"), Some(Reason::Related));
    assert!(
        report.body.iter().any(|block| block.kind == BlockKind::Post && block.text.contains("nothing less"))
    );
    let (_, report) = read("stacked");
    assert_eq!(report.text.matches("une quarantaine de tombes").count(), 1);
    assert_eq!(reason(&report, "Fermée depuis deux ans"), Some(Reason::Related));
    let (_, report) = read("gallery");
    assert_eq!(report.body.iter().filter(|block| block.kind == BlockKind::Caption).count(), 3);
    let (_, report) = read("interview");
    assert!(report.text.contains("And who has them now?") && !report.text.contains("writes about rivers"));
    let (_, report) = read("refrain");
    assert_eq!(report.text.matches("What does a sack of flour cost you today").count(), 3);
    let (_, report) = read("short-post");
    assert!(report.text.starts_with("Four times a year") && report.text.ends_with("cracks less."));
    assert_eq!(reason(&report, "thermocouples drift"), Some(Reason::Comments));
    let times = |name| read(name).1.body.iter().filter(|block| block.time.is_some()).count();
    assert_eq!((times("live"), times("article")), (6, 0));
}

#[test]
fn words_that_are_not_shown_are_found() {
    for (name, words) in
        [("script-data", "four hundred candles"), ("noscript", "People who work late also read")]
    {
        let (_, report) = read(name);
        assert!(report.text.contains(words), "{name}: {}", report.text);
        assert_eq!(report.kind, Kind::Article, "{name}");
    }
}
