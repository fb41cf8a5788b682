//! The noun phrase that names a speaker, read without a parser: an article, a role, a name, what
//! belongs to them, and an apposition behind a comma.

use super::lexicon::class::*;
use super::scene::Scene;
use crate::sentence::Kind;
use std::ops::Range;

/// What heads a noun phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Head {
    /// A name: capitals in a row.
    Name,
    Pronoun,
    Role,
    Organisation,
    Document,
    Anonymous,
    /// A noun the language file does not know.
    Noun,
}

/// Somebody or something mentioned, in tokens.
#[derive(Clone, Debug)]
pub(crate) struct Mention {
    /// The shortest words that name it: a name without its role, or a role with its article.
    pub(crate) words: Range<usize>,
    /// The whole phrase with its apposition.
    pub(crate) whole: Range<usize>,
    pub(crate) head: Head,
    /// The token that says what it is (the role noun, the pronoun, the last name).
    pub(crate) key: usize,
    /// What the phrase says the named one is.
    pub(crate) role: Option<Range<usize>>,
    /// Whether a title stands before the name.
    pub(crate) titled: bool,
}

/// What the walk over a noun phrase has seen.
#[derive(Default)]
pub(super) struct Walk {
    pub(super) head: Option<(Head, usize)>,
    /// The last run of capitals, and whether it stands in a phrase with "of".
    pub(super) run: Option<Range<usize>>,
    run_after_of: bool,
    pub(super) title: Option<usize>,
    in_of: bool,
    fresh_of: bool,
    nouns: usize,
    noun: Option<usize>,
    quoted_name: Option<Range<usize>>,
}

const STOPS: u64 = AUX | COMP | SUB | ACC | ACC_AFTER | ACC_AROUND;

