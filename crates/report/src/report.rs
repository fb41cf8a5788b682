//! The report: what a page says as news, what it says who said, which figures it claims, and what
//! was left out of it. These are the public types; their JSON is the contract of `depeche read`.
//!
//! Every key is always present (null or empty, never missing); keys may be added, never renamed.
//! `at` counts bytes in [`Report::text`], or in the title where `in` says so; `page` counts bytes of
//! the decoded page.

pub(crate) mod compose;
pub(crate) mod json;

use page::Span;
use serde::{Deserialize, Serialize};

/// One report.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Path, id or address the page was read from.
    pub source: String,
    /// Address of the page, as given or as found on the way to it.
    pub url: Option<String>,
    /// Address the page itself names as its own.
    pub canonical: Option<String>,
    /// The outlet that published it.
    pub outlet: Option<String>,
    /// Section of the outlet ("International").
    pub section: Option<String>,
    /// Subjects the page names for itself.
    pub tags: Vec<String>,
    /// Language of the body, BCP 47 primary subtag ("fr").
    pub language: Option<String>,
    /// The headline.
    pub title: Option<Line>,
    /// The opening that sums the report up.
    pub standfirst: Option<Line>,
    /// Who wrote it.
    pub byline: Vec<Author>,
    /// When it was published.
    pub published: Option<Dated>,
    /// When it was last changed.
    pub modified: Option<Dated>,
    /// Where it was written (from the dateline).
    pub place: Option<String>,
    /// The body, block by block.
    pub body: Vec<Block>,
    /// Standfirst, then the body's paragraphs, headings, quotations and list items, joined by two
    /// line breaks. The title is not in it.
    pub text: String,
    /// What stands on the page and is not the report, each with the reason.
    pub left_out: Vec<LeftOut>,
    /// Pictures that belong to the report.
    pub images: Vec<Image>,
    /// What kind of page this is.
    pub kind: Kind,
    /// Whether the whole report can be read without paying; null if the page does not say.
    pub free: Option<bool>,
    /// Whether the page forbids keeping a copy (`noarchive`) or reserves text and data mining.
    pub reserved: Vec<String>,
    /// Who said what.
    pub statements: Vec<Statement>,
    /// Which quantities are claimed.
    pub figures: Vec<Figure>,
    /// Persons, places and organisations, with all their mentions in the text.
    pub names: Vec<Name>,
    /// Who says the title, the authors and the day of publication: what agrees with what was chosen.
    #[serde(default)]
    pub evidence: Testimony,
    /// Notes by which the outlet corrects this report.
    #[serde(default)]
    pub corrections: Vec<Correction>,
    /// Blocks of the body in another language than the report.
    #[serde(default)]
    pub passages: Vec<Passage>,
    /// Address of the next part, where the report goes on on another page.
    #[serde(default)]
    pub next: Option<String>,
    /// The pages a report was joined from, in order; empty if it stands on one page.
    #[serde(default)]
    pub parts: Vec<Part>,
    /// What did not fit, was cut or had to be guessed.
    pub complaints: Vec<String>,
}

impl Report {
    /// The number of the part a block of the body stands in: 0 for the first page, whose bytes all other places of
    /// the page are.
    pub fn part_of(&self, block: usize) -> usize {
        self.parts.iter().rposition(|part| part.body <= block).unwrap_or(0)
    }
}

/// One page of a report that goes on over several.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Path, id or address the page was read from.
    pub source: String,
    /// Address of the page.
    pub url: Option<String>,
    /// The first block of [`Report::body`] that stands on it; the `page` of that block and of those up to the next
    /// part counts bytes of this page.
    pub body: usize,
    /// The same for [`Report::left_out`].
    pub left_out: usize,
}

/// Who says what was chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Testimony {
    /// Where the title stands in the words chosen.
    pub title: Vec<Evidence>,
    /// Where the authors chosen are named.
    pub byline: Vec<Evidence>,
    /// Where the day of publication chosen is said.
    pub published: Vec<Evidence>,
}

/// A note by which an outlet corrects its report.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// The words.
    pub text: String,
    /// Bytes in [`Report::text`]; null if the note stands outside it.
    pub at: Option<Span>,
    /// Bytes of the decoded page.
    pub page: Option<Span>,
}

