namespace GlobalTables.RegionNode.Faults.Checking;

/// <summary>One side of a conflict.</summary>
/// <param name="Region">Where it was written.</param>
/// <param name="Log">The log that it was written to, and its place there: together its identity.</param>
/// <param name="Image">The item; null for a tombstone.</param>
sealed record ConflictSide(string Region, string Log, long Sequence, ItemImage? Image);

/// <summary>An entry of a region's conflict log.</summary>
sealed record Conflict(string Key, ConflictSide Loser, ConflictSide Winner);
