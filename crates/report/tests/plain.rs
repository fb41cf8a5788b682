//! Plain text as a crawler keeps it: furniture mixed in, glued together, under a date header.

use report::read::{Context, LIMIT, read_text};
use report::{BlockKind, Evidence, Precision, Reason};

/// A radio report in the form of a crawler's text file; outlet, people and events are invented.
const KEPT: &str = "date 2021-03 Sur les quais de Port-Aurore, ils seraient près de 1\u{a0}200 dockers à attendre. Tous refusent le nouveau contrat.\n\
    \n\
    Publicité Lire la suite\n\
    \n\
    Mirelle est assise près d\u{2019}un brasero. «\u{a0}Nous gardons le feu jour et nuit, et nous ne partirons pas avant d\u{2019}avoir vu le contrat\u{a0}», affirme la grutière au micro de Paule Tessier.\n\
    \n\
    «\u{a0}Le port est devenu notre maison\u{a0}»\n\
    \n\
    Oskar Valdemaire est porte-parole du syndicat des quais. «\u{a0}Pour beaucoup d\u{2019}entre nous, le port est devenu notre maison, explique Oskar Valdemaire. C\u{2019}est cela qui nous tient.\u{a0}»\n\
    \n\
    NewsletterRecevez toute l'actualité des quais directement dans votre boîte à lettres Je m'abonne";

#[test]
fn a_kept_text_is_read_without_its_furniture() {
    let report = read_text(KEPT, &Context::default());
    let published = report.published.as_ref().expect("the header gives a date");
    assert_eq!(
        (published.date.as_str(), published.precision, published.from),
        ("2021-03", Precision::Month, Evidence::Text)
    );
    assert_eq!(report.language.as_deref(), Some("fr"));
    let left_out: Vec<_> = report.left_out.iter().map(|piece| (piece.text.as_str(), piece.reason)).collect();
    let expected = [
        ("Publicité", Reason::Advertisement),
        ("Lire la suite", Reason::Related),
        ("Newsletter", Reason::Newsletter),
        ("Recevez toute l'actualité des quais directement dans votre boîte à lettres", Reason::Newsletter),
        ("Je m'abonne", Reason::Subscription),
    ];
    assert_eq!(left_out, expected);
    let standfirst = report.standfirst.as_ref().expect("the first paragraph is the standfirst");
    assert!(standfirst.text.starts_with("Sur les quais de Port-Aurore, ils seraient près de 1\u{a0}200"));
    let kinds: Vec<_> = report.body.iter().map(|block| block.kind).collect();
    assert_eq!(kinds, [BlockKind::Paragraph, BlockKind::Heading, BlockKind::Paragraph]);
}

#[test]
fn every_span_leads_back_to_its_words() {
    let report = read_text(KEPT, &Context::default());
    for block in &report.body {
        assert_eq!(block.at.expect("a kind of the text").slice(&report.text), block.text);
        assert_eq!(block.page.expect("plain text has places").slice(KEPT), block.text);
    }
    for piece in &report.left_out {
        assert_eq!(piece.page.slice(KEPT), piece.text);
    }
    let standfirst = report.standfirst.expect("a standfirst");
    assert_eq!(standfirst.at.slice(&report.text), standfirst.text);
}

#[test]
fn clean_text_stays_as_it_is() {
    let text = "Par ailleurs, le port ferme.\n\nLa publicité du port a coûté cher, dit le maire.\r\nLes marins\u{2009}attendent.";
    let report = read_text(text, &Context { language: Some("fr".into()), ..Context::default() });
    assert_eq!(
        report.text,
        "Par ailleurs, le port ferme.\n\nLa publicité du port a coûté cher, dit le maire.\n\nLes marins\u{2009}attendent."
    );
    assert!(report.left_out.is_empty());
}

#[test]
fn broken_text_is_read_all_the_same() {
    for text in ["", "\n\n\n", "date", "date 2022", "\u{feff}", "\0\0\0", "…", "Publicité"] {
        let report = read_text(text, &Context { language: Some("fr".into()), ..Context::default() });
        assert!(report.body.is_empty(), "{text:?}");
    }
    let long = "é".repeat(LIMIT / 2 + 10);
    let report = read_text(&long, &Context::default());
    assert_eq!(report.text.len(), LIMIT);
    assert_eq!(report.complaints.len(), 1);
}

#[test]
fn the_callers_date_fills_what_the_text_leaves_open() {
    let context = Context { published: Some("2021-03-09T08:00:00+01:00".into()), ..Context::default() };
    let read = |text: &str| read_text(text, &context).published.expect("a date");
    assert_eq!(read("Le port ferme.").from, Evidence::Argument);
    assert_eq!(read("date 2021-03 Le port ferme.").date, "2021-03-09T08:00:00+01:00");
    assert_eq!(read("date 2021-04 Le port ferme.").date, "2021-04");
}
