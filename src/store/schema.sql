-- The ground state: everything that cannot be made again from something else. This is format 1; the files beside this
-- one make the later formats out of it.
-- Times are milliseconds since 1970 in UTC; what a page states about itself is kept as it states it.

CREATE TABLE articles (
    id   INTEGER PRIMARY KEY,
    url  TEXT NOT NULL UNIQUE
);

CREATE TABLE revisions (
    article               INTEGER NOT NULL REFERENCES articles (id),
    number                INTEGER NOT NULL,
    -- Rises with every revision of any article: how far an index has come is one number.
    seq                   INTEGER NOT NULL UNIQUE,
    hash                  BLOB NOT NULL,
    first_seen            INTEGER NOT NULL,
    -- When an "as of" may use this revision: from <= T < until; no end for the newest.
    visible_from          INTEGER NOT NULL,
    visible_until         INTEGER,
    -- 1 if a state seen earlier was stored later: visible_from was raised after the index had read it.
    preceded              INTEGER NOT NULL DEFAULT 0,
    day                   TEXT,
    outlet                TEXT NOT NULL,
    -- The outlet in lower case: what outlets are compared by, here and in the index.
    outlet_key            TEXT NOT NULL,
    title                 TEXT NOT NULL,
    text                  TEXT NOT NULL,
    authors               TEXT NOT NULL,
    published             TEXT,
    published_confidence  TEXT NOT NULL,
    modified              TEXT,
    -- Primary subtag in lower case, stated or detected when it was stored; decides which filters let it through.
    language              TEXT,
    section               TEXT,
    kind                  TEXT NOT NULL,
    paywalled             INTEGER NOT NULL,
    wire                  TEXT,
    PRIMARY KEY (article, number)
) WITHOUT ROWID;

-- Coverage is counted without reading any text.
CREATE INDEX revisions_by_time ON revisions (visible_from, visible_until, day, outlet_key, seq, language);
CREATE INDEX revisions_superseded ON revisions (visible_until) WHERE visible_until IS NOT NULL;
CREATE INDEX revisions_preceded ON revisions (visible_from) WHERE preceded = 1;

CREATE TABLE fetches (
    url            TEXT PRIMARY KEY,
    fetched        INTEGER NOT NULL,
    status         INTEGER NOT NULL,
    etag           TEXT,
    last_modified  TEXT,
    moved_to       TEXT,
    links          TEXT NOT NULL,
    failures       INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE facts (
    name   TEXT PRIMARY KEY,
    value  TEXT NOT NULL
) WITHOUT ROWID;
