//! When a report was published and last changed: the claims in JSON-LD, metadata, the address and what a
//! reader sees ([`crate::dateline::shown`]), weighed against each other.

use page::Page;

use crate::dateline::shown::{self, Shown};
use crate::dateline::{self, Months, When};
use crate::feature::Features;
use crate::metadata::Metadata;
use crate::outline::Outline;
use crate::{Dated, Evidence, Precision};

/// Names of `meta` elements for the day of publication and for nothing else.
const PUBLISHED: [&str; 7] = [
    "article:published_time",
    "og:article:published_time",
    "datePublished",
    "dc.date.issued",
    "sailthru.date",
    "parsely-pub-date",
    "pubdate",
];
/// Names for a day of the page, which some systems set anew with every change.
const DAY: [&str; 5] = ["date", "dcterms.created", "dc.date", "dc.date.created", "date.release"];
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
    let day_first = day_first(metadata, language);
    let machine =
        |value: Option<&str>| value.and_then(dateline::machine).map(|when| (when, Evidence::JsonLd));
    let read = |when: Option<When>| when.map(|when| (when, Evidence::Text));
    let shown = shown::dates(page, outline, features, language, day_first);
    let seen = read(shown.published);
    let linked = machine(metadata.linked.published.as_deref());
    let changed = machine(metadata.linked.modified.as_deref());
    let own = url.or(metadata.found.canonical.first().map(|link| &*link.value));
    let address = own.and_then(|own| dateline::address(own, day_first)).map(|when| (when, Evidence::Url));
    let named = meta(metadata, &PUBLISHED, language);
    let marked = seen.filter(|_| shown.marked);
    let mut claims: Vec<Claim> = [
        linked,
        named,
        marked,
        meta_alike(metadata, "publish", language),
        seen.filter(|_| shown.sure),
        meta(metadata, &DAY, language),
        seen,
        address,
        read(shown.opening),
    ]
    .into_iter()
    .flatten()
    .collect();
    if outvoted(linked, named, seen, changed) {
        claims.remove(0);
    }
    if is_stamp(linked, changed, &shown) {
        claims[0] = seen.or(read(shown.far)).unwrap_or(claims[0]);
    }
    let modified = changed
        .or_else(|| meta(metadata, &MODIFIED, language))
        .or_else(|| meta_alike(metadata, "modif", language))
        .or(read(shown.modified));
    // Where only a change is dated, the page is at least not younger.
    let last = || read(shown.far.or(shown.alone)).or(modified).or(read(shown.far_modified));
    let published = claims.first().copied().or_else(last);
    let published = published.map(|published| local(turned(published, &claims, modified), seen));
    let published = published.map(|published| precise(published, &claims));
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

/// Whether the metadata and the page agree on another day than the JSON-LD, and not on that of a change.
fn outvoted(
    linked: Option<Claim>,
    named: Option<Claim>,
    seen: Option<Claim>,
    changed: Option<Claim>,
) -> bool {
    let day = |claim: Option<Claim>| claim.and_then(|claim| claim.0.day_number());
    let agreed = day(named).filter(|named| day(seen) == Some(*named));
    agreed.is_some() && day(linked).is_some() && agreed != day(linked) && agreed != day(changed)
}

/// Whether the JSON-LD gives the moment of a change as that of publication too, where the page shows an earlier day.
fn is_stamp(linked: Option<Claim>, changed: Option<Claim>, shown: &Shown) -> bool {
    let (Some(linked), Some(changed)) = (linked, changed) else { return false };
    let earlier = |shown: When| shown.day_number() < linked.0.day_number().map(|day| day - 1);
    let near = shown.published.filter(|_| shown.dated && shown.sure);
    linked.0 == changed.0 && near.or(shown.far.filter(|_| shown.far_marked)).is_some_and(earlier)
}

/// The day as the outlet shows it, where a machine was told the same moment in Greenwich's day.
fn local(told: Claim, seen: Option<Claim>) -> Claim {
    let Some(seen) = seen.filter(|_| matches!(told.1, Evidence::JsonLd | Evidence::Meta)) else {
        return told;
    };
    if told.0.local(seen.0) == told.0 { told } else { seen }
}

/// The same day as somebody says it who knows the hour too.
fn precise(told: Claim, claims: &[Claim]) -> Claim {
    let same = |claim: &&Claim| told.0.day_number().is_some() && claim.0.day_number() == told.0.day_number();
    let better = claims.iter().filter(same).find(|claim| claim.0.precision() >= Precision::Minute);
    if told.0.precision() < Precision::Minute { better.copied().unwrap_or(told) } else { told }
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
    dateline::told(value, Months::of(language), language != "en")
}

