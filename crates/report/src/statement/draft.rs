//! A statement as the rules leave it: in tokens, its speaker not yet resolved.

use super::mention::Mention;
use crate::Manner;
use std::ops::Range;

/// Which rule found a statement; confidence begins here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Rule {
    /// Cue behind a quotation.
    Behind,
    /// Cue inside the marks.
    Incise,
    /// Cue and colon (or comma) before a quotation.
    Colon,
    /// A name and a colon.
    Named,
    /// A quotation alone in its sentence.
    Bare,
    /// A quotation that is a heading.
    Heading,
    /// A cue with a complementiser.
    Clause,
    /// A cue behind its clause.
    Postposed,
    /// An according-to form.
    According,
    /// A cue with a bare clause.
    BareClause,
    /// A cue with an infinitive.
    Infinitive,
    /// A cue with a noun phrase.
    Object,
    /// A sentence that attributes the one before it.
    Anaphor,
    /// A noun that reports ("his criticism is that").
    Nominal,
    /// A sentence in the mood of reported speech, without a cue.
    Mood,
}

/// A statement in tokens.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub(crate) manner: Manner,
    pub(crate) parts: Vec<Range<usize>>,
    pub(crate) cue: Option<Range<usize>>,
    /// Index of the cue's class in the lexicon.
    pub(crate) class: Option<u8>,
    /// The cue is often something else.
    pub(crate) weak: bool,
    pub(crate) mention: Option<Mention>,
    /// Where the reporting clause stands.
    pub(crate) clause: Range<usize>,
    pub(crate) told: Option<Range<usize>>,
    pub(crate) rule: Rule,
    /// How sure the model is that this is a statement; 1 where there is no model.
    pub(crate) probability: f32,
    /// The last quotation it holds.
    pub(crate) quotation: Option<usize>,
    /// The quotation that was joined to it, if one was; or that it goes on after.
    pub(crate) follows: Option<usize>,
}

impl Draft {
    /// First token of its words.
    pub(crate) fn start(&self) -> usize {
        self.parts.first().map_or(0, |part| part.start)
    }

    /// One past the last token of its words.
    pub(crate) fn end(&self) -> usize {
        self.parts.last().map_or(0, |part| part.end)
    }
}
