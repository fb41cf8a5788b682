//! From the mention beside a statement to somebody the report knows: the fullest name, the role, how
//! sure. A pronoun or a role noun is resolved to one who was named; where that is not sure, the
//! statement keeps its mention and says so by its confidence.

use super::draft::{Draft, Rule};
use super::evidence::{self, Finding};
use super::lexicon::class::*;
use super::mention::{Head, Mention};
use super::model::{Model, logistic};
use super::scene::Scene;
use crate::name::{People, same_stem};
use crate::sentence::fold_hash;
use crate::{In, Manner, Name, NameKind, Span, Speaker, SpeakerKind, Statement, Words};
use std::ops::Range;

/// One whom the report quotes.
#[derive(Clone, Debug, PartialEq)]
enum Who {
    /// Index into the people.
    Person(usize),
    /// Index into the other speakers.
    Other(usize),
}

/// A speaker that is no person with a full name.
struct Other {
    words: Range<usize>,
    head: Head,
    /// Folded words of the description.
    hashes: Vec<u64>,
    role: Option<Range<usize>>,
    /// A pronoun or a role noun was resolved to it: it is a person.
    person: bool,
    gender: u8,
    number: u8,
}

/// What a pronoun or a role noun asks of the one it stands for.
#[derive(Clone, Copy)]
struct Wants {
    /// 1 masculine, 2 feminine, 4 neuter, else any.
    gender: u8,
    plural: bool,
}

impl Wants {
    /// Whether a person of this gender fits, and how well.
    fn person(self, gender: u8) -> Option<f32> {
        if self.plural || self.gender == 4 {
            return None;
        }
        match (self.gender, gender) {
            (1, 2) | (2, 1) => None,
            (1 | 2, own) if own == self.gender => Some(0.6),
            _ => Some(0.0),
        }
    }

    fn other(self, other: &Other) -> Option<f32> {
        let thing = matches!(other.head, Head::Organisation | Head::Document);
        let crowd = other.number == 2 || thing || matches!(other.head, Head::Noun | Head::Anonymous);
        if self.plural {
            return crowd.then_some(0.5);
        }
        if self.gender == 4 {
            return (!other.person).then_some(if thing { 0.6 } else { 0.0 });
        }
        match (self.gender, other.gender) {
            (1, 2) | (2, 1) if !thing => None,
            (1 | 2, _) if thing || other.head == Head::Noun => Some(-1.2),
            _ => Some(0.0),
        }
    }
}

/// A speaker found, and how sure that is.
struct Found {
    who: Option<Who>,
    sure: f32,
    finding: Finding,
}

impl Found {
    fn new(who: Option<Who>, sure: f32) -> Self {
        Self { who, sure, finding: Finding { found: false, person: false, tenths: 0, apart: 4 } }
    }
}

struct Resolver<'a, 'b> {
    scene: &'a Scene<'b>,
    people: People,
    others: Vec<Other>,
    /// Speakers so far: who, where.
    spoken: Vec<(Who, usize)>,
}

/// What [`statements`] gives.
pub(crate) struct Given {
    pub(crate) statements: Vec<Statement>,
    pub(crate) names: Vec<Name>,
}

/// Names of signs, of the statement and of its speaker.
pub(crate) type Signs = Vec<(Vec<String>, Vec<String>)>;

