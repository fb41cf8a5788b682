//! The two doors of the crate: a page, or plain text, in; a report out.
//!
//! Order of work: what the page says as news (title, dates, body; what is left out), then all that
//! the text says (statements, names, figures).

use crate::{Evidence, Report, figure, statement};

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

/// Finds statements and names, then figures, in a report whose text stands.
pub fn annotate(report: &mut Report) {
    statement::annotate(report);
    figure::annotate(report);
}
