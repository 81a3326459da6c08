using System.Text.Json;
using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;
using GlobalTables.RegionNode.Tables;

namespace GlobalTables.RegionNode.Http;

/// <summary>
/// <c>ItemCollectionMetrics</c>: how large the items of a written partition key are together with their entries in
/// local indexes. Told for tables that have such indexes, in whole gigabytes.
/// </summary>
static class ItemCollections
{
    const long Gigabyte = 1L << 30;

    /// <summary>Writes the member for one write.</summary>
    public static void Write(Utf8JsonWriter json, ItemStore items, TableEntry table, in WriteOutcome outcome)
    {
        if (HasCollections(table) && KeyOf(table, outcome) is { } partition)
        {
            json.WritePropertyName("ItemCollectionMetrics"u8);
            WriteOne(json, items, table, partition);
        }
    }

    /// <summary>Writes the member for the writes of a batch: by table, each collection once.</summary>
    public static void Write(Utf8JsonWriter json, ItemStore items, IEnumerable<ItemWrite> writes)
    {
        var written = writes.Where(write => HasCollections(write.Table)).ToList();
        if (written.Count == 0)
        {
            return;
        }

        json.WriteStartObject("ItemCollectionMetrics"u8);
        foreach (var ofTable in written.GroupBy(write => write.Table.Name))
        {
            json.WriteStartArray(ofTable.Key);
            foreach (var write in ofTable.DistinctBy(write => Convert.ToHexString(write.Key.Partition)))
            {
                var keys = write.Table.Definition.Keys;
                WriteOne(json, items, write.Table, KeyDecoding.Of(keys, write.Key)[keys.Partition.Name]);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    static bool HasCollections(TableEntry table) => table.Definition.Of(IndexKind.Local).Any();

    static AttributeValue? KeyOf(TableEntry table, in WriteOutcome outcome) =>
        (outcome.After.Stored is null ? outcome.Before : outcome.After).Attributes
            .GetValueOrDefault(table.Definition.Keys.Partition.Name);

    static void WriteOne(Utf8JsonWriter json, ItemStore items, TableEntry table, AttributeValue partition)
    {
        var bytes = items.CollectionBytes(table, KeyEncoding.Partition(partition));
        var gigabytes = Math.Min(bytes / Gigabyte, Limits.ItemCollectionGigabytesMax - 1);
        json.WriteStartObject();
        json.WriteStartObject("ItemCollectionKey"u8);
        json.WritePropertyName(table.Definition.Keys.Partition.Name);
        AttributeJson.Write(json, partition);
        json.WriteEndObject();
        json.WriteStartArray("SizeEstimateRangeGB"u8);
        json.WriteNumberValue(gigabytes);
        json.WriteNumberValue(gigabytes + 1);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
