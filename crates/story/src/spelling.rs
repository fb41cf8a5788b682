//! Names across spellings and scripts: several consonant-skeleton keys a name token.
//!
//! No single romanisation unifies "Тихановская", "Ціханоўская", "Tsikhanouskaya" and
//! "Tikhanovskaïa"; but if each token gives *every* key its spelling may stand for, one of them
//! meets. Vowels are dropped but for an initial one; what a letter sounds like stands in
//! `data/spelling.json`. Patronymics never count: "Александр Викторович" is not a person.
//! This room knows tokens and whole names, not reports.

use std::{collections::BTreeMap, sync::OnceLock};

use rustc_hash::FxHashMap;
use serde::Deserialize;

/// How long a token may be to be spelled out, in characters; more is not a name.
const TOKEN: usize = 40;
/// How many readings of one token's ambiguous letters are followed.
const READINGS: usize = 72;

/// The data file.
#[derive(Deserialize)]
struct File {
    cyrillic: BTreeMap<char, String>,
    clusters: BTreeMap<String, String>,
    latin: BTreeMap<char, String>,
    choices: BTreeMap<char, Vec<String>>,
    endings: BTreeMap<String, Vec<String>>,
    patronymics: Vec<String>,
}

/// The data file, arranged for looking up.
struct Table {
    /// Sounds of single letters, of both scripts.
    letters: FxHashMap<char, String>,
    /// Clusters with their sounds by first letter, the longest first.
    clusters: FxHashMap<char, Vec<(String, String)>>,
    choices: Vec<(char, Vec<String>)>,
    endings: BTreeMap<String, Vec<String>>,
    patronymics: Vec<String>,
}

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        let file: File = serde_json::from_str(include_str!("../data/spelling.json"))
            .expect("a data file of the crate, held by a test");
        let mut clusters: FxHashMap<char, Vec<(String, String)>> = FxHashMap::default();
        for (cluster, sound) in file.clusters {
            clusters.entry(cluster.chars().next().unwrap_or_default()).or_default().push((cluster, sound));
        }
        for list in clusters.values_mut() {
            list.sort_by_key(|(cluster, _)| std::cmp::Reverse(cluster.len()));
        }
        Table {
            letters: file.cyrillic.into_iter().chain(file.latin).collect(),
            clusters,
            choices: file.choices.into_iter().collect(),
            endings: file.endings,
            patronymics: file.patronymics,
        }
    })
}

/// The keys one token of a name may be met under, sorted, none twice; empty if it holds no letter.
///
/// `language` (BCP 47 primary subtag) says which case endings to cut in a further key.
///
/// ```
/// use story::spelling::keys;
/// let latin = keys("Tsikhanouskaya", Some("en"));
/// assert!(keys("Ціханоўская", Some("be")).iter().any(|key| latin.contains(key)));
/// ```
pub fn keys(token: &str, language: Option<&str>) -> Vec<String> {
    let token = token.to_lowercase();
    let mut keys = Vec::with_capacity(4);
    if token.chars().count() > TOKEN {
        return keys;
    }
    spell(&token, &mut keys);
    if let Some(stem) = language.and_then(|language| stem(&token, language)) {
        spell(stem, &mut keys);
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// The token without its case ending, if it has one and enough is left.
fn stem<'t>(token: &'t str, language: &str) -> Option<&'t str> {
    let endings = table().endings.get(language)?;
    let longest = endings.iter().filter(|ending| token.ends_with(ending.as_str())).max_by_key(|e| e.len())?;
    let stem = &token[..token.len() - longest.len()];
    (stem.chars().count() >= 3).then_some(stem)
}

/// Whether the token is a father's name by its ending.
pub fn is_patronymic(token: &str) -> bool {
    let token = token.to_lowercase();
    table().patronymics.iter().any(|ending| token.len() > ending.len() && token.ends_with(ending.as_str()))
}

/// Adds every skeleton of a lower-case token.
fn spell(token: &str, keys: &mut Vec<String>) {
    let sounds = sounds(token);
    if sounds.is_empty() {
        return;
    }
    let mut forms = vec![sounds];
    for &(sign, ref choices) in &table().choices {
        if !forms.iter().any(|form| form.contains(sign)) {
            continue;
        }
        // A word with choices beyond count is no name: it gets the first of each.
        let choices = if forms.len() * choices.len() > READINGS { &choices[..1] } else { choices.as_slice() };
        forms = forms
            .iter()
            .flat_map(|form| choices.iter().map(move |choice| form.replace(sign, choice)))
            .collect();
    }
    // "ou", "au", "eu" before a consonant may write the Belarusian short u.
    for form in forms.clone() {
        if let Some(other) = short_u(&form) {
            forms.push(other);
        }
    }
    // An initial "u" before a consonant is a "v" next door: Уладзімір, Vladimir.
    for form in forms.clone() {
        let mut letters = form.chars();
        if letters.next() == Some('u') && letters.next().is_some_and(|next| !"aeiouyj".contains(next)) {
            forms.push(format!("v{}", &form[1..]));
        }
    }
    keys.extend(forms.iter().map(|form| skeleton(form)).filter(|key| !key.is_empty()));
}

