namespace GlobalTables.RegionNode.Tables;

/// <summary>What is part of a transaction costs twice what it costs alone: it is prepared, and then done.</summary>
static class TransactionCapacity
{
    const int Factor = 2;

    /// <summary>A check is charged as the write of what it has looked at.</summary>
    public static double OfWrite(WriteOutcome outcome) => Factor * outcome.Units;

    /// <summary>A transaction that was carried out before is not carried out again: its items are read.</summary>
    public static double OfRepeating(WriteOutcome outcome) => OfRead(outcome.LargerSize);

    public static double OfRead(int size) => Factor * Capacity.OfRead(size, isConsistent: true);
}
