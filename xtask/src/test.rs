//! `cargo xtask test`: everything that must pass before a change lands, in the order of cost.

use clap::Args as ClapArgs;

use crate::{cargo, pass, tidy};

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
    // Doc tests run with the others: `cargo test` without a target runs all three kinds.
    pass(cargo().args(["test", "--workspace", "--locked"]))?;
    eprintln!("everything passed");
    Ok(())
}