/// The first key alone, of a word that is no name: enough to meet it in a kindred language.
pub(crate) fn rough_key(word: &str) -> String {
    let mut sounds = sounds(word);
    for (sign, choices) in &table().choices {
        if sounds.contains(*sign) {
            sounds = sounds.replace(*sign, choices.first().map_or("", String::as_str));
        }
    }
    skeleton(&sounds)
}

/// The sounds of a lower-case token, digits standing for choices.
fn sounds(token: &str) -> String {
    let table = table();
    let mut out = String::with_capacity(token.len());
    let mut rest = token;
    while let Some(letter) = rest.chars().next() {
        let clusters = table.clusters.get(&letter).into_iter().flatten();
        if let Some((cluster, sound)) =
            clusters.into_iter().find(|(cluster, _)| rest.starts_with(cluster.as_str()))
        {
            out.push_str(sound);
            rest = &rest[cluster.len()..];
            continue;
        }
        if letter.is_ascii_alphabetic() {
            out.push(letter);
        } else if let Some(sound) = table.letters.get(&letter) {
            out.push_str(sound);
        } else if letter.is_alphabetic() {
            let plain = any_ascii::any_ascii_char(letter).chars().filter(char::is_ascii_alphabetic);
            out.extend(plain.map(|letter| letter.to_ascii_lowercase()));
        }
        rest = &rest[letter.len_utf8()..];
    }
    out
}

fn short_u(form: &str) -> Option<String> {
    let mut out: Vec<u8> = form.bytes().collect();
    let mut changed = false;
    for i in 1..out.len() {
        let consonant_next = out.get(i + 1).is_none_or(|next| !b"aeiouyj".contains(next));
        if out[i] == b'u' && b"aeoi".contains(&out[i - 1]) && consonant_next {
            out[i] = b'v';
            changed = true;
        }
    }
    changed.then(|| String::from_utf8(out).unwrap_or_default())
}

/// Consonants, with a star for an initial vowel; doubles once; "dz" as "d", "z" and "zh" as "s".
fn skeleton(form: &str) -> String {
    let mut out = String::with_capacity(form.len());
    let mut before = None;
    for sound in form.chars() {
        let first = before.is_none();
        let after_d = before == Some('d');
        before = Some(sound);
        let sound = match sound {
            'Z' | 'z' | 's' if after_d => continue,
            'Z' | 'z' => 's',
            'T' => 't',
            'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'j' if first => '*',
            'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'j' => continue,
            other => other,
        };
        if !out.ends_with(sound) {
            out.push(sound);
        }
    }
    out
}

/// The tokens of a whole name that count: longer than one letter, and no father's name among three.
///
/// Where two look like one ("Александр Викторович Гракович"), the second is the surname, unless the
/// surname stands first.
fn tokens(name: &str) -> Vec<&str> {
    let mut all: Vec<&str> = name
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | '.' | '-' | '‑' | '–'))
        .filter(|token| token.chars().count() > 1)
        .collect();
    if all.len() < 3 {
        return all;
    }
    let fathers: Vec<usize> = (0..all.len()).filter(|&at| is_patronymic(all[at])).collect();
    let father = if fathers.first() == Some(&0) { fathers.last() } else { fathers.first() };
    if let Some(&at) = father {
        all.remove(at);
    }
    all
}

/// Whether two full names may be spellings of one person's: two tokens agree, or all of the shorter
/// name if it has only one.
///
/// ```
/// use story::spelling::same_person;
/// assert!(same_person("Franak Viačorka", "Франак Вячорка"));
/// assert!(!same_person("Александр Викторович Иванов", "Александр Викторович Петров"));
/// ```
pub fn same_person(one: &str, other: &str) -> bool {
    let (mut one, mut other) = (tokens(one), tokens(other));
    if one.len() > other.len() {
        std::mem::swap(&mut one, &mut other);
    }
    if one.is_empty() {
        return false;
    }
    let others: Vec<Vec<String>> = other.iter().map(|token| keys(token, None)).collect();
    let mut used = vec![false; others.len()];
    let mut met = 0;
    for token in &one {
        let mine = keys(token, None);
        let hit = (0..others.len()).find(|&i| !used[i] && meet(&mine, &others[i], token, other[i]));
        if let Some(i) = hit {
            used[i] = true;
            met += 1;
        }
    }
    met >= one.len().min(2)
}

/// Whether two tokens share a key, or are near enough letter by letter.
fn meet(mine: &[String], theirs: &[String], one: &str, other: &str) -> bool {
    mine.iter().any(|key| theirs.contains(key)) || near(one, other)
}

/// Whether two tokens, in plain letters, are at most three edits in ten apart.
fn near(one: &str, other: &str) -> bool {
    let (one, other) = (plain(one), plain(other));
    let longest = one.len().max(other.len());
    if !(4..=TOKEN).contains(&longest) || one.len().abs_diff(other.len()) * 10 > longest * 3 {
        return false;
    }
    edits(one.as_bytes(), other.as_bytes()) * 10 <= longest * 3
}

/// Lower-case ASCII of a token in any script.
pub(crate) fn plain(token: &str) -> String {
    any_ascii::any_ascii(token)
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

/// Levenshtein distance of two short byte strings.
fn edits(one: &[u8], other: &[u8]) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in other.iter().enumerate() {
            let substituted = diagonal + usize::from(a != b);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[other.len()]
}
