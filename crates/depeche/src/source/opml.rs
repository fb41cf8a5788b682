//! OPML 1.0–2.0: lists of feeds, in groups that nest, as readers exchange them.
//!
//! Pure, like the other readers here, and as tolerant: what exporters get wrong (no head, bare `&`,
//! `xmlurl` in lower case, a missing `</outline>`) is read as it was meant. Which of the feeds become
//! sources is the business of `depeche source import`.

use std::fmt::Write as _;

use super::feed::markup::{Markup, Token, decode};

/// Outlines that are read of one file.
const LIMIT: usize = 100_000;
/// Groups within groups; deeper ones count as the deepest.
const DEPTH: usize = 64;

/// A list of feeds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Opml {
    /// Its title, if it has one.
    pub title: Option<String>,
    /// What stands in it, in order.
    pub outlines: Vec<Outline>,
}

/// A feed, a group, or both.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Outline {
    /// What it is called.
    pub text: String,
    /// Address of the feed; nothing for a group.
    pub feed: Option<String>,
    /// Address of the site the feed belongs to.
    pub site: Option<String>,
    /// Language of the feed.
    pub language: Option<String>,
    /// What stands in it.
    pub outlines: Vec<Outline>,
}

/// Reads a list; `None` if this is no OPML.
pub fn read(text: &str) -> Option<Opml> {
    let mut opml = Opml::default();
    let mut open: Vec<Outline> = Vec::new();
    let mut title: Option<String> = None;
    let (mut root, mut body, mut count) = (false, false, 0);
    for token in Markup::new(text) {
        match token {
            Token::Start { name, attributes, empty } => match name.to_ascii_lowercase().as_str() {
                "opml" => root = true,
                _ if !root => return None,
                "title" if !body && opml.title.is_none() => title = Some(String::new()),
                "body" => body = true,
                "outline" => {
                    count += 1;
                    if count > LIMIT {
                        break;
                    }
                    open.push(outline(&attributes));
                    if empty || open.len() > DEPTH {
                        close(&mut open, &mut opml);
                    }
                }
                _ => {}
            },
            Token::End(name) => match name.to_ascii_lowercase().as_str() {
                "title" => {
                    let said = title.take().map(|title| title.trim().to_owned());
                    opml.title = opml.title.or(said.filter(|title| !title.is_empty()));
                }
                "outline" => close(&mut open, &mut opml),
                _ => {}
            },
            Token::Text(text) => {
                if let Some(title) = &mut title {
                    title.push_str(&decode(text));
                }
            }
            Token::Verbatim(text) => {
                if let Some(title) = &mut title {
                    title.push_str(text);
                }
            }
            Token::Doctype(_) => {}
        }
    }
    while !open.is_empty() {
        close(&mut open, &mut opml);
    }
    root.then_some(opml)
}

fn close(open: &mut Vec<Outline>, opml: &mut Opml) {
    if let Some(done) = open.pop() {
        open.last_mut().map_or(&mut opml.outlines, |group| &mut group.outlines).push(done);
    }
}

fn outline(attributes: &[(&str, std::borrow::Cow<'_, str>)]) -> Outline {
    let get = |names: &[&str]| {
        names.iter().find_map(|wanted| {
            let (_, value) = attributes.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted))?;
            let mut value = value.split_whitespace().collect::<Vec<_>>().join(" ");
            // What no list may hold would be lost when it is written again.
            value.retain(|sign| !sign.is_control() && !matches!(sign, '\u{fffe}' | '\u{ffff}'));
            (!value.is_empty()).then_some(value)
        })
    };
    // Some exporters name the feed `url` and say with `type` that it is one.
    let typed =
        get(&["type"]).is_some_and(|kind| matches!(kind.to_ascii_lowercase().as_str(), "rss" | "atom"));
    let feed = get(&["xmlUrl"]).or_else(|| get(&["url"]).filter(|_| typed));
    let site = get(&["htmlUrl"]);
    let text = get(&["title", "text", "description"]).or_else(|| site.clone()).or_else(|| feed.clone());
    // "unknown" is what OPML 2.0 writes where a feed names no language.
    let language = get(&["language"]).filter(|code| code != "unknown");
    Outline { text: text.unwrap_or_default(), feed, site, language, outlines: Vec::new() }
}

