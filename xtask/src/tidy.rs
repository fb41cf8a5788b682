//! `cargo xtask tidy`: the walls of the house, held by machine.
//!
//! Each rule is one function that returns what it found; ARCHITECTURE.md says why the rule is there.
//! Licences and sources are read from `cargo metadata`, so a fresh machine needs no further tool;
//! `deny.toml` says the same to `cargo deny`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, bail};
use serde_json::Value;

use crate::{cargo, files, output, root};

/// Who may use whom inside the workspace.
const ARROWS: [(&str, &[&str]); 6] = [
    ("depeche-page", &[]),
    ("depeche-report", &["depeche-page"]),
    ("depeche-story", &["depeche-report"]),
    ("depeche-edition", &["depeche-report", "depeche-story"]),
    ("depeche", &["depeche-page", "depeche-report", "depeche-story", "depeche-edition"]),
    ("xtask", &["depeche-page", "depeche-report", "depeche-story", "depeche-edition"]),
];

/// Crates without input or output, clock, environment or randomness.
const PURE: [&str; 4] = ["page", "report", "story", "edition"];

/// What may never stand under a pure crate, at any depth.
const UNDER_PURE: [&str; 12] = [
    "tokio",
    "hyper",
    "reqwest",
    "ureq",
    "axum",
    "rusqlite",
    "lettre",
    "rand",
    "getrandom",
    "mio",
    "socket2",
    "async-std",
];

/// Paths of the standard library a pure crate may not name.
const IMPURE: [&str; 7] = [
    "std::fs",
    "std::net",
    "std::env",
    "std::process",
    "std::thread",
    "std::time::SystemTime",
    "std::time::Instant",
];

/// Inside the binary: a room, and the rooms it never imports.
const DOORS: [(&str, &[&str]); 4] = [
    ("source", &["web", "command", "demo"]),
    ("archive", &["web", "command", "demo"]),
    ("subscription", &["web", "command", "demo"]),
    ("delivery", &["web", "command", "demo", "source"]),
];

const ROOM_NAMES: [&str; 6] = ["common", "utils", "util", "helpers", "manager", "misc"];

const LICENCES: [&str; 12] = [
    "MIT",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "0BSD",
    "ISC",
    "Zlib",
    "Unicode-3.0",
    "CC0-1.0",
    "Unlicense",
    "CDLA-Permissive-2.0",
];

/// The most packages Cargo.lock may hold.
const PACKAGES: usize = 600;

/// The most lines one source file may hold before its room is to be divided.
const LINES: usize = 900;

pub(crate) fn run() -> anyhow::Result<()> {
    let metadata = output(cargo().args(["metadata", "--format-version", "1", "--locked"]))?;
    let metadata: Value = serde_json::from_str(&metadata).context("cargo metadata")?;
    let mut found = Vec::new();
    arrows(&metadata, &mut found);
    walls(&metadata, &mut found);
    packages(&metadata, &mut found);
    rooms(&mut found)?;
    purity(&mut found)?;
    doors(&mut found)?;
    words(&mut found)?;
    if !found.is_empty() {
        for line in &found {
            eprintln!("tidy: {line}");
        }
        bail!("{} of the house's rules are broken (see ARCHITECTURE.md)", found.len());
    }
    eprintln!("tidy: the walls hold");
    Ok(())
}

fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_default()
}

/// Only the arrows of the house.
fn arrows(metadata: &Value, found: &mut Vec<String>) {
    let members: BTreeSet<&str> =
        list(metadata, "workspace_members").iter().filter_map(Value::as_str).collect();
    for package in list(metadata, "packages").iter().filter(|p| members.contains(text(p, "id"))) {
        let name = text(package, "name");
        let Some((_, allowed)) = ARROWS.iter().find(|(n, _)| *n == name) else {
            found.push(format!("crate {name} has no place in the house: add its arrows to xtask tidy"));
            continue;
        };
        for dependency in list(package, "dependencies").iter().filter(|d| d["kind"].is_null()) {
            let to = text(dependency, "name");
            let internal = ARROWS.iter().any(|(n, _)| *n == to);
            if internal && !allowed.contains(&to) {
                found.push(format!("{name} uses {to}: no such arrow in the house"));
            }
        }
    }
}

/// Nothing with input or output under the pure crates.
fn walls(metadata: &Value, found: &mut Vec<String>) {
    let nodes: BTreeMap<&str, &Value> =
        list(&metadata["resolve"], "nodes").iter().map(|n| (text(n, "id"), n)).collect();
    let names: BTreeMap<&str, &str> =
        list(metadata, "packages").iter().map(|p| (text(p, "id"), text(p, "name"))).collect();
    for (id, name) in &names {
        if !PURE.iter().any(|pure| *name == format!("depeche-{pure}")) {
            continue;
        }
        let mut seen = BTreeSet::new();
        let mut open = vec![*id];
        while let Some(id) = open.pop() {
            if !seen.insert(id) {
                continue;
            }
            for dependency in nodes.get(id).map_or(&[][..], |n| list(n, "deps")) {
                let normal = list(dependency, "dep_kinds").iter().any(|k| k["kind"].is_null());
                if normal {
                    open.push(text(dependency, "pkg"));
                }
            }
        }
        for id in seen {
            if UNDER_PURE.contains(&names[id]) {
                found.push(format!("{} stands under the pure crate {name}", names[id]));
            }
        }
    }
}

