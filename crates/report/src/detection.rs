//! In which language words are written: what the caller says, what the page says of itself, and what
//! the words themselves show. Not a translator of codes: only primary subtags of BCP 47 come out.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use serde::Deserialize;
use whatlang::{Lang, detect};

use crate::furniture::Quick;
use crate::language::{self, Views};
use crate::likeness::{is_letter, lowered};
use crate::metadata::Metadata;
use crate::outline::Outline;

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
    if sample.chars().filter(|c| c.is_alphabetic()).take(20).count() < 20 {
        return said;
    }
    if said.as_deref().is_some_and(|said| Grammar::of(said).fits(sample)) {
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
    words: HashSet<String, Quick>,
    /// Bytes of the longest.
    longest: usize,
}

#[derive(Deserialize)]
struct View {
    #[serde(default)]
    grammar: HashMap<String, serde_json::Value>,
}

impl Grammar {
    fn of(primary: &str) -> &'static Self {
        static KNOWN: Views<Grammar> = Views::new();
        static NONE: OnceLock<Grammar> = OnceLock::new();
        KNOWN.of(primary, Self::load).unwrap_or_else(|| NONE.get_or_init(Self::default))
    }

    fn load(code: &str) -> Self {
        let view = language::file(code).and_then(|file| serde_json::from_str::<View>(file).ok());
        let lists = view.map(|view| view.grammar).unwrap_or_default();
        let words = lists
            .values()
            .filter_map(serde_json::Value::as_array)
            .flatten()
            .filter_map(serde_json::Value::as_str);
        let words: HashSet<String, Quick> =
            words.filter(|word| !word.contains(' ')).map(str::to_owned).collect();
        Self { longest: words.iter().map(String::len).max().unwrap_or(0), words }
    }

    fn holds(&self, word: &str) -> bool {
        word.len() <= self.longest && self.words.contains(word)
    }

    /// Whether the small form of a word is one of them; small letters may take one byte more than capitals.
    fn holds_lowered(&self, word: &str, buffer: &mut String) -> bool {
        if is_small(word) {
            return self.holds(word);
        }
        word.len() <= self.longest + self.longest / 2 && self.holds(lowered(word, buffer))
    }

    /// Whether one word in twelve of the beginning is a little word of the language.
    fn knows(&self, text: &str) -> bool {
        const WORDS: usize = 36;
        let (mut all, mut found) = (0, 0);
        let mut lower = String::new();
        for word in words_of(text).take(WORDS) {
            all += 1;
            found += usize::from(self.holds(word) || !is_small(word) && self.holds_lowered(word, &mut lower));
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
        let mut lower = String::new();
        for word in words_of(sample).take(WORDS) {
            all += 1;
            found += usize::from(self.holds_lowered(word, &mut lower));
        }
        all >= 30 && found * 6 >= all
    }
}

/// Whether a word is its own small form: a quick look, wrong only towards no.
fn is_small(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// The words of a text that may be little ones or others.
fn words_of(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !is_letter(c)).filter(|word| !word.is_empty() && word.len() <= 40)
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
    fn short_words_leave_it_to_the_page() {
        assert_eq!(of("Oui.", Some("fr_FR")).as_deref(), Some("fr"));
        assert_eq!(of("Oui.", Some("x")), None);
    }
}
