//! Articles of several pages, where the pages are among the inputs: their reports are joined to one, which stands
//! where the first page stood.
//!
//! Pages of one article lie near each other in a folder or a crawl. So many reports are held back, and no more,
//! until their parts have come; what comes later stays a report of its own.

use std::collections::VecDeque;

use report::{Kind, Report, joined};

use super::input::{Known, Refusal, Task};
use super::pipeline;
use crate::source::address::{identity, onward};

/// Reports held back.
pub const WINDOW: usize = 64;

/// Reads as [`pipeline::run`] does; if they are to be `joined`, the pages of one article as one report.
pub fn run<T: Send, E>(
    joined: bool,
    tasks: impl Iterator<Item = Result<Task, Refusal>> + Send,
    known: &Known,
    jobs: usize,
    print: impl Fn(&Report) -> T + Sync,
    mut write: impl FnMut(Result<T, Refusal>) -> Result<(), E>,
) -> Result<(), E> {
    if !joined {
        return pipeline::run(tasks, known, jobs, print, write);
    }
    let mut joiner = Joiner::default();
    pipeline::run(tasks, known, jobs, Report::clone, |outcome| {
        joiner.push(outcome).map_or(Ok(()), |outcome| write(outcome.map(|report| print(&report))))
    })?;
    while let Some(outcome) = joiner.finish() {
        write(outcome.map(|report| print(&report)))?;
    }
    Ok(())
}

/// Reports on their way, in input order, with what cannot be opened between them.
#[derive(Debug)]
pub struct Joiner<R> {
    waiting: VecDeque<Slot<R>>,
    /// Parts that came before the page they are a part of.
    early: Vec<Held>,
}

#[derive(Debug)]
enum Slot<R> {
    Report(Box<Held>),
    Refusal(R),
    /// Gone into a report before it.
    Taken,
}

/// A report with its own address and that of its next part.
#[derive(Debug)]
struct Held {
    report: Report,
    own: Option<String>,
    next: Option<String>,
}

impl Held {
    fn of(report: Report) -> Self {
        let base = report.url.as_deref().or(report.canonical.as_deref());
        let own = base.and_then(identity);
        let next = base.zip(report.next.as_deref()).and_then(|(base, link)| onward(base, link));
        Self { report, own, next }
    }

    fn is_part(&self) -> bool {
        matches!(self.report.kind, Kind::Article | Kind::Live | Kind::Other) && self.report.parts.is_empty()
    }
}

impl<R> Default for Joiner<R> {
    fn default() -> Self {
        Self { waiting: VecDeque::new(), early: Vec::new() }
    }
}

impl<R> Joiner<R> {
    /// Takes the next outcome in, and gives out what need not wait any longer.
    pub fn push(&mut self, outcome: Result<Report, R>) -> Option<Result<Report, R>> {
        self.waiting.push_back(match outcome {
            Ok(report) => Slot::Report(Box::new(Held::of(report))),
            Err(refusal) => Slot::Refusal(refusal),
        });
        if self.waiting.len() > WINDOW { self.pop() } else { None }
    }

    /// What is left, one after the other.
    pub fn finish(&mut self) -> Option<Result<Report, R>> {
        while !self.waiting.is_empty() {
            if let Some(outcome) = self.pop() {
                return Some(outcome);
            }
        }
        self.early.pop().map(|held| Ok(held.report))
    }

    fn pop(&mut self) -> Option<Result<Report, R>> {
        match self.waiting.pop_front()? {
            Slot::Refusal(refusal) => Some(Err(refusal)),
            Slot::Taken => None,
            Slot::Report(held) if self.is_awaited(&held) => {
                self.early.push(*held);
                None
            }
            Slot::Report(held) => Some(Ok(self.whole(*held))),
        }
    }

    /// Whether a report still to come goes on in this one.
    fn is_awaited(&self, held: &Held) -> bool {
        let leads = |other: &Held| held.own.is_some() && other.next == held.own;
        held.is_part() && self.waiting.iter().any(|slot| matches!(slot, Slot::Report(other) if leads(other)))
    }

    fn whole(&mut self, first: Held) -> Report {
        let mut parts = Vec::new();
        let mut next = first.next;
        while parts.len() + 1 < joined::MOST
            && let Some(part) = next.take().and_then(|url| self.take(&url))
        {
            next = part.next;
            parts.push(part.report);
        }
        joined::join(first.report, parts)
    }

    /// The report of an address, out of those that wait.
    fn take(&mut self, url: &str) -> Option<Held> {
        let is = |held: &Held| held.own.as_deref() == Some(url) && held.is_part();
        if let Some(at) = self.early.iter().position(is) {
            return Some(self.early.swap_remove(at));
        }
        let here = |slot: &Slot<R>| matches!(slot, Slot::Report(held) if is(held));
        let at = self.waiting.iter().position(here)?;
        match std::mem::replace(&mut self.waiting[at], Slot::Taken) {
            Slot::Report(held) => Some(*held),
            Slot::Refusal(_) | Slot::Taken => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(path: &str, next: Option<&str>) -> Report {
        Report {
            source: path.to_owned(),
            url: Some(format!("https://tide.example/{path}")),
            text: path.to_owned(),
            kind: Kind::Article,
            next: next.map(str::to_owned),
            ..Report::default()
        }
    }

    /// Sources of what comes out, those of joined parts with a plus between.
    fn joined(outcomes: Vec<Result<Report, &'static str>>) -> Vec<String> {
        let mut joiner = Joiner::default();
        let mut out: Vec<_> = outcomes.into_iter().filter_map(|outcome| joiner.push(outcome)).collect();
        out.extend(std::iter::from_fn(|| joiner.finish()));
        let parts = |report: Report| match report.parts.as_slice() {
            [] => report.source,
            parts => parts.iter().map(|part| part.source.as_str()).collect::<Vec<_>>().join("+"),
        };
        out.into_iter().map(|outcome| outcome.map_or_else(str::to_owned, parts)).collect()
    }

    #[test]
    fn parts_stand_where_the_first_page_stood() {
        let came = vec![
            Ok(report("a", Some("/a-2"))),
            Ok(report("b", None)),
            Ok(report("a-2", Some("a-3"))),
            Err("torn"),
            Ok(report("a-3", None)),
        ];
        assert_eq!(joined(came), ["a+a-2+a-3", "b", "torn"]);
    }

    #[test]
    fn a_part_may_come_before_the_first_page() {
        let came = vec![Ok(report("a-2", None)), Ok(report("b", None)), Ok(report("a", Some("/a-2")))];
        assert_eq!(joined(came), ["b", "a+a-2"]);
    }

    #[test]
    fn what_comes_too_late_and_what_leads_in_a_circle_stays_alone() {
        let mut came = vec![Ok(report("a", Some("/a-2")))];
        came.extend((0..WINDOW).map(|n| Ok(report(&format!("c{n}"), None))));
        came.push(Ok(report("a-2", None)));
        let out = joined(came);
        assert_eq!((out.len(), out[0].as_str(), out[WINDOW + 1].as_str()), (WINDOW + 2, "a", "a-2"));
        let circle = vec![Ok(report("a", Some("/b"))), Ok(report("b", Some("/a")))];
        assert_eq!(joined(circle).len(), 1);
    }
}
