-- A secondary index of a copy of a table. Its number is never used again, so that nothing that is left of an index is
-- ever taken for another's. "partition" and "sort" are the last key that is in it, while it is being filled.
CREATE TABLE table_index (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    table_number INTEGER NOT NULL,
    definition TEXT NOT NULL,
    state INTEGER NOT NULL,
    partition BLOB NOT NULL DEFAULT x'',
    sort BLOB NOT NULL DEFAULT x'',
    items INTEGER NOT NULL DEFAULT 0,
    bytes INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX table_index_table ON table_index (table_number);

-- An item's place in an index; the item itself is only in its row. Equal index keys are ordered by the table's key.
-- "size" is that of what the index has of the item.
CREATE TABLE index_entry (
    index_number INTEGER NOT NULL,
    partition BLOB NOT NULL,
    sort BLOB NOT NULL,
    item_partition BLOB NOT NULL,
    item_sort BLOB NOT NULL,
    item INTEGER NOT NULL,
    size INTEGER NOT NULL,
    PRIMARY KEY (index_number, partition, sort, item_partition, item_sort)
) STRICT, WITHOUT ROWID;
CREATE INDEX index_entry_item ON index_entry (item, index_number);
