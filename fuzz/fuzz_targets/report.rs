//! A whole reading: any bytes, as plain text or as a page, in any language, give a report whose places hold.
//!
//! The first byte chooses language and door, the rest is what is read.
#![no_main]

use libfuzzer_sys::fuzz_target;
use report::read::{Context, read_html, read_text};
use report::{In, Report, Span, language};

/// That `words` stand at `at`, in the text or the title.
fn stands(report: &Report, within: In, at: Span, words: &str) {
    let text = match within {
        In::Text => report.text.as_str(),
        In::Title => report.title.as_ref().map_or("", |title| title.text.as_str()),
    };
    assert_eq!(text.get(at.range()), Some(words));
}

/// That every place of the report says its words, and what points at a statement has one to point at.
fn holds(report: &Report) {
    for block in &report.body {
        if let Some(at) = block.at {
            stands(report, In::Text, at, &block.text);
        }
    }
    for statement in &report.statements {
        for words in statement.words.iter().chain(&statement.cue) {
            stands(report, statement.within, words.at, &words.text);
        }
        if let Some(speaker) = &statement.speaker
            && let (Some(at), Some(mention)) = (speaker.at, &speaker.mention)
        {
            let text = report.text.get(at.range());
            let title = report.title.as_ref().and_then(|title| title.text.get(at.range()));
            assert!([text, title].contains(&Some(mention)), "{mention:?} at {at:?}");
        }
        assert!(statement.repeats.is_none_or(|index| index < report.statements.len()));
        assert!((0.0..=1.0).contains(&statement.confidence));
    }
    for figure in &report.figures {
        stands(report, figure.within, figure.at, &figure.text);
        assert!(figure.low.is_none_or(f64::is_finite) && figure.high.is_none_or(f64::is_finite));
        assert!(figure.statement.is_none_or(|index| index < report.statements.len()));
    }
    for name in &report.names {
        assert!(name.mentions.iter().all(|at| report.text.get(at.range()).is_some()));
    }
}

fuzz_target!(|data: &[u8]| {
    let Some((&choice, bytes)) = data.split_first() else { return };
    let languages = language::CODES.len() + 1;
    let context = Context {
        url: Some("https://gazette.example/harbour/2022-07-14".into()),
        language: language::CODES.get(usize::from(choice) % languages).map(ToString::to_string),
        ..Context::default()
    };
    let report = if usize::from(choice) / languages % 2 == 0 {
        read_text(&String::from_utf8_lossy(bytes), &context)
    } else {
        read_html(bytes, None, &context)
    };
    holds(&report);
    let json = report.to_json();
    assert!(serde_json::from_str::<serde_json::Value>(&json).is_ok(), "{json}");
});
