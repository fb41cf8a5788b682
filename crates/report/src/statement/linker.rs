//! Who of the cast speaks: every member is a candidate for every statement, and a softmax over
//! delexicalised signs chooses among them, "the mention itself, as somebody new" and "nobody".
//!
//! The signs say how a candidate is tied to the mention (the same name, the same role), whether
//! gender and number agree, how near and how prominent it stands, and whether it spoke before; never
//! a word. A name is not joined to another name: only those it fits are candidates.

use super::cast::{Cast, Member};
use super::draft::{Draft, Rule};
use super::lexicon::class::*;
use super::mention::{Head, Mention};
use super::model::Model;
use super::scene::Scene;
use crate::name::same_stem;
use crate::sentence::Kind;
use std::ops::Range;

/// Whom a candidate stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Choice {
    /// The text does not say.
    Nobody,
    /// The mention itself, somebody not met before.
    Own,
    /// A member of the cast.
    Member(usize),
}

/// Groups of signs, with how many values each has.
const GROUPS: [(&str, usize); 31] = [
    ("kind", 256),
    ("tie", 128),
    ("gender", 64),
    ("number", 64),
    ("back", 128),
    ("turn", 128),
    ("apart", 128),
    ("rank", 64),
    ("said", 64),
    ("much", 64),
    ("stand", 256),
    ("reach", 64),
    ("role", 64),
    ("opening", 32),
    ("rule turn", 256),
    ("own length", 128),
    ("own place", 128),
    ("near turn", 256),
    ("tie turn", 512),
    ("any kind", 16),
    ("any tie", 8),
    ("any back", 8),
    ("any turn", 8),
    ("any stand", 8),
    ("adjacent", 64),
    ("own form", 512),
    ("free", 64),
    ("shape", 128),
    ("any gender", 4),
    ("sieve", 256),
    ("any sieve", 16),
];

/// Numbers of the groups.
mod group {
    pub(super) const KIND: usize = 0;
    pub(super) const TIE: usize = 1;
    pub(super) const GENDER: usize = 2;
    pub(super) const NUMBER: usize = 3;
    pub(super) const BACK: usize = 4;
    pub(super) const TURN: usize = 5;
    pub(super) const APART: usize = 6;
    pub(super) const RANK: usize = 7;
    pub(super) const SAID: usize = 8;
    pub(super) const MUCH: usize = 9;
    pub(super) const STAND: usize = 10;
    pub(super) const REACH: usize = 11;
    pub(super) const ROLE: usize = 12;
    pub(super) const OPENING: usize = 13;
    pub(super) const RULE_TURN: usize = 14;
    pub(super) const OWN_LENGTH: usize = 15;
    pub(super) const OWN_PLACE: usize = 16;
    pub(super) const NEAR_TURN: usize = 17;
    pub(super) const TIE_TURN: usize = 18;
    pub(super) const ANY_KIND: usize = 19;
    pub(super) const ANY_TIE: usize = 20;
    pub(super) const ANY_BACK: usize = 21;
    pub(super) const ANY_TURN: usize = 22;
    pub(super) const ANY_STAND: usize = 23;
    pub(super) const ADJACENT: usize = 24;
    pub(super) const OWN_FORM: usize = 25;
    pub(super) const FREE: usize = 26;
    pub(super) const SHAPE: usize = 27;
    pub(super) const ANY_GENDER: usize = 28;
    pub(super) const SIEVE: usize = 29;
    pub(super) const ANY_SIEVE: usize = 30;
}

const OFFSETS: [usize; GROUPS.len()] = offsets();

const fn offsets() -> [usize; GROUPS.len()] {
    let mut offsets = [0; GROUPS.len()];
    let mut n = 1;
    while n < GROUPS.len() {
        offsets[n] = offsets[n - 1] + GROUPS[n - 1].1;
        n += 1;
    }
    offsets
}

/// How many signs there are.
pub(crate) const SIGNS: usize = OFFSETS[GROUPS.len() - 1] + GROUPS[GROUPS.len() - 1].1;

