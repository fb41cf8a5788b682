//! A report as a page on a terminal: outlet and date, headline, standfirst, byline; paragraphs with
//! the statements in the colour of their speaker, whose name stands under the paragraph, or beside
//! it where the terminal is wide; figures with their sureness; what was left out, dimmed.
//!
//! Without colours the words of a statement stand between ⟨ and ⟩. The number after them is the
//! same in both, so that nothing is said by colour alone.

use std::collections::HashMap;
use std::fmt::Write;

use report::{BlockKind, In, LeftOut, Manner, Report, Span};

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
        let notes = self.notes(said);
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

    /// Who says the statements of a block, in lines fit for the margin or for under the text. What
    /// one speaker says in a row stands under the name once: "Alex, soldat  ¹ affirme  ² poursuit".
    fn notes(&mut self, said: &[usize]) -> Vec<Line> {
        let report = self.report;
        let same = |a: &usize, b: &usize| {
            report.statements[*a].speaker == report.statements[*b].speaker
                || wording::speaker(report.statements[*a].speaker.as_ref(), Tongue::En)
                    == wording::speaker(report.statements[*b].speaker.as_ref(), Tongue::En)
        };
        let mut lines = Vec::new();
        for group in said.chunk_by(same) {
            let style = Style::color(self.color(group[0]));
            let speaker = report.statements[group[0]].speaker.as_ref();
            let name = harmless(&wording::speaker(speaker, self.setting.tongue));
            let mut pieces = vec![Piece::new(name, Style { bold: speaker.is_some(), ..style })];
            for &index in group {
                pieces.push(Piece::new(format!("  {}", self.how(index)), style));
            }
            let columns = if self.margin > 0 { self.margin } else { self.measure.saturating_sub(2) };
            for mut line in wrap(&pieces, columns) {
                let lead = if self.margin > 0 { "" } else { "│ " };
                line.pieces.insert(0, Piece::new(lead, style));
                lines.push(line);
            }
        }
        lines
    }

    /// How statement `index` is said: "² affirme (partly verbatim)". Its spaces break only before and
    /// within the occasion.
    fn how(&self, index: usize) -> String {
        let tongue = self.setting.tongue;
        let statement = &self.report.statements[index];
        let mut how = raised(index + 1);
        if let Some(cue) = &statement.cue {
            how.push(' ');
            how.push_str(&cue.text);
        }
        if statement.cue_negated {
            how.push_str(wording::negated(tongue));
        }
        if let Some(repeated) = statement.repeats {
            how.push_str(" = ");
            how.push_str(&raised(repeated + 1));
        } else if statement.manner != Manner::Direct {
            how.push_str(" (");
            how.push_str(wording::manner(statement.manner, tongue));
            how.push(')');
        }
        if let Some(told_to) = &statement.told_to {
            how.push_str(" → ");
            how.push_str(told_to);
        }
        if let Some(outlet) = &statement.relayed_by {
            how.push_str(" ← ");
            how.push_str(outlet);
        }
        let mut how = harmless(&how).replace(' ', "\u{a0}");
        if let Some(occasion) = &statement.occasion {
            how.push_str(", ");
            how.push_str(&harmless(occasion));
        }
        how
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

    /// What was left out, one paragraph a reason, in the order in which the reasons come.
    fn left_out(&mut self) {
        let report = self.report;
        if report.left_out.is_empty() {
            return;
        }
        self.heading(match self.setting.tongue {
            Tongue::En => "Left out",
            Tongue::Fr => "Laissé de côté",
        });
        let mut reasons: Vec<(&str, Vec<&LeftOut>)> = Vec::new();
        for left in &report.left_out {
            let reason = wording::reason(left.reason, self.setting.tongue);
            match reasons.iter_mut().find(|(seen, _)| *seen == reason) {
                Some((_, words)) => words.push(left),
                None => reasons.push((reason, vec![left])),
            }
        }
        let column = reasons.iter().map(|(reason, _)| width(reason)).max().unwrap_or(0) + 2;
        for (reason, left) in reasons {
            self.left_for(reason, &left, column);
        }
    }

    fn left_for(&mut self, reason: &str, left: &[&LeftOut], column: usize) {
        const SHOWN: usize = 8;
        const LINES: usize = 3;
        let narrow = self.measure < column + 24;
        let columns = if narrow { self.measure } else { self.measure - column };
        let words: Vec<_> =
            left.iter().take(SHOWN).map(|left| harmless(&wording::left_out(left, columns - 4))).collect();
        let mut words = words.join(" · ");
        let more = left.len().saturating_sub(SHOWN);
        if more > 0 {
            let _ = write!(words, " · +{more}");
        }
        if narrow {
            self.text(&format!("{reason}: {words}"), Style::DIM);
            return;
        }
        let lines = wrap(&[Piece::new(words, Style::DIM)], columns);
        for (index, line) in lines.iter().take(LINES).enumerate() {
            let label = if index == 0 { reason } else { "" };
            let pad = " ".repeat(GUTTER + column.saturating_sub(width(label)));
            let (before, after) = (&pad[..GUTTER], &pad[GUTTER..]);
            self.out.push_str(before);
            paint(&mut self.out, label, Style::DIM, self.setting.color);
            self.out.push_str(after);
            self.out.push_str(&line.print(self.setting.color));
            self.end();
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

#[cfg(test)]
mod tests {
    use super::*;
    use report::read::{Context, read_text};

    const TEXT: &str = "Le port ferme.\n\nPublicité\n\n« Nous avons tout essayé », affirme la maire, Anne Le Goff. \
        Elle assure que le trafic reprendra.\n\nQuelque 1 200 marins seraient concernés.";

    fn printed(columns: usize, color: bool) -> String {
        let report = read_text(TEXT, &Context { language: Some("fr".into()), ..Context::default() });
        print(&report, Setting { columns, color, tongue: Tongue::En })
    }

    #[test]
    fn no_line_is_wider_than_the_terminal() {
        for columns in [24, 40, 80, 104, 120] {
            let page = printed(columns, false);
            assert!(page.lines().all(|line| width(line) <= columns), "{columns} columns:\n{page}");
        }
    }

    #[test]
    fn a_plain_page_has_no_escape_and_says_everything_a_coloured_one_does() {
        let plain = printed(80, false);
        assert!(!plain.contains('\x1b'));
        assert!(plain.contains("⟨Nous avons tout essayé⟩¹"), "{plain}");
        assert!(plain.contains("  ¹\u{a0}affirme"), "{plain}");
        assert!(plain.contains("advertisement  Publicité"), "{plain}");
        assert!(printed(80, true).contains("\x1b["));
    }

    #[test]
    fn numbers_are_raised() {
        assert_eq!(raised(120), "¹²⁰");
    }
}
