//! Pictures that belong to the report, with what the outlet says of them.

use page::{NodeId, Page};

use crate::body::Body;
use crate::furniture::{Phrases, fold_into};
use crate::metadata::outlet::absolute;
use crate::metadata::{Metadata, one_line};
use crate::outline::{Outline, Picture, mark, place};
use crate::{BlockKind, Image, Reason, language};

/// More pictures than this are a catalogue.
const MOST: usize = 60;
/// Characters of a credit that begins like none; what is longer is a caption.
const LONGEST_CREDIT: usize = 80;

/// Pictures between the first and the last block of the body, each once, in page order.
pub(crate) fn images(
    page: &Page<'_>,
    outline: &Outline,
    body: &Body,
    title: Option<usize>,
    metadata: &Metadata<'_>,
    language: &str,
    base: Option<&str>,
) -> Vec<Image> {
    let phrases = phrases(language);
    let first = title.or(body.runs.first().copied()).unwrap_or(usize::MAX);
    let last = body.runs.last().copied().unwrap_or(0);
    let mut images: Vec<Image> = Vec::new();
    for picture in &outline.pictures {
        let run = picture.runs_before as usize;
        if run < first || run > last + 1 || !belongs(picture) || images.len() >= MOST {
            continue;
        }
        let Some(url) = address(page, picture.node).map(|url| absolute(&url, base)) else { continue };
        if images.iter().any(|image| image.url == url) {
            continue;
        }
        let (caption, credit) =
            picture.figure.map_or((None, None), |figure| caption(page, outline, body, figure, &phrases));
        images.push(Image { url, caption, credit });
    }
    if images.is_empty() {
        let url =
            metadata.linked.image.as_deref().or_else(|| metadata.meta_of(&["og:image", "twitter:image"]));
        images.extend(url.map(|url| Image { url: absolute(url, base), ..Image::default() }));
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
    phrases: &[&Phrases],
) -> (Option<String>, Option<String>) {
    let (mut caption, mut credit) = (None, None);
    for (run, block) in body.runs.iter().zip(&body.blocks) {
        if block.kind != BlockKind::Caption || !page.is_within(outline.runs[*run].holder, figure) {
            continue;
        }
        let line = one_line(&block.text);
        let (words, own) = match credit_at(&line, phrases) {
            Some(at) => (
                line[..at].trim_end_matches(['(', '|', '/', ' ', '\u{a0}']),
                Some(line[at..].trim_matches(['(', ')', ' '])),
            ),
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
    // Some mark all that stands under a picture as its credit; what was left out for that is still said of it.
    let whole = page.content_span(figure);
    for piece in
        body.left_out.iter().filter(|piece| piece.reason == Reason::Credit && whole.contains(piece.page))
    {
        let line = one_line(&piece.text);
        let said = credit_at(&line, phrases) == Some(0);
        if !said && line.chars().count() > LONGEST_CREDIT {
            caption.get_or_insert(line);
        } else if said || caption.as_deref() != Some(&*line) {
            credit.get_or_insert(line);
        }
    }
    (caption, credit)
}

/// The phrases for credits: of all languages for a page in one without a file.
fn phrases(language: &str) -> Vec<&'static Phrases> {
    let primary = language.split(['-', '_']).next().unwrap_or_default();
    if language::CODES.contains(&primary) {
        Phrases::of_page(language).to_vec()
    } else {
        language::CODES.iter().map(|code| Phrases::of(code)).collect()
    }
}

/// Where a caption's credit begins: a phrase for credits at the start of a sentence or in brackets, or one whose
/// first word ends in a colon ("Photo: …").
fn credit_at(line: &str, phrases: &[&Phrases]) -> Option<usize> {
    let mut folded = String::new();
    let begins = |at: usize| {
        at == 0
            || line[..at].ends_with(['(', '|', '/'])
            || line[..at].ends_with(". ")
            || line[..at].ends_with("| ")
            || line[at..].starts_with('©')
            || line[..at].ends_with(char::is_whitespace)
                && line[at..].split(' ').next().is_some_and(|word| word.ends_with(':'))
    };
    line.char_indices().map(|(at, _)| at).filter(|at| begins(*at)).find(|at| {
        fold_into(&line[*at..], &mut folded);
        phrases.iter().any(|phrases| phrases.whole(&folded) == Some(Reason::Credit))
    })
}

#[cfg(test)]
mod tests {
    use crate::read::{Context, outline};

    /// Caption and credit of the first picture of a page in this language.
    fn said(language: &str, figcaption: &str) -> (Option<String>, Option<String>) {
        let text = match language {
            "sv" => {
                "<p>Rådet stängde hamnen på tisdagsmorgonen efter veckans andra storm, och ingen kunde säga när färjorna skulle gå igen till öarna.</p>"
            }
            _ => {
                "<p>The council closed the port on Tuesday morning after the second storm of the week, and nobody could say when the ferries would leave again.</p>"
            }
        };
        let html = format!(
            "<html lang={language}><article><h1>The port is closed</h1>{text}<figure><img src=/port.jpg width=900>{figcaption}</figure>{text}</article>"
        );
        let context = Context { url: Some("https://tide.example/a/port".into()), ..Context::default() };
        let image = outline(&page::Page::parse(&html), &context).images.remove(0);
        assert_eq!(image.url, "https://tide.example/port.jpg");
        (image.caption, image.credit)
    }

    #[test]
    fn a_credit_may_stand_behind_a_caption_or_in_brackets() {
        let expected =
            (Some("The old harbour on Tuesday".to_owned()), Some("Photo: Ada Quay/AFP".to_owned()));
        for credit in ["Photo: Ada Quay/AFP", "(Photo: Ada Quay/AFP)", "| Photo: Ada Quay/AFP"] {
            let caption = format!("<figcaption>The old harbour on Tuesday\u{a0}{credit}</figcaption>");
            assert_eq!(said("en", &caption), expected, "{credit}");
        }
    }

    #[test]
    fn a_page_in_a_language_without_a_file_credits_as_its_neighbours_do() {
        let (caption, credit) = said("sv", "<figcaption>Hamnen på tisdagen. Foto: Ada Kaj/AP</figcaption>");
        assert_eq!(
            (caption.as_deref(), credit.as_deref()),
            (Some("Hamnen på tisdagen."), Some("Foto: Ada Kaj/AP"))
        );
    }
}
