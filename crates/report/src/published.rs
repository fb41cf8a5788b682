//! When a report was published and last changed: the claims in JSON-LD, metadata, `time` elements, the
//! words beside the headline and the address, weighed against each other.

use page::Page;

use crate::dateline::{self, Months, When};
use crate::feature::Features;
use crate::mark;
use crate::metadata::Metadata;
use crate::outline::Outline;
use crate::wording::Wording;
use crate::{Dated, Evidence};

/// Names of `meta` elements for the day of publication, the sure ones first.
const PUBLISHED: [&str; 12] = [
    "article:published_time",
    "og:article:published_time",
    "datePublished",
    "date",
    "dc.date.issued",
    "dcterms.created",
    "dc.date",
    "dc.date.created",
    "sailthru.date",
    "parsely-pub-date",
    "pubdate",
    "date.release",
];
const MODIFIED: [&str; 5] =
    ["article:modified_time", "og:updated_time", "dateModified", "last-modified", "dcterms.modified"];

/// Publication, change, and a complaint if the claims differ by more than a day.
#[derive(Debug, Default)]
pub(crate) struct Dates {
    pub(crate) published: Option<Dated>,
    pub(crate) modified: Option<Dated>,
    pub(crate) complaint: Option<String>,
}

/// A date and where it was found.
type Claim = (When, Evidence);

/// Weighs the claims; `url` is the page's address.
pub(crate) fn dates(
    page: &Page<'_>,
    outline: &Outline,
    features: &Features,
    metadata: &Metadata<'_>,
    url: Option<&str>,
    language: &str,
) -> Dates {
    let machine =
        |value: Option<&str>| value.and_then(dateline::machine).map(|when| (when, Evidence::JsonLd));
    let seen = seen(page, outline, features, language);
    let own = url.or(metadata.found.canonical.first().map(|link| &*link.value));
    let address = own.and_then(dateline::address).map(|when| (when, Evidence::Url));
    let meta = meta(metadata, &PUBLISHED, "publish", language);
    let claims: Vec<Claim> = [machine(metadata.linked.published.as_deref()), meta, seen.published, address]
        .into_iter()
        .flatten()
        .collect();
    let modified = machine(metadata.linked.modified.as_deref())
        .or_else(|| meta_modified(metadata, language))
        .or(seen.modified);
    // Where only a change is dated, the page is at least not younger.
    let published = claims.first().copied().or(seen.far).or(modified);
    let complaint = published.and_then(|published| disagreement(published, &claims));
    let dated = |(when, from): Claim| when.dated(from);
    Dates { published: published.map(dated), modified: modified.map(dated), complaint }
}

fn meta_modified(metadata: &Metadata<'_>, language: &str) -> Option<Claim> {
    meta(metadata, &MODIFIED, "modif", language)
}

/// The date in a `meta` element of one of these names, or whose name holds `part`.
fn meta(metadata: &Metadata<'_>, names: &[&str], part: &str, language: &str) -> Option<Claim> {
    let read = |value: &str| {
        dateline::machine(value).or_else(|| dateline::in_words(value, Months::of(language), language != "en"))
    };
    let named = || names.iter().find_map(|name| metadata.all(name).find_map(read));
    let alike = || {
        let held = |name: &str| name.len() < 40 && name.to_ascii_lowercase().contains(part);
        metadata.found.metas.iter().filter(|meta| held(&meta.name)).find_map(|meta| read(&meta.content.value))
    };
    named().or_else(alike).filter(|when| when.day_number().is_some()).map(|when| (when, Evidence::Meta))
}

fn disagreement(published: Claim, claims: &[Claim]) -> Option<String> {
    let day = published.0.day_number()?;
    let other =
        claims.iter().find(|claim| claim.0.day_number().is_some_and(|other| (other - day).abs() > 1))?;
    Some(format!("published: {} says {}, {} says {}", name(published.1), published.0, name(other.1), other.0))
}

fn name(evidence: Evidence) -> &'static str {
    match evidence {
        Evidence::JsonLd => "JSON-LD",
        Evidence::Meta => "metadata",
        Evidence::Url => "the address",
        Evidence::Text => "the page",
        Evidence::Argument => "the caller",
    }
}

#[derive(Default)]
struct Seen {
    published: Option<Claim>,
    modified: Option<Claim>,
    /// Published, by words further away from the headline.
    far: Option<Claim>,
}

/// Dates a reader sees near the headline: `time` elements, then words.
fn seen(page: &Page<'_>, outline: &Outline, features: &Features, language: &str) -> Seen {
    let mut seen = Seen::default();
    let wording = Wording::of(language);
    let near = |run: usize| features.title.is_none_or(|title| run + 8 >= title && run <= title + 25);
    for (id, runs_before) in outline.times.iter().take(200) {
        let run = (*runs_before as usize).min(outline.runs.len().saturating_sub(1));
        if !near(run)
            || outline.runs.get(run).is_some_and(|run| run.around & (mark::RELATED | mark::COMMENT) != 0)
        {
            continue;
        }
        let Some(when) = page
            .value(*id, "datetime")
            .and_then(|value| dateline::machine(&value))
            .filter(|when| when.day_number().is_some())
        else {
            continue;
        };
        let line = outline.runs.get(run).map_or("", |run| outline.words(run));
        seen.take(when, Wording::after(&wording.updated, line).is_some());
    }
    if seen.published.is_some() {
        return seen;
    }
    let months = Months::of(language);
    for (i, run) in
        outline.runs.iter().enumerate().filter(|(_, run)| run.tally.digits >= 4 && run.tally.letters < 120)
    {
        let line = outline.words(run);
        let dated = run.near & (mark::DATE | mark::BYLINE) != 0 || near(i) && run.tally.letters < 50;
        let published = Wording::after(&wording.published, line).is_some();
        if !(dated || published) || run.around & (mark::RELATED | mark::COMMENT) != 0 {
            continue;
        }
        let Some(when) = dateline::in_words(line, months, language != "en") else { continue };
        if near(i) {
            seen.take(when, Wording::after(&wording.updated, line).is_some());
        } else if features.title.is_some_and(|title| i > title) {
            seen.far = seen.far.or(Some((when, Evidence::Text)));
        }
    }
    seen
}

impl Seen {
    fn take(&mut self, when: When, updated: bool) {
        let slot = if updated { &mut self.modified } else { &mut self.published };
        *slot = slot.or(Some((when, Evidence::Text)));
    }
}
