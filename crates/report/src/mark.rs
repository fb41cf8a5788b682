//! What the mark-up around words says they are: element names, `class`, `id` and `role`, turned into bits.
//!
//! Class names are a language of builders of pages, the same under every outlet's tongue ("byline",
//! "newsletter", "related"); words a reader sees are judged by [`crate::furniture`] instead.

/// A set of marks: bits of one element, or of all elements around it.
pub(crate) type Marks = u32;

pub(crate) const BODY: Marks = 1;
pub(crate) const LEAD: Marks = 1 << 1;
pub(crate) const HEADLINE: Marks = 1 << 2;
pub(crate) const ADVERT: Marks = 1 << 3;
pub(crate) const NEWSLETTER: Marks = 1 << 4;
pub(crate) const RELATED: Marks = 1 << 5;
pub(crate) const SHARE: Marks = 1 << 6;
pub(crate) const NAVIGATION: Marks = 1 << 7;
pub(crate) const COMMENT: Marks = 1 << 8;
pub(crate) const BYLINE: Marks = 1 << 9;
pub(crate) const CAPTION: Marks = 1 << 10;
pub(crate) const TOPIC: Marks = 1 << 11;
pub(crate) const CONSENT: Marks = 1 << 12;
pub(crate) const LEGAL: Marks = 1 << 13;
pub(crate) const WIDGET: Marks = 1 << 14;
pub(crate) const HIDDEN: Marks = 1 << 15;
pub(crate) const LIVE: Marks = 1 << 16;
pub(crate) const PAYWALL: Marks = 1 << 17;
pub(crate) const DATE: Marks = 1 << 18;
pub(crate) const EMBED: Marks = 1 << 19;
pub(crate) const PLAYER: Marks = 1 << 20;
/// An article's whole, not its words: `article`, `story`, `post` in a class.
pub(crate) const STORY: Marks = 1 << 21;
pub(crate) const FOOTER: Marks = 1 << 22;
pub(crate) const CREDIT: Marks = 1 << 23;

/// A person's name stands here; not among the numbers of the model, which knows [`BYLINE`].
pub(crate) const AUTHOR: Marks = 1 << 24;

/// Words about cookies, and nothing else that covers a page; not among the numbers of the model either.
pub(crate) const COOKIE: Marks = 1 << 25;

/// How many marks the model knows.
pub(crate) const COUNT: usize = 24;

