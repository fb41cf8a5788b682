//! The sealed thing: what one desk mails at one time, never changed afterwards.
//!
//! An [`Edition`] is its exact JSON and the SHA-256 over it; everything a layout shows stands in
//! [`Content`]. Types with a parameter hold quotations as `Q`, so that only this module can read
//! them back from JSON: outside, `Q` is [`Quotation`], which cannot be deserialised.

use jiff::civil::Date;
use report::{Approximation, Manner, SpeakerKind, Sureness};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};

use crate::{
    desk::Interface,
    quotation::{Form, Quotation, Snapshot},
};

/// Version of the JSON of an edition.
const FORMAT: u32 = 1;

/// What the caller knows of the edition to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// Number of the edition at its desk, from 1.
    pub number: u32,
    /// The day readers see on it, in the desk's time zone.
    pub date: Date,
    /// Notes of the editors, shown at the top and signed.
    pub notes: Vec<Note>,
}

/// A note of an editor: the only words that are neither a source's nor a template's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// The words.
    pub text: String,
    /// Who signs them.
    pub by: String,
}

/// All an edition says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Content<Q = Quotation> {
    /// Version of this form.
    pub format: u32,
    /// The desk and its language.
    pub desk: Heading,
    /// Number at the desk.
    pub number: u32,
    /// Day, "2031-03-14".
    pub date: Date,
    /// Notes of the editors.
    pub notes: Vec<Note>,
    /// Stories told in full, by rank.
    pub chapters: Vec<Chapter<Q>>,
    /// Stories only listed, by rank.
    pub more: Vec<Chapter<Q>>,
}

/// Whose edition it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// The desk's short name.
    pub id: String,
    /// The desk's name.
    pub name: String,
    /// Language of the fixed words.
    pub language: Interface,
}

/// One story.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Chapter<Q = Quotation> {
    /// The story's id.
    pub story: String,
    /// Why it stands where it stands.
    pub rank: Rank,
    /// Headlines in sources' words, one a language, the desk's own language first. Empty if every
    /// outlet forbids quoting.
    pub headlines: Vec<Q>,
    /// Who says what, in the order to show.
    pub said: Vec<Said<Q>>,
    /// Figures that differ.
    pub differences: Vec<Difference<Q>>,
    /// All reports of the story.
    pub reports: Vec<Listed>,
}

/// Why a story stands where it stands: the score is the product of the three.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Rank {
    /// Independent origins.
    pub origins: u32,
    /// Outlets.
    pub outlets: u32,
    /// Languages.
    pub languages: u32,
}

impl Rank {
    /// Origins × outlets × languages.
    pub fn score(self) -> u64 {
        u64::from(self.origins) * u64::from(self.outlets) * u64::from(self.languages)
    }
}

/// Something said, by whom and how.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Said<Q = Quotation> {
    /// The words, one quotation a contiguous part.
    pub parts: Vec<Q>,
    /// How they are given.
    pub manner: Manner,
    /// The word that reports them ("affirme").
    pub cue: Option<Q>,
    /// Who said them; null if nobody sure is known.
    pub who: Option<Who>,
    /// From 0 to 1, from the report.
    pub confidence: f32,
    /// Other outlets that carry the same words.
    pub also: Vec<Way>,
}

/// A speaker, in the report's words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Who {
    /// The fullest name or description.
    pub name: String,
    /// What the report says they are.
    pub role: Option<String>,
    /// What sort of speaker.
    pub kind: SpeakerKind,
}

/// A quantity the sources give differently.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Difference<Q = Quotation> {
    /// Unit, as in a report's figures.
    pub unit: String,
    /// Period of a rate.
    pub per: Option<String>,
    /// The values side by side, those of one side together.
    pub values: Vec<Value<Q>>,
}

/// One figure as one source gives it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Value<Q = Quotation> {
    /// Which side it is on: values of one side can all be true.
    pub side: u32,
    /// The whole expression with its noun.
    pub words: Q,
    /// Lower end.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// How near it is meant.
    pub approximation: Approximation,
    /// How sure the source is.
    pub sureness: Sureness,
    /// Who says it; null when the outlet does.
    pub said_by: Option<String>,
    /// Other outlets with the same value on the same word.
    pub also: Vec<Way>,
}

/// The way to a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Way {
    /// The report's id.
    pub report: String,
    /// Who published it.
    pub outlet: Option<String>,
    /// Its language.
    pub language: Option<String>,
    /// Its address, http or https only.
    pub url: Option<String>,
}

/// A report in the list of a story.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// The way to it.
    pub way: Way,
    /// Date as the report gives it ("2022-07" or finer).
    pub published: Option<String>,
    /// Number of its origin in this story: equal numbers are copies of one text.
    pub origin: u32,
    /// Whether its outlet forbids keeping a copy: listed here, quoted nowhere.
    pub reserved: bool,
    /// The kept copy.
    pub snapshot: Option<Snapshot>,
}

/// A sealed edition.
#[derive(Clone, Debug, PartialEq)]
pub struct Edition {
    content: Content,
    seal: String,
    json: String,
}

/// Why bytes are not a sealed edition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Broken {
    /// Not of an edition's form.
    Form,
    /// The content is not the one that was sealed.
    Seal,
}

