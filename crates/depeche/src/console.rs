//! The terminal of whoever runs the program: how wide it is, which language they read, and a line on stderr.

use std::io::Write as _;

use crate::reading::wording::Tongue;

/// Says a line on stderr. If nobody is there to hear it, that is no failure.
pub(crate) fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// The exit code of a program that Ctrl-C ended, as shells know it.
pub(crate) const INTERRUPTED: i32 = 130;

/// Does something each time Ctrl-C is pressed, instead of ending at once. Where signals are others than
/// Unix's, Ctrl-C ends at once as ever.
#[cfg(unix)]
pub(crate) fn on_interrupt(act: impl Fn() + Send + 'static) -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut interrupts = {
        let _within = runtime.enter();
        signal(SignalKind::interrupt())?
    };
    std::thread::spawn(move || {
        runtime.block_on(async {
            while interrupts.recv().await.is_some() {
                act();
            }
        });
    });
    Ok(())
}

/// Does nothing: see above.
#[cfg(not(unix))]
pub(crate) fn on_interrupt(_: impl Fn() + Send + 'static) -> std::io::Result<()> {
    Ok(())
}

/// So many of a thing: "1 source", "2 sources".
pub(crate) fn counted(count: impl Into<u64>, one: &str, many: &str) -> String {
    let count = count.into();
    format!("{count} {}", if count == 1 { one } else { many })
}

/// Columns of a page whose reader's terminal is not known.
const COLUMNS: usize = 80;
/// The widest page: beyond it the eye loses the line.
const WIDEST: usize = 120;

/// Width of the terminal, or what `COLUMNS` says of it.
pub(crate) fn columns() -> usize {
    let told = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let asked = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    told.or_else(asked).unwrap_or(COLUMNS).clamp(24, WIDEST)
}

/// The reader's language, as the environment names it.
pub(crate) fn tongue() -> Tongue {
    let named = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    if named.is_some_and(|named| named.starts_with("fr")) { Tongue::Fr } else { Tongue::En }
}
