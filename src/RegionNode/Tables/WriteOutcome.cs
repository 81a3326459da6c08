using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Tables;

/// <summary>What a write did: the item before and the item after it.</summary>
readonly record struct WriteOutcome(ItemImage Before, ItemImage After)
{
    public double Units => Capacity.OfWrite(SizeOf(Before), SizeOf(After));

    public int LargerSize => Math.Max(SizeOf(Before), SizeOf(After));

    /// <summary>What the write cost the table and its indexes.</summary>
    public CapacityUse Use(TableDefinition table)
    {
        var use = new CapacityUse { Table = Units };
        foreach (var index in table.Indexes)
        {
            use.Add(index, IndexCapacity.OfWrite(table.Keys, index, AttributesOf(Before), AttributesOf(After)));
        }

        return use;
    }

    static Dictionary<string, AttributeValue>? AttributesOf(ItemImage image) =>
        image.Stored is null ? null : image.Attributes;

    static int SizeOf(ItemImage image) => image.Stored?.Size ?? 0;
}
