//! The words with which a report is shown: sureness, approximation, manner, reasons, dates.
//!
//! These are words of the interface, in English and French; no report is read by them.

use report::{
    Approximation, Dated, Figure, LeftOut, Manner, Precision, Reason, Report, Speaker, Statement, Sureness,
};

/// Language of the interface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Tongue {
    /// English.
    #[default]
    En,
    /// French.
    Fr,
}

impl Tongue {
    /// BCP 47 code.
    pub fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Fr => "fr",
        }
    }

    fn pick(self, en: &'static str, fr: &'static str) -> &'static str {
        match self {
            Self::En => en,
            Self::Fr => fr,
        }
    }
}

/// How sure the source is, in words; what is simply asserted needs none.
pub fn sureness(sureness: Sureness, tongue: Tongue) -> &'static str {
    match sureness {
        Sureness::Asserted => tongue.pick("asserted", "affirmé"),
        Sureness::Reported => tongue.pick("reported", "rapporté"),
        Sureness::Unconfirmed => tongue.pick("unconfirmed", "non confirmé"),
        Sureness::Denied => tongue.pick("denied", "démenti"),
        Sureness::Expected => tongue.pick("expected", "attendu"),
    }
}

/// How near the number is meant to be; empty for an exact one.
pub fn approximation(approximation: Approximation, tongue: Tongue) -> &'static str {
    match approximation {
        Approximation::Exact => "",
        Approximation::About => tongue.pick("about", "environ"),
        Approximation::AtLeast => tongue.pick("at least", "au moins"),
        Approximation::AtMost => tongue.pick("at most", "au plus"),
        Approximation::MoreThan => tongue.pick("more than", "plus de"),
        Approximation::LessThan => tongue.pick("less than", "moins de"),
        Approximation::Range => tongue.pick("between", "entre"),
        Approximation::Vague => tongue.pick("some", "plusieurs"),
    }
}

/// How a statement's words are given.
pub fn manner(manner: Manner, tongue: Tongue) -> &'static str {
    match manner {
        Manner::Direct => tongue.pick("verbatim", "mot pour mot"),
        Manner::Mixed => tongue.pick("partly verbatim", "en partie mot pour mot"),
        Manner::Indirect => tongue.pick("reported", "rapporté"),
    }
}

/// Says of a cue that its verb is negated.
pub fn negated(tongue: Tongue) -> &'static str {
    tongue.pick(" (negated)", " (négation)")
}

/// Why words were left out.
pub fn reason(reason: Reason, tongue: Tongue) -> &'static str {
    match reason {
        Reason::Advertisement => tongue.pick("advertisement", "publicité"),
        Reason::Newsletter => tongue.pick("newsletter", "lettre d’information"),
        Reason::Subscription => tongue.pick("subscription", "abonnement"),
        Reason::Related => tongue.pick("other reports", "autres articles"),
        Reason::Share => tongue.pick("sharing", "partage"),
        Reason::Consent => tongue.pick("consent", "consentement"),
        Reason::Navigation => tongue.pick("navigation", "navigation"),
        Reason::Comments => tongue.pick("comments", "commentaires"),
        Reason::Credit => tongue.pick("credit", "crédit"),
        Reason::Paywall => tongue.pick("paywall", "accès payant"),
        Reason::Byline => tongue.pick("byline", "signature"),
        Reason::Player => tongue.pick("player", "lecteur audio ou vidéo"),
        Reason::Donation => tongue.pick("appeal for money", "appel aux dons"),
        Reason::Legal => tongue.pick("legal notice", "mentions légales"),
        Reason::Repeated => tongue.pick("repeated", "répétition"),
        Reason::Other => tongue.pick("not the report", "hors article"),
        Reason::Aside => tongue.pick("beside the report", "encadré"),
    }
}

