-- What belongs to this region's copy of a table alone: tags and the like, which are stored and shown.
ALTER TABLE catalog ADD COLUMN settings TEXT;
