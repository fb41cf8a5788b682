//! `depeche serve`: the archive on web pages.

use std::io::Write;
use std::net::SocketAddr;
use std::process::ExitCode;

use anyhow::Context;

use super::Global;
use crate::archive::Archive;
use crate::clock::Clock;
use crate::config::Config;
use crate::web::{self, Site};

/// Show editions, stories and reports on web pages
///
/// Put a web server with TLS before it if others are to see the pages; base_url in depeche.toml is
/// the address under which they see them.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    depeche serve                          http://127.0.0.1:8080\n  \
    depeche serve --listen 127.0.0.1:3000\n  \
    curl --data-binary @page.html -H 'content-type: text/html' \\\n  \
      http://127.0.0.1:8080/v1/reports")]
pub struct Args {
    /// Address and port to listen on
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
}

/// Runs `depeche serve` until it is ended.
pub fn run(args: &Args, global: &Global) -> anyhow::Result<ExitCode> {
    let config = Config::load(&global.data)?;
    // What is wrong with the folder is said now, not to the first visitor.
    Archive::create(&global.data)?;
    let site = Site::new(global.data.clone(), config, Clock::system());
    let runtime = tokio::runtime::Runtime::new().context("cannot start threads")?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(args.listen).await.with_context(|| {
            format!("cannot listen on {}; is it taken? choose another with --listen", args.listen)
        })?;
        if !global.quiet {
            writeln!(std::io::stdout(), "http://{}", listener.local_addr()?)?;
        }
        tokio::select! {
            served = web::serve(listener, site) => served.context("the server broke off"),
            _ = tokio::signal::ctrl_c() => Ok(()),
        }
    })?;
    Ok(ExitCode::SUCCESS)
}
