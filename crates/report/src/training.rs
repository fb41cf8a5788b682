//! What the weights of [`crate::verdict`] are learned from: all that a page claims of its title and its authors,
//! in words and in numbers, as reading it weighs them; and which of it given weights would choose.

use page::Page;

use crate::body::Body;
use crate::body::model::Model;
use crate::byline::signature;
use crate::feature::Features;
use crate::furniture::Phrases;
use crate::headline::claim;
use crate::kind::shape;
use crate::metadata::{Metadata, outlet};
use crate::outline::Outline;
use crate::read::Context;
use crate::verdict::Verdict;
use crate::{Report, byline, detection, headline};

/// What one page claims of its title and its authors, in words and in numbers.
#[derive(Clone, Debug, Default)]
pub struct Claims {
    /// Wordings of the title.
    pub titles: Vec<(String, claim::Row)>,
    /// Names of authors.
    pub authors: Vec<(String, signature::Row)>,
    /// The page as a whole.
    pub shape: Option<shape::Row>,
}

impl Claims {
    /// The title and the authors that these weights choose.
    pub fn chosen(&self, verdict: &Verdict) -> (Option<&str>, Vec<&str>) {
        let titles = self.titles.iter().map(|(_, row)| row);
        let title = headline::best(titles, verdict).map(|at| self.titles[at].0.as_str());
        let authors: Vec<_> = self.authors.iter().map(|(name, row)| (name.as_str(), row)).collect();
        let chosen = byline::chosen(&authors, verdict);
        (title, chosen.into_iter().map(|at| authors[at].0).collect())
    }
}

/// The claims of a page, as [`crate::read::read_page`] weighs them.
pub fn claims(page: &Page<'_>, context: &Context) -> Claims {
    let (metadata, outline) = (Metadata::of(page, &mut Vec::new()), Outline::of(page));
    let language = detection::of_page(&outline, &metadata, context.language.as_deref()).unwrap_or_default();
    let features =
        Features::of(page, &outline, &metadata, Phrases::of_page(&language), Model::bundled().words());
    let mut report = Report { url: context.url.clone(), ..Report::default() };
    outlet::fill(&mut report, &metadata);
    let (outlet, url) = (report.outlet.as_deref(), report.url.as_deref());
    let titles = claim::claims(page, &outline, &features, &metadata, outlet, url);
    let authors = signature::signatures(page, &outline, &features, &metadata, outlet, &language);
    let body = Body::of(page, &outline, &features, Model::bundled());
    let named = !metadata.linked.authors.is_empty();
    let shape = shape::row(&outline, &metadata, &body, url, body.letters, named);
    Claims {
        shape: Some(shape),
        titles: titles.into_iter().map(|claim| (claim.text, claim.row)).collect(),
        authors: authors.into_iter().map(|author| (author.name, author.row)).collect(),
    }
}
