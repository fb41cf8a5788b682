//! Stories: the list, and one of them: who says what (by speaker, over all outlets and spellings),
//! figures side by side, report by report.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use edition::{Desk, Interface, Issue, Quotation, Snapshot};
use report::Report;
use story::{Member, Story};

use super::chapter::{ChapterView, Quoted, when};
use super::visitor::{Frame, Visitor};
use super::words::Words;
use super::{Error, Site, page};
use crate::archive::Archive;
use crate::reading::wording::Tongue;

/// Stories in the list.
const LISTED: usize = 100;

/// A story in one line.
#[derive(Clone, Debug)]
pub(super) struct StoryLine {
    pub(super) here: String,
    pub(super) title: String,
    pub(super) lang: String,
    pub(super) outlets: u32,
    pub(super) reports: u32,
    pub(super) when: String,
}

/// The newest stories; the ones that several outlets tell come first.
pub(super) fn lines(archive: &Archive, most: usize, tongue: Tongue) -> Result<Vec<StoryLine>, Error> {
    let mut rows = archive.stories()?;
    rows.truncate(most * 4);
    rows.sort_by_key(|row| std::cmp::Reverse(row.outlets > 1));
    let mut lines = Vec::new();
    for row in rows.into_iter().take(most) {
        let Some((title, lang)) = headline(archive, &row.story, tongue)? else { continue };
        lines.push(StoryLine {
            here: edition::layout::story_address("", &row.story),
            title,
            lang,
            outlets: row.outlets,
            reports: row.reports,
            when: row.newest.as_deref().map(|date| when(date, tongue)).unwrap_or_default(),
        });
    }
    Ok(lines)
}

/// A title for a story: the first one in the visitor's language, else the first.
fn headline(archive: &Archive, story: &str, tongue: Tongue) -> Result<Option<(String, String)>, Error> {
    let mut first = None;
    for member in archive.members(story)? {
        let Some(kept) = archive.report(member.report)? else { continue };
        let reserved = forbids_copies(&kept.report);
        let Some(title) = kept.report.title.filter(|_| !reserved) else { continue };
        let lang = kept.report.language.unwrap_or_else(|| "und".into());
        let own = lang.starts_with(tongue.code());
        let found = (title.text, lang);
        if own {
            return Ok(Some(found));
        }
        first.get_or_insert(found);
    }
    Ok(first)
}

/// Whether a report may be listed only.
pub(super) fn forbids_copies(report: &Report) -> bool {
    report.reserved.iter().any(|word| word.eq_ignore_ascii_case("noarchive"))
}

#[derive(Template)]
#[template(path = "stories.html")]
struct List<'a> {
    frame: Frame<'a>,
    stories: Vec<StoryLine>,
}

pub(super) async fn list(State(site): State<Arc<Site>>, visitor: Visitor) -> Result<Response, Error> {
    let tongue = visitor.tongue;
    let stories = site.with(move |archive| lines(archive, LISTED, tongue)).await?;
    page(&List { frame: visitor.frame(visitor.words().stories), stories })
}

/// A speaker with everything the story's reports say they said.
struct VoiceView {
    name: String,
    /// Other spellings of the name.
    spellings: Vec<String>,
    role: Option<String>,
    said: Vec<VoiceSaid>,
}

struct VoiceSaid {
    parts: Vec<Quoted>,
    direct: bool,
    cue: Option<String>,
}

#[derive(Template)]
#[template(path = "story.html")]
struct Page<'a> {
    frame: Frame<'a>,
    title: &'a str,
    chapter: ChapterView,
    voices: Vec<VoiceView>,
}

pub(super) async fn show(
    State(site): State<Arc<Site>>,
    Path(id): Path<String>,
    visitor: Visitor,
) -> Result<Response, Error> {
    let (tongue, w) = (visitor.tongue, visitor.words());
    let (chapter, voices) = site.with(move |archive| look(archive, &id, w, tongue)).await?;
    let title = chapter.headline().map_or_else(|| w.stories.to_owned(), |headline| headline.text.clone());
    page(&Page { frame: visitor.frame(&title), title: &title, chapter, voices })
}

