//! Dates as pages write them: for machines (ISO 8601 and its cousins, RFC 2822, seconds since 1970), in
//! addresses, and in words of any language that has a file. Reads one string at a time and invents
//! nothing: what is not said (a day, a zone) stays unsaid. Which of a page's dates counts is decided
//! in [`crate::metadata`].

pub(crate) mod published;
pub(crate) mod shown;

use std::collections::HashMap;
use std::sync::OnceLock;

use jiff::civil::Date;
use serde::Deserialize;

use crate::language::{self, Views};
use crate::{Dated, Evidence, Precision};

/// The word a crawler writes before the date it kept a text under; a format's keyword, not a word of a language.
const HEADER: &str = "date";

/// A point in time as far as it was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct When {
    year: i16,
    month: Option<i8>,
    day: Option<i8>,
    /// Hours, minutes and, if said, seconds.
    time: Option<(i8, i8, Option<i8>)>,
    /// Minutes east of Greenwich.
    zone: Option<i16>,
}

impl When {
    fn civil(year: i16, month: i8, day: i8) -> Option<Self> {
        let plausible = (1800..=2100).contains(&year) && Date::new(year, month, day).is_ok();
        plausible.then_some(Self { year, month: Some(month), day: Some(day), time: None, zone: None })
    }

    pub(crate) fn precision(&self) -> Precision {
        match (self.month, self.day, self.time) {
            (None, ..) => Precision::Year,
            (_, None, _) => Precision::Month,
            (.., None) => Precision::Day,
            (.., Some((.., None))) => Precision::Minute,
            (.., Some(_)) => Precision::Second,
        }
    }

    pub(crate) fn dated(&self, from: Evidence) -> Dated {
        Dated { date: self.to_string(), precision: self.precision(), from }
    }

    /// The hour, if it was said in Greenwich's time.
    pub(crate) fn greenwich_hour(&self) -> Option<i8> {
        self.time.filter(|_| self.zone == Some(0)).map(|(hour, ..)| hour)
    }

    /// The day as the outlet shows it, where a machine was told the same moment in Greenwich's day.
    pub(crate) fn local(self, shown: Self) -> Self {
        let (Some(own), Some(day)) = (self.day_number(), shown.day_number()) else { return self };
        let west = day == own - 1 && self.greenwich_hour().is_some_and(|hour| hour < 12);
        let east = day == own + 1 && self.greenwich_hour().is_some_and(|hour| hour >= 21);
        if west || east { shown } else { self }
    }

    /// The date with day and month in each other's place.
    pub(crate) fn turned(&self) -> Option<Self> {
        Self::civil(self.year, self.day?, self.month?)
    }

    /// Days since 1970, for comparing: the day that was written, not the day in Greenwich. `None` if no day was said.
    pub(crate) fn day_number(&self) -> Option<i32> {
        let date = Date::new(self.year, self.month?, self.day?).ok()?;
        let epoch = Date::constant(1970, 1, 1);
        epoch.until(date).ok().map(|span| span.get_days())
    }
}

impl std::fmt::Display for When {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}", self.year)?;
        let Some(month) = self.month else { return Ok(()) };
        write!(f, "-{month:02}")?;
        let Some(day) = self.day else { return Ok(()) };
        write!(f, "-{day:02}")?;
        let Some((hour, minute, second)) = self.time else { return Ok(()) };
        write!(f, "T{hour:02}:{minute:02}:{:02}", second.unwrap_or(0))?;
        match self.zone {
            None => Ok(()),
            Some(0) => f.write_str("Z"),
            Some(zone) => {
                write!(f, "{}{:02}:{:02}", if zone < 0 { '-' } else { '+' }, zone.abs() / 60, zone.abs() % 60)
            }
        }
    }
}