impl Opml {
    /// All feeds, each with the names of the groups it stands in, the outermost first.
    pub fn feeds(&self) -> Vec<(Vec<&str>, &Outline)> {
        fn walk<'o>(
            outlines: &'o [Outline],
            path: &mut Vec<&'o str>,
            found: &mut Vec<(Vec<&'o str>, &'o Outline)>,
        ) {
            for outline in outlines {
                if outline.feed.is_some() {
                    found.push((path.clone(), outline));
                }
                path.push(&outline.text);
                walk(&outline.outlines, path, found);
                path.pop();
            }
        }
        let mut found = Vec::new();
        walk(&self.outlines, &mut Vec::new(), &mut found);
        found
    }

    /// Puts a feed or an outlet into the group of a path, which is made where it is missing.
    pub fn insert(&mut self, path: &[String], outline: Outline) {
        let mut outlines = &mut self.outlines;
        for name in path {
            let is_group = |known: &Outline| known.feed.is_none() && known.text == *name;
            let at = outlines.iter().position(is_group).unwrap_or_else(|| {
                outlines.push(Outline { text: name.clone(), ..Outline::default() });
                outlines.len() - 1
            });
            outlines = &mut outlines[at].outlines;
        }
        outlines.push(outline);
    }

    /// The list as OPML 2.0.
    pub fn write(&self) -> String {
        let mut out =
            String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n<head>\n");
        // Writing to a string does not fail.
        let _ = writeln!(out, "<title>{}</title>", escape(self.title.as_deref().unwrap_or_default()));
        out.push_str("</head>\n<body>\n");
        write_all(&self.outlines, 0, &mut out);
        out.push_str("</body>\n</opml>\n");
        out
    }
}

fn write_all(outlines: &[Outline], depth: usize, out: &mut String) {
    for outline in outlines {
        let text = escape(&outline.text);
        let _ = write!(out, "{:depth$}<outline text=\"{text}\" title=\"{text}\"", "", depth = depth * 2);
        if let Some(feed) = &outline.feed {
            let _ = write!(out, " type=\"rss\" xmlUrl=\"{}\"", escape(feed));
        }
        for (name, value) in [("htmlUrl", &outline.site), ("language", &outline.language)] {
            if let Some(value) = value {
                let _ = write!(out, " {name}=\"{}\"", escape(value));
            }
        }
        if outline.outlines.is_empty() {
            out.push_str("/>\n");
        } else {
            out.push_str(">\n");
            write_all(&outline.outlines, depth + 1, out);
            let _ = writeln!(out, "{:depth$}</outline>", "", depth = depth * 2);
        }
    }
}

/// A text as it may stand in an attribute; what XML has no place for goes.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(' '),
            '\0'..='\x1f' | '\u{fffe}' | '\u{ffff}' => {}
            sign => out.push(sign),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const NESTED: &str = r#"<?xml version="1.0"?><opml version="1.1"><head><title>Press &amp; radio</title></head><body>
        <outline text="Europe"><outline text="Baltic" title="The Baltic">
        <outline type="rss" text="Lantern" xmlUrl="https://lantern.example/feed?a=1&amp;b=2" htmlUrl="https://lantern.example/" language="en"/>
        </outline><outline text="Bend Gazette" xmlurl="https://bend.example/feed?a=1&b=2"/></outline>
        <outline text="A note"/></body></opml>"#;

    #[test]
    fn groups_nest_and_feeds_know_where_they_stand() {
        let opml = read(NESTED).unwrap();
        assert_eq!(opml.title.as_deref(), Some("Press & radio"));
        let feeds = opml.feeds();
        assert_eq!(feeds.len(), 2);
        assert_eq!(feeds[0].0, ["Europe", "The Baltic"]);
        assert_eq!(feeds[0].1.feed.as_deref(), Some("https://lantern.example/feed?a=1&b=2"));
        assert_eq!(feeds[0].1.language.as_deref(), Some("en"));
        assert_eq!(feeds[1].0, ["Europe"]);
        assert_eq!(feeds[1].1.feed.as_deref(), Some("https://bend.example/feed?a=1&b=2"));
    }

    #[test]
    fn what_is_written_is_read_back() {
        let opml = read(NESTED).unwrap();
        assert_eq!(read(&opml.write()).unwrap(), opml);
        let mut odd = Opml { title: Some("\"<&>\u{1}'".into()), ..Opml::default() };
        let path = ["A".to_owned(), "B & C".to_owned()];
        odd.insert(
            &path,
            Outline {
                text: "x\ny".into(),
                feed: Some("https://a.example/?a&b".into()),
                ..Outline::default()
            },
        );
        odd.insert(&path, Outline { text: "z".into(), ..Outline::default() });
        let back = read(&odd.write()).unwrap();
        assert_eq!(back.title.as_deref(), Some("\"<&>'"));
        assert_eq!(back.outlines[0].outlines[0].outlines.len(), 2);
        assert_eq!(back.feeds()[0].1.text, "x y");
    }

    #[test]
    fn sloppy_lists_are_read_and_others_are_none() {
        let open = "<opml><body><outline text=A><outline text=B xmlUrl=https://b.example/ ><outline text=C type=rss url=https://c.example/>";
        assert_eq!(read(open).unwrap().feeds().len(), 2);
        let hollow = read("<opml><outline text='x\u{1}y' xmlUrl='\0\0'/>").unwrap();
        assert_eq!((hollow.feeds().len(), hollow.outlines[0].text.as_str()), (0, "xy"));
        assert_eq!(read("<rss><channel/></rss>"), None);
        assert_eq!(read(""), None);
        let deep = format!("<opml>{}", "<outline text='x' xmlUrl='https://x.example/'>".repeat(5_000));
        assert_eq!(read(&deep).unwrap().feeds().len(), 5_000);
    }
}
