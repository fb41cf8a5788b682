//! The web pages of an archive: editions, stories, reports with their kept pages, search, and the
//! pages on which a mailbox joins and leaves; beside them a small HTTP interface under `/v1`.
//!
//! Reads the archive and never writes to it, except where a person posts a form to join or leave:
//! looking at a page changes nothing. No script, no outside resource, no cookie but the language
//! somebody chose.

mod about;
mod api;
mod chapter;
mod edition;
mod error;
mod home;
mod kept;
mod mailbox;
mod report;
mod search;
mod story;
mod visitor;
mod words;

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use askama::Template;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderValue, header};
use axum::middleware::{self, Next};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};

use crate::archive::Archive;
use crate::clock::Clock;
use crate::config::Config;

use error::Error;
use visitor::Visitor;

/// Bytes of a page that may be posted to be read.
const LARGEST_POST: usize = 16 << 20;
/// Connections to the archive that are kept open for the next request.
const KEPT_OPEN: usize = 8;

/// What pages may do: show themselves and post to us, nothing else.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; frame-src 'self'; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// An archive that is shown.
#[derive(Debug)]
pub struct Site {
    folder: PathBuf,
    config: Config,
    clock: Clock,
    open: Mutex<Vec<Archive>>,
}

impl Site {
    /// The site of a folder of data.
    pub fn new(folder: PathBuf, config: Config, clock: Clock) -> Arc<Self> {
        Arc::new(Self { folder, config, clock, open: Mutex::default() })
    }

    /// Does something with the archive, on a thread that may wait for the disk.
    async fn with<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&mut Archive) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let site = Arc::clone(self);
        tokio::task::spawn_blocking(move || {
            let kept = site.open.lock().ok().and_then(|mut open| open.pop());
            let mut archive = match kept {
                Some(archive) => archive,
                None => Archive::open(&site.folder)?,
            };
            let done = work(&mut archive);
            if let Ok(mut open) = site.open.lock()
                && open.len() < KEPT_OPEN
            {
                open.push(archive);
            }
            done
        })
        .await?
    }

    /// The address of these pages, without a slash at the end.
    fn base(&self) -> &str {
        self.config.base_url.get_ref().trim_end_matches('/')
    }
}

/// All pages of a site.
pub fn router(site: Arc<Site>) -> Router {
    Router::new()
        .route("/", get(home::show))
        .route("/style.css", get(style))
        .route("/editions/{hash}", get(edition::show))
        .route("/editions/{hash}/mail", get(edition::mail))
        .route("/stories", get(story::list))
        .route("/stories/{id}", get(story::show))
        .route("/reports/{id}", get(report::show))
        .route("/reports/{id}/page", get(kept::show))
        .route("/search", get(search::show))
        .route("/about", get(about::show))
        .route("/subscribe", post(mailbox::ask))
        .route("/confirm/{token}", get(mailbox::confirmation).post(mailbox::confirm))
        .route("/unsubscribe/{token}", get(mailbox::leaving).post(mailbox::leave))
        .merge(api::router())
        .fallback(|| async { Error::NotFound })
        .layer(DefaultBodyLimit::max(LARGEST_POST))
        .layer(middleware::from_fn_with_state(Arc::clone(&site), finish))
        .with_state(site)
}

/// Shows the site until the listener fails.
pub async fn serve(listener: tokio::net::TcpListener, site: Arc<Site>) -> std::io::Result<()> {
    axum::serve(listener, router(site)).await
}

async fn style() -> Response {
    const SHEET: &str = concat!(include_str!("style.css"));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/css; charset=utf-8")),
        (header::CACHE_CONTROL, HeaderValue::from_static("max-age=3600")),
    ];
    (headers, SHEET).into_response()
}

/// What every answer carries; and an error becomes a page in the visitor's language.
async fn finish(State(_): State<Arc<Site>>, request: Request, next: Next) -> Response {
    let visitor = Visitor::of(request.uri(), request.headers());
    let machine = request.uri().path().starts_with("/v1/");
    let mut response = next.run(request).await;
    if let Some(error) = response.extensions_mut().remove::<Arc<Error>>() {
        response = error::page(&error, &visitor, machine);
    }
    let headers = response.headers_mut();
    let mut set = |name: header::HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    set(header::CONTENT_SECURITY_POLICY, POLICY);
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "no-referrer");
    set(header::CACHE_CONTROL, "no-cache");
    set(header::VARY, "accept-language, cookie");
    if let Some(cookie) = visitor.chosen_cookie() {
        headers.append(header::SET_COOKIE, cookie);
    }
    response
}

/// A template as an answer. Templates here fail only if memory does.
fn page(template: &impl Template) -> Result<Response, Error> {
    Ok(Html(template.render()?).into_response())
}
