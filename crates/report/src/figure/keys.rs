//! From a language file to its [`Lexicon`]: which key of the file fills which table.
//!
//! Reading never fails: a key that is missing or has another shape leaves its table empty.

use super::lexicon::{Lexicon, Measure, Mood, NounPhrase, Pair, Role, Second};
use super::token::Cutter;
use crate::{Approximation, Change};
use serde_json::Value;

/// Builds a lexicon from the text of a language file.
pub(super) struct Builder {
    lexicon: Lexicon,
}

/// The list of strings at a key, empty if it is not a list.
fn strings(value: &Value) -> impl Iterator<Item = &str> {
    value.as_array().map_or(&[][..], Vec::as_slice).iter().filter_map(Value::as_str)
}

/// All strings below a value, whatever its shape.
fn leaves<'a>(value: &'a Value, out: &mut Vec<&'a str>) {
    match value {
        Value::String(s) => out.push(s),
        Value::Array(list) => list.iter().for_each(|v| leaves(v, out)),
        Value::Object(map) => map.values().for_each(|v| leaves(v, out)),
        _ => {}
    }
}

/// The pairs of an object, empty if it is not one.
fn pairs(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    value.as_object().into_iter().flatten().map(|(k, v)| (k.as_str(), v))
}

impl Builder {
    /// The lexicon of a language file's text.
    pub(super) fn read(file: &str) -> Lexicon {
        let data: Value = serde_json::from_str(file).unwrap_or_default();
        let mut b = Builder { lexicon: Lexicon::default() };
        b.lexicon.roles.push(Role::default());
        b.writing(&data);
        b.numbers(&data);
        b.measures(&data);
        b.approximations(&data);
        b.moods(&data);
        b.exclusions(&data);
        b.cues(&data);
        b.grammar(&data["figure"]);
        b.pairs(&data);
        b.finish()
    }

    fn writing(&mut self, data: &Value) {
        let l = &mut self.lexicon;
        for (list, key) in [(&mut l.format.group, "group"), (&mut l.format.decimal, "decimal")] {
            for mark in strings(&data["number_format"][key]) {
                let code = mark.strip_prefix("U+").and_then(|hex| u32::from_str_radix(hex, 16).ok());
                list.extend(code.and_then(char::from_u32).or_else(|| mark.chars().next()));
            }
            if list.contains(&'\'') {
                list.push('’');
            }
        }
        for pair in data["fold"].as_array().into_iter().flatten() {
            if let (Some(from), Some(to)) = (pair[0].as_str(), pair[1].as_str())
                && let Some(c) = from.chars().next()
            {
                l.fold.push((c, to.into()));
                // "ß" has no capital of one letter: its first "S" must not be taken for one.
                let mut capital = c.to_uppercase();
                if let (Some(first), None) = (capital.next(), capital.next())
                    && first != c
                {
                    l.fold.push((first, to.into()));
                }
            }
        }
        l.elision = strings(&data["det"]).any(|d| d.ends_with(['\'', '’']));
    }

    /// The numbered words of a phrase.
    fn words(&mut self, phrase: &str) -> Vec<u32> {
        let (mut tokens, mut values) = (Vec::new(), Vec::new());
        let Lexicon { words, roles, format, fold, elision, money, .. } = &mut self.lexicon;
        let cutter = Cutter { format, elision: *elision, fold, money };
        cutter.cut(phrase, &mut tokens, &mut values, |word| {
            *words.entry(word).or_insert_with(|| {
                roles.push(Role::default());
                roles.len() as u32 - 1
            })
        });
        if !values.is_empty() {
            return Vec::new();
        }
        tokens.iter().map(|t| t.id).collect()
    }