/// Statements and names of a report from what the rules have found; lays open their signs if asked.
pub(crate) fn statements(
    scene: &Scene<'_>,
    drafts: Vec<Draft>,
    model: &Model,
    signs: Option<&mut Signs>,
) -> Given {
    let people = People::of(scene);
    let mut resolver = Resolver { scene, people, others: Vec::new(), spoken: Vec::new() };
    let mut found: Vec<(Draft, Found)> = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let speaker = resolver.resolve(&draft, model);
        found.push((draft, speaker));
    }
    if let Some(signs) = signs {
        let drafts: Vec<Draft> = found.iter().map(|(draft, _)| draft.clone()).collect();
        let setting = evidence::Setting::of(scene, &drafts);
        for (n, (draft, speaker)) in found.iter().enumerate() {
            let mut own = Vec::new();
            evidence::of_draft(scene, draft, super::nested(&drafts, n), &setting, &mut |group, value| {
                own.push(format!("{group}={value}"));
            });
            let mut theirs = Vec::new();
            evidence::of_speaker(scene, draft, &speaker.finding, &mut |group, value| {
                theirs.push(format!("{group}={value}"));
            });
            signs.push((own, theirs));
        }
    }
    let mut statements: Vec<Statement> =
        found.iter().map(|(draft, speaker)| resolver.statement(draft, speaker, model)).collect();
    let repeats = resolver.repeats(&found);
    let sure: Vec<f32> = statements.iter().map(|statement| statement.confidence).collect();
    for (n, target) in repeats.into_iter().enumerate() {
        let Some(target) = target else { continue };
        let speaker = statements[target].speaker.clone();
        let statement = &mut statements[n];
        statement.repeats = Some(target);
        let named = statement.speaker.as_ref().is_some_and(|speaker| speaker.kind == SpeakerKind::Named);
        if named && statement.cue.is_some() {
            continue;
        }
        let own = statement.speaker.take();
        let mention = own.as_ref().and_then(|own| own.mention.clone());
        let at = own.and_then(|own| own.at);
        statement.speaker = speaker.map(|speaker| Speaker { mention, at, ..speaker });
        statement.confidence = statements_sure(sure[target]);
    }
    Given { statements, names: resolver.names() }
}

/// A repeated quotation is no surer than the one it repeats.
fn statements_sure(target: f32) -> f32 {
    target * 0.9
}

impl Resolver<'_, '_> {
    fn resolve(&mut self, draft: &Draft, model: &Model) -> Found {
        let mut found = match &draft.mention {
            Some(mention) => match mention.head {
                Head::Pronoun => self.pronoun(mention, draft),
                Head::Name => self.named(mention),
                _ => self.described(mention, draft),
            },
            None => self.unmentioned(draft),
        };
        found.finding = self.finding(draft, &found);
        let trusted = if model.is_empty() { base(draft.rule) * found.sure >= 0.5 } else { found.sure >= 0.4 };
        if let Some(who) = found.who.as_ref().filter(|_| trusted) {
            let at = draft
                .mention
                .as_ref()
                .map_or(draft.start(), |mention| mention.words.start.max(draft.start()));
            self.spoken.push((who.clone(), at));
        }
        found
    }

    fn named(&mut self, mention: &Mention) -> Found {
        if let Some(n) = self.people.find(self.scene, &mention.words) {
            let person = &mut self.people.persons[n];
            person.shown = true;
            // A subject stands in the nominative: its form is the name's.
            if self.scene.lexicon.traits.cases && mention.words.len() >= person.full.len() && !mention.titled
            {
                person.full = mention.words.clone();
            }
            if person.role.is_none() {
                person.role.clone_from(&mention.role);
            }
            return Found::new(Some(Who::Person(n)), 0.95);
        }
        let n = self.other(mention);
        Found::new(Some(Who::Other(n)), 0.9)
    }

    fn hashes(&self, range: &Range<usize>) -> Vec<u64> {
        let common = DET | PREP | OF | ADV | CONJ | AUX | PARTICLE;
        range
            .clone()
            .filter(|&k| {
                self.scene.tokens[k].is_word() && (!self.scene.is(k, common) || self.scene.is(k, ROLE | ORG))
            })
            .map(|k| self.scene.tokens[k].word)
            .collect()
    }

    /// The speaker of this description among those before, or a new one.
    fn other(&mut self, mention: &Mention) -> usize {
        let hashes = self.hashes(&mention.words);
        let inflects = self.scene.lexicon.traits.cases;
        let key = self.scene.word(mention.key);
        let known = self.others.iter().rposition(|other| {
            let same_key = other.words.clone().any(|k| same_stem(self.scene.word(k), key, inflects));
            let within = hashes.iter().all(|hash| other.hashes.contains(hash));
            same_key && (within && !hashes.is_empty() || hashes.len() == 1)
        });
        if let Some(n) = known {
            let other = &mut self.others[n];
            let named = |range: &Range<usize>| range.clone().skip(1).any(|k| self.scene.tokens[k].capital);
            if mention.words.len() < other.words.len() && !named(&other.words) {
                other.words = mention.words.clone();
            }
            return n;
        }
        let entry = self.scene.marks[mention.key].entry;
        self.others.push(Other {
            words: mention.words.clone(),
            head: mention.head,
            hashes,
            role: mention.role.clone(),
            person: mention.titled,
            gender: entry.gender,
            number: entry.number,
        });
        self.others.len() - 1
    }

