//! What we fetch and why, for outlets and readers: who asks, which outlets, how to object.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::visitor::{Frame, Visitor};
use super::{Error, Site, page};
use crate::source::fetch::product;

#[derive(Template)]
#[template(path = "about.html")]
struct About<'a> {
    frame: Frame<'a>,
    contact: &'a str,
    /// The contact as a link.
    link: String,
    agent: String,
    outlets: Vec<OutletView<'a>>,
    counts: [u64; 5],
}

struct OutletView<'a> {
    name: &'a str,
    lang: &'a str,
    sources: Vec<&'a str>,
}

pub(super) async fn show(State(site): State<Arc<Site>>, visitor: Visitor) -> Result<Response, Error> {
    let counts = site.with(|archive| Ok(archive.counts()?)).await?;
    let contact = site.config.contact.get_ref().as_str();
    let link = if contact.contains('@') { format!("mailto:{contact}") } else { contact.to_owned() };
    let outlets = site.config.outlets.iter().map(|outlet| OutletView {
        name: outlet.name.get_ref(),
        lang: outlet.language.as_deref().unwrap_or_default(),
        sources: outlet.sources.iter().map(|source| source.get_ref().as_str()).collect(),
    });
    page(&About {
        frame: visitor.frame(visitor.words().about_title),
        contact,
        link,
        agent: format!("{} (+{contact})", product()),
        outlets: outlets.collect(),
        counts,
    })
}
