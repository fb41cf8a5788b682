//! How fast sources are read: feeds in MB/s, one question to a robots.txt in µs, a WARC against bare
//! gunzip.
//!
//! `cargo bench -p depeche --bench source [-- DIR]`: DIR holds feeds (`.xml`, `.rss`, `.atom`, `.json`),
//! timed in place of the invented ones. One thread; the fastest of many short passes is shown (what else
//! the machine does only adds), beside the figure that is aimed at.

#![allow(clippy::disallowed_methods, reason = "a benchmark reads files and the clock")]

use std::fmt::Write as _;
use std::hint::black_box;
use std::io::Read as _;
use std::path::Path;
use std::time::Instant;

use depeche::source::robots::Robots;
use depeche::source::warc::{Limits, Reader, Response, Writer};
use depeche::source::{feed, sitemap};
use jiff::Timestamp;

const PASSES: usize = 100;

fn main() {
    let folder = std::env::args().skip(1).find(|arg| !arg.starts_with('-'));
    let feeds = folder.map_or_else(invented, |folder| load(Path::new(&folder)));
    let all: usize = feeds.iter().map(|(_, feed)| feed.len()).sum();
    if all == 0 {
        eprintln!("no feed in this folder");
        std::process::exit(2);
    }
    println!("feeds (aim: 100 MB/s)");
    let mut seconds = 0.0;
    for (name, bytes) in &feeds {
        let took = fastest(|| {
            black_box(feed::parse(black_box(bytes), None, "https://news.example/feed", None));
        });
        seconds += took;
        if feeds.len() <= 20 {
            println!("  {name:24} {:8} bytes {:8.0} MB/s", bytes.len(), bytes.len() as f64 / took / 1e6);
        }
    }
    println!("  {:24} {all:8} bytes {:8.0} MB/s", "all", all as f64 / seconds / 1e6);
    robots();
    let map = site_map();
    let took = fastest(|| drop(black_box(sitemap::read(black_box(&map), None))));
    println!("sitemap of 2 000 pages\n  {:.0} MB/s", map.len() as f64 / took / 1e6);
    archive();
}

/// Seconds of the fastest pass.
fn fastest(mut pass: impl FnMut()) -> f64 {
    let mut time = || {
        let clock = Instant::now();
        pass();
        clock.elapsed().as_secs_f64()
    };
    (0..PASSES).map(|_| time()).fold(f64::INFINITY, f64::min)
}

fn robots() {
    println!("robots.txt (aim: 2 µs a question)");
    for groups in [1, 30] {
        let text = robots_text(groups);
        let robots = Robots::parse(text.as_bytes());
        let urls: Vec<String> = (0..100)
            .map(|n| {
                format!("https://news.example/section-{}/2031/03/a-dam-breaks-{n}.html?page={n}", n % 40)
            })
            .collect();
        let ask = fastest(|| {
            for url in &urls {
                black_box(robots.allows("depeche", black_box(url)));
            }
        });
        let parse = fastest(|| drop(black_box(Robots::parse(black_box(text.as_bytes())))));
        println!(
            "  {groups:2} groups, {:6} bytes: {:.2} µs a question, {:.0} µs to read the file",
            text.len(),
            ask / urls.len() as f64 * 1e6,
            parse * 1e6
        );
    }
}

/// Groups for others, then sixty rules for everybody.
fn robots_text(groups: usize) -> String {
    let mut text = String::from("# Rules of an invented outlet\n");
    for group in 1..groups {
        let _ = write!(text, "User-agent: Otherbot{group}\nDisallow: /\n\n");
    }
    text.push_str("User-agent: *\nCrawl-delay: 2\n");
    for rule in 0..60 {
        let _ = match rule % 4 {
            0 => writeln!(text, "Disallow: /section-{rule}/private/"),
            1 => writeln!(text, "Disallow: /*/print/{rule}$"),
            2 => writeln!(text, "Allow: /section-{rule}/open*?page="),
            _ => writeln!(text, "Disallow: /search-{rule}?q=*"),
        };
    }
    text + "Sitemap: https://news.example/map.xml\n"
}

