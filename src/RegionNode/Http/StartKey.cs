using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;
using GlobalTables.RegionNode.Tables;

namespace GlobalTables.RegionNode.Http;

/// <summary><c>ExclusiveStartKey</c>: where the page before ended, as a client may have changed it.</summary>
static class StartKey
{
    const string Invalid = "The provided starting key is invalid";
    const string NoMatch = Invalid + ": The provided key element does not match the schema";

    public static Dictionary<string, AttributeValue>? Read(JsonObject request)
    {
        var given = request["ExclusiveStartKey"u8];
        return given.IsAbsent ? null : given.AsItem();
    }

    /// <summary>A query tells a key with other members in fewer words than a scan does.</summary>
    public static ItemKey OfQuery(TableEntry table, Dictionary<string, AttributeValue> key)
    {
        var keys = table.Definition.Keys;
        if (key.Count != (keys.Sort is null ? 1 : 2) || !key.Keys.All(keys.Has))
        {
            throw DynamoException.Validation(Invalid);
        }

        return OfScan(table, key);
    }

    public static ItemKey OfScan(TableEntry table, Dictionary<string, AttributeValue> key)
    {
        var keys = table.Definition.Keys;
        return Fits(keys.Partition, key) && (keys.Sort is null || Fits(keys.Sort, key))
            && key.Count == (keys.Sort is null ? 1 : 2)
            ? ItemKeys.Exactly(table, key)
            : throw DynamoException.Validation(NoMatch);
    }

    static bool Fits(KeyAttribute attribute, Dictionary<string, AttributeValue> key) =>
        key.TryGetValue(attribute.Name, out var value) && attribute.Fits(value);
}
