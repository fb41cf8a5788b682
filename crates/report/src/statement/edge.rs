//! Where reported content ends: of all the places in its sentence where it may, the one the model likes best.
//!
//! The rules propose an end ([`content`](super::content)); what a comma, a conjunction or a preposition
//! behind it means depends on the language and the kind of content, and is weighed instead of ruled. The
//! signs are delexicalised, as everywhere ([`evidence`](super::evidence)).

use super::draft::{Draft, Rule};
use super::evidence::{Sink, bucket, sort};
use super::lexicon::class::*;
use super::model::Model;
use super::scene::Scene;
use crate::sentence::Kind;

/// At most so many places are weighed, within so many tokens.
const MOST: usize = 28;
const REACH: usize = 90;

/// The places where the last part of a draft may end.
pub(crate) struct Ends {
    /// Where the part begins.
    pub(crate) from: usize,
    /// Where the rules end it.
    pub(crate) ruled: usize,
    /// One past its last token, in order.
    pub(crate) places: Vec<usize>,
    /// Its first verb that is known to be one, its first word that is a verb by its form or known, and its first
    /// token within marks of quotation; far behind all places if there is none.
    verb: usize,
    act: usize,
    quoted: usize,
}

/// The ends a draft's content may have; none where marks of quotation or its cue bound it.
pub(crate) fn ends(scene: &Scene<'_>, draft: &Draft, stop: usize) -> Option<Ends> {
    let forward = matches!(
        draft.rule,
        Rule::Clause
            | Rule::BareClause
            | Rule::Infinitive
            | Rule::Object
            | Rule::Nominal
            | Rule::According
            | Rule::OfferedClause
            | Rule::OfferedInfinitive
            | Rule::OfferedObject
    );
    let [part] = &draft.parts[..] else { return None };
    let behind = draft.cue.as_ref().is_some_and(|cue| cue.end <= part.start);
    if !forward || !behind || draft.quotation.is_some() {
        return None;
    }
    let sentence = scene.sentence_of(part.start);
    let limit = sentence.end.min(stop).min(part.start + REACH);
    let half = draft.cue.as_ref().and_then(|cue| scene.own_half(cue.end - 1, part.start, limit));
    // Behind a semicolon somebody else's words begin, unless a source was named for all of it.
    let whole = draft.rule == Rule::According;
    let apart = |k: &usize| scene.kind(*k) == Kind::Semicolon && !scene.quoted(*k) && !whole;
    let limit = half.or_else(|| (part.start + 1..limit).find(apart)).unwrap_or(limit);
    let mut places = Vec::new();
    let mut k = part.start + 1;
    while k < limit && places.len() < MOST {
        if may_end(scene, k) {
            places.push(k);
        }
        k += 1;
    }
    let last = scene.trim(part.start..limit).end;
    if places.last().is_none_or(|place| *place < last) {
        places.push(last);
    }
    if !places.contains(&part.end) {
        places.push(part.end);
        places.sort_unstable();
    }
    if places.len() < 2 {
        return None;
    }
    let words = part.start..places[places.len() - 1];
    let first = |test: &dyn Fn(usize) -> bool| words.clone().find(|k| test(*k)).unwrap_or(usize::MAX);
    Some(Ends {
        from: part.start,
        ruled: part.end,
        verb: first(&|k| is_verb(scene, k)),
        act: first(&|k| is_verb(scene, k) || finite_by_form(scene, k)),
        quoted: first(&|k| scene.quoted(k)),
        places,
    })
}

/// Whether a word outside marks is known to be a verb.
fn is_verb(scene: &Scene<'_>, k: usize) -> bool {
    scene.is(k, AUX | CUE) && !scene.quoted(k)
}

/// Whether a clause or phrase may end before token `k`.
fn may_end(scene: &Scene<'_>, k: usize) -> bool {
    if scene.quoted(k) && !scene.opens_quotation(k) || scene.kind(k - 1) == Kind::Comma {
        return false;
    }
    match scene.kind(k) {
        Kind::Comma | Kind::Dash | Kind::Semicolon | Kind::Colon | Kind::Open => true,
        Kind::Word => scene.is(k, CONJ | SUB | REL | PREP | TIME | INF | ACC) && !scene.is(k, OF),
        _ => false,
    }
}

