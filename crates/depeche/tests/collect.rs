//! Collecting, against real HTTP on loopback: what is asked, what is kept, what is left alone.

mod loopback;

use std::time::Instant;

use depeche::archive::Archive;
use depeche::clock::Clock;
use depeche::config::Config;
use depeche::source::collect::{Summary, Which, collect};
use depeche::thread::thread_reports;
use loopback::{Request, Response, Web};

const DAM: &str = "<html lang=en><head><title>Dam breaks at Sorrow Bend</title></head><body><h1>Dam breaks at Sorrow Bend</h1>\
    <p>Two people died when the old dam at Sorrow Bend broke on Thursday night, the mayor, Ida Kroll, said.</p>\
    <p>“We heard it before we saw it,” Kroll told reporters. About 400 houses stand in the water.</p></body></html>";

fn page(body: &str) -> Response {
    (200, vec![("Content-Type", "text/html; charset=utf-8".into())], body.as_bytes().to_vec())
}

fn text(status: u16, body: &str) -> Response {
    (status, vec![("Content-Type", "text/plain".into())], body.as_bytes().to_vec())
}

fn feed(links: &[String]) -> String {
    let item = |link: &String| {
        format!(
            "<item><title>T</title><link>{link}</link><pubDate>Thu, 12 Mar 2026 10:00:00 GMT</pubDate></item>"
        )
    };
    let items = links.iter().map(item).collect::<Vec<_>>().concat();
    format!("<rss version=\"2.0\"><channel><title>F</title>{items}</channel></rss>")
}

fn config(more: &str, sources: &[String]) -> Config {
    let text = format!(
        "contact = \"editor@example.org\"\n[collect]\npace_seconds = 0\nallow_private = true\n{more}\n\
         [[outlet]]\nname = \"The Bend Gazette\"\nlanguage = \"en\"\nsources = {sources:?}\n"
    );
    Config::parse(&text, "depeche.toml").unwrap()
}

fn round(archive: &mut Archive, config: &Config) -> Summary {
    collect(archive, config, Which::All, Clock::system(), &|_| ()).unwrap()
}

/// A press with one of everything.
fn press(request: &Request, base: &str) -> Response {
    match request.path.as_str() {
        "/robots.txt" => text(200, "User-agent: *\nDisallow: /private/\n"),
        "/feed" if request.header("if-none-match") == Some("\"1\"") => text(304, ""),
        "/feed" => {
            let links =
                ["/dam?utm_source=rss", "/moved", "/private/1", "/gone", "/unkept", "/picture", "/dam"];
            let links: Vec<String> = links.iter().map(|path| format!("{base}{path}")).collect();
            (200, vec![("ETag", "\"1\"".into())], feed(&links).into_bytes())
        }
        "/dam" => page(DAM),
        "/moved" => (301, vec![("Location", "/after".into())], Vec::new()),
        "/after" => page(
            "<title>After the flood</title><h1>After the flood</h1><p>The water fell on Friday, the council said.</p>",
        ),
        "/unkept" => {
            let (status, mut headers, body) =
                page("<title>Not to be kept</title><h1>Not to be kept</h1><p>Secret words of the page.</p>");
            headers.push(("X-Robots-Tag", "noarchive".into()));
            (status, headers, body)
        }
        "/picture" => (200, vec![("Content-Type", "image/png".into())], vec![0; 10]),
        _ => text(404, "no"),
    }
}

