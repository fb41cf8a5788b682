//! Dates as feeds write them: RFC 822 and RFC 3339 and all that is neither.
//!
//! One walk collects what stands there (numbers, names of months, a time, a zone), then the pieces
//! are put together; what does not add up is no date. Nothing is guessed beyond the order of day and
//! month, where the weekday decides, if it is named. A time without a zone is taken as UTC.

use std::collections::HashMap;
use std::sync::LazyLock;

use jiff::civil::{self, Weekday};
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp};
use report::Precision;

/// A moment with what is known of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The moment; its unknown parts are the first (month 1, day 1, 0:00).
    pub at: Timestamp,
    /// How much of it is known.
    pub precision: Precision,
}

static MONTHS: LazyLock<HashMap<&str, i8>> = LazyLock::new(|| {
    let entry = |line: &'static str| {
        let mut words = line.split_whitespace();
        let number = words.next().and_then(|word| word.parse::<i8>().ok()).unwrap_or_default();
        words.map(move |word| (word, number))
    };
    include_str!("months.txt").lines().flat_map(entry).collect()
});

/// Offsets in minutes.
static ZONES: LazyLock<HashMap<&str, i32>> = LazyLock::new(|| {
    let entry = |line: &'static str| {
        let mut words = line.split_whitespace();
        let offset = words.next().unwrap_or_default();
        let minutes = |text: &str| text.parse::<i32>().unwrap_or_default();
        let size = minutes(&offset[1..3]) * 60 + minutes(&offset[3..5]);
        let offset = if offset.starts_with('-') { -size } else { size };
        words.map(move |word| (word, offset))
    };
    include_str!("zones.txt").lines().flat_map(entry).collect()
});

/// Reads a date.
pub fn parse(text: &str) -> Option<Moment> {
    let text = text.trim();
    if text.is_empty() || text.len() > 120 {
        return None;
    }
    if let Some(moment) = unix(text) {
        return Some(moment);
    }
    let mut pieces = Pieces::default();
    pieces.walk(&prepare(text))?;
    pieces.assemble()
}

/// Seconds or milliseconds since 1970, if nothing else stands there.
fn unix(text: &str) -> Option<Moment> {
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: i64 = text.parse().ok()?;
    let at = match text.len() {
        9..=11 => Timestamp::from_second(number).ok()?,
        13 => Timestamp::from_millisecond(number).ok()?,
        _ => return None,
    };
    Some(Moment { at, precision: Precision::Second })
}

/// Brings some spellings to the common one: what stands in brackets goes, Korean units become dashes.
fn prepare(text: &str) -> String {
    let text = text.split('(').next().unwrap_or_default();
    let korean = text.chars().any(|c| ('\u{ac00}'..='\u{d7a3}').contains(&c));
    let text = text
        .replace("년 ", "-")
        .replace("월 ", "-")
        .replace('일', " ")
        .replace("오후", " pm ")
        .replace("오전", " am ");
    if korean { format!("{text} KST") } else { text }
}

/// A number and how many digits it was written with.
#[derive(Clone, Copy, Debug)]
struct Number {
    value: i32,
    digits: usize,
    /// What stands between it and the number before: `-`, `/`, `.` or a space.
    joint: char,
}

#[derive(Debug, Default)]
struct Pieces {
    numbers: Vec<Number>,
    /// The month's number, and how many numbers stood before its name.
    month: Option<(i8, usize)>,
    time: Option<(i8, i8, i8, i32)>,
    seconds: bool,
    afternoon: Option<bool>,
    offset: Option<i32>,
    zone: Option<TimeZone>,
    weekday: Option<Weekday>,
}

impl Pieces {
    fn walk(&mut self, text: &str) -> Option<()> {
        let mut rest = text;
        let mut joint = ' ';
        while let Some(c) = rest.chars().next() {
            if c.is_ascii_digit() {
                rest = self.number(rest, joint)?;
                joint = ' ';
                continue;
            }
            if c.is_alphabetic() {
                rest = self.word(rest)?;
                joint = ' ';
                continue;
            }
            if matches!(c, '+' | '-' | '−') && self.time.is_some() && self.offset.is_none() {
                let after = &rest[c.len_utf8()..];
                // A dash that stands by itself joins nothing ("… 2020 - 15:54").
                if after.starts_with(|next: char| !next.is_whitespace()) {
                    rest = self.offset(after, c != '+')?;
                    continue;
                }
            }
            if c == '-' || c == '/' || c == '.' {
                joint = c;
            } else if !c.is_whitespace() {
                joint = ' ';
            }
            rest = &rest[c.len_utf8()..];
        }
        Some(())
    }

