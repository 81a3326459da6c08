using System.Text.Json;

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

    /// <summary>One table's part; there are no indexes yet that would have their own.</summary>
    public static void WriteValue(Utf8JsonWriter json, ReturnConsumedCapacity asked, string tableName, double units)
    {
        json.WriteStartObject();
        json.WriteString("TableName"u8, tableName);
        json.WriteNumber("CapacityUnits"u8, units);
        if (asked == ReturnConsumedCapacity.Indexes)
        {
            json.WriteStartObject("Table"u8);
            json.WriteNumber("CapacityUnits"u8, units);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