    /// The one a pronoun stands for: who spoke last or was named last, by gender and distance.
    fn pronoun(&mut self, mention: &Mention, draft: &Draft) -> Found {
        let entry = self.scene.marks[mention.key].entry;
        let wants = Wants { gender: entry.gender, plural: entry.number == 2 };
        let at = mention.words.start;
        let mut best: Option<(f32, Who)> = None;
        let mut second = f32::MIN;
        for (score, who) in self.candidates(at, draft, wants) {
            if best.as_ref().is_none_or(|(top, _)| score > *top) {
                if let Some((top, old)) = &best
                    && *old != who
                {
                    second = second.max(*top);
                }
                best = Some((score, who));
            } else if best.as_ref().is_some_and(|(_, top)| *top != who) {
                second = second.max(score);
            }
        }
        let Some((score, who)) = best.filter(|(score, _)| *score > 0.0) else {
            return Found::new(None, 0.2);
        };
        if let Who::Other(n) = &who {
            let thing = matches!(self.others[*n].head, Head::Organisation | Head::Document);
            self.others[*n].person |= !wants.plural && !thing && wants.gender < 3;
        }
        let margin = score - second.max(0.0);
        let sure = if score >= 3.0 && margin >= 1.0 {
            0.85
        } else if margin >= 0.5 {
            0.7
        } else {
            0.5
        };
        Found::new(Some(who), sure)
    }

    /// All whom a pronoun at `at` may stand for, with a score each.
    fn candidates(&self, at: usize, draft: &Draft, wants: Wants) -> Vec<(f32, Who)> {
        let scene = self.scene;
        let here = scene.sentence_index(at);
        let paragraph = scene.paragraph_of(at);
        let content = draft.start()..draft.end();
        let mut found = Vec::new();
        let last = self.spoken.last();
        for (who, place) in self.spoken.iter().rev().take(8) {
            let fit = match who {
                Who::Person(n) => wants.person(self.people.persons[*n].gender),
                Who::Other(n) => wants.other(&self.others[*n]),
            };
            let Some(fit) = fit else { continue };
            let far = paragraph.saturating_sub(scene.paragraph_of(*place)) as f32;
            let is_last = last.is_some_and(|(other, seen)| other == who && seen == place);
            found.push((3.6 + fit + if is_last { 0.6 } else { -0.6 } - far * 0.8, who.clone()));
        }
        for (n, person) in self.people.persons.iter().enumerate() {
            let Some(fit) = wants.person(person.gender) else { continue };
            let Some(run) =
                person.mentions.iter().rfind(|run| run.end <= at && !content.contains(&run.start))
            else {
                continue;
            };
            let sentence = scene.sentence_of(run.start);
            let back = here.saturating_sub(scene.sentence_index(run.start)) as f32;
            let governed = run.start > 0 && scene.is(run.start - 1, PREP | OF);
            let initial = run.start - sentence.start < 6;
            let apart = paragraph.saturating_sub(scene.paragraph_of(run.start)) as f32;
            let mut score = 3.0 + fit - back * 0.9 - apart * 0.4;
            score += if governed { -1.2 } else { 0.2 } + if initial { 1.0 } else { 0.0 };
            score += if person.shown { 0.4 } else { -2.0 };
            score -= if scene.quoted(run.start) { 2.0 } else { 0.0 };
            found.push((score, Who::Person(n)));
        }
        found
    }

    /// A role, an organisation, a document, a witness: one named before with that role, or itself.
    fn described(&mut self, mention: &Mention, draft: &Draft) -> Found {
        let last = mention.words.end.saturating_sub(1);
        let apposed =
            matches!(mention.head, Head::Noun | Head::Role) && !self.people.governed(self.scene, last);
        if let Some(n) = self.people.at(last).filter(|_| apposed) {
            // "Der frühere Sieger Hannawald"
            return Found::new(Some(Who::Person(n)), 0.85);
        }
        if mention.head == Head::Role
            && self.scene.marks[mention.key].entry.number != 2
            && !self.scene.is(mention.words.start, INDEF)
            && let Some((n, sure)) = self.by_role(mention)
        {
            return Found::new(Some(Who::Person(n)), sure);
        }
        if let Some(found) = self.definite(mention, draft) {
            return found;
        }
        let n = self.other(mention);
        let known = self.others[n].words.start < mention.words.start;
        // A definite description stands for somebody named; unknown whom.
        let open = matches!(mention.head, Head::Role | Head::Noun) && !self.indefinite(mention);
        let sure: f32 = match mention.head {
            Head::Noun => 0.6,
            _ if open && !known => 0.48,
            _ => 0.8,
        };
        Found::new(Some(Who::Other(n)), if open { sure.min(0.6) } else { sure })
    }

