//! `depeche man`: the manual, made of the same words as `--help`.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::CommandFactory as _;

use super::Cli;

/// Print the manual page, or write those of all commands
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    depeche man | man -l -                                read it\n  \
    depeche man --into ~/.local/share/man/man1            then: man depeche-read")]
pub struct Args {
    /// Write the pages of all commands into this folder
    #[arg(long, value_name = "FOLDER")]
    pub into: Option<PathBuf>,
}

/// Runs `depeche man`.
pub fn run(args: &Args) -> anyhow::Result<ExitCode> {
    if let Some(folder) = &args.into {
        let named = || format!("{}: the manual could not be written there", folder.display());
        std::fs::create_dir_all(folder).with_context(named)?;
        clap_mangen::generate_to(Cli::command(), folder).with_context(named)?;
    } else {
        let mut page = Vec::new();
        clap_mangen::Man::new(Cli::command()).render(&mut page)?;
        std::io::stdout().write_all(&page)?;
    }
    Ok(ExitCode::SUCCESS)
}
