using System.Text.Json;
using GlobalTables.RegionNode.Expressions;
using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;
using GlobalTables.RegionNode.Tables;

namespace GlobalTables.RegionNode.Http.Operations;

/// <summary>Up to 100 items of several tables, as of one moment.</summary>
static class TransactGetItems
{
    static readonly string[] ExpressionNames = ["ProjectionExpression"];

    public static ValueTask RunAsync(
        ServedRegion region, JsonObject request, AnswerBody answer, CancellationToken cancel)
    {
        var constraints = new Constraints();
        var asked = CommonParameters.CapacityOf(request, ref constraints);
        var items = TransactionParameters.ReadItems(request, ref constraints);
        var gets = new List<Get>(items.Count);
        for (var i = 0; i < items.Count; i++)
        {
            gets.Add(ReadGet(items[i], $"transactItems.{i + 1}.member.get", ref constraints));
        }

        constraints.Check();
        gets = gets.ConvertAll(ReadValues);
        var tables = gets.ConvertAll(get => TableNames.Serving(region.Tables, get.TableName));
        var keys = TransactionItems.Keys(gets.Count, i => (tables[i], KeyOf(gets[i], tables[i])));
        var found = TransactionReader.Read(region.Items, keys);
        WriteAnswer(answer.Json, gets, found);
        var units = tables.Select((table, i) =>
            new TableUnits(table.Name, TransactionCapacity.OfRead(found[i]?.Size ?? 0)));
        TransactionConsumption.Write(answer.Json, asked, TableUnits.Sums(units));
        answer.Json.WriteEndObject();
        return ValueTask.CompletedTask;
    }

    static Get ReadGet(JsonSlice item, string at, ref Constraints constraints)
    {
        var given = item.AsObject()?["Get"u8] ?? default;
        constraints.NotNull(given, at);
        if (given.AsObject() is not { } request)
        {
            return new("", default, null);
        }

        constraints.NotNull(request["Key"u8], $"{at}.key");
        return new(TransactionParameters.TableNameOf(request, at, ref constraints) ?? "", request["Key"u8], request);
    }

    static Get ReadValues(Get get)
    {
        var expressions = ExpressionParameters.Read(get.Request!, ExpressionNames);
        var key = get.GivenKey.AsItem();
        var projection = expressions.Projection();
        expressions.CheckAllUsed();
        return get with { Key = key, Projection = projection };
    }

    static ItemKey KeyOf(Get get, TableEntry table)
    {
        get.Projection?.ThrowIfInsideKeys(table.Definition);
        return ItemKeys.Exactly(table, get.Key);
    }

    static void WriteAnswer(Utf8JsonWriter json, List<Get> gets, IReadOnlyList<StoredItem?> found)
    {
        json.WriteStartObject();
        json.WriteStartArray("Responses"u8);
        for (var i = 0; i < gets.Count; i++)
        {
            json.WriteStartObject();
            if (found[i] is { } item)
            {
                json.WritePropertyName("Item"u8);
                WriteItem(json, item, gets[i].Projection);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    static void WriteItem(Utf8JsonWriter json, StoredItem item, Projection? projection)
    {
        if (projection is null)
        {
            json.WriteRawValue(item.Json, skipInputValidation: true);
        }
        else
        {
            AttributeJson.WriteItem(json, projection.Of(AttributeJson.ReadItem(item.Json)));
        }
    }

    sealed record Get(string TableName, JsonSlice GivenKey, JsonObject? Request)
    {
        public Dictionary<string, AttributeValue> Key { get; init; } = [];

        public Projection? Projection { get; init; }
    }
}
