-- Of the own log, too: no stamp of it is above this one.
UPDATE log SET stamp = (SELECT clock FROM volume) WHERE number IN (SELECT own_log FROM catalog);
