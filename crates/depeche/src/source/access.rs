//! Politeness: what may be asked, when, and how often. Every request of a collection passes here.
//!
//! Before a page its host's robots.txt is read (RFC 9309: 4xx allows, 5xx and silence forbid, five
//! redirects, a day's memory at most); one request at a time to a domain, a pause after each, longer
//! if `Crawl-delay` says so; a 429 silences the whole domain until `Retry-After`, a connection that
//! fails for ten minutes. Redirects are followed here, hop by hop, each hop under the same rules.
//! What a host reserves for all its pages (tdmrep.json) is asked for once a day, like robots.txt.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use url::Url;

use super::address;
use super::fetch::{self, Fetched, Fetcher, Held, TOKEN};
use super::reserve::TdmFile;
use super::robots::{self, Robots};
use crate::clock::Clock;

/// Redirects that are followed, for pages and for robots.txt.
const HOPS: usize = 5;
/// How long a robots.txt that was read is good (RFC 9309, 2.4).
const ROBOTS_AGE: SignedDuration = SignedDuration::from_hours(24);
/// How long a host whose robots.txt could not be had is left alone.
const SILENCE_AGE: SignedDuration = SignedDuration::from_hours(1);
/// Pause of a domain after a 429 that names no time.
const AFTER_429: Duration = Duration::from_secs(30);
/// Pause of a domain after a connection failed.
const AFTER_FAILURE: Duration = Duration::from_mins(10);
/// Where a host says what it reserves.
const TDM_PATH: &str = "/.well-known/tdmrep.json";
/// A longer `Crawl-delay` is counted as this.
const LONGEST_DELAY: f64 = 120.0;

/// Asks for pages, politely.
#[derive(Debug)]
pub struct Access {
    fetcher: Fetcher,
    clock: Clock,
    pace: Duration,
    domains: Mutex<HashMap<String, Arc<Mutex<Domain>>>>,
    robots: Mutex<HashMap<String, (RobotsFile, Arc<Robots>)>>,
    reservations: Mutex<HashMap<String, (RobotsFile, Arc<TdmFile>)>>,
}

/// A robots.txt or tdmrep.json as it is remembered from run to run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RobotsFile {
    /// Scheme, host and port; for a tdmrep.json its whole address.
    pub origin: String,
    /// When it was asked for.
    pub at: Timestamp,
    /// The status; 0 if nobody answered.
    pub status: u16,
    /// The file, if it was had.
    pub body: Vec<u8>,
}

/// What one domain has coming to it.
#[derive(Debug, Default)]
struct Domain {
    /// Not before.
    next: Option<Instant>,
    /// Silent until, and why.
    silent: Option<(Instant, String)>,
}

/// A response at the end of its redirects.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The last response; no redirect.
    pub fetched: Fetched,
    /// The redirects on the way: status, and the address it came from.
    pub hops: Vec<(u16, Url)>,
}

/// Why a page was not had.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// Its host's robots.txt forbids it.
    #[error("robots.txt of {0} forbids {1}")]
    Robots(String, Url),
    /// Its host's robots.txt cannot be had, which forbids everything (RFC 9309, 2.3.1.4).
    #[error("robots.txt of {0} cannot be had ({1}), so nothing there is asked for")]
    NoRobots(String, String),
    /// The domain asked for silence or failed a moment ago.
    #[error("{0} is left alone for a while: {1}")]
    Silent(String, String),
    /// The server asks to come back later.
    #[error("{0} says {1}: later")]
    Later(Url, u16, Option<Timestamp>),
    /// More redirects than are followed, or one that leads nowhere.
    #[error("{0} redirects too often or nowhere")]
    Astray(Url),
    /// Not an http(s) address.
    #[error("{0:?} is no web address")]
    NoAddress(String),
    /// No response.
    #[error(transparent)]
    Failed(#[from] fetch::Error),
}

impl Access {
    /// Access for one collection, with the robots.txt files remembered from earlier ones.
    pub fn new(fetcher: Fetcher, pace: Duration, clock: Clock, remembered: Vec<RobotsFile>) -> Self {
        let (tdm, robots): (Vec<_>, Vec<_>) =
            remembered.into_iter().partition(|file| file.origin.ends_with(TDM_PATH));
        let robots = robots
            .into_iter()
            .map(|file| (file.origin.clone(), (file.clone(), Arc::new(Robots::parse(&file.body)))))
            .collect();
        let reservations = tdm
            .into_iter()
            .map(|file| (file.origin.clone(), (file.clone(), Arc::new(TdmFile::parse(&file.body)))))
            .collect();
        Self {
            fetcher,
            clock,
            pace,
            domains: Mutex::default(),
            robots: Mutex::new(robots),
            reservations: Mutex::new(reservations),
        }
    }

    /// The robots.txt and tdmrep.json files to remember.
    pub fn robots_files(&self) -> Vec<RobotsFile> {
        let robots: Vec<_> = lock(&self.robots).values().map(|(file, _)| file.clone()).collect();
        robots.into_iter().chain(lock(&self.reservations).values().map(|(file, _)| file.clone())).collect()
    }

    /// The rules of an address's host, and the status its robots.txt came with (0: nobody answered).
    pub fn rules(&self, url: &Url) -> Result<(u16, Arc<Robots>), Refusal> {
        let origin = url.origin().ascii_serialization();
        let now = self.clock.now();
        let known = lock(&self.robots).get(&origin).cloned();
        if let Some((file, rules)) = known.filter(|(file, _)| file.is_fresh(now)) {
            return Ok((file.status, rules));
        }
        let file = self.fetch_rules(&origin, url, "/robots.txt")?;
        let (status, rules) = (file.status, Arc::new(Robots::parse(&file.body)));
        lock(&self.robots).insert(origin, (file, Arc::clone(&rules)));
        Ok((status, rules))
    }

