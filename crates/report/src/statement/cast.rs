//! Everybody and everything in a report that may speak: persons by their full names, single names
//! (a pseudonym, a firm, a town), and whoever a statement has described ("the minister").
//!
//! A member gathers its mentions, its gender and number, what the report says it is, and what it has
//! said so far. Which member speaks is judged in [`linker`](super::linker), not here.

use super::lexicon::ByHash;
use super::lexicon::class::*;
use super::mention::{Head, Mention};
use super::scene::Scene;
use crate::name::People;
use crate::sentence::Kind;
use crate::{Name, NameKind, Span};
use std::cell::LazyCell;
use std::ops::Range;

/// One who may speak.
pub(crate) struct Member {
    /// The fullest form, in tokens.
    pub(crate) words: Range<usize>,
    /// All mentions, in tokens, in order.
    pub(crate) mentions: Vec<Range<usize>>,
    pub(crate) head: Head,
    /// What the report says it is.
    pub(crate) role: Option<Range<usize>>,
    /// All that it says it is.
    pub(crate) roles: Vec<Range<usize>>,
    /// Folded words of a description.
    pub(crate) hashes: Vec<u64>,
    /// 1 masculine, 2 feminine, 4 neuter, 0 or 3 unknown.
    pub(crate) gender: u8,
    /// Whether the gender is guessed from the ending of a given name.
    pub(crate) guessed: bool,
    /// 1 one, 2 many, 0 unknown.
    pub(crate) number: u8,
    /// Whether something shows that this is a person.
    pub(crate) person: bool,
    /// Whether a title or an office stands with its name.
    pub(crate) office: bool,
    /// How often it has spoken.
    pub(crate) said: u32,
    /// Where it spoke last.
    pub(crate) spoke: Option<usize>,
}

impl Member {
    /// Whether it has a name of two words or more.
    pub(crate) fn full(&self) -> bool {
        self.head == Head::Name && self.words.len() > 1
    }

    /// The last mention that ends before token `at`.
    pub(crate) fn before(&self, at: usize) -> Option<&Range<usize>> {
        let n = self.mentions.partition_point(|run| run.end <= at);
        n.checked_sub(1).and_then(|n| self.mentions.get(n))
    }

    fn mentioned(&mut self, run: Range<usize>) {
        let n = self.mentions.partition_point(|known| known.start < run.start);
        // A title before a name is no other mention.
        let near = n.saturating_sub(1)..(n + 1).min(self.mentions.len());
        if self.mentions[near].iter().all(|known| known.start != run.start && known.end != run.end) {
            self.mentions.insert(n, run);
        }
    }
}

/// All members, in the order they were met: first the persons, as [`People`] counts them.
pub(crate) struct Cast {
    pub(crate) members: Vec<Member>,
    pub(crate) people: People,
    /// Who spoke where, in order.
    pub(crate) turns: Vec<(usize, usize)>,
    /// How freely each name stands.
    pub(crate) free: Vec<u32>,
}

impl Cast {
    /// The names of a scene.
    pub(crate) fn of(scene: &Scene<'_>) -> Self {
        let people = People::of(scene);
        let members = people
            .persons
            .iter()
            .map(|person| Member {
                words: person.full.clone(),
                mentions: person.mentions.clone(),
                head: Head::Name,
                role: person.role.clone(),
                roles: person.roles.clone(),
                hashes: Vec::new(),
                gender: person.gender,
                guessed: person.guessed,
                number: 1,
                person: person.shown && !scene.within_marks(&person.full),
                office: person.office && !scene.within_marks(&person.full),
                said: 0,
                spoke: None,
            })
            .collect();
        let mut cast = Self { members, people, turns: Vec::new(), free: Vec::new() };
        cast.add_single_names(scene);
        cast.add_openings(scene);
        cast.tell_places(scene);
        cast.spell_out(scene);
        if scene.lexicon.traits.cases {
            cast.call_as_subjects(scene);
        }
        cast.free = (0..cast.members.len()).map(|n| cast.freedom(scene, n)).collect();
        cast
    }