/// Whether figures name the day before the month: everywhere but where English is written the American way.
fn day_first(metadata: &Metadata<'_>, language: &str) -> bool {
    const MONTH_FIRST: [&str; 3] = ["us", "ph", "ca"];
    let said = metadata.language().unwrap_or_default().to_ascii_lowercase();
    let region = said.strip_prefix("en").map(|rest| rest.trim_start_matches(['-', '_']));
    language != "en" || region.is_some_and(|region| region.len() == 2 && !MONTH_FIRST.contains(&region))
}

/// The date in a `meta` element of one of these names.
fn meta(metadata: &Metadata<'_>, names: &[&str], language: &str) -> Option<Claim> {
    let read = |value: &str| told(value, language);
    names.iter().find_map(|name| metadata.all(name).find_map(read)).map(|when| (when, Evidence::Meta))
}

/// The earliest date in a `meta` element whose name holds `part`: what is published anew is stamped anew.
fn meta_alike(metadata: &Metadata<'_>, part: &str, language: &str) -> Option<Claim> {
    let held = |name: &str| {
        let mut parts = name.as_bytes().windows(part.len());
        name.len() < 40 && parts.any(|own| own.eq_ignore_ascii_case(part.as_bytes()))
    };
    let metas = metadata.found.metas.iter().filter(|meta| held(&meta.name));
    let dates = metas.filter_map(|meta| told(&meta.content.value, language));
    dates.min_by_key(When::day_number).map(|when| (when, Evidence::Meta))
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

#[cfg(test)]
mod tests {
    use crate::read::{Context, outline};

    /// The day of publication and of a change of a page, with this address.
    fn days(html: &str, url: Option<&str>) -> [Option<String>; 2] {
        let context = Context { url: url.map(str::to_owned), ..Context::default() };
        let report = outline(&page::Page::parse(html), &context);
        [report.published, report.modified]
            .map(|dated| dated.map(|dated| dated.date.chars().take(10).collect()))
    }

    fn day(html: &str) -> Option<String> {
        days(html, None)[0].clone()
    }

    fn linked(dates: &str, rest: &str) -> String {
        format!(
            "<script type=application/ld+json>{{\"@type\":\"NewsArticle\",{dates}}}</script><h1>The port is closed</h1>{rest}"
        )
    }

    #[test]
    fn two_agree_against_the_json_ld() {
        let meta = "<meta property=article:published_time content=2024-03-02T08:00:00Z>";
        let seen = "<p class=date>2 March 2024</p>";
        let told = "\"datePublished\":\"2021-01-05\"";
        assert_eq!(day(&linked(told, &format!("{meta}{seen}"))).as_deref(), Some("2024-03-02"));
        assert_eq!(day(&linked(told, meta)).as_deref(), Some("2021-01-05"));
        let changed = format!("{told},\"dateModified\":\"2024-03-02\"");
        assert_eq!(day(&linked(&changed, &format!("{meta}{seen}"))).as_deref(), Some("2021-01-05"));
    }

    #[test]
    fn a_stamp_of_the_last_change_is_no_day_of_publication() {
        let stamp = "\"datePublished\":\"2024-03-09T11:00:00Z\",\"dateModified\":\"2024-03-09T11:00:00Z\"";
        let seen = "<div class=date>2 March 2024</div>";
        assert_eq!(day(&linked(stamp, seen)).as_deref(), Some("2024-03-02"));
        assert_eq!(day(&linked(stamp, "")).as_deref(), Some("2024-03-09"));
    }

    #[test]
    fn a_day_beside_the_headline_outweighs_an_unsaid_day_of_the_page() {
        let html = "<meta name=date content=2024-03-09><h1>The port is closed</h1><p>2 March 2024</p>";
        assert_eq!(day(html).as_deref(), Some("2024-03-02"));
        for bare in ["<h1>The port is closed</h1>", "<p>2 March 2024</p><h1>The port is closed</h1>"] {
            let html = format!("<meta name=date content=2024-03-09>{bare}");
            assert_eq!(day(&html).as_deref(), Some("2024-03-09"), "{bare}");
        }
    }

    #[test]
    fn what_is_published_anew_is_stamped_anew() {
        let html = "<meta name=published-time content=2024-03-09><meta name=published-date content=2024-03-02><h1>The port</h1>";
        assert_eq!(day(html).as_deref(), Some("2024-03-02"));
    }

    #[test]
    fn british_figures_name_the_day_first() {
        let page = |language: &str| {
            format!("<html lang={language}><h1>The port is closed</h1><p class=date>03/02/2024</p>")
        };
        assert_eq!(day(&page("en-GB")).as_deref(), Some("2024-02-03"));
        assert_eq!(day(&page("en-US")).as_deref(), Some("2024-03-02"));
    }

    #[test]
    fn a_day_in_the_address_may_come_first() {
        let html = "<html lang=de><h1>Der Hafen ist zu</h1><p>Der Hafen ist seit Montag zu, sagt der Rat der Stadt am Moor.</p>";
        let [published, modified] = days(html, Some("https://post.example/meldungen/29-10-2021"));
        assert_eq!((published.as_deref(), modified), (Some("2021-10-29"), None));
    }
}
