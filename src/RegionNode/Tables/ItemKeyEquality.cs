using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Tables;

/// <summary>Two keys are one when their bytes are.</summary>
sealed class ItemKeyEquality : IEqualityComparer<ItemKey>
{
    public static readonly ItemKeyEquality Instance = new();

    public bool Equals(ItemKey x, ItemKey y) =>
        x.Partition.AsSpan().SequenceEqual(y.Partition) && x.Sort.AsSpan().SequenceEqual(y.Sort);

    public int GetHashCode(ItemKey key)
    {
        var hash = new HashCode();
        hash.AddBytes(key.Partition);
        hash.AddBytes(key.Sort);
        return hash.ToHashCode();
    }
}
