//! One story, looked at closely: its reports, their origins, headlines, disputes and voices.

use report::Report;
use serde::Serialize;

use crate::{
    dispute::{self, Dispute, Voice},
    item::Item,
    likeness::Traits,
    origin,
};

/// One report of a story, lent by the caller.
#[derive(Clone, Copy, Debug)]
pub struct Member<'r> {
    /// What the caller knows the report by.
    pub id: &'r str,
    /// The report.
    pub report: &'r Report,
}

/// A story: reports of one event over time, outlets and languages.
///
/// Numbers in it (`usize`) are indexes into [`Story::members`].
#[derive(Clone, Debug)]
pub struct Story<'r> {
    /// Its name, as the threader gave it.
    pub id: String,
    /// Its reports, in the order given (the caller's: usually by time).
    pub members: Vec<Member<'r>>,
    /// For each member the first member of its origin: copies of one dispatch share a number.
    pub origins: Vec<usize>,
    /// For each language the member whose title stands best for all, languages in order of first sight.
    pub headlines: Vec<Headline>,
    /// Figures that differ, the most claimed first.
    pub disputes: Vec<Dispute>,
    /// Speakers with what they are reported to have said, the most reported first.
    pub voices: Vec<Voice>,
}

/// The member whose title stands for the story in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Headline {
    /// BCP 47 primary subtag; empty if the language is not known.
    pub language: String,
    /// Index of the member.
    pub member: usize,
}

impl<'r> Story<'r> {
    /// Looks at the reports of one story.
    pub fn of(id: &str, members: Vec<Member<'r>>) -> Self {
        let prints: Vec<_> =
            members.iter().map(|member| origin::Print::of_text(&member.report.text)).collect();
        let origins = origin::group(&prints);
        let headlines = headlines(&members);
        let disputes = dispute::disputes(&members, &origins);
        let voices = dispute::voices(&members);
        Self { id: id.to_owned(), members, origins, headlines, disputes, voices }
    }

    /// How many independent origins it has.
    pub fn independent(&self) -> usize {
        self.origins.iter().enumerate().filter(|&(at, &first)| at == first).count()
    }

    /// Outlets, in order of first sight, none twice.
    pub fn outlets(&self) -> Vec<&'r str> {
        distinct(self.members.iter().filter_map(|member| member.report.outlet.as_deref()))
    }

    /// Languages, in order of first sight, none twice.
    pub fn languages(&self) -> Vec<&'r str> {
        distinct(self.members.iter().filter_map(|member| member.report.language.as_deref()))
    }
}

fn distinct<'r>(words: impl Iterator<Item = &'r str>) -> Vec<&'r str> {
    let mut seen = Vec::new();
    for word in words {
        if !seen.contains(&word) {
            seen.push(word);
        }
    }
    seen
}

/// For each language the title that shares most with the titles and bodies of its language.
fn headlines(members: &[Member<'_>]) -> Vec<Headline> {
    let traits: Vec<Traits> =
        members.iter().map(|member| Traits::of(&Item::of(member.id, member.report))).collect();
    let language = |at: usize| members[at].report.language.as_deref().unwrap_or_default();
    let languages = distinct((0..members.len()).map(language));
    let medoid = |of: &str| {
        let mine: Vec<usize> = (0..members.len())
            .filter(|&at| language(at) == of && members[at].report.title.is_some())
            .collect();
        let score = |at: usize| {
            let title = &traits[at].fields[0];
            let others = mine.iter().filter(|&&other| other != at);
            let shared: usize = others
                .map(|&other| {
                    title
                        .iter()
                        .filter(|(term, _)| {
                            traits[other].fields[1].binary_search_by_key(term, |&(t, _)| t).is_ok()
                        })
                        .count()
                })
                .sum();
            shared as f32 / title.len().max(4) as f32
        };
        mine.iter().copied().reduce(|best, at| if score(at) > score(best) { at } else { best })
    };
    languages
        .into_iter()
        .filter_map(|of| Some(Headline { language: of.to_owned(), member: medoid(of)? }))
        .collect()
}
