//! `depeche.toml`: who you are, which outlets are read, for whom, and how mail leaves.
//!
//! Every complaint names the file, the line and the remedy. What the program finds out by itself
//! (what kind a source is, how often it changes) is not asked for here.

use std::fs;
use std::path::Path;
use std::time::Duration;

use serde::Deserialize;
use toml::Spanned;
use url::Url;

/// Name of the configuration's file in the folder of data.
pub const FILE: &str = "depeche.toml";

/// The configuration.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Mail or web address at which outlets reach you; stands in the user agent.
    pub contact: Spanned<String>,
    /// Where readers find the web pages ("https://news.example.org"), without a slash at the end.
    #[serde(default = "local_web")]
    pub base_url: Spanned<String>,
    /// How pages are asked for.
    #[serde(default)]
    pub collect: Collect,
    /// Who is read.
    #[serde(default, rename = "outlet")]
    pub outlets: Vec<Outlet>,
    /// For whom.
    #[serde(default, rename = "desk")]
    pub desks: Vec<Desk>,
    /// How mail leaves; without it nothing is sent.
    pub mail: Option<Mail>,
}

/// How pages are asked for.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Collect {
    /// Seconds between two requests to one domain; an outlet's `Crawl-delay` counts if it is longer.
    pub pace_seconds: f64,
    /// Most pages that one source gives in one run.
    pub pages_per_source: usize,
    /// Outlets asked at the same time.
    pub at_once: usize,
    /// Whether hosts on this machine and in private networks may be asked. For a press on one's own
    /// machine only: it switches off the guard against being sent to internal addresses.
    pub allow_private: bool,
}

impl Default for Collect {
    fn default() -> Self {
        Self { pace_seconds: 5.0, pages_per_source: 50, at_once: 8, allow_private: false }
    }
}

impl Collect {
    /// The pause between two requests to one domain.
    pub fn pace(&self) -> Duration {
        Duration::try_from_secs_f64(self.pace_seconds).unwrap_or(Duration::from_secs(5))
    }
}

/// One outlet.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outlet {
    /// Its name, as editions show it.
    pub name: Spanned<String>,
    /// Its language, where a page does not say.
    pub language: Option<String>,
    /// Where it stands in lists of sources (OPML), the outermost group first.
    #[serde(default)]
    pub group: Vec<String>,
    /// Addresses of its feeds, news sitemaps or pages; which they are shows when they are read.
    #[serde(default)]
    pub sources: Vec<Spanned<String>>,
}

/// One desk: a subject somebody follows.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Desk {
    /// Short name for commands and addresses: letters, digits, `-`.
    pub id: Spanned<String>,
    /// What its readers see ("Morning press review").
    pub name: String,
    /// Language of the edition's fixed words: de, en, fr, pl or ru.
    #[serde(default)]
    pub language: edition::Interface,
    /// A report is wanted if all words of one entry stand in it; empty: every report.
    #[serde(default)]
    pub query: Vec<String>,
    /// Languages that are read; empty: all.
    #[serde(default)]
    pub languages: Vec<String>,
    /// Outlets that are read, by name; empty: all.
    #[serde(default)]
    pub outlets: Vec<Spanned<String>>,
    /// Who answers for it.
    #[serde(default)]
    pub editors: Vec<String>,
    /// Most stories told in full.
    #[serde(default = "eight")]
    pub stories: usize,
    /// Hours back from now that an edition covers.
    #[serde(default = "day")]
    pub hours: u32,
    /// Time zone of the day on the edition ("Europe/Paris").
    #[serde(default = "utc")]
    pub time_zone: Spanned<String>,
}

impl Desk {
    /// The desk as the crate `edition` has it.
    pub fn brief(&self) -> edition::Desk {
        edition::Desk {
            id: self.id.get_ref().clone(),
            name: self.name.clone(),
            query: self.query.clone(),
            languages: self.languages.clone(),
            outlets: self.outlets.iter().map(|name| name.get_ref().clone()).collect(),
            editors: self.editors.clone(),
            language: self.language,
            stories: self.stories,
            ..edition::Desk::default()
        }
    }