/// The number of a sign by its name in the file ("tie=35").
pub(crate) fn number(name: &str) -> Option<usize> {
    let (group, value) = name.rsplit_once('=')?;
    let n = GROUPS.iter().position(|(known, _)| *known == group)?;
    let value: usize = value.parse().ok()?;
    (value < GROUPS[n].1).then(|| OFFSETS[n] + value)
}

/// The name of a sign.
pub(crate) fn name(sign: usize) -> String {
    let n = OFFSETS.partition_point(|offset| *offset <= sign).saturating_sub(1);
    format!("{}={}", GROUPS[n].0, sign - OFFSETS[n])
}

/// At most so many candidates are weighed for one statement.
const MOST: usize = 40;

/// What each rule of reference is worth before anything is learned of it: there is too little to learn from.
const WORTH: [f32; 16] = [0.0, 3.0, 3.0, 0.0, 0.0, 1.5, 0.0, 0.7, 0.0, 1.5, 0.0, 0.0, 0.0, 0.0, 3.0, 0.3];

/// What a mention asks for, in a number below 16.
fn asks(scene: &Scene<'_>, draft: &Draft) -> usize {
    let Some(mention) = &draft.mention else {
        return match draft.rule {
            Rule::Heading => 13,
            Rule::Bare => 12,
            Rule::Mood => 14,
            _ => 11,
        };
    };
    let entry = scene.marks[mention.key].entry;
    match mention.head {
        Head::Name if doubtful(scene, mention) => 15,
        Head::Name => 0,
        Head::Pronoun if entry.number == 2 => 3,
        Head::Pronoun if entry.gender == 1 => 1,
        Head::Pronoun if entry.gender == 2 => 2,
        Head::Pronoun => 4,
        Head::Role if definite(scene, mention) && entry.number != 2 => 5,
        Head::Role => 6,
        Head::Organisation => 7,
        Head::Document => 8,
        Head::Anonymous => 9,
        // "der 51-Jährige": a number that stands for somebody known.
        Head::Noun if definite(scene, mention) && scene.kind(mention.key) == Kind::Number => 5,
        Head::Noun if definite(scene, mention) && entry.number != 2 => 10,
        Head::Noun => 9,
    }
}

/// What a mention asks for, in fewer sorts: for signs of place, of which there is too little to learn from.
fn pool(asks: usize) -> u32 {
    match asks {
        1 | 2 => 0,
        3 | 4 => 1,
        5 => 2,
        7 | 10 => 3,
        11 | 14 => 8,
        12 | 13 => 4,
        15 => 5,
        0 => 6,
        _ => 7,
    }
}

/// Whether the phrase says that its bearer is known.
fn definite(scene: &Scene<'_>, mention: &Mention) -> bool {
    let first = mention.words.start;
    if scene.is(first, INDEF) || scene.kind(first) == Kind::Number {
        return false;
    }
    scene.is(first, DET) || !scene.lexicon.traits.articles
}

/// A word that may have its capital from its place only, and is said nowhere else.
fn doubtful(scene: &Scene<'_>, mention: &Mention) -> bool {
    let k = mention.words.start;
    if mention.words.len() > 1 || mention.titled || mention.role.is_some() || scene.tokens[k].upper {
        return false;
    }
    let opens = scene.sentence_of(k).start == k || k > 0 && !scene.tokens[k - 1].is_word();
    opens
        && !scene.tokens.iter().enumerate().any(|(n, token)| {
            n != k
                && n > 0
                && token.word == scene.tokens[k].word
                && token.capital
                && scene.tokens[n - 1].is_word()
        })
}

/// What is asked of the candidates of one statement.
struct Question<'a, 'b> {
    scene: &'a Scene<'b>,
    cast: &'a Cast,
    draft: &'a Draft,
    asks: usize,
    /// The same, coarser.
    pool: u32,
    /// Where the speaker is looked for: the mention, the cue or the words.
    at: usize,
    sentence: usize,
    paragraph: usize,
    content: Range<usize>,
    hashes: Vec<u64>,
    known: Option<usize>,
    /// The last speakers, each once, the last first.
    turns: Vec<usize>,
    /// Where each candidate stands last before the statement, for ranks.
    lasts: Vec<(usize, usize)>,
}

