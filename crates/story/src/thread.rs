//! Which story a report belongs to: online, in input order, explainable in one line.
//!
//! [`Threader::add`] places a report at once, next to the story it is nearest to on average, or in
//! a story of its own. [`Threader::settle`] looks again with what has been learned since: it merges
//! stories and moves reports; call it after a batch, or every so many reports. Both return only what
//! they changed. Cost a report is flat: candidates come from capped posting lists of rare terms.
//!
//! The whole state is data (serde): kept and taken up again, it goes on where it was.

mod settings;
mod settle;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

pub use settings::{Settings, Weights};

use crate::{
    item::Item,
    likeness::{Field, Likeness, Sparse, Traits, dot, hash},
};

/// Where a report was placed, or placed anew: one line of `depeche thread --json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Assignment {
    /// The report.
    pub id: String,
    /// The story, for good: a later merge or move gives the report's id again, and the last one counts.
    pub story: String,
    /// Why, the strongest first.
    pub reasons: Vec<Reason>,
}

/// One reason to place a report where it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reason {
    /// What kind.
    pub by: By,
    /// The shared words, spelled as in the report placed; for [`By::Copy`] and [`By::Merged`] the
    /// report or story meant; empty for [`By::Alone`].
    pub what: Vec<String>,
    /// From 0 to 1, how alike the two are in this respect.
    pub score: f32,
}

/// Kinds of reasons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum By {
    /// No story was near enough.
    Alone,
    /// Much of the wording is another report's.
    Copy,
    /// Words of the titles.
    Title,
    /// Words of the bodies.
    Words,
    /// Names, in whatever spelling.
    Names,
    /// Figures and dates.
    Figures,
    /// Two stories were found to be one.
    Merged,
    /// The report was found to be nearer to another story than to its first.
    Moved,
}

/// Copies of one wording share more words than this; below it they are not looked for.
const COPIES: f32 = 0.2;

/// One report of the live window.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Live {
    id: String,
    language: u32,
    published: Option<i64>,
    outlet: Option<u32>,
    traits: Traits,
    story: u32,
    /// The fields under the idf of the last look, and their norms; made anew from the traits.
    #[serde(skip)]
    weighed: [Sparse; Field::COUNT],
    #[serde(skip)]
    norms: [f32; Field::COUNT],
}

/// One story and its reports of the live window.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Group {
    id: String,
    members: Vec<u32>,
}

/// Threads reports into stories.
///
/// ```
/// use story::{Item, Threader};
/// let mut threader = Threader::new();
/// let one = Item::parse(r#"{"id": "1", "language": "en", "title": "Storm hits Kap Verlorn",
///     "text": "A storm tore the roofs off 214 houses in Kap Verlorn, mayor Ida Quist said."}"#).unwrap();
/// let two = Item::parse(r#"{"id": "2", "language": "de", "title": "Sturm über Kap Verlorn",
///     "text": "Der Sturm deckte in Kap Verlorn 214 Häuser ab, sagte Bürgermeisterin Ida Quist."}"#).unwrap();
/// let first = threader.add(&one).remove(0);
/// let second = threader.add(&two).remove(0);
/// assert_eq!(first.story, second.story);
/// let kept = serde_json::to_string(&threader).unwrap();
/// let again: Threader = serde_json::from_str(&kept).unwrap();
/// assert_eq!(again.story_of("2"), Some(first.story.as_str()));
/// ```
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(from = "State", into = "State")]
pub struct Threader {
    settings: Settings,
    reports: Vec<Option<Live>>,
    groups: Vec<Group>,
    by_id: FxHashMap<String, u32>,
    stories: FxHashMap<String, u32>,
    frequency: FxHashMap<u32, u32>,
    languages: FxHashMap<u32, u32>,
    postings: FxHashMap<u32, Vec<u32>>,
    added: u32,
    newest: Option<i64>,
}

/// What is kept of a threader; the rest is rebuilt from it.
#[derive(Serialize, Deserialize)]
struct State {
    settings: Settings,
    reports: Vec<Option<Live>>,
    groups: Vec<Group>,
    frequency: Vec<(u32, u32)>,
    languages: Vec<(u32, u32)>,
    added: u32,
    newest: Option<i64>,
}

impl From<State> for Threader {
    fn from(state: State) -> Self {
        let mut threader = Self {
            settings: state.settings,
            reports: state.reports,
            groups: state.groups,
            frequency: state.frequency.into_iter().collect(),
            languages: state.languages.into_iter().collect(),
            added: state.added,
            newest: state.newest,
            ..Self::default()
        };
        for at in 0..threader.reports.len() as u32 {
            let Some(live) = &threader.reports[at as usize] else { continue };
            threader.by_id.insert(live.id.clone(), at);
            threader.weigh(at);
            threader.post(at);
        }
        for (at, group) in threader.groups.iter().enumerate() {
            threader.stories.insert(group.id.clone(), at as u32);
        }
        threader
    }
}

