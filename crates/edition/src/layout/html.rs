//! HTML: one column, readable without its style sheet, every word from outside escaped.

use std::fmt::Write;

use report::{Manner, SpeakerKind};

use super::{
    Addresses, edition_address, on_one_line, other_outlets, story_address, totals, words, words::Words,
};
use crate::{
    edition::{Chapter, Difference, Edition, Note, Rank, Said, Value, Way, Who},
    quotation::Quotation,
};

const STYLE: &str = include_str!("../../templates/mail.css");
/// Other outlets named beside a quotation at most.
const ALSO: usize = 4;

/// The edition as one HTML document; a mail's HTML part and a web page alike.
pub fn html(edition: &Edition, addresses: &Addresses<'_>) -> String {
    let content = edition.content();
    let words = words::of(content.desk.language);
    let mut page =
        Page { out: String::with_capacity(32_768), words, addresses, language: content.desk.language.code() };
    page.head(&super::subject(edition));
    page.title(edition);
    for note in &content.notes {
        page.note(note);
    }
    if content.chapters.is_empty() {
        page.line("p", "", &words.none);
    }
    for chapter in &content.chapters {
        page.chapter(chapter);
    }
    if !content.more.is_empty() {
        page.more(&content.more);
    }
    page.foot(edition);
    page.out
}

/// Writes the document, escaping as it goes.
struct Page<'e> {
    out: String,
    words: &'static Words,
    addresses: &'e Addresses<'e>,
    language: &'static str,
}