/// One candidate with what it sums to.
pub(crate) struct Candidate {
    pub(crate) choice: Choice,
    pub(crate) signs: Vec<u32>,
    pub(crate) sum: f32,
    /// How it is tied to the mention.
    pub(crate) tie: u32,
    /// What sort of candidate it is.
    pub(crate) kind: u32,
    /// Whether it spoke last (0), before that (1, 2) or not lately (3).
    pub(crate) turn: u32,
    /// What the mention asked for.
    pub(crate) asks: u32,
    /// The rule of reference that would choose it; 0 if none.
    pub(crate) rule: u32,
    /// How many other persons stand near the statement.
    pub(crate) rivals: u32,
}

/// Weighs all candidates for a draft; keeps their signs if `open`.
pub(crate) fn weigh(
    scene: &Scene<'_>,
    cast: &Cast,
    draft: &Draft,
    model: &Model,
    open: bool,
) -> Vec<Candidate> {
    let question = Question::of(scene, cast, draft);
    let choices = question.choices();
    let ties: Vec<u32> = choices.iter().map(|choice| question.tie(*choice)).collect();
    let caught = question.sieve(&choices, &ties);
    let stage = question.stage();
    let mut found = Vec::with_capacity(choices.len());
    for (n, choice) in choices.into_iter().enumerate() {
        let (tie, kind, turn) = (ties[n], question.kind(choice), question.turn(choice));
        let mut sum = 0.0;
        let mut signs = Vec::new();
        let mut sink = |group: usize, value: u32| {
            let sign = OFFSETS[group] + (value as usize).min(GROUPS[group].1 - 1);
            sum += model.link(sign);
            if open {
                signs.push(sign as u32);
            }
        };
        question.signs(choice, [tie, kind, turn], &mut sink);
        if let Some((_, rule)) = caught.filter(|(caught, _)| *caught == n) {
            sink(group::SIEVE, question.asks as u32 * 16 + rule);
            sink(group::ANY_SIEVE, rule);
            sum += WORTH[rule as usize];
        }
        let rule = caught.filter(|(caught, _)| *caught == n).map_or(0, |(_, rule)| rule);
        let rivals = stage.iter().filter(|n| choice != Choice::Member(**n)).count() as u32;
        let asks = question.asks as u32;
        found.push(Candidate { choice, signs, sum, tie, kind, turn, asks, rule, rivals });
    }
    found
}

/// The best of the candidates, with its probability.
pub(crate) fn judge(candidates: &[Candidate]) -> (usize, f32, f32) {
    let mut best = 0;
    for (n, candidate) in candidates.iter().enumerate() {
        if candidate.sum > candidates[best].sum {
            best = n;
        }
    }
    let top = candidates.get(best).map_or(0.0, |candidate| candidate.sum);
    let total: f32 = candidates.iter().map(|candidate| (candidate.sum - top).exp()).sum();
    let second = candidates
        .iter()
        .enumerate()
        .filter(|(n, _)| *n != best)
        .map(|(_, candidate)| (candidate.sum - top).exp() / total)
        .fold(0.0, f32::max);
    (best, 1.0 / total.max(1.0), second)
}

fn bucket(n: usize) -> u32 {
    match n {
        0..=3 => n as u32,
        4..=5 => 4,
        6..=9 => 5,
        _ => 6,
    }
}

impl<'a, 'b> Question<'a, 'b> {
    fn of(scene: &'a Scene<'b>, cast: &'a Cast, draft: &'a Draft) -> Self {
        let mention = draft.mention.as_ref();
        let at = match (mention, &draft.cue) {
            (Some(mention), _) => mention.words.start,
            (None, Some(cue)) => cue.start,
            (None, None) => draft.start(),
        };
        let mut turns: Vec<usize> = Vec::new();
        for (who, _) in cast.turns.iter().rev() {
            if !turns.contains(who) {
                turns.push(*who);
            }
            if turns.len() == 4 {
                break;
            }
        }
        let asks = asks(scene, draft);
        let mut question = Self {
            scene,
            cast,
            draft,
            asks,
            pool: pool(asks),
            at,
            sentence: scene.sentence_index(at),
            paragraph: scene.paragraph_of(at),
            content: draft.start()..draft.end(),
            hashes: mention.map(|mention| scene.content_hashes(&mention.words)).unwrap_or_default(),
            known: mention
                .filter(|mention| mention.head != Head::Pronoun)
                .and_then(|mention| cast.known(scene, mention)),
            turns,
            lasts: Vec::new(),
        };
        question.lasts = cast
            .members
            .iter()
            .enumerate()
            .filter(|(_, member)| question.agrees(member) != 2)
            .filter_map(|(n, member)| question.last(member).map(|last| (last, n)))
            .collect();
        question.lasts.sort_unstable_by_key(|(last, _)| std::cmp::Reverse(*last));
        question
    }

