-- "floor" is the highest sequence of a tombstone collected here, "held" a claim that waits for parked records.
ALTER TABLE log ADD COLUMN floor INTEGER NOT NULL DEFAULT 0;
ALTER TABLE log ADD COLUMN held INTEGER NOT NULL DEFAULT 0;
CREATE INDEX item_tombstone ON item (log, sequence) WHERE json IS NULL;

-- What the control plane said of the group besides its members, and the highest stamp of a tombstone that was
-- collected in it, as far as is known here.
ALTER TABLE catalog ADD COLUMN installed_epoch INTEGER NOT NULL DEFAULT 0;
ALTER TABLE catalog ADD COLUMN left_logs TEXT NOT NULL DEFAULT '[]';
ALTER TABLE catalog ADD COLUMN collected INTEGER NOT NULL DEFAULT 0;

-- Records from beyond the clock bound: kept, not applied. "via" is the log whose feed brought the record, 0 for a
-- difference; that log may be claimed up to via_cap meanwhile.
CREATE TABLE parked (
    id INTEGER PRIMARY KEY,
    table_number INTEGER NOT NULL,
    log INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    via INTEGER NOT NULL,
    via_cap INTEGER NOT NULL,
    partition BLOB NOT NULL,
    sort BLOB NOT NULL,
    time INTEGER NOT NULL,
    flags INTEGER NOT NULL,
    vector BLOB NOT NULL,
    checksum INTEGER NOT NULL,
    size INTEGER NOT NULL,
    json TEXT
) STRICT;
CREATE UNIQUE INDEX parked_version ON parked (table_number, log, sequence, via);
CREATE INDEX parked_time ON parked (time);

-- How far the first copy of a table has come: whose difference it is, against which claims it was asked for, what
-- its source could claim when it began, and the last key.
CREATE TABLE fill (
    table_number INTEGER PRIMARY KEY,
    source_log INTEGER NOT NULL,
    vector BLOB NOT NULL,
    covered BLOB NOT NULL,
    partition BLOB NOT NULL,
    sort BLOB NOT NULL
) STRICT;
