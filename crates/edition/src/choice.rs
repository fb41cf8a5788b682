//! Which stories, whose words, which figures: the editor's choice, by rules a reader can check.
//!
//! Stories go by independent origins × outlets × languages, all three shown. Statements go by how
//! many origins carry them, then by sureness; nobody speaks alone when others can be heard, and the
//! same words are not quoted twice.

mod figures;
mod said;

use report::Report;
use story::{Member, Story};

use crate::{
    desk::Desk,
    edition::{Chapter, Edition, Heading, Issue, Listed, Rank, Way},
    quotation::{Quotation, Snapshot, forbids_keeping, page_address},
};
use report::{In, Span};

/// Stories listed at most behind those told in full.
const LISTED: usize = 20;

/// Composes and seals an edition.
///
/// `stories` are those of the time to be told, with all their reports; which of them the desk wants
/// is decided here. `kept` gives the kept copy of a report's page.
pub fn compose(
    desk: &Desk,
    stories: &[Story<'_>],
    kept: &dyn Fn(&str) -> Option<Snapshot>,
    issue: Issue,
) -> Edition {
    let mut chosen: Vec<(Rank, Story<'_>)> = stories.iter().filter_map(|story| wanted(desk, story)).collect();
    chosen.sort_by(|(a, one), (b, other)| {
        let order = b.score().cmp(&a.score()).then(b.cmp(a));
        order.then_with(|| newest(other).cmp(&newest(one))).then_with(|| one.id.cmp(&other.id))
    });
    // A story none of whose reports may be quoted cannot be told, only listed.
    let quotable = |story: &Story<'_>| story.members.iter().any(|member| !forbids_keeping(member.report));
    let (tell, list): (Vec<_>, Vec<_>) = chosen.iter().partition(|(_, story)| quotable(story));
    let (tell, rest) = tell.split_at(desk.stories.min(tell.len()));
    let chapters = |chosen: &[&(Rank, Story<'_>)], full: bool| -> Vec<Chapter> {
        chosen.iter().map(|(rank, story)| chapter(desk, *rank, story, kept, full)).collect()
    };
    let told = chapters(tell, true);
    let mut more = chapters(&rest[..rest.len().min(LISTED)], false);
    more.extend(chapters(&list[..list.len().min(LISTED)], false));
    let heading = Heading { id: desk.id.clone(), name: desk.name.clone(), language: desk.language };
    Edition::seal(heading, issue, told, more)
}

/// The story with the reports the desk reads, if one of them is about its subject.
fn wanted<'r>(desk: &Desk, story: &Story<'r>) -> Option<(Rank, Story<'r>)> {
    if !story.members.iter().any(|member| desk.wants(member.report)) {
        return None;
    }
    let read: Vec<Member<'r>> =
        story.members.iter().copied().filter(|member| desk.reads(member.report)).collect();
    let story = if read.len() == story.members.len() { story.clone() } else { Story::of(&story.id, read) };
    let rank = Rank {
        origins: story.independent() as u32,
        outlets: story.outlets().len().max(1) as u32,
        languages: story.languages().len().max(1) as u32,
    };
    Some((rank, story))
}

/// The date of the newest report, as written: good enough to break a tie.
fn newest<'r>(story: &Story<'r>) -> Option<&'r str> {
    story
        .members
        .iter()
        .filter_map(|member| member.report.published.as_ref())
        .map(|dated| dated.date.as_str())
        .max()
}

fn chapter(
    desk: &Desk,
    rank: Rank,
    story: &Story<'_>,
    kept: &dyn Fn(&str) -> Option<Snapshot>,
    full: bool,
) -> Chapter {
    let source = Source { story, kept };
    let said = if full { said::choose(desk, &source) } else { Vec::new() };
    let differences = if full { figures::choose(&source) } else { Vec::new() };
    let reports = (0..story.members.len()).map(|at| source.listed(at)).collect();
    Chapter { story: story.id.clone(), rank, headlines: headlines(desk, &source), said, differences, reports }
}

/// A story with the way to its kept pages.
struct Source<'s, 'r> {
    story: &'s Story<'r>,
    kept: &'s dyn Fn(&str) -> Option<Snapshot>,
}

impl<'r> Source<'_, 'r> {
    fn report(&self, at: usize) -> &'r Report {
        self.story.members[at].report
    }

    fn cut(&self, at: usize, within: In, span: Span) -> Option<Quotation> {
        let member = self.story.members[at];
        Quotation::cut(member.id, member.report, (self.kept)(member.id), within, span)
    }

    fn way(&self, at: usize) -> Way {
        let member = self.story.members[at];
        Way {
            report: member.id.to_owned(),
            outlet: member.report.outlet.clone(),
            language: member.report.language.clone(),
            url: page_address(member.report).map(str::to_owned),
        }
    }

    fn listed(&self, at: usize) -> Listed {
        let member = self.story.members[at];
        Listed {
            way: self.way(at),
            published: member.report.published.as_ref().map(|dated| dated.date.clone()),
            origin: self.story.origins[at] as u32,
            reserved: forbids_keeping(member.report),
            snapshot: (self.kept)(member.id),
        }
    }
}

/// One headline a language, the desk's first, then the order of the desk's languages, then of sight.
fn headlines(desk: &Desk, source: &Source<'_, '_>) -> Vec<Quotation> {
    let mut headlines = source.story.headlines.clone();
    headlines.sort_by_key(|headline| preference(desk, Some(&headline.language)));
    let title = |at: usize| {
        let length = source.report(at).title.as_ref()?.text.len();
        source.cut(at, In::Title, Span::new(0, length))
    };
    let cut = headlines.iter().filter_map(|headline| {
        // Where the best title may not be quoted, another of its language stands in.
        let others = (0..source.story.members.len())
            .filter(|&at| source.report(at).language.as_deref().unwrap_or_default() == headline.language);
        title(headline.member).or_else(|| others.into_iter().find_map(title))
    });
    cut.collect()
}

/// How early a language comes for the desk: its own, those it lists in their order, then others.
fn preference(desk: &Desk, language: Option<&str>) -> usize {
    let Some(language) = language else { return usize::MAX };
    if language == desk.language.code() {
        return 0;
    }
    desk.languages.iter().position(|listed| listed == language).map_or(usize::MAX - 1, |at| at + 1)
}