impl From<Threader> for State {
    fn from(threader: Threader) -> Self {
        let sorted = |map: FxHashMap<u32, u32>| {
            let mut pairs: Vec<(u32, u32)> = map.into_iter().collect();
            pairs.sort_unstable();
            pairs
        };
        Self {
            settings: threader.settings,
            reports: threader.reports,
            groups: threader.groups,
            frequency: sorted(threader.frequency),
            languages: sorted(threader.languages),
            added: threader.added,
            newest: threader.newest,
        }
    }
}

impl Threader {
    /// An empty threader with the calibrated settings.
    pub fn new() -> Self {
        Self::with(Settings::default())
    }

    /// An empty threader with settings of one's own.
    pub fn with(settings: Settings) -> Self {
        Self { settings, ..Self::default() }
    }

    /// The story of a report of the live window.
    pub fn story_of(&self, id: &str) -> Option<&str> {
        let live = self.live(*self.by_id.get(id)?)?;
        Some(&self.groups[live.story as usize].id)
    }

    /// How alike two reports of the live window are, under what is known by now; what a placement is
    /// decided by, for an explanation or a calibration.
    pub fn likeness(&self, one: &str, other: &str) -> Option<Likeness> {
        let live = |id: &str| self.live(*self.by_id.get(id)?);
        Some(self.compare(live(one)?, live(other)?))
    }

    /// Stories with their reports of the live window, the oldest first; no empty ones.
    pub fn stories(&self) -> impl Iterator<Item = (&str, Vec<&str>)> {
        self.groups.iter().filter(|group| !group.members.is_empty()).map(|group| {
            let ids = group.members.iter().filter_map(|&at| self.live(at)).map(|live| live.id.as_str());
            (group.id.as_str(), ids.collect())
        })
    }

    /// Places a report; first in the list is its own assignment. A report known by its id is read
    /// anew but stays in its story.
    pub fn add(&mut self, item: &Item) -> Vec<Assignment> {
        let traits = Traits::of(item);
        let known = self.by_id.get(&item.id).copied();
        let language = hash(&["l", item.language.as_deref().unwrap_or_default()]);
        if let Some(at) = known {
            return vec![self.renew(at, traits)];
        }
        self.learn(language, &traits);
        let mut live = Live {
            id: item.id.clone(),
            language,
            published: traits.published,
            outlet: item.outlet.as_deref().map(|outlet| hash(&["o", &outlet.to_lowercase()])),
            weighed: self.weighed(&traits, language),
            norms: [0.0; Field::COUNT],
            traits,
            story: u32::MAX,
        };
        live.norms = norms(&live.weighed);
        self.newest = self.newest.max(live.published);
        let nearest = self.nearest(&live);
        let reasons = match &nearest {
            Some(near) => self.reasons(&live, near.report),
            None => vec![Reason { by: By::Alone, what: Vec::new(), score: 0.0 }],
        };
        let at = self.reports.len() as u32;
        live.story = nearest.map_or_else(|| self.found(&live.id), |near| near.story);
        let story = live.story as usize;
        self.groups[story].members.push(at);
        self.by_id.insert(live.id.clone(), at);
        self.reports.push(Some(live));
        self.post(at);
        self.retire(at);
        vec![Assignment { id: item.id.clone(), story: self.groups[story].id.clone(), reasons }]
    }

    /// A new version of a known report: its traits are replaced, its story stays.
    fn renew(&mut self, at: u32, traits: Traits) -> Assignment {
        let (mut id, mut story) = (String::new(), String::new());
        if let Some(live) = self.reports[at as usize].as_mut() {
            live.traits = traits;
            id.clone_from(&live.id);
            story.clone_from(&self.groups[live.story as usize].id);
        }
        self.weigh(at);
        self.post(at);
        Assignment { id, story, reasons: Vec::new() }
    }

    /// Opens a story, named after its first report.
    fn found(&mut self, id: &str) -> u32 {
        let at = self.groups.len() as u32;
        let mut name = format!("s{:08x}{:04x}", hash(&["s", id]), hash(&["t", id]) & 0xffff);
        while self.stories.contains_key(&name) {
            name.push('x');
        }
        self.stories.insert(name.clone(), at);
        self.groups.push(Group { id: name, members: Vec::new() });
        at
    }

