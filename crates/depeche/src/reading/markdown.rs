//! A report as Markdown (CommonMark with footnotes and tables): clean words, each statement with a
//! footnote that says whose words they are.

use std::fmt::Write;

use report::{Block, BlockKind, In, Report, Span};

use super::runs::Marks;
use super::wording::{self, Tongue};

/// The report as Markdown.
pub fn print(report: &Report, tongue: Tongue) -> String {
    let mut out = String::new();
    if let Some(title) = &report.title {
        let _ = writeln!(out, "# {}\n", inline(&title.text));
    }
    let dateline = wording::dateline(report, tongue);
    if !dateline.is_empty() {
        let _ = writeln!(out, "*{}*\n", inline(&dateline));
    }
    let byline = wording::byline(report);
    if !byline.is_empty() {
        let _ = writeln!(out, "{}\n", inline(&byline));
    }
    let marks = Marks::of(report, In::Text);
    if let Some(standfirst) = &report.standfirst {
        let _ = writeln!(out, "**{}**\n", noted(report, &marks, standfirst.at));
    }
    let standfirst = report.standfirst.as_ref().map(|line| line.at);
    for block in report.body.iter().filter(|block| block.at.is_none() || block.at != standfirst) {
        self::block(&mut out, report, &marks, block);
    }
    let noted = |statement: &report::Statement| statement.within == In::Text;
    for (index, statement) in report.statements.iter().enumerate().filter(|(_, said)| noted(said)) {
        let _ = writeln!(out, "[^{}]: {}", index + 1, inline(&wording::attribution(statement, tongue)));
    }
    figures(&mut out, report, tongue);
    out
}

fn block(out: &mut String, report: &Report, marks: &Marks, block: &Block) {
    let words = match block.at {
        Some(at) => noted(report, marks, at),
        None => inline(&block.text),
    };
    let level = usize::from(block.level.unwrap_or(2).clamp(1, 6));
    let _ = match block.kind {
        // The headline is the only first heading.
        BlockKind::Heading => writeln!(out, "{} {words}\n", "#".repeat(level.max(2))),
        BlockKind::Quotation => writeln!(out, "> {words}\n"),
        BlockKind::ListItem => writeln!(out, "{}- {words}\n", "  ".repeat(level.saturating_sub(1).min(4))),
        BlockKind::Caption => writeln!(out, "*{words}*\n"),
        BlockKind::Code => writeln!(out, "{}\n", fenced(&block.text)),
        BlockKind::Paragraph | BlockKind::TableRow | BlockKind::Post => writeln!(out, "{words}\n"),
    };
}

/// The words at `at`, with a footnote after each statement's last run of words in them.
fn noted(report: &Report, marks: &Marks, at: Span) -> String {
    let runs = marks.runs(&report.text, at);
    let mut out = String::new();
    for (index, run) in runs.iter().enumerate() {
        out.push_str(&inline(run.at.slice(&report.text)));
        let next = runs.get(index + 1).and_then(|next| next.statement);
        if let Some(statement) = run.statement.filter(|_| next != run.statement) {
            let _ = write!(out, "[^{}]", statement + 1);
        }
    }
    out
}

fn figures(out: &mut String, report: &Report, tongue: Tongue) {
    if report.figures.is_empty() {
        return;
    }
    let _ = match tongue {
        Tongue::En => writeln!(out, "\n| Figure | How sure | Said by |\n|---|---|---|"),
        Tongue::Fr => writeln!(out, "\n| Chiffre | Sûreté | Selon |\n|---|---|---|"),
    };
    for figure in &report.figures {
        let sure = wording::sureness(figure.sureness, tongue);
        let marker =
            figure.marker.as_deref().map(|marker| format!(" ({})", cell(marker))).unwrap_or_default();
        let said_by = figure.said_by.as_deref().map(cell).unwrap_or_default();
        let _ = writeln!(out, "| {} | {sure}{marker} | {said_by} |", cell(&figure.text));
    }
}

/// Words in a table: no bar of theirs may end the cell.
fn cell(text: &str) -> String {
    inline(text).replace('|', "\\|")
}

/// Words on one line, with what Markdown would take for its own marks escaped.
fn inline(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for (at, c) in text.char_indices() {
        let begins = at == 0;
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '&' | '~' => out.extend(['\\', c]),
            '#' | '>' | '+' | '-' if begins => out.extend(['\\', c]),
            '.' | ')' if is_number(&text[..at]) => out.extend(['\\', c]),
            '\n' | '\r' | '\t' => out.push(' '),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// Whether the words so far would begin a numbered list.
fn is_number(before: &str) -> bool {
    (1..=9).contains(&before.len()) && before.bytes().all(|byte| byte.is_ascii_digit())
}

/// Code between fences longer than any run of backticks in it.
fn fenced(code: &str) -> String {
    let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}\n{}\n{fence}", code.trim_end_matches('\n'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_markdown_in_the_words_are_escaped() {
        assert_eq!(inline("*a* <b> [c] 1_000"), "\\*a\\* \\<b> \\[c\\] 1\\_000");
        assert_eq!(inline("# a"), "\\# a");
        assert_eq!(inline("12. mars"), "12\\. mars");
        assert_eq!(inline("en 2022. Et"), "en 2022. Et");
    }

    #[test]
    fn code_cannot_end_its_fence() {
        assert_eq!(fenced("a ``` b"), "````\na ``` b\n````");
    }
}