    /// Where a member stands or spoke last before the statement, outside its words.
    fn last(&self, member: &Member) -> Option<usize> {
        let seen = member.before(self.at).map(|run| {
            if self.content.contains(&run.start) {
                member.before(self.content.start).map(|run| run.start)
            } else {
                Some(run.start)
            }
        });
        seen.flatten().max(member.spoke)
    }

    fn choices(&self) -> Vec<Choice> {
        let mut choices = Vec::with_capacity(self.lasts.len() + 2);
        let mention = self.draft.mention.as_ref();
        let named = self.asks == 0;
        if let Some(n) = self.known {
            choices.push(Choice::Member(n));
        } else if mention.is_some_and(|mention| mention.head != Head::Pronoun) {
            choices.push(Choice::Own);
        }
        if named {
            // A name is joined to those it fits and to nobody else.
            if let Some(mention) = mention {
                let fitting = self.cast.people.fitting(self.scene, &mention.words);
                choices.extend(fitting.into_iter().filter(|n| Some(*n) != self.known).map(Choice::Member));
            }
            return choices;
        }
        choices.push(Choice::Nobody);
        if matches!(self.asks, 6 | 8 | 9 | 10) {
            // Who is not named on purpose is not one of the named, unless the words are the same.
            for n in 0..self.cast.members.len() {
                if Some(n) != self.known && matches!(self.tie(Choice::Member(n)), 4 | 7) {
                    choices.push(Choice::Member(n));
                }
            }
            return choices;
        }
        let late = |member: &Member| member.mentions.first().is_some_and(|run| run.start > self.at);
        let back_only = self.pool <= 1
            || matches!(self.asks, 11 | 14) && !self.lasts.is_empty()
            || self.draft.rule == Rule::Answer;
        for (_, n) in self.lasts.iter().take(MOST) {
            if Some(*n) != self.known && self.may_act(*n) {
                choices.push(Choice::Member(*n));
            }
        }
        if back_only {
            // A pronoun looks back.
            return choices;
        }
        for (n, member) in self.cast.members.iter().enumerate().take(120) {
            if Some(n) != self.known
                && late(member)
                && self.may_act(n)
                && member.spoke.is_none()
                && self.agrees(member) != 2
                && (self.asks != 5 || matches!(self.tie(Choice::Member(n)), 4 | 5 | 7))
            {
                choices.push(Choice::Member(n));
            }
            if choices.len() > MOST + 12 {
                break;
            }
        }
        choices
    }

    /// Whom the grammar of the press would choose, and by which of its rules.
    fn sieve(&self, choices: &[Choice], ties: &[u32]) -> Option<(usize, u32)> {
        let only = |tie: u32| {
            let mut own = (0..ties.len()).filter(|&n| ties[n] == tie);
            own.next().filter(|_| own.next().is_none())
        };
        let place = |choice: Choice| choices.iter().position(|known| *known == choice);
        match self.asks {
            5 | 7 | 8 | 10 => {
                let by_words = [(7, 1), (4, 2), (2, 4), (3, 4), (5, 3)];
                // A lone word says less of whom it means.
                let lone = |rule: u32| if rule == 2 && self.hashes.len() < 2 { 13 } else { rule };
                by_words
                    .into_iter()
                    .find_map(|(tie, rule)| only(tie).map(|n| (n, lone(rule))))
                    .or_else(|| {
                        let own = self.introduced().then(|| place(Choice::Own)).flatten();
                        own.map(|n| (n, 14))
                    })
                    .or_else(|| self.nearest(choices, true).filter(|_| self.asks == 5))
                    .or_else(|| self.nearest(choices, false).filter(|_| self.asks == 5).map(|(n, _)| (n, 15)))
                    .or_else(|| place(Choice::Own).map(|n| (n, 6)))
            }
            1..=4 | 11 | 14 => self.nearest(choices, false),
            12 => {
                let (who, at) = *self.cast.turns.last()?;
                let near = self.paragraph.saturating_sub(self.scene.paragraph_of(at)) <= 1;
                place(Choice::Member(who)).filter(|_| near).map(|n| (n, 10))
            }
            _ => None,
        }
    }

