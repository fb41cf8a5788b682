//! Page → [`Report`]: what a page says as news, and all that one report says. Knows news, not the world.
//!
//! Does no input or output, reads no clock, never fails: address and date are arguments, and what
//! did not fit stands in [`Report::complaints`].

mod compose;
mod dateline;
mod detection;
pub mod figure;
mod furniture;
pub mod language;
mod plain;
pub mod read;
mod report;
pub mod statement;

pub use page::Span;
pub use report::*;
