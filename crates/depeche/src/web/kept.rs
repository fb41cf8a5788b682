//! A kept page, shown safely, with the very characters of some words highlighted in it.
//!
//! The page is given a browser's strictest cage: the answer's own policy puts it into a sandbox
//! without scripts, forms or a way out, and lets it load nothing, so that even opened alone it can
//! do nothing but be looked at. Scripts, frames and redirects are cut out besides.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use page::{Choice, NodeId, Page, Tag};
use report::{In, Report, Span};

use super::report::Place;
use super::{Error, Site};
use crate::archive::Archive;

const CAGE: &str = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; \
                    form-action 'none'; frame-ancestors 'self'";
/// Its style stands in the element: the page's own sheets do not know it.
const MARK: &str = "style=\"background:#ffdf6b;color:#000;scroll-margin:35vh;box-shadow:0 0 0 2px #ffdf6b\"";

pub(super) async fn show(
    State(site): State<Arc<Site>>,
    Path(id): Path<i64>,
    Query(place): Query<Place>,
) -> Result<Response, Error> {
    let work = move |archive: &mut Archive| {
        let kept = archive.report(id)?.ok_or(Error::NotFound)?;
        let mut page = archive.page(kept.page)?.ok_or(Error::NotFound)?;
        let part = place.span().map_or(0, |focus| part(&kept.report, focus));
        if part > 0 {
            page = archive.parts(page.id)?.into_iter().nth(part - 1).ok_or(Error::NotFound)?;
        }
        let bytes = archive.page_bytes(&page)?.ok_or(Error::NotFound)?;
        Ok((kept.report, page.media, bytes, place.span()))
    };
    let (report, media, bytes, focus) = site.with(work).await?;
    let decoded = page::decode(&bytes, media.as_deref());
    let shown = shown(&decoded.text, &report, focus);
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CAGE)),
    ];
    Ok((headers, shown).into_response())
}

/// On which of the pages of a report words stand: the first unless they stand in a block of another.
fn part(report: &Report, (within, at): (In, Span)) -> usize {
    let here = |at: Span| move |block: &report::Block| block.at.is_some_and(|own| own.overlaps(at));
    let block = report.body.iter().position(here(at)).filter(|_| within == In::Text);
    block.map_or(0, |block| report.part_of(block))
}

/// The page without what acts, and with the words marked.
fn shown(text: &str, report: &Report, focus: Option<(In, Span)>) -> String {
    let page = Page::parse(text);
    let mut changes: Vec<(Span, String)> =
        acting(&page).into_iter().map(|cut| (cut, String::new())).collect();
    for (number, place) in
        focus.map(|focus| places(&page, report, focus)).unwrap_or_default().iter().enumerate()
    {
        let id = if number == 0 { " id=\"depeche-words\"" } else { "" };
        let words = place.slice(text);
        changes.push((*place, format!("<mark{id} {MARK}>{words}</mark>")));
    }
    changes.sort_by_key(|(place, _)| (place.start, std::cmp::Reverse(place.end)));
    let mut out = String::with_capacity(text.len() + 512);
    let mut at = 0;
    for (place, instead) in changes {
        let range = place.range();
        // What lies in something cut already is gone with it.
        if range.start < at || range.end > text.len() {
            continue;
        }
        out.push_str(&text[at..range.start]);
        out.push_str(&instead);
        at = range.end;
    }
    out.push_str(&text[at..]);
    out
}

/// Elements that act: scripts, frames, plug-ins, and what redirects or rebases the page.
fn acting(page: &Page<'_>) -> Vec<Span> {
    let mut cuts = Vec::new();
    for (tag, whole) in [
        (Tag::Script, true),
        (Tag::Iframe, true),
        (Tag::Object, true),
        (Tag::Embed, false),
        (Tag::Base, false),
        (Tag::Link, false),
    ] {
        cuts.extend(page.find_all(tag).map(|id| if whole { whole_element(page, id) } else { page.span(id) }));
    }
    let metas = page.find_all(Tag::Meta).filter(|&id| page.attribute(id, "http-equiv").is_some());
    cuts.extend(metas.map(|id| page.span(id)));
    cuts.retain(|cut| !cut.is_empty());
    cuts
}

/// An element from its start tag to the end of its content; an end tag left over means nothing.
fn whole_element(page: &Page<'_>, id: NodeId) -> Span {
    let (tag, content) = (page.span(id), page.content_span(id));
    Span { start: tag.start, end: tag.end.max(content.end) }
}

/// Where words of a report stand in its page, one place a stretch of text: a mark may not reach over
/// a tag. Words are sought letter by letter, white space aside, in the block they come from.
fn places(page: &Page<'_>, report: &Report, (within, at): (In, Span)) -> Vec<Span> {
    let part = part(report, (within, at));
    let blocks = report.body.iter().enumerate().filter(|(number, _)| report.part_of(*number) == part);
    let blocks = blocks.map(|(_, block)| (block.at, block.page, block.text.as_str()));
    let line = report.standfirst.as_ref().filter(|_| part == 0);
    let line = line.map(|line| (Some(line.at), line.page, line.text.as_str()));
    let title = report
        .title
        .as_ref()
        .map(|line| (Some(Span::new(0, line.text.len())), line.page, line.text.as_str()));
    let sources: Vec<_> = match within {
        In::Title => title.into_iter().collect(),
        In::Text => line.into_iter().chain(blocks).collect(),
    };
    let visible = page.visible_with(Choice { hidden: true, noscript: true, ..Choice::default() });
    let mut places = Vec::new();
    for (here, there, text) in sources {
        let (Some(here), Some(there)) = (here, there) else { continue };
        if !here.overlaps(at) {
            continue;
        }
        let from = at.start.saturating_sub(here.start) as usize;
        let to = (at.end.min(here.end) - here.start) as usize;
        let (Some(before), Some(words)) = (text.get(..from), text.get(from..to)) else { continue };
        places.extend(in_block(&visible, there, letters(before).count(), words));
    }
    places
}