/// Words of class names, by mark. A name is cut at marks, capitals and digits before it is looked up.
const WORDS: [(Marks, &str); COUNT + 2] = [
    (COOKIE, "cookie cookies consent gdpr cmp onetrust usercentrics didomi cookiebar cookiebanner"),
    (
        AUTHOR,
        "byline bylines author authors autor autores autore auteur auteurs writer verfasser authorname bylinename contributor signature firma",
    ),
    (
        BODY,
        "body articlebody storybody bodytext articletext articlecontent entrycontent postcontent postbody storycontent maincontent content text copy paragraph paragraphs paragraf prose richtext wysiwyg bodycopy fulltext texto cuerpo corps contenu contenido testo inhalt tekst textblock wpbc",
    ),
    (
        LEAD,
        "lead lede leadtext leadin standfirst dek deck intro introduction introtext summary subtitle subhead subheadline subheading abstract excerpt chapo chapeau vorspann teasertext entradilla bajada sommario occhiello ingress manchet perex sottotitolo subtitulo sumario leader description epigraph bigtext strapline blurb synopsis introducao resume anleser",
    ),
    (HEADLINE, "headline title heading titre titulo titolo hed titular rubrik tytul"),
    (
        ADVERT,
        "ad ads adv advert advertisement advertisements adslot adunit adbox adcontainer banner sponsor sponsored sponsors promo promos promotion outbrain taboola dfp gpt commercial affiliate werbung anzeige publicidad publicite pub reklama mpu billboard leaderboard native adsense",
    ),
    (
        NEWSLETTER,
        "newsletter newsletters subscribe subscription subscriptions signup optin mailchimp abo abonnement register registration login signin mailing inscription nl donate donation donations support contribute membership cta",
    ),
    (
        RELATED,
        "related recommend recommended recommendation recommendations recirc recirculation readmore morelink also teaser teasers card cards listing popular trending mostread mostviewed latest similar further onward river feed carousel slider upnext readnext nextarticle crosslink crosslinks linklist morefrom morestories headlines ticker relatedlinks relatedarticles weiterlesen verwandt relacionadas relacionados correlati suggested suggestions discover recent tiles tile",
    ),
    (
        SHARE,
        "share sharing sharebar social socials socialmedia facebook twitter whatsapp linkedin tools toolbar print bookmark follow sharebuttons addthis sharethis sharedaddy jp",
    ),
    (
        NAVIGATION,
        "nav navbar navigation menu submenu megamenu breadcrumb breadcrumbs pagination pager skip masthead topbar tabs tab toc sidebar aside rail sticky header offcanvas hamburger search siteheader dropdown sitemap",
    ),
    (
        COMMENT,
        "comment comments commentlist disqus discussion reply replies respond kommentar kommentare commentaires comentarios commento coral reactions feedback responses",
    ),
    (
        BYLINE,
        "byline bylines author authors autor autores autore auteur auteurs writer contributor contributors meta bio authorbox authorbio articlemeta entrymeta postmeta readtime reading verfasser profile signature firma",
    ),
    (
        CAPTION,
        "caption captions figcaption figure image images img picture photo photos gallery slideshow bildunterschrift legende legend lightbox thumbnail thumb imagecaption",
    ),
    (
        TOPIC,
        "tag tags tagcloud topic topics keyword keywords category categories label labels kicker section eyebrow overline themes themen roofline spitzmarke tagline",
    ),
    (
        CONSENT,
        "cookie cookies consent gdpr cmp privacy onetrust usercentrics didomi modal popup overlay dialog tooltip banner cookiebar cookiebanner lightbox",
    ),
    (
        LEGAL,
        "disclaimer imprint legal terms copyright rights correction corrections notice license licence policy impressum",
    ),
    (
        WIDGET,
        "widget widgets box infobox factbox module poll quiz stock stocks weather rating ratings form faq calculator timeline table factfile keypoints keyfacts fakten infos accordion glossary",
    ),
    (
        HIDDEN,
        "hidden hide sr visuallyhidden screenreader screen noprint invisible offscreen visually assistive reader a11y nodisplay none",
    ),
    (LIVE, "live liveblog liveticker livefeed minutebyminute liveupdates livepost ticker update updates"),
    (
        PAYWALL,
        "paywall piano premium paid regwall meter metered locked lock barrier fade teasered subscriber subscribers plus offer",
    ),
    (
        DATE,
        "date dates time timestamp dateline datetime pubdate published publish updated modified lastupdated datum fecha data datepublished postdate entrydate",
    ),
    (
        EMBED,
        "embed embeds embedded oembed tweet instagram tiktok youtube iframe pinpoll datawrapper infogram blockembed",
    ),
    (PLAYER, "player video videos audio podcast jwplayer playlist listen soundcloud brightcove vjs media"),
    (STORY, "article story post entry news single artikel articolo articulo nota blog"),
    (FOOTER, "footer foot bottom colophon endnote endnotes"),
    (CREDIT, "credit credits source attribution photographer fotograf copyright imagecredit agency"),
];

/// Buckets of the table of words: a power of two, about a tenth filled.
const BUCKETS: usize = 4096;

/// Bits of the filter before the table: a power of two. It stays in the nearest cache, and turns away
/// nearly every word that is none of ours.
const FILTER: usize = 1 << 15;

/// The words in a table open to look-ups without allocation.
pub(crate) struct Table {
    buckets: Vec<Option<(&'static str, Marks)>>,
    filter: Vec<u64>,
}

/// A word of a class, with its hash.
#[derive(Clone, Copy)]
struct Word<'v> {
    bytes: &'v [u8],
    hash: u32,
}

