//! In which language words are written: what the caller says, what the page says of itself, and what
//! the words themselves show. Not a translator of codes: only primary subtags of BCP 47 come out.

use std::collections::{HashMap, HashSet};
use std::hash::BuildHasherDefault;
use std::sync::{LazyLock, OnceLock};

use serde::Deserialize;
use whatlang::{Lang, detect};

use crate::language::{self, Views};
use crate::letters::{Plain, fold_hash};
use crate::likeness::is_letter;
use crate::metadata::Metadata;
use crate::outline::Outline;
use crate::sentence::Same;

/// Bytes of text looked at; more does not make the answer better.
const SAMPLE: usize = 2_000;

/// The primary subtag of a language tag as pages write it ("pt_BR" → "pt"); `None` if it is no tag.
pub(crate) fn primary(tag: &str) -> Option<String> {
    let primary = tag.trim().split(['-', '_', ',', ' ']).next()?.to_ascii_lowercase();
    let plausible = (2..=3).contains(&primary.len()) && primary.bytes().all(|b| b.is_ascii_lowercase());
    plausible.then(|| match &*primary {
        "nb" | "nn" => "no".to_owned(),
        "iw" => "he".to_owned(),
        "in" => "id".to_owned(),
        _ => primary,
    })
}

/// The language: what the caller insists on, else what the words and the page say.
pub(crate) fn of_page(outline: &Outline, metadata: &Metadata<'_>, asked: Option<&str>) -> Option<String> {
    match asked {
        Some(tag) => primary(tag),
        None => of(&sample(outline), metadata.language()),
    }
}

/// The longest runs that read like text, for telling the language.
fn sample(outline: &Outline) -> String {
    const BYTES: usize = 1_000;
    let mut sample = String::new();
    for least in [120, 30] {
        for run in outline
            .runs
            .iter()
            .filter(|run| run.tally.letters > least && run.tally.linked * 3 < run.tally.letters)
        {
            sample.push_str(outline.words(run));
            sample.push('\n');
            if sample.len() > BYTES {
                return sample;
            }
        }
    }
    sample
}

/// The language of a text, given what the page says of itself.
///
/// The page is believed unless the words show plainly that it is wrong (a template's `lang="en"` on
/// a Polish page is common).
pub(crate) fn of(text: &str, said: Option<&str>) -> Option<String> {
    let said = said.and_then(primary);
    let mut end = text.len().min(SAMPLE);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let sample = &text[..end];
    if sample.chars().filter(|c| is_letter(*c)).take(20).count() < 20 {
        return said;
    }
    if said.as_deref().is_some_and(|said| Grammar::known(said).fits(sample)) {
        return said;
    }
    let Some(info) = detect(sample) else { return said };
    let shown = code(info.lang());
    match said {
        None => Some(shown.to_owned()),
        Some(said) if said == shown || !(info.is_reliable() && sample.len() > 200) => Some(said),
        // Close kin that trigrams confuse; the page knows better.
        Some(said) if kin(&said, shown) => Some(said),
        Some(_) => Some(shown.to_owned()),
    }
}

/// The language of a block of a report in `own` language, if it is plainly another one.
pub(crate) fn foreign(text: &str, own: &str) -> Option<&'static str> {
    const LEAST: usize = 80;
    let known = Grammar::of(own);
    if text.len() < LEAST || known.words.is_empty() || known.knows(text) {
        return None;
    }
    let info = detect(text)?;
    let shown = code(info.lang());
    let other = Grammar::of(shown);
    // Names and lists have no little words of any language; trigrams see one in them all the same.
    let speaks = if other.words.is_empty() { text.len() > 3 * LEAST } else { other.knows(text) };
    (speaks && info.is_reliable() && shown != own && !kin(own, shown)).then_some(shown)
}

/// A language's little words, which stand in every text of it: enough to believe a page's own word for
/// its language, at a fraction of the cost of telling the language from nothing.
#[derive(Default)]
struct Grammar {
    /// Hashes of the words in small letters.
    words: HashSet<u64, BuildHasherDefault<Same>>,
}

#[derive(Deserialize)]
struct View {
    #[serde(default)]
    grammar: HashMap<String, serde_json::Value>,
}

