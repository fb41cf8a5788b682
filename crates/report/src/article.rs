//! A page → report: the order of work. Claims and runs first, then the language, then what is body and
//! what is furniture, and last the lines around the body.

pub(crate) mod correction;
pub(crate) mod entry;
pub(crate) mod part;
pub(crate) mod picture;
pub(crate) mod script;

use page::Page;

use crate::body::Body;
use crate::body::model::Model;
use crate::byline::signature;
use crate::dateline::published;
use crate::feature::Features;
use crate::furniture::Phrases;
use crate::headline::claim;
use crate::metadata::linked::unescaped;
use crate::metadata::{Metadata, outlet};
use crate::outline::Outline;
use crate::verdict::Verdict;
use crate::wording::Wording;
use crate::{Block, BlockKind, Kind, Passage, Report, byline, detection, headline, kind};

/// Letters a body must have beside that of the JSON-LD, in per cent, to be preferred to it.
const ENOUGH: usize = 30;

/// How a report complains that it is a part of one.
pub(crate) const GOES_ON: &str = "part: the report goes on at ";

/// Reads the page into the report; `language` is what the caller insists on.
pub(crate) fn read(page: &Page<'_>, language: Option<&str>, model: &Model, report: &mut Report) {
    report.complaints.extend_from_slice(page.complaints());
    let metadata = Metadata::of(page, &mut report.complaints);
    let outline = Outline::of(page);
    report.language = detection::of_page(&outline, &metadata, language);
    let tag = report.language.clone().unwrap_or_default();
    let features = Features::of(page, &outline, &metadata, Phrases::of_page(&tag), model.words());
    let mut body = Body::of(page, &outline, &features, model);
    outlet::fill(report, &metadata);
    let name = report.outlet.clone();
    let (name, url) = (name.as_deref(), report.url.clone());
    let verdict = Verdict::bundled();
    let titles = claim::claims(page, &outline, &features, &metadata, name, url.as_deref());
    let best = headline::best(titles.iter().map(|claim| &claim.row), verdict);
    report.complaints.extend(headline::disagreement(&titles, best));
    (report.title, report.evidence.title) = headline::title(titles, best);
    let signatures = signature::signatures(page, &outline, &features, &metadata, name, &tag);
    (report.byline, report.evidence.byline) = byline::authors(signatures, verdict);
    let dates = published::dates(page, &outline, &features, &metadata, report.url.as_deref(), &tag);
    report.published = dates.published;
    report.modified = dates.modified;
    report.evidence.published = dates.evidence;
    report.complaints.extend(dates.complaint);
    let place = metadata.linked.place.as_deref().and_then(|place| place.split('(').next()).map(str::trim);
    report.place = place
        .filter(|place| !place.is_empty() && !place.contains(|c: char| c.is_ascii_digit()))
        .map(str::to_owned);
    report.images = picture::images(page, &outline, &body, features.title, &metadata, &tag, url.as_deref());
    let unseen = unseen(page, &metadata, &body);
    let letters = unseen.as_ref().map_or(body.letters, |(blocks, _)| {
        blocks.iter().map(|block| block.text.chars().count() as u32).sum()
    });
    let title = report.title.as_ref().map(|title| title.text.as_str());
    let known = kind::Known {
        page,
        outline: &outline,
        features: &features,
        metadata: &metadata,
        body: &body,
        title,
        url: url.as_deref(),
        language: &tag,
        kept: letters,
        signed: !report.byline.is_empty() && report.published.is_some(),
    };
    report.kind = kind::kind(&known, verdict);
    if report.kind == Kind::Article {
        let own = [url.as_deref(), report.canonical.as_deref()];
        report.next = own.into_iter().flatten().find_map(|own| part::next(page, &outline, &metadata, own));
        let goes_on = |next: &String| format!("{GOES_ON}{next}");
        report.complaints.extend(report.next.as_ref().map(goes_on));
    }
    if report.kind == Kind::Live {
        entry::set_times(page, &outline, &mut body);
    }
    let standfirst = headline::standfirst(&outline, &features, &body);
    report.left_out = body.left_out;
    if let Some((blocks, complaint)) = unseen {
        report.complaints.push(complaint.to_owned());
        report.compose(None, blocks);
    } else {
        let mut blocks = body.blocks;
        let standfirst = standfirst.map(|at| blocks.remove(at));
        report.compose(standfirst, blocks);
    }
    report.corrections = correction::corrections(report, Wording::of(&tag));
    report.passages = passages(report, &tag);
}

/// Blocks in another language than the report.
pub(crate) fn passages(report: &Report, own: &str) -> Vec<Passage> {
    let foreign = |(block, body): (usize, &Block)| {
        let spoken = !matches!(body.kind, BlockKind::Code | BlockKind::TableRow);
        let language = detection::foreign(body.text.as_str(), own).filter(|_| spoken)?.to_owned();
        Some(Passage { language, block, at: body.at })
    };
    report.body.iter().enumerate().filter_map(foreign).collect()
}

/// A body the page does not show: in its JSON-LD, else in its scripts; and the complaint that says so.
fn unseen(page: &Page<'_>, metadata: &Metadata<'_>, body: &Body) -> Option<(Vec<Block>, &'static str)> {
    let less = |text: &&str| (body.letters as usize) * 100 < text.chars().count() * ENOUGH;
    if let Some(text) = metadata.linked.body.as_deref().filter(less) {
        return Some((
            paragraphs(&unescaped(text)),
            "body: taken from the JSON-LD, since the page shows less",
        ));
    }
    if body.letters >= kind::FEW || !metadata.says_article() {
        return None;
    }
    Some((script::blocks(page)?, "body: taken from a script, since the page shows none"))
}

/// The paragraphs of a body that stands in no visible place.
fn paragraphs(text: &str) -> Vec<Block> {
    let block = |line: &str| Block {
        kind: BlockKind::Paragraph,
        level: None,
        text: line.to_owned(),
        at: None,
        page: None,
        time: None,
    };
    text.split('\n').map(str::trim).filter(|line| !line.is_empty()).map(block).collect()
}
