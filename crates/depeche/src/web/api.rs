//! `/v1`: what programs ask for. The forms are those of the command line.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use report::Report;
use report::read::Context;
use serde::Deserialize;
use serde_json::{Value, json};

use super::story::forbids_copies;
use super::{Error, Site};
use crate::archive::{StatementRow, StatementSearch, StoryRow};
use crate::reading::input::{Nature, Opened, sniffed};
use crate::reading::{pipeline, warc};

/// Most results of one answer.
const MOST: usize = 500;

/// What is known of a posted page.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Known {
    url: Option<String>,
    language: Option<String>,
    published: Option<String>,
}

/// A page posted as JSON, as a line of `depeche read`'s lists.
#[derive(Deserialize)]
struct Posted {
    id: Option<String>,
    content: String,
    #[serde(flatten)]
    known: Known,
}

/// `POST /v1/reports`: a page in (HTML or text as the body, or JSON with `content`), its report out.
pub(super) async fn read(
    Query(known): Query<Known>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Report>, Error> {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let opened = posted(content_type, &body, known)?;
    let report = tokio::task::spawn_blocking(move || pipeline::report(&opened)).await?;
    Ok(Json(report))
}

fn posted(content_type: Option<&str>, body: &[u8], known: Known) -> Result<Opened, Error> {
    let media_type =
        content_type.map(|said| said.split(';').next().unwrap_or_default().trim().to_lowercase());
    let (id, known, bytes, content_type) = if media_type.as_deref() == Some("application/json") {
        let posted: Posted = serde_json::from_slice(body).map_err(|error| {
            Error::BadRequest(format!("not {{\"content\": …, \"url\"?, \"language\"?}}: {error}"))
        })?;
        let header = "text/html; charset=utf-8".to_owned();
        (posted.id, posted.known, posted.content.into_bytes(), Some(header))
    } else {
        (None, known, body.to_vec(), content_type.map(str::to_owned))
    };
    if bytes.is_empty() {
        return Err(Error::BadRequest("the body is empty; post a page".into()));
    }
    let nature: Option<Nature> = media_type.as_deref().and_then(warc::nature);
    Ok(Opened {
        context: Context {
            source: id.or_else(|| known.url.clone()).unwrap_or_else(|| "-".into()),
            url: known.url,
            language: known.language,
            published: known.published,
        },
        nature: nature.unwrap_or_else(|| sniffed(&bytes)),
        bytes,
        content_type,
        complaints: Vec::new(),
    })
}

/// `GET /v1/reports/{id}`.
pub(super) async fn report(State(site): State<Arc<Site>>, Path(id): Path<i64>) -> Result<Response, Error> {
    let report = site.with(move |archive| archive.report(id)?.ok_or(Error::NotFound)).await?.report;
    if forbids_copies(&report) {
        let listed = json!({ "url": report.url, "outlet": report.outlet, "reserved": report.reserved });
        return Ok(Json(listed).into_response());
    }
    Ok(Json(report).into_response())
}

/// `GET /v1/stories`: newest first.
pub(super) async fn stories(State(site): State<Arc<Site>>) -> Result<Json<Vec<StoryRow>>, Error> {
    let mut stories = site.with(|archive| Ok(archive.stories()?)).await?;
    stories.truncate(MOST);
    Ok(Json(stories))
}

/// `GET /v1/stories/{id}`: its reports, and why each belongs to it.
pub(super) async fn story(
    State(site): State<Arc<Site>>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Error> {
    let members = site.with({
        let id = id.clone();
        move |archive| Ok(archive.members(&id)?)
    });
    let members = members.await?;
    if members.is_empty() {
        return Err(Error::NotFound);
    }
    let reasons = |text: &str| serde_json::from_str::<Value>(text).unwrap_or(Value::Null);
    let reports: Vec<_> = members
        .iter()
        .map(|member| json!({ "report": member.report, "reasons": reasons(&member.reasons) }))
        .collect();
    Ok(Json(json!({ "story": id, "reports": reports })))
}

/// What statements are asked for.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Sought {
    #[serde(default)]
    q: String,
    speaker: Option<String>,
    language: Option<String>,
    since: Option<String>,
    until: Option<String>,
    #[serde(default)]
    limit: usize,
}

/// `GET /v1/statements?q=&speaker=&language=&since=&until=&limit=`.
pub(super) async fn statements(
    State(site): State<Arc<Site>>,
    Query(sought): Query<Sought>,
) -> Result<Json<Vec<StatementRow>>, Error> {
    let search = StatementSearch {
        words: sought.q,
        speaker: sought.speaker,
        language: sought.language,
        since: sought.since,
        until: sought.until,
        limit: sought.limit.min(MOST),
    };
    Ok(Json(site.with(move |archive| Ok(archive.statements(&search)?)).await?))
}

/// `GET /v1/editions`: newest first, each with its seal.
pub(super) async fn editions(State(site): State<Arc<Site>>) -> Result<Json<Vec<Value>>, Error> {
    let editions = site.with(|archive| Ok(archive.editions()?)).await?;
    let line = |sealed: &crate::archive::SealedEdition| json!({ "desk": sealed.desk, "number": sealed.number, "sealed": sealed.sealed, "seal": sealed.hash });
    Ok(Json(editions.iter().take(MOST).map(line).collect()))
}
