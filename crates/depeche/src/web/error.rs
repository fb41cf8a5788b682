//! What can go wrong on a page: told to the visitor in a sentence, to the log in full.

use std::sync::Arc;

use askama::Template;
use axum::Json;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

use super::visitor::{Frame, Visitor};
use crate::archive;

/// What can go wrong. Causes are logged, never shown.
#[derive(Debug, thiserror::Error)]
pub(super) enum Error {
    /// There is no such page.
    #[error("not found")]
    NotFound,
    /// What was asked cannot be meant; the words are for whoever asked.
    #[error("{0}")]
    BadRequest(String),
    /// The archive says no.
    #[error(transparent)]
    Archive(#[from] archive::Error),
    /// A page could not be made.
    #[error(transparent)]
    Page(#[from] askama::Error),
    /// A thread broke off.
    #[error(transparent)]
    Thread(#[from] tokio::task::JoinError),
}

impl Error {
    fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::BadRequest(_) => StatusCode::BAD_REQUEST,
            Self::Archive(archive::Error::Busy) => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        if self.status().is_server_error() {
            // The server's own log: stderr, a line each.
            eprintln!("depeche: a page could not be shown: {self}");
        }
        let mut response = self.status().into_response();
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

#[derive(Template)]
#[template(path = "error.html")]
struct Page<'a> {
    frame: Frame<'a>,
    heading: &'a str,
    text: &'a str,
}

/// The error as a page, or as JSON under `/v1`.
pub(super) fn page(error: &Error, visitor: &Visitor, machine: bool) -> Response {
    let status = error.status();
    let w = visitor.words();
    let (heading, text) = match (error, status) {
        (Error::BadRequest(text), _) => (w.bad_request, text.as_str()),
        (_, StatusCode::NOT_FOUND) => (w.not_found, w.not_found_text),
        _ => (w.broken, w.broken_text),
    };
    if machine {
        return (status, Json(serde_json::json!({ "error": text }))).into_response();
    }
    let page = Page { frame: visitor.frame(heading), heading, text };
    match page.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(_) => (status, heading.to_owned()).into_response(),
    }
}