fn letters(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().filter(|c| !c.is_whitespace())
}

/// The stretches of text in `block` of the page where `words` stand, as near as can be to where
/// `before` letters come first.
fn in_block(visible: &page::Visible, block: Span, before: usize, words: &str) -> Vec<Span> {
    let mut found: Vec<(char, Span, NodeId)> = Vec::new();
    for one in visible.blocks() {
        for piece in visible.pieces(one).iter().filter(|piece| piece.page.overlaps(block)) {
            let text = piece.text.slice(visible.buffer());
            for (at, c) in text.char_indices().filter(|(_, c)| !c.is_whitespace()) {
                let place = if piece.text.len() == piece.page.len() {
                    let start = piece.page.start + at as u32;
                    Span { start, end: start + c.len_utf8() as u32 }
                } else {
                    piece.page
                };
                if block.contains(place) {
                    found.push((c, place, piece.node));
                }
            }
        }
    }
    let sought: String = letters(words).collect();
    let hay: String = found.iter().map(|(c, ..)| *c).collect();
    let starts: Vec<usize> = hay.char_indices().map(|(at, _)| at).collect();
    let number = |at: usize| starts.partition_point(|&start| start < at);
    let matches = hay.match_indices(sought.as_str()).map(|(at, _)| number(at));
    let Some(first) = matches.min_by_key(|at| at.abs_diff(before)) else { return Vec::new() };
    let last = first + sought.chars().count();
    let mut places: Vec<(Span, NodeId)> = Vec::new();
    for &(_, place, node) in &found[first..last] {
        match places.last_mut() {
            Some((last, same)) if *same == node => last.end = place.end,
            _ => places.push((place, node)),
        }
    }
    places.into_iter().map(|(place, _)| place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use report::read::{Context, read_html};

    fn marked(html: &str, words: &str) -> String {
        let report = read_html(html.as_bytes(), Some("text/html; charset=utf-8"), &Context::default());
        let at = Span::of(&report.text, words).expect("the words stand in the text");
        shown(html, &report, Some((In::Text, at)))
    }

    const PAGE: &str = "<html lang=en><title>Port</title><body><article><h1>Port closed again</h1>\
        <p>The harbour council met on Tuesday evening in a full hall.</p>\
        <p>&ldquo;We&nbsp;close <b>at</b>\n once,&rdquo; said the <i>mayor</i> of the town on Tuesday.</p>\
        <p>Ships were sent to the next harbour, where there is room for them.</p></article>\
        <script>document.title = 'x'</script></body>";

    #[test]
    fn words_are_marked_where_they_stand_and_marks_reach_over_no_tag() {
        let shown = marked(PAGE, "close at once");
        let marks: Vec<_> = shown.match_indices("<mark").collect();
        assert_eq!(marks.len(), 3, "{shown}");
        assert!(shown.contains(">close</mark> <b><mark"), "{shown}");
        assert_eq!(shown.matches("id=\"depeche-words\"").count(), 1);
    }

    #[test]
    fn words_of_a_later_part_stand_in_its_page_and_in_no_other() {
        let next = PAGE
            .replace("“", "")
            .replace("We&nbsp;close", "They&nbsp;open")
            .replace("harbour council", "council of elders");
        let read =
            |html: &str| read_html(html.as_bytes(), Some("text/html; charset=utf-8"), &Context::default());
        let report = report::joined::join(read(PAGE), vec![read(&next)]);
        let focus =
            |words: &str| (In::Text, Span::of(&report.text, words).expect("the words stand in the text"));
        assert_eq!((part(&report, focus("close")), part(&report, focus("council of elders"))), (0, 1));
        assert_eq!(part(&report, (In::Title, Span { start: 0, end: 4 })), 0);
        assert!(
            shown(&next, &report, Some(focus("council of elders"))).contains(">council of elders</mark>")
        );
        assert!(shown(PAGE, &report, Some(focus("harbour council"))).contains(">harbour council</mark>"));
    }

    #[test]
    fn nothing_that_acts_is_left() {
        let page = PAGE.replace(
            "</article>",
            "<iframe src=//x></iframe><object data=x></object></article>\
            <meta http-equiv=refresh content='0;url=//x'><base href=//x><link rel=stylesheet href=//x>",
        );
        let shown = marked(&page, "harbour council");
        for tag in ["<script", "<iframe", "<object", "<meta http", "<base", "<link"] {
            assert!(!shown.contains(tag), "{tag} in {shown}");
        }
        assert!(shown.contains(">harbour council</mark>"), "{shown}");
    }

    #[test]
    fn a_place_that_is_none_changes_nothing_of_the_text() {
        let report = read_html(PAGE.as_bytes(), None, &Context::default());
        let shown = shown(PAGE, &report, Some((In::Text, Span { start: 9_000, end: 9_001 })));
        assert!(!shown.contains("<mark"));
    }
}
