//! One edition: as a page of ours, and as it was mailed.

use std::collections::HashMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};
use edition::{Edition, layout};

use super::chapter::{ChapterView, when};
use super::visitor::{Frame, Visitor};
use super::{Error, Site, page};
use crate::archive::Archive;
use crate::compose;

#[derive(Template)]
#[template(path = "edition.html")]
struct Page<'a> {
    frame: Frame<'a>,
    desk: &'a str,
    number: u32,
    date: String,
    fingerprint: &'a str,
    sealed: String,
    notes: &'a [edition::Note],
    chapters: Vec<ChapterView>,
    more: Vec<ChapterView>,
}

/// The edition of a fingerprint, and when it was sealed.
fn find(archive: &Archive, hash: &str) -> Result<(Edition, String), Error> {
    let sealed = archive.editions()?.into_iter().find(|sealed| sealed.hash == hash).ok_or(Error::NotFound)?;
    Ok((compose::open(&sealed)?, sealed.sealed))
}

pub(super) async fn show(
    State(site): State<Arc<Site>>,
    Path(hash): Path<String>,
    visitor: Visitor,
) -> Result<Response, Error> {
    let work = move |archive: &mut Archive| {
        let (edition, sealed) = find(archive, &hash)?;
        let titles = titles(archive, &edition)?;
        Ok((edition, sealed, titles))
    };
    let (edition, sealed, titles) = site.with(work).await?;
    let content = edition.content();
    let view = |chapter: &edition::Chapter| {
        ChapterView::of(chapter, &|id| titles.get(id).cloned(), visitor.words(), visitor.tongue)
    };
    let title = layout::subject(&edition);
    page(&Page {
        frame: visitor.frame(&title),
        desk: &content.desk.name,
        number: content.number,
        date: when(&content.date.to_string(), visitor.tongue),
        fingerprint: edition.fingerprint(),
        sealed: when(&sealed, visitor.tongue),
        notes: &content.notes,
        chapters: content.chapters.iter().map(view).collect(),
        more: content.more.iter().map(view).collect(),
    })
}

/// Titles of the reports an edition lists.
fn titles(archive: &Archive, edition: &Edition) -> Result<HashMap<String, String>, Error> {
    let content = edition.content();
    let mut titles = HashMap::new();
    for listed in content.chapters.iter().chain(&content.more).flat_map(|chapter| &chapter.reports) {
        let Some(id) = listed.way.report.parse().ok() else { continue };
        if let Some(title) = archive.report(id)?.and_then(|kept| kept.report.title) {
            titles.insert(listed.way.report.clone(), title.text);
        }
    }
    Ok(titles)
}

/// The very HTML that was mailed. Its styles stand in the elements, as mail wants it.
pub(super) async fn mail(State(site): State<Arc<Site>>, Path(hash): Path<String>) -> Result<Response, Error> {
    let (edition, _) = site.with(move |archive| find(archive, &hash)).await?;
    let addresses = layout::Addresses { web: Some(site.base()), ..layout::Addresses::default() };
    let html = layout::html(&edition, &addresses);
    let policy = HeaderValue::from_static(
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'",
    );
    Ok(([(header::CONTENT_SECURITY_POLICY, policy)], Html(html)).into_response())
}
