using System.Text.Json;
using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Tables;

namespace GlobalTables.RegionNode.Http;

/// <summary>What an operation cost, where the request asked to be told.</summary>
static class ConsumedCapacity
{
    /// <summary>Writes the member into an object that is being written.</summary>
    public static void Write(Utf8JsonWriter json, ReturnConsumedCapacity asked, string tableName, double units)
    {
        if (asked != ReturnConsumedCapacity.None)
        {
            json.WritePropertyName("ConsumedCapacity"u8);
            WriteValue(json, asked, tableName, units);
        }
    }

    /// <summary>Writes the member into an object that is being written.</summary>
    public static void Write(Utf8JsonWriter json, ReturnConsumedCapacity asked, string tableName, CapacityUse use)
    {
        if (asked != ReturnConsumedCapacity.None)
        {
            json.WritePropertyName("ConsumedCapacity"u8);
            WriteValue(json, asked, tableName, use);
        }
    }

    /// <summary>One table's part, of an operation that indexes have no part in.</summary>
    public static void WriteValue(Utf8JsonWriter json, ReturnConsumedCapacity asked, string tableName, double units) =>
        WriteValue(json, asked, tableName, new CapacityUse { Table = units });

    /// <summary>One table's part, and that of its indexes.</summary>
    public static void WriteValue(Utf8JsonWriter json, ReturnConsumedCapacity asked, string tableName, CapacityUse use)
    {
        json.WriteStartObject();
        json.WriteString("TableName"u8, tableName);
        json.WriteNumber("CapacityUnits"u8, use.Total);
        if (asked == ReturnConsumedCapacity.Indexes)
        {
            WriteUnits(json, "Table", use.Table);
            WriteIndexes(json, "LocalSecondaryIndexes"u8, use.Of(IndexKind.Local));
            WriteIndexes(json, "GlobalSecondaryIndexes"u8, use.Of(IndexKind.Global));
        }

        json.WriteEndObject();
    }

    static void WriteIndexes(
        Utf8JsonWriter json, ReadOnlySpan<byte> member, IEnumerable<(string Name, double Units)> indexes)
    {
        var isFirst = true;
        foreach (var (name, units) in indexes)
        {
            if (isFirst)
            {
                json.WriteStartObject(member);
                isFirst = false;
            }

            WriteUnits(json, name, units);
        }

        if (!isFirst)
        {
            json.WriteEndObject();
        }
    }

    static void WriteUnits(Utf8JsonWriter json, string member, double units)
    {
        json.WriteStartObject(member);
        json.WriteNumber("CapacityUnits"u8, units);
        json.WriteEndObject();
    }
}
