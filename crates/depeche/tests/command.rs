//! The commands from outside: exit codes, and what is said when something is wrong.

mod loopback;

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
        (&["collect"][..], 1, "init"),
        (&["edition", "list"], 1, "init"),
        (&["rebuild"], 1, "depeche"),
        (&["thread", "--json", "/nowhere/reports.jsonl"], 1, "cannot open /nowhere/reports.jsonl"),
        (&["thread", "--json", "/"], 1, "is a folder"),
        (&["source", "parse", "/dev/null"], 1, "is no feed"),
        (&["source", "parse", "/dev/null", "--header", "nonsense"], 1, "Name: value"),
        (&["source", "check", "https://news.example/"], 1, "init"),
        (&["source", "import", "/dev/null"], 1, "init"),
        (&["source", "export"], 1, "init"),
        (&["export", "--warc", "x.warc.gz"], 1, "init"),
        (&["export", "--cdxj", "-", "/dev/null/x"], 1, "cannot read /dev/null/x"),
        (&["export"], 2, "--wacz"),
        (&["export", "--warc", "a", "--wacz", "b"], 2, "cannot be used with"),
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

#[test]
fn lists_of_feeds_come_in_and_go_out() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("press");
    assert_eq!(outcome(&data, &["init", "--contact", "editor@example.org"]).0, 0);
    let list = folder.path().join("feeds.opml");
    std::fs::write(
        &list,
        "<opml version='2.0'><body><outline text='Europe'><outline text='Lantern &amp; Post' type='rss' xmlUrl='https://lantern.example/atom' \
         htmlUrl='https://lantern.example/' language='en'/></outline><outline text='Bad' xmlUrl='news'/></body></opml>",
    )
    .unwrap();
    let file = list.to_str().unwrap();
    let configuration = data.join("depeche.toml");
    let before = std::fs::read_to_string(&configuration).unwrap();
    let (code, said) = outcome(&data, &["source", "import", "--dry-run", file]);
    assert!(
        code == 1 && said.contains("Lantern & Post") && said.contains("\"news\" (Bad) is no web address"),
        "{said}"
    );
    assert_eq!(std::fs::read_to_string(&configuration).unwrap(), before);
    let (_, said) = outcome(&data, &["source", "import", file]);
    assert!(said.contains("2 feeds in the list, 1 new in 1 outlets"), "{said}");
    let after = std::fs::read_to_string(&configuration).unwrap();
    assert!(after.starts_with(&before) && after.contains("group = [\"Europe\"]"), "{after}");
    let (_, said) = outcome(&data, &["source", "import", file]);
    assert!(said.contains("0 new"), "{said}");
    assert_eq!(std::fs::read_to_string(&configuration).unwrap(), after);
    let out = folder.path().join("out.opml");
    assert_eq!(outcome(&data, &["source", "export", out.to_str().unwrap()]).0, 0);
    let (code, said) = outcome(&data, &["source", "parse", out.to_str().unwrap()]);
    assert!(
        code == 0 && said.contains("Europe / Lantern & Post\n    https://lantern.example/atom"),
        "{said}"
    );
    let (code, said) = outcome(&data, &["source", "import", configuration.to_str().unwrap()]);
    assert!(code == 1 && said.contains("is no OPML"), "{said}");
    // A configuration that nothing can be added to is left as it is.
    std::fs::write(&configuration, "contact = \"a@example.org\"\noutlet = []\n").unwrap();
    let (code, said) = outcome(&data, &["source", "import", file]);
    assert!(code == 1 && said.contains("nothing was changed"), "{said}");
    assert!(std::fs::read_to_string(&configuration).unwrap().ends_with("outlet = []\n"));
}

#[test]
fn files_that_are_packed_cut_or_foreign_are_named() {
    use std::io::Write as _;
    let folder = tempfile::tempdir().unwrap();
    let map = "<urlset><url><loc>https://news.example/a</loc><lastmod>2031-03-12</lastmod></url></urlset>";
    let mut zip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    zip.write_all(map.as_bytes()).unwrap();
    let zip = zip.finish().unwrap();
    let file = folder.path().join("map.xml.gz");
    std::fs::write(&file, &zip).unwrap();
    let (code, said) = outcome(folder.path(), &["source", "parse", "--json", file.to_str().unwrap()]);
    assert!(code == 0 && said.contains("\"url\":\"https://news.example/a\""), "{said}");
    std::fs::write(&file, &zip[..zip.len() - 9]).unwrap();
    let (code, said) = outcome(folder.path(), &["source", "parse", file.to_str().unwrap()]);
    assert!(said.contains("damaged gzip") && code == 0, "{said}");
    std::fs::write(&file, &zip[..8]).unwrap();
    let (code, said) = outcome(folder.path(), &["source", "parse", file.to_str().unwrap()]);
    assert!(code == 1 && said.contains("nothing could be read"), "{said}");
    let (code, said) = outcome(folder.path(), &["export", "--cdxj", "-", file.to_str().unwrap()]);
    assert!(code == 1 && said.contains("breaks off"), "{said}");
    // A full disk, where the system has one to offer.
    if Path::new("/dev/full").exists() {
        let output = Command::new(env!("CARGO_BIN_EXE_depeche"))
            .args(["source", "parse", "-"])
            .stdin(std::fs::File::open(folder.path().join("map.xml.gz")).unwrap())
            .stdout(std::fs::File::options().write(true).open("/dev/full").unwrap())
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(1));
    }
}

