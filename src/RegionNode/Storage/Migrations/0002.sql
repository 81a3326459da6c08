-- Which object declares, or declared, the table; and whether this region takes its clients' writes.
ALTER TABLE catalog ADD COLUMN declared_by TEXT;
ALTER TABLE catalog ADD COLUMN is_read_only INTEGER NOT NULL DEFAULT 0;
