//! A report as HTML: statements are `<q>` (verbatim) or `<mark>` (reported), figures `<data>`, each
//! with a title that says whose they are and how sure; what was left out is folded away.
//!
//! [`article`] is also what the web pages show of a report. No script, no outside resource; every
//! word of a page is escaped.

use std::fmt::Write;

use report::{Block, BlockKind, In, Manner, Report, Span};

use super::runs::{Marks, Run};
use super::wording::{self, Tongue};

/// The style of a page that stands alone.
const STYLE: &str = include_str!("page.css");

/// Everything before the first report.
pub fn opening(tongue: Tongue) -> String {
    format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>Dépêche</title>\n\
         <style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n",
        tongue.code()
    )
}

/// Everything after the last report.
pub const CLOSING: &str = "</main>\n</body>\n</html>\n";

/// A report as an `<article>`. Where somebody was sent to see some words, the first of them carries
/// the id `words`.
pub fn article(report: &Report, focus: Option<(In, Span)>, tongue: Tongue) -> String {
    let mut out = String::new();
    let lang = report.language.as_deref().unwrap_or("und");
    let _ = writeln!(out, "<article lang=\"{}\">", escape(lang));
    head(&mut out, report, focus, tongue);
    let marks = focused(Marks::of(report, In::Text), focus, In::Text);
    if let Some(standfirst) = &report.standfirst {
        let words = marked(report, &marks, &report.text, standfirst.at, tongue);
        let _ = writeln!(out, "<p class=\"standfirst\">{words}</p>");
    }
    blocks(&mut out, report, &marks, tongue);
    out.push_str("</article>\n");
    // An id stands once, however many runs the words are cut into.
    out.replacen(FOCUS, &format!("{FOCUS} id=\"words\""), 1)
}

/// How words that somebody was sent to see begin.
const FOCUS: &str = "<mark class=\"focus\"";

fn focused(marks: Marks, focus: Option<(In, Span)>, within: In) -> Marks {
    match focus {
        Some((place, at)) if place == within => marks.with_focus(at),
        _ => marks,
    }
}

fn head(out: &mut String, report: &Report, focus: Option<(In, Span)>, tongue: Tongue) {
    out.push_str("<header>\n");
    let dateline = wording::dateline(report, tongue);
    if !dateline.is_empty() {
        let _ = writeln!(out, "<p class=\"dateline\" lang=\"{}\">{}</p>", tongue.code(), escape(&dateline));
    }
    if let Some(title) = &report.title {
        let marks = focused(Marks::of(report, In::Title), focus, In::Title);
        let words = marked(report, &marks, &title.text, Span::new(0, title.text.len()), tongue);
        let _ = writeln!(out, "<h1>{words}</h1>");
    }
    let byline = wording::byline(report);
    if !byline.is_empty() {
        let _ = writeln!(out, "<p class=\"byline\">{}</p>", escape(&byline));
    }
    out.push_str("</header>\n");
}

fn blocks(out: &mut String, report: &Report, marks: &Marks, tongue: Tongue) {
    let standfirst = report.standfirst.as_ref().map(|line| line.at);
    let mut open: Option<&str> = None;
    for block in report.body.iter().filter(|block| block.at.is_none() || block.at != standfirst) {
        let list = match block.kind {
            BlockKind::ListItem => Some("ul"),
            BlockKind::TableRow => Some("table"),
            _ => None,
        };
        if open != list {
            if let Some(open) = open {
                let _ = writeln!(out, "</{open}>");
            }
            if let Some(list) = list {
                let _ = writeln!(out, "<{list}>");
            }
            open = list;
        }
        let words = match block.at {
            Some(at) => marked(report, marks, &report.text, at, tongue),
            None => escape(&block.text),
        };
        element(out, block, &words);
    }
    if let Some(open) = open {
        let _ = writeln!(out, "</{open}>");
    }
}

fn element(out: &mut String, block: &Block, words: &str) {
    let _ = match block.kind {
        BlockKind::Paragraph => writeln!(out, "<p>{words}</p>"),
        // The headline is the only first heading.
        BlockKind::Heading => {
            let level = block.level.unwrap_or(2).clamp(2, 6);
            writeln!(out, "<h{level}>{words}</h{level}>")
        }
        BlockKind::Quotation => writeln!(out, "<blockquote><p>{words}</p></blockquote>"),
        BlockKind::ListItem => writeln!(out, "<li>{words}</li>"),
        BlockKind::Caption => writeln!(out, "<p class=\"caption\">{words}</p>"),
        BlockKind::TableRow => writeln!(out, "<tr><td>{words}</td></tr>"),
        BlockKind::Code => writeln!(out, "<pre><code>{words}</code></pre>"),
        BlockKind::Post => writeln!(out, "<p class=\"post\">{words}</p>"),
    };
}

/// The words at `at`, with statements and figures marked.
fn marked(report: &Report, marks: &Marks, text: &str, at: Span, tongue: Tongue) -> String {
    let runs = marks.runs(text, at);
    let mut out = String::new();
    let mut open: Option<usize> = None;
    for (index, run) in runs.iter().enumerate() {
        if open != run.statement {
            close(&mut out, report, open);
            if let Some(statement) = run.statement {
                self::open(&mut out, report, statement, tongue);
            }
            open = run.statement;
        }
        let before = index.checked_sub(1).and_then(|before| runs.get(before));
        words(&mut out, report, text, run, before, tongue);
    }
    close(&mut out, report, open);
    out
}

