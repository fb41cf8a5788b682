//! Trees as the web platform tests draw them, a line a node, as outlines.

use crate::outline::Outline;

/// A drawn tree as an outline: comments, instructions and the document type left out.
pub(crate) fn drawn(tree: &str) -> String {
    let mut outline = Outline::default();
    let mut depth = 0;
    // Where a template's content stands, which is drawn one level deeper.
    let mut items: Vec<String> = Vec::new();
    for line in tree.lines() {
        match line.strip_prefix("| ") {
            Some(item) => items.push(item.to_owned()),
            None => {
                if let Some(item) = items.last_mut() {
                    item.push('\n');
                    item.push_str(line);
                }
            }
        }
    }
    let mut shifts: Vec<usize> = Vec::new();
    let mut at = 0;
    while let Some(item) = items.get(at) {
        at += 1;
        let text = item.trim_start_matches(' ');
        let drawn_depth = (item.len() - text.len()) / 2;
        while shifts.last().is_some_and(|shift| drawn_depth <= *shift) {
            shifts.pop();
        }
        let level = drawn_depth - shifts.len();
        if text == "content" {
            shifts.push(drawn_depth);
            continue;
        }
        while depth > level {
            outline.close();
            depth -= 1;
        }
        if text.starts_with("<!") || text.starts_with("<?") {
            continue;
        }
        if let Some(text) = text.strip_prefix('"') {
            outline.text.push_str(text.strip_suffix('"').unwrap_or(text));
            continue;
        }
        let name = text.trim_start_matches('<').trim_end_matches('>');
        let name = name.strip_prefix("svg ").or(name.strip_prefix("math ")).unwrap_or(name);
        let mut attributes = Vec::new();
        while let Some((name, value)) = items.get(at).and_then(|item| attribute(item, drawn_depth + 1)) {
            attributes.push((name, value));
            at += 1;
        }
        outline.open(name, attributes);
        depth = level + 1;
    }
    while depth > 0 {
        outline.close();
        depth -= 1;
    }
    outline.line
}

/// `name="value"`, at this depth.
fn attribute(item: &str, depth: usize) -> Option<(String, String)> {
    let item = item.get(depth * 2..).filter(|_| item.starts_with(&"  ".repeat(depth)))?;
    let (name, value) = item.strip_suffix('"')?.split_once("=\"")?;
    let plain = !name.is_empty() && !name.starts_with(['"', ' ']) && !name.starts_with("<!");
    let prefixed = ["xlink ", "xml ", "xmlns "].iter().find(|prefix| name.starts_with(**prefix));
    let name = prefixed.map_or(name.to_owned(), |_| name.replacen(' ', ":", 1));
    plain.then(|| (name, value.to_owned()))
}
