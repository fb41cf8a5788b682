//! `depeche completions`: what a shell needs to complete commands, options and file names.

use std::io::Write;
use std::process::ExitCode;

use clap::CommandFactory as _;
use clap_complete::Shell;

use super::Cli;

/// Print what a shell needs to complete commands and options
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    depeche completions bash > ~/.local/share/bash-completion/completions/depeche\n  \
    depeche completions zsh > ~/.zfunc/_depeche\n  \
    depeche completions fish > ~/.config/fish/completions/depeche.fish")]
pub struct Args {
    /// The shell
    pub shell: Shell,
}

/// Runs `depeche completions`.
pub fn run(args: &Args) -> anyhow::Result<ExitCode> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "depeche", &mut script);
    std::io::stdout().write_all(&script)?;
    Ok(ExitCode::SUCCESS)
}
