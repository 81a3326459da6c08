using GlobalTables.RegionNode.Expressions;
using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Tables;

/// <summary>The item that an update leaves in place of the stored one.</summary>
static class ItemUpdate
{
    /// <param name="table">What is written to: attributes that its indexes have as keys have to fit them.</param>
    /// <param name="before">What is stored.</param>
    /// <param name="key">The key's attributes, which a new item begins with.</param>
    /// <param name="update">Null where the request has none; it then makes an item of the key alone.</param>
    public static StoredItem? Of(
        TableEntry table, ItemImage before, Dictionary<string, AttributeValue> key, Update? update)
    {
        var old = before.Stored is null ? null : before.Attributes;
        if (update is null)
        {
            return before.Stored ?? NewItem.Updated(key);
        }

        if (old is null && !update.CreatesItem)
        {
            return null;
        }

        var updated = update.Apply(old, key);
        IndexKeys.CheckUpdated(table.Definition, old, updated);
        return NewItem.Updated(updated);
    }
}
