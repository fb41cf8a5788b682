//! One HTTP exchange: an address in, a response as it came over the wire out.
//!
//! Redirects are not followed and nothing is decided here (see [`super::access`]): this file holds
//! the user agent, the limits, and the guard that keeps a redirect or a name server from sending us
//! to the machine's own network. The guard sits in the resolver, so what was checked is what is
//! connected to.

use std::io::Read;
use std::time::Duration;

use jiff::Timestamp;
use ureq::Agent;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use url::Url;

use super::address;
use crate::clock::Clock;

/// Bytes of a body that are taken in, as sent.
pub const LIMIT: u64 = 15 << 20;

/// Bytes of a body, its content coding taken off: a bomb is cut here.
pub const DECODED_LIMIT: u64 = 48 << 20;

/// The product token that robots.txt files may name.
pub const TOKEN: &str = "depeche";

/// Makes requests.
#[derive(Debug)]
pub struct Fetcher {
    agent: Agent,
    clock: Clock,
}

/// What we hold already, so that an unchanged body need not be sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// `ETag` of the last response.
    pub etag: Option<String>,
    /// `Last-Modified` of the last response.
    pub modified: Option<String>,
}

/// A response.
#[derive(Clone, Debug)]
pub struct Fetched {
    /// The address asked for.
    pub url: Url,
    /// When it was asked for.
    pub at: Timestamp,
    /// The status.
    pub status: u16,
    /// The headers, in order, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body, its transfer coding taken off, its content coding left on.
    pub body: Vec<u8>,
}

/// Why there is no response.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The host lies in a private network.
    #[error(
        "{0} leads to a private network, which is not asked; for a press on your own machine set allow_private = true under [collect]"
    )]
    Private(String),
    /// Longer than [`LIMIT`].
    #[error("{0} is longer than {limit} MiB", limit = LIMIT >> 20)]
    TooLong(Url),
    /// No connection, no answer, or not HTTP.
    #[error("{0} does not answer: {1}")]
    NoAnswer(Url, String),
}

impl Fetcher {
    /// A fetcher that names itself with a contact.
    pub fn new(contact: &str, allow_private: bool, clock: Clock) -> Self {
        let agent = format!("{} (+{})", product(), contact.replace(['\r', '\n', '(', ')'], " "));
        let config = Agent::config_builder()
            .user_agent(agent)
            .accept("text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5")
            .accept_encoding("gzip, br")
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            // A proxy would resolve names for us, behind the guard's back.
            .proxy(None)
            .timeout_resolve(Some(Duration::from_secs(10)))
            .timeout_connect(Some(Duration::from_secs(10)))
            .timeout_recv_response(Some(Duration::from_secs(30)))
            .timeout_recv_body(Some(Duration::from_mins(1)))
            .timeout_global(Some(Duration::from_mins(2)))
            .build();
        let guard = Guard { names: DefaultResolver::default(), allow_private };
        Self { agent: Agent::with_parts(config, DefaultConnector::default(), guard), clock }
    }

    /// Asks for an address once.
    pub fn fetch(&self, url: &Url, held: &Held) -> Result<Fetched, Error> {
        let at = self.clock.now();
        let mut request = self.agent.get(url.as_str());
        if let Some(etag) = &held.etag {
            request = request.header("If-None-Match", etag);
        }
        if let Some(modified) = &held.modified {
            request = request.header("If-Modified-Since", modified);
        }
        let mut response = request.call().map_err(|error| explain(url, error))?;
        let headers = response
            .headers()
            .iter()
            .map(|(name, value)| {
                (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
            })
            .collect();
        let status = response.status().as_u16();
        let body = response
            .body_mut()
            .with_config()
            .limit(LIMIT)
            .read_to_vec()
            .map_err(|error| explain(url, error))?;
        Ok(Fetched { url: url.clone(), at, status, headers, body })
    }
}

/// Name and version, as user agent and archives have it.
pub fn product() -> String {
    format!("Depeche/{}", env!("CARGO_PKG_VERSION"))
}

fn explain(url: &Url, error: ureq::Error) -> Error {
    match error {
        ureq::Error::Other(inner) if inner.is::<PrivateNetwork>() => {
            Error::Private(url.host_str().unwrap_or_default().to_owned())
        }
        ureq::Error::BodyExceedsLimit(_) => Error::TooLong(url.clone()),
        other => Error::NoAnswer(url.clone(), other.to_string()),
    }
}

impl Fetched {
    /// A header by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// What to say next time to be spared an unchanged body.
    pub fn held(&self) -> Held {
        let owned = |name| self.header(name).map(str::to_owned);
        Held { etag: owned("etag"), modified: owned("last-modified") }
    }

    /// Where a redirect leads.
    pub fn location(&self) -> Option<Url> {
        matches!(self.status, 301 | 302 | 303 | 307 | 308)
            .then(|| self.header("location").and_then(|location| self.url.join(location).ok()))
            .flatten()
    }

    /// Until when the server asks to be left alone (`Retry-After`, seconds or a date), a day at most.
    pub fn retry_after(&self) -> Option<Timestamp> {
        let value = self.header("retry-after")?.trim();
        let until = match value.parse::<i64>() {
            Ok(seconds) => {
                self.at.checked_add(jiff::SignedDuration::from_secs(seconds.clamp(0, 86_400))).ok()?
            }
            Err(_) => jiff::fmt::rfc2822::parse(value).ok()?.timestamp(),
        };
        let latest = self.at.checked_add(jiff::SignedDuration::from_hours(24)).ok()?;
        Some(until.clamp(self.at, latest))
    }