    fn live(&self, at: u32) -> Option<&Live> {
        self.reports.get(at as usize)?.as_ref()
    }

    /// Counts the terms of a report.
    fn learn(&mut self, language: u32, traits: &Traits) {
        self.added += 1;
        *self.languages.entry(language).or_default() += 1;
        for field in [Field::Words, Field::Names, Field::Figures, Field::Days, Field::Cognates] {
            for &(term, _) in &traits.fields[field as usize] {
                *self.frequency.entry(term).or_default() += 1;
            }
        }
    }

    /// How rare a term is among the reports that could have it.
    fn idf(&self, field: Field, language: u32, term: u32) -> f32 {
        let reports = match field {
            Field::Title | Field::Words => self.languages.get(&language).copied().unwrap_or_default(),
            _ => self.added,
        };
        let having = self.frequency.get(&term).copied().unwrap_or_default();
        let prior = self.settings.prior;
        ((reports as f32 + 2.0 * prior) / (having as f32 + prior)).ln().max(0.0)
    }

    /// The idf of a name that only the two reports compared have.
    fn rarest(&self) -> f32 {
        let prior = self.settings.prior;
        ((self.added as f32 + 2.0 * prior) / (2.0 + prior)).ln().max(0.5)
    }

    /// A report's fields under the idf of now.
    fn weighed(&self, traits: &Traits, language: u32) -> [Sparse; Field::COUNT] {
        Field::ALL.map(|field| {
            let terms = traits.fields[field as usize].iter();
            terms.map(|&(term, weight)| (term, weight * self.idf(field, language, term))).collect()
        })
    }

    /// Weighs a report of the live window anew.
    fn weigh(&mut self, at: u32) {
        let Some(live) = self.live(at) else { return };
        let weighed = self.weighed(&live.traits, live.language);
        if let Some(live) = &mut self.reports[at as usize] {
            live.norms = norms(&weighed);
            live.weighed = weighed;
        }
    }

    /// How alike two reports are.
    fn compare(&self, one: &Live, other: &Live) -> Likeness {
        let (same_language, rarest) = (one.language == other.language, self.rarest());
        let mut likeness = Likeness {
            same_language,
            same_outlet: one.outlet.is_some() && one.outlet == other.outlet,
            hours: one.published.zip(other.published).map(|(a, b)| a.abs_diff(b) as f32 / 3600.0),
            ..Likeness::default()
        };
        for field in Field::ALL {
            if !same_language && matches!(field, Field::Title | Field::Words) {
                continue;
            }
            let f = field as usize;
            let sum = dot(&one.weighed[f], &other.weighed[f]);
            let norm = one.norms[f] * other.norms[f];
            likeness.cosines[f] = if norm > 0.0 { (sum / norm).min(1.0) } else { 0.0 };
            match field {
                Field::Names => likeness.names = sum / rarest.powi(2),
                Field::Figures => likeness.figures = sum / rarest.powi(2),
                _ => {}
            }
        }
        if likeness.cosines[Field::Words as usize] > COPIES {
            likeness.copy = one.traits.print.share(&other.traits.print);
        }
        likeness
    }

    /// The terms a report is looked up and posted under: its rarest.
    fn keys(live: &Live) -> Vec<(f32, u32)> {
        let mut keys = Vec::new();
        for (field, most) in [(Field::Words, 24), (Field::Names, 16), (Field::Figures, 10)] {
            let terms = live.weighed[field as usize].iter();
            let mut rare: Vec<(f32, u32)> = terms.map(|&(term, weight)| (weight, term)).collect();
            rare.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            keys.extend(rare.into_iter().take(most));
        }
        keys
    }

    /// Posts a report under its terms; full lists forget their oldest.
    fn post(&mut self, at: u32) {
        let Some(live) = self.live(at) else { return };
        let keys = Self::keys(live);
        for (_, term) in keys {
            let list = self.postings.entry(term).or_default();
            if list.last() != Some(&at) {
                list.push(at);
            }
            if list.len() > self.settings.postings {
                list.drain(..list.len() / 2);
            }
        }
    }

