namespace GlobalTables.RegionNode.Tables;

/// <summary>What a write did: the item before and the item after it.</summary>
readonly record struct WriteOutcome(ItemImage Before, ItemImage After)
{
    public double Units => Capacity.OfWrite(SizeOf(Before), SizeOf(After));

    public int LargerSize => Math.Max(SizeOf(Before), SizeOf(After));

    static int SizeOf(ItemImage image) => image.Stored?.Size ?? 0;
}
