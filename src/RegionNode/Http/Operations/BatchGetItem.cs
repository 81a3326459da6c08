using System.Text;
using System.Text.Json;
using GlobalTables.RegionNode.Expressions;
using GlobalTables.RegionNode.Http.Legacy;
using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;
using GlobalTables.RegionNode.Tables;

namespace GlobalTables.RegionNode.Http.Operations;

/// <summary>Reads up to 100 items of several tables; what does not fit into 16 MB is left over.</summary>
static class BatchGetItem
{
    static readonly string[] Legacy = ["AttributesToGet"];
    static readonly string[] ExpressionNames = ["ProjectionExpression"];

    public static ValueTask RunAsync(
        ServedRegion region, JsonObject request, AnswerBody answer, CancellationToken cancel)
    {
        var constraints = new Constraints();
        var asked = CommonParameters.CapacityOf(request, ref constraints);
        var tables = BatchParameters.ReadTables(request, "BatchGetItem", ref constraints);
        foreach (var (name, value) in tables)
        {
            var (part, tableName) = (value.AsObject()!, Encoding.UTF8.GetString(name.Span));
            CheckKeys(part["Keys"u8], tableName, ref constraints);
            AttributesToGetParameter.CheckConstraints(
                part, $"requestItems.{tableName}.member.attributesToGet", ref constraints);
        }

        constraints.Check();
        var parts = tables.ConvertAll(table => Read(region, table));
        if (parts.Sum(part => part.Keys.Count) > Limits.BatchGetKeysMax)
        {
            throw DynamoException.Validation("Too many items requested for the BatchGetItem call");
        }

        WriteAnswer(region, answer, parts, asked);
        return ValueTask.CompletedTask;
    }

    static void CheckKeys(JsonSlice keys, string tableName, ref Constraints constraints)
    {
        constraints.NotNull(keys, $"requestItems.{tableName}.member.keys");
        var count = keys.AsList()?.Count;
        if (count == 0)
        {
            constraints.Add(
                "'[]'",
                $"requestItems.{tableName}.member.keys",
                "Member must have length greater than or equal to 1");
        }

        if (count > Limits.BatchGetKeysMax)
        {
            throw DynamoException.Validation(
                $"1 validation error detected: Value at 'RequestItems.{tableName}.member.Keys' failed to satisfy "
                + $"constraint: Member must have length less than or equal to {Limits.BatchGetKeysMax}");
        }
    }

    static Part Read(ServedRegion region, JsonObject.Member member)
    {
        var name = Encoding.UTF8.GetString(member.Name.Span);
        var request = member.Value.AsObject()!;
        LegacyParameters.CheckNotMixed(request, Legacy, ExpressionNames);
        var expressions = ExpressionParameters.Read(request, ExpressionNames);
        var projection = expressions.Projection() ?? AttributesToGetParameter.Read(request);
        expressions.CheckAllUsed();
        var keys = request["Keys"u8].AsList()!;
        var values = keys.ConvertAll(key => key.AsItem());
        var table = TableNames.Serving(region.Tables, TableNames.Checked(name));
        projection?.ThrowIfInsideKeys(table.Definition);
        var itemKeys = values.ConvertAll(key => ItemKeys.Exactly(table, key));
        BatchParameters.CheckDistinct(itemKeys);
        return new Part
        {
            Name = name,
            Request = request,
            Table = table,
            Keys = itemKeys,
            GivenKeys = keys,
            Projection = projection,
            IsConsistent = request["ConsistentRead"u8].AsBoolean() ?? false,
        };
    }

    static void WriteAnswer(
        ServedRegion region, AnswerBody answer, List<Part> parts, ReturnConsumedCapacity asked)
    {
        var json = answer.Json;
        json.WriteStartObject();
        json.WriteStartObject("Responses"u8);
        var bytesLeft = (long)Limits.ResponseBytesMax;
        foreach (var part in parts)
        {
            json.WriteStartArray(part.Name);
            bytesLeft -= WriteItems(region.Items, json, part, bytesLeft);
            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteStartObject("UnprocessedKeys"u8);
        foreach (var part in parts.Where(part => part.Done < part.Keys.Count))
        {
            WriteUnprocessed(json, part);
        }

        json.WriteEndObject();
        BatchParameters.WriteCapacity(
            json, asked, parts.ConvertAll(part => (part.Table.Name, new CapacityUse { Table = part.Units })));
        json.WriteEndObject();
    }

    /// <summary>Writes items as long as there is room, and says how much of it they took.</summary>
    static long WriteItems(ItemStore store, Utf8JsonWriter json, Part part, long room)
    {
        using var item = new AnswerBody();
        var taken = 0L;
        while (part.Done < part.Keys.Count)
        {
            item.Clear();
            var key = part.Keys[part.Done];
            var found = ItemReader.TryRead(store, part.Table, key, part.Projection, item, out var size);
            if (taken + size > room)
            {
                return room;
            }

            taken += size;
            part.Done++;
            part.Units += Capacity.OfRead(found ? size : 0, part.IsConsistent);
            if (found)
            {
                json.WriteRawValue(item.Written.Span, skipInputValidation: true);
            }
        }

        return taken;
    }

    /// <summary>What the client sends next, when it sends it as it is.</summary>
    static void WriteUnprocessed(Utf8JsonWriter json, Part part)
    {
        json.WriteStartObject(part.Name);
        for (var i = 0; i < part.Request.Count; i++)
        {
            var (name, value) = part.Request.At(i);
            if (!name.Span.SequenceEqual("Keys"u8))
            {
                json.WritePropertyName(name.Span);
                json.WriteRawValue(value.Utf8.Span, skipInputValidation: true);
            }
        }

        json.WriteStartArray("Keys"u8);
        for (var i = part.Done; i < part.GivenKeys.Count; i++)
        {
            json.WriteRawValue(part.GivenKeys[i].Utf8.Span, skipInputValidation: true);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>One table's part of the batch, and how far it is done.</summary>
    sealed class Part
    {
        public required string Name { get; init; }

        public required JsonObject Request { get; init; }

        public required TableEntry Table { get; init; }

        public required List<ItemKey> Keys { get; init; }

        public required List<JsonSlice> GivenKeys { get; init; }

        public required Projection? Projection { get; init; }

        public required bool IsConsistent { get; init; }

        public int Done { get; set; }

        public double Units { get; set; }
    }
}
