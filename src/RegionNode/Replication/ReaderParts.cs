using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Replication;

/// <summary>What all readers of a region have in common.</summary>
sealed record ReaderParts(
    Volume Volume, Applier Applier, Bootstrap Bootstrap, Reconciliation Reconciliation, DifferenceNeed Need,
    VerifyParts Verify, TimeProvider Time);
