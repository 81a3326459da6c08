using System.Text.Json;
using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Tables;

namespace GlobalTables.RegionNode.Http;

/// <summary>What both batches have in common: <c>RequestItems</c> by table, distinct keys, capacity by table.</summary>
static class BatchParameters
{
    public static List<JsonObject.Member> ReadTables(JsonObject request, string operation, ref Constraints constraints)
    {
        var given = request["RequestItems"u8];
        constraints.NotNull(given, "requestItems");
        constraints.Check();
        var tables = given.AsObject()!;
        if (tables.Count == 0)
        {
            throw DynamoException.Validation($"The requestItems parameter is required for {operation}");
        }

        var members = new List<JsonObject.Member>(tables.Count);
        for (var i = 0; i < tables.Count; i++)
        {
            if (tables.At(i).Value.IsPresent)
            {
                members.Add(tables.At(i));
            }
        }

        return members;
    }

    public static void CheckDistinct(IEnumerable<ItemKey> keys)
    {
        var seen = new HashSet<ItemKey>(ItemKeyEquality.Instance);
        foreach (var key in keys)
        {
            if (!seen.Add(key))
            {
                throw DynamoException.Validation("Provided list of item keys contains duplicates");
            }
        }
    }

    public static void WriteCapacity(
        Utf8JsonWriter json, ReturnConsumedCapacity asked, List<(string TableName, CapacityUse Use)> tables)
    {
        if (asked == ReturnConsumedCapacity.None)
        {
            return;
        }

        json.WriteStartArray("ConsumedCapacity"u8);
        foreach (var (tableName, use) in tables)
        {
            ConsumedCapacity.WriteValue(json, asked, tableName, use);
        }

        json.WriteEndArray();
    }
}
