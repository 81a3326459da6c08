using static GlobalTables.RegionNode.Conformance.Indexes.IndexRequests;

namespace GlobalTables.RegionNode.Conformance.Indexes;

/// <summary>What operations cost the indexes of a table, apart from the table.</summary>
public sealed class IndexCapacityTests(Dynamo dynamo) : IAsyncLifetime
{
    string table = "";

    public async ValueTask InitializeAsync() => table = await dynamo.MakeTableAsync(dynamo.Table()
        .With(Global("global", ("g", KeyType.HASH)).Projecting(Including("v")), Text("g"))
        .With(Local("local", "l", KeysOnly()), Text("l")));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Writes_cost_the_indexes_that_they_change()
    {
        var pk = dynamo.NewName();
        Assert.Equal("3 1 g1 l1", await PutAsync(pk, ("g", S("a")), ("l", S("l")), ("v", S("v"))));

        // The same again, and what no index sees.
        Assert.Equal("1 1 g0 l0", await PutAsync(pk, ("g", S("a")), ("l", S("l")), ("v", S("v"))));
        Assert.Equal("1 1 g0 l0", await UpdateAsync(pk, "SET held = :o", (":o", S("o"))));

        // In place, and to another place.
        Assert.Equal("2 1 g1 l0", await UpdateAsync(pk, "SET v = :v", (":v", S("w"))));
        Assert.Equal("3 1 g2 l0", await UpdateAsync(pk, "SET g = :g", (":g", S("b"))));

        // By the size of the entry: the larger one where it stays, each its own where it moves.
        Assert.Equal("6 3 g3 l0", await UpdateAsync(pk, "SET v = :v", (":v", S(new string('x', 3000)))));
        Assert.Equal("7 3 g4 l0", await UpdateAsync(pk, "SET g = :g, v = :v", (":g", S("c")), (":v", S("small"))));
        Assert.Equal("2 1 g1 l0", await UpdateAsync(pk, "REMOVE g"));

        var deleted = await dynamo.Api.DeleteItemAsync(new()
        {
            TableName = table,
            Key = Item(pk, S("s")),
            ReturnConsumedCapacity = ReturnConsumedCapacity.INDEXES,
        });
        Assert.Equal("2 1 g0 l1", Told(deleted.ConsumedCapacity));
    }

    [Fact]
    public async Task Nothing_else_is_told_of_TOTAL()
    {
        var answer = await dynamo.Api.PutItemAsync(new()
        {
            TableName = table,
            Item = Item(dynamo.NewName(), S("s"), ("g", S("a"))),
            ReturnConsumedCapacity = ReturnConsumedCapacity.TOTAL,
        });
        Assert.Equal(2, answer.ConsumedCapacity.CapacityUnits);
        Assert.Null(answer.ConsumedCapacity.Table);
        Assert.Null(answer.ConsumedCapacity.GlobalSecondaryIndexes);
    }

    [Fact]
    public async Task A_batch_costs_the_sum()
    {
        var answer = await dynamo.Api.BatchWriteItemAsync(new BatchWriteItemRequest
        {
            RequestItems = new()
            {
                [table] =
                [
                    .. Enumerable.Range(0, 3).Select(place => new WriteRequest
                    {
                        PutRequest = new()
                        {
                            Item = Item(dynamo.NewName(), S("s"), ("g", S("a")), ("l", S($"{place}"))),
                        },
                    }),
                ],
            },
            ReturnConsumedCapacity = ReturnConsumedCapacity.INDEXES,
        });
        Assert.Equal("9 3 g3 l3", Told(Assert.Single(answer.ConsumedCapacity)));
    }

    [Fact]
    public async Task Reads_cost_the_index()
    {
        var pk = dynamo.NewName();
        await PutAsync(pk, ("g", S(pk)), ("l", S("l")), ("v", S("v")), ("x", S(new string('x', 5000))));
        await dynamo.QueryAsync(1, () => Query(table, "global", "g = :g", (":g", S(pk))));
        Assert.Equal("0.5 0 g0.5 l0", await QueryAsync("global", "g = :g", pk, isConsistent: false));
        Assert.Equal("1 0 g0 l1", await QueryAsync("local", "pk = :g", pk, isConsistent: true));

        // The item, which has more than the index, is fetched besides.
        Assert.Equal("3 2 g0 l1", await QueryAsync("local", "pk = :g", pk, isConsistent: true, Select.ALL_ATTRIBUTES));
    }

    async Task<string> QueryAsync(
        string index, string condition, string value, bool isConsistent, Select? select = null)
    {
        var query = Query(table, index, condition, (":g", S(value)));
        (query.ConsistentRead, query.Select) = (isConsistent, select);
        query.ReturnConsumedCapacity = ReturnConsumedCapacity.INDEXES;
        return Told((await dynamo.Api.QueryAsync(query)).ConsumedCapacity);
    }

    async Task<string> PutAsync(string pk, params (string, AttributeValue)[] attributes)
    {
        var answer = await dynamo.Api.PutItemAsync(new()
        {
            TableName = table,
            Item = Item(pk, S("s"), attributes),
            ReturnConsumedCapacity = ReturnConsumedCapacity.INDEXES,
        });
        return Told(answer.ConsumedCapacity);
    }

    async Task<string> UpdateAsync(string pk, string expression, params (string, AttributeValue)[] values)
    {
        var answer = await dynamo.Api.UpdateItemAsync(new()
        {
            TableName = table,
            Key = Item(pk, S("s")),
            UpdateExpression = expression,
            ExpressionAttributeValues = values.Length == 0 ? null : Map(values),
            ReturnConsumedCapacity = ReturnConsumedCapacity.INDEXES,
        });
        return Told(answer.ConsumedCapacity);
    }

    static string Told(ConsumedCapacity capacity) => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{capacity.CapacityUnits} {capacity.Table.CapacityUnits} "
        + $"g{UnitsOf(capacity.GlobalSecondaryIndexes, "global")} l{UnitsOf(capacity.LocalSecondaryIndexes, "local")}");

    static double UnitsOf(Dictionary<string, Capacity>? indexes, string name) =>
        indexes is not null && indexes.TryGetValue(name, out var capacity) ? capacity.CapacityUnits ?? 0 : 0;
}
