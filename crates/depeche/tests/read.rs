//! `depeche read` from outside: inputs good and bad, outputs, exit codes, order.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/sample");

fn depeche(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_depeche"));
    command.arg("read").args(arguments).env_remove("LANG").env_remove("LC_ALL").env_remove("COLUMNS");
    command
}

fn read(arguments: &[&str]) -> Output {
    depeche(arguments).output().unwrap()
}

fn fed(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = depeche(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    child.wait_with_output().unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn reports(output: &Output) -> Vec<serde_json::Value> {
    stdout(output).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn zipped(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn every_page_of_the_sample_press_is_read_in_the_order_given() {
    let list: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(Path::new(SAMPLE).join("press.json")).unwrap())
            .unwrap();
    let mut pages = Vec::new();
    for outlet in list["outlets"].as_array().unwrap() {
        for file in outlet["files"].as_array().unwrap() {
            let name = file["file"].as_str().unwrap();
            if name.rsplit('.').next() == Some("html") {
                pages.push((format!("{SAMPLE}/{name}"), outlet["language"].as_str().unwrap().to_owned()));
            }
        }
    }
    let mut arguments = vec!["--json", "--jobs", "4"];
    arguments.extend(pages.iter().map(|(path, _)| path.as_str()));
    let output = read(&arguments);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let reports = reports(&output);
    assert_eq!(reports.len(), pages.len());
    for (report, (path, language)) in reports.iter().zip(&pages) {
        assert_eq!(report["source"], *path);
        assert_eq!(report["language"], *language, "{path}");
        assert_eq!(report["kind"], "article", "{path}");
        assert!(report["published"]["date"].as_str().unwrap().starts_with("2026-03-12"), "{path}");
        assert!(!report["title"]["text"].as_str().unwrap().contains('\u{fffd}'), "{path}");
        assert!(!report["statements"].as_array().unwrap().is_empty(), "{path}");
    }
}

#[test]
fn every_place_in_a_report_lies_where_it_says() {
    let page = format!("{SAMPLE}/lantern/zarechsk-dam-breach-evacuation.html");
    let report = reports(&read(&["--json", &page])).remove(0);
    let text = report["text"].as_str().unwrap();
    let title = report["title"]["text"].as_str().unwrap();
    let slice = |within: &serde_json::Value, at: &serde_json::Value| {
        let whole = if within == "title" { title } else { text };
        let [start, end] = [&at[0], &at[1]].map(|place| usize::try_from(place.as_u64().unwrap()).unwrap());
        whole[start..end].to_owned()
    };
    for statement in report["statements"].as_array().unwrap() {
        for words in statement["words"].as_array().unwrap() {
            assert_eq!(words["text"], slice(&statement["in"], &words["at"]));
        }
    }
    for figure in report["figures"].as_array().unwrap() {
        assert_eq!(figure["text"], slice(&figure["in"], &figure["at"]));
    }
    assert!(text.contains("We are working house by house"));
    assert!(!text.contains("Advertisement"));
}

#[test]
fn what_cannot_be_opened_is_named_with_a_remedy_and_the_others_come() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).display().to_string();
    std::fs::write(at("good.txt"), "Le port ferme, affirme la maire.").unwrap();
    std::fs::write(at("photo.html"), b"\x89PNG\r\n\x1a\n0000").unwrap();
    std::fs::write(at("noise"), [0u8, 1, 2, 3].repeat(100)).unwrap();
    std::fs::create_dir(at("empty")).unwrap();
    let (missing, good, photo, noise, place) =
        (at("none.html"), at("good.txt"), at("photo.html"), at("noise"), at("empty"));
    let output = read(&["--json", &missing, &good, &place, &photo, &noise]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(reports(&output).len(), 1);
    let said = stderr(&output);
    let lines: Vec<_> = said.lines().collect();
    assert_eq!(lines.len(), 4, "{said}");
    for (line, (name, words)) in lines.iter().zip([
        (&missing, "no such file"),
        (&place, "holds no pages"),
        (&photo, "PNG"),
        (&noise, "binary"),
    ]) {
        assert!(line.contains(name.as_str()) && line.contains(words), "{line}");
    }
}

#[test]
fn an_empty_file_is_a_report_with_a_complaint() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("empty.html").display().to_string();
    std::fs::write(&path, "").unwrap();
    let output = read(&["--json", &path]);
    assert_eq!(output.status.code(), Some(0));
    assert!(reports(&output)[0]["complaints"][0].as_str().unwrap().starts_with("empty"));
}

#[test]
fn a_truncated_gzip_is_read_as_far_as_it_goes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("page.txt.gz").display().to_string();
    let lines: Vec<_> = (0..2000).map(|n| format!("Le navire numéro {n} est parti à l’aube.")).collect();
    let text = lines.join("\n\n");
    let zipped = zipped(text.as_bytes());
    std::fs::write(&path, &zipped[..zipped.len() / 2]).unwrap();
    let output = read(&["--json", &path]);
    assert_eq!(output.status.code(), Some(0));
    let report = reports(&output).remove(0);
    assert!(report["text"].as_str().unwrap().contains("numéro 3 "));
    assert!(report["complaints"][0].as_str().unwrap().starts_with("damaged"));
    std::fs::write(&path, &zipped[..8]).unwrap();
    let output = read(&["--json", &path]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("damaged gzip"), "{}", stderr(&output));
}

