using System.Text.Json;
using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Http;

/// <summary>What a transaction cost in each table, where the request asked to be told. It says as what, too.</summary>
static class TransactionConsumption
{
    const string Reads = "ReadCapacityUnits";
    const string Writes = "WriteCapacityUnits";

    /// <summary>Writes the member into an object that is being written.</summary>
    public static void Write(
        Utf8JsonWriter json, ReturnConsumedCapacity asked, IReadOnlyList<TableUnits> tables, bool areReads)
    {
        if (asked == ReturnConsumedCapacity.None)
        {
            return;
        }

        json.WriteStartArray("ConsumedCapacity"u8);
        foreach (var table in tables)
        {
            json.WriteStartObject();
            json.WriteString("TableName"u8, table.Table);
            WriteUnits(json, table.Units, areReads ? Reads : Writes);
            if (asked == ReturnConsumedCapacity.Indexes)
            {
                json.WriteStartObject("Table"u8);
                WriteUnits(json, table.Units, areReads ? Reads : Writes);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    static void WriteUnits(Utf8JsonWriter json, double units, string kind)
    {
        json.WriteNumber("CapacityUnits"u8, units);
        json.WriteNumber(kind, units);
    }
}