/// A leading `date YYYY[-MM[-DD]]` as a crawler writes it, and the byte where the text itself begins.
pub(crate) fn header(text: &str) -> (Option<Dated>, usize) {
    let start = text.len() - text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}').len();
    let read = || {
        let mut scan = Scan::new(text[start..].strip_prefix(HEADER)?);
        let sign = scan.accept(b':');
        if !(scan.spaces() || sign) {
            return None;
        }
        let when = scan.date(b"-")?;
        // "date 2022-07" is a header; "date 2022 marks a turn" is a sentence, unless a line ends there.
        let rest = scan.rest();
        let ends = rest.is_empty()
            || rest.starts_with(['\n', '\r'])
            || when.month.is_some() && rest.starts_with([' ', '\t']);
        ends.then(|| (when.dated(Evidence::Text), text.len() - rest.len()))
    };
    read().map_or((None, start), |(dated, at)| (Some(dated), at))
}

/// The place a report was written at, from the dateline it opens with: "KYIV, July 14 (Reuters) —", "Berlin (dpa) -".
///
/// Only a form that a sentence does not have counts: an agency in brackets, or capitals and a date after a comma.
pub(crate) fn place(opening: &str) -> Option<&str> {
    const FAR: usize = 60;
    let marks = [" — ", " – ", " -- ", " - ", "— ", "– "];
    let end = marks.iter().filter_map(|mark| opening.find(mark)).min().filter(|end| *end <= FAR)?;
    let head = &opening[..end];
    let (names, agency) = match head.split_once('(') {
        Some((names, rest)) => (names, rest.trim_end().ends_with(')')),
        None => (head, false),
    };
    let name = names.split([',', '/', ';']).next()?.trim();
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    let plain = name.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '\'' | '’' | '.'));
    let capitals =
        letters >= 3 && !name.chars().any(char::is_lowercase) && name.chars().any(char::is_uppercase);
    let named = agency && name.split(' ').all(|word| word.starts_with(char::is_uppercase));
    (letters >= 2 && plain && name.split(' ').count() <= 3 && (named || capitals && names.contains(',')))
        .then_some(name)
}

/// A date written for machines: ISO 8601 and near it, RFC 2822, seconds or milliseconds since 1970.
pub(crate) fn machine(value: &str) -> Option<When> {
    let value = value.trim();
    let mut scan = Scan::new(value);
    if let Some(mut when) = scan.date(b"-/.") {
        if when.day.is_some() {
            scan.time_of_day(&mut when);
        }
        // A year with more after it ("2025-13-01", "2025 navires") is no date.
        return (when.day.is_some() || scan.rest().is_empty()).then_some(when);
    }
    epoch(value).or_else(|| mail_date(value))
}

fn epoch(value: &str) -> Option<When> {
    let digits = value.bytes().all(|b| b.is_ascii_digit());
    let seconds = match (digits, value.len()) {
        (true, 10) => value.parse::<i64>().ok()?,
        (true, 13) => value.parse::<i64>().ok()? / 1000,
        _ => return None,
    };
    let date = jiff::Timestamp::from_second(seconds).ok()?.to_zoned(jiff::tz::TimeZone::UTC).datetime();
    let mut when = When::civil(date.year(), date.month(), date.day())?;
    when.time = Some((date.hour(), date.minute(), Some(date.second())));
    when.zone = Some(0);
    Some(when)
}

/// "Mon, 13 Jan 2025 08:00:00 +0100" (RFC 2822), the weekday left away at will.
fn mail_date(value: &str) -> Option<When> {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let from = value.find(|c: char| c.is_ascii_digit())?;
    let mut scan = Scan::new(&value[from..]);
    let day = scan.number(1, 2)?;
    scan.spaces();
    let name = scan.rest().get(..3)?.to_ascii_lowercase();
    let month = MONTHS.iter().position(|month| *month == name)? + 1;
    scan.at += 3;
    scan.spaces();
    let year = scan.number(4, 4)?;
    let mut when = When::civil(year as i16, month as i8, day as i8)?;
    scan.time_of_day(&mut when);
    Some(when)
}

/// A date an attribute says, in a form for machines or in words.
pub(crate) fn told(value: &str, months: &Months, day_first: bool) -> Option<When> {
    machine(value).or_else(|| in_words(value, months, day_first)).filter(|when| when.day_number().is_some())
}

