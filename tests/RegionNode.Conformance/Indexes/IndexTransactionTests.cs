using System.Globalization;
using static GlobalTables.RegionNode.Conformance.Indexes.IndexRequests;
using static GlobalTables.RegionNode.Conformance.Service.Transactions;

namespace GlobalTables.RegionNode.Conformance.Indexes;

/// <summary>Transactions keep indexes as single writes do, and refuse what does not fit them.</summary>
public sealed class IndexTransactionTests(Dynamo dynamo) : IAsyncLifetime
{
    const string Mismatch =
        "One or more parameter values were invalid: Type mismatch for Index Key g Expected: S Actual: N "
        + "IndexName: global";

    string table = "";

    public async ValueTask InitializeAsync() => table = await dynamo.MakeTableAsync(dynamo.Table()
        .With(Global("global", ("g", KeyType.HASH)), Text("g"))
        .With(Local("local", "l"), Text("l")));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Entries_go_with_their_items()
    {
        var (come, gone) = (dynamo.NewName(), dynamo.NewName());
        await dynamo.PutAsync(table, Item("gone", S("a"), ("g", S(gone))));
        await dynamo.PutAsync(table, Item("seen", S("a"), ("g", S("seen"))));

        await dynamo.TransactAsync(
            Put(table, Item("put", S("a"), ("g", S(come)))),
            Update(table, Item("updated", S("a")), "SET g = :g", (":g", S(come))),
            Delete(table, Item("gone", S("a"))),
            Check(table, Item("seen", S("a")), "attribute_exists(pk)"));

        Assert.Equal(["put", "updated"], (await ByAsync(come, 2)).Select(item => item["pk"].S).Order());
        await ByAsync(gone, 0);
        await ByAsync("seen", 1);
    }

    [Fact]
    public Task A_put_of_another_type_cancels() => CancelledAsync(
        dynamo.TransactAsync(Put(table, Item("fits", S("a"))), Put(table, Item("p", S("a"), ("g", N("1"))))),
        "None", $"ValidationError: {Mismatch}");

    [Fact]
    public Task An_update_to_another_type_cancels() => CancelledAsync(
        dynamo.TransactAsync(Update(table, Item("p", S("a")), "SET g = :n", (":n", N("1")))),
        $"ValidationError: {Mismatch}");

    [Fact]
    public async Task An_update_that_takes_another_type_from_the_item_cancels()
    {
        await dynamo.PutAsync(table, Item("p", S("a"), ("held", N("1"))));
        await CancelledAsync(
            dynamo.TransactAsync(Update(table, Item("p", S("a")), "SET g = held")),
            "ValidationError: The update expression attempted to update the secondary index key to unsupported type");
    }

    [Fact]
    public Task A_put_of_an_empty_key_fails_the_request() => Refusal.ValidationAsync(
        "One or more parameter values are not valid. A value specified for a secondary index key is not supported. "
        + "The AttributeValue for a key attribute cannot contain an empty string value. "
        + "IndexName: global, IndexKey: g",
        dynamo.TransactAsync(Put(table, Item("p", S("a"), ("g", S(""))))));

    [Fact]
    public Task An_update_to_an_empty_key_fails_the_request() => Refusal.ValidationAsync(
        "One or more parameter values are not valid. The update expression attempted to update a secondary index key "
        + "to a value that is not supported. The AttributeValue for a key attribute cannot contain an empty string "
        + "value.",
        dynamo.TransactAsync(Update(table, Item("p", S("a")), "SET g = :e", (":e", S("")))));

    [Fact]
    public async Task The_table_costs_twice_and_an_index_once()
    {
        var pk = dynamo.NewName();
        Assert.Equal(
            "W4 W2 gW1 lW1", await CostAsync(null, Put(table, Item(pk, S("a"), ("g", S("a")), ("l", S("l"))))));
        Assert.Equal(
            "W5 W2 gW2 lW1", await CostAsync(null, Update(table, Item(pk, S("a")), "SET g = :g", (":g", S("b")))));
        Assert.Equal("W2 W2 g l", await CostAsync(null, Check(table, Item(pk, S("a")), "attribute_exists(pk)")));

        // Carried out once: the second time its items are read, and no index is.
        var token = dynamo.NewName();
        Assert.Equal("W4 W2 gW1 lW1", await CostAsync(token, Delete(table, Item(pk, S("a")))));
        Assert.Equal("R2 R2 g l", await CostAsync(token, Delete(table, Item(pk, S("a")))));
    }

    [Fact]
    public async Task The_sizes_of_collections_are_told()
    {
        var answer = await dynamo.Api.TransactWriteItemsAsync(new()
        {
            TransactItems =
            [
                Put(table, Item("p", S("a"))),
                Put(table, Item("p", S("b"))),
                Check(table, Item("seen", S("a")), "attribute_not_exists(pk)"),
            ],
            ReturnItemCollectionMetrics = ReturnItemCollectionMetrics.SIZE,
        });

        var metrics = Assert.Single(answer.ItemCollectionMetrics[table]);
        Assert.Equal("{pk=S:p}", Text(metrics.ItemCollectionKey));
        Assert.Equal([0, 1], metrics.SizeEstimateRangeGB);
    }

    async Task<string> CostAsync(string? token, TransactWriteItem action)
    {
        var answer = await dynamo.Api.TransactWriteItemsAsync(new()
        {
            TransactItems = [action],
            ClientRequestToken = token,
            ReturnConsumedCapacity = ReturnConsumedCapacity.INDEXES,
        });
        var cost = Assert.Single(answer.ConsumedCapacity);
        return Units(cost.CapacityUnits, cost.ReadCapacityUnits, cost.WriteCapacityUnits)
            + " " + Units(cost.Table)
            + " g" + Units(cost.GlobalSecondaryIndexes?.GetValueOrDefault("global"))
            + " l" + Units(cost.LocalSecondaryIndexes?.GetValueOrDefault("local"));
    }

    static string Units(Capacity? capacity) => capacity is null
        ? ""
        : Units(capacity.CapacityUnits, capacity.ReadCapacityUnits, capacity.WriteCapacityUnits);

    static string Units(double? units, double? read, double? write)
    {
        Assert.Equal(units, read ?? write);
        return string.Create(CultureInfo.InvariantCulture, $"{(read is null ? "W" : "R")}{units}");
    }

    Task<List<Dictionary<string, AttributeValue>>> ByAsync(string g, int count) =>
        dynamo.QueryAsync(count, () => Query(table, "global", "g = :g", (":g", S(g))));
}
