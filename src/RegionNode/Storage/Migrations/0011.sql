-- A stream of one copy of a table: from when it was enabled until it was disabled, or the copy was put out of use. It
-- names what it is of in full, for it stays readable for a day after its table has gone. "keys" is the key schema,
-- "view" DynamoDB's name of what is kept of a change.
CREATE TABLE stream (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    table_number INTEGER NOT NULL,
    table_name TEXT NOT NULL,
    keys TEXT NOT NULL,
    label TEXT NOT NULL,
    view TEXT NOT NULL,
    created INTEGER NOT NULL,
    ended INTEGER,
    UNIQUE (table_name, label)
) STRICT;

-- "parent" is the id of the shard that this one goes on from, which may have gone. "last" is the last sequence of a
-- closed shard. No record up to "trimmed" is there any more.
CREATE TABLE stream_shard (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    stream INTEGER NOT NULL,
    parent TEXT,
    opened INTEGER NOT NULL,
    closed INTEGER,
    last INTEGER,
    trimmed INTEGER NOT NULL
) STRICT;
CREATE INDEX stream_shard_stream ON stream_shard (stream, number);

-- The shard's number is the upper half of the sequence, so that a shard is a range of rows and needs no index. "kind"
-- is 0 for INSERT, 1 for MODIFY, 2 for REMOVE; "size" is DynamoDB's size of the images that are kept.
CREATE TABLE stream_record (
    sequence INTEGER PRIMARY KEY,
    created INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    is_expiry INTEGER NOT NULL,
    size INTEGER NOT NULL,
    partition BLOB NOT NULL,
    sort BLOB NOT NULL,
    old_json TEXT,
    new_json TEXT
) STRICT;