/// Few packages, all from the registry, all under a licence we accept.
fn packages(metadata: &Value, found: &mut Vec<String>) {
    let packages = list(metadata, "packages");
    if packages.len() > PACKAGES {
        found.push(format!("{} packages in Cargo.lock, the cap is {PACKAGES}", packages.len()));
    }
    for package in packages.iter().filter(|p| !p["source"].is_null()) {
        let name = text(package, "name");
        if !text(package, "source").starts_with("registry+https://github.com/rust-lang/crates.io-index") {
            found.push(format!("{name} does not come from crates.io"));
        }
        let licence = text(package, "license");
        if !acceptable(licence) {
            found.push(format!("{name}: licence {licence:?} is not on the list"));
        }
    }
}

/// Whether one alternative of an SPDX expression holds only licences on the list.
fn acceptable(expression: &str) -> bool {
    let flat = expression.replace('/', " OR ").replace(['(', ')'], " ");
    // An AND of ORs ("(MIT OR Apache-2.0) AND Unicode-3.0") asks for one acceptable licence in each part.
    flat.split(" AND ").all(|part| part.split(" OR ").any(|licence| LICENCES.contains(&licence.trim())))
}

/// No room for odds and ends, none that has outgrown itself.
fn rooms(found: &mut Vec<String>) -> anyhow::Result<()> {
    for path in files(&root().join("crates"), "rs")?.into_iter().chain(files(&root().join("xtask"), "rs")?) {
        let inside = path.strip_prefix(root()).unwrap_or(&path);
        if inside.components().any(|c| c.as_os_str() == "target") {
            continue;
        }
        for part in inside.components() {
            let name = Path::new(part.as_os_str()).file_stem().unwrap_or_default();
            if ROOM_NAMES.iter().any(|n| name == *n) {
                found.push(format!("{}: a room is named after what it holds", inside.display()));
            }
        }
        let lines = read(&path)?.lines().count();
        if lines > LINES {
            found.push(format!("{}: {lines} lines; divide the room (cap {LINES})", inside.display()));
        }
    }
    Ok(())
}

/// The pure crates name nothing that reads a disk, a network, a clock or the environment.
fn purity(found: &mut Vec<String>) -> anyhow::Result<()> {
    for pure in PURE {
        for path in files(&root().join("crates").join(pure).join("src"), "rs")? {
            for (number, line) in read(&path)?.lines().enumerate() {
                let code = line.split("//").next().unwrap_or_default();
                for impure in IMPURE {
                    if code.contains(impure) {
                        found.push(place(&path, number, &format!("{impure} in a pure crate")));
                    }
                }
            }
        }
    }
    Ok(())
}

/// Inside the binary, the working rooms never import the rooms that show or command.
fn doors(found: &mut Vec<String>) -> anyhow::Result<()> {
    let source = root().join("crates/depeche/src");
    for (room, never) in DOORS {
        let mut paths = Vec::new();
        if source.join(room).is_dir() {
            paths.extend(files(&source.join(room), "rs")?);
        }
        let file = source.join(room).with_extension("rs");
        paths.extend(file.is_file().then_some(file));
        for path in paths {
            for (number, line) in read(&path)?.lines().enumerate() {
                for other in never {
                    if line.contains(&format!("crate::{other}")) {
                        found.push(place(&path, number, &format!("{room} imports {other}")));
                    }
                }
            }
        }
    }
    Ok(())
}

/// What depends on a language is data: no string with letters beyond ASCII in the code of `report`.
///
/// Typographic signs (quotation marks, dashes, spaces, currency) are no letters and may stand.
fn words(found: &mut Vec<String>) -> anyhow::Result<()> {
    for path in files(&root().join("crates/report/src"), "rs")? {
        let text = read(&path)?;
        // A module of tests ends each file that has one.
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for (number, line) in code.lines().enumerate() {
            let line = line.trim_start();
            if line.starts_with("//") {
                continue;
            }
            let literals = line.split('"').skip(1).step_by(2);
            for literal in literals {
                if literal.chars().any(|c| c.is_alphabetic() && !c.is_ascii()) {
                    found.push(place(&path, number, &format!("{literal:?} belongs in a language file")));
                }
            }
        }
    }
    Ok(())
}

fn read(path: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

fn place(path: &Path, line: usize, what: &str) -> String {
    format!("{}:{}: {what}", path.strip_prefix(root()).unwrap_or(path).display(), line + 1)
}

#[cfg(test)]
mod tests {
    use super::acceptable;

    #[test]
    fn licence_expressions_are_read() {
        assert!(acceptable("MIT OR Apache-2.0"));
        assert!(acceptable("MIT/Apache-2.0"));
        assert!(acceptable("(MIT OR Apache-2.0) AND Unicode-3.0"));
        assert!(acceptable("GPL-3.0 OR MIT"));
        assert!(!acceptable("GPL-3.0"));
        assert!(!acceptable("MIT AND GPL-3.0"));
        assert!(!acceptable(""));
    }
}
