//! Which figures of a story are said to differ, and which are not; and whose voice is whose.

use report::{Report, read::Context};
use story::{Member, Story};

fn read(id: &str, language: &str, text: &str) -> Report {
    let context = Context { source: id.into(), language: Some(language.into()), ..Context::default() };
    let mut report = report::read::read_text(text, &context);
    report.outlet = Some(format!("{id}.example"));
    report
}

/// The sides of every dispute, each as the figures' words.
fn sides(reports: &[Report]) -> Vec<Vec<Vec<String>>> {
    let members = reports.iter().map(|report| Member { id: &report.source, report }).collect();
    let story = Story::of("s", members);
    let words = |claim: &story::Claim| reports[claim.member].figures[claim.figure].number.clone();
    let side = |side: &story::Side| side.claims.iter().map(words).collect::<Vec<_>>();
    story.disputes.iter().map(|dispute| dispute.sides.iter().map(side).collect()).collect()
}

#[test]
fn two_counts_of_one_crowd_in_two_languages() {
    let reports = [
        read(
            "a",
            "en",
            "The operator Nordbahn said 87 trains were cancelled on Tuesday. The union put the number above 120, and called it a start.",
        ),
        read("b", "fr", "Selon la compagnie Nordbahn, 87 trains ont été supprimés mardi dans la région."),
    ];
    let sides = sides(&reports);
    assert_eq!(sides.len(), 1, "{sides:?}\n{:#?}", reports.iter().map(|r| &r.figures).collect::<Vec<_>>());
    assert!(sides[0].contains(&vec!["87".to_owned(), "87".to_owned()]), "{sides:?}");
    assert!(sides[0].contains(&vec!["120".to_owned()]), "{sides:?}");
}

#[test]
fn one_noun_for_two_things_is_no_dispute() {
    let reports = [
        read("a", "fr", "La fonderie de Saint-Loup, qui emploie 412 personnes, fermera en décembre."),
        read("b", "fr", "Samedi, 600 personnes ont défilé sous la pluie derrière une fanfare."),
    ];
    assert_eq!(sides(&reports), Vec::<Vec<Vec<String>>>::new());
}

#[test]
fn a_revised_figure_in_one_language() {
    let reports = [
        read("a", "en", "The storm killed 34 people in the province of Lorvale, the governor said."),
        read("b", "en", "The storm killed 41 people in the province of Lorvale, rescuers said."),
    ];
    assert_eq!(sides(&reports), vec![vec![vec!["41".to_owned()], vec!["34".to_owned()]]]);
}

#[test]
fn rounded_figures_do_not_differ() {
    let reports = [
        read("a", "en", "The plant in Lorvale employs 412 workers, the company said."),
        read("b", "en", "The plant in Lorvale employs about 400 workers, the mayor said."),
    ];
    assert_eq!(sides(&reports), Vec::<Vec<Vec<String>>>::new());
}

#[test]
fn one_speaker_in_two_scripts_is_one_voice() {
    let reports = [
        read("a", "en", "“We will not go back,” said Sviatlana Marchanka, the union's spokeswoman."),
        read("b", "ru", "«Мы не вернёмся», — заявила Светлана Марченко, представитель профсоюза."),
    ];
    let members = reports.iter().map(|report| Member { id: &report.source, report }).collect();
    let story = Story::of("s", members);
    assert_eq!(story.voices.len(), 1, "{:#?}", story.voices);
    assert_eq!(story.voices[0].spellings.len(), 2);
}

#[test]
fn more_than_and_less_than_one_number_differ() {
    let reports = [
        read("a", "en", "The march in Lorvale drew more than 800 people, the organisers said."),
        read("b", "en", "The march in Lorvale drew fewer than 800 people, the police said."),
    ];
    assert_eq!(sides(&reports).len(), 1);
}
