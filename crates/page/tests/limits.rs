//! What a page costs: memory and time stay in proportion, whatever the page.

use cpu_time::ThreadTime;
use html5ever::tendril::TendrilSink;
use page::{Choice, Page, Tag};
use std::time::Duration;

/// A page in the form of a news page: scripts, many attributes, some text.
fn ordinary(len: usize) -> String {
    let part = "<script>window.d=window.d||[];function g(a,b){return a<b&&b>1?a:'<i>'+b};\
                d.push({'event':'pageview','section':'harbour','pageType':'article','consent':null,'ab':{'t1':'b','t7':'a'}});\
                for(var i=0;i<d.length;i++){if(d[i].event==='pageview'&&d[i].section){g(d[i].section.length,i)}}</script>\
                <div class=\"card card--small\" data-id=\"4711\" data-track='{\"pos\":1}'><a href=\"/news?x=1&amp;y=2\" \
                class=\"link\"><img src=\"/i/4711.jpg\" alt=\"The harbour\" width=320></a><h3>The harbour opens</h3></div>\n\
                <p>The mayor, Ada Lund, said on Friday that it would open &ldquo;within a week&rdquo;, and that about \
                200 boats were waiting outside, some of them for ten days, with little to eat.</p>\n";
    format!("<!DOCTYPE html><html><head><title>Day</title></head><body>{}", part.repeat(len / part.len()))
}

#[test]
fn a_page_takes_few_allocations_and_little_memory() {
    let html = ordinary(300_000);
    let cost = allocation_counter::measure(|| {
        assert!(Page::parse(&html).nodes().len() > 1000);
    });
    assert!(cost.count_total <= 8, "{} allocations", cost.count_total);
    let share = cost.bytes_max as f64 / html.len() as f64;
    assert!(share <= 0.6, "{share} times the page");
}

/// A megabyte; less where nothing is optimised, for the tests' sake.
const LEN: usize = if cfg!(debug_assertions) { 1 << 17 } else { 1 << 20 };

/// Patterns that have cost other parsers minutes, about `len` bytes of each.
fn pathological(len: usize) -> Vec<(&'static str, String)> {
    let run = |pattern: &str| pattern.repeat(len / pattern.len());
    let numbered = |before: &str, after: &str| -> String {
        (0..len / (before.len() + after.len() + 5))
            .fold(String::new(), |all, index| all + before + &index.to_string() + after)
    };
    vec![
        ("nested div", run("<div>")),
        ("nested b", run("<b>")),
        ("nested b, all different", numbered("<b a=", ">")),
        ("nested unknown", run("<x>")),
        ("nested unknown, all different", numbered("<x", ">")),
        ("nested table", run("<table>")),
        ("nested table with cells", run("<table><tr><td>")),
        ("nested svg", run("<svg>")),
        ("nested svg in HTML in svg", run("<svg><foreignObject>")),
        ("nested template", run("<template>")),
        ("nested button", run("<button>")),
        ("nested li", run("<ul><li>")),
        ("nested select", run("<select><option>")),
        ("a tag that never ends", format!("<p {}", run("a "))),
        ("quotes that never end", run("<p a=\"")),
        ("a million <", run("<")),
        ("a million </", run("</")),
        ("a million <!", run("<!")),
        ("a million <!--", run("<!--")),
        ("a million <a", run("<a")),
        ("one tag of many attributes", format!("<p {}>", numbered("a", " "))),
        ("one tag of the same attribute", format!("<p {}>", run("a=1 "))),
        ("misnested a and b", run("<a><b></a></b>")),
        ("misnested b and p", run("<b><p></b></p>")),
        ("b left open in p", run("<p><b>x</p>")),
        (
            "many formats left open",
            format!("<p>{}</p>{}", "<b><i><u><s><em><tt><big><font><code><small>".repeat(3), run("<p>x</p>")),
        ),
        ("a and div", run("<a><div></a>")),
        ("forms taken from the stack", run("<form><div></form>")),
        ("text in tables", run("<table>x<td>")),
        ("tables in tables", run("<table>x<b>y<table>")),
        ("end tags that close nothing", format!("{}{}", "<div><span>".repeat(200), run("</p></i></x></td>"))),
        ("references", run("&amp;")),
        ("references without end", run("&")),
        ("long references", run("&CounterClockwiseContourIntegral;")),
        ("names that are none", run("&CounterClockwiseContourIntegralx")),
        ("numbers", format!("&#{};", run("9"))),
        ("CDATA ends", format!("<svg><![CDATA[{}", run("]]>"))),
        ("CDATA starts", format!("<svg>{}", run("<![CDATA["))),
        ("ends in a script", format!("<script>{}", run("</scrip"))),
        ("comments in a script", format!("<script>{}", run("<!--<script>"))),
        ("white space", run(" \n")),
        ("NUL", run("\0")),
        ("titles", run("<title>")),
        ("scripts of JSON-LD", run("<script type=application/ld+json>{\"a\":</script>")),
        ("items", run("<p itemscope itemprop=a>")),
        (
            "properties around a long text",
            format!("<div itemscope>{}{}", "<i itemprop=a>".repeat(400), run("x<br>")),
        ),
        ("times around a long text", format!("{}{}", "<time>".repeat(400), run("x<br>"))),
        (
            "items that name each other",
            format!("<div id=a>{}</div>", run("<i itemscope itemprop=a itemref=b>x</i>"))
                .replacen("<i ", "<i id=b ", 1),
        ),
        (
            "items that name a long part",
            format!(
                "{}<div id=a>{}</div>",
                "<p itemscope itemref=a>x</p>".repeat(len / 64),
                "<b itemprop=c>y</b>".repeat(len / 40)
            ),
        ),
    ]
}