    /// What an address's host reserves in its tdmrep.json; nothing if it has none, or none can be had.
    pub fn reservations(&self, url: &Url) -> Result<Arc<TdmFile>, Refusal> {
        let key = url.origin().ascii_serialization() + TDM_PATH;
        let now = self.clock.now();
        let known = lock(&self.reservations).get(&key).cloned();
        if let Some((_, rules)) = known.filter(|(file, _)| file.is_fresh(now)) {
            return Ok(rules);
        }
        let file = self.fetch_rules(&key, url, TDM_PATH)?;
        let rules = Arc::new(TdmFile::parse(&file.body));
        lock(&self.reservations).insert(key, (file, Arc::clone(&rules)));
        Ok(rules)
    }

    /// Asks for a page and follows it to where it is.
    pub fn ask(&self, page: &str, held: &Held) -> Result<Answer, Refusal> {
        let mut url = web_address(page)?;
        let mut hops = Vec::new();
        for _ in 0..=HOPS {
            let delay = self.check_robots(&url)?;
            // Only the first address is the one whose earlier response we hold.
            let nothing = Held::default();
            let fetched = self.take_turn(&url, if hops.is_empty() { held } else { &nothing }, delay)?;
            match (fetched.status, fetched.location()) {
                (_, Some(next)) => {
                    hops.push((fetched.status, url));
                    url = web_address(next.as_str())?;
                }
                (301..=303 | 307 | 308, None) => return Err(Refusal::Astray(url)),
                (429 | 503, None) => return Err(Refusal::Later(url, fetched.status, fetched.retry_after())),
                _ => return Ok(Answer { fetched, hops }),
            }
        }
        Err(Refusal::Astray(web_address(page)?))
    }

    /// Whether robots.txt allows an address, and the pause it asks for.
    fn check_robots(&self, url: &Url) -> Result<Option<Duration>, Refusal> {
        let (status, rules) = self.rules(url)?;
        let origin = url.origin().ascii_serialization();
        match status {
            0 => Err(Refusal::NoRobots(origin, "no answer".to_owned())),
            status @ (429 | 500..) => Err(Refusal::NoRobots(origin, format!("status {status}"))),
            _ if !rules.allows(TOKEN, url.as_str()) => Err(Refusal::Robots(origin, url.clone())),
            _ => Ok(rules.crawl_delay(TOKEN).map(|delay| Duration::from_secs_f64(delay.min(LONGEST_DELAY)))),
        }
    }

    fn fetch_rules(&self, origin: &str, page: &Url, path: &str) -> Result<RobotsFile, Refusal> {
        let at = self.clock.now();
        let mut url = page.join(path).map_err(|_| Refusal::NoAddress(page.to_string()))?;
        let mut file = RobotsFile { origin: origin.to_owned(), at, status: 404, body: Vec::new() };
        // More redirects than are followed count as a file that is not there (RFC 9309, 2.3.1.2).
        for _ in 0..=HOPS {
            match self.take_turn(&url, &Held::default(), None) {
                Ok(fetched) => {
                    if let Some(next) = fetched.location() {
                        url = next;
                        continue;
                    }
                    file.status = fetched.status;
                    if (200..300).contains(&fetched.status) {
                        file.body = fetched.decoded().0;
                        file.body.truncate(robots::LIMIT);
                    }
                    break;
                }
                Err(Refusal::Failed(fetch::Error::NoAnswer(..))) => {
                    file.status = 0;
                    break;
                }
                Err(other) => return Err(other),
            }
        }
        Ok(file)
    }

    /// Waits for the domain's turn, asks, and notes when the next turn is.
    fn take_turn(&self, url: &Url, held: &Held, delay: Option<Duration>) -> Result<Fetched, Refusal> {
        let name = address::domain(url);
        let domain = Arc::clone(lock(&self.domains).entry(name.clone()).or_default());
        // Held while asking: one connection to a domain.
        let mut domain = lock(&domain);
        if let Some((until, why)) = &domain.silent
            && *until > Instant::now()
        {
            return Err(Refusal::Silent(name, why.clone()));
        }
        if let Some(wait) = domain.next.and_then(|next| next.checked_duration_since(Instant::now())) {
            self.clock.sleep(wait);
        }
        let outcome = self.fetcher.fetch(url, held);
        domain.next = Instant::now().checked_add(self.pace.max(delay.unwrap_or_default()));
        let silence = match &outcome {
            Ok(fetched) if fetched.status == 429 => {
                let asked =
                    fetched.retry_after().map(|until| fetched.at.duration_until(until).unsigned_abs());
                Some((asked.unwrap_or(AFTER_429), "it answered 429, too many requests".to_owned()))
            }
            Err(error @ fetch::Error::NoAnswer(..)) => Some((AFTER_FAILURE, error.to_string())),
            _ => None,
        };
        domain.silent = silence.and_then(|(time, why)| Some((Instant::now().checked_add(time)?, why)));
        Ok(outcome?)
    }
}

impl RobotsFile {
    fn is_fresh(&self, now: Timestamp) -> bool {
        let age = if matches!(self.status, 0 | 429 | 500..) { SILENCE_AGE } else { ROBOTS_AGE };
        let since = self.at.duration_until(now);
        since >= SignedDuration::ZERO && since < age
    }
}

fn web_address(text: &str) -> Result<Url, Refusal> {
    Url::parse(text)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https") && url.host().is_some())
        .ok_or_else(|| Refusal::NoAddress(text.to_owned()))
}

/// A lock that outlives a panic elsewhere: what it guards is sound at every step.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
