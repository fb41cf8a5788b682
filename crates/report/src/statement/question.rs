//! What a statement asks of the cast: whom its mention can mean, by name, role, gender, number and place.
//!
//! Here stands what a candidate is to the mention; what that weighs is learned ([`sign`](super::sign)).

use super::cast::{Cast, Member};
use super::draft::{Draft, Rule};
use super::lexicon::class::*;
use super::linker::Choice;
use super::mention::{Head, Mention};
use super::phrase::Phrase;
use super::scene::Scene;
use crate::sentence::Kind;
use std::ops::Range;

/// At most so many candidates are weighed for one statement.
const MOST: usize = 40;

/// What a mention asks for, in a number below 16.
fn asks(scene: &Scene<'_>, draft: &Draft) -> usize {
    let Some(mention) = &draft.mention else {
        return match draft.rule {
            Rule::Heading => 13,
            Rule::Bare => 12,
            Rule::Mood => 14,
            _ => before(scene, draft).unwrap_or(11),
        };
    };
    let entry = scene.marks[mention.key].entry;
    match mention.head {
        Head::Name if doubtful(scene, mention) => 15,
        Head::Name => 0,
        Head::Pronoun if entry.number == 2 => 3,
        Head::Pronoun if entry.gender == 1 => 1,
        Head::Pronoun if entry.gender == 2 && entry.number == 1 => 2,
        Head::Pronoun => 4,
        Head::Role | Head::Noun if entry.number == 0 && many(scene, draft) => {
            if mention.head == Head::Role {
                6
            } else {
                9
            }
        }
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

/// "He takes it calmly. “Q”, says": a verb without a subject has that of the sentence before, if a pronoun opens it
/// and nobody is named there.
fn before(scene: &Scene<'_>, draft: &Draft) -> Option<usize> {
    let start = scene.sentence_of(draft.start()).start;
    let last = scene.sentence_of(start.checked_sub(1)?);
    let entry = scene.marks[last.start].entry;
    let pronoun = entry.classes & PRON != 0 && entry.classes & (DET | CLITIC) == 0 && entry.person == 3;
    let named = last.clone().skip(1).any(|k| scene.tokens[k].capital);
    let near = scene.paragraph_of(last.start) == scene.paragraph_of(start);
    match entry.gender {
        1 | 2 if pronoun && near && !named && draft.cue.is_some() && entry.number != 2 => {
            Some(entry.gender as usize)
        }
        _ => None,
    }
}

/// Whether the verb of a draft is one that many do.
fn many(scene: &Scene<'_>, draft: &Draft) -> bool {
    draft.cue.as_ref().is_some_and(|cue| cue.clone().any(|k| scene.plural_verb(k)))
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
pub(super) fn definite(scene: &Scene<'_>, mention: &Mention) -> bool {
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
        && !scene
            .places_of(scene.tokens[k].word)
            .any(|n| n != k && n > 0 && scene.tokens[n].capital && scene.tokens[n - 1].is_word())
}

/// What is asked of the candidates of one statement.
pub(super) struct Question<'a, 'b> {
    pub(super) scene: &'a Scene<'b>,
    pub(super) cast: &'a Cast,
    pub(super) draft: &'a Draft,
    pub(super) asks: usize,
    /// Whether nobody is mentioned and the verb is a plural's.
    pub(super) many: bool,
    /// What the verb says of its subject's gender, where nobody is mentioned.
    pub(super) did: u8,
    /// The same, coarser.
    pub(super) pool: u32,
    /// Where the speaker is looked for: the mention, the cue or the words.
    pub(super) at: usize,
    pub(super) sentence: usize,
    pub(super) paragraph: usize,
    pub(super) content: Range<usize>,
    pub(super) hashes: Vec<u64>,
    pub(super) known: Option<usize>,
    /// The last speakers, each once, the last first.
    pub(super) turns: Vec<usize>,
    /// Where each candidate stands last before the statement, for ranks.
    pub(super) lasts: Vec<(usize, usize)>,
    /// Whom the text only describes, near before.
    pub(super) phrases: Vec<Phrase>,
}

impl<'a, 'b> Question<'a, 'b> {
    pub(super) fn of(scene: &'a Scene<'b>, cast: &'a Cast, draft: &'a Draft) -> Self {
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
            many: mention.is_none()
                && draft.cue.as_ref().is_some_and(|cue| cue.clone().any(|k| scene.plural_verb(k))),
            did: match (mention, &draft.cue) {
                (None, Some(cue)) => cue.clone().map(|k| scene.gender_of_verb(k)).max().unwrap_or(0),
                _ => 0,
            },
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
            phrases: Vec::new(),
        };
        question.lasts = question.lasts();
        question.phrases = question.described();
        question
    }

    /// Where each member whose gender agrees stands or spoke last, the last first.
    fn lasts(&self) -> Vec<(usize, usize)> {
        let members = self.cast.members.iter().enumerate();
        let mut places = Vec::with_capacity(members.len());
        places.extend(members.filter_map(|(n, member)| {
            self.last(member).filter(|_| self.agrees(member) != 2).map(|last| (last, n))
        }));
        places.sort_unstable_by_key(|(last, _)| std::cmp::Reverse(*last));
        places
    }

    /// Where a member stands or spoke last before the statement, outside its words.
    pub(super) fn last(&self, member: &Member) -> Option<usize> {
        let seen = member.before(self.at).map(|run| {
            // "X fires its coach. The club announced it": what is reported names who reports.
            if self.content.contains(&run.start) && self.draft.rule != Rule::Anaphor {
                member.before(self.content.start).map(|run| run.start)
            } else {
                Some(run.start)
            }
        });
        seen.flatten().max(member.spoke)
    }

    pub(super) fn choices(&self) -> Vec<Choice> {
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
        if self.draft.rule == Rule::Heading && mention.is_none() {
            // Whose words a heading repeats is known from there, or not at all.
            return choices;
        }
        if matches!(self.asks, 6 | 8 | 9 | 10) {
            // Who is not named on purpose is not one of the named, unless the words are the same, or it was
            // named just before.
            let direct = self.asks == 10 && self.draft.manner == crate::Manner::Direct;
            for n in 0..self.cast.members.len() {
                let may = mention.is_some_and(|mention| self.may_be_called(mention, n));
                let tied = may && matches!(self.tie(Choice::Member(n)), 4 | 7);
                if Some(n) != self.known && (tied || direct && self.new_here(n)) {
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
        let described = |n: &usize| self.phrases[*n].member.is_none();
        choices.extend((0..self.phrases.len()).filter(described).map(Choice::Phrase));
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

    /// Whether it is a person named just before for the first time, of whom nothing else is said: "the
    /// engineer" may be this one.
    pub(super) fn new_here(&self, n: usize) -> bool {
        let member = &self.cast.members[n];
        let scene = self.scene;
        let near = |run: &Range<usize>| {
            run.start < self.at
                && self.paragraph == scene.paragraph_of(run.start)
                && self.sentence.saturating_sub(scene.sentence_index(run.start)) <= 2
        };
        member.full()
            && member.said == 0
            && member.roles.is_empty()
            && (member.person || self.listed(member))
            && member.mentions.iter().find(|run| !scene.quoted(run.start)).is_some_and(near)
    }

    /// A single name that always stands behind a preposition is a place.
    pub(super) fn may_act(&self, n: usize) -> bool {
        let member = &self.cast.members[n];
        let thing = matches!(member.head, Head::Organisation | Head::Document);
        let long = self.draft.mention.as_ref().is_some_and(|mention| mention.words.len() > 3);
        match self.asks {
            // "cette habitante du quartier des Tanneurs" says too much to be one whose role is another.
            5 if long && member.role.is_some() && !matches!(self.tie(Choice::Member(n)), 4 | 5) => {
                return false;
            }
            5 if member.words.len() == 1 && self.scene.tokens[member.words.start].upper => return false,
            // "Her deputy" is not she, nor is a mother a man named before.
            5 if self.somebodys() && !matches!(self.tie(Choice::Member(n)), 4 | 5 | 7) => return false,
            5 if self.agrees(member) == 2 => return false,
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
            11 | 14 if self.many && member.number == 1 && (member.person || self.listed(member)) => {
                return false;
            }
            // Nobody with an office or a role of their own is a company, a court or a party.
            // What stands in marks is a paper, a firm, a ship.
            1 | 2 if self.scene.within_marks(&member.words) => return false,
            // What it is called says so.
            7 if member.roles.iter().any(|role| role.clone().any(|k| self.scene.is(k, FIRM))) => {}
            7 if member.person && member.gender != 0 && !member.guessed => return false,
            7 if member.office || member.person && member.role.is_some() => return false,
            7 if !thing && member.head != Head::Name => return false,
            _ => {}
        }
        member.said > 0 || member.person || member.words.len() > 1 || self.cast.free.get(n) != Some(&0)
    }

    /// Whether the mention says whose it is: "her deputy".
    fn somebodys(&self) -> bool {
        self.draft.mention.as_ref().is_some_and(|mention| {
            let mut first = mention.words.clone().take(2);
            first.any(|k| self.scene.is(k, OWN) && k < mention.key)
        })
    }

    /// Whether it is a full name whose given name the language knows.
    pub(super) fn listed(&self, member: &Member) -> bool {
        member.full() && self.scene.known_given(member.words.start)
    }

    /// Whether gender agrees with what the mention asks: 0 unknown, 1 yes, 2 no, 3 perhaps not.
    pub(super) fn agrees(&self, member: &Member) -> u32 {
        let mention = self.draft.mention.as_ref();
        let asked = mention.map_or(self.did, |mention| self.scene.marks[mention.key].entry.gender);
        let pronoun = mention.is_some_and(|mention| mention.head == Head::Pronoun);
        match (asked, member.gender) {
            (1, 2) | (2, 1) if member.head == Head::Name && member.guessed => 3,
            (1, 2) | (2, 1) if member.head == Head::Name || member.head == Head::Role => 2,
            (1 | 2, own) if own == asked => 1,
            // "it" is nobody of whom it is known whether he or she.
            (4, 1 | 2) if pronoun && member.person && !member.guessed => 2,
            _ => 0,
        }
    }

    /// How a member is tied to the mention.
    pub(super) fn tie(&self, choice: Choice) -> u32 {
        let Some(mention) = &self.draft.mention else { return 0 };
        if let Choice::Member(n) = choice
            && self.known == Some(n)
        {
            return if n < self.cast.people.persons.len() { 3 } else { 2 };
        }
        self.tie_of(mention, &self.hashes, choice)
    }

    /// Whether a description can fit a member at all: it is described itself, has a role, or stands in the phrase.
    pub(super) fn may_be_called(&self, mention: &Mention, n: usize) -> bool {
        let member = &self.cast.members[n];
        member.head != Head::Name
            || !member.roles.is_empty()
            || self.cast.people.at(mention.words.end - 1) == Some(n)
    }

    /// How a member is tied to a mention with these words.
    pub(super) fn tie_of(&self, mention: &Mention, hashes: &[u64], choice: Choice) -> u32 {
        let n = match choice {
            Choice::Nobody | Choice::Phrase(_) => return 0,
            Choice::Own => return 1,
            Choice::Member(n) => n,
        };
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
            // What somebody is stands before what it is of ("bras droit du Premier ministre").
            let end = range.clone().skip(1).find(|&k| self.scene.is(k, OF)).unwrap_or(range.end);
            if !(range.start..end).any(|k| self.scene.same_word(k, mention.key, inflects)) {
                return 0;
            }
            let common = hashes
                .iter()
                .filter(|hash| range.clone().any(|k| self.scene.tokens[k].word == **hash))
                .count();
            if common + usize::from(inflects) >= hashes.len() { 4 } else { 5 }
        };
        // "Another victim" is none described before.
        let new = self.scene.is(mention.words.start, INDEF) && member.words.len() != mention.words.len();
        let by_words = if member.head == Head::Name || new { 0 } else { described(&member.words) };
        // Whole words say more than some of them.
        let closer = |a: u32, b: u32| if a == 4 || b == 4 { 4 } else { a.max(b) };
        let tie = member.roles.iter().map(described).fold(by_words, closer);
        if tie == 0 && member.role.is_some() { 6 } else { tie }
    }

    /// What sort of candidate it is.
    pub(super) fn kind(&self, choice: Choice) -> u32 {
        let member = match choice {
            Choice::Nobody => return 0,
            Choice::Own => return 1,
            Choice::Phrase(n) => return Self::sort_of_phrase(&self.phrases[n]),
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
    pub(super) fn shape(&self, member: &Member) -> u32 {
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

    pub(super) fn turn(&self, choice: Choice) -> u32 {
        let Choice::Member(n) = choice else { return 3 };
        self.turns.iter().position(|who| *who == n).map_or(3, |rank| rank.min(2) as u32)
    }

    pub(super) fn number(&self, member: &Member) -> u32 {
        let Some(mention) = &self.draft.mention else { return 0 };
        let asked = self.scene.marks[mention.key].entry.number;
        match (asked, member.number) {
            (0, _) | (_, 0) => 0,
            (a, b) if a == b => 1,
            _ => 2,
        }
    }
}
