//! What two reports have in common: sparse fields kept apart, each with its own cosine.
//!
//! Words of the title, words of the body, names (as skeleton keys, so that they meet across
//! scripts), figures and dates (as values, so that they meet across languages). Poured into one
//! vector they gain nothing; apart, and weighed against each other, they tell twins from copies.
//! This room knows two reports at a time; which story a report joins is decided in `thread`.

use std::{collections::BTreeMap, sync::OnceLock};

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::{
    item::Item,
    origin::Print,
    packed,
    spelling::{keys, plain, rough_key},
};

/// How much of a body is looked at, in bytes: news says first what it is about.
const BODY: usize = 6_000;
/// How much of a title is looked at, in bytes.
const TITLE: usize = 600;
/// Characters of a word that count: a stem good enough for every language.
const STEM: usize = 6;
/// Surface forms kept for the reasons of a report.
const LABELS: usize = 24;

/// The fields, each a sparse vector of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Field {
    /// Words of the title, in their language.
    Title,
    /// Words of title and body, in their language.
    Words,
    /// Names by their skeleton keys, in any script.
    Names,
    /// Values of figures, in any language.
    Figures,
    /// Days of the year named in the text, in any language.
    Days,
    /// Skeletons of long words: the international vocabulary.
    Cognates,
}

impl Field {
    /// How many there are.
    pub const COUNT: usize = 6;
    /// All of them, in the order of [`Traits::fields`].
    pub const ALL: [Self; Self::COUNT] =
        [Self::Title, Self::Words, Self::Names, Self::Figures, Self::Days, Self::Cognates];
}

/// A sparse vector: hashed terms with their weights, sorted by term, none twice.
pub type Sparse = Vec<(u32, f32)>;

/// What likeness keeps of a report.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Traits {
    /// One vector a [`Field`]; weights in steps of 1/32.
    #[serde(with = "packed::sparse")]
    pub fields: [Sparse; Field::COUNT],
    /// The print of its wording, for copies.
    pub print: Print,
    /// When it was published, seconds since 1970: as given, else by a date at the head of the text.
    pub published: Option<i64>,
    /// Surface forms of some terms, to give reasons with, sorted by term.
    pub labels: Vec<(u32, String)>,
}

impl Traits {
    /// Reads the traits of a report.
    pub fn of(item: &Item) -> Self {
        let language = item.language.as_deref();
        let title = tokens(head(&item.title, TITLE));
        let body = tokens(head(&item.text, BODY));
        let mut gather = Gather { language, ..Gather::default() };
        gather.words(&title, &body);
        gather.names(&title, &body);
        gather.figures(&title, &body);
        let print = Print::of(body.iter().filter(|token| token.kind == Sort::Word).map(|token| token.text));
        let published = item.published.or_else(|| dateline(language, &body));
        Traits { published, ..gather.finish(print) }
    }

    /// The surface form of a term, if it was kept.
    pub fn label(&self, term: u32) -> Option<&str> {
        let at = self.labels.binary_search_by_key(&term, |label| label.0).ok()?;
        Some(&self.labels[at].1)
    }
}

/// The first bytes of a text, cut at a character.
pub(crate) fn head(text: &str, bytes: usize) -> &str {
    let mut end = text.len().min(bytes);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    Word,
    Number,
}

/// A word or number and where it stands.
#[derive(Clone, Copy, Debug)]
struct Token<'t> {
    text: &'t str,
    kind: Sort,
    /// First of a sentence, or behind an opening mark: a capital says nothing there.
    opens: bool,
    /// What stands right behind it is a per cent sign.
    percent: bool,
}

impl Token<'_> {
    fn is_capital(&self) -> bool {
        self.kind == Sort::Word && self.text.chars().next().is_some_and(char::is_uppercase)
    }
}

/// Words (letters only) and numbers (digits with their separators) of a text.
fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut out = Vec::with_capacity(text.len() / 6);
    let mut opens = true;
    let mut at = 0;
    while let Some(letter) = text[at..].chars().next() {
        let start = at;
        if letter.is_alphabetic() {
            at += text[at..].find(|c: char| !c.is_alphabetic() && !is_mark(c)).unwrap_or(text.len() - at);
            if is_han(letter) {
                bigrams(&text[start..at], opens, &mut out);
            } else {
                out.push(Token { text: &text[start..at], kind: Sort::Word, opens, percent: false });
            }
            opens = false;
        } else if letter.is_ascii_digit() {
            at += number(&text[at..]);
            let percent = text[at..].trim_start().starts_with('%');
            out.push(Token { text: &text[start..at], kind: Sort::Number, opens, percent });
            opens = false;
        } else {
            at += letter.len_utf8();
            opens |= matches!(
                letter,
                '.' | '!'
                    | '?'
                    | '…'
                    | ':'
                    | '\n'
                    | '«'
                    | '“'
                    | '„'
                    | '"'
                    | '–'
                    | '—'
                    | '‘'
                    | '¿'
                    | '¡'
                    | '|'
            );
        }
    }
    out
}

