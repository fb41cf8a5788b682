//! Names within one report: who is mentioned, by which forms, and what the report says they are.
//!
//! A person is known by a name of two words or more; shorter forms, initials and inflected forms are
//! joined to it by the family name. A given name alone stays what it is: it is never joined to
//! another name. Nothing is known of the world outside the report.

use crate::letters::{first_small, fold_hash};
use crate::sentence::{Kind, Same};
use crate::statement::lexicon::ByHash;
use crate::statement::lexicon::class::{
    ACC, ADV, AUX, CLITIC, COMP, CONJ, CUE, DET, DOC, INSIDE, NEG, OF, ORG, PARTICLE, PREP, PRON, REL, ROLE,
    SUB, TIME, TITLE,
};
use crate::statement::scene::Scene;
use std::collections::HashSet;
use std::hash::BuildHasherDefault;
use std::ops::Range;

/// Somebody the report names.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    /// The fullest form, in tokens.
    pub(crate) full: Range<usize>,
    /// All mentions, in tokens.
    pub(crate) mentions: Vec<Range<usize>>,
    /// What the report says they are.
    pub(crate) role: Option<Range<usize>>,
    /// All that it says they are, the first first.
    pub(crate) roles: Vec<Range<usize>>,
    /// 1 masculine, 2 feminine, 0 or 3 unknown.
    pub(crate) gender: u8,
    /// Whether the gender is guessed from the ending of the given name, or from a masculine office.
    pub(crate) guessed: bool,
    /// Whether a title, a role or a shorter form shows that this is a person.
    pub(crate) shown: bool,
    /// Whether a title or an office stands with the name.
    pub(crate) office: bool,
}

/// Everybody the report names.
#[derive(Debug, Default)]
pub(crate) struct People {
    pub(crate) persons: Vec<Person>,
    /// One more than the person, by the last token of a mention.
    by_token: Vec<u32>,
    /// Which tokens stand within a mention.
    held: Vec<bool>,
    /// By person, the key of its first word; 0 where that may be anything.
    firsts: Vec<u64>,
    /// The keys of all other words of the full names, with the person, sorted; 0 where a word may be anything.
    others: Vec<(u64, u32)>,
}

/// Names of two words, by their hashes.
type Pairs = HashSet<(u64, u64), BuildHasherDefault<Same>>;

/// So many things that a person is called are kept.
const MOST_ROLES: usize = 8;

/// Words of a name that are one word under inflection: they share all but their endings.
pub(crate) fn same_stem(a: &str, b: &str, inflects: bool) -> bool {
    !begin_apart(a, b) && (fold_hash(a) == fold_hash(b) || inflects && share_stem(a, b))
}

/// Whether the first letters alone show that two words are not one: most pairs are told apart so.
fn begin_apart(a: &str, b: &str) -> bool {
    matches!((first_small(a), first_small(b)), (Some(a), Some(b)) if a != b)
}

/// Whether two words differ in their endings only.
fn share_stem(a: &str, b: &str) -> bool {
    let [small_a, small_b] = [a, b].map(|word| word.chars().flat_map(char::to_lowercase));
    if small_a.zip(small_b).take(2).any(|(x, y)| x != y) {
        return false;
    }
    let (a, b) = (a.to_lowercase(), b.to_lowercase());
    let common = a.chars().zip(b.chars()).take_while(|(x, y)| x == y).count();
    let (la, lb) = (a.chars().count(), b.chars().count());
    let least = la.min(lb);
    common >= 3 && common + 2 >= least && la.abs_diff(lb) <= 3 && common + 3 >= la.max(lb)
}

/// Whether two given names differ by two letters that changed places: a slip, not another person.
fn same_letters(a: &str, b: &str) -> bool {
    if a.len() != b.len() || a.len() < 5 {
        return false;
    }
    let mut differ = a.chars().zip(b.chars()).filter(|(x, y)| x != y);
    match (differ.next(), differ.next(), differ.next()) {
        (Some((a, b)), Some((c, d)), None) => a == d && b == c,
        _ => false,
    }
}

