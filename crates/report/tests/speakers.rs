//! Who said it, in short reports written for the purpose: what a role, a pronoun, letters or a firm's
//! description refer to, and where nobody may be named.

use report::Report;
use report::read::{Context, read_text};

fn read(language: &str, text: &str) -> Report {
    read_text(text, &Context { language: Some(language.to_owned()), ..Context::default() })
}

/// The resolved names of a report's statements, in order.
fn speakers(language: &str, text: &str) -> Vec<Option<String>> {
    read(language, text).statements.into_iter().map(|s| s.speaker.and_then(|speaker| speaker.name)).collect()
}

fn named(names: &[&str]) -> Vec<Option<String>> {
    names.iter().map(|name| Some((*name).to_owned())).collect()
}

#[test]
fn the_field_of_an_office_is_no_part_of_the_name() {
    let text = "La grève a commencé lundi.\n\nLe ministre de la Pêche Julien Marvet s'est rendu au port. \
                « Le quai rouvrira en mai », a déclaré le ministre de la Pêche.";
    let report = read("fr", text);
    assert!(report.names.iter().any(|name| name.name == "Julien Marvet"), "{:?}", report.names);
    assert!(report.names.iter().all(|name| !name.name.contains("Pêche")), "{:?}", report.names);
    assert_eq!(speakers("fr", text), named(&["Julien Marvet"]));
}

#[test]
fn a_role_means_whom_the_report_calls_so_further_on() {
    let text = "Le secrétaire général du port a fait savoir que le quai resterait fermé.\n\n\
                Le secrétaire général du port Julien Marvet dirige la maison depuis dix ans. \
                Le maire de Port-Vireux, Odilon Ferrand, est en vacances.";
    assert_eq!(speakers("fr", text), named(&["Julien Marvet"]));
}

#[test]
fn letters_mean_what_stood_before_their_brackets() {
    let text = "A Agência dos Portos do Norte (APN) fechou o cais na segunda-feira.\n\n\
                A APN disse que o cais reabre em maio.";
    assert_eq!(speakers("pt", text), named(&["Agência dos Portos do Norte"]));
}

#[test]
fn the_company_is_the_firm_named_before() {
    let text = "A empresa Laticínios Vale Verde fechou a fábrica de Porto Vireu.\n\n\
                A empresa disse que as vendas caíram 18%.";
    assert_eq!(speakers("pt", text), named(&["Laticínios Vale Verde"]));
}

#[test]
fn a_relative_clause_belongs_to_the_subject_before_it() {
    let text = "Uma pescadora de Porto Vireu, que pediu o anonimato, contou que o cais está podre.";
    assert_eq!(speakers("pt", text), named(&["Uma pescadora de Porto Vireu"]));
}

#[test]
fn a_source_that_is_quoted_is_named_not_its_clause() {
    let text = "Stando a quanto scrive \"La Gazzetta del Molo\", il porto riaprirà a maggio.";
    assert_eq!(speakers("it", text), named(&["La Gazzetta del Molo"]));
}

#[test]
fn a_heading_that_repeats_nothing_has_no_speaker() {
    let text = "Le port de Vireux est fermé depuis lundi, a annoncé la maire Odile Ferrand.\n\n\
                « Rien ne sera plus comme avant »\n\n\
                Les pêcheurs ont passé la nuit sur le quai, devant les grilles, sans nouvelles de leurs bateaux.";
    let report = read("fr", text);
    let heading =
        report.statements.iter().find(|s| s.words[0].text.starts_with("Rien")).expect("a statement");
    assert_eq!(heading.speaker, None);
}

#[test]
fn two_letters_that_changed_places_make_no_other_person() {
    let text = "O delegado Odair Camargo abriu o inquérito na segunda-feira.\n\n\
                \"O cais vai reabrir em maio\", declarou Odiar Camargo.";
    assert_eq!(speakers("pt", text), named(&["Odair Camargo"]));
}

#[test]
fn a_person_known_by_an_inflected_name_is_called_as_where_the_sentence_begins() {
    let text = "Учора суддзя зняў Піліпа ван Дорна з турніру.\n\n\
                Здаўшыся, ван Дорн моўчкі выйшаў з залы. Пазней ён сказаў, што партыя была цяжкая.";
    assert_eq!(speakers("be", text), named(&["ван Дорн"]));
}

