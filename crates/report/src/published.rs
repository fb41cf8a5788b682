//! When a report was published and last changed: the claims in JSON-LD, metadata, `time` elements, the
//! words beside the headline and the address, weighed against each other.

use page::{NodeId, Page};

use crate::dateline::{self, Months, When};
use crate::feature::Features;
use crate::mark;
use crate::metadata::Metadata;
use crate::outline::{Outline, Run};
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
    /// Who says the day of publication.
    pub(crate) evidence: Vec<Evidence>,
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
    let named = meta(metadata, &PUBLISHED, language);
    let marked = seen.published.filter(|_| seen.marked);
    let claims: Vec<Claim> = [
        machine(metadata.linked.published.as_deref()),
        named,
        marked,
        meta_alike(metadata, "publish", language),
        seen.published,
        address,
    ]
    .into_iter()
    .flatten()
    .collect();
    let modified = machine(metadata.linked.modified.as_deref())
        .or_else(|| meta(metadata, &MODIFIED, language))
        .or_else(|| meta_alike(metadata, "modif", language))
        .or(seen.modified);
    // Where only a change is dated, the page is at least not younger.
    let published = claims.first().copied().or(seen.far).or(modified).or(seen.far_modified);
    let published = published.map(|published| local(turned(published, &claims, modified), seen.published));
    let complaint = published.and_then(|published| disagreement(published, &claims));
    let mut evidence: Vec<Evidence> = Vec::new();
    for claim in &claims {
        let same = published.is_some_and(|(when, _)| when.day_number() == claim.0.day_number());
        if same && !evidence.contains(&claim.1) {
            evidence.push(claim.1);
        }
    }
    let dated = |(when, from): Claim| when.dated(from);
    Dates { published: published.map(dated), modified: modified.map(dated), complaint, evidence }
}

/// The day as the outlet shows it, where a machine was told the same moment in Greenwich's day.
fn local(told: Claim, seen: Option<Claim>) -> Claim {
    let Some(seen) = seen.filter(|_| matches!(told.1, Evidence::JsonLd | Evidence::Meta)) else {
        return told;
    };
    let (Some(own), Some(shown)) = (told.0.day_number(), seen.0.day_number()) else { return told };
    let west = shown == own - 1 && told.0.greenwich_hour().is_some_and(|hour| hour < 12);
    let east = shown == own + 1 && told.0.greenwich_hour().is_some_and(|hour| hour >= 21);
    if west || east { seen } else { told }
}

/// A date in figures whose day and month may have been taken for each other ("03/10/2023"): the other way
/// round, if all else that is dated says so.
fn turned(claim: Claim, claims: &[Claim], modified: Option<Claim>) -> Claim {
    if claim.1 != Evidence::Text {
        return claim;
    }
    let others = || claims.iter().chain(&modified).filter(|other| other.1 != Evidence::Text);
    let agrees = |when: When| others().any(|other| other.0.day_number() == when.day_number());
    match claim.0.turned() {
        Some(turned) if !agrees(claim.0) && agrees(turned) => (turned, claim.1),
        _ => claim,
    }
}

/// A date as a `meta` element says it.
fn told(value: &str, language: &str) -> Option<When> {
    let words = || dateline::in_words(value, Months::of(language), language != "en");
    dateline::machine(value).or_else(words).filter(|when| when.day_number().is_some())
}

/// The date in a `meta` element of one of these names.
fn meta(metadata: &Metadata<'_>, names: &[&str], language: &str) -> Option<Claim> {
    let read = |value: &str| told(value, language);
    names.iter().find_map(|name| metadata.all(name).find_map(read)).map(|when| (when, Evidence::Meta))
}

/// The date in a `meta` element whose name holds `part`.
fn meta_alike(metadata: &Metadata<'_>, part: &str, language: &str) -> Option<Claim> {
    let held = |name: &str| name.len() < 40 && name.to_ascii_lowercase().contains(part);
    let mut metas = metadata.found.metas.iter().filter(|meta| held(&meta.name));
    metas.find_map(|meta| told(&meta.content.value, language)).map(|when| (when, Evidence::Meta))
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
    /// The first of these is marked as the day of publication in the page itself.
    marked: bool,
    /// By words or marks further away from the headline.
    far: Option<Claim>,
    far_modified: Option<Claim>,
}