/// The date in an address: "/2025/01/13/", "/2025-01-13-", "/20250113"; day and month before the year
/// ("/13-01-2025") where `day_first` or where the month cannot be first.
pub(crate) fn address(url: &str, day_first: bool) -> Option<When> {
    let path = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = &path[path.find('/')?..];
    let bytes = path.as_bytes();
    (1..bytes.len())
        .find_map(|at| {
            let starts = bytes[at].is_ascii_digit() && !bytes[at - 1].is_ascii_digit();
            if !starts || !path.is_char_boundary(at) {
                return None;
            }
            let mut scan = Scan::new(&path[at..]);
            let when = scan.date(b"-/_")?;
            let current = when.year >= 1990 && when.day.is_some();
            (current && !scan.rest().starts_with(|c: char| c.is_ascii_digit())).then_some(when)
        })
        .or_else(|| {
            // "/2023/october/03/": the month by its name, in the language of builders of pages.
            let parts: Vec<&str> = path.split('/').take(12).collect();
            let tokens = |three: &[&str]| {
                Some((
                    three[0].parse::<i16>().ok()?,
                    Months::of("en").number(three[1])?,
                    three[2].parse::<i8>().ok()?,
                ))
            };
            parts.windows(3).find_map(|three| {
                let (year, month, day) = tokens(three)?;
                When::civil(year, month, day).filter(|when| when.year >= 1990)
            })
        })
        .or_else(|| figures(&tokens(path), day_first).filter(|when| when.year >= 1990))
}

/// A date in words or figures somewhere in a line ("Publié le 13 juillet 2022", "13.07.2022", "2022年7月13日").
///
/// `day_first` decides between day and month where figures leave it open ("03/04/2022").
pub(crate) fn in_words(line: &str, months: &Months, day_first: bool) -> Option<When> {
    let tokens = tokens(line);
    named(&tokens, months).or_else(|| figures(&tokens, day_first))
}

#[derive(Clone, Copy, Debug)]
enum Token<'a> {
    Number {
        value: u32,
        digits: usize,
    },
    Word(&'a str),
    /// Marks and spaces, with their length in bytes.
    Gap(&'a str),
}

fn tokens(line: &str) -> Vec<Token<'_>> {
    let class = |c: char| if c.is_ascii_digit() { 0 } else { 1 + i32::from(!c.is_alphabetic()) };
    let mut tokens = Vec::new();
    let mut rest = line;
    while let Some(first) = rest.chars().next() {
        let end = rest.find(|c| class(c) != class(first)).unwrap_or(rest.len());
        let part = &rest[..end];
        tokens.push(match class(first) {
            0 => Token::Number { value: part.parse().unwrap_or(u32::MAX), digits: part.len() },
            1 => Token::Word(part),
            _ => Token::Gap(part),
        });
        rest = &rest[end..];
    }
    tokens
}