fn tag(report: &Report, statement: usize) -> &'static str {
    match report.statements.get(statement).map(|statement| statement.manner) {
        Some(Manner::Direct) => "q",
        _ => "mark",
    }
}

fn open(out: &mut String, report: &Report, index: usize, tongue: Tongue) {
    let Some(statement) = report.statements.get(index) else { return };
    let title = escape(&wording::attribution(statement, tongue));
    let tag = tag(report, index);
    let _ = write!(out, "<{tag} class=\"said\" data-statement=\"{index}\" title=\"{title}\">");
}

fn close(out: &mut String, report: &Report, statement: Option<usize>) {
    if let Some(statement) = statement {
        let _ = write!(out, "</{}>", tag(report, statement));
    }
}

/// One run; a figure cut by other marks is one figure to the eye, and gets its title once.
fn words(out: &mut String, report: &Report, text: &str, run: &Run, before: Option<&Run>, tongue: Tongue) {
    let mut words = escape(run.at.slice(text));
    if run.focus {
        words = format!("{FOCUS}>{words}</mark>");
    }
    let figure = run.figure.and_then(|index| report.figures.get(index));
    let begins = before.is_none_or(|before| before.figure != run.figure);
    let _ = match figure {
        Some(figure) => {
            let title = match (begins, wording::certainty(figure, tongue)) {
                (true, certainty) if !certainty.is_empty() => format!(" title=\"{}\"", escape(&certainty)),
                _ => String::new(),
            };
            let sureness = format!("{:?}", figure.sureness).to_lowercase();
            write!(out, "<span class=\"figure {sureness}\"{title}>{words}</span>")
        }
        None if run.speaker => write!(out, "<b class=\"speaker\">{words}</b>"),
        None => write!(out, "{words}"),
    };
}

/// Who says what, the figures, what was left out and the complaints: what stands under a report.
pub fn apparatus(report: &Report, tongue: Tongue) -> String {
    let fr = tongue == Tongue::Fr;
    let mut out = String::new();
    if !report.statements.is_empty() {
        let heading = if fr { "Qui dit quoi" } else { "Who says what" };
        let _ = writeln!(out, "<section class=\"statements\">\n<h2>{heading}</h2>\n<ol>");
        let lang = escape(report.language.as_deref().unwrap_or("und"));
        for statement in &report.statements {
            let words: Vec<_> = statement.words.iter().map(|words| escape(&words.text)).collect();
            let said = words.join(" […] ");
            let by = escape(&wording::attribution(statement, tongue));
            let tag = if statement.manner == Manner::Direct { "q" } else { "span" };
            let _ = writeln!(
                out,
                "<li><span lang=\"{lang}\"><{tag}>{said}</{tag}></span> <span class=\"by\">{by}</span></li>"
            );
        }
        out.push_str("</ol>\n</section>\n");
    }
    if !report.figures.is_empty() {
        let (heading, sure, by) =
            if fr { ("Chiffres", "Sûreté", "Selon") } else { ("Figures", "How sure", "Said by") };
        let figure = if fr { "Chiffre" } else { "Figure" };
        let _ = writeln!(
            out,
            "<section class=\"figures\">\n<h2>{heading}</h2>\n<table>\n\
             <tr><th scope=\"col\">{figure}</th><th scope=\"col\">{sure}</th><th scope=\"col\">{by}</th></tr>"
        );
        for figure in &report.figures {
            let marker = figure.marker.as_deref().map(|marker| format!(" ({})", escape(marker)));
            let _ = writeln!(
                out,
                "<tr><td>{}</td><td>{}{}</td><td>{}</td></tr>",
                escape(&figure.text),
                wording::sureness(figure.sureness, tongue),
                marker.unwrap_or_default(),
                escape(figure.said_by.as_deref().unwrap_or_default())
            );
        }
        out.push_str("</table>\n</section>\n");
    }
    folded(&mut out, report, tongue);
    out
}

fn folded(out: &mut String, report: &Report, tongue: Tongue) {
    let fr = tongue == Tongue::Fr;
    if !report.left_out.is_empty() {
        let heading = if fr { "Laissé de côté" } else { "Left out" };
        let count = report.left_out.len();
        let _ = writeln!(out, "<details class=\"left-out\">\n<summary>{heading} ({count})</summary>\n<ul>");
        for left in &report.left_out {
            let reason = wording::reason(left.reason, tongue);
            let words = escape(&wording::left_out(left, 240));
            let _ = writeln!(out, "<li><b>{reason}</b> {words}</li>");
        }
        out.push_str("</ul>\n</details>\n");
    }
    if !report.complaints.is_empty() {
        let heading = if fr { "Réserves" } else { "Complaints" };
        let _ = writeln!(out, "<section class=\"complaints\">\n<h2>{heading}</h2>\n<ul>");
        for complaint in &report.complaints {
            let _ = writeln!(out, "<li>{}</li>", escape(complaint));
        }
        out.push_str("</ul>\n</section>\n");
    }
}

/// Words that no browser takes for tags, in text or between double quotes. Control characters,
/// which HTML forbids, become the replacement character.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(c),
            c if c.is_control() => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_page_never_become_tags() {
        assert_eq!(escape("<a b=\"c\">'&\u{1}"), "&lt;a b=&quot;c&quot;&gt;&#39;&amp;\u{fffd}");
    }
}
