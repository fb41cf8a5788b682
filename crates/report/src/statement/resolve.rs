//! From the mention beside a statement to somebody the report knows: the fullest name, the role, how
//! sure. Statement by statement the [`linker`] chooses among the [`cast`](super::cast); where it is
//! not sure, the statement keeps its mention and says so by its confidence.

use super::cast::{Cast, Member};
use super::circumstance::Circumstance;
use super::draft::{Draft, Rule};
use super::evidence;
use super::linker::{self, Candidate, Choice};
use super::mention::Head;
use super::model::{Model, logistic};
use super::repeat;
use super::scene::Scene;
use super::trust::{self, Finding};
use crate::{In, Name, Span, Speaker, SpeakerKind, Statement, Words};
use std::ops::Range;

/// A choice so probable that what the mention says of its bearer is believed.
const SURE: f32 = 0.8;

/// A choice less probable is a guess where nobody is mentioned.
const GUESS: f32 = 0.4;

/// A speaker found, and how.
struct Found {
    who: Option<usize>,
    finding: Finding,
}

struct Resolver<'a, 'b> {
    scene: &'a Scene<'b>,
    cast: Cast,
}

/// What [`statements`] gives.
pub(crate) struct Given {
    pub(crate) statements: Vec<Statement>,
    pub(crate) names: Vec<Name>,
}

/// The signs of one statement, laid open: for training.
#[derive(Default)]
pub(crate) struct Signs {
    pub(crate) draft: Vec<String>,
    pub(crate) trust: Vec<String>,
    /// Every candidate for its speaker.
    pub(crate) candidates: Vec<super::Candidate>,
    /// Which of them was chosen.
    pub(crate) chosen: usize,
}

/// Statements and names of a report from what the rules have found.
pub(crate) fn statements(scene: &Scene<'_>, drafts: &[Draft], model: &Model) -> Given {
    let mut resolver = Resolver { scene, cast: Cast::of(scene) };
    let found: Vec<Found> = drafts
        .iter()
        .map(|draft| {
            let candidates = linker::weigh(scene, &resolver.cast, draft, model, false);
            let (best, probability) = linker::judge(&candidates);
            resolver.settle(draft, &candidates, best, probability)
        })
        .collect();
    resolver.given(drafts, &found, model)
}

/// The same, with all signs laid open; where the teacher knows better, the story goes on as it says.
pub(crate) fn lesson(
    scene: &Scene<'_>,
    drafts: &[Draft],
    model: &Model,
    teacher: &mut super::Teacher<'_>,
) -> (Given, Vec<Signs>) {
    let mut resolver = Resolver { scene, cast: Cast::of(scene) };
    let mut found = Vec::with_capacity(drafts.len());
    let mut signs = Vec::with_capacity(drafts.len());
    let setting = evidence::Setting::of(scene, drafts);
    for (n, draft) in drafts.iter().enumerate() {
        let candidates = linker::weigh(scene, &resolver.cast, draft, model, true);
        let (best, probability) = linker::judge(&candidates);
        let open: Vec<super::Candidate> = candidates
            .iter()
            .map(|candidate| (resolver.name_of(draft, candidate), candidate.signs.clone()))
            .collect();
        let chosen = teacher(n, &open).unwrap_or(best);
        let led = chosen != best;
        let sure = if led { 1.0 } else { probability };
        let mut speaker = resolver.settle(draft, &candidates, chosen, sure);
        speaker.finding.probability = probability;
        let mut own = Signs { candidates: open, chosen: best, ..Signs::default() };
        evidence::of_draft(scene, draft, super::nested(drafts, n), &setting, &mut |group, value| {
            own.draft.push(format!("{group}={value}"));
        });
        trust::of_speaker(scene, draft, &speaker.finding, &mut |group, value| {
            own.trust.push(format!("{group}={value}"));
        });
        signs.push(own);
        found.push(speaker);
    }
    (resolver.given(drafts, &found, model), signs)
}

impl Resolver<'_, '_> {
    /// Takes a candidate for the speaker and notes in the cast that it spoke.
    fn settle(&mut self, draft: &Draft, candidates: &[Candidate], chosen: usize, probability: f32) -> Found {
        let scene = self.scene;
        let Some(candidate) = candidates.get(chosen) else {
            return Found { who: None, finding: Finding::default() };
        };
        let mut finding = Finding::of(candidate, probability);
        let mention = draft.mention.as_ref();
        let who = match candidate.choice {
            Choice::Nobody => None,
            Choice::Member(n) => Some(n),
            Choice::Own => mention.map(|mention| self.cast.add(scene, mention)),
            Choice::Phrase(_) => candidate.described.as_ref().map(|words| self.cast.add(scene, words)),
        };
        if let Some(n) = who {
            if let Some(place) = self.cast.members[n].spoke {
                let here = scene.paragraph_of(draft.start());
                finding.apart = here.abs_diff(scene.paragraph_of(place)).min(3) as u32;
            }
            let at = mention.map_or(draft.start(), |mention| mention.words.start.max(draft.start()));
            // What is a mere guess is no turn that others are understood by.
            let guess = draft.rule == Rule::Fragment;
            if mention.is_some() || probability > GUESS && !guess {
                self.cast.speaks(scene, n, mention, at, probability > SURE);
                self.cast.spell(scene, n, mention);
            }
        }
        Found { who, finding }
    }

