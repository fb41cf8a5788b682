//! The command line: one file a subcommand, each with its `Args` and a `run(args, &Global)`.
//!
//! Exit codes: 0 all went well; 1 something could not be done (said on stderr, the rest was done);
//! 2 wrong usage, said by clap. A command prints results to stdout and everything else to stderr.

mod check;
pub mod collect;
pub mod completions;
pub mod demo;
pub mod doctor;
pub mod edition;
pub mod export;
pub mod figures;
pub mod init;
pub mod man;
mod outline;
pub mod read;
pub mod rebuild;
pub mod serve;
pub mod source;
pub mod statements;
pub mod subscription;
pub mod thread;
pub mod which;

use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;
use std::thread::available_parallelism;

use clap::{Parser, Subcommand};

use crate::config::Config;
pub(crate) use crate::console::{columns, say, tongue};
use crate::reading::address::Web;

/// Reads the press closely and mails you what was said.
#[derive(Debug, Parser)]
#[command(
    name = "depeche",
    version,
    propagate_version = true,
    arg_required_else_help = true,
    max_term_width = 80,
    after_help = "Examples:\n  \
        depeche demo               the whole road on bundled pages, offline\n  \
        depeche read page.html     one page: who says what, which figures, what is left out\n  \
        depeche init               make a folder of data with a commented configuration\n  \
        depeche --data press init  … somewhere else\n\n\
        Each command has its own examples: depeche COMMAND --help"
)]
pub struct Cli {
    /// What every command knows.
    #[command(flatten)]
    pub global: Global,
    /// The command.
    #[command(subcommand)]
    pub command: Command,
}

/// Options that every command takes.
#[derive(Clone, Debug, clap::Args)]
pub struct Global {
    /// The folder of data
    #[arg(long, global = true, env = "DEPECHE_DATA", default_value = "./depeche-data", value_name = "DIR")]
    pub data: PathBuf,
    /// Say nothing but results and errors
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Print results as JSON, one object a line
    #[arg(long, global = true)]
    pub json: bool,
}

impl Global {
    /// Whether to say how the work goes: on stderr, and only to a person.
    pub fn progress(&self) -> bool {
        !self.quiet && std::io::stderr().is_terminal()
    }

    /// Whether stdout takes colours: a terminal, and `NO_COLOR` unset or empty (no-color.org).
    pub fn color(&self) -> bool {
        std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
            && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
            && std::io::stdout().is_terminal()
    }
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a folder of data with a commented configuration
    Init(init::Args),
    /// Fetch, keep and read what is new
    Collect(collect::Args),
    /// Put reports of one story together
    Thread(thread::Args),
    /// Compose, look at and send what a desk mails
    Edition(edition::Args),
    /// Sources: look at one, check what may be asked for, take lists in and out
    Source(source::Args),
    /// Give kept pages to other tools: as WARC, WACZ or CDXJ
    Export(export::Args),
    /// Mailboxes: ask, confirm, leave, list
    Subscription(subscription::Args),
    /// Read all kept pages anew, and thread them anew
    Rebuild(rebuild::Args),
    /// Check the configuration, the folder of data and the relay
    Doctor(doctor::Args),
    /// Read pages: who says what, which figures, what is furniture
    Read(read::Args),
    /// Walk the whole road on a bundled sample press, offline
    Demo(demo::Args),
    /// Show editions, stories and reports on web pages
    Serve(serve::Args),
    /// List who said what, in some pages or over all kept reports
    Statements(statements::Args),
    /// Show how a claimed figure moved, by outlet and speaker
    Figures(figures::Args),
    /// Print what a shell needs to complete commands and options
    Completions(completions::Args),
    /// Print the manual page, or write those of all commands
    Man(man::Args),
}

impl Cli {
    /// Runs the command.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let global = &self.global;
        match self.command {
            Command::Init(args) => init::run(&args, global),
            Command::Collect(args) => collect::run(&args, global),
            Command::Thread(args) => thread::run(args, global),
            Command::Edition(args) => edition::run(args, global),
            Command::Source(args) => source::run(args, global),
            Command::Export(args) => export::run(&args, global),
            Command::Subscription(args) => subscription::run(args, global),
            Command::Rebuild(args) => rebuild::run(&args, global),
            Command::Doctor(args) => doctor::run(&args, global),
            Command::Read(args) => read::run(&args, global),
            Command::Demo(args) => demo::run(&args, global),
            Command::Serve(args) => serve::run(&args, global),
            Command::Statements(args) => statements::run(&args, global),
            Command::Figures(args) => figures::run(&args, global),
            Command::Completions(args) => completions::run(&args),
            Command::Man(args) => man::run(&args),
        }
    }
}

/// Threads that read: as many as asked, else one a core.
pub(crate) fn jobs(asked: Option<u16>) -> usize {
    asked.map_or_else(|| available_parallelism().map_or(1, usize::from), usize::from)
}

/// The way to the web. A folder of data says how its owner can be reached; without one a page can be
/// read all the same.
pub(crate) fn web(global: &Global) -> Web {
    Web::new(Config::load(&global.data).ok().map(|config| config.contact.into_inner()))
}

/// Whether an error comes from writing to a reader that is gone.
pub fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause.downcast_ref::<std::io::Error>().is_some_and(|io| io.kind() == std::io::ErrorKind::BrokenPipe)
    })
}