impl Scene<'_> {
    /// The noun phrase that begins at token `at`, if one does; it ends before `end`.
    pub(crate) fn mention_at(&self, at: usize, end: usize) -> Option<Mention> {
        self.mention_over(at, end, at)
    }

    /// The same; none may be given for one that ends before `least`.
    pub(crate) fn mention_over(&self, at: usize, end: usize, least: usize) -> Option<Mention> {
        if at >= end {
            return None;
        }
        // "demanded that voters answer": the word opens a clause there.
        if self.is(at, COMP) && self.is(at, DET) && at > 0 && self.is(at - 1, CUE) {
            return None;
        }
        if let Some(pronoun) = self.pronoun_at(at, end) {
            return Some(pronoun);
        }
        if self.is(at, TIME | ADV | SUB | CONJ | COMP | ACC) && !self.is(at, DET | ROLE | ORG | TITLE) {
            return None;
        }
        let contracted = self.is(at, DET) && (self.is(at, OF) || self.word(at).chars().count() == 1);
        if self.is(at, PREP) && !self.is(at, ROLE | ORG | TITLE) && !contracted {
            return None;
        }
        let mut k = at;
        while k < end && (self.is(k, DET) || k > at && self.kind(k) == Kind::Number) {
            k += 1;
        }
        // "der 51-Jährige": a number with letters is a noun.
        if k > at
            && k - 1 > at
            && self.kind(k - 1) == Kind::Number
            && self.word(k - 1).ends_with(char::is_alphabetic)
        {
            k -= 1;
        }
        let determined = k > at;
        let mut walk = Walk::default();
        let stop = self.walk(k, end, determined, &mut walk);
        // What is apposed may go on behind a comma or brackets.
        if stop < least && !matches!(self.kind(stop), Kind::Comma | Kind::Open) {
            return None;
        }
        let mention = self.build(at, k, stop, determined, &walk)?;
        Some(self.with_apposition(mention, stop, end))
    }

    fn pronoun_at(&self, at: usize, end: usize) -> Option<Mention> {
        if !self.is(at, PRON) {
            return None;
        }
        let entry = self.marks[at].entry;
        let next = at + self.marks[at].len as usize;
        if self.is(at, DET) && self.word(at).ends_with(['\'', '’']) {
            return None;
        }
        if self.is(at, TITLE) && self.tokens.get(at + 1).is_some_and(|next| next.capital) {
            return None;
        }
        // "lui a répondu la juge": a clitic before the verb is no subject.
        if self.is(at, CLITIC) && self.is(at + 1, AUX | CUE) && !self.lexicon.traits.verb_second {
            return None;
        }
        if self.is(at, DET | REL) {
            let noun = next < end
                && self.kind(next) == Kind::Word
                && !self.is(next, CUE | AUX | PREP | COMP | REL | ADV | CONJ | CLITIC);
            if noun || self.is(at, REL) {
                return None;
            }
        }
        if entry.person != 3 || self.is(at, CLITIC) && self.lexicon.traits.pro_drop {
            return None;
        }
        let words = at..next.min(end);
        Some(Mention {
            words: words.clone(),
            whole: words,
            head: Head::Pronoun,
            key: at,
            role: None,
            titled: false,
        })
    }

    /// Walks the phrase from `from`; returns where it ends.
    pub(super) fn walk(&self, from: usize, end: usize, determined: bool, walk: &mut Walk) -> usize {
        let mut k = from;
        while k < end && k < from + 28 {
            let classes = self.classes(k);
            match self.kind(k) {
                Kind::Quote => match self.quoted_name(k, end) {
                    Some(name) if walk.run.is_none() && !(k == from && self.predicate(&name)) => {
                        let past = name.end + 1;
                        walk.quoted_name = Some(name);
                        k = past;
                        continue;
                    }
                    _ => break,
                },
                Kind::Word | Kind::Number => {}
                Kind::Sign if self.word(k) == "&" => {}
                _ => break,
            }
            if classes & INSIDE != 0 {
                if self.split_off(k) {
                    break;
                }
                // "a source close to the owner": the phrase ends in a preposition.
                let last = !self.is(k + 1, INSIDE);
                let word = self.lexicon.words.get(&self.tokens[k].word).map_or(0, |entry| entry.classes);
                if last && k > from && word & (PREP | OF) != 0 && walk.head.is_some() {
                    walk.in_of = true;
                    walk.fresh_of = true;
                }
                k += 1;
                continue;
            }
            if self.possessive(k) && k > from {
                // What owned it is behind us: "Ukraine's Air Force".
                *walk = Walk { nouns: 1, ..Walk::default() };
                k += 1;
                continue;
            }
            if self.breaks(k, classes, determined, walk) {
                break;
            }
            if classes & CONJ != 0 {
                if !self.joins(k, end, walk) {
                    break;
                }
                walk.fresh_of = walk.in_of;
            } else if classes & PREP != 0 || classes & OF != 0 {
                if !self.enters_of(k, end, walk) {
                    break;
                }
            } else if !self.take(k, end, classes, determined, walk) {
                break;
            }
            k += 1;
        }
        k
    }

    /// A short name in quotation marks ("the newspaper «Rassvet»").
    fn quoted_name(&self, k: usize, end: usize) -> Option<Range<usize>> {
        let quotation = &self.quotations[self.quotation_at(k)?];
        let part = quotation.parts.first()?.clone();
        let short = part.len() <= 4 && quotation.end <= end && !quotation.dash;
        (short && self.tokens[part.start].capital).then_some(part)
    }

    /// Whether a single word is a participle that is a whole predicate («Evacuated»), no name.
    fn predicate(&self, name: &Range<usize>) -> bool {
        let word = self.word(name.start);
        name.len() == 1 && self.lexicon.predicates.iter().any(|suffix| word.ends_with(suffix.as_str()))
    }

    /// Whether the token is a possessive ending hung on the word before it.
    pub(super) fn possessive(&self, k: usize) -> bool {
        !self.tokens[k].spaced && self.word(k).starts_with(['\'', '’']) && self.word(k).len() > 1
    }

    /// Where, in the words before a name, a phrase may begin that reaches it: behind the last one at which every walk
    /// ends, whatever it has seen. What stands in marks or brackets may be passed with them.
    pub(crate) fn past_breaks(&self, before: Range<usize>) -> usize {
        let passed = |k: usize| matches!(self.kind(k), Kind::Quote | Kind::Open | Kind::Close);
        let ends = |k: &usize| match self.kind(*k) {
            Kind::Stop | Kind::Colon | Kind::Semicolon | Kind::Dash => true,
            Kind::Word => {
                let noun = ROLE | ORG | DOC | ANON | TITLE;
                // A capital may belong to a name behind a comma.
                !self.tokens[*k].capital
                    && self.is(*k, STOPS)
                    && !self.is(*k, noun | DET | INSIDE)
                    && !self.possessive(*k)
            }
            _ => false,
        };
        if before.clone().any(passed) {
            return before.start;
        }
        before.clone().rev().find(ends).map_or(before.start, |k| k + 1)
    }

    fn breaks(&self, k: usize, classes: u64, determined: bool, walk: &Walk) -> bool {
        // An unknown word breaks nothing, and most are.
        if classes == 0 {
            return false;
        }
        let noun = classes & (ROLE | ORG | DOC | ANON | TITLE) != 0;
        if classes & STOPS != 0 && !noun {
            return true;
        }
        if classes & CUE != 0 && !noun {
            // "the claims", "un rapporté": a word that may be a noun stays one behind an article.
            let bare = walk.head.is_none() && walk.run.is_none() && walk.nouns == 0;
            return !(determined && bare && classes & WEAK != 0)
                && !(self.tokens[k].capital && walk.run.is_some());
        }
        if classes & PRON != 0 && classes & DET == 0 && !noun {
            return true;
        }
        if classes & REL != 0 && classes & (DET | OF) == 0 {
            return true;
        }
        let started =
            walk.head.is_some() || walk.run.is_some() || walk.nouns > 0 || walk.quoted_name.is_some();
        if walk.in_of && classes & DET != 0 && classes & (OF | PREP) == 0 {
            // "of the …": an article stands behind its preposition only.
            return !(self.is(k - 1, OF | PREP | DET | CONJ | INSIDE) || self.lexicon.traits.cases);
        }
        if started
            && (classes & TOLD != 0 && !noun
                || classes & CLITIC != 0 && classes & (DET | OF | PREP | PARTICLE) == 0)
        {
            return true;
        }
        started && classes & (ADV | TIME) != 0 && classes & (ROLE | ORG | OF | PREP) == 0
            || started
                && !walk.in_of
                && classes & DET != 0
                && classes & (OF | PREP) == 0
                && !self.lexicon.traits.cases
            || !started && classes & CLITIC != 0 && classes & (DET | PREP) == 0 && !noun
    }

    /// Whether the conjunction at `k` joins another name or role to the phrase.
    fn joins(&self, k: usize, end: usize, walk: &mut Walk) -> bool {
        let mut next = k + 1;
        while next < end && self.is(next, DET) {
            next += 1;
        }
        let named = next < end && self.tokens[next].capital && !self.is(next, CUE | AUX | PREP);
        let noun = next < end && self.is(next, ROLE | ORG | DOC) && !self.is(next, CUE);
        if walk.in_of {
            return named
                || noun
                || next < end && !self.is(next, CUE | AUX | PRON | CLITIC | ADV | COMP | SUB);
        }
        if walk.head.is_none() && walk.run.is_none() {
            return false;
        }
        named || noun
    }

    fn enters_of(&self, k: usize, end: usize, walk: &mut Walk) -> bool {
        let of = self.is(k, OF)
            || self.place_before_name(k, end) && walk.head.is_some_and(|(head, _)| head == Head::Role);
        let named = walk.run.is_some()
            && walk.head.is_none_or(|(_, head)| walk.run.as_ref().is_some_and(|run| run.start > head));
        let particle = self.is(k, PARTICLE);
        if let Some(run) = &mut walk.run
            && particle
            && run.end == k
            && (run.len() == 1 || !of)
        {
            let mut next = k + 1;
            while next < end && next < k + 3 && self.is(next, PARTICLE) {
                next += 1;
            }
            if next < end && self.tokens[next].capital {
                run.end = next;
                return true;
            }
        }
        let started = walk.head.is_some() || walk.nouns > 0 || walk.quoted_name.is_some();
        let anonymous = !named
            && walk.head.is_some_and(|(head, _)| matches!(head, Head::Anonymous | Head::Document))
            && self.lexicon.traits.articles;
        if !(of || anonymous) || !started && !named {
            return false;
        }
        if named && !walk.run_after_of && walk.head.is_some() {
            return false;
        }
        if named && walk.head.is_none() && walk.nouns == 0 {
            // "Angela Merkel von der CDU": what follows a bare name is not part of it.
            return false;
        }
        walk.in_of = true;
        walk.fresh_of = true;
        true
    }

    /// "з Брна Наталля Цярэшка", "from Tynemouth Richard Weir": a preposition, a place, and a name.
    fn place_before_name(&self, k: usize, end: usize) -> bool {
        let run = (k + 1..end.min(k + 6))
            .take_while(|&n| self.tokens[n].capital && !self.is(n, ROLE | ORG | TIME))
            .count();
        run == 3
    }

    /// Takes the word at `k` into the phrase; false if the phrase ends before it.
    fn take(&self, k: usize, end: usize, classes: u64, determined: bool, walk: &mut Walk) -> bool {
        let token = &self.tokens[k];
        let noun = match classes {
            c if c & ANON != 0 => Some(Head::Anonymous),
            c if c & ROLE != 0 => Some(Head::Role),
            c if c & ORG != 0 => Some(Head::Organisation),
            c if c & DOC != 0 => Some(Head::Document),
            _ => None,
        };
        if let Some(head) = noun
            && !(token.capital
                && !self.lexicon.traits.capital_nouns
                && self.continues_name(k, walk)
                && head != Head::Role)
        {
            self.take_noun(k, head, walk);
            return true;
        }
        if classes & TITLE != 0 && k + 1 < end && self.tokens[k + 1].capital {
            walk.title = Some(k);
            walk.run = None;
            return true;
        }
        let name_like = token.capital && classes & (DET | PREP | ADV | TIME) == 0
            || classes & PARTICLE != 0 && walk.run.is_some();
        let german_name = self.lexicon.traits.capital_nouns
            && determined
            && walk.nouns == 0
            && (k..k + 3)
                .all(|n| n < end && self.tokens[n].capital && self.classes(n) & !(NOMINAL | DOC) == 0);
        let determined_noun = self.lexicon.traits.capital_nouns
            && determined
            && walk.head.is_none()
            && walk.title.is_none()
            && walk.run.is_none()
            && !german_name;
        if name_like && !determined_noun {
            match &mut walk.run {
                Some(run) if run.end == k => run.end = k + 1,
                _ => {
                    walk.run = Some(k..k + 1);
                    walk.run_after_of = walk.fresh_of;
                }
            }
            walk.fresh_of = false;
            return true;
        }
        let particle = classes & PARTICLE != 0 && classes & (OF | DET | CONJ) == 0;
        if particle && k + 1 < end && self.tokens[k + 1].capital && self.tokens[k + 1].kind == Kind::Word {
            walk.run = Some(k..k + 1);
            walk.run_after_of = walk.fresh_of;
            walk.fresh_of = false;
            return true;
        }
        if classes & DET != 0 {
            return walk.in_of || walk.nouns > 0 || self.lexicon.traits.cases;
        }
        let named = walk.run.as_ref().is_some_and(|run| run.end == k);
        let bare_name = named && walk.head.is_none() && walk.nouns == 0;
        if bare_name && determined && self.name_before_noun(k, end) {
            // "the Strava community": the name belongs to the noun.
            walk.noun = Some(k);
            walk.nouns = 1;
            walk.run = None;
            return true;
        }
        if self.lexicon.traits.capital_nouns && self.behind_noun_phrase(k) && !token.capital && classes == 0 {
            // "des Militärs enterten": behind its noun no adjective follows.
            return false;
        }
        if bare_name && !self.adjective_of_name(k, end) {
            let initial = walk.run.as_ref().is_some_and(|run| run.len() == 1 && self.opens_clause(run.start));
            if !(initial && !self.lexicon.traits.articles && !self.tokens[k].capital) {
                return false;
            }
            walk.noun = walk.run.take().map(|run| run.start);
            walk.nouns = 1;
        }
        if named
            && walk.head.is_some()
            && !walk.in_of
            && !walk.run_after_of
            && !self.adjective_of_name(k, end)
        {
            return false;
        }
        if walk.nouns > 7 || self.finite(k, walk) {
            return false;
        }
        if token.kind == Kind::Number && !self.word(k).ends_with(char::is_alphabetic) {
            return true;
        }
        walk.nouns += 1;
        walk.fresh_of = false;
        if walk.noun.is_none() && !walk.in_of || !walk.in_of && !self.lexicon.traits.articles {
            walk.noun.get_or_insert(k);
        }
        true
    }

    /// Whether a word unknown to the lexicon is the verb of the noun before it, by its ending.
    fn finite(&self, k: usize, walk: &Walk) -> bool {
        let behind = walk.head.is_some() || walk.nouns > 0;
        behind
            && !walk.in_of
            && self.classes(k) == 0
            && self.lexicon.finite.iter().any(|ending| self.word(k).ends_with(ending.as_str()))
    }

    /// Whether a lower-case noun stands behind a name and before the verb, where adjectives precede nouns.
    fn name_before_noun(&self, k: usize, end: usize) -> bool {
        self.lexicon.natural_gender()
            && self.kind(k) == Kind::Word
            && !self.tokens[k].capital
            && self.classes(k) == 0
            && (k + 1 >= end || self.is(k + 1, CUE | AUX | PREP | COMP) || !self.tokens[k + 1].is_word())
    }

    /// Whether the word before `k` is a noun (where nouns have capitals) that an article opened.
    fn behind_noun_phrase(&self, k: usize) -> bool {
        k > 0 && self.tokens[k - 1].capital && self.tokens[k - 1].kind == Kind::Word && !self.is(k - 1, DET)
    }

    /// Whether the token is the first of its sentence, where any word has a capital.
    fn opens_clause(&self, k: usize) -> bool {
        self.sentence_of(k).start == k
    }

    fn continues_name(&self, k: usize, walk: &Walk) -> bool {
        walk.run.as_ref().is_some_and(|run| run.end == k) && walk.head.is_none() && self.tokens[k].capital
    }

    /// A lower-case word behind a capital that belongs to a role further on ("Kyiv resident X").
    fn adjective_of_name(&self, k: usize, end: usize) -> bool {
        (k..(k + 3).min(end)).any(|n| self.is(n, ROLE | ORG | ANON | DOC)) && !self.is(k, CUE | AUX)
    }

    fn take_noun(&self, k: usize, head: Head, walk: &mut Walk) {
        let old = walk.head;
        if walk.in_of && old.is_some() || walk.in_of && walk.nouns > 0 {
            walk.fresh_of = false;
            walk.nouns += 1;
            walk.run = None;
            return;
        }
        walk.head = match old {
            Some((Head::Role, at)) if head != Head::Role => Some((Head::Role, at)),
            Some((Head::Anonymous, at)) => Some((Head::Anonymous, at)),
            _ => Some((head, k)),
        };
        walk.fresh_of = false;
        // A name before the noun belongs to it ("Kyiv resident", "Verdi chief").
        walk.run = None;
    }

    fn build(&self, at: usize, from: usize, stop: usize, determined: bool, walk: &Walk) -> Option<Mention> {
        if stop <= from {
            return None;
        }
        if let Some(name) = self.name_of(walk) {
            let plain = determined && from == name.start && walk.head.is_none();
            let first = if plain {
                at
            } else {
                walk.title.filter(|&title| title + 1 == name.start).unwrap_or(name.start)
            };
            let role = walk
                .head
                .filter(|(head, k)| *head == Head::Role && *k < name.start)
                .map(|(_, k)| k)
                .or(walk.noun.filter(|_| walk.head.is_none() && walk.nouns > 0))
                .or(name.start.checked_sub(1).filter(|&k| {
                    walk.run.as_ref().is_some_and(|run| run.start == k && self.tokens[k].capital)
                }))
                .filter(|&k| k < name.start)
                .map(|_| from..walk.title.unwrap_or(name.start).min(name.start));
            let head = match walk.head {
                Some((Head::Organisation, k)) if k >= name.start => Head::Organisation,
                _ => Head::Name,
            };
            let titled = walk.title.is_some();
            return Some(Mention {
                words: first..name.end,
                whole: at..stop,
                head,
                key: name.end - 1,
                role,
                titled,
            });
        }
        if let Some(name) = &walk.quoted_name
            && walk.head.is_none_or(|(head, _)| head != Head::Role)
        {
            let role = (name.start > from + 1).then(|| from..name.start - 1);
            return Some(Mention {
                words: name.clone(),
                whole: at..stop,
                head: Head::Organisation,
                key: name.end - 1,
                role,
                titled: false,
            });
        }
        let (head, key) = match (walk.head, walk.noun) {
            (Some(head), _) => head,
            (None, Some(noun)) => (Head::Noun, noun),
            (None, None) => (Head::Noun, walk.run.clone()?.start),
        };
        if head == Head::Noun && !determined && self.lexicon.traits.articles && !self.plural_like(key) {
            return None;
        }
        Some(Mention { words: at..stop, whole: at..stop, head, key, role: None, titled: false })
    }

    /// A bare noun may be a subject where it is the first word of its clause; the caller asks more.
    fn plural_like(&self, key: usize) -> bool {
        self.tokens[key].capital || self.lexicon.traits.bare_nouns
    }

    /// Which of the capitals seen are the name of the phrase.
    fn name_of(&self, walk: &Walk) -> Option<Range<usize>> {
        let run = walk.run.clone()?;
        if self.lexicon.traits.capital_nouns
            && walk.head.is_none()
            && walk.title.is_none()
            && run.len() == 3
            && !walk.in_of
            && run.clone().all(|k| self.tokens[k].capital && !self.tokens[k].upper)
        {
            // "Landrätin Anna Weiland", "der Fischer Karim Sandner": what somebody is, and the name.
            return Some(run.start + 1..run.end);
        }
        let role = walk.head.is_some_and(|(head, _)| matches!(head, Head::Role | Head::Anonymous));
        if walk.title.is_some_and(|title| title < run.start) {
            return Some(run);
        }
        if walk.head.is_none() && walk.nouns == 0 {
            // "le Kremlin", "the Pentagon": an article and a capital; for German any noun.
            return Some(run);
        }
        if !role {
            let apposed = walk.head.is_none()
                && walk.nouns <= 4
                && run.len() >= 2
                && run.len() <= 4
                && !walk.run_after_of
                && !self.lexicon.traits.capital_nouns
                && !self.tokens[run.start].upper;
            return apposed.then_some(run);
        }
        let genitive = self.lexicon.traits.cases;
        if walk.run_after_of || genitive {
            return match run.len() {
                0..=1 if genitive && self.consonant_end(run.start) && !self.tokens[run.start].upper => {
                    Some(run)
                }
                2 if genitive && !walk.run_after_of && self.words_fit(&run) => Some(run),
                3.. if run.len() <= 5 && run.clone().all(|k| self.tokens[k].capital) => {
                    Some(run.end - 2..run.end)
                }
                _ => None,
            };
        }
        Some(run)
    }

    /// In a language with cases: two capitals are given name and family name, not a place before a name.
    fn words_fit(&self, run: &Range<usize>) -> bool {
        !self.tokens[run.start].upper
    }

    fn consonant_end(&self, k: usize) -> bool {
        let last = self.word(k).chars().last().unwrap_or('a').to_lowercase().next().unwrap_or('a');
        !self.lexicon.vowels.contains(last)
    }
}
