//! Addresses: which are the same page, and which hosts may be asked at all.
//!
//! [`clean`] takes the parameters away by which readers are tracked, so that one page has one
//! address; [`is_public`] is the guard against being sent to the machine's own network (SSRF).
//! Nothing here resolves a name or opens a connection.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::Url;

/// Parameters that carry no page but a reader's way to it.
const TRACKING: &[&str] = &[
    "fbclid",
    "_openstat",
    "gclid",
    "dclid",
    "gbraid",
    "wbraid",
    "gclsrc",
    "gad_source",
    "srsltid",
    "campaign_id",
    "campaign_medium",
    "campaign_name",
    "campaign_source",
    "campaign_term",
    "campaign_content",
    "yclid",
    "ysclid",
    "twclid",
    "msclkid",
    "mkt_tok",
    "mc_cid",
    "mc_eid",
    "ns_source",
    "ns_mchannel",
    "ns_campaign",
    "ns_linkname",
    "ns_fee",
    "sb_referer_host",
    "wickedid",
    "hsctatracking",
    "hsenc",
    "_hsenc",
    "hsmi",
    "_hsmi",
    "__s",
    "vero_id",
    "vero_conv",
    "oly_enc_id",
    "oly_anon_id",
    "s_cid",
    "rb_clickid",
    "rdid",
    "igshid",
    "igsh",
    "epik",
    "xtor",
    "at_medium",
    "at_campaign",
    "at_custom1",
    "at_custom2",
    "at_custom3",
    "at_custom4",
    "at_format",
    "ito",
    "smid",
    "cmpid",
    "ocid",
    "traffic_source",
    "guccounter",
    "guce_referrer",
    "guce_referrer_sig",
    "_ga",
    "_gl",
];

/// Families of such parameters.
const TRACKING_PREFIXES: &[&str] = &["utm_", "mtm_", "pk_", "piwik_", "matomo_", "hsa_", "ga_", "itm_"];

/// An address without the parameters by which its readers are tracked.
///
/// `ref=HOST` goes too where HOST is the page's, the `base`'s or the `feed`'s own. An address that
/// is none is `None`; one of another scheme (`mailto:`) is returned as it is.
pub fn clean(address: &str, base: Option<&Url>, feed: Option<&Url>) -> Option<String> {
    let mut url = Url::parse(address.trim()).ok()?;
    if !matches!(url.scheme(), "http" | "https") {
        return Some(address.to_owned());
    }
    let Some(query) = url.query() else { return Some(url.into()) };
    let own: Vec<String> =
        [base, feed].into_iter().flatten().filter_map(|url| url.host_str().map(str::to_owned)).collect();
    let tracks = |pair: &str| {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        let key = key.to_ascii_lowercase();
        TRACKING.contains(&key.as_str())
            || TRACKING_PREFIXES.iter().any(|prefix| key.starts_with(prefix))
            || (key == "ref" && own.iter().any(|host| host == value))
    };
    // A query that holds nothing to take away is left exactly as the outlet wrote it.
    if query.split('&').any(tracks) {
        let kept: Vec<String> =
            query.split('&').filter(|pair| !tracks(pair)).map(|pair| pair.replace("%20", "+")).collect();
        url.set_query((!kept.is_empty()).then(|| kept.join("&")).as_deref());
    }
    Some(url.into())
}

/// The one form under which a page is kept: [`clean`]ed, without fragment.
pub fn identity(address: &str) -> Option<String> {
    let cleaned = clean(address, None, None)?;
    let mut url = Url::parse(&cleaned).ok()?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
        return None;
    }
    url.set_fragment(None);
    Some(url.into())
}

/// Where a link of a page to its next part leads: an address of the same host.
pub fn onward(page: &str, link: &str) -> Option<String> {
    let page = Url::parse(page).ok()?;
    let url = page.join(link).ok()?;
    (url.host() == page.host() && url.port() == page.port()).then(|| identity(url.as_str())).flatten()
}

