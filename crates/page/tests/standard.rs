//! The standard's own cases: tree construction as the web platform tests have it, tokens and character sets as html5lib has them
//! (`data/README.md`). A case must give its tree, unless `data/differ.txt` says that it does not, and why.

mod drawn;
mod outline;

use drawn::drawn;
use outline::ours;
use page::entity::Place;
use page::lexer::{Content, Sink, Start};
use page::{Attributes, Page, Tag};
use serde_json::{Value, json};
use std::fmt::Write;

const TREES: &str = include_str!("data/tree-construction.dat");
const TOKENS: &str = include_str!("data/tokenizer.jsonl");
const CHARSETS: &[u8] = include_bytes!("data/charset.dat");
const DIFFER: &str = include_str!("data/differ.txt");

/// A case of tree construction: its file and number there, the page, its tree as the file draws it.
struct Case<'t> {
    name: String,
    html: &'t str,
    tree: &'t str,
}

fn cases() -> Vec<Case<'static>> {
    let mut cases = Vec::new();
    for file in TREES.split("#file ").skip(1) {
        let (name, rest) = file.split_once('\n').unwrap();
        let parts = rest.strip_suffix('\n').unwrap_or(rest).split("#data\n").skip(1);
        for (number, case) in parts.enumerate() {
            let (html, tree) = case.split_once("\n#document\n").unwrap();
            cases.push(Case { name: format!("{name} {}", number + 1), html, tree });
        }
    }
    cases
}

#[test]
fn every_tree_is_the_standards() {
    let (mut known, mut wrong, mut written) = (0, String::new(), String::new());
    let cases = cases();
    for case in &cases {
        let (own, theirs) = (ours(&Page::parse_strictly(case.html)), drawn(case.tree));
        let differs = DIFFER.lines().any(|line| line.split('\t').next() == Some(&case.name));
        known += usize::from(differs);
        if (own != theirs) != differs {
            writeln!(wrong, "{}\n  page   {:?}\n  drawn  {theirs}\n  given  {own}", case.name, case.html)
                .unwrap();
            writeln!(written, "{}", case.name).unwrap();
        }
    }
    println!("{} cases, {known} known to differ", cases.len());
    assert!(wrong.is_empty(), "{wrong}\n{written}");
}

/// Gathers tokens in the form of the tests, texts that follow each other as one.
struct Tokens<'s> {
    source: &'s str,
    /// The element whose content comes first.
    first: usize,
    foreign: bool,
    raw: Option<Place>,
    out: Vec<Value>,
}

impl Tokens<'_> {
    fn name(name: &[u8]) -> String {
        String::from_utf8_lossy(name).to_ascii_lowercase().replace('\0', "\u{fffd}")
    }

    fn push_text(&mut self, text: &str) {
        if let Some(Value::Array(token)) = self.out.last_mut()
            && token[0] == "Character"
        {
            token[1] = json!(format!("{}{text}", token[1].as_str().unwrap()));
        } else if !text.is_empty() {
            self.out.push(json!(["Character", text]));
        }
    }
}

impl Sink for Tokens<'_> {
    fn start(&mut self, start: Start<'_>) -> Content {
        if start.at < self.first {
            return if self.foreign { Content::Markup } else { Content::Raw };
        }
        let tag = &self.source[start.at..start.at + start.len];
        let attributes: serde_json::Map<String, Value> = Attributes::of_tag(tag, 0)
            .distinct()
            .map(|attribute| (Self::name(attribute.name().as_bytes()), json!(attribute.value())))
            .collect();
        let mut token = vec![json!("StartTag"), json!(Self::name(start.name)), json!(attributes)];
        if start.self_closing {
            token.push(json!(true));
        }
        self.out.push(Value::Array(token));
        Content::Markup
    }

    fn end(&mut self, _: Tag, name: &[u8], _: usize, _: usize) {
        self.raw = None;
        self.out.push(json!(["EndTag", Self::name(name)]));
    }

    fn text(&mut self, from: usize, to: usize) {
        let place = self.raw.unwrap_or(Place::Text);
        self.push_text(&page::entity::decode(&self.source[from..to], place));
    }

    fn cdata(&mut self, from: usize, to: usize) {
        self.push_text(&page::entity::decode(&self.source[from..to], Place::Raw));
    }

    fn is_foreign(&self) -> bool {
        self.foreign
    }
}

