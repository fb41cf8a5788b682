//! One round of collecting: every source that is due is asked, every page it names that is not known
//! yet is fetched, kept, and read.
//!
//! Outlets are worked on side by side, each by one thread; who may be asked when is [`Access`]'s
//! business, what a page says is the crate `report`'s. The archive is written by one thread at a time.

mod parts;

use std::collections::VecDeque;
use std::sync::Mutex;

use jiff::{SignedDuration, Timestamp};
use report::{Precision, Report, joined, read};

use super::access::{Access, Answer, Refusal, lock};
use super::discover::discover;
use super::fetch::{Fetched, Fetcher, Held};
use super::{address, feed, reserve, schedule, sitemap};
use crate::archive::{Archive, Asked, Error, KeptPage, NewPage, Result};
use crate::clock::Clock;
use crate::config::{Config, Outlet};

/// Sitemaps of one index that are followed in one round.
const SITEMAPS: usize = 3;
/// A news sitemap's entries older than this are passed over.
const NEWS_AGE: SignedDuration = SignedDuration::from_hours(48);

/// What one round came to.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Summary {
    /// Sources that were asked.
    pub asked: u32,
    /// Sources that had nothing new to say (304).
    pub unchanged: u32,
    /// Sources that were not due.
    pub resting: u32,
    /// Pages fetched and kept.
    pub kept: u32,
    /// Pages whose outlet forbids keeping a copy: listed only.
    pub listed: u32,
    /// Pages that robots.txt forbids.
    pub forbidden: u32,
    /// Pages that are gone or are no news pages (404, a picture, …).
    pub passed_over: u32,
    /// What went wrong, a line each.
    pub troubles: Vec<String>,
}

/// What is going on, for whoever shows it.
#[derive(Clone, Copy, Debug)]
pub enum Event<'a> {
    /// A source is asked.
    Asking(&'a str),
    /// A page was kept and read.
    Kept(&'a str, &'a Report),
    /// A page was not had.
    PassedOver(&'a str, &'a str),
}

/// Shows what is going on.
pub type Show<'a> = &'a (dyn Fn(Event<'_>) + Sync);

/// Which sources are asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Which {
    /// Those that are due.
    #[default]
    Due,
    /// All.
    All,
}

/// Makes one round.
pub fn collect(
    archive: &mut Archive,
    config: &Config,
    which: Which,
    clock: Clock,
    show: Show<'_>,
) -> Result<Summary> {
    let fetcher = Fetcher::new(config.contact.get_ref(), config.collect.allow_private, clock);
    let access = Access::new(fetcher, config.collect.pace(), clock, archive.robots_files()?);
    let waiting: Mutex<VecDeque<&Outlet>> = Mutex::new(config.outlets.iter().collect());
    let threads = config.collect.at_once.clamp(1, 64).min(config.outlets.len().max(1));
    let round = Round {
        archive: Mutex::new(archive),
        summary: Mutex::default(),
        access: &access,
        config,
        which,
        clock,
        show,
    };
    // The first failure of the archive itself ends the round; what was kept stays.
    let failure = Mutex::new(None);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let Some(outlet) = lock(&waiting).pop_front() else { break };
                    if let Err(error) = round.outlet(outlet) {
                        lock(&waiting).clear();
                        lock(&failure).get_or_insert(error);
                    }
                }
            });
        }
    });
    lock(&round.archive).remember_robots(&access.robots_files())?;
    match failure.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner) {
        Some(error) => Err(error),
        None => Ok(round.summary.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner)),
    }
}

struct Round<'a> {
    archive: Mutex<&'a mut Archive>,
    summary: Mutex<Summary>,
    access: &'a Access,
    config: &'a Config,
    which: Which,
    clock: Clock,
    show: Show<'a>,
}

/// A page as its source names it.
#[derive(Clone, Debug, Default)]
struct Named {
    url: String,
    title: Option<String>,
    published: Option<String>,
}

/// What a source turned out to be, and what it names.
struct Listing {
    kind: &'static str,
    pages: Vec<Named>,
    /// When its entries were published.
    times: Vec<Timestamp>,
    /// Whether it stands in the source itself, so that an unchanged source is an unchanged list.
    direct: bool,
}

