//! The number grammar, language by language: what is written, what it is worth, in which unit.

use report::Report;

/// Words of a sentence that hold one figure, its value (both ends) and its unit.
type Case<'a> = (&'a str, f64, f64, &'a str);

fn check(language: &str, cases: &[Case<'_>]) {
    let mut wrong = Vec::new();
    for &(text, low, high, unit) in cases {
        let mut report = Report { language: Some(language.into()), text: text.into(), ..Report::default() };
        report::figure::annotate(&mut report);
        let found: Vec<_> = report
            .figures
            .iter()
            .map(|f| (f.low.unwrap_or(f64::NAN), f.high.unwrap_or(f64::INFINITY), f.unit.as_str()))
            .collect();
        if found != [(low, high, unit)] {
            wrong.push(format!("{text}: {found:?}, not {low}–{high} {unit}"));
        }
    }
    assert!(wrong.is_empty(), "{language}\n{}", wrong.join("\n"));
}

fn figures(language: &str, text: &str) -> Vec<report::Figure> {
    let mut report = Report { language: Some(language.into()), text: text.into(), ..Report::default() };
    report::figure::annotate(&mut report);
    report.figures
}

const OPEN: f64 = f64::INFINITY;

#[test]
fn french() {
    check(
        "fr",
        &[
            ("quatre-vingt-dix-sept maisons", 97.0, 97.0, "count"),
            ("soixante et onze maisons", 71.0, 71.0, "count"),
            ("septante-deux maisons", 72.0, 72.0, "count"),
            ("vingt et un navires", 21.0, 21.0, "count"),
            ("deux cent trois navires", 203.0, 203.0, "count"),
            ("trois mille cinq cents navires", 3500.0, 3500.0, "count"),
            ("deux cent mille habitants", 200_000.0, 200_000.0, "count"),
            ("1\u{202f}500 soldats", 1500.0, 1500.0, "count"),
            ("1\u{a0}500 soldats", 1500.0, 1500.0, "count"),
            ("2.700.000 soldats", 2_700_000.0, 2_700_000.0, "count"),
            ("1,76 milliard d'euros", 1.76e9, 1.76e9, "EUR"),
            ("un million et demi d'habitants", 1.5e6, 1.5e6, "count"),
            ("3,2 Md€", 3.2e9, 3.2e9, "EUR"),
            ("une dizaine de navires", 10.0, 10.0, "count"),
            ("deux douzaines d'œufs", 24.0, 24.0, "count"),
            ("des dizaines de milliers de personnes", 20_000.0, OPEN, "count"),
            ("plusieurs centaines de personnes", 200.0, OPEN, "count"),
            ("un demi-million de personnes", 500_000.0, 500_000.0, "count"),
            ("deux tiers des habitants", 66.7, 66.7, "%"),
            ("huit navires sur dix", 80.0, 80.0, "%"),
            ("une maison sur cinq", 20.0, 20.0, "%"),
            ("un tir sur trois villages", 3.0, 3.0, "count"),
            ("entre 1 000 à 2 000 euros par mois", 1000.0, 2000.0, "EUR"),
            ("de 3 à 5 % des navires", 3.0, 5.0, "%"),
            ("10 km à 15 km de côte", 10.0, 15.0, "km"),
            ("816 000 t de blé", 816_000.0, 816_000.0, "t"),
            ("50 centimes", 0.5, 0.5, "EUR"),
        ],
    );
}

#[test]
fn english() {
    check(
        "en",
        &[
            ("twenty-one ships", 21.0, 21.0, "count"),
            ("one hundred and five ships", 105.0, 105.0, "count"),
            ("five hundred thousand people", 500_000.0, 500_000.0, "count"),
            ("two million five hundred thousand people", 2.5e6, 2.5e6, "count"),
            ("a million people", 1e6, 1e6, "count"),
            ("1,500 people", 1500.0, 1500.0, "count"),
            ("$3.2bn", 3.2e9, 3.2e9, "USD"),
            ("£312m", 312e6, 312e6, "GBP"),
            ("35m devices", 35e6, 35e6, "count"),
            ("10 to 20 billion dollars", 10e9, 20e9, "USD"),
            ("between five and six ships", 5.0, 6.0, "count"),
            ("$10 million to $20 million", 10e6, 20e6, "USD"),
            ("3-5 percent", 3.0, 5.0, "%"),
            ("dozens of ships", 24.0, OPEN, "count"),
            ("hundreds of thousands of people", 200_000.0, OPEN, "count"),
            ("a few thousand people", 2000.0, OPEN, "count"),
            ("half a million people", 500_000.0, 500_000.0, "count"),
            ("two and a half million people", 2.5e6, 2.5e6, "count"),
            ("two in five ships", 40.0, 40.0, "%"),
            ("one in three people", 33.3, 33.3, "%"),
            ("three-quarters of ships", 75.0, 75.0, "%"),
            ("5 lakh tonnes of rice", 500_000.0, 500_000.0, "t"),
            ("2 crore rupees", 2e7, 2e7, "INR"),
            ("816,000 t of wheat", 816_000.0, 816_000.0, "t"),
            ("25 basis points", 25.0, 25.0, "bp"),
            ("300, maybe 400 people", 300.0, 400.0, "count"),
        ],
    );
}

#[test]
fn german() {
    check(
        "de",
        &[
            ("einundzwanzig Häuser", 21.0, 21.0, "count"),
            ("Siebenundneunzig Häuser", 97.0, 97.0, "count"),
            ("dreihundertfünfzig Häuser", 350.0, 350.0, "count"),
            ("zweitausendvierhundert Häuser", 2400.0, 2400.0, "count"),
            ("1.500 Häuser", 1500.0, 1500.0, "count"),
            ("1'500 Häuser", 1500.0, 1500.0, "count"),
            ("1,5 Mio. Euro", 1.5e6, 1.5e6, "EUR"),
            ("3,2 Mrd. Euro", 3.2e9, 3.2e9, "EUR"),
            ("zwei Billionen Euro", 2e12, 2e12, "EUR"),
            ("Hunderte Häuser", 200.0, OPEN, "count"),
            ("ein Dutzend Häuser", 12.0, 12.0, "count"),
            ("zwei Drittel der Häuser", 66.7, 66.7, "%"),
            ("zwischen 40 und 50 Häuser", 40.0, 50.0, "count"),
            ("350 bis 400 Arbeiter", 350.0, 400.0, "count"),
        ],
    );
}

#[test]
fn spanish_italian_portuguese() {
    check(
        "es",
        &[
            ("treinta y una casas", 31.0, 31.0, "count"),
            ("doscientas cincuenta casas", 250.0, 250.0, "count"),
            ("dos mil millones de euros", 2e9, 2e9, "EUR"),
            ("un billón de euros", 1e12, 1e12, "EUR"),
            ("1,5 millones de personas", 1.5e6, 1.5e6, "count"),
            ("entre 10.000 y 20.000 millones de euros", 10e9, 20e9, "EUR"),
            ("seis de cada diez casas", 60.0, 60.0, "%"),
            ("el 60 por ciento de los votos", 60.0, 60.0, "%"),
            ("decenas de casas", 20.0, OPEN, "count"),
        ],
    );
    check(
        "it",
        &[
            ("ventuno case", 21.0, 21.0, "count"),
            ("duecentocinquanta case", 250.0, 250.0, "count"),
            ("tremila case", 3000.0, 3000.0, "count"),
            ("20mila case", 20_000.0, 20_000.0, "count"),
            ("due milioni di euro", 2e6, 2e6, "EUR"),
            ("una decina di case", 10.0, 10.0, "count"),
            ("sei su dieci", 60.0, 60.0, "%"),
            ("centinaia di case", 200.0, OPEN, "count"),
        ],
    );
    check(
        "pt",
        &[
            ("vinte e uma casas", 21.0, 21.0, "count"),
            ("duzentas e cinquenta casas", 250.0, 250.0, "count"),
            ("3 mil milhões de euros", 3e9, 3e9, "EUR"),
            ("R$ 50 mil", 50_000.0, 50_000.0, "BRL"),
            ("1,5 milhão de pessoas", 1.5e6, 1.5e6, "count"),
            ("duas dezenas de casas", 20.0, 20.0, "count"),
        ],
    );
}

#[test]
fn dutch_and_polish() {
    check(
        "nl",
        &[
            ("eenentwintig huizen", 21.0, 21.0, "count"),
            ("driehonderdvijftig huizen", 350.0, 350.0, "count"),
            ("2 à 3 miljoen euro", 2e6, 3e6, "EUR"),
            ("tientallen huizen", 20.0, OPEN, "count"),
            ("een op de vijf huizen", 20.0, 20.0, "%"),
            ("een zware val op 23 kilometer van de finish", 23.0, 23.0, "km"),
        ],
    );
    check(
        "pl",
        &[
            ("dwadzieścia pięć domów", 25.0, 25.0, "count"),
            ("sto dwadzieścia domów", 120.0, 120.0, "count"),
            ("1,5 tys. osób", 1500.0, 1500.0, "count"),
            ("12 mld zł", 12e9, 12e9, "PLN"),
            ("60–80 tys. euro", 60_000.0, 80_000.0, "EUR"),
            ("kilkanaście domów", 11.0, 19.0, "count"),
            ("17 groszy", 0.17, 0.17, "PLN"),
            ("dwie trzecie mieszkańców", 66.7, 66.7, "%"),
            ("półtora miliona osób", 1.5e6, 1.5e6, "count"),
        ],
    );
}

#[test]
fn russian_ukrainian_belarusian() {
    check(
        "ru",
        &[
            ("двадцать пять домов", 25.0, 25.0, "count"),
            ("двумстам тридцати жителям", 230.0, 230.0, "count"),
            ("1,5 тыс. человек", 1500.0, 1500.0, "count"),
            ("3 млрд рублей", 3e9, 3e9, "RUB"),
            ("1 млн 200 тыс. рублей", 1.2e6, 1.2e6, "RUB"),
            ("десятки тысяч человек", 20_000.0, OPEN, "count"),
            ("более тысячи человек", 1000.0, 1000.0, "count"),
            ("от 60 до 80 тысяч евро", 60_000.0, 80_000.0, "EUR"),
            ("полмиллиона человек", 500_000.0, 500_000.0, "count"),
            ("восемь из десяти домов", 80.0, 80.0, "%"),
            ("в 62 километрах от берега", 62.0, 62.0, "km"),
        ],
    );
    check(
        "uk",
        &[
            ("двадцять п’ять будинків", 25.0, 25.0, "count"),
            ("дев'ятьма будинками", 9.0, 9.0, "count"),
            ("410 тисяч тонн", 410_000.0, 410_000.0, "t"),
            ("5–7 %", 5.0, 7.0, "%"),
        ],
    );
    check(
        "be",
        &[
            ("дваццаць пяць дамоў", 25.0, 25.0, "count"),
            ("дзясяткі тысяч людзей", 20_000.0, OPEN, "count"),
            ("900 злотых", 900.0, 900.0, "PLN"),
        ],
    );
}

#[test]
fn what_is_no_figure() {
    let texts = [
        (
            "fr",
            "Né le 14 juillet 1974, Paul Ferrier, 48 ans, court 3 heures, à 18 h 30, article 5, 37e édition, Covid-19.",
        ),
        (
            "en",
            "In 2019 a man, 59, lost 3-1 on May 5 at 10 a.m., in Room 12, after 20 years; the two went by Flight 714.",
        ),
        ("de", "Am 14. Juli 2022 um 14.30 Uhr, Platz 3, Artikel 7, vor 20 Jahren, die 48-jährige Anna."),
        ("es", "El 12 de mayo de 1974, a las 10 de la mañana, la 37.ª edición, artículo 49, de 48 años."),
        ("ru", "14 июля 2022 года в 14:30, 48-летний Иван, 37-й выпуск, статья 5, 20 лет назад."),
        ("pl", "12 maja 1974 roku o 13.06, 48-letni Jan, art. 5, 20 lat temu, nr 7."),
        ("pt", "Nesta terça-feira (3), às 10 horas, a 37.ª edição, artigo 49, há 20 anos, até 2030."),
    ];
    for (language, text) in texts {
        let mut report = Report { language: Some(language.into()), text: text.into(), ..Report::default() };
        report::figure::annotate(&mut report);
        let found: Vec<_> = report.figures.iter().map(|f| f.text.as_str()).collect();
        assert!(found.is_empty(), "{language}: {found:?}");
    }
}

#[test]
fn money_follows_the_outlets_country() {
    let read = |url: &str, language: &str, text: &str| {
        let mut report = Report {
            language: Some(language.into()),
            text: text.into(),
            url: Some(url.into()),
            ..Report::default()
        };
        report::figure::annotate(&mut report);
        report.figures.first().map(|f| f.unit.clone()).unwrap_or_default()
    };
    assert_eq!(read("https://journal.example.ca/a", "en", "It costs $20."), "CAD");
    assert_eq!(read("https://journal.example.org/a", "en", "It costs $20."), "USD");
    assert_eq!(read("https://diario.example.mx/a", "es", "Cuesta 20 pesos."), "MXN");
    assert_eq!(read("https://avis.example.no/a", "en", "It costs 20 kroner."), "NOK");
    // A country named beside the amount counts for more.
    assert_eq!(read("https://journal.example.fr/a", "fr", "Le groupe suédois paie 20 couronnes."), "SEK");
}

#[test]
fn a_number_below_nothing_keeps_its_sign() {
    for (language, text, low, unit) in [
        ("en", "It was -12°C in Orsk and the index lost ground.", -12.0, "°C"),
        ("en", "The plant cools gas to minus 160 degrees Celsius.", -160.0, "°C"),
        ("de", "Am Morgen wurden minus 14 Grad gemessen.", -14.0, "°C"),
        ("fr", "Il faisait moins 8 degrés à Valdorf.", -8.0, "°C"),
        ("pl", "W nocy było minus 11 stopni.", -11.0, "°C"),
        ("ru", "Ночью было минус 25 градусов.", -25.0, "°C"),
    ] {
        let found = figures(language, text);
        assert_eq!((found[0].low, found[0].unit.as_str()), (Some(low), unit), "{text}");
    }
    // A bound, a list and a year are none.
    for (language, text) in [("fr", "Il faisait au moins 8 degrés."), ("en", "Covid -19 cost 30 jobs.")] {
        assert!(figures(language, text).iter().all(|f| f.low > Some(0.0)), "{text}");
    }
}

#[test]
fn words_of_nested_scales_and_halves_are_summed() {
    for (language, text, low) in [
        ("es", "Gastaron dos billones tres mil millones de pesos.", 2.003e12),
        ("de", "Eine Million dreihunderttausend Menschen kamen.", 1_300_000.0),
        ("de", "Dreieinhalb Millionen Menschen kamen.", 3_500_000.0),
        ("nl", "Anderhalf miljoen mensen kwamen.", 1_500_000.0),
        ("it", "Arrivarono duecentoduemila persone.", 202_000.0),
        ("pt", "Chegaram mil e cem pessoas.", 1100.0),
        ("en", "The path is 2½ miles long.", 2.5),
        ("en", "The track is 1/4 mile long.", 0.25),
        ("en", "The rate fell to .5 per cent.", 0.5),
    ] {
        assert_eq!(figures(language, text)[0].low, Some(low), "{text}");
    }
}

#[test]
fn how_far_and_where_to_are_two_figures() {
    let found = figures("en", "The deficit rose $43 billion to $419 billion, or 11 per cent.");
    let rows: Vec<_> = found.iter().map(|f| (f.low, f.change)).collect();
    assert_eq!(rows.len(), 3, "{found:?}");
    assert_eq!(found[0].change, Some(report::Change::Up));
    assert_eq!(figures("en", "They earn between $62 and $68 a day.")[0].high, Some(68.0));
}

#[test]
fn a_poll_as_subject_and_a_date_beside_are_kept() {
    let found = figures("en", "A Meridian poll this week has Anna Kord at 39 per cent.");
    assert_eq!(found[0].said_by.as_deref(), Some("A Meridian poll"));
    assert_eq!(found[0].sureness, report::Sureness::Reported);
    let found = figures("pt", "Pesquisa do instituto Vega mostra Kord com 39% das intenções de voto.");
    assert_eq!(found[0].said_by.as_deref(), Some("Pesquisa do instituto Vega"));
    let found = figures("en", "The camp held 2,300 people as of 31 December 2022.");
    assert_eq!(found[0].as_of.as_deref(), Some("31 December 2022"));
    assert!(figures("en", "The camp held 2,300 people.")[0].as_of.is_none());
}

#[test]
fn a_rate_of_exchange_is_money() {
    let found = figures("pl", "Forint osłabił się do 402,3 za euro.");
    assert_eq!((found[0].unit.as_str(), found[0].per.as_deref()), ("HUF", Some("EUR")));
}
