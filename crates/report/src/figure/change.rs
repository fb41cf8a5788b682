//! Which way a figure says something moved: "up 5 %", "a fall of 20", "10 gradi in più", "from 5 to 7".
//!
//! Words of change stand before the number, within its clause, right behind it, or around it ("nahm um 5 %
//! zu"); one that another verb parts from its number ("the increase affects 300 families") or that means
//! otherwise where it stands ("gave up 500", "raised $20 million") is none. Numbers in a list share theirs. Where something went from
//! and to, the goal moved, by what the two values say; a goal alone says no direction.

use super::Reading;
use super::claim::Last;
use super::lexicon::{Measure, NounPhrase, Role};
use super::number::{Nature, Numeral};
use super::token::Kind;
use crate::Change;
use std::ops::Range;

/// Which end of a movement a number is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    From,
    Goal,
}

/// Where a number begins and ends among its neighbours.
pub(super) struct Side {
    /// First token of number and currency sign.
    pub(super) first: usize,
    /// First token of the words of approximation before it.
    pub(super) near: usize,
    /// Behind the number, its unit and its noun.
    pub(super) ends: [usize; 3],
    pub(super) way: Option<Way>,
    /// Something is measured ("45 mm of rain"), so that a verb on the number has it for its object.
    pub(super) is_object: bool,
}

impl Side {
    fn end(&self) -> usize {
        self.ends.into_iter().max().unwrap_or(self.first)
    }
}

