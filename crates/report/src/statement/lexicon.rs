//! The speech words of one language: a typed view of its file, built once.
//!
//! Every word and phrase gets a set of classes ([`class`]); the rules that find statements see
//! classes only, so that they hold for every language that has a file.

pub(crate) mod class;

use super::circumstance;
use crate::language::{self, Views};
use crate::sentence::{Cuts, Same, Token, fold_hash, tokenise};
use class::*;
use serde_json::Value;
use std::collections::{HashMap, HashSet};
use std::hash::BuildHasherDefault;
use std::sync::OnceLock;

/// What is known of a word or phrase.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Entry {
    /// Bits of [`class`].
    pub(crate) classes: u64,
    /// Index into [`Lexicon::cue_classes`].
    pub(crate) cue: u8,
    /// 1 masculine, 2 feminine, 3 either, 4 neuter, 0 unknown.
    pub(crate) gender: u8,
    /// 1 singular, 2 plural, 0 unknown.
    pub(crate) number: u8,
    /// Grammatical person of a pronoun.
    pub(crate) person: u8,
}

impl Entry {
    fn first(self) -> Self {
        Self { classes: self.classes | FIRST, ..self }
    }

    fn of(classes: u64) -> Self {
        Self { classes, ..Self::default() }
    }

    fn join(&mut self, other: Self) {
        if other.classes & CUE != 0 && self.classes & CUE == 0 {
            self.cue = other.cue;
        }
        let again = self.classes & other.classes & PRON != 0;
        if other.classes & PRON != 0 {
            self.person = other.person;
        }
        if other.gender != 0 && (self.gender == 0 || other.classes & PRON != 0) {
            // "sie", "ze": she, or they whoever they are; never he.
            let many = self.number != 0 && other.number != 0 && self.number != other.number;
            self.gender = match (self.gender, other.gender) {
                (2, 3) | (3, 2) if again && many => 2,
                (a, b) if again && a != b => 3,
                (_, b) => b,
            };
        }
        if other.number != 0 {
            // "sie", "ze": one form for one and for many.
            self.number = if again && self.number != other.number { 0 } else { other.number };
        }
        self.classes |= other.classes;
    }
}

/// Several words that count as one; between the two halves of a split phrase other words may stand.
#[derive(Clone, Debug)]
pub(crate) struct Phrase {
    /// The words after the first.
    pub(crate) tail: Vec<u64>,
    /// How many of `tail` stand before the gap, if the phrase is split.
    pub(crate) gap: Option<usize>,
    pub(crate) entry: Entry,
}

/// What a language's sentences do.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Traits {
    /// Nouns are written with a capital.
    pub(crate) capital_nouns: bool,
    /// A subject pronoun may be left out.
    pub(crate) pro_drop: bool,
    /// A reported clause may follow its cue without a word between.
    pub(crate) bare_clause: bool,
    /// The verb stands second.
    pub(crate) verb_second: bool,
    /// The noun's ending says its case.
    pub(crate) cases: bool,
    /// Nouns have articles.
    pub(crate) articles: bool,
    /// A noun may stand without its article all the same ("officials said").
    pub(crate) bare_nouns: bool,
}

pub(crate) type ByHash<T> = HashMap<u64, T, BuildHasherDefault<Same>>;

/// Every tail of a word with a hash of its small letters, the shortest first, and how many bytes stand before it.
fn tails(word: &str) -> impl Iterator<Item = (usize, u64)> + '_ {
    let mut hash = 0_u64;
    word.char_indices().rev().map(move |(at, c)| {
        let small = if c.is_ascii() { c.to_ascii_lowercase() } else { c.to_lowercase().next().unwrap_or(c) };
        hash = (hash ^ u64::from(small)).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(29);
        (at, hash)
    })
}