impl People {
    /// Reads the names of a scene.
    pub(crate) fn of(scene: &Scene<'_>) -> Self {
        let none = vec![0; scene.tokens.len()];
        let mut people = Self { by_token: none, ..Self::default() };
        let runs = scene.without_offices(scene.name_runs());
        for run in runs.iter().filter(|run| run.len() >= 2) {
            people.add_full(scene, run.clone());
        }
        people.key_others(scene);
        for run in runs.iter().filter(|run| run.len() == 1) {
            people.add_short(scene, run.clone());
        }
        people.read_roles(scene);
        people.held = vec![false; scene.tokens.len()];
        for run in people.persons.iter().flat_map(|person| &person.mentions) {
            people.held[run.clone()].fill(true);
        }
        people
    }

    /// The person whose mention ends with token `key`.
    pub(crate) fn at(&self, key: usize) -> Option<usize> {
        self.by_token.get(key).and_then(|n| n.checked_sub(1)).map(|n| n as usize)
    }

    /// Whether a mention of a person ends with token `key`, or the token stands within one.
    pub(crate) fn holds(&self, key: usize) -> bool {
        self.held.get(key).copied().unwrap_or(false)
    }

    /// The person a name of these words means, if one does.
    pub(crate) fn find(&self, scene: &Scene<'_>, words: &Range<usize>) -> Option<usize> {
        let last = words.end.checked_sub(1)?;
        self.at(last).or_else(|| self.fitting(scene, words).last().copied())
    }

