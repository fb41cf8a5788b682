//! What a robots.txt allows (RFC 9309), as a pure function over its bytes.
//!
//! Groups that name the same agent are merged, the longest matching pattern wins, `Allow` wins a
//! tie, `*` matches any octets, `$` anchors the end. Beyond the RFC: `Crawl-delay` and `Sitemap`,
//! and the leniency of the reference implementation (misspelt keys, a space for the colon).
//! Fetching the file, its status rules and its age are the business of [`super::access`].

use memchr::memmem;

/// Octets of a robots.txt that are read; the RFC asks for at least this many, the rest is ignored.
pub const LIMIT: usize = 500 * 1024;

/// Longer patterns and lines are cut here: no real path is longer, and matching stays cheap.
const LINE_LIMIT: usize = 2083 * 8 - 1;

/// A robots.txt, read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Robots {
    groups: Vec<Group>,
    /// Addresses of the sitemaps it names, in order, as written.
    pub sitemaps: Vec<String>,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Group {
    /// Product tokens in lower case; `*` for everybody.
    agents: Vec<String>,
    rules: Vec<Rule>,
    crawl_delay: Option<f64>,
}

#[derive(Clone, Debug, PartialEq)]
struct Rule {
    allow: bool,
    pattern: Pattern,
}

/// A pattern over paths: `*` is any octets, `$` at the end anchors it (RFC 9309, 2.2.3).
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Pattern(Vec<u8>);

impl Pattern {
    /// A pattern as a file writes it.
    pub(super) fn new(written: &[u8]) -> Self {
        Self(escape(written, true))
    }

    /// What patterns are matched against: path and query of an address.
    pub(super) fn path(url: &str) -> Vec<u8> {
        // An address is percent-encoded already; what is not, is no part of one (and never matches).
        escape(path_of(url).as_bytes(), false)
    }

    /// Whether it matches from the start of a path.
    pub(super) fn matches(&self, path: &[u8]) -> bool {
        glob(&self.0, path)
    }

    /// How specific it is: its length.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
}

enum Key {
    Agent,
    Allow,
    Disallow,
    CrawlDelay,
    Sitemap,
}

impl Robots {
    /// Reads a robots.txt. Never fails: lines that mean nothing are passed over.
    pub fn parse(bytes: &[u8]) -> Self {
        let bytes = &bytes[..bytes.len().min(LIMIT)];
        // A byte order mark; also one that was taken for Latin-1 and encoded again.
        let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
        let bytes = bytes.strip_prefix("\u{ef}\u{bb}\u{bf}".as_bytes()).unwrap_or(bytes);
        let mut robots = Self::default();
        // A run of user-agent lines opens one group; the first rule ends the run.
        let mut naming = false;
        for line in bytes.split(|&byte| byte == b'\n' || byte == b'\r') {
            let Some((key, value)) = entry(&line[..line.len().min(LINE_LIMIT)]) else { continue };
            match key {
                Key::Agent => {
                    if !naming {
                        robots.groups.push(Group::default());
                    }
                    naming = true;
                    if let Some(group) = robots.groups.last_mut() {
                        group.agents.push(agent_token(value));
                    }
                }
                Key::Sitemap => robots.sitemaps.push(String::from_utf8_lossy(value).into_owned()),
                Key::Allow | Key::Disallow => {
                    naming = false;
                    // Rules before any group belong to nobody.
                    if let Some(group) = robots.groups.last_mut()
                        && !value.is_empty()
                    {
                        group
                            .rules
                            .push(Rule { allow: matches!(key, Key::Allow), pattern: Pattern::new(value) });
                    }
                }
                Key::CrawlDelay => {
                    naming = false;
                    let delay = std::str::from_utf8(value).ok().and_then(|text| text.parse::<f64>().ok());
                    if let (Some(group), Some(delay)) = (robots.groups.last_mut(), delay)
                        && delay.is_finite()
                        && delay >= 0.0
                    {
                        group.crawl_delay.get_or_insert(delay);
                    }
                }
            }
        }
        robots
    }