/// The speech words of one language.
#[derive(Default)]
pub(crate) struct Lexicon {
    /// One more than the language's place in [`language::CODES`]; 0 for a language without a file.
    pub(crate) number: u8,
    pub(crate) cuts: Cuts,
    pub(crate) words: ByHash<Entry>,
    pub(crate) phrases: ByHash<Vec<Phrase>>,
    pub(crate) cue_classes: Vec<String>,
    /// Opening and closing marks, the usual first.
    pub(crate) quotes: Vec<(char, char)>,
    /// A paragraph may open with a dash and be speech.
    pub(crate) dashes: bool,
    /// Letters a noun of a language with cases may end in only in an oblique case.
    pub(crate) vowels: String,
    /// What sort of language it is.
    pub(crate) traits: Traits,
    /// Endings of past participles, and of infinitives.
    pub(crate) participles: Vec<String>,
    pub(crate) infinitives: Vec<String>,
    /// Endings of the gerunds or infinitives of a charge, and of participles that are a whole predicate.
    pub(crate) gerunds: Vec<String>,
    pub(crate) predicates: Vec<String>,
    /// Endings of verbs that no adjective has: behind its noun, such a word ends a noun phrase.
    pub(crate) finite: Vec<String>,
    /// Endings of one's verb in the mood of reported speech, and of past forms, which end alike.
    pub(crate) told: Vec<String>,
    pub(crate) past: Vec<String>,
    /// Endings of verbs that many do, and no single one.
    pub(crate) many: Vec<String>,
    /// Endings of past forms that say a man did it, and a woman.
    pub(crate) he_did: Vec<String>,
    pub(crate) she_did: Vec<String>,
    /// Given names, 1 of men, 2 of women.
    pub(crate) given: ByHash<u8>,
    /// Endings of adverbs.
    adverbs: Endings,
    /// Endings of given names of men, and of women.
    pub(crate) given_m: Vec<String>,
    pub(crate) given_f: Vec<String>,
    /// Suffixes that make a role of a compound, where nouns are written together; by the hash [`tails`] gives.
    role_suffixes: ByHash<Entry>,
    /// The last [`LEAST`] letters of each of them, by the same hash: most words end otherwise.
    role_ends: HashSet<u64, BuildHasherDefault<Same>>,
    /// By what negation, relay and occasion are read.
    pub(crate) circumstances: circumstance::Lists,
}

/// Letters a suffix that makes a role has at least.
const LEAST: usize = 4;

/// Endings of words, with the bytes they end in.
#[derive(Default)]
struct Endings {
    list: Vec<String>,
    last: [u64; 4],
}

impl Endings {
    fn of(list: Vec<String>) -> Self {
        let mut last = [0; 4];
        for byte in list.iter().filter_map(|ending| ending.bytes().last()) {
            last[usize::from(byte >> 6)] |= 1 << (byte & 63);
        }
        Self { list, last }
    }

    /// Whether a word ends so.
    fn end(&self, word: &str) -> bool {
        let last = word.bytes().last().is_some_and(|b| self.last[usize::from(b >> 6)] >> (b & 63) & 1 != 0);
        last && self.list.iter().any(|ending| word.ends_with(ending.as_str()))
    }
}

/// The lexicon of a language tag; for a language without a file, one that knows marks only.
pub(crate) fn lexicon(tag: Option<&str>) -> &'static Lexicon {
    static KNOWN: Views<Lexicon> = Views::new();
    static NONE: OnceLock<Lexicon> = OnceLock::new();
    let known = tag.and_then(|tag| KNOWN.of(tag, Lexicon::of));
    known.unwrap_or_else(|| NONE.get_or_init(Lexicon::unknown))
}

/// All strings anywhere in a value.
fn strings(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(items) => items.iter().flat_map(strings).collect(),
        Value::Object(map) => map.values().flat_map(strings).collect(),
        _ => Vec::new(),
    }
}

