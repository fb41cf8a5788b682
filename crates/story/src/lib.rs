//! Reports → stories. Knows many reports, not their readers.
//!
//! Two doors:
//! - [`Threader`] groups reports into stories, online and in input order, by small traits of each
//!   report ([`Item`]); it can be kept as data and taken up again tomorrow.
//! - [`Story::of`] looks closely at the reports of one story: which are copies of one dispatch
//!   ([`origin`]), whose headline stands for all, which figures differ and who said what where
//!   ([`dispute`]).
//!
//! Does no input or output, reads no clock, never fails.

pub mod dispute;
mod item;
pub mod likeness;
pub mod origin;
mod packed;
pub mod spelling;
mod story;
pub mod thread;

pub use dispute::{Claim, Dispute, Side, Voice};
pub use item::Item;
pub use story::{Member, Story};
pub use thread::{Assignment, Reason, Settings, Threader};