/// Accents written as marks of their own.
fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}' | '\u{64b}'..='\u{65f}' | '\u{93a}'..='\u{94f}')
}

/// Scripts written without spaces.
fn is_han(letter: char) -> bool {
    matches!(letter, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{e00}'..='\u{e7f}')
}

/// Pairs of neighbouring characters stand for words where no space does.
fn bigrams<'t>(run: &'t str, opens: bool, out: &mut Vec<Token<'t>>) {
    let places: Vec<usize> = run.char_indices().map(|(i, _)| i).chain([run.len()]).collect();
    if places.len() < 3 {
        out.push(Token { text: run, kind: Sort::Word, opens, percent: false });
    }
    for three in places.windows(3) {
        out.push(Token { text: &run[three[0]..three[2]], kind: Sort::Word, opens, percent: false });
    }
}

/// Bytes of the number at the start of `text`: digits, with single separators between digits; a
/// space only before exactly three digits.
fn number(text: &str) -> usize {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let mut end = digits(text);
    loop {
        let Some(mark) = text[end..].chars().next() else { return end };
        let behind = digits(&text[end + mark.len_utf8()..]);
        let joins = match mark {
            '.' | ',' | ':' => behind > 0,
            ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\'' | '’' => {
                behind == 3 && end <= 3 + 4 * (end / 4)
            }
            _ => false,
        };
        if !joins || end > 30 {
            return end;
        }
        end += mark.len_utf8() + behind;
    }
}

/// What a language file says of numbers and dates.
#[derive(Default)]
struct Numbers {
    scale: BTreeMap<String, f64>,
    percent: Vec<String>,
    months: BTreeMap<String, u8>,
    decimal: Vec<char>,
}

#[derive(Deserialize)]
struct File {
    #[serde(default)]
    scale: BTreeMap<String, f64>,
    #[serde(default)]
    percent: serde_json::Value,
    #[serde(default)]
    months: Vec<Vec<String>>,
    #[serde(default)]
    number_format: serde_json::Value,
}

/// The view of the language file this room reads, built once a language.
fn numbers(language: Option<&str>) -> &'static Numbers {
    static VIEWS: OnceLock<BTreeMap<&'static str, Numbers>> = OnceLock::new();
    static NONE: OnceLock<Numbers> = OnceLock::new();
    let views = VIEWS
        .get_or_init(|| report::language::CODES.iter().map(|&code| (code, Numbers::read(code))).collect());
    language.and_then(|code| views.get(code)).unwrap_or_else(|| NONE.get_or_init(Numbers::default))
}

impl Numbers {
    fn read(code: &str) -> Self {
        let Some(file) =
            report::language::file(code).and_then(|file| serde_json::from_str::<File>(file).ok())
        else {
            return Self::default();
        };
        let list = |value: &serde_json::Value| -> Vec<String> {
            let words = value.as_array().into_iter().flatten();
            words
                .filter_map(|word| word.as_str())
                .map(|word| word.trim_end_matches('.').to_lowercase())
                .collect()
        };
        let mut months = BTreeMap::new();
        for (month, words) in file.months.iter().enumerate() {
            for word in words {
                months.insert(word.trim_end_matches('.').to_lowercase(), month as u8 + 1);
            }
        }
        Self {
            scale: file
                .scale
                .into_iter()
                .map(|(word, value)| (word.trim_end_matches('.').to_lowercase(), value))
                .collect(),
            percent: list(&file.percent["percent"]),
            months,
            decimal: list(&file.number_format["decimal"])
                .iter()
                .filter_map(|mark| mark.chars().next())
                .collect(),
        }
    }

