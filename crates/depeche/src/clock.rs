//! The binary's clock. Everything that needs the time is given one, so that a test, or the
//! demonstration of a day long past, can say what time it is.

use std::time::{Duration, Instant};

use jiff::Timestamp;

/// Tells the time: the system's, or a time of choice that runs on from when it was set.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    set: Option<(Timestamp, Instant)>,
}

impl Clock {
    /// The system's clock.
    pub fn system() -> Self {
        Self { set: None }
    }

    /// A clock set to a time; it runs on from there.
    pub fn set_to(at: Timestamp) -> Self {
        Self { set: Some((at, Instant::now())) }
    }

    /// The time.
    pub fn now(&self) -> Timestamp {
        match self.set {
            Some((at, since)) => at.checked_add(since.elapsed()).unwrap_or(at),
            None => Timestamp::now(),
        }
    }

    /// Waits.
    pub fn sleep(&self, time: Duration) {
        std::thread::sleep(time);
    }
}
