//! `cargo xtask bench peers`: the best extractors that package registries carry, and ours, on the
//! same decoded pages in one run: accuracy by the sets' own scorer, processor time, memory.
//!
//! The tools stand in `bench/peers`, outside the workspace, with their versions pinned. Nothing of it
//! is run by the tests.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context;
use clap::{Args as ClapArgs, Subcommand};
use serde_json::Value;

use crate::score::{Run, publish};
use crate::{cargo, output, pass, root};

/// What to compare with.
#[derive(ClapArgs)]
pub(crate) struct Args {
    #[command(subcommand)]
    against: Against,
}

#[derive(Subcommand)]
enum Against {
    /// The extractors of PyPI and crates.io, on the development sets of pages.
    Peers(Peers),
}

#[derive(ClapArgs)]
struct Peers {
    /// Folder with `bench` and `pages`; else `shared` beside the checkout.
    #[arg(long, value_name = "DIR")]
    shared: Option<PathBuf>,
    /// Sets of pages.
    #[arg(long = "set", value_name = "NAME", default_values = ["fundus", "scrapinghub"])]
    sets: Vec<String>,
    /// Only tools whose name holds this; ours always run.
    #[arg(long, value_name = "PART")]
    tool: Option<String>,
    /// Print only; leave bench/RESULTS.md as it is.
    #[arg(long)]
    dry: bool,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let Against::Peers(peers) = &args.against;
    let run = Run::new(peers.shared.clone(), "fast")?;
    let tools = Tools::build(&run.work)?;
    let folds = run.folds("body", "--pages", &run.shared.join("pages"))?;
    let mut body = format!(
        "{}. Each tool is given the decoded page and its address; processor time of its calls alone, one process, \
         pages one after the other.\n\n",
        machine()
    );
    for set in &peers.sets {
        let measured = tools.measure(&run, set, peers.tool.as_deref())?;
        let predictions: Vec<_> = measured.iter().map(|measured| measured.found.clone()).collect();
        let mut scorer = run.scorer("score_pages.py");
        scorer
            .arg(run.shared.join("pages").join(set))
            .arg(folds.join(format!("{set}.jsonl")))
            .args(predictions);
        if set.starts_with("wcxb") {
            scorer.args(["--only", "type=article"]);
        }
        writeln!(body, "### {set}\n\n{}\n{}", output(&mut scorer)?, speeds(&measured))?;
    }
    body.push_str("folds-body: ours, the body out of fold; its title and authors, and the other rows of ours, are in sample.\n");
    println!("{body}");
    if peers.dry {
        return Ok(());
    }
    publish("peers", "The peers, rerun", "cargo xtask bench peers", &body)
}

/// The tools, ready to run.
struct Tools {
    python: PathBuf,
    script: PathBuf,
    program: PathBuf,
}

/// What one tool did with one set.
struct Measured {
    tool: String,
    /// The scorer's input; its name is the row's.
    found: PathBuf,
    line: Value,
}

impl Tools {
    /// Installs the Python tools into a folder of their own and builds the Rust ones.
    fn build(work: &Path) -> anyhow::Result<Self> {
        let folder = root().join("bench/peers");
        let environment = work.join("peers-python");
        let python = environment.join("bin/python");
        if !python.exists() {
            pass(Command::new("python3").args(["-m", "venv"]).arg(&environment))?;
            // Older versions fall over the extras of these packages.
            pass(Command::new(&python).args(["-m", "pip", "install", "--quiet", "--upgrade", "pip"]))?;
        }
        pass(
            Command::new(&python)
                .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"])
                .arg(folder.join("requirements.txt")),
        )?;
        let target = work.join("peers-rust");
        pass(
            cargo()
                .args(["build", "--quiet", "--locked", "--release", "--manifest-path"])
                .arg(folder.join("rust/Cargo.toml"))
                .env("CARGO_TARGET_DIR", &target),
        )?;
        Ok(Self { python, script: folder.join("peers.py"), program: target.join("release/peers") })
    }

    fn python(&self) -> Command {
        let mut command = Command::new(&self.python);
        command.arg(&self.script);
        command
    }

    fn rust(&self) -> Command {
        Command::new(&self.program)
    }

    fn measure(&self, run: &Run, set: &str, only: Option<&str>) -> anyhow::Result<Vec<Measured>> {
        let pages = run.work.join(format!("{set}-decoded.jsonl"));
        pass(self.rust().arg("decode").arg(run.manifest(set)?).arg(&pages))?;
        let folder = run.work.join("peers").join(set);
        fs::create_dir_all(&folder)?;
        let mut measured = Vec::new();
        for (names, command) in [
            (output(self.rust().arg("tools"))?, &(|| self.rust()) as &dyn Fn() -> Command),
            (output(self.python().arg("tools"))?, &|| self.python()),
        ] {
            for tool in names.lines() {
                let wanted = only.is_none_or(|part| tool.contains(part) || tool.starts_with("depeche"));
                if !wanted {
                    continue;
                }
                let found = folder.join(format!("{}.jsonl", slug(tool)));
                eprintln!("{set}: {tool}");
                let line = output(command().args(["run", tool]).arg(&pages).arg(&found))?;
                let line =
                    serde_json::from_str(&line).with_context(|| format!("what {tool} said: {line}"))?;
                measured.push(Measured { tool: tool.to_owned(), found, line });
            }
        }
        Ok(measured)
    }
}

/// A tool's name as a file's.
fn slug(tool: &str) -> String {
    let plain = tool.replace(['(', ')', ','], "");
    plain.replace(' ', "-")
}

/// Speed and memory as a table; ratios to our own part that does what the others do.
fn speeds(measured: &[Measured]) -> String {
    let number = |row: &Measured, key: &str| row.line[key].as_f64().unwrap_or(f64::NAN);
    let ours = measured.first().map_or(f64::NAN, |row| number(row, "seconds"));
    let mut out = String::from(
        "| tool | pages/s | MB/s | ms/page | slowest page, ms | peak memory, MB | failed | times our time |\n\
         |---|---|---|---|---|---|---|---|\n",
    );
    for row in measured {
        let (pages, seconds) = (number(row, "pages"), number(row, "seconds"));
        let _ = writeln!(
            out,
            "| {} | {:.1} | {:.1} | {:.2} | {:.1} | {:.0} | {} | {:.1} |",
            row.tool,
            pages / seconds,
            number(row, "bytes") / 1e6 / seconds,
            seconds * 1e3 / pages,
            number(row, "slowest") * 1e3,
            number(row, "peak_kib") / 1024.0,
            row.line["failed"],
            seconds / ours
        );
    }
    out
}

/// The processor, as the system names it.
fn machine() -> String {
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find_map(|line| line.strip_prefix("model name"));
    let model = model.map_or("unknown processor", |model| model.trim_start_matches(['\t', ' ', ':']));
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    format!("Machine: {model}, {cores} cores")
}
