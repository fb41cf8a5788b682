//! `/v1`: what programs ask for. The forms are those of the command line; `openapi.json` describes them, and
//! tests hold it against the routes and their answers.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};
use axum::{Json, Router};
use report::Report;
use report::figure::course;
use report::read::Context;
use serde::Deserialize;
use serde_json::{Value, json};

use super::story::forbids_copies;
use super::{Error, Site};
use crate::archive::{SealedEdition, StatementRow, StatementSearch, StoryRow};
use crate::command::which::Which;
use crate::reading::input::{Nature, Opened, sniffed};
use crate::reading::{claimed, pipeline, warc};

/// Most results of one answer.
const MOST: usize = 500;

/// The description of all this, OpenAPI 3.1.
const DESCRIPTION: &str = include_str!("openapi.json");

/// The routes, as the description calls them.
fn routes() -> [(&'static str, MethodRouter<Arc<Site>>); 9] {
    [
        ("/v1/openapi.json", get(description)),
        ("/v1/reports", post(read)),
        ("/v1/reports/{id}", get(report)),
        ("/v1/stories", get(stories)),
        ("/v1/stories/{id}", get(story)),
        ("/v1/statements", get(statements)),
        ("/v1/figures", get(figures)),
        ("/v1/editions", get(editions)),
        ("/v1/desks/{id}/editions", get(desk_editions)),
    ]
}

/// All of `/v1`.
pub(super) fn router() -> Router<Arc<Site>> {
    routes().into_iter().fold(Router::new(), |router, (path, method)| router.route(path, method))
}

/// `GET /v1/openapi.json`.
async fn description() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], DESCRIPTION).into_response()
}

/// What is known of a posted page.
#[derive(Clone, Debug, Default, Deserialize)]
struct Known {
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
async fn read(Query(known): Query<Known>, headers: HeaderMap, body: Bytes) -> Result<Json<Report>, Error> {
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
async fn report(State(site): State<Arc<Site>>, Path(id): Path<i64>) -> Result<Response, Error> {
    let report = site.with(move |archive| archive.report(id)?.ok_or(Error::NotFound)).await?.report;
    if forbids_copies(&report) {
        let listed = json!({ "url": report.url, "outlet": report.outlet, "reserved": report.reserved });
        return Ok(Json(listed).into_response());
    }
    Ok(Json(report).into_response())
}

/// `GET /v1/stories`: newest first.
async fn stories(State(site): State<Arc<Site>>) -> Result<Json<Vec<StoryRow>>, Error> {
    let mut stories = site.with(|archive| Ok(archive.stories()?)).await?;
    stories.truncate(MOST);
    Ok(Json(stories))
}

/// `GET /v1/stories/{id}`: its reports, and why each belongs to it.
async fn story(State(site): State<Arc<Site>>, Path(id): Path<String>) -> Result<Json<Value>, Error> {
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
struct Sought {
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
async fn statements(
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

/// Which figures are asked for.
#[derive(Clone, Debug, Deserialize)]
struct Counted {
    of: String,
    language: Option<String>,
    since: Option<String>,
    until: Option<String>,
}

/// `GET /v1/figures?of=&language=&since=&until=`: by date, the newest if there are too many.
async fn figures(
    State(site): State<Arc<Site>>,
    Query(counted): Query<Counted>,
) -> Result<Json<Vec<Value>>, Error> {
    let Counted { of, language, since, until } = counted;
    if !of.chars().any(char::is_alphanumeric) {
        return Err(Error::BadRequest("of= names what is counted, by a word".into()));
    }
    let which = Which { since, until, language };
    site.with(move |archive| {
        let mut reports = Vec::new();
        archive.visit_reports(|report| {
            if which.takes(&report) && !course::claims([&report], &of).is_empty() {
                reports.push(report);
            }
        })?;
        let claims = course::claims(&reports, &of);
        let newest = &claims[claims.len().saturating_sub(MOST)..];
        Ok(Json(newest.iter().map(claimed::object).collect()))
    })
    .await
}

/// `GET /v1/editions`: newest first, each with its seal.
async fn editions(State(site): State<Arc<Site>>) -> Result<Json<Vec<Value>>, Error> {
    sealed(&site, None).await
}

/// `GET /v1/desks/{id}/editions`: those of one desk.
async fn desk_editions(
    State(site): State<Arc<Site>>,
    Path(desk): Path<String>,
) -> Result<Json<Vec<Value>>, Error> {
    if !site.config.desks.iter().any(|known| *known.id.get_ref() == desk) {
        return Err(Error::NotFound);
    }
    sealed(&site, Some(desk)).await
}

async fn sealed(site: &Arc<Site>, desk: Option<String>) -> Result<Json<Vec<Value>>, Error> {
    let editions = site.with(|archive| Ok(archive.editions()?)).await?;
    let asked = editions.iter().filter(|sealed| desk.as_ref().is_none_or(|desk| sealed.desk == *desk));
    let line = |sealed: &SealedEdition| json!({ "desk": sealed.desk, "number": sealed.number, "sealed": sealed.sealed, "seal": sealed.hash });
    Ok(Json(asked.take(MOST).map(line).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_route_is_described_and_no_other() {
        let described: Value = serde_json::from_str(DESCRIPTION).unwrap();
        let mut described: Vec<_> =
            described["paths"].as_object().unwrap().keys().map(String::as_str).collect();
        let mut routes = routes().map(|(path, _)| path);
        described.sort_unstable();
        routes.sort_unstable();
        assert_eq!(described, routes);
    }
}
