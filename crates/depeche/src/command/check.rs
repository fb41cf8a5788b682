//! `depeche source check`: what an outlet allows for an address, as a collection would hear it.

use std::io::Write;
use std::process::ExitCode;

use anyhow::bail;
use serde_json::json;
use url::Url;

use super::Global;
use crate::clock::Clock;
use crate::config::Config;
use crate::source::access::{Access, Answer, Refusal};
use crate::source::fetch::{Fetcher, Held, TOKEN};
use crate::source::reserve::{self, Reserved};

/// What was heard.
struct Heard {
    status: u16,
    allowed: bool,
    delay: Option<f64>,
    sitemaps: Vec<String>,
    /// The page's own status, or why it was not had; nothing if it was not asked for.
    page: Option<Result<u16, String>>,
    reserved: Reserved,
}

/// Asks the rules of an address's host, and the page itself if they allow it.
pub(super) fn run(address: &str, rules_only: bool, global: &Global) -> anyhow::Result<ExitCode> {
    let config = Config::load(&global.data)?;
    let Some(url) = Url::parse(address).ok().filter(|url| matches!(url.scheme(), "http" | "https")) else {
        bail!("{address:?} is no web address; write it with https://");
    };
    let clock = Clock::system();
    let fetcher = Fetcher::new(config.contact.get_ref(), config.collect.allow_private, clock);
    let access = Access::new(fetcher, config.collect.pace(), clock, Vec::new());
    let (status, rules) = access.rules(&url)?;
    let file = access.reservations(&url)?;
    let silent = matches!(status, 0 | 429 | 500..);
    let mut heard = Heard {
        status,
        allowed: !silent && rules.allows(TOKEN, url.as_str()),
        delay: rules.crawl_delay(TOKEN),
        sitemaps: rules.sitemaps.clone(),
        page: None,
        reserved: Reserved { words: Vec::new(), tdm: file.of(&url) },
    };
    if heard.allowed && !rules_only {
        heard.page = Some(match access.ask(url.as_str(), &Held::default()) {
            Ok(answer) => {
                heard.reserved = reserved(&access, &answer)?;
                Ok(answer.fetched.status)
            }
            Err(refusal) => Err(refusal.to_string()),
        });
    }
    show(&url, &heard, global)?;
    Ok(if heard.allowed { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn reserved(access: &Access, answer: &Answer) -> Result<Reserved, Refusal> {
    let fetched = &answer.fetched;
    let (bytes, _) = fetched.decoded();
    let html = page::decode(&bytes, fetched.header("content-type"));
    // Redirects may have led to another host, with a file of its own.
    let file = access.reservations(&fetched.url)?;
    Ok(reserve::of(fetched, Some(&html.text), Some(&file)))
}

fn show(url: &Url, heard: &Heard, global: &Global) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    if global.json {
        let page = heard.page.as_ref().map(|page| match page {
            Ok(status) => json!(status),
            Err(why) => json!(why),
        });
        let line = json!({
            "url": url.as_str(), "robots_status": heard.status, "allowed": heard.allowed,
            "crawl_delay": heard.delay, "sitemaps": heard.sitemaps, "page": page,
            "reserved": heard.reserved.words, "tdm": heard.reserved.tdm,
            "may_keep": reserve::may_keep(&heard.reserved.words),
            "may_export": reserve::may_export(&heard.reserved.words),
        });
        writeln!(out, "{line}")?;
        return Ok(());
    }
    let verdict = if heard.allowed { "may be asked for" } else { "may not be asked for" };
    writeln!(out, "{url} {verdict}")?;
    match heard.status {
        0 => writeln!(out, "  robots.txt    no answer, which forbids everything")?,
        status @ (429 | 500..) => writeln!(out, "  robots.txt    status {status}, which forbids everything")?,
        status @ 200..300 => writeln!(out, "  robots.txt    status {status}, read")?,
        status => writeln!(out, "  robots.txt    status {status}, which allows everything")?,
    }
    if let Some(delay) = heard.delay {
        writeln!(out, "  Crawl-delay   {delay} s")?;
    }
    for sitemap in &heard.sitemaps {
        writeln!(out, "  sitemap       {sitemap}")?;
    }
    match &heard.page {
        Some(Ok(status)) => writeln!(out, "  page          status {status}")?,
        Some(Err(why)) => writeln!(out, "  page          {why}")?,
        None => {}
    }
    if !heard.reserved.words.is_empty() {
        writeln!(out, "  reserved      {}", heard.reserved.words.join(", "))?;
    }
    if let Some(tdm) = &heard.reserved.tdm {
        let what = if tdm.reserved { "reserved" } else { "not reserved" };
        let policy = tdm.policy.as_ref().map_or_else(String::new, |policy| format!("; terms: {policy}"));
        writeln!(out, "  mining        {what}, says the {}{policy}", tdm.from)?;
    }
    Ok(())
}
