//! Who claims a figure, and as of when: the speaker of the statement it stands in, the poll or count that
//! is the subject of its sentence, or nobody but the outlet.

use super::Reading;
use super::lexicon::{NounPhrase, Role};
use super::token::Kind;
use crate::{In, Span, Statement, Sureness};

/// The statement that encloses `at` most closely, its place, and its speaker.
pub(super) fn enclosing(
    statements: &[Statement],
    within: In,
    at: Span,
) -> Option<(&Statement, usize, Option<String>)> {
    let holds = |s: &Statement| s.words.iter().filter(|w| w.at.overlaps(at)).map(|w| w.at.len()).min();
    let (_, index, statement) = statements
        .iter()
        .enumerate()
        .filter(|(_, s)| s.within == within)
        .filter_map(|(i, s)| holds(s).map(|len| (len, i, s)))
        .min_by_key(|(len, ..)| *len)?;
    let speaker = statement.speaker.as_ref();
    Some((statement, index, speaker.and_then(|s| s.name.clone().or_else(|| s.mention.clone()))))
}

/// What the cue of a statement does to the figures in it: a denial denies, a promise or a demand is of the future.
pub(super) fn of_cue(statement: &Statement) -> Sureness {
    match statement.cue_class.as_deref() {
        Some("deny") => Sureness::Denied,
        Some("promise" | "ask") => Sureness::Expected,
        _ => Sureness::Reported,
    }
}

/// Whether a statement announces, so that what it counts may be still to come.
pub(super) fn announces(statement: &Statement) -> bool {
    matches!(statement.cue_class.as_deref(), Some("announce" | "promise" | "ask"))
}

