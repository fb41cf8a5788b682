//! `depeche init`: the folder of data with its commented configuration.

use std::fs;
use std::io::Write;
use std::process::ExitCode;

use anyhow::{Context, bail};

use super::Global;
use crate::archive::Archive;
use crate::config;

/// Make a folder of data with a commented configuration
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    depeche init --contact editor@example.org\n  \
    depeche --data press init --contact https://example.org/bot")]
pub struct Args {
    /// Mail or web address at which outlets reach you; it stands in the user agent
    #[arg(long, value_name = "ADDRESS")]
    pub contact: Option<String>,
}

/// Runs `depeche init`.
pub fn run(args: &Args, global: &Global) -> anyhow::Result<ExitCode> {
    let folder = &global.data;
    let file = folder.join(config::FILE);
    if file.exists() {
        bail!("{} exists already; edit it, or choose another folder with --data", file.display());
    }
    fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
    Archive::create(folder)?;
    // Last, so that a folder that could not be made whole may be made again.
    if let Err(error) = fs::write(&file, config::starter(args.contact.as_deref())) {
        let _ = fs::remove_file(&file);
        return Err(error).with_context(|| format!("cannot write {}", file.display()));
    }
    if !global.quiet {
        let contact = if args.contact.is_some() { "" } else { "your contact address and " };
        let file = file.display();
        writeln!(
            std::io::stdout(),
            "Made {file}.\nNext: name {contact}your outlets in it, then: depeche collect"
        )?;
    }
    Ok(ExitCode::SUCCESS)
}
