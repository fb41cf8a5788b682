//! Text set in lines of a terminal: wrapped by display width, coloured or plain.
//!
//! Widths are those of grapheme clusters (wide Chinese, joined emoji, combining accents). Control
//! characters of a page never reach the terminal, and neither do the marks that reverse what
//! follows them.

use std::fmt::Write;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// How some words look. Plain terminals show the words alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// Bold.
    pub bold: bool,
    /// Dimmed.
    pub dim: bool,
    /// Italic.
    pub italic: bool,
    /// Underlined.
    pub underline: bool,
    /// Foreground, 31–36: a colour of the reader's own palette.
    pub color: Option<u8>,
}

impl Style {
    /// No style.
    pub const PLAIN: Self = Self { bold: false, dim: false, italic: false, underline: false, color: None };
    /// Bold.
    pub const BOLD: Self = Self { bold: true, ..Self::PLAIN };
    /// Dimmed.
    pub const DIM: Self = Self { dim: true, ..Self::PLAIN };

    /// A colour of the reader's palette.
    pub const fn color(color: u8) -> Self {
        Self { color: Some(color), ..Self::PLAIN }
    }

    fn codes(self) -> String {
        let mut codes = Vec::new();
        let flags = [(self.bold, "1"), (self.dim, "2"), (self.italic, "3"), (self.underline, "4")];
        codes.extend(flags.into_iter().filter(|(on, _)| *on).map(|(_, code)| code.to_owned()));
        codes.extend(self.color.map(|color| color.to_string()));
        codes.join(";")
    }
}

/// Words in one style.
#[derive(Clone, Debug)]
pub struct Piece {
    /// The words.
    pub text: String,
    /// Their style.
    pub style: Style,
}

impl Piece {
    /// Words in a style.
    pub fn new(text: impl Into<String>, style: Style) -> Self {
        Self { text: text.into(), style }
    }
}

/// One line: pieces that together are no wider than was asked.
#[derive(Clone, Debug, Default)]
pub struct Line {
    /// The pieces, in order.
    pub pieces: Vec<Piece>,
    /// Columns the pieces take.
    pub width: usize,
}

impl Line {
    fn push(&mut self, text: &str, style: Style) {
        match self.pieces.last_mut() {
            Some(last) if last.style == style => last.text.push_str(text),
            _ => self.pieces.push(Piece::new(text, style)),
        }
        self.width += width(text);
    }

    /// Drops spaces at the end.
    fn trim(&mut self) {
        while let Some(last) = self.pieces.last_mut() {
            let kept = last.text.trim_end_matches(' ').len();
            self.width -= last.text.len() - kept;
            last.text.truncate(kept);
            if kept > 0 {
                break;
            }
            self.pieces.pop();
        }
    }

    /// The line as text, with colours or without.
    pub fn print(&self, color: bool) -> String {
        let mut out = String::new();
        for piece in &self.pieces {
            paint(&mut out, &piece.text, piece.style, color);
        }
        out
    }
}

/// Writes words in a style.
pub fn paint(out: &mut String, text: &str, style: Style, color: bool) {
    if color && style != Style::PLAIN && !text.is_empty() {
        let _ = write!(out, "\x1b[{}m{text}\x1b[0m", style.codes());
    } else {
        out.push_str(text);
    }
}

/// Columns that some words take.
pub fn width(text: &str) -> usize {
    text.width()
}

/// The words without what could command a terminal or reverse its writing; white space is a space.
pub fn harmless(text: &str) -> String {
    let shown = |c: char| match c {
        '\n' | '\t' | '\r' => Some(' '),
        c if c.is_control() => None,
        // A place where a word may be parted: many terminals show it as a hyphen.
        '\u{ad}' => None,
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => None,
        c => Some(c),
    };
    text.chars().filter_map(shown).collect()
}

/// Sets pieces in lines of at most `columns`. Breaks at spaces (never at no-break spaces) and
/// between wide characters; a word too long for a line is cut.
pub fn wrap(pieces: &[Piece], columns: usize) -> Vec<Line> {
    let columns = columns.max(2);
    let mut setter = Setter { columns, lines: Vec::new(), line: Line::default(), word: Line::default() };
    for piece in pieces {
        for cluster in piece.text.graphemes(true) {
            setter.take(cluster, piece.style);
        }
    }
    setter.finish()
}

/// Fills lines word by word; a word is what may not be broken.
struct Setter {
    columns: usize,
    lines: Vec<Line>,
    line: Line,
    word: Line,
}

impl Setter {
    fn take(&mut self, cluster: &str, style: Style) {
        let wide = width(cluster);
        if cluster == " " {
            self.place();
            if !self.line.pieces.is_empty() {
                self.line.push(" ", style);
            }
            return;
        }
        if wide >= 2 || self.word.width + wide > self.columns {
            self.place();
        }
        self.word.push(cluster, style);
        if wide >= 2 {
            self.place();
        }
    }

    /// Puts the word on the line, or on the next one where it does not fit.
    fn place(&mut self) {
        if self.line.width + self.word.width > self.columns {
            self.end();
        }
        let word = std::mem::take(&mut self.word);
        for piece in word.pieces {
            self.line.push(&piece.text, piece.style);
        }
    }

    fn end(&mut self) {
        let mut line = std::mem::take(&mut self.line);
        line.trim();
        self.lines.push(line);
    }

    fn finish(mut self) -> Vec<Line> {
        self.place();
        if !self.line.pieces.is_empty() {
            self.end();
        }
        self.lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(text: &str, columns: usize) -> Vec<String> {
        wrap(&[Piece::new(text, Style::PLAIN)], columns).iter().map(|line| line.print(false)).collect()
    }

    #[test]
    fn lines_break_at_spaces_and_never_at_no_break_spaces() {
        assert_eq!(set("un deux trois", 8), ["un deux", "trois"]);
        assert_eq!(set("dit\u{a0}: oui", 6), ["dit\u{a0}:", "oui"]);
    }

    #[test]
    fn wide_characters_take_two_columns_and_may_be_parted() {
        assert_eq!(set("新闻报道", 4), ["新闻", "报道"]);
        assert_eq!(set("e\u{301}te\u{301}", 3), ["e\u{301}te\u{301}"]);
    }

    #[test]
    fn a_word_too_long_for_a_line_is_cut() {
        assert_eq!(set("aaaaaaa b", 3), ["aaa", "aaa", "a b"]);
    }

    #[test]
    fn no_command_of_a_page_reaches_the_terminal() {
        assert_eq!(harmless("a\x1b[31mb\u{9b}c\u{202e}d\ne\u{ad}f"), "a[31mbcd ef");
    }

    #[test]
    fn styles_survive_the_wrapping() {
        let pieces = [Piece::new("un ", Style::PLAIN), Piece::new("deux trois", Style::BOLD)];
        let lines = wrap(&pieces, 8);
        assert_eq!(lines[0].print(true), "un \x1b[1mdeux\x1b[0m");
        assert_eq!(lines[1].print(true), "\x1b[1mtrois\x1b[0m");
    }

    proptest::proptest! {
        #[test]
        fn no_line_is_too_wide_and_no_word_is_lost(text in "\\PC{0,80}", columns in 4usize..60) {
            let lines = wrap(&[Piece::new(text.as_str(), Style::PLAIN)], columns);
            let set: String = lines.iter().map(|line| line.print(false)).collect();
            let squeezed = |text: &str| text.chars().filter(|c| *c != ' ').collect::<String>();
            proptest::prop_assert_eq!(squeezed(&set), squeezed(&text));
        }
    }
}
