//! The commands from outside: exit codes, and what is said when something is wrong.

use std::path::Path;
use std::process::{Command, Output, Stdio};

fn depeche(data: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_depeche"))
        .arg("--data")
        .arg(data)
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

/// The exit code, and all that was said.
fn outcome(data: &Path, arguments: &[&str]) -> (i32, String) {
    let output = depeche(data, arguments);
    let said =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    (output.status.code().unwrap(), said)
}

#[test]
fn wrong_things_are_named_with_their_remedy() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("press");
    for (arguments, code, words) in [
        (&["collect"][..], 1, "depeche init"),
        (&["edition", "list"], 1, "depeche init"),
        (&["rebuild"], 1, "depeche"),
        (&["thread", "--json", "/nowhere/reports.jsonl"], 1, "cannot open /nowhere/reports.jsonl"),
        (&["thread", "--json", "/"], 1, "is a folder"),
        (&["source", "parse", "/dev/null"], 1, "is no feed"),
        (&["source", "parse", "/dev/null", "--header", "nonsense"], 1, "Name: value"),
        (&["collekt"], 2, "collect"),
        (&["edition", "resolve", "a@example.org"], 2, "--again"),
    ] {
        let (found, said) = outcome(&data, arguments);
        assert_eq!(found, code, "{arguments:?}: {said}");
        assert!(said.contains(words), "{arguments:?}: {said}");
    }
}

#[test]
fn a_folder_is_made_once_and_its_configuration_is_held_to_its_lines() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("press");
    assert_eq!(outcome(&data, &["init", "--contact", "editor@example.org"]).0, 0);
    assert_eq!(outcome(&data, &["init"]).0, 1, "never overwritten");
    let (code, said) = outcome(&data, &["collect"]);
    assert_eq!(code, 1);
    assert!(said.contains("no source is named") && said.contains("[[outlet]]"), "{said}");
    let (code, said) = outcome(&data, &["edition", "send"]);
    assert_eq!(code, 1);
    assert!(said.contains("[mail]"), "{said}");
    let (code, said) = outcome(&data, &["doctor"]);
    assert_eq!(code, 1);
    assert!(said.contains("!!  relay"), "{said}");
    let file = data.join("depeche.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, format!("{text}\nlangauge = \"fr\"\n")).unwrap();
    let (code, said) = outcome(&data, &["collect"]);
    assert_eq!(code, 1);
    assert!(said.contains("depeche.toml, line") && said.contains("langauge"), "{said}");
}

#[test]
fn reports_are_threaded_line_by_line_and_bad_lines_are_named() {
    use std::io::Write as _;
    let folder = tempfile::tempdir().unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_depeche"))
        .args(["thread", "--json", "-"])
        .env("DEPECHE_DATA", folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = "{\"id\": \"1\", \"title\": \"Dam at Sorrow Bend breaks\", \"text\": \"The Sorrow Bend dam broke; 400 houses stand in water, mayor Ida Kroll said.\", \"published\": \"2031-03-12\"}\n\
        not json\n\
        {\"source\": \"2\", \"title\": \"Sorrow Bend dam breaks\", \"text\": \"The Sorrow Bend dam broke; 400 houses stand in water, mayor Ida Kroll said.\", \"published\": \"2031-03-12\"}\n";
    child.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("standard input, line 2"));
    let mut stories = std::collections::BTreeMap::new();
    for line in String::from_utf8(output.stdout).unwrap().lines() {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(line["reasons"].is_array());
        stories.insert(line["id"].as_str().unwrap().to_owned(), line["story"].as_str().unwrap().to_owned());
    }
    assert_eq!(stories.len(), 2);
    assert_eq!(stories["1"], stories["2"]);
}

/// `depeche … | head -1`: a reader that stopped reading is no failure.
#[test]
fn a_broken_pipe_ends_quietly() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("reports.jsonl");
    let line = "{\"id\": \"1\", \"title\": \"a\"}\n";
    std::fs::write(&file, line.repeat(20_000)).unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_depeche"))
        .arg("thread")
        .arg("--json")
        .arg(&file)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
}
