//! Search: reports in which words stand, and statements in which they were said or by whom.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::chapter::when;
use super::visitor::{Frame, Visitor};
use super::{Error, Site, page};
use crate::archive::{Archive, Search, StatementSearch};

/// Results shown of each kind.
const SHOWN: usize = 30;

/// What is sought.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    q: String,
    language: Option<String>,
}

struct Found {
    here: String,
    title: String,
    lang: String,
    outlet: String,
    when: String,
}

struct Said {
    here: String,
    words: String,
    direct: bool,
    lang: String,
    who: Option<String>,
    role: Option<String>,
    outlet: String,
}

#[derive(Template)]
#[template(path = "search.html")]
struct Page<'a> {
    frame: Frame<'a>,
    q: &'a str,
    statements: Vec<Said>,
    reports: Vec<Found>,
}

pub(super) async fn show(
    State(site): State<Arc<Site>>,
    Query(asked): Query<Asked>,
    visitor: Visitor,
) -> Result<Response, Error> {
    let words: String = asked.q.chars().take(200).collect();
    let language = asked.language.filter(|language| !language.is_empty());
    let sought = words.trim().to_owned();
    let tongue = visitor.tongue;
    let work = move |archive: &mut Archive| {
        if sought.is_empty() {
            return Ok((Vec::new(), Vec::new()));
        }
        let search =
            Search { words: sought.clone(), language: language.clone(), limit: SHOWN, ..Search::default() };
        let reports = archive.search(&search)?;
        let statements = archive.statements(&StatementSearch {
            words: sought,
            language,
            limit: SHOWN,
            ..StatementSearch::default()
        })?;
        Ok((reports, statements))
    };
    let (reports, statements) = site.with(work).await?;
    let reports = reports.into_iter().map(|row| Found {
        here: format!("/reports/{}", row.id),
        title: row.title.unwrap_or(row.url),
        lang: row.language.unwrap_or_default(),
        outlet: row.outlet.unwrap_or_default(),
        when: row.published.as_deref().map(|date| when(date, tongue)).unwrap_or_default(),
    });
    let statements = statements.into_iter().map(|row| Said {
        here: row.place(),
        direct: row.manner == "direct",
        words: row.words,
        lang: row.language.unwrap_or_default(),
        who: row.speaker,
        role: row.role,
        outlet: row.outlet.unwrap_or_default(),
    });
    page(&Page {
        frame: visitor.frame(visitor.words().search),
        q: words.trim(),
        statements: statements.collect(),
        reports: reports.collect(),
    })
}
