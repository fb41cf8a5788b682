//! The weights by which a page's claims about itself are believed: one small forest for titles, one for
//! authors. Data from `models/front.json`, trained by `cargo xtask train front`; the card stands beside it.
//! Only comparisons and sums of whole numbers: every machine decides alike.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::Kind;
use crate::byline::signature;
use crate::forest::{Forest, PackedForest};
use crate::headline::claim;
use crate::kind::shape;

/// Both forests.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Verdict {
    /// Judges wordings of the title against each other: the highest score wins.
    pub title: Forest,
    /// Judges names one by one: above nought is an author.
    pub author: Forest,
    /// Judge whole pages, a kind each: the highest score wins, with something in hand for articles.
    pub kinds: Vec<(Kind, Forest)>,
    /// Those that judge many rows of a page, made ready once.
    #[serde(skip)]
    ready: OnceLock<Ready>,
}

#[derive(Clone, Debug)]
struct Ready {
    title: PackedForest,
    author: PackedForest,
}

impl Verdict {
    /// The weights the crate carries.
    pub fn bundled() -> &'static Self {
        static VERDICT: OnceLock<Verdict> = OnceLock::new();
        VERDICT.get_or_init(|| Self::from_json(include_str!("../models/front.json")).unwrap_or_default())
    }

    /// Weights from their file; `None` if they do not fit this program's numbers.
    pub fn from_json(json: &str) -> Option<Self> {
        let verdict: Self = serde_json::from_str(json).ok()?;
        let sound = verdict.title.is_sound(claim::COUNT)
            && verdict.author.is_sound(signature::COUNT)
            && verdict.kinds.iter().all(|(_, forest)| forest.is_sound(shape::COUNT));
        sound.then_some(verdict)
    }

    /// Weights of three kinds of forest.
    pub fn of(title: Forest, author: Forest, kinds: Vec<(Kind, Forest)>) -> Self {
        Self { title, author, kinds, ready: OnceLock::new() }
    }

    fn ready(&self) -> &Ready {
        self.ready.get_or_init(|| Ready {
            title: PackedForest::of(&self.title),
            author: PackedForest::of(&self.author),
        })
    }

    /// What is said for each wording of the title, against others of the page.
    pub(crate) fn of_titles<'r>(&self, rows: impl Iterator<Item = &'r claim::Row>) -> Vec<i32> {
        self.ready().title.scores(rows)
    }

    /// What is said for each name being an author's.
    pub(crate) fn of_authors<'r>(&self, rows: impl Iterator<Item = &'r signature::Row>) -> Vec<i32> {
        self.ready().author.scores(rows)
    }

    /// The kind of a page by its shape; an article unless another kind is likelier by far.
    pub fn kind(&self, row: &shape::Row) -> Kind {
        let scores = self.kinds.iter().map(|(kind, forest)| {
            let favour = if *kind == Kind::Article { IN_HAND } else { 0 };
            (forest.score(row) + favour, *kind)
        });
        scores.max_by_key(|(score, _)| *score).map_or(Kind::Article, |(_, kind)| kind)
    }
}

/// What an article has in hand over other kinds: to leave out a report is worse than to read a page that is none.
const IN_HAND: i32 = 2_000;
