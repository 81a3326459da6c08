-- One row: what this volume is.
CREATE TABLE volume (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    region TEXT NOT NULL,
    incarnation TEXT NOT NULL,
    clock INTEGER NOT NULL,
    config_epoch INTEGER NOT NULL,
    config TEXT
) STRICT;

-- A table of this region. "group" is its identity across regions, the name is what the API calls it.
CREATE TABLE catalog (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT,
    group_id TEXT NOT NULL,
    left_group TEXT,
    table_id TEXT NOT NULL,
    created INTEGER NOT NULL,
    definition TEXT NOT NULL,
    state INTEGER NOT NULL,
    is_declared INTEGER NOT NULL,
    own_log INTEGER NOT NULL,
    membership_epoch INTEGER NOT NULL,
    members TEXT NOT NULL,
    items INTEGER NOT NULL DEFAULT 0,
    bytes INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE UNIQUE INDEX catalog_name ON catalog (name) WHERE name IS NOT NULL;
CREATE UNIQUE INDEX catalog_group ON catalog (group_id) WHERE name IS NOT NULL;

-- A log is (region, incarnation, table, shard); its id is what regions call it, its number what rows call it.
-- For the own log, cursor and covered are its last sequence.
CREATE TABLE log (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id INTEGER NOT NULL,
    table_number INTEGER NOT NULL,
    region TEXT NOT NULL,
    cursor INTEGER NOT NULL DEFAULT 0,
    covered INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE UNIQUE INDEX log_id ON log (table_number, id);

-- An item or a tombstone. The index on (log, sequence) is the change feed; "mine" is the own sequence of the
-- key's last own version where a foreign one has taken its place, so that the feed still has something to say
-- for that sequence.
CREATE TABLE item (
    id INTEGER PRIMARY KEY,
    table_number INTEGER NOT NULL,
    partition BLOB NOT NULL,
    sort BLOB NOT NULL,
    time INTEGER NOT NULL,
    flags INTEGER NOT NULL,
    log INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    mine INTEGER,
    vector BLOB NOT NULL,
    know BLOB,
    checksum INTEGER NOT NULL,
    size INTEGER NOT NULL,
    json TEXT
) STRICT;
CREATE UNIQUE INDEX item_key ON item (table_number, partition, sort);
CREATE INDEX item_feed ON item (log, sequence);
CREATE INDEX item_mine ON item (table_number, mine) WHERE mine IS NOT NULL;

-- Where the other regions answer, as last told.
CREATE TABLE peer (
    region TEXT PRIMARY KEY,
    address TEXT NOT NULL
) STRICT;

-- Requests made through the API that a control plane has to settle.
CREATE TABLE control_request (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    group_id TEXT NOT NULL,
    change INTEGER NOT NULL,
    replica_region TEXT,
    definition TEXT
) STRICT;