    /// The persons whom a name of these words fits, in order.
    pub(crate) fn fitting(&self, scene: &Scene<'_>, words: &Range<usize>) -> Vec<usize> {
        let fits = |n: &usize| scene.fits_name(words, &self.persons[*n].full);
        let Some(first) = scene.tokens.get(words.start).filter(|token| token.is_word() && !words.is_empty())
        else {
            return (0..self.persons.len()).filter(fits).collect();
        };
        let own = scene.key(first.word, scene.word(words.start));
        let like = |key: u64| key == own || key == 0 || own == 0;
        if words.len() > 1 {
            return (0..self.persons.len()).filter(|n| like(self.firsts[*n])).filter(fits).collect();
        }
        let mut found: Vec<usize> = self.with_other(own).map(|(_, n)| *n as usize).filter(fits).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The other words of full names that may have a key.
    fn with_other(&self, key: u64) -> impl Iterator<Item = &(u64, u32)> {
        let below = |key: u64| self.others.partition_point(|(other, _)| *other <= key);
        let (any, end) = (below(0), if key == 0 { self.others.len() } else { below(key) });
        let first = if key == 0 { any } else { below(key - 1) };
        self.others[..any].iter().chain(&self.others[first..end])
    }

    /// Keys the words of full names by which shorter forms are joined to them.
    fn key_others(&mut self, scene: &Scene<'_>) {
        for (n, person) in self.persons.iter().enumerate() {
            for k in person.full.clone().skip(1) {
                let (token, word) = (&scene.tokens[k], scene.word(k));
                self.others.push((scene.key(token.word, word), n as u32));
                if let Some((_, tail)) = word.rsplit_once('-').filter(|_| token.hyphen) {
                    self.others.push((scene.key(fold_hash(tail), tail), n as u32));
                }
            }
        }
        self.others.sort_unstable();
    }

    /// Whether the name that ends with token `key` hangs on a preposition or article.
    pub(crate) fn governed(&self, scene: &Scene<'_>, key: usize) -> bool {
        let Some(n) = self.at(key) else { return false };
        let run = self.persons[n].mentions.iter().find(|run| run.end == key + 1);
        run.is_some_and(|run| run.start > 0 && scene.is(run.start - 1, PREP | OF | DET))
    }

    fn add_full(&mut self, scene: &Scene<'_>, run: Range<usize>) {
        let own = scene.key(scene.tokens[run.start].word, scene.word(run.start));
        let known = (0..self.persons.len()).find(|&n| {
            let key = self.firsts[n];
            (key == own || key == 0 || own == 0) && scene.same_person(&self.persons[n].full, &run)
        });
        let known = known.or_else(|| {
            // A slip of two letters has another key.
            let family = scene.tokens[run.end - 1].word;
            (0..self.persons.len()).find(|&n| {
                let full = &self.persons[n].full;
                scene.tokens[full.end - 1].word == family && scene.same_person(full, &run)
            })
        });
        let n = known.unwrap_or_else(|| {
            self.firsts.push(own);
            self.persons.push(Person {
                full: run.clone(),
                mentions: Vec::new(),
                role: None,
                roles: Vec::new(),
                gender: 0,
                guessed: false,
                shown: false,
                office: false,
            });
            self.persons.len() - 1
        });
        let person = &mut self.persons[n];
        if run.len() > person.full.len() {
            person.full = run.clone();
            if self.firsts[n] != own {
                self.firsts[n] = 0;
            }
        }
        self.by_token[run.end - 1] = n as u32 + 1;
        person.mentions.push(run);
    }

    fn add_short(&mut self, scene: &Scene<'_>, run: Range<usize>) {
        let titled = run.start > 0 && scene.is(run.start - 1, TITLE);
        let found = self.fitting(scene, &run).first().copied().or_else(|| {
            // "Sir Keir": a title before the given name.
            let given = |n: &usize| titled && scene.same_word(self.persons[*n].full.start, run.start, false);
            (0..self.persons.len()).find(given)
        });
        if let Some(n) = found {
            let person = &mut self.persons[n];
            person.shown = true;
            self.by_token[run.start] = n as u32 + 1;
            person.mentions.push(run);
        }
    }

    fn read_roles(&mut self, scene: &Scene<'_>) {
        for n in 0..self.persons.len() {
            let mentions = self.persons[n].mentions.clone();
            let mut best: Option<Range<usize>> = None;
            let mut generic = 0;
            let mut named_title = false;
            let listed = scene.listed_given(self.persons[n].full.start);
            for run in &mentions {
                let (role, gender, titled) = scene.role_of(run);
                let person = &mut self.persons[n];
                // A woman may be called by the masculine of an office; a title or a feminine says more.
                if titled && gender != 0 && !named_title {
                    named_title = true;
                    person.gender = gender;
                } else if person.gender == 0 && gender == 2 && listed.is_none() {
                    person.gender = gender;
                }
                generic |= gender;
                person.shown |= titled || role.is_some();
                person.office |=
                    titled || role.as_ref().is_some_and(|role| role.clone().any(|k| scene.is(k, ROLE)));
                if person.roles.len() < MOST_ROLES {
                    person.roles.extend(role.clone().or_else(|| scene.called(run.start)));
                }
                if let Some(role) = role
                    && best.as_ref().is_none_or(|old| role.len() > old.len() + 2 && old.len() < 3)
                {
                    best = Some(role);
                }
            }
            self.persons[n].role = best;
            if self.persons[n].gender == 0 {
                let given = self.persons[n].full.start;
                self.persons[n].guessed = !scene.known_given(given);
                self.persons[n].gender = scene.gender_of_given(given);
            }
            if self.persons[n].gender == 0 && !scene.lexicon.traits.cases {
                self.persons[n].gender = generic;
            }
            self.persons[n].mentions.sort_by_key(|run| run.start);
        }
    }
}

impl Scene<'_> {
    /// Runs of capitals that can be names.
    fn name_runs(&self) -> Vec<Range<usize>> {
        let mut runs = Vec::new();
        let mut k = 0;
        while k < self.tokens.len() {
            if !self.name_word(k) {
                k += 1;
                continue;
            }
            let from = k;
            while k < self.tokens.len()
                && (self.name_word(k) || self.particle_between(k) && !self.article_behind(k, from))
                && self.close_to_previous(k, from)
            {
                k += 1;
            }
            if (from..k).any(|n| self.is(n, ORG) && !self.is(n, ROLE)) {
                continue;
            }
            let first = (from..k)
                .rev()
                .find(|&n| self.is(n, ROLE | TITLE) && n + 1 < k)
                .map_or(from, |n| n + self.marks[n].len as usize);
            // An office in capitals before a name ("MEC Mamabolo") is no part of it.
            let office = (first..k).take_while(|&n| self.tokens[n].upper && self.word(n).len() > 1).count();
            let first = if first + office < k { first + office } else { first };
            let first = first + (first..k).take_while(|&n| !self.tokens[n].capital && self.is(n, OF)).count();
            let first = self.behind_place(first, k);
            let first = self.behind_noun(first, k);
            if first < k && self.known_name(first, k) {
                runs.push(first..k);
            }
            k = k.max(from + 1);
        }
        runs
    }

