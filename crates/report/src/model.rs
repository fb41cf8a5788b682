//! The model that tells body from furniture.

use crate::feature::{Features, Row};

/// A score for each run: above nought is body.
pub(crate) fn scores(features: &Features) -> Vec<i32> {
    features.rows.iter().map(rule).collect()
}

fn rule(row: &Row) -> i32 {
    if row[14] == 0 || row[34] > 0 || row[2] > 50 || row[40] >= 90 {
        return -1;
    }
    let near = row[57] == 1 || row[15] <= 2;
    let prose = row[0] > 60 && row[8] > 0 || row[38] > 70 || row[11] == 3 && row[0] < 200;
    if near && prose { 1 } else { -1 }
}