impl std::fmt::Display for Broken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Form => "not a sealed edition",
            Self::Seal => "the edition was changed after it was sealed",
        })
    }
}

impl std::error::Error for Broken {}

/// What stands before and behind the seal in the JSON of an edition; the content and a brace follow.
const OPEN: &str = "{\"seal\":\"";
const BETWEEN: &str = "\",\"content\":";
/// Hexadecimal digits of a SHA-256.
const SEAL: usize = 64;

impl Edition {
    /// Seals what was composed.
    pub(crate) fn seal(heading: Heading, issue: Issue, chapters: Vec<Chapter>, more: Vec<Chapter>) -> Self {
        let Issue { number, date, notes } = issue;
        let content = Content { format: FORMAT, desk: heading, number, date, notes, chapters, more };
        // Plain structures with string keys always serialise.
        let canonical = serde_json::to_string(&content).unwrap_or_default();
        let seal = fingerprint(&canonical);
        let json = format!("{OPEN}{seal}{BETWEEN}{canonical}}}");
        Self { content, seal, json }
    }

    /// Reads a kept edition back, and holds it to its seal byte for byte.
    pub fn open(json: &str) -> Result<Self, Broken> {
        let rest = json.trim_end().strip_prefix(OPEN).ok_or(Broken::Form)?;
        let (seal, rest) = rest.split_at_checked(SEAL).ok_or(Broken::Form)?;
        let canonical =
            rest.strip_prefix(BETWEEN).and_then(|rest| rest.strip_suffix('}')).ok_or(Broken::Form)?;
        if fingerprint(canonical) != seal {
            return Err(Broken::Seal);
        }
        let content: Content<Form> = read(canonical)?;
        Ok(Self { content: content.into(), seal: seal.to_owned(), json: json.trim_end().to_owned() })
    }

    /// What it says.
    pub fn content(&self) -> &Content {
        &self.content
    }

    /// SHA-256 of the content, in hexadecimal: the edition's name for good.
    pub fn fingerprint(&self) -> &str {
        &self.seal
    }

    /// The exact bytes to keep: `{"seal": …, "content": …}`.
    pub fn json(&self) -> &str {
        &self.json
    }

    /// All quotations, in reading order.
    pub fn quotations(&self) -> impl Iterator<Item = &Quotation> {
        self.content.chapters.iter().chain(&self.content.more).flat_map(Chapter::quotations)
    }
}

impl Chapter {
    /// All quotations of the story, in reading order.
    pub fn quotations(&self) -> impl Iterator<Item = &Quotation> {
        let said = self.said.iter().flat_map(|said| said.parts.iter().chain(&said.cue));
        let values =
            self.differences.iter().flat_map(|difference| &difference.values).map(|value| &value.words);
        self.headlines.iter().chain(said).chain(values)
    }

    /// Outlets of its reports, in order, none twice.
    pub fn outlets(&self) -> Vec<&str> {
        let mut outlets: Vec<&str> = Vec::new();
        for outlet in self.reports.iter().filter_map(|listed| listed.way.outlet.as_deref()) {
            if !outlets.contains(&outlet) {
                outlets.push(outlet);
            }
        }
        outlets
    }
}

fn read<T: DeserializeOwned>(json: &str) -> Result<T, Broken> {
    serde_json::from_str(json).map_err(|_| Broken::Form)
}

fn fingerprint(bytes: &str) -> String {
    use std::fmt::Write;
    Sha256::digest(bytes.as_bytes()).iter().fold(String::with_capacity(SEAL), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

impl From<Content<Form>> for Content {
    fn from(content: Content<Form>) -> Self {
        let Content { format, desk, number, date, notes, chapters, more } = content;
        let all = |chapters: Vec<Chapter<Form>>| chapters.into_iter().map(Chapter::from).collect();
        Self { format, desk, number, date, notes, chapters: all(chapters), more: all(more) }
    }
}

impl From<Chapter<Form>> for Chapter {
    fn from(chapter: Chapter<Form>) -> Self {
        let Chapter { story, rank, headlines, said, differences, reports } = chapter;
        Self {
            story,
            rank,
            headlines: headlines.into_iter().map(Quotation::from).collect(),
            said: said.into_iter().map(Said::from).collect(),
            differences: differences.into_iter().map(Difference::from).collect(),
            reports,
        }
    }
}

impl From<Said<Form>> for Said {
    fn from(said: Said<Form>) -> Self {
        let Said { parts, manner, cue, who, confidence, also } = said;
        let parts = parts.into_iter().map(Quotation::from).collect();
        Self { parts, manner, cue: cue.map(Quotation::from), who, confidence, also }
    }
}

impl From<Difference<Form>> for Difference {
    fn from(difference: Difference<Form>) -> Self {
        let Difference { unit, per, values } = difference;
        Self { unit, per, values: values.into_iter().map(Value::from).collect() }
    }
}

impl From<Value<Form>> for Value {
    fn from(value: Value<Form>) -> Self {
        let Value { side, words, low, high, approximation, sureness, said_by, also } = value;
        Self { side, words: words.into(), low, high, approximation, sureness, said_by, also }
    }
}