    /// Whether "he" or "she" may be it: where gender is the person's own, only a person.
    fn may_be_he(&self, member: &Member) -> bool {
        let personal = matches!(self.asks, 1 | 2) && self.scene.lexicon.natural_gender();
        !personal || member.head != Head::Name || member.person || self.listed(member)
    }

    /// The persons, of the gender asked for, who stand near before the statement, outside quotations.
    fn stage(&self) -> Vec<usize> {
        let near = |last: usize| {
            self.paragraph.saturating_sub(self.scene.paragraph_of(last)) <= 1
                && self.sentence.saturating_sub(self.scene.sentence_index(last)) <= 5
        };
        let person = |member: &Member| member.head == Head::Name && (member.person || self.listed(member));
        self.lasts
            .iter()
            .take_while(|(last, _)| near(*last))
            .filter(|(last, n)| {
                let member = &self.cast.members[*n];
                person(member) && (member.spoke == Some(*last) || !self.scene.quoted(*last))
            })
            .map(|(_, n)| *n)
            .collect()
    }

    /// Whether it may be meant by a plural, where one stands.
    fn plural(&self, member: &Member) -> bool {
        self.asks != 3 || member.number != 1 || !member.person
    }

    /// Whether "the officer" was "a police officer" before: somebody who has no name.
    fn introduced(&self) -> bool {
        let Some(mention) = &self.draft.mention else { return false };
        let scene = self.scene;
        let word = scene.tokens[mention.key].word;
        let first = |k: usize| (k.saturating_sub(3)..k).any(|n| scene.is(n, INDEF) && scene.is(n, DET));
        (0..mention.words.start)
            .any(|k| scene.tokens[k].word == word && first(k) && !self.cast.people.holds(k + 1))
    }

    /// The last one who stands as a subject does, or spoke; `unnamed` if nothing may be said of it yet.
    fn nearest(&self, choices: &[Choice], unnamed: bool) -> Option<(usize, u32)> {
        let unspoken = matches!(self.asks, 11 | 14);
        let here = |last: usize| self.scene.sentence_index(last) == self.sentence;
        if let Some((who, at)) = self.cast.turns.last().filter(|_| !unnamed)
            && !(unspoken && self.lasts.first().is_some_and(|(last, _)| here(*last)))
            && self.plural(&self.cast.members[*who])
            && self.may_be_he(&self.cast.members[*who])
            && self.sentence.saturating_sub(self.scene.sentence_index(*at)) <= 1
            && let Some(place) = choices.iter().position(|choice| *choice == Choice::Member(*who))
        {
            return Some((place, 7));
        }
        for (last, n) in &self.lasts {
            let member = &self.cast.members[*n];
            let gap = self.sentence.saturating_sub(self.scene.sentence_index(*last));
            if gap > 4 {
                return None;
            }
            let sentence = self.scene.sentence_of(*last);
            let spoke = member.spoke == Some(*last);
            let governed = *last > sentence.start && self.scene.is(*last - 1, PREP | OF);
            let person = member.person
                || member.full() && (!unnamed || self.listed(member))
                || matches!(member.head, Head::Role | Head::Anonymous);
            if !person
                || !self.plural(member)
                || !self.may_be_he(member)
                || !spoke && (governed || self.scene.quoted(*last))
            {
                continue;
            }
            if unnamed && (!member.roles.is_empty() || member.head != Head::Name || gap > 2) {
                continue;
            }
            let Some(place) = choices.iter().position(|choice| *choice == Choice::Member(*n)) else {
                continue;
            };
            let rule = match (spoke, *last < sentence.start + 6) {
                _ if unnamed => 5,
                (true, _) if gap <= 1 => 7,
                (true, _) => 8,
                (_, true) if gap <= 1 => 9,
                (_, true) => 11,
                _ => 12,
            };
            return Some((place, rule));
        }
        None
    }

