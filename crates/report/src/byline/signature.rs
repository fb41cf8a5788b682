//! Who a page says wrote it: every name in JSON-LD, metadata and bylines, taken apart and described in whole
//! numbers. Nothing is judged here: that does [`crate::verdict`].

use page::{NodeId, Page, Tag};

use crate::Evidence;
use crate::byline::signed::{Reader, is_person, may_hold_person};
use crate::feature::{Features, column};
use crate::likeness::form::Form;
use crate::metadata::{Metadata, one_line};
use crate::outline::{Outline, Run, mark, place};
use crate::wording::Wording;

/// Longest line, in letters, that may be a byline.
const LONGEST: u32 = 160;
/// Names looked at on one page.
const MOST: usize = 48;
/// Runs before and after the headline in which a bare name may be an author.
const BEFORE: usize = 6;
const AFTER: usize = 20;

/// `meta` elements that name authors.
const NAMES: [&str; 13] = [
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
    "citation_author",
    "citation_authors",
    "articleauthor",
];

/// How many numbers describe a name.
pub(crate) const COUNT: usize = 48;
/// A name in numbers.
pub(crate) type Row = [i16; COUNT];

/// Whether the JSON-LD names it as an author.
pub(crate) fn is_linked(row: &Row) -> bool {
    row[0] > 0
}

/// Who names it.
pub(crate) fn evidence(row: &Row) -> impl Iterator<Item = Evidence> + use<> {
    let kinds = [(Evidence::JsonLd, row[0]), (Evidence::Meta, row[5]), (Evidence::Text, row[8])];
    kinds.into_iter().filter(|(_, said)| *said > 0).map(|(evidence, _)| evidence)
}

/// Whether the JSON-LD names it and it is neither the outlet nor a role.
pub(crate) fn is_listed(row: &Row) -> bool {
    is_linked(row) && row[30] != 2 && row[28] == 0
}

/// A name, and what is known of it.
pub(crate) struct Signature {
    pub(crate) name: String,
    pub(crate) role: Option<String>,
    pub(crate) row: Row,
}

/// A name where it was found.
struct Draft {
    form: Form,
    name: String,
    role: Option<String>,
    /// Where a reader sees it best.
    run: Option<usize>,
    row: Row,
}

/// What kind of evidence a reader sees.
#[derive(Clone, Copy, Default)]
struct Sight {
    run: usize,
    /// After a word for "by": 2 at the beginning of the line, 1 within it.
    worded: i16,
    /// 1 a link, 2 a link to somebody's page.
    link: i16,
    /// Names in the line.
    names: i16,
}

/// All names of a page that may be authors.
pub(crate) fn signatures(
    page: &Page<'_>,
    outline: &Outline,
    features: &Features,
    metadata: &Metadata<'_>,
    outlet: Option<&str>,
    language: &str,
) -> Vec<Signature> {
    let reader = Reader::new(language, outlet);
    let mut hand = Hand { reader, page, outline, features, drafts: Vec::new() };
    hand.linked(metadata);
    hand.metas(metadata);
    hand.seen();
    hand.finish(i16::from(metadata.says_article()))
}

/// The names being gathered.
struct Hand<'a, 'p, 's> {
    reader: Reader<'a>,
    page: &'p Page<'s>,
    outline: &'a Outline,
    features: &'a Features,
    drafts: Vec<Draft>,
}

