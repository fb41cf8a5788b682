//! A report as a page on a terminal: outlet and date, headline, standfirst, byline; paragraphs with
//! the statements in the colour of their speaker, whose name stands under the paragraph, or beside
//! it where the terminal is wide; figures with their sureness; what was left out, dimmed.
//!
//! Without colours the words of a statement stand between ⟨ and ⟩. The number after them is the
//! same in both, so that nothing is said by colour alone.

use std::collections::HashMap;

use report::{BlockKind, In, Report, Span};

use super::lines::{Line, Piece, Style, harmless, paint, width, wrap};
use super::runs::Marks;
use super::wording::{self, Tongue};

/// The widest measure of the text: longer lines are hard to read.
const MEASURE: usize = 76;
/// From this width on, speakers stand beside the text.
const BESIDE: usize = 104;
/// Left of the text: the bar of a statement and a space.
const GUTTER: usize = 3;

/// How the page is set.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// Columns of the terminal.
    pub columns: usize,
    /// Whether it takes colours.
    pub color: bool,
    /// Language of our own words.
    pub tongue: Tongue,
}

/// The report as text for a terminal.
pub fn print(report: &Report, setting: Setting) -> String {
    let mut page = Page::new(report, setting);
    page.head();
    page.body();
    page.figures();
    page.left_out();
    page.complaints();
    page.out
}

struct Page<'a> {
    report: &'a Report,
    setting: Setting,
    /// Columns of the text.
    measure: usize,
    /// Columns of the margin right of the text; 0 where speakers stand under it.
    margin: usize,
    /// Marks of the text and of the title.
    marks: [Marks; 2],
    /// First byte and index of each statement of the text, in order.
    said: Vec<(u32, usize)>,
    colors: HashMap<String, u8>,
    out: String,
}

impl<'a> Page<'a> {
    fn new(report: &'a Report, setting: Setting) -> Self {
        let columns = setting.columns.clamp(24, 400);
        let beside = columns >= BESIDE;
        let measure = if beside { 66 } else { (columns - GUTTER - 1).min(MEASURE) };
        let margin = if beside { (columns - GUTTER - measure - 4).min(40) } else { 0 };
        let marks = [Marks::of(report, In::Text), Marks::of(report, In::Title)];
        let said = report.statements.iter().enumerate().filter(|(_, statement)| statement.within == In::Text);
        let mut said: Vec<_> =
            said.filter_map(|(index, said)| Some((said.words.first()?.at.start, index))).collect();
        said.sort_unstable();
        Self { report, setting, measure, margin, marks, said, colors: HashMap::new(), out: String::new() }
    }

    fn head(&mut self) {
        let report = self.report;
        let tongue = self.setting.tongue;
        self.text(&wording::dateline(report, tongue), Style::DIM);
        if let Some(title) = &report.title {
            self.blank();
            let pieces = self.marked(In::Title, &title.text, Span::new(0, title.text.len()), Style::BOLD);
            self.set(&pieces, &[]);
        }
        if let Some(standfirst) = &report.standfirst {
            self.blank();
            self.block(standfirst.at, Style { italic: true, ..Style::PLAIN });
        }
        let byline = wording::byline(report);
        if !byline.is_empty() {
            self.blank();
            self.text(&byline, Style::DIM);
        }
    }

    fn body(&mut self) {
        let standfirst = self.report.standfirst.as_ref().map(|line| line.at);
        for block in &self.report.body {
            match block.at {
                // Plain text has its standfirst as the first paragraph; it is shown once.
                Some(at) if Some(at) == standfirst => {}
                Some(at) => {
                    self.blank();
                    let style = match block.kind {
                        BlockKind::Heading => Style::BOLD,
                        BlockKind::Quotation => Style { italic: true, ..Style::PLAIN },
                        _ => Style::PLAIN,
                    };
                    self.block(at, style);
                }
                None => {
                    self.blank();
                    self.text(&block.text, Style::DIM);
                }
            }
        }
    }

