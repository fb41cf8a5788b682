//! The fixed words of a template, in the reader's language, from `templates/words.json`.

use std::{collections::BTreeMap, sync::OnceLock};

use jiff::civil::Date;
use report::Sureness;
use serde::Deserialize;

use crate::desk::Interface;

/// The whole file.
#[derive(Deserialize)]
struct File {
    rtl: Vec<String>,
    interfaces: BTreeMap<String, Words>,
}

/// How a language counts.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Plural {
    /// One and others.
    Two,
    /// Nought and one, and others.
    French,
    Polish,
    EastSlavic,
}

/// The forms of a counted phrase, `{n}` standing for the number.
#[derive(Deserialize)]
pub(super) struct Counted {
    one: String,
    few: Option<String>,
    other: String,
}

/// Words for how sure a source is.
#[derive(Deserialize)]
struct Surenesses {
    asserted: String,
    reported: String,
    unconfirmed: String,
    denied: String,
    expected: String,
}

/// The words of one interface language; see the file for what each is.
#[derive(Deserialize)]
pub(super) struct Words {
    plural: Plural,
    pub(super) quotes: [String; 2],
    date: String,
    weekdays: Vec<String>,
    months: Vec<String>,
    number: String,
    pub(super) stories: Counted,
    pub(super) outlets: Counted,
    pub(super) languages: Counted,
    pub(super) origins: Counted,
    pub(super) others: Counted,
    pub(super) promise: String,
    pub(super) none: String,
    pub(super) said: String,
    pub(super) figures: String,
    pub(super) value: String,
    pub(super) sure: String,
    pub(super) by: String,
    pub(super) reports: String,
    pub(super) more: String,
    pub(super) elsewhere: String,
    pub(super) kept: String,
    pub(super) also: String,
    pub(super) unsure: String,
    pub(super) anonymous: String,
    pub(super) pseudonym: String,
    pub(super) indirect: String,
    pub(super) itself: String,
    pub(super) unknown_outlet: String,
    pub(super) no_headline: String,
    pub(super) reserved: String,
    pub(super) note: String,
    pub(super) colon: String,
    pub(super) links: String,
    pub(super) web: String,
    pub(super) leave: String,
    pub(super) preferences: String,
    pub(super) seal: String,
    sureness: Surenesses,
    names: BTreeMap<String, String>,
}

fn file() -> &'static File {
    static FILE: OnceLock<File> = OnceLock::new();
    FILE.get_or_init(|| {
        serde_json::from_str(include_str!("../../templates/words.json"))
            .expect("a data file of the crate, held by a test")
    })
}

/// The words of a language; every [`Interface`] has them.
pub(super) fn of(language: Interface) -> &'static Words {
    &file().interfaces[language.code()]
}

/// Whether a language is written from right to left.
pub(super) fn is_rtl(tag: &str) -> bool {
    let primary = tag.split(['-', '_']).next().unwrap_or_default();
    file().rtl.iter().any(|code| code == primary)
}

impl Words {
    /// A phrase with its number, in the form the language asks for.
    pub(super) fn count(&self, phrase: &Counted, n: usize) -> String {
        let teens = (11..=14).contains(&(n % 100));
        let few = (2..=4).contains(&(n % 10)) && !teens;
        let form = match self.plural {
            Plural::Two if n == 1 => &phrase.one,
            Plural::French if n <= 1 => &phrase.one,
            Plural::Polish if n == 1 => &phrase.one,
            Plural::EastSlavic if n % 10 == 1 && !teens => &phrase.one,
            Plural::Polish | Plural::EastSlavic if few => phrase.few.as_ref().unwrap_or(&phrase.other),
            _ => &phrase.other,
        };
        form.replace("{n}", &n.to_string())
    }

    /// "n° 12".
    pub(super) fn number(&self, n: u32) -> String {
        self.number.replace("{n}", &n.to_string())
    }

    /// The day in words.
    pub(super) fn date(&self, date: Date) -> String {
        let weekday = date.weekday().to_monday_zero_offset() as usize;
        let month = usize::from(date.month().unsigned_abs()) - 1;
        let word = |list: &[String], at: usize| list.get(at).cloned().unwrap_or_default();
        self.date
            .replace("{weekday}", &word(&self.weekdays, weekday))
            .replace("{day}", &date.day().to_string())
            .replace("{month}", &word(&self.months, month))
            .replace("{year}", &date.year().to_string())
    }

    /// How sure a source is.
    pub(super) fn sureness(&self, sureness: Sureness) -> &str {
        match sureness {
            Sureness::Asserted => &self.sureness.asserted,
            Sureness::Reported => &self.sureness.reported,
            Sureness::Unconfirmed => &self.sureness.unconfirmed,
            Sureness::Denied => &self.sureness.denied,
            Sureness::Expected => &self.sureness.expected,
        }
    }

    /// The name of a language, or its code.
    pub(super) fn language<'w>(&'w self, tag: &'w str) -> &'w str {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        self.names.get(primary).map_or(tag, String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_interface_has_its_words() {
        for language in [Interface::De, Interface::En, Interface::Fr, Interface::Pl, Interface::Ru] {
            let words = of(language);
            assert_eq!((words.weekdays.len(), words.months.len()), (7, 12), "{language:?}");
            for counted in [&words.stories, &words.outlets, &words.languages, &words.origins, &words.others] {
                assert!(words.count(counted, 3).contains('3'), "{language:?}");
            }
        }
    }

    #[test]
    fn slavic_numbers_take_their_form() {
        let (ru, pl) = (of(Interface::Ru), of(Interface::Pl));
        let ru = |n| ru.count(&ru.languages, n);
        assert_eq!(
            (ru(1), ru(3), ru(12), ru(21)),
            ("1 язык".into(), "3 языка".into(), "12 языков".into(), "21 язык".into())
        );
        assert_eq!(pl.count(&pl.languages, 22), "22 języki");
        assert_eq!(pl.count(&pl.languages, 21), "21 języków");
    }

    #[test]
    fn a_day_in_words() {
        let day = jiff::civil::date(2031, 3, 14);
        assert_eq!(of(Interface::Fr).date(day), "vendredi 14 mars 2031");
        assert_eq!(of(Interface::De).date(day), "Freitag, 14. März 2031");
    }
}
