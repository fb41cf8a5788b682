//! `depeche statements`: who said what, over all reports.

use std::io::Write;
use std::process::ExitCode;

use super::Global;
use crate::archive::{Archive, StatementRow, StatementSearch};
use crate::reading::lines::{Style, harmless, paint};

/// Search who said what, over all kept reports
///
/// Every word must stand in the statement, or in the name or role of who said it. Pages whose
/// outlet forbids copies are left out.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    depeche statements cable                       what was said with this word\n  \
    depeche statements --speaker Vanhulle --json   all of one speaker, one object a line\n\n\
    Exit code: 0 something was found, 1 nothing was")]
pub struct Args {
    /// Words
    #[arg(value_name = "WORD")]
    pub words: Vec<String>,
    /// Part of the speaker's name
    #[arg(long, value_name = "NAME")]
    pub speaker: Option<String>,
    /// Only this language
    #[arg(long, value_name = "CODE")]
    pub language: Option<String>,
    /// Most results
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub limit: usize,
}

/// Runs `depeche statements`.
pub fn run(args: &Args, global: &Global) -> anyhow::Result<ExitCode> {
    let archive = Archive::open(&global.data)?;
    let found = archive.statements(&StatementSearch {
        words: args.words.join(" "),
        speaker: args.speaker.clone(),
        language: args.language.clone(),
        limit: args.limit,
    })?;
    let mut out = std::io::stdout().lock();
    for row in &found {
        if global.json {
            writeln!(out, "{}", serde_json::to_string(row)?)?;
        } else {
            writeln!(out, "{}", shown(row, global.color()))?;
        }
    }
    Ok(ExitCode::from(u8::from(found.is_empty())))
}

/// A statement in three lines: who, what, where.
fn shown(row: &StatementRow, color: bool) -> String {
    let mut out = String::new();
    let who = row.speaker.as_deref().unwrap_or("(speaker not said)");
    paint(&mut out, &harmless(who), Style { bold: true, ..Style::color(36) }, color);
    if let Some(role) = &row.role {
        out.push_str(", ");
        out.push_str(&harmless(role));
    }
    let (before, after) = if row.manner == "direct" { ("“", "”") } else { ("", "") };
    for part in ["\n  ", before, harmless(&row.words).as_str(), after, "\n  "] {
        out.push_str(part);
    }
    let place = [row.outlet.as_deref(), row.published.as_deref(), row.language.as_deref(), Some(&row.url)];
    let place: Vec<_> = place.into_iter().flatten().collect();
    paint(&mut out, &harmless(&place.join(" · ")), Style::DIM, color);
    out.push('\n');
    out
}
