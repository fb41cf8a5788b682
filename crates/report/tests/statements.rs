//! Who said what, by the public door: a radio report as a whole, the forms newspapers give speech, and
//! what any text must keep.

use proptest::prelude::*;
use report::read::{Context, read_text};
use report::{Manner, Report, SpeakerKind, Statement, language};

fn read(code: &str, text: &str) -> Report {
    read_text(text, &Context { language: Some(code.into()), ..Context::default() })
}

fn words(statement: &Statement) -> Vec<&str> {
    statement.words.iter().map(|words| words.text.as_str()).collect()
}

/// Mention and name of the speaker.
fn speaker(statement: &Statement) -> (Option<&str>, Option<&str>) {
    let speaker = statement.speaker.as_ref();
    (speaker.and_then(|s| s.mention.as_deref()), speaker.and_then(|s| s.name.as_deref()))
}

const RADIO: &str = "Du côté des insurgés, elles seraient quelque 2 300 volontaires valdoriennes. Des femmes \
    regroupées au sein de la colonne Mirador.\n\n\
    Nora dit nous appeler de l’est du plateau, à deux pas de la frontière. Elle a rejoint la colonne Mirador au \
    printemps. « Nous sommes une unité à part. Chacune de nous a prêté serment et nous dépendons de l’armée », \
    affirme la soldate au micro de Paul Estève.\n\n\
    À ce titre, Nora et les autres touchent une solde. « La colonne réunit des femmes libres qui veulent défendre \
    leur vallée. Mais nous avons un autre ennemi », poursuit Nora.\n\n\
    « La guerre est devenue un moyen de changer le pays »\n\n\
    Milan Orsec est conseiller de Sveta Tilkova, l’une des figures de l’exil. « Pour beaucoup d’entre nous, qui \
    avons souffert du régime, la guerre est devenue un moyen de changer le pays, explique Milan Orsec. Si le \
    président est faible, alors les choses pourront bouger. »\n\n\
    Et parfois jusqu’au bout. Sept volontaires valdoriennes sont tombées depuis le 14 juillet.";

#[test]
fn a_radio_report_holds_five_statements_and_no_more() {
    let report = read("fr", RADIO);
    let found = &report.statements;
    assert_eq!(found.len(), 5, "{found:#?}");

    assert_eq!(found[0].manner, Manner::Indirect);
    assert_eq!(words(&found[0]), ["nous appeler de l’est du plateau, à deux pas de la frontière"]);
    assert_eq!(speaker(&found[0]), (Some("Nora"), Some("Nora")));
    assert_eq!(found[0].cue.as_ref().unwrap().text, "dit");

    assert_eq!(found[1].manner, Manner::Direct);
    assert!(
        words(&found[1])[0].starts_with("Nous sommes une unité") && words(&found[1])[0].ends_with("l’armée")
    );
    assert_eq!(speaker(&found[1]), (Some("la soldate"), Some("Nora")));
    assert_eq!(found[1].told_to.as_deref(), Some("Paul Estève"));
    let who = found[1].speaker.as_ref().unwrap();
    assert_eq!((who.kind, who.role.as_deref()), (SpeakerKind::Pseudonym, Some("soldate")));

    assert_eq!(found[2].cue.as_ref().unwrap().text, "poursuit");
    assert_eq!(speaker(&found[2]), (Some("Nora"), Some("Nora")));

    assert_eq!(words(&found[3]), ["La guerre est devenue un moyen de changer le pays"]);
    assert_eq!(found[3].repeats, Some(4));
    assert_eq!(speaker(&found[3]), (None, Some("Milan Orsec")));

    assert_eq!(words(&found[4]).len(), 2);
    assert!(words(&found[4])[0].ends_with("changer le pays") && words(&found[4])[1].starts_with("Si le"));
    assert_eq!(speaker(&found[4]), (Some("Milan Orsec"), Some("Milan Orsec")));
    assert_eq!(found[4].speaker.as_ref().unwrap().role.as_deref(), Some("conseiller de Sveta Tilkova"));
}

#[test]
fn marks_that_fit_nothing_are_no_marks() {
    for text in [
        "Le club de l'« Avenir a gagné 3 à 1. La mairie a dit : « Bravo. »",
        "It's the workers' 12\" screen, he said. \"We are done,\" said Ann Miles.",
        "» Premier point\n\n» Second point\n\nLa maire a dit : « Non. »",
        "''We are done,'' said Ann Miles. He won't go to the '90s party.",
    ] {
        let code = if text.contains("said") { "en" } else { "fr" };
        let report = read(code, text);
        let direct = report.statements.iter().filter(|s| s.manner == Manner::Direct).count();
        assert_eq!(direct, 1, "{text}: {:#?}", report.statements);
    }
}

