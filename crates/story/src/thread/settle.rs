//! The second look: stories merged and reports moved with what has been learned since.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Assignment, By, Reason, Threader};

/// Rounds of one settling at most; each begins with the stories the last one changed.
const ROUNDS: usize = 3;
/// Members of a story whose neighbours are looked at for a story to merge with.
const SCOUTS: usize = 4;

/// What does not change while settling: scores of pairs and candidates of reports.
#[derive(Default)]
struct Known {
    scores: FxHashMap<(u32, u32), f32>,
    candidates: FxHashMap<u32, Vec<u32>>,
}

impl Known {
    fn score(&mut self, threader: &Threader, one: u32, other: u32) -> Option<f32> {
        let pair = (one.min(other), one.max(other));
        if let Some(&score) = self.scores.get(&pair) {
            return Some(score);
        }
        let score =
            threader.settings.score(&threader.compare(threader.live(pair.0)?, threader.live(pair.1)?));
        self.scores.insert(pair, score);
        Some(score)
    }

    fn candidates(&mut self, threader: &Threader, at: u32) -> Vec<u32> {
        let find = || threader.live(at).map(|live| threader.candidates(live)).unwrap_or_default();
        self.candidates.entry(at).or_insert_with(find).clone()
    }
}

/// One settling under way.
struct Look {
    known: Known,
    newest: Range<u32>,
    /// Stories to look at in this round: those the last one changed; null for all.
    open: Option<FxHashSet<u32>>,
    changed: FxHashSet<u32>,
    reasons: FxHashMap<u32, Reason>,
}

impl Look {
    fn is_open(&self, story: u32) -> bool {
        self.open.as_ref().is_none_or(|open| open.contains(&story))
    }
}

impl Threader {
    /// Looks again at the newest reports and their stories, and returns the reports whose story
    /// changed.
    ///
    /// A report moves if it is nearer to another story than to the rest of its own, or alone and
    /// near enough to one by now; two stories are merged if on average their reports belong
    /// together. Costs about as much as adding those reports once
    /// ([`Settings::second_look`](super::Settings)).
    pub fn settle(&mut self) -> Vec<Assignment> {
        let end = self.reports.len() as u32;
        let newest = end.saturating_sub(self.settings.second_look)..end;
        let before: Vec<Option<u32>> =
            self.reports.iter().map(|live| live.as_ref().map(|live| live.story)).collect();
        newest.clone().for_each(|at| self.weigh(at));
        let mut look = Look {
            known: Known::default(),
            newest,
            open: None,
            changed: FxHashSet::default(),
            reasons: FxHashMap::default(),
        };
        for _ in 0..ROUNDS {
            self.move_reports(&mut look);
            self.merge_stories(&mut look);
            if look.changed.is_empty() {
                break;
            }
            look.open = Some(std::mem::take(&mut look.changed));
        }
        let mut assignments = Vec::new();
        for (at, was) in before.into_iter().enumerate() {
            let Some(live) = &self.reports[at] else { continue };
            if was != Some(live.story) {
                let story = self.groups[live.story as usize].id.clone();
                let reasons = look.reasons.remove(&(at as u32)).into_iter().collect();
                assignments.push(Assignment { id: live.id.clone(), story, reasons });
            }
        }
        assignments
    }

    fn move_reports(&mut self, look: &mut Look) {
        for at in look.newest.clone() {
            let Some(from) = self.live(at).map(|live| live.story).filter(|&story| look.is_open(story)) else {
                continue;
            };
            let alone = self.groups[from as usize].members.len() == 1;
            let candidates = look.known.candidates(self, at);
            let mut score = |other: u32| look.known.score(self, at, other);
            let stay = if alone {
                self.settings.join
            } else {
                self.nearness(from, Some(at), &mut score).map_or(0.0, |near| near.score)
            };
            let target = self.nearest_of(&candidates, Some(at), &mut score);
            let to = match target.filter(|near| near.story != from && near.score > stay) {
                Some(near) => near.story,
                None if !alone && stay < self.settings.join - self.settings.leave => {
                    let id = self.live(at).map(|live| live.id.clone()).unwrap_or_default();
                    self.found(&id)
                }
                None => continue,
            };
            self.place(at, to);
            look.changed.extend([from, to]);
            let what = vec![self.groups[from as usize].id.clone()];
            look.reasons.insert(at, Reason { by: By::Moved, what, score: probability(stay) });
        }
    }

    /// Puts a report into another story.
    fn place(&mut self, at: u32, to: u32) {
        let Some(live) = self.reports[at as usize].as_mut() else { return };
        let from = std::mem::replace(&mut live.story, to);
        self.groups[from as usize].members.retain(|&member| member != at);
        let members = &mut self.groups[to as usize].members;
        let place = members.partition_point(|&member| member < at);
        members.insert(place, at);
    }

    fn merge_stories(&mut self, look: &mut Look) {
        let stories = look.newest.clone().filter_map(|at| self.live(at)).map(|live| live.story);
        let mut stories: Vec<u32> = stories.filter(|&story| look.is_open(story)).collect();
        stories.sort_unstable();
        stories.dedup();
        for story in stories {
            let Some((other, score)) = self.nearest_story(story, &mut look.known) else { continue };
            // The older story keeps its name.
            let (to, from) = (story.min(other), story.max(other));
            let name = self.groups[from as usize].id.clone();
            for at in self.groups[from as usize].members.clone() {
                self.place(at, to);
                let what = vec![name.clone()];
                look.reasons.insert(at, Reason { by: By::Merged, what, score: probability(score) });
            }
            look.changed.extend([from, to]);
        }
    }

    /// The story nearest to a story on average, if near enough to be one with it.
    fn nearest_story(&self, story: u32, known: &mut Known) -> Option<(u32, f32)> {
        let members = &self.groups[story as usize].members;
        let mut others: Vec<u32> = Vec::new();
        for &at in members.iter().rev().take(SCOUTS) {
            for near in known.candidates(self, at) {
                let other = self.live(near).map_or(story, |other| other.story);
                if other != story && !others.contains(&other) && others.len() < self.settings.stories {
                    others.push(other);
                }
            }
        }
        let mean = |other: u32| {
            let members = members.iter().rev().take(self.settings.members);
            let near = members.filter_map(|&at| {
                let mut score = |with: u32| known.score(self, at, with);
                Some(self.nearness(other, None, &mut score)?.score)
            });
            let (sum, count) = near.fold((0.0, 0.0_f32), |(sum, count), score| (sum + score, count + 1.0));
            (count > 0.0 && sum / count > self.settings.merge).then(|| (other, sum / count))
        };
        others.into_iter().filter_map(mean).max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))
    }
}

/// The probability a logit stands for.
fn probability(logit: f32) -> f32 {
    1.0 / (1.0 + (-logit).exp())
}
