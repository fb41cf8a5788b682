//! When to ask a source again: as often as it has something new, never more often than it wishes.
//!
//! Pure: the times are arguments. Half the median gap between its newest entries, ten minutes to a
//! day; longer after failures, in even steps, so that a source that comes back is soon found again,
//! and never given up: after many failures it is still asked once a week.

use jiff::{SignedDuration, Timestamp};

/// The shortest time between two requests to one source.
pub const SHORTEST: SignedDuration = SignedDuration::from_mins(10);
/// The longest, while it works.
pub const LONGEST: SignedDuration = SignedDuration::from_hours(24);
/// The longest, while it does not.
const LONGEST_FAILING: SignedDuration = SignedDuration::from_hours(24 * 7);
/// What a source that says nothing of its habits is asked after.
const USUAL: SignedDuration = SignedDuration::from_hours(1);
/// Entries from whose dates a source's habit is taken.
const HABIT: usize = 20;

/// When to ask again a source that answered. `wish` is how long it asked to be spared.
pub fn after_success(now: Timestamp, published: &[Timestamp], wish: Option<SignedDuration>) -> Timestamp {
    let wait = habit(now, published).unwrap_or(USUAL).max(wish.unwrap_or_default());
    later(now, wait.clamp(SHORTEST, LONGEST))
}

/// When to ask again a source that failed, `failures` times in a row counting this one.
pub fn after_failure(now: Timestamp, failures: u32, wish: Option<Timestamp>) -> Timestamp {
    let steps = i32::try_from(failures.clamp(1, 24 * 7)).unwrap_or(1);
    let wait = (USUAL * steps).min(LONGEST_FAILING);
    later(now, wait).max(wish.unwrap_or(now))
}

/// Half the median gap between the newest entries; the time since the newest counts as a gap.
fn habit(now: Timestamp, published: &[Timestamp]) -> Option<SignedDuration> {
    let mut times: Vec<Timestamp> = published.iter().copied().filter(|at| *at <= now).collect();
    times.push(now);
    times.sort_unstable_by(|a, b| b.cmp(a));
    times.truncate(HABIT);
    let mut gaps: Vec<SignedDuration> =
        times.windows(2).map(|pair| pair[1].duration_until(pair[0])).collect();
    gaps.sort_unstable();
    gaps.get(gaps.len() / 2).map(|median| *median / 2)
}

fn later(now: Timestamp, wait: SignedDuration) -> Timestamp {
    now.checked_add(wait).unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hours: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_hours(hours)
    }

    #[test]
    fn busy_sources_are_asked_often_and_quiet_ones_seldom() {
        let now = at(100);
        let hourly: Vec<_> = (80..100).map(at).collect();
        assert_eq!(after_success(now, &hourly, None), now + SignedDuration::from_mins(30));
        let every_minute: Vec<_> = (0..20).map(|minute| now - SignedDuration::from_mins(minute)).collect();
        assert_eq!(after_success(now, &every_minute, None), now + SHORTEST);
        assert_eq!(after_success(now, &[at(0)], None), now + LONGEST);
        assert_eq!(after_success(now, &[], None), now + USUAL);
    }

    #[test]
    fn what_the_source_wishes_counts_and_a_day_at_most() {
        let now = at(100);
        let hourly: Vec<_> = (80..100).map(at).collect();
        let wish = |hours| Some(SignedDuration::from_hours(hours));
        assert_eq!(after_success(now, &hourly, wish(3)), now + SignedDuration::from_hours(3));
        assert_eq!(after_success(now, &hourly, wish(900)), now + LONGEST);
    }

    #[test]
    fn failures_wait_longer_and_are_never_given_up() {
        let now = at(100);
        assert_eq!(after_failure(now, 1, None), now + USUAL);
        assert_eq!(after_failure(now, 3, None), now + SignedDuration::from_hours(3));
        assert_eq!(after_failure(now, u32::MAX, None), now + LONGEST_FAILING);
        assert_eq!(after_failure(now, 1, Some(at(120))), at(120));
    }
}
