-- From format 3 to 4: questions that are asked again, and every answer that they got.

CREATE TABLE questions (
    name      TEXT PRIMARY KEY,
    text      TEXT NOT NULL,
    composer  TEXT NOT NULL,
    added     INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE answers (
    id          INTEGER PRIMARY KEY,
    -- The name of the question, and its words when this was the answer.
    question    TEXT NOT NULL,
    text        TEXT NOT NULL,
    asked       INTEGER NOT NULL,
    -- When it was last found still to hold, and how far the index had come by then.
    checked     INTEGER NOT NULL,
    generation  INTEGER NOT NULL,
    -- The report in JSON, and its SHA-256.
    report      TEXT NOT NULL,
    sha256      TEXT NOT NULL,
    -- What differs from the answer before it, in JSON, and how many changes these are.
    changes     TEXT NOT NULL,
    changed     INTEGER NOT NULL,
    -- Whether those who wish to be told of changes have been.
    announced   INTEGER NOT NULL
);
CREATE INDEX answers_of ON answers (question, id);

-- What each answer was made from, in the order of the evidence.
CREATE TABLE evidence (
    answer    INTEGER NOT NULL REFERENCES answers (id) ON DELETE CASCADE,
    place     INTEGER NOT NULL,
    article   INTEGER NOT NULL,
    revision  INTEGER NOT NULL,
    hash      BLOB NOT NULL,
    cited     INTEGER NOT NULL,
    -- Addresses of copies of its text, in JSON.
    also_in   TEXT NOT NULL,
    PRIMARY KEY (answer, place)
) WITHOUT ROWID;
CREATE INDEX evidence_of ON evidence (article, revision);

-- When an article was found to be taken off its site.
ALTER TABLE articles ADD COLUMN withdrawn INTEGER;
