//! A claimed figure as programs get it: the report's own keys for it, and where it stands.

use report::figure::course::Claim;
use serde_json::{Value, json};

/// The claim as one JSON object.
pub fn object(claim: &Claim<'_>) -> Value {
    let report = claim.report;
    let mut object = json!(claim.figure);
    if let Some(object) = object.as_object_mut() {
        let published = report.published.as_ref().map(|published| &published.date);
        object.insert("source".into(), json!(report.source));
        object.insert("outlet".into(), json!(report.outlet));
        object.insert("url".into(), json!(report.canonical.as_ref().or(report.url.as_ref())));
        object.insert("published".into(), json!(published));
        object.insert("language".into(), json!(report.language));
    }
    object
}