#[test]
fn a_round_fetches_keeps_and_reads_what_it_may() {
    let web = Web::serve(press);
    let folder = tempfile::tempdir().unwrap();
    let mut archive = Archive::create(folder.path()).unwrap();
    let config = config("", &[format!("{}/feed", web.base)]);
    let summary = round(&mut archive, &config);
    assert_eq!(
        (summary.kept, summary.listed, summary.forbidden, summary.passed_over),
        (2, 1, 1, 2),
        "{summary:?}"
    );
    assert_eq!(web.asked("/private/1"), 0);
    assert_eq!(web.asked("/robots.txt"), 1);
    assert_eq!(web.asked("/dam"), 1, "tracking parameters make no second page");
    let agent = web.seen()[0].header("user-agent").unwrap().to_owned();
    assert!(agent.starts_with("Depeche/") && agent.ends_with("(+editor@example.org)"), "{agent}");

    let reports = archive.reports().unwrap();
    let dam =
        reports.iter().find(|kept| kept.report.url.as_deref() == Some(&format!("{}/dam", web.base))).unwrap();
    assert_eq!(dam.report.outlet.as_deref(), Some("The Bend Gazette"));
    assert!(dam.report.text.contains("400 houses"));
    let kept = archive.page(dam.page).unwrap().unwrap();
    assert_eq!(archive.page_bytes(&kept).unwrap().unwrap(), DAM.as_bytes());

    let unkept = reports.iter().find(|kept| kept.report.source.ends_with("/unkept")).unwrap();
    assert_eq!(unkept.report.text, "");
    assert!(unkept.report.reserved.contains(&"noarchive".to_owned()));
    assert_eq!(archive.page_bytes(&archive.page(unkept.page).unwrap().unwrap()).unwrap(), None);
    let files = std::fs::read_dir(folder.path().join("pages"))
        .unwrap()
        .map(|file| std::fs::read(file.unwrap().path()).unwrap());
    assert!(files.into_iter().all(|bytes| memchr::memmem::find(&unpack(&bytes), b"Secret words").is_none()));

    // The second round: nothing changed, nothing fetched again.
    let before = web.seen().len();
    let summary = round(&mut archive, &config);
    assert_eq!((summary.unchanged, summary.kept), (1, 0));
    assert_eq!(web.seen().len(), before + 1, "only the feed, with its ETag");
    assert!(thread_reports(&mut archive).unwrap().placed >= 2);
}

fn unpack(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    std::io::Read::read_to_end(&mut flate2::bufread::MultiGzDecoder::new(bytes), &mut out).unwrap();
    out
}

#[test]
fn what_is_not_due_is_left_alone() {
    let web = Web::serve(press);
    let folder = tempfile::tempdir().unwrap();
    let mut archive = Archive::create(folder.path()).unwrap();
    let config = config("", &[format!("{}/feed", web.base)]);
    collect(&mut archive, &config, Which::Due, Clock::system(), &|_| ()).unwrap();
    let summary = collect(&mut archive, &config, Which::Due, Clock::system(), &|_| ()).unwrap();
    assert_eq!((summary.asked, summary.resting), (0, 1));
}

#[test]
fn a_robots_txt_that_cannot_be_had_forbids_everything() {
    for status in [500, 503, 429] {
        let web = Web::serve(move |request, _| match request.path.as_str() {
            "/robots.txt" => text(status, ""),
            _ => page(DAM),
        });
        let folder = tempfile::tempdir().unwrap();
        let mut archive = Archive::create(folder.path()).unwrap();
        let summary = round(&mut archive, &config("", &[format!("{}/page", web.base)]));
        assert_eq!(web.asked("/page"), 0, "{status}");
        assert!(summary.troubles[0].contains("robots.txt"), "{summary:?}");
    }
}

#[test]
fn a_robots_txt_that_is_not_there_allows_everything_and_redirects_are_followed() {
    let elsewhere = Web::serve(|_, _| text(200, "User-agent: depeche\nDisallow: /secret\n"));
    let target = format!("{}/rules", elsewhere.base);
    let web = Web::serve(move |request, _| match request.path.as_str() {
        "/robots.txt" => (302, vec![("Location", target.clone())], Vec::new()),
        _ => page(DAM),
    });
    let missing =
        Web::serve(|request, _| if request.path == "/robots.txt" { text(404, "") } else { page(DAM) });
    let folder = tempfile::tempdir().unwrap();
    let mut archive = Archive::create(folder.path()).unwrap();
    let sources =
        [format!("{}/secret", web.base), format!("{}/open", web.base), format!("{}/page", missing.base)];
    let summary = round(&mut archive, &config("", &sources));
    assert_eq!((web.asked("/secret"), web.asked("/open"), missing.asked("/page")), (0, 1, 1), "{summary:?}");
}

#[test]
fn a_page_that_leads_to_a_private_network_is_not_followed() {
    let inside = Web::serve(|_, _| page("<p>internal</p>"));
    let target = inside.base.clone();
    let web = Web::serve(move |request, _| match request.path.as_str() {
        "/robots.txt" => text(404, ""),
        _ => (302, vec![("Location", format!("{target}/admin"))], Vec::new()),
    });
    let folder = tempfile::tempdir().unwrap();
    let mut archive = Archive::create(folder.path()).unwrap();
    let mut config = config("", &[format!("{}/page", web.base)]);
    config.collect.allow_private = false;
    let summary = round(&mut archive, &config);
    assert_eq!((web.seen().len(), inside.seen().len()), (0, 0));
    assert!(summary.troubles[0].contains("allow_private"), "{summary:?}");
}

