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
    /// A cue with a complementiser further off.
    OfferedClause,
    /// A cue with an infinitive, out of the usual order.
    OfferedInfinitive,
    /// A cue with a noun phrase, out of the usual order.
    OfferedObject,
    /// A quotation within a sentence, nobody being said to have spoken it.
    Fragment,
    /// An answer of an interview printed without marks.
    Answer,
}

impl Rule {
    /// Whether it reads a quotation by itself.
    pub(crate) fn of_quotation(self) -> bool {
        matches!(
            self,
            Self::Behind
                | Self::Incise
                | Self::Colon
                | Self::Named
                | Self::Bare
                | Self::Heading
                | Self::Answer
        )
    }
}

/// Why a draft is a guess, as bits.
pub(crate) mod doubt {
    /// No rule vouches for it.
    pub(crate) const OFFERED: u8 = 1;
    /// Its verb is passive.
    pub(crate) const PASSIVE: u8 = 1 << 1;
    /// Its cue reads as a noun here.
    pub(crate) const NOUN: u8 = 1 << 2;
    /// Its cue is a participle without auxiliary.
    pub(crate) const PARTICIPLE: u8 = 1 << 3;
    /// Its verb is negated.
    pub(crate) const NEGATED: u8 = 1 << 4;
    /// Its verb is none the lexicon knows.
    pub(crate) const UNKNOWN: u8 = 1 << 5;
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
    /// Bits of [`doubt`]; none where a rule vouches for it.
    pub(crate) doubts: u8,
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

    /// Whether only one of the two can be a statement: they read one cue, or one guess holds the other.
    pub(crate) fn excludes(&self, other: &Self) -> bool {
        let shares = |a: &Range<usize>, b: &Range<usize>| a.start < b.end && b.start < a.end;
        let common: usize = self
            .parts
            .iter()
            .flat_map(|a| {
                other.parts.iter().map(move |b| a.end.min(b.end).saturating_sub(a.start.max(b.start)))
            })
            .sum();
        if common == 0 {
            return false;
        }
        let one_cue = match (&self.cue, &other.cue) {
            (Some(a), Some(b)) => shares(a, b),
            _ => self.doubts != 0 || other.doubts != 0,
        };
        let words = |draft: &Self| draft.parts.iter().map(Range::len).sum::<usize>();
        one_cue || common * 10 > (words(self) + words(other)) * 4
    }

    /// How sure it is a statement: where marks and a rule vouch for it, that it was kept says enough.
    pub(crate) fn vouched(&self) -> f32 {
        if self.rule.of_quotation() { 1.0 } else { self.probability }
    }

    /// One past the last token of its words.
    pub(crate) fn end(&self) -> usize {
        self.parts.last().map_or(0, |part| part.end)
    }
}