impl Lexicon {
    fn of(code: &str) -> Self {
        let file = language::file(code).and_then(|text| serde_json::from_str::<Value>(text).ok());
        let number = language::CODES.iter().position(|known| *known == code).map_or(0, |n| n as u8 + 1);
        file.as_ref().map_or_else(Self::unknown, |file| Self { number, ..Self::read(file) })
    }

    fn unknown() -> Self {
        Self {
            quotes: vec![('«', '»'), ('“', '”'), ('„', '“'), ('„', '”'), ('"', '"')], ..Self::default()
        }
    }

    /// Reads the speech keys of a language file; a missing key is an empty list.
    pub(crate) fn read(file: &Value) -> Self {
        let mut lexicon = Self { cuts: Cuts::read(file), ..Self::default() };
        lexicon.read_marks(file);
        lexicon.read_grammar(&file["grammar"]);
        lexicon.read_cues(file);
        lexicon.read_according(file);
        lexicon.read_people(file);
        lexicon.read_times(file);
        for first in lexicon.phrases.keys() {
            lexicon.words.entry(*first).or_default().classes |= FIRST;
        }
        lexicon.circumstances = circumstance::Lists::read(&lexicon, file);
        lexicon
    }

    fn read_marks(&mut self, file: &Value) {
        for key in ["quotes", "inner"] {
            for pair in file[key].as_array().into_iter().flatten() {
                let marks = strings(pair);
                let open = marks.first().and_then(|mark| mark.chars().next());
                let close = marks.last().and_then(|mark| mark.chars().next());
                if let (Some(open), Some(close)) = (open, close)
                    && !self.quotes.contains(&(open, close))
                {
                    self.quotes.push((open, close));
                }
            }
        }
        self.dashes = !strings(&file["dash_dialogue"]).is_empty();
    }

    fn read_grammar(&mut self, grammar: &Value) {
        let kinds = [
            ("prep", PREP),
            ("conj", CONJ),
            ("sub", SUB),
            ("rel", REL),
            ("aux", AUX),
            ("adv", ADV),
            ("clitic", CLITIC),
            ("inf", INF),
            ("govern", GOVERN),
            ("of", OF),
            ("subjunctive", SUBJUNCTIVE),
            ("incise", INCISE),
            ("be", BE | AUX),
            ("modal", MODAL | AUX),
            ("as", AS),
            ("anaphora", ANAPHOR),
            ("comp_inside", INNER),
            ("indefinite", INDEF),
            ("charge", CHARGE),
            ("compares", COMPARES),
            ("possessive", OWN),
            ("oblique", OBLIQUE),
            ("agent", AGENT),
            ("about", ABOUT),
        ];
        for (key, classes) in kinds {
            for word in strings(&grammar[key]) {
                self.add(word, Entry::of(classes));
            }
        }
        let suffixes = |key| strings(&grammar[key]).into_iter().map(str::to_owned).collect();
        self.participles = suffixes("participle");
        self.infinitives = suffixes("infinitive");
        self.gerunds = suffixes("gerund");
        self.predicates = suffixes("predicate");
        self.finite = suffixes("finite");
        self.told = suffixes("told");
        self.past = suffixes("past");
        self.many = suffixes("many");
        self.he_did = suffixes("he_did");
        self.she_did = suffixes("she_did");
        self.adverbs = Endings::of(suffixes("adverb_ending"));
        self.given_m = suffixes("given_m");
        self.given_f = suffixes("given_f");
        self.vowels = strings(&grammar["vowels"]).concat();
        let traits = strings(&grammar["traits"]);
        let has = |name| traits.contains(&name);
        self.traits = Traits {
            capital_nouns: has("capital_nouns"),
            pro_drop: has("pro_drop"),
            bare_clause: has("bare_clause"),
            verb_second: has("verb_second"),
            cases: has("cases"),
            articles: has("articles"),
            bare_nouns: has("bare_nouns"),
        };
    }

