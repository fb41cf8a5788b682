//! Quotations that somebody spoke: with a cue behind, before or inside, after a colon, after a dash,
//! or alone and carried on from the quotation before. What is left are names, titles and words held
//! with tongs; those that stand in a reported clause are found with it.

use super::cue::Cue;
use super::draft::{Draft, Rule};
use super::lexicon::class::*;
use super::mention::Mention;
use super::scene::Scene;
use crate::Manner;
use crate::sentence::Kind;
use std::ops::Range;

/// How far before a quotation its cue may stand, in tokens.
const FAR: usize = 30;

/// Where a reporting clause stands and what it says.
struct Report {
    cue: Option<Cue>,
    mention: Option<Mention>,
    clause: Range<usize>,
}

/// Finds the direct quotations of a scene.
pub(crate) fn find(scene: &Scene<'_>) -> Vec<Draft> {
    let mut drafts: Vec<Draft> = Vec::new();
    for n in 0..scene.quotations.len() {
        if scene.quotations[n].answer {
            let clause = scene.quotations[n].open..scene.quotations[n].open;
            drafts.push(scene.draft(n, Report { cue: None, mention: None, clause }, Rule::Answer));
        } else if let Some(draft) = scene.incised(n) {
            drafts.push(draft);
        } else if let Some(draft) = scene.parted(n) {
            drafts.push(draft);
        } else if let Some(draft) = scene.reported_behind(n).or_else(|| scene.reported_before(n, &drafts)) {
            drafts.push(draft);
        } else if !scene.carried_on(n, &mut drafts)
            && let Some(draft) =
                scene.signed(n).or_else(|| scene.once_more(n, &drafts)).or_else(|| scene.bare(n, &drafts))
        {
            drafts.push(draft);
        }
    }
    drafts
}