/// A block in another language than the report.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    /// BCP 47 primary subtag.
    pub language: String,
    /// Index of the block in [`Report::body`].
    pub block: usize,
    /// Bytes in [`Report::text`]; null for blocks that are not part of it.
    pub at: Option<Span>,
}

/// A line of text with its places.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// The words.
    pub text: String,
    /// Bytes in [`Report::text`]; for the title, bytes in the title itself.
    pub at: Span,
    /// Bytes of the decoded page; null where the words stand in no visible place.
    pub page: Option<Span>,
}

/// Somebody named in the byline.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Author {
    /// The name as written.
    pub name: String,
    /// What the byline says they are ("correspondant à Kiev").
    pub role: Option<String>,
}

/// A date with what is known of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dated {
    /// "2022", "2022-07", "2022-07-14" or RFC 3339.
    pub date: String,
    /// How much of the date is known.
    pub precision: Precision,
    /// Where it was found.
    pub from: Evidence,
}

/// How much of a date is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Precision {
    Year,
    Month,
    Day,
    Minute,
    Second,
}

/// Where a date was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Evidence {
    JsonLd,
    Meta,
    Url,
    Text,
    Argument,
}

/// One block of the body.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Level of a heading (1–6) or depth of a list item (1 = outermost).
    pub level: Option<u8>,
    /// Its words.
    pub text: String,
    /// Bytes in [`Report::text`]; null for kinds that are not part of it (caption, table row, code, post).
    pub at: Option<Span>,
    /// Bytes of the decoded page; null where the words stand in no visible place.
    pub page: Option<Span>,
    /// When the entry that begins here was written (RFC 3339, or the hour as shown); only in a report that
    /// grows by entries.
    #[serde(default)]
    pub time: Option<String>,
}

/// What a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum BlockKind {
    Paragraph,
    Heading,
    Quotation,
    ListItem,
    Caption,
    TableRow,
    Code,
    Post,
}

impl BlockKind {
    /// Whether blocks of this kind are part of [`Report::text`].
    pub fn is_text(self) -> bool {
        matches!(self, Self::Paragraph | Self::Heading | Self::Quotation | Self::ListItem)
    }
}

/// Words on the page that are not the report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LeftOut {
    /// The words.
    pub text: String,
    /// Why, in a word a person understands.
    pub reason: Reason,
    /// Bytes of the decoded page.
    pub page: Span,
}

/// Why words were left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Reason {
    Advertisement,
    Newsletter,
    Subscription,
    Related,
    Share,
    Consent,
    Navigation,
    Comments,
    Credit,
    Paywall,
    Byline,
    Legal,
    Player,
    Donation,
    Repeated,
    Other,
    /// Beside the report: a box of facts, a tool, a poll.
    Aside,
}

impl Reason {
    /// All reasons, in the order of their declaration.
    pub const ALL: [Self; 17] = [
        Self::Advertisement,
        Self::Newsletter,
        Self::Subscription,
        Self::Related,
        Self::Share,
        Self::Consent,
        Self::Navigation,
        Self::Comments,
        Self::Credit,
        Self::Paywall,
        Self::Byline,
        Self::Legal,
        Self::Player,
        Self::Donation,
        Self::Repeated,
        Self::Other,
        Self::Aside,
    ];
}

/// A picture that belongs to the report.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Image {
    /// Address of the picture.
    pub url: String,
    /// What the outlet says of it.
    pub caption: Option<String>,
    /// Who made it.
    pub credit: Option<String>,
}

/// What kind of page this is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Kind {
    Article,
    Live,
    Listing,
    Forum,
    Product,
    Service,
    Documentation,
    Error,
    Consent,
    Login,
    #[default]
    Other,
}

/// A place in the text: some words and where they stand.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// The words, exactly as they stand there.
    pub text: String,
    /// Bytes in the text (or the title, where `in` of the statement or figure says so).
    pub at: Span,
}

/// Whether words stand in the text or in the title.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say it")]
pub enum In {
    #[default]
    Text,
    Title,
}

