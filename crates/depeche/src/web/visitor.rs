//! Who looks: which language they read, by their choice (`?lang=`), else by the choice they made
//! before (a cookie that holds two letters), else by what their browser says.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Uri, header};

use super::words::{self, Words};
use crate::reading::wording::Tongue;

/// A visitor.
#[derive(Clone, Debug, Default)]
pub(super) struct Visitor {
    pub(super) tongue: Tongue,
    /// Whether the language was chosen with this very request.
    chosen: bool,
    /// The page they look at, with what stands after the question mark except the language.
    here: String,
}

/// What stands around every page.
#[derive(Clone, Debug)]
pub(super) struct Frame<'a> {
    /// The page's title.
    pub(super) title: &'a str,
    /// The words of the interface.
    pub(super) w: &'static Words,
    /// This page in the other language.
    pub(super) other: String,
}

impl Visitor {
    pub(super) fn of(uri: &Uri, headers: &HeaderMap) -> Self {
        let query = uri.query().unwrap_or_default();
        let pairs = || query.split('&').filter(|pair| !pair.is_empty());
        let asked = pairs().filter_map(|pair| pair.strip_prefix("lang=")).find_map(tongue);
        let rest: Vec<_> = pairs().filter(|pair| !pair.starts_with("lang=")).collect();
        let here = format!("{}?{}", uri.path(), rest.join("&"));
        let tongue = asked.or_else(|| before(headers)).or_else(|| accepted(headers)).unwrap_or_default();
        Self { tongue, chosen: asked.is_some(), here }
    }

    pub(super) fn words(&self) -> &'static Words {
        words::of(self.tongue)
    }

    pub(super) fn frame<'a>(&self, title: &'a str) -> Frame<'a> {
        let other = match self.tongue {
            Tongue::En => Tongue::Fr,
            Tongue::Fr => Tongue::En,
        };
        let joint = if self.here.ends_with('?') { "" } else { "&" };
        Frame { title, w: self.words(), other: format!("{}{joint}lang={}", self.here, other.code()) }
    }

    /// The cookie that keeps a choice just made.
    pub(super) fn chosen_cookie(&self) -> Option<HeaderValue> {
        let cookie = format!("lang={}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly", self.tongue.code());
        self.chosen.then(|| HeaderValue::from_str(&cookie).ok()).flatten()
    }
}

fn tongue(code: &str) -> Option<Tongue> {
    match code.get(..2)? {
        "fr" => Some(Tongue::Fr),
        "en" => Some(Tongue::En),
        _ => None,
    }
}

fn before(headers: &HeaderMap) -> Option<Tongue> {
    let cookies = headers.get(header::COOKIE)?.to_str().ok()?;
    cookies.split(';').filter_map(|cookie| cookie.trim().strip_prefix("lang=")).find_map(tongue)
}

/// The one of our languages that the browser's list ranks highest.
fn accepted(headers: &HeaderMap) -> Option<Tongue> {
    let list = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
    let ranked = list.split(',').filter_map(|entry| {
        let (code, weight) = entry.split_once(";q=").unwrap_or((entry, "1"));
        let weight: f32 = weight.trim().parse().unwrap_or(0.0);
        tongue(code.trim()).filter(|_| weight > 0.0).map(|tongue| (weight, tongue))
    });
    let best = ranked.reduce(|best, next| if next.0 > best.0 { next } else { best });
    best.map(|(_, tongue)| tongue)
}

impl<S: Sync> FromRequestParts<S> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(&parts.uri, &parts.headers))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn visitor(uri: &str, headers: &[(header::HeaderName, &str)]) -> Visitor {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(name, HeaderValue::from_str(value).unwrap());
        }
        Visitor::of(&uri.parse().unwrap(), &map)
    }

    #[test]
    fn the_choice_counts_before_the_cookie_and_the_cookie_before_the_browser() {
        let french = (header::ACCEPT_LANGUAGE, "de, fr;q=0.8, en;q=0.5");
        let english = (header::COOKIE, "a=b; lang=en");
        assert_eq!(visitor("/", std::slice::from_ref(&french)).tongue, Tongue::Fr);
        assert_eq!(visitor("/", &[french, english.clone()]).tongue, Tongue::En);
        assert_eq!(visitor("/?lang=fr", &[english]).tongue, Tongue::Fr);
        assert_eq!(visitor("/?lang=xx", &[]).tongue, Tongue::En);
    }

    #[test]
    fn the_other_language_is_this_same_page() {
        let visitor = visitor("/search?q=dam&lang=en", &[]);
        assert_eq!(visitor.frame("").other, "/search?q=dam&lang=fr");
        assert!(visitor.chosen_cookie().is_some());
    }
}
