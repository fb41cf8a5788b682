//! The two doors of the crate: a page, or plain text, in; a report out.
//!
//! Order of work: what the page says as news (title, dates, body; what is left out), then all that
//! the text says (statements, names, figures).

use page::Page;

use crate::body::model::Model;
use crate::{Dated, Evidence, Report, article, dateline, figure, plain, statement};

/// Bytes of one text or page that are read; the rest is cut with a complaint.
pub const LIMIT: usize = 16 << 20;

/// What the caller knows of a page before it is read.
#[derive(Clone, Debug, Default)]
pub struct Context {
    /// Path, id or address, kept as [`Report::source`].
    pub source: String,
    /// The page's address.
    pub url: Option<String>,
    /// Language, if the caller insists on one.
    pub language: Option<String>,
    /// Publication date the caller knows (from a feed), with [`Evidence::Argument`].
    pub published: Option<String>,
}

impl Context {
    /// The evidence under which [`Context::published`] is kept.
    pub const EVIDENCE: Evidence = Evidence::Argument;
}

/// Reads plain text: paragraphs at blank lines or line breaks, the first one the standfirst.
///
/// ```
/// let text = "date 2022-07 Le port ferme.\n\nPublicité\n\nLes marins attendent.";
/// let context = report::read::Context { language: Some("fr".into()), ..Default::default() };
/// let report = report::read::read_text(text, &context);
/// assert_eq!(report.text, "Le port ferme.\n\nLes marins attendent.");
/// assert_eq!(report.published.unwrap().date, "2022-07");
/// assert_eq!(report.left_out[0].reason, report::Reason::Advertisement);
/// ```
pub fn read_text(text: &str, context: &Context) -> Report {
    let mut report = Report { source: context.source.clone(), url: context.url.clone(), ..Report::default() };
    let text = within_limit(text, &mut report.complaints);
    plain::read(text, context.language.as_deref(), &mut report);
    apply_argument(context, &mut report);
    annotate(&mut report);
    report
}

/// Reads the bytes of a page; `content_type` is the HTTP header, if there was one.
///
/// ```
/// let html = b"<title>Port closed</title><h1>Port closed</h1><p>The port was closed on Tuesday, the council said.</p>";
/// let report = report::read::read_html(html, Some("text/html; charset=utf-8"), &Default::default());
/// assert_eq!(report.title.unwrap().text, "Port closed");
/// ```
pub fn read_html(bytes: &[u8], content_type: Option<&str>, context: &Context) -> Report {
    let kept = &bytes[..bytes.len().min(LIMIT)];
    let decoded = page::decode(kept, content_type);
    let mut report = read_page(&Page::parse(&decoded.text), context);
    if kept.len() < bytes.len() {
        report.complaints.push(format!("cut: only the first {LIMIT} of {} bytes were read", bytes.len()));
    }
    report.complaints.extend(decoded.complaints);
    report
}

/// Reads a page whose tree stands.
pub fn read_page(page: &Page<'_>, context: &Context) -> Report {
    let mut report = read_parts(Model::bundled(), page, context);
    annotate(&mut report);
    report
}

/// Only what a page says as news (title, dates, body, what is left out), before its text is read.
pub fn outline(page: &Page<'_>, context: &Context) -> Report {
    read_parts(Model::bundled(), page, context)
}

/// [`outline`] by a model that may be another than the crate's own: for measuring models.
pub fn read_parts(model: &Model, page: &Page<'_>, context: &Context) -> Report {
    let mut report = Report { source: context.source.clone(), url: context.url.clone(), ..Report::default() };
    article::read(page, context.language.as_deref(), model, &mut report);
    apply_argument(context, &mut report);
    report
}

/// The beginning of a text that is too long, cut between characters.
fn within_limit<'a>(text: &'a str, complaints: &mut Vec<String>) -> &'a str {
    if text.len() <= LIMIT {
        return text;
    }
    let mut end = LIMIT;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    complaints.push(format!("cut: only the first {LIMIT} of {} bytes were read", text.len()));
    &text[..end]
}

/// The date the caller knows counts where the text itself says none, or says less.
fn apply_argument(context: &Context, report: &mut Report) {
    let known: Option<Dated> =
        context.published.as_deref().and_then(dateline::machine).map(|when| when.dated(Context::EVIDENCE));
    let less =
        |own: &Dated, known: &Dated| own.precision < known.precision && known.date.starts_with(&own.date);
    match (&report.published, known) {
        (None, known) => report.published = known,
        (Some(own), Some(known)) if less(own, &known) => report.published = Some(known),
        _ => {}
    }
}

/// Finds statements and names, then figures, in a report whose text stands.
pub fn annotate(report: &mut Report) {
    statement::annotate(report);
    figure::annotate(report);
}
