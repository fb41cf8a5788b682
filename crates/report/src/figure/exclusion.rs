//! Numbers that are no figures: dates, years, times, ages, lengths of time, ordinals, labels
//! ("article 5", "Covid-19"), scores, addresses, telephone numbers, and a bare "one".

use super::Reading;
use super::lexicon::{Measure, NounPhrase, Role};
use super::number::{Nature, Numeral};
use super::token::{Digits, Kind};
use super::unit::Found;
use std::ops::Range;

/// What a number that makes no figure is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Use {
    /// A day, a month's day, a year.
    Date,
    /// A time of the day.
    Time,
    /// Somebody's age.
    Age,
    /// A length of time.
    Duration,
    /// A rank or place in an order.
    Ordinal,
    /// A result of a game.
    Score,
    /// Part of a name, an address, a label, a code ("article 5", "Covid-19", "12 rue Basse").
    Name,
    /// One, or nothing.
    One,
    /// Things counted before ("the two").
    Reference,
}

/// Years are read from here to here.
const YEARS: Range<f64> = 1000.0..2101.0;

impl Reading<'_> {
    /// What a number is used for where it makes no figure. `noun` is what would be counted.
    pub(super) fn other_use(
        &self,
        n: &Numeral,
        found: Option<&Found<'_>>,
        noun: Option<&Range<usize>>,
    ) -> Option<Use> {
        let bare = found.is_none();
        let digits = n.digits;
        // In this order: what stands on the digits themselves, then beside them, then around them.
        let uses = [
            (self.is_part_of_name(n, found), Use::Name),
            (digits && self.is_date(n), Use::Date),
            (digits && (bare && self.is_year(n, noun) || self.is_decade(n, found)), Use::Date),
            (digits && bare && self.is_age(n, noun), Use::Age),
            (self.is_clock(n), Use::Time),
            (found.is_some_and(|f| self.is_duration(n, f)), Use::Duration),
            (digits && bare && self.is_label(n, noun), Use::Name),
            (self.is_ordinal(n), Use::Ordinal),
            (found.is_some_and(|f| self.is_play(n, f)), Use::Score),
            (bare && self.is_labelled(n), Use::Name),
            (bare && self.is_dangling(n, noun), Use::Name),
            (bare && is_little(n), Use::One),
            (bare && self.is_address(n), Use::Name),
            (bare && self.is_score(n, noun), Use::Score),
            (bare && self.is_listed(n), Use::Name),
            (self.is_back_reference(n, found, noun), Use::Reference),
        ];
        uses.into_iter().find_map(|(holds, used)| holds.then_some(used))
    }

    fn value(&self, at: usize) -> Option<Digits> {
        let token = self.tokens.get(at).filter(|t| t.kind == Kind::Number)?;
        self.values.get(token.id as usize).copied()
    }

    /// Whether digits can be a day of a month or a year.
    pub(super) fn is_day_or_year(&self, at: usize) -> bool {
        self.is_year_at(at) || self.value(at).is_some_and(|d| d.length <= 2 && !d.decimal && d.value <= 31.0)
    }

    /// Whether digits alone are a year of today.
    pub(super) fn is_year_at(&self, at: usize) -> bool {
        self.value(at)
            .is_some_and(|d| d.length == 4 && !d.grouped && !d.decimal && (1900.0..2100.0).contains(&d.value))
    }

    /// Digits joined to a word, a slash, a colon or more digits: "Covid-19", "12/05", "14:30", "5G", "1.2.3".
    fn is_part_of_name(&self, n: &Numeral, found: Option<&Found<'_>>) -> bool {
        if !n.digits || self.tokens[n.first].kind != Kind::Number {
            return self.tokens[n.first].glued
                && n.first > 0
                && self.mark(n.first - 1) == Some('-')
                && self.tokens[n.first - 1].glued;
        }
        let signed = n.first > 0 && matches!(self.mark(n.first - 1), Some('#' | '№' | '§'));
        if signed || self.value(n.first).is_some_and(|d| d.odd) {
            return true;
        }
        if self.tokens[n.first].glued && n.first > 0 && n.sign == 0 {
            let before = self.tokens[n.first - 1];
            match self.mark(n.first - 1) {
                Some('-' | '–' | '‑') if before.glued => return true,
                Some('/' | ':' | '.' | ',' | '\'' | '’') if before.glued => return true,
                Some(
                    '#' | '№' | '§' | '@' | '_' | '%' | '’' | '\'' | '»' | '”' | ']' | '\\' | '=' | '&' | '?',
                ) => return true,
                Some('[') if self.mark(n.end) == Some(']') => return true,
                None if found.is_none_or(|f| f.end > n.first) && !self.is_elided(n.first - 1) => return true,
                _ => {}
            }
        }
        self.is_run_on(n, found)
    }

    /// "dell'" of "dell'1,4%".
    fn is_elided(&self, at: usize) -> bool {
        self.lex.elision && self.slice(at, at + 1).ends_with(['\'', '’'])
    }

    fn is_run_on(&self, n: &Numeral, found: Option<&Found<'_>>) -> bool {
        let Some(next) = self.tokens.get(n.end).filter(|t| t.glued) else { return false };
        if found.is_some_and(|f| f.first >= n.end) {
            return false;
        }
        match self.mark(n.end) {
            None => next.kind == Kind::Word,
            Some('/' | ':' | '_' | '\\') => {
                self.tokens.get(n.end + 1).is_some_and(|t| t.glued && t.kind != Kind::Mark)
            }
            // "300-odd people", "$20-plus".
            Some('-' | '‑') if self.lex.approx_after.at(self.text, self.tokens, n.end).is_some() => false,
            Some('-' | '‑' | '–') => {
                self.tokens.get(n.end + 1).is_some_and(|t| t.glued && t.kind != Kind::Mark)
            }
            Some('\'' | '’' | '′' | '″') => true,
            Some('.') => self.has(n.end + 1, Role::ORDINAL_END) && self.tokens[n.end + 1].glued,
            _ => false,
        }
    }

    /// A day beside its month, in every order, also in a list ("14 et 15 juillet").
    fn is_date(&self, n: &Numeral) -> bool {
        let high = n.high.unwrap_or(n.low);
        let is_day = high <= 31.0 && n.scale == 1.0;
        // "Oct. 31" has a stop between month and day.
        let stop = n.first > 1 && self.mark(n.first - 1) == Some('.') && self.tokens[n.first - 1].glued;
        let month = n.first.checked_sub(1 + usize::from(stop));
        if month.is_some_and(|at| self.is_month(at)) && (is_day || YEARS.contains(&high)) {
            return true;
        }
        let measured = self.lex.measures.at(self.text, self.tokens, n.end).is_some();
        let weekday = n.first > 0 && self.has(n.first - 1, Role::WEEKDAY);
        if weekday && is_day && !measured && !self.is_content_word(n.end) {
            return true;
        }
        if !is_day {
            return false;
        }
        let mut at = n.end;
        for _ in 0..4 {
            at = self.past_ordinal(at);
            if self.has(at, Role::LINK | Role::OF) {
                at += 1;
            }
            if self.is_month(at) {
                return true;
            }
            let joins = self.has(at, Role::JOIN) || matches!(self.mark(at), Some(',' | '-' | '–'));
            if !joins || !self.value(at + 1).is_some_and(|d| d.value <= 31.0) {
                return false;
            }
            at += 2;
        }
        false
    }

    fn is_month(&self, at: usize) -> bool {
        self.has(at, Role::MONTH) && (!self.lex.month_capital || self.tokens[at].capital)
    }

    /// Past an ordinal ending or its dot: "14th", "1er", "14."
    fn past_ordinal(&self, at: usize) -> usize {
        let hyphen = usize::from(self.is_glued_hyphen(at));
        if self.has(at + hyphen, Role::ORDINAL_END) && self.tokens[at].glued {
            return at + hyphen + 1;
        }
        at + usize::from(self.mark(at) == Some('.') && self.tokens[at].glued)
    }

    /// Four bare digits where nothing counted follows.
    fn is_year(&self, n: &Numeral, noun: Option<&Range<usize>>) -> bool {
        let Some(digits) = self.value(n.first) else { return false };
        let high = n.high.unwrap_or(n.low);
        let is_like = digits.length == 4 && !digits.grouped && !digits.decimal && n.scale == 1.0;
        if !is_like || !YEARS.contains(&n.low) || !YEARS.contains(&high) {
            return n.nature == Nature::Range && digits.length == 4 && YEARS.contains(&n.low) && high < 100.0;
        }
        let before = n.outer > 0 && self.has(n.outer - 1, Role::YEAR);
        if self.approximated(n) && !(before && noun.is_none()) {
            return false;
        }
        let led = n.outer > 0 && (self.has(n.outer - 1, Role::YEAR) || self.mark(n.outer - 1) == Some('('));
        let modern = (1900.0..2100.0).contains(&high);
        let round = high % 100.0 == 0.0;
        match noun {
            None => !self.goes_to_count(n),
            Some(_) if modern => led || !round,
            Some(_) => led && (1400.0..2100.0).contains(&high),
        }
    }

    /// "going from 1000 to 2000 hires": where it went to is counted, and no year.
    fn goes_to_count(&self, n: &Numeral) -> bool {
        let first = n.first.checked_sub(1).is_some_and(|at| self.has(at, Role::FROM));
        if !first || !self.has(n.end, Role::GOAL) || !self.moves_before(n.first) {
            return false;
        }
        let Some(goal) = self.single(n.end + 1) else { return false };
        let noun = self.noun(goal.end);
        noun.is_some() && !self.is_year(&goal, noun.as_ref())
    }

    /// Four digits alone, as a year of today is written.
    pub(super) fn is_bare_year(&self, n: &Numeral) -> bool {
        self.value(n.first).is_some_and(|d| d.length == 4 && !d.grouped && !d.decimal)
            && n.scale == 1.0
            && (1900.0..2100.0).contains(&n.low)
    }

    /// "the 1970s": no seconds.
    fn is_decade(&self, n: &Numeral, found: Option<&Found<'_>>) -> bool {
        let second = found.is_some_and(|f| matches!(f.measure, Measure::Duration(p) if &**p == "second"));
        second && self.is_bare_year(n) && self.tokens.get(n.end).is_some_and(|t| t.glued)
    }

    /// Whether a word of approximation stands before the number.
    fn approximated(&self, n: &Numeral) -> bool {
        self.lex.approx.before(self.text, self.tokens, n.outer).is_some()
    }

    /// "aged 20", "Anna Kord, 59, said", "(59)".
    fn is_age(&self, n: &Numeral, noun: Option<&Range<usize>>) -> bool {
        let high = n.high.unwrap_or(n.low);
        if n.outer > 0 && self.has(n.outer - 1, Role::AGE_BEFORE) && high <= 120.0 {
            return true;
        }
        // "lat 48", "anno 1350": the word of time before its number.
        if let Some((Measure::Duration(period), len)) =
            self.lex.measures.before(self.text, self.tokens, n.first)
            && &**period == "year"
            && self.tokens[n.first - len].kind == Kind::Word
        {
            return noun.is_none();
        }
        if n.first < 2 || high > 110.0 || n.nature != Nature::Plain || n.scale > 1.0 {
            return false;
        }
        let name = self.tokens[n.first - 2];
        let is_name = name.kind == Kind::Word && name.capital;
        match self.mark(n.first - 1) {
            Some(',') if name.kind == Kind::Word && self.mark(n.end) == Some(',') => true,
            Some(',') => is_name && matches!(self.mark(n.end), Some('.' | ')' | ';')),
            Some('(') => is_name && matches!(self.mark(n.end), Some(',' | ')')),
            _ => false,
        }
    }

    /// A length of time, unless it is a rate ("quatre jours par semaine").
    fn is_duration(&self, n: &Numeral, found: &Found<'_>) -> bool {
        matches!(found.measure, Measure::Duration(_))
            && (self.rate(found.end).is_none() || n.nature == Nature::Ratio)
    }

    /// "14 Uhr", "5 pm", "à 18 h".
    fn is_clock(&self, n: &Numeral) -> bool {
        let is_hour = n.high.unwrap_or(n.low) <= 24.0 && n.scale == 1.0;
        let hour_before = n.outer > 0
            && self.lex.measures.before(self.text, self.tokens, n.outer).is_some_and(|(m, len)| {
                let is_word = self.tokens[n.outer - len].kind == Kind::Word;
                is_word && matches!(m, Measure::Duration(period) if &**period == "hour")
            });
        let led = self.lex.clock_before.before(self.text, self.tokens, n.outer).is_some();
        let unitless = self.lex.measures.at(self.text, self.tokens, n.end).is_none();
        let hour_before = hour_before || led && unitless && !self.is_content_word(n.end);
        let named = hour_before || self.lex.clock.at(self.text, self.tokens, n.end).is_some();
        // "18 h 30": minutes behind an hour.
        let is_minute = hour_before && n.low < 60.0 && n.scale == 1.0;
        is_hour && named || is_minute || self.is_dotted(n)
    }

    /// "13.06" where decimals have a comma: a time or a day.
    fn is_dotted(&self, n: &Numeral) -> bool {
        let Some(digits) = self.value(n.first) else { return false };
        let written = self.slice(n.first, n.first + 1).as_bytes();
        let dotted = digits.decimal && written.len() == 5 && written[2] == b'.' && digits.value < 32.0;
        let comma = !self.lex.format.decimal.contains(&'.');
        comma && dotted && n.scale == 1.0 && self.lex.measures.at(self.text, self.tokens, n.end).is_none()
    }

    /// "3rd", "21-й", "3. Platz", "the first two" is none.
    fn is_ordinal(&self, n: &Numeral) -> bool {
        // "het op twee na sterkste".
        if n.first > 0 && self.has(n.first - 1, Role::RANK_BEFORE) && self.has(n.end, Role::RANK_AFTER) {
            return true;
        }
        if !n.digits {
            return false;
        }
        let hyphen = usize::from(self.is_glued_hyphen(n.end));
        // "al 2° posto": a degree sign and a noun.
        let degree = self.mark(n.end) == Some('°') && self.tokens[n.end].glued && n.low < 100.0;
        let noun_behind = || !self.tokens[n.end + 1].glued && self.is_content_word(n.end + 1);
        if degree && self.tokens.len() > n.end + 1 && self.lex.degree_rank && noun_behind() {
            return true;
        }
        let is_unit = self.lex.measures.at(self.text, self.tokens, n.end).is_some();
        if !is_unit && self.has(n.end + hyphen, Role::ORDINAL_END) && self.tokens[n.end].glued {
            return true;
        }
        if !self.lex.ordinal_dot || self.mark(n.end) != Some('.') || !self.tokens[n.end].glued {
            return false;
        }
        let Some(next) = self.tokens.get(n.end + 1) else { return false };
        let led = n.first > 0 && self.has(n.first - 1, Role::DEFINITE | Role::PREPOSITION);
        !next.line
            && next.kind == Kind::Word
            && (!next.capital || led && self.lex.noun_phrase == NounPhrase::Capital)
    }

    /// "article 5", "nº 7", "Platz zwei".
    fn is_labelled(&self, n: &Numeral) -> bool {
        let Some(mut before) = n.outer.checked_sub(1) else { return false };
        if self.mark(before) == Some('.') && before > 0 && self.tokens[before].glued {
            before -= 1;
        }
        self.has(before, Role::LABEL) && n.scale == 1.0
    }

    /// "Boeing 737", "CAC 40".
    fn is_label(&self, n: &Numeral, noun: Option<&Range<usize>>) -> bool {
        // "Woche 12 300": a label is not grouped.
        if n.outer == 0 || self.value(n.first).is_some_and(|d| d.grouped) {
            return false;
        }
        let token = self.tokens[n.outer - 1];
        let written = self.slice(n.outer - 1, n.outer);
        // "iPhone 11" begins small.
        let is_capital = token.capital || written.chars().any(char::is_uppercase);
        let is_name = token.kind == Kind::Word
            && is_capital
            && !self.role(n.outer - 1).has(Role::STOP | Role::DEFINITE | Role::DET);
        let opens = self.sentence_of(n.first).start == n.outer - 1;
        let joined = token.glued && n.outer > 1 && self.mark(n.outer - 2) == Some('&');
        let is_long = written.len() > 1 || joined;
        let acronym = token.kind == Kind::Word && is_long && written.chars().all(|c| c.is_uppercase());
        if acronym && n.scale == 1.0 && !self.is_shouted(n.outer - 1) {
            return true;
        }
        is_name
            && (noun.is_none() || self.is_name_noun(noun) || self.is_no_plural(noun))
            && n.nature != Nature::Vague
            && !self.approximated(n)
            && (!opens || token.id == 0)
    }

    /// Points that are neither of an index nor of a percentage are made in a game.
    fn is_play(&self, n: &Numeral, found: &Found<'_>) -> bool {
        let whole = n.low.fract() == 0.0 && n.low < 1000.0 || n.low < 100.0;
        let moves = || self.sentence_of(n.first).any(|at| self.has(at, Role::UP | Role::DOWN));
        let play = matches!(found.measure, Measure::Points) && self.points(n) == "points" && whole;
        play && !moves() && !self.is_said_in_percent(found.end)
    }

    /// "gab um 120 Punkte oder 0,6 Prozent nach": a share right behind says the same of an index.
    fn is_said_in_percent(&self, end: usize) -> bool {
        let small = |at: usize| {
            self.has(at, Role::OR | Role::DET | Role::DEFINITE | Role::BY)
                || matches!(self.mark(at), Some(',' | '('))
        };
        let Some(at) = (end..end + 3).find(|&at| !small(at)).filter(|&at| at > end) else { return false };
        let share = |n: Numeral| self.lex.measures.at(self.text, self.tokens, n.end);
        self.single(at).is_some_and(|n| matches!(share(n), Some((Measure::Percent, _))))
    }

    /// "(3)", a number word inside a name, a word that is a number only before a noun.
    fn is_dangling(&self, n: &Numeral, noun: Option<&Range<usize>>) -> bool {
        let first = self.tokens[n.first];
        let bracketed = n.first > 0 && self.mark(n.first - 1) == Some('(') && self.mark(n.end) == Some(')');
        let named = !n.digits
            && first.capital
            && self.lex.noun_phrase != NounPhrase::Capital
            && n.first > 0
            && !self.in_title
            && !self.opens_passage(n.first);
        let ordinal = !n.digits
            && n.low >= 20.0
            && self.has(n.end + usize::from(self.is_glued_hyphen(n.end)), Role::ORDINAL);
        bracketed && noun.is_none() && n.low < 120.0
            || named
            || ordinal
            || noun.is_none() && self.has(n.first, Role::NEEDS_NOUN)
    }

    /// Whether a token opens a sentence, a quotation or what follows a colon or a dash.
    fn opens_passage(&self, at: usize) -> bool {
        self.sentence_of(at).start == at || self.mark(at - 1).is_some_and(|m| "«“„\"'‘‚:–—-(".contains(m))
    }

    /// A noun with a capital where nouns have none: "France 3 Limousin".
    fn is_name_noun(&self, noun: Option<&Range<usize>>) -> bool {
        let capital = noun.is_some_and(|r| self.tokens[r.start].capital);
        capital && self.lex.noun_phrase != NounPhrase::Capital && !self.in_title
    }

    /// What follows a number is nothing counted, where a plural has its own ending: "el Boeing 737 llegó".
    fn is_no_plural(&self, noun: Option<&Range<usize>>) -> bool {
        let word = noun.map_or("", |r| self.slice(r.start, r.start + 1));
        self.lex.noun_phrase == NounPhrase::HeadFirst
            && self.lex.plural_ends.iter().all(|end| end.len() == 1 || end.is_ascii())
            && !self.lex.plural_ends.iter().any(|end| word.ends_with(&**end))
    }

    /// Whether the line around a token is all in capitals.
    fn is_shouted(&self, at: usize) -> bool {
        let sentence = self.sentence_of(at);
        let mut words = sentence.filter(|&i| i != at && self.tokens[i].kind == Kind::Word);
        let shouts = |i: usize| self.slice(i, i + 1).chars().all(char::is_uppercase);
        words.next().is_some_and(shouts) && words.next().is_none_or(shouts)
    }

    /// "12 rue …", "10 Downing Street".
    fn is_address(&self, n: &Numeral) -> bool {
        // "12, rue des Tanneurs".
        let end = n.end + usize::from(self.mark(n.end) == Some(','));
        n.digits
            && (0..3).any(|step| {
                self.has(end + step, Role::STREET) && (0..step).all(|s| self.tokens[end + s].capital)
            })
    }

    /// "3-1", "2 à 0" beside words of sport, where nothing is counted.
    fn is_score(&self, n: &Numeral, noun: Option<&Range<usize>>) -> bool {
        let high = n.high.unwrap_or(n.low);
        if high > 200.0 || n.scale > 1.0 {
            return false;
        }
        let hyphen = n.nature == Nature::Range
            && (n.first..n.end).any(|at| matches!(self.mark(at), Some('-' | '–' | '‑' | ':')));
        let is_sport = || self.sentence_of(n.first).any(|at| self.has(at, Role::SCORE));
        noun.is_none() && n.digits && (hyphen || is_sport() && self.pairs_with_less(n))
            || noun.is_some_and(|noun| hyphen && noun.clone().any(|at| self.has(at, Role::SCORE)))
    }

    /// "2 à 1": a number, a word, a smaller number.
    fn pairs_with_less(&self, n: &Numeral) -> bool {
        let near = |at: usize| self.value(at).is_some_and(|d| d.value <= 200.0);
        near(n.end + 1) || n.first > 1 && near(n.first - 2)
    }

    /// "1. First", "2) second" at the start of a line, and runs of digit groups.
    fn is_listed(&self, n: &Numeral) -> bool {
        let opens = self.tokens[n.first].line && matches!(self.mark(n.end), Some('.' | ')')) && n.low < 100.0;
        n.digits && (opens || self.is_in_run(n))
    }

    /// Groups of digits side by side, three or with a zero in front: "01 98 76 54 32", "02 1234567".
    fn is_in_run(&self, n: &Numeral) -> bool {
        /// No telephone number has more groups.
        const LONGEST: usize = 8;
        let is_group = |at: &usize| self.value(*at).is_some();
        let before = (n.first.saturating_sub(LONGEST)..n.first).rev().take_while(is_group).count();
        let behind = (n.end..n.end + LONGEST).take_while(is_group).count();
        let zero = (n.first - before..n.end + behind).any(|at| self.value(at).is_some_and(|d| d.odd));
        before + behind >= 2 || before + behind == 1 && zero
    }

    /// "les deux navires", "the three were released": said before.
    fn is_back_reference(&self, n: &Numeral, found: Option<&Found<'_>>, noun: Option<&Range<usize>>) -> bool {
        let is_small = !n.digits && n.nature == Nature::Plain;
        let alone = noun.is_none() && (3.0..=12.0).contains(&n.low);
        let led = n.first > 0 && self.has(n.first - 1, Role::DEFINITE);
        found.is_none() && is_small && led && (n.low == 2.0 || alone)
    }

    fn is_content_word(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|t| t.kind == Kind::Word && !t.line)
            && !self.role(at).has(Role::STOP | Role::DET | Role::DEFINITE)
    }
}

/// One or nothing.
fn is_little(n: &Numeral) -> bool {
    n.high.is_some_and(|h| h < 2.0 && h.fract() == 0.0)
        && !matches!(n.nature, Nature::Fraction | Nature::Ratio)
}
