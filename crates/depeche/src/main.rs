//! Dépêche reads the press closely and mails you what was said.
//!
//! This file is the program on one screen: read the command line, run one command, turn its outcome
//! into an exit code. All the work is in the library beside it, one file a command in `command/`.

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;
use depeche::command::{Cli, is_broken_pipe};

fn main() -> ExitCode {
    let cli = Cli::parse();
    match cli.run() {
        Ok(code) => code,
        // A reader that stopped reading (`depeche … | head`) is no failure of ours.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            // If stderr is gone too there is nobody left to tell.
            let _ = writeln!(std::io::stderr(), "depeche: {error:#}");
            ExitCode::FAILURE
        }
    }
}
