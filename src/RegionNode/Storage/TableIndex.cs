using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Storage;

enum IndexState
{
    /// <summary>Items that were there before it are still being entered: not read, but kept by every write.</summary>
    Creating,
    Active,

    /// <summary>Its entries are being removed, and no write keeps it.</summary>
    Deleting,
}

/// <summary>An index as this region has it.</summary>
/// <param name="Number">Its number in this volume; never reused.</param>
/// <param name="Definition">What it is.</param>
/// <param name="State">How far it is built, or removed.</param>
sealed record TableIndex(long Number, IndexDefinition Definition, IndexState State)
{
    public string Name => Definition.Name;
}
