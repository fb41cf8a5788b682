//! `cargo xtask score`: the program, run as a user runs it, over the development sets; the scorers'
//! own output and the date, commit and command go to `bench/RESULTS.md`.
//!
//! The sets and scorers lie outside the project (`--shared DIR`, else a folder `shared` beside the
//! checkout). Each area owns one marked section of the file, which a run replaces; one line a run and
//! key figure is added to `bench/history.tsv`, so that a fall shows.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};
use clap::{Args as ClapArgs, ValueEnum};
use serde_json::{Value, json};

use crate::{cargo, corpora, output, pass, root, target_directory};

/// What to score.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Area {
    Pages,
    Statements,
    Stories,
    Feeds,
    All,
}

/// Where the sets are and what to score.
#[derive(ClapArgs)]
pub(crate) struct Args {
    /// What to score.
    #[arg(default_value = "all")]
    area: Area,
    /// Folder with `bench`, `pages`, `gold` and `stories`; else `shared` beside the checkout.
    #[arg(long, value_name = "DIR")]
    shared: Option<PathBuf>,
    /// Build profile of the program that is scored.
    #[arg(long, default_value = "release")]
    profile: String,
    /// Print only; leave bench/RESULTS.md as it is.
    #[arg(long)]
    dry: bool,
}

/// The sets of pages, each with the scorer's options for it.
const PAGES: [(&str, &[&str]); 4] =
    [("fundus", &[]), ("scrapinghub", &[]), ("wcxb-dev", &["--only", "type=article"]), ("trafilatura", &[])];

/// One run: the program, the sets, and where predictions go.
pub(crate) struct Run {
    program: PathBuf,
    pub(crate) shared: PathBuf,
    pub(crate) work: PathBuf,
    /// (set, measure, value) for the history.
    figures: Vec<(String, String, f64)>,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let mut run = Run::new(args.shared.clone(), &args.profile)?;
    for (area, name, title) in [
        (Area::Pages, "pages", "Reading pages"),
        (Area::Statements, "statements", "Statements and figures"),
        (Area::Stories, "stories", "Threading stories"),
        (Area::Feeds, "feeds", "Feeds, robots.txt, WARC, addresses"),
    ] {
        if args.area != Area::All && args.area != area {
            continue;
        }
        let body = match area {
            Area::Pages => run.pages()?,
            Area::Statements => run.statements()?,
            Area::Feeds => run.feeds()?,
            Area::Stories | Area::All => run.stories()?,
        };
        println!("{body}");
        if !args.dry {
            publish(name, title, &format!("cargo xtask score {name}"), &body)?;
        }
    }
    if !args.dry {
        run.write_history()?;
    }
    Ok(())
}

impl Run {
    /// Builds the program and finds the sets.
    pub(crate) fn new(shared: Option<PathBuf>, profile: &str) -> anyhow::Result<Self> {
        let beside = root().parent().map(|p| p.join("shared"));
        let Some(shared) = shared.or(beside).filter(|p| p.join("bench").is_dir()) else {
            bail!(
                "no development sets: give --shared DIR, a folder that holds bench/, pages/, gold/ and stories/"
            );
        };
        pass(cargo().args(["build", "--package", "depeche", "--profile", profile]))?;
        let target = target_directory()?;
        let program = target.join(profile).join("depeche");
        let work = target.join("score");
        fs::create_dir_all(&work)?;
        Ok(Self { program, shared: shared.canonicalize()?, work, figures: Vec::new() })
    }

    pub(crate) fn scorer(&self, script: &str) -> Command {
        let mut command = Command::new("python3");
        command.arg(self.shared.join("bench").join(script));
        command
    }

    /// Runs the program on some input and keeps what it prints; returns the file and the seconds it took.
    fn predict(&self, name: &str, args: &[&str], inputs: &[PathBuf]) -> anyhow::Result<(PathBuf, f64)> {
        let predictions = self.work.join(format!("{name}.jsonl"));
        let mut command = Command::new(&self.program);
        command.args(args).args(inputs).stdout(fs::File::create(&predictions)?);
        let start = std::time::Instant::now();
        pass(&mut command)?;
        Ok((predictions, start.elapsed().as_secs_f64()))
    }

    /// The pages of a set as the `.jsonl` that `depeche read` takes: id, address, file.
    pub(crate) fn manifest(&self, set: &str) -> anyhow::Result<PathBuf> {
        let folder = self.shared.join("pages").join(set);
        let mut lines = String::new();
        for line in fs::read_to_string(folder.join("manifest.jsonl"))?.lines() {
            let row: Value = serde_json::from_str(line)?;
            let file = folder.join(row["html"].as_str().context("manifest: html")?);
            writeln!(lines, "{}", json!({"id": row["id"], "url": row["url"], "file": file}))?;
        }
        let path = self.work.join(format!("{set}-input.jsonl"));
        fs::write(&path, lines)?;
        Ok(path)
    }

