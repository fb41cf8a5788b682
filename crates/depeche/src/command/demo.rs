//! `depeche demo`: the whole road on the bundled sample press, offline.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::Global;
use crate::demo::road::{Road, Summary, own_folder};
use crate::reading::lines::{Style, paint};

/// The folder of data where nobody named one: the demonstration leaves it alone.
const USUAL: &str = "./depeche-data";

/// Walk the whole road on a bundled sample press, offline
///
/// Five invented outlets are served on this machine, collected over HTTP, kept, read, threaded,
/// composed into sealed editions, mailed by SMTP to a mailbox server on this machine, and shown on
/// web pages. Nothing leaves the machine, and nothing is written outside one folder.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    depeche demo                  … and open the address it prints\n  \
    depeche demo --exit           stop after delivery\n  \
    depeche --data /tmp/try demo  keep everything in a folder of your choice")]
pub struct Args {
    /// Stop after delivery, with a summary
    #[arg(long)]
    pub exit: bool,
    /// Port of the web pages [default: a free one]
    #[arg(long, default_value_t = 0, hide_default_value = true)]
    pub port: u16,
}

/// Runs `depeche demo`.
pub fn run(args: &Args, global: &Global) -> anyhow::Result<ExitCode> {
    let folder: PathBuf = if global.data == Path::new(USUAL) { own_folder() } else { global.data.clone() };
    let color = global.color();
    let quiet = global.quiet || global.json;
    if !quiet {
        let mut title = String::new();
        paint(&mut title, "Dépêche", Style::BOLD, color);
        writeln!(std::io::stdout(), "\n  {title}: one day of the sample press, from the web to a mailbox\n")?;
    }
    let road = Road::walk(&folder, args.port, &mut |done| {
        if !quiet {
            let mut tick = String::new();
            paint(&mut tick, "✓", Style::color(32), color);
            // Nobody listening is no reason to stop.
            let _ = writeln!(std::io::stdout(), "  {tick} {done}");
        }
    })?;
    show(&road.summary, args, global, color)?;
    if !args.exit {
        road.stay()?;
    }
    Ok(ExitCode::SUCCESS)
}

fn show(summary: &Summary, args: &Args, global: &Global, color: bool) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    if global.json {
        writeln!(out, "{}", serde_json::to_string(summary)?)?;
        return Ok(());
    }
    let Summary { pages, reports, statements, figures, stories, accepted, .. } = summary;
    let line = format!(
        "{pages} pages, {reports} reports, {statements} statements, {figures} figures, {stories} stories, \
         {accepted} mails accepted"
    );
    let mut bold = String::new();
    paint(&mut bold, &line, Style::BOLD, color);
    writeln!(out, "\n  {bold} in {:.1} s", summary.seconds)?;
    writeln!(
        out,
        "  not fetched: {} forbidden by robots.txt; not quoted: {} whose outlet forbids copies; gone: {}\n",
        summary.forbidden, summary.listed_only, summary.gone
    )?;
    let open = &summary.open;
    if !args.exit {
        let mut link = |name: &str, address: &str| {
            let mut shown = String::new();
            paint(&mut shown, address, Style { underline: true, ..Style::PLAIN }, color);
            writeln!(out, "  {name:<12} {shown}")
        };
        link("open", &open.home)?;
        link("an edition", &open.edition)?;
        link("a story", &open.story)?;
        link("a statement", &open.statement)?;
    }
    writeln!(out, "  {:<12} {}", "mails", open.mails.display())?;
    if !args.exit {
        writeln!(
            out,
            "  {:<12} to subscribe, give an address at demo.example: no mail leaves this machine",
            ""
        )?;
    }
    writeln!(out, "  {:<12} {}\n", "data", open.data.display())?;
    if !args.exit {
        writeln!(out, "  Ctrl-C ends it.")?;
    }
    Ok(())
}