/// What an element that holds a date says of it.
#[derive(Clone, Copy, PartialEq)]
enum Sense {
    Published,
    Modified,
    Unsaid,
}

/// Dates a reader sees near the headline: `time` elements, then words.
fn seen(page: &Page<'_>, outline: &Outline, features: &Features, language: &str) -> Seen {
    let mut seen = Seen::default();
    let near = |run: usize| features.title.is_none_or(|title| run + 8 >= title && run <= title + 25);
    seen.times(page, outline, near, language);
    if seen.published.is_none() {
        seen.words(outline, features, near, language);
    }
    seen
}

/// Whether a run begins with one of these words, or the run before it says one and nothing else.
fn labelled(outline: &Outline, i: usize, words: &[String]) -> bool {
    let rest = |i: usize| outline.runs.get(i).and_then(|run| Wording::after(words, outline.words(run)));
    rest(i).is_some() || i > 0 && rest(i - 1).is_some_and(str::is_empty)
}

/// Whether an element is marked as the day of publication or of a change.
fn sense(page: &Page<'_>, id: NodeId) -> Sense {
    let value = |name: &str| page.value(id, name).unwrap_or_default().to_ascii_lowercase();
    let (property, class) = (value("itemprop"), value("class"));
    if property.contains("datepublished")
        || page.attribute(id, "pubdate").is_some()
        || class.contains("publish")
    {
        Sense::Published
    } else if property.contains("datemodified") || class.contains("updated") || class.contains("modified") {
        Sense::Modified
    } else {
        Sense::Unsaid
    }
}

impl Seen {
    fn times(&mut self, page: &Page<'_>, outline: &Outline, near: impl Fn(usize) -> bool, language: &str) {
        let wording = Wording::of(language);
        for (id, runs_before) in outline.times.iter().take(200) {
            let run = (*runs_before as usize).min(outline.runs.len().saturating_sub(1));
            let other = |run: &Run| run.around & (mark::RELATED | mark::COMMENT) != 0;
            if outline.runs.get(run).is_some_and(other) {
                continue;
            }
            let said = page.value(*id, "datetime");
            let Some(when) = said.and_then(|value| told(&value, language)) else { continue };
            let sense = match sense(page, *id) {
                Sense::Unsaid if labelled(outline, run, &wording.updated) => Sense::Modified,
                Sense::Unsaid if labelled(outline, run, &wording.published) => Sense::Published,
                sense => sense,
            };
            if near(run) {
                self.marked |= self.published.is_none() && sense == Sense::Published;
                self.take(when, sense == Sense::Modified);
            } else if sense == Sense::Published {
                self.far = self.far.or(Some((when, Evidence::Text)));
            } else if sense == Sense::Modified {
                self.far_modified = self.far_modified.or(Some((when, Evidence::Text)));
            }
        }
    }

    fn words(
        &mut self,
        outline: &Outline,
        features: &Features,
        near: impl Fn(usize) -> bool,
        language: &str,
    ) {
        let (wording, months) = (Wording::of(language), Months::of(language));
        let dated = |run: &&Run| run.tally.digits >= 4 && run.tally.letters < 120;
        for (i, run) in outline.runs.iter().enumerate().filter(|(_, run)| dated(run)) {
            let line = outline.words(run);
            let published = Wording::within(&wording.published, line).is_some()
                || labelled(outline, i, &wording.published);
            let updated =
                Wording::within(&wording.updated, line).is_some() || labelled(outline, i, &wording.updated);
            let marked = run.near & (mark::DATE | mark::BYLINE | mark::AUTHOR) != 0;
            let by = || Wording::after(&wording.by, line).is_some();
            let fits = marked || published || by() || near(i) && (run.tally.letters < 50 || updated);
            if !(fits || updated) || run.around & (mark::RELATED | mark::COMMENT) != 0 {
                continue;
            }
            let Some(when) = dateline::in_words(line, months, language != "en") else { continue };
            let first = Wording::after(&wording.updated, line).is_some() || updated && !published;
            if near(i) {
                self.take(when, first);
            } else if features.title.is_some_and(|title| i > title) {
                let slot = if first { &mut self.far_modified } else { &mut self.far };
                *slot = slot.or(Some((when, Evidence::Text)));
            }
        }
    }

    fn take(&mut self, when: When, updated: bool) {
        let slot = if updated { &mut self.modified } else { &mut self.published };
        *slot = slot.or(Some((when, Evidence::Text)));
    }
}