fn look(
    archive: &Archive,
    id: &str,
    w: &'static Words,
    tongue: Tongue,
) -> Result<(ChapterView, Vec<VoiceView>), Error> {
    let mut reports: Vec<(String, Report, Option<Snapshot>)> = Vec::new();
    for member in archive.members(id)? {
        let Some(kept) = archive.report(member.report)? else { continue };
        let page = archive.page(kept.page)?.filter(|page| page.file.is_some());
        let snapshot = page.map(|page| Snapshot { page: page.id.to_string(), hash: None });
        reports.push((member.report.to_string(), kept.report, snapshot));
    }
    if reports.is_empty() {
        return Err(Error::NotFound);
    }
    let members = reports.iter().map(|(id, report, _)| Member { id, report });
    let story = Story::of(id, members.collect());
    let kept = |id: &str| reports.iter().find(|(own, ..)| own == id).and_then(|(.., kept)| kept.clone());
    // A desk of its own that wants just this story: chapters are composed in one place only.
    let language = if tongue == Tongue::Fr { Interface::Fr } else { Interface::En };
    let desk = Desk { language, stories: 1, ..Desk::default() };
    let issue = Issue { number: 0, date: jiff::civil::Date::MIN, notes: Vec::new() };
    let composed = edition::compose(&desk, std::slice::from_ref(&story), &kept, issue);
    // A story that nobody may quote is only ever listed.
    let content = composed.content();
    let chapter = content.chapters.first().or(content.more.first()).ok_or(Error::NotFound)?;
    let titles =
        |id: &str| reports.iter().find(|(own, ..)| own == id).and_then(|(_, report, _)| report.title.clone());
    let view = ChapterView::of(chapter, &|id| titles(id).map(|title| title.text), w, tongue);
    Ok((view, voices(&story, &kept, tongue)))
}

/// Speakers with what they say, each under the spelling of the visitor's language where there is one.
fn voices(story: &Story<'_>, kept: &dyn Fn(&str) -> Option<Snapshot>, tongue: Tongue) -> Vec<VoiceView> {
    story
        .voices
        .iter()
        .map(|one| voice(story, one, kept, tongue))
        .filter(|one| !one.said.is_empty())
        .collect()
}

fn voice(
    story: &Story<'_>,
    voice: &story::Voice,
    kept: &dyn Fn(&str) -> Option<Snapshot>,
    tongue: Tongue,
) -> VoiceView {
    let own = |at: usize| {
        story.members[at].report.language.as_deref().is_some_and(|l| l.starts_with(tongue.code()))
    };
    let mut statements = voice.statements.clone();
    statements.sort_by_key(|&(at, _)| !own(at));
    let mut view =
        VoiceView { name: voice.name.clone(), spellings: Vec::new(), role: None, said: Vec::new() };
    for (at, index) in statements {
        let member = story.members[at];
        let Some(statement) = member.report.statements.get(index) else { continue };
        let speaker = statement.speaker.as_ref();
        if view.said.is_empty()
            && own(at)
            && let Some(name) = speaker.and_then(|speaker| speaker.name.as_ref())
        {
            view.name.clone_from(name);
        }
        let words = statement.words.iter().filter_map(|words| {
            Quotation::cut(member.id, member.report, kept(member.id), statement.within, words.at)
        });
        let parts: Vec<_> = words.map(|quotation| Quoted::of(&quotation)).collect();
        // The same words in a headline, or in another copy of one dispatch, are not shown again.
        let same = |other: &VoiceSaid| {
            other.parts.iter().map(|part| &part.text).eq(parts.iter().map(|part| &part.text))
        };
        if parts.is_empty() || statement.repeats.is_some() || view.said.iter().any(same) {
            continue;
        }
        let role = speaker.and_then(|speaker| speaker.role.clone()).filter(|role| *role != view.name);
        view.role = view.role.or(role);
        view.said.push(VoiceSaid {
            parts,
            direct: statement.manner == report::Manner::Direct,
            cue: statement.cue.as_ref().map(|cue| cue.text.clone()),
        });
    }
    view.spellings = voice.spellings.iter().filter(|spelling| **spelling != view.name).cloned().collect();
    view
}