    /// The time zone, which [`Config::parse`] has found to be one.
    pub fn zone(&self) -> jiff::tz::TimeZone {
        jiff::tz::TimeZone::get(self.time_zone.get_ref()).unwrap_or(jiff::tz::TimeZone::UTC)
    }
}

/// How mail leaves.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    /// Sender's address.
    pub from: Spanned<String>,
    /// Sender's name.
    #[serde(default = "own_name")]
    pub name: String,
    /// The relay: `smtp://host:port` (encrypted by STARTTLS) or `smtps://host:port`.
    pub relay: Spanned<String>,
    /// Whether the relay must be spoken to in secret.
    #[serde(default)]
    pub tls: Tls,
    /// User at the relay; without one no login is made.
    pub user: Option<String>,
    /// Name of the environment variable that holds the password.
    pub password_env: Option<String>,
    /// A file of certificates (PEM) to trust beside the usual ones, for a relay with one of its own.
    pub authority: Option<std::path::PathBuf>,
    /// Connections to the relay at the same time.
    #[serde(default = "four")]
    pub connections: usize,
}

/// Whether the relay must be spoken to in secret.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tls {
    /// Encrypted, and the certificate must be the relay's; else nothing is sent.
    #[default]
    Required,
    /// In the clear: for a relay on the same machine.
    None,
}

fn local_web() -> Spanned<String> {
    Spanned::new(0..0, "http://127.0.0.1:8080".to_owned())
}
fn own_name() -> String {
    "Dépêche".to_owned()
}
fn eight() -> usize {
    8
}
fn utc() -> Spanned<String> {
    Spanned::new(0..0, "UTC".to_owned())
}
fn day() -> u32 {
    24
}
fn four() -> usize {
    4
}

/// What is wrong with a configuration.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no configuration, or it cannot be opened.
    #[error("cannot read {0}: {1}; make one with: depeche --data {2} init")]
    Missing(String, std::io::Error, String),
    /// Something in it is wrong.
    #[error("{file}, line {line}: {problem}")]
    Wrong {
        /// The file.
        file: String,
        /// Counted from 1.
        line: usize,
        /// What is wrong, and what would be right.
        problem: String,
    },
}

impl Config {
    /// Reads the configuration of a folder of data.
    pub fn load(folder: &Path) -> Result<Self, Error> {
        let path = folder.join(FILE);
        let file = path.display().to_string();
        let text = fs::read_to_string(&path)
            .map_err(|error| Error::Missing(file.clone(), error, folder.display().to_string()))?;
        Self::parse(&text, &file)
    }

    /// Reads a configuration; `file` is what complaints call it.
    pub fn parse(text: &str, file: &str) -> Result<Self, Error> {
        let wrong = |at: usize, problem: String| Error::Wrong {
            file: file.to_owned(),
            line: line(text, at),
            problem,
        };
        let config: Self = toml::from_str(text).map_err(|error| {
            wrong(error.span().map_or(text.len(), |span| span.start), error.message().to_owned())
        })?;
        match config.check() {
            Some((at, problem)) => Err(wrong(at, problem)),
            None => Ok(config),
        }
    }