    fn indefinite(&self, mention: &Mention) -> bool {
        let first = mention.words.start;
        self.scene.is(first, INDEF)
            || self.scene.kind(first) == crate::sentence::Kind::Number
            || self.scene.lexicon.traits.articles && !self.scene.is(first, DET)
    }

    /// "the minister": somebody spoken of just before, if nothing speaks against it.
    fn definite(&mut self, mention: &Mention, draft: &Draft) -> Option<Found> {
        let definite = self.scene.is(mention.words.start, DET) || !self.scene.lexicon.traits.articles;
        if mention.head != Head::Role
            || !definite
            || mention.words.len() > 6
            || self.scene.is(mention.words.start, INDEF)
        {
            return None;
        }
        let entry = self.scene.marks[mention.key].entry;
        if entry.number == 2 {
            return None;
        }
        let at = mention.words.start;
        let gender = if entry.gender == 3 { 0 } else { entry.gender };
        let wants = Wants { gender, plural: false };
        let mut all = self.candidates(at, draft, wants);
        all.retain(|(_, who)| match who {
            Who::Person(_) => true,
            Who::Other(n) => self.others[*n].head == Head::Name && self.others[*n].words.len() == 1,
        });
        all.sort_by(|(a, _), (b, _)| b.total_cmp(a));
        let (score, who) = all.into_iter().next()?;
        if score < 3.2 {
            return None;
        }
        let open = match &who {
            Who::Person(n) => self.people.persons[*n].role.is_none(),
            Who::Other(n) => self.others[*n].role.is_none(),
        };
        let long = mention.words.len() > 3;
        if long && !open {
            // "cette habitante du quartier des Tanneurs" says too much to be one whose role is another.
            return None;
        }
        if open {
            self.give_role(&who, mention);
        }
        Some(Found::new(Some(who), if open && !long { 0.7 } else { 0.52 }))
    }

    fn give_role(&mut self, who: &Who, mention: &Mention) {
        let first = mention.words.clone().find(|&k| !self.scene.is(k, DET)).unwrap_or(mention.words.start);
        let role = Some(first..mention.words.end);
        match who {
            Who::Person(n) => self.people.persons[*n].role = role,
            Who::Other(n) => {
                self.others[*n].role = role;
                self.others[*n].person = true;
            }
        }
    }

    /// The person named with the role, most words in common, nearest.
    fn by_role(&self, mention: &Mention) -> Option<(usize, f32)> {
        let scene = self.scene;
        let inflects = scene.lexicon.traits.cases;
        let key = scene.word(mention.key);
        let hashes = self.hashes(&mention.words);
        let mut best: Option<(usize, usize, usize)> = None;
        for (n, person) in self.people.persons.iter().enumerate() {
            let Some(role) = &person.role else { continue };
            if !role.clone().any(|k| same_stem(scene.word(k), key, inflects)) {
                continue;
            }
            let common =
                hashes.iter().filter(|hash| role.clone().any(|k| scene.tokens[k].word == **hash)).count();
            let seen =
                person.mentions.iter().rfind(|run| run.end <= mention.words.start).map_or(0, |run| run.start);
            let later =
                seen == 0 && person.mentions.first().is_some_and(|run| run.start > mention.words.start);
            // Who is named further on is meant only if every word of the role agrees.
            if later && (common < hashes.len() || hashes.len() < 2) {
                continue;
            }
            // One who has spoken is meant sooner than one who was only named.
            let spoke =
                self.spoken.iter().rfind(|(who, _)| *who == Who::Person(n)).map_or(0, |(_, place)| *place);
            let seen = if spoke > 0 { spoke.max(seen) + 200 } else { seen };
            if best.is_none_or(|(_, c, s)| (common, seen) > (c, s)) {
                best = Some((n, common, seen));
            }
        }
        let (n, common, _) = best?;
        if let Some(topical) = self.topical(n, mention) {
            return Some((topical, 0.5));
        }
        let full = common + 1 >= hashes.len();
        full.then_some((n, if common == hashes.len() { 0.85 } else { 0.65 }))
    }