    /// One block of the text, with the speakers of its statements.
    fn block(&mut self, at: Span, style: Style) {
        let report = self.report;
        let pieces = self.marked(In::Text, &report.text, at, style);
        let from = self.said.partition_point(|&(start, _)| start < at.start);
        let to = self.said.partition_point(|&(start, _)| start < at.end);
        let said: Vec<usize> = self.said[from..to].iter().map(|&(_, index)| index).collect();
        self.set(&pieces, &said);
    }

    /// The words at `at`, cut at the marks and styled by them.
    fn marked(&mut self, within: In, text: &str, at: Span, style: Style) -> Vec<Piece> {
        let runs = self.marks[usize::from(within == In::Title)].runs(text, at);
        let mut pieces = Vec::new();
        let mut before = None;
        for run in runs {
            if before != run.statement {
                self.close(before, &mut pieces);
                if run.statement.is_some() && !self.setting.color {
                    pieces.push(Piece::new("⟨", style));
                }
                before = run.statement;
            }
            let mut words = style;
            if let Some(statement) = run.statement {
                words.color = Some(self.color(statement));
            }
            if run.figure.is_some() {
                words.underline = true;
            }
            if run.speaker {
                words.bold = true;
            }
            pieces.push(Piece::new(harmless(run.at.slice(text)), words));
        }
        self.close(before, &mut pieces);
        pieces
    }

    /// The end of a statement: its number.
    fn close(&mut self, statement: Option<usize>, pieces: &mut Vec<Piece>) {
        let Some(statement) = statement else { return };
        let style = Style { bold: true, ..Style::color(self.color(statement)) };
        let bracket = if self.setting.color { "" } else { "⟩" };
        pieces.push(Piece::new(format!("{bracket}{}", raised(statement + 1)), style));
    }

    /// The colour of a statement's speaker: one a person, in the order in which they speak.
    fn color(&mut self, statement: usize) -> u8 {
        const COLORS: [u8; 5] = [36, 35, 32, 34, 33];
        let speaker = self.report.statements.get(statement).and_then(|statement| statement.speaker.as_ref());
        let Some(name) = speaker.and_then(|speaker| speaker.name.clone().or(speaker.mention.clone())) else {
            return 31;
        };
        let next = COLORS[self.colors.len() % COLORS.len()];
        *self.colors.entry(name).or_insert(next)
    }

    /// Sets a block and the notes on its statements.
    fn set(&mut self, pieces: &[Piece], said: &[usize]) {
        let lines = wrap(pieces, self.measure);
        let notes: Vec<Line> = said.iter().flat_map(|&statement| self.note(statement)).collect();
        let beside = self.margin > 0;
        let rows = if beside { lines.len().max(notes.len()) } else { lines.len() };
        let empty = Line::default();
        for row in 0..rows {
            let line = lines.get(row).unwrap_or(&empty);
            self.gutter(line);
            self.out.push_str(&line.print(self.setting.color));
            if let Some(note) = notes.get(row).filter(|_| beside) {
                let gap = GUTTER + self.measure.saturating_sub(line.width);
                self.out.push_str(&" ".repeat(gap));
                self.out.push_str(&note.print(self.setting.color));
            }
            self.end();
        }
        for note in notes.iter().filter(|_| !beside) {
            self.out.push_str(&" ".repeat(GUTTER));
            self.out.push_str(&note.print(self.setting.color));
            self.end();
        }
    }

    /// The bar left of a line that holds words of a statement.
    fn gutter(&mut self, line: &Line) {
        let color = line.pieces.iter().find_map(|piece| piece.style.color.filter(|_| !piece.text.is_empty()));
        match color {
            Some(color) if self.setting.color => paint(&mut self.out, "▌", Style::color(color), true),
            _ => self.out.push(' '),
        }
        self.out.push_str("  ");
    }

