//! Who said what: statements and the names of those who speak.

use crate::Report;

/// Fills [`Report::statements`] and [`Report::names`] from the title, text and language.
pub fn annotate(_report: &mut Report) {}