impl Grammar {
    /// Of a language that has a file; empty for others.
    fn of(primary: &str) -> &'static Self {
        static KNOWN: Views<Grammar> = Views::new();
        static NONE: OnceLock<Grammar> = OnceLock::new();
        KNOWN.of(primary, Self::load).unwrap_or_else(|| NONE.get_or_init(Self::default))
    }

    /// Of any language whose words are known.
    fn known(primary: &str) -> &'static Self {
        static OTHERS: LazyLock<HashMap<String, Grammar>> = LazyLock::new(|| {
            let lists: HashMap<String, Vec<String>> =
                serde_json::from_str(language::OTHERS).unwrap_or_default();
            lists
                .into_iter()
                .map(|(code, words)| (code, words.iter().map(String::as_str).collect()))
                .collect()
        });
        let own = Self::of(primary);
        if own.words.is_empty() { OTHERS.get(primary).unwrap_or(own) } else { own }
    }

    fn load(code: &str) -> Self {
        let view = language::file(code).and_then(|file| serde_json::from_str::<View>(file).ok());
        let lists = view.map(|view| view.grammar).unwrap_or_default();
        lists
            .values()
            .filter_map(serde_json::Value::as_array)
            .flatten()
            .filter_map(serde_json::Value::as_str)
            .filter(|word| word.chars().all(is_letter))
            .collect()
    }

    /// Whether one word in twelve of the beginning is a little word of the language.
    fn knows(&self, text: &str) -> bool {
        const WORDS: usize = 36;
        let (mut all, mut found) = (0, 0);
        for word in (Words { text, at: 0 }).take(WORDS) {
            all += 1;
            found += usize::from(self.words.contains(&word));
            // Enough for as many words as are looked at.
            if found * 12 >= WORDS {
                return true;
            }
        }
        found * 12 >= all
    }

    /// Whether little words of the language are at least a sixth of the first hundred words.
    fn fits(&self, sample: &str) -> bool {
        const WORDS: usize = 100;
        let (mut all, mut found) = (0, 0);
        for word in (Words { text: sample, at: 0 }).take(WORDS) {
            all += 1;
            found += usize::from(self.words.contains(&word));
        }
        all >= 30 && found * 6 >= all
    }
}

impl<'w> FromIterator<&'w str> for Grammar {
    fn from_iter<I: IntoIterator<Item = &'w str>>(words: I) -> Self {
        Self { words: words.into_iter().map(fold_hash).collect() }
    }
}

/// The words of a text that may be little ones or others: the hashes of letters in a row.
struct Words<'a> {
    text: &'a str,
    at: usize,
}

impl Iterator for Words<'_> {
    type Item = u64;

    fn next(&mut self) -> Option<u64> {
        /// No word that counts is longer, in bytes.
        const LONGEST: usize = 40;
        let bytes = self.text.as_bytes();
        loop {
            let start = self.at;
            let first = *bytes.get(start)?;
            let plain = Plain::at(bytes, start).filter(|word| word.next.is_ascii());
            let hash = if let Some(word) = plain {
                self.at = word.end;
                Some(word.hash)
            } else if first.is_ascii() && !first.is_ascii_alphabetic() {
                self.at += 1;
                None
            } else {
                let rest = &self.text[start..];
                let len = rest.find(|c| !is_letter(c)).unwrap_or(rest.len());
                self.at += if len == 0 { rest.chars().next().map_or(1, char::len_utf8) } else { len };
                (len > 0).then(|| fold_hash(&rest[..len]))
            };
            if let Some(hash) = hash.filter(|_| self.at - start <= LONGEST) {
                return Some(hash);
            }
        }
    }
}

fn kin(said: &str, shown: &str) -> bool {
    const KIN: [&[&str]; 7] = [
        &["no", "da", "sv"],
        &["hr", "sr", "bs", "sl", "me"],
        &["ru", "uk", "be", "bg", "mk"],
        &["cs", "sk"],
        &["es", "pt", "gl", "ca"],
        &["id", "ms", "jv"],
        &["zh", "yue", "ja"],
    ];
    KIN.iter().any(|family| family.contains(&said) && family.contains(&shown))
}

