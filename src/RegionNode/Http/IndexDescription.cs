using System.Text.Json;
using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Http;

/// <summary>What the service tells of a table's indexes, in the table's description.</summary>
static class IndexDescription
{
    /// <summary>Writes the members for each kind of index that the table has.</summary>
    public static void Write(Utf8JsonWriter json, ItemStore items, TableEntry table, string tableArn)
    {
        Write(json, "LocalSecondaryIndexes", IndexKind.Local);
        Write(json, "GlobalSecondaryIndexes", IndexKind.Global);

        void Write(Utf8JsonWriter json, string member, IndexKind kind)
        {
            var indexes = table.Indexes.Where(index => index.Definition.Kind == kind).ToList();
            if (indexes.Count == 0)
            {
                return;
            }

            json.WriteStartArray(member);
            foreach (var index in indexes)
            {
                WriteOne(json, items, table, index, tableArn);
            }

            json.WriteEndArray();
        }
    }

    static void WriteOne(
        Utf8JsonWriter json, ItemStore items, TableEntry table, TableIndex index, string tableArn)
    {
        var definition = index.Definition;
        var size = items.Indexes.SizeOf(index);
        json.WriteStartObject();
        json.WriteString("IndexName"u8, index.Name);
        json.WriteStartArray("KeySchema"u8);
        foreach (var hash in definition.Hash)
        {
            TableDescription.WriteKey(json, hash, "HASH"u8);
        }

        foreach (var range in definition.Range)
        {
            TableDescription.WriteKey(json, range, "RANGE"u8);
        }

        json.WriteEndArray();
        WriteProjection(json, definition);
        if (definition.Kind == IndexKind.Global)
        {
            json.WriteString("IndexStatus"u8, index.State switch
            {
                IndexState.Creating => "CREATING"u8,
                IndexState.Deleting => "DELETING"u8,
                _ => "ACTIVE"u8,
            });
            if (index.State == IndexState.Creating)
            {
                json.WriteBoolean("Backfilling"u8, true);
            }

            TableDescription.WriteThroughput(
                json, table.Definition.Billing == BillingMode.Provisioned ? definition.Throughput : default);
        }

        json.WriteNumber("IndexSizeBytes"u8, size.Bytes);
        json.WriteNumber("ItemCount"u8, size.Items);
        json.WriteString("IndexArn"u8, $"{tableArn}/index/{index.Name}");
        json.WriteEndObject();
    }

    static void WriteProjection(Utf8JsonWriter json, IndexDefinition definition)
    {
        json.WriteStartObject("Projection"u8);
        json.WriteString("ProjectionType"u8, definition.Projection switch
        {
            ProjectionKind.KeysOnly => "KEYS_ONLY"u8,
            ProjectionKind.Include => "INCLUDE"u8,
            _ => "ALL"u8,
        });
        if (definition.Projection == ProjectionKind.Include)
        {
            json.WriteStartArray("NonKeyAttributes"u8);
            foreach (var attribute in definition.NonKeyAttributes)
            {
                json.WriteStringValue(attribute);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}
