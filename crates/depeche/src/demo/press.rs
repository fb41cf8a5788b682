//! The sample press: invented outlets bundled in the program, each served on a port of its own on
//! loopback, with its feed and its robots.txt.
//!
//! The pages lie in `sample/` as an outlet would serve them (one of them windows-1251), except that
//! `{{base}}` stands for the outlet's address, which is known only once its port is open. Each
//! outlet answers as a careful server does (entity tags, redirects, 404, 410) and remembers what it
//! was asked, so that the demonstration can show that robots.txt was kept.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hasher};
use std::sync::{Arc, Mutex};

use anyhow::Context;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

/// Every file of `sample/`, by its path there.
macro_rules! bundled {
    ($($path:literal)*) => {
        const FILES: &[(&str, &[u8])] = &[$(($path, include_bytes!(concat!("../../sample/", $path)))),*];
    };
}

bundled! {
    "courrier/robots.txt"
    "courrier/rss.xml"
    "courrier/bibliotheque-saint-aubin.html"
    "courrier/cable-baltark-panne.html"
    "courrier/echecs-gand-main-refusee.html"
    "courrier/enquete-loukahydro.html"
    "courrier/zaretchsk-digue-rompue.html"
    "harbour/robots.txt"
    "harbour/feed.json"
    "harbour/baltark-cable-trips.html"
    "harbour/meridian-lark-owner-denies.html"
    "harbour/zarechsk-flood-grain-silos.html"
    "lantern/robots.txt"
    "lantern/atom.xml"
    "lantern/ghent-chess-shcharbovich-handshake.html"
    "lantern/skerry-ferry-timetable.html"
    "lantern/sweden-latvia-power-cable-trips.html"
    "lantern/zarechsk-dam-breach-evacuation.html"
    "obozrenie/robots.txt"
    "obozrenie/all.xml"
    "obozrenie/gent.html"
    "obozrenie/kabel.html"
    "obozrenie/plotina.html"
    "viesnik/robots.txt"
    "viesnik/feed.xml"
    "viesnik/dzie-dapamahcy.html"
    "viesnik/placina-vierchniaja-luka.html"
    "viesnik/scarbovic-hient.html"
}

const LIST: &str = include_str!("../../sample/press.json");

/// Written in the files where the outlet's own address belongs.
const BASE: &[u8] = b"{{base}}";

/// The day of the sample press, when its pages were published.
const LAST_MODIFIED: &str = "Thu, 12 Mar 2026 18:00:00 GMT";

#[derive(Debug, Deserialize)]
struct List {
    clock: String,
    outlets: Vec<Outlet>,
}

#[derive(Clone, Debug, Deserialize)]
struct Outlet {
    slug: String,
    name: String,
    language: String,
    feed: String,
    files: Vec<Listed>,
    moved: Vec<Moved>,
    gone: BTreeSet<String>,
}

#[derive(Clone, Debug, Deserialize)]
struct Listed {
    path: String,
    file: String,
    #[serde(rename = "type")]
    media_type: String,
}

#[derive(Clone, Debug, Deserialize)]
struct Moved {
    path: String,
    to: String,
}

/// The sample press, open for business until it is dropped.
#[derive(Debug)]
pub struct Press {
    /// Its outlets, in the order of the list.
    pub outlets: Vec<Open>,
    /// The moment at which the demonstration collects, RFC 3339: the evening of the sample day.
    pub clock: String,
}

/// One outlet that can be asked for pages.
#[derive(Debug)]
pub struct Open {
    /// Short name, fit for a file or a configuration key.
    pub slug: String,
    /// The name it publishes under.
    pub name: String,
    /// Its language, BCP 47.
    pub language: String,
    /// Its address, without a slash at the end.
    pub base: String,
    /// The address of its feed.
    pub feed: String,
    asked: Arc<Mutex<BTreeMap<String, u32>>>,
    server: tokio::task::JoinHandle<()>,
}

impl Press {
    /// Opens every outlet on a free port of loopback. Must be called inside a tokio runtime.
    ///
    /// Errors if a port cannot be opened.
    pub async fn open() -> anyhow::Result<Self> {
        let list: List = serde_json::from_str(LIST).context("the bundled press.json")?;
        let mut outlets = Vec::new();
        for outlet in list.outlets {
            outlets.push(Open::open(outlet).await?);
        }
        Ok(Self { outlets, clock: list.clock })
    }
}

