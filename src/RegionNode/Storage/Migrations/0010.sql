-- When an item of a table with time to live expires, in seconds since 1970. Only tables with time to live have it.
ALTER TABLE item ADD COLUMN expires INTEGER;
CREATE INDEX item_expires ON item (table_number, expires) WHERE expires IS NOT NULL;

-- By which attribute "expires" is set in the rows of a table, and the last key up to which it is; no key when in all.
CREATE TABLE expiry_fill (
    table_number INTEGER PRIMARY KEY,
    attribute TEXT NOT NULL,
    partition BLOB,
    sort BLOB
) STRICT;