    /// The body with its content coding taken off, cut at [`DECODED_LIMIT`]; what cannot be decoded
    /// gives what could be, and a complaint.
    pub fn decoded(&self) -> (Vec<u8>, Option<String>) {
        decode(&self.body, self.header("content-encoding").unwrap_or_default())
    }
}

/// Takes content codings (`gzip`, `br`, `deflate`; outermost last) off a body.
pub fn decode(body: &[u8], codings: &str) -> (Vec<u8>, Option<String>) {
    let mut bytes = body.to_vec();
    for coding in codings.rsplit(',').map(|coding| coding.trim().to_ascii_lowercase()) {
        let mut out = Vec::new();
        let outcome = match coding.as_str() {
            "" | "identity" => continue,
            // Some servers name gzip and send plain bytes.
            "gzip" | "x-gzip" if !bytes.starts_with(&[0x1f, 0x8b]) => continue,
            "gzip" | "x-gzip" => flate2::bufread::MultiGzDecoder::new(bytes.as_slice())
                .take(DECODED_LIMIT)
                .read_to_end(&mut out),
            "br" => brotli_decompressor::Decompressor::new(bytes.as_slice(), 1 << 14)
                .take(DECODED_LIMIT)
                .read_to_end(&mut out),
            "deflate" if bytes.first().is_some_and(|byte| byte & 0x0f == 8) => {
                flate2::bufread::ZlibDecoder::new(bytes.as_slice()).take(DECODED_LIMIT).read_to_end(&mut out)
            }
            "deflate" => flate2::bufread::DeflateDecoder::new(bytes.as_slice())
                .take(DECODED_LIMIT)
                .read_to_end(&mut out),
            other => return (bytes, Some(format!("content coding {other:?} is not known"))),
        };
        bytes = out;
        if let Err(error) = outcome {
            return (bytes, Some(format!("the {coding} coding breaks off: {error}")));
        }
        if bytes.len() as u64 == DECODED_LIMIT {
            return (bytes, Some(format!("cut at {} MiB", DECODED_LIMIT >> 20)));
        }
    }
    (bytes, None)
}

/// Resolves names and lets only public addresses through.
#[derive(Debug)]
struct Guard {
    names: DefaultResolver,
    allow_private: bool,
}

#[derive(Debug, thiserror::Error)]
#[error("private network")]
struct PrivateNetwork;

impl Resolver for Guard {
    fn resolve(
        &self,
        uri: &Uri,
        config: &ureq::config::Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let all = self.names.resolve(uri, config, timeout)?;
        if self.allow_private {
            return Ok(all);
        }
        let mut public = self.empty();
        for place in all.iter().filter(|place| address::is_public(place.ip())) {
            public.push(*place);
        }
        // A name with both kinds of addresses is somebody's trick or mistake: not asked at all.
        if public.len() < all.len() || public.is_empty() {
            return Err(ureq::Error::Other(Box::new(PrivateNetwork)));
        }
        Ok(public)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn fetched(headers: &[(&str, &str)]) -> Fetched {
        Fetched {
            url: Url::parse("https://news.example/a/b").unwrap(),
            at: Timestamp::UNIX_EPOCH,
            status: 302,
            headers: headers.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect(),
            body: Vec::new(),
        }
    }

    #[test]
    fn retry_after_in_both_forms_and_a_day_at_most() {
        let after = |value| fetched(&[("retry-after", value)]).retry_after().map(Timestamp::as_second);
        assert_eq!(after("120"), Some(120));
        assert_eq!(after("Thu, 01 Jan 1970 00:10:00 GMT"), Some(600));
        assert_eq!(after("317100"), Some(86_400));
        assert_eq!(after("-5"), Some(0));
        assert_eq!(after("soon"), None);
    }

    #[test]
    fn redirects_are_joined_to_the_address() {
        assert_eq!(
            fetched(&[("location", "../c?x")]).location().unwrap().as_str(),
            "https://news.example/c?x"
        );
        assert_eq!(fetched(&[]).location(), None);
    }

    #[test]
    fn codings_come_off_and_broken_ones_are_said() {
        let mut zip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        zip.write_all(b"page").unwrap();
        let zip = zip.finish().unwrap();
        assert_eq!(decode(&zip, "gzip"), (b"page".to_vec(), None));
        assert_eq!(decode(b"page", "gzip"), (b"page".to_vec(), None));
        assert!(decode(&zip[..zip.len() - 9], "gzip").1.is_some());
        assert!(decode(b"page", "zstd").1.is_some());
    }

    #[test]
    fn private_hosts_are_not_asked() {
        let fetcher = Fetcher::new("a@example.org", false, Clock::system());
        for address in ["http://127.0.0.1:1/", "http://[::1]:1/", "http://0x7f.1/", "http://localhost:1/"] {
            let error = fetcher.fetch(&Url::parse(address).unwrap(), &Held::default()).unwrap_err();
            assert!(matches!(error, Error::Private(_)), "{address}: {error}");
        }
    }
}
