using GlobalTables.RegionNode.Expressions;
using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Tables;

/// <summary>One write of one item, prepared as far as it can be without knowing what is stored.</summary>
sealed record ItemWrite
{
    public required TableEntry Table { get; init; }

    public required ItemKey Key { get; init; }

    /// <summary>What shall be stored in place of what is; null leaves nothing there.</summary>
    public required Func<ItemImage, StoredItem?> Next { get; init; }

    /// <summary>What must hold of the stored item.</summary>
    public Condition? Condition { get; init; }

    /// <summary>True when a failed condition is answered with the stored item.</summary>
    public bool TellsFailedItem { get; init; }

    /// <summary>What a failed condition is answered with.</summary>
    public ReadOnlyMemory<byte> ToldOf(ItemImage stored) => TellsFailedItem ? stored.Stored?.Json : default;
}