/// Reads a page in every way the crate has.
fn read(html: &str) {
    let page = Page::parse(html);
    let visible = page.visible_with(Choice { alt: true, hidden: true, noscript: true });
    let metadata = page::metadata(&page);
    let attributes: usize = page.find_all(Tag::P).map(|id| page.attributes(id).distinct().count()).sum();
    std::hint::black_box((page.measures().len(), visible.buffer().len(), metadata.metas.len(), attributes));
}

fn fastest(rounds: usize, mut read: impl FnMut()) -> Duration {
    let time = |read: &mut dyn FnMut()| {
        let start = ThreadTime::now();
        read();
        start.elapsed()
    };
    (0..rounds).map(|_| time(&mut read)).min().unwrap_or_default()
}

/// Twice the page may take twice the time, not four times: the bound leaves room for a machine that is busy with other
/// things, and none for a square.
#[test]
fn no_pattern_takes_more_than_its_share_of_time() {
    for ((name, html), (_, quarter)) in pathological(LEN).into_iter().zip(pathological(LEN / 4)) {
        let short = fastest(3, || read(&quarter)).max(Duration::from_millis(1));
        let long = fastest(2, || read(&html));
        assert!(long < short * 12, "{name}: a quarter takes {short:?}, the whole {long:?}");
    }
}

#[test]
fn no_pattern_takes_more_than_its_share_of_memory() {
    for (name, html) in pathological(LEN) {
        let cost = allocation_counter::measure(|| {
            std::hint::black_box(Page::parse(&html).nodes().len());
        });
        let metadata = allocation_counter::measure(|| {
            std::hint::black_box(page::metadata(&Page::parse(&html)).items.len());
        });
        let share = metadata.bytes_max as f64 / html.len() as f64;
        assert!(share < 64.0, "{name}: with metadata {share} times the page");
        // The most a byte can ask for: `<b>` gives a node of 20 bytes, and the nodes are copied once when there are more.
        let share = cost.bytes_max as f64 / html.len() as f64;
        assert!(share < 32.0, "{name}: {share} times the page");
    }
}

#[test]
fn nothing_stands_deeper_than_the_cap() {
    for (name, html) in pathological(LEN) {
        let page = Page::parse(&html);
        let deepest = page.nodes().iter().map(page::Node::depth).max();
        assert!(deepest <= Some(Page::DEEPEST), "{name}: {deepest:?}");
    }
}

#[test]
fn what_was_left_undone_is_said() {
    let complaints = |html: &str| Page::parse(html).complaints().to_vec();
    assert_eq!(complaints(&ordinary(100_000)), [""; 0]);
    assert_eq!(complaints(&"<div>".repeat(500)), [""; 0]);
    assert!(complaints(&"<div>".repeat(10_000))[0].contains("512 deep"));
    let open = "<p><b><i><u><s><em></p>".to_owned() + &"<p>x</p>".repeat(10_000);
    assert!(complaints(&open).iter().any(|complaint| complaint.contains("formatting")));
}

