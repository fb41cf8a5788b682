//! `depeche demo --exit` from outside: the whole road, what it came to, and the mails themselves.

use std::path::{Path, PathBuf};
use std::process::Command;

use base64::Engine as _;
use serde_json::Value;

/// Runs the demonstration in a folder of its own.
fn demo() -> (tempfile::TempDir, Value) {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_depeche"))
        .args(["--json", "--data", folder.path().to_str().unwrap(), "demo", "--exit"])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let summary = serde_json::from_slice(&output.stdout).unwrap();
    (folder, summary)
}

fn mails(folder: &Path) -> Vec<(PathBuf, String)> {
    let entries = std::fs::read_dir(folder.join("mails")).unwrap();
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.into_iter().map(|path| (path.clone(), std::fs::read_to_string(&path).unwrap())).collect()
}

/// The parts of a multipart mail, each with its head and its decoded body.
fn parts(mail: &str) -> Vec<(String, String)> {
    let at = mail.find("boundary=\"").unwrap() + "boundary=\"".len();
    let boundary = mail[at..].split('"').next().unwrap();
    let line = format!("--{boundary}");
    let sections = mail.split(&line).skip(1).filter(|section| !section.starts_with("--"));
    sections
        .map(|section| {
            let (head, body) = section.trim_start().split_once("\r\n\r\n").unwrap();
            (head.to_ascii_lowercase(), decoded(&head.to_ascii_lowercase(), body))
        })
        .collect()
}

fn decoded(head: &str, body: &str) -> String {
    if head.contains("base64") {
        let packed: String = body.split_whitespace().collect();
        return String::from_utf8(base64::engine::general_purpose::STANDARD.decode(packed).unwrap()).unwrap();
    }
    if !head.contains("quoted-printable") {
        return body.to_owned();
    }
    let body = body.replace("=\r\n", "");
    let mut bytes = Vec::new();
    let mut rest = body.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        if byte == b'=' {
            let code = std::str::from_utf8(&after[..2]).unwrap();
            bytes.push(u8::from_str_radix(code, 16).unwrap());
            rest = &after[2..];
        } else {
            bytes.push(byte);
            rest = after;
        }
    }
    String::from_utf8(bytes).unwrap()
}

#[test]
fn the_whole_road_ends_in_mailboxes() {
    let (folder, summary) = demo();
    let count = |key: &str| summary[key].as_u64().unwrap();
    assert_eq!(count("outlets"), 5);
    assert!(count("pages") >= 12, "{summary}");
    assert!(count("reports") >= count("pages"));
    assert!(count("statements") >= 40, "{summary}");
    assert!(count("figures") >= 40, "{summary}");
    assert!(count("stories") >= 3, "{summary}");
    assert!(count("languages") >= 3, "{summary}");
    assert_eq!(count("accepted"), 3);
    assert_eq!(count("confirmations"), 3);
    assert_eq!(count("forbidden"), 1, "robots.txt forbids one page");
    assert_eq!(count("listed_only"), 1, "one outlet forbids copies");
    assert_eq!(count("gone"), 1, "one page is gone");
    assert!(summary["seconds"].as_f64().unwrap() < 60.0);

    let statements = Command::new(env!("CARGO_BIN_EXE_depeche"))
        .args(["--json", "--data", folder.path().to_str().unwrap(), "statements", "--speaker", "Vanhulle"])
        .output()
        .unwrap();
    assert!(statements.status.success(), "{}", String::from_utf8_lossy(&statements.stderr));
    let said = String::from_utf8(statements.stdout).unwrap();
    assert!(said.lines().all(|line| line.contains("Vanhulle")) && !said.is_empty(), "{said}");

    let mails = mails(folder.path());
    assert_eq!(mails.len(), 6, "three confirmations, three editions");
    let mut editions = 0;
    for (path, mail) in &mails {
        assert!(mail.lines().all(|line| line.len() <= 998), "{}", path.display());
        if mail.contains("multipart/alternative") {
            edition(path, mail);
            editions += 1;
        } else {
            assert!(!mail.contains("List-Unsubscribe"), "a confirmation is no list mail");
        }
    }
    assert_eq!(editions, 3);
}

/// What every edition must hold.
fn edition(path: &Path, mail: &str) {
    let head = mail.split("\r\n\r\n").next().unwrap();
    for header in ["Message-ID:", "List-Id:", "List-Unsubscribe:", "Date:"] {
        assert!(head.contains(header), "{header} in {}", path.display());
    }
    let parts = parts(mail);
    assert_eq!(parts.len(), 2, "{}", path.display());
    let (text, html) = (&parts[0], &parts[1]);
    assert!(text.0.contains("text/plain") && html.0.contains("text/html"));
    for (_, body) in &parts {
        assert!(body.contains("#:~:text="), "a link that opens the source at the words");
        assert!(body.contains("/reports/"), "a link to the kept page");
        assert!(body.contains("/unsubscribe/"));
        assert!(body.contains("Щербович") || body.contains("Сакович"), "a source in its own script");
        assert!(!body.contains("12,000 tonnes of barley"), "a page that may not be kept is quoted");
        assert!(!body.contains("comptes troués"), "a page that robots.txt forbids was fetched");
    }
    assert!(!html.1.contains("<script") && !html.1.contains("<img"), "an edition counts nobody");
    assert!(html.1.len() < 102_000, "longer mails are clipped");
}

#[test]
fn a_folder_that_holds_data_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("depeche.toml"), "contact = \"a@example.org\"\n").unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_depeche"))
        .args(["--data", folder.path().to_str().unwrap(), "demo", "--exit"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("holds data already"));
}
