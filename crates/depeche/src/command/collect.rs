//! `depeche collect`: one round over the sources, and what it found into stories.

use std::io::Write;
use std::process::ExitCode;

use super::{Global, say};
use crate::archive::{Archive, holder};
use crate::clock::Clock;
use crate::config::Config;
use crate::console::counted;
use crate::source::collect::{Event, Which, collect};
use crate::thread::thread_reports;

/// Fetch, keep and read what is new
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    depeche collect               the sources that are due\n  \
    depeche collect --all         all of them, now\n  \
    depeche collect --json        what it came to, as JSON")]
pub struct Args {
    /// Ask every source, due or not
    #[arg(long)]
    pub all: bool,
    /// Leave the new reports without a story, for `depeche thread` later
    #[arg(long)]
    pub no_thread: bool,
}

/// How long a round may take before another may begin.
const LEASE: std::time::Duration = std::time::Duration::from_hours(2);

/// Runs `depeche collect`.
pub fn run(args: &Args, global: &Global) -> anyhow::Result<ExitCode> {
    let config = Config::load(&global.data)?;
    if config.outlets.iter().all(|outlet| outlet.sources.is_empty()) {
        anyhow::bail!(
            "no source is named in {}; add an [[outlet]] with its feeds",
            global.data.join(crate::config::FILE).display()
        );
    }
    let mut archive = Archive::create(&global.data)?;
    let clock = Clock::system();
    let holder = holder();
    archive.lease("collect", &holder, clock.now(), LEASE)?;
    let progress = global.progress();
    let show = |event: Event<'_>| {
        if !progress {
            return;
        }
        match event {
            Event::Asking(source) => say(&format!("asking {source}")),
            Event::Kept(url, report) => {
                let title = report.title.as_ref().map_or(url, |title| title.text.as_str());
                say(&format!("  kept {title}"));
            }
            Event::PassedOver(_, why) => say(&format!("  passed over: {why}")),
        }
    };
    let which = if args.all { Which::All } else { Which::Due };
    let outcome = collect(&mut archive, &config, which, clock, &show);
    archive.release("collect", &holder)?;
    let summary = outcome?;
    let threaded = if args.no_thread { None } else { Some(thread_reports(&mut archive)?) };
    if global.json {
        let line = serde_json::json!({ "collected": summary, "threaded": threaded });
        writeln!(std::io::stdout(), "{line}")?;
    } else {
        writeln!(
            std::io::stdout(),
            "{} asked ({} unchanged, {} not due), {} kept, {} listed only, {} forbidden by robots.txt, \
             {} passed over",
            counted(summary.asked, "source", "sources"),
            summary.unchanged,
            summary.resting,
            counted(summary.kept, "page", "pages"),
            summary.listed,
            summary.forbidden,
            summary.passed_over
        )?;
        if let Some(threaded) = threaded {
            let placed = counted(threaded.placed, "report", "reports");
            let stories = counted(threaded.stories, "story", "stories");
            writeln!(std::io::stdout(), "{placed} placed, {stories}")?;
        }
    }
    for trouble in &summary.troubles {
        say(&format!("depeche: {trouble}"));
    }
    Ok(if summary.troubles.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
