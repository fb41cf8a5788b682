//! What stands between commas behind a noun phrase: the name of a role, or the role of a name.

use super::lexicon::class::*;
use super::mention::{Head, Mention, Walk};
use super::scene::Scene;
use crate::sentence::Kind;
use std::ops::Range;

impl Scene<'_> {
    /// Adds what stands between commas behind the phrase: the name of a role, or the role of a name.
    pub(super) fn with_apposition(&self, mut mention: Mention, stop: usize, end: usize) -> Mention {
        let mut k = self.past_brackets(stop, end);
        if self.kind(k) == Kind::Comma && self.kind(k + 1) == Kind::Number && self.kind(k + 2) == Kind::Comma
        {
            k += 2;
        }
        if k + 1 >= end || self.kind(k) != Kind::Comma {
            return mention;
        }
        let close = self.apposition_end(k + 1, end);
        match mention.head {
            Head::Role | Head::Anonymous => {
                let mut walk = Walk::default();
                let from = k + 1;
                if self.is(from, DET | PREP | CUE | AUX | CONJ | REL | ADV | SUB) && !self.is(from, TITLE) {
                    return mention;
                }
                let past = self.walk(from, close, false, &mut walk);
                let Some(run) = walk.run.filter(|run| walk.head.is_none() && run.end == past) else {
                    return mention;
                };
                let past = self.past_brackets(past, end);
                let closed = past >= end
                    || matches!(self.kind(past), Kind::Comma | Kind::Stop | Kind::Dash | Kind::Colon)
                    || self.is(past, CUE | AUX);
                if closed && (run.len() >= 2 || walk.title.is_some()) {
                    let first =
                        mention.words.start + self.determiners(mention.words.start, mention.words.end);
                    mention.role = Some(first..mention.words.end);
                    mention.key = run.end - 1;
                    mention.titled = walk.title.is_some();
                    mention.words = walk.title.unwrap_or(run.start)..run.end;
                    mention.head = Head::Name;
                    mention.whole.end = past;
                    self.close_apposition(&mut mention, past, end);
                }
            }
            Head::Name
                if (mention.role.is_some()
                    || self.known_given(k + 1) && !self.known_given(mention.words.start))
                    && self.apposed_name(k + 1, end).is_some() =>
            {
                // "le capitaine du navire Aurore, Jean Petit": the name behind the comma is the person's.
                if let Some(name) = self.apposed_name(k + 1, end) {
                    let first =
                        mention.whole.start + self.determiners(mention.whole.start, mention.words.start);
                    mention.role = Some(first..mention.words.end);
                    mention.key = name.end - 1;
                    mention.whole.end = name.end;
                    mention.words = name.clone();
                    self.close_apposition(&mut mention, name.end, end);
                }
            }
            Head::Name => {
                let from = k + 1;
                // "PSL, le président Alain Fuchs": somebody else.
                let other = self
                    .mention_at(from, close)
                    .is_some_and(|next| next.head == Head::Name && (next.role.is_some() || next.titled));
                let plain = self.is(from, DET)
                    && close - from <= 10
                    && matches!(self.kind(close), Kind::Comma | Kind::Stop)
                    && !(from..close)
                        .any(|k| self.is(k, AUX | CUE | COMP | REL) || self.is(k, PRON) && !self.is(k, DET));
                let says =
                    !other && (plain || (from..close.min(from + 6)).any(|n| self.is(n, ROLE | ORG | TITLE)));
                if says && !self.is(from, CUE | AUX | CONJ | PREP | REL | ADV | SUB | PRON) {
                    let first = from + self.determiners(from, close);
                    if mention.role.is_none() {
                        mention.role = Some(first..close);
                    }
                    mention.whole.end = close;
                    self.close_apposition(&mut mention, close, end);
                }
            }
            _ => {}
        }
        mention
    }

    /// A name of two words or more that stands between this comma and the next mark or verb.
    fn apposed_name(&self, from: usize, end: usize) -> Option<Range<usize>> {
        let plain = |k: &usize| {
            self.tokens[*k].capital
                && self.tokens[*k].kind == Kind::Word
                && !self.is(*k, ROLE | ORG | TITLE | DET | TIME)
                || self.is(*k, PARTICLE) && *k > from
        };
        let past = (from..end).take_while(plain).last()? + 1;
        let closed = past >= end
            || matches!(self.kind(past), Kind::Comma | Kind::Stop | Kind::Dash)
            || self.is(past, CUE | AUX);
        (past - from >= 2 && closed && !self.lexicon.traits.capital_nouns).then_some(from..past)
    }

    fn close_apposition(&self, mention: &mut Mention, past: usize, end: usize) {
        if past < end && self.kind(past) == Kind::Comma {
            mention.whole.end = past + 1;
        }
    }

    fn determiners(&self, from: usize, end: usize) -> usize {
        (from..end).take_while(|&k| self.is(k, DET)).count()
    }

    fn past_brackets(&self, k: usize, end: usize) -> usize {
        if self.kind(k) != Kind::Open {
            return k;
        }
        (k..end.min(k + 12)).find(|&n| self.kind(n) == Kind::Close).map_or(k, |n| n + 1)
    }

    fn apposition_end(&self, from: usize, end: usize) -> usize {
        let close = |k: &usize| {
            matches!(
                self.kind(*k),
                Kind::Comma | Kind::Stop | Kind::Dash | Kind::Quote | Kind::Colon | Kind::Semicolon
            )
        };
        (from..end.min(from + 30)).find(close).unwrap_or(end.min(from + 30))
    }
}