impl Table {
    pub(crate) fn get() -> &'static Self {
        static TABLE: std::sync::OnceLock<Table> = std::sync::OnceLock::new();
        TABLE.get_or_init(Self::fill)
    }

    fn fill() -> Self {
        let mut buckets: Vec<Option<(&'static str, Marks)>> = vec![None; BUCKETS];
        let mut filter = vec![0; FILTER / 64];
        for (mark, words) in WORDS {
            for word in words.split(' ') {
                let hash = word.bytes().fold(0, step);
                let mut at = bucket(hash);
                while buckets[at].is_some_and(|(other, _)| other != word) {
                    at = (at + 1) % BUCKETS;
                }
                buckets[at] = Some((word, buckets[at].map_or(0, |(_, marks)| marks) | mark));
                let bit = bit(hash);
                filter[bit / 64] |= 1 << (bit % 64);
            }
        }
        Self { buckets, filter }
    }

    /// The marks of a word whose letters stand in two pieces, of any case.
    fn word(&self, hash: u32, first: &[u8], second: &[u8]) -> Marks {
        let bit = bit(hash);
        if self.filter[bit / 64] >> (bit % 64) & 1 == 0 {
            return 0;
        }
        let mut at = bucket(hash);
        while let Some((known, marks)) = self.buckets[at] {
            let (head, tail) = known.as_bytes().split_at(first.len().min(known.len()));
            if head.eq_ignore_ascii_case(first) && tail.eq_ignore_ascii_case(second) {
                return marks;
            }
            at = (at + 1) % BUCKETS;
        }
        0
    }

    /// The marks of a `class` or `id` value: of each of its words and of each two joined ("article-body").
    pub(crate) fn of(&self, value: &str) -> Marks {
        // Lists of classes for style alone run long, and say nothing after their beginning.
        const MOST: usize = 160;
        let bytes = &value.as_bytes()[..value.len().min(MOST)];
        let mut marks = 0;
        let mut before: Option<Word<'_>> = None;
        let mut at = 0;
        while at < bytes.len() {
            if small(bytes[at]) == 0 {
                before = before.filter(|_| bytes[at] != b' ');
                at += 1;
                continue;
            }
            let start = at;
            let mut hash = 0;
            let mut capital = true;
            while let Some(letter) = bytes.get(at).map(|byte| small(*byte)).filter(|letter| *letter != 0) {
                // A capital behind a small letter begins another word.
                let upper = letter != bytes[at];
                if upper && !capital {
                    break;
                }
                capital = upper;
                hash = step(hash, letter);
                at += 1;
            }
            let word = &bytes[start..at];
            if word.len() > 1 && word.len() < LONGEST {
                marks |= self.word(hash, word, &[]);
                if let Some(before) = before.filter(|before| before.bytes.len() + word.len() < LONGEST) {
                    marks |= self.word(joined(before.hash, hash, word.len()), before.bytes, word);
                }
                before = Some(Word { bytes: word, hash });
            }
        }
        marks
    }
}

/// Longer words are none of ours.
const LONGEST: usize = 24;

const FACTOR: u32 = 0x9e37_79b1;

/// What a word's hash is multiplied by when so many letters are joined to it.
const POWERS: [u32; LONGEST] = {
    let mut powers = [1_u32; LONGEST];
    let mut at = 1;
    while at < LONGEST {
        powers[at] = powers[at - 1].wrapping_mul(FACTOR);
        at += 1;
    }
    powers
};

/// The small form of each ASCII letter; nought for all else.
const SMALL: [u8; 256] = {
    let mut small = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        if (byte as u8).is_ascii_alphabetic() {
            small[byte] = (byte as u8).to_ascii_lowercase();
        }
        byte += 1;
    }
    small
};

fn small(byte: u8) -> u8 {
    SMALL[usize::from(byte)]
}

fn step(hash: u32, byte: u8) -> u32 {
    hash.wrapping_mul(FACTOR).wrapping_add(u32::from(byte))
}

/// The hash of two words written as one; `len` is the length of the second, below [`LONGEST`].
fn joined(first: u32, second: u32, len: usize) -> u32 {
    first.wrapping_mul(POWERS[len]).wrapping_add(second)
}

fn bucket(hash: u32) -> usize {
    (hash ^ (hash >> 15)) as usize % BUCKETS
}

fn bit(hash: u32) -> usize {
    (hash ^ (hash >> 17)) as usize % FILTER
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cut_into_words() {
        let marks = |value: &str| Table::get().of(value);
        assert_eq!(marks("c-article__body"), STORY | BODY);
        assert_eq!(marks("relatedLinks-3"), RELATED);
        assert_eq!(marks("AuthorBio x"), BYLINE | AUTHOR);
        assert_eq!(marks("Share-button"), SHARE);
        assert_eq!(marks("sh are"), 0);
        assert_eq!(marks(""), 0);
        assert_eq!(marks("überschrift-averyveryveryveryverylongwordindeed"), 0);
    }
}