    /// No mention beside the statement: the one who spoke before goes on, if the text does.
    fn unmentioned(&self, draft: &Draft) -> Found {
        if draft.rule == Rule::Heading {
            return Found::new(None, 0.2);
        }
        let at = draft.cue.as_ref().map_or(draft.start(), |cue| cue.start.min(draft.start()));
        let here = self.scene.paragraph_of(at);
        let mut all = self.candidates(at, draft, Wants { gender: 0, plural: false });
        all.sort_by(|(a, _), (b, _)| b.total_cmp(a));
        let Some((score, who)) = all.into_iter().next() else { return Found::new(None, 0.2) };
        let apart =
            self.spoken.last().map_or(9, |(_, place)| here.saturating_sub(self.scene.paragraph_of(*place)));
        let sure = match draft.rule {
            Rule::Bare if score > 3.4 => 0.6,
            Rule::Bare if apart <= 1 => 0.45,
            Rule::Bare => return Found::new(None, 0.2),
            _ if score > 3.4 => 0.75,
            _ if apart <= 2 => 0.55,
            _ => 0.3,
        };
        Found::new(Some(who), sure)
    }

    /// One who speaks throughout is meant by a bare role sooner than one who was named once and is silent.
    fn topical(&self, n: usize, mention: &Mention) -> Option<usize> {
        let spoke = |n: usize| self.spoken.iter().filter(|(who, _)| *who == Who::Person(n)).count();
        if spoke(n) > 0 || mention.words.len() > 2 {
            return None;
        }
        let (who, place) = self.spoken.last()?;
        let near = self.scene.paragraph_of(*place) + 2 >= self.scene.paragraph_of(mention.words.start);
        let Who::Person(other) = who else { return None };
        let seen = self.people.persons[n].mentions.iter().rfind(|run| run.end <= mention.words.start);
        let before = seen.is_none_or(|run| run.start < *place);
        (near && before && spoke(*other) >= 1 && *other != n).then_some(*other)
    }

    fn span(&self, range: &Range<usize>) -> Span {
        let first = self.scene.tokens.get(range.start).map_or(0, |token| token.start);
        let last =
            range.end.checked_sub(1).and_then(|k| self.scene.tokens.get(k)).map_or(first, |token| token.end);
        Span::new(first as usize, last.max(first) as usize)
    }

    /// The span of a mention; of a pronoun hung on its verb ("-t-il"), the pronoun.
    fn bare_span(&self, range: &Range<usize>) -> Span {
        let span = self.span(range);
        let text = span.slice(self.scene.text);
        match text.rfind('-').filter(|_| text.starts_with('-')) {
            Some(dash) => Span::new(span.start as usize + dash + 1, span.end as usize),
            None => span,
        }
    }