    fn number<'t>(&mut self, rest: &'t str, joint: char) -> Option<&'t str> {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let value = rest[..digits].parse().ok()?;
        let after = &rest[digits..];
        if after.starts_with(':') && digits <= 2 {
            return self.clock(rest);
        }
        // "3pm": an hour without minutes.
        self.numbers.push(Number { value, digits, joint });
        (self.numbers.len() <= 4).then_some(after)
    }

    /// `h:mm`, `h:mm:ss`, `h:mm:ss.fff`.
    fn clock<'t>(&mut self, rest: &'t str) -> Option<&'t str> {
        let end = rest.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b':').count();
        let parts: Vec<i8> =
            rest[..end].split(':').map(|part| part.parse()).collect::<Result<_, _>>().ok()?;
        let mut after = &rest[end..];
        let mut nanos = 0;
        if let Some(fraction) = after.strip_prefix(['.', ',']) {
            let digits = fraction.bytes().take_while(u8::is_ascii_digit).count();
            if digits > 0 {
                let taken = &fraction[..digits.min(9)];
                nanos = taken.parse::<i32>().ok()? * 10_i32.pow(9 - taken.len() as u32);
                after = &fraction[digits..];
            }
        }
        if self.time.is_some() {
            return None;
        }
        self.seconds = parts.len() == 3;
        self.time = match parts.as_slice() {
            [hour, minute] => Some((*hour, *minute, 0, 0)),
            [hour, minute, second] => Some((*hour, *minute, *second, nanos)),
            _ => return None,
        };
        Some(after)
    }

    fn offset<'t>(&mut self, rest: &'t str, negative: bool) -> Option<&'t str> {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (size, after) = match (digits, rest[digits..].strip_prefix(':')) {
            (1 | 2, Some(minutes)) => {
                let length = minutes.bytes().take_while(u8::is_ascii_digit).count();
                if length != 2 {
                    return None;
                }
                (rest[..digits].parse::<i32>().ok()? * 60 + checked_minutes(&minutes[..2])?, &minutes[2..])
            }
            (1 | 2, None) => (rest[..digits].parse::<i32>().ok()? * 60, &rest[digits..]),
            (3, None) => (rest[..1].parse::<i32>().ok()? * 60 + checked_minutes(&rest[1..3])?, &rest[3..]),
            (4, None) => (rest[..2].parse::<i32>().ok()? * 60 + checked_minutes(&rest[2..4])?, &rest[4..]),
            _ => return None,
        };
        self.offset = Some(if negative { -size } else { size });
        Some(after)
    }

    fn word<'t>(&mut self, rest: &'t str) -> Option<&'t str> {
        let end = rest
            .char_indices()
            .find(|(at, c)| {
                let dotted = *c == '.' && rest[at + 1..].starts_with(char::is_alphabetic);
                let path = matches!(c, '/' | '_') && rest[at + 1..].starts_with(char::is_alphabetic);
                !(c.is_alphabetic() || dotted || path)
            })
            .map_or(rest.len(), |(at, _)| at);
        let (written, after) = rest.split_at(end);
        let word = written.to_lowercase().replace('.', "");
        if let Some(&month) = MONTHS.get(word.as_str()) {
            // "mar." is also a Tuesday: the first word before a month is a weekday.
            if self.month.is_none_or(|(_, before)| before == 0) {
                self.month = Some((month, self.numbers.len()));
            }
            return Some(after);
        }
        match word.as_str() {
            "am" | "a" if self.afternoon.is_none() => self.afternoon = Some(false),
            "pm" | "p" if self.afternoon.is_none() => self.afternoon = Some(true),
            // Between date and time; after an ordinal.
            "t" | "st" | "nd" | "rd" | "th" => {}
            "z" if self.offset.is_some() => {}
            _ if self.time.is_some() && self.offset.is_none() && ZONES.contains_key(word.as_str()) => {
                let after_zone = after.trim_start();
                // "GMT+02:00": the number says more than the name.
                if let Some(sign @ ('+' | '-')) = after.chars().next() {
                    return self.offset(&after[1..], sign == '-');
                }
                self.offset = ZONES.get(word.as_str()).copied();
                return Some(after_zone);
            }
            _ if written.contains('/') => {
                let gmt = written.eq_ignore_ascii_case("Etc/GMT");
                self.zone = Some(if gmt { TimeZone::UTC } else { TimeZone::get(written).ok()? });
            }
            _ => {
                // A word glued to the end of a moment is no part of one.
                if self.time.is_some() && self.offset.is_some() && !word.is_empty() {
                    return None;
                }
                self.weekday = self.weekday.or_else(|| weekday(&word));
            }
        }
        Some(after)
    }

    fn assemble(self) -> Option<Moment> {
        let (year, month, day) = self.date()?;
        let date = civil::Date::new(
            i16::try_from(year).ok()?,
            month.unwrap_or(1),
            i8::try_from(day.unwrap_or(1)).ok()?,
        )
        .ok()?;
        let precision = match (self.time.is_some(), month.is_some(), day.is_some()) {
            (true, _, true) if self.seconds => Precision::Second,
            (true, _, true) => Precision::Minute,
            // A time of an unknown day is nonsense.
            (true, ..) => return None,
            (false, _, true) => Precision::Day,
            (false, true, false) => Precision::Month,
            (false, false, false) => Precision::Year,
        };
        let (mut hour, minute, second, nanos) = self.time.unwrap_or_default();
        match self.afternoon {
            Some(true) if hour < 12 => hour += 12,
            Some(false) if hour == 12 => hour = 0,
            _ => {}
        }
        let local = date.to_datetime(civil::Time::new(hour, minute, second, nanos).ok()?);
        let at = match (self.zone, self.offset) {
            (Some(zone), _) => local.to_zoned(zone).ok()?.timestamp(),
            (None, offset) => {
                let offset = offset.unwrap_or_default();
                if offset.abs() > 24 * 60 {
                    return None;
                }
                let utc = Offset::UTC.to_timestamp(local).ok()?;
                utc.checked_sub(SignedDuration::from_mins(offset.into())).ok()?
            }
        };
        Some(Moment { at, precision })
    }

    /// Year, month and day out of the numbers.
    fn date(&self) -> Option<(i32, Option<i8>, Option<i32>)> {
        let month_of =
            |number: Number| i8::try_from(number.value).ok().filter(|month| (1..=12).contains(month));
        if let Some((month, before)) = self.month {
            return match *self.numbers.as_slice() {
                [year] if year.digits == 4 => Some((year.value, Some(month), None)),
                // "2004-july-13": the year before the month.
                [year, day] if year.digits == 4 && before == 1 => {
                    Some((year.value, Some(month), Some(day.value)))
                }
                [day, year] if day.digits <= 2 && (year.digits == 4 || year.digits == 2) => {
                    Some((full_year(year), Some(month), Some(day.value)))
                }
                _ => None,
            };
        }
        match *self.numbers.as_slice() {
            [one] => match one.digits {
                4 => Some((one.value, None, None)),
                6 => packed(
                    full_year(Number { value: one.value / 10_000, digits: 2, joint: ' ' }),
                    one.value % 10_000,
                ),
                8 => packed(one.value / 10_000, one.value % 10_000),
                _ => None,
            },
            [year, month] if year.digits == 4 && month.joint == '-' => {
                Some((year.value, Some(month_of(month)?), None))
            }
            [a, b, c] => {
                if a.digits == 4 {
                    return Some((a.value, Some(month_of(b)?), Some(c.value)));
                }
                if b.joint == '-' && c.digits == 2 {
                    return Some((full_year(a), Some(month_of(b)?), Some(c.value)));
                }
                let year = full_year(c);
                let day_first =
                    Some((year, month_of(b), Some(a.value))).filter(|(_, month, _)| month.is_some());
                let month_first =
                    Some((year, month_of(a), Some(b.value))).filter(|(_, month, _)| month.is_some());
                let agrees = |date: &(i32, Option<i8>, Option<i32>)| self.agrees_with_weekday(*date);
                match b.joint {
                    '.' | '-' => day_first,
                    _ => {
                        month_first.filter(agrees).or(day_first.filter(agrees)).or(month_first).or(day_first)
                    }
                }
            }
            _ => None,
        }
    }

    fn agrees_with_weekday(&self, (year, month, day): (i32, Option<i8>, Option<i32>)) -> bool {
        let date = i16::try_from(year)
            .ok()
            .zip(month)
            .zip(day.and_then(|day| i8::try_from(day).ok()))
            .and_then(|((year, month), day)| civil::Date::new(year, month, day).ok());
        date.is_some_and(|date| self.weekday.is_none_or(|weekday| date.weekday() == weekday))
    }
}

