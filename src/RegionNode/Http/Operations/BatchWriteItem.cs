using System.Text;
using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;
using GlobalTables.RegionNode.Tables;

namespace GlobalTables.RegionNode.Http.Operations;

/// <summary>Up to 25 puts and deletes that do not depend on each other, in one commit.</summary>
static class BatchWriteItem
{
    public static async ValueTask RunAsync(
        ServedRegion region, JsonObject request, AnswerBody answer, CancellationToken cancel)
    {
        var constraints = new Constraints();
        var asked = CommonParameters.CapacityOf(request, ref constraints);
        var tellsMetrics = CommonParameters.TellsMetrics(request, ref constraints);
        var tables = BatchParameters.ReadTables(request, "BatchWriteItem", ref constraints);
        foreach (var (name, value) in tables)
        {
            CheckCount(value.AsList()!.Count, Encoding.UTF8.GetString(name.Span), ref constraints);
        }

        constraints.Check();
        var parts = tables.ConvertAll(Read);
        if (parts.Sum(part => part.Entries.Count) > Limits.BatchWriteItemsMax)
        {
            throw DynamoException.Validation("Too many items requested for the BatchWriteItem call");
        }

        var writes = new List<ItemWrite>();
        foreach (var part in parts)
        {
            var table = TableNames.Serving(region.Tables, TableNames.Checked(part.Name));
            var ofTable = part.Entries.ConvertAll(entry => entry.For(table));
            BatchParameters.CheckDistinct(ofTable.Select(write => write.Key));
            writes.AddRange(ofTable);
        }

        var outcomes = await ItemWriter.RunAsync(region.Writer, writes, cancel);
        WriteAnswer(region, answer, asked, tellsMetrics, writes, outcomes);
    }

    static void CheckCount(int count, string tableName, ref Constraints constraints)
    {
        if (count is 0 or > Limits.BatchWriteItemsMax)
        {
            constraints.Add(
                Constraints.Quoted($"{{{tableName}=[{count} WriteRequest]}}"),
                "requestItems",
                "Map value must satisfy constraint: "
                + $"[Member must have length less than or equal to {Limits.BatchWriteItemsMax}, "
                + "Member must have length greater than or equal to 1]");
        }
    }

    static (string Name, List<Entry> Entries) Read(JsonObject.Member table) =>
        (Encoding.UTF8.GetString(table.Name.Span), table.Value.AsList()!.ConvertAll(ReadEntry));

    static Entry ReadEntry(JsonSlice element)
    {
        var request = element.AsObject();
        var put = request?["PutRequest"u8].AsObject();
        var delete = request?["DeleteRequest"u8].AsObject();
        if (put is null == delete is null)
        {
            throw DynamoException.Validation(
                "Supplied AttributeValue has more than one datatypes set, "
                + "must contain exactly one of the supported datatypes");
        }

        var (given, at) = put is not null
            ? (put["Item"u8], "requestItems.member.putRequest.item")
            : (delete!["Key"u8], "requestItems.member.deleteRequest.key");
        var constraints = new Constraints();
        constraints.NotNull(given, at);
        constraints.Check();
        var attributes = given.AsItem();
        return new Entry(attributes, put is null ? null : NewItem.From(attributes));
    }

    static void WriteAnswer(
        ServedRegion region, AnswerBody answer, ReturnConsumedCapacity asked, bool tellsMetrics,
        List<ItemWrite> writes, WriteOutcome[] outcomes)
    {
        var json = answer.Json;
        json.WriteStartObject();
        json.WriteStartObject("UnprocessedItems"u8);
        json.WriteEndObject();
        if (asked != ReturnConsumedCapacity.None)
        {
            var byTable = writes.Zip(outcomes)
                .GroupBy(pair => pair.First.Table.Name, pair => pair.Second.Use(pair.First.Table.Definition))
                .Select(uses => (uses.Key, uses.Aggregate((sum, use) => sum.With(use))))
                .ToList();
            BatchParameters.WriteCapacity(json, asked, byTable);
        }

        if (tellsMetrics)
        {
            ItemCollections.Write(json, region.Items, writes);
        }

        json.WriteEndObject();
    }

    /// <param name="Attributes">The item to put, or the key to delete.</param>
    /// <param name="Item">The item to put; null for a deletion.</param>
    sealed record Entry(Dictionary<string, AttributeValue> Attributes, StoredItem? Item)
    {
        public ItemWrite For(TableEntry table) => new()
        {
            Table = table,
            Key = Item is null ? ItemKeys.Exactly(table, Attributes) : ItemKeys.OfItemInBatch(table, Attributes),
            Next = _ => Item,
        };
    }
}