    /// The first thing that cannot be meant, with its place.
    fn check(&self) -> Option<(usize, String)> {
        let contact = self.contact.get_ref();
        if !contact.contains('@') && !contact.starts_with("http") {
            let problem = "contact must be a mail or web address at which outlets reach you, for example \
                           contact = \"editor@example.org\"";
            return Some((self.contact.span().start, problem.to_owned()));
        }
        if !self.collect.pace_seconds.is_finite() || self.collect.pace_seconds < 0.0 {
            return Some((0, "pace_seconds must be 0 or more".to_owned()));
        }
        let web = std::iter::once(&self.base_url);
        for address in web.chain(self.outlets.iter().flat_map(|outlet| &outlet.sources)) {
            let sound = Url::parse(address.get_ref())
                .is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.host().is_some());
            if !sound {
                let problem = format!("{:?} is no web address; write it with https://", address.get_ref());
                return Some((address.span().start, problem));
            }
        }
        for (place, desk) in self.desks.iter().enumerate() {
            let id = desk.id.get_ref();
            let at = desk.id.span().start;
            if id.is_empty() || !id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
                return Some((at, format!("desk id {id:?}: use letters, digits and - only")));
            }
            if self.desks[..place].iter().any(|other| other.id.get_ref() == id) {
                return Some((
                    at,
                    format!("desk id {id:?} stands here a second time; each desk needs its own"),
                ));
            }
            if jiff::tz::TimeZone::get(desk.time_zone.get_ref()).is_err() {
                let problem = format!(
                    "{:?} is no time zone; write one like \"Europe/Paris\"",
                    desk.time_zone.get_ref()
                );
                return Some((desk.time_zone.span().start, problem));
            }
            for name in &desk.outlets {
                if !self.outlets.iter().any(|outlet| outlet.name.get_ref() == name.get_ref()) {
                    let problem =
                        format!("desk {id:?} follows {:?}, but no [[outlet]] has that name", name.get_ref());
                    return Some((name.span().start, problem));
                }
            }
        }
        self.mail.as_ref().and_then(Mail::check)
    }

    /// The desk of an id; the only one, if none is named.
    pub fn desk(&self, id: Option<&str>) -> Result<&Desk, String> {
        let names =
            || self.desks.iter().map(|desk| desk.id.get_ref().as_str()).collect::<Vec<_>>().join(", ");
        match (id, self.desks.as_slice()) {
            (None, [only]) => Ok(only),
            (_, []) => Err(format!("no [[desk]] stands in {FILE}; add one")),
            (None, _) => Err(format!("there are several desks, name one with --desk: {}", names())),
            (Some(id), desks) => desks
                .iter()
                .find(|desk| desk.id.get_ref() == id)
                .ok_or_else(|| format!("no desk {id:?}; there are: {}", names())),
        }
    }
}

impl Mail {
    fn check(&self) -> Option<(usize, String)> {
        if !crate::mailbox::is_address(self.from.get_ref()) {
            return Some((self.from.span().start, format!("{:?} is no mail address", self.from.get_ref())));
        }
        let relay = Url::parse(self.relay.get_ref());
        if !relay.is_ok_and(|url| matches!(url.scheme(), "smtp" | "smtps") && url.host().is_some()) {
            let problem =
                format!("{:?} is no relay; write smtp://host:587 or smtps://host:465", self.relay.get_ref());
            return Some((self.relay.span().start, problem));
        }
        None
    }
}

/// The line, counted from 1, of a byte.
fn line(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|&byte| byte == b'\n').count() + 1
}

/// A commented configuration to start from.
pub fn starter(contact: Option<&str>) -> String {
    include_str!("starter.toml").replace("CONTACT", &contact.unwrap_or("").replace(['"', '\\', '\n'], ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaint(text: &str) -> String {
        Config::parse(text, "depeche.toml").unwrap_err().to_string()
    }

    #[test]
    fn the_starter_is_a_sound_configuration_once_it_has_a_contact() {
        let config = Config::parse(&starter(Some("editor@example.org")), FILE).unwrap();
        assert_eq!(config.contact.get_ref(), "editor@example.org");
        assert!(
            complaint(&starter(None)).contains("line 4: contact must be"),
            "{}",
            complaint(&starter(None))
        );
    }

    #[test]
    fn complaints_name_file_line_and_remedy() {
        let start = "contact = \"a@example.org\"\n";
        assert_eq!(
            complaint(&format!("{start}[[outlet]]\nname = \"A\"\nsources = [\"news.example/feed\"]\n")),
            "depeche.toml, line 4: \"news.example/feed\" is no web address; write it with https://"
        );
        assert!(
            complaint(&format!("{start}[[outlet]]\nnmae = \"A\"\n"))
                .starts_with("depeche.toml, line 3: unknown field `nmae`")
        );
        assert!(complaint(&format!("{start}x = [\n")).starts_with("depeche.toml, line 2"));
        assert!(
            complaint(&format!("{start}[[desk]]\nid = \"a\"\nname = \"A\"\noutlets = [\"B\"]\n"))
                .contains("line 5: desk \"a\" follows \"B\"")
        );
        assert!(
            complaint(&format!("{start}[mail]\nfrom = \"x\"\nrelay = \"smtp://127.0.0.1:25\"\n"))
                .contains("line 3: \"x\" is no mail address")
        );
    }
}
