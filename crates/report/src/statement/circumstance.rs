//! What stands beside a cue: that it is negated, which outlet relays the words of another, and on what
//! occasion they were said.
//!
//! Asked of statements that are found already, and of the words of their reporting sentence alone. Nothing
//! here makes a statement, ends one or says whose it is.

use super::draft::{Draft, Rule};
use super::lexicon::class::*;
use super::lexicon::{ByHash, Lexicon};
use super::mention::{Head, Mention};
use super::scene::Scene;
use crate::sentence::{Kind, Token, tokenise};
use serde_json::Value;
use std::ops::Range;

/// How far from its cue an occasion may begin, in tokens.
const BESIDE: usize = 14;
/// How many tokens of an occasion may stand between the word that leads it and its noun.
const WITHIN: usize = 5;

/// Words and phrases of one sort.
#[derive(Default)]
struct List {
    /// By the hash of the first word what follows it, the longest first.
    tails: ByHash<Vec<Vec<u64>>>,
    /// The last eight bits that the hash of a first word may have: most words begin nothing.
    firsts: [u64; 4],
}

impl List {
    fn read(lexicon: &Lexicon, value: &Value) -> Self {
        let mut list = Self::default();
        let mut tokens: Vec<Token> = Vec::new();
        for form in value.as_array().into_iter().flatten().filter_map(Value::as_str) {
            tokens.clear();
            // What is elided is cut off only before the word it hangs on.
            let elided = form.ends_with(['\'', '’']);
            let text = if elided { format!("{form}a") } else { form.to_owned() };
            tokenise(&text, 0, &lexicon.cuts, &mut tokens);
            tokens.retain(|token| (token.start as usize) < form.len());
            let mut words = tokens.iter().map(|token| token.word);
            if let Some(first) = words.next() {
                list.firsts[first as usize >> 6 & 3] |= 1 << (first & 63);
                let tails = list.tails.entry(first).or_default();
                tails.push(words.collect());
                tails.sort_by_key(|tail| std::cmp::Reverse(tail.len()));
            }
        }
        list
    }

    /// Whether a phrase may begin with this word.
    fn may_begin(&self, word: u64) -> bool {
        self.firsts[word as usize >> 6 & 3] >> (word & 63) & 1 != 0
    }

    /// How many tokens the longest phrase has that begins at `k`; 0 if none does.
    fn len_at(&self, tokens: &[Token], k: usize) -> usize {
        let Some(token) = tokens.get(k).filter(|token| self.may_begin(token.word)) else { return 0 };
        let Some(tails) = self.tails.get(&token.word) else { return 0 };
        let fits = |tail: &[u64]| {
            tail.iter().enumerate().all(|(n, word)| tokens.get(k + 1 + n).is_some_and(|t| t.word == *word))
        };
        tails.iter().find(|tail| fits(tail)).map_or(0, |tail| 1 + tail.len())
    }
}

/// The lists of one language by which circumstances are read.
#[derive(Default)]
pub(crate) struct Lists {
    /// Words that negate a verb, and phrases in which they deny nothing ("not only").
    verb: List,
    only: List,
    /// Words that stand between an outlet and the one it cites ("citing").
    citing: List,
    /// Words that stand before the outlet that cites ("quoted by").
    by: List,
    /// Agencies, and nouns for outlets.
    agencies: List,
    outlets: List,
    /// Words that lead an occasion, nouns that are one, and where words are broadcast or posted.
    lead: List,
    noun: List,
    medium: List,
}

impl Lists {
    /// Reads the lists of a language file.
    pub(crate) fn read(lexicon: &Lexicon, file: &Value) -> Self {
        let list = |value: &Value| List::read(lexicon, value);
        Self {
            verb: list(&file["negation"]["verb"]),
            only: list(&file["negation"]["only"]),
            citing: list(&file["relay"]["citing"]),
            by: list(&file["relay"]["by"]),
            agencies: list(&file["agencies"]),
            outlets: list(&file["relay"]["outlet"]),
            lead: list(&file["told"]["occasion"]["lead"]),
            noun: list(&file["told"]["occasion"]["noun"]),
            medium: list(&file["told"]["medium"]),
        }
    }
}

/// What stands beside the cue of a statement.
#[derive(Default)]
pub(crate) struct Circumstance {
    /// The verb of speech itself is negated.
    pub(crate) negated: bool,
    /// The outlet that relays the words of another.
    pub(crate) relay: Option<Range<usize>>,
    /// The occasion, with the word that leads it.
    pub(crate) occasion: Option<Range<usize>>,
}

