-- Whether the writes that lose against concurrent ones are counted only, and not kept.
ALTER TABLE catalog ADD COLUMN omits_conflicts INTEGER NOT NULL DEFAULT 0;

-- A write that lost against a concurrent one, under its log's id and its sequence; both images. Without a key it is
-- only remembered as counted. Regions and logs are named in full: an entry outlives the rows and logs it is about.
CREATE TABLE conflict (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    table_number INTEGER NOT NULL,
    recorded INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    partition BLOB,
    sort BLOB,
    loser_log INTEGER NOT NULL,
    loser_sequence INTEGER NOT NULL,
    loser_region TEXT NOT NULL,
    loser_time INTEGER NOT NULL,
    loser_flags INTEGER NOT NULL,
    loser_json TEXT,
    winner_log INTEGER NOT NULL,
    winner_sequence INTEGER NOT NULL,
    winner_region TEXT NOT NULL,
    winner_time INTEGER NOT NULL,
    winner_flags INTEGER NOT NULL,
    winner_json TEXT
) STRICT;
CREATE UNIQUE INDEX conflict_loser ON conflict (table_number, loser_log, loser_sequence);
CREATE INDEX conflict_table ON conflict (table_number, number);
CREATE INDEX conflict_kept ON conflict (table_number, number) WHERE partition IS NOT NULL;

-- What the entries of a table take, for the bounds.
CREATE TABLE conflict_size (
    table_number INTEGER PRIMARY KEY,
    entries INTEGER NOT NULL,
    bytes INTEGER NOT NULL
) STRICT;

-- How many conflicts there have been, kept or not; these never go down.
CREATE TABLE conflict_count (
    table_number INTEGER NOT NULL,
    loser_region TEXT NOT NULL,
    winner_region TEXT NOT NULL,
    conflicts INTEGER NOT NULL,
    PRIMARY KEY (table_number, loser_region, winner_region)
) STRICT, WITHOUT ROWID;