    /// How freely a member stands: 0 always behind a preposition, as a place does, 1 not always, 2 it opens
    /// a sentence, as who acts does.
    pub(crate) fn freedom(&self, scene: &Scene<'_>, n: usize) -> u32 {
        let free = |run: &Range<usize>| {
            let sentence = scene.sentence_of(run.start);
            let mut k = run.start;
            while k > sentence.start && scene.is(k - 1, DET) && !scene.is(k - 1, PREP | OF) {
                k -= 1;
            }
            if k == sentence.start {
                return 2;
            }
            u32::from(!scene.is(k - 1, PREP | OF))
        };
        self.members[n].mentions.iter().map(free).max().unwrap_or(0)
    }

    /// Names of one word that belong to nobody with a longer one.
    fn add_single_names(&mut self, scene: &Scene<'_>) {
        let from = self.members.len();
        for k in 0..scene.tokens.len() {
            if !scene.single_name(k) || self.people.holds(k) {
                continue;
            }
            let inflects = scene.lexicon.traits.cases;
            let word = scene.tokens[k].word;
            let same = |member: &Member| {
                let name = member.words.start;
                scene.tokens[name].word == word || inflects && scene.same_word(name, k, inflects)
            };
            if let Some(member) = self.members[from..].iter_mut().find(|member| same(member)) {
                member.mentioned(k..k + 1);
                if member.roles.len() < 4 {
                    member.roles.extend(scene.called(k));
                }
                continue;
            }
            let titled = k > 0 && scene.is(k - 1, TITLE);
            let called: Vec<Range<usize>> = scene.called(k).into_iter().collect();
            self.members.push(Member {
                words: k..k + 1,
                mentions: vec![k..k + 1],
                head: Head::Name,
                role: None,
                roles: called,
                hashes: vec![word],
                gender: if titled { scene.marks[k - 1].entry.gender & 3 } else { scene.gender_of_given(k) },
                guessed: !titled && !scene.known_given(k),
                number: 1,
                person: titled || !scene.tokens[k].upper && scene.known_given(k),
                office: titled,
                said: 0,
                spoke: None,
            });
        }
    }

    /// A word that is a name elsewhere is one where its place gives it a capital, too.
    fn add_openings(&mut self, scene: &Scene<'_>) {
        let from = self.people.persons.len();
        if scene.lexicon.traits.capital_nouns || self.members.len() == from {
            return;
        }
        let known: ByHash<usize> =
            (from..self.members.len()).map(|n| (scene.tokens[self.members[n].words.start].word, n)).collect();
        for (k, token) in scene.tokens.iter().enumerate() {
            if token.capital
                && !self.people.holds(k)
                && let Some(n) = known.get(&token.word)
            {
                self.members[*n].mentioned(k..k + 1);
            }
        }
    }

    /// A given name behind a preposition or an article is a country's ("en France").
    fn tell_places(&mut self, scene: &Scene<'_>) {
        let from = self.people.persons.len();
        let place = |run: &Range<usize>| run.start > 0 && scene.is(run.start - 1, PREP | OF | DET);
        for member in self.members[from..].iter_mut().filter(|member| !member.office) {
            member.person &= !member.mentions.iter().any(place);
        }
    }

    /// A person known by an inflected full name is called as where a sentence begins with the name.
    fn call_as_subjects(&mut self, scene: &Scene<'_>) {
        let last = |run: &Range<usize>| scene.tokens[run.end - 1].word;
        let opens = |run: &Range<usize>| {
            let before = run.start.checked_sub(1).map_or(Kind::Stop, |k| scene.kind(k));
            scene.sentence_of(run.start).start == run.start || matches!(before, Kind::Comma | Kind::Dash)
        };
        for member in self.members.iter_mut().filter(|member| member.full()) {
            // "ван Оарт": the particle belongs to the name.
            let whole = |run: &Range<usize>| {
                let particle = |k: &usize| scene.is(*k, PARTICLE) && !scene.tokens[*k].capital;
                let from = (0..run.start).rev().take_while(particle).last().unwrap_or(run.start);
                from..run.end
            };
            let subjects = || member.mentions.iter().map(whole).filter(opens);
            let known = subjects().any(|run| last(&run) == last(&member.words));
            if let Some(run) = subjects().max_by_key(Range::len).filter(|run| !known && run.len() > 1) {
                member.words = run;
            }
        }
    }