impl Scene<'_> {
    /// How many words a quotation has.
    pub(crate) fn words_in(&self, n: usize) -> usize {
        self.quotations[n].parts.iter().map(|part| self.count_words(part)).sum()
    }

    fn count_words(&self, range: &Range<usize>) -> usize {
        self.tokens[range.clone()].iter().filter(|token| token.is_word()).count()
    }

    fn draft(&self, n: usize, report: Report, rule: Rule) -> Draft {
        let told = self.told_to(&report.clause);
        Draft {
            manner: Manner::Direct,
            parts: self.quotations[n].parts.clone(),
            cue: report.cue.as_ref().map(|cue| self.cue_words(cue)),
            class: report.cue.as_ref().map(|cue| cue.class),
            weak: report.cue.as_ref().is_some_and(|cue| cue.weak),
            mention: report.mention,
            clause: report.clause,
            told,
            rule,
            doubts: 0,
            quotation: Some(n),
            follows: None,
            probability: 1.0,
        }
    }

    /// The cue with its auxiliaries, as far as they stand together.
    pub(crate) fn cue_words(&self, cue: &Cue) -> Range<usize> {
        let mut from = cue.at;
        let hung = |k: usize| self.is(k, PRON) && !self.tokens[k].spaced;
        while from > cue.group.start && (self.is(from - 1, AUX) || hung(from - 1)) {
            from -= 1;
        }
        from..(cue.at + self.marks[cue.at].len as usize).min(cue.group.end.max(cue.at + 1))
    }

    /// «A, explique X. B»: the reporting clause stands within the marks.
    fn incised(&self, n: usize) -> Option<Draft> {
        if self.lexicon.traits.bare_clause && !self.lexicon.traits.capital_nouns
            || self.lexicon.cue_classes.is_empty()
        {
            return None;
        }
        let quotation = &self.quotations[n];
        let mut parts = Vec::new();
        let mut found: Option<Report> = None;
        for part in &quotation.parts {
            match found.is_none().then(|| self.incise_in(part)).flatten() {
                Some((report, before, behind)) => {
                    parts.extend([before, behind].into_iter().filter(|part| !part.is_empty()));
                    found = Some(report);
                }
                None => parts.push(part.clone()),
            }
        }
        let mut draft = self.draft(n, found?, Rule::Incise);
        draft.parts = parts;
        Some(draft)
    }

    /// The incise in a part, with the words before and behind it.
    fn incise_in(&self, part: &Range<usize>) -> Option<(Report, Range<usize>, Range<usize>)> {
        for k in part.start + 1..part.end {
            if !matches!(self.kind(k), Kind::Comma | Kind::Dash | Kind::Stop) {
                continue;
            }
            let mut first = k + 1;
            if self.kind(first) == Kind::Dash {
                first += 1;
            }
            let dashed = self.kind(first - 1) == Kind::Dash;
            if self.kind(k) == Kind::Stop && !dashed {
                continue;
            }
            let limit = part.end.min(first + 24);
            let Some(at) = (first..limit.min(first + 5)).find(|&at| self.is(at, CUE)) else { continue };
            let Some(cue) = self.cue_at(at) else { continue };
            if cue.group.start > first || cue.group.end >= part.end && !dashed {
                continue;
            }
            if dashed && let Some(incise) = self.dropped_incise(&cue, first, k, part) {
                return Some(incise);
            }
            let Some(subject) = self.subject(&cue, &(first..limit)) else { continue };
            if !subject.behind || self.tokens[first].capital || self.is(cue.group.end, COMP) {
                continue;
            }
            let named = subject.mention.head != super::mention::Head::Noun;
            let Some(end) = self.incise_end(subject.mention.whole.end.max(cue.group.end), part.end) else {
                continue;
            };
            if !named && !dashed || cue.weak && !dashed && !self.strong_subject(&subject.mention) {
                continue;
            }
            let report = Report { cue: Some(cue), mention: Some(subject.mention), clause: first..end };
            let before = part.start..k;
            let mut behind = end;
            while behind < part.end
                && (matches!(self.kind(behind), Kind::Comma | Kind::Dash)
                    || self.kind(behind) == Kind::Stop && behind == end)
            {
                behind += 1;
            }
            return Some((report, before, behind..part.end));
        }
        None
    }

    /// "A – dice al telefono –. B": the incise between dashes of a verb that needs no subject.
    fn dropped_incise(
        &self,
        cue: &Cue,
        first: usize,
        open: usize,
        part: &Range<usize>,
    ) -> Option<(Report, Range<usize>, Range<usize>)> {
        if !self.lexicon.traits.pro_drop || cue.group.start != first || cue.weak {
            return None;
        }
        let close = (cue.group.end..part.end.min(first + 9)).find(|&k| self.kind(k) == Kind::Dash)?;
        let plain = (cue.group.end..close)
            .all(|k| self.tokens[k].is_word() && !self.tokens[k].capital && !self.is(k, COMP | CUE | AUX));
        if !plain || self.subject_behind(cue.group.end, close).is_some() {
            return None;
        }
        let marks = (close + 1..part.end).take_while(|&k| matches!(self.kind(k), Kind::Stop | Kind::Comma));
        let behind = close + 1 + marks.count();
        let report = Report { cue: Some(cue.clone()), mention: None, clause: first..close + 1 };
        Some((report, part.start..open, behind..part.end))
    }

    fn strong_subject(&self, mention: &Mention) -> bool {
        use super::mention::Head;
        matches!(mention.head, Head::Name | Head::Pronoun | Head::Role)
    }

    /// The mark that closes an incise: the first comma, stop or dash behind its subject, soon.
    fn incise_end(&self, from: usize, end: usize) -> Option<usize> {
        let from = from.saturating_sub(1);
        (from..end.min(from + 16))
            .find(|&k| matches!(self.kind(k), Kind::Comma | Kind::Stop | Kind::Dash | Kind::Semicolon))
            .or((from + 1 >= end).then_some(end))
    }

    /// “Q,” said X / “Q,” X said.
    fn reported_behind(&self, n: usize) -> Option<Draft> {
        let quotation = &self.quotations[n];
        let sentence = self.sentence_of(quotation.end - 1);
        let end = self.next_quotation(n, sentence.end);
        let mut from = quotation.end;
        while from < end && matches!(self.kind(from), Kind::Comma | Kind::Dash) {
            from += 1;
        }
        let opens = self.opens_sentence(quotation.open, n);
        let report = self.reporting_clause(from, end).or_else(|| {
            let whole = opens && self.words_in(n) > 3 && self.parted_behind(n);
            whole.then(|| self.unknown_verb(from, end)).flatten()
        })?;
        let words = self.words_in(n);
        let full = report.mention.as_ref().is_some_and(|mention| {
            mention.head == super::mention::Head::Name && mention.words.len() > 1 && self.parted_behind(n)
        });
        if !opens && (words < 3 || !full && report.cue.as_ref().is_some_and(|cue| cue.weak)) {
            return None;
        }
        if !opens && !self.separate(quotation.open) {
            return None;
        }
        if opens && words <= 3 && !self.parted_behind(n) {
            return None;
        }
        Some(self.draft(n, report, Rule::Behind))
    }

    /// Where the next quotation begins that is no mere name.
    fn next_quotation(&self, n: usize, end: usize) -> usize {
        let speech = |next: &&crate::statement::quotation::Quotation| {
            let words: usize = next.parts.iter().map(|part| self.count_words(part)).sum();
            let named = next.parts.first().is_some_and(|part| self.tokens[part.start].capital);
            let parted = next.open > 0
                && matches!(
                    self.kind(next.open - 1),
                    Kind::Comma | Kind::Colon | Kind::Stop | Kind::Dash | Kind::Quote
                );
            words > 4 || !named || parted
        };
        self.quotations[n + 1..]
            .iter()
            .take_while(|next| next.open < end)
            .find(speech)
            .map_or(end, |next| next.open.min(end))
    }

    /// Whether nothing but marks stands before the quotation in its sentence, or another quotation
    /// that it carries on.
    fn opens_sentence(&self, open: usize, _n: usize) -> bool {
        let sentence = self.sentence_of(open);
        (sentence.start..open).all(|k| matches!(self.kind(k), Kind::Dash | Kind::Sign | Kind::Stop))
    }

    /// Whether a mark parts the quotation from the words before it.
    fn separate(&self, open: usize) -> bool {
        open > 0 && matches!(self.kind(open - 1), Kind::Colon | Kind::Dash | Kind::Semicolon | Kind::Comma)
    }

    /// The reporting clause that begins at `from`: a cue and then its subject, or a subject and then
    /// its cue.
    fn reporting_clause(&self, from: usize, end: usize) -> Option<Report> {
        if from >= end {
            return None;
        }
        let clause = from..end;
        for at in from..end.min(from + 30) {
            if self.is(at, INCISE) && at == from {
                let mention = self.subject_behind(at + 1, end)?;
                let cue = Cue { at, group: at..at + 1, class: 0, weak: true, negated: false, modal: false };
                return Some(Report { cue: Some(cue), mention: Some(mention), clause });
            }
            if self.is(at, COMP | SUB) && at > from && !self.is(at, DET) || self.kind(at) == Kind::Semicolon {
                return None;
            }
            if !self.is(at, CUE) {
                continue;
            }
            let cue = self.cue_at(at)?;
            if cue.group.start <= from {
                let subject = self.subject(&cue, &clause).map(|subject| subject.mention);
                let dropped = self.lexicon.traits.pro_drop && self.ends_soon(cue.group.end, end);
                let fits = subject.is_some() || !cue.weak || dropped;
                return fits.then_some(Report { cue: Some(cue), mention: subject, clause });
            }
            let subject =
                self.subject(&cue, &clause).filter(|s| s.behind || s.mention.whole.start <= from + 1);
            let near = cue.group.start - from <= 2;
            if let Some(subject) = subject.filter(|s| !s.behind || near && !self.lexicon.traits.bare_nouns) {
                return Some(Report { cue: Some(cue), mention: Some(subject.mention), clause });
            }
            if !self.is(at, ROLE | ORG | DOC | DET) && !cue.weak {
                return None;
            }
        }
        None
    }

    fn ends_soon(&self, k: usize, end: usize) -> bool {
        k >= end || matches!(self.kind(k), Kind::Stop | Kind::Comma | Kind::Dash)
    }

    /// Whether a comma, dash or stop parts the quotation from what follows, or ends it.
    fn parted_behind(&self, n: usize) -> bool {
        let quotation = &self.quotations[n];
        let last = quotation.parts.last().map_or(0, |part| part.end.saturating_sub(1));
        matches!(self.kind(quotation.end), Kind::Comma | Kind::Dash)
            || matches!(self.kind(last), Kind::Comma | Kind::Stop)
    }

    /// A verb the lexicon does not know behind a quotation that opens its sentence: “Q,” the
    /// department detailed / «Q», met-il en perspective.
    fn unknown_verb(&self, from: usize, end: usize) -> Option<Report> {
        let verb = |k: usize| {
            k < end
                && self.kind(k) == Kind::Word
                && !self.tokens[k].capital
                && self.classes(k) & !(CUE | WEAK | NOMINAL | TOLD | GOVERN | ADV) == 0
        };
        let closes = |k: usize| k >= end || matches!(self.kind(k), Kind::Stop | Kind::Comma | Kind::Dash);
        let named = |mention: &Mention| {
            use super::mention::Head;
            matches!(
                mention.head,
                Head::Name | Head::Role | Head::Pronoun | Head::Organisation | Head::Anonymous
            )
        };
        let report = |at: usize, mention: Mention| {
            let cue = Cue { at, group: at..at + 1, class: 0, weak: true, negated: false, modal: false };
            Some(Report { cue: Some(cue), mention: Some(mention), clause: from..end })
        };
        if verb(from) {
            if self.lexicon.traits.pro_drop && closes(from + 1) {
                let cue = Cue {
                    at: from,
                    group: from..from + 1,
                    class: 0,
                    weak: true,
                    negated: false,
                    modal: false,
                };
                return Some(Report { cue: Some(cue), mention: None, clause: from..end });
            }
            let mention = self.mention_at(from + 1, end).filter(named)?;
            let near = closes(mention.whole.end)
                || mention.head == super::mention::Head::Pronoun
                || self.is(mention.whole.end, PREP);
            return if near { report(from, mention) } else { None };
        }
        let mention = self.mention_at(from, end).filter(named)?;
        let mut at = mention.whole.end;
        while self.is(at, AUX | ADV) {
            at += 1;
        }
        let fits = verb(at) && (closes(at + 1) || self.is(at + 1, PREP | ADV | TIME));
        if fits { report(at, mention) } else { None }
    }

    /// X said: “Q” / X said, “Q” / X: “Q”.
    fn reported_before(&self, n: usize, drafts: &[Draft]) -> Option<Draft> {
        let open = self.quotations[n].open;
        let mut sentence = self.sentence_of(open);
        let mark = open.checked_sub(1)?;
        if open <= sentence.start {
            // "X said: ¶ “Q”": the paragraph before announces it.
            if self.kind(mark) != Kind::Colon {
                return None;
            }
            sentence = self.sentence_of(mark);
        }
        let from = drafts.last().map_or(sentence.start, |last| last.clause.start.max(sentence.start));
        match self.kind(mark) {
            Kind::Colon => {
                let report = self.clause_before(from.min(mark), mark);
                let report = report.or_else(|| self.speaker_before(sentence.start, mark))?;
                let rule = if report.cue.is_some() { Rule::Colon } else { Rule::Named };
                let held = report.cue.as_ref().is_some_and(|cue| self.holds_content(cue, &report, mark));
                let mut draft = self.draft(n, report, rule);
                if held {
                    // The cue has a content of its own before the colon.
                    draft.cue = None;
                    draft.class = None;
                }
                Some(draft)
            }
            Kind::Comma => {
                let report = self.clause_before(sentence.start, mark)?;
                let cue = report.cue.as_ref()?;
                let near = mark - cue.at <= 9 && (cue.at..mark).all(|k| self.kind(k) != Kind::Comma);
                let used =
                    drafts.iter().any(|draft| draft.cue.as_ref().is_some_and(|used| used.contains(&cue.at)));
                (near && !used && self.words_in(n) > 2).then(|| self.draft(n, report, Rule::Colon))
            }
            _ => None,
        }
    }

    /// Whether between the cue and the colon something is reported already.
    fn holds_content(&self, cue: &Cue, report: &Report, colon: usize) -> bool {
        let behind = report.mention.as_ref().map_or(0, |mention| mention.whole.end);
        let from = cue.group.end.max(if behind <= colon && behind > cue.at { behind } else { 0 });
        if from + 1 >= colon {
            return false;
        }
        let comp = (from..colon).any(|k| self.is(k, COMP) && !self.is(k, DET) && self.kind(k) == Kind::Word);
        comp || self.is(from, INF) && colon - from > 3 && !self.is(from, OF)
            || self.is(from, DET) && !self.is(from, PREP) && colon - from >= 3 && !self.is(from, TIME)
            || self.is(from, GOVERN) && self.is(from, DET) && colon - from >= 4
    }

    /// The last cue before `end`, with its subject.
    fn clause_before(&self, from: usize, end: usize) -> Option<Report> {
        let near = from.max(end.saturating_sub(FAR));
        let at = (near..end).rev().find(|&k| self.is(k, CUE) && !self.quoted(k) && !self.is(k, INSIDE))?;
        let cue = self.cue_at(at)?;
        if cue.negated {
            return None;
        }
        let clause = from..end;
        let traits = self.lexicon.traits;
        let mention = if traits.bare_clause && !traits.verb_second {
            // Behind the verb stands the one who is told: "told a meeting: “…”".
            self.subject_before(from, cue.group.start).or_else(|| self.first_subject(&clause, &cue))
        } else {
            let subject = self.subject(&cue, &clause).map(|subject| subject.mention);
            subject
                .filter(|mention| {
                    mention.whole.start < cue.group.start || mention.head != super::mention::Head::Noun
                })
                .or_else(|| self.shared_subject(&cue))
        };
        Some(Report { cue: Some(cue), mention, clause })
    }

    /// "X: “Q”": nothing but a name before the colon.
    fn speaker_before(&self, from: usize, colon: usize) -> Option<Report> {
        let whole = from;
        let from = (from..colon)
            .rev()
            .find(|&k| matches!(self.kind(k), Kind::Stop | Kind::Comma | Kind::Dash))
            .map_or(from, |k| k + 1);
        let skip = (from..colon).take_while(|&k| self.is(k, CONJ | ADV) && !self.is(k, DET)).count();
        let from = from + skip;
        let all = self.mention_at(whole, colon).filter(|mention| mention.whole.end == colon);
        // "X had but one question: “Q”": the words are whose deed the sentence tells.
        let doer = || {
            self.opening_subject(&(whole..colon)).filter(|mention| mention.head != super::mention::Head::Noun)
        };
        let mention = all
            .or_else(|| self.mention_at(from, colon).filter(|mention| mention.whole.end == colon))
            .or_else(doer)
            .or_else(|| self.mention_at(from, colon))
            .or_else(|| self.mention_at(whole, colon))?;
        if let Some(report) = self.owner(&mention, colon) {
            return Some(report);
        }
        let told = mention.whole.start < from && mention.whole.end < colon;
        (mention.whole.end == colon || told || colon - from < 9).then_some(Report {
            cue: None,
            mention: Some(mention),
            clause: from..colon,
        })
    }

    /// "L'elogio di X: “Q”", "Seine Antwort: “Q”": the words are those of the noun's owner.
    fn owner(&self, mention: &Mention, colon: usize) -> Option<Report> {
        use super::mention::Head;
        if mention.head != Head::Noun && !self.is(mention.key, NOMINAL) || mention.whole.end > colon {
            return None;
        }
        let clause = mention.whole.start..colon;
        let of = clause.clone().find(|&k| self.is(k, OF) && k > mention.key);
        if let Some(owner) =
            of.and_then(|of| self.mention_at(of + 1, colon)).filter(|owner| owner.head == Head::Name)
        {
            return Some(Report { cue: None, mention: Some(owner), clause });
        }
        let own = self.is(mention.whole.start, DET) && self.marks[mention.whole.start].entry.person == 3;
        let own = own && self.is(mention.whole.start, PRON)
            || self.is(mention.key, NOMINAL) && self.words_apart(mention);
        own.then_some(Report { cue: None, mention: None, clause })
    }

    /// A noun of saying with nothing but its article.
    fn words_apart(&self, mention: &Mention) -> bool {
        mention.words.len() <= 2
    }

    /// Words that carry on the quotation before: “A,” said X. “B.” Adds them to its draft.
    fn carried_on(&self, n: usize, drafts: &mut [Draft]) -> bool {
        let Some(last) = drafts.last_mut() else { return false };
        let Some(previous) = last.quotation.filter(|_| last.manner == Manner::Direct) else { return false };
        let quotation = &self.quotations[n];
        let sentence = self.sentence_of(quotation.open);
        let last_end = self.quotations[previous].end;
        if self.paragraphs[self.paragraph_of(quotation.open)].heading
            && previous + 1 == n
            && self.paragraph_of(quotation.open) != self.paragraph_of(self.quotations[previous].end - 1)
        {
            return false;
        }
        // "«A», sagt X gegenüber «BBC». «B.»": what the reporting clause holds in marks is a name.
        let named = |m: usize| {
            self.quotations[m].end <= last.clause.end.max(last_end) + 1
                && last.rule == Rule::Behind
                && self.words_in(m) <= 4
        };
        let adjoins = (previous + 1..n).all(named);
        if !adjoins && last.follows != Some(n - 1) || last_end > quotation.open {
            return false;
        }
        let tail_empty = (quotation.end..sentence.end).all(|k| self.kind(k) == Kind::Stop);
        let here = self.paragraph_of(quotation.open);
        let there = self.paragraph_of(last_end - 1);
        let opens = self.opens_sentence(quotation.open, n);
        let same_sentence = self.sentence_of(last_end - 1).end > quotation.open;
        let fits = if same_sentence {
            // “A,” said X, “B.”
            self.separate(quotation.open) && last.rule == Rule::Behind && last.cue.is_some()
        } else {
            let adjoins = self.sentence_of(last_end - 1).end == sentence.start
                || last.follows.is_some()
                    && self.sentence_of(sentence.start.saturating_sub(1)).start >= last_end - 1;
            opens
                && tail_empty
                && adjoins
                && (here == there || here == there + 1)
                && last.rule == Rule::Behind
        };
        if !fits || self.words_in(n) < 2 {
            return false;
        }
        last.parts.extend(quotation.parts.iter().cloned());
        last.follows = Some(n);
        last.quotation = Some(n);
        true
    }

    /// “Q” — X: a dash and a name alone behind a quotation, or opening the next paragraph, sign it.
    fn signed(&self, n: usize) -> Option<Draft> {
        let quotation = &self.quotations[n];
        let opens = self.paragraphs[self.paragraph_of(quotation.open)].tokens.start == quotation.open;
        // It may end paragraphs further on than it begins.
        let paragraph = self.paragraph_of(quotation.end - 1);
        let own = &self.paragraphs[paragraph].tokens;
        if !opens || self.words_in(n) < 4 {
            return None;
        }
        let here = (quotation.end..own.end).find(|&k| self.kind(k) != Kind::Stop);
        let next = self.paragraphs.get(paragraph + 1).map(|next| next.tokens.clone());
        let below = next.filter(|_| own.end - quotation.end < 8);
        let line = match here.filter(|&k| self.kind(k) == Kind::Dash) {
            Some(dash) => dash..own.end,
            None => below.filter(|line| self.kind(line.start) == Kind::Dash)?,
        };
        let mention = self.mention_at(line.start + 1, line.end)?;
        let named = matches!(mention.head, super::mention::Head::Name | super::mention::Head::Organisation)
            && self.tokens[mention.words.start].capital;
        let alone = line.len() <= 16
            && !line.clone().any(|k| self.is(k, CUE | AUX | PRON) && !self.is(k, ROLE | ORG | DET))
            && !line.clone().skip(1).any(|k| self.kind(k) == Kind::Quote);
        let report = Report { cue: None, mention: Some(mention), clause: line };
        (named && alone).then(|| self.draft(n, report, Rule::Named))
    }

    /// "Und weiter: “Q”": nothing but small words before the colon, right behind a quotation: the same one goes on.
    fn once_more(&self, n: usize, drafts: &[Draft]) -> Option<Draft> {
        let open = self.quotations[n].open;
        let sentence = self.sentence_of(open);
        let colon = open.checked_sub(1).filter(|&k| self.kind(k) == Kind::Colon && k > sentence.start)?;
        let small = (sentence.start..colon).all(|k| self.is(k, CONJ | ADV | TIME) && !self.is(k, PRON | DET));
        let last = drafts.last().filter(|last| last.manner == Manner::Direct)?;
        let near = self.sentence_index(last.end().max(last.clause.end) - 1) + 1 >= self.sentence_index(open)
            && self.paragraph_of(last.start()) + 1 >= self.paragraph_of(open);
        let report = Report { cue: None, mention: None, clause: sentence.start..colon };
        (small && near && colon - sentence.start <= 3 && self.words_in(n) > 1)
            .then(|| self.draft(n, report, Rule::Bare))
    }

    /// A quotation alone in its sentence, without any cue.
    fn bare(&self, n: usize, drafts: &[Draft]) -> Option<Draft> {
        let quotation = &self.quotations[n];
        let sentence = self.sentence_of(quotation.open);
        let alone = self.opens_sentence(quotation.open, n)
            && (quotation.end..sentence.end).all(|k| !self.tokens[k].is_word());
        let paragraph = self.paragraph_of(quotation.open);
        let heading = self.paragraphs[paragraph].heading;
        if !alone || self.words_in(n) < if heading { 2 } else { 4 } {
            return None;
        }
        let rule = if heading { Rule::Heading } else { Rule::Bare };
        let last = drafts.last().map(|last| self.paragraph_of(last.start())).filter(|_| !heading);
        let clause = sentence.clone();
        let mut draft = self.draft(n, Report { cue: None, mention: None, clause }, rule);
        draft.follows = None;
        draft.told = None;
        let _ = last;
        Some(draft)
    }
}