    /// A single name that always stands behind a preposition is a place.
    fn may_act(&self, n: usize) -> bool {
        let member = &self.cast.members[n];
        let thing = matches!(member.head, Head::Organisation | Head::Document);
        let long = self.draft.mention.as_ref().is_some_and(|mention| mention.words.len() > 3);
        match self.asks {
            // "cette habitante du quartier des Tanneurs" says too much to be one whose role is another.
            5 if long && member.role.is_some() && !matches!(self.tie(Choice::Member(n)), 4 | 5) => {
                return false;
            }
            5 if member.words.len() == 1 && self.scene.tokens[member.words.start].upper => return false,
            5 if member.head != Head::Name && self.tie(Choice::Member(n)) != 4 => return false,
            // Where gender is the person's own, a thing is neither he nor she.
            1 | 2
                if self.scene.lexicon.natural_gender()
                    && (thing || member.head == Head::Noun || matches!(self.shape(member) / 2, 2 | 3)) =>
            {
                return false;
            }
            // Words that nobody is said to have spoken are somebody's who may speak.
            12 | 13 if member.said == 0 && !member.person && !self.listed(member) => return false,
            11 if self.draft.rule == Rule::Answer => {
                let outside = |run: &Range<usize>| !self.scene.quoted(run.start);
                return (member.person || self.listed(member)) && member.mentions.iter().any(outside);
            }
            // Nobody with an office or a role of their own is a company, a court or a party.
            7 if member.person && member.gender != 0 && !member.guessed => return false,
            7 if member.office || member.person && member.role.is_some() => return false,
            7 if !thing && member.head != Head::Name => return false,
            _ => {}
        }
        member.said > 0 || member.person || member.words.len() > 1 || self.cast.free.get(n) != Some(&0)
    }

    /// Whether it is a full name whose given name the language knows.
    fn listed(&self, member: &Member) -> bool {
        member.full() && self.scene.known_given(member.words.start)
    }

    /// Whether gender agrees with what the mention asks: 0 unknown, 1 yes, 2 no, 3 perhaps not.
    fn agrees(&self, member: &Member) -> u32 {
        let Some(mention) = &self.draft.mention else { return 0 };
        let asked = self.scene.marks[mention.key].entry.gender;
        match (asked, member.gender) {
            (1, 2) | (2, 1) if member.head == Head::Name && member.guessed => 3,
            (1, 2) | (2, 1) if member.head == Head::Name || member.head == Head::Role => 2,
            (1 | 2, own) if own == asked => 1,
            // "it" is nobody of whom it is known whether he or she.
            (4, 1 | 2) if mention.head == Head::Pronoun && member.person && !member.guessed => 2,
            _ => 0,
        }
    }

    /// How a member is tied to the mention.
    fn tie(&self, choice: Choice) -> u32 {
        let Some(mention) = &self.draft.mention else { return 0 };
        let n = match choice {
            Choice::Nobody => return 0,
            Choice::Own => return 1,
            Choice::Member(n) => n,
        };
        if self.known == Some(n) {
            return if n < self.cast.people.persons.len() { 3 } else { 2 };
        }
        let member = &self.cast.members[n];
        let key = mention.words.end - 1;
        if matches!(mention.head, Head::Role | Head::Noun | Head::Organisation)
            && self.cast.people.at(key) == Some(n)
            && !self.cast.people.governed(self.scene, key)
        {
            return 7;
        }
        if mention.head == Head::Name {
            return if self.scene.fits_name(&mention.words, &member.words) { 3 } else { 0 };
        }
        if mention.head == Head::Pronoun {
            return 0;
        }
        let described = |range: &Range<usize>| {
            let inflects = self.scene.lexicon.traits.cases;
            let key = self.scene.word(mention.key);
            // What somebody is stands before what it is of ("bras droit du Premier ministre").
            let end = range.clone().skip(1).find(|&k| self.scene.is(k, OF)).unwrap_or(range.end);
            if !(range.start..end).any(|k| same_stem(self.scene.word(k), key, inflects)) {
                return 0;
            }
            let common = self
                .hashes
                .iter()
                .filter(|hash| range.clone().any(|k| self.scene.tokens[k].word == **hash))
                .count();
            if common + usize::from(inflects) >= self.hashes.len() { 4 } else { 5 }
        };
        let by_words =
            if member.head == Head::Name && member.words.len() == 1 { 0 } else { described(&member.words) };
        // Whole words say more than some of them.
        let closer = |a: u32, b: u32| if a == 4 || b == 4 { 4 } else { a.max(b) };
        let tie = member.roles.iter().map(described).fold(by_words, closer);
        if tie == 0 && member.role.is_some() { 6 } else { tie }
    }

