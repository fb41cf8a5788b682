//! Plain text: the same content in 72 columns, links numbered and gathered under each story.

use report::{Manner, SpeakerKind};

use super::{Addresses, edition_address, on_one_line, other_outlets, totals, words, words::Words};
use crate::{
    edition::{Chapter, Difference, Edition, Said, Way, Who},
    quotation::Quotation,
};

/// Columns of a line.
const WIDTH: usize = 72;
/// Other outlets named beside a quotation at most.
const ALSO: usize = 4;

/// The edition as plain text, lines of at most 72 columns but for addresses, ended by line feeds.
pub fn text(edition: &Edition, addresses: &Addresses<'_>) -> String {
    let content = edition.content();
    let words = words::of(content.desk.language);
    let mut sheet = Sheet {
        out: String::with_capacity(16_384),
        words,
        addresses,
        language: content.desk.language.code(),
        links: Vec::new(),
    };
    sheet.title(edition);
    for note in &content.notes {
        sheet.paragraph(
            &format!("{}{}{} — {}", words.note, words.colon, on_one_line(&note.text), note.by),
            "",
        );
        sheet.blank();
    }
    if content.chapters.is_empty() {
        sheet.paragraph(&words.none, "");
        sheet.blank();
    }
    for (at, chapter) in content.chapters.iter().enumerate() {
        sheet.chapter(at + 1, chapter);
    }
    if !content.more.is_empty() {
        sheet.more(&content.more);
    }
    sheet.foot(edition);
    sheet.out
}

struct Sheet<'e> {
    out: String,
    words: &'static Words,
    addresses: &'e Addresses<'e>,
    language: &'static str,
    /// Addresses of the story being written.
    links: Vec<String>,
}