    /// Whether the words right behind a number say per cent: one word, or two ("pour cent").
    fn is_percent(&self, behind: &[Token<'_>]) -> bool {
        let mut words = behind.iter().take(2).take_while(|token| token.kind == Sort::Word);
        let Some(first) = words.next().map(|token| token.text.to_lowercase()) else { return false };
        let both = words.next().map(|second| format!("{first} {}", second.text.to_lowercase()));
        self.percent.iter().any(|word| *word == first || both.as_ref() == Some(word))
    }

    /// The value of a written number; null for a time of day or a row of several marks.
    fn value(&self, text: &str) -> Option<f64> {
        if text.contains(':') {
            return None;
        }
        let mark = text.rfind(['.', ',']).map(|at| (at, text.as_bytes()[at] as char));
        let digits = |part: &str| part.chars().filter(char::is_ascii_digit).collect::<String>();
        let Some((at, mark)) = mark else { return digits(text).parse().ok() };
        let (whole, part) = (&text[..at], &text[at + 1..]);
        let grouped =
            part.len() == 3 && (!self.decimal.contains(&mark) || whole.contains(mark)) && whole != "0";
        if grouped {
            return digits(text).parse().ok();
        }
        if whole.contains(mark) {
            return None;
        }
        format!("{}.{part}", digits(whole)).parse().ok()
    }
}

/// Tokens at the head of a text among which a dateline stands.
const HEAD: usize = 6;

/// The noon of a whole date at the head of a text ("March 12, 2031", "12 mars 2031", "12-Mar-31").
fn dateline(language: Option<&str>, body: &[Token<'_>]) -> Option<i64> {
    let head = &body[..body.len().min(HEAD)];
    // Machines write English months in every language.
    let month_of = |token: &Token<'_>| {
        let word = token.text.to_lowercase();
        [language, Some("en")].into_iter().find_map(|code| numbers(code).months.get(&word).copied())
    };
    let month = head.iter().find_map(month_of)?;
    let mut whole = head.iter().filter_map(|token| token.text.parse::<i16>().ok());
    let day = whole.find(|day| (1..=31).contains(day))?;
    let year = match whole.next()? {
        short @ 0..=69 => 2000 + short,
        short @ 70..=99 => 1900 + short,
        year => year,
    };
    let date = jiff::civil::Date::new(year, month as i8, i8::try_from(day).ok()?).ok()?;
    (1900..=2100).contains(&year).then(|| crate::item::seconds(&date.to_string()))?
}

/// Terms of all fields while a report is read.
#[derive(Default)]
struct Gather<'i> {
    language: Option<&'i str>,
    counts: [FxHashMap<u32, f32>; Field::COUNT],
    labels: BTreeMap<u32, String>,
}

