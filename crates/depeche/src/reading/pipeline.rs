//! Many inputs, several threads, one order: reports come out as the inputs went in, and no more of
//! them are held than a few a thread.
//!
//! One thread walks the inputs, the others open and read pages, and the caller's thread writes.
//! A ticket goes with every page from the walk to the writing; there are only so many tickets, so
//! neither a slow page nor a slow reader of the output lets memory grow.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

use report::Report;
use report::read::read_text;

use super::input::{self, Known, Nature, Opened, Refusal, Task};
use super::list;

/// Pages under way for each thread: enough that none waits for the walk.
const TICKETS: usize = 8;

/// Reads every page of `tasks` on `jobs` threads, makes of it there what is wanted, with `print`, and
/// hands the outcomes to `write` in order. Stops at the first error of `write`, which it returns.
pub fn run<T: Send, E>(
    tasks: impl Iterator<Item = Result<Task, Refusal>> + Send,
    known: &Known,
    jobs: usize,
    print: impl Fn(&Report) -> T + Sync,
    mut write: impl FnMut(Result<T, Refusal>) -> Result<(), E>,
) -> Result<(), E> {
    let jobs = jobs.max(1);
    let (queue, queued) = sync_channel::<(usize, Result<Task, Refusal>)>(jobs * TICKETS);
    let queued = Mutex::new(queued);
    thread::scope(|scope| {
        let (tickets, returned) = sync_channel(jobs * TICKETS);
        let (done, outcomes) = sync_channel(jobs * TICKETS);
        scope.spawn(move || {
            for numbered in tasks.enumerate() {
                // A closed channel means that the writing ended early.
                if tickets.send(()).is_err() || queue.send(numbered).is_err() {
                    return;
                }
            }
        });
        for _ in 0..jobs {
            let (queued, done, print) = (&queued, done.clone(), &print);
            scope.spawn(move || {
                while let Some((number, task)) = next(queued) {
                    let outcome = task.and_then(|task| read(task, known, print));
                    if done.send((number, outcome)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(done);
        in_order(&outcomes, |outcome| {
            let _ = returned.recv();
            write(outcome)
        })
        // Dropping `outcomes` and `returned` here ends the other threads if `write` failed.
    })
}

fn next<T>(queued: &Mutex<Receiver<T>>) -> Option<T> {
    queued.lock().ok()?.recv().ok()
}

/// Hands outcomes on in the order of their numbers.
fn in_order<T, E>(
    outcomes: &Receiver<(usize, T)>,
    mut write: impl FnMut(T) -> Result<(), E>,
) -> Result<(), E> {
    let mut waiting = BTreeMap::new();
    let mut next = 0;
    for (number, outcome) in outcomes {
        waiting.insert(number, outcome);
        while let Some(outcome) = waiting.remove(&next) {
            write(outcome)?;
            next += 1;
        }
    }
    Ok(())
}

/// Opens, reads and prints one page. A panic would be a fault of ours; it costs that one page.
fn read<T>(task: Task, known: &Known, print: impl Fn(&Report) -> T) -> Result<T, Refusal> {
    if let Task::Line(_, json, _) = &task
        && let Some(report) = list::report(json)
    {
        return Ok(print(&report));
    }
    let opened = input::opened(task, known)?;
    let source = opened.context.source.clone();
    catch_unwind(AssertUnwindSafe(|| print(&report(&opened)))).map_err(|_| {
        Refusal::new(
            source,
            "could not be read because of a fault in this program; please report it with the page",
        )
    })
}

/// The report of an opened page.
pub fn report(opened: &Opened) -> Report {
    let content_type = opened.content_type.as_deref();
    let mut report = match opened.nature {
        Nature::Html => report::read::read_html(&opened.bytes, content_type, &opened.context),
        Nature::Text => {
            let decoded = page::decode(&opened.bytes, content_type);
            let mut report = read_text(&decoded.text, &opened.context);
            report.complaints.extend(decoded.complaints);
            report
        }
    };
    report.complaints.splice(0..0, opened.complaints.iter().cloned());
    report
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(pages: usize) -> (tempfile::TempDir, Vec<String>) {
        let folder = tempfile::tempdir().unwrap();
        let name = |page| folder.path().join(format!("{page}.txt")).display().to_string();
        let arguments: Vec<_> = (0..pages).map(name).collect();
        for argument in arguments.iter().step_by(2) {
            std::fs::write(argument, format!("Page {argument}.")).unwrap();
        }
        (folder, arguments)
    }

    #[test]
    fn outcomes_come_in_input_order_and_refusals_stand_in_their_place() {
        let (_folder, arguments) = list(200);
        let (mut seen, known) = (Vec::new(), Known::default());
        let print = |report: &Report| report.source.clone();
        let done = run(input::all(&arguments, &known), &known, 4, print, |outcome| {
            seen.push(outcome.unwrap_or_else(|refusal| refusal.input));
            Ok::<_, ()>(())
        });
        assert_eq!(done, Ok(()));
        assert_eq!(seen, arguments);
    }

    #[test]
    fn an_error_of_the_writer_ends_the_work() {
        let (_folder, arguments) = list(500);
        let (mut written, known) = (0, Known::default());
        let done = run(
            input::all(&arguments, &known),
            &known,
            2,
            |_| String::new(),
            |_| {
                written += 1;
                if written == 3 { Err("closed") } else { Ok(()) }
            },
        );
        assert_eq!(done, Err("closed"));
        assert_eq!(written, 3);
    }
}
