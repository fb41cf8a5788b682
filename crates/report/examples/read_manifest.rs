//! Reads a `.jsonl` of `{"id", "url", "file"}` and prints one report a line.
use std::io::{BufRead, Write};

fn main() {
    let path = std::path::PathBuf::from(std::env::args().nth(1).expect("a .jsonl"));
    let folder = path.parent().expect("a folder").to_owned();
    let lines = std::io::BufReader::new(std::fs::File::open(&path).expect("readable")).lines();
    let mut out = std::io::BufWriter::new(std::io::stdout());
    for line in lines {
        let row: serde_json::Value = serde_json::from_str(&line.expect("utf-8")).expect("json");
        let text = |key: &str| row[key].as_str().map(str::to_owned);
        let bytes = std::fs::read(folder.join(text("file").expect("file"))).expect("page");
        let context = report::read::Context {
            source: text("id").unwrap_or_default(),
            url: text("url"),
            ..Default::default()
        };
        let report = report::read::read_html(&bytes, None, &context);
        serde_json::to_writer(&mut out, &report).expect("written");
        out.write_all(b"\n").expect("written");
    }
}
