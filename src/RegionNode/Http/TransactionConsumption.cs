using System.Text.Json;
using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Tables;

namespace GlobalTables.RegionNode.Http;

/// <summary>
/// What a transaction cost each table and its indexes, where the request asked to be told. It says as what, too.
/// </summary>
static class TransactionConsumption
{
    const string Reads = "ReadCapacityUnits";
    const string Writes = "WriteCapacityUnits";

    /// <summary>Writes the member into an object that is being written, for a transaction that reads.</summary>
    public static void Write(Utf8JsonWriter json, ReturnConsumedCapacity asked, IEnumerable<TableUnits> reads)
    {
        if (asked != ReturnConsumedCapacity.None)
        {
            Write(json, asked, TableUse.Of(reads), Reads);
        }
    }

    /// <summary>Writes the member into an object that is being written, for a transaction that writes.</summary>
    public static void Write(Utf8JsonWriter json, ReturnConsumedCapacity asked, TransactionOutcome outcome)
    {
        if (asked != ReturnConsumedCapacity.None)
        {
            Write(json, asked, outcome.Uses(), outcome.IsRepeated ? Reads : Writes);
        }
    }

    static void Write(
        Utf8JsonWriter json, ReturnConsumedCapacity asked, IReadOnlyList<TableUse> tables, string kind)
    {
        json.WriteStartArray("ConsumedCapacity"u8);
        foreach (var (table, use) in tables)
        {
            json.WriteStartObject();
            json.WriteString("TableName"u8, table);
            WriteUnits(json, use.Total, kind);
            if (asked == ReturnConsumedCapacity.Indexes)
            {
                json.WriteStartObject("Table"u8);
                WriteUnits(json, use.Table, kind);
                json.WriteEndObject();
                WriteIndexes(json, "LocalSecondaryIndexes"u8, use.Of(IndexKind.Local), kind);
                WriteIndexes(json, "GlobalSecondaryIndexes"u8, use.Of(IndexKind.Global), kind);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    static void WriteIndexes(
        Utf8JsonWriter json, ReadOnlySpan<byte> member, IEnumerable<(string Name, double Units)> indexes, string kind)
    {
        var touched = indexes.ToList();
        if (touched.Count == 0)
        {
            return;
        }

        json.WriteStartObject(member);
        foreach (var (name, units) in touched)
        {
            json.WriteStartObject(name);
            WriteUnits(json, units, kind);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    static void WriteUnits(Utf8JsonWriter json, double units, string kind)
    {
        json.WriteNumber("CapacityUnits"u8, units);
        json.WriteNumber(kind, units);
    }
}