    /// "Secretaria da Segurança Pública (SSP)": what stands before the brackets is what the letters mean.
    fn spell_out(&mut self, scene: &Scene<'_>) {
        let from = self.people.persons.len();
        for member in &mut self.members[from..] {
            let upper = |run: &Range<usize>| run.len() == 1 && scene.tokens[run.start].upper;
            let full =
                member.mentions.iter().filter(|run| upper(run)).find_map(|run| scene.spelt_out(run.start));
            if let Some(full) = full {
                member.words = full;
            }
        }
    }

    /// The member that the words of a mention are, if one is: the same name or description.
    pub(crate) fn known(&self, scene: &Scene<'_>, mention: &Mention) -> Option<usize> {
        if mention.head == Head::Name {
            if let Some(n) = self.people.find(scene, &mention.words) {
                return Some(n);
            }
            if mention.words.clone().filter(|&k| !scene.is(k, DET)).count() == 1
                && let Some(n) = self.single(scene, mention.key)
            {
                return Some(n);
            }
        }
        let hashes = LazyCell::new(|| scene.content_hashes(&mention.words));
        let inflects = scene.lexicon.traits.cases;
        let from = self.people.persons.len();
        // "Another victim" is nobody met before.
        let new = scene.is(mention.words.start, INDEF) && mention.head != Head::Name;
        self.members[from..]
            .iter()
            .rposition(|member| {
                let same_key = member.words.clone().any(|k| scene.same_word(k, mention.key, inflects));
                let within = hashes.iter().all(|hash| member.hashes.contains(hash));
                let same = within && !hashes.is_empty() || hashes.len() == 1;
                same_key && same && !(new && member.words.len() != mention.words.len())
            })
            .map(|n| n + from)
    }

    /// The single name that has a mention at token `k`.
    fn single(&self, scene: &Scene<'_>, k: usize) -> Option<usize> {
        let from = self.people.persons.len();
        let word = scene.tokens[k].word;
        let named = |member: &Member| {
            member.head == Head::Name
                && (member.words.len() == 1 || member.hashes == [word])
                && (member.hashes == [word]
                    || scene.tokens[member.words.start].word == word
                    || member.mentions.iter().any(|run| run.start == k))
        };
        self.members[from..].iter().position(named).map(|n| n + from)
    }

    /// Adds whom a mention describes; returns its number.
    pub(crate) fn add(&mut self, scene: &Scene<'_>, mention: &Mention) -> usize {
        let entry = scene.marks[mention.key].entry;
        self.members.push(Member {
            words: mention.words.clone(),
            mentions: vec![mention.words.clone()],
            head: mention.head,
            role: mention.role.clone(),
            roles: mention.role.iter().cloned().collect(),
            hashes: scene.content_hashes(&mention.words),
            gender: entry.gender,
            guessed: false,
            number: entry.number,
            person: mention.titled,
            office: mention.titled,
            said: 0,
            spoke: None,
        });
        self.members.len() - 1
    }

