//! A whole page in whole numbers, for telling what kind of page it is: what it says of itself, what its
//! address looks like, how its words are laid out. Nothing is judged here: that does [`crate::kind`].

use page::Tag;

use crate::BlockKind;
use crate::body::Body;
use crate::metadata::Metadata;
use crate::outline::{Outline, Run, mark, place};

/// How many numbers describe a page.
pub(crate) const COUNT: usize = 48;
/// A page in numbers.
pub(crate) type Row = [i16; COUNT];

/// Types of JSON-LD that tell kinds of pages apart.
const TYPES: [&[&str]; 8] = [
    &["Product", "ProductGroup", "Offer", "AggregateOffer"],
    &["ItemList", "CollectionPage", "SearchResultsPage", "Blog"],
    &["DiscussionForumPosting", "QAPage", "Question"],
    &["FAQPage"],
    &["TechArticle", "APIReference", "HowTo"],
    &["Service", "LocalBusiness", "ProfessionalService", "SoftwareApplication"],
    &["BreadcrumbList"],
    &["Organization", "WebSite"],
];

/// Words of addresses, a language of builders of pages.
const WORDS: [&[&str]; 6] = [
    &[
        "forum",
        "forums",
        "thread",
        "threads",
        "topic",
        "topics",
        "community",
        "discussion",
        "questions",
        "t",
        "viewtopic",
        "showthread",
    ],
    &["product", "products", "shop", "store", "item", "p", "dp", "buy"],
    &[
        "docs",
        "doc",
        "documentation",
        "reference",
        "api",
        "manual",
        "guide",
        "guides",
        "tutorial",
        "developer",
        "wiki",
        "learn",
        "help",
    ],
    &["blog", "news", "article", "articles", "story", "stories", "post", "posts"],
    &["category", "categories", "collection", "collections", "tag", "tags", "search", "archive", "c", "all"],
    &["service", "services", "solutions", "about", "pricing", "platform", "features", "company"],
];

/// The page in numbers; `kept` letters are its body's, `named` says whether it names an author.
pub(crate) fn row(
    outline: &Outline,
    metadata: &Metadata<'_>,
    body: &Body,
    url: Option<&str>,
    kept: u32,
    named: bool,
) -> Row {
    let mut row = [0; COUNT];
    said(metadata, &mut row[..12]);
    address(url.unwrap_or_default(), &mut row[12..24]);
    let runs = &outline.runs;
    let letters: u32 = runs.iter().map(|run| run.tally.letters).sum();
    let share = |count: u32, of: u32| (u64::from(count) * 100 / u64::from(of.max(1))).min(100) as i16;
    let linked: u32 = runs.iter().map(|run| run.tally.linked).sum();
    let sum = |test: &dyn Fn(&Run) -> bool| -> u32 {
        runs.iter().filter(|run| test(run)).map(|run| run.tally.letters).sum()
    };
    let count = |test: &dyn Fn(&Run) -> bool| runs.iter().filter(|run| test(run)).count().min(500) as i16;
    row[24] = (letters / 50).min(2_000) as i16;
    row[25] = (kept / 50).min(2_000) as i16;
    row[26] = share(kept, letters);
    row[27] = share(linked, letters);
    row[28] = runs.len().min(3_000) as i16;
    row[29] = body.runs.len().min(3_000) as i16;
    row[30] = (kept / (body.runs.len() as u32).max(1)).min(2_000) as i16;
    let own = || body.runs.iter().map(|i| &runs[*i]);
    row[31] = share(own().map(|run| run.tally.linked).sum(), own().map(|run| run.tally.letters).sum());
    let blocks =
        |kind: BlockKind| body.blocks.iter().filter(|block| block.kind == kind).count().min(500) as i16;
    row[32] = blocks(BlockKind::Heading);
    row[33] = blocks(BlockKind::ListItem);
    row[34] = blocks(BlockKind::TableRow);
    row[35] = blocks(BlockKind::Code);
    row[36] = outline.pictures.len().min(500) as i16;
    row[37] = outline.times.len().min(200) as i16;
    row[38] = share(sum(&|run| run.around & mark::COMMENT != 0), letters);
    row[39] = share(sum(&|run| run.around & mark::RELATED != 0), letters);
    row[40] = count(&|run| run.places & place::FORM != 0);
    row[41] = named.into();
    row[42] = count(&|run| run.level == 1);
    row[43] = count(&|run| run.level == 2);
    row[44] = count(&|run| run.tally.letters > 200 && run.tally.linked * 3 < run.tally.letters);
    row[45] =
        count(&|run| run.tally.digits > 0 && run.tally.letters < 30 && outline.words(run).contains(PRICES));
    row[46] = alike(runs);
    row[47] = share(
        sum(&|run| matches!(run.tag, Tag::A | Tag::Li) && run.tally.linked * 2 > run.tally.letters),
        letters,
    );
    row
}

/// Signs of currencies.
const PRICES: [char; 5] = ['$', '€', '£', '¥', '₹'];

/// What the page says of itself.
fn said(metadata: &Metadata<'_>, row: &mut [i16]) {
    let open_graph = metadata.meta_of(&["og:type"]).unwrap_or_default();
    row[0] = match open_graph.to_ascii_lowercase().as_str() {
        "" => 0,
        "article" => 1,
        "website" => 2,
        "product" | "og:product" => 3,
        _ => 4,
    };
    row[1] = metadata.says_article().into();
    let types = &metadata.linked.types;
    for (slot, names) in row[2..10].iter_mut().zip(TYPES) {
        *slot = types.iter().any(|kind| names.contains(&kind.as_str())).into();
    }
    row[10] = metadata.linked.published.is_some().into();
    row[11] = metadata.meta_of(&["article:published_time", "datePublished"]).is_some().into();
}

/// What the address looks like.
fn address(url: &str, row: &mut [i16]) {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.split('#').next().unwrap_or_default();
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (host, path) = path.split_once('/').unwrap_or((path, ""));
    let parts = || path.split('/').filter(|part| !part.is_empty());
    let words = || {
        let named =
            host.split('.').take(2).chain(parts()).map(|part| part.split(['.', '_']).next().unwrap_or(part));
        named.map(str::to_ascii_lowercase)
    };
    for (slot, known) in row.iter_mut().zip(WORDS) {
        *slot = words().filter(|word| known.contains(&word.as_str())).count() as i16;
    }
    row[6] = parts().count().min(20) as i16;
    row[7] = path.ends_with('/').into();
    let last = parts().next_back().unwrap_or_default();
    row[8] = last.matches(['-', '_']).count().min(30) as i16;
    row[9] = path.bytes().filter(u8::is_ascii_digit).count().min(30) as i16;
    row[10] = query.len().min(200) as i16;
    row[11] = last.contains('.').into();
}

/// The most runs of some length of one form: entries of a list, posts of a thread.
fn alike(runs: &[Run]) -> i16 {
    let mut forms: Vec<u32> =
        runs.iter().filter(|run| run.tally.letters > 60).map(|run| run.parent_form).collect();
    forms.sort_unstable();
    forms.chunk_by(|a, b| a == b).map(<[u32]>::len).max().unwrap_or(0).min(500) as i16
}