impl Sheet<'_> {
    fn blank(&mut self) {
        self.out.push('\n');
    }

    fn rule(&mut self, sign: &str) {
        self.out.push_str(&sign.repeat(WIDTH));
        self.out.push('\n');
    }

    /// Words broken into lines, the first behind `lead`, the others indented as far.
    fn paragraph(&mut self, words: &str, lead: &str) {
        let indent = " ".repeat(columns(lead));
        let mut line = lead.to_owned();
        let mut bare = true;
        let words: String = words.chars().filter(|c| !c.is_control() || c.is_whitespace()).collect();
        for word in words.split([' ', '\n', '\t', '\r']).filter(|word| !word.is_empty()) {
            if !bare && columns(&line) + 1 + columns(word) > WIDTH {
                self.out.push_str(line.trim_end());
                self.out.push('\n');
                line.clone_from(&indent);
                bare = true;
            }
            if !bare {
                line.push(' ');
            }
            line.push_str(word);
            bare = false;
        }
        self.out.push_str(line.trim_end());
        self.out.push('\n');
    }

    /// The number of an address in this story's list of links.
    fn number(&mut self, address: &str) -> usize {
        let at = self.links.iter().position(|link| link == address).unwrap_or_else(|| {
            self.links.push(address.to_owned());
            self.links.len() - 1
        });
        at + 1
    }

    fn title(&mut self, edition: &Edition) {
        let (content, words) = (edition.content(), self.words);
        self.rule("=");
        self.paragraph(&content.desk.name.to_uppercase(), "");
        self.paragraph(&format!("{} · {}", words.number(content.number), words.date(content.date)), "");
        self.rule("=");
        self.blank();
        if !content.chapters.is_empty() {
            let (outlets, languages) = totals(&content.chapters);
            let facts = [
                words.count(&words.stories, content.chapters.len()),
                words.count(&words.outlets, outlets),
                words.count(&words.languages, languages),
            ];
            self.paragraph(&format!("{}. {}", facts.join(", "), words.promise), "");
            self.blank();
        }
    }

    fn chapter(&mut self, number: usize, chapter: &Chapter) {
        let words = self.words;
        self.blank();
        self.rule("-");
        let headline =
            chapter.headlines.first().map_or(words.no_headline.clone(), |first| on_one_line(first.text()));
        self.paragraph(&headline, &format!("{number}. "));
        let rank = [
            words.count(&words.origins, chapter.rank.origins as usize),
            words.count(&words.outlets, chapter.rank.outlets as usize),
            words.count(&words.languages, chapter.rank.languages as usize),
        ];
        if let Some(first) = chapter.headlines.first() {
            let places = self.places(first);
            self.paragraph(&places, "   ");
        }
        self.paragraph(&rank.join(" · "), "   ");
        self.rule("-");
        if let Some((_, others)) = chapter.headlines.split_first().filter(|(_, others)| !others.is_empty()) {
            self.heading(&words.elsewhere);
            for other in others {
                let line = format!("{} — {}", on_one_line(other.text()), self.places(other));
                self.paragraph(&line, "- ");
            }
        }
        if !chapter.said.is_empty() {
            self.heading(&words.said);
            for (at, said) in chapter.said.iter().enumerate() {
                if at > 0 {
                    self.blank();
                }
                self.said(said);
            }
        }
        for difference in &chapter.differences {
            self.heading(&words.figures);
            self.difference(difference);
        }
        self.heading(&words.reports);
        self.published_in(chapter);
        self.gathered_links();
    }

    fn heading(&mut self, words: &str) {
        self.blank();
        self.paragraph(&words.to_uppercase(), "");
        self.blank();
    }

    /// "Outlet (language) [1] kept copy [2]".
    fn places(&mut self, quotation: &Quotation) -> String {
        let mut line = self.outlet(quotation.outlet(), quotation.language());
        if let Some(url) = quotation.url() {
            let number = self.number(url);
            line.push_str(&format!(" [{number}]"));
        }
        if let Some(kept) = self.addresses.kept(quotation) {
            let number = self.number(&kept);
            line.push_str(&format!(", {} [{number}]", self.words.kept));
        }
        line
    }

    fn outlet(&self, outlet: Option<&str>, language: Option<&str>) -> String {
        let name = outlet.unwrap_or(&self.words.unknown_outlet);
        match language.filter(|&language| language != self.language) {
            Some(language) => format!("{name} ({})", self.words.language(language)),
            None => name.to_owned(),
        }
    }

    fn said(&mut self, said: &Said) {
        let words = self.words;
        let parts: Vec<String> = said.parts.iter().map(|part| on_one_line(part.text())).collect();
        let joined = parts.join(" […] ");
        let shown = match said.manner {
            Manner::Direct => format!("{}{joined}{}", words.quotes[0], words.quotes[1]),
            _ => joined,
        };
        self.paragraph(&shown, "  ");
        let mut line = self.who(said.who.as_ref());
        if let Some(cue) = &said.cue {
            line.push_str(&format!(", {}{}{}", words.quotes[0], on_one_line(cue.text()), words.quotes[1]));
        }
        if said.manner == Manner::Indirect {
            line.push_str(&format!(" ({})", words.indirect));
        }
        self.paragraph(&line, "  — ");
        if let Some(first) = said.parts.first() {
            let places = self.places(first);
            let also = self.also(&said.also, first.outlet());
            self.paragraph(&(places + &also), "    ");
        }
    }

    fn who(&self, who: Option<&Who>) -> String {
        let Some(who) = who else { return self.words.unsure.clone() };
        let mut line = who.name.clone();
        if let Some(role) = who.role.as_deref().filter(|role| !who.name.contains(role)) {
            line.push_str(&format!(", {role}"));
        }
        match who.kind {
            SpeakerKind::Anonymous => line.push_str(&format!(" ({})", self.words.anonymous)),
            SpeakerKind::Pseudonym => line.push_str(&format!(" ({})", self.words.pseudonym)),
            _ => {}
        }
        line
    }

    fn also(&mut self, ways: &[Way], named: Option<&str>) -> String {
        let ways = other_outlets(ways, named);
        if ways.is_empty() {
            return String::new();
        }
        let mut names = Vec::new();
        for way in ways.iter().take(ALSO) {
            names.push(self.way(way));
        }
        let mut line = format!(" · {} {}", self.words.also, names.join(", "));
        if ways.len() > ALSO {
            line.push_str(&format!(" {}", self.words.count(&self.words.others, ways.len() - ALSO)));
        }
        line
    }

    fn way(&mut self, way: &Way) -> String {
        let name = way.outlet.clone().unwrap_or_else(|| self.words.unknown_outlet.clone());
        match &way.url {
            Some(url) => format!("{name} [{}]", self.number(url)),
            None => name,
        }
    }

    fn difference(&mut self, difference: &Difference) {
        let words = self.words;
        let mut side = None;
        for value in &difference.values {
            if side.is_some_and(|side| side != value.side) {
                self.paragraph("≠", "  ");
            }
            side = Some(value.side);
            self.paragraph(&on_one_line(value.words.text()), "  * ");
            let by = value.said_by.as_deref().unwrap_or(&words.itself);
            let mut line = format!("{} — {by} · ", words.sureness(value.sureness));
            line.push_str(&self.places(&value.words));
            line.push_str(&self.also(&value.also, value.words.outlet()));
            self.paragraph(&line, "    ");
        }
    }

    fn published_in(&mut self, chapter: &Chapter) {
        let mut names = Vec::new();
        for listed in &chapter.reports {
            let mut name = self.outlet(listed.way.outlet.as_deref(), listed.way.language.as_deref());
            if let Some(url) = &listed.way.url {
                name.push_str(&format!(" [{}]", self.number(url)));
            }
            if listed.reserved {
                name.push_str(&format!(" ({})", self.words.reserved));
            }
            names.push(name);
        }
        self.paragraph(&names.join(", "), "");
    }

    /// The story's addresses, one a line, never broken.
    fn gathered_links(&mut self) {
        if self.links.is_empty() {
            return;
        }
        let title = self.words.links.clone();
        self.heading(&title);
        for (at, link) in std::mem::take(&mut self.links).into_iter().enumerate() {
            self.out.push_str(&format!("[{}] {}\n", at + 1, plain(&link)));
        }
    }

    fn more(&mut self, chapters: &[Chapter]) {
        self.blank();
        self.rule("-");
        self.paragraph(&self.words.more.to_uppercase(), "");
        self.rule("-");
        self.blank();
        for chapter in chapters {
            let line = match chapter.headlines.first() {
                Some(headline) => format!("{} — {}", on_one_line(headline.text()), self.places(headline)),
                None => {
                    let first =
                        chapter.reports.first().map(|listed| self.way(&listed.way)).unwrap_or_default();
                    format!("{first} ({})", self.words.reserved)
                }
            };
            self.paragraph(&line, "- ");
        }
        self.gathered_links();
    }

    fn foot(&mut self, edition: &Edition) {
        let words = self.words;
        self.blank();
        self.rule("=");
        let web = self.addresses.web.map(|web| edition_address(web, edition));
        let links = [
            (web.as_deref(), &words.web),
            (self.addresses.preferences, &words.preferences),
            (self.addresses.unsubscribe, &words.leave),
        ];
        for (address, name) in links {
            if let Some(address) = address {
                self.out.push_str(&format!(
                    "{name}{}\n  {}\n",
                    words.colon.trim_end_matches(' '),
                    plain(address)
                ));
            }
        }
        self.out.push_str(&format!("{}{}SHA-256\n  {}\n", words.seal, words.colon, edition.fingerprint()));
    }
}

/// An address without anything that could break out of its line.
fn plain(address: &str) -> String {
    address.chars().filter(|c| !c.is_control()).collect()
}

/// Columns of some words on a terminal: wide scripts take two, marks none.
fn columns(words: &str) -> usize {
    let width = |letter: char| match letter {
        '\u{300}'..='\u{36f}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}' => 0,
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}' => 2,
        '\u{fe30}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff60}' | '\u{1f300}'..='\u{1faff}' => 2,
        _ => 1,
    };
    words.chars().map(width).sum()
}
