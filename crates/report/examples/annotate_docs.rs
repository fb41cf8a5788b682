//! Reads plain text files and prints their reports, one JSON object a line.
use report::read::{Context, read_text};

fn main() {
    for path in std::env::args().skip(1) {
        let text = std::fs::read_to_string(&path).expect("a text file");
        let context = Context { source: path, ..Context::default() };
        let report = read_text(&text, &context);
        println!("{}", serde_json::to_string(&report).expect("JSON"));
    }
}
