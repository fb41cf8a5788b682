//! `depeche source import` and `export`: OPML into `depeche.toml`, and out of it.
//!
//! The configuration belongs to its editor: it is added to at its end, never rewritten, and not
//! touched unless what comes out can be read again.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, bail};
use url::Url;

use super::{Global, export, say};
use crate::config::{self, Config};
use crate::source::address;
use crate::source::opml::{self, Opml, Outline};

/// An outlet about to be added.
#[derive(Debug, Default, PartialEq, Eq)]
struct Outlet {
    name: String,
    language: Option<String>,
    group: Vec<String>,
    sources: Vec<String>,
}

/// Takes the feeds of a list into the configuration.
pub(super) fn import(bytes: &[u8], name: &str, dry: bool, global: &Global) -> anyhow::Result<ExitCode> {
    let config = Config::load(&global.data)?;
    let Some(list) = opml::read(&page::decode(bytes, None).text) else {
        bail!("{name} is no OPML; export the list of feeds from your reader as OPML");
    };
    let mut known: HashSet<String> = config
        .outlets
        .iter()
        .flat_map(|outlet| &outlet.sources)
        .map(|source| key(source.get_ref()))
        .collect();
    let named = list.feeds();
    let (outlets, troubles) = outlets(&named, &mut known);
    for trouble in &troubles {
        say(&format!("depeche: {trouble}"));
    }
    let added: usize = outlets.iter().map(|outlet| outlet.sources.len()).sum();
    let words = format!("{} feeds in the list, {added} new in {} outlets", named.len(), outlets.len());
    let text = toml(&outlets, name)?;
    let mut out = std::io::stdout().lock();
    if dry {
        write!(out, "{text}")?;
    } else if added > 0 {
        let path = global.data.join(config::FILE);
        let before = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let gap = if before.is_empty() || before.ends_with('\n') { "" } else { "\n" };
        let after = format!("{before}{gap}{text}");
        Config::parse(&after, &path.display().to_string()).context("nothing was changed")?;
        export::write(&path, |file| file.write_all(after.as_bytes()))?;
    }
    if global.json && !dry {
        let line = serde_json::json!({ "feeds": named.len(), "added": added, "outlets": outlets.len() });
        writeln!(out, "{line}")?;
    } else if !global.quiet {
        say(&words);
    }
    Ok(if troubles.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What makes two addresses one source.
fn key(address: &str) -> String {
    address::identity(address).unwrap_or_else(|| address.to_owned())
}

/// Feeds as outlets. Feeds of one site are one outlet, which its first feed gives its name to; a group
/// that holds nothing but feeds of one site is that outlet.
fn outlets(feeds: &[(Vec<&str>, &Outline)], known: &mut HashSet<String>) -> (Vec<Outlet>, Vec<String>) {
    let mut sites: HashMap<&[&str], HashSet<Option<String>>> = HashMap::new();
    for (path, feed) in feeds {
        sites.entry(path.as_slice()).or_default().insert(site(feed));
    }
    let mut counts: HashMap<&[&str], usize> = HashMap::new();
    for (path, _) in feeds {
        *counts.entry(path.as_slice()).or_default() += 1;
    }
    let (mut outlets, mut troubles): (Vec<Outlet>, Vec<String>) = (Vec::new(), Vec::new());
    let mut of_site: HashMap<String, usize> = HashMap::new();
    for (path, feed) in feeds {
        let address = feed.feed.as_deref().unwrap_or_default();
        let address = address.strip_prefix("feed:").map_or(address, |rest| {
            // `feed://host` and `feed:https://host` are how some readers write it.
            if rest.starts_with("//") { address } else { rest }
        });
        let address = address.replacen("feed://", "http://", 1);
        if !Url::parse(&address)
            .is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.host().is_some())
        {
            troubles.push(format!("{:?} ({}) is no web address; passed over", address, feed.text));
            continue;
        }
        if !known.insert(key(&address)) {
            continue;
        }
        let site = site(feed);
        if let Some(&at) = site.as_ref().and_then(|site| of_site.get(site)) {
            outlets[at].sources.push(address);
            continue;
        }
        let is_outlet = counts[path.as_slice()] > 1 && site.is_some() && sites[path.as_slice()].len() == 1;
        let (name, group) = match path.split_last() {
            Some((last, rest)) if is_outlet => (*last, rest),
            _ => (feed.text.as_str(), path.as_slice()),
        };
        if let Some(site) = site {
            of_site.insert(site, outlets.len());
        }
        outlets.push(Outlet {
            name: name.to_owned(),
            language: feed.language.clone(),
            group: group.iter().map(|&name| name.to_owned()).filter(|name| !name.is_empty()).collect(),
            sources: vec![address],
        });
    }
    (outlets, troubles)
}

/// The site a feed says it belongs to. (Where the feed itself lies says little: many lie with services.)
fn site(feed: &Outline) -> Option<String> {
    let url = Url::parse(feed.site.as_deref()?).ok()?;
    Some(url.host_str()?.trim_start_matches("www.").to_owned())
}

fn toml(outlets: &[Outlet], name: &str) -> anyhow::Result<String> {
    #[derive(serde::Serialize)]
    struct Entry<'o> {
        name: &'o str,
        #[serde(skip_serializing_if = "Option::is_none")]
        language: Option<&'o str>,
        #[serde(skip_serializing_if = "<[String]>::is_empty")]
        group: &'o [String],
        sources: &'o [String],
    }
    let mut text = format!("\n# From {}.\n", name.replace(['\n', '\r'], " "));
    for outlet in outlets {
        let entry = Entry {
            name: &outlet.name,
            language: outlet.language.as_deref(),
            group: &outlet.group,
            sources: &outlet.sources,
        };
        // Writing to a string does not fail.
        let _ = writeln!(text, "[[outlet]]\n{}", toml::to_string(&entry)?);
    }
    Ok(text)
}