    /// "Pourquoi la France": behind the first word of a sentence an article begins a phrase of its own.
    fn article_behind(&self, k: usize, from: usize) -> bool {
        let opens = from == 0
            || matches!(self.kind(from - 1), Kind::Stop | Kind::Quote | Kind::Dash | Kind::Colon)
            || self.sentence_of(from).start == from;
        k == from + 1 && self.is(k, DET) && opens && self.listed_given(from).is_none()
    }

    /// The runs without what stands before a name and is none of it: the field of an office ("ministre de
    /// la Santé Roman Prymula"), a noun with the capital of its sentence.
    fn without_offices(&self, mut runs: Vec<Range<usize>>) -> Vec<Range<usize>> {
        let known: Pairs = runs
            .iter()
            .filter(|run| run.len() == 2)
            .map(|run| (self.tokens[run.start].word, self.tokens[run.end - 1].word))
            .collect();
        for run in runs.iter_mut().filter(|run| run.len() >= 3) {
            let next = run.start + 1;
            // "la Russie de Vladimir Poutine": who is known without what stands before.
            let tail = (self.tokens[run.end - 2].word, self.tokens[run.end - 1].word);
            if known.contains(&tail) && self.is(run.end - 3, OF) && self.listed_given(run.start).is_none() {
                run.start = run.end - 2;
                continue;
            }
            if self.tokens[next].capital && self.field_of_office(run, &known) {
                run.start = next;
            }
        }
        let family: ByHash<u64> = runs
            .iter()
            .filter(|run| run.len() >= 2 && self.listed_given(run.start).is_some())
            .map(|run| (self.tokens[run.end - 1].word, self.tokens[run.start].word))
            .collect();
        for run in runs.iter_mut().filter(|run| run.len() == 2) {
            let first = self.tokens[run.start].word;
            let other = family.get(&self.tokens[run.end - 1].word).is_some_and(|given| *given != first);
            let noun = self.lexicon.traits.capital_nouns;
            let opens = self.sentence_of(run.start).start == run.start || noun;
            if other && opens && (noun || self.gender_of_given(run.start) == 0) {
                run.start += 1;
            }
        }
        runs
    }

    /// Whether the first word of a run belongs to the office before it, the rest being a name.
    fn field_of_office(&self, run: &Range<usize>, known: &Pairs) -> bool {
        if self.listed_given(run.start).is_some() || run.start == 0 {
            return false;
        }
        let article = self.is(run.start - 1, DET);
        if !article && !self.is(run.start - 1, OF | PREP) {
            return false;
        }
        let rest = run.len() == 3
            && known.contains(&(self.tokens[run.start + 1].word, self.tokens[run.end - 1].word));
        let role = |k: usize| self.is(k, ROLE);
        let office = (run.start.saturating_sub(6)..run.start)
            .rev()
            .take_while(|&k| self.tokens[k].is_word() && !self.is(k, CUE) || role(k))
            .any(role);
        rest || self.listed_given(run.start + 1).is_some() || article && office
    }

    /// Behind a role, a run of three capitals is a place (or a trade) and a name of two.
    fn behind_place(&self, first: usize, end: usize) -> usize {
        let traits = self.lexicon.traits;
        let plain = (first..end).all(|k| self.tokens[k].capital);
        if end - first != 3 || !plain || !(traits.cases || traits.capital_nouns) {
            return first;
        }
        let role = (first.saturating_sub(5)..first)
            .rev()
            .take_while(|&k| self.tokens[k].is_word())
            .any(|k| self.is(k, ROLE));
        if role || traits.capital_nouns { end - 2 } else { first }
    }

