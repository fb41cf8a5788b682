//! Page → [`Report`]: what a page says as news, and all that one report says. Knows news, not the world.
//!
//! Does no input or output, reads no clock, never fails: address and date are arguments, and what
//! did not fit stands in [`Report::complaints`].

mod article;
mod body;
mod byline;
pub mod claim;
mod compose;
mod correction;
mod dateline;
mod detection;
mod entry;
pub mod feature;
pub mod figure;
pub mod forest;
mod form;
mod furniture;
mod headline;
pub mod joined;
mod json;
mod kind;
pub mod language;
mod letters;
mod likeness;
mod linked;
mod mark;
mod metadata;
pub mod model;
mod name;
mod opening;
mod outlet;
mod outline;
mod part;
mod picture;
mod plain;
mod published;
pub mod read;
mod report;
mod rules;
mod script;
pub mod sentence;
pub mod shape;
mod shown;
pub mod signature;
mod signed;
pub mod statement;
pub mod training;
pub mod verdict;
mod wall;
mod wording;

pub use page::Span;
pub use report::*;
