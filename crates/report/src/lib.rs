//! Page → [`Report`]: what a page says as news, and all that one report says. Knows news, not the world.
//!
//! Does no input or output, reads no clock, never fails: address and date are arguments, and what
//! did not fit stands in [`Report::complaints`].

mod article;
pub mod body;
mod byline;
mod dateline;
mod detection;
pub mod feature;
pub mod figure;
pub mod forest;
mod furniture;
mod headline;
pub mod joined;
mod kind;
pub mod language;
mod letters;
mod likeness;
mod metadata;
mod name;
mod outline;
mod plain;
pub mod read;
mod report;
pub mod sentence;
pub mod statement;
pub mod training;
pub mod verdict;
mod wording;

pub use page::Span;
pub use report::*;
