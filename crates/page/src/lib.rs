//! Bytes of one address at one time → a [`Page`]: the flat tree of tags in them, every node with its place.
//!
//! Knows HTML, not news. Does no input or output, reads no clock, never fails and never panics: what did
//! not fit stands in complaints. Nothing is copied until asked: a node is a span of the decoded text,
//! attributes and character references are read from it on demand.
//!
//! - [`decode`]: bytes → text, with the character set, its evidence and the way back to the bytes;
//! - [`Page::parse`]: text → tree, as the HTML standard builds it; a subtree is a slice of nodes;
//! - [`Page::visible`]: the text a reader sees, in blocks, every piece with its place;
//! - [`metadata`]: what the page says of itself;
//! - [`Page::measures`]: text, linked text and tags per subtree in one pass.
//!
//! ```
//! let bytes = b"<html lang=fr><title>Le jour</title><p>Caf\xe9 <b>noir</b>.";
//! let decoded = page::decode(bytes, Some("text/html; charset=iso-8859-1"));
//! let page = page::Page::parse(&decoded.text);
//! let visible = page.visible();
//! let block = visible.blocks()[0];
//! assert_eq!(visible.text(&block), "Café noir.");
//! assert_eq!(page.tag(block.element), page::Tag::P);
//! let place = visible.page_span(block.text).unwrap();
//! assert_eq!(place.slice(&decoded.text), "Café <b>noir</b>.");
//! ```

pub mod attribute;
pub mod charset;
pub mod entity;
pub mod lexer;
mod measure;
mod metadata;
mod page;
pub mod scan;
mod span;
mod tag;
mod tree;
pub mod visible;

pub use attribute::{Attribute, Attributes};
pub use charset::{Decoded, Evidence, decode};
pub use measure::Measure;
pub use metadata::{
    Alternate, Found, Item, JsonLd, Meta, Metadata, Property, Syntax, Time, Value, head_metadata, json_ld,
    metadata,
};
pub use page::{Ancestors, Children, Node, NodeId, Page};
pub use span::Span;
pub use tag::Tag;
pub use visible::{Block, Choice, Display, Hidden, Piece, Visible};
