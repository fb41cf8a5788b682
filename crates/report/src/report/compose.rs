//! The text of a report from its blocks: the one place that decides what stands in
//! [`Report::text`], and where.

use crate::{Block, Line, Report, Span, dateline};

/// What stands between two blocks of the text.
const BREAK: &str = "\n\n";

impl Report {
    /// Sets standfirst, body and text from blocks in page order; every `at` is set here.
    pub(crate) fn compose(&mut self, standfirst: Option<Block>, mut body: Vec<Block>) {
        self.text.clear();
        let length = |block: &Block| block.text.len() + BREAK.len();
        self.text
            .reserve(standfirst.iter().map(length).sum::<usize>() + body.iter().map(length).sum::<usize>());
        self.standfirst = standfirst.map(|block| {
            let at = append(&mut self.text, &block.text);
            Line { text: block.text, at, page: block.page }
        });
        for block in &mut body {
            block.at = block.kind.is_text().then(|| append(&mut self.text, &block.text));
        }
        self.body = body;
        if self.place.is_none() {
            let openings = self
                .standfirst
                .iter()
                .map(|line| line.text.as_str())
                .chain(self.body.iter().map(|block| block.text.as_str()));
            self.place = openings.take(3).find_map(dateline::place).map(str::to_owned);
        }
    }
}

fn append(text: &mut String, words: &str) -> Span {
    if !text.is_empty() {
        text.push_str(BREAK);
    }
    let start = text.len();
    text.push_str(words);
    Span::new(start, text.len())
}
