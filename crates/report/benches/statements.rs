//! How many reports a second the reading of statements takes, one thread, by language.
//!
//! `cargo bench -p depeche-report --bench statements [-- FILE…]`: texts made here, about 600 words each,
//! or the plain text files named. Only [`report::statement::annotate`] is timed, in processor
//! time of the thread; the text stands before.

#![allow(clippy::disallowed_methods, reason = "a benchmark reads files and the clock")]

use cpu_time::ThreadTime;
use report::read::{Context, read_text};
use report::statement;
use std::hint::black_box;

/// A passage a language, as its press writes; repeated until a report is long enough.
const PASSAGES: [(&str, &str); 3] = [
    (
        "fr",
        "Le port de Vireux restera fermé jusqu'à vendredi, a annoncé mardi la préfète Anne Roussel. « Nous n'avons \
        pas le choix, la digue a cédé sur vingt mètres », a-t-elle expliqué lors d'un point de presse. Selon la \
        capitainerie, quelque 40 bateaux sont bloqués. Les pêcheurs réclament une aide d'urgence, tandis que \
        l'opposition dénonce des travaux repoussés depuis trois ans. La ville a démenti tout retard.",
    ),
    (
        "en",
        "The harbour at Port Vale will stay closed until Friday, the council said on Tuesday. “We had no choice, \
        the sea wall gave way,” said Anne Rowley, the council leader. “It will take a week.” According to the \
        harbour office, some 40 boats are stuck. Fishermen told reporters that they wanted emergency aid, and \
        critics accused the council of putting off repairs for three years. The council denied any delay.",
    ),
    (
        "ru",
        "Порт Верхнереченска будет закрыт до пятницы, сообщила во вторник мэр Анна Рогова. «У нас не было выбора, \
        дамба обрушилась», — пояснила она на брифинге. По данным управления порта, застряли около 40 судов. \
        Рыбаки требуют срочной помощи, а оппозиция утверждает, что ремонт откладывали три года. В мэрии опровергли \
        эти обвинения и заявили, что работы начнутся в срок.",
    ),
];

/// Reports of about 600 words, with their language.
fn made() -> Vec<(String, Option<String>)> {
    PASSAGES
        .iter()
        .map(|(code, passage)| {
            let words = passage.split_whitespace().count();
            let text = vec![*passage; 600 / words + 1].join("\n\n");
            (text, Some((*code).to_owned()))
        })
        .collect()
}

fn main() {
    let files: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with("--")).collect();
    let texts: Vec<(String, Option<String>)> = if files.is_empty() {
        made()
    } else {
        files.iter().filter_map(|path| Some((std::fs::read_to_string(path).ok()?, None))).collect()
    };
    let mut reports: Vec<_> = texts
        .into_iter()
        .map(|(text, language)| read_text(&text, &Context { language, ..Context::default() }))
        .collect();
    let words: usize = reports.iter().map(|report| report.text.split_whitespace().count()).sum();
    let rounds = (2_000 / reports.len()).max(1);
    let start = ThreadTime::now();
    for _ in 0..rounds {
        for report in &mut reports {
            statement::annotate(black_box(report));
        }
    }
    let seconds = start.elapsed().as_secs_f64();
    let read = (rounds * reports.len()) as f64;
    let mean = words as f64 / reports.len() as f64;
    println!(
        "{:.0} reports/s of {mean:.0} words; {:.0} of 600 words; {:.2} M words/s",
        read / seconds,
        read * mean / 600.0 / seconds,
        read * mean / seconds / 1e6
    );
}