/// The registrable domain of a host ("news.example.co.uk" → "example.co.uk"); an IP address or a
/// bare name is its own domain. Port included where it is not the scheme's: two servers of one
/// machine are two hosts to be polite to.
pub fn domain(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    let domain = match url.host() {
        Some(url::Host::Domain(name)) => psl::domain_str(name).unwrap_or(name),
        _ => host,
    };
    match url.port() {
        Some(port) => format!("{domain}:{port}"),
        None => domain.to_owned(),
    }
}

/// Whether an address belongs to the public internet: not loopback, private, link-local, shared,
/// documentation, multicast or reserved; nor any of these inside an IPv6 mapping, 6to4 or NAT64.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => is_public_v6(v6),
    }
}

fn is_public_v4(v4: Ipv4Addr) -> bool {
    let [a, b, c, _] = v4.octets();
    !(a == 0
        || v4.is_loopback()
        || v4.is_private()
        || v4.is_link_local()
        || v4.is_documentation()
        || v4.is_multicast()
        || v4.is_broadcast()
        || a >= 240
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && (b == 18 || b == 19)))
}

fn is_public_v6(v6: Ipv6Addr) -> bool {
    let segments = v6.segments();
    let embedded = |high: u16, low: u16| {
        let [a, b] = high.to_be_bytes();
        let [c, d] = low.to_be_bytes();
        is_public_v4(Ipv4Addr::new(a, b, c, d))
    };
    if let Some(v4) = v6.to_ipv4_mapped() {
        return is_public_v4(v4);
    }
    match segments {
        // NAT64 (RFC 6052), with its local prefix (RFC 8215), which is never public.
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => embedded(high, low),
        [0x64, 0xff9b, 1, ..] => false,
        // 6to4.
        [0x2002, high, low, ..] => embedded(high, low),
        // Teredo, ORCHID, benchmarking, documentation.
        [0x2001, second, ..] if second < 0x200 || second == 0xdb8 => false,
        [0x3fff, second, ..] if second < 0x1000 => false,
        // Everything public lies in 2000::/3.
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tracking_goes_and_the_rest_stays_as_written() {
        let clean = |address| clean(address, None, None);
        assert_eq!(
            clean("https://news.example/a?id=7&utm_source=x&UTM_Medium=y#part").as_deref(),
            Some("https://news.example/a?id=7#part")
        );
        assert_eq!(clean("https://news.example/a?fbclid=1").as_deref(), Some("https://news.example/a"));
        assert_eq!(
            clean("https://news.example/a?crop/1x2/webp").as_deref(),
            Some("https://news.example/a?crop/1x2/webp")
        );
        assert_eq!(clean("https://bad|host/"), None);
        assert_eq!(clean("mailto:desk@news.example").as_deref(), Some("mailto:desk@news.example"));
    }

    #[test]
    fn one_page_has_one_identity() {
        assert_eq!(
            identity("HTTPS://News.example:443/a/../b?mc_cid=1#top").as_deref(),
            Some("https://news.example/b")
        );
        assert_eq!(identity("mailto:desk@news.example"), None);
        assert_eq!(identity("/relative"), None);
    }

    #[test]
    fn domains_are_registrable() {
        let domain = |url| domain(&Url::parse(url).unwrap());
        assert_eq!(domain("https://a.b.example.co.uk/x"), "example.co.uk");
        assert_eq!(domain("http://127.0.0.1:8080/"), "127.0.0.1:8080");
    }

    #[test]
    fn private_networks_are_recognised_in_every_dress() {
        for ip in [
            "127.0.0.1",
            "10.1.2.3",
            "169.254.169.254",
            "::1",
            "::ffff:10.0.0.1",
            "64:ff9b::a00:1",
            "fe80::1",
            "fd00::1",
            "2002:7f00:1::",
            "100.64.0.1",
            "0.0.0.0",
            "255.255.255.255",
        ] {
            assert!(!is_public(ip.parse().unwrap()), "{ip}");
        }
        for ip in ["93.184.216.34", "2606:2800:220:1::1", "64:ff9b::5db8:d822"] {
            assert!(is_public(ip.parse().unwrap()), "{ip}");
        }
    }
}
