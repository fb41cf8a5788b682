//! Articles of several pages: the pages on which a report goes on are asked for like any other, one after the
//! other, kept beside the first, and read with it as one report.

use report::joined::{self, MOST};
use report::{Kind, Report};

use super::{ENGINE, Event, Named, Refusal, Round, address, lock, read_page};
use crate::archive::{KeptPage, Result};
use crate::config::Outlet;
use crate::source::fetch::Held;

impl Round<'_> {
    /// The whole report of which `report` is the first part; itself if it goes on nowhere.
    pub(super) fn whole(
        &self,
        outlet: &Outlet,
        source: Option<i64>,
        first: &KeptPage,
        report: Report,
    ) -> Result<Report> {
        let (mut parts, mut seen) = (Vec::new(), vec![first.url.clone(), first.found_at.clone()]);
        let mut chain = vec![first.id];
        let (mut base, mut next) = (first.found_at.clone(), report.next.clone());
        while parts.len() + 1 < MOST
            && let Some(url) = next.as_deref().and_then(|link| address::onward(&base, link))
        {
            if seen.contains(&url) {
                break;
            }
            let Some((page, part)) = self.part(first.outlet, outlet, source, &chain, &url)? else { break };
            lock(&self.archive).make_part(page.id, first.id, parts.len() + 1)?;
            seen.push(url);
            chain.push(page.id);
            base = page.found_at;
            next.clone_from(&part.next);
            parts.push(part);
        }
        Ok(joined::join(report, parts))
    }

    /// The next part of the pages in `chain`: as it was kept, else as it is had now; nothing if there is none that goes on with the text.
    fn part(
        &self,
        outlet_id: i64,
        outlet: &Outlet,
        source: Option<i64>,
        chain: &[i64],
        url: &str,
    ) -> Result<Option<(KeptPage, Report)>> {
        let read = |page: &KeptPage, bytes: &[u8]| {
            read_page(page, bytes, outlet.name.get_ref(), outlet.language.as_deref())
        };
        let known = lock(&self.archive).page_at(url)?;
        if let Some(page) = known {
            let other = chain.contains(&page.id) || page.part_of.is_some_and(|of| !chain.contains(&of));
            // What cannot be read back is no part; `rebuild` says what is wrong with it.
            let bytes = if other { None } else { lock(&self.archive).page_bytes(&page).unwrap_or_default() };
            let report = bytes.map(|bytes| read(&page, &bytes)).filter(goes_on);
            return Ok(report.map(|report| (page, report)));
        }
        let named = Named { url: url.to_owned(), ..Named::default() };
        let answer = match self.access.ask(url, &Held::default()) {
            Ok(answer) => answer,
            Err(refusal) => {
                let forbidden = matches!(refusal, Refusal::Robots(..));
                self.count(|summary| summary.forbidden += u32::from(forbidden));
                (self.show)(Event::PassedOver(url, &refusal.to_string()));
                return Ok(None);
            }
        };
        if let Some(why) = self.unusable(&named, &answer.fetched)? {
            (self.show)(Event::PassedOver(url, &why));
            self.count(|summary| summary.passed_over += 1);
            return Ok(None);
        }
        let (page, bytes, keep) = self.enter(outlet_id, source, &named, &answer.fetched)?;
        if !keep {
            return Ok(None);
        }
        let report = read(&page, &bytes);
        if goes_on(&report) {
            return Ok(Some((page, report)));
        }
        // A page of its own, whatever the link said.
        lock(&self.archive).enter_report(page.id, ENGINE, &report)?;
        (self.show)(Event::Kept(url, &report));
        Ok(None)
    }
}

/// Whether a page can be a part of a report: no wall, no error, no list.
fn goes_on(report: &Report) -> bool {
    matches!(report.kind, Kind::Article | Kind::Live | Kind::Other) && !report.text.is_empty()
}
