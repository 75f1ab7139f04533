-- From format 2 to 3: what language models said.

CREATE TABLE replies (
    -- SHA-256 of all that the reply depends on: endpoint, form and the whole request.
    key                TEXT PRIMARY KEY,
    model              TEXT NOT NULL,
    prompt_sha256      TEXT NOT NULL,
    text               TEXT NOT NULL,
    prompt_tokens      INTEGER NOT NULL,
    completion_tokens  INTEGER NOT NULL,
    at                 INTEGER NOT NULL
) WITHOUT ROWID;

-- In which form an endpoint can be asked for a reply.
CREATE TABLE endpoints (
    url    TEXT NOT NULL,
    model  TEXT NOT NULL,
    form   TEXT NOT NULL,
    at     INTEGER NOT NULL,
    PRIMARY KEY (url, model)
) WITHOUT ROWID;
