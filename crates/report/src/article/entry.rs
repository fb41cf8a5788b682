//! Entries of a report that grows while things happen: which block begins one, and at what time. Told by the
//! `time` elements of the page; no time is made up for an entry that shows none.

use page::{NodeId, Page};

use crate::body::Body;
use crate::dateline;
use crate::outline::{Outline, mark};

/// Times below which a page has no entries.
const LEAST: usize = 2;

/// Sets the time of each block that begins an entry.
pub(crate) fn set_times(page: &Page<'_>, outline: &Outline, body: &mut Body) {
    let times = &outline.times;
    if times.len() < LEAST {
        return;
    }
    for (number, (node, before)) in times.iter().enumerate() {
        let next = times.get(number + 1).map_or(u32::MAX, |(_, before)| *before);
        let at = body.runs.partition_point(|run| (*run as u32) < *before);
        let Some(run) = body.runs.get(at).copied() else { return };
        if run as u32 >= next || body.opening.contains(&run) || body.blocks[at].time.is_some() {
            continue;
        }
        let holder = outline.runs[run].holder;
        if outline.runs[run].around & mark::LIVE != 0 || is_entry(page, times, *node, holder) {
            body.blocks[at].time = time(page, *node);
        }
    }
}

/// Whether the smallest element around a time and a run holds no time but that and one of its change.
fn is_entry(page: &Page<'_>, times: &[(NodeId, u32)], node: NodeId, holder: NodeId) -> bool {
    const MOST: usize = 2;
    let Some(both) = page.ancestors(holder).find(|above| page.is_within(node, *above)) else { return false };
    let from = times.partition_point(|(time, _)| *time < both);
    times[from..].iter().take(MOST + 1).take_while(|(time, _)| page.is_within(*time, both)).count() <= MOST
}

/// What a `time` element says: for machines, else the hour it shows.
fn time(page: &Page<'_>, node: NodeId) -> Option<String> {
    if let Some(when) = page.value(node, "datetime").and_then(|value| dateline::machine(&value)) {
        return Some(when.to_string());
    }
    let shown = page.text_within(node);
    let shown = shown.trim();
    let hour = shown.len() <= 8
        && shown.contains([':', '.', 'h'])
        && shown.starts_with(|c: char| c.is_ascii_digit());
    hour.then(|| shown.to_owned())
}

#[cfg(test)]
mod tests {
    use crate::read::{Context, read_html};

    #[test]
    fn each_entry_has_its_time() {
        let entry = |hour: u32| {
            format!(
                "<section class=live-post><time datetime=2024-11-02T{hour}:45:00Z>{hour}:45</time><h2>Bridge {hour} closed</h2>\
                 <p>Police have closed the bridge after water reached the arches, the county said.</p></section>"
            )
        };
        let html = format!(
            "<title>Storm live</title><script type=application/ld+json>{{\"@type\":\"LiveBlogPosting\",\"headline\":\"Storm live\"}}\
             </script><h1>Storm live</h1><div class=liveblog>{}{}{}</div>",
            entry(12),
            entry(11),
            entry(10)
        );
        let report = read_html(html.as_bytes(), None, &Context::default());
        let times: Vec<_> = report.body.iter().filter_map(|block| block.time.as_deref()).collect();
        assert_eq!(times, ["2024-11-02T12:45:00Z", "2024-11-02T11:45:00Z", "2024-11-02T10:45:00Z"]);
        assert!(
            report
                .body
                .iter()
                .filter(|block| block.time.is_some())
                .all(|block| block.text.contains("Bridge"))
        );
    }
}
