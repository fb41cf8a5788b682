//! The table of cases in `trees.txt`: a title, the page, the tree it gives. A case must give that tree here, and in
//! html5ever too, unless its title says that we differ on purpose.
//!
//! `cargo xtask golden` writes the trees anew; read the difference before it is committed.

#![allow(clippy::disallowed_methods, reason = "a test may write its table")]

mod outline;

use outline::{ours, theirs};
use page::Page;
use std::fmt::Write;

const TABLE: &str = include_str!("trees.txt");

/// `\n`, `\r`, `\0`, `\f`, `\t` and `\\` in a page of the table.
fn unescape(written: &str) -> String {
    let mut out = String::new();
    let mut chars = written.chars();
    while let Some(c) = chars.next() {
        out.push(match c {
            '\\' => match chars.next() {
                Some('n') => '\n',
                Some('r') => '\r',
                Some('t') => '\t',
                Some('f') => '\u{c}',
                Some('0') => '\0',
                _ => '\\',
            },
            c => c,
        });
    }
    out
}

#[test]
fn every_case_gives_its_tree() {
    let mut written = String::new();
    let (mut cases, mut wrong) = (0, String::new());
    let mut title = "";
    let mut html = String::new();
    for line in TABLE.lines() {
        if let Some(tree) = line.strip_prefix("= ") {
            cases += 1;
            let page = Page::parse(&html);
            let (own, other) = (ours(&page), theirs(&html));
            if own != tree {
                writeln!(wrong, "{title}\n  page     {html:?}\n  expected {tree}\n  given    {own}").unwrap();
            }
            if (own != other) != title.contains("on purpose") {
                writeln!(wrong, "{title}\n  page      {html:?}\n  ours      {own}\n  html5ever {other}")
                    .unwrap();
            }
            writeln!(written, "= {own}").unwrap();
            continue;
        }
        if let Some(page) = line.strip_prefix("> ") {
            html = unescape(page);
        } else if line.starts_with('#') {
            title = line;
        }
        writeln!(written, "{line}").unwrap();
    }
    if std::env::var_os("DEPECHE_GOLDEN").is_some_and(|wish| wish == "write") {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/trees.txt");
        std::fs::write(path, written).unwrap();
    }
    assert!(cases > 300, "only {cases} cases");
    assert!(wrong.is_empty(), "\n{wrong}");
}