    /// Where nouns have capitals, an article (and an adjective) says that the first of two is a noun
    /// ("der frühere Sieger Hannawald").
    fn behind_noun(&self, first: usize, end: usize) -> usize {
        if !self.lexicon.traits.capital_nouns || end - first < 2 || self.tokens[first].upper {
            return first;
        }
        let adjective =
            |k: usize| self.kind(k) == Kind::Word && !self.tokens[k].capital && self.classes(k) == 0;
        let determined = first >= 1 && self.is(first - 1, DET)
            || first >= 2 && adjective(first - 1) && self.is(first - 2, DET);
        if determined { first + 1 } else { first }
    }

    fn close_to_previous(&self, k: usize, from: usize) -> bool {
        k == from
            || self.tokens[k].start <= self.tokens[k - 1].end + 3
                && self.paragraph_of(k) == self.paragraph_of(from)
    }

    fn name_word(&self, k: usize) -> bool {
        let token = &self.tokens[k];
        if token.kind != Kind::Word || !token.capital {
            return false;
        }
        let classes = self.classes(k);
        let common = DET | PREP | CONJ | SUB | PRON | ADV | TIME | AUX | COMP | CLITIC | NEG | ACC | OF;
        if classes & common != 0 {
            return false;
        }
        let opens = k == 0 || matches!(self.kind(k - 1), Kind::Stop | Kind::Quote | Kind::Dash | Kind::Colon);
        !(opens && classes & CUE != 0)
    }

    fn particle_between(&self, k: usize) -> bool {
        self.is(k, PARTICLE)
            && (1..=3).any(|n| {
                self.tokens.get(k + n).is_some_and(|token| token.capital)
                    && (1..n).all(|m| self.is(k + m, PARTICLE))
                    && self.name_word(k + n)
            })
            && (!self.is(k, OF | CONJ) || k >= 2 && !self.name_word(k - 2))
    }

    fn known_name(&self, from: usize, end: usize) -> bool {
        let noun = |k: usize| self.is(k, ROLE | ORG | DOC | TITLE);
        if (from..end).any(noun) {
            return false;
        }
        !self.lexicon.traits.capital_nouns || end - from >= 2 || !self.is(from.saturating_sub(1), DET)
    }

    /// The gender of a given name by the language's list.
    fn listed_given(&self, k: usize) -> Option<u8> {
        let given = |hash: u64| self.lexicon.given.get(&hash).copied();
        let token = &self.tokens[k];
        let first = || self.word(k).split_once('-').and_then(|(name, _)| given(fold_hash(name)));
        given(token.word).or_else(|| token.hyphen.then(first).flatten())
    }

    /// Whether the language's list knows the given name.
    pub(crate) fn known_given(&self, k: usize) -> bool {
        self.listed_given(k).is_some()
    }

    /// What a given name says of its bearer, by the list or by its ending; 0 if nothing.
    pub(crate) fn gender_of_given(&self, k: usize) -> u8 {
        if let Some(gender) = self.listed_given(k) {
            return gender;
        }
        let word = self.word(k).to_lowercase();
        let ends = |list: &[String]| list.iter().any(|suffix| word.ends_with(suffix.as_str()));
        if ends(&self.lexicon.given_f) { 2 } else { u8::from(ends(&self.lexicon.given_m)) }
    }

    /// Whether two full names are one person: the same family name and given name, or one within
    /// the other.
    fn same_person(&self, a: &Range<usize>, b: &Range<usize>) -> bool {
        let inflects = self.lexicon.traits.cases;
        let same = |x: usize, y: usize| self.same_word(x, y, inflects);
        let (long, short) = if a.len() >= b.len() { (a, b) } else { (b, a) };
        let given = same(long.start, short.start)
            || a.len() == b.len() && same_letters(self.word(long.start), self.word(short.start));
        if !given {
            return false;
        }
        let mut at = long.start + 1;
        short.clone().skip(1).all(|k| {
            let found = (at..long.end).find(|&n| same(n, k));
            at = found.map_or(at, |n| n + 1);
            found.is_some()
        })
    }

