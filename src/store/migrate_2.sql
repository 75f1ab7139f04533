-- From format 1 to 2: what a crawl needs to be gone on with.

-- Further listings that a listing named: pairs of kind and address.
ALTER TABLE fetches ADD COLUMN listings TEXT NOT NULL DEFAULT '[]';
-- When what the address says was first seen; unknown before format 2.
ALTER TABLE fetches ADD COLUMN changed INTEGER;

-- Articles that were listed and have not been read since.
CREATE TABLE frontier (
    url        TEXT NOT NULL UNIQUE,
    source     TEXT NOT NULL,
    found      INTEGER NOT NULL,
    -- What the listing says of it.
    title      TEXT,
    published  TEXT
);

CREATE TABLE robots (
    origin   TEXT PRIMARY KEY,
    fetched  INTEGER NOT NULL,
    status   INTEGER NOT NULL,
    body     BLOB NOT NULL
) WITHOUT ROWID;