    /// Gives every one-word phrase of a list a role.
    fn role<'a>(&mut self, list: impl IntoIterator<Item = &'a str>, role: u64) {
        for word in list {
            if let [id] = self.words(word)[..] {
                self.lexicon.roles[id as usize].0 |= role;
            }
        }
    }

    fn numbers(&mut self, data: &Value) {
        for (word, value) in pairs(&data["numwords"]) {
            let Some(value) = value.as_f64() else { continue };
            let ids = self.words(word);
            if value == 1.0 {
                self.role([word], Role::ONE);
            } else if value < 1000.0 {
                self.lexicon.numbers.add(ids, None, value);
            } else {
                self.lexicon.scales.add(ids, None, value);
            }
            if !word.contains([' ', '-']) {
                self.lexicon.fused_numbers.push((word.to_lowercase().into(), value));
            }
        }
        for (word, value) in pairs(&data["scale"]) {
            let ids = self.words(&word.replace('_', " "));
            if let Some(value) = value.as_f64() {
                if value >= 1000.0 {
                    self.lexicon.scales.add(ids, exact(word).filter(|w| w.chars().count() < 3), value);
                } else {
                    self.lexicon.numbers.add(ids, None, value);
                }
            }
        }
        for (word, value) in pairs(&data["collective"]) {
            let (low, high) = (value[0].as_f64().or(value.as_f64()), value[1].as_f64().or(value.as_f64()));
            let ids = self.words(word);
            if let (Some(low), Some(high)) = (low, high) {
                self.lexicon.collectives.add(ids, None, (low, high));
            }
        }
        for (word, value) in pairs(&data["fractions"]) {
            let ids = self.words(word);
            if let (Some(n), Some(d)) = (value[0].as_f64(), value[1].as_f64()) {
                self.lexicon.fractions.add(ids, None, (n, d));
            }
        }
        let own = &data["figure"];
        for (word, value) in pairs(&own["plural"]) {
            let ids = self.words(word);
            self.lexicon.plurals.add(ids, None, value.as_f64().unwrap_or(0.0));
        }
        for (word, value) in pairs(&own["inverted_scale"]) {
            let ids = self.words(word);
            self.lexicon.inverted_scales.add(ids, None, value.as_f64().unwrap_or(0.0));
        }
        for word in strings(&own["half_after"]) {
            let ids = self.words(word);
            self.lexicon.half_after.add(ids, None, ());
        }
        for word in strings(&own["several"]) {
            let ids = self.words(word);
            self.lexicon.several.add(ids, None, ());
        }
        self.role(strings(&own["one"]), Role::ONE);
        self.role(strings(&own["half"]), Role::HALF);
        self.role(strings(&own["join"]), Role::JOIN);
        self.lexicon.fused = own["fused"].as_bool().unwrap_or(false);
        self.lexicon.fused_joins = strings(&own["fused_join"]).map(Into::into).collect();
        self.lexicon.fused_ends = strings(&own["fused_end"]).map(Into::into).collect();
    }

    fn measures(&mut self, data: &Value) {
        for word in strings(&data["percent"]["percent"]) {
            self.measure(word, Measure::Percent);
        }
        for word in strings(&data["percent"]["permille"]) {
            self.measure(word, Measure::Permille);
        }
        for word in strings(&data["figure"]["basis_points"]) {
            self.measure(word, Measure::BasisPoints);
        }
        for word in strings(&data["figure"]["percentage_points"]) {
            self.measure(word, Measure::PercentagePoints);
        }
        for word in strings(&data["percent"]["points"]) {
            self.measure(word, Measure::Points);
        }
        let doubtful = &data["currency_ambiguous"];
        for (form, codes) in pairs(doubtful) {
            self.measure(form, Measure::Currencies(strings(codes).map(Into::into).collect()));
        }
        let parts = &data["figure"]["subunit"];
        for (code, forms) in pairs(parts) {
            for form in strings(forms) {
                self.measure(form, Measure::Money(code.into(), 0.01));
            }
        }
        for (code, forms) in pairs(&data["currency"]) {
            for form in strings(forms) {
                let is_part = strings(&parts[code]).any(|p| p == form);
                self.qualifier(code, form);
                let letters = form.trim_start_matches('$');
                if letters.len() < 4 && form.len() > 1 && letters.chars().all(|c| c.is_ascii_alphabetic()) {
                    self.lexicon.money.push(letters.into());
                }
                if !is_part && doubtful.get(form).is_none() {
                    self.measure(form, Measure::Money(code.into(), 1.0));
                }
            }
        }
        for (symbol, forms) in pairs(&data["units"]) {
            for form in strings(forms) {
                self.measure(form, Measure::Symbol(symbol.into()));
            }
        }
        for (period, forms) in pairs(&data["duration"]) {
            for form in strings(forms) {
                self.measure(form, Measure::Duration(period.into()));
            }
        }
        for (period, forms) in pairs(&data["figure"]["per_words"]) {
            for form in strings(forms) {
                let ids = self.words(form);
                self.lexicon.periods.add(ids, None, period.into());
            }
        }
    }

    /// Keeps the stem of the country's adjective in "couronne suédoise", "Swedish krona".
    fn qualifier(&mut self, code: &str, form: &str) {
        /// Letters by which an adjective is known in all its forms.
        const STEM: usize = 5;
        for word in form.split(' ').filter(|_| form.contains(' ')) {
            if word.chars().count() > STEM {
                let stem: String = word.to_lowercase().chars().take(STEM).collect();
                self.lexicon.qualifiers.push((stem.into(), code.into()));
            }
        }
    }

    fn measure(&mut self, form: &str, measure: Measure) {
        let ids = self.words(form);
        self.lexicon.measures.add(ids, exact(form), measure);
    }

    fn approximations(&mut self, data: &Value) {
        use Approximation::{About, AtLeast, AtMost, LessThan, MoreThan};
        for (key, kind) in [
            ("about", About),
            ("at_least", AtLeast),
            ("at_most", AtMost),
            ("more_than", MoreThan),
            ("less_than", LessThan),
        ] {
            for phrase in strings(&data["approx"][key]) {
                if let Some(after) = phrase.strip_prefix("N") {
                    let ids = self.words(after);
                    self.lexicon.approx_after.add(ids, None, kind);
                } else {
                    self.approximation(phrase, kind, &data["figure"]["of"]);
                }
            }
        }
        for phrase in strings(&data["figure"]["exact"]) {
            self.approximation(phrase, Approximation::Exact, &data["figure"]["of"]);
        }
        let turns = [
            ("more", Change::Up, false),
            ("fewer", Change::Down, false),
            ("higher", Change::Up, true),
            ("lower", Change::Down, true),
        ];
        for (key, change, of_measures) in turns {
            for phrase in strings(&data["figure"][key]) {
                let ids = self.words(phrase);
                self.lexicon.turns.add(ids, None, (change, of_measures));
            }
        }
        self.changes(&data["figure"]);
        let lists = [
            "goal",
            "reach",
            "minus",
            "clock",
            "clock_before",
            "times",
            "as_of",
            "no_turn",
            "below",
            "told_after",
            "according",
            "part_of",
        ];
        for key in lists {
            for phrase in strings(&data["figure"][key]) {
                let ids = self.words(phrase);
                let l = &mut self.lexicon;
                let table = match key {
                    "goal" => &mut l.goals,
                    "reach" => &mut l.reaches,
                    "minus" => &mut l.minus,
                    "clock" => &mut l.clock,
                    "times" => &mut l.times,
                    "as_of" => &mut l.as_of,
                    "no_turn" => &mut l.no_turn,
                    "below" => &mut l.below,
                    "told_after" => &mut l.told_after,
                    "part_of" => &mut l.part_of,
                    "according" => &mut l.according,
                    _ => &mut l.clock_before,
                };
                table.add(ids, None, ());
            }
        }
    }

    /// Words of change that are more than one word, or less.
    fn changes(&mut self, own: &Value) {
        for (key, ends, sign, change) in
            [("up", "up_end", "plus", Change::Up), ("down", "down_end", "minus", Change::Down)]
        {
            for phrase in strings(&own[key]) {
                let (first, second) = phrase.split_once('…').unwrap_or((phrase, ""));
                match (&self.words(first)[..], &self.words(second)[..]) {
                    ([_, _, ..], []) => {
                        let ids = self.words(first);
                        self.lexicon.turned.add(ids, None, change);
                    }
                    ([verb], [particle]) => {
                        self.lexicon.split.push((*verb, *particle, change));
                        self.lexicon.roles[*verb as usize].0 |= Role::SPLIT;
                    }
                    _ => {}
                }
            }
            self.lexicon.turn_ends.extend(strings(&own[ends]).map(|end| (end.into(), change)));
            for word in strings(&own[sign]) {
                let ids = self.words(word);
                self.lexicon.signs.add(ids, None, change);
            }
        }
    }

    /// A phrase, and where it ends in "of", its forms with an article ("más de", "más del").
    fn approximation(&mut self, phrase: &str, kind: Approximation, of: &Value) {
        let ids = self.words(phrase);
        let ends: Vec<u32> = strings(of).filter_map(|w| self.words(w).first().copied()).collect();
        if let Some((last, head)) = ids.split_last()
            && !head.is_empty()
            && ends.contains(last)
        {
            for end in ends.iter().filter(|e| *e != last) {
                self.lexicon.approx.add([head, &[*end]].concat(), None, kind);
            }
        }
        self.lexicon.approx.add(ids, None, kind);
    }

    fn moods(&mut self, data: &Value) {
        let own = &data["figure"];
        let lists = [
            (&data["hearsay"]["forms"], Mood::Unconfirmed),
            (&data["hearsay"]["particles"], Mood::Unconfirmed),
            (&data["hearsay"]["markers"], Mood::Unconfirmed),
            (&data["hearsay"]["passives"], Mood::Unconfirmed),
            (&data["expected"], Mood::Expected),
            (&data["negation"]["denial"], Mood::Denied),
        ];
        for (list, mood) in lists {
            let mut found = Vec::new();
            leaves(list, &mut found);
            for phrase in found {
                let (first, second) = phrase.split_once('…').unwrap_or((phrase, ""));
                let (first, second) = first.strip_suffix(" N").map_or((first, second), |first| (first, "N"));
                let ids = self.words(first);
                let second = match second.trim() {
                    "N" => Second::Number,
                    "" => Second::Nothing,
                    end if end.starts_with('-') => Second::Ending(end[1..].into()),
                    words => Second::Words(self.words(words).into()),
                };
                self.lexicon.moods.add(ids, None, (mood, second));
            }
        }
        for (key, mood) in [("hearsay_end", Mood::Unconfirmed), ("expected_end", Mood::Expected)] {
            for end in strings(&own[key]) {
                self.lexicon.mood_ends.push((end.into(), mood));
            }
        }
        self.role(strings(&own["no_mood"]), Role::NO_MOOD);
        self.role(strings(&own["future_in_past"]), Role::FUTURE_IN_PAST);
    }

    /// Verbs of saying in one word, or the verb behind its auxiliary ("a affirmé").
    fn cues(&mut self, data: &Value) {
        let weak: Vec<&str> = strings(&data["cue_weak"]).collect();
        for class in ["say", "announce", "claim", "warn", "admit", "estimate"] {
            let mut forms = Vec::new();
            leaves(&data["cue"][class], &mut forms);
            let verbs = forms.iter().filter(|form| !form.contains('…') && !weak.contains(form));
            self.role(verbs.filter(|form| !form.contains(' ')).copied(), Role::CUE);
        }
    }

    fn exclusions(&mut self, data: &Value) {
        for key in ["months", "weekdays"] {
            let mut names = Vec::new();
            leaves(&data[key], &mut names);
            let role = if key == "months" { Role::MONTH } else { Role::WEEKDAY };
            if key == "months" {
                self.lexicon.month_capital = names.iter().all(|n| n.starts_with(char::is_uppercase));
            }
            self.role(names.iter().map(|n| n.trim_end_matches('.')), role);
        }
        self.role(strings(&data["ordinals"]["words"]), Role::ORDINAL);
        self.role(strings(&data["score"]["words"]), Role::SCORE);
        let own = &data["figure"];
        for (key, role) in [
            ("ordinal_end", Role::ORDINAL_END),
            ("label", Role::LABEL),
            ("street", Role::STREET),
            ("year", Role::YEAR),
            ("needs_noun", Role::NEEDS_NOUN),
            ("no_share", Role::NO_SHARE),
            ("age", Role::AGE),
            ("age_before", Role::AGE_BEFORE),
        ] {
            self.role(strings(&own[key]), role);
        }
    }

    fn grammar(&mut self, own: &Value) {
        for (key, role) in [
            ("link", Role::LINK),
            ("stop", Role::STOP),
            ("of", Role::OF),
            ("per", Role::PER),
            ("definite", Role::DEFINITE),
            ("det", Role::DET),
            ("up", Role::UP),
            ("down", Role::DOWN),
            ("clause", Role::CLAUSE),
            ("preposition", Role::PREPOSITION),
            ("from", Role::FROM),
            ("to", Role::GOAL),
            ("than", Role::THAN),
            ("inverted", Role::INVERTED),
            ("particle", Role::PARTICLE),
            ("or", Role::OR),
            ("by", Role::BY),
            ("survey", Role::SURVEY),
            ("tells", Role::TELLS),
            ("plan_noun", Role::PLAN),
            ("moves", Role::MOVE),
            ("earn", Role::EARN),
            ("among", Role::AMONG),
            ("source_noun", Role::SOURCE),
            ("told_before", Role::GIVES),
            ("rank_before", Role::RANK_BEFORE),
            ("rank_after", Role::RANK_AFTER),
            ("step", Role::STEP),
            ("plural_word", Role::PLURAL),
            ("negation", Role::NEGATION),
        ] {
            self.role(strings(&own[key]), role);
        }
        self.lexicon.adjective_ends = strings(&own["adjective_end"]).map(Into::into).collect();
        self.lexicon.plural_ends = strings(&own["plural_end"]).map(Into::into).collect();
        self.lexicon.verb_ends = strings(&own["verb_end"]).map(Into::into).collect();
        self.lexicon.told_ends = strings(&own["told_end"]).map(Into::into).collect();
        self.lexicon.told_links = strings(&own["told_link"]).map(Into::into).collect();
        self.lexicon.noun_phrase = match own["noun_phrase"].as_str() {
            Some("head_last") => NounPhrase::HeadLast,
            Some("capital") => NounPhrase::Capital,
            Some("inflected") => NounPhrase::Inflected,
            _ => NounPhrase::HeadFirst,
        };
        self.lexicon.degree_rank = own["degree_rank"].as_bool().unwrap_or(false);
        self.lexicon.ordinal_dot = own["ordinal_dot"].as_bool().unwrap_or(false);
    }

    fn pairs(&mut self, data: &Value) {
        for (key, is_ratio) in [("range", false), ("ratio", true)] {
            for pattern in strings(&data[key]) {
                let Some((before, rest)) = pattern.split_once('X') else { continue };
                let Some((between, after)) = rest.split_once('Y') else { continue };
                if !after.is_empty() || between.contains('…') {
                    continue;
                }
                let pair = Pair {
                    before: self.words(before).into(),
                    between: self.words(between).into(),
                    weak: strings(&data["figure"]["weak_ratio"]).any(|w| w == pattern),
                };
                if pair.between.is_empty() {
                    continue;
                }
                let list = if is_ratio { &mut self.lexicon.ratios } else { &mut self.lexicon.ranges };
                list.push(pair);
            }
        }
    }

    fn finish(mut self) -> Lexicon {
        let l = &mut self.lexicon;
        let key = |p: &Pair| std::cmp::Reverse((p.before.len(), p.between.len()));
        l.ranges.sort_by_key(key);
        l.ratios.sort_by_key(key);
        l.fused_numbers.retain(|(w, v)| !w.is_empty() && *v > 0.0);
        l.fused_numbers.sort_by(|a, b| {
            a.0.as_bytes()[0].cmp(&b.0.as_bytes()[0]).then(b.0.len().cmp(&a.0.len())).then(a.0.cmp(&b.0))
        });
        l.note_fused_heads();
        l.steps = l.roles.iter().any(|role| role.has(Role::STEP));
        // A word that qualifies two currencies is the currency's own name.
        let all = l.qualifiers.clone();
        l.qualifiers.retain(|(stem, code)| all.iter().all(|(s, c)| s != stem || c == code));
        l.numbers.sort();
        l.scales.sort();
        l.collectives.sort();
        l.plurals.sort();
        l.fractions.sort();
        l.half_after.sort();
        l.inverted_scales.sort();
        l.several.sort();
        l.measures.sort();
        l.periods.sort();
        l.approx.sort();
        l.approx_after.sort();
        l.moods.sort();
        l.goals.sort();
        l.turns.sort();
        l.turned.sort();
        l.signs.sort();
        l.reaches.sort();
        l.no_turn.sort();
        l.below.sort();
        l.told_after.sort();
        l.according.sort();
        l.part_of.sort();
        l.minus.sort();
        l.times.sort();
        l.as_of.sort();
        l.clock.sort();
        l.clock_before.sort();
        for id in 1..l.roles.len() as u32 {
            let starts = l.numbers.begins(id)
                || l.scales.begins(id)
                || l.collectives.begins(id)
                || l.plurals.begins(id)
                || l.fractions.begins(id)
                || l.several.begins(id)
                || l.roles[id as usize].has(Role::ONE | Role::HALF);
            if starts {
                l.roles[id as usize].0 |= Role::NUMERAL;
            }
        }
        self.lexicon
    }
}

/// Short abbreviations count only as they are written ("MW" is not "mW", "t" not "T").
///
/// So do signs with letters: "A$40" is no "a $40".
fn exact(form: &str) -> Option<Box<str>> {
    let short = form.chars().count() <= 3;
    let sign = short && form.contains(['$', '€', '£']) && form.contains(|c: char| c.is_ascii_uppercase());
    (sign || short && form.chars().all(|c| c.is_alphanumeric())).then(|| form.into())
}
