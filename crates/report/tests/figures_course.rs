//! How a figure moved: which claims are taken, in which order, and what the chart and its table hold.

use report::figure::course::{self, Heads};
use report::{Dated, Evidence, Precision, Report};

fn report(outlet: &str, date: &str, text: &str) -> Report {
    let mut report = Report {
        outlet: Some(outlet.into()),
        language: Some("fr".into()),
        text: text.into(),
        published: Some(Dated { date: date.into(), precision: Precision::Day, from: Evidence::Argument }),
        ..Report::default()
    };
    report::figure::annotate(&mut report);
    report
}

fn reports() -> [Report; 3] {
    [
        report("Le Phare <Nord>", "2031-05-03", "Entre 40 et 60 marins manquent. Trois navires ont coulé."),
        report(
            "La Digue",
            "2031-05-01",
            "Ils seraient quelque 20 marins. Le port a perdu 4 millions d'euros.",
        ),
        report("Radio Môle", "2031-05-02", "Au moins 35 marins sont portés disparus au port."),
    ]
}

#[test]
fn claims_of_one_thing_come_by_date() {
    let reports = reports();
    let claims = course::claims(&reports, "marin");
    let rows: Vec<_> = claims.iter().map(|c| (c.date(), c.claimant(), c.figure.number.as_str())).collect();
    assert_eq!(
        rows,
        [
            ("2031-05-01", "La Digue", "20"),
            ("2031-05-02", "Radio Môle", "35"),
            ("2031-05-03", "Le Phare <Nord>", "40 et 60"),
        ]
    );
    assert!(course::claims(&reports, "").is_empty());
    assert_eq!(course::claims(&reports, "navires").len(), 1);
}

#[test]
fn the_table_holds_every_claim_in_its_source_words() {
    let reports = reports();
    let table = course::table(&course::claims(&reports, "marins"), Heads::default());
    assert_eq!(table.matches("<tr>").count(), 4);
    assert!(table.contains("<td lang=\"fr\">quelque 20 marins</td>"), "{table}");
    assert!(table.contains("Le Phare &lt;Nord&gt;") && !table.contains("<Nord>"), "{table}");
    assert!(table.contains("<td>unconfirmed</td>"), "{table}");
}

#[test]
fn the_chart_marks_every_claim_and_says_what_it_shows() {
    let reports = reports();
    let chart = course::chart(&course::claims(&reports, "marins"), "Marins & port", "Trois comptes");
    assert_eq!(chart.matches("<circle").count(), 3);
    assert_eq!(chart.matches("fill=\"none\"").count(), 1, "hollow where it is unconfirmed\n{chart}");
    assert!(chart.contains("<title id=\"course-title\">Marins &amp; port</title>"), "{chart}");
    assert!(!chart.contains("NaN") && !chart.contains("inf"), "{chart}");
    // Nothing claimed: still a drawing.
    assert!(course::chart(&[], "", "").ends_with("</svg>\n"));
}
