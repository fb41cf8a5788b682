//! One page from the web, asked for as politely as the collector asks: under our own name, and only
//! where robots.txt allows it.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use report::read::Context;
use url::{Host, Url};

use super::input::{Known, Opened, Refusal};
use super::warc::nature;
use crate::clock::Clock;
use crate::source::access::{self, Access};
use crate::source::address::is_public;
use crate::source::fetch::{Fetched, Fetcher, Held};

/// Pause between two requests to one domain.
const PACE: Duration = Duration::from_secs(2);
/// What stands in the user agent where nobody said how they can be reached.
const NO_CONTACT: &str = "one page, asked for by a person";

/// The way to the web, shared by all threads so that no domain is asked by two at once.
#[derive(Clone, Debug, Default)]
pub struct Web {
    contact: Option<String>,
    public: Arc<OnceLock<Access>>,
    private: Arc<OnceLock<Access>>,
}

impl Web {
    /// A way to the web under a contact address.
    pub fn new(contact: Option<String>) -> Self {
        Self { contact, ..Self::default() }
    }

    /// The access for an address. Hosts on this machine and in private networks are asked only if
    /// the address itself names one: a page elsewhere cannot send us there.
    fn access(&self, url: &Url) -> &Access {
        let private = match url.host() {
            Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            Some(Host::Ipv4(address)) => !is_public(address.into()),
            Some(Host::Ipv6(address)) => !is_public(address.into()),
            None => false,
        };
        let contact = self.contact.as_deref().unwrap_or(NO_CONTACT);
        let open = || {
            let clock = Clock::system();
            Access::new(Fetcher::new(contact, private, clock), PACE, clock, Vec::new())
        };
        if private { self.private.get_or_init(open) } else { self.public.get_or_init(open) }
    }
}

/// Fetches one page.
pub fn fetch(address: &str, known: &Known) -> Result<Opened, Refusal> {
    let url = Url::parse(address)
        .map_err(|error| Refusal::new(address, format!("is no web address ({error}); check the spelling")))?;
    let answer = known.web.access(&url).ask(address, &Held::default());
    let fetched = answer.map_err(|refusal| Refusal::new(address, why(&refusal)))?.fetched;
    if !(200..300).contains(&fetched.status) {
        return Err(Refusal::new(address, status(fetched.status)));
    }
    opened(address, &fetched, known)
}

fn opened(address: &str, fetched: &Fetched, known: &Known) -> Result<Opened, Refusal> {
    let content_type = fetched.header("content-type").map(str::to_owned);
    let (bytes, fault) = fetched.decoded();
    let nature = match content_type.as_deref() {
        None => super::input::nature_of(address, &bytes)?,
        Some(said) => nature(said).ok_or_else(|| {
            Refusal::new(address, format!("is {said}, not a page; give the address of a web page"))
        })?,
    };
    let context = Context {
        source: address.to_owned(),
        url: Some(known.url.clone().unwrap_or_else(|| fetched.url.to_string())),
        language: known.language.clone(),
        ..Context::default()
    };
    Ok(Opened { context, nature, bytes, content_type, complaints: Vec::from_iter(fault) })
}

/// Why a page was not had, and what to do.
fn why(refusal: &access::Refusal) -> String {
    const BY_HAND: &str = "save the page with a browser and give the file";
    match refusal {
        access::Refusal::Robots(..) => format!("robots.txt forbids programs to ask for it; {BY_HAND}"),
        access::Refusal::NoRobots(host, why) if why == "no answer" => {
            format!("{host} does not answer; check the address and your connection")
        }
        access::Refusal::NoRobots(..) => format!("{refusal}; try again later, or {BY_HAND}"),
        access::Refusal::Later(_, status, _) => {
            format!("the server says {status}, later; try again in a while")
        }
        access::Refusal::NoAddress(_) => "is no web address; check the spelling".into(),
        access::Refusal::Failed(_) => format!("{refusal}; check the address and your connection"),
        access::Refusal::Silent(..) | access::Refusal::Astray(_) => refusal.to_string(),
    }
}

fn status(status: u16) -> String {
    match status {
        401 | 403 => {
            format!("the server refuses it ({status}); save the page with a browser and give the file")
        }
        404 | 410 => format!("there is no such page ({status}); check the address"),
        _ => format!("the server answers with status {status}; try again later"),
    }
}