impl Round<'_> {
    fn count(&self, change: impl FnOnce(&mut Summary)) {
        change(&mut lock(&self.summary));
    }

    fn trouble(&self, what: &str, why: &str) {
        (self.show)(Event::PassedOver(what, why));
        self.count(|summary| summary.troubles.push(why.to_owned()));
    }

    fn outlet(&self, outlet: &Outlet) -> Result<()> {
        let id = lock(&self.archive).outlet(outlet.name.get_ref(), outlet.language.as_deref())?;
        for source in &outlet.sources {
            self.source(id, outlet, source.get_ref())?;
        }
        Ok(())
    }

    fn source(&self, outlet_id: i64, outlet: &Outlet, url: &str) -> Result<()> {
        let row = lock(&self.archive).source(outlet_id, url)?;
        let now = self.clock.now();
        if self.which == Which::Due && row.next_at.is_some_and(|next| next > now) {
            self.count(|summary| summary.resting += 1);
            return Ok(());
        }
        (self.show)(Event::Asking(url));
        self.count(|summary| summary.asked += 1);
        let mut asked = Asked { at: now, kind: None, held: None, next_at: now, trouble: None };
        match self.access.ask(url, &row.held) {
            Ok(answer) if answer.fetched.status == 304 => {
                self.count(|summary| summary.unchanged += 1);
                asked.next_at = schedule::after_success(now, &[], spared(&answer.fetched));
                lock(&self.archive).note_asked(row.id, &asked)?;
            }
            Ok(answer) if answer.fetched.status == 200 => {
                let listing = self.listing(&answer);
                asked.kind = Some(listing.as_ref().map_or("page", |listing| listing.kind));
                let times = listing.as_ref().map(|listing| listing.times.as_slice()).unwrap_or_default();
                asked.next_at = schedule::after_success(now, times, spared(&answer.fetched));
                let whole = if let Some(listing) = listing {
                    self.pages(outlet_id, outlet, row.id, listing.pages)? && listing.direct
                } else {
                    let named = Named { url: url.to_owned(), ..Named::default() };
                    self.answer(outlet_id, outlet, Some(row.id), &named, &answer)?;
                    true
                };
                // Only now, and only if nothing of it is left to do: whoever holds a list is not given
                // it again.
                asked.held = Some(if whole { answer.fetched.held() } else { Held::default() });
                lock(&self.archive).note_asked(row.id, &asked)?;
            }
            other => {
                let (why, wish) = match other {
                    Ok(answer) => {
                        (format!("{url} answers {}", answer.fetched.status), answer.fetched.retry_after())
                    }
                    Err(Refusal::Later(at, status, until)) => {
                        (Refusal::Later(at, status, until).to_string(), until)
                    }
                    Err(refusal) => (refusal.to_string(), None),
                };
                self.trouble(url, &why);
                asked.next_at = schedule::after_failure(now, row.failures.saturating_add(1), wish);
                asked.trouble = Some(why);
                lock(&self.archive).note_asked(row.id, &asked)?;
            }
        }
        Ok(())
    }

    /// What a source lists; nothing if it is a page itself.
    fn listing(&self, answer: &Answer) -> Option<Listing> {
        let (bytes, base) = (unpacked(&answer.fetched), &answer.fetched.url);
        let media = answer.fetched.header("content-type");
        if let Some(feed) = feed::read(&bytes, media, Some(base)) {
            return Some(of_feed(&feed, true));
        }
        let text = page::decode(&bytes, media).text.into_owned();
        // Who names an outlet's front page means its feed.
        if base.path() == "/"
            && let Some(named) = discover(&text, base).first()
            && let Ok(answer) = self.access.ask(named.as_str(), &Held::default())
            && let (bytes, media) = (unpacked(&answer.fetched), answer.fetched.header("content-type"))
            && let Some(feed) = feed::read(&bytes, media, Some(&answer.fetched.url))
        {
            return Some(of_feed(&feed, false));
        }
        let mut map = sitemap::read(&text, Some(base))?;
        let direct = map.sitemaps.is_empty();
        for further in map.sitemaps.iter().rev().take(SITEMAPS) {
            let Ok(answer) = self.access.ask(&further.url, &Held::default()) else { continue };
            let bytes = unpacked(&answer.fetched);
            let text = page::decode(&bytes, answer.fetched.header("content-type")).text.into_owned();
            map.pages.extend(sitemap::read(&text, Some(&answer.fetched.url)).unwrap_or_default().pages);
        }
        let now = self.clock.now();
        let fresh = |listed: &sitemap::Listed| {
            listed.published.or(listed.modified).is_none_or(|moment| moment.at.duration_until(now) < NEWS_AGE)
        };
        let times = map.pages.iter().filter_map(|listed| Some(listed.published?.at)).collect();
        let named = |listed: sitemap::Listed| Named {
            url: listed.url,
            title: listed.title,
            published: listed.published.map(written),
        };
        Some(Listing {
            kind: "sitemap",
            pages: map.pages.into_iter().filter(fresh).map(named).collect(),
            times,
            direct,
        })
    }

    /// Fetches the pages that are not known yet; whether all of them are known now.
    fn pages(&self, outlet_id: i64, outlet: &Outlet, source: i64, pages: Vec<Named>) -> Result<bool> {
        let mut left = self.config.collect.pages_per_source;
        let mut whole = true;
        for mut named in pages {
            let Some(url) = address::identity(&named.url) else { continue };
            named.url = url;
            if lock(&self.archive).knows_page(&named.url)? {
                continue;
            }
            if left == 0 {
                whole = false;
                continue;
            }
            left -= 1;
            match self.access.ask(&named.url, &Held::default()) {
                Ok(answer) => self.answer(outlet_id, outlet, Some(source), &named, &answer)?,
                Err(refusal @ Refusal::Robots(..)) => {
                    let why = refusal.to_string();
                    (self.show)(Event::PassedOver(&named.url, &why));
                    self.count(|summary| summary.forbidden += 1);
                    self.enter_refused(outlet_id, Some(source), &named, None, why)?;
                }
                // Not entered, so that it is asked for again in the next round.
                Err(refusal) => {
                    whole = false;
                    self.trouble(&named.url, &refusal.to_string());
                }
            }
        }
        Ok(whole)
    }

    /// Keeps and reads a page that was had.
    fn answer(
        &self,
        outlet_id: i64,
        outlet: &Outlet,
        source: Option<i64>,
        named: &Named,
        answer: &Answer,
    ) -> Result<()> {
        let fetched = &answer.fetched;
        if let Some(why) = self.unusable(named, fetched)? {
            (self.show)(Event::PassedOver(&named.url, &why));
            if fetched.status >= 500 {
                self.trouble(&named.url, &why);
                return Ok(());
            }
            self.count(|summary| summary.passed_over += 1);
            return self.enter_refused(outlet_id, source, named, Some(fetched), why);
        }
        let (page, bytes, keep) = self.enter(outlet_id, source, named, fetched)?;
        let mut report = read_page(&page, &bytes, outlet.name.get_ref(), outlet.language.as_deref());
        if keep {
            report = self.whole(outlet, source, &page, report)?;
        } else {
            strip(&mut report);
        }
        lock(&self.archive).enter_report(page.id, ENGINE, &report)?;
        (self.show)(Event::Kept(&named.url, &report));
        Ok(())
    }

    /// Keeps a page that was had, if it may be kept: its row, its bytes, and whether they were kept.
    fn enter(
        &self,
        outlet: i64,
        source: Option<i64>,
        named: &Named,
        fetched: &Fetched,
    ) -> Result<(KeptPage, Vec<u8>, bool)> {
        let (bytes, _) = fetched.decoded();
        let reserved = self.reserved(fetched, &bytes);
        let keep = reserve::may_keep(&reserved);
        let page = {
            let mut archive = lock(&self.archive);
            let kept = if keep { Some(archive.keep(fetched)?) } else { None };
            let id = archive.enter_page(&NewPage {
                outlet,
                source,
                url: &named.url,
                fetched: Some(fetched),
                kept: kept.as_ref(),
                at: fetched.at,
                refusal: None,
                reserved: &reserved,
                title: named.title.as_deref(),
                published: named.published.as_deref(),
            })?;
            archive.page(id)?.ok_or_else(|| Error::Broken(format!("{} was not entered", named.url)))?
        };
        self.count(|summary| if keep { summary.kept += 1 } else { summary.listed += 1 });
        Ok((page, bytes, keep))
    }

    /// What is reserved for a page: heard from the page itself, too, before it is kept.
    fn reserved(&self, fetched: &Fetched, bytes: &[u8]) -> Vec<String> {
        let page = reserve::may_speak(bytes).then(|| page::decode(bytes, fetched.header("content-type")));
        // A file that cannot be had reserves nothing; it is asked for again within the hour.
        let file = self.access.reservations(&fetched.url).ok();
        reserve::of(fetched, page.as_ref().map(|page| page.text.as_ref()), file.as_deref()).words
    }

    /// Why a response is no page to read.
    fn unusable(&self, named: &Named, fetched: &Fetched) -> Result<Option<String>> {
        if fetched.status != 200 {
            return Ok(Some(format!("{} answers {}", named.url, fetched.status)));
        }
        let media = fetched.header("content-type").unwrap_or("text/html").to_ascii_lowercase();
        if !(media.contains("html") || media.starts_with("text/") || media.contains("octet-stream")) {
            return Ok(Some(format!("{} is {media}, no page of text", named.url)));
        }
        let led_to = address::identity(fetched.url.as_str()).unwrap_or_default();
        if led_to != named.url && lock(&self.archive).knows_page(&led_to)? {
            return Ok(Some(format!("{} is the page known as {led_to}", named.url)));
        }
        Ok(None)
    }

    fn enter_refused(
        &self,
        outlet: i64,
        source: Option<i64>,
        named: &Named,
        fetched: Option<&Fetched>,
        why: String,
    ) -> Result<()> {
        lock(&self.archive).enter_page(&NewPage {
            outlet,
            source,
            url: &named.url,
            fetched,
            kept: None,
            at: self.clock.now(),
            refusal: Some(why),
            reserved: &[],
            title: named.title.as_deref(),
            published: named.published.as_deref(),
        })?;
        Ok(())
    }
}

