-- Version 1. What is kept for good stands in pages/*.warc.gz; rows marked "made" are made from it
-- and from `page`, and made anew by `rebuild`. Times are RFC 3339 in UTC.

CREATE TABLE outlet (
    id        INTEGER PRIMARY KEY,
    name      TEXT NOT NULL UNIQUE,
    language  TEXT
) STRICT;

CREATE TABLE source (
    id         INTEGER PRIMARY KEY,
    outlet     INTEGER NOT NULL REFERENCES outlet(id),
    url        TEXT NOT NULL UNIQUE,
    kind       TEXT,                 -- feed, sitemap, page; null until it was read once
    etag       TEXT,
    modified   TEXT,
    asked_at   TEXT,
    next_at    TEXT,                 -- not to be asked before
    failures   INTEGER NOT NULL DEFAULT 0,
    trouble    TEXT                  -- what went wrong the last time; null if nothing did
) STRICT;

-- What was asked for, whatever came of it.
CREATE TABLE page (
    id         INTEGER PRIMARY KEY,
    outlet     INTEGER NOT NULL REFERENCES outlet(id),
    source     INTEGER REFERENCES source(id),
    url        TEXT NOT NULL UNIQUE, -- as the source names it, without tracking parameters
    found_at   TEXT NOT NULL,        -- where the redirects led; `url` if there were none
    fetched_at TEXT NOT NULL,
    status     INTEGER,              -- HTTP status; null if it was not had
    refusal    TEXT,                 -- why it was not had
    media      TEXT,                 -- Content-Type
    file       TEXT, offset INTEGER, length INTEGER, digest TEXT,  -- the WARC record; null if not kept
    reserved   TEXT NOT NULL DEFAULT '[]',  -- what its headers reserve
    title      TEXT, published TEXT  -- as the source says
) STRICT;
CREATE INDEX page_found ON page(found_at);
CREATE INDEX page_digest ON page(digest);  -- a body kept already is not kept again

-- Made.
CREATE TABLE report (
    id         INTEGER PRIMARY KEY,
    page       INTEGER NOT NULL UNIQUE REFERENCES page(id),
    engine     TEXT NOT NULL,        -- version that read it
    url        TEXT NOT NULL,
    outlet     TEXT,
    language   TEXT,
    title      TEXT,
    published  TEXT,                 -- as the report says, with its precision
    kind       TEXT NOT NULL,
    json       TEXT NOT NULL         -- the report, as `depeche read --json` prints it
) STRICT;

-- Made.
CREATE TABLE statement (
    report INTEGER NOT NULL REFERENCES report(id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    manner TEXT NOT NULL, words TEXT NOT NULL, speaker TEXT, role TEXT,
    PRIMARY KEY (report, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX statement_speaker ON statement(speaker);

-- Made.
CREATE TABLE figure (
    report INTEGER NOT NULL REFERENCES report(id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    text TEXT NOT NULL, low REAL, high REAL, unit TEXT NOT NULL, of TEXT, sureness TEXT NOT NULL, said_by TEXT,
    PRIMARY KEY (report, number)
) STRICT, WITHOUT ROWID;

-- Made. The words of a report, for searching.
CREATE VIRTUAL TABLE words USING fts5(title, text, content = '', contentless_delete = 1, tokenize = "unicode61 remove_diacritics 2");

-- Made. The story of each report; `reasons` says why it belongs there.
CREATE TABLE story_member (
    report  INTEGER PRIMARY KEY REFERENCES report(id) ON DELETE CASCADE,
    story   TEXT NOT NULL,
    reasons TEXT NOT NULL
) STRICT;
CREATE INDEX story_of ON story_member(story);

-- Sealed: never changed, never deleted.
CREATE TABLE edition (
    id      INTEGER PRIMARY KEY,
    desk    TEXT NOT NULL,
    number  INTEGER NOT NULL,
    sealed  TEXT NOT NULL,           -- when
    hash    TEXT NOT NULL,
    json    TEXT NOT NULL,
    UNIQUE (desk, number)
) STRICT;

CREATE TABLE subscription (
    id           INTEGER PRIMARY KEY,
    desk         TEXT NOT NULL,
    address      TEXT NOT NULL,
    state        TEXT NOT NULL CHECK (state IN ('asked', 'confirmed', 'left')),
    asked_at     TEXT NOT NULL,
    confirmed_at TEXT,
    left_at      TEXT,
    confirm_hash TEXT,               -- SHA-256 of the one-use token; null once used
    receipt      TEXT NOT NULL,      -- what was consented to, as JSON
    UNIQUE (desk, address)
) STRICT;

-- One edition to one subscription.
CREATE TABLE delivery (
    edition      INTEGER NOT NULL REFERENCES edition(id),
    subscription INTEGER NOT NULL REFERENCES subscription(id),
    state        TEXT NOT NULL CHECK (state IN ('planned', 'offered', 'accepted', 'deferred', 'refused',
                                                'suppressed', 'in_doubt', 'delivered', 'bounced', 'complained')),
    message_id   TEXT NOT NULL,      -- made once, the same in every attempt
    attempts     INTEGER NOT NULL DEFAULT 0,
    next_at      TEXT,               -- of a deferred one
    reply        TEXT,               -- the relay's last word
    changed_at   TEXT NOT NULL,
    PRIMARY KEY (edition, subscription)
) STRICT, WITHOUT ROWID;
CREATE INDEX delivery_state ON delivery(state);

-- Every change of a delivery, in order; only ever added to.
CREATE TABLE delivery_event (
    number       INTEGER PRIMARY KEY AUTOINCREMENT,
    edition      INTEGER NOT NULL,
    subscription INTEGER NOT NULL,
    at           TEXT NOT NULL,
    state        TEXT NOT NULL,
    reply        TEXT
) STRICT;

-- robots.txt files remembered, at most for a day.
CREATE TABLE robots (
    origin TEXT PRIMARY KEY,
    at     TEXT NOT NULL,
    status INTEGER NOT NULL,
    body   BLOB NOT NULL
) STRICT;

-- Made. What a room remembers from run to run (the threader).
CREATE TABLE memory (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

-- Keys made once for this folder (Message-ID and unsubscribe tokens).
CREATE TABLE secret (
    name  TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT;

-- Who is at work: one collector, one sender.
CREATE TABLE lease (
    name   TEXT PRIMARY KEY,
    holder TEXT NOT NULL,
    until  TEXT NOT NULL
) STRICT;
