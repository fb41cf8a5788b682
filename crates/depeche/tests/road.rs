//! The whole road on the sample press: collected over HTTP, read, threaded, composed, sealed, sent.

mod relay;

use depeche::archive::Archive;
use depeche::clock::Clock;
use depeche::compose::compose;
use depeche::config::Config;
use depeche::delivery::{Setup, seal, send};
use depeche::demo::press::Press;
use depeche::source::collect::{Which, collect, reread};
use depeche::subscription::{self, Receipt, confirm, confirmed};
use depeche::thread::{forget, thread_reports};
use relay::{Act, Relay};

#[test]
fn from_the_press_to_a_mailbox() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let press = runtime.block_on(Press::open()).unwrap();
    let clock = Clock::set_to(press.clock.parse().unwrap());
    let relay = Relay::listen(|_, _| Act::Go);
    let mut text = format!(
        "contact = \"editor@example.org\"\nbase_url = \"http://127.0.0.1:8080\"\n[collect]\npace_seconds = 0\nallow_private = true\n\
         [[desk]]\nid = \"daily\"\nname = \"The daily edition\"\n\
         [mail]\nfrom = \"edition@example.org\"\nrelay = \"smtp://127.0.0.1:{}\"\ntls = \"none\"\n",
        relay.port
    );
    for outlet in &press.outlets {
        let named = format!(
            "[[outlet]]\nname = {:?}\nlanguage = {:?}\nsources = [{:?}]\n",
            outlet.name, outlet.language, outlet.feed
        );
        text.push_str(&named);
    }
    let config = Config::parse(&text, "depeche.toml").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut archive = Archive::create(folder.path()).unwrap();

    let summary = collect(&mut archive, &config, Which::Due, clock, &|_| ()).unwrap();
    println!("{summary:?}");
    assert!(summary.kept >= 12 && summary.forbidden >= 1, "{summary:?}");
    assert!(summary.troubles.is_empty(), "{summary:?}");

    let threaded = thread_reports(&mut archive).unwrap();
    for story in archive.stories().unwrap() {
        println!("{story:?}");
        for member in archive.members(&story.story).unwrap() {
            let kept = archive.report(member.report).unwrap().unwrap();
            println!(
                "   {:?} {:?} {:?} st {} fig {}",
                kept.report.outlet,
                kept.report.title.as_ref().map(|title| &title.text),
                kept.report.kind,
                kept.report.statements.len(),
                kept.report.figures.len()
            );
        }
    }
    assert!(threaded.stories >= 3);

    // Everything made can be made again from the kept pages, the same to the byte.
    let before: Vec<_> = archive.reports().unwrap().into_iter().map(|kept| (kept.id, kept.report)).collect();
    let stories = archive.all_members().unwrap();
    assert!(reread(&mut archive, &|_| ()).unwrap().broken.is_empty());
    forget(&archive).unwrap();
    thread_reports(&mut archive).unwrap();
    let after: Vec<_> = archive.reports().unwrap().into_iter().map(|kept| (kept.id, kept.report)).collect();
    assert_eq!(before, after);
    assert_eq!(stories, archive.all_members().unwrap());

    let setup = Setup::of(&config).unwrap();
    let desk = config.desk(None).unwrap();
    let mailed = subscription::mail_confirmation(
        &mut archive,
        &setup,
        desk,
        "ida@example.net",
        &Receipt::default(),
        clock.now(),
    )
    .unwrap();
    assert!(mailed);
    let asking = relay.took().remove(0);
    assert_eq!(asking.header("Auto-Submitted").unwrap(), "auto-generated");
    let token = asking.data.split("/confirm/").nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
    confirm(&archive, &token, clock.now()).unwrap().unwrap();

    let edition = compose(&archive, desk, clock.now()).unwrap();
    assert!(edition.content().chapters.len() >= 3);
    let recipients = confirmed(&archive, "daily").unwrap();
    let sealed = seal(&mut archive, &edition, &recipients, &setup.sender, clock.now()).unwrap();
    let sent = send(&mut archive, &sealed, &setup, clock, &|_, _, _| ()).unwrap();
    assert_eq!(sent.accepted, 1);
    let mail = relay.took().remove(1);
    assert!(mail.header("Subject").is_some());
    assert!(mail.data.len() < 102_000, "an edition that is clipped is not read: {} bytes", mail.data.len());
    println!("{}", edition::layout::text(&edition, &edition::layout::Addresses::default()));
}
