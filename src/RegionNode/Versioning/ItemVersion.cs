namespace GlobalTables.RegionNode.Versioning;

/// <summary>
/// What decides between two writes of one item. The later time wins; equal times are decided by the region's
/// name, and then by log and sequence, so that any two writes are ordered, in every region alike.
/// </summary>
/// <param name="Time">The write's stamp.</param>
/// <param name="Region">
/// The writing region's name, compared by ordinal; empty for an expiry, which so loses every tie.
/// </param>
/// <param name="Log">The log's id.</param>
/// <param name="Sequence">The write's place in that log.</param>
readonly record struct ItemVersion(HybridTimestamp Time, string Region, long Log, long Sequence)
    : IComparable<ItemVersion>
{
    public int CompareTo(ItemVersion other)
    {
        var order = Time.CompareTo(other.Time);
        if (order == 0)
        {
            order = string.CompareOrdinal(Region, other.Region);
        }

        if (order == 0)
        {
            order = Log.CompareTo(other.Log);
        }

        return order != 0 ? order : Sequence.CompareTo(other.Sequence);
    }

    public static bool operator <(ItemVersion a, ItemVersion b) => a.CompareTo(b) < 0;

    public static bool operator >(ItemVersion a, ItemVersion b) => a.CompareTo(b) > 0;

    public static bool operator <=(ItemVersion a, ItemVersion b) => a.CompareTo(b) <= 0;

    public static bool operator >=(ItemVersion a, ItemVersion b) => a.CompareTo(b) >= 0;
}
