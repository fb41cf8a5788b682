//! Shares in words ("two-thirds", "un quart", "la moitié") and halves of a scale ("half a million").

use super::Reading;
use super::lexicon::{Measure, NounPhrase, Role};
use super::number::{Nature, Numeral};
use super::token::Kind;
use std::ops::Range;

/// Letters of Roman numerals up to thirty-nine, and their Cyrillic look-alikes (U+0425, U+0406).
const ROMAN: &str = "IVX\u{425}\u{406}";

impl Reading<'_> {
    /// "un tiers", "two-thirds", "trois quarts", "half": a share, in per cent.
    pub(super) fn fraction(&self, at: usize) -> Option<Numeral> {
        let whole = self.lex.fractions.at(self.text, self.tokens, at).is_some_and(|(_, len)| len > 1);
        let (times, from) = match self.small(at).filter(|_| !whole) {
            Some((value, end)) => (value, end + usize::from(self.is_glued_hyphen(end))),
            None => (1.0, at),
        };
        let (&(n, d), len) = self.lex.fractions.at(self.text, self.tokens, from)?;
        let is_led = from > at;
        // A bare "third" or "quarter" is a rank or a period, and so is "a third man".
        let end = from + len;
        let is_place = self.has(end - 1, Role::ORDINAL);
        if let Some(n) = self.part_of_scale(at..end, times * n / d, is_place).filter(|_| d > 2.0) {
            return Some(n);
        }
        let near = self.lex.approx.before(self.text, self.tokens, at).is_some();
        let is_rank = len == 1
            && times == 1.0
            && !near
            && is_place
            && self.is_plain_word(end)
            && !self.has(end, Role::OF | Role::LINK);
        let bare = !is_led && len == 1;
        // "third-party", "half-staff", "the second half".
        let in_word = len == 1 && self.is_glued_hyphen(end) && !self.is_number_at(end + 1);
        let in_order = bare && at > 0 && self.has(at - 1, Role::ORDINAL);
        let is_half = self.has(at, Role::NO_SHARE) || self.has(at, Role::HALF) && self.halves(at + 1);
        let is_period = d > 2.0 && n == 1.0 && !self.names_share(end);
        if n >= d || is_rank || in_word || in_order || bare && (is_period || is_half) {
            return None;
        }
        if is_led && times >= d || times * n >= d {
            return None;
        }
        if self.scale(Numeral::new(at, from + len, 1.0)).scale > 1.0 {
            return None;
        }
        let share = (times * n / d * 1000.0).round() / 10.0;
        let article = usize::from(
            !is_led && at > 0 && self.has(at - 1, Role::DET | Role::DEFINITE) && !self.has(at - 1, Role::OF),
        );
        let mut out = Numeral::new(at - article, from + len, share);
        out.nature = Nature::Fraction;
        out.lead = times * n / d;
        Some(out)
    }

    /// "a quarter million", "three-quarters of a million", "ćwierć miliona": a part of a scale is a number.
    fn part_of_scale(&self, words: Range<usize>, share: f64, is_place: bool) -> Option<Numeral> {
        let mut at = words.end + usize::from(self.is_glued_hyphen(words.end));
        if self.has(at, Role::OF | Role::LINK) {
            at += 1 + usize::from(self.has(at + 1, Role::ONE | Role::DET));
        } else if is_place {
            return None;
        }
        let (&scale, len) = self.lex.scales.at(self.text, self.tokens, at)?;
        // "a third of millions" is open.
        let is_open = self.lex.plurals.at(self.text, self.tokens, at).is_some();
        if share >= 1.0 || scale < 1e6 || is_open && at > words.end {
            return None;
        }
        let mut n = Numeral::new(words.start, at + len, (share * scale).round());
        (n.lead, n.scale) = (share, scale);
        Some(n)
    }

    fn is_number_at(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|t| t.kind == Kind::Number) || self.has(at, Role::NUMERAL)
    }

    /// Whether a bare "quarter" can be a share: of a point, or in a language whose word is no rank.
    fn names_share(&self, at: usize) -> bool {
        let of_point = matches!(
            self.lex.measures.at(self.text, self.tokens, at),
            Some((Measure::Points | Measure::PercentagePoints | Measure::Percent, _))
        );
        let of_century = self.tokens.get(at).is_some_and(|t| t.kind == Kind::Number) || self.is_roman(at);
        of_point
            || !of_century
                && self.lex.noun_phrase == NounPhrase::Inflected
                && !self.has(at - 1, Role::ORDINAL)
    }

    /// "XVIII" of "the last quarter of the XVIII century".
    fn is_roman(&self, at: usize) -> bool {
        let word = self.slice(at, at + 1);
        !word.is_empty() && word.chars().all(|c| ROMAN.contains(c))
    }

    /// Whether a scale or collective follows "half".
    fn halves(&self, at: usize) -> bool {
        self.half_scale(at).is_some()
    }

    /// "half a million", "un demi-million", "half a dozen": value and end.
    pub(super) fn half(&self, at: usize) -> Option<Numeral> {
        let is_led = self.has(at, Role::ONE) && self.has(at + 1, Role::HALF);
        let from = at + usize::from(is_led);
        if !self.has(from, Role::HALF) {
            return None;
        }
        let (value, end) = self.half_scale(from + 1)?;
        let mut n = Numeral::new(at, end, value / 2.0);
        if value < 1000.0 {
            n.nature = Nature::Collective;
        }
        (n.lead, n.scale) = (0.5, value);
        Some(n)
    }

    pub(super) fn half_scale(&self, mut at: usize) -> Option<(f64, usize)> {
        at += usize::from(self.is_glued_hyphen(at));
        if self.has(at, Role::ONE) {
            at += 1;
            at += usize::from(self.is_glued_hyphen(at));
        }
        let scale = self.lex.scales.at(self.text, self.tokens, at).map(|(&v, len)| (v, at + len));
        scale.or_else(|| {
            self.lex.collectives.at(self.text, self.tokens, at).map(|(&(v, _), len)| (v, at + len))
        })
    }
}
