-- The first write of an own log after each start of the process, which tells a log that was written over.
CREATE TABLE log_start (
    log INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    stamp INTEGER NOT NULL,
    PRIMARY KEY (log, sequence)
) STRICT, WITHOUT ROWID;