    /// Reports by models that have not seen the page's outlet (or the document): the figures to believe.
    pub(crate) fn folds(&self, what: &str, from: &str, data: &Path) -> anyhow::Result<PathBuf> {
        let folder = self.work.join(format!("folds-{what}"));
        fs::create_dir_all(&folder)?;
        pass(
            cargo()
                .args(["run", "--quiet", "--profile", "fast", "--package", "xtask", "--", "train", what])
                .arg(from)
                .arg(data)
                .arg("--folds")
                .arg(&folder)
                .arg("--folds-only"),
        )?;
        Ok(folder)
    }

    fn pages(&mut self) -> anyhow::Result<String> {
        let pages = self.shared.join("pages");
        let folds = self.folds("body", "--pages", &pages)?;
        let mut body = String::from(
            "Out of fold: the body is read by models that saw no page of the same outlet (five folds); title and authors \
             are weighed by the weights the program carries, which saw these pages (`cargo xtask train front --folds` \
             gives their own figures). In sample: by the models the program carries.\n\n",
        );
        for (set, only) in PAGES {
            let folder = pages.join(set);
            if !folder.is_dir() {
                continue;
            }
            let unseen = folds.join(format!("{set}.jsonl"));
            let (seen, seconds) =
                self.predict(set, &["read", "--json", "--jobs", "1"], &[self.manifest(set)?])?;
            writeln!(body, "### {set}{}\n", only.get(1).map_or(String::new(), |o| format!(" ({o})")))?;
            for (name, predictions) in [("out of fold", &unseen), ("in sample", &seen)] {
                let table = output(self.scorer("score_pages.py").arg(&folder).arg(predictions).args(only))?;
                writeln!(body, "{name}:\n\n{table}")?;
                self.keep_table(&format!("{set}, {name}"), &table);
            }
            if set == "fundus" {
                let mut parts = self.scorer("score_parts.py");
                writeln!(body, "{}", output(parts.arg(&folder).arg(&unseen).arg(&seen))?)?;
                let mut by = self.scorer("score_pages.py");
                writeln!(
                    body,
                    "By language, out of fold:\n\n{}",
                    output(by.arg(&folder).arg(&unseen).args(["--by", "lang"]))?
                )?;
            }
            let count = fs::read_to_string(folder.join("manifest.jsonl"))?.lines().count();
            writeln!(
                body,
                "{count} pages in {seconds:.2} s, one job, gunzip and JSON included: {:.0} pages/s\n",
                count as f64 / seconds
            )?;
        }
        Ok(body)
    }

    fn statements(&mut self) -> anyhow::Result<String> {
        let gold = self.shared.join("gold");
        let unseen = self.folds("statements", "--gold", &gold)?.join("statements.jsonl");
        let documents = crate::files(&gold.join("docs"), "txt")?;
        let (seen, _) = self.predict("gold", &["read", "--json", "--jobs", "1"], &documents)?;
        let mut body = String::new();
        for (name, predictions, per) in
            [("Out of fold", &unseen, Some("--per-language")), ("In sample", &seen, None)]
        {
            let table = output(self.scorer("score_statements.py").arg(&gold).arg(predictions).args(per))?;
            writeln!(body, "{name}:\n\n```text\n{}\n```\n", table.trim())?;
            self.keep_gold(&name.to_lowercase(), &table);
        }
        let (table, figures) = corpora::measure(&gold.join("corpora"))?;
        writeln!(
            body,
            "Corpora that train nothing (what counts: `xtask/src/corpora.rs`):\n\n```text\n{table}```\n"
        )?;
        self.figures.extend(figures);
        Ok(body)
    }

    /// Keeps every F1 of the statements' scorer, by language.
    fn keep_gold(&mut self, name: &str, table: &str) {
        for block in table.split("\n\n") {
            let (head, rows) = block.trim().split_once('\n').unwrap_or((block, ""));
            let set = format!("gold {}, {name}", head.split(':').next().unwrap_or_default());
            for row in rows.lines().filter(|r| r.contains(" F1 ")) {
                let (measure, rest) = row.split_once(" P ").unwrap_or((row, ""));
                let f1 = rest.split(" F1 ").nth(1).and_then(|f| f.split_whitespace().next());
                if let Some(f1) = f1.and_then(|f| f.parse().ok()) {
                    self.figures.push((set.clone(), measure.trim().to_owned(), f1));
                }
            }
        }
    }

    /// The peers' own test suites, run by the tests of the binary.
    fn feeds(&self) -> anyhow::Result<String> {
        let results = self.work.join("feeds.jsonl");
        let said = output(
            cargo()
                .args(["test", "--quiet", "--package", "depeche", "--test", "peers", "--", "--nocapture"])
                .env("DEPECHE_CASES", self.shared.join("feeds"))
                .env("DEPECHE_RESULTS", &results),
        )?;
        let table = output(self.scorer("score_feed.py").arg(&results))?;
        Ok(format!("```text\n{}\n\n{}\n```\n", said.trim(), table.trim()))
    }

