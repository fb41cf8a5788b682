//! Words of a source, with the way back to them: the only way a sentence comes into an edition.

mod address;

use report::{In, Report, Span};
use serde::{Deserialize, Serialize};

/// The kept copy of the page a report was read from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// What the archive knows the page by.
    pub page: String,
    /// SHA-256 of its bytes, in hexadecimal, if the archive has it.
    pub hash: Option<String>,
}

/// Words of a report, exactly as they stand there.
///
/// Its only door is [`Quotation::cut`]: there is no way to make one from words alone. Serialised it
/// can be read back only inside a sealed edition.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Quotation(Form);

/// What a quotation holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Form {
    text: String,
    language: Option<String>,
    outlet: Option<String>,
    url: Option<String>,
    report: String,
    snapshot: Option<Snapshot>,
    #[serde(rename = "in")]
    within: In,
    at: Span,
}

impl From<Form> for Quotation {
    fn from(form: Form) -> Self {
        Self(form)
    }
}

impl Quotation {
    /// Cuts the words at a span out of a report known as `id`.
    ///
    /// Null if the span holds no words or is not one of the text (or title), and for a page whose
    /// outlet forbids keeping a copy: it may be listed, never quoted.
    pub fn cut(id: &str, report: &Report, snapshot: Option<Snapshot>, within: In, at: Span) -> Option<Self> {
        if forbids_keeping(report) {
            return None;
        }
        let whole = match within {
            In::Text => report.text.as_str(),
            In::Title => report.title.as_ref()?.text.as_str(),
        };
        let text = at.slice(whole);
        if text.trim().is_empty() {
            return None;
        }
        Some(Self(Form {
            text: text.to_owned(),
            language: report.language.clone(),
            outlet: report.outlet.clone(),
            url: page_address(report).map(|url| match within {
                In::Text => address::to_words(url, whole, at),
                // The page opens at its title anyway.
                In::Title => url.to_owned(),
            }),
            report: id.to_owned(),
            snapshot,
            within,
            at,
        }))
    }

    /// The words.
    pub fn text(&self) -> &str {
        &self.0.text
    }

    /// Their language, BCP 47; null if not known.
    pub fn language(&self) -> Option<&str> {
        self.0.language.as_deref()
    }

    /// Who published them.
    pub fn outlet(&self) -> Option<&str> {
        self.0.outlet.as_deref()
    }

    /// Address of the page, with a text fragment that shows the words there (none for a title); http
    /// or https only.
    pub fn url(&self) -> Option<&str> {
        self.0.url.as_deref()
    }

    /// The report, by the id the caller gave.
    pub fn report(&self) -> &str {
        &self.0.report
    }

    /// The kept copy of the page.
    pub fn snapshot(&self) -> Option<&Snapshot> {
        self.0.snapshot.as_ref()
    }

    /// Whether the words stand in the text or in the title.
    pub fn within(&self) -> In {
        self.0.within
    }

    /// Where, in bytes.
    pub fn at(&self) -> Span {
        self.0.at
    }
}

/// Whether the report's outlet forbids keeping its page.
pub(crate) fn forbids_keeping(report: &Report) -> bool {
    report.reserved.iter().any(|word| word.eq_ignore_ascii_case("noarchive"))
}

/// The report's own address, if it is one a reader can safely follow.
pub(crate) fn page_address(report: &Report) -> Option<&str> {
    let addresses = [report.canonical.as_deref(), report.url.as_deref()];
    addresses.into_iter().flatten().find(|url| is_web(url))
}

fn is_web(url: &str) -> bool {
    let scheme = url.split(':').next().unwrap_or_default();
    (scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https"))
        && url.get(scheme.len()..scheme.len() + 3) == Some("://")
        && !url.chars().any(|c| c.is_control() || c.is_whitespace())
}
