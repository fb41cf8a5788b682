//! The words of a report cut where a mark begins or ends: statement, figure, cue, speaker.
//!
//! Terminal, Markdown, HTML and the web pages all walk the same runs and differ only in what they
//! make of a mark. This module prints nothing.

use report::{In, Report, Span};

/// Some words between two marks, with the marks they carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// Where the words stand, in bytes of the text (or the title).
    pub at: Span,
    /// The statement they are part of.
    pub statement: Option<usize>,
    /// The figure they are part of.
    pub figure: Option<usize>,
    /// Whether they are the word that reports a statement.
    pub cue: bool,
    /// Whether they name the speaker of a statement.
    pub speaker: bool,
    /// Whether they are the words somebody was sent here to see.
    pub focus: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    Statement,
    Figure,
    Cue,
    Speaker,
    Focus,
}

#[derive(Clone, Copy, Debug)]
struct Mark {
    at: Span,
    sort: Sort,
    index: usize,
}

/// All marks of one report's text, or of its title.
#[derive(Clone, Debug)]
pub struct Marks {
    /// In order of their first byte.
    marks: Vec<Mark>,
    /// For each mark the furthest end up to it, so that the first one that reaches a place is
    /// found by bisection however long a mark is.
    reach: Vec<u32>,
}

impl Marks {
    /// The marks of a report's text or title.
    pub fn of(report: &Report, within: In) -> Self {
        let mut marks = Vec::new();
        for (index, statement) in report.statements.iter().enumerate().filter(|(_, s)| s.within == within) {
            let mut mark = |at, sort| marks.push(Mark { at, sort, index });
            statement.words.iter().for_each(|words| mark(words.at, Sort::Statement));
            if let Some(cue) = &statement.cue {
                mark(cue.at, Sort::Cue);
            }
            if let Some(at) = statement.speaker.as_ref().and_then(|speaker| speaker.at) {
                mark(at, Sort::Speaker);
            }
        }
        for (index, figure) in report.figures.iter().enumerate().filter(|(_, f)| f.within == within) {
            marks.push(Mark { at: figure.at, sort: Sort::Figure, index });
        }
        Self::ordered(marks)
    }

    /// The same marks, with one more on the words somebody was sent to see.
    #[must_use]
    pub fn with_focus(self, at: Span) -> Self {
        let mut marks = self.marks;
        marks.push(Mark { at, sort: Sort::Focus, index: 0 });
        Self::ordered(marks)
    }

    fn ordered(mut marks: Vec<Mark>) -> Self {
        marks.retain(|mark| !mark.at.is_empty());
        marks.sort_by_key(|mark| (mark.at.start, mark.index));
        let reach = marks
            .iter()
            .scan(0, |furthest, mark| {
                *furthest = mark.at.end.max(*furthest);
                Some(*furthest)
            })
            .collect();
        Self { marks, reach }
    }

    /// The words at `span` of `text`, cut at every mark; the runs together are exactly the span.
    pub fn runs(&self, text: &str, span: Span) -> Vec<Run> {
        let first = self.reach.partition_point(|&end| end <= span.start);
        let last = self.marks.partition_point(|mark| mark.at.start < span.end).max(first);
        let here: Vec<Mark> =
            self.marks[first..last].iter().copied().filter(|mark| mark.at.overlaps(span)).collect();
        let mut cuts = vec![span.start, span.end];
        cuts.extend(here.iter().flat_map(|mark| [mark.at.start, mark.at.end]));
        cuts.retain(|&cut| cut >= span.start && cut <= span.end && text.is_char_boundary(cut as usize));
        cuts.sort_unstable();
        cuts.dedup();
        // A mark is open from the run where it begins; open ones are few, so they are kept in a list.
        let mut next = 0;
        let mut open: Vec<Mark> = Vec::new();
        let run = |(&start, &end): (&u32, &u32)| {
            let at = Span { start, end };
            open.retain(|mark| mark.at.end > start);
            while let Some(mark) = here.get(next).filter(|mark| mark.at.start <= start) {
                open.push(*mark);
                next += 1;
            }
            let innermost = |sort| {
                open.iter().rev().find(|mark| mark.sort == sort && mark.at.overlaps(at)).map(|m| m.index)
            };
            Run {
                at,
                statement: innermost(Sort::Statement),
                figure: innermost(Sort::Figure),
                cue: innermost(Sort::Cue).is_some(),
                speaker: innermost(Sort::Speaker).is_some(),
                focus: innermost(Sort::Focus).is_some(),
            }
        };
        cuts.iter().zip(cuts.iter().skip(1)).map(run).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use report::{Manner, Statement, Words};

    fn report(text: &str, parts: &[&str]) -> Report {
        let statement = |part: &&str| Statement {
            manner: Manner::Direct,
            within: In::Text,
            words: vec![Words { text: (*part).into(), at: Span::of(text, part).unwrap() }],
            cue: None,
            cue_class: None,
            cue_negated: false,
            speaker: None,
            told_to: None,
            relayed_by: None,
            occasion: None,
            repeats: None,
            confidence: 1.0,
        };
        Report { text: text.into(), statements: parts.iter().map(statement).collect(), ..Report::default() }
    }

    #[test]
    fn runs_cover_the_span_and_carry_their_marks() {
        let text = "« Oui », dit-elle. « Non », dit-il.";
        let report = report(text, &["Oui", "Non"]);
        let runs = Marks::of(&report, In::Text).runs(text, Span::new(0, text.len()));
        assert_eq!(runs.iter().map(|run| run.at.slice(text)).collect::<String>(), text);
        let marked: Vec<_> =
            runs.iter().filter_map(|run| Some((run.statement?, run.at.slice(text)))).collect();
        assert_eq!(marked, [(0, "Oui"), (1, "Non")]);
    }

    #[test]
    fn a_mark_longer_than_the_block_is_seen_in_it() {
        let text = "Premier.\n\nDeuxième.\n\nTroisième.";
        let report = report(text, &[text, "Troisième"]);
        let block = Span::of(text, "Deuxième.").unwrap();
        let runs = Marks::of(&report, In::Text).runs(text, block);
        assert_eq!(runs.len(), 1);
        assert_eq!(runs[0].statement, Some(0));
    }

    #[test]
    fn a_mark_that_splits_a_character_cuts_nothing() {
        let text = "élan";
        let mut report = report(text, &["élan"]);
        report.statements[0].words[0].at = Span { start: 1, end: 3 };
        let runs = Marks::of(&report, In::Text).runs(text, Span::new(0, text.len()));
        assert_eq!(runs.iter().map(|run| run.at.slice(text)).collect::<String>(), text);
    }
}
