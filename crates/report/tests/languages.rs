//! Holds the language files to one shape: same keys, no word twice, no letter of a foreign alphabet,
//! and examples whose every string stands in its text. What the engine makes of the examples is
//! tested elsewhere; here the files are tested against themselves.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde_json::Value;

/// Words that rightly mix two alphabets, as the press writes them.
const MIXED: [&str; 5] =
    ["Газете.Ru", "Telegram-канале", "Telegram-каналі", "Telegram-каналу", "Telegram-канал"];

/// Latin words of Cyrillic lists that could be mistaken for Cyrillic ones.
const LATIN: [&str; 5] = ["ap", "epa", "C", "X", "Y"];

/// Keys whose values are patterns or prose about the language, not words of it.
const PROSE: [&str; 18] = [
    "gender",
    "kind",
    "traits",
    "notes",
    "numword_rules",
    "order",
    "continuation",
    "dash_dialogue",
    "date_patterns",
    "time_patterns",
    "age",
    "patterns",
    "mood",
    "trap",
    "english",
    "status",
    "examples",
    "figure_examples",
];

/// The keys of every file.
const COMMON: [&str; 63] = [
    "age",
    "agencies",
    "anonymous",
    "approx",
    "according",
    "collective",
    "comp",
    "continuation",
    "cue",
    "cue_clause",
    "cue_nominal",
    "cue_weak",
    "currency",
    "currency_ambiguous",
    "dash_dialogue",
    "date_patterns",
    "det",
    "documents",
    "duration",
    "english",
    "examples",
    "expected",
    "figure",
    "figure_examples",
    "firms",
    "fold",
    "fractions",
    "furniture",
    "grammar",
    "hearsay",
    "inner",
    "inverted",
    "lang",
    "months",
    "name",
    "name_particles",
    "negation",
    "notes",
    "number_format",
    "numword_rules",
    "numwords",
    "order",
    "ordinals",
    "organisations",
    "page",
    "percent",
    "pron",
    "quote_spacing",
    "quotes",
    "quotes_regional",
    "range",
    "ratio",
    "relay",
    "roles",
    "scale",
    "score",
    "script",
    "status",
    "time_patterns",
    "titles",
    "told",
    "units",
    "weekdays",
];

/// Every language has at least so many examples.
const EXAMPLES: usize = 40;

fn files() -> impl Iterator<Item = (&'static str, Value)> {
    report::language::CODES.iter().map(|code| {
        let text = report::language::file(code).expect("a code has a file");
        (*code, serde_json::from_str(text).unwrap_or_else(|error| panic!("{code}.json: {error}")))
    })
}

fn keys(value: &Value) -> BTreeSet<&str> {
    value.as_object().map(|map| map.keys().map(String::as_str).collect()).unwrap_or_default()
}

/// Calls `visit` with the path and the text of every string under `value`.
fn strings<'a>(value: &'a Value, path: &mut Vec<&'a str>, visit: &mut dyn FnMut(&[&str], &str)) {
    match value {
        Value::String(text) => visit(path, text),
        Value::Array(items) => items.iter().for_each(|item| strings(item, path, visit)),
        Value::Object(map) => {
            for (key, item) in map {
                path.push(key);
                strings(item, path, visit);
                path.pop();
            }
        }
        _ => {}
    }
}

/// Calls `visit` with the path and the members of every list under `value`.
fn lists<'a>(value: &'a Value, path: &mut Vec<&'a str>, visit: &mut dyn FnMut(&[&str], &[Value])) {
    match value {
        Value::Array(items) => {
            visit(path, items);
            for item in items {
                lists(item, path, visit);
            }
        }
        Value::Object(map) => {
            for (key, item) in map {
                path.push(key);
                lists(item, path, visit);
                path.pop();
            }
        }
        _ => {}
    }
}