    /// Notes that member `n` speaks by this mention, or without one at token `at`.
    pub(crate) fn speaks(
        &mut self,
        scene: &Scene<'_>,
        n: usize,
        mention: Option<&Mention>,
        at: usize,
        sure: bool,
    ) {
        self.turns.push((n, at));
        let member = &mut self.members[n];
        member.said += 1;
        member.spoke = Some(at);
        let Some(mention) = mention else { return };
        member.mentioned(mention.words.clone());
        let entry = scene.marks[mention.key].entry;
        let one =
            mention.head == Head::Role || mention.head == Head::Pronoun && matches!(entry.gender, 1 | 2);
        member.person |= one && entry.number != 2 && member.head == Head::Name && member.words.len() == 1;
        match mention.head {
            Head::Pronoun => {
                if sure && (member.gender == 0 || member.guessed) && matches!(entry.gender, 1 | 2) {
                    member.gender = entry.gender;
                    member.guessed = false;
                }
            }
            Head::Name => self.named(scene, n, mention),
            Head::Role if member.head == Head::Name && sure => {
                let first = mention.words.clone().find(|&k| !scene.is(k, DET));
                let role = first.unwrap_or(mention.words.start)..mention.words.end;
                member.roles.push(role.clone());
                if member.role.is_none() {
                    member.role = Some(role);
                }
            }
            _ => {
                // Of two descriptions the shorter is the surer, unless the longer holds a name.
                let named = |range: &Range<usize>| range.clone().skip(1).any(|k| scene.tokens[k].capital);
                let known = member.head != Head::Name && member.head == mention.head;
                if known && mention.words.len() < member.words.len() && !named(&member.words) {
                    member.words = mention.words.clone();
                }
            }
        }
    }

    /// Gives a speaker known by a short form the fuller one the report has.
    pub(crate) fn spell(&mut self, scene: &Scene<'_>, n: usize, mention: Option<&Mention>) {
        let member = &self.members[n];
        let short = !member.person && member.words.len() <= 9;
        let Some(mention) = mention.filter(|_| short && member.head != Head::Anonymous) else { return };
        let described = matches!(member.head, Head::Role | Head::Noun) && member.words == mention.words;
        let fuller = if member.said <= 1 && member.words.len() <= 3 { scene.fuller(mention) } else { None };
        let fuller = fuller.or_else(|| scene.described(mention).filter(|_| described));
        if let Some(fuller) = fuller {
            self.members[n].words = fuller;
        }
    }

    fn named(&mut self, scene: &Scene<'_>, n: usize, mention: &Mention) {
        let member = &mut self.members[n];
        if member.full() {
            member.person = true;
            // A subject stands in the nominative: its form is the name's.
            if scene.lexicon.traits.cases && mention.words.len() >= member.words.len() && !mention.titled {
                member.words = mention.words.clone();
            }
        }
        // "starostka Starého Brodu Olga Ferencová": the place belongs to the office, not to the name.
        let tail = mention.words.end == member.words.end && mention.words.start > member.words.start;
        if scene.lexicon.traits.cases && tail && mention.words.len() >= 2 && mention.role.is_some() {
            member.words = mention.words.clone();
        }
        member.person |= mention.titled;
        member.roles.extend(mention.role.clone());
        if member.role.is_none() {
            member.role.clone_from(&mention.role);
        }
    }
}

impl Cast {
    /// The names a report gives: its persons, and the names and organisations that spoke.
    pub(crate) fn names(&self, scene: &Scene<'_>) -> Vec<Name> {
        let persons = self.people.persons.len();
        let named = |n: usize, member: &Member| {
            n < persons || member.said > 0 && matches!(member.head, Head::Name | Head::Organisation)
        };
        let mut names: Vec<Name> = self
            .members
            .iter()
            .enumerate()
            .filter(|(n, member)| named(*n, member))
            .map(|(_, member)| Name {
                name: scene.slice(&member.words).to_owned(),
                kind: match member.head {
                    _ if member.person => NameKind::Person,
                    Head::Organisation => NameKind::Organisation,
                    _ => NameKind::Other,
                },
                role: member.role.as_ref().map(|role| scene.slice(role).to_owned()),
                mentions: member.named(scene),
            })
            .collect();
        names.sort_by_key(|name| name.mentions.first().map_or(0, |span| span.start));
        names
    }
}