impl Reading<'_> {
    /// Which end of a movement a number is, by the word before it and the words of approximation on it.
    pub(super) fn way(&self, n: &Numeral, first: usize, near: usize, ends: [usize; 3]) -> Option<Way> {
        // "passou de 40 para 65": the word before is one with the verb.
        let from = if self.has(near, Role::MOVE) { first } else { near };
        let mut at = from.checked_sub(1)?;
        if !self.has(at, Role::FROM | Role::GOAL) && self.has(at, Role::DET | Role::DEFINITE) {
            at = at.checked_sub(1)?;
        }
        let is_measure = self.has(at, Role::OF | Role::BY);
        if self.has(at, Role::GOAL) && !is_measure {
            return Some(Way::Goal);
        }
        // "de 5 à 7" comes from 5, "une hausse de 5 % à 7 milliards" does not.
        let goes_on = || ends.into_iter().any(|end| self.has(end, Role::GOAL) && self.is_alike(n, end + 1));
        (self.has(at, Role::FROM) && (!is_measure || goes_on())).then_some(Way::From)
    }

    /// Whether a number of the same measure stands at a token, behind an article or a word of approximation.
    fn is_alike(&self, n: &Numeral, mut at: usize) -> bool {
        at += usize::from(self.has(at, Role::DET | Role::DEFINITE));
        at += self.lex.approx.at(self.text, self.tokens, at).map_or(0, |(_, len)| len);
        self.tokens.get(at).is_some() && self.single(at).is_some_and(|other| self.same_measure(n, &other))
    }

    /// The change a number names by words around it.
    pub(super) fn change(&self, n: &Numeral, side: &Side, is_money: bool) -> Option<Change> {
        let first = side.near;
        let share = matches!(
            self.lex.measures.at(self.text, self.tokens, n.end),
            Some((Measure::Percent | Measure::Points | Measure::PercentagePoints, _))
        );
        let plus = first > 0 && self.mark(first - 1) == Some('+') && self.tokens[first].glued;
        if plus || n.low < 0.0 && share {
            return Some(if plus { Change::Up } else { Change::Down });
        }
        if side.way.is_some() {
            return None;
        }
        if let Some(change) = self.sign_before(n, side) {
            return Some(change);
        }
        let verb = first.checked_sub(1).filter(|&at| side.is_object && self.direction(at, false).is_some());
        if verb.is_some() {
            return None;
        }
        self.change_before(n, side, is_money)
            .or_else(|| self.change_behind(n, side))
            .or_else(|| self.change_around(side))
    }

    /// "minus 3 %", ", mais 4,5 % do que no ano anterior": a sign in words that opens its phrase.
    fn sign_before(&self, n: &Numeral, side: &Side) -> Option<Change> {
        // "più alti dell'8%", "higher by 8 %".
        let led = side.near > 0 && self.has(side.near - 1, Role::BY | Role::OF);
        let compared = led.then(|| self.lex.turns.before(self.text, self.tokens, side.near - 1)).flatten();
        if let Some((&(change, true), _)) = compared {
            return Some(change);
        }
        let (&change, len) = self.lex.signs.before(self.text, self.tokens, side.near)?;
        let at = side.near - len;
        let opens = at == 0
            || self.tokens[at].line
            || self.tokens[at - 1].kind == Kind::Mark
            || self.has(at - 1, Role::JOIN | Role::CLAUSE | Role::GOAL);
        (self.is_rate(n, side) && opens || self.compares(side.end())).then_some(change)
    }

    /// "nahm um 12 Prozent auf 5 Millionen zu": a verb in two parts around its number.
    fn change_around(&self, side: &Side) -> Option<Change> {
        /// How far the parts of a verb stand from the number.
        const REACH: usize = 16;
        if self.lex.split.is_empty() || side.near == 0 {
            return None;
        }
        let ends = self.tokens.len().min(side.end() + REACH);
        let before = (side.near.saturating_sub(REACH)..side.near).rev();
        let verb = before.take_while(|&at| !self.is_border(at)).find(|&at| self.has(at, Role::SPLIT))?;
        let verb = self.tokens[verb].id;
        (side.end()..ends).take_while(|&at| !self.is_border(at)).find_map(|at| {
            let part = self.tokens[at];
            let is_verb = |pair: &&(u32, u32, Change)| pair.0 == verb && pair.1 == part.id;
            let found = self.lex.split.iter().find(is_verb).filter(|_| part.kind == Kind::Word);
            found.map(|(.., change)| *change)
        })
    }

    fn direction(&self, at: usize, is_money: bool) -> Option<Change> {
        let role = self.role(at);
        let change = match role {
            _ if role.has(Role::UP) => Change::Up,
            _ if role.has(Role::DOWN) => Change::Down,
            _ => return self.turned_at(at),
        };
        // "start-up", "fell short of", and "raised $20 million", which is no rise.
        let in_word = at > 0 && self.tokens[at].glued && self.is_glued_hyphen(at - 1);
        let earned = is_money && role.has(Role::EARN);
        let other = || {
            self.lex.no_turn.at(self.text, self.tokens, at).is_some()
                || self.lex.no_turn.before(self.text, self.tokens, at + 1).is_some()
        };
        (!in_word && !earned && !other()).then_some(change)
    }

    /// A change in several words that end at a token, or in a word that ends in one ("Umsatzplus").
    fn turned_at(&self, at: usize) -> Option<Change> {
        if let Some((&change, _)) = self.lex.turned.before(self.text, self.tokens, at + 1) {
            return Some(change);
        }
        if self.lex.turn_ends.is_empty() || self.tokens[at].kind != Kind::Word || self.tokens[at].id != 0 {
            return None;
        }
        let word = self.slice(at, at + 1);
        let ends = self.lex.turn_ends.iter();
        ends.into_iter()
            .find(|(end, _)| word.len() > end.len() + 2 && word.ends_with(&**end))
            .map(|(_, c)| *c)
    }

    fn change_before(&self, n: &Numeral, side: &Side, is_money: bool) -> Option<Change> {
        /// How far a word of change stands before the number it speaks of.
        const BEFORE: usize = 5;
        const CLAUSE: usize = 12;
        let first = side.near;
        // "gave up 500": a particle speaks of the number it stands on.
        let direction = |at: usize| {
            let far = self.has(at, Role::PARTICLE) && !self.leads(at + 1, first);
            if far { None } else { self.direction(at, is_money) }
        };
        // "grew in 20 years": another preposition leads elsewhere than "by" and "of".
        let turns = |at: usize| {
            self.has(at, Role::PREPOSITION) && !self.has(at, Role::OF | Role::BY) && !self.is_time(at + 1)
        };
        // "stieg im ersten Halbjahr um 4,5 Prozent": what says "by" has its verb wherever it is in the clause.
        let led = self.has(first.checked_sub(1)?, Role::BY) && !self.has(first - 1, Role::OF);
        let bare = side.ends[2] == side.ends[0];
        let measured = bare || is_money || side.ends[1] > side.ends[0] || n.nature == Nature::Fraction;
        let far = led && measured;
        let reach = if far { CLAUSE } else { BEFORE };
        let at = (first.saturating_sub(reach)..first)
            .rev()
            .take_while(|&at| (far || self.tokens[at].kind != Kind::Number) && !self.is_border(at))
            .take_while(|&at| far || !turns(at) || self.direction(at, is_money).is_some())
            .find(|&at| direction(at).is_some())?;
        (self.is_rate(n, side) || self.reaches(at, first)).then(|| direction(at)).flatten()
    }

    /// A share that is none of a whole: "rose in May 3 %", but not "covers 90 % of the county".
    fn is_rate(&self, n: &Numeral, side: &Side) -> bool {
        matches!(
            self.lex.measures.at(self.text, self.tokens, n.end),
            Some((Measure::Percent | Measure::Points | Measure::PercentagePoints | Measure::BasisPoints, _))
        ) && !self.has(side.ends[1], Role::OF | Role::LINK)
    }

    /// Whether a word of change has the number for its measure or object: what lies between is small, or
    /// leads to it ("by"), or begins with an article ("lost the club 300 members").
    ///
    /// "The increase affects 300 families" has another verb between.
    fn reaches(&self, change: usize, first: usize) -> bool {
        let led = self.has(first - 1, Role::BY | Role::OF);
        // "verlor der Verein 300 Mitglieder", but "der Anstieg der Mieten trifft 300 Familien".
        let verb = self.lex.noun_phrase == NounPhrase::Capital && !self.tokens[change].capital;
        let article = self.has(change + 1, Role::DET | Role::DEFINITE)
            && (verb || !self.has(change + 1, Role::OF | Role::LINK));
        let mut at = change + 1;
        if led || article {
            return true;
        }
        while at < first {
            let near = self.lex.approx.at(self.text, self.tokens, at).map(|(_, len)| len);
            let small = self.is_linking(at).then_some(1);
            match near.or(small) {
                Some(len) => at += len,
                None => return false,
            }
        }
        true
    }

    /// A word that lies between a word of change and its number and says nothing of its own.
    fn is_linking(&self, at: usize) -> bool {
        let small = Role::STOP
            | Role::DET
            | Role::DEFINITE
            | Role::OF
            | Role::BY
            | Role::LINK
            | Role::PREPOSITION
            | Role::UP
            | Role::DOWN
            | Role::AMONG;
        self.has(at, small) || self.is_time(at) || self.tokens[at].kind == Kind::Mark
    }

    fn is_time(&self, at: usize) -> bool {
        self.has(at, Role::MONTH | Role::WEEKDAY)
    }

    fn change_behind(&self, n: &Numeral, side: &Side) -> Option<Change> {
        /// "a 6 % annual decline": what may stand between a number and its noun of change.
        const BEHIND: usize = 3;
        /// A verb at the end of its clause is looked for no further.
        const CLAUSE: usize = 16;
        for end in side.ends {
            let measured = side.ends[1] > side.ends[0] || n.nature == Nature::Fraction;
            let found = self.lex.turns.at(self.text, self.tokens, end);
            // In other languages the noun follows: "20 fewer fires".
            let behind_noun = end == side.ends[2] && end > side.ends[1];
            // … unless it compares at once: "40 inbraken minder dan in maart".
            let compares = || found.is_some_and(|(_, len)| self.has(end + len, Role::THAN));
            let misplaced =
                behind_noun && !matches!(self.lex.noun_phrase, NounPhrase::HeadFirst) && !compares();
            if let Some((&(change, of_measures), len)) = found
                && (measured || !of_measures && (change == Change::Down || self.compares(end + len)))
                && !misplaced
            {
                return Some(change);
            }
        }
        let end = side.end();
        // "um 12 Prozent auf 5 Millionen gesunken".
        let verb_last = matches!(self.lex.noun_phrase, NounPhrase::Capital)
            && side.near > 0
            && self.has(side.near - 1, Role::BY);
        let reach = if verb_last { CLAUSE } else { BEHIND };
        let stops = |at: usize| {
            self.is_border(at) || !verb_last && self.has(at, Role::DET | Role::DEFINITE | Role::PREPOSITION)
        };
        // A particle behind must not lead elsewhere: "30 shares up for sale".
        let is_number = |at: usize| self.tokens.get(at).is_some_and(|t| t.kind == Kind::Number);
        let leads_on =
            |at: usize| self.has(at, Role::PARTICLE) && (self.has(at + 1, Role::GOAL) || is_number(at + 1));
        // "two hikers fell": what is counted is the subject of its verb.
        let of_whole = side.ends[1] > side.ends[0] && self.has(side.ends[1], Role::OF | Role::LINK);
        let counts = side.ends[2] > side.ends[1] && (side.ends[1] == side.ends[0] || of_whole);
        let led = side.near > 0 && self.has(side.near - 1, Role::BY);
        let is_verb = |at: usize| counts && !led && at >= side.ends[2] && !self.has(at, Role::PARTICLE);
        (n.end..end + reach)
            .take_while(|&at| at < self.tokens.len() && !is_number(at))
            // "vier Senkungen" counts them.
            .skip_while(|&at| at == n.end && n.low <= 20.0 && side.ends[1] == n.end)
            .take_while(|&at| at < end || self.direction(at, false).is_some() || !stops(at))
            .filter(|&at| !leads_on(at) && !is_verb(at) && !self.has(at - 1, Role::OR))
            .find_map(|at| self.direction(at, false))
    }

    /// "39 more protests" are so many besides, "39 more than last year" are a rise.
    fn compares(&self, from: usize) -> bool {
        /// How far behind its "more" a comparison stands.
        const NEAR: usize = 7;
        (from..from + NEAR)
            .take_while(|&at| at < self.tokens.len() && !self.is_border(at))
            .any(|at| self.has(at, Role::THAN))
    }

    /// The change a number has by the figure before it: where that one came from, what it says again, or
    /// the verb the two share ("was down 2.3 %, the other by 2.6 %").
    pub(super) fn change_again(&self, n: &Numeral, side: &Side, unit: &str, last: &Last) -> Option<Change> {
        if side.way == Some(Way::Goal) {
            let pair = last.way == Some(Way::From) && last.unit == unit && is_near(last.end, side.first);
            // "priced from 500 to 900" goes nowhere.
            let moves = || self.moves_before(side.first) || self.has(side.near - 1, Role::STEP);
            return if pair && moves() { compared(last.value, n.low) } else { None };
        }
        if side.way.is_some() {
            return None;
        }
        // "fell 190 points, or 0.6 %": the same change said twice.
        let again = self.says_again(last.end, side.first)
            || side.near > 0 && self.is_share_of_it(n, side, unit, last);
        let shared = side.near > 0 && last.unit == unit && self.is_listed_with(n, side, last);
        last.change.filter(|_| again || shared)
    }

    /// Whether a number shares its verb with the one before: "was down 2.3 %, the other by 2.6 %", "rose
    /// 3 % in May and 4 % in June", "lost 3 ships and 40 sailors".
    fn is_listed_with(&self, n: &Numeral, side: &Side, last: &Last) -> bool {
        /// "3 % in the first quarter and 4 % in the second".
        const BETWEEN: usize = 8;
        let led = self.has(side.near - 1, Role::BY) && !self.has(side.near - 1, Role::OF);
        let near = last.way.is_none() && last.end <= side.near && side.near - last.end <= BETWEEN;
        let listed = |at: usize| self.has(at, Role::JOIN) || self.mark(at) == Some(',');
        let rate = self.is_rate(n, side) && (last.end..side.near).any(listed);
        let opens = |at: usize| {
            self.has(at, Role::CLAUSE | Role::FROM | Role::THAN) && !self.has(at, Role::JOIN | Role::BY)
        };
        let small = |at: usize| self.tokens[at].kind == Kind::Mark || self.is_small(at) || self.is_time(at);
        (led || near && rate) && (last.end..side.near).all(|at| small(at) && (led || !opens(at)))
            || near && last.end < side.near && self.is_joined(last.end..side.near)
            || near && self.is_rate(n, side) && self.is_gapped(last.end..side.near)
    }

    /// "fell by 1.4 %, imports by 2.3 %": another subject, and the verb not said again.
    fn is_gapped(&self, between: Range<usize>) -> bool {
        /// "y las importaciones un", ", die Importe um".
        const LONGEST: usize = 6;
        let listed = |at: usize| self.has(at, Role::JOIN) || self.mark(at) == Some(',');
        let turns = |at: usize| self.has(at, Role::UP | Role::DOWN);
        let others = |at: &usize| {
            self.tokens[*at].kind == Kind::Word
                && !listed(*at)
                && !turns(*at)
                && !self.is_small(*at)
                && !self.is_time(*at)
        };
        let led = between.len() > 1 && between.len() <= LONGEST && self.has(between.end - 1, Role::BY);
        let start = between.clone().find(|&at| !self.has(at, Role::UP | Role::DOWN));
        // Where nouns have articles, another verb ("y cerró en") has none.
        let article = self.lex.noun_phrase == NounPhrase::Inflected
            || (between.start..between.end - 1).any(|at| self.has(at, Role::DET | Role::DEFINITE));
        led && article
            && start.is_some_and(listed)
            && between.clone().filter(others).count() <= 1
            && between.clone().all(|at| {
                listed(at) || self.tokens[at].kind == Kind::Word || matches!(self.mark(at), Some('–' | '—'))
            })
    }

    /// Whether only "and" or a comma stands between two figures, and an article or "by".
    fn is_joined(&self, between: Range<usize>) -> bool {
        let joins = |at: usize| self.has(at, Role::JOIN) || self.mark(at) == Some(',');
        let small = Role::DET | Role::DEFINITE | Role::BY;
        between.len() <= 3
            && between.clone().any(|at| self.has(at, Role::JOIN))
            && between.into_iter().all(|at| joins(at) || self.has(at, small))
    }

    /// A name or a small word, which is no verb of its own.
    fn is_small(&self, at: usize) -> bool {
        let small = Role::STOP | Role::DET | Role::DEFINITE | Role::JOIN | Role::PREPOSITION | Role::BY;
        self.tokens[at].capital || self.has(at, small)
    }

    /// Whether a number says the one before it again: ", or 0.6 %", "(0.6 %)".
    fn says_again(&self, end: usize, first: usize) -> bool {
        end > 0
            && (end + 1..=end + 2).contains(&first)
            && (end..first).all(|at| self.has(at, Role::OR) || matches!(self.mark(at), Some(',' | '(')))
            && (self.has(first - 1, Role::OR) || self.mark(first - 1) == Some('('))
    }

    /// "gained 120 points, 0.6 %, to 18,450": a share right behind what moved by so much.
    fn is_share_of_it(&self, n: &Numeral, side: &Side, unit: &str, last: &Last) -> bool {
        let article = usize::from(self.has(side.near - 1, Role::DET | Role::DEFINITE | Role::BY));
        let comma = (side.near - 1).checked_sub(article).filter(|&at| self.mark(at) == Some(','));
        unit == "%"
            && !matches!(&*last.unit, "%" | "count")
            && last.way.is_none()
            && comma == Some(last.end)
            && self.is_rate(n, side)
    }

    /// Whether a number stands in a bracket of its own right behind another.
    pub(super) fn is_bracketed(&self, end: usize, first: usize) -> bool {
        end > 0 && first == end + 1 && self.mark(end) == Some('(')
    }

    /// Whether only words of approximation and small words lie between a particle and its number.
    fn leads(&self, from: usize, first: usize) -> bool {
        let mut at = from;
        while at < first {
            let near = self.lex.approx.at(self.text, self.tokens, at).map(|(_, len)| len);
            let small = self.has(at, Role::PREPOSITION | Role::DET | Role::DEFINITE).then_some(1);
            match near.or(small) {
                Some(len) => at += len,
                None => return false,
            }
        }
        true
    }

    /// Where a noun begins behind a word of change: "150 mehr Einsätze", "20 fewer fires".
    pub(super) fn past_turn(&self, at: usize) -> usize {
        let is_word = self.tokens.get(at).is_some_and(|t| t.kind == Kind::Word);
        let turn = if is_word { self.lex.turns.at(self.text, self.tokens, at) } else { None };
        at + turn.filter(|((_, of_measures), _)| !of_measures).map_or(0, |(_, len)| len)
    }
}

/// "to 3.1 million from 2.8 million": how the figure before moved.
pub(super) fn turned_back(n: &Numeral, side: &Side, unit: &str, last: &Last) -> Option<Change> {
    let pair = side.way == Some(Way::From) && last.way == Some(Way::Goal) && last.unit == unit;
    (pair && is_near(last.end, side.first)).then(|| compared(n.low, last.value)).flatten()
}

/// Whether little stands between one figure and the next.
fn is_near(end: usize, first: usize) -> bool {
    /// "to 5 % in May from 4 %".
    const BETWEEN: usize = 6;
    end > 0 && first >= end && first - end <= BETWEEN
}

/// Which way from one value to another.
fn compared(from: f64, to: f64) -> Option<Change> {
    match to.total_cmp(&from) {
        std::cmp::Ordering::Less => Some(Change::Down),
        std::cmp::Ordering::Equal => None,
        std::cmp::Ordering::Greater => Some(Change::Up),
    }
}
