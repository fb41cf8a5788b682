//! What is known of each run of a page, in numbers: the one input of the model that tells body from
//! furniture ([`crate::body`]). Whole numbers only, so that every machine decides alike.

mod claims;
pub mod column;
mod row;
mod survey;
mod weight;

use page::Page;

use self::claims::Claims;
pub use self::column::NAMES;
use self::row::Describe;
pub use self::survey::Kin;
use self::survey::Survey;
pub use self::weight::Weights;
use crate::furniture::Phrases;
pub use crate::likeness::Words;
use crate::metadata::Metadata;
use crate::outline::{Outline, mark};

/// How many numbers describe a run.
pub const COUNT: usize = OWN + PLACES + mark::COUNT;

const PLACES: usize = 25;
const OWN: usize = NAMES.len();

/// One run in numbers.
pub type Row = [i16; COUNT];

/// All runs of one page in numbers, and what was found on the way.
pub(crate) struct Features {
    pub(crate) rows: Vec<Row>,
    /// What each run has in common with others.
    pub(crate) kin: Vec<Kin>,
    /// The words of each run as numbers.
    pub(crate) words: Words,
    /// The run that is most likely the headline.
    pub(crate) title: Option<usize>,
}

/// A page's runs in numbers and words, for training the model.
#[derive(Clone, Debug, Default)]
pub struct Described {
    /// One row a run.
    pub rows: Vec<Row>,
    /// What each run has in common with others.
    pub kin: Vec<Kin>,
    /// The words of each run as numbers.
    pub words: Words,
    /// The words of each run.
    pub texts: Vec<String>,
}

/// Describes the runs of a page as [`crate::read::read_page`] does, but for the weights of their words.
pub fn describe(page: &Page<'_>) -> Described {
    let (metadata, outline) = (Metadata::of(page, &mut Vec::new()), Outline::of(page));
    let language = crate::detection::of_page(&outline, &metadata, None).unwrap_or_default();
    let features = Features::of(page, &outline, &metadata, Phrases::of_page(&language), &Weights::default());
    let texts = outline.runs.iter().map(|run| outline.words(run).to_owned()).collect();
    Described { rows: features.rows, kin: features.kin, words: features.words, texts }
}
impl Features {
    pub(crate) fn of(
        page: &Page<'_>,
        outline: &Outline,
        metadata: &Metadata<'_>,
        phrases: [&Phrases; 2],
        weights: &Weights,
    ) -> Self {
        let mut words = Words::default();
        words.reserve(outline.runs.len(), outline.len());
        for run in &outline.runs {
            words.push(outline.words(run));
        }
        let survey = Survey::of(page, outline, &words);
        let mut describe = Describe::new(page, outline, phrases, Claims::of(metadata), survey, &words);
        let mut rows: Vec<Row> = vec![[0; COUNT]; outline.runs.len()];
        rows.iter_mut().enumerate().for_each(|(i, row)| describe.row(i, row));
        let (title, kin) = (describe.title, describe.survey.kin);
        weights.weigh(&words, &mut rows);
        Self { rows, kin, words, title }
    }
}
