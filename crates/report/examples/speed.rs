//! Times the reading of pages' parts, decoded pages in memory, one core: `speed FOLDER [PASSES]`.
use std::time::Instant;

use page::Page;
use report::model::Model;
use report::read::{Context, read_parts};

fn main() {
    let folder = std::env::args().nth(1).expect("a folder of .html");
    let passes: usize = std::env::args().nth(2).map_or(5, |n| n.parse().expect("a number"));
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    let pages: Vec<String> = paths
        .iter()
        .map(|path| String::from_utf8_lossy(&std::fs::read(path).expect("readable")).into_owned())
        .collect();
    let bytes: usize = pages.iter().map(String::len).sum();
    let model = Model::bundled();
    let context = Context::default();
    let time = |name: &str, work: &dyn Fn(&str) -> usize| {
        let mut best = f64::MAX;
        let mut worst = (0.0, 0);
        for _ in 0..passes {
            let start = Instant::now();
            let mut sum = 0;
            for (i, text) in pages.iter().enumerate() {
                let start = Instant::now();
                sum += work(text);
                let cost = start.elapsed().as_secs_f64() / text.len() as f64;
                if cost > worst.0 {
                    worst = (cost, i);
                }
            }
            std::hint::black_box(sum);
            best = best.min(start.elapsed().as_secs_f64());
        }
        println!(
            "{name}: {:.0} pages/s, {:.0} MB/s; dearest per byte {:.1}x the mean: {}",
            pages.len() as f64 / best,
            bytes as f64 / best / 1e6,
            worst.0 * bytes as f64 / best,
            paths[worst.1].display()
        );
    };
    let only = std::env::args().nth(3);
    let time = |name: &str, work: &dyn Fn(&str) -> usize| {
        if only.as_deref().is_none_or(|only| only == name) {
            time(name, work)
        }
    };
    time("tree", &|text| Page::parse(text).nodes().len());
    time("tree, metadata", &|text| page::metadata(&Page::parse(text)).metas.len());
    time("tree, runs in numbers", &|text| report::feature::describe(&Page::parse(text)).rows.len());
    time("parts", &|text| read_parts(model, &Page::parse(text), &context).text.len());
}