#[test]
fn a_quotation_runs_over_paragraphs() {
    let text = "“We waited all night for the boats to come back.\n\n“Nobody came, and nobody called,” said Carol Benson.";
    let report = read("en", text);
    assert_eq!(report.statements.len(), 1);
    assert_eq!(words(&report.statements[0]).len(), 2);
    assert_eq!(speaker(&report.statements[0]).1, Some("Carol Benson"));
}

#[test]
fn an_interrupted_quotation_is_one_statement() {
    let report = read("en", "“We waited all night,” said Carol Benson. “Nobody came.”");
    assert_eq!(report.statements.len(), 1);
    assert_eq!(words(&report.statements[0]), ["We waited all night", "Nobody came."]);
}

#[test]
fn a_short_form_is_joined_to_the_full_name_and_a_given_name_alone_is_not() {
    let text = "Sophie Barnet dirige le syndicat. « Nous irons au bout », a déclaré Mme Barnet.\n\n\
        Sophia habite le quartier. « Je n'ai pas dormi depuis trois nuits », raconte Sophia.";
    let report = read("fr", text);
    let names: Vec<_> = report.statements.iter().map(|s| speaker(s).1).collect();
    assert_eq!(names, [Some("Sophie Barnet"), Some("Sophia")]);
    let name = report.names.iter().find(|name| name.name == "Sophie Barnet").unwrap();
    assert_eq!(name.mentions.len(), 2);
}

#[test]
fn words_held_with_tongs_are_no_statements() {
    let report = read(
        "fr",
        "Le film « Les Ombres du port » sort vendredi. Le « grand soir » promis n'est jamais venu.",
    );
    assert!(report.statements.is_empty(), "{:#?}", report.statements);
}

#[test]
fn without_a_language_file_marks_and_nothing_else_are_read() {
    let report = read("tlh", "nuq «wa' cha' wej loS vagh» jatlh");
    assert!(report.statements.iter().all(|statement| statement.manner == Manner::Direct));
}

proptest! {
    #[test]
    fn any_text_is_read_and_every_span_lies_in_it(
        text in "([«»“”„\"'‘’—–:,.?!() \n]|dit |a déclaré |que |selon |Le ministre |Anna Roth |il |[a-zé]{1,7} ){0,60}",
        code in 0usize..language::CODES.len(),
    ) {
        let report = read(language::CODES[code], &text);
        for statement in &report.statements {
            prop_assert!(!statement.words.is_empty());
            prop_assert!((0.0..=1.0).contains(&statement.confidence));
            for words in statement.words.iter().chain(&statement.cue) {
                prop_assert_eq!(words.at.slice(&report.text), &words.text);
            }
            prop_assert!(statement.repeats.is_none_or(|n| n < report.statements.len()));
        }
    }
}

/// Content, mention and name of the last statement.
fn last(code: &str, text: &str) -> (String, String, String) {
    let report = read(code, text);
    let statement = report.statements.last().expect(text);
    let (mention, name) = speaker(statement);
    (words(statement).join(" … "), mention.unwrap_or("-").into(), name.unwrap_or("-").into())
}

#[test]
fn a_count_without_a_verb_is_the_content_of_the_incise_behind_it() {
    for (code, text, content, who) in [
        (
            "fr",
            "Selon la préfète, 300 foyers sont privés d'eau ; plus de 500, affirme la maire.",
            "plus de 500",
            "la maire",
        ),
        (
            "es",
            "Según el portavoz, hay 300 casas sin agua; más de 500, afirma la alcaldesa.",
            "más de 500",
            "la alcaldesa",
        ),
        (
            "it",
            "Secondo il portavoce le case sono 300; più di 500, afferma la sindaca.",
            "più di 500",
            "la sindaca",
        ),
        (
            "pt",
            "Segundo o porta-voz, são 300 casas; mais de 500, afirma a prefeita.",
            "mais de 500",
            "a prefeita",
        ),
        ("ru", "По данным спасателей, пострадали 300 домов; более 500, утверждает мэр.", "более 500", "мэр"),
        (
            "uk",
            "За даними рятувальників, постраждали 300 будинків; понад 500, стверджує мер.",
            "понад 500",
            "мер",
        ),
        (
            "be",
            "Паводле ратавальнікаў, пацярпелі 300 дамоў; больш за 500, сцвярджае мэр.",
            "больш за 500",
            "мэр",
        ),
        (
            "pl",
            "Według rzecznika ucierpiało 300 domów; ponad 500, twierdzi burmistrz.",
            "ponad 500",
            "burmistrz",
        ),
        (
            "de",
            "Laut dem Sprecher sind 300 Häuser betroffen; mehr als 500, sagt die Bürgermeisterin.",
            "mehr als 500",
            "die Bürgermeisterin",
        ),
    ] {
        let (said, mention, _) = last(code, text);
        assert_eq!((said.as_str(), mention.as_str()), (content, who), "{text}");
    }
}