    fn words(&self, range: &Range<usize>) -> Words {
        Words { text: self.scene.slice(range).to_owned(), at: self.span(range) }
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

    /// How the speaker was found, for the model.
    fn finding(&self, draft: &Draft, found: &Found) -> Finding {
        let here = self.scene.paragraph_of(draft.start());
        let last = self.spoken.iter().rfind(|(who, _)| Some(who) == found.who.as_ref());
        let apart = last.map_or(4, |(_, place)| here.abs_diff(self.scene.paragraph_of(*place)).min(3) as u32);
        Finding {
            found: found.who.is_some(),
            person: matches!(found.who, Some(Who::Person(_))),
            tenths: (found.sure * 10.0) as u32,
            apart,
        }
    }

    /// How sure it is that this is a statement, and this its speaker.
    fn confidence(&self, draft: &Draft, found: &Found, model: &Model) -> f32 {
        if !model.knows_speakers() {
            return base(draft.rule) * found.sure;
        }
        let mut sum = 0.0;
        evidence::of_speaker(self.scene, draft, &found.finding, &mut |group, value| {
            sum += model.speaker(group, value);
        });
        model.confidence(draft.probability * logistic(sum))
    }

    fn statement(&self, draft: &Draft, found: &Found, model: &Model) -> Statement {
        let speaker = self.speaker(draft, found);
        Statement {
            manner: draft.manner,
            within: In::Text,
            words: self.content(draft),
            cue: draft.cue.as_ref().map(|cue| self.words(cue)),
            cue_class: draft.class.and_then(|n| self.scene.lexicon.cue_classes.get(n as usize)).cloned(),
            speaker,
            told_to: draft.told.as_ref().map(|told| self.scene.slice(told).to_owned()),
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
        match &found.who {
            Some(Who::Person(n)) => {
                let person = &self.people.persons[*n];
                speaker.name = Some(self.scene.slice(&person.full).to_owned());
                speaker.role = person.role.as_ref().map(|role| self.scene.slice(role).to_owned());
                speaker.kind = SpeakerKind::Named;
            }
            Some(Who::Other(n)) => {
                let other = &self.others[*n];
                speaker.name = Some(self.scene.slice(&other.words).to_owned());
                speaker.role = other.role.as_ref().map(|role| self.scene.slice(role).to_owned());
                let single = other.head == Head::Name && other.words.len() == 1;
                speaker.kind =
                    if single && other.person { SpeakerKind::Pseudonym } else { kind_of(other.head) };
            }
            None => {}
        }
        (speaker.name.is_some() || speaker.mention.is_some()).then_some(speaker)
    }

    /// For every heading's quotation, the statement whose words it repeats.
    fn repeats(&self, found: &[(Draft, Found)]) -> Vec<Option<usize>> {
        let words = |draft: &Draft| -> Vec<u64> {
            draft
                .parts
                .iter()
                .flat_map(|part| part.clone())
                .filter(|&k| self.scene.tokens[k].is_word())
                .map(|k| self.scene.tokens[k].word)
                .collect()
        };
        let all: Vec<Vec<u64>> = found.iter().map(|(draft, _)| words(draft)).collect();
        found
            .iter()
            .enumerate()
            .map(|(n, (draft, _))| {
                let heading = self.scene.paragraphs[self.scene.paragraph_of(draft.start())].heading;
                if !heading || draft.quotation.is_none() || draft.manner != Manner::Direct {
                    return None;
                }
                let own = &all[n];
                let score = |other: &Vec<u64>| own.iter().filter(|word| other.contains(word)).count();
                (0..found.len())
                    .filter(|&m| m != n && found[m].0.rule != Rule::Heading && found[m].0.rule != Rule::Named)
                    .map(|m| (score(&all[m]), m))
                    .filter(|(common, _)| *common * 5 >= own.len() * 4)
                    .max_by_key(|&(common, m)| (common, std::cmp::Reverse(m)))
                    .map(|(_, m)| m)
            })
            .collect()
    }

    fn names(&self) -> Vec<Name> {
        let mut names: Vec<Name> = self
            .people
            .persons
            .iter()
            .map(|person| Name {
                name: self.scene.slice(&person.full).to_owned(),
                kind: if person.shown { NameKind::Person } else { NameKind::Other },
                role: person.role.as_ref().map(|role| self.scene.slice(role).to_owned()),
                mentions: person.mentions.iter().map(|run| self.span(run)).collect(),
            })
            .collect();
        let own = |other: &&Other| matches!(other.head, Head::Name | Head::Organisation);
        for other in self.others.iter().filter(own) {
            let word = self.scene.word(other.words.end - 1);
            let hash = fold_hash(word);
            let mentions = (0..self.scene.tokens.len())
                .filter(|&k| {
                    other.words.len() == 1
                        && self.scene.tokens[k].word == hash
                        && self.scene.tokens[k].capital
                })
                .map(|k| self.span(&(k..k + 1)))
                .collect::<Vec<_>>();
            names.push(Name {
                name: self.scene.slice(&other.words).to_owned(),
                kind: if other.person {
                    NameKind::Person
                } else if other.head == Head::Organisation {
                    NameKind::Organisation
                } else {
                    NameKind::Other
                },
                role: other.role.as_ref().map(|role| self.scene.slice(role).to_owned()),
                mentions: if mentions.is_empty() { vec![self.span(&other.words)] } else { mentions },
            });
        }
        names.sort_by_key(|name| name.mentions.first().map_or(0, |span| span.start));
        names
    }
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