/// The tokens of a case, as expected: without comments and document types, which are no tokens here, and with `nul` for
/// NUL, which the tree decides on.
fn expected(tokens: &[Value], nul: &str) -> Vec<Value> {
    let mut all = Tokens { source: "", first: 0, foreign: false, raw: None, out: Vec::new() };
    for token in tokens {
        match token[0].as_str().unwrap() {
            "Character" => {
                let text = token[1].as_str().unwrap();
                all.push_text(&text.replace('\0', nul));
            }
            "Comment" | "DOCTYPE" | "ProcessingInstruction" => {}
            _ => all.out.push(token.clone()),
        }
    }
    all.out
}

#[test]
fn every_token_is_the_standards() {
    let (mut count, mut wrong, mut file) = (0, String::new(), "");
    for line in TOKENS.lines() {
        if line.starts_with('#') {
            file = line;
            continue;
        }
        let (state, last, input, tokens): (String, Option<String>, String, Vec<Value>) =
            serde_json::from_str(line).unwrap();
        let last = last.as_deref();
        let before = match &*state {
            "Data" => String::new(),
            "CDATA section" => "<svg><![CDATA[".to_owned(),
            "PLAINTEXT" => "<plaintext>".to_owned(),
            "RCDATA" => format!("<{}>", last.unwrap_or("title")),
            "RAWTEXT" => format!("<{}>", last.unwrap_or("style")),
            "Script data" => format!("<{}>", last.unwrap_or("script")),
            other => panic!("{other}"),
        };
        let source = format!("{before}{input}");
        let raw = match &*state {
            "Data" | "CDATA section" => None,
            "RCDATA" => Some(Place::Foreign),
            _ => Some(Place::Raw),
        };
        let foreign = state == "CDATA section";
        let mut own = Tokens { source: &source, first: before.len(), foreign, raw, out: vec![] };
        page::lexer::lex(source.as_bytes(), &mut own);
        count += 1;
        let expected = expected(&tokens, if state == "Data" { "" } else { "\u{fffd}" });
        // A byte order mark belongs to what comes before the tokens.
        if state == "Data" && input.starts_with('\u{feff}') {
            continue;
        }
        if own.out != expected {
            writeln!(wrong, "{file}, {state}, {input:?}\n  expected {expected:?}\n  given    {:?}", own.out)
                .unwrap();
        }
    }
    println!("{count} cases");
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_character_set_is_the_standards() {
    let (mut count, mut wrong) = (0, String::new());
    // A character a byte, so that pages in any character set can be parted as text is.
    let table: String = CHARSETS.iter().copied().map(char::from).collect();
    for case in table.split("#data\n").skip(1) {
        let (html, label) = case.split_once("\n#encoding\n").unwrap();
        let label = label.trim().to_ascii_lowercase();
        let html: Vec<u8> = html.chars().map(|c| c as u8).collect();
        let decoded = page::decode(&html, None);
        count += 1;
        if html.windows(14).any(|word| word == b"document.write") {
            continue; // No scripts are run.
        }
        // Where nothing is said, the cases expect the default of a browser in the West; here the text is looked at.
        let silent = decoded.evidence == page::Evidence::Detected && label == "windows-1252";
        if !silent && decoded.charset.to_ascii_lowercase() != label {
            writeln!(
                wrong,
                "{:?}\n  expected {label}\n  given    {} {:?}",
                String::from_utf8_lossy(&html),
                decoded.charset,
                decoded.evidence
            )
            .unwrap();
        }
    }
    println!("{count} cases");
    assert!(wrong.is_empty(), "{wrong}");
}