/// The version under which reports are kept.
pub const ENGINE: &str = env!("CARGO_PKG_VERSION");

/// Reads a page with all that is known of it beside its bytes.
pub fn read_page(page: &KeptPage, bytes: &[u8], outlet: &str, language: Option<&str>) -> Report {
    let context = read::Context {
        source: page.url.clone(),
        url: Some(page.found_at.clone()),
        language: None,
        published: page.published.clone(),
    };
    let plain = page.media.as_deref().is_some_and(|media| media.starts_with("text/plain"));
    let mut report = if plain {
        read::read_text(&page::decode(bytes, page.media.as_deref()).text, &context)
    } else {
        read::read_html(bytes, page.media.as_deref(), &context)
    };
    // The outlet is known here by the name its editors gave it; all its pages must carry the same.
    report.outlet = Some(outlet.to_owned());
    if report.language.is_none() {
        report.language = language.map(str::to_owned);
    }
    for word in &page.reserved {
        if !report.reserved.contains(word) {
            report.reserved.push(word.clone());
        }
    }
    report
}

/// What reading everything anew came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reread {
    /// Pages read.
    pub read: u32,
    /// Pages that cannot be read back, a line each.
    pub broken: Vec<String>,
}

/// Reads all kept pages anew. `show` is told each address.
pub fn reread(archive: &mut Archive, show: &dyn Fn(&str)) -> Result<Reread> {
    let mut outcome = Reread::default();
    for page in archive.pages()?.into_iter().filter(|page| page.part_of.is_none()) {
        let (outlet, language) = archive.outlet_name(page.outlet)?.unwrap_or_default();
        let mut pages = Vec::new();
        let first = page.id;
        for page in std::iter::once(page).chain(archive.parts(first)?) {
            match archive.page_bytes(&page) {
                Ok(Some(bytes)) => {
                    show(&page.url);
                    pages.push(read_page(&page, &bytes, &outlet, language.as_deref()));
                }
                // What stands behind a part that is not there is no part of the same text.
                Ok(None) => break,
                Err(error) => {
                    outcome.broken.push(error.to_string());
                    break;
                }
            }
        }
        outcome.read += pages.len() as u32;
        let mut pages = pages.into_iter();
        if let Some(report) = pages.next() {
            archive.enter_report(first, ENGINE, &joined::join(report, pages.collect()))?;
        }
    }
    Ok(outcome)
}

