//! Bytes of one address at one time → a [`Page`](span::Span): the flat tree of tags in them, every node with its place.
//!
//! Knows HTML, not news. Does no input or output, reads no clock, never fails and never panics.

mod span;

pub use span::Span;