impl Gather<'_> {
    fn add(&mut self, field: Field, term: u32, weight: f32) {
        *self.counts[field as usize].entry(term).or_default() += weight;
    }

    fn label(&mut self, term: u32, surface: &str) {
        if self.labels.len() < LABELS {
            self.labels.entry(term).or_insert_with(|| surface.to_owned());
        }
    }

    fn words(&mut self, title: &[Token<'_>], body: &[Token<'_>]) {
        let language = self.language.unwrap_or_default().to_owned();
        let term = |gather: &mut Self, token: &Token<'_>, in_title: bool| {
            let folded =
                if token.text.is_ascii() { token.text.to_ascii_lowercase() } else { fold(token.text) };
            let stem: String = folded.chars().take(STEM).collect();
            let hash = hash(&["w", &language, &stem]);
            gather.add(Field::Words, hash, 1.0);
            if in_title {
                gather.add(Field::Title, hash, 1.0);
                gather.label(hash, token.text);
            }
            if folded.chars().count() >= 6 {
                let key = rough_key(&folded);
                if key.len() >= 4 {
                    gather.add(Field::Cognates, crate::likeness::hash(&["c", &key[..key.len().min(5)]]), 1.0);
                }
            }
        };
        for (tokens, in_title) in [(title, true), (body, false)] {
            for token in tokens.iter().filter(|token| token.kind == Sort::Word) {
                term(self, token, in_title);
            }
        }
    }

    /// Capitalised words, wherever the capital means something.
    fn names(&mut self, title: &[Token<'_>], body: &[Token<'_>]) {
        let mut inside: BTreeMap<&str, u32> = BTreeMap::new();
        for token in body.iter().filter(|token| token.is_capital() && !token.opens) {
            *inside.entry(token.text).or_default() += 1;
        }
        let words = title.iter().filter(|token| token.kind == Sort::Word && token.text.chars().count() > 3);
        let (capitals, all) = words.fold((0, 0), |(c, n), token| (c + u32::from(token.is_capital()), n + 1));
        let shouting = capitals * 2 > all;
        for token in title.iter().filter(|token| token.is_capital()) {
            if inside.contains_key(token.text) || !(shouting || token.opens) {
                *inside.entry(token.text).or_default() += 1;
            }
        }
        for (text, count) in inside {
            let mut keys = keys(text, self.language);
            if keys.iter().any(|key| key.len() < 3) {
                keys = vec![format!("~{}", plain(text))];
            }
            let share = (keys.len() as f32).sqrt().recip() * (1.0 + (count as f32).ln());
            for key in keys {
                let term = hash(&["n", &key]);
                self.add(Field::Names, term, share);
                self.label(term, text);
            }
        }
    }

    /// Values of figures, and days of the year.
    fn figures(&mut self, title: &[Token<'_>], body: &[Token<'_>]) {
        let numbers = numbers(self.language);
        for tokens in [title, body] {
            for (i, token) in tokens.iter().enumerate().filter(|(_, token)| token.kind == Sort::Number) {
                let Some(mut value) = numbers.value(token.text) else {
                    self.figure(Field::Figures, &format!("t{}", token.text), token.text);
                    continue;
                };
                let next = tokens
                    .get(i + 1)
                    .filter(|next| next.kind == Sort::Word)
                    .map(|next| next.text.to_lowercase());
                let before = i.checked_sub(1).map(|at| tokens[at].text.to_lowercase());
                let month = [next.as_ref(), before.as_ref()]
                    .into_iter()
                    .flatten()
                    .find_map(|word| numbers.months.get(word));
                if let (Some(month), true) = (month, (1.0..=31.0).contains(&value) && value.fract() == 0.0) {
                    self.figure(Field::Days, &format!("{month}-{value}"), &format!("{value}.{month}."));
                    continue;
                }
                if let Some(scale) = next.as_ref().and_then(|next| numbers.scale.get(next)) {
                    value *= scale;
                }
                let percent = token.percent || numbers.is_percent(&tokens[i + 1..]);
                self.figure(
                    Field::Figures,
                    &format!("{value:.4e}{}", if percent { "%" } else { "" }),
                    token.text,
                );
            }
        }
    }

    fn figure(&mut self, field: Field, key: &str, surface: &str) {
        let term = hash(&[if field == Field::Days { "d" } else { "f" }, key]);
        self.add(field, term, 1.0);
        self.label(term, surface);
    }

    fn finish(self, print: Print) -> Traits {
        let fields = self.counts.map(|counts| {
            let mut sparse: Sparse = counts
                .into_iter()
                .map(|(term, count)| (term, packed::step(1.0 + count.max(1e-3).ln().max(-0.9))))
                .collect();
            sparse.sort_unstable_by_key(|&(term, _)| term);
            sparse
        });
        Traits { fields, print, published: None, labels: self.labels.into_iter().collect() }
    }
}

/// Lower case without accents, for Latin letters; other scripts keep theirs.
fn fold(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    for letter in word.chars().filter(|&letter| !is_mark(letter)) {
        match letter {
            '\u{80}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => {
                out.push_str(&any_ascii::any_ascii_char(letter).to_ascii_lowercase());
            }
            _ => out.extend(letter.to_lowercase()),
        }
    }
    out
}

/// A term's hash: FNV-1a over its parts, folded to 32 bits; the same on every machine.
pub(crate) fn hash(parts: &[&str]) -> u32 {
    let mut state = 0xcbf2_9ce4_8422_2325_u64;
    for part in parts {
        for byte in part.bytes().chain([0xff]) {
            state = (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    (state ^ (state >> 32)) as u32
}

/// How alike two reports are.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Likeness {
    /// A cosine a field, 0 to 1.
    pub cosines: [f32; Field::COUNT],
    /// How many rare names are shared: each counts 1 if nobody else has it, less the more do.
    pub names: f32,
    /// How many rare figures are shared, counted likewise.
    pub figures: f32,
    /// How much of the shorter wording stands in the longer, 0 to 1.
    pub copy: f32,
    /// Hours between the two; null if one is not dated.
    pub hours: Option<f32>,
    /// Whether both are in one language.
    pub same_language: bool,
    /// Whether both are of one outlet.
    pub same_outlet: bool,
}

/// Dot product of two sparse vectors.
pub(crate) fn dot(one: &Sparse, other: &Sparse) -> f32 {
    let (mut i, mut j, mut sum) = (0, 0, 0.0);
    while let (Some(a), Some(b)) = (one.get(i), other.get(j)) {
        if a.0 == b.0 {
            sum += a.1 * b.1;
        }
        i += usize::from(a.0 <= b.0);
        j += usize::from(b.0 <= a.0);
    }
    sum
}