/// A draft with its reporting sentence.
struct Reporting<'s, 'a> {
    scene: &'s Scene<'a>,
    lists: &'s Lists,
    draft: &'s Draft,
    cue: Range<usize>,
    sentence: Range<usize>,
}

impl Circumstance {
    /// The circumstances of a draft; none where no word stands beside its content.
    pub(crate) fn of(scene: &Scene<'_>, draft: &Draft) -> Self {
        let cue = draft.cue.clone().unwrap_or(draft.clause.start..draft.clause.start);
        let sentence = scene.sentence_of(cue.start);
        let lists = &scene.lexicon.circumstances;
        let reporting = Reporting { scene, lists, draft, cue, sentence };
        Self {
            negated: draft.cue.is_some() && reporting.negated(),
            relay: reporting.relay(),
            occasion: draft.cue.as_ref().and_then(|_| reporting.occasion()),
        }
    }
}

impl Reporting<'_, '_> {
    /// Whether a token is of the reporting words: no content, and in no quotation the cue is not in.
    fn beside(&self, k: usize) -> bool {
        let quote = |k: usize| self.scene.marks.get(k).map_or(0, |mark| mark.quote);
        !self.content(k) && (quote(k) == 0 || quote(k) == quote(self.cue.start))
    }

    fn content(&self, k: usize) -> bool {
        self.draft.parts.iter().any(|part| part.contains(&k))
    }

    /// Whether the verb of speech is negated: before it within its group, or, where the verb stands second, at
    /// the end of its clause ("bestätigte das am Montag nicht").
    fn negated(&self) -> bool {
        let scene = self.scene;
        let denies = |k: usize| {
            self.lists.verb.len_at(&scene.tokens, k) > 0
                && self.lists.only.len_at(&scene.tokens, k) == 0
                && self.beside(k)
        };
        let Some(cue) = self.cue.clone().find(|&k| scene.is(k, CUE)).and_then(|k| scene.cue_at(k)) else {
            // A verb the language file does not know.
            let before = self.cue.start.checked_sub(1).filter(|&k| k >= self.sentence.start);
            return self.draft.rule != Rule::According && before.is_some_and(denies);
        };
        // A word that may be a pronoun as well ("nie") closes the group, but not right before the verb.
        let from = cue.group.start.min(cue.at.saturating_sub(1).max(self.sentence.start));
        if (from..cue.at).any(denies) {
            return true;
        }
        if !scene.lexicon.traits.verb_second {
            return false;
        }
        let from = cue.group.end;
        let goes_on = |k: &usize| scene.tokens[*k].is_word() && !scene.is(*k, COMP | REL) && self.beside(*k);
        let end = (from..self.sentence.end.min(from + BESIDE)).find(|k| !goes_on(k));
        let end = end.unwrap_or(self.sentence.end.min(from + BESIDE));
        end > from
            && denies(end - 1)
            && (end >= self.sentence.end || !scene.tokens[end].is_word() || scene.is(end, COMP))
    }

    /// The outlet that relays: behind "quoted by", or before "citing".
    fn relay(&self) -> Option<Range<usize>> {
        let (tokens, lists) = (&self.scene.tokens, self.lists);
        let may = |k: &usize| {
            let word = tokens[*k].word;
            (lists.by.may_begin(word) || lists.citing.may_begin(word)) && self.beside(*k)
        };
        self.sentence.clone().filter(may).find_map(|k| {
            match lists.by.len_at(tokens, k) {
                0 => {}
                len => {
                    if let Some(outlet) = self.outlet_behind(k + len) {
                        return Some(outlet);
                    }
                }
            }
            (lists.citing.len_at(tokens, k) > 0).then(|| self.outlet_before(k)).flatten()
        })
    }

    /// "quoted by the Guardian", "cité par l'agence X": a name or an outlet, no person with a role.
    fn outlet_behind(&self, from: usize) -> Option<Range<usize>> {
        let scene = self.scene;
        let mention = scene.mention_at(from, self.sentence.end)?;
        let named = matches!(mention.head, Head::Name | Head::Organisation) && !mention.titled;
        // "in a notice published by the court, the court said": who speaks relays nobody.
        let speaks =
            |own: &Mention| own.words.start < mention.words.end && mention.words.start < own.words.end;
        if self.draft.mention.as_ref().is_some_and(speaks) {
            return None;
        }
        (self.is_outlet(&mention) || named && mention.role.is_none()).then_some(mention.words)
    }

