//! Compares this crate with html5ever over a folder of pages (`.html`, `.html.gz`):
//! `cargo run -p depeche-page --profile fast --example agree -- FOLDER [--strict] [--verbose]`.
//!
//! Prints every page that differs, and how; then the shares. With `--strict`, pages are read as `Page::parse_strictly` does.

#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a tool for a terminal, no part of the crate"
)]

mod compare;

use std::io::Read;
use std::path::{Path, PathBuf};

fn pages(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        let name = path.to_string_lossy();
        if path.is_dir() {
            pages(&path, found);
        } else if name.ends_with(".html") || name.ends_with(".html.gz") {
            found.push(path);
        }
    }
}

fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    let bytes = std::fs::read(path)?;
    if !bytes.starts_with(b"\x1f\x8b") {
        return Ok(bytes);
    }
    let mut out = Vec::new();
    flate2::read::MultiGzDecoder::new(&*bytes).read_to_end(&mut out)?;
    Ok(out)
}

/// Some characters around the first that differs.
fn around(view: &compare::View, index: usize) -> String {
    let shown =
        &view.shown[index.saturating_sub(20).min(view.shown.len())..(index + 40).min(view.shown.len())];
    shown.iter().map(|(c, _, _)| *c).collect()
}

fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().unwrap_or_else(|| ".".into()));
    let options: Vec<String> = arguments.collect();
    let [verbose, strict] =
        ["--verbose", "--strict"].map(|option| options.iter().any(|given| given == option));
    let mut paths = Vec::new();
    pages(&folder, &mut paths);
    paths.sort();
    let (mut text, mut elements, mut attributes, mut characters, mut blocks) = (0, 0, 0, 0, 0);
    for path in &paths {
        let bytes = read(path)?;
        let decoded = page::decode(&bytes, None);
        let read = if strict { page::Page::parse_strictly } else { page::Page::parse };
        let (ours, theirs) = (compare::ours(&read(&decoded.text)), compare::theirs(&decoded.text));
        let difference = compare::compare(&ours, &theirs);
        characters += if difference.text.is_some() { 0 } else { difference.characters };
        blocks += difference.blocks;
        text += usize::from(difference.text.is_some());
        elements += usize::from(difference.elements.is_some());
        attributes += usize::from(difference.attributes);
        let name = path.strip_prefix(&folder).unwrap_or(path).display();
        if let Some(index) = difference.text {
            println!("text       {name} at {index} of {}", difference.characters);
            if verbose {
                println!("  ours   {}\n  theirs {}", around(&ours, index), around(&theirs, index));
            }
        } else if difference.blocks > 0 {
            println!("blocks     {name}: {} of {} characters", difference.blocks, difference.characters);
            let other = ours.shown.iter().zip(&theirs.shown).position(|(a, b)| a != b);
            if let Some(index) = other.filter(|_| verbose) {
                println!("  {:?} {:?} {}", ours.shown[index], theirs.shown[index], around(&ours, index));
            }
        }
        if let Some(index) = difference.elements {
            let kind = if difference.attributes { "attributes" } else { "elements  " };
            println!("{kind} {name} at element {index}");
            if verbose {
                println!(
                    "  ours   {:?}\n  theirs {:?}",
                    ours.elements.get(index),
                    theirs.elements.get(index)
                );
            }
        }
    }
    let count = paths.len();
    println!("{count} pages");
    println!("same text in the same order: {} ({:.2} %)", count - text, share(count - text, count));
    println!(
        "nearest block the same, on those: {:.4} % of {characters} visible characters",
        share(characters - blocks, characters)
    );
    println!("same elements and attributes in the same order: {}", count - elements);
    println!("same attributes: {} ({:.2} %)", count - attributes, share(count - attributes, count));
    Ok(())
}

fn share(part: usize, whole: usize) -> f64 {
    part as f64 * 100.0 / whole.max(1) as f64
}
