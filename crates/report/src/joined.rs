//! One report of an article that goes on over several pages: the first page says what it is, the others go on
//! with its text. Words that every page repeats (title, standfirst) stand once.
//!
//! Which pages belong together ([`Report::next`]) is followed by who has them; nothing is fetched here.

use std::collections::HashSet;

use crate::read::annotate;
use crate::{Block, BlockKind, LeftOut, Part, Reason, Report, article};

/// Parts that one report may have; what has more is a list, not an article.
pub const MOST: usize = 20;

/// Joins the parts of one article, in order: its text, and all that the whole text says.
///
/// ```
/// use report::read::{Context, read_html};
/// let part = |words: &str| {
///     let html = format!("<html lang=en><h1>Port closed</h1><p>{words}</p>");
///     read_html(html.as_bytes(), None, &Context::default())
/// };
/// let first = part("The port was closed on Tuesday after the storm of the night, the council said.");
/// let second = part("The ferries will leave again on Friday from the old pier, if the wind allows it.");
/// let report = report::joined::join(first, vec![second]);
/// assert_eq!(report.text.matches("\n\n").count(), 1);
/// assert_eq!(report.part_of(1), 1);
/// ```
pub fn join(mut first: Report, rest: Vec<Report>) -> Report {
    if rest.is_empty() {
        return first;
    }
    let standfirst = first.standfirst.take().map(|line| paragraph(line.text, line.page));
    let mut whole = Whole::of(&mut first, standfirst.as_ref());
    for part in rest.into_iter().take(MOST - 1) {
        whole.add(&mut first, part);
    }
    let Whole { body, parts, .. } = whole;
    first.parts = parts;
    first.compose(standfirst, body);
    for note in &mut first.corrections {
        note.at = first.body.iter().find(|block| block.text == note.text).and_then(|block| block.at);
    }
    first.passages = article::passages(&first, first.language.as_deref().unwrap_or_default());
    annotate(&mut first);
    first
}

/// The body as it grows.
struct Whole {
    body: Vec<Block>,
    parts: Vec<Part>,
    /// Words of the parts so far.
    known: HashSet<String>,
}

impl Whole {
    fn of(first: &mut Report, standfirst: Option<&Block>) -> Self {
        let body = std::mem::take(&mut first.body);
        let title = first.title.iter().map(|title| &title.text);
        let words = title.chain(standfirst.iter().map(|block| &block.text));
        let known = words.chain(body.iter().map(|block| &block.text)).cloned().collect();
        Self { body, parts: vec![part(first, 0, 0)], known }
    }

    fn add(&mut self, first: &mut Report, mut next: Report) {
        self.parts.push(part(&next, self.body.len(), first.left_out.len()));
        let standfirst = next.standfirst.take().map(|line| paragraph(line.text, line.page));
        let from = self.body.len();
        for block in standfirst.into_iter().chain(next.body) {
            if !self.known.contains(&block.text) {
                self.body.push(block);
            } else if let Some(page) = block.page {
                first.left_out.push(LeftOut { text: block.text, reason: Reason::Repeated, page });
            }
        }
        self.known.extend(self.body[from..].iter().map(|block| block.text.clone()));
        first.left_out.extend(next.left_out);
        for author in next.byline {
            if !first.byline.iter().any(|known| known.name == author.name) {
                first.byline.push(author);
            }
        }
        for image in next.images {
            if !first.images.iter().any(|known| known.url == image.url) {
                first.images.push(image);
            }
        }
        for mut note in next.corrections {
            if !first.corrections.iter().any(|known| known.text == note.text) {
                // A place in a page that is not the first would be taken for one in the first.
                note.page = None;
                first.corrections.push(note);
            }
        }
        let goes_on = |complaint: &String| complaint.starts_with(article::GOES_ON);
        first.complaints.retain(|complaint| !goes_on(complaint));
        first.complaints.extend(next.complaints.into_iter().filter(goes_on));
        first.next = next.next;
    }
}

fn part(report: &Report, body: usize, left_out: usize) -> Part {
    Part { source: report.source.clone(), url: report.url.clone(), body, left_out }
}

fn paragraph(text: String, page: Option<page::Span>) -> Block {
    Block { kind: BlockKind::Paragraph, level: None, text, at: None, page, time: None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::{Context, read_html};

    fn read(number: usize, paragraphs: &[&str], more: &str) -> Report {
        let body = format!("<p>{}</p>", paragraphs.join("</p><p>"));
        let html = format!(
            "<html lang=en><title>The port is closed</title>{more}<article><h1>The port is closed</h1>\
             <p class=standfirst>Nobody knows when the ferries will leave again for the islands in the north.</p>{body}</article>"
        );
        let url = Some(format!("https://tide.example/port-closed-{number}.html"));
        read_html(html.as_bytes(), None, &Context { url, ..Context::default() })
    }

    const ONE: &str =
        "“We close at once,” the mayor, Ida Kroll, told reporters on Tuesday evening in the full hall.";
    const TWO: &str =
        "Kroll said that about 400 ships would be sent to the next harbour, where there is room.";
    const THREE: &str = "The council meets again on Friday; the fishermen are to be heard then, all of them.";

    #[test]
    fn parts_are_one_text_with_each_word_once() {
        let report = join(read(1, &[ONE], ""), vec![read(2, &[TWO], ""), read(3, &[THREE], "")]);
        assert_eq!(report.text.matches("Nobody knows").count(), 1);
        let body: Vec<_> = report.body.iter().map(|block| block.text.as_str()).collect();
        assert_eq!(body, [ONE, TWO, THREE]);
        let parts: Vec<_> = (0..3).map(|block| report.part_of(block)).collect();
        assert_eq!(parts, [0, 1, 2]);
        for block in &report.body {
            assert_eq!(block.at.map(|at| at.slice(&report.text)), Some(block.text.as_str()));
        }
    }

    #[test]
    fn who_was_named_in_full_on_the_first_page_speaks_on_the_second() {
        let report = join(read(1, &[ONE], ""), vec![read(2, &[TWO], "")]);
        let said = report.statements.iter().find(|statement| statement.words[0].text.contains("400 ships"));
        let speaker = said.and_then(|statement| statement.speaker.as_ref());
        assert_eq!(speaker.and_then(|speaker| speaker.name.as_deref()), Some("Ida Kroll"));
    }

    #[test]
    fn what_is_whole_goes_on_nowhere() {
        let more = "<link rel=next href=/port-closed-2.html>";
        let first = read(1, &[ONE, TWO, THREE], more);
        assert!(first.next.is_some());
        let report = join(first, vec![read(2, &["The lighthouse stays lit, the keeper said."], "")]);
        assert_eq!(report.next, None);
        assert!(report.complaints.iter().all(|complaint| !complaint.starts_with("part:")));
    }
}
