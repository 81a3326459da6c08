namespace GlobalTables.RegionNode.Tables;

/// <summary>One action of a transaction that writes.</summary>
/// <param name="Write">What it does to which item.</param>
/// <param name="ChecksOnly">It has a condition and leaves the item as it is.</param>
sealed record TransactionAction(ItemWrite Write, bool ChecksOnly);