#[test]
fn a_list_gives_its_pages_by_content_and_by_file() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("a.html.gz"),
        zipped(b"<h1>Un</h1><p>Le port est rouvert depuis lundi matin."),
    )
    .unwrap();
    let list = folder.path().join("pages.jsonl");
    std::fs::write(
        &list,
        "{\"id\": \"un\", \"url\": \"https://a.example/1\", \"file\": \"a.html.gz\"}\n\
         {\"id\": \"deux\", \"language\": \"fr\", \"content\": \"Le port ferme.\"}\n\
         {\"id\": \"trois\", \"file\": \"none.html\"}\n",
    )
    .unwrap();
    let output = read(&["--json", list.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    let reports = reports(&output);
    assert_eq!(
        reports.iter().map(|report| report["source"].as_str().unwrap()).collect::<Vec<_>>(),
        ["un", "deux"]
    );
    assert_eq!(reports[0]["url"], "https://a.example/1");
    assert_eq!(reports[0]["title"]["text"], "Un");
    assert!(stderr(&output).contains("pages.jsonl:3 (trois)"), "{}", stderr(&output));
}

#[test]
fn standard_input_may_be_a_page_text_a_list_or_zipped() {
    let page = fed(&["--json", "-"], b"<title>Port</title><h1>Port</h1><p>The port was closed on Tuesday.");
    assert_eq!(reports(&page)[0]["title"]["text"], "Port");
    let text = fed(&["--json", "-"], &zipped("date 2022-07 Le port ferme.".as_bytes()));
    assert_eq!(reports(&text)[0]["published"]["date"], "2022-07");
    let list =
        fed(&["--json", "-"], b"{\"id\": 1, \"content\": \"Oui.\"}\n{\"id\": 2, \"content\": \"Non.\"}\n");
    assert_eq!(reports(&list).len(), 2);
}

#[test]
fn wrong_usage_is_two() {
    assert_eq!(read(&[]).status.code(), Some(2));
    assert_eq!(read(&["--json", "--text", "a"]).status.code(), Some(2));
    assert_eq!(read(&["--language", "français", "a"]).status.code(), Some(2));
    assert_eq!(read(&["--jobs", "0", "a"]).status.code(), Some(2));
}

#[test]
fn a_page_for_people_has_no_colours_where_nobody_looks() {
    let page = format!("{SAMPLE}/courrier/zaretchsk-digue-rompue.html");
    let shown = stdout(&read(&[&page]));
    assert!(!shown.contains('\x1b'));
    assert!(shown.contains("Pavel Sakovitch"));
    assert!(shown.contains("advertisement"), "{shown}");
    let markdown = stdout(&read(&["--markdown", &page]));
    assert!(markdown.starts_with("# À Zaretchsk"), "{markdown}");
    let html = stdout(&read(&["--html", &page]));
    assert!(html.starts_with("<!doctype html>") && html.ends_with("</html>\n"));
    assert!(html.contains("<q class=\"said\""));
}

#[test]
fn a_folder_is_read_by_name_and_an_interrupted_run_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let press = folder.path().join("press");
    std::fs::create_dir_all(press.join("north")).unwrap();
    for page in 0..40 {
        let place = if page % 2 == 0 { press.clone() } else { press.join("north") };
        std::fs::write(place.join(format!("{page:02}.txt")), format!("“No,” said Ada Brandt on day {page}."))
            .unwrap();
    }
    std::fs::write(press.join("picture.png"), b"\x89PNG").unwrap();
    let (press, whole, torn) =
        (press.to_str().unwrap(), folder.path().join("whole.jsonl"), folder.path().join("torn.jsonl"));
    let (whole, torn) = (whole.to_str().unwrap(), torn.to_str().unwrap());
    let first = read(&["--json", "--output", whole, press]);
    assert_eq!(first.status.code(), Some(0), "{}", stderr(&first));
    let written = std::fs::read_to_string(whole).unwrap();
    assert_eq!(written.lines().count(), 40);

    // Nothing that was read is written over.
    let again = read(&["--json", "-o", whole, press]);
    assert_eq!(again.status.code(), Some(1));
    assert!(stderr(&again).contains("--resume"), "{}", stderr(&again));
    assert_eq!(std::fs::read_to_string(whole).unwrap(), written);

    // Cut at every seventh part of it, in the middle of lines, it becomes the same again.
    for cut in (0..written.len()).step_by(written.len() / 7) {
        std::fs::write(torn, &written.as_bytes()[..cut]).unwrap();
        let rest = read(&["--json", "--resume", "-o", torn, press]);
        assert_eq!(rest.status.code(), Some(0), "{}", stderr(&rest));
        assert_eq!(std::fs::read_to_string(torn).unwrap(), written, "cut at {cut}");
    }
    let other = read(&["--json", "--resume", "-o", torn, SAMPLE]);
    assert_eq!(other.status.code(), Some(1));
    assert!(stderr(&other).contains("the inputs of the earlier run"), "{}", stderr(&other));
    assert_eq!(std::fs::read_to_string(torn).unwrap(), written);
}