    fn name_of(&self, draft: &Draft, candidate: &Candidate) -> Option<String> {
        let words = match candidate.choice {
            Choice::Nobody => return None,
            Choice::Phrase(_) => candidate.described.as_ref().map(|words| words.words.clone())?,
            Choice::Own => draft.mention.as_ref().map(|mention| mention.words.clone())?,
            Choice::Member(n) => self.cast.members[n].words.clone(),
        };
        Some(self.scene.slice(&words).to_owned())
    }

    fn given(&self, drafts: &[Draft], found: &[Found], model: &Model) -> Given {
        let mut statements: Vec<Statement> =
            drafts.iter().zip(found).map(|(draft, speaker)| self.statement(draft, speaker, model)).collect();
        repeat::mark(self.scene, drafts, &mut statements);
        Given { statements, names: self.cast.names(self.scene) }
    }

    /// The span of a mention; of a pronoun hung on its verb ("-t-il"), the pronoun.
    fn bare_span(&self, range: &Range<usize>) -> Span {
        let span = self.scene.span(range);
        let text = span.slice(self.scene.text);
        match text.rfind('-').filter(|_| text.starts_with('-')) {
            Some(dash) => Span::new(span.start as usize + dash + 1, span.end as usize),
            None => span,
        }
    }

    fn words(&self, range: &Range<usize>) -> Words {
        Words { text: self.scene.slice(range).to_owned(), at: self.scene.span(range) }
    }

    /// The content's edges: no final comma, a full stop only where the marks hold it.
    fn content(&self, draft: &Draft) -> Vec<Words> {
        let mut parts = Vec::with_capacity(draft.parts.len());
        for part in &draft.parts {
            let mut part = part.clone();
            while part.len() > 1 && matches!(self.scene.kind(part.end - 1), crate::sentence::Kind::Comma) {
                part.end -= 1;
            }
            if !part.is_empty() {
                parts.push(self.words(&part));
            }
        }
        parts
    }

    /// How sure it is that this is a statement, and this its speaker.
    fn confidence(&self, draft: &Draft, found: &Found, model: &Model) -> f32 {
        if !model.knows_speakers() {
            return base(draft.rule) * found.finding.probability;
        }
        let mut sum = 0.0;
        trust::of_speaker(self.scene, draft, &found.finding, &mut |group, value| {
            sum += model.speaker(group, value);
        });
        model.confidence(draft.vouched() * logistic(sum))
    }

    fn statement(&self, draft: &Draft, found: &Found, model: &Model) -> Statement {
        let speaker = self.speaker(draft, found);
        let beside = Circumstance::of(self.scene, draft);
        let slice = |range: Range<usize>| self.scene.slice(&range).to_owned();
        Statement {
            manner: draft.manner,
            within: In::Text,
            words: self.content(draft),
            cue: draft.cue.as_ref().map(|cue| self.words(cue)),
            cue_class: draft.class.and_then(|n| self.scene.lexicon.cue_classes.get(n as usize)).cloned(),
            cue_negated: beside.negated,
            speaker,
            told_to: draft.told.as_ref().map(|told| self.scene.slice(told).to_owned()),
            relayed_by: beside.relay.map(slice),
            occasion: beside.occasion.map(slice),
            repeats: None,
            confidence: self.confidence(draft, found, model),
        }
    }

    fn speaker(&self, draft: &Draft, found: &Found) -> Option<Speaker> {
        let mention = draft.mention.as_ref();
        let at = mention.map(|mention| self.bare_span(&mention.words));
        let mut speaker = Speaker {
            mention: at.map(|at| at.slice(self.scene.text).to_owned()),
            at,
            name: None,
            role: None,
            kind: mention.map_or(SpeakerKind::Named, |mention| kind_of(mention.head)),
        };
        if let Some(n) = found.who {
            let member = &self.cast.members[n];
            speaker.name = Some(self.scene.slice(&member.words).to_owned());
            speaker.role = member.role.as_ref().map(|role| self.scene.slice(role).to_owned());
            speaker.kind = kind(member);
        }
        (speaker.name.is_some() || speaker.mention.is_some()).then_some(speaker)
    }
}

fn kind(member: &Member) -> SpeakerKind {
    let single = member.head == Head::Name && member.words.len() == 1;
    if single && member.person { SpeakerKind::Pseudonym } else { kind_of(member.head) }
}

/// How sure a rule is that what it found is a statement with these words.
fn base(rule: Rule) -> f32 {
    match rule {
        Rule::Behind | Rule::Incise | Rule::Colon => 1.0,
        Rule::Clause | Rule::Postposed | Rule::According => 0.9,
        Rule::Named => 0.8,
        Rule::Anaphor | Rule::Nominal | Rule::BareClause | Rule::Infinitive | Rule::Mood => 0.75,
        Rule::Object => 0.6,
        Rule::Bare | Rule::Heading | Rule::Answer => 0.75,
        Rule::OfferedClause | Rule::OfferedInfinitive | Rule::OfferedObject => 0.6,
        Rule::Fragment => 0.5,
    }
}

fn kind_of(head: Head) -> SpeakerKind {
    match head {
        Head::Name => SpeakerKind::Named,
        Head::Pronoun => SpeakerKind::Pronoun,
        Head::Role | Head::Noun => SpeakerKind::Nominal,
        Head::Organisation => SpeakerKind::Organisation,
        Head::Document => SpeakerKind::Document,
        Head::Anonymous => SpeakerKind::Anonymous,
    }
}
