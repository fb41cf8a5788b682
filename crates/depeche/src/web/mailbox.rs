//! Joining and leaving. Looking at a link changes nothing, whoever's scanner looks; only the button
//! on it, a POST, does. Mail programs that leave for their reader post here too (RFC 8058).

use std::sync::Arc;

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;

use super::visitor::{Frame, Visitor};
use super::words::Words;
use super::{Error, Site, page};
use crate::delivery::Setup;
use crate::mailbox::is_address;
use crate::subscription::{self, Receipt};

/// What a page about a mailbox says, and the button on it, if there is one to press.
#[derive(Template)]
#[template(path = "mailbox.html")]
struct Page<'a> {
    frame: Frame<'a>,
    heading: &'a str,
    text: &'a str,
    address: Option<&'a str>,
    button: Option<&'a str>,
}

fn told(visitor: &Visitor, heading: &str, text: &str) -> Result<Response, Error> {
    page(&Page { frame: visitor.frame(heading), heading, text, address: None, button: None })
}

/// What somebody filled in.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Filled {
    desk: String,
    address: String,
}

/// Asks a mailbox for its consent. The answer is the same whether or not it is known here.
pub(super) async fn ask(
    State(site): State<Arc<Site>>,
    visitor: Visitor,
    Form(filled): Form<Filled>,
) -> Result<Response, Error> {
    let w = visitor.words();
    let desk = site.config.desks.iter().find(|desk| *desk.id.get_ref() == filled.desk).cloned();
    let desk = desk.ok_or(Error::NotFound)?;
    let address = filled.address.trim().to_owned();
    if !is_address(&address) {
        return Err(Error::BadRequest(format!("{} {address}", w.no_address)));
    }
    let setup = Setup::of(&site.config).map_err(Error::BadRequest)?;
    let receipt = Receipt {
        words: w.consent.to_owned(),
        place: format!("{}/", site.base()),
        language: w.code.to_owned(),
    };
    let now = site.clock.now();
    // How long the mail takes, and whether one is sent at all, must not show in the answer.
    tokio::spawn(async move {
        let work = site.with(move |archive| {
            Ok(subscription::mail_confirmation(archive, &setup, &desk, &address, &receipt, now)?)
        });
        if let Err(error) = work.await {
            eprintln!("depeche: a confirmation was not sent: {error}");
        }
    });
    told(&visitor, w.asked, w.asked_text)
}

/// The page of a confirmation link.
pub(super) async fn confirmation(
    State(site): State<Arc<Site>>,
    Path(token): Path<String>,
    visitor: Visitor,
) -> Result<Response, Error> {
    let now = site.clock.now();
    let found = site.with(move |archive| Ok(subscription::awaiting(archive, &token, now)?)).await?;
    let w = visitor.words();
    let Some(found) = found else { return told(&visitor, w.used_up, w.used_up_text) };
    page(&Page {
        frame: visitor.frame(w.confirm),
        heading: w.confirm,
        text: w.confirm_text,
        address: Some(&found.address),
        button: Some(w.confirm_button),
    })
}

/// The button on it.
pub(super) async fn confirm(
    State(site): State<Arc<Site>>,
    Path(token): Path<String>,
    visitor: Visitor,
) -> Result<Response, Error> {
    let now = site.clock.now();
    let found = site.with(move |archive| Ok(subscription::confirm(archive, &token, now)?)).await?;
    let w: &Words = visitor.words();
    match found {
        Some(_) => told(&visitor, w.confirmed, w.confirmed_text),
        None => told(&visitor, w.used_up, w.used_up_text),
    }
}

/// The page of a leaving link.
pub(super) async fn leaving(
    State(site): State<Arc<Site>>,
    Path(token): Path<String>,
    visitor: Visitor,
) -> Result<Response, Error> {
    let found = site.with(move |archive| Ok(subscription::leaving(archive, &token)?)).await?;
    let w = visitor.words();
    let Some(found) = found else { return told(&visitor, w.used_up, w.no_such_link) };
    if found.state == subscription::State::Left {
        return told(&visitor, w.left, w.left_text);
    }
    page(&Page {
        frame: visitor.frame(w.leave),
        heading: w.leave,
        text: w.leave_text,
        address: Some(&found.address),
        button: Some(w.leave_button),
    })
}

/// The button on it, pressed by a person or by their mail program.
pub(super) async fn leave(
    State(site): State<Arc<Site>>,
    Path(token): Path<String>,
    visitor: Visitor,
) -> Result<Response, Error> {
    let now = site.clock.now();
    let found = site.with(move |archive| Ok(subscription::leave(archive, &token, now)?)).await?;
    let w = visitor.words();
    match found {
        Some(_) => told(&visitor, w.left, w.left_text),
        None => told(&visitor, w.used_up, w.no_such_link),
    }
}
