//! Pictures that belong to the report, with what the outlet says of them.

use page::{NodeId, Page};

use crate::body::Body;
use crate::furniture::{Phrases, fold_into};
use crate::mark;
use crate::metadata::{Metadata, one_line};
use crate::outline::{Outline, Picture, place};
use crate::{BlockKind, Image, Reason};

/// More pictures than this are a catalogue.
const MOST: usize = 60;

/// Pictures between the first and the last block of the body, each once, in page order.
pub(crate) fn images(
    page: &Page<'_>,
    outline: &Outline,
    body: &Body,
    title: Option<usize>,
    metadata: &Metadata<'_>,
    phrases: [&Phrases; 2],
) -> Vec<Image> {
    let first = title.or(body.runs.first().copied()).unwrap_or(usize::MAX);
    let last = body.runs.last().copied().unwrap_or(0);
    let mut images: Vec<Image> = Vec::new();
    for picture in &outline.pictures {
        let run = picture.runs_before as usize;
        if run < first || run > last + 1 || !belongs(picture) || images.len() >= MOST {
            continue;
        }
        let Some(url) = address(page, picture.node) else { continue };
        if images.iter().any(|image| image.url == url) {
            continue;
        }
        let (caption, credit) =
            picture.figure.map_or((None, None), |figure| caption(page, outline, body, figure, phrases));
        images.push(Image { url, caption, credit });
    }
    if images.is_empty() {
        let url =
            metadata.linked.image.as_deref().or_else(|| metadata.meta_of(&["og:image", "twitter:image"]));
        images.extend(url.map(|url| Image { url: url.to_owned(), ..Image::default() }));
    }
    images
}

fn belongs(picture: &Picture) -> bool {
    let elsewhere = place::NAV | place::FOOTER | place::ASIDE | place::NOSCRIPT | place::BUTTON;
    let other = mark::RELATED | mark::ADVERT | mark::COMMENT | mark::SHARE | mark::BYLINE | mark::NEWSLETTER;
    picture.places & elsewhere == 0 && picture.around & other == 0
}

/// The picture's address: lazily loaded ones keep it elsewhere than in `src`.
fn address(page: &Page<'_>, id: NodeId) -> Option<String> {
    let value =
        |name: &str| page.value(id, name).filter(|value| !value.is_empty() && !value.starts_with("data:"));
    let first = |set: std::borrow::Cow<'_, str>| {
        set.split([' ', ',']).find(|part| !part.is_empty()).map(str::to_owned)
    };
    let plain = value("data-src")
        .or_else(|| value("src"))
        .or_else(|| value("data-lazy-src"))
        .map(std::borrow::Cow::into_owned);
    let url =
        plain.or_else(|| value("srcset").and_then(first)).or_else(|| value("data-srcset").and_then(first))?;
    let width = page.value(id, "width").and_then(|width| width.parse::<u32>().ok());
    (width.is_none_or(|width| width > 60) && !url.to_ascii_lowercase().contains(".svg")).then_some(url)
}

/// Caption and credit of a figure, from the blocks kept of it.
fn caption(
    page: &Page<'_>,
    outline: &Outline,
    body: &Body,
    figure: NodeId,
    phrases: [&Phrases; 2],
) -> (Option<String>, Option<String>) {
    let (mut caption, mut credit) = (None, None);
    for (run, block) in body.runs.iter().zip(&body.blocks) {
        if block.kind != BlockKind::Caption || !page.is_within(outline.runs[*run].holder, figure) {
            continue;
        }
        let line = one_line(&block.text);
        let (words, own) = match credit_at(&line, phrases) {
            Some(at) => (line[..at].trim(), Some(line[at..].trim_matches(['(', ')', ' ']))),
            None => (line.as_str(), None),
        };
        if let Some(own) = own.filter(|_| credit.is_none()) {
            credit = Some(own.to_owned());
        }
        if caption.is_none() && !words.is_empty() {
            caption = Some(words.to_owned());
        } else if credit.is_none() && !words.is_empty() {
            credit = Some(words.to_owned());
        }
    }
    (caption, credit)
}

/// Where a caption's credit begins: a phrase for credits at the start of a sentence or in brackets.
fn credit_at(line: &str, phrases: [&Phrases; 2]) -> Option<usize> {
    let mut folded = String::new();
    let begins = |at: usize| {
        at == 0
            || line[..at].ends_with(['(', '|', '/'])
            || line[..at].ends_with(". ")
            || line[..at].ends_with("| ")
            || line[at..].starts_with('©')
    };
    line.char_indices().map(|(at, _)| at).filter(|at| begins(*at)).find(|at| {
        fold_into(&line[*at..], &mut folded);
        phrases.iter().any(|phrases| phrases.whole(&folded) == Some(Reason::Credit))
    })
}
