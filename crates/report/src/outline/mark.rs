//! What the mark-up around words says they are: element names, `class`, `id` and `role`, turned into bits.
//!
//! Class names are a language of builders of pages, the same under every outlet's tongue ("byline",
//! "newsletter", "related"); words a reader sees are judged by [`crate::furniture`] instead.

use page::scan::{Block, WIDTH};

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
    buckets: Vec<(Letters, Marks)>,
    filter: Vec<u64>,
}

/// The letters of a word in small, the first one lowest: none of ours has more than sixteen. Nought is no word.
type Letters = u128;

/// How many letters they hold.
const MOST_LETTERS: usize = WIDTH;

impl Table {
    pub(crate) fn get() -> &'static Self {
        static TABLE: std::sync::OnceLock<Table> = std::sync::OnceLock::new();
        TABLE.get_or_init(Self::fill)
    }

    fn fill() -> Self {
        let mut buckets: Vec<(Letters, Marks)> = vec![(0, 0); BUCKETS];
        let mut filter = vec![0; FILTER / 64];
        for (mark, words) in WORDS {
            for word in words.split(' ') {
                let letters = word.bytes().rev().fold(0, |letters, byte| letters << 8 | Letters::from(byte));
                let hash = hash(letters);
                let mut at = bucket(hash);
                while buckets[at].0 != 0 && buckets[at].0 != letters {
                    at = (at + 1) % BUCKETS;
                }
                buckets[at] = (letters, buckets[at].1 | mark);
                let bit = bit(hash);
                filter[bit / 64] |= 1 << (bit % 64);
            }
        }
        Self { buckets, filter }
    }

    /// The marks of a word.
    #[inline]
    fn word(&self, letters: Letters) -> Marks {
        let hash = hash(letters);
        let bit = bit(hash);
        if self.filter[bit / 64] >> (bit % 64) & 1 == 0 { 0 } else { self.known(letters, hash) }
    }

    /// The marks of a word that the filter lets pass.
    fn known(&self, letters: Letters, hash: u64) -> Marks {
        let mut at = bucket(hash);
        while self.buckets[at].0 != 0 {
            let (known, marks) = self.buckets[at];
            if known == letters {
                return marks;
            }
            at = (at + 1) % BUCKETS;
        }
        0
    }

    /// The marks of a `class` or `id` value: of each of its words and of each two joined ("article-body").
    pub(crate) fn of(&self, value: &str) -> Marks {
        let mut marks = 0;
        let mut before: Option<(Letters, usize)> = None;
        each_word(value, |word, parted| {
            before = before.filter(|_| !parted);
            let len = word.len;
            if !(2..LONGEST).contains(&len) {
                return;
            }
            if len > MOST_LETTERS {
                before = None;
                return;
            }
            marks |= self.word(word.letters);
            if let Some((first, behind)) = before.filter(|before| before.1 + len <= MOST_LETTERS) {
                marks |= self.word(first | word.letters << (8 * behind));
            }
            before = Some((word.letters, len));
        });
        marks
    }
}

/// Longer words are passed over, as if they did not stand between two others.
const LONGEST: usize = 24;

/// A word of a class.
#[derive(Clone, Copy)]
struct Word {
    /// Its first letters.
    letters: Letters,
    /// How many it has.
    len: usize,
}

/// Says the words of a class one by one, and whether a space stands before each: letters in a row; a capital behind a
/// small letter begins another. Looks at sixty-four bytes at once.
fn each_word(value: &str, mut say: impl FnMut(Word, bool)) {
    // Lists of classes for style alone run long, and say nothing after their beginning.
    const MOST: usize = 160;
    const VIEW: usize = 4 * WIDTH;
    let len = value.len().min(MOST);
    let mut bytes = [0; MOST + VIEW];
    bytes[..len].copy_from_slice(&value.as_bytes()[..len]);
    let view = |at: usize, test: fn(Block) -> u32| {
        (0..4).fold(0, |bits, step| {
            bits | u64::from(test(Block::at(&bytes, at + step * WIDTH))) << (step * WIDTH)
        })
    };
    let (mut at, mut parted) = (0, false);
    while at < len {
        let upper = view(at, |block| block.among(b'A', b'Z'));
        let small = view(at, |block| block.among(b'a', b'z'));
        let spaces = view(at, |block| block.equal(b' '));
        let letters = upper | small;
        let ends = !letters | upper & small << 1;
        let mut from = 0;
        at += loop {
            let start = from + (letters >> from).trailing_zeros() as usize;
            let skipped = u64::MAX.checked_shr((VIEW - start.min(VIEW)) as u32).unwrap_or(0);
            parted |= spaces & skipped >> from << from != 0;
            if start >= VIEW {
                break VIEW;
            }
            // The first letter is no end, be it a capital behind a small one.
            let mut end = start + 1 + (ends >> start >> 1).trailing_zeros() as usize;
            if end >= VIEW {
                if start > 0 {
                    // It may go on: looked at again from its beginning.
                    break start;
                }
                let goes_on = |last: u8, next: u8| {
                    next.is_ascii_lowercase() || next.is_ascii_uppercase() && !last.is_ascii_lowercase()
                };
                while goes_on(bytes[at + end - 1], bytes[at + end]) {
                    end += 1;
                }
            }
            say(Word { letters: letters_at(&bytes, at + start, end - start), len: end - start }, parted);
            parted = false;
            if end >= VIEW {
                break end;
            }
            from = end;
        };
    }
}

/// The first letters of a word, in small.
fn letters_at(bytes: &[u8], start: usize, len: usize) -> Letters {
    const SMALL: Letters = Letters::from_le_bytes([0x20; MOST_LETTERS]);
    let behind = MOST_LETTERS.saturating_sub(len);
    (Block::at(bytes, start).bytes() | SMALL) & Letters::MAX >> (8 * behind)
}

fn hash(letters: Letters) -> u64 {
    const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
    ((letters as u64).wrapping_mul(FACTOR) ^ (letters >> 64) as u64).wrapping_mul(FACTOR)
}

fn bucket(hash: u64) -> usize {
    (hash >> 40) as usize % BUCKETS
}

fn bit(hash: u64) -> usize {
    (hash >> 32) as usize % FILTER
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_across_blocks() {
        let words = |value: &str| {
            let mut words = Vec::new();
            each_word(value, |word, parted| {
                let letters: String = word.letters.to_le_bytes().into_iter().map(char::from).collect();
                words.push(format!(
                    "{}{}{}",
                    if parted { " " } else { "" },
                    letters.trim_end_matches('\0'),
                    word.len
                ));
            });
            words.join(",")
        };
        for lead in 0..70 {
            let value = format!("{}aB cdEF1gé {}Y--Z", "-".repeat(lead), "x".repeat(67));
            let long = "x".repeat(MOST_LETTERS);
            assert_eq!(words(&value), format!("a1,b1, cd2,ef2,g1, {long}67,y1,z1"));
        }
        assert_eq!(words(&format!("{} a", "-".repeat(63))), " a1");
        assert_eq!(words(&"ab-".repeat(60)).matches("ab2").count(), 53);
        let longest = WORDS.iter().flat_map(|(_, words)| words.split(' ')).map(str::len).max();
        assert!(longest <= Some(MOST_LETTERS));
    }

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
        assert_eq!(marks("ARTICLE-x-Body"), STORY | BODY);
        assert_eq!(marks("article-averyveryverylongwordindeed-body"), STORY | BODY);
        assert_eq!(marks("article-averyveryverylongword-body"), STORY | BODY);
        assert_eq!(marks("c-a-b-c-d-e-f-recommendations"), RELATED);
    }
}