    /// Reports that share rare terms, the most promising first.
    fn candidates(&self, live: &Live) -> Vec<u32> {
        let mut sums: FxHashMap<u32, f32> = FxHashMap::default();
        for (weight, term) in Self::keys(live) {
            for &at in self.postings.get(&term).into_iter().flatten() {
                *sums.entry(at).or_default() += weight * weight;
            }
        }
        let mut best: Vec<(f32, u32)> = sums.into_iter().map(|(at, sum)| (sum, at)).collect();
        best.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)));
        best.truncate(self.settings.candidates);
        best.into_iter().map(|(_, at)| at).collect()
    }

    /// The story a new report is nearest to, if near enough.
    fn nearest(&self, live: &Live) -> Option<Near> {
        let mut score = |at: u32| Some(self.settings.score(&self.compare(live, self.live(at)?)));
        self.nearest_of(&self.candidates(live), None, &mut score)
    }

    /// The story nearest by its members' scores, among those of the candidates; `own` is a report to
    /// leave out of account.
    fn nearest_of(&self, candidates: &[u32], own: Option<u32>, score: Score<'_>) -> Option<Near> {
        let mut stories: Vec<u32> = Vec::new();
        for &at in candidates.iter().filter(|&&at| Some(at) != own) {
            let Some(story) = self.live(at).map(|other| other.story) else { continue };
            if !stories.contains(&story) {
                stories.push(story);
            }
            if stories.len() >= self.settings.stories {
                break;
            }
        }
        let near = stories.into_iter().filter_map(|story| self.nearness(story, own, score));
        near.filter(|near| near.score > self.settings.join)
            .max_by(|a, b| a.score.total_cmp(&b.score).then(b.story.cmp(&a.story)))
    }

    /// How near a story is: between the best and the mean score of its members, without `own`.
    fn nearness(&self, story: u32, own: Option<u32>, score: Score<'_>) -> Option<Near> {
        let members = &self.groups[story as usize].members;
        let (mut sum, mut count, mut best) = (0.0, 0.0_f32, None::<(f32, u32)>);
        for &at in members.iter().rev().filter(|&&at| Some(at) != own).take(self.settings.members) {
            let Some(score) = score(at) else { continue };
            sum += score;
            count += 1.0;
            if best.is_none_or(|(most, _)| score > most) {
                best = Some((score, at));
            }
        }
        let (most, report) = best?;
        let share = self.settings.best;
        Some(Near { story, report, score: share * most + (1.0 - share) * sum / count })
    }

    /// Why a report is like another, the strongest reason first.
    fn reasons(&self, live: &Live, near: u32) -> Vec<Reason> {
        let Some(other) = self.live(near) else { return Vec::new() };
        let likeness = self.compare(live, other);
        let mut reasons = Vec::new();
        if likeness.copy >= crate::origin::COPY {
            reasons.push(Reason { by: By::Copy, what: vec![other.id.clone()], score: likeness.copy });
        }
        for (field, by) in [
            (Field::Title, By::Title),
            (Field::Names, By::Names),
            (Field::Figures, By::Figures),
            (Field::Words, By::Words),
        ] {
            let score = likeness.cosines[field as usize];
            let what = self.shared(live, other, field);
            if score > 0.0 && (by == By::Words || !what.is_empty()) {
                reasons.push(Reason { by, what, score });
            }
        }
        reasons.sort_by(|a, b| b.score.total_cmp(&a.score));
        reasons
    }

    /// Surface forms of the rarest shared terms of a field, at most five.
    fn shared(&self, live: &Live, other: &Live, field: Field) -> Vec<String> {
        let theirs = &other.traits.fields[field as usize];
        let mine = live.traits.fields[field as usize].iter();
        let mut shared: Vec<(f32, &str)> = mine
            .filter(|(term, _)| theirs.binary_search_by_key(term, |&(term, _)| term).is_ok())
            .filter_map(|&(term, _)| Some((self.idf(field, live.language, term), live.traits.label(term)?)))
            .collect();
        shared.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
        let mut what: Vec<String> = Vec::new();
        for (_, label) in shared {
            if what.len() < 5 && !what.iter().any(|word| word == label) {
                what.push(label.to_owned());
            }
        }
        what
    }

    /// Lets reports go that are too old or too many to be joined by new ones.
    fn retire(&mut self, newest: u32) {
        let Some(gone) = newest.checked_sub(self.settings.window) else { return };
        let Some(live) = self.reports[gone as usize].take() else { return };
        self.by_id.remove(&live.id);
        let group = &mut self.groups[live.story as usize];
        group.members.retain(|&at| at != gone);
        if group.members.is_empty() {
            self.stories.remove(&group.id);
            group.id = String::new();
        }
    }
}

/// How near the report of that number is; null if it is gone.
type Score<'s> = &'s mut dyn FnMut(u32) -> Option<f32>;

/// A story near a report, and its nearest member.
struct Near {
    story: u32,
    report: u32,
    score: f32,
}

/// Lengths of the fields.
fn norms(weighed: &[Sparse; Field::COUNT]) -> [f32; Field::COUNT] {
    Field::ALL
        .map(|field| weighed[field as usize].iter().map(|&(_, weight)| weight * weight).sum::<f32>().sqrt())
}