impl Open {
    async fn open(outlet: Outlet) -> anyhow::Result<Self> {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0))
            .await
            .context("cannot open a port on 127.0.0.1 for the sample press")?;
        let base = format!("http://{}", listener.local_addr()?);
        let asked = Arc::default();
        let desk = Arc::new(Desk::new(&outlet, &base, Arc::clone(&asked)));
        let app = Router::new().fallback(answer).with_state(desk);
        let server = tokio::spawn(async move {
            // The task ends with the outlet; an accept error is nothing the demonstration can mend.
            let _ = axum::serve(listener, app).await;
        });
        let feed = format!("{base}{}", outlet.feed);
        Ok(Self {
            slug: outlet.slug,
            name: outlet.name,
            language: outlet.language,
            base,
            feed,
            asked,
            server,
        })
    }

    /// How often each path was asked for.
    pub fn asked(&self) -> BTreeMap<String, u32> {
        self.asked.lock().map(|asked| asked.clone()).unwrap_or_default()
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// What an outlet needs to answer.
struct Desk {
    pages: BTreeMap<String, Kept>,
    moved: BTreeMap<String, String>,
    gone: BTreeSet<String>,
    asked: Arc<Mutex<BTreeMap<String, u32>>>,
}

struct Kept {
    media_type: HeaderValue,
    tag: HeaderValue,
    body: axum::body::Bytes,
}

impl Desk {
    fn new(outlet: &Outlet, base: &str, asked: Arc<Mutex<BTreeMap<String, u32>>>) -> Self {
        let pages = outlet.files.iter().filter_map(|listed| {
            let (_, bytes) = FILES.iter().find(|(path, _)| *path == listed.file)?;
            let body = fill(bytes, base);
            let mut hasher = DefaultHasher::new();
            hasher.write(&body);
            let kept = Kept {
                media_type: HeaderValue::from_str(&listed.media_type).ok()?,
                tag: HeaderValue::from_str(&format!("\"{:016x}\"", hasher.finish())).ok()?,
                body: body.into(),
            };
            Some((listed.path.clone(), kept))
        });
        Self {
            pages: pages.collect(),
            moved: outlet.moved.iter().map(|moved| (moved.path.clone(), moved.to.clone())).collect(),
            gone: outlet.gone.clone(),
            asked,
        }
    }
}

/// A file with the outlet's address in its places. Works on bytes: not every page is UTF-8.
fn fill(bytes: &[u8], base: &str) -> Vec<u8> {
    let mut filled = Vec::with_capacity(bytes.len() + 256);
    let mut rest = bytes;
    while let Some(at) = memchr::memmem::find(rest, BASE) {
        filled.extend_from_slice(&rest[..at]);
        filled.extend_from_slice(base.as_bytes());
        rest = &rest[at + BASE.len()..];
    }
    filled.extend_from_slice(rest);
    filled
}

async fn answer(State(desk): State<Arc<Desk>>, uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path();
    if let Ok(mut asked) = desk.asked.lock() {
        *asked.entry(path.to_owned()).or_default() += 1;
    }
    if let Some(to) = desk.moved.get(path) {
        return (StatusCode::MOVED_PERMANENTLY, [(header::LOCATION, to.clone())]).into_response();
    }
    if desk.gone.contains(path) {
        return (StatusCode::GONE, "Gone\n").into_response();
    }
    let Some(kept) = desk.pages.get(path) else {
        return (StatusCode::NOT_FOUND, "Not found\n").into_response();
    };
    if headers.get(header::IF_NONE_MATCH) == Some(&kept.tag) {
        return (StatusCode::NOT_MODIFIED, [(header::ETAG, kept.tag.clone())]).into_response();
    }
    let headers = [
        (header::CONTENT_TYPE, kept.media_type.clone()),
        (header::ETAG, kept.tag.clone()),
        (header::LAST_MODIFIED, HeaderValue::from_static(LAST_MODIFIED)),
    ];
    (headers, kept.body.clone()).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list() -> List {
        serde_json::from_str(LIST).unwrap()
    }

    #[test]
    fn every_listed_file_is_bundled_and_every_bundled_file_listed() {
        let listed: BTreeSet<_> =
            list().outlets.into_iter().flat_map(|outlet| outlet.files).map(|listed| listed.file).collect();
        let bundled: BTreeSet<_> = FILES.iter().map(|(path, _)| (*path).to_owned()).collect();
        assert_eq!(listed, bundled);
    }

    #[test]
    fn the_press_is_large_enough_to_demonstrate_with() {
        let list = list();
        assert!(list.outlets.len() >= 4);
        let languages: BTreeSet<_> = list.outlets.iter().map(|outlet| &outlet.language).collect();
        assert!(languages.len() >= 3);
        assert!(FILES.iter().filter(|(path, _)| path.rsplit('.').next() == Some("html")).count() >= 12);
        assert!(FILES.iter().any(|(_, bytes)| std::str::from_utf8(bytes).is_err()), "a page not in UTF-8");
    }

    #[test]
    fn addresses_are_filled_in_and_other_bytes_kept() {
        assert_eq!(fill(b"\xcf {{base}}/a {{base}}", "http://h:1"), b"\xcf http://h:1/a http://h:1");
        assert_eq!(fill(b"{{bas", "x"), b"{{bas");
    }
}
