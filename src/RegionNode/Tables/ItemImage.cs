using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Tables;

/// <summary>A stored item, or none, as conditions and updates see it; its values are read when somebody asks.</summary>
sealed class ItemImage(StoredItem? stored)
{
    Dictionary<string, AttributeValue>? attributes;

    public StoredItem? Stored => stored;

    /// <summary>The item's values; empty when there is no item.</summary>
    public Dictionary<string, AttributeValue> Attributes =>
        attributes ??= stored is null ? [] : AttributeJson.ReadItem(stored.Json);
}