    fn read_cues(&mut self, file: &Value) {
        self.cue_classes.push("say".to_owned());
        let auxiliaries = strings(&file["grammar"]["aux"]);
        let clausal = strings(&file["cue_clause"]);
        match &file["cue"] {
            Value::Object(classes) => {
                for (name, lemmas) in classes {
                    let index = self.cue_class(name);
                    let named = lemmas.as_object().into_iter().flatten();
                    for (_, forms) in named.filter(|(lemma, _)| clausal.contains(&lemma.as_str())) {
                        for form in strings(forms) {
                            self.add(form, Entry::of(CLAUSAL));
                        }
                    }
                    for form in strings(lemmas) {
                        self.add(form, Entry { classes: CUE, cue: index, ..Entry::default() });
                    }
                }
            }
            list => {
                for form in strings(list).into_iter().filter(|form| !auxiliaries.contains(form)) {
                    self.add(form, Entry::of(CUE));
                }
            }
        }
        for form in strings(&file["cue_weak"]) {
            self.add(form, Entry::of(CUE | WEAK));
        }
        for noun in strings(&file["cue_nominal"]["nouns"]) {
            self.add(noun, Entry::of(NOMINAL));
        }
        for word in strings(&file["comp"]) {
            self.add(word, Entry::of(COMP));
        }
        let told = ["addressee", "medium"].map(|key| strings(&file["told"][key])).concat();
        for phrase in told {
            self.add(phrase, Entry::of(TOLD));
        }
        for word in strings(&file["negation"]["words"]) {
            self.add(word, Entry::of(NEG));
        }
    }

    fn cue_class(&mut self, name: &str) -> u8 {
        if let Some(k) = self.cue_classes.iter().position(|class| class == name) {
            return k as u8;
        }
        self.cue_classes.push(name.to_owned());
        (self.cue_classes.len() - 1) as u8
    }

    fn read_according(&mut self, file: &Value) {
        let weak = strings(&file["grammar"]["according_weak"]);
        let list = &file["according"];
        let before = if list.is_array() { strings(list) } else { strings(&list["before"]) };
        let tails = [strings(&file["grammar"]["of"]), strings(&file["det"])].concat();
        for &phrase in &before {
            let extra = if weak.contains(&phrase) { ACC_WEAK } else { 0 };
            // "nach Angaben der", "según el": the article belongs to the source.
            let short =
                phrase.rsplit_once(' ').filter(|(_, last)| tails.contains(last)).map(|(head, _)| head);
            match short {
                Some(head) if head.contains(' ') || before.contains(&head) => {
                    self.add(head, Entry::of(ACC | extra));
                }
                Some(_) if extra == 0 => {}
                _ => self.add(phrase, Entry::of(ACC | extra)),
            }
        }
        for phrase in strings(&list["after"]) {
            self.add(phrase, Entry::of(ACC_AFTER));
        }
        for phrase in strings(&list["around"]) {
            // Without a gap the phrase holds its source: "à ses yeux".
            let own = if phrase.contains('…') { ACC_AROUND } else { ACC_AROUND | PRON };
            self.add(phrase, Entry::of(own));
        }
    }

