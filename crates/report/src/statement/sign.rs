//! What speaks for and against a candidate, as numbered signs the model weighs: how it is tied to the
//! mention, whether gender and number agree, how near and how prominent it stands, whether it spoke before;
//! never a word.

use super::cast::Member;
use super::lexicon::class::*;
use super::linker::Choice;
use super::mention::Head;
use super::question::{Question, definite};

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

/// The number of a sign by its group and value.
pub(super) fn number_of(group: usize, value: u32) -> usize {
    OFFSETS[group] + (value as usize).min(GROUPS[group].1 - 1)
}

fn bucket(n: usize) -> u32 {
    match n {
        0..=3 => n as u32,
        4..=5 => 4,
        6..=9 => 5,
        _ => 6,
    }
}

impl Question<'_, '_> {
    /// The signs of a candidate whose tie, kind and turn are known, and the rule of reference that would choose it.
    pub(super) fn signs(
        &self,
        choice: Choice,
        known: [u32; 3],
        rule: Option<u32>,
        sink: &mut impl FnMut(usize, u32),
    ) {
        self.own(choice, known, sink);
        if let Some(rule) = rule {
            sink(group::SIEVE, self.asks as u32 * 16 + rule);
            sink(group::ANY_SIEVE, rule);
        }
    }

    /// The signs of the candidate itself.
    fn own(&self, choice: Choice, [tie, kind, turn]: [u32; 3], sink: &mut impl FnMut(usize, u32)) {
        let h = self.asks as u32;
        let p = self.pool;
        sink(group::KIND, h * 16 + kind);
        sink(group::ANY_KIND, kind);
        sink(group::TIE, h * 8 + tie);
        sink(group::ANY_TIE, tie);
        let Choice::Member(n) = choice else {
            match choice {
                Choice::Own => self.own_signs(sink),
                Choice::Phrase(n) => {
                    self.phrase_signs(n, sink);
                    return;
                }
                _ => {}
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
        let rank = self.lasts.iter().take(3).position(|(_, m)| *m == n);
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
        sink(group::RANK, p * 4 + rank.map_or(3, |rank| rank as u32));
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

    /// Somebody the text only describes: where the description stands, and whether it says that it is a first.
    fn phrase_signs(&self, n: usize, sink: &mut impl FnMut(usize, u32)) {
        let (phrase, p) = (&self.phrases[n], self.pool);
        let back = bucket(phrase.back);
        let gender = |k: usize| self.scene.marks[k].entry.gender;
        let asked = self.draft.mention.as_ref().map_or(0, |mention| gender(mention.key));
        let agrees = u32::from(matches!(asked, 1 | 2) && gender(phrase.mention.key) == asked);
        sink(group::GENDER, self.asks as u32 * 4 + agrees);
        sink(group::ANY_GENDER, agrees);
        sink(group::BACK, p * 8 + back);
        sink(group::ANY_BACK, back);
        let stand = if phrase.opens { 3 } else { 4 };
        sink(group::ANY_STAND, stand);
        sink(group::STAND, p * 16 + stand * 2 + u32::from(back <= 1));
        let near = self.lasts.iter().filter(|(last, _)| *last > phrase.mention.words.start).count();
        sink(group::RANK, p * 4 + near.min(3) as u32);
        let first = self.scene.is(phrase.mention.words.start, INDEF);
        sink(group::OWN_PLACE, self.asks as u32 * 8 + u32::from(phrase.opens) * 2 + u32::from(first));
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
