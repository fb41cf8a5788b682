//! A desk and stories → one edition. Knows readers, not mail.
//!
//! [`compose`] chooses, quotes and seals: the same stories, desk and [`Issue`] give the same bytes,
//! under a SHA-256 that [`Edition::open`] holds them to. A sentence comes into an edition only as a
//! [`Quotation`], and a quotation is only ever cut from a report; [`layout`] adds the fixed words of
//! a template and nothing else. What a reader gets by mail is made from [`layout::html`] and
//! [`layout::text`] by the caller.
//!
//! Does no input or output, reads no clock: number, date and addresses are arguments.

mod choice;
mod desk;
mod edition;
pub mod layout;

mod quotation;

pub use choice::compose;
pub use desk::{Desk, Interface};
pub use edition::{
    Broken, Chapter, Content, Difference, Edition, Heading, Issue, Listed, Note, Rank, Said, Value, Way, Who,
};
pub use layout::Addresses;
pub use quotation::{Quotation, Snapshot};