    fn read_people(&mut self, file: &Value) {
        for word in strings(&file["det"]) {
            self.add(word, Entry::of(DET));
        }
        self.read_pronouns(&file["pron"]);
        let genders = |value: &Value| -> Vec<(String, u8)> {
            let Value::Object(map) = value else {
                return strings(value).into_iter().map(|word| (word.to_owned(), 3)).collect();
            };
            let gender = |key: &str| match key {
                "m" => 1,
                "f" => 2,
                _ => 3,
            };
            map.iter()
                .flat_map(|(key, words)| {
                    strings(words).into_iter().map(move |word| (word.to_owned(), gender(key)))
                })
                .collect()
        };
        self.number_roles(&file["roles"]);
        for (word, gender) in genders(&file["roles"]) {
            let entry = Entry { classes: ROLE, gender, ..Entry::default() };
            self.add(&word, entry);
            if self.traits.capital_nouns && word.chars().count() >= LEAST && !word.contains(' ') {
                let hash = tails(&word).last().map_or(0, |(_, hash)| hash);
                self.role_suffixes.insert(hash, entry);
                self.role_ends.extend(tails(&word).nth(LEAST - 1).map(|(_, hash)| hash));
            }
        }
        for (word, gender) in genders(&file["titles"]) {
            self.add(&word, Entry { classes: TITLE, gender, ..Entry::default() });
        }
        for (key, gender) in [("m", 1), ("f", 2)] {
            let names = strings(&file["given_names"][key]);
            self.given.extend(names.into_iter().map(|name| (fold_hash(name), gender)));
        }
        let shared: Value = serde_json::from_str(language::GIVEN).unwrap_or_default();
        for (key, gender) in [("m", 1), ("f", 2)] {
            for name in strings(&shared[key]) {
                self.given.entry(fold_hash(name)).or_insert(gender);
            }
        }
        for key in strings(&file["firms"]) {
            for form in strings(&file["organisations"][key]) {
                self.add(form, Entry::of(FIRM));
            }
        }
        let others = [
            ("organisations", ORG),
            ("documents", DOC),
            ("anonymous", ANON),
            ("name_particles", PARTICLE),
            ("agencies", ORG),
        ];
        for (key, classes) in others {
            // "de la" in a name is two particles; as a phrase it would hide the preposition.
            for word in
                strings(&file[key]).into_iter().filter(|word| classes != PARTICLE || !word.contains(' '))
            {
                self.add(word, Entry::of(classes));
            }
        }
    }

    /// The first form of a role is its singular; the last ones are plural.
    fn number_roles(&mut self, roles: &Value) {
        let lemmas =
            roles.as_object().into_iter().flat_map(|genders| genders.values().filter_map(Value::as_object));
        let mut numbers: Vec<(String, u8)> = Vec::new();
        for forms in lemmas.flat_map(|lemmas| lemmas.values()) {
            let forms = strings(forms);
            let plural = if self.traits.cases { forms.len().saturating_sub(2).max(3) } else { 1 };
            for (n, form) in forms.iter().enumerate() {
                numbers.push(((*form).to_owned(), if n >= plural { 2 } else { 1 }));
            }
        }
        for (form, number) in numbers {
            self.add(&form, Entry { classes: ROLE, number, ..Entry::default() });
        }
    }

    fn read_pronouns(&mut self, list: &Value) {
        for pronoun in list.as_array().into_iter().flatten() {
            let form = pronoun["form"].as_str().or_else(|| pronoun.as_str());
            let Some(form) = form else { continue };
            let person = pronoun["person"].as_u64().unwrap_or(3) as u8;
            let gender = match pronoun["gender"].as_str() {
                Some("m") => 1,
                Some("f") => 2,
                Some("n") => 4,
                _ => 3,
            };
            let number = match pronoun["number"].as_str() {
                Some("sg") => 1,
                Some("pl") => 2,
                _ => 0,
            };
            if pronoun["kind"].as_str() != Some("relative") {
                self.add(form, Entry { classes: PRON, person, gender, number, cue: 0 });
            }
        }
        self.hang_pronouns();
    }

    /// A pronoun hung on its verb ("dit-il", "a-t-elle") is the pronoun.
    fn hang_pronouns(&mut self) {
        for suffix in self.cuts.suffixes().to_vec() {
            let Some(bare) = suffix.rsplit('-').next().filter(|_| suffix.starts_with('-')) else { continue };
            if let Some(entry) = self.words.get(&fold_hash(bare)).copied().filter(|e| e.classes & PRON != 0) {
                self.add(&suffix, Entry { classes: PRON, ..entry });
            }
        }
    }

