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

    /// <summary>The page before was one of an index: its key has the index's attributes and the table's.</summary>
    public static IndexPosition OfIndex(TableEntry table, TableIndex index, Dictionary<string, AttributeValue> key)
    {
        var keys = index.Definition.Keys().All.ToList();
        var count = table.Definition.Keys.Queried().All.Concat(keys).Select(attribute => attribute.Name)
            .Distinct()
            .Count();
        if (key.Count != count || !keys.TrueForAll(attribute => key.ContainsKey(attribute.Name)))
        {
            throw DynamoException.Validation(Invalid);
        }

        foreach (var attribute in keys)
        {
            if (!attribute.Fits(key[attribute.Name]))
            {
                throw DynamoException.Validation("The provided key element does not match the schema");
            }

            attribute.ThrowIfEmpty(key[attribute.Name], "One or more parameter values were invalid:");
        }

        var only = key.Where(attribute => table.Definition.Keys.Has(attribute.Key)).ToDictionary();
        return IndexReading.PositionOf(index, OfScan(table, only), key);
    }

    static bool Fits(KeyAttribute attribute, Dictionary<string, AttributeValue> key) =>
        key.TryGetValue(attribute.Name, out var value) && attribute.Fits(value);
}
