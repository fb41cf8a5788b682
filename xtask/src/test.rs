//! `cargo xtask test`: everything that must pass before a change lands, in the order of cost.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use clap::Args as ClapArgs;

use crate::{cargo, pass, target_directory, tidy};

/// Python's own readers of web archives, which must read what we write (crates/depeche/tests/export.rs).
const READERS: [&str; 2] = ["warcio==1.8.1", "cdxj-indexer==1.5.0"];

/// What to pass.
#[derive(ClapArgs)]
pub(crate) struct Args {
    /// Only the tests: leave out format, lints and tidy.
    #[arg(long)]
    only_tests: bool,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    if !args.only_tests {
        pass(cargo().args(["fmt", "--all", "--check"]))?;
        tidy::run()?;
        pass(cargo().args(["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"]))?;
    }
    let mut tests = cargo();
    tests.args(["test", "--workspace", "--locked"]);
    if let Some(python) = python()? {
        tests.env("DEPECHE_PYTHON", python);
    }
    // Doc tests run with the others: `cargo test` without a target runs all three kinds.
    pass(&mut tests)?;
    eprintln!("everything passed");
    Ok(())
}

/// A Python with the readers of web archives, made once under the target folder. Without Python or
/// without network there is none, and the test that asks for it is passed over.
fn python() -> anyhow::Result<Option<PathBuf>> {
    let folder = target_directory()?.join("python");
    let python = folder.join("bin/python");
    let quietly = |command: &mut Command| {
        command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
    };
    let imports = ["-c", "import warcio, cdxj_indexer"];
    let ready = quietly(Command::new(&python).args(imports))
        || quietly(Command::new("python3").args(["-m", "venv"]).arg(&folder))
            && quietly(
                Command::new(&python)
                    .args(["-m", "pip", "install", "--quiet", "--timeout", "20"])
                    .args(READERS),
            )
            && quietly(Command::new(&python).args(imports));
    if !ready {
        eprintln!("no Python with {} to be had: they are not asked to read our archives", READERS.join(", "));
    }
    Ok(ready.then_some(python))
}