impl Page<'_> {
    /// Markup of our own.
    fn raw(&mut self, markup: &str) {
        self.out.push_str(markup);
    }

    /// Words from anywhere, safe in text and in a quoted attribute.
    fn text(&mut self, words: &str) {
        for letter in words.chars() {
            match letter {
                '&' => self.raw("&amp;"),
                '<' => self.raw("&lt;"),
                '>' => self.raw("&gt;"),
                '"' => self.raw("&quot;"),
                '\'' => self.raw("&#39;"),
                '\n' | '\t' => self.out.push(letter),
                control if control.is_control() => {}
                _ => self.out.push(letter),
            }
        }
    }

    /// An element with plain words in it.
    fn line(&mut self, tag: &str, class: &str, words: &str) {
        if class.is_empty() {
            let _ = write!(self.out, "<{tag}>");
        } else {
            let _ = write!(self.out, "<{tag} class=\"{class}\">");
        }
        self.text(words);
        let _ = writeln!(self.out, "</{tag}>");
    }

    fn link(&mut self, address: &str, words: &str) {
        self.raw("<a href=\"");
        self.text(address);
        self.raw("\">");
        self.text(words);
        self.raw("</a>");
    }

    /// `lang` and `dir` of words in a language, or direction by their letters if it is not known.
    fn tongue(&mut self, language: Option<&str>) {
        match language {
            None => self.raw(" lang=\"\" dir=\"auto\""),
            Some(tag) => {
                self.raw(" lang=\"");
                self.text(tag);
                self.raw(if words::is_rtl(tag) { "\" dir=\"rtl\"" } else { "\" dir=\"ltr\"" });
            }
        }
    }

    fn head(&mut self, subject: &str) {
        let direction = if words::is_rtl(self.language) { "rtl" } else { "ltr" };
        let _ = write!(
            self.out,
            "<!DOCTYPE html>\n<html lang=\"{}\" dir=\"{direction}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n\
             <meta name=\"supported-color-schemes\" content=\"light dark\">\n\
             <meta name=\"referrer\" content=\"no-referrer\">\n<title>",
            self.language
        );
        self.text(subject);
        let _ =
            write!(self.out, "</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<div class=\"page\">\n");
    }

    fn title(&mut self, edition: &Edition) {
        let content = edition.content();
        self.line("h1", "", &content.desk.name);
        let words = self.words;
        let (outlets, languages) = totals(&content.chapters);
        let mut facts = vec![words.number(content.number), words.date(content.date)];
        self.line("p", "small", &facts.join(" · "));
        facts.clear();
        if !content.chapters.is_empty() {
            facts.push(words.count(&words.stories, content.chapters.len()));
            facts.push(words.count(&words.outlets, outlets));
            facts.push(words.count(&words.languages, languages));
            self.line("p", "", &format!("{}. {}", facts.join(", "), words.promise));
        }
    }

    fn note(&mut self, note: &Note) {
        self.raw("<div class=\"note\">");
        self.line("p", "small", &self.words.note);
        self.line("p", "", &note.text);
        self.line("p", "small", &format!("— {}", note.by));
        self.raw("</div>\n");
    }

    fn chapter(&mut self, chapter: &Chapter) {
        self.raw("<div class=\"story\">\n");
        self.headlines(chapter);
        if !chapter.said.is_empty() {
            self.line("h3", "", &self.words.said);
            for said in &chapter.said {
                self.said(said);
            }
        }
        if !chapter.differences.is_empty() {
            self.line("h3", "", &self.words.figures);
            for difference in &chapter.differences {
                self.difference(difference);
            }
        }
        self.line("h3", "", &self.words.reports);
        self.published_in(chapter);
        self.raw("</div>\n");
    }

    /// The first headline as a heading, the other languages' below it.
    fn headlines(&mut self, chapter: &Chapter) {
        let Some((first, others)) = chapter.headlines.split_first() else {
            self.line("h2", "", &self.words.no_headline);
            self.raw("<p class=\"small\">");
            self.rank(chapter.rank, &chapter.story);
            self.raw("</p>\n");
            return;
        };
        self.raw("<h2");
        self.tongue(first.language());
        self.raw(">");
        self.text(&on_one_line(first.text()));
        self.raw("</h2>\n<p class=\"small\">");
        self.places(first);
        self.raw("<br>\n");
        self.rank(chapter.rank, &chapter.story);
        self.raw("</p>\n");
        if others.is_empty() {
            return;
        }
        self.line("h3", "", &self.words.elsewhere);
        self.raw("<ul class=\"other\">\n");
        for headline in others {
            self.raw("<li><span");
            self.tongue(headline.language());
            self.raw(">");
            self.text(&on_one_line(headline.text()));
            self.raw("</span><br>\n<span class=\"small\">");
            self.places(headline);
            self.raw("</span></li>\n");
        }
        self.raw("</ul>\n");
    }

    fn rank(&mut self, rank: Rank, story: &str) {
        let words = self.words;
        let parts = [
            words.count(&words.origins, rank.origins as usize),
            words.count(&words.outlets, rank.outlets as usize),
            words.count(&words.languages, rank.languages as usize),
        ];
        let parts = parts.join(" · ");
        match self.addresses.web {
            Some(web) => self.link(&story_address(web, story), &parts),
            None => self.text(&parts),
        }
    }

    /// The outlet, leading to the words on its page; their language; and the kept copy.
    fn places(&mut self, quotation: &Quotation) {
        let words = self.words;
        let outlet = quotation.outlet().unwrap_or(&words.unknown_outlet);
        match quotation.url() {
            Some(url) => self.link(url, outlet),
            None => self.isolated(outlet),
        }
        self.foreign(quotation.language());
        if let Some(kept) = self.addresses.kept(quotation) {
            self.raw(" · ");
            self.link(&kept, &words.kept.replace(' ', "\u{a0}"));
        }
    }

    /// Words whose direction must not touch their neighbours'.
    fn isolated(&mut self, words: &str) {
        self.raw("<bdi>");
        self.text(words);
        self.raw("</bdi>");
    }

    /// " (language)", where it is not the reader's.
    fn foreign(&mut self, language: Option<&str>) {
        let words = self.words;
        if let Some(language) = language.filter(|&language| language != self.language) {
            self.text(&format!(" ({})", words.language(language)));
        }
    }

    fn said(&mut self, said: &Said) {
        let language = said.parts.first().and_then(Quotation::language);
        let rtl = language.is_some_and(words::is_rtl);
        self.raw(if rtl {
            "<div class=\"said rtl\">\n<blockquote"
        } else {
            "<div class=\"said\">\n<blockquote"
        });
        self.tongue(language);
        self.raw(">");
        let words = self.words;
        let direct = said.manner == Manner::Direct;
        if direct {
            self.text(&words.quotes[0]);
        }
        for (at, part) in said.parts.iter().enumerate() {
            if at > 0 {
                self.raw(" […] ");
            }
            self.text(&on_one_line(part.text()));
        }
        if direct {
            self.text(&words.quotes[1]);
        }
        self.raw("</blockquote>\n<p class=\"small\">");
        self.who(said.who.as_ref(), language);
        if let Some(cue) = &said.cue {
            self.raw(", <span");
            self.tongue(cue.language());
            self.raw(">");
            self.text(&format!("{}{}{}", words.quotes[0], on_one_line(cue.text()), words.quotes[1]));
            self.raw("</span>");
        }
        if said.manner == Manner::Indirect {
            self.text(&format!(" ({})", words.indirect));
        }
        self.raw("<br>\n");
        if let Some(first) = said.parts.first() {
            self.places(first);
            self.also(&said.also, first.outlet());
        }
        self.raw("</p>\n</div>\n");
    }

    /// The speaker, with what the source says they are; or that nobody sure is known.
    fn who(&mut self, who: Option<&Who>, language: Option<&str>) {
        let words = self.words;
        let Some(who) = who else {
            self.raw("<span class=\"who\">");
            self.text(&words.unsure);
            self.raw("</span>");
            return;
        };
        self.raw("<bdi class=\"who\"");
        self.tongue(language);
        self.raw(">");
        self.text(&who.name);
        self.raw("</bdi>");
        if let Some(role) = who.role.as_deref().filter(|role| !who.name.contains(role)) {
            self.raw(", <bdi");
            self.tongue(language);
            self.raw(">");
            self.text(role);
            self.raw("</bdi>");
        }
        match who.kind {
            SpeakerKind::Anonymous => self.text(&format!(" ({})", words.anonymous)),
            SpeakerKind::Pseudonym => self.text(&format!(" ({})", words.pseudonym)),
            _ => {}
        }
    }

    /// "· also in A, B and 3 more".
    fn also(&mut self, ways: &[Way], named: Option<&str>) {
        let words = self.words;
        let ways = other_outlets(ways, named);
        if ways.is_empty() {
            return;
        }
        self.text(&format!(" · {} ", words.also));
        for (at, way) in ways.iter().take(ALSO).enumerate() {
            if at > 0 {
                self.raw(", ");
            }
            self.way(way);
        }
        if ways.len() > ALSO {
            self.text(&format!(" {}", words.count(&words.others, ways.len() - ALSO)));
        }
    }

    fn way(&mut self, way: &Way) {
        let name = way.outlet.as_deref().unwrap_or(&self.words.unknown_outlet);
        match &way.url {
            Some(url) => self.link(url, name),
            None => self.text(name),
        }
    }

    fn difference(&mut self, difference: &Difference) {
        let words = self.words;
        self.raw("<table aria-label=\"");
        self.text(&words.figures);
        self.raw("\">\n<thead><tr>");
        for head in [&words.value, &words.sure, &words.by] {
            self.raw("<th scope=\"col\">");
            self.text(head);
            self.raw("</th>");
        }
        self.raw("</tr></thead>\n<tbody>\n");
        let mut side = None;
        for value in &difference.values {
            self.raw(if side.is_some_and(|side| side != value.side) {
                "<tr class=\"side\">"
            } else {
                "<tr>"
            });
            side = Some(value.side);
            self.value(value);
            self.raw("</tr>\n");
        }
        self.raw("</tbody>\n</table>\n");
    }

    fn value(&mut self, value: &Value) {
        let words = self.words;
        self.raw("<th scope=\"row\"");
        self.tongue(value.words.language());
        self.raw(">");
        self.text(&on_one_line(value.words.text()));
        self.raw("</th><td>");
        self.text(words.sureness(value.sureness));
        self.raw("</td><td>");
        match &value.said_by {
            Some(name) => {
                self.raw("<bdi");
                self.tongue(value.words.language());
                self.raw(">");
                self.text(name);
                self.raw("</bdi>");
            }
            None => self.text(&words.itself),
        }
        self.raw("<br>");
        self.places(&value.words);
        self.also(&value.also, value.words.outlet());
        self.raw("</td>");
    }

    /// Every report of the story, by outlet.
    fn published_in(&mut self, chapter: &Chapter) {
        self.raw("<p class=\"small\">");
        for (at, listed) in chapter.reports.iter().enumerate() {
            if at > 0 {
                self.raw(", ");
            }
            self.way(&listed.way);
            if let Some(language) =
                listed.way.language.as_deref().filter(|&language| language != self.language)
            {
                self.text(&format!(" ({})", self.words.language(language)));
            }
            if listed.reserved {
                self.text(&format!(" [{}]", self.words.reserved));
            }
        }
        self.raw("</p>\n");
    }

    fn more(&mut self, chapters: &[Chapter]) {
        self.raw("<div class=\"story\">\n");
        self.line("h2", "", &self.words.more);
        self.raw("<ul class=\"other\">\n");
        for chapter in chapters {
            self.raw("<li>");
            match chapter.headlines.first() {
                Some(headline) => {
                    self.raw("<span");
                    self.tongue(headline.language());
                    self.raw(">");
                    self.text(&on_one_line(headline.text()));
                    self.raw("</span><br>\n<span class=\"small\">");
                    self.places(headline);
                    self.raw("</span>");
                }
                None => {
                    for listed in chapter.reports.iter().take(1) {
                        self.way(&listed.way);
                    }
                    self.text(&format!(" [{}]", self.words.reserved));
                }
            }
            self.raw("</li>\n");
        }
        self.raw("</ul>\n</div>\n");
    }

    fn foot(&mut self, edition: &Edition) {
        let words = self.words;
        self.raw("<div class=\"foot small\">\n");
        let web = self.addresses.web.map(|web| edition_address(web, edition));
        let links = [
            (web.as_deref(), &words.web),
            (self.addresses.preferences, &words.preferences),
            (self.addresses.unsubscribe, &words.leave),
        ];
        let given: Vec<_> = links.iter().filter_map(|(address, name)| Some(((*address)?, *name))).collect();
        if !given.is_empty() {
            self.raw("<p>");
            for (at, (address, name)) in given.into_iter().enumerate() {
                if at > 0 {
                    self.raw(" · ");
                }
                self.link(address, name);
            }
            self.raw("</p>\n");
        }
        self.raw("<p>");
        self.text(&format!("{}{}SHA-256 ", words.seal, words.colon));
        self.raw("<span class=\"seal\">");
        self.text(edition.fingerprint());
        self.raw("</span></p>\n</div>\n</div>\n</body>\n</html>\n");
    }
}
