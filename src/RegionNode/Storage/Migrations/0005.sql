-- "stamp" is above every stamp of the log up to the cursor: what a source is told, so that one which was restored to
-- an earlier state, and has written over the same numbers, is found out. "shipped", of an own log, is how far every
-- other member had it.
ALTER TABLE log ADD COLUMN stamp INTEGER NOT NULL DEFAULT 0;
ALTER TABLE log ADD COLUMN shipped INTEGER NOT NULL DEFAULT 0;

-- What this copy, put out of use, has to hand to the one that took its place.
ALTER TABLE catalog ADD COLUMN tail TEXT;