    /// What sort of candidate it is.
    fn kind(&self, choice: Choice) -> u32 {
        let member = match choice {
            Choice::Nobody => return 0,
            Choice::Own => return 1,
            Choice::Member(n) => &self.cast.members[n],
        };
        match member.head {
            Head::Name if member.full() && member.person => 2,
            Head::Name if member.full() => 3,
            Head::Name if member.person => 4,
            Head::Name if self.scene.tokens[member.words.start].upper => 5,
            Head::Name => 6,
            Head::Organisation => 7,
            Head::Document => 8,
            Head::Anonymous => 9,
            Head::Role if member.number == 2 => 10,
            Head::Role => 11,
            Head::Noun => 12,
            Head::Pronoun => 13,
        }
    }

    /// What a name looks like: a given and a family name, or something else.
    fn shape(&self, member: &Member) -> u32 {
        let scene = self.scene;
        let words = member.words.clone();
        let shape = if words.len() == 1 {
            u32::from(scene.tokens[words.start].upper)
        } else if words.clone().any(|k| scene.tokens[k].upper && scene.word(k).len() > 2) {
            2
        } else if words.clone().any(|k| scene.is(k, OF | CONJ | PREP) && !scene.tokens[k].capital) {
            3
        } else {
            words.len().min(4) as u32 + 2
        };
        shape * 2 + u32::from(member.gender != 0)
    }

    fn turn(&self, choice: Choice) -> u32 {
        let Choice::Member(n) = choice else { return 3 };
        self.turns.iter().position(|who| *who == n).map_or(3, |rank| rank.min(2) as u32)
    }

    fn number(&self, member: &Member) -> u32 {
        let Some(mention) = &self.draft.mention else { return 0 };
        let asked = self.scene.marks[mention.key].entry.number;
        match (asked, member.number) {
            (0, _) | (_, 0) => 0,
            (a, b) if a == b => 1,
            _ => 2,
        }
    }

    /// The signs of a candidate whose tie, kind and turn are known.
    fn signs(&self, choice: Choice, [tie, kind, turn]: [u32; 3], sink: &mut impl FnMut(usize, u32)) {
        let h = self.asks as u32;
        let p = self.pool;
        sink(group::KIND, h * 16 + kind);
        sink(group::ANY_KIND, kind);
        sink(group::TIE, h * 8 + tie);
        sink(group::ANY_TIE, tie);
        let Choice::Member(n) = choice else {
            if choice == Choice::Own {
                self.own_signs(sink);
            }
            sink(group::RULE_TURN, self.draft.rule as u32 * 8 + 4 + u32::from(choice == Choice::Own));
            return;
        };
        let member = &self.cast.members[n];
        let agrees = self.agrees(member);
        sink(group::GENDER, h * 4 + agrees);
        sink(group::ANY_GENDER, agrees);
        sink(group::NUMBER, h * 4 + self.number(member));
        sink(group::ROLE, p * 4 + u32::from(member.role.is_some()) + 2 * u32::from(member.person));
        let last = self.last(member);
        let back =
            last.map_or(7, |last| bucket(self.sentence.saturating_sub(self.scene.sentence_index(last))));
        sink(group::BACK, p * 8 + back);
        sink(group::ANY_BACK, back);
        sink(group::TURN, p * 8 + turn);
        sink(group::ANY_TURN, turn);
        sink(group::RULE_TURN, self.draft.rule as u32 * 8 + turn);
        sink(group::TIE_TURN, (p * 8 + tie) * 4 + turn);
        let apart = member
            .spoke
            .map_or(7, |spoke| bucket(self.paragraph.saturating_sub(self.scene.paragraph_of(spoke))));
        sink(group::APART, p * 8 + apart);
        let rank = self.lasts.iter().position(|(_, m)| *m == n).map_or(3, |rank| rank.min(3) as u32);
        sink(group::RANK, p * 4 + rank);
        sink(group::SAID, p * 4 + member.said.min(3));
        let much = match member.mentions.len() {
            0..=1 => 0,
            2 => 1,
            3..=4 => 2,
            _ => 3,
        };
        sink(group::MUCH, p * 4 + much);
        if member.head == Head::Name {
            sink(group::SHAPE, p * 16 + self.shape(member));
        }
        let free = self.cast.free.get(n).copied().unwrap_or(3);
        sink(group::FREE, p * 4 + free);
        self.standing(member, last, back, turn, sink);
        let opening = self
            .scene
            .paragraphs
            .first()
            .is_some_and(|first| member.mentions.first().is_some_and(|run| run.start < first.tokens.end));
        sink(group::OPENING, p * 2 + u32::from(opening));
    }