#[test]
fn a_date_before_an_incise_is_no_content() {
    let report = read("fr", "Mardi 5, affirme la maire, la digue a cédé.");
    assert!(report.statements.iter().all(|s| words(s) != ["Mardi 5"]), "{:#?}", report.statements);
}

#[test]
fn a_subject_with_its_apposition_stands_before_a_trailing_cue() {
    let (said, mention, name) =
        last("en", "Four boats are lost, the harbour's spokesman, Ivor Penhale, said.");
    assert_eq!(
        (said.as_str(), mention.as_str(), name.as_str()),
        ("Four boats are lost", "Ivor Penhale", "Ivor Penhale")
    );
    let (said, mention, _) =
        last("en", "Four boats are lost, Ivor Penhale, the harbour's spokesman, said on Monday.");
    assert_eq!((said.as_str(), mention.as_str()), ("Four boats are lost", "Ivor Penhale"));
}

#[test]
fn a_long_description_is_nobody_whose_role_is_another() {
    let text = "La maire, Odile Vasseur, est venue. « Nous avons peur », dit cette habitante du quartier des Forges.";
    let (_, _, name) = last("fr", text);
    assert_eq!(name, "cette habitante du quartier des Forges");
    let (_, _, name) = last("fr", "La maire, Odile Vasseur, est venue. « Nous avons peur », dit la maire.");
    assert_eq!(name, "Odile Vasseur");
}

#[test]
fn what_somebody_is_accused_of_is_the_content() {
    for text in [
        "Rosa Monkton accused the ferry's owner of having hidden a leak.",
        "Rosa Monkton accused the ferry's owner, Brightwater, of having hidden a leak.",
        "Rosa Monkton accused the head of marketing of having hidden a leak.",
    ] {
        let (said, mention, _) = last("en", text);
        assert_eq!((said.as_str(), mention.as_str()), ("having hidden a leak", "Rosa Monkton"), "{text}");
    }
    for (code, text, content) in [
        (
            "es",
            "La alcaldesa acusó a la naviera, Vireo, de haber ocultado una fuga.",
            "haber ocultado una fuga",
        ),
        (
            "it",
            "La sindaca ha accusato il gestore, Vireo, di aver nascosto una falla.",
            "aver nascosto una falla",
        ),
        (
            "pt",
            "A prefeita acusou a empresa, Vireo, de ter escondido um vazamento.",
            "ter escondido um vazamento",
        ),
    ] {
        assert_eq!(last(code, text).0, content, "{text}");
    }
}

#[test]
fn a_participle_in_marks_is_no_speaker() {
    for (code, text) in [
        ("ru", "«Закрыты», «Затоплены» сообщили, что воды нет."),
        ("ru", "«Эвакуированы» сообщили, что воды нет."),
    ] {
        let report = read(code, text);
        let none = |s: &Statement| speaker(s).0.is_none_or(|mention| !mention.contains("ны"));
        assert!(report.statements.iter().all(none), "{:#?}", report.statements);
    }
    let (_, mention, _) = last("ru", "«Рассвет» сообщил, что воды нет.");
    assert_eq!(mention, "Рассвет");
}

#[test]
fn a_title_says_which_statement_it_repeats_and_who_is_meant() {
    let html = "<html lang=fr><head><title>x</title></head><body><article>\
        <h1>« La digue a cédé sur vingt mètres », affirme Roussel</h1>\
        <p>Le port de Vireux restera fermé jusqu'à vendredi, a annoncé mardi la préfète Anne Roussel devant la presse.</p>\
        <p>« Nous n'avons pas le choix, la digue a cédé sur vingt mètres », a déclaré Anne Roussel lors d'un point de presse \
        tenu mardi matin à la préfecture.</p>\
        <p>Les pêcheurs du port attendent de pouvoir sortir en mer, et les bateaux restent à quai depuis lundi.</p>\
        </article></body></html>";
    let report =
        report::read::read_html(html.as_bytes(), Some("text/html; charset=utf-8"), &Context::default());
    let titled: Vec<_> = report.statements.iter().filter(|said| said.within == report::In::Title).collect();
    assert_eq!(titled.len(), 1, "{:#?}", report.statements);
    let title = report.title.as_ref().unwrap();
    assert_eq!(titled[0].words[0].at.slice(&title.text), "La digue a cédé sur vingt mètres");
    let repeated = &report.statements[titled[0].repeats.unwrap()];
    assert!(repeated.words[0].text.ends_with("vingt mètres"));
    let speaker = titled[0].speaker.as_ref().unwrap();
    assert_eq!(
        (speaker.mention.as_deref(), speaker.name.as_deref()),
        (Some("Roussel"), Some("Anne Roussel"))
    );
}
