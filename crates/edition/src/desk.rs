//! A subject someone follows: what to look for, where, and for whom.

use report::Report;
use serde::{Deserialize, Serialize};
use story::spelling;

/// A desk, as its editors set it up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Desk {
    /// Short name in addresses ("belarus").
    pub id: String,
    /// Name as readers see it.
    pub name: String,
    /// What to look for: a report is wanted if all words of one entry stand in it. Empty: everything.
    /// A capitalised word is met in every spelling and script.
    pub query: Vec<String>,
    /// Languages read, BCP 47 primary subtags. Empty: all.
    pub languages: Vec<String>,
    /// Outlets read, as reports name them. Empty: all.
    pub outlets: Vec<String>,
    /// When an edition is due, in the words of the scheduler ("30 6 * * * Europe/Paris").
    pub schedule: Option<String>,
    /// Name of a template of the editors' own.
    pub template: Option<String>,
    /// Who answers for it: names or addresses.
    pub editors: Vec<String>,
    /// Language of the template's fixed words.
    pub language: Interface,
    /// Stories told in full at most; more are listed.
    pub stories: usize,
    /// Statements quoted of one story at most.
    pub statements: usize,
    /// From this confidence on a statement is quoted.
    pub confidence: f32,
}

impl Default for Desk {
    fn default() -> Self {
        Self {
            id: String::new(),
            name: String::new(),
            query: Vec::new(),
            languages: Vec::new(),
            outlets: Vec::new(),
            schedule: None,
            template: None,
            editors: Vec::new(),
            language: Interface::En,
            stories: 8,
            statements: 4,
            confidence: 0.6,
        }
    }
}

/// Languages the fixed words of a template exist in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the codes say it")]
pub enum Interface {
    De,
    #[default]
    En,
    Fr,
    Pl,
    Ru,
}

impl Interface {
    /// BCP 47 code.
    pub fn code(self) -> &'static str {
        match self {
            Self::De => "de",
            Self::En => "en",
            Self::Fr => "fr",
            Self::Pl => "pl",
            Self::Ru => "ru",
        }
    }

    /// The interface language of a tag ("fr-CA"), if there is one.
    pub fn of(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        [Self::De, Self::En, Self::Fr, Self::Pl, Self::Ru]
            .into_iter()
            .find(|language| language.code() == primary)
    }
}

impl Desk {
    /// Whether the desk reads this report's outlet and language at all.
    pub fn reads(&self, report: &Report) -> bool {
        let listed = |list: &[String], word: Option<&str>| {
            list.is_empty()
                || word.is_some_and(|word| list.iter().any(|entry| entry.eq_ignore_ascii_case(word)))
        };
        listed(&self.languages, report.language.as_deref()) && listed(&self.outlets, report.outlet.as_deref())
    }

    /// Whether the report is one the desk reads and about its subject.
    ///
    /// ```
    /// use edition::Desk;
    /// let desk = Desk { query: vec!["Tikhanovskaya".into()], ..Desk::default() };
    /// let report = report::Report { text: "Па словах Ціханоўскай, …".into(), language: Some("be".into()), ..Default::default() };
    /// assert!(desk.wants(&report));
    /// ```
    pub fn wants(&self, report: &Report) -> bool {
        if !self.reads(report) {
            return false;
        }
        if self.query.is_empty() {
            return true;
        }
        let title = report.title.as_ref().map_or("", |title| title.text.as_str());
        let words = Words::of(&[title, &report.text], report.language.as_deref());
        self.query.iter().any(|entry| {
            let mut wanted = entry.split_whitespace().peekable();
            wanted.peek().is_some() && wanted.all(|word| words.hold(word))
        })
    }
}

/// The words of a report, for looking up.
struct Words {
    plain: std::collections::BTreeSet<String>,
    names: std::collections::BTreeSet<String>,
}

/// A skeleton shorter than this says too little to join two spellings.
const SKELETON: usize = 3;

impl Words {
    fn of(texts: &[&str], language: Option<&str>) -> Self {
        let (mut plain, mut names) = (std::collections::BTreeSet::new(), std::collections::BTreeSet::new());
        for text in texts {
            for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
                if word.chars().next().is_some_and(char::is_uppercase) {
                    names.extend(
                        spelling::keys(word, language).into_iter().filter(|key| key.len() >= SKELETON),
                    );
                }
                plain.insert(word.to_lowercase());
            }
        }
        Self { plain, names }
    }

    fn hold(&self, word: &str) -> bool {
        let lower = word.to_lowercase();
        let parts = || lower.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
        if parts().next().is_some() && parts().all(|part| self.plain.contains(part)) {
            return true;
        }
        word.chars().next().is_some_and(char::is_uppercase)
            && spelling::keys(word, None).iter().any(|key| key.len() >= SKELETON && self.names.contains(key))
    }
}