/// Words attributed to somebody.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Statement {
    /// How the words are given.
    pub manner: Manner,
    /// Where the words stand.
    #[serde(rename = "in")]
    pub within: In,
    /// The content, one entry a contiguous part.
    pub words: Vec<Words>,
    /// The word that reports ("affirme", "selon"); null for a colon, a dash or a bare quotation.
    pub cue: Option<Words>,
    /// What the cue does with the words ("say", "deny", …: the classes of the language file).
    pub cue_class: Option<String>,
    /// Whether the verb of speech itself is negated ("did not confirm that"); written only then.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cue_negated: bool,
    /// Who said it; null if nobody sure is known.
    pub speaker: Option<Speaker>,
    /// To whom ("Nicolas Feldmann", "l'AFP").
    pub told_to: Option<String>,
    /// The outlet that relays what was said elsewhere ("quoted by the Courier"); written only if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relayed_by: Option<String>,
    /// On what occasion it was said ("at a news conference"); written only if the sentence says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occasion: Option<String>,
    /// Index of the statement whose words this one repeats (a headline, a crosshead).
    pub repeats: Option<usize>,
    /// From 0 to 1: how sure it is that this is a statement, with these words, by this speaker.
    pub confidence: f32,
}

/// How a statement's words are given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Manner {
    /// Wholly in quotation marks, or verbatim after a colon or a speech dash.
    Direct,
    /// A reported clause that holds a quoted fragment.
    Mixed,
    /// Reported without marks.
    Indirect,
}

/// Who said something.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Speaker {
    /// The words that name the speaker in or next to the statement ("le soldat"); null if there are none.
    pub mention: Option<String>,
    /// Where the mention stands.
    pub at: Option<Span>,
    /// The fullest name the report gives for them; for an unnamed speaker the fullest description.
    pub name: Option<String>,
    /// What the report says they are ("conseiller de …").
    pub role: Option<String>,
    /// What sort of speaker.
    pub kind: SpeakerKind,
}

/// What sort of speaker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say it")]
pub enum SpeakerKind {
    Named,
    /// A bare given name or a name the report calls assumed; never joined to another name.
    Pseudonym,
    Pronoun,
    Nominal,
    Organisation,
    Document,
    Anonymous,
}

/// A quantity claimed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// The whole expression with modifiers and counted noun ("quelque 1 500 combattants biélorusses").
    pub text: String,
    /// Only the numeral, with scale and both ends of a range ("1 500").
    pub number: String,
    /// Whether it stands in the text or in the title.
    #[serde(rename = "in")]
    pub within: In,
    /// Where `text` stands.
    pub at: Span,
    /// Lower end, scale applied; null if open.
    pub low: Option<f64>,
    /// Upper end, scale applied; null if open.
    pub high: Option<f64>,
    /// `count`, `%`, `pp`, an ISO currency, or a symbol ("km", "MW").
    pub unit: String,
    /// Period of a rate ("month").
    pub per: Option<String>,
    /// Which way the number says something moved ("up 5 %"); null for a state.
    pub change: Option<Change>,
    /// The counted or measured thing, in the source's words.
    pub of: Option<String>,
    /// How near the number is meant to be.
    pub approximation: Approximation,
    /// How sure the source is.
    pub sureness: Sureness,
    /// The words that show sureness ("seraient") when it is not `asserted`.
    pub marker: Option<String>,
    /// Who claims it; null when the outlet itself does.
    pub said_by: Option<String>,
    /// As of when, in the source's words, where the sentence says so ("31 December").
    #[serde(default)]
    pub as_of: Option<String>,
    /// Index of the enclosing statement.
    pub statement: Option<usize>,
}

/// Which way something moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Change {
    Up,
    Down,
}

/// How near a number is meant to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Approximation {
    Exact,
    About,
    AtLeast,
    AtMost,
    MoreThan,
    LessThan,
    Range,
    Vague,
}

/// How sure the source is of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sureness {
    /// The outlet states it.
    Asserted,
    /// Attributed to a source.
    Reported,
    /// By mood or particle ("seraient", "allegedly").
    Unconfirmed,
    /// Somebody says it is not so.
    Denied,
    /// Future, target, forecast, plan.
    Expected,
}

/// A person, place or organisation, with its mentions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Name {
    /// The fullest form in the report.
    pub name: String,
    /// What it names.
    pub kind: NameKind,
    /// What the report says a person is.
    pub role: Option<String>,
    /// All mentions, bytes in [`Report::text`].
    pub mentions: Vec<Span>,
}

/// What a name names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say it")]
pub enum NameKind {
    Person,
    Place,
    Organisation,
    Other,
}
