//! One report: the clean text with its statements, and beside it the page as it was kept, both with
//! the words highlighted that somebody was sent here to see.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use report::{In, Span};
use serde::Deserialize;

use super::chapter::when;
use super::story::forbids_copies;
use super::visitor::{Frame, Visitor};
use super::{Error, Site, page};
use crate::archive::Archive;
use crate::reading::html;

/// Which words of a report: `?in=text&at=start-end`, as links in editions have it.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Place {
    #[serde(rename = "in")]
    within: Option<String>,
    at: Option<String>,
}

impl Place {
    /// The place, if one is named and can be meant.
    pub(super) fn span(&self) -> Option<(In, Span)> {
        let (start, end) = self.at.as_deref()?.split_once('-')?;
        let (start, end): (u32, u32) = (start.parse().ok()?, end.parse().ok()?);
        let within = if self.within.as_deref() == Some("title") { In::Title } else { In::Text };
        (start < end).then_some((within, Span { start, end }))
    }

    /// The place as part of an address; empty if there is none.
    fn query(&self) -> String {
        match self.span() {
            Some((In::Title, at)) => format!("?in=title&at={}-{}", at.start, at.end),
            Some((In::Text, at)) => format!("?in=text&at={}-{}", at.start, at.end),
            None => String::new(),
        }
    }
}

#[derive(Template)]
#[template(path = "report.html")]
struct Page<'a> {
    frame: Frame<'a>,
    /// The clean report, escaped already.
    article: String,
    /// Who says what, figures, what was left out; escaped already.
    apparatus: String,
    reserved: bool,
    outlet: &'a str,
    url: Option<&'a str>,
    fetched: String,
    story: Option<String>,
    /// Address of the kept page at these words; none if it was not kept.
    kept: Option<String>,
}

pub(super) async fn show(
    State(site): State<Arc<Site>>,
    Path(id): Path<i64>,
    Query(place): Query<Place>,
    visitor: Visitor,
) -> Result<Response, Error> {
    let work = move |archive: &mut Archive| {
        let kept = archive.report(id)?.ok_or(Error::NotFound)?;
        let page = archive.page(kept.page)?.ok_or(Error::NotFound)?;
        Ok((kept.report, page, archive.story_of(id)?))
    };
    let (report, kept, story) = site.with(work).await?;
    let reserved = forbids_copies(&report);
    let title = report.title.as_ref().map_or("", |title| title.text.as_str());
    let tongue = visitor.tongue;
    let url = [&report.canonical, &report.url].into_iter().flatten().find(|url| is_web(url));
    page(&Page {
        frame: visitor.frame(if reserved { visitor.words().published_in } else { title }),
        article: if reserved { String::new() } else { html::article(&report, place.span(), tongue) },
        apparatus: if reserved { String::new() } else { html::apparatus(&report, tongue) },
        reserved,
        outlet: report.outlet.as_deref().unwrap_or_default(),
        url: url.map(String::as_str),
        fetched: when(&kept.fetched_at, tongue),
        story: story.map(|member| edition::layout::story_address("", &member.story)),
        kept: kept.file.is_some().then(|| format!("/reports/{id}/page{}", place.query())),
    })
}

/// Whether an address of a page may stand in a link: nothing but http(s).
fn is_web(url: &str) -> bool {
    url.starts_with("http://") || url.starts_with("https://")
}
