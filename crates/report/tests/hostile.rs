//! Pages made to break a reader: each is read, soon and without harm.

use report::Kind;
use report::read::{Context, LIMIT, read_html};

fn read(html: &[u8]) -> report::Report {
    read_html(html, None, &Context::default())
}

#[test]
fn deep_and_wide_trees_are_read() {
    let deep = "<div>".repeat(10_000) + "<p>The end of the nest.</p>";
    assert!(read(deep.as_bytes()).complaints.len() < 50);
    let wide = "<div>".repeat(400_000);
    assert!(read(wide.as_bytes()).text.is_empty());
    let lists = "<ul><li>".repeat(2_000) + &"<li><a href=x>a b c d</a>".repeat(20_000);
    read(lists.as_bytes());
}

#[test]
fn more_than_the_limit_is_cut_with_a_complaint() {
    let mut page = b"<h1>Port</h1><p>The port was closed on Tuesday, the council said.".to_vec();
    page.resize(LIMIT + 1_000, b' ');
    let report = read(&page);
    assert!(report.complaints.iter().any(|complaint| complaint.starts_with("cut:")));
    assert!(report.text.contains("The port was closed"));
}

#[test]
fn bytes_that_are_no_page_are_no_report() {
    let noise: Vec<u8> = (0..200_000_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    read(&noise);
    for html in [
        &b""[..],
        b"<",
        b"<!--",
        b"<script>",
        b"\xff\xfe<p>",
        b"\0\0\0",
        b"<p>",
        b"<a href",
        b"&#x110000;<p>&notin;",
    ] {
        let report = read(html);
        assert!(report.text.len() < 20, "{html:?}");
        assert_ne!(report.kind, Kind::Article, "{html:?}");
    }
}

#[test]
fn claims_without_end_are_bounded() {
    let objects =
        r#"{"@type":"NewsArticle","headline":"x","author":{"@id":"a"},"@id":"a","name":["a","b"]},"#
            .repeat(600);
    let html = format!("<script type=application/ld+json>[{objects}{{}}]</script><p>Words.");
    read(html.as_bytes());
    let metas = "<meta name=author content='Ada Quay, Bo Lund'>".repeat(20_000);
    assert!((1..=2).contains(&read(metas.as_bytes()).byline.len()));
    let figures = "<figure><img src=a.jpg><figcaption>Photo: a. Photo: b. ".repeat(800);
    read(figures.as_bytes());
}
