using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Tables;

/// <summary>What is part of a transaction costs twice what it costs alone: it is prepared, and then done.</summary>
static class TransactionCapacity
{
    const int Factor = 2;

    /// <summary>
    /// A check is charged as the write of what it has looked at. Indexes follow as they do after every write, once.
    /// </summary>
    public static CapacityUse OfWrite(TableDefinition table, in WriteOutcome outcome)
    {
        var use = outcome.Use(table);
        use.Table *= Factor;
        return use;
    }

    /// <summary>A transaction that was carried out before is not carried out again: its items are read.</summary>
    public static double OfRepeating(WriteOutcome outcome) => OfRead(outcome.LargerSize);

    public static double OfRead(int size) => Factor * Capacity.OfRead(size, isConsistent: true);
}
