//! Dates as feedparser's nine numbers: year, month, day, hour, minute, second, weekday (Monday is 0),
//! day of the year, 0. All in UTC.

use jiff::tz::Offset;
use serde_json::{Value, json};

/// The nine numbers of a date as written; null if it is none.
pub(super) fn parts(text: &str) -> Value {
    super::parse_date(text).map_or(Value::Null, |moment| {
        let at = Offset::UTC.to_datetime(moment.at);
        json!([
            at.year(),
            at.month(),
            at.day(),
            at.hour(),
            at.minute(),
            at.second(),
            at.date().weekday().to_monday_zero_offset(),
            at.date().day_of_year(),
            0
        ])
    })
}
