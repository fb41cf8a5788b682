//! The second look: stories merged and reports moved with what has been learned since.

use std::ops::Range;

use super::{Assignment, By, Reason, Threader};

/// Rounds of one settling at most; each begins with what the last one left.
const ROUNDS: usize = 3;

impl Threader {
    /// Looks again at the newest reports and their stories, and returns the reports whose story
    /// changed.
    ///
    /// A report moves if it is nearer to another story than to the rest of its own, or alone and
    /// near enough to one by now; two stories are merged if on average their reports belong
    /// together. Costs about as much as adding those reports once ([`Settings::second_look`](super::Settings)).
    pub fn settle(&mut self) -> Vec<Assignment> {
        let before: Vec<Option<u32>> =
            self.reports.iter().map(|live| live.as_ref().map(|live| live.story)).collect();
        let newest = self.newest_reports();
        newest.clone().for_each(|at| self.weigh(at));
        let mut reasons = vec![None; self.reports.len()];
        for _ in 0..ROUNDS {
            let moved = self.move_reports(newest.clone(), &mut reasons);
            let merged = self.merge_stories(newest.clone(), &mut reasons);
            if moved + merged == 0 {
                break;
            }
        }
        let mut changed = Vec::new();
        for (at, was) in before.into_iter().enumerate() {
            let Some(live) = &self.reports[at] else { continue };
            if was != Some(live.story) {
                let story = self.groups[live.story as usize].id.clone();
                changed.push(Assignment {
                    id: live.id.clone(),
                    story,
                    reasons: reasons[at].take().into_iter().collect(),
                });
            }
        }
        changed
    }

    /// The reports a second look is taken at.
    fn newest_reports(&self) -> Range<u32> {
        let end = self.reports.len() as u32;
        end.saturating_sub(self.settings.second_look)..end
    }

    fn move_reports(&mut self, newest: Range<u32>, reasons: &mut [Option<Reason>]) -> usize {
        let mut moved = 0;
        for at in newest {
            let Some(live) = self.live(at) else { continue };
            let from = live.story;
            let alone = self.groups[from as usize].members.len() == 1;
            let stay = if alone {
                self.settings.join
            } else {
                self.nearness(live, from, Some(at)).map_or(0.0, |near| near.score)
            };
            let target = self.nearest(live, Some(at)).filter(|near| near.story != from && near.score > stay);
            let to = match target {
                Some(near) => near.story,
                None if !alone && stay < self.settings.join - self.settings.leave => {
                    let id = live.id.clone();
                    self.found(&id)
                }
                None => continue,
            };
            self.place(at, to);
            let score = 1.0 / (1.0 + (-stay).exp());
            reasons[at as usize] =
                Some(Reason { by: By::Moved, what: vec![self.groups[from as usize].id.clone()], score });
            moved += 1;
        }
        moved
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

    fn merge_stories(&mut self, newest: Range<u32>, reasons: &mut [Option<Reason>]) -> usize {
        let mut stories: Vec<u32> = newest.filter_map(|at| self.live(at)).map(|live| live.story).collect();
        stories.sort_unstable();
        stories.dedup();
        let mut merged = 0;
        for story in stories {
            let Some((other, score)) = self.nearest_story(story) else { continue };
            // The older story keeps its name.
            let (to, from) = (story.min(other), story.max(other));
            let name = self.groups[from as usize].id.clone();
            for at in self.groups[from as usize].members.clone() {
                self.place(at, to);
                let score = 1.0 / (1.0 + (-score).exp());
                reasons[at as usize] = Some(Reason { by: By::Merged, what: vec![name.clone()], score });
            }
            merged += 1;
        }
        merged
    }

    /// The story nearest to a story on average, if near enough to be one with it.
    fn nearest_story(&self, story: u32) -> Option<(u32, f32)> {
        let members = &self.groups[story as usize].members;
        let mut others: Vec<u32> = Vec::new();
        for &at in members.iter().rev().take(self.settings.members) {
            let Some(live) = self.live(at) else { continue };
            for near in self.candidates(live) {
                let other = self.live(near).map_or(story, |other| other.story);
                if other != story && !others.contains(&other) && others.len() < self.settings.stories {
                    others.push(other);
                }
            }
        }
        let scored = others.into_iter().filter_map(|other| {
            let near = members
                .iter()
                .rev()
                .take(self.settings.members)
                .filter_map(|&at| Some(self.nearness(self.live(at)?, other, None)?.score));
            let (sum, count) = near.fold((0.0, 0.0_f32), |(sum, count), score| (sum + score, count + 1.0));
            (count > 0.0 && sum / count > self.settings.merge).then(|| (other, sum / count))
        });
        scored.max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))
    }
}