    /// "rapporte l'AFP citant X": the outlet that ends where the citing begins, perhaps behind a comma.
    fn outlet_before(&self, citing: usize) -> Option<Range<usize>> {
        let scene = self.scene;
        let own = self.draft.mention.as_ref().filter(|mention| {
            mention.words.end <= citing && citing - mention.words.end < BESIDE && self.is_outlet(mention)
        });
        if let Some(own) = own {
            return Some(own.words.clone());
        }
        let from = self.sentence.start.max(citing.saturating_sub(10));
        let light = |k: usize| {
            matches!(scene.kind(k), Kind::Comma | Kind::Quote) || scene.is(k, ADV | TIME | CUE | AUX | REL)
        };
        (from..citing)
            .filter(|&k| !scene.is(k, CUE | INSIDE))
            .filter_map(|k| scene.mention_at(k, citing))
            .find(|mention| (mention.words.end..citing).all(light) && self.is_outlet(mention))
            .map(|mention| mention.words)
    }

    /// Whether a mention names an agency or says that it is an outlet.
    fn is_outlet(&self, mention: &Mention) -> bool {
        let tokens = &self.scene.tokens;
        mention
            .whole
            .clone()
            .take(8)
            .any(|k| self.lists.agencies.len_at(tokens, k) > 0 || self.lists.outlets.len_at(tokens, k) > 0)
    }

    /// The occasion nearest the cue: behind it, or before it at the head of the sentence or behind the subject.
    fn occasion(&self) -> Option<Range<usize>> {
        let scene = self.scene;
        let stops = |k: usize| {
            matches!(scene.kind(k), Kind::Stop | Kind::Semicolon)
                || scene.is(k, COMP | REL | SUB | AUX | CUE) && !scene.is(k, WEAK | PREP | DET | ADV)
        };
        let behind = self.cue.end..self.sentence.end.min(self.cue.end + BESIDE);
        for k in behind {
            if let Some(occasion) = self.occasion_at(k).filter(|found| !self.of_speaker(found)) {
                return Some(occasion);
            }
            if stops(k) || self.content(k) {
                break;
            }
        }
        let past = self.draft.mention.as_ref().map_or(self.cue.start, |mention| mention.words.end);
        let before = self.sentence.start.max(self.cue.start.saturating_sub(2 * BESIDE))..self.cue.start;
        for k in before.rev() {
            let placed = k <= self.sentence.start + 1 || k >= past;
            if let Some(occasion) = self.occasion_at(k).filter(|found| placed && !self.of_speaker(found)) {
                return Some(occasion);
            }
            if stops(k) || self.content(k) {
                break;
            }
        }
        None
    }

    /// Whether an occasion is no more than whose it is: it reaches into the cue or the mention of the speaker,
    /// or, where nouns have cases, stands right before that mention ("in the ministry's notice").
    fn of_speaker(&self, occasion: &Range<usize>) -> bool {
        let owner = self.draft.mention.as_ref().is_some_and(|mention| {
            let whole = &mention.whole;
            let shares = whole.start < occasion.end && occasion.start < whole.end;
            shares || self.scene.lexicon.traits.cases && whole.start == occasion.end
        });
        owner || occasion.end > self.cue.start && occasion.start < self.cue.end
    }

    /// The occasion that begins at `at`: the word that leads it, what describes it, its noun, and where it was
    /// posted.
    fn occasion_at(&self, at: usize) -> Option<Range<usize>> {
        let (scene, lists) = (self.scene, self.lists);
        let lead = lists.lead.len_at(&scene.tokens, at);
        if lead == 0 || !self.beside(at) {
            return None;
        }
        for k in at + lead..self.sentence.end.min(at + lead + WITHIN) {
            if !self.beside(k) {
                return None;
            }
            let noun = lists.noun.len_at(&scene.tokens, k);
            if noun > 0 && (scene.tokens[k].capital || !scene.lexicon.traits.capital_nouns) {
                let end = k + noun;
                let medium = lists.medium.len_at(&scene.tokens, end);
                let named = medium > 1 && scene.tokens[end + medium - 1].capital;
                return Some(at..if named { end + medium } else { end });
            }
            let described = scene.tokens[k].is_word()
                && !(scene.is(k, PREP | COMP | REL | CONJ | AUX) && !scene.is(k, DET));
            if !described {
                return None;
            }
        }
        None
    }
}