const MONTHS: [[&str; 12]; 2] = [
    [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
];

/// A date as a person reads it, no more precise than it is known: "July 2022", "12 March 2026, 13:40".
pub fn date(dated: &Dated, tongue: Tongue) -> String {
    let text = dated.date.as_str();
    let number =
        |range: std::ops::Range<usize>| text.get(range).and_then(|digits| digits.parse::<usize>().ok());
    let months = &MONTHS[tongue as usize];
    let month = number(5..7).and_then(|month| months.get(month.wrapping_sub(1)));
    let (Some(year), precision) = (number(0..4), dated.precision) else { return text.to_owned() };
    match (precision, month, number(8..10)) {
        (Precision::Year, ..) => year.to_string(),
        (Precision::Month, Some(month), _) => format!("{month} {year}"),
        (Precision::Day, Some(month), Some(day)) => format!("{} {month} {year}", ordinal(day, tongue)),
        (Precision::Minute | Precision::Second, Some(month), Some(day)) => {
            let clock = text.get(11..16).unwrap_or_default();
            format!("{} {month} {year}, {clock}{}", ordinal(day, tongue), zone(text))
        }
        _ => text.to_owned(),
    }
}

/// The first of a month is an ordinal in French.
fn ordinal(day: usize, tongue: Tongue) -> String {
    match (day, tongue) {
        (1, Tongue::Fr) => "1er".into(),
        _ => day.to_string(),
    }
}

/// The offset of an RFC 3339 time, said only where it says something: " UTC" or " +03:00".
fn zone(text: &str) -> String {
    match text.rfind(['Z', 'z', '+', '-']).filter(|&at| at > 10).map(|at| &text[at..]) {
        Some("Z" | "z" | "+00:00") => " UTC".into(),
        Some(offset) => format!(" {offset}"),
        None => String::new(),
    }
}

/// Who speaks, as fully as the report says it: "Franak Viatchiorka, conseiller de …".
pub fn speaker(speaker: Option<&Speaker>, tongue: Tongue) -> String {
    let nobody = tongue.pick("speaker not said", "auteur non précisé");
    let Some(speaker) = speaker else { return nobody.into() };
    let name = speaker.name.as_deref().or(speaker.mention.as_deref()).unwrap_or(nobody);
    match speaker.role.as_deref() {
        Some(role) if !role.eq_ignore_ascii_case(name) => format!("{name}, {role}"),
        _ => name.to_owned(),
    }
}

/// One line about a statement: "Alex, soldat · affirme · told to Nicolas Feldmann".
pub fn attribution(statement: &Statement, tongue: Tongue) -> String {
    let mut line = speaker(statement.speaker.as_ref(), tongue);
    if let Some(cue) = &statement.cue {
        line.push_str(" · ");
        line.push_str(&cue.text);
    }
    if statement.cue_negated {
        line.push_str(negated(tongue));
    }
    if statement.manner != Manner::Direct {
        line.push_str(" · ");
        line.push_str(manner(statement.manner, tongue));
    }
    if let Some(told_to) = &statement.told_to {
        line.push_str(tongue.pick(" · told to ", " · à "));
        line.push_str(told_to);
    }
    if let Some(occasion) = &statement.occasion {
        line.push_str(" · ");
        line.push_str(occasion);
    }
    if let Some(outlet) = &statement.relayed_by {
        line.push_str(tongue.pick(" · relayed by ", " · relayé par "));
        line.push_str(outlet);
    }
    line
}

/// One line about a figure: "unconfirmed (seraient) · Pavel Sakovich"; empty for one that the
/// outlet plainly asserts.
pub fn certainty(figure: &Figure, tongue: Tongue) -> String {
    let mut parts = Vec::new();
    if figure.sureness != Sureness::Asserted {
        let word = sureness(figure.sureness, tongue);
        parts.push(match &figure.marker {
            Some(marker) => format!("{word} ({marker})"),
            None => word.to_owned(),
        });
    }
    parts.extend(figure.said_by.clone());
    parts.join(" · ")
}

/// The first characters of what was left out, on one line.
pub fn left_out(left: &LeftOut, most: usize) -> String {
    // Bounded before anything is joined: what was left out may be most of a large page.
    let words = left.text.split_whitespace().take(most).collect::<Vec<_>>().join(" ");
    match words.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", words[..end].trim_end()),
        None => words,
    }
}

/// Outlet, language and date, as far as they are known, joined by middle dots.
pub fn dateline(report: &Report, tongue: Tongue) -> String {
    let parts = [
        report.outlet.clone(),
        report.section.clone(),
        report.place.clone(),
        report.published.as_ref().map(|published| date(published, tongue)),
        report.language.clone(),
    ];
    parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// Who wrote it: "Clémence Aubrac (envoyée spéciale), Daniel Okoro".
pub fn byline(report: &Report) -> String {
    let author = |author: &report::Author| match &author.role {
        Some(role) => format!("{} ({role})", author.name),
        None => author.name.clone(),
    };
    report.byline.iter().map(author).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use report::Evidence;

    fn dated(date: &str, precision: Precision) -> Dated {
        Dated { date: date.into(), precision, from: Evidence::Text }
    }

    #[test]
    fn a_date_is_shown_no_more_precise_than_it_is_known() {
        assert_eq!(date(&dated("2022-07", Precision::Month), Tongue::En), "July 2022");
        assert_eq!(date(&dated("2022", Precision::Year), Tongue::En), "2022");
        assert_eq!(date(&dated("2026-03-01", Precision::Day), Tongue::Fr), "1er mars 2026");
        let minute = dated("2026-03-12T13:40:00+01:00", Precision::Minute);
        assert_eq!(date(&minute, Tongue::En), "12 March 2026, 13:40 +01:00");
        let utc = dated("2026-03-12T13:40:00Z", Precision::Second);
        assert_eq!(date(&utc, Tongue::En), "12 March 2026, 13:40 UTC");
    }

    #[test]
    fn a_date_out_of_its_form_is_shown_as_it_is() {
        assert_eq!(date(&dated("jeudi", Precision::Day), Tongue::En), "jeudi");
        assert_eq!(date(&dated("2026-19", Precision::Month), Tongue::En), "2026-19");
    }

    #[test]
    fn an_attribution_says_the_occasion_the_relay_and_the_negation() {
        let text =
            "Karen Holt, quoted by the Vale Courier, did not deny at a rally that the dam had cracked.";
        let context = report::read::Context { language: Some("en".into()), ..Default::default() };
        let found = report::read::read_text(text, &context).statements;
        let line = attribution(&found[0], Tongue::En);
        for words in [" (negated)", " · at a rally", " · relayed by the Vale Courier"] {
            assert!(line.contains(words), "{line}");
        }
    }
}
