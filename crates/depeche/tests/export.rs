//! Kept pages for other people's tools: what the commands write, and that Python's warcio and
//! cdxj-indexer read the same in it.
//!
//! `DEPECHE_PYTHON` names a Python that has them (`cargo xtask test` makes one); without it the last
//! test passes with a word.

mod loopback;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use depeche::archive::Archive;
use depeche::clock::Clock;
use depeche::config::Config;
use depeche::source::collect::{Which, collect};
use depeche::source::warc::{Limits, Reader, read_at};
use loopback::{Request, Response, Web};
use serde_json::Value;
use sha2::Digest as _;

const DAM: &str = "<html lang=en><head><title>Dam breaks at Sorrow Bend</title></head><body><h1>Dam breaks at Sorrow Bend</h1>\
    <p>Two people died when the old dam at Sorrow Bend broke on Thursday night, the mayor, Ida Kroll, said.</p></body></html>";

fn press(request: &Request, base: &str) -> Response {
    let html = |body: &str| {
        (200, vec![("Content-Type", "text/html; charset=utf-8".into())], body.as_bytes().to_vec())
    };
    match request.path.as_str() {
        "/feed" => {
            let items = ["/dam?b=2&a=1", "/copy", "/Flood", "/mine/1", "/mine/free", "/noai"]
                .iter()
                .map(|path| {
                    format!(
                        "<item><title>T {path}</title><link>{base}{}</link></item>",
                        path.replace('&', "&amp;")
                    )
                })
                .collect::<Vec<_>>()
                .concat();
            (200, Vec::new(), format!("<rss version='2.0'><channel>{items}</channel></rss>").into_bytes())
        }
        "/.well-known/tdmrep.json" => {
            (200, Vec::new(), br#"[{"location": "/mine/", "tdm-reservation": 1}]"#.to_vec())
        }
        "/dam?b=2&a=1" | "/copy" => html(DAM),
        "/Flood" => {
            let mut zip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            std::io::Write::write_all(
                &mut zip,
                "<title>Flût</title><p>The water fell on Friday.</p>".as_bytes(),
            )
            .unwrap();
            (
                200,
                vec![("Content-Type", "text/html".into()), ("Content-Encoding", "gzip".into())],
                zip.finish().unwrap(),
            )
        }
        "/mine/1" => html("<title>Mine</title><p>Not to be mined.</p>"),
        "/mine/free" => {
            html("<title>Free</title><meta name=tdm-reservation content=0><p>Free to be mined.</p>")
        }
        "/noai" => {
            html("<title>No</title><meta name=robots content='index, noai'><p>Not to be trained on.</p>")
        }
        _ => (404, Vec::new(), Vec::new()),
    }
}

/// A folder of data with the pages of the press.
fn kept(web: &Web) -> (tempfile::TempDir, Archive) {
    let folder = tempfile::tempdir().unwrap();
    let text = format!(
        "contact = \"editor@example.org\"\n[collect]\npace_seconds = 0\nallow_private = true\n[[outlet]]\n\
         name = \"The Bend Gazette\"\nsources = [\"{}/feed\"]\n",
        web.base
    );
    std::fs::write(folder.path().join("depeche.toml"), &text).unwrap();
    let config = Config::parse(&text, "depeche.toml").unwrap();
    let mut archive = Archive::create(folder.path()).unwrap();
    let summary = collect(&mut archive, &config, Which::All, Clock::system(), &|_| ()).unwrap();
    assert_eq!(summary.kept, 6, "{summary:?}");
    assert!(web.seen().iter().all(|request| request.header("user-agent").is_some()));
    (folder, archive)
}

fn depeche(data: &Path, arguments: &[&str]) -> Output {
    let output =
        Command::new(env!("CARGO_BIN_EXE_depeche")).arg("--data").arg(data).args(arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    output
}

fn warc_of(data: &Path) -> PathBuf {
    let mut files = std::fs::read_dir(data.join("pages")).unwrap().map(|entry| entry.unwrap().path());
    files.next().unwrap()
}

#[test]
fn a_body_is_kept_once_and_every_page_is_read_back() {
    let web = Web::serve(press);
    let (data, archive) = kept(&web);
    let pages = archive.pages().unwrap();
    let copy = pages.iter().find(|page| page.url.ends_with("/copy")).unwrap();
    let file = data.path().join("pages").join(copy.file.as_ref().unwrap());
    assert_eq!(read_at(&file, copy.offset, Limits::default()).unwrap().kind(), "revisit");
    assert_eq!(archive.page_bytes(copy).unwrap().unwrap(), DAM.as_bytes());
    let read = depeche(data.path(), &["read", "--json", file.to_str().unwrap()]);
    let titles = String::from_utf8(read.stdout).unwrap();
    assert_eq!(titles.matches("Dam breaks at Sorrow Bend\",\"at\"").count(), 2, "{titles}");
}

#[test]
fn reserved_pages_stay_here_unless_they_are_asked_for() {
    let web = Web::serve(press);
    let (data, archive) = kept(&web);
    assert_eq!(web.asked("/.well-known/tdmrep.json"), 1);
    let reserved = |path: &str| {
        archive.pages().unwrap().into_iter().find(|page| page.url.ends_with(path)).unwrap().reserved
    };
    assert_eq!(reserved("/mine/1"), ["tdm"]);
    assert_eq!(reserved("/noai"), ["noai"]);
    assert!(reserved("/mine/free").is_empty() && reserved("/copy").is_empty());
    let count = |more: &[&str]| {
        let target = data.path().join("out.warc.gz");
        let target = target.to_str().unwrap();
        let output = depeche(data.path(), &[&["export", "--json", "--warc", target], more].concat());
        let summary: Value = serde_json::from_slice(&output.stdout).unwrap();
        let records: Vec<_> =
            Reader::open(Path::new(target), Limits::default()).unwrap().map(Result::unwrap).collect();
        assert_eq!(records[0].kind(), "warcinfo");
        (summary["pages"].as_u64().unwrap(), summary["reserved"].as_u64().unwrap(), records.len())
    };
    assert_eq!(count(&[]), (4, 2, 5));
    assert_eq!(count(&["--reserved"]), (6, 0, 7));
    assert_eq!(count(&["--since", "2020-01-01", "--outlet", "The Bend Gazette"]), (4, 2, 5));
    let none = Command::new(env!("CARGO_BIN_EXE_depeche"))
        .arg("--data")
        .arg(data.path())
        .args(["export", "--warc", "x.warc.gz", "--until", "2001-01-01"])
        .output()
        .unwrap();
    assert!(
        !none.status.success() && String::from_utf8_lossy(&none.stderr).contains("no kept page was chosen")
    );
}

#[test]
fn a_wacz_holds_what_its_digests_say_and_its_index_leads_into_it() {
    let web = Web::serve(press);
    let (data, _) = kept(&web);
    let target = data.path().join("press.wacz");
    depeche(data.path(), &["export", "--wacz", target.to_str().unwrap(), "--title", "The dam"]);
    let bytes = std::fs::read(&target).unwrap();
    let entry = |name: &str| {
        // Stored entries: the name stands right before the bytes, the size eight bytes before the name's length.
        let at = memchr::memmem::find(&bytes, name.as_bytes()).unwrap();
        let size = u32::from_le_bytes(bytes[at - 8..at - 4].try_into().unwrap()) as usize;
        bytes[at + name.len()..at + name.len() + size].to_vec()
    };
    let package: Value = serde_json::from_slice(&entry("datapackage.json")).unwrap();
    assert_eq!(
        (package["wacz_version"].as_str(), package["title"].as_str()),
        (Some("1.1.1"), Some("The dam"))
    );
    let resources = package["resources"].as_array().unwrap();
    assert_eq!(resources.len(), 3);
    let hash = |bytes: &[u8]| {
        let digest = sha2::Sha256::digest(bytes);
        digest.iter().fold("sha256:".to_owned(), |text, byte| text + &format!("{byte:02x}"))
    };
    for resource in resources {
        let held = entry(resource["path"].as_str().unwrap());
        assert_eq!(held.len() as u64, resource["bytes"].as_u64().unwrap());
        assert_eq!(hash(&held), resource["hash"].as_str().unwrap());
    }
    let digest: Value = serde_json::from_slice(&entry("datapackage-digest.json")).unwrap();
    assert_eq!(digest["hash"].as_str().unwrap(), hash(&entry("datapackage.json")));
    let archive = data.path().join("data.warc.gz");
    std::fs::write(&archive, entry("archive/data.warc.gz")).unwrap();
    let index = String::from_utf8(entry("indexes/index.cdxj")).unwrap();
    assert_eq!(index.lines().count(), 4);
    for line in index.lines() {
        let fields: Value = serde_json::from_str(line.splitn(3, ' ').nth(2).unwrap()).unwrap();
        let offset = fields["offset"].as_str().unwrap().parse().unwrap();
        let record = read_at(&archive, offset, Limits::default()).unwrap();
        assert_eq!(record.target(), fields["url"].as_str());
        assert_eq!(record.length.to_string(), fields["length"].as_str().unwrap());
    }
    let pages = String::from_utf8(entry("pages/pages.jsonl")).unwrap();
    assert!(pages.starts_with("{\"format\":\"json-pages-1.0\""), "{pages}");
    assert_eq!(pages.lines().count(), 5);
}

/// A full disk is said, and nothing half-written stays; a device stays what it was.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said() {
    use std::os::unix::fs::FileTypeExt as _;
    let web = Web::serve(press);
    let (data, _) = kept(&web);
    let full = || std::fs::metadata("/dev/full").is_ok_and(|found| found.file_type().is_char_device());
    if !full() {
        println!("there is no /dev/full: nothing tried");
        return;
    }
    let export = |form: &str, target: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_depeche"));
        let output = command.arg("--data").arg(data.path()).args(["export", form, target]).output().unwrap();
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    for form in ["--warc", "--wacz", "--cdxj"] {
        let (code, said) = export(form, "/dev/full");
        assert!(code == Some(1) && said.contains("the disk is full"), "{form}: {said}");
        assert!(full());
    }
    let there = data.path().join("nowhere/out.wacz");
    assert!(export("--wacz", there.to_str().unwrap()).1.contains("cannot write"));
}

#[test]
fn what_is_written_warcio_reads_back_identically() {
    let Some(python) = std::env::var_os("DEPECHE_PYTHON") else {
        println!("DEPECHE_PYTHON is not set: warcio is not asked");
        return;
    };
    let web = Web::serve(press);
    let (data, _) = kept(&web);
    let exported = data.path().join("out.warc.gz");
    depeche(data.path(), &["export", "--reserved", "--warc", exported.to_str().unwrap()]);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/export/read_back.py");
    for file in [warc_of(data.path()), exported] {
        let theirs = data.path().join("theirs.cdxj");
        let output = Command::new(&python).arg(&script).arg(&file).arg(&theirs).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let lines = String::from_utf8(output.stdout).unwrap();
        let read: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let ours: Vec<_> = Reader::open(&file, Limits::default()).unwrap().map(Result::unwrap).collect();
        assert_eq!((read.len(), ours.len()), (7, 7));
        for (record, read) in ours.iter().zip(&read) {
            assert_eq!(record.kind(), read["type"]);
            assert_eq!(record.target(), read["url"].as_str());
            assert_eq!(record.header("WARC-Date"), read["date"].as_str());
            assert_eq!(
                (record.offset, record.length),
                (read["offset"].as_u64().unwrap(), read["member"].as_u64().unwrap())
            );
            // The body a revisit's digest speaks of is elsewhere.
            assert!(read["verified"] == true || record.kind() == "revisit", "{read}");
            let digest = sha2::Sha256::digest(record.payload());
            let digest = digest.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"));
            assert_eq!(digest, read["sha256"].as_str().unwrap());
            if let Some(http) = record.http() {
                assert_eq!(http.status.to_string(), read["status"].as_str().unwrap());
                let theirs: Vec<(String, String)> = serde_json::from_value(read["headers"].clone()).unwrap();
                assert_eq!(http.headers, theirs);
            }
        }
        let mine = depeche(data.path(), &["export", "--cdxj", "-", file.to_str().unwrap()]).stdout;
        let fields = |text: &str| -> Vec<(String, Value)> {
            let split = |line: &str| {
                let at = line.find('{').unwrap();
                (line[..at].to_owned(), serde_json::from_str(&line[at..]).unwrap())
            };
            text.lines().map(split).collect()
        };
        let theirs = std::fs::read_to_string(theirs).unwrap();
        assert_eq!(fields(&String::from_utf8(mine).unwrap()), fields(&theirs));
    }
}
