using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Tables;

/// <summary>An item in the form in which it is stored, if it is not too large for that.</summary>
static class NewItem
{
    public static StoredItem From(Dictionary<string, AttributeValue> item) =>
        From(item, "Item size has exceeded the maximum allowed size");

    public static StoredItem Updated(Dictionary<string, AttributeValue> item) =>
        From(item, "Item size to update has exceeded the maximum allowed size");

    static StoredItem From(Dictionary<string, AttributeValue> item, string tooLarge)
    {
        var size = ItemSize.Of(item);
        return size <= Limits.ItemBytesMax
            ? new StoredItem(AttributeJson.Canonical(item), size)
            : throw DynamoException.Validation(tooLarge);
    }
}