#[test]
fn every_file_has_the_same_keys() {
    let all: BTreeMap<_, _> = files().collect();
    let model = &all["fr"];
    for (code, file) in &all {
        assert_eq!(file["lang"], *code);
        let missing: Vec<_> = COMMON.iter().filter(|key| file.get(**key).is_none()).collect();
        assert!(missing.is_empty(), "{code}.json lacks {missing:?}");
        for part in [
            "cue",
            "cue_nominal",
            "according",
            "relay",
            "told",
            "roles",
            "titles",
            "hearsay",
            "negation",
            "expected",
            "approx",
            "ordinals",
            "percent",
            "number_format",
            "duration",
            "score",
            "furniture",
        ] {
            assert_eq!(keys(&file[part]), keys(&model[part]), "keys of {part} in {code}.json");
        }
        assert_eq!(file["months"].as_array().map(Vec::len), Some(12), "months of {code}");
        assert_eq!(file["weekdays"].as_array().map(Vec::len), Some(7), "weekdays of {code}");
    }
}

#[test]
fn no_list_holds_a_word_twice() {
    for (code, file) in files() {
        lists(&file, &mut Vec::new(), &mut |path, items| {
            let pair = matches!(
                path.first(),
                Some(&("quotes" | "inner" | "quotes_regional" | "examples" | "figure_examples"))
            );
            let mut seen = HashSet::new();
            for item in items {
                let text = item.to_string();
                let number = item.is_number();
                assert!(
                    pair || number || seen.insert(text),
                    "{code}.json: {item} stands twice in {}",
                    path.join(".")
                );
            }
        });
    }
}

#[test]
fn a_cue_form_has_one_class() {
    for (code, file) in files() {
        let mut class_of = BTreeMap::new();
        for (class, lemmas) in file["cue"].as_object().expect("cue is a map") {
            strings(lemmas, &mut Vec::new(), &mut |_, form| {
                if let Some(other) = class_of.insert(form.to_owned(), class.clone()) {
                    assert_eq!(&other, class, "{code}.json: cue form “{form}” has two classes");
                }
            });
        }
        for form in file["cue_weak"].as_array().expect("cue_weak is a list") {
            let form = form.as_str().expect("a word");
            assert!(class_of.contains_key(form), "{code}.json: weak cue “{form}” is no cue");
        }
    }
}

fn is_latin(letter: char) -> bool {
    matches!(letter, 'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}')
}

fn is_cyrillic(letter: char) -> bool {
    matches!(letter, '\u{400}'..='\u{4ff}')
}

/// Whether a word in Latin letters looks as if it were Cyrillic: a slip of the keyboard. Abbreviations
/// in capitals (BTC, AP) are left alone.
fn is_disguised(word: &str) -> bool {
    let capitals = word.len() > 1 && word.chars().all(char::is_uppercase);
    !capitals && word.chars().all(|letter| "aceiopxyABCEHIKMOPTXY".contains(letter))
}

#[test]
fn words_keep_to_their_alphabet() {
    for (code, file) in files() {
        let cyrillic = file["script"] == "Cyrl";
        strings(&file, &mut Vec::new(), &mut |path, text| {
            if path.iter().any(|key| PROSE.contains(key)) {
                return;
            }
            assert_eq!(text.trim(), text, "{code}.json: stray space in “{text}” ({})", path.join("."));
            let place = path.join(".");
            for word in text.split(|letter: char| !(letter.is_alphanumeric() || "-.'’".contains(letter))) {
                let latin = word.chars().any(is_latin);
                let foreign = word.chars().any(is_cyrillic);
                assert!(cyrillic || !foreign, "{code}.json: Cyrillic letter in “{text}” ({place})");
                if cyrillic && latin && path.first() != Some(&"lang") {
                    assert!(
                        !foreign || MIXED.contains(&word),
                        "{code}.json: two alphabets in “{word}” ({place})"
                    );
                    assert!(
                        foreign || LATIN.contains(&word) || !is_disguised(word),
                        "{code}.json: Latin letters that look Cyrillic in “{word}” ({place})"
                    );
                }
            }
        });
    }
}

/// The place of `part` in `text` at or after `from`.
fn find(text: &str, part: &str, from: usize) -> Option<usize> {
    text.get(from..)?.find(part).map(|at| at + from)
}