#[test]
fn tags_too_deep_close_what_they_opened() {
    let html = format!("{}<p>deep</p>{}<h1>after</h1>", "<div>".repeat(2000), "</div>".repeat(2000));
    let page = Page::parse(&html);
    let heading = page.find(Tag::H1).unwrap();
    assert_eq!(page.tag(page.parent(heading).unwrap()), Tag::Body);
    assert_eq!(page.visible().buffer(), "deep\nafter\n");
}

/// Prints what each pattern costs beside an ordinary page:
/// `cargo test --release -p depeche-page --test limits -- --ignored --nocapture`.
#[test]
#[ignore = "a measurement, meant for an optimised build"]
#[expect(clippy::print_stdout, reason = "it is the measurement")]
fn what_each_pattern_costs() {
    let page = ordinary(LEN);
    let parse = |html: &str| fastest(5, || drop(std::hint::black_box(Page::parse(html))));
    let whole = |html: &str| fastest(5, || read(html));
    let theirs = |html: &str| {
        fastest(1, || {
            let dom = markup5ever_rcdom::RcDom::default();
            drop(html5ever::parse_document(dom, html5ever::ParseOpts::default()).one(html));
        })
    };
    let per_byte = |time: Duration, html: &str| time.as_secs_f64() * 1e9 / html.len() as f64;
    let per_node =
        |time: Duration, html: &str| time.as_secs_f64() * 1e9 / Page::parse(html).nodes().len() as f64;
    let (tree, all) = (per_byte(parse(&page), &page), per_byte(whole(&page), &page));
    println!(
        "ordinary: tree {tree:.2} ns a byte, {:.0} a node, everything {all:.2} a byte; RcDom {:.1} a byte",
        per_node(parse(&page), &page),
        per_byte(theirs(&page), &page),
    );
    // A sixteenth for RcDom, which takes the square of some.
    for ((name, html), (_, part)) in pathological(LEN).into_iter().zip(pathological(LEN / 16)) {
        let (own_tree, own_all) = (parse(&html), whole(&html));
        println!(
            "{name:<30} tree {:>5.1} × ({:>4.1} ms, {:>4.0} ns a node)  everything {:>5.1} × ({:>4.1} ms)  RcDom {:>7.1} ×",
            per_byte(own_tree, &html) / tree,
            own_tree.as_secs_f64() * 1e3,
            per_node(own_tree, &html),
            per_byte(own_all, &html) / all,
            own_all.as_secs_f64() * 1e3,
            per_byte(theirs(&part), &part) / tree,
        );
    }
}

/// Prints the peak heap of each page of a folder (`DEPECHE_PAGES`) as a part of the page:
/// `DEPECHE_PAGES=… cargo test --profile fast -p depeche-page --test limits -- --ignored --nocapture heap`.
#[test]
#[ignore = "a measurement on pages that are not in the repository"]
#[expect(clippy::print_stdout, clippy::disallowed_methods, reason = "it is the measurement")]
fn what_heap_pages_take() {
    use std::io::Read;
    let Ok(folder) = std::env::var("DEPECHE_PAGES") else { return };
    // Peak, and the nodes alone, as parts of the page.
    let (mut peaks, mut nodes, mut moved) = (Vec::new(), Vec::new(), 0);
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let mut bytes = std::fs::read(entry.path()).unwrap_or_default();
        if entry.path().extension().is_some_and(|ending| ending == "gz") {
            let packed = std::mem::take(&mut bytes);
            let _ = flate2::read::MultiGzDecoder::new(&*packed).read_to_end(&mut bytes);
        }
        let text = page::decode(&bytes, None).text;
        let mut count = 0;
        let cost = allocation_counter::measure(|| count = Page::parse(&text).nodes().len());
        peaks.push(cost.bytes_max as f64 / text.len() as f64);
        nodes.push((count * size_of::<page::Node>()) as f64 / text.len() as f64);
        moved += usize::from(cost.count_total > 8);
    }
    for (name, parts) in [("peak", &mut peaks), ("nodes", &mut nodes)] {
        parts.sort_by(f64::total_cmp);
        let over = parts.iter().filter(|part| **part > 0.6).count();
        let len = parts.len();
        println!(
            "{name}: {len} pages, mean {:.3}, median {:.3}, ninth decile {:.3}, most {:.2}, over 0.6: {over} ({:.1} %)",
            parts.iter().sum::<f64>() / len as f64,
            parts[len / 2],
            parts[len * 9 / 10],
            parts[len - 1],
            over as f64 * 100.0 / len as f64,
        );
    }
    println!("more than 8 allocations: {moved}");
}