/// Words that read like news and pack like it.
struct Words(u64);

impl Words {
    fn next(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }

    fn text(&mut self, words: usize) -> String {
        const WORDS: [&str; 40] = [
            "the",
            "dam",
            "council",
            "of",
            "water",
            "said",
            "on",
            "Thursday",
            "mayor",
            "houses",
            "river",
            "and",
            "in",
            "people",
            "night",
            "broke",
            "about",
            "four",
            "hundred",
            "minister",
            "that",
            "reporters",
            "told",
            "to",
            "region",
            "rescue",
            "workers",
            "were",
            "found",
            "town",
            "after",
            "old",
            "inspection",
            "report",
            "by",
            "engineers",
            "Zarechsk",
            "called",
            "“late”",
            "café",
        ];
        let mut text = String::new();
        for _ in 0..words {
            // A third of the words is new every time, as names and numbers are.
            if self.next(3) == 0 {
                let _ = write!(text, "{:x} ", self.next(1 << 24));
            } else {
                text.push_str(WORDS[self.next(WORDS.len() as u64) as usize]);
                text.push(' ');
            }
        }
        text
    }

    fn html(&mut self, paragraphs: usize) -> String {
        (0..paragraphs).fold(String::new(), |mut html, n| {
            let _ = writeln!(
                html,
                "<p class=\"text\">{} <a href=\"/2031/{n}?a=1&amp;b=2\">{}</a>.</p>",
                self.text(50),
                self.text(3)
            );
            html
        })
    }
}

/// The kinds of feeds outlets have: headlines, headlines with a summary, whole articles, Atom, JSON.
fn invented() -> Vec<(String, Vec<u8>)> {
    let mut words = Words(7);
    let escape = |html: &str| html.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let mut feeds: Vec<(&str, String)> =
        ["headlines", "summaries", "whole articles", "escaped articles", "atom", "json"]
            .map(|name| (name, String::new()))
            .into();
    let mut items = Vec::new();
    for n in 0..40 {
        let (title, link) =
            (words.text(8), format!("https://news.example/2031/03/12/story-{n}?utm_source=rss&amp;id={n}"));
        let head = format!(
            "<item>\n<title>{title}</title>\n<link>{link}</link>\n<guid isPermaLink=\"false\">news-{n}</guid>\n\
             <pubDate>Thu, 12 Mar 2031 10:{n:02}:00 +0100</pubDate>\n<dc:creator><![CDATA[Ida Kroll]]></dc:creator>\n\
             <category><![CDATA[Region]]></category>\n<category>Water</category>\n"
        );
        let summary = escape(&format!("<p>{}</p>", words.text(40)));
        let article = words.html(12);
        let media = format!(
            "<media:content url=\"https://img.example/{n}.jpg\" type=\"image/jpeg\" width=\"800\" height=\"600\"/>\n"
        );
        let _ = writeln!(feeds[0].1, "{head}</item>");
        let _ = writeln!(feeds[1].1, "{head}<description>{summary}</description>\n{media}</item>");
        let _ = writeln!(
            feeds[2].1,
            "{head}<description>{summary}</description>\n<content:encoded><![CDATA[{article}]]></content:encoded>\n{media}</item>"
        );
        let _ = writeln!(feeds[3].1, "{head}<description>{}</description>\n{media}</item>", escape(&article));
        let _ = writeln!(
            feeds[4].1,
            "<entry>\n<title type=\"html\">{title}</title>\n<link rel=\"alternate\" href=\"{link}\"/>\n<id>tag:news.example,2031:{n}</id>\n\
             <published>2031-03-12T10:{n:02}:00+01:00</published><updated>2031-03-12T11:{n:02}:00Z</updated>\n\
             <author><name>Ida Kroll</name></author>\n<summary type=\"html\">{summary}</summary>\n\
             <content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\">{article}</div></content>\n</entry>"
        );
        items.push(serde_json::json!({
            "id": n.to_string(), "url": format!("https://news.example/{n}"), "title": title,
            "content_html": article, "date_published": format!("2031-03-12T10:{n:02}:00+01:00"),
            "authors": [{"name": "Ida Kroll"}], "tags": ["Region", "Water"],
        }));
    }
    let rss = |items: &str| {
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
             xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" xmlns:media=\"http://search.yahoo.com/mrss/\">\n\
             <channel><title>The Bend Gazette</title><link>https://news.example/</link><description>News</description>\n{items}</channel></rss>"
        )
    };
    let atom = |entries: &str| {
        format!(
            "<?xml version=\"1.0\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>The Bend Gazette</title>\n{entries}</feed>"
        )
    };
    let json = serde_json::json!({"version": "https://jsonfeed.org/version/1.1", "title": "The Bend Gazette", "items": items});
    feeds
        .into_iter()
        .map(|(name, text)| {
            let text = match name {
                "atom" => atom(&text),
                "json" => json.to_string(),
                _ => rss(&text),
            };
            (name.to_owned(), text.into_bytes())
        })
        .collect()
}