    /// Whether `agent` (a product token, "depeche") may fetch `url` (an address, or a path with its query).
    pub fn allows(&self, agent: &str, url: &str) -> bool {
        let path = Pattern::path(url);
        // The file itself is always allowed (RFC 9309, 2.2.2).
        if path == b"/robots.txt" {
            return true;
        }
        let mut best: Option<(usize, bool)> = None;
        for rule in self.groups_for(agent).flat_map(|group| &group.rules) {
            if let Some(length) = rule.matches(&path) {
                let this = (length, rule.allow);
                // Longer wins; of the same length `true` (allow) is the greater.
                if best.is_none_or(|best| this > best) {
                    best = Some(this);
                }
            }
        }
        best.is_none_or(|(_, allow)| allow)
    }

    /// Seconds that `agent` is asked to leave between two requests.
    pub fn crawl_delay(&self, agent: &str) -> Option<f64> {
        self.groups_for(agent).find_map(|group| group.crawl_delay)
    }

    /// The groups that bind an agent: those that name it, else those for everybody.
    fn groups_for(&self, agent: &str) -> impl Iterator<Item = &Group> {
        let wanted = agent.to_ascii_lowercase();
        let named = !wanted.is_empty() && self.groups.iter().any(|group| group.agents.contains(&wanted));
        let wanted = if named { wanted } else { "*".to_owned() };
        self.groups.iter().filter(move |group| group.agents.contains(&wanted))
    }
}

impl Rule {
    /// How specific the rule is for a path it matches: the length of its pattern.
    fn matches(&self, path: &[u8]) -> Option<usize> {
        if self.pattern.matches(path) {
            return Some(self.pattern.len());
        }
        // As in the reference implementation: allowing a folder's index allows the folder itself.
        let written = &self.pattern.0;
        let folder = written.strip_suffix(b"index.html").or_else(|| written.strip_suffix(b"index.htm"));
        match folder {
            Some(folder) if self.allow && folder.ends_with(b"/") && folder == path => Some(folder.len() + 1),
            _ => None,
        }
    }
}

/// Matches a pattern from the start of a path. Linear: each piece between stars is looked for once.
fn glob(pattern: &[u8], path: &[u8]) -> bool {
    let (pattern, anchored) = match pattern.strip_suffix(b"$") {
        Some(rest) => (rest, true),
        None => (pattern, false),
    };
    let mut pieces = pattern.split(|&byte| byte == b'*');
    let first = pieces.next().unwrap_or_default();
    let Some(mut rest) = path.strip_prefix(first) else { return false };
    let Some(mut piece) = pieces.next() else { return !anchored || rest.is_empty() };
    for next in pieces {
        let Some(at) = memmem::find(rest, piece) else { return false };
        rest = &rest[at + piece.len()..];
        piece = next;
    }
    if anchored { rest.ends_with(piece) } else { memmem::find(rest, piece).is_some() }
}

/// Splits a line into its key and value.
fn entry(line: &[u8]) -> Option<(Key, &[u8])> {
    let line = line.split(|&byte| byte == b'#').next().unwrap_or_default().trim_ascii();
    let colon = memchr::memchr(b':', line);
    let at = colon.or_else(|| line.iter().position(u8::is_ascii_whitespace))?;
    // `Disallow /private` without its colon: only if exactly two words stand there.
    if colon.is_none() && line[at..].trim_ascii().iter().any(u8::is_ascii_whitespace) {
        return None;
    }
    let value = line[at + 1..].trim_ascii();
    let key = match line[..at].trim_ascii().to_ascii_lowercase().as_slice() {
        b"user-agent" | b"useragent" | b"user agent" => Key::Agent,
        b"allow" => Key::Allow,
        b"disallow" | b"dissallow" | b"dissalow" | b"disalow" | b"diasllow" | b"disallaw" => Key::Disallow,
        b"crawl-delay" | b"crawldelay" => Key::CrawlDelay,
        b"sitemap" | b"site-map" => Key::Sitemap,
        _ => return None,
    };
    Some((key, value))
}

