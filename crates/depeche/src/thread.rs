//! Threading the archive: each new report into its story. How that is done is the crate `story`'s
//! business; here its state is taken up where it was left, and what it decides is kept.

use story::{Assignment, Item, Threader};

use crate::archive::{Archive, Error, Result, StoryMember};

/// Under which name the threader's state is remembered.
const MEMORY: &str = "threader";

/// What one run came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Threaded {
    /// Reports placed for the first time.
    pub placed: u32,
    /// Reports placed anew, with what has been learned since.
    pub moved: u32,
    /// Stories that stand now.
    pub stories: u32,
}

/// Places every report that has no story yet, then looks again at the recent ones.
pub fn thread_reports(archive: &mut Archive) -> Result<Threaded> {
    let mut threader = match archive.recall(MEMORY)? {
        Some(state) => serde_json::from_str(&state).map_err(|error| {
            Error::Broken(format!("the threader's state cannot be read back ({error}); run: depeche rebuild"))
        })?,
        None => Threader::new(),
    };
    let mut threaded = Threaded::default();
    let mut members = Vec::new();
    for kept in archive.unthreaded()? {
        let assignments = threader.add(&Item::of(&kept.id.to_string(), &kept.report));
        threaded.placed += 1;
        members.extend(assignments.iter().filter_map(member));
    }
    if threaded.placed > 0 {
        let changed = threader.settle();
        threaded.moved = changed.len() as u32;
        members.extend(changed.iter().filter_map(member));
        archive.enter_members(&members)?;
        let state = serde_json::to_string(&threader).map_err(|error| Error::Broken(error.to_string()))?;
        archive.remember(MEMORY, &state)?;
    }
    threaded.stories = archive.counts()?[4] as u32;
    Ok(threaded)
}

/// Forgets all stories, so that the next run threads everything anew.
pub fn forget(archive: &Archive) -> Result<()> {
    archive.clear_stories()?;
    archive.forget(MEMORY)
}

fn member(assignment: &Assignment) -> Option<StoryMember> {
    Some(StoryMember {
        report: assignment.id.parse().ok()?,
        story: assignment.story.clone(),
        reasons: serde_json::to_string(&assignment.reasons).unwrap_or_default(),
    })
}