#[test]
fn statements_and_figures_are_listed_from_pages_and_from_reports() {
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("pages.jsonl");
    let page = |id: &str, published: &str, content: &str| {
        serde_json::json!({"id": id, "language": "en", "published": published, "content": content})
            .to_string()
    };
    let lines = [
        page("b", "2031-05-03", "Storm\n\nAt least 35 sailors are missing, said harbour master Ada Brandt."),
        page("a", "2031-05-01", "Storm\n\nSome 20 sailors are missing. “We keep looking,” said Tom Okoro."),
    ];
    std::fs::write(&list, lines.join("\n")).unwrap();
    let pages = list.to_str().unwrap();
    let kept = folder.path().join("reports.jsonl");
    let kept = kept.to_str().unwrap();
    assert!(read(&["--json", "-o", kept, pages]).status.success());
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_depeche"));
        let output = command.args(arguments).env("LANG", "C").env_remove("LC_ALL").output().unwrap();
        (output.status.code(), stdout(&output), stderr(&output))
    };
    for inputs in [pages, kept] {
        let (code, said, _) = run(&["statements", "--speaker", "okoro", "--json", inputs]);
        let row: serde_json::Value = serde_json::from_str(&said).unwrap();
        assert_eq!(
            (code, &row["source"], &row["speaker"]["name"]),
            (Some(0), &"a".into(), &"Tom Okoro".into())
        );
        assert_eq!(row["words"][0]["text"], "We keep looking");

        let (code, none, word) = run(&["statements", "--until", "2030", inputs]);
        assert_eq!((code, none.as_str()), (Some(1), ""));
        assert!(word.contains("nothing was said that fits"), "{word}");

        let (code, table, _) = run(&["figures", "--of", "sailor", inputs]);
        assert_eq!(code, Some(0));
        let rows: Vec<_> = table.lines().collect();
        assert!(rows[1].starts_with("2031-05-01") && rows[1].contains("20 sailors"), "{table}");
        assert!(rows[2].starts_with("2031-05-03") && rows[2].contains("35 sailors"), "{table}");
    }
    let chart = folder.path().join("chart.html");
    let (code, _, _) = run(&["figures", "--of", "sailors", "--chart", chart.to_str().unwrap(), kept]);
    assert_eq!(code, Some(0));
    let drawn = std::fs::read_to_string(chart).unwrap();
    assert_eq!((drawn.matches("<circle").count(), drawn.matches("<tr>").count()), (2, 3), "{drawn}");
    let (code, _, word) = run(&["figures", "--of", "sailors", "--chart", "chart.png", kept]);
    assert_eq!(code, Some(1));
    assert!(word.contains(".html or .svg"), "{word}");
}