impl Member {
    /// The mentions that name it: those without a capital are pronouns and descriptions.
    fn named(&self, scene: &Scene<'_>) -> Vec<Span> {
        let own = |run: &&Range<usize>| {
            self.head != Head::Name
                || !run.is_empty() && scene.tokens[run.end - 1].capital && !scene.is(run.start, DET | PRON)
        };
        self.mentions.iter().filter(own).map(|run| scene.span(run)).collect()
    }
}

impl Scene<'_> {
    /// Whether quotation marks hold the name alone: a firm, a ship, a work.
    pub(crate) fn within_marks(&self, run: &Range<usize>) -> bool {
        run.start > 0 && self.kind(run.start - 1) == Kind::Quote && self.kind(run.end) == Kind::Quote
    }

    /// What stands before a name and says what it is: "la empresa Montecon", "związek „Semafor”", "the
    /// carrier (Hapag)".
    pub(crate) fn called(&self, k: usize) -> Option<Range<usize>> {
        let sentence = self.sentence_of(k);
        let mut at = k.checked_sub(1)?;
        if matches!(self.kind(at), Kind::Quote | Kind::Open) {
            at = at.checked_sub(1)?;
        } else if self.lexicon.traits.cases {
            // A bare name behind a noun may be its genitive.
            return None;
        }
        let nouns = self.lexicon.traits.capital_nouns;
        let noun = |n: usize| {
            n >= sentence.start
                && self.is(n, ORG | ROLE)
                && !self.is(n, DET | PREP)
                && (nouns || !self.tokens[n].capital || n == sentence.start)
        };
        if noun(at) {
            return Some(at..at + 1);
        }
        // An adjective between them.
        let adjective = self.kind(at) == Kind::Word && !self.tokens[at].capital && self.classes(at) == 0;
        (adjective && at > 0 && noun(at - 1)).then(|| at - 1..at + 1)
    }

    /// The name before a bracket with its first letters: it begins with a capital that the letters begin with.
    fn spelt_out(&self, k: usize) -> Option<Range<usize>> {
        if k < 3 || self.kind(k - 1) != Kind::Open || self.kind(k + 1) != Kind::Close {
            return None;
        }
        let initial = self.word(k).chars().next()?;
        let sentence = self.sentence_of(k);
        let within = |n: &usize| self.tokens[*n].capital || self.is(*n, OF | DET | PREP | CONJ | PARTICLE);
        let from = (sentence.start.max(k.saturating_sub(11))..k - 1).rev().take_while(within).last()?;
        let begins = |n: &usize| {
            let own = self.tokens[*n].capital && !self.is(*n, DET);
            own && self.word(*n).starts_with(initial)
        };
        let first = (from..k - 1).find(begins)?;
        (k - 1 - first >= 2).then_some(first..k - 1)
    }

    /// The fuller form of a name or an organisation called by its first word alone: "la Ville" is "la Ville
    /// de Montréal", "der Städtetag" the "Städtetag NRW".
    pub(crate) fn fuller(&self, mention: &Mention) -> Option<Range<usize>> {
        let own: Vec<usize> = mention.words.clone().filter(|&k| !self.is(k, DET)).collect();
        let fits = matches!(mention.head, Head::Organisation | Head::Noun | Head::Name);
        let key = *own.first()?;
        let tail = own.get(1).copied();
        let plain = own.len() == 1 || own.len() == 2 && tail.is_some_and(|k| !self.tokens[k].capital);
        if !fits || !plain || mention.words.len() > own.len() + 1 || self.is(mention.words.start, INDEF) {
            return None;
        }
        self.places_of(self.tokens[key].word).find_map(|k| {
            if k == key || k + 1 == self.tokens.len() || !self.tokens[k].capital || self.quoted(k) {
                return None;
            }
            if tail.is_some_and(|tail| self.tokens[k + 1].word != self.tokens[tail].word) {
                return None;
            }
            let sentence = self.sentence_of(k);
            let (end, behind) = (sentence.end, k + own.len());
            if self.lexicon.natural_gender() && !self.is(behind, OF) {
                // What a thing is stands last: "the Gauteng Provincial Government".
                let plain = |n: &usize| self.tokens[*n].capital && self.classes(*n) & !(ORG | ROLE) == 0;
                let from = (sentence.start..k).rev().take_while(plain).last()?;
                let whole = !self.tokens.get(behind).is_some_and(|next| next.capital);
                return (whole && from > sentence.start && k - from <= 5).then_some(from..behind);
            }
            if k > sentence.start && self.tokens[k - 1].capital && !self.is(k - 1, DET) {
                return None;
            }
            let mut stop = behind;
            while stop < end
                && (self.tokens[stop].capital || self.is(stop, OF | INSIDE) || self.word(stop) == "&")
            {
                stop += 1;
            }
            while stop > behind && !self.tokens[stop - 1].capital {
                stop -= 1;
            }
            let names = (behind..stop).any(|n| self.tokens[n].capital);
            (names && stop - k <= 8 && !self.is(behind, ROLE | TITLE)).then_some(k..stop)
        })
    }

    /// The fullest description, before its statement, of one who is spoken of as known: "the woman" is "the
    /// woman and mother of the children".
    fn described(&self, mention: &Mention) -> Option<Range<usize>> {
        let word = self.tokens[mention.key].word;
        if !self.is(mention.words.start, DET) || self.is(mention.words.start, INDEF) {
            return None;
        }
        let whole = |k: usize| {
            let first = k.checked_sub(1).filter(|&first| self.is(first, DET) && !self.is(first, INDEF))?;
            let found = self.mention_at(first, self.sentence_of(k).end)?;
            let same = found.words.start == first && found.head == mention.head && found.words.len() <= 12;
            // Where only what links may stand before a word, no verb is taken for a noun.
            let links = |n: usize| self.is(n, OF | DET | CONJ | PREP);
            let linked = |n: &usize| links(*n) || self.is(*n, ROLE | ORG) || links(*n - 1);
            let mut end = (k + 1..found.words.end).take_while(linked).last().map_or(k + 1, |last| last + 1);
            while end > k + 1 && links(end - 1) {
                end -= 1;
            }
            (same && end - first <= 9).then_some(first..end)
        };
        self.places_of(word)
            .take_while(|&k| k < mention.words.start)
            .filter(|&k| k > 0 && !self.quoted(k))
            .filter_map(whole)
            .max_by_key(Range::len)
            .filter(|found| found.len() > mention.words.len())
    }

    /// Whether the token can be a name of one word: a capital that its place does not explain.
    fn single_name(&self, k: usize) -> bool {
        let token = &self.tokens[k];
        if token.kind != Kind::Word || !token.capital || token.end - token.start < 2 {
            return false;
        }
        let common =
            DET | PREP | CONJ | SUB | PRON | ADV | TIME | AUX | COMP | CLITIC | NEG | ACC | OF | INSIDE;
        if self.is(k, common | ROLE | TITLE | DOC | ANON) {
            return false;
        }
        let opens = k == 0
            || !self.tokens[k - 1].is_word() && self.kind(k - 1) != Kind::Comma
            || self.sentence_of(k).start == k;
        let titled = k > 0 && self.is(k - 1, TITLE | ROLE);
        titled || token.upper || !opens && !self.lexicon.traits.capital_nouns
    }

    /// The hashes of the words of a description that say something.
    pub(crate) fn content_hashes(&self, range: &Range<usize>) -> Vec<u64> {
        let common = DET | PREP | OF | ADV | CONJ | AUX | PARTICLE;
        range
            .clone()
            .filter(|&k| self.tokens[k].is_word() && (!self.is(k, common) || self.is(k, ROLE | ORG)))
            .map(|k| self.tokens[k].word)
            .collect()
    }
}