/// The place of the statement's first word, if all its strings stand in `text` at or after `from`.
fn check_statement(text: &str, statement: &Value, from: usize) -> Result<usize, String> {
    let manner = statement["manner"].as_str().unwrap_or_default();
    if !["direct", "mixed", "indirect"].contains(&manner) {
        return Err(format!("manner “{manner}”"));
    }
    let words = statement["words"].as_array().ok_or("words is no list")?;
    let (mut start, mut at) = (None, from);
    for part in words {
        let part = part.as_str().ok_or("a word is no string")?;
        let found = find(text, part, at).ok_or_else(|| format!("“{part}” not in order"))?;
        if part.trim() != part || part.is_empty() || part.ends_with([',', ';', ':']) {
            return Err(format!("“{part}” is not trimmed"));
        }
        start.get_or_insert(found);
        at = found + part.len();
    }
    for key in ["cue", "speaker", "role", "relayed_by", "occasion"] {
        match &statement[key] {
            Value::Null => {}
            Value::String(part) if !part.is_empty() && text.contains(part.as_str()) => {}
            other => return Err(format!("{key} {other} not in the text")),
        }
    }
    if !(statement["name"].is_null() || statement["name"].is_string()) {
        return Err("name is neither text nor null".to_owned());
    }
    start.ok_or_else(|| "no words".to_owned())
}

/// The place of the figure, if its strings stand in `text` at or after `from` and its values are known ones.
fn check_figure(text: &str, figure: &Value, from: usize) -> Result<usize, String> {
    let whole = figure["text"].as_str().ok_or("text is no string")?;
    let number = figure["number"].as_str().ok_or("number is no string")?;
    let at = find(text, whole, from).ok_or_else(|| format!("“{whole}” not in order"))?;
    if !whole.contains(number) {
        return Err(format!("number “{number}” not in “{whole}”"));
    }
    let low = figure["low"].as_f64().ok_or("low is no number")?;
    let high = figure["high"].as_f64();
    if high.is_none() && !figure["high"].is_null() || high.is_some_and(|high| high < low) {
        return Err(format!("bounds of “{whole}”"));
    }
    match &figure["of"] {
        Value::Null => {}
        Value::String(of) if !of.is_empty() && text.contains(of.as_str()) => {}
        other => return Err(format!("of {other} not in the text")),
    }
    let approximation = figure["approximation"].as_str().unwrap_or_default();
    let known = ["exact", "about", "at_least", "at_most", "more_than", "less_than", "range", "vague"];
    let sureness = figure["sureness"].as_str().unwrap_or_default();
    let sure = ["asserted", "reported", "unconfirmed", "denied", "expected"];
    if !known.contains(&approximation) || !sure.contains(&sureness) || figure["unit"].as_str().is_none() {
        return Err(format!("values of “{whole}”"));
    }
    if (high.is_some_and(|high| high > low)) && !["range", "vague", "about"].contains(&approximation) {
        return Err(format!("“{whole}” has two bounds but is no range"));
    }
    Ok(at)
}

#[test]
fn every_string_of_an_example_stands_in_its_text() {
    for (code, file) in files() {
        let examples = file["examples"].as_array().expect("examples is a list");
        assert!(examples.len() >= EXAMPLES, "{code}.json has {} examples", examples.len());
        let mut texts = HashSet::new();
        for example in examples {
            let text = example["text"].as_str().expect("an example has a text");
            assert!(texts.insert(text), "{code}.json: an example stands twice: {text}");
            assert_eq!(
                keys(example),
                BTreeSet::from(["figures", "statements", "text"]),
                "{code}.json: {text}"
            );
            for (kind, check) in
                [("statements", check_statement as fn(&str, &Value, usize) -> _), ("figures", check_figure)]
            {
                let mut from = 0;
                for entry in example[kind].as_array().expect("a list") {
                    let at = check(text, entry, from)
                        .unwrap_or_else(|error| panic!("{code}.json: {error}\n{text}"));
                    from = at + text[at..].chars().next().map_or(0, char::len_utf8);
                }
            }
        }
    }
}