#[test]
fn what_an_outlet_allows_is_said() {
    let web = loopback::Web::serve(|request, _| match request.path.as_str() {
        "/robots.txt" => (
            200,
            vec![],
            b"User-agent: *\nDisallow: /no\nCrawl-delay: 0.2\nSitemap: https://news.example/map.xml\n"
                .to_vec(),
        ),
        "/.well-known/tdmrep.json" => (
            200,
            vec![],
            br#"[{"location": "/", "tdm-reservation": 1, "tdm-policy": "https://news.example/terms"}]"#
                .to_vec(),
        ),
        _ => {
            let agent = request.header("user-agent").unwrap_or_default().to_owned();
            (200, vec![("X-Robots-Tag", "noarchive".into()), ("X-Agent", agent)], b"<p>page</p>".to_vec())
        }
    });
    let folder = tempfile::tempdir().unwrap();
    let text = "contact = \"a@example.org\"\n[collect]\npace_seconds = 0\nallow_private = true\n";
    std::fs::write(folder.path().join("depeche.toml"), text).unwrap();
    let (code, said) = outcome(folder.path(), &["source", "check", &format!("{}/a", web.base)]);
    assert_eq!(code, 0, "{said}");
    for words in [
        "may be asked for",
        "Crawl-delay   0.2 s",
        "https://news.example/map.xml",
        "noarchive, tdm",
        "says the file; terms: https://news.example/terms",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    let (code, said) = outcome(folder.path(), &["source", "check", "--json", &format!("{}/no", web.base)]);
    assert!(code == 1 && said.contains("\"allowed\":false") && web.asked("/no") == 0, "{said}");
}

/// Every command's help, by the words that call it.
fn helps(command: &clap::Command, path: &[String], out: &mut Vec<Vec<String>>) {
    out.push(path.to_vec());
    for inner in command.get_subcommands().filter(|inner| inner.get_name() != "help") {
        helps(inner, &[path, &[inner.get_name().to_owned()]].concat(), out);
    }
}

#[test]
fn every_help_fits_a_terminal_of_eighty_columns() {
    let mut commands = Vec::new();
    helps(&<depeche::command::Cli as clap::CommandFactory>::command(), &[], &mut commands);
    assert!(commands.len() > 20, "{commands:?}");
    for command in commands {
        let command: Vec<_> = command.iter().map(String::as_str).chain(["--help"]).collect();
        let (code, help) = outcome(Path::new("depeche-data"), &command);
        assert_eq!(code, 0, "{command:?}");
        let long: Vec<_> = help.lines().filter(|line| line.chars().count() > 80).collect();
        assert!(long.is_empty(), "{command:?}: {long:#?}");
    }
}

#[test]
fn shells_and_manual_know_every_command() {
    let folder = tempfile::tempdir().unwrap();
    for shell in ["bash", "zsh", "fish"] {
        let (code, script) = outcome(folder.path(), &["completions", shell]);
        assert!(code == 0 && script.contains("figures") && script.contains("speaker"), "{shell}: {script}");
    }
    let (code, page) = outcome(folder.path(), &["man"]);
    assert!(code == 0 && page.contains(".TH depeche 1") && page.contains("collect"), "{page}");
    let pages = folder.path().join("man1");
    let (code, said) = outcome(folder.path(), &["man", "--into", pages.to_str().unwrap()]);
    assert_eq!((code, said.as_str()), (0, ""));
    let read = std::fs::read_to_string(pages.join("depeche-read.1")).unwrap();
    assert!(read.contains("resume") && pages.join("depeche-edition-send.1").exists());
    let (code, said) = outcome(folder.path(), &["man", "--into", "/dev/null/man1"]);
    assert!(code == 1 && said.contains("/dev/null/man1: the manual could not be written there"), "{said}");
}
