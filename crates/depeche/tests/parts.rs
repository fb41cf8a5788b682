//! Articles of several pages: followed politely, kept page by page, and read, threaded and rebuilt as one report.

mod loopback;

use std::process::Command;

use depeche::archive::Archive;
use depeche::clock::Clock;
use depeche::config::Config;
use depeche::source::collect::{Summary, Which, collect, reread};
use depeche::thread::{forget, thread_reports};
use loopback::{Request, Response, Web};
use report::joined::MOST;

const WORDS: [&str; 3] = [
    "For three weeks the convoy had followed the river, and nobody in it could say how far the strait still was. \
     The maps were old, the bridges on them were gone, and the villages had other names.",
    "On the fourth Sunday they met a ferryman, Bo Lund, who laughed at the maps. “I have carried people across for \
     forty years,” Lund told them, “and I have never seen one that was right.”",
    "Lund said that about 400 people had crossed before them that spring. In the evening the first boat left, and \
     the last of them stood on the other bank before the moon had risen over the strait.",
];

/// Page `number` of the long report; `next` is the link to the part behind it.
fn part(number: usize, next: Option<&str>) -> String {
    let link = next.map(|next| format!("<a rel=next href=\"{next}\">Next page</a>")).unwrap_or_default();
    format!(
        "<html lang=en><head><title>The long road</title><meta property=og:type content=article></head><body><article>\
         <h1>The long road to the strait</h1><p>By Ada Quay</p><p>{}</p><p class=pagination>Page {number} {link}</p>\
         </article></body></html>",
        WORDS[(number - 1) % WORDS.len()]
    )
}

fn page(body: &str) -> Response {
    (200, vec![("Content-Type", "text/html; charset=utf-8".into())], body.as_bytes().to_vec())
}

fn text(status: u16, body: &str) -> Response {
    (status, vec![("Content-Type", "text/plain".into())], body.as_bytes().to_vec())
}

fn feed(base: &str, paths: &[&str]) -> Response {
    let item = |path: &&str| format!("<item><title>T</title><link>{base}{path}</link></item>");
    let items = paths.iter().map(item).collect::<Vec<_>>().concat();
    let feed = format!("<rss version=\"2.0\"><channel><title>F</title>{items}</channel></rss>");
    (200, vec![("Content-Type", "application/rss+xml".into())], feed.into_bytes())
}

/// A press with one report on three pages, of which `feeds` lists what it likes.
fn press(request: &Request, base: &str, feeds: &[&str], robots: &str) -> Response {
    match request.path.as_str() {
        "/robots.txt" => text(200, robots),
        "/feed" => feed(base, feeds),
        "/road.html" => page(&part(1, Some("/road-2.html"))),
        "/road-2.html" => page(&part(2, Some(&format!("{base}/road-3.html")))),
        "/road-3.html" => page(&part(3, None)),
        _ => text(404, "no"),
    }
}

fn round(archive: &mut Archive, base: &str) -> Summary {
    let config = format!(
        "contact = \"editor@example.org\"\n[collect]\npace_seconds = 0\nallow_private = true\n\
         [[outlet]]\nname = \"The Strait\"\nlanguage = \"en\"\nsources = [\"{base}/feed\"]\n"
    );
    let config = Config::parse(&config, "depeche.toml").unwrap();
    collect(archive, &config, Which::All, Clock::system(), &|_| ()).unwrap()
}

fn archive() -> (tempfile::TempDir, Archive) {
    let folder = tempfile::tempdir().unwrap();
    let archive = Archive::create(folder.path()).unwrap();
    (folder, archive)
}

#[test]
fn an_article_of_three_pages_is_one_report() {
    let web = Web::serve(|request, base| press(request, base, &["/road.html"], ""));
    let (_folder, mut archive) = archive();
    let summary = round(&mut archive, &web.base);
    assert_eq!((summary.kept, summary.troubles.len()), (3, 0), "{summary:?}");
    let reports = archive.reports().unwrap();
    let [kept] = reports.as_slice() else { panic!("{} reports", reports.len()) };
    let report = &kept.report;
    for words in WORDS {
        assert!(report.text.contains(words), "{}", report.text);
    }
    assert_eq!((report.parts.len(), report.next.as_deref()), (3, None));
    let late = report.statements.iter().find(|statement| statement.words[0].text.contains("400 people"));
    let speaker = late.and_then(|statement| statement.speaker.as_ref());
    assert_eq!(speaker.and_then(|speaker| speaker.name.as_deref()), Some("Bo Lund"));
    assert!(web.seen().iter().all(|request| request.header("user-agent").unwrap().starts_with("Depeche/")));
    for (number, part) in archive.parts(kept.page).unwrap().iter().enumerate() {
        let bytes = archive.page_bytes(part).unwrap().unwrap();
        assert!(String::from_utf8(bytes).unwrap().contains(WORDS[number + 1]));
    }
    assert_eq!(thread_reports(&mut archive).unwrap().placed, 1);

    // Read anew from the kept pages, it is the same report.
    let outcome = reread(&mut archive, &|_| ()).unwrap();
    assert_eq!((outcome.read, outcome.broken.len()), (3, 0));
    let again = archive.reports().unwrap();
    assert_eq!((again.len(), &again[0].report), (1, report));
    forget(&archive).unwrap();
    assert_eq!(thread_reports(&mut archive).unwrap().placed, 1);
}