impl Reading<'_> {
    /// The poll, count or study that a sentence has for its subject: "A poll this week has Kord at 39 %".
    ///
    /// It must open the sentence, and a word of what such documents do stand between it and the number.
    pub(super) fn told_by(&self, number: usize) -> Option<String> {
        /// How far into its sentence a subject begins, and how far behind it its verb stands.
        const OPENS: usize = 5;
        const VERB: usize = 5;
        let start = self.sentence_of(number).start;
        let led = self.has(start, Role::PREPOSITION | Role::CLAUSE);
        let head =
            (start..number.min(start + OPENS)).find(|&at| self.has(at, Role::SURVEY)).filter(|_| !led)?;
        if (start..head).any(|at| self.is_border(at) || self.has(at, Role::PREPOSITION)) {
            return None;
        }
        let owned = self.has(head + 1, Role::OF | Role::LINK | Role::PREPOSITION);
        let stops = |at: &usize| self.has(*at, Role::TELLS) || self.is_border(*at);
        let end = if owned { (head + 2..number).find(stops)? } else { head + 1 };
        // A relative clause or what was made before may stand between: "Pesquisa do instituto, feita antes, mostra".
        let commas = (end..number).filter(|&at| self.mark(at) == Some(',')).count();
        let reach = if commas >= 2 { number } else { number.min(end + VERB) };
        let tells = (end..reach).any(|at| self.has(at, Role::TELLS));
        tells.then(|| self.slice(start, end).to_owned())
    }

    /// "…, selon une source policière.", "According to the union, …": a phrase that names the source, where
    /// it opens the number's sentence or follows a comma behind the number, and no statement was read.
    pub(super) fn told_according(&self, number: usize) -> Option<String> {
        /// No source named so is longer.
        const LONGEST: usize = 10;
        let sentence = self.sentence_of(number);
        let behind = (number + 1..sentence.end).filter(|&at| self.mark(at - 1) == Some(','));
        let (at, len) = std::iter::once(sentence.start).chain(behind).find_map(|at| {
            let ((), len) = self.lex.according.at(self.text, self.tokens, at)?;
            // "según las primeras informaciones" names nobody, and says that nothing is sure.
            let mut doubts = self.lex.moods.all_at(self.text, self.tokens, at);
            (!doubts.any(|(_, words)| words > len)).then_some((at, len))
        })?;
        let first = at + len;
        // A source begins with an article or a capital, where the language has articles.
        let token = self.tokens.get(first).filter(|t| t.kind == Kind::Word)?;
        let inflected = self.lex.noun_phrase == NounPhrase::Inflected;
        let named = token.capital || self.has(first, Role::DET | Role::DEFINITE) || inflected;
        let small = Role::STOP | Role::PREPOSITION | Role::CLAUSE;
        let opens = !self.has(first, small) || self.has(first, Role::DET | Role::DEFINITE);
        let stops = |at: &usize| {
            self.tokens[*at].line || self.tokens[*at].kind == Kind::Mark && !self.is_glued_hyphen(*at)
        };
        let limit = (first + LONGEST).min(sentence.end);
        let stop = (first..limit).find(stops).unwrap_or(limit);
        // "Según la policía acudieron 4.500 personas": no source holds the number it gives.
        let small = usize::from(self.has(first, Role::DET | Role::DEFINITE));
        let noun = || self.noun(first + small).map(|r| r.end).filter(|&end| end <= number);
        let stop = if (first..stop).contains(&number) { noun().unwrap_or(first) } else { stop };
        (named && opens && stop > first && stop <= sentence.end).then(|| self.slice(first, stop).to_owned())
    }

    /// "Selon la police, ils étaient 5 000, selon les syndicats 12 000": of two sources in one sentence, the
    /// one whose phrase leads to the number, or follows it where the sentence begins with a number.
    pub(super) fn told_by_one_of(&self, number: usize) -> Option<String> {
        let sentence = self.sentence_of(number);
        let opens = |at: usize| {
            at == sentence.start
                || self.mark(at - 1).is_some_and(|m| ",;(–—".contains(m))
                || self.has(at - 1, Role::JOIN | Role::CLAUSE)
        };
        let phrase = |at: usize| self.lex.according.at(self.text, self.tokens, at).map(|((), len)| at + len);
        let mut sources = sentence.clone().filter(|&at| opens(at)).filter_map(phrase);
        let (first, second) = (sources.next()?, sources.next()?);
        let is_number = |at: usize| self.tokens[at].kind == Kind::Number || self.has(at, Role::NUMERAL);
        let follows = sentence.clone().find(|&at| is_number(at)).is_some_and(|at| at < first);
        let mut all = [first, second].into_iter().chain(sources);
        let from =
            if follows { all.find(|&at| at > number)? } else { all.take_while(|&at| at <= number).last()? };
        let small = usize::from(self.has(from, Role::DET | Role::DEFINITE));
        let end = self.noun(from + small)?.end;
        ((from..end).all(|at| !is_number(at)) && end <= sentence.end)
            .then(|| self.slice(from, end).to_owned())
    }

    /// "Nach Polizeiangaben": the source in one word with what it gave.
    pub(super) fn told_in_word(&self, number: usize) -> Option<String> {
        if self.lex.told_ends.is_empty() {
            return None;
        }
        self.sentence_of(number).find_map(|at| {
            let word = self.slice(at, at + 1);
            let compound = self.tokens[at].kind == Kind::Word && at > 0 && self.has(at - 1, Role::GIVES);
            let first = if compound { at } else { return None };
            // "US-Angaben" are three tokens.
            let hyphen = self.is_glued_hyphen(at + 1);
            let whole = if hyphen { self.slice(first, at + 3) } else { word };
            let stem = self.lex.told_ends.iter().find_map(|end| whole.strip_suffix(&**end))?;
            let stem = self
                .lex
                .told_links
                .iter()
                .find_map(|link| {
                    let bare = stem.strip_suffix('s')?;
                    bare.ends_with(&**link).then_some(bare)
                })
                .unwrap_or(stem);
            (!stem.is_empty()).then(|| stem.to_owned())
        })
    }

    /// "Around 19 fires are burning, the fire service said.", "… , подсчитала газета": who says so behind the
    /// last comma of the sentence, where the words before it were read as nobody's.
    pub(super) fn told_incise(&self, number: usize) -> Option<String> {
        /// No verb and its speaker are longer.
        const LONGEST: usize = 8;
        let sentence = self.sentence_of(number);
        let is_mark = |at: usize| self.tokens[at].kind == Kind::Mark;
        let end = (number + 1..sentence.end).rev().find(|&at| !is_mark(at))? + 1;
        let floor = end.saturating_sub(LONGEST).max(number + 1);
        let is_quote = |at: usize| self.is_quote(at);
        let stops = |at: &usize| is_mark(*at) && !is_quote(*at) && !self.is_glued_hyphen(*at);
        let comma = (floor..end).rev().find(stops).filter(|&at| self.mark(at) == Some(','))?;
        // "газета «Волна»": a quoted name is one with its mark.
        let end = end + usize::from(is_quote(end) && (comma..end).any(is_quote));
        let (mut first, mut last) = (comma + 1, end);
        // "police said on Monday", "said police yesterday": when it was said.
        let is_time = |at: usize| self.has(at, Role::WEEKDAY | Role::MONTH);
        while last > first && is_time(last - 1) {
            last -= 1;
            last -= usize::from(last > first && self.has(last - 1, Role::PREPOSITION | Role::DET));
        }
        // One small word may lead: "так сказал", "zo vernam", "a dit", "wie eine Umfrage ergab", "как показал опрос".
        let says = |at: usize| self.has(at, Role::CUE | Role::TELLS);
        let led = self.has(first, Role::STOP)
            && !self.has(first, Role::DET | Role::DEFINITE)
            && first + 2 < last
            && (says(first + 1) || says(last - 1));
        first += usize::from(led);
        if self.has(first, Role::CUE) || led && says(first) {
            first += 1;
            while first < last && is_time(first) {
                first += 1;
            }
        } else if last > first && (self.has(last - 1, Role::CUE) || led) {
            last -= 1;
        } else {
            return None;
        }
        let small = Role::STOP | Role::NUMERAL | Role::CUE;
        let whole =
            |at: usize| self.tokens[at].kind != Kind::Number && !self.has(at, Role::CLAUSE | Role::CUE);
        let named = (first..last).any(|at| !self.has(at, small) && self.tokens[at].kind == Kind::Word);
        // A speaker begins with an article or a name, where the language has articles.
        let inflected = self.lex.noun_phrase == NounPhrase::Inflected;
        let opens = |at: usize| {
            self.has(at, Role::DET | Role::DEFINITE)
                || self.tokens[at].capital
                || inflected
                || first + 1 == last
        };
        let is_speaker = first < last && named && opens(first) && (first..last).all(whole);
        is_speaker.then(|| self.slice(first, last).to_owned())
    }

    /// Who said so by the words behind: "… 1400 appointments. Dat meldt a spokeswoman.", "… – so said X".
    ///
    /// They must open the next sentence of the same paragraph, or follow a dash in the number's own.
    pub(super) fn told_after(&self, number: usize) -> Option<String> {
        /// No source named so is longer.
        const LONGEST: usize = 9;
        let end = self.sentence_of(number).end;
        let opens = |at: usize| at == end || matches!(self.mark(at - 1), Some('–' | '—'));
        let (at, len) = (number + 1..=end).filter(|&at| opens(at)).find_map(|at| {
            let token = self.tokens.get(at).filter(|t| !t.line)?;
            let found =
                self.lex.told_after.at(self.text, self.tokens, at).filter(|_| token.kind == Kind::Word);
            found.map(|((), len)| (at, len))
        })?;
        let mut first = at + len;
        // "привёл в четверг экономист …": when it was said.
        let is_time = |at: usize| self.has(at, Role::WEEKDAY | Role::MONTH);
        let is_quote = |at: usize| self.is_quote(at);
        let is_small = |at: usize| self.has(at, Role::STOP) && !self.has(at, Role::DET | Role::DEFINITE);
        loop {
            if is_time(first) || self.has(first, Role::PREPOSITION) && is_time(first + 1) || is_small(first) {
                first += 1;
            } else if self.has(first, Role::PREPOSITION) && is_quote(first + 1) {
                // … and whom it was told: "lo ha riferito ieri al “Corriere” una fonte vicina".
                let close = (first + 2..first + 2 + LONGEST).find(|&at| is_quote(at));
                first = close.map_or(first + 1, |at| at + 1);
            } else {
                break;
            }
        }
        let stops = |at: &usize| {
            let token = &self.tokens[*at];
            token.line
                || self.is_border(*at) && !is_quote(*at)
                || token.kind == Kind::Mark && !is_quote(*at)
                || self.has(*at, Role::PREPOSITION) && !self.has(*at, Role::OF | Role::LINK)
                || is_time(*at)
        };
        let limit = (first + LONGEST).min(self.tokens.len());
        let stop = (first..limit).find(stops).unwrap_or(limit);
        (stop > first).then(|| self.slice(first, stop).to_owned())
    }

    /// When a figure holds, where its sentence says so right beside it: "as of 31 December", "au 1er juillet".
    pub(super) fn as_of(&self, first: usize, end: usize) -> Option<&str> {
        /// How far a date stands from its figure.
        const NEAR: usize = 8;
        let sentence = self.sentence_of(first);
        let before = sentence.start..first;
        let behind = end..sentence.end.min(end + NEAR);
        behind.chain(before).find_map(|at| {
            let ((), len) = self.lex.as_of.at(self.text, self.tokens, at)?;
            let stop = self.date_end(at + len)?;
            Some(self.slice(at + len, stop))
        })
    }

    /// The end of a day, month, year or weekday that begins at a token.
    fn date_end(&self, from: usize) -> Option<usize> {
        /// "Monday, the 31st of December 2022" is longer than any other.
        const LONGEST: usize = 9;
        let mut end = None;
        let small = Role::DET | Role::DEFINITE | Role::OF | Role::LINK | Role::ORDINAL_END;
        for at in from..(from + LONGEST).min(self.tokens.len()) {
            let token = &self.tokens[at];
            let is_name = self.has(at, Role::MONTH | Role::WEEKDAY);
            let is_number = token.kind == Kind::Number && self.is_day_or_year(at);
            if is_name || is_number {
                end = Some(at + 1);
            } else if !(self.has(at, small) || matches!(self.mark(at), Some(',' | '.'))) || token.line {
                break;
            }
        }
        let dated = |end: usize| {
            (from..end).any(|at| self.has(at, Role::MONTH | Role::WEEKDAY) || self.is_year_at(at))
        };
        end.filter(|&end| dated(end))
    }
}
