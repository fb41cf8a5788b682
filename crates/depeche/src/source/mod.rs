//! Where pages come from, and how they are asked for: politely, and plainly named.
//!
//! The order of every collection is fetch → keep → read: bytes are kept as a WARC record before
//! anything is made of them, so that everything else can be rebuilt. Robots rules, addresses, feeds
//! and archives are pure functions here; only `fetch` opens connections.

pub mod access;
pub mod address;
pub mod collect;
pub mod discover;
pub mod feed;
pub mod fetch;
pub mod opml;
pub mod reserve;
pub mod robots;
pub mod schedule;
pub mod sitemap;
pub mod warc;