/// Takes from a report all that its outlet forbids keeping: it is listed, never quoted.
fn strip(report: &mut Report) {
    *report = Report {
        source: std::mem::take(&mut report.source),
        url: report.url.take(),
        canonical: report.canonical.take(),
        outlet: report.outlet.take(),
        section: report.section.take(),
        language: report.language.take(),
        title: report.title.take(),
        published: report.published.take(),
        modified: report.modified.take(),
        kind: report.kind,
        free: report.free,
        reserved: std::mem::take(&mut report.reserved),
        ..Report::default()
    };
}

fn of_feed(feed: &feed::Feed, direct: bool) -> Listing {
    let entries = feed.entries();
    let times = entries.iter().filter_map(|entry| Some(entry.published?.at)).collect();
    let named = |entry: feed::Entry| {
        Some(Named { url: entry.link?, title: entry.title, published: entry.published.map(written) })
    };
    Listing { kind: "feed", pages: entries.into_iter().filter_map(named).collect(), times, direct }
}

/// A moment as a report's date is written.
fn written(moment: feed::Moment) -> String {
    let text = moment.at.to_string();
    let length = match moment.precision {
        Precision::Year => 4,
        Precision::Month => 7,
        Precision::Day => 10,
        Precision::Minute | Precision::Second => text.len(),
    };
    text.chars().take(length).collect()
}

/// A body with its content coding and, for a sitemap kept as a .gz file, that packing taken off.
fn unpacked(fetched: &Fetched) -> Vec<u8> {
    super::unpack(fetched.decoded().0).0
}

/// How long a source asks to be spared: `Cache-Control: max-age`.
fn spared(fetched: &Fetched) -> Option<SignedDuration> {
    let control = fetched.header("cache-control")?.to_ascii_lowercase();
    let seconds =
        control.split(',').find_map(|part| part.trim().strip_prefix("max-age=")?.parse::<i64>().ok())?;
    Some(SignedDuration::from_secs(seconds.clamp(0, 86_400)))
}
