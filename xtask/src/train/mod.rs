//! Train the models the crates carry, each from public data beside the checkout; the data itself never
//! enters the repository.

mod body;
mod choice;
mod forest;
mod front;
pub(crate) mod gold;
mod logistic;
mod pages;
mod speakers;
mod statements;
mod words;

use std::path::PathBuf;

use clap::{Parser, Subcommand};

/// What to train and on what.
#[derive(Parser)]
pub(crate) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// The model that tells body from furniture (crates/report/models/body.json).
    Body(PageSets),
    /// The weights of titles and authors (crates/report/models/front.json).
    Front(PageSets),
    /// The models that weigh statements and speakers (crates/report/models/statements.json, speakers.json).
    Statements(Statements),
}

/// Where the pages are and where predictions go.
#[derive(Parser)]
pub(crate) struct PageSets {
    /// The folder with the page sets.
    #[arg(long, value_name = "DIR", default_value = "../shared/pages")]
    pages: PathBuf,
    /// Also write what is read by models that have not seen the page's outlet, a `.jsonl` a set, for scoring.
    #[arg(long, value_name = "DIR")]
    folds: Option<PathBuf>,
    /// Do not train the final models.
    #[arg(long)]
    folds_only: bool,
}

/// Where the gold is and where predictions go.
#[derive(Parser)]
pub(crate) struct Statements {
    /// The folder with the gold documents and annotations.
    #[arg(long, value_name = "DIR", default_value = "../shared/gold")]
    gold: PathBuf,
    /// Also write reports read by models that have not seen the document, for scoring.
    #[arg(long, value_name = "DIR")]
    folds: Option<PathBuf>,
    /// Do not train the final models.
    #[arg(long)]
    folds_only: bool,
    /// Share of wrong speakers that sure direct quotations may have.
    #[arg(long, value_name = "SHARE", default_value_t = 0.03)]
    wrong: f32,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    match &args.what {
        What::Body(args) => body::run(args),
        What::Front(args) => front::run(args),
        What::Statements(args) => statements::run(args),
    }
}