    /// Who says statement `index`, in lines fit for the margin or for under the text.
    fn note(&mut self, index: usize) -> Vec<Line> {
        let statement = &self.report.statements[index];
        let mut line = harmless(&wording::attribution(statement, self.setting.tongue));
        if let Some(repeated) = statement.repeats {
            line.push_str(" · = ");
            line.push_str(&raised(repeated + 1));
        }
        let style = Style::color(self.color(index));
        let number = Piece::new(format!("{} ", raised(index + 1)), Style { bold: true, ..style });
        let columns = if self.margin > 0 { self.margin } else { self.measure.saturating_sub(2) };
        let mut lines = wrap(&[number, Piece::new(line, style)], columns);
        for line in &mut lines {
            let lead = if self.margin > 0 { "" } else { "│ " };
            line.pieces.insert(0, Piece::new(lead, style));
        }
        lines
    }

    fn figures(&mut self) {
        let report = self.report;
        if report.figures.is_empty() {
            return;
        }
        self.heading(match self.setting.tongue {
            Tongue::En => "Figures",
            Tongue::Fr => "Chiffres",
        });
        for figure in &report.figures {
            let mut pieces = vec![
                Piece::new("· ", Style::DIM),
                Piece::new(harmless(&figure.text), Style { underline: true, ..Style::PLAIN }),
            ];
            let certainty = wording::certainty(figure, self.setting.tongue);
            if !certainty.is_empty() {
                let sure = figure.sureness == report::Sureness::Reported;
                let style = if sure { Style::DIM } else { Style::color(33) };
                pieces.push(Piece::new(format!("  {}", harmless(&certainty)), style));
            }
            self.set_plain(&pieces);
        }
    }

    fn left_out(&mut self) {
        let report = self.report;
        if report.left_out.is_empty() {
            return;
        }
        self.heading(match self.setting.tongue {
            Tongue::En => "Left out",
            Tongue::Fr => "Laissé de côté",
        });
        const SHOWN: usize = 40;
        let reasons = report.left_out.iter().map(|left| wording::reason(left.reason, self.setting.tongue));
        let column = reasons.map(width).max().unwrap_or(0) + 2;
        for left in report.left_out.iter().take(SHOWN) {
            let reason = wording::reason(left.reason, self.setting.tongue);
            let words = wording::left_out(left, self.measure.saturating_sub(column + 1).max(12));
            let pad = " ".repeat(column.saturating_sub(width(reason)));
            self.set_plain(&[Piece::new(format!("{reason}{pad}{}", harmless(&words)), Style::DIM)]);
        }
        let more = report.left_out.len().saturating_sub(SHOWN);
        if more > 0 {
            self.set_plain(&[Piece::new(format!("… +{more}"), Style::DIM)]);
        }
    }

    fn complaints(&mut self) {
        if self.report.complaints.is_empty() {
            return;
        }
        self.heading(match self.setting.tongue {
            Tongue::En => "Complaints",
            Tongue::Fr => "Réserves",
        });
        for complaint in &self.report.complaints {
            self.set_plain(&[Piece::new(format!("! {}", harmless(complaint)), Style::color(33))]);
        }
    }

    fn heading(&mut self, heading: &str) {
        self.blank();
        let rule = "─".repeat(self.measure.saturating_sub(width(heading) + 1));
        let line = [
            Piece::new(heading, Style { bold: true, ..Style::DIM }),
            Piece::new(format!(" {rule}"), Style::DIM),
        ];
        self.set_plain(&line);
    }

    fn text(&mut self, text: &str, style: Style) {
        self.set_plain(&[Piece::new(harmless(text), style)]);
    }

    /// Sets words that carry no statement.
    fn set_plain(&mut self, pieces: &[Piece]) {
        for line in wrap(pieces, self.measure) {
            self.out.push_str(&" ".repeat(GUTTER));
            self.out.push_str(&line.print(self.setting.color));
            self.end();
        }
    }

    /// A blank line, except at the very top.
    fn blank(&mut self) {
        if !self.out.is_empty() {
            self.out.push('\n');
        }
    }

    fn end(&mut self) {
        let kept = self.out.trim_end_matches(' ').len();
        self.out.truncate(kept);
        self.out.push('\n');
    }
}

/// A number in raised digits.
fn raised(number: usize) -> String {
    const DIGITS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    number.to_string().bytes().map(|digit| DIGITS[usize::from(digit - b'0')]).collect()
}
