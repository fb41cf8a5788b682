//! Classes of words, as bits: what the rules see of a word. Which words have them stands in the language files.

pub(crate) const CUE: u64 = 1;
pub(crate) const WEAK: u64 = 1 << 1;
pub(crate) const COMP: u64 = 1 << 2;
pub(crate) const DET: u64 = 1 << 3;
pub(crate) const PRON: u64 = 1 << 4;
pub(crate) const ROLE: u64 = 1 << 5;
pub(crate) const ORG: u64 = 1 << 6;
pub(crate) const DOC: u64 = 1 << 7;
pub(crate) const TITLE: u64 = 1 << 8;
pub(crate) const PARTICLE: u64 = 1 << 9;
pub(crate) const PREP: u64 = 1 << 10;
pub(crate) const CONJ: u64 = 1 << 11;
pub(crate) const SUB: u64 = 1 << 12;
pub(crate) const REL: u64 = 1 << 13;
pub(crate) const AUX: u64 = 1 << 14;
pub(crate) const ADV: u64 = 1 << 15;
pub(crate) const CLITIC: u64 = 1 << 16;
/// Names a source after itself ("selon").
pub(crate) const ACC: u64 = 1 << 17;
/// Names a source before itself ("zufolge").
pub(crate) const ACC_AFTER: u64 = 1 << 18;
/// Holds its source within itself ("à ses yeux") or around a gap ("nach … Angaben").
pub(crate) const ACC_AROUND: u64 = 1 << 19;
pub(crate) const SUBJUNCTIVE: u64 = 1 << 20;
pub(crate) const INF: u64 = 1 << 21;
pub(crate) const GOVERN: u64 = 1 << 22;
pub(crate) const OF: u64 = 1 << 23;
pub(crate) const ANON: u64 = 1 << 24;
pub(crate) const TOLD: u64 = 1 << 25;
pub(crate) const NEG: u64 = 1 << 26;
/// A cue only in an incise ("so", "aldus").
pub(crate) const INCISE: u64 = 1 << 27;
pub(crate) const NOMINAL: u64 = 1 << 28;
pub(crate) const TIME: u64 = 1 << 29;
/// The rest of a phrase whose first word carries the classes.
pub(crate) const INSIDE: u64 = 1 << 30;
/// Weak as an according-to word ("pour").
pub(crate) const ACC_WEAK: u64 = 1 << 31;
/// A form of "to be", before which a participle is passive.
pub(crate) const BE: u64 = 1 << 32;
/// Says that something may, must or will be.
pub(crate) const MODAL: u64 = 1 << 33;
/// "as" before a cue ("as X said").
pub(crate) const AS: u64 = 1 << 34;
/// Opens a sentence that attributes the one before it ("Dat meldt X").
pub(crate) const ANAPHOR: u64 = 1 << 35;
/// A complementiser that belongs to the content ("how", "why").
pub(crate) const INNER: u64 = 1 << 36;
/// An indefinite article.
pub(crate) const INDEF: u64 = 1 << 37;
/// A cue that lays an act to somebody, the act as a gerund or infinitive behind "of" ("accused X of doing Y").
pub(crate) const CHARGE: u64 = 1 << 38;
/// A cue that takes a clause or a quotation for its content, never a noun or an infinitive ("continued").
pub(crate) const CLAUSAL: u64 = 1 << 39;
/// A phrase begins with this word; says nothing of the word itself.
pub(crate) const FIRST: u64 = 1 << 40;
/// Compares, so that a word like a complementiser behind it means "than" ("plus … que").
pub(crate) const COMPARES: u64 = 1 << 44;
/// An article or pronoun that no subject has ("den", "him").
pub(crate) const OBLIQUE: u64 = 1 << 41;
/// Names who did it behind a passive verb or participle ("by").
pub(crate) const AGENT: u64 = 1 << 42;
/// A preposition between the one who is told or asked and what it is about ("warned them of").
pub(crate) const ABOUT: u64 = 1 << 43;
/// Says whose something is ("her").
pub(crate) const OWN: u64 = 1 << 46;
/// An organisation of which there are many: "the company" is one named before.
pub(crate) const FIRM: u64 = 1 << 45;