    fn read_times(&mut self, file: &Value) {
        for key in ["months", "weekdays"] {
            for word in strings(&file[key]) {
                self.add(word, Entry::of(TIME));
            }
        }
    }

    /// Adds a word, a phrase, or a split phrase ("nach … Angaben").
    fn add(&mut self, form: &str, entry: Entry) {
        if form.starts_with(['-', '\'']) && !form.contains(' ') {
            self.words.entry(fold_hash(form)).or_default().join(entry);
            return;
        }
        let mut tokens: Vec<Token> = Vec::new();
        if form.ends_with(['\'', '’']) {
            // What is elided is cut off only before the word it hangs on.
            tokenise(&format!("{form}a"), 0, &self.cuts, &mut tokens);
            tokens.retain(|token| (token.start as usize) < form.len());
        } else {
            tokenise(form, 0, &self.cuts, &mut tokens);
        }
        let gap = tokens.iter().position(|token| token.of(form).starts_with('…'));
        let words: Vec<u64> =
            tokens.iter().filter(|token| !token.of(form).starts_with('…')).map(|token| token.word).collect();
        let Some((&first, tail)) = words.split_first() else { return };
        match gap {
            Some(0) => {}
            Some(gap) if gap < words.len() => {
                let phrase = Phrase { tail: tail.to_vec(), gap: Some(gap - 1), entry };
                self.phrases.entry(first).or_default().push(phrase);
            }
            _ if tail.is_empty() => self.words.entry(first).or_default().join(entry),
            _ => self.add_phrase(first, tail, entry),
        }
    }

    fn add_phrase(&mut self, first: u64, tail: &[u64], entry: Entry) {
        let list = self.phrases.entry(first).or_default();
        if let Some(same) = list.iter_mut().find(|phrase| phrase.gap.is_none() && phrase.tail == tail) {
            same.entry.join(entry);
            return;
        }
        list.push(Phrase { tail: tail.to_vec(), gap: None, entry });
        list.sort_by_key(|phrase| std::cmp::Reverse(phrase.tail.len()));
    }

    /// Whether a pronoun's gender is that of a person, and all else is neuter.
    pub(crate) fn natural_gender(&self) -> bool {
        self.traits.bare_nouns && !self.traits.verb_second
    }

    /// Whether a comma stands before every clause, so that one before a complementiser says little else.
    pub(crate) fn comma_clause(&self) -> bool {
        self.traits.cases || !self.traits.articles || self.traits.capital_nouns
    }

    /// What is known of a single word; a compound whose end names a role is a role.
    pub(crate) fn entry(&self, token: &Token, text: &str) -> Entry {
        match self.words.get(&token.word) {
            Some(entry) if entry.classes == FIRST => self.compound(token, text).first(),
            Some(entry) => *entry,
            None => self.compound(token, text),
        }
    }

    /// What the end of a compound says of it.
    fn compound(&self, token: &Token, text: &str) -> Entry {
        let word = token.of(text);
        if token.hyphen
            && let Some(hyphen) = word.rfind('-')
            && let Some(entry) = self.words.get(&fold_hash(&word[hyphen + 1..]))
        {
            let noun = entry.classes & (ROLE | ORG);
            if noun != 0 {
                return Entry { classes: noun, ..*entry };
            }
        }
        if !token.capital && word.len() > 5 && self.adverbs.end(word) {
            return Entry::of(ADV);
        }
        if self.traits.capital_nouns && token.capital && word.len() > 7 {
            let end = tails(word).nth(LEAST - 1).map_or(0, |(_, hash)| hash);
            if !self.role_ends.contains(&end) {
                return Entry::default();
            }
            let fits = tails(word).filter(|(rest, _)| *rest > 2);
            if let Some(entry) = fits.filter_map(|(_, hash)| self.role_suffixes.get(&hash)).last() {
                return *entry;
            }
        }
        Entry::default()
    }
}
