//! `cargo xtask golden`: rewrites every golden file from what the program prints now.
//!
//! The tests that hold golden pairs rewrite them when `DEPECHE_GOLDEN` is `write`; the change is then
//! reviewed as a diff like any other.

use crate::{cargo, pass};

/// The tests that hold golden files.
const GOLDEN: [(&str, &str); 3] =
    [("depeche-page", "trees"), ("depeche-report", "pages"), ("depeche-edition", "press")];

pub(crate) fn run() -> anyhow::Result<()> {
    for (package, test) in GOLDEN {
        pass(cargo().args(["test", "-p", package, "--test", test]).env("DEPECHE_GOLDEN", "write"))?;
    }
    pass(std::process::Command::new("git").current_dir(crate::root()).args(["diff", "--stat"]))
}
