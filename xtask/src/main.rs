//! The project's own chores, one module each. Run them as `cargo xtask <chore>`.
//!
//! Nothing here is part of the product: the binary never calls it, and it calls the binary only as
//! a user would, by its command line.

mod bench;
mod corpora;
mod golden;
mod score;
mod test;
mod tidy;
mod train;

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};
use clap::Parser;
use serde_json::Value;

/// Chores of the Dépêche repository.
#[derive(Parser)]
#[command(name = "cargo xtask", max_term_width = 100)]
enum Chore {
    /// Pass everything: format, lints, tidy, unit, integration and doc tests.
    Test(test::Args),
    /// Hold the walls: which crate may use which, and what may stand where.
    Tidy,
    /// Rewrite the golden pairs from what the program prints now; review the diff.
    Golden,
    /// Score the program on the development sets and write bench/RESULTS.md.
    Score(score::Args),
    /// Compare with the tools others use.
    Bench(bench::Args),
    /// Train a model the crates carry.
    Train(train::Args),
}

fn main() -> anyhow::Result<()> {
    match Chore::parse() {
        Chore::Test(args) => test::run(&args),
        Chore::Tidy => tidy::run(),
        Chore::Golden => golden::run(),
        Chore::Score(args) => score::run(&args),
        Chore::Bench(args) => bench::run(&args),
        Chore::Train(args) => train::run(&args),
    }
}

/// The root of the checkout.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the workspace")
}

/// Cargo itself, run from the root of the checkout.
fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    command
}

/// Where cargo builds.
fn target_directory() -> anyhow::Result<PathBuf> {
    let metadata = output(cargo().args(["metadata", "--format-version", "1", "--no-deps"]))?;
    let metadata: Value = serde_json::from_str(&metadata)?;
    Ok(PathBuf::from(metadata["target_directory"].as_str().context("cargo metadata: target_directory")?))
}

/// Runs a command to its end; an error names it if it fails.
fn pass(command: &mut Command) -> anyhow::Result<()> {
    let shown = shown(command);
    eprintln!("\x1b[1m$ {shown}\x1b[0m");
    let status = command.status().with_context(|| format!("cannot start: {shown}"))?;
    if !status.success() {
        bail!("failed ({status}): {shown}");
    }
    Ok(())
}

/// What a command prints on standard output; its standard error is shown.
fn output(command: &mut Command) -> anyhow::Result<String> {
    let shown = shown(command);
    let out = command
        .stderr(std::process::Stdio::inherit())
        .output()
        .with_context(|| format!("cannot start: {shown}"))?;
    if !out.status.success() {
        bail!("failed ({}): {shown}", out.status);
    }
    String::from_utf8(out.stdout).with_context(|| format!("not UTF-8: output of {shown}"))
}

fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let mut words: Vec<_> =
        std::iter::once(program).chain(command.get_args()).map(|word| word.to_string_lossy()).collect();
    if words.len() > 16 {
        words.truncate(16);
        words.push("…".into());
    }
    words.join(" ")
}

/// All files under a folder whose name ends with `.ext`, in order of path.
fn files(folder: &Path, ext: &str) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(folder) = open.pop() {
        for entry in folder.read_dir().with_context(|| format!("cannot list {}", folder.display()))? {
            let path = entry?.path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|e| e == ext) {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}
