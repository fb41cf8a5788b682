//! Sources that are no subject of their verb: behind a preposition at the head of the sentence, or behind "by".

use super::cue::Cue;
use super::draft::Rule;
use super::indirect::Content;
use super::lexicon::class::*;
use super::mention::{Head, Mention};
use super::scene::Scene;
use std::ops::Range;

impl Scene<'_> {
    /// Whom the preposition at `at` governs: who did it, behind "by".
    pub(super) fn governed_at(&self, at: usize, end: usize) -> Option<Mention> {
        // "dalla polizia": the article hangs on the preposition.
        self.mention_at(at + 1, end).or_else(|| self.is(at, DET).then(|| self.mention_at(at, end)).flatten())
    }

    /// "Uit het rapport blijkt dat", "En el informe se señala que", "В компании говорят": the source stands behind a
    /// preposition at the head of the sentence, and the verb has no subject of its own.
    pub(super) fn source_before(&self, cue: &Cue, sentence: &Range<usize>) -> Option<Mention> {
        let skip = (sentence.start..cue.group.start)
            .take_while(|&k| self.is(k, CONJ | ADV) && !self.is(k, DET | PREP));
        let at = sentence.start + skip.count();
        let traits = self.lexicon.traits;
        let plural = traits.cases && self.plural_verb(cue.at);
        let end = cue.group.start;
        let impersonal = !traits.cases && ((end..cue.at).any(|k| self.is(k, CLITIC)) || traits.verb_second);
        if !self.is(at, PREP) || end <= at + 1 || !(plural || impersonal) {
            return None;
        }
        let behind = cue.group.end;
        let own = !self.is(behind, COMP) && self.mention_at(behind, sentence.end).is_some();
        let it = self.is(behind, PRON) && self.marks[behind].entry.gender == 4;
        if own && !it {
            return None;
        }
        let mention = self.governed_at(at, end)?;
        let sources =
            matches!(mention.head, Head::Document | Head::Organisation | Head::Anonymous | Head::Role)
                || mention.head == Head::Name && !self.is(mention.key, TIME);
        (sources && mention.whole.end == end).then_some(mention)
    }

    /// "accused by the police of smuggling": whose charge it is stands behind "by", what it is behind "of".
    pub(super) fn charged_by(&self, cue: &Cue, sentence: &Range<usize>) -> Option<Content> {
        let agent = cue.group.end;
        if !self.is(agent, AGENT) || !self.is(cue.at, CHARGE | CUE) {
            return None;
        }
        let class = self.lexicon.cue_classes.get(cue.class as usize).map_or("say", String::as_str);
        if !matches!(class, "criticise" | "ask" | "warn") {
            return None;
        }
        let end = sentence.end;
        let fits = |from: usize| {
            let whole = self.governed_at(agent, from).filter(|mention| mention.whole.end == from)?;
            let act = self.is(from, INF | OF | ABOUT)
                && !self.quoted(from)
                && (self.of_gerund(from, end)
                    || self.infinitive(from + 1) && !self.lexicon.infinitives.is_empty());
            act.then_some((whole, from))
        };
        let (mention, from) = (agent + 2..end.min(agent + 11)).find_map(fits)?;
        // The act ends where the verb of the accused one stands.
        let verb = (from + 3..end).find(|&k| self.is(k, AUX) && !self.is(k, ADV | DET | PREP | CLITIC));
        let part = self.cut_short(from + 1, verb.unwrap_or(end), cue.at, Rule::Infinitive);
        Some(Content {
            parts: vec![part],
            rule: Rule::Infinitive,
            mention: Some(mention),
            clause: cue.group.clone(),
        })
    }
}
