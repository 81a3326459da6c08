-- Requests that were carried out under a token of the client's: one that comes again is answered, and not carried out
-- again. Both are hashes; "used" is when, in milliseconds, and "reads" what reading the items would have cost.
CREATE TABLE request_token (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    token BLOB NOT NULL,
    request BLOB NOT NULL,
    used INTEGER NOT NULL,
    reads TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX request_token_token ON request_token (token);