#[test]
fn too_many_requests_silences_the_whole_domain() {
    let web = Web::serve(|request, base| match request.path.as_str() {
        "/robots.txt" => text(404, ""),
        "/feed" => text(200, &feed(&[format!("{base}/1"), format!("{base}/2"), format!("{base}/3")])),
        _ => (429, vec![("Retry-After", "600".into())], Vec::new()),
    });
    let folder = tempfile::tempdir().unwrap();
    let mut archive = Archive::create(folder.path()).unwrap();
    let summary = round(&mut archive, &config("", &[format!("{}/feed", web.base)]));
    assert_eq!(web.seen().len(), 3, "robots.txt, the feed, one page");
    assert_eq!(summary.troubles.len(), 3, "{summary:?}");
}

#[test]
fn the_pace_of_a_domain_is_kept() {
    let web = Web::serve(|request, base| match request.path.as_str() {
        "/robots.txt" => text(200, "User-agent: *\nCrawl-delay: 0.4\n"),
        "/feed" => text(200, &feed(&[format!("{base}/1"), format!("{base}/2")])),
        _ => page(DAM),
    });
    let folder = tempfile::tempdir().unwrap();
    let mut archive = Archive::create(folder.path()).unwrap();
    let start = Instant::now();
    round(&mut archive, &config("", &[format!("{}/feed", web.base)]));
    assert!(start.elapsed().as_millis() >= 800, "{:?}", start.elapsed());
}

#[test]
fn packed_pages_are_kept_as_sent_and_read_unpacked() {
    let web = Web::serve(|request, _| {
        if request.path == "/robots.txt" {
            return text(404, "");
        }
        let mut zip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        std::io::Write::write_all(&mut zip, DAM.as_bytes()).unwrap();
        let (status, mut headers, _) = page("");
        headers.push(("Content-Encoding", "gzip".into()));
        (status, headers, zip.finish().unwrap())
    });
    let folder = tempfile::tempdir().unwrap();
    let mut archive = Archive::create(folder.path()).unwrap();
    let summary = round(&mut archive, &config("", &[format!("{}/page", web.base)]));
    assert_eq!(summary.kept, 1, "{summary:?}");
    let kept = archive.pages().unwrap().remove(0);
    assert_eq!(archive.page_bytes(&kept).unwrap().unwrap(), DAM.as_bytes());
}

#[test]
fn sitemaps_are_sources_too() {
    let web = Web::serve(|request, base| match request.path.as_str() {
        "/robots.txt" => text(404, ""),
        "/index.xml" => {
            text(200, &format!("<sitemapindex><sitemap><loc>{base}/news.xml</loc></sitemap></sitemapindex>"))
        }
        "/news.xml" => text(
            200,
            &format!(
                "<urlset><url><loc>{base}/dam</loc></url><url><loc>{base}/old</loc><lastmod>2001-01-01</lastmod></url></urlset>"
            ),
        ),
        _ => page(DAM),
    });
    let folder = tempfile::tempdir().unwrap();
    let mut archive = Archive::create(folder.path()).unwrap();
    let summary = round(&mut archive, &config("", &[format!("{}/index.xml", web.base)]));
    assert_eq!((summary.kept, web.asked("/old")), (1, 0), "{summary:?}");
}

#[test]
fn a_front_page_stands_for_the_feed_it_names() {
    let web = Web::serve(|request, base| match request.path.as_str() {
        "/robots.txt" => text(404, ""),
        "/" => {
            page("<title>Gazette</title><link rel=alternate type=application/rss+xml href=/feed><p>Front</p>")
        }
        "/feed" => text(200, &feed(&[format!("{base}/dam")])),
        _ => page(DAM),
    });
    let folder = tempfile::tempdir().unwrap();
    let mut archive = Archive::create(folder.path()).unwrap();
    let summary = round(&mut archive, &config("", &[format!("{}/", web.base)]));
    assert_eq!((summary.kept, web.asked("/dam")), (1, 1), "{summary:?}");
}