/// Writes the sources of the configuration as a list.
pub(super) fn export(target: &Path, global: &Global) -> anyhow::Result<ExitCode> {
    let config = Config::load(&global.data)?;
    let list = list(&config);
    export::write(target, |out| out.write_all(list.write().as_bytes()))?;
    if target.as_os_str() != "-" && !global.quiet {
        say(&format!("{} feeds written to {}", list.feeds().len(), target.display()));
    }
    Ok(ExitCode::SUCCESS)
}

/// An outlet with one source is a feed; one with several is a group of its name.
fn list(config: &Config) -> Opml {
    let mut list = Opml { title: Some("Sources".to_owned()), outlines: Vec::new() };
    for outlet in &config.outlets {
        let name = outlet.name.get_ref();
        let mut path = outlet.group.clone();
        if outlet.sources.len() > 1 {
            path.push(name.clone());
        }
        for source in &outlet.sources {
            let site = Url::parse(source.get_ref()).ok().map(|url| url.origin().ascii_serialization() + "/");
            let feed = Outline {
                text: name.clone(),
                feed: Some(source.get_ref().clone()),
                site,
                language: outlet.language.clone(),
                outlines: Vec::new(),
            };
            list.insert(&path, feed);
        }
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_out_comes_in_again() {
        let text = "contact = \"a@example.org\"\n[[outlet]]\nname = \"The Bend \\\"Gazette\\\"\"\nlanguage = \"en\"\n\
                    group = [\"Europe\", \"Baltic\"]\nsources = [\"https://bend.example/feed\", \"https://bend.example/sport?a&b\"]\n\
                    [[outlet]]\nname = \"Lantern\"\nsources = [\"https://lantern.example/atom\"]\n";
        let config = Config::parse(text, "depeche.toml").unwrap();
        let written = list(&config).write();
        let read = opml::read(&written).unwrap();
        let (found, troubles) = outlets(&read.feeds(), &mut HashSet::new());
        assert!(troubles.is_empty());
        let again = format!("contact = \"a@example.org\"\n{}", toml(&found, "x").unwrap());
        let again = Config::parse(&again, "depeche.toml").unwrap();
        assert_eq!(list(&again), read);
        assert_eq!(again.outlets[0].group, ["Europe", "Baltic"]);
        assert_eq!(again.outlets[0].sources.len(), 2);
        let mut known = found.iter().flat_map(|outlet| &outlet.sources).map(|source| key(source)).collect();
        assert!(outlets(&read.feeds(), &mut known).0.is_empty(), "nothing twice");
    }

    #[test]
    fn feeds_of_one_site_are_one_outlet_and_others_are_not() {
        let list = opml::read(
            r#"<opml><body><outline text="News"><outline text="A World" xmlUrl="https://feeds.example/1" htmlUrl="https://www.a.example/world"/>
               <outline text="B" xmlUrl="https://feeds.example/2" htmlUrl="https://b.example/"/></outline>
               <outline text="A Sport" xmlUrl="https://feeds.example/3" htmlUrl="http://a.example/sport"/>
               <outline text="C" xmlUrl="feed://c.example/rss"/><outline text="D" xmlUrl="ftp://d.example/"/></body></opml>"#,
        )
        .unwrap();
        let (found, troubles) = outlets(&list.feeds(), &mut HashSet::new());
        let names: Vec<_> = found.iter().map(|outlet| (outlet.name.as_str(), outlet.sources.len())).collect();
        assert_eq!(names, [("A World", 2), ("B", 1), ("C", 1)]);
        assert_eq!(found[2].sources, ["http://c.example/rss"]);
        assert_eq!(troubles.len(), 1);
    }
}
