//! `depeche subscription`: who asked for what, who confirmed, who left.

use std::io::Write;
use std::process::ExitCode;

use anyhow::{anyhow, bail};
use clap::Subcommand;

use super::{Global, say};
use crate::archive::Archive;
use crate::clock::Clock;
use crate::config::Config;
use crate::delivery::Setup;
use crate::subscription::{Receipt, State, confirm, leave, leave_token, list, mail_confirmation};

/// Mailboxes: ask, confirm, leave, list
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    depeche subscription add you@example.org  mails a link to confirm\n  \
    depeche subscription confirm TOKEN        what the link does\n  \
    depeche subscription list --json")]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Ask for a subscription: the mailbox is mailed a link to confirm
    Add {
        /// The mailbox
        address: String,
        /// The desk, if there are several
        #[arg(long)]
        desk: Option<String>,
    },
    /// Confirm with the token that was mailed
    Confirm {
        /// The token, or the whole link
        token: String,
    },
    /// Take a mailbox off a desk
    Leave {
        /// The mailbox
        address: String,
        /// The desk, if there are several
        #[arg(long)]
        desk: Option<String>,
    },
    /// All subscriptions
    List,
}

/// Runs `depeche subscription`.
pub fn run(args: Args, global: &Global) -> anyhow::Result<ExitCode> {
    let config = Config::load(&global.data)?;
    let mut archive = Archive::create(&global.data)?;
    let now = Clock::system().now();
    let mut out = std::io::stdout().lock();
    match args.action {
        Action::Add { address, desk } => {
            let desk = config.desk(desk.as_deref()).map_err(|problem| anyhow!(problem))?;
            let setup = Setup::of(&config).map_err(|problem| anyhow!(problem))?;
            let receipt = Receipt {
                words: format!("asked for by hand: {}", desk.name),
                place: "depeche subscription add".to_owned(),
                language: "en".to_owned(),
            };
            let mailed = mail_confirmation(&mut archive, &setup, desk, &address, &receipt, now)?;
            let words = if mailed {
                "was mailed a link to confirm"
            } else {
                "has confirmed, or was mailed within the last day"
            };
            writeln!(out, "{address} {words}")?;
        }
        Action::Confirm { token } => {
            let token = token.rsplit('/').next().unwrap_or_default();
            let Some(found) = confirm(&archive, token, now)? else {
                bail!("this token is used up, older than three days, or none");
            };
            writeln!(out, "{} reads {}", found.address, found.desk)?;
        }
        Action::Leave { address, desk } => {
            let desk = config.desk(desk.as_deref()).map_err(|problem| anyhow!(problem))?.id.get_ref();
            let found =
                list(&archive)?.into_iter().find(|found| found.address == address && found.desk == *desk);
            let Some(found) = found.filter(|found| found.state != State::Left) else {
                bail!("{address} is not subscribed to {desk}");
            };
            leave(&archive, &leave_token(&archive, found.id)?, now)?;
            writeln!(out, "{address} has left {desk}")?;
        }
        Action::List => {
            let all = list(&archive)?;
            if all.is_empty() {
                say("depeche: nobody yet; add somebody with: depeche subscription add ADDRESS");
            }
            for found in all {
                if global.json {
                    writeln!(out, "{}", serde_json::to_string(&found)?)?;
                } else {
                    let state = match found.state {
                        State::Asked => "asked",
                        State::Confirmed => "confirmed",
                        State::Left => "left",
                    };
                    writeln!(out, "{state:<10} {}\t{}", found.desk, found.address)?;
                }
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}