#[test]
fn what_is_left_of_a_list_is_fetched_in_the_next_round() {
    let web = Web::serve(|request, base| match request.path.as_str() {
        "/robots.txt" => text(404, ""),
        "/feed" if request.header("if-none-match").is_some() => text(304, ""),
        "/feed" => {
            let links: Vec<String> = (0..5).map(|number| format!("{base}/{number}")).collect();
            (200, vec![("ETag", "\"1\"".into())], feed(&links).into_bytes())
        }
        _ => page(DAM),
    });
    let folder = tempfile::tempdir().unwrap();
    let mut archive = Archive::create(folder.path()).unwrap();
    let config = config("pages_per_source = 3", &[format!("{}/feed", web.base)]);
    let kept: Vec<u32> = (0..3).map(|_| round(&mut archive, &config).kept).collect();
    assert_eq!(kept, [3, 2, 0]);
}

/// RFC 9309, 2.3.1: what each outcome of asking for robots.txt allows.
#[test]
fn the_status_of_a_robots_txt_decides() {
    const FORBIDS: &str = "User-agent: *\nDisallow: /\n";
    let far = |hops: usize| {
        move |path: &str| {
            let hop: usize = path.trim_start_matches("/hop").parse().unwrap_or(0);
            if hop < hops {
                (302, vec![("Location", format!("/hop{}", hop + 1))], Vec::new())
            } else {
                text(200, FORBIDS)
            }
        }
    };
    let long = format!("User-agent: *\n{}Disallow: /\n", "# a long file\n".repeat(40_000));
    let at_the_limit = format!("{FORBIDS}{}Allow: /page\n", "#".repeat(500 * 1024));
    type Answer = Box<dyn Fn(&str) -> Response + Send + Sync>;
    let cases: Vec<(&str, Answer, usize)> = vec![
        ("allowed", Box::new(|_| text(200, "User-agent: *\nDisallow: /else\n")), 1),
        ("forbidden", Box::new(|_| text(200, FORBIDS)), 0),
        ("401", Box::new(|_| text(401, FORBIDS)), 1),
        ("403", Box::new(|_| text(403, FORBIDS)), 1),
        ("410", Box::new(|_| text(410, FORBIDS)), 1),
        ("500", Box::new(|_| text(500, "")), 0),
        ("503", Box::new(|_| text(503, "")), 0),
        ("five redirects", Box::new(far(5)), 0),
        ("more redirects count as none", Box::new(far(6)), 1),
        ("what stands behind 500 KiB is not read", Box::new(move |_| text(200, &long)), 1),
        ("what stands before is", Box::new(move |_| text(200, &at_the_limit)), 0),
    ];
    for (name, answer, asked) in cases {
        let web = Web::serve(move |request, _| match request.path.as_str() {
            "/page" => page(DAM),
            "/.well-known/tdmrep.json" => text(404, ""),
            path => answer(path),
        });
        let folder = tempfile::tempdir().unwrap();
        let mut archive = Archive::create(folder.path()).unwrap();
        round(&mut archive, &config("", &[format!("{}/page", web.base)]));
        assert_eq!(web.asked("/page"), asked, "{name}");
    }
}

#[test]
fn a_host_that_does_not_answer_is_not_asked_for_pages() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut archive = Archive::create(folder.path()).unwrap();
    let summary = round(&mut archive, &config("", &[format!("http://{closed}/page")]));
    assert!(summary.troubles[0].contains("robots.txt"), "{summary:?}");
}

/// RFC 9309, 2.4: a copy is good for a day; one that could not be had, here, for an hour.
#[test]
fn robots_txt_and_tdmrep_json_are_remembered_for_a_day() {
    let start: jiff::Timestamp = "2031-03-12T08:00:00Z".parse().unwrap();
    for (status, again_after, still_good_after) in [(200, 1500, 1380), (404, 1500, 1380), (503, 120, 30)] {
        let web = Web::serve(move |request, base| match request.path.as_str() {
            "/robots.txt" => text(status, ""),
            "/.well-known/tdmrep.json" => text(404, ""),
            "/feed" => text(200, &feed(&[format!("{base}/dam")])),
            _ => page(DAM),
        });
        let folder = tempfile::tempdir().unwrap();
        let mut archive = Archive::create(folder.path()).unwrap();
        let config = config("", &[format!("{}/feed", web.base)]);
        for (minutes, asked) in [(0, 1), (still_good_after, 1), (again_after, 2)] {
            let clock = Clock::set_to(start + jiff::SignedDuration::from_mins(minutes));
            collect(&mut archive, &config, Which::All, clock, &|_| ()).unwrap();
            assert_eq!(web.asked("/robots.txt"), asked, "{status} after {minutes} min");
        }
        assert!(web.asked("/.well-known/tdmrep.json") <= 1);
    }
}

