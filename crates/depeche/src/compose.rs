//! From the archive to an edition: which stories are of the time to be told, and the way back to
//! their kept pages. What is chosen of them is the crate `edition`'s business.

use std::collections::HashMap;

use edition::{Edition, Issue, Snapshot};
use jiff::{SignedDuration, Timestamp};
use story::{Item, Member, Story};

use crate::archive::{Archive, Error, KeptReport, Result, SealedEdition};
use crate::config::Desk;

/// Composes the edition a desk would have at a time, with the number it would have. Changes nothing.
pub fn compose(archive: &Archive, desk: &Desk, at: Timestamp) -> Result<Edition> {
    let since = at.checked_sub(SignedDuration::from_hours(desk.hours.into())).unwrap_or(Timestamp::MIN);
    let told = archive.recent_stories(since)?;
    let mut snapshots = HashMap::new();
    let mut stories: Vec<(String, Vec<(String, KeptReport)>)> = Vec::new();
    for story in told {
        let mut reports = Vec::new();
        for member in archive.members(&story)? {
            let Some(kept) = archive.report(member.report)? else { continue };
            if let Some(page) = archive.page(kept.page)?.filter(|page| page.file.is_some()) {
                let hash = page.digest.as_deref().and_then(|digest| digest.strip_prefix("sha256:"));
                let snapshot = Snapshot { page: page.id.to_string(), hash: hash.map(str::to_owned) };
                snapshots.insert(member.report.to_string(), snapshot);
            }
            reports.push((member.report.to_string(), kept));
        }
        if reports.iter().any(|(id, kept)| is_recent(id, kept, since)) {
            stories.push((story, reports));
        }
    }
    let stories: Vec<Story<'_>> = stories
        .iter()
        .map(|(story, reports)| {
            let members = reports.iter().map(|(id, kept)| Member { id, report: &kept.report });
            Story::of(story, members.collect())
        })
        .collect();
    let issue = Issue {
        number: archive.next_number(desk.id.get_ref())?,
        date: at.to_zoned(desk.zone()).date(),
        notes: Vec::new(),
    };
    Ok(edition::compose(&desk.brief(), &stories, &|id| snapshots.get(id).cloned(), issue))
}

/// Whether a report belongs to the time told. One without a day counts by when it was fetched, which
/// the caller has seen to; one with a day only may have been written at any hour of it.
fn is_recent(id: &str, kept: &KeptReport, since: Timestamp) -> bool {
    const HALF_A_DAY: i64 = 12 * 3600;
    Item::of(id, &kept.report).published.is_none_or(|at| at + HALF_A_DAY >= since.as_second())
}

/// Whether an edition has anything to say.
pub fn is_empty(edition: &Edition) -> bool {
    edition.content().chapters.is_empty() && edition.content().more.is_empty()
}

/// Opens a sealed edition and holds it to its seal.
pub fn open(sealed: &SealedEdition) -> Result<Edition> {
    Edition::open(&sealed.json)
        .map_err(|error| Error::Broken(format!("edition {} {}: {error}", sealed.desk, sealed.number)))
}
