-- Under which number the table's conflicts are kept, where that is not its own: a copy that takes another's place takes
-- over what that one has recorded.
ALTER TABLE catalog ADD COLUMN conflicts_under INTEGER;
