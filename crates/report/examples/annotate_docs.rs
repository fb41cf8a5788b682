//! Reads plain text files and prints their reports, one JSON object a line.
use report::{Block, BlockKind, Line, Report, Span, statement};

fn main() {
    for path in std::env::args().skip(1) {
        let text = std::fs::read_to_string(&path).expect("a text file");
        let stem = std::path::Path::new(&path).file_stem().and_then(|s| s.to_str()).unwrap_or_default();
        let mut report = Report {
            source: path.clone(),
            language: stem.split('-').next().map(str::to_owned),
            text: text.clone(),
            ..Report::default()
        };
        let mut at = 0;
        for piece in text.split_inclusive('\n') {
            let line = piece.trim();
            if !line.is_empty() {
                let from = at + piece.find(line).unwrap_or(0);
                let span = Span::new(from, from + line.len());
                if report.standfirst.is_none() {
                    report.standfirst = Some(Line { text: line.to_owned(), at: span, page: None });
                } else {
                    report.body.push(Block {
                        kind: BlockKind::Paragraph,
                        level: None,
                        text: line.to_owned(),
                        at: Some(span),
                        page: None,
                    });
                }
            }
            at += piece.len();
        }
        statement::annotate(&mut report);
        println!("{}", serde_json::to_string(&report).expect("JSON"));
    }
}