#[test]
fn what_is_reserved_is_heard_from_file_header_and_page() {
    let web = Web::serve(|request, base| match request.path.as_str() {
        "/robots.txt" => text(404, ""),
        "/.well-known/tdmrep.json" => text(200, r#"[{"location": "/*", "tdm-reservation": 1}]"#),
        "/feed" => {
            let links: Vec<String> =
                ["file", "header", "page", "both"].iter().map(|name| format!("{base}/{name}")).collect();
            text(200, &feed(&links))
        }
        "/header" => {
            let (status, mut headers, body) = page(DAM);
            headers
                .extend([("TDM-Reservation", "0".into()), ("X-Robots-Tag", "noai, other: noarchive".into())]);
            (status, headers, body)
        }
        "/page" => page(
            "<title>P</title><meta name=tdm-reservation content=0><meta name=robots content=nosnippet><p>Words.",
        ),
        "/both" => {
            let (status, mut headers, body) =
                page("<title>B</title><meta name=tdm-reservation content=1><p>Words of the page.");
            headers.push(("TDM-Reservation", "0".into()));
            (status, headers, body)
        }
        _ => page(DAM),
    });
    let folder = tempfile::tempdir().unwrap();
    let mut archive = Archive::create(folder.path()).unwrap();
    round(&mut archive, &config("", &[format!("{}/feed", web.base)]));
    let pages = archive.pages().unwrap();
    let reserved = |path: &str| &pages.iter().find(|page| page.url.ends_with(path)).unwrap().reserved;
    assert_eq!(*reserved("/file"), ["tdm"]);
    assert_eq!(*reserved("/header"), ["noai"]);
    assert_eq!(*reserved("/page"), ["nosnippet"]);
    assert_eq!(*reserved("/both"), ["tdm"]);
    assert_eq!(web.asked("/.well-known/tdmrep.json"), 1, "once for the host");
    let reports = archive.reports().unwrap();
    assert!(reports.iter().any(|kept| kept.report.reserved == ["tdm"]));
}

#[test]
fn packed_news_sitemaps_of_an_index_are_read_and_old_entries_are_not() {
    let now = jiff::Timestamp::now();
    let hours = move |ago: i64| (now - jiff::SignedDuration::from_hours(ago)).to_string();
    let web = Web::serve(move |request, base| match request.path.as_str() {
        "/robots.txt" => text(404, ""),
        "/index.xml" => {
            let maps = (0..9)
                .map(|n| format!("<sitemap><loc>{base}/{n}.xml.gz</loc></sitemap>"))
                .collect::<Vec<_>>()
                .concat();
            text(200, &format!("<?xml version='1.0'?><sitemapindex>{maps}</sitemapindex>"))
        }
        path if path.ends_with(".xml.gz") => {
            let n = path.trim_matches(|c: char| !c.is_ascii_digit());
            let entry = |name: &str, date: String| {
                format!(
                    "<url><loc>{base}/{name}{n}</loc><news:news><news:publication><news:name>G</news:name><news:language>en</news:language>\
                     </news:publication><news:publication_date>{date}</news:publication_date><news:title>T</news:title></news:news></url>"
                )
            };
            let map = format!(
                "<urlset xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'>{}{}</urlset>",
                entry("new", hours(2)),
                entry("old", hours(72))
            );
            let mut zip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            std::io::Write::write_all(&mut zip, map.as_bytes()).unwrap();
            (200, vec![("Content-Type", "application/x-gzip".into())], zip.finish().unwrap())
        }
        _ => page(DAM),
    });
    let folder = tempfile::tempdir().unwrap();
    let mut archive = Archive::create(folder.path()).unwrap();
    let summary = round(&mut archive, &config("", &[format!("{}/index.xml", web.base)]));
    assert_eq!(summary.kept, 3, "three sitemaps of an index in a round: {summary:?}");
    assert_eq!(
        (web.asked("/new8"), web.asked("/old8"), web.asked("/new0")),
        (1, 0, 0),
        "the last named first"
    );
}