    /// Where the last mention stands in its sentence and how that sentence stands to this one.
    fn standing(
        &self,
        member: &Member,
        last: Option<usize>,
        back: u32,
        turn: u32,
        sink: &mut impl FnMut(usize, u32),
    ) {
        let h = self.pool;
        let stand = match last {
            None => self.ahead(member),
            Some(k) if member.spoke == Some(k) => 0,
            Some(k) if self.scene.quoted(k) => 1,
            Some(k) => {
                let sentence = self.scene.sentence_of(k);
                let governed = k > sentence.start && self.scene.is(k - 1, PREP | OF);
                let soon = k - sentence.start < 6;
                match (governed, soon) {
                    (true, _) => 2,
                    (false, true) => 3,
                    (false, false) => 4,
                }
            }
        };
        sink(group::ANY_STAND, stand);
        sink(group::STAND, h * 16 + stand * 2 + u32::from(back <= 1));
        let near =
            last.map_or(3, |last| self.paragraph.saturating_sub(self.scene.paragraph_of(last)).min(2) as u32);
        sink(group::REACH, h * 4 + near);
        sink(group::NEAR_TURN, h * 16 + near * 4 + turn);
        let adjacent = match (turn, self.cast.turns.last()) {
            (0, Some((_, place))) => {
                let gap = self.sentence.saturating_sub(self.scene.sentence_index(*place));
                gap.min(2) as u32
            }
            _ => 3,
        };
        sink(group::ADJACENT, h * 4 + adjacent);
    }

    /// Where a member named only further on stands: in this sentence, the next, or later.
    fn ahead(&self, member: &Member) -> u32 {
        let Some(run) = member.mentions.iter().find(|run| run.start > self.at) else { return 0 };
        match self.scene.sentence_index(run.start).saturating_sub(self.sentence) {
            0 if self.content.contains(&run.start) => 5,
            0 => 6,
            _ => 7,
        }
    }

    /// What shape the mention itself has.
    fn own_signs(&self, sink: &mut impl FnMut(usize, u32)) {
        let Some(mention) = &self.draft.mention else { return };
        let h = self.asks as u32;
        let scene = self.scene;
        let first = mention.words.start;
        sink(group::OWN_LENGTH, h * 8 + bucket(mention.words.len()));
        let initial = scene.sentence_of(first).start == first;
        let behind = self.draft.cue.as_ref().is_some_and(|cue| first >= cue.end);
        sink(
            group::OWN_PLACE,
            h * 8 + u32::from(initial) * 4 + u32::from(behind) * 2 + u32::from(definite(scene, mention)),
        );
        let capital = mention.words.clone().skip(1).any(|k| scene.tokens[k].capital);
        let of = mention.words.clone().any(|k| scene.is(k, OF));
        let lone = mention.words.end - mention.words.start <= 2;
        sink(
            group::OWN_FORM,
            h * 16
                + u32::from(capital)
                + 2 * u32::from(of)
                + 4 * u32::from(lone)
                + 8 * u32::from(scene.is(first, DET)),
        );
    }
}
