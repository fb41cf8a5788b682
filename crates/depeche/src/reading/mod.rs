//! What `depeche read` does between its command line and the reports: finds the pages behind its
//! inputs, reads them on several threads in the order given, and prints reports.
//!
//! How a report is read is the crate `report`'s affair; this room opens, decodes and shows.

pub mod address;
pub mod claimed;
pub mod earlier;
pub mod folder;
pub mod html;
pub mod input;
pub mod joining;
pub mod lines;
pub mod list;
pub mod markdown;
pub mod pipeline;
pub mod progress;
pub mod runs;
pub mod terminal;
pub mod warc;
pub mod wording;

use report::Report;

use wording::Tongue;

/// How reports are printed.
#[derive(Clone, Copy, Debug)]
pub enum Form {
    /// One JSON object a line: the contract.
    Json,
    /// Headline and text, nothing else.
    Text,
    /// Markdown.
    Markdown,
    /// A page that stands alone.
    Html,
    /// A readable page for a terminal.
    Terminal(terminal::Setting),
}

impl Form {
    /// What stands before the first report.
    pub fn opening(self) -> String {
        match self {
            Self::Html => html::opening(Tongue::En),
            _ => String::new(),
        }
    }

    /// What stands after the last report.
    pub fn closing(self) -> &'static str {
        match self {
            Self::Html => html::CLOSING,
            _ => "",
        }
    }

    /// What stands between two reports.
    pub fn between(self) -> &'static str {
        match self {
            Self::Json | Self::Html => "",
            Self::Text => "\n\n",
            Self::Markdown => "\n---\n\n",
            Self::Terminal(_) => "\n\n",
        }
    }

    /// One report.
    pub fn print(self, report: &Report) -> String {
        match self {
            Self::Json => {
                let mut line = report.to_json();
                line.push('\n');
                line
            }
            Self::Text => text(report),
            Self::Markdown => markdown::print(report, Tongue::En),
            Self::Html => html::article(report, None, Tongue::En) + &html::apparatus(report, Tongue::En),
            Self::Terminal(setting) => terminal::print(report, setting),
        }
    }
}

/// Headline and text, joined as the text's own paragraphs are.
fn text(report: &Report) -> String {
    let title = report.title.as_ref().map(|title| title.text.as_str()).filter(|title| !title.is_empty());
    let text = Some(report.text.as_str()).filter(|text| !text.is_empty());
    let mut out = title.into_iter().chain(text).collect::<Vec<_>>().join("\n\n");
    out.push('\n');
    out
}
