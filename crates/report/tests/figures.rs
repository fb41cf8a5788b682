//! Figures by the public door: a passage in the form of a radio report, and properties any text must keep.

use proptest::prelude::*;
use report::{Approximation, Figure, In, Report, Sureness};

fn figures(language: &str, text: &str) -> Vec<Figure> {
    let mut report = Report { language: Some(language.into()), text: text.into(), ..Report::default() };
    report::figure::annotate(&mut report);
    report.figures
}

/// What is asked of one figure: number, low, high, unit, of, approximation, sureness, marker.
type Row<'a> = (&'a str, f64, f64, &'a str, Option<&'a str>, Approximation, Sureness, Option<&'a str>);

fn row(figure: &Figure) -> Row<'_> {
    (
        &figure.number,
        figure.low.unwrap_or(f64::NAN),
        figure.high.unwrap_or(f64::NAN),
        &figure.unit,
        figure.of.as_deref(),
        figure.approximation,
        figure.sureness,
        figure.marker.as_deref(),
    )
}

#[test]
fn a_radio_report_claims_three_figures_and_no_more() {
    use Approximation::{About, Exact, Range};
    use Sureness::{Asserted, Unconfirmed};
    let text = "Du côté des insurgés, elles seraient quelque 2\u{202f}300 volontaires valdoriennes. La plupart \
        ont rejoint la colonne Mirador, fondée en 2019.\n\n\
        Nora dit nous appeler de l’est du plateau. « Nous sommes une unité à part, chacune de nous a prêté \
        serment », affirme la soldate au micro de Paul Estève.\n\n\
        À ce titre, Nora et les autres volontaires touchent une solde, entre 800 à 1 500 euros par mois. \
        Elles affrontent un seul ennemi : le président Hadrov, 71 ans, au pouvoir depuis douze ans.\n\n\
        Et parfois jusqu’au bout. Sept volontaires valdoriennes sont tombées depuis le 14 juillet.";
    let found = figures("fr", text);
    let people = Some("volontaires valdoriennes");
    let rows: Vec<_> = found.iter().map(row).collect();
    assert_eq!(
        rows,
        [
            ("2\u{202f}300", 2300.0, 2300.0, "count", people, About, Unconfirmed, Some("seraient")),
            ("800 à 1 500", 800.0, 1500.0, "EUR", None, Range, Asserted, None),
            ("Sept", 7.0, 7.0, "count", people, Exact, Asserted, None),
        ]
    );
    assert_eq!(found[0].text, "quelque 2\u{202f}300 volontaires valdoriennes");
    assert_eq!(found[1].text, "entre 800 à 1 500 euros par mois");
    assert_eq!(found[1].per.as_deref(), Some("month"));
    assert!(found.iter().all(|f| f.said_by.is_none() && f.within == In::Text));
}

fn keeps_its_places(language: &str, text: &str) {
    let mut last = 0;
    for figure in figures(language, text) {
        let words = text.get(figure.at.range()).expect("a span on character boundaries");
        assert_eq!(words, figure.text, "{language}: {text:?}");
        assert!(words.contains(&figure.number), "{language}: {:?} in {words:?}", figure.number);
        assert!(figure.low.is_none_or(f64::is_finite) && figure.high.is_none_or(f64::is_finite));
        assert!(figure.at.end > last, "{language}: figures in the order of the text {text:?}");
        last = figure.at.end;
        assert!(!figure.unit.is_empty());
    }
}

/// Pieces out of which a text full of numbers is thrown together.
const PIECES: [&str; 44] = [
    "1",
    "12",
    "1 500",
    "1.500,5",
    "1,5",
    "0",
    "007",
    "2022",
    "14",
    "%",
    "€",
    "$",
    "R$",
    "-",
    "–",
    ",",
    ".",
    "(",
    ")",
    "\n",
    "’",
    "'",
    "\u{a0}",
    "\u{202f}",
    "million",
    "milliards",
    "mille",
    "deux",
    "two",
    "hundred",
    "dozen",
    "entre",
    "et",
    "à",
    "to",
    "half",
    "тыс.",
    "пять",
    "десятки",
    "einundzwanzig",
    "hundert",
    "mil",
    "une",
    "of",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_text_keeps_its_places(
        text in "\\PC{0,120}",
        language in proptest::sample::select(&report::language::CODES[..]),
    ) {
        keeps_its_places(language, &text);
    }

    #[test]
    fn numbers_thrown_together_keep_their_places(
        pieces in proptest::collection::vec((proptest::sample::select(&PIECES[..]), any::<bool>()), 0..60),
        language in proptest::sample::select(&report::language::CODES[..]),
    ) {
        let text: String =
            pieces.iter().flat_map(|(piece, space)| [*piece, if *space { " " } else { "" }]).collect();
        keeps_its_places(language, &text);
    }
}