    /// Whether a short form names the person of a full name: by the family name.
    pub(crate) fn fits_name(&self, short: &Range<usize>, full: &Range<usize>) -> bool {
        let inflects = self.lexicon.traits.cases;
        if short.len() > 1 {
            return self.same_person(short, full);
        }
        if full.len() < 2 {
            return false;
        }
        let word = self.word(short.start);
        let fits = |k: usize| {
            let tail =
                || self.word(k).rsplit_once('-').is_some_and(|(_, tail)| same_stem(word, tail, inflects));
            self.same_word(short.start, k, inflects) || self.tokens[k].hyphen && tail()
        };
        full.clone().skip(1).any(fits) && word.chars().count() >= 3
    }

    /// What two words that may be one have in common: their hash, or their first letter where the language
    /// inflects; 0 where nothing can be said.
    fn key(&self, hash: u64, word: &str) -> u64 {
        if self.lexicon.traits.cases { first_small(word).map_or(0, u64::from) } else { hash }
    }

    /// Whether two tokens are one word, or forms of one where the language inflects.
    pub(crate) fn same_word(&self, x: usize, y: usize, inflects: bool) -> bool {
        let (a, b) = (&self.tokens[x], &self.tokens[y]);
        if !(a.is_word() && b.is_word()) {
            // The hash of a mark is not that of its form.
            return same_stem(self.word(x), self.word(y), inflects);
        }
        a.word == b.word
            || inflects && !begin_apart(self.word(x), self.word(y)) && share_stem(self.word(x), self.word(y))
    }

    /// What stands before or behind a name that says what the person is; gender; whether titled.
    fn role_of(&self, run: &Range<usize>) -> (Option<Range<usize>>, u8, bool) {
        let sentence = self.sentence_of(run.start);
        let mut gender = 0;
        let mut titled = false;
        let before = run.start.saturating_sub(1);
        if before >= sentence.start && run.start > sentence.start && self.is(before, TITLE) {
            titled = true;
            gender = self.marks[before].entry.gender & 3;
        }
        let mut role = None;
        let from = run.start.saturating_sub(14).max(sentence.start);
        for at in self.past_breaks(from..run.start)..run.start {
            if !self.tokens[at].is_word() || self.is(at, INSIDE | PREP | CUE) && !self.is(at, ROLE) {
                continue;
            }
            if let Some(mention) = self.mention_over(at, sentence.end, run.end)
                && mention.words.end == run.end
                && let Some(found) = mention.role
                && found.end <= run.start
            {
                role = Some(found);
                break;
            }
        }
        if role.is_none()
            && let Some(mention) = self.mention_at(run.start, sentence.end)
            && mention.words.end == run.end
        {
            role = mention.role.or_else(|| self.copula(run.end, sentence.end));
        }
        let role = role.map(|role| {
            let end = role.clone().find(|&k| self.is(k, REL) && !self.is(k, DET | OF)).unwrap_or(role.end);
            role.start..end.max(role.start + 1)
        });
        if let Some(role) = &role
            && gender == 0
        {
            let end = role.clone().find(|&k| self.is(k, OF | PREP)).unwrap_or(role.end);
            let head = (role.start..end).find(|&k| self.is(k, ROLE));
            gender = head.map_or(0, |k| self.marks[k].entry.gender);
        }
        (role, if gender == 3 { 0 } else { gender }, titled)
    }

    /// "X est conseiller de Y": the role behind the verb.
    fn copula(&self, from: usize, end: usize) -> Option<Range<usize>> {
        if !self.is(from, AUX) {
            return None;
        }
        let mut k = from + 1;
        while k < end && self.is(k, DET) {
            k += 1;
        }
        if !self.is(k, ROLE) {
            return None;
        }
        let stop = (k..end).find(|&n| !self.tokens[n].is_word() || self.is(n, REL | CONJ | AUX))?;
        Some(k..stop)
    }
}
