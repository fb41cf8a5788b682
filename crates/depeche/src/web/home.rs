//! The first page: desks with their latest editions, and the newest stories.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::chapter::when;
use super::story::{StoryLine, lines};
use super::visitor::{Frame, Visitor};
use super::{Error, Site, page};
use crate::archive::Archive;
use crate::compose;

/// Stories shown on the first page.
const STORIES: usize = 12;

#[derive(Template)]
#[template(path = "home.html")]
struct Home<'a> {
    frame: Frame<'a>,
    desks: Vec<DeskView>,
    stories: Vec<StoryLine>,
    /// Whether a mailbox can be asked to confirm: mail is set up.
    mails: bool,
}

struct DeskView {
    id: String,
    name: String,
    latest: Option<EditionLine>,
}

/// An edition in one line.
pub(super) struct EditionLine {
    pub(super) here: String,
    pub(super) number: u32,
    pub(super) date: String,
    /// The first headlines of its stories, each with its language.
    pub(super) headlines: Vec<(String, String)>,
}

pub(super) async fn show(State(site): State<Arc<Site>>, visitor: Visitor) -> Result<Response, Error> {
    let tongue = visitor.tongue;
    let configured = site.config.desks.iter().map(|desk| (desk.id.get_ref().clone(), desk.name.clone()));
    let configured: Vec<(String, String)> = configured.collect();
    let work = move |archive: &mut Archive| {
        let mut desks = Vec::new();
        for (id, name) in configured {
            let latest = match archive.latest_edition(&id)? {
                Some(sealed) => Some(compose::open(&sealed)?),
                None => None,
            };
            let latest = latest.map(|edition| {
                let content = edition.content();
                let headlines = content.chapters.iter().filter_map(|chapter| chapter.headlines.first());
                let lang = |quotation: &edition::Quotation| quotation.language().unwrap_or("und").to_owned();
                EditionLine {
                    here: format!("/editions/{}", edition.fingerprint()),
                    number: content.number,
                    date: when(&content.date.to_string(), tongue),
                    headlines: headlines.take(5).map(|one| (one.text().to_owned(), lang(one))).collect(),
                }
            });
            desks.push(DeskView { id, name, latest });
        }
        Ok((desks, lines(archive, STORIES, tongue)?))
    };
    let (desks, stories) = site.with(work).await?;
    let frame = visitor.frame(visitor.words().slogan);
    page(&Home { frame, desks, stories, mails: site.config.mail.is_some() })
}
