//! What stands beside a cue: its negation, the outlet that relays the words, the occasion.

use report::Statement;
use report::read::{Context, read_text};

fn statements(code: &str, text: &str) -> Vec<Statement> {
    read_text(text, &Context { language: Some(code.into()), ..Context::default() }).statements
}

/// A language, a text, and what each of its statements must say.
type Case = (&'static str, &'static str, Option<&'static str>);

/// Reads the texts, each of which holds a statement, and compares what `told` says of it.
fn compare(cases: &[Case], told: fn(&Statement) -> Option<&str>) {
    let mut wrong = Vec::new();
    for &(code, text, wanted) in cases {
        let found = statements(code, text);
        if found.is_empty() || found.iter().any(|statement| told(statement) != wanted) {
            wrong.push(format!("{code}: {text}: {:?}", found.iter().map(told).collect::<Vec<_>>()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

const RELAYS: &[Case] = &[
    ("en", "“The dam will hold,” said Karen Holt, quoted by the Vale Courier.", Some("the Vale Courier")),
    ("en", "“The dam will close on Monday,” Reuters reported, citing two officials.", Some("Reuters")),
    (
        "en",
        "Karen Holt, cited by the Calder agency, said that the dam would hold.",
        Some("the Calder agency"),
    ),
    ("en", "Karen Holt, citing a report by engineers, said that the dam would hold.", None),
    ("fr", "« La digue tiendra », a déclaré Carole Binard, citée par l'AFP.", Some("l'AFP")),
    (
        "fr",
        "« La digue ne rouvrira pas avant mai », rapporte l'AFP citant la préfète Carole Binard.",
        Some("l'AFP"),
    ),
    ("fr", "« La digue tiendra », a déclaré la préfète Carole Binard, citant un rapport.", None),
    (
        "de",
        "„Der Damm hält“, sagte Karin Holt, zitiert von der Agentur Talpress.",
        Some("der Agentur Talpress"),
    ),
    (
        "de",
        "Der Damm bleibe geschlossen, berichtet Reuters unter Berufung auf das Ministerium.",
        Some("Reuters"),
    ),
    ("es", "“El dique aguantará”, dijo Carla Binar, citada por la agencia EFE.", Some("la agencia EFE")),
    ("it", "“La diga terrà”, ha detto Carla Binari, citata dall'ANSA.", Some("ANSA")),
    ("pt", "“O dique vai aguentar”, disse Carla Binar, citada pela Lusa.", Some("Lusa")),
    ("nl", "“De dijk houdt het”, zei Karin Holt, geciteerd door persbureau ANP.", Some("persbureau ANP")),
    ("pl", "„Tama wytrzyma” – powiedziała Karina Holt, cytowana przez PAP.", Some("PAP")),
    ("cs", "„Hráz vydrží,“ řekla Karina Holtová, kterou cituje agentura ČTK.", Some("agentura ČTK")),
    ("ru", "«Плотина выдержит», — заявила Карина Холт, слова которой приводит ТАСС.", Some("ТАСС")),
    ("ru", "Плотину закроют в понедельник, сообщает Reuters со ссылкой на министерство.", Some("Reuters")),
    ("uk", "«Гребля витримає», – заявила Карина Голт, яку цитує Укрінформ.", Some("Укрінформ")),
    (
        "uk",
        "Греблю закриють у понеділок, повідомляє Укрінформ з посиланням на міністерство.",
        Some("Укрінформ"),
    ),
    ("be", "«Плаціна вытрымае», — заявіла Карына Голт, якую цытуе БелаПАН.", Some("БелаПАН")),
    ("be", "Плаціну закрыюць у панядзелак, як паведамляе БелТА са спасылкай на міністэрства.", Some("БелТА")),
    ("en", "“The dam will hold,” said a notice cited by Karen Holt’s lawyer.", None),
    ("en", "“The dam will hold,” a reader of the Vale Courier said.", None),
];

const OCCASIONS: &[Case] = &[
    (
        "en",
        "“The dam will hold,” Karen Holt said at a news conference on Monday.",
        Some("at a news conference"),
    ),
    ("en", "In a post on X, Karen Holt said that the dam would hold.", Some("In a post on X")),
    ("en", "Karen Holt said that the dam would be opened at a ceremony in May.", None),
    (
        "fr",
        "« La digue tiendra », a déclaré Carole Binard lors d'un point de presse.",
        Some("lors d'un point de presse"),
    ),
    (
        "fr",
        "Lors d’une conférence de presse, la préfète Carole Binard a déclaré que la digue tiendrait.",
        Some("Lors d’une conférence de presse"),
    ),
    ("de", "„Der Damm hält“, sagte Karin Holt bei einer Pressekonferenz.", Some("bei einer Pressekonferenz")),
    ("es", "“El dique aguantará”, dijo Carla Binar en una rueda de prensa.", Some("en una rueda de prensa")),
    (
        "it",
        "“La diga terrà”, ha detto Carla Binari durante una conferenza stampa.",
        Some("durante una conferenza stampa"),
    ),
    (
        "pt",
        "“O dique vai aguentar”, disse Carla Binar numa conferência de imprensa.",
        Some("numa conferência de imprensa"),
    ),
    (
        "nl",
        "“De dijk houdt het”, zei Karin Holt tijdens een persconferentie.",
        Some("tijdens een persconferentie"),
    ),
    (
        "pl",
        "„Tama wytrzyma” – powiedziała Karina Holt na konferencji prasowej.",
        Some("na konferencji prasowej"),
    ),
    ("cs", "„Hráz vydrží,“ řekla Karina Holtová na tiskové konferenci.", Some("na tiskové konferenci")),
    ("ru", "«Плотина выдержит», — заявила Карина Холт на брифинге.", Some("на брифинге")),
    ("ru", "Карина Холт сказала в интервью телеканалу, что плотина выдержит.", Some("в интервью")),
    ("uk", "«Гребля витримає», – заявила Карина Голт на брифінгу.", Some("на брифінгу")),
    ("be", "«Плаціна вытрымае», — заявіла Карына Голт на прэс-канферэнцыі.", Some("на прэс-канферэнцыі")),
    ("de", "Es lohnt sich nicht, zu schreiben, sagte Karin Holt.", None),
];

const NEGATED: &[Case] = &[
    ("en", "The ministry did not deny that the dam had cracked.", Some("negated")),
    ("en", "The ministry said that the dam had not cracked.", None),
    ("fr", "Le ministère n'a pas nié que la digue était fissurée.", Some("negated")),
    ("de", "Das Ministerium bestritt nicht, dass der Damm Risse hat.", Some("negated")),
    ("de", "Das Ministerium bestätigte am Montag nicht, dass der Damm Risse hat.", Some("negated")),
    ("es", "El ministerio no negó que el dique estuviera agrietado.", Some("negated")),
    ("it", "Il ministero non ha negato che la diga fosse crepata.", Some("negated")),
    ("pt", "O ministério não negou que o dique estivesse rachado.", Some("negated")),
    ("nl", "Het ministerie ontkende niet dat de dijk scheuren heeft.", Some("negated")),
    ("pl", "Ministerstwo nie zaprzeczyło, że tama pękła.", Some("negated")),
    ("ru", "Министерство не отрицало, что плотина треснула.", Some("negated")),
    ("uk", "Міністерство не заперечило, що гребля тріснула.", Some("negated")),
    ("be", "Міністэрства не абвергла, што плаціна трэснула.", Some("negated")),
];

#[test]
fn the_outlet_that_relays_is_told() {
    compare(RELAYS, |statement| statement.relayed_by.as_deref());
}

#[test]
fn the_occasion_is_told() {
    compare(OCCASIONS, |statement| statement.occasion.as_deref());
}

#[test]
fn a_negated_verb_of_speech_is_told_and_a_negated_content_is_not() {
    compare(NEGATED, |statement| statement.cue_negated.then_some("negated"));
}

#[test]
fn the_keys_are_written_only_where_there_is_something_to_say() {
    let json = |text: &str| serde_json::to_string(&statements("en", text)).unwrap();
    let plain = json("“The dam will hold,” said Karen Holt.");
    for key in ["cue_negated", "relayed_by", "occasion"] {
        assert!(!plain.contains(key), "{plain}");
    }
    let full = json("“The dam will hold,” said Karen Holt at a rally, quoted by the Vale Courier.");
    assert!(
        full.contains("\"relayed_by\":\"the Vale Courier\"") && full.contains("\"occasion\":\"at a rally\"")
    );
    let back: Vec<Statement> = serde_json::from_str(&plain).unwrap();
    assert_eq!((back[0].cue_negated, &back[0].occasion), (false, &None));
}
