//! Sitemaps: lists of pages (with the news extension: title, date) and lists of sitemaps.

use url::Url;

use super::feed::markup::{Markup, Token, decode};
use super::feed::{Moment, parse_date};

/// Entries that are read of one sitemap; the protocol allows as many.
const LIMIT: usize = 50_000;

/// A sitemap, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sitemap {
    /// Pages, in order.
    pub pages: Vec<Listed>,
    /// Further sitemaps, in order.
    pub sitemaps: Vec<Listed>,
}

/// Something a sitemap lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listed {
    /// Its address.
    pub url: String,
    /// When it was last changed.
    pub modified: Option<Moment>,
    /// When it was published, by the news extension.
    pub published: Option<Moment>,
    /// Its title, by the news extension.
    pub title: Option<String>,
    /// Its language, by the news extension.
    pub language: Option<String>,
}

/// Reads a sitemap in XML, or in text with one address a line; `None` if this is none.
pub fn read(text: &str, base: Option<&Url>) -> Option<Sitemap> {
    let start = text.trim_start_matches('\u{feff}').trim_start();
    if !start.starts_with('<') {
        return lines(start);
    }
    let mut sitemap = Sitemap::default();
    let mut root = false;
    let mut item: Option<Listed> = None;
    let mut value = String::new();
    for token in Markup::new(text) {
        match token {
            Token::Start { name, .. } => {
                value.clear();
                root = root || matches!(name, "urlset" | "sitemapindex") || name.ends_with(":urlset");
                if !root {
                    return None;
                }
                if matches!(local(name), "url" | "sitemap") {
                    item = Some(Listed::default());
                }
            }
            Token::Text(text) => value.push_str(&decode(text)),
            Token::Verbatim(text) => value.push_str(text),
            Token::End(name) => {
                let value = std::mem::take(&mut value).trim().to_owned();
                end(&mut sitemap, &mut item, name, value, base);
                if sitemap.pages.len() + sitemap.sitemaps.len() >= LIMIT {
                    break;
                }
            }
            Token::Doctype(_) => {}
        }
    }
    root.then_some(sitemap)
}

fn end(sitemap: &mut Sitemap, item: &mut Option<Listed>, name: &str, value: String, base: Option<&Url>) {
    let list = match local(name) {
        "url" => &mut sitemap.pages,
        "sitemap" => &mut sitemap.sitemaps,
        field => {
            if let Some(item) = item {
                match (name, field) {
                    // An image's or a video's address is not the page's.
                    ("loc", _) => item.url = resolve(base, &value).unwrap_or_default(),
                    (_, "lastmod") => item.modified = parse_date(&value),
                    (_, "publication_date") => item.published = parse_date(&value),
                    (_, "title") if item.title.is_none() => item.title = Some(value),
                    (_, "language") => item.language = Some(value),
                    _ => {}
                }
            }
            return;
        }
    };
    list.extend(item.take().filter(|item| !item.url.is_empty()));
}

fn lines(text: &str) -> Option<Sitemap> {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty()).peekable();
    lines.peek().filter(|line| line.starts_with("http"))?;
    let pages = lines
        .filter_map(|line| resolve(None, line))
        .take(LIMIT)
        .map(|url| Listed { url, ..Listed::default() })
        .collect();
    Some(Sitemap { pages, sitemaps: Vec::new() })
}

fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

fn resolve(base: Option<&Url>, address: &str) -> Option<String> {
    let url = base.map_or_else(|| Url::parse(address), |base| base.join(address)).ok()?;
    matches!(url.scheme(), "http" | "https").then(|| url.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_news_sitemap() {
        let text = r#"<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
            xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="x"><url>
            <loc>https://news.example/a?x=1&amp;y=2</loc><image:image><image:loc>https://news.example/i.jpg</image:loc></image:image>
            <news:news><news:publication><news:name>N</news:name><news:language>fr</news:language></news:publication>
            <news:publication_date>2026-03-12T10:00:00+01:00</news:publication_date><news:title>Un &eacute;tat</news:title></news:news>
            </url><url><lastmod>2026-03-11</lastmod></url></urlset>"#;
        let sitemap = read(text, None).unwrap();
        assert_eq!(sitemap.pages.len(), 1);
        let page = &sitemap.pages[0];
        assert_eq!(page.url, "https://news.example/a?x=1&y=2");
        assert_eq!(page.title.as_deref(), Some("Un état"));
        assert_eq!(page.language.as_deref(), Some("fr"));
        assert_eq!(page.published.unwrap().at.to_string(), "2026-03-12T09:00:00Z");
    }

    #[test]
    fn an_index_and_a_list() {
        let index =
            "<sitemapindex><sitemap><loc>/one.xml</loc><lastmod>2026</lastmod></sitemap></sitemapindex>";
        let base = Url::parse("https://news.example/map.xml").unwrap();
        assert_eq!(read(index, Some(&base)).unwrap().sitemaps[0].url, "https://news.example/one.xml");
        assert_eq!(read("https://news.example/a\nhttps://news.example/b\n", None).unwrap().pages.len(), 2);
        assert_eq!(read("<html><body></body></html>", None), None);
        assert_eq!(read("hello", None), None);
    }
}