fn checked_minutes(text: &str) -> Option<i32> {
    text.parse().ok().filter(|minutes| *minutes < 60)
}

fn packed(year: i32, rest: i32) -> Option<(i32, Option<i8>, Option<i32>)> {
    let month = i8::try_from(rest / 100).ok().filter(|month| (1..=12).contains(month))?;
    Some((year, Some(month), Some(rest % 100)))
}

fn full_year(number: Number) -> i32 {
    match (number.digits, number.value) {
        (..=2, 0..70) => number.value + 2000,
        (..=2, _) => number.value + 1900,
        _ => number.value,
    }
}

/// English weekdays only: they are there to settle which number is the month.
fn weekday(word: &str) -> Option<Weekday> {
    Some(match word.get(..3)? {
        "mon" => Weekday::Monday,
        "tue" => Weekday::Tuesday,
        "wed" => Weekday::Wednesday,
        "thu" => Weekday::Thursday,
        "fri" => Weekday::Friday,
        "sat" => Weekday::Saturday,
        "sun" => Weekday::Sunday,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(text: &str) -> Option<String> {
        parse(text).map(|moment| moment.at.to_string())
    }

    #[test]
    fn the_common_forms() {
        for (written, meant) in [
            ("Thu, 12 Mar 2026 18:05:00 +0100", "2026-03-12T17:05:00Z"),
            ("2026-03-12T14:32:00Z", "2026-03-12T14:32:00Z"),
            ("2026-03-12 14:32", "2026-03-12T14:32:00Z"),
            ("Thu, 12 Mar 26 08:00 EST", "2026-03-12T13:00:00Z"),
            ("jeu., 12 mars 2026 08:00:00 GMT-02:00", "2026-03-12T10:00:00Z"),
            ("mar., 10 mars 2026 08:00:00", "2026-03-10T08:00:00Z"),
            ("March 12, 2026 at 1:05 p.m.", "2026-03-12T13:05:00Z"),
            ("Thu, 12 Mar 2026 08:00:00 Europe/Brussels", "2026-03-12T07:00:00Z"),
            ("Sat, 11 04 2020 08:51:49 +0100", "2020-04-11T07:51:49Z"),
            ("20260312", "2026-03-12T00:00:00Z"),
            ("1773324000", "2026-03-12T14:00:00Z"),
        ] {
            assert_eq!(utc(written).as_deref(), Some(meant), "{written}");
        }
    }

    #[test]
    fn what_is_known_is_said() {
        let precision = |text| parse(text).unwrap().precision;
        assert_eq!(precision("2026"), Precision::Year);
        assert_eq!(precision("Nov. 2026"), Precision::Month);
        assert_eq!(precision("12/31/2026"), Precision::Day);
        assert_eq!(precision("2026-03-12T10:00Z"), Precision::Minute);
        assert_eq!(precision("2026-03-12T10:00:00Z"), Precision::Second);
    }

    #[test]
    fn nonsense_is_no_date() {
        for text in [
            "",
            "soon",
            "Sun, 99 Jun 2009 12:00:00 GMT",
            "2013-01-27-01",
            "12:00",
            "Dec 2012 11:47",
            "2026-02-30",
            "1:2:3:4",
        ] {
            assert_eq!(utc(text), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn nothing_panics(text in "\\PC{0,40}") {
            let _ = parse(&text);
        }

        #[test]
        fn nothing_like_a_date_panics(text in "[0-9:+/. TZ,a-z-]{0,40}") {
            let _ = parse(&text);
        }
    }
}
