//! One page from the web, asked for as politely as the collector asks: by name, and only where
//! robots.txt allows it.

use super::input::{Known, Opened, Refusal};

/// Fetches one page.
pub fn fetch(address: &str, _known: &Known) -> Result<Opened, Refusal> {
    Err(Refusal::new(address, "cannot be fetched by this version; save the page and give the file"))
}