    fn stories(&mut self) -> anyhow::Result<String> {
        let mut body = String::from("```text\n");
        for (set, split) in [
            ("press-day", None),
            ("meantime", None),
            ("neus", Some("val")),
            ("ecbplus", Some("dev")),
            ("allsides-dated", None),
        ] {
            let reports = self.shared.join("stories").join(format!("{set}.jsonl"));
            if !reports.is_file() {
                continue;
            }
            let input = self.split(&reports, split)?;
            let (predictions, seconds) = self.predict(set, &["thread", "--json"], &[input])?;
            let mut scorer = self.scorer("score_stories.py");
            scorer.arg(&reports).arg(&predictions);
            if let Some(split) = split {
                scorer.args(["--split", split]);
            }
            let table = output(&mut scorer)?;
            writeln!(
                body,
                "{set} {}({seconds:.2} s)\n{table}",
                split.map_or(String::new(), |s| format!("{s} "))
            )?;
            let f1 = table.lines().find(|l| l.trim_start().starts_with("b3"));
            if let Some(f1) = f1.and_then(|l| l.split_whitespace().last()?.parse().ok()) {
                self.figures.push((set.to_owned(), "B3 F1".to_owned(), f1));
            }
        }
        body.push_str("```\n");
        Ok(body)
    }

    /// Only the reports of one split, so that another split's do not sit among them.
    fn split(&self, reports: &Path, split: Option<&str>) -> anyhow::Result<PathBuf> {
        let Some(split) = split else { return Ok(reports.to_path_buf()) };
        let mut kept = String::new();
        for line in fs::read_to_string(reports)?.lines() {
            let row: Value = serde_json::from_str(line)?;
            if row["split"] == split {
                kept.push_str(line);
                kept.push('\n');
            }
        }
        let set = reports.file_stem().context("a set has a name")?.to_string_lossy();
        let path = self.work.join(format!("{set}-input.jsonl"));
        fs::write(&path, kept)?;
        Ok(path)
    }

    /// Keeps every figure of the first row of a scorer's table.
    fn keep_table(&mut self, set: &str, table: &str) {
        let mut rows = table.lines().filter(|l| l.starts_with('|'));
        let (Some(head), Some(row)) = (rows.next(), rows.nth(1)) else { return };
        for (measure, value) in head.split('|').zip(row.split('|')).skip(2) {
            if let Ok(value) = value.trim().parse() {
                self.figures.push((set.to_owned(), measure.trim().to_owned(), value));
            }
        }
    }

    fn write_history(&self) -> anyhow::Result<()> {
        let path = root().join("bench/history.tsv");
        let mut history =
            fs::read_to_string(&path).unwrap_or_else(|_| "date\tcommit\tset\tmeasure\tvalue\n".to_owned());
        let (date, commit) = (jiff::Zoned::now().date(), commit()?);
        for (set, measure, value) in &self.figures {
            writeln!(history, "{date}\t{commit}\t{set}\t{measure}\t{value}")?;
        }
        fs::write(path, history)?;
        Ok(())
    }
}

/// The commit, with a `+` if the working tree differs from it.
fn commit() -> anyhow::Result<String> {
    let mut git = Command::new("git");
    Ok(output(git.current_dir(root()).args(["describe", "--always", "--dirty=+", "--exclude=*"]))?
        .trim()
        .to_owned())
}

/// Writes a section of bench/RESULTS.md, headed by date, commit and command.
pub(crate) fn publish(name: &str, title: &str, by: &str, body: &str) -> anyhow::Result<()> {
    let head = format!("## {title}\n\n{}, commit {}, `{by}`\n\n", jiff::Zoned::now().date(), commit()?);
    write_section(name, &(head + body))
}

/// Replaces one marked section of bench/RESULTS.md, or adds it at the end.
fn write_section(name: &str, body: &str) -> anyhow::Result<()> {
    let path = root().join("bench/RESULTS.md");
    let file = fs::read_to_string(&path).unwrap_or_default();
    fs::create_dir_all(root().join("bench"))?;
    fs::write(path, replaced(&file, name, body))?;
    Ok(())
}

fn replaced(file: &str, name: &str, body: &str) -> String {
    let (open, close) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->\n"));
    let section = format!("{open}{}\n{close}", body.trim_end());
    match file.split_once(&open).and_then(|(before, rest)| Some((before, rest.split_once(&close)?.1))) {
        Some((before, after)) => format!("{before}{section}{after}"),
        None if file.is_empty() => section,
        None => format!("{}\n\n{section}", file.trim_end()),
    }
}

#[cfg(test)]
mod tests {
    use super::replaced;

    #[test]
    fn a_section_is_replaced_in_place() {
        let file = "# Results\n\n<!-- a -->\nold\n<!-- /a -->\n\nend\n";
        assert_eq!(replaced(file, "a", "new"), "# Results\n\n<!-- a -->\nnew\n<!-- /a -->\n\nend\n");
        assert!(replaced(file, "b", "more").ends_with("end\n\n<!-- b -->\nmore\n<!-- /b -->\n"));
    }
}
