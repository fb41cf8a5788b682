//! `--since`, `--until` and `--language`: which reports are looked at, by their date of publication (both ends
//! included) and their language.

use report::Report;

/// Which reports.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct Which {
    /// Only reports of this day (2026-11-03), month (2026-11) or year, or later
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub since: Option<String>,
    /// Only reports of this day, month or year, or earlier
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub until: Option<String>,
    /// Only reports in this language
    #[arg(long, value_name = "CODE")]
    pub language: Option<String>,
}

impl Which {
    /// Whether a report is one of them.
    pub fn takes(&self, report: &Report) -> bool {
        self.language.as_ref().is_none_or(|wanted| report.language.as_ref() == Some(wanted))
            && self.holds(report.published.as_ref().map(|published| published.date.as_str()))
    }

    /// Whether a date of publication lies in the period. What has no date lies in none but the endless one.
    fn holds(&self, published: Option<&str>) -> bool {
        let after = |since: &String| published.is_some_and(|date| date >= since.as_str());
        let before = |until: &String| {
            published.is_some_and(|date| date.get(..until.len()).unwrap_or(date) <= until.as_str())
        };
        self.since.as_ref().is_none_or(after) && self.until.as_ref().is_none_or(before)
    }
}

fn date(given: &str) -> Result<String, String> {
    let parts: Vec<&str> = given.split('-').collect();
    let digits = |part: &str, length: usize| part.len() == length && part.bytes().all(|b| b.is_ascii_digit());
    let within = |part: &str, most: u8| part.parse().is_ok_and(|number: u8| (1..=most).contains(&number));
    let well_formed = match parts.as_slice() {
        [year] => digits(year, 4),
        [year, month] => digits(year, 4) && digits(month, 2) && within(month, 12),
        [year, month, day] => {
            digits(year, 4) && digits(month, 2) && within(month, 12) && digits(day, 2) && within(day, 31)
        }
        _ => false,
    };
    if well_formed {
        Ok(given.to_owned())
    } else {
        Err("a date is written 2026-11-03, 2026-11 or 2026".into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ends_belong_to_the_period() {
        let period =
            Which { since: Some("2026-10".into()), until: Some("2026-11-03".into()), ..Which::default() };
        assert!(period.holds(Some("2026-10-01T08:00:00+02:00")));
        assert!(period.holds(Some("2026-11-03T23:00:00Z")));
        assert!(period.holds(Some("2026-10")));
        assert!(!period.holds(Some("2026-11-04")));
        assert!(!period.holds(Some("2026-09-30")));
        assert!(!period.holds(None));
        assert!(Which::default().holds(None));
    }

    #[test]
    fn a_date_is_a_date() {
        assert!(date("2026-11-03").is_ok() && date("2026").is_ok());
        assert!(date("3 November").is_err() && date("2026-13").is_err() && date("2026-1").is_err());
    }
}