/// The weight class of what stands where content may end.
fn mark(scene: &Scene<'_>, k: usize, last: bool) -> u32 {
    if last {
        return 0;
    }
    match scene.kind(k) {
        Kind::Comma => 1,
        Kind::Dash => 2,
        Kind::Semicolon => 3,
        Kind::Colon => 4,
        Kind::Open => 5,
        Kind::Stop => 6,
        _ if scene.is(k, CONJ) => 7,
        _ if scene.is(k, REL) => 8,
        _ if scene.is(k, SUB) => 9,
        _ if scene.is(k, TIME) => 10,
        _ if scene.is(k, INF) => 11,
        _ if scene.is(k, ACC) => 12,
        _ if scene.is(k, PREP) => 13,
        _ => 14,
    }
}

/// A family of rules whose contents end alike.
fn family(rule: Rule) -> u32 {
    match rule {
        Rule::Infinitive | Rule::OfferedInfinitive => 1,
        Rule::Object | Rule::OfferedObject => 2,
        Rule::According => 3,
        Rule::Nominal => 4,
        Rule::BareClause => 5,
        _ => 0,
    }
}

/// Signs for content ending before `place`.
pub(crate) fn of_end(scene: &Scene<'_>, draft: &Draft, ends: &Ends, n: usize, sink: &mut impl Sink) {
    let place = ends.places[n];
    let last = n + 1 == ends.places.len();
    let f = family(draft.rule);
    let m = mark(scene, place, last);
    let marked = scene.kind(place) != Kind::Word;
    let next = if last { 0 } else { sort(scene, place + usize::from(marked)) };
    let then = if last { 0 } else { sort(scene, place + 1 + usize::from(marked)) };
    let commas = u32::from(scene.lexicon.comma_clause());
    let within = ends.from..place;
    let ahead = place..ends.places.get(n + 1).copied().unwrap_or(place);
    sink("end ruled", u32::from(place == ends.ruled) * 8 + f);
    sink("end mark", m * 8 + f);
    sink("end next", (m * 32 + next) * 8 + f);
    sink("end language next", (m * 32 + next) * 2 + commas);
    sink("end then", (next * 32 + then) * 2 + commas);
    sink("end length", bucket(within.len()) * 8 + f);
    sink("end order", n.min(6) as u32 * 8 + f);
    let verbs = u32::from(ends.verb < place) * 2 + u32::from(ahead.clone().any(|k| is_verb(scene, k)));
    let unknown = |k: usize| scene.tokens.get(k).is_some_and(|token| !token.capital) && scene.classes(k) == 0;
    sink("end verb", verbs * 128 + m * 8 + f);
    let quoted = u32::from(ends.quoted < place) * 2 + u32::from(ahead.clone().any(|k| scene.quoted(k)));
    sink("end quoted", quoted * 128 + m * 8 + f);
    let first = place + usize::from(marked);
    let ending =
        |suffixes: &[String]| suffixes.iter().any(|suffix| scene.word(first).ends_with(suffix.as_str()));
    let participle = u32::from(unknown(first) && ending(&scene.lexicon.participles))
        + 2 * u32::from(unknown(first) && ending(&scene.lexicon.gerunds))
        + 4 * u32::from(unknown(first));
    sink("end participle", participle * 128 + m * 8 + f);
    sink("end ahead", bucket(ahead.len()) * 128 + m * 8 + f);
    // Another verb of speech, or any verb, soon behind the place: a clause of its own begins.
    let soon = first..(first + 9).min(scene.sentence_of(ends.from).end).max(first);
    let cue = soon.clone().find(|&k| scene.is(k, CUE) && !scene.quoted(k));
    let cue = cue.map_or(0, |k| if scene.is(k, WEAK) { 1 } else { 2 });
    let finite = soon.clone().any(|k| scene.is(k, AUX) && !scene.quoted(k));
    sink("end cue", (cue * 2 + u32::from(finite)) * 128 + m * 8 + f);
    sink("end clause", new_clause(scene, place, draft) * 2 + u32::from(f == 0));
    let capital = scene.tokens.get(first).is_some_and(|token| token.capital);
    let segment = segment(scene, first, place, ends);
    let rest = first..segment;
    let acts = rest.clone().any(|k| is_verb(scene, k) || finite_by_form(scene, k));
    let joint = u32::from(scene.is(first, CONJ)) + 2 * u32::from(scene.is(first, SUB | AS | REL));
    let told = u32::from(acts) * 4 + joint;
    sink("end segment", (told * 16 + m) * 8 + f);
    sink("end segment language", (told * 16 + m) * 16 + u32::from(scene.lexicon.number));
    sink("end segment length", (bucket(rest.len()) * 16 + m) * 8 + f);
    sink("end both", ((u32::from(ends.act < place) * 8 + told) * 16 + m) * 8 + f);
    sink("end capital", u32::from(capital) * 128 + m * 8 + f);
    let before = sort(scene, place.saturating_sub(1));
    sink("end before", (before * 16 + m) * 2 + commas);
    let open = within.clone().filter(|&k| scene.is(k, REL | SUB | COMP) && !scene.is(k, DET | PREP)).count();
    sink("end open", open.min(3) as u32 * 128 + m * 8 + f);
}

