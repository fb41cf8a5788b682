//! Who wrote it: the names [`crate::byline::signature`] gathered that [`crate::verdict`] believes; never an outlet or
//! a desk beside people.

pub(crate) mod signature;
pub(crate) mod signed;

use crate::byline::signature::Signature;
use crate::likeness::form::Form;
use crate::verdict::Verdict;
use crate::{Author, Evidence};

/// More names than this are a list of staff, not a byline.
const MOST: usize = 25;
/// Scores from which on a name is likely, and up to which it is hopeless.
const LIKELY: i32 = 300;
const HOPELESS: i32 = -1_500;

/// The authors of the page, and who names them.
pub(crate) fn authors(mut signatures: Vec<Signature>, verdict: &Verdict) -> (Vec<Author>, Vec<Evidence>) {
    let rows: Vec<_> = signatures.iter().map(|signature| (signature.name.as_str(), &signature.row)).collect();
    let chosen = chosen(&rows, verdict);
    let mut evidence = Vec::new();
    for kind in chosen.iter().flat_map(|at| signature::evidence(rows[*at].1)) {
        if !evidence.contains(&kind) {
            evidence.push(kind);
        }
    }
    let author = |at: usize| {
        let Signature { name, role, .. } = &mut signatures[at];
        Author { name: std::mem::take(name), role: role.take() }
    };
    (chosen.into_iter().map(author).collect(), evidence)
}

/// Which of the names they are: all that are likely; where none is, the likeliest if it is not hopeless;
/// and who stands in the same list of the JSON-LD as one of them.
pub(crate) fn chosen(names: &[(&str, &signature::Row)], verdict: &Verdict) -> Vec<usize> {
    let scores = verdict.of_authors(names.iter().map(|(_, row)| *row));
    let mut chosen: Vec<usize> = (0..names.len()).filter(|at| scores[*at] > LIKELY).collect();
    if chosen.is_empty() {
        let best = (0..names.len()).max_by_key(|at| (scores[*at], std::cmp::Reverse(*at)));
        chosen.extend(best.filter(|at| scores[*at] > HOPELESS));
    }
    if chosen.iter().any(|at| signature::is_linked(names[*at].1)) {
        let others = (0..names.len()).filter(|at| !chosen.contains(at));
        let listed: Vec<usize> =
            others.filter(|at| scores[*at] > HOPELESS && signature::is_listed(names[*at].1)).collect();
        chosen.extend(listed);
        chosen.sort_unstable();
    }
    // The same name with and without what stands beside it: the likelier one.
    let forms: Vec<(i32, Form)> = chosen.iter().map(|at| (scores[*at], Form::of(names[*at].0))).collect();
    let mut own = forms.iter();
    chosen.retain(|_| {
        own.next().is_none_or(|(score, form)| {
            !forms.iter().any(|(other, longer)| other > score && (longer.holds(form) || form.holds(longer)))
        })
    });
    if chosen.len() > MOST { Vec::new() } else { chosen }
}