/// ISO 639-1 where there is one, else the three-letter code.
fn code(lang: Lang) -> &'static str {
    match lang {
        Lang::Eng => "en",
        Lang::Rus => "ru",
        Lang::Cmn => "zh",
        Lang::Spa => "es",
        Lang::Por => "pt",
        Lang::Ita => "it",
        Lang::Ben => "bn",
        Lang::Fra => "fr",
        Lang::Deu => "de",
        Lang::Ukr => "uk",
        Lang::Kat => "ka",
        Lang::Ara => "ar",
        Lang::Hin => "hi",
        Lang::Jpn => "ja",
        Lang::Heb => "he",
        Lang::Yid => "yi",
        Lang::Pol => "pl",
        Lang::Amh => "am",
        Lang::Jav => "jv",
        Lang::Kor => "ko",
        Lang::Nob => "no",
        Lang::Dan => "da",
        Lang::Swe => "sv",
        Lang::Fin => "fi",
        Lang::Tur => "tr",
        Lang::Nld => "nl",
        Lang::Hun => "hu",
        Lang::Ces => "cs",
        Lang::Ell => "el",
        Lang::Bul => "bg",
        Lang::Bel => "be",
        Lang::Mar => "mr",
        Lang::Kan => "kn",
        Lang::Ron => "ro",
        Lang::Slv => "sl",
        Lang::Hrv => "hr",
        Lang::Srp => "sr",
        Lang::Mkd => "mk",
        Lang::Lit => "lt",
        Lang::Lav => "lv",
        Lang::Est => "et",
        Lang::Tam => "ta",
        Lang::Vie => "vi",
        Lang::Urd => "ur",
        Lang::Tha => "th",
        Lang::Guj => "gu",
        Lang::Uzb => "uz",
        Lang::Pan => "pa",
        Lang::Aze => "az",
        Lang::Ind => "id",
        Lang::Tel => "te",
        Lang::Pes => "fa",
        Lang::Mal => "ml",
        Lang::Ori => "or",
        Lang::Mya => "my",
        Lang::Nep => "ne",
        Lang::Sin => "si",
        Lang::Khm => "km",
        Lang::Tuk => "tk",
        Lang::Aka => "ak",
        Lang::Zul => "zu",
        Lang::Sna => "sn",
        Lang::Afr => "af",
        Lang::Lat => "la",
        Lang::Slk => "sk",
        Lang::Cat => "ca",
        Lang::Tgl => "tl",
        Lang::Hye => "hy",
        other => other.code(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLISH: &str = "Port w mieście zamknięto we wtorek rano, poinformował rzecznik zarządu portu. Statki czekają na redzie od trzech dni, \
        a kapitanowie nie wiedzą, kiedy będą mogli wejść do basenu. Związki zawodowe zapowiadają dalsze protesty.";

    #[test]
    fn a_template_in_english_does_not_make_polish_english() {
        assert_eq!(of(POLISH, Some("en-US")).as_deref(), Some("pl"));
        assert_eq!(of(POLISH, None).as_deref(), Some("pl"));
    }

    #[test]
    fn a_language_without_a_file_is_believed_by_its_little_words() {
        let text = "Hamnen i Vikby hålls stängd till fredag, säger kommunen. Det är inte klart när färjorna kan gå igen, \
            men de som väntar har fått en plats att sova på. Fiskarna vill att staten ska betala för skadorna.";
        assert!(Grammar::known("sv").fits(text));
        assert_eq!(of(text, Some("sv-SE")).as_deref(), Some("sv"));
        assert!(!Grammar::known("tr").fits(text) && !Grammar::known("tlh").fits(text));
        assert_eq!(of(POLISH, Some("sv")).as_deref(), Some("pl"));
    }

    #[test]
    fn words_are_letters_in_a_row() {
        let found = |text| Words { text, at: 0 }.collect::<Vec<_>>();
        assert_eq!(found("l’Été, d'A2 не-Что"), ["l", "été", "d", "a", "не", "что"].map(fold_hash));
        assert!(found("12 – …").is_empty() && found("").is_empty());
    }

    #[test]
    fn short_words_leave_it_to_the_page() {
        assert_eq!(of("Oui.", Some("fr_FR")).as_deref(), Some("fr"));
        assert_eq!(of("Oui.", Some("x")), None);
    }
}
