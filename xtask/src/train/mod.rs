//! Train the models the crates carry, each from public data beside the checkout; the data itself never
//! enters the repository.

mod body;
mod forest;

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
    Body(Body),
}

/// Where the pages are and where predictions go.
#[derive(Parser)]
pub(crate) struct Body {
    /// The folder with the page sets.
    #[arg(long, value_name = "DIR", default_value = "../shared/pages")]
    pages: PathBuf,
    /// Also write reports read by models that have not seen the page's outlet, a `.jsonl` a set, for scoring.
    #[arg(long, value_name = "DIR")]
    folds: Option<PathBuf>,
    /// Do not train the final model.
    #[arg(long)]
    folds_only: bool,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    match &args.what {
        What::Body(args) => body::run(args),
    }
}
