//! One person in many spellings, and two persons in like ones.

use story::spelling::{is_patronymic, keys, same_person};

/// Invented persons in every spelling the press would give them.
const PERSONS: [&[&str]; 5] = [
    &[
        "Uladzimir Hrakovich",
        "Владимир Гракович",
        "Уладзімір Граковіч",
        "Vladimir Grakovitch",
        "Wladimir Grakowitsch",
        "Władimir Hrakowicz",
    ],
    &[
        "Sviatlana Tsymbalouskaya",
        "Светлана Цимбаловская",
        "Святлана Цымбалоўская",
        "Swiatłana Cymbałouska",
        "Svetlana Tsimbalovskaïa",
    ],
    &[
        "Jaŭhien Ščarbicki",
        "Евгений Щербицкий",
        "Evgeny Shcherbitsky",
        "Jewgeni Schtscherbizki",
        "Ievgueni Chtcherbitski",
    ],
    &["Andrii Zhuravel", "Андрій Журавель", "Andriy Zhuravel", "Andrij Schurawel", "Андрей Журавель"],
    &["Gergely Halmos", "Гергей Галмош", "Гергей Халмош"],
];

#[test]
fn spellings_of_one_person_meet() {
    let (mut met, mut pairs) = (0, 0);
    for spellings in PERSONS {
        for (at, one) in spellings.iter().enumerate() {
            for other in &spellings[..at] {
                pairs += 1;
                met += usize::from(same_person(one, other));
            }
        }
    }
    assert!(met * 100 >= pairs * 85, "{met} of {pairs}");
}

#[test]
fn persons_do_not_meet_each_other() {
    for (at, one) in PERSONS.iter().enumerate() {
        for other in &PERSONS[..at] {
            for (a, b) in one.iter().flat_map(|a| other.iter().map(move |b| (a, b))) {
                assert!(!same_person(a, b), "{a} and {b}");
            }
        }
    }
}

#[test]
fn a_first_name_and_a_patronymic_are_no_person() {
    assert!(is_patronymic("Викторович") && is_patronymic("Віктараўна") && !is_patronymic("Иванов"));
    assert!(!same_person("Александр Викторович Гракович", "Александр Викторович Петренко"));
}

#[test]
fn case_endings_are_cut_where_the_language_has_them() {
    let nominative = keys("Щербович", Some("uk"));
    for inflected in ["Щербовичем", "Щербовичу", "Щербовича"] {
        assert!(keys(inflected, Some("uk")).iter().any(|key| nominative.contains(key)), "{inflected}");
    }
}

proptest::proptest! {
    #[test]
    fn any_word_has_few_keys(word in ".{0,50}", language in "(ru|pl|en|xx)") {
        let keys = keys(&word, Some(&language));
        proptest::prop_assert!(keys.len() <= 576);
        proptest::prop_assert!(keys.windows(2).all(|pair| pair[0] < pair[1]));
    }
}