#[test]
fn an_answer_of_somebody_the_report_does_not_name_has_no_speaker() {
    let text = "Vous étudiez le port depuis vingt ans. Pourquoi la France perd-elle ses quais ?\n\n\
                Il y a d'abord le poids de la géographie. Nous avons compté trente ports fermés en dix ans, \
                et je crains que ce ne soit pas fini.\n\n\
                Que proposez-vous ?\n\n\
                Nous demandons un plan national. Je pense aussi aux petits ports.";
    assert!(speakers("fr", text).iter().all(Option::is_none), "{:?}", speakers("fr", text));
}

#[test]
fn she_is_whom_the_text_has_only_described() {
    let text = "Police say Harlan Voss kidnapped a young nurse in May. She had been waiting for a bus when he \
                pulled up.\n\nHe drove to the quarry road. “I saw the rope and I ran,” she said.";
    assert_eq!(speakers("en", text), named(&["Police", "a young nurse"]));
}

#[test]
fn another_one_is_nobody_described_before() {
    let text = "Harlan Voss kidnapped his first victim in May. “I saw the rope and I ran,” she said.\n\n\
                Another victim said: “He had a white van and a dog.”";
    assert_eq!(speakers("en", text), named(&["his first victim", "Another victim"]));
}

#[test]
fn verbs_joined_by_a_conjunction_share_their_subject() {
    let text = "Preguntada por el muelle, la alcaldesa Marta Quiroga sonrió y dijo: «Abrirá en mayo».";
    assert_eq!(speakers("es", text), named(&["Marta Quiroga"]));
}

#[test]
fn an_incise_between_dashes_needs_no_subject() {
    let text = "Lorenzo Tarsi la prende con filosofia. «Me l'aspettavo da due settimane – dice al telefono –. \
                Con il presidente non ci parlavamo più».";
    let report = read("it", text);
    assert_eq!(report.statements.len(), 1);
    let words: Vec<&str> = report.statements[0].words.iter().map(|words| words.text.as_str()).collect();
    assert_eq!(words, ["Me l'aspettavo da due settimane", "Con il presidente non ci parlavamo più"]);
    assert_eq!(speakers("it", text), named(&["Lorenzo Tarsi"]));
}

#[test]
fn a_name_behind_a_dash_signs_what_stands_above() {
    let text = "The harbour office published its rules on Monday.\n\n\
                “Nobody may moor here after dark without a lamp”\n\n— Odile Ferrand, harbour master";
    assert_eq!(speakers("en", text), named(&["Odile Ferrand"]));
}

#[test]
fn a_past_form_says_whether_he_or_she_spoke() {
    let text = "Burmistrz Jan Wilczek i radna Marta Korab otworzyli w poniedziałek nabrzeże.\n\n\
                – Nie lubię przemówień – powiedziała.";
    assert_eq!(speakers("pl", text), named(&["Marta Korab"]));
}

#[test]
fn she_or_they_is_not_he() {
    let text =
        "David Hoving en Annelies Terpstra openden maandag de kade. ‘Ik houd niet van speeches’, zei ze.";
    assert_eq!(speakers("nl", text), named(&["Annelies Terpstra"]));
}

#[test]
fn the_club_that_announces_is_named_in_what_it_announces() {
    let text = "La Polisportiva Valmora esonera l'allenatore. Lo ha comunicato il club.";
    assert_eq!(speakers("it", text), named(&["Polisportiva Valmora"]));
}

#[test]
fn a_clause_of_its_own_is_no_longer_reported() {
    let text = "The mayor said the pier would stay closed, and the council voted to cut the budget.";
    let report = read("en", text);
    assert_eq!(report.statements[0].words[0].text, "the pier would stay closed");
}

#[test]
fn words_broken_off_by_the_page_go_on_in_the_next_paragraph() {
    let text = "“The crews worked through the night and the water has fallen in all the streets as conditions\n\n\
                improve,” mayor Tilda Crane said.";
    let report = read("en", text);
    assert_eq!(report.statements.len(), 1);
    assert_eq!(report.statements[0].words.len(), 2);
    assert_eq!(speakers("en", text), named(&["Tilda Crane"]));
}

#[test]
fn a_signature_stands_below_the_last_paragraph_of_what_it_signs() {
    let text = "“Nobody may moor here after dark without a lamp.\n\n“Nobody may leave before the tide has turned”\n\n\
                — Odile Ferrand, harbour master";
    assert_eq!(speakers("en", text), named(&["Odile Ferrand"]));
}