impl Hand<'_, '_, '_> {
    fn linked(&mut self, metadata: &Metadata<'_>) {
        let all = &metadata.linked.authors;
        for (i, person) in all.iter().take(MOST).enumerate() {
            let parts = self.reader.parts(&person.name, person.role.as_deref());
            let split = parts.len() as i16;
            for (at, (name, role)) in parts.into_iter().enumerate() {
                let Some(row) = self.row(&name, role) else { continue };
                row[0] = (i + 1).min(20) as i16;
                row[1] = person.organisation.into();
                row[2] = all.len().min(30) as i16;
                row[3] = split;
                row[4] = at as i16 + 1;
            }
        }
    }

    fn metas(&mut self, metadata: &Metadata<'_>) {
        for (i, name) in NAMES.iter().enumerate() {
            // What is said twice is said once.
            let mut values: Vec<&str> = Vec::new();
            for value in metadata.all(name) {
                if values.len() < MOST && !values.contains(&value) {
                    values.push(value);
                }
            }
            for value in &values {
                self.meta(value, i as i16 + 1, values.len() as i16);
            }
        }
        let other = |name: &str| {
            let name = name.to_ascii_lowercase();
            name.len() < 40 && name.contains("author") && !NAMES.contains(&name.as_str())
        };
        let others: Vec<String> = metadata
            .found
            .metas
            .iter()
            .filter(|meta| other(&meta.name))
            .take(8)
            .map(|meta| meta.content.value.clone().into_owned())
            .collect();
        for value in &others {
            self.meta(value, NAMES.len() as i16 + 1, others.len() as i16);
        }
    }

    fn meta(&mut self, value: &str, source: i16, count: i16) {
        let parts = self.reader.parts(value, None);
        let split = parts.len() as i16;
        for (name, role) in parts {
            let Some(row) = self.row(&name, role) else { continue };
            if row[5] == 0 {
                row[5] = source;
                row[6] = count;
                row[7] = split;
            }
        }
    }

    /// Names a reader sees: in lines worded or marked as a byline, in links, or alone near the headline.
    fn seen(&mut self) {
        let title = self.features.title.unwrap_or(0);
        let near = title.saturating_sub(BEFORE)..title + AFTER;
        let runs = &self.outline.runs;
        let mut far = 0;
        for (i, run) in runs.iter().enumerate() {
            let marked = run.near & mark::AUTHOR != 0;
            if run.tally.letters < 2
                || run.tally.letters > LONGEST
                || !(marked || near.contains(&i) || run.tally.letters < 80)
            {
                continue;
            }
            let words = self.outline.words(run);
            let first = Wording::after(&self.reader.wording.by, words.trim_start());
            if !near.contains(&i) {
                if !marked && first.is_none() || far >= 30 {
                    continue;
                }
                far += 1;
            }
            let line = one_line(words);
            self.line(i, run, &line, marked);
        }
    }

    fn line(&mut self, i: usize, run: &Run, line: &str, marked: bool) {
        let by = &self.reader.wording.by;
        let (worded, rest) = match Wording::after(by, line) {
            Some(rest) => (2, rest),
            None if i > 0 && self.is_by(i - 1) => (2, line),
            None => Wording::within(by, line).map_or((0, line), |rest| (1, rest)),
        };
        let links = if run.tally.links > 0 { self.links(run) } else { Vec::new() };
        // Most lines with a link are that link.
        let mut same = None;
        for (text, link) in &links {
            let sight = Sight { run: i, worded, link: *link, names: links.len() as i16 };
            let parts = self.reader.parts(text, None);
            for (name, role) in &parts {
                self.sight(name, role.as_ref(), sight);
            }
            if text == rest {
                same = Some(parts);
            }
        }
        if worded == 0 && !marked && (run.tally.letters > 50 || !may_hold_person(rest)) {
            return;
        }
        let parts = same.unwrap_or_else(|| self.reader.parts(rest, None));
        let sight = Sight { run: i, worded, link: 0, names: parts.len() as i16 };
        for (name, role) in &parts {
            if worded > 0 || marked || is_person(name) {
                self.sight(name, role.as_ref(), sight);
            }
        }
    }

    /// Whether a run says "by" and nothing else.
    fn is_by(&self, i: usize) -> bool {
        let run = &self.outline.runs[i];
        run.tally.letters < 40
            && Wording::after(&self.reader.wording.by, self.outline.words(run).trim())
                .is_some_and(str::is_empty)
    }

    /// The words of links in a run's element, and whether they lead to somebody's page.
    fn links(&self, run: &Run) -> Vec<(String, i16)> {
        let page = self.page;
        let links = page.descendants(run.holder).take(80).filter(|id| page.tag(*id) == Tag::A);
        let own = page.closest(run.holder, Tag::A);
        own.into_iter().chain(links).take(8).filter_map(|id| self.link(id)).collect()
    }

    fn link(&self, id: NodeId) -> Option<(String, i16)> {
        let text = one_line(&self.page.text_within(id));
        if text.is_empty() || text.len() > 240 || text.chars().count() > 60 {
            return None;
        }
        let (mut href, mut relation) = (None, None);
        for attribute in self.page.attributes(id) {
            match attribute.name().len() {
                4 if href.is_none() && attribute.is("href") => href = Some(attribute.value()),
                3 if relation.is_none() && attribute.is("rel") => relation = Some(attribute.value()),
                _ => {}
            }
        }
        let href = href.unwrap_or_default();
        let relation = relation.is_some_and(|rel| rel.split(' ').any(|word| word == "author"));
        let path = href.split_once("://").map_or(&*href, |(_, rest)| rest);
        let path = path.find('/').map_or("", |at| &path[at..]);
        let personal = relation || path.split(['/', '?', '=', '-']).any(|part| PAGES.contains(&part));
        Some((text, 1 + i16::from(personal)))
    }

    fn sight(&mut self, name: &str, role: Option<&String>, sight: Sight) {
        let outline = self.outline;
        let run = &outline.runs[sight.run];
        let title = self.features.title;
        let dated = outline.runs[sight.run.saturating_sub(2)..(sight.run + 3).min(outline.runs.len())]
            .iter()
            .any(|run| run.near & mark::DATE != 0 && run.tally.digits > 0);
        let feature = &self.features.rows[sight.run];
        let (good, like) = (feature[column::GOOD_LETTERS_BEFORE_SHARE], feature[column::LIKE_TITLE]);
        let Some(draft) = self.draft(name, role.cloned()) else { return };
        let marked = i16::from(run.near & mark::AUTHOR != 0);
        let strength = 1 + 4 * sight.worded + 2 * marked + sight.link;
        let row = &mut draft.row;
        row[21] += 1;
        if row[8] >= strength {
            return;
        }
        let elsewhere = run.places & (place::NAV | place::FOOTER | place::ASIDE) != 0;
        let other = run.around & (mark::COMMENT | mark::RELATED) != 0;
        draft.run = Some(sight.run);
        row[8] = strength;
        row[9] = sight.worded;
        row[10] = marked;
        row[11] = sight.link;
        row[12] = title.map_or(99, |title| (sight.run as i64 - title as i64).clamp(-60, 90) as i16);
        row[13] = run.tally.letters as i16;
        row[14] = sight.names;
        row[15] = run.tally.letters as i16 - name.chars().filter(|c| c.is_alphabetic()).count() as i16;
        row[16] = dated.into();
        row[17] = i16::from(elsewhere) + 2 * i16::from(other);
        row[18] = i16::from(run.places & (place::ARTICLE | place::MAIN) != 0);
        row[19] = i16::from(run.near & mark::BYLINE != 0)
            + 2 * i16::from(run.near & (mark::CREDIT | mark::CAPTION) != 0);
        row[20] = i16::from(run.level);
        row[22] = good;
        row[23] = like;
        row[24] = (run.tally.linked * 100 / run.tally.letters.max(1)) as i16;
    }

    /// The numbers of a name, with those that lie in the name itself; `None` for what is no name.
    fn row(&mut self, name: &str, role: Option<String>) -> Option<&mut Row> {
        self.draft(name, role).map(|draft| &mut draft.row)
    }

    fn draft(&mut self, name: &str, role: Option<String>) -> Option<&mut Draft> {
        let form = Form::of(name);
        if form.is_empty() {
            return None;
        }
        let at = if let Some(at) = self.drafts.iter().position(|draft| draft.form == form) {
            at
        } else {
            if self.drafts.len() >= MOST {
                return None;
            }
            let row = self.reader.describe(name, &form);
            self.drafts.push(Draft { form, name: name.to_owned(), role: None, run: None, row });
            self.drafts.len() - 1
        };
        let draft = &mut self.drafts[at];
        draft.role = draft.role.take().or(role);
        Some(draft)
    }

    /// Names beside this one that are better known: on its line or the next, in the same list, and how many
    /// sources know it; how many names are seen better.
    fn beside(&self, draft: &Draft) -> [i16; 4] {
        let others = || self.drafts.iter().filter(|other| other.form != draft.form && other.row[30] != 2);
        let near = |other: &&Draft| {
            draft.run.zip(other.run).is_some_and(|(own, other)| own.abs_diff(other) <= 1)
                && (other.row[0] > 0 || other.row[5] > 0)
        };
        let listed = |other: &&Draft| {
            (draft.row[0] > 0 && other.row[0] > 0 || draft.row[5] > 0 && other.row[5] > 0)
                && other.row[8] >= 3
        };
        let sources = i16::from(draft.row[0] > 0) + i16::from(draft.row[5] > 0) + i16::from(draft.row[8] > 1);
        let better = others().filter(|other| other.row[8] > draft.row[8]).count();
        [others().filter(near).count() as i16, others().filter(listed).count() as i16, sources, better as i16]
    }

    /// What the names together say of each.
    fn finish(self, article: i16) -> Vec<Signature> {
        let outlet = |draft: &Draft| draft.row[30] == 2;
        let some = |test: &dyn Fn(&Draft) -> bool| {
            i16::from(self.drafts.iter().any(|draft| test(draft) && !outlet(draft)))
        };
        let all = [
            some(&|draft| draft.row[0] > 0),
            some(&|draft| draft.row[5] > 0),
            some(&|draft| draft.row[9] == 2),
            some(&|draft| draft.row[10] > 0),
            some(&|draft| draft.row[11] == 2),
            some(&|draft| draft.row[25] > 0 && draft.row[8] > 0),
        ];
        let within = |draft: &Draft| -> (bool, bool) {
            let others = || self.drafts.iter().map(|other| &other.form).filter(|other| other.len() > 3);
            let others = || others().filter(|other| **other != draft.form);
            (others().any(|other| draft.form.holds(other)), others().any(|other| other.holds(&draft.form)))
        };
        let relations: Vec<(bool, bool)> = self.drafts.iter().map(within).collect();
        let beside: Vec<[i16; 4]> = self.drafts.iter().map(|draft| self.beside(draft)).collect();
        self.drafts
            .into_iter()
            .zip(relations)
            .zip(beside)
            .map(|((draft, (holds, held)), beside)| {
                let mut row = draft.row;
                row[36] = i16::from(holds) + 2 * i16::from(held);
                row[37] = article;
                row[38..44].copy_from_slice(&all);
                row[44..48].copy_from_slice(&beside);
                Signature { name: draft.name, role: draft.role, row }
            })
            .collect()
    }
}

/// Parts of addresses that lead to somebody's page.
const PAGES: [&str; 16] = [
    "author",
    "authors",
    "autor",
    "autoren",
    "autores",
    "auteur",
    "auteurs",
    "autore",
    "autori",
    "people",
    "profile",
    "staff",
    "contributor",
    "contributors",
    "journalist",
    "reporter",
];
