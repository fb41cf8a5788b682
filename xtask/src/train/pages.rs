//! The page sets the models of [`super::body`] and [`super::front`] are trained on, and how they are parted.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use anyhow::Context as _;
use serde_json::Value;

/// Parts of the pages, each judged by a model trained on the others.
pub(crate) const FOLDS: u64 = 5;

/// All pages of some sets, each made into a sample by `sample`: the set's folder and number, how much its
/// pages count, and the page's line in the manifest.
pub(crate) fn samples<T>(
    pages: &Path,
    sets: &[(&str, f32)],
    sample: impl Fn(&Path, usize, f32, &Value) -> anyhow::Result<T>,
) -> anyhow::Result<Vec<T>> {
    let mut samples = Vec::new();
    for (set, (name, share)) in sets.iter().enumerate() {
        let folder = pages.join(name);
        for row in manifest(&folder)? {
            samples.push(sample(&folder, set, *share, &row)?);
        }
    }
    Ok(samples)
}

/// The lines of a set's manifest.
fn manifest(folder: &Path) -> anyhow::Result<Vec<Value>> {
    let file = File::open(folder.join("manifest.jsonl"))
        .with_context(|| format!("no page set {}", folder.display()))?;
    BufReader::new(file).lines().map(|line| Ok(serde_json::from_str(&line?)?)).collect()
}

/// The bytes of a packed page.
pub(crate) fn unpacked(path: &Path) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let file = File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
    flate2::read::MultiGzDecoder::new(file).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// All pages of one host fall into one fold.
pub(crate) fn fold(url: &str) -> u64 {
    (outlet(url) >> 20) % FOLDS
}

/// A number for the host a page is from.
pub(crate) fn outlet(url: &str) -> u64 {
    let host = url.split_once("://").map_or(url, |(_, rest)| rest).split('/').next().unwrap_or_default();
    let mut names: Vec<&str> = host.rsplit('.').collect();
    names.truncate(if names.get(1).is_some_and(|name| name.len() <= 3) { 3 } else { 2 });
    names
        .join(".")
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
