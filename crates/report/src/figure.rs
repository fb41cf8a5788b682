//! Which quantities are claimed, and how sure the source is.

use crate::Report;

/// Fills [`Report::figures`] from the title, text, language and statements.
pub fn annotate(_report: &mut Report) {}