fn load(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut feeds = Vec::new();
    for entry in folder.read_dir().into_iter().flatten().flatten() {
        let path = entry.path();
        let named = path.extension().and_then(|e| e.to_str());
        if named.is_some_and(|e| matches!(e, "xml" | "rss" | "atom" | "json" | "rdf"))
            && let Ok(bytes) = std::fs::read(&path)
            && !bytes.is_empty()
        {
            feeds.push((entry.file_name().to_string_lossy().into_owned(), bytes));
        }
    }
    feeds.sort();
    feeds
}

fn site_map() -> String {
    let mut text = String::from(
        "<?xml version=\"1.0\"?><urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" \
         xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\">\n",
    );
    for n in 0..2_000 {
        let _ = writeln!(
            text,
            "<url><loc>https://news.example/2031/{n}</loc><news:news><news:publication><news:name>The Bend Gazette</news:name>\
             <news:language>en</news:language></news:publication><news:publication_date>2031-03-12T10:00:00+01:00\
             </news:publication_date><news:title>A dam breaks &amp; {n} houses stand in water</news:title></news:news></url>"
        );
    }
    text + "</urlset>"
}

/// Reads an archive through the reader, and through gunzip alone.
fn archive() {
    let folder = tempfile::tempdir().expect("a folder for the archive");
    let mut writer = Writer::new(folder.path(), "bench").expect("a writer");
    let mut words = Words(11);
    let mut file = String::new();
    for n in 0..40 {
        let page = format!("<!doctype html><title>{n}</title><body>{}", words.html(200));
        let url = format!("https://news.example/{n}");
        let headers = [("Content-Type".to_owned(), "text/html; charset=utf-8".to_owned())];
        let response = Response {
            url: &url,
            fetched: Timestamp::UNIX_EPOCH,
            status: 200,
            headers: &headers,
            body: page.as_bytes(),
        };
        file = writer.keep(&response).expect("room for the archive").file;
    }
    let packed = std::fs::read(folder.path().join(file)).expect("the archive");
    let mut plain = 0;
    let mut buffer = vec![0; 1 << 16];
    let bare = fastest(|| {
        plain = 0;
        let mut unpack = flate2::bufread::MultiGzDecoder::new(black_box(packed.as_slice()));
        while let Ok(read @ 1..) = unpack.read(&mut buffer) {
            plain += read;
        }
    });
    let mut records = 0;
    let read = fastest(|| {
        records = Reader::new(black_box(packed.as_slice()), Limits::default()).filter_map(Result::ok).count();
    });
    println!(
        "WARC of {records} records, {:.1} MB, {:.1} MB unpacked (aim: 90 % of gunzip)\n  gunzip {:.0} MB/s, reader {:.0} MB/s: {:.0} %",
        packed.len() as f64 / 1e6,
        plain as f64 / 1e6,
        plain as f64 / bare / 1e6,
        plain as f64 / read / 1e6,
        bare / read * 100.0
    );
}