#[test]
fn a_part_that_the_feed_names_too_is_no_second_report() {
    for feeds in [&["/road.html", "/road-2.html"][..], &["/road-3.html", "/road-2.html", "/road.html"][..]] {
        let web = Web::serve(move |request, base| press(request, base, feeds, ""));
        let (_folder, mut archive) = archive();
        round(&mut archive, &web.base);
        thread_reports(&mut archive).unwrap();
        let reports = archive.reports().unwrap();
        assert_eq!(reports.len(), 1, "{feeds:?}");
        assert_eq!(reports[0].report.parts.len(), 3, "{feeds:?}");
        for path in ["/road.html", "/road-2.html"] {
            assert_eq!(web.asked(path), 1, "{path}");
        }
    }
}

#[test]
fn a_part_threaded_already_leaves_its_story() {
    let early = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(true));
    let only = std::sync::Arc::clone(&early);
    let web = Web::serve(move |request, base| {
        let first = only.load(std::sync::atomic::Ordering::SeqCst);
        press(request, base, if first { &["/road-3.html"] } else { &["/road.html", "/road-3.html"] }, "")
    });
    let (_folder, mut archive) = archive();
    round(&mut archive, &web.base);
    assert_eq!(thread_reports(&mut archive).unwrap().placed, 1);
    early.store(false, std::sync::atomic::Ordering::SeqCst);
    round(&mut archive, &web.base);
    thread_reports(&mut archive).unwrap();
    assert_eq!((archive.reports().unwrap().len(), archive.all_members().unwrap().len()), (1, 1));
}

#[test]
fn a_part_that_may_not_be_asked_for_is_not() {
    let robots = "User-agent: *\nDisallow: /road-2.html\n";
    let web = Web::serve(move |request, base| press(request, base, &["/road.html"], robots));
    let (_folder, mut archive) = archive();
    let summary = round(&mut archive, &web.base);
    assert_eq!((summary.kept, summary.forbidden), (1, 1), "{summary:?}");
    assert_eq!((web.asked("/road-2.html"), web.asked("/road-3.html")), (0, 0));
    let report = &archive.reports().unwrap()[0].report;
    assert_eq!((report.parts.len(), report.next.as_deref()), (0, Some("/road-2.html")));
    assert!(report.complaints.iter().any(|complaint| complaint.starts_with("part:")));
}

#[test]
fn a_part_that_may_not_be_kept_is_no_part() {
    let web = Web::serve(|request, base| {
        let (status, mut headers, body) = press(request, base, &["/road.html"], "");
        if request.path == "/road-2.html" {
            headers.push(("X-Robots-Tag", "noarchive".into()));
        }
        (status, headers, body)
    });
    let (_folder, mut archive) = archive();
    let summary = round(&mut archive, &web.base);
    assert_eq!((summary.kept, summary.listed), (1, 1), "{summary:?}");
    let report = &archive.reports().unwrap()[0].report;
    assert!(!report.text.contains("Bo Lund") && report.next.is_some());
}

#[test]
fn a_chain_without_end_is_followed_so_far_and_another_host_not_at_all() {
    let web = Web::serve(|request, base| match request.path.as_str() {
        "/robots.txt" => text(404, ""),
        "/feed" => feed(base, &["/endless", "/elsewhere"]),
        "/elsewhere" => page(&part(1, Some("http://127.0.0.1:9/elsewhere?page=2"))),
        path => {
            let number = path.rsplit('=').next().and_then(|number| number.parse().ok()).unwrap_or(1);
            page(&part(number, Some(&format!("/endless?page={}", number + 1))))
        }
    });
    let (_folder, mut archive) = archive();
    let summary = round(&mut archive, &web.base);
    assert_eq!((summary.kept as usize, summary.troubles.len()), (MOST + 1, 0), "{summary:?}");
    assert_eq!(archive.reports().unwrap().len(), 2);
}

#[test]
fn read_joins_the_pages_among_its_inputs_where_it_is_asked_to() {
    let folder = tempfile::tempdir().unwrap();
    let canonical = |number: usize| match number {
        1 => "https://strait.example/road.html".to_owned(),
        number => format!("https://strait.example/road-{number}.html"),
    };
    for number in 1..=3 {
        let next = (number < 3).then(|| format!("road-{}.html", number + 1));
        let html = part(number, next.as_deref())
            .replace("<head>", &format!("<head><link rel=canonical href=\"{}\">", canonical(number)));
        std::fs::write(folder.path().join(format!("page-{number}.html")), html).unwrap();
    }
    std::fs::write(
        folder.path().join("other.html"),
        "<h1>Another</h1><p>Another report, of one page only.</p>",
    )
    .unwrap();
    let read = |more: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_depeche"));
        let output = command.args(["read", "--json"]).args(more).arg(folder.path()).output().unwrap();
        assert!(output.status.success());
        let lines = String::from_utf8(output.stdout).unwrap();
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect::<Vec<serde_json::Value>>()
    };
    assert_eq!(read(&[]).len(), 4, "a line an input, unless asked otherwise");
    let joined = read(&["--join"]);
    assert_eq!(joined.len(), 2);
    assert_eq!(joined[1]["parts"].as_array().unwrap().len(), 3);
    for words in WORDS {
        assert!(joined[1]["text"].as_str().unwrap().contains(words));
    }
    assert!(joined[0]["parts"].as_array().unwrap().is_empty());
}