/// The product token of a user-agent line: `FooBot/1.2 (beta)` names FooBot. Digits are taken too,
/// which the RFC's grammar leaves out and real agents have.
fn agent_token(value: &[u8]) -> String {
    if value.first() == Some(&b'*') && value.get(1).is_none_or(u8::is_ascii_whitespace) {
        return "*".to_owned();
    }
    let end = value
        .iter()
        .position(|&byte| !(byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-'))
        .unwrap_or(value.len());
    String::from_utf8_lossy(&value[..end]).to_ascii_lowercase()
}

/// Path and query of an address; a bare path is kept, nothing becomes `/`.
fn path_of(url: &str) -> &str {
    let url = url.split('#').next().unwrap_or_default();
    let after = match url.find("//") {
        // Only a scheme, or nothing, may stand before the slashes of an authority.
        Some(at) if url[..at].chars().all(|c| c.is_ascii_alphanumeric() || ":+-.".contains(c)) => {
            let rest = &url[at + 2..];
            rest.find(['/', '?', ';']).map_or("/", |at| &rest[at..])
        }
        _ => url,
    };
    if after.is_empty() { "/" } else { after }
}

/// Writes `%aa` as `%AA` and, if asked to `encode`, octets outside US-ASCII likewise, so that both
/// sides compare. Of the unreserved octets only marks are decoded: letters and digits stay as they
/// are written, as in the reference implementation.
fn escape(value: &[u8], encode: bool) -> Vec<u8> {
    let mut out = Vec::with_capacity(value.len());
    let mut at = 0;
    while let Some(&byte) = value.get(at) {
        if byte == b'%' && value.get(at + 1..at + 3).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit))
        {
            match value[at + 1..at + 3].to_ascii_uppercase().as_slice() {
                b"7E" => out.push(b'~'),
                b"2D" => out.push(b'-'),
                b"2E" => out.push(b'.'),
                b"5F" => out.push(b'_'),
                hex => out.extend([b'%', hex[0], hex[1]]),
            }
            at += 3;
            continue;
        }
        if byte.is_ascii() || !encode {
            out.push(byte);
        } else {
            out.extend(format!("%{byte:02X}").bytes());
        }
        at += 1;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allows(robots: &str, agent: &str, url: &str) -> bool {
        Robots::parse(robots.as_bytes()).allows(agent, url)
    }

    #[test]
    fn longest_pattern_wins_and_allow_wins_a_tie() {
        let robots = "User-agent: *\nDisallow: /archive\nAllow: /archive/open\nAllow: /x\nDisallow: /x\n";
        assert!(!allows(robots, "depeche", "https://news.example/archive/1"));
        assert!(allows(robots, "depeche", "https://news.example/archive/open/1"));
        assert!(allows(robots, "depeche", "https://news.example/x"));
        assert!(allows(robots, "depeche", "https://news.example"));
    }

    #[test]
    fn a_named_group_replaces_the_group_for_everybody() {
        let robots = "User-agent: *\nDisallow: /\n\nUser-agent: Depeche/2\nUser-agent: other\nDisallow: /secret\n\
                      Crawl-delay: 7\n\nuser-agent: DEPECHE\nDisallow: /more\n";
        assert!(allows(robots, "depeche", "/news"));
        assert!(!allows(robots, "depeche", "/secret"));
        assert!(!allows(robots, "depeche", "/more"), "groups of one agent are merged");
        assert!(!allows(robots, "somebody", "/news"));
        assert_eq!(Robots::parse(robots.as_bytes()).crawl_delay("depeche"), Some(7.0));
        assert_eq!(Robots::parse(robots.as_bytes()).crawl_delay("somebody"), None);
    }

    #[test]
    fn stars_and_dollars() {
        let robots = "User-agent: *\nDisallow: /*.pdf$\nDisallow: /a*b*c\nDisallow: /é\n";
        assert!(!allows(robots, "x", "/doc/one.pdf"));
        assert!(allows(robots, "x", "/doc/one.pdf?page=2"));
        assert!(!allows(robots, "x", "/a-b-c-d"));
        assert!(allows(robots, "x", "/a-c-b"));
        assert!(!allows(robots, "x", "/%c3%a9t%c3%a9"));
    }

    #[test]
    fn sloppy_files_are_read() {
        let robots =
            "\u{feff}useragent : *\rdissallow /private # ours\nSitemap: https://news.example/map.xml";
        assert!(!allows(robots, "x", "/private/1"));
        assert_eq!(Robots::parse(robots.as_bytes()).sitemaps, ["https://news.example/map.xml"]);
    }

    #[test]
    fn hostile_patterns_cost_little() {
        let pattern = "*a".repeat(100_000);
        let robots = format!("User-agent: *\nDisallow: {pattern}\n");
        assert!(allows(&robots, "x", &format!("/{}", "a".repeat(5_000))));
    }
}
