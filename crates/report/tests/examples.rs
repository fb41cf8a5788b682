//! Every language file's own examples, read by the engine.
//!
//! An example passes if its statements are found, no more and no fewer, each with its manner, words,
//! cue, speaker and resolved name, and with the relaying outlet and the occasion if the text says them.
//! How many pass may not fall: raise the figures in [`PASSING`] when
//! the engine or a file gets better.

use report::read::{Context, read_text};
use report::{Manner, Report, Statement, language};
use serde_json::Value;

/// Examples whose statements are read right, a language. They may not become fewer.
const PASSING: [(&str, usize); 12] = [
    ("be", 46),
    ("cs", 45),
    ("de", 48),
    ("en", 56),
    ("es", 54),
    ("fr", 51),
    ("it", 58),
    ("nl", 48),
    ("pl", 48),
    ("pt", 51),
    ("ru", 40),
    ("uk", 40),
];

fn examples(code: &str) -> Vec<Value> {
    let file: Value = serde_json::from_str(language::file(code).unwrap()).unwrap();
    file["examples"].as_array().cloned().unwrap_or_default()
}

fn read(code: &str, example: &Value) -> Report {
    let language = Some(example["language"].as_str().unwrap_or(code).to_owned());
    read_text(example["text"].as_str().unwrap(), &Context { language, ..Context::default() })
}

fn manner(statement: &Statement) -> &'static str {
    match statement.manner {
        Manner::Direct => "direct",
        Manner::Mixed => "mixed",
        Manner::Indirect => "indirect",
    }
}

/// What is not as the example has it, in a few words; nothing if all is.
fn differences(found: &Statement, wanted: &Value) -> Vec<String> {
    let mut differences = Vec::new();
    let mut compare = |what: &str, found: Option<&str>, wanted: Option<&str>| {
        if found != wanted {
            differences.push(format!("{what}: {found:?} for {wanted:?}"));
        }
    };
    compare("manner", Some(manner(found)), wanted["manner"].as_str());
    let words: Vec<&str> = found.words.iter().map(|words| words.text.as_str()).collect();
    let parts: Vec<&str> =
        wanted["words"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    compare("words", Some(&words.join(" … ")), Some(&parts.join(" … ")));
    compare("cue", found.cue.as_ref().map(|cue| cue.text.as_str()), wanted["cue"].as_str());
    let speaker = found.speaker.as_ref();
    compare("speaker", speaker.and_then(|s| s.mention.as_deref()), wanted["speaker"].as_str());
    compare("name", speaker.and_then(|s| s.name.as_deref()), wanted["name"].as_str());
    compare("relayed_by", found.relayed_by.as_deref(), wanted["relayed_by"].as_str());
    compare("occasion", found.occasion.as_deref(), wanted["occasion"].as_str());
    let negated = |negated: bool| negated.then_some("negated");
    compare("cue", negated(found.cue_negated), negated(wanted["cue_negated"] == true));
    differences
}

/// What is wrong with the statements of an example; nothing if it passes.
fn failures(report: &Report, example: &Value) -> Vec<String> {
    let wanted = example["statements"].as_array().cloned().unwrap_or_default();
    let mut failures: Vec<String> = report
        .statements
        .iter()
        .zip(&wanted)
        .flat_map(|(found, wanted)| differences(found, wanted))
        .collect();
    if report.statements.len() != wanted.len() {
        failures.push(format!("{} statements for {}", report.statements.len(), wanted.len()));
    }
    failures
}

#[test]
fn the_examples_of_every_language_are_read_as_they_say() {
    for (code, least) in PASSING {
        let mut passing = 0;
        let mut list = String::new();
        for example in examples(code) {
            let failures = failures(&read(code, &example), &example);
            passing += usize::from(failures.is_empty());
            if !failures.is_empty() {
                list.push_str(example["text"].as_str().unwrap());
                list.push_str("\n    ");
                list.push_str(&failures.join("\n    "));
                list.push('\n');
            }
        }
        println!("{code}: {passing} pass\n{list}");
        assert!(passing >= least, "{code}: {passing} examples pass, {least} did before\n{list}");
    }
}

#[test]
fn every_span_lies_in_the_text_and_says_its_words() {
    for code in language::CODES {
        for example in examples(code) {
            let report = read(code, &example);
            for statement in &report.statements {
                for words in statement.words.iter().chain(&statement.cue) {
                    assert_eq!(words.at.slice(&report.text), words.text);
                }
                if let Some(speaker) = &statement.speaker
                    && let (Some(at), Some(mention)) = (speaker.at, &speaker.mention)
                {
                    assert_eq!(at.slice(&report.text), mention);
                }
            }
            for name in &report.names {
                assert!(name.mentions.iter().all(|at| !at.slice(&report.text).is_empty()), "{}", name.name);
            }
        }
    }
}
