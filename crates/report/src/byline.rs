//! Who wrote it: names and roles, from the byline a reader sees and the claims for machines; never the
//! outlet, a desk or an agency in a person's place.

use crate::Author;
use crate::feature::Features;
use crate::mark;
use crate::metadata::{Metadata, one_line};
use crate::outline::{Outline, place};
use crate::wording::Wording;

/// Longest line, in letters, that may be a byline.
const LONGEST: u32 = 160;
/// More names than this are a list of staff, not a byline.
const MOST: usize = 25;

const NAMES: [&str; 10] = [
    "author",
    "article:author",
    "dc.creator",
    "parsely-author",
    "sailthru.author",
    "byl",
    "dcterms.creator",
    "og:author",
    "article:author_name",
    "cxenseparse:author",
];

/// The authors of the page.
pub(crate) fn authors(
    outline: &Outline,
    features: &Features,
    metadata: &Metadata<'_>,
    outlet: Option<&str>,
    language: &str,
) -> Vec<Author> {
    let reader = Reader { wording: Wording::of(language), outlet: outlet.unwrap_or_default() };
    let mut authors = Vec::new();
    for person in &metadata.linked.authors {
        reader.split(&person.name, person.role.as_deref(), &mut authors);
    }
    for name in NAMES {
        if authors.is_empty() {
            metadata.all(name).for_each(|value| reader.split(value, None, &mut authors));
        }
    }
    if authors.is_empty() {
        reader.seen(outline, features, &mut authors);
    }
    if authors.len() > MOST { Vec::new() } else { authors }
}

struct Reader<'a> {
    wording: &'a Wording,
    outlet: &'a str,
}

impl Reader<'_> {
    /// Names in the runs near the headline that are marked or worded as a byline.
    fn seen(&self, outline: &Outline, features: &Features, authors: &mut Vec<Author>) {
        let title = features.title.unwrap_or(0);
        let from = title.saturating_sub(6);
        for run in outline.runs.iter().skip(from).take(30) {
            if run.tally.letters > LONGEST
                || run.around & (mark::COMMENT | mark::RELATED) != 0
                || run.places & (place::NAV | place::FOOTER) != 0
            {
                continue;
            }
            let line = one_line(outline.words(run));
            let worded = Wording::after(&self.wording.by, &line);
            if worded.is_none() && run.near & mark::BYLINE == 0 {
                continue;
            }
            self.split(worded.unwrap_or(&line), None, authors);
            if !authors.is_empty() {
                return;
            }
        }
    }

    /// Takes a byline apart into names with roles.
    fn split(&self, line: &str, role: Option<&str>, authors: &mut Vec<Author>) {
        let line = one_line(line);
        if line.contains("://") || line.starts_with("www.") || line.starts_with('@') {
            return;
        }
        let line = Wording::after(&self.wording.by, &line).unwrap_or(&line);
        for part in line
            .split([',', ';', '|', '·', '•', '/', '\n', '(', ')', '–', '—'])
            .flat_map(|part| self.conjoined(part))
        {
            let name = part.trim().trim_matches(|c: char| {
                matches!(c, '.' | ':' | '"' | '-' | '*' | '\u{a0}' | ' ') || c == '\u{feff}'
            });
            let name = Wording::after(&self.wording.by, name).unwrap_or(name);
            if self.is_role(name) {
                if let Some(last) = authors.last_mut().filter(|last| last.role.is_none()) {
                    last.role = Some(name.to_owned());
                }
            } else if self.is_name(name)
                && !authors.iter().any(|author| author.name.eq_ignore_ascii_case(name))
            {
                authors.push(Author { name: name.to_owned(), role: role.map(str::to_owned) });
            }
        }
    }

    /// Parts at "and", which must stand between two capitals to part two names.
    fn conjoined<'t>(&self, part: &'t str) -> Vec<&'t str> {
        let mut parts = Vec::new();
        let mut from = 0;
        let mut at = 0;
        for word in part.split(' ') {
            let end = at + word.len();
            if word == "&" || self.wording.and.iter().any(|and| *and == word.to_lowercase()) {
                parts.push(&part[from..at]);
                from = end;
            }
            at = (end + 1).min(part.len());
        }
        parts.push(&part[from.min(part.len())..]);
        parts
    }

    fn is_role(&self, part: &str) -> bool {
        let lower = part.to_lowercase();
        let begins_small = part.chars().next().is_some_and(char::is_lowercase);
        let role =
            self.wording.roles.iter().any(|role| lower.split(' ').any(|word| word == role) || lower == *role);
        role && (begins_small || lower.split(' ').count() <= 4)
    }

    fn is_name(&self, part: &str) -> bool {
        let lower = part.to_lowercase();
        let letters = part.chars().filter(|c| c.is_alphabetic()).count();
        let digits = part.chars().any(|c| c.is_ascii_digit());
        let words = part.split(' ').count();
        let desk = self.wording.desks.iter().any(|desk| {
            lower == *desk || lower.starts_with(desk.as_str()) && lower[desk.len()..].starts_with(' ')
        });
        let outlet = !self.outlet.is_empty() && squeezed(part) == squeezed(self.outlet);
        let small = part.chars().next().is_some_and(char::is_lowercase) && words == 1;
        (2..=60).contains(&letters)
            && !digits
            && words <= 6
            && !desk
            && !outlet
            && !small
            && !part.contains('@')
            && !part.contains('.') | (part.len() < 40)
    }
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
