//! How fast pages are read, beside html5ever's RcDom in the same run:
//! `cargo bench -p depeche-page --bench parse -- [FOLDER]` (or the folder in `DEPECHE_PAGES`).
//!
//! Without a folder it reads pages of its own making. Each pass reads all pages by one way, then by the next; what is
//! printed are medians over the passes, and the median of the ratios within a pass. Time is the thread's CPU time.

#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::case_sensitive_file_extension_comparisons,
    reason = "a tool for a terminal, no part of the crate"
)]

use cpu_time::ThreadTime;
use html5ever::tendril::TendrilSink;
use page::Page;
use std::hint::black_box;
use std::io::Read;
use std::path::Path;

const PASSES: usize = 7;

fn load(path: &Path, pages: &mut Vec<String>) {
    let Ok(entries) = std::fs::read_dir(path) else { return };
    let mut paths: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            load(&path, pages);
            continue;
        }
        let name = path.to_string_lossy().into_owned();
        if !name.ends_with(".html") && !name.ends_with(".html.gz") {
            continue;
        }
        let Ok(mut bytes) = std::fs::read(&path) else { continue };
        if name.ends_with(".gz") {
            let mut out = Vec::new();
            if flate2::read::MultiGzDecoder::new(&*bytes).read_to_end(&mut out).is_err() {
                continue;
            }
            bytes = out;
        }
        pages.push(page::decode(&bytes, None).text.into_owned());
    }
}

/// Pages in the form of news pages: half scripts and styles, many attributes, little text.
fn made() -> Vec<String> {
    let script =
        "<script>window.dataLayer=window.dataLayer||[];function g(a,b){return a<b&&b>1?a:'<i>'+b}</script>\n";
    let card = "<div class=\"card card--small js-track\" data-id=\"4711\" data-track='{\"pos\":1}'><a href=\"/2026/01/02/\
                harbour-news?from=front&amp;pos=1\" class=\"card__link\"><img src=\"/i/4711.jpg\" alt=\"The harbour\" loading=\
                lazy width=320 height=180></a><h3 class=\"card__title\">The harbour opens again</h3></div>\n";
    let paragraph = "<p>The mayor, Ada Lund, said on Friday that the harbour would open &ldquo;within a week&rdquo;, and that \
                     about 200 boats were waiting.</p>\n";
    let page = format!(
        "<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>Harbour</title>{}<style>{}</style></head><body>\
         <nav><ul>{}</ul></nav><main><article><h1>Harbour</h1>{}</article><aside>{}</aside></main></body></html>",
        script.repeat(300),
        ".card{margin:0}.card--small>a{color:#333;background:url(/i.png)}\n".repeat(900),
        "<li class=\"nav__item nav__item--level-1\"><a class=nav__link href=\"/section/one\">Section</a></li>\n".repeat(80),
        paragraph.repeat(30),
        card.repeat(350),
    );
    vec![page; 64]
}

type Way<'w> = (&'w str, Box<dyn Fn(&str) + 'w>);

fn ways() -> Vec<Way<'static>> {
    vec![
        (
            "html5ever, RcDom",
            Box::new(|text| {
                let options = html5ever::ParseOpts::default();
                let dom = html5ever::parse_document(markup5ever_rcdom::RcDom::default(), options).one(text);
                black_box(&dom);
            }),
        ),
        (
            "lexer alone",
            Box::new(|text| {
                let mut count = Count(0);
                page::lexer::lex(text.as_bytes(), &mut count);
                black_box(count.0);
            }),
        ),
        (
            "lexer and tree",
            Box::new(|text| {
                black_box(Page::parse(text).nodes().len());
            }),
        ),
        (
            "… and measures",
            Box::new(|text| {
                black_box(Page::parse(text).measures().len());
            }),
        ),
        (
            "… and visible text",
            Box::new(|text| {
                black_box(Page::parse(text).visible().buffer().len());
            }),
        ),
        (
            "… and metadata",
            Box::new(|text| {
                black_box(page::metadata(&Page::parse(text)).metas.len());
            }),
        ),
        (
            "decode (UTF-8)",
            Box::new(|text| {
                black_box(page::decode(text.as_bytes(), Some("text/html; charset=utf-8")).text.len());
            }),
        ),
    ]
}

/// Counts tokens, builds nothing.
struct Count(usize);

impl page::lexer::Sink for Count {
    fn start(&mut self, start: page::lexer::Start<'_>) -> page::lexer::Content {
        self.0 += 1;
        if start.tag.is_raw() { page::lexer::Content::Raw } else { page::lexer::Content::Markup }
    }
    fn end(&mut self, _: page::Tag, _: &[u8], _: usize, _: usize) {
        self.0 += 1;
    }
    fn text(&mut self, _: usize, _: usize) {
        self.0 += 1;
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn main() {
    let argument = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    let folder = argument.or_else(|| std::env::var("DEPECHE_PAGES").ok());
    let mut pages = Vec::new();
    match &folder {
        Some(folder) => load(Path::new(folder), &mut pages),
        None => pages = made(),
    }
    if pages.is_empty() {
        println!("no pages in {}", folder.unwrap_or_default());
        return;
    }
    let bytes: usize = pages.iter().map(String::len).sum();
    println!("{} pages, {:.1} MB, {PASSES} passes", pages.len(), bytes as f64 / 1e6);
    let ways = ways();
    let mut speeds = vec![Vec::new(); ways.len()];
    for _ in 0..PASSES {
        for (index, (_, read)) in ways.iter().enumerate() {
            // Fast ways are run several times, so that a pass is long enough to be timed.
            let rounds = if index == 0 { 1 } else { 5 };
            let start = ThreadTime::now();
            for _ in 0..rounds {
                for page in &pages {
                    read(page);
                }
            }
            speeds[index].push((bytes * rounds) as f64 / start.elapsed().as_secs_f64() / 1e6);
        }
    }
    for (index, (name, _)) in ways.iter().enumerate() {
        let ratios = speeds[index].iter().zip(&speeds[0]).map(|(own, theirs)| own / theirs).collect();
        let speed = median(speeds[index].clone());
        let a_page = bytes as f64 / pages.len() as f64 / speed;
        println!("{name:<20} {speed:>8.0} MB/s {a_page:>8.0} µs a page {:>6.1} × RcDom", median(ratios));
    }
}
