//! `cargo xtask golden`: rewrites every golden file from what the program prints now.
//!
//! The tests that hold golden pairs rewrite them when `DEPECHE_GOLDEN` is `write`; the change is then
//! reviewed as a diff like any other.

use crate::{cargo, pass};

pub(crate) fn run() -> anyhow::Result<()> {
    pass(cargo().args(["test", "--workspace", "--tests", "golden"]).env("DEPECHE_GOLDEN", "write"))?;
    pass(std::process::Command::new("git").current_dir(crate::root()).args(["diff", "--stat"]))
}