/// Where the words behind a place end: before the next comma or stop outside marks.
fn segment(scene: &Scene<'_>, first: usize, place: usize, ends: &Ends) -> usize {
    let last = ends.places.last().copied().unwrap_or(place).max(first);
    let stops = |k: &usize| {
        matches!(scene.kind(*k), Kind::Comma | Kind::Stop | Kind::Semicolon | Kind::Dash | Kind::Colon)
            && !scene.quoted(*k)
    };
    (first..last).find(stops).unwrap_or(last)
}

/// Whether a word the lexicon does not know ends as verbs do.
fn finite_by_form(scene: &Scene<'_>, k: usize) -> bool {
    let ends = |list: &[String]| list.iter().any(|ending| scene.word(k).ends_with(ending.as_str()));
    let lexicon = scene.lexicon;
    scene.kind(k) == Kind::Word
        && !scene.tokens[k].capital
        && scene.classes(k) == 0
        && !scene.quoted(k)
        && (ends(&lexicon.finite) || ends(&lexicon.many) || ends(&lexicon.he_did) || ends(&lexicon.she_did))
}

/// Whether a clause of its own, a subject with a verb behind it, begins at a place (", and the council voted …"):
/// 0 none; else 1 behind a comma, 2 behind a comma and a conjunction, 3 behind a conjunction alone, and 3 more
/// where the verb is known to be one.
fn new_clause(scene: &Scene<'_>, place: usize, draft: &Draft) -> u32 {
    let comma = scene.kind(place) == Kind::Comma;
    let joint = place + usize::from(comma);
    let joined = scene.is(joint, CONJ);
    if !comma && !joined || scene.quoted(place) {
        return 0;
    }
    let end = scene.sentence_of(draft.start()).end;
    let first = joint + usize::from(joined);
    let Some(mention) = scene.mention_at(first, end).filter(|mention| mention.words.start == first) else {
        return 0;
    };
    let verb = mention.whole.end;
    if !scene.acts(&mention, end) || scene.kind(verb) == Kind::Comma {
        return 0;
    }
    let ends = |list: &[String]| list.iter().any(|ending| scene.word(verb).ends_with(ending.as_str()));
    let known = scene.is(verb, AUX | CUE) || ends(&scene.lexicon.finite) || ends(&scene.lexicon.participles);
    1 + u32::from(joined) + u32::from(joined && !comma) + 3 * u32::from(known)
}

/// Ends every draft's content where the model likes it best; quotations behind bound it.
pub(crate) fn settle(scene: &Scene<'_>, drafts: &mut [Draft], model: &Model) {
    if !model.knows_ends() {
        return;
    }
    for n in 0..drafts.len() {
        let stop = stop_of(scene, drafts, n);
        let Some(ends) = ends(scene, &drafts[n], stop) else { continue };
        let score = |place: usize| {
            let mut sum = 0.0;
            of_end(scene, &drafts[n], &ends, place, &mut |group, value| sum += model.end(group, value));
            sum
        };
        let scores: Vec<f32> = (0..ends.places.len()).map(score).collect();
        let best = (0..scores.len()).max_by(|&a, &b| scores[a].total_cmp(&scores[b]));
        if let Some(end) = best.map(|best| ends.places[best])
            && end != drafts[n].parts[0].end
        {
            let part = scene.trim(ends.from..end);
            if !part.is_empty() {
                drafts[n].parts = vec![part];
                scene.set_manner(&mut drafts[n]);
            }
        }
    }
}

/// Where the first quotation begins that another draft holds as somebody's words.
pub(crate) fn stop_of(scene: &Scene<'_>, drafts: &[Draft], n: usize) -> usize {
    let from = drafts[n].start();
    drafts[n + 1..]
        .iter()
        .take(8)
        .filter(|draft| draft.rule.of_quotation() && draft.start() > from)
        .filter_map(|draft| draft.parts.first())
        .map(|part| part.start)
        .find_map(|start| {
            let quote = scene.marks[start].quote as usize;
            (quote > 0).then(|| scene.quotations[quote - 1].open)
        })
        .unwrap_or(usize::MAX)
}