/// Day, name of the month, year, in either order of day and month.
fn named(tokens: &[Token<'_>], months: &Months) -> Option<When> {
    tokens.iter().enumerate().find_map(|(i, token)| {
        let Token::Word(word) = token else { return None };
        let month = months.number(word)?;
        let after = numbers(&tokens[i + 1..]);
        let before = numbers_back(&tokens[..i]);
        let year = |n: Option<u32>| n.filter(|n| (1800..=2100).contains(n));
        let day = |n: Option<u32>| n.filter(|n| (1..=31).contains(n));
        let found = match (before, after) {
            ([Some(d), _], [Some(y), _]) if day(Some(d)).is_some() && year(Some(y)).is_some() => (y, d),
            (_, [Some(d), Some(y)]) if day(Some(d)).is_some() && year(Some(y)).is_some() => (y, d),
            ([Some(y), _], [Some(d), _]) if day(Some(d)).is_some() && year(Some(y)).is_some() => (y, d),
            _ => return None,
        };
        When::civil(found.0 as i16, month, found.1 as i8)
    })
}

/// The next two numbers, with at most one short word between ("de", "of") and nothing else.
fn numbers(tokens: &[Token<'_>]) -> [Option<u32>; 2] {
    let mut found = [None, None];
    let mut n = 0;
    let mut words = 0;
    for token in tokens.iter().take(9) {
        match token {
            Token::Number { value, .. } if n < 2 => {
                found[n] = Some(*value);
                n += 1;
                words = 0;
            }
            Token::Word(word) if word.chars().count() <= 3 && words == 0 => words += 1,
            Token::Gap(gap) if gap.len() <= 3 => {}
            _ => break,
        }
    }
    found
}

fn numbers_back(tokens: &[Token<'_>]) -> [Option<u32>; 2] {
    let mut reversed: Vec<_> = tokens.iter().rev().take(5).copied().collect();
    reversed.truncate(5);
    numbers(&reversed)
}

/// Three numbers with short marks between them: year first or year last.
fn figures(tokens: &[Token<'_>], day_first: bool) -> Option<When> {
    tokens.windows(5).find_map(|window| {
        let [first, one, second, two, third] = window else { return None };
        let number = |token: &Token<'_>| match token {
            Token::Number { value, digits } => Some((*value, *digits)),
            _ => None,
        };
        let (first, second, third) = (number(first)?, number(second)?, number(third)?);
        if !(is_mark(one) && is_mark(two) && second.1 <= 2) {
            return None;
        }
        if first.1 == 4 && third.1 <= 2 {
            return When::civil(first.0 as i16, second.0 as i8, third.0 as i8);
        }
        // "25.04.24", but no other mark: two figures may be anything.
        let short = third.1 == 2 && first.1 == 2 && second.1 == 2 && is_point(one) && is_point(two);
        if third.1 != 4 && !short || first.1 > 2 {
            return None;
        }
        let third = if short { (2_000 + third.0, 4) } else { third };
        // With points between ("02.03.2024") the day leads in every language.
        let day_leads = (day_first || is_point(one)) && second.0 <= 12 || first.0 > 12;
        let (day, month) = if day_leads { (first.0, second.0) } else { (second.0, first.0) };
        When::civil(third.0 as i16, month as i8, day as i8)
    })
}

fn is_point(token: &Token<'_>) -> bool {
    matches!(token, Token::Gap("."))
}

/// What may part the figures of a date: a mark, or one sign of an unspaced script.
fn is_mark(token: &Token<'_>) -> bool {
    match token {
        Token::Gap(gap) => matches!(*gap, "." | "/" | "-" | ". " | " / " | "‑" | " - "),
        Token::Word(word) => word.chars().count() == 1 && !word.is_ascii(),
        Token::Number { .. } => false,
    }
}

/// Names of months, as the language files spell them.
#[derive(Debug, Default)]
pub(crate) struct Months(HashMap<String, i8>);

#[derive(Deserialize)]
struct View {
    #[serde(default)]
    months: Vec<Vec<String>>,
}

impl Months {
    /// The months of a language; of all languages together for one without a file.
    pub(crate) fn of(tag: &str) -> &'static Self {
        static KNOWN: Views<Months> = Views::new();
        static ALL: OnceLock<Months> = OnceLock::new();
        let own = KNOWN.of(tag, |code| Self::load([code])).filter(|months| !months.0.is_empty());
        own.unwrap_or_else(|| ALL.get_or_init(|| Self::load(language::CODES)))
    }

    fn load<const N: usize>(codes: [&str; N]) -> Self {
        let mut months = Self::default();
        for code in codes {
            let view = language::file(code).and_then(|file| serde_json::from_str::<View>(file).ok());
            for (i, forms) in view.map(|view| view.months).unwrap_or_default().iter().enumerate() {
                for form in forms {
                    months.0.entry(form.trim_end_matches('.').to_lowercase()).or_insert(i as i8 + 1);
                }
            }
        }
        months
    }

    /// The number of a month by its name.
    pub(crate) fn number(&self, word: &str) -> Option<i8> {
        if word.len() > 40 {
            return None;
        }
        self.0.get(&word.to_lowercase()).copied()
    }
}

/// A reader over ASCII that gives up without moving on.
struct Scan<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scan<'a> {
    fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn accept(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn spaces(&mut self) -> bool {
        let from = self.at;
        while self.accept(b' ') || self.accept(b'\t') {}
        self.at > from
    }

    /// A number of `least` to `most` digits, with no further digit after it unless `most` were read.
    fn number(&mut self, least: usize, most: usize) -> Option<u32> {
        let digits = self.rest().bytes().take(most).take_while(u8::is_ascii_digit).count();
        if digits < least {
            return None;
        }
        let value = self.rest()[..digits].parse().ok()?;
        self.at += digits;
        Some(value)
    }

    /// `YYYY`, `YYYY-MM`, `YYYY-MM-DD` with one of `marks` between, or `YYYYMMDD`.
    fn date(&mut self, marks: &[u8]) -> Option<When> {
        let from = self.at;
        let read = self.date_parts(marks);
        if read.is_none() {
            self.at = from;
        }
        read
    }

    fn date_parts(&mut self, marks: &[u8]) -> Option<When> {
        let year = self.number(4, 4)? as i16;
        if self.peek().is_some_and(|b| b.is_ascii_digit()) {
            let month = self.number(2, 2)? as i8;
            let day = self.number(2, 2)? as i8;
            let more = self.peek().is_some_and(|b| b.is_ascii_digit());
            return (!more).then(|| When::civil(year, month, day))?;
        }
        let plausible = (1800..=2100).contains(&year);
        let year_only = When { year, month: None, day: None, time: None, zone: None };
        let before_month = self.at;
        let Some(mark) = self.peek().filter(|mark| marks.contains(mark)) else {
            return plausible.then_some(year_only);
        };
        self.at += 1;
        let Some(month) = self.number(1, 2).filter(|month| (1..=12).contains(month)) else {
            self.at = before_month;
            return plausible.then_some(year_only);
        };
        let before_day = self.at;
        if self.accept(mark)
            && let Some(day) = self.number(1, 2)
        {
            return When::civil(year, month as i8, day as i8);
        }
        self.at = before_day;
        plausible.then_some(When { month: Some(month as i8), ..year_only })
    }

    /// `[T ]HH:MM[:SS[.fff]][zone]`; leaves the date alone if that is not what follows.
    fn time_of_day(&mut self, when: &mut When) {
        let Some(time) = self.clock() else { return };
        when.time = Some(time);
        if self.accept(b'.') || self.accept(b',') {
            while self.number(1, 9).is_some() {}
        }
        self.spaces();
        when.zone = self.zone();
    }

    fn clock(&mut self) -> Option<(i8, i8, Option<i8>)> {
        if !(self.accept(b'T') || self.accept(b't')) {
            self.accept(b',');
            self.spaces();
        }
        let hour = self.number(1, 2).filter(|hour| *hour < 24)?;
        self.accept(b':');
        let minute = self.number(2, 2).filter(|minute| *minute < 60)?;
        let second = if self.accept(b':') { self.number(2, 2).map(|second| second.min(59)) } else { None };
        Some((hour as i8, minute as i8, second.map(|second| second as i8)))
    }

    fn zone(&mut self) -> Option<i16> {
        if self.accept(b'Z')
            || self.accept(b'z')
            || self.rest().starts_with("GMT")
            || self.rest().starts_with("UTC")
        {
            return Some(0);
        }
        let sign = match self.peek()? {
            b'+' => 1,
            b'-' => -1,
            _ => return None,
        };
        self.at += 1;
        let hours = self.number(1, 2).filter(|hours| *hours <= 14)? as i16;
        self.accept(b':');
        let minutes = self.number(2, 2).unwrap_or(0).min(59) as i16;
        Some(sign * (hours * 60 + minutes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(when: Option<When>) -> String {
        when.map_or_else(String::new, |when| when.to_string())
    }

    #[test]
    fn dates_for_machines() {
        for (written, read, precision) in [
            ("2025-01-13T08:30:00+0100", "2025-01-13T08:30:00+01:00", Precision::Second),
            ("2025-01-13T08:30:00.123Z", "2025-01-13T08:30:00Z", Precision::Second),
            ("2025-01-13 08:30", "2025-01-13T08:30:00", Precision::Minute),
            ("2025/1/3", "2025-01-03", Precision::Day),
            ("20250113T0830", "2025-01-13T08:30:00", Precision::Minute),
            ("2025-01", "2025-01", Precision::Month),
            ("Mon, 13 Jan 2025 08:30:00 -0530", "2025-01-13T08:30:00-05:30", Precision::Second),
            ("1736753400", "2025-01-13T07:30:00Z", Precision::Second),
            ("1736753400000", "2025-01-13T07:30:00Z", Precision::Second),
        ] {
            let when = machine(written);
            assert_eq!(shown(when), read, "{written}");
            assert_eq!(when.map(|when| when.precision()), Some(precision), "{written}");
        }
        for written in
            ["", "soon", "2025-13-01", "2025-02-30", "0001-01-01T00:00:00Z", "12345678901234567890", "é2025"]
        {
            assert_eq!(shown(machine(written)), "", "{written}");
        }
    }

    #[test]
    fn dates_in_addresses() {
        assert_eq!(shown(address("https://example.org/news/2025/01/13/port-closed", false)), "2025-01-13");
        assert_eq!(shown(address("https://example.org/port-closed-20250113.html", false)), "2025-01-13");
        assert_eq!(shown(address("https://example.org/2025-01-13-port", false)), "2025-01-13");
        assert_eq!(shown(address("https://example.org/article-20250113456789", false)), "");
        assert_eq!(shown(address("https://example.org/é/2025/99/13/", false)), "");
    }

    #[test]
    fn dates_in_words() {
        let read = |language: &str, line: &str| shown(in_words(line, Months::of(language), language != "en"));
        assert_eq!(read("fr", "Publié le 13 juillet 2022 à 10:00"), "2022-07-13");
        assert_eq!(read("en", "Updated July 13, 2022 10:00"), "2022-07-13");
        assert_eq!(read("en", "07/13/2022"), "2022-07-13");
        assert_eq!(read("de", "Stand: 13.07.2022, 10 Uhr"), "2022-07-13");
        assert_eq!(read("es", "13 de julio de 2022"), "2022-07-13");
        assert_eq!(read("ja", "2022年7月13日 10時"), "2022-07-13");
        assert_eq!(read("fr", "Il y a 13 ports et 2022 navires"), "");
    }

    #[test]
    fn places_stand_before_the_dash() {
        assert_eq!(place("PORT-AURORE, March 9 (Tide) — The port was closed."), Some("PORT-AURORE"));
        assert_eq!(place("Lindau am Moor (mbo) - Der Stadtrat hat"), None);
        assert_eq!(place("Lindau (mbo) - Der Stadtrat hat"), Some("Lindau"));
        for opening in [
            "The port — closed on Tuesday — is open.",
            "(mbo) - Der Stadtrat",
            "A – B",
            "",
            "— Oui, dit-elle — non",
            "2022 - ein Jahr",
        ] {
            assert_eq!(place(opening), None, "{opening}");
        }
    }

    #[test]
    fn a_crawlers_header_is_read_and_left_behind() {
        let text = "date 2022-07 Aux côtés des marins";
        let (dated, at) = header(text);
        assert_eq!(
            dated.map(|dated| (dated.date, dated.precision)),
            Some(("2022-07".to_owned(), Precision::Month))
        );
        assert_eq!(&text[at..], " Aux côtés des marins");
        assert_eq!(header("date 2022\nLe port").0.map(|dated| dated.precision), Some(Precision::Year));
        assert_eq!(header("date 2022 marks a turn"), (None, 0));
        assert_eq!(header("dates 2022-07"), (None, 0));
    }
}
