using static GlobalTables.RegionNode.Conformance.Indexes.IndexRequests;

namespace GlobalTables.RegionNode.Conformance.Indexes;

/// <summary>What writes must keep for the sake of indexes, and what they do to them.</summary>
public sealed class IndexedWriteTests(Dynamo dynamo) : IAsyncLifetime
{
    const string Empty =
        "One or more parameter values are not valid. A value specified for a secondary index key is not supported. "
        + "The AttributeValue for a key attribute cannot contain an empty string value. IndexName: global, IndexKey: g";

    const string Mismatch =
        "One or more parameter values were invalid: Type mismatch for Index Key g Expected: S Actual: N "
        + "IndexName: global";

    string table = "";

    public async ValueTask InitializeAsync() => table = await dynamo.MakeTableAsync(dynamo.Table()
        .With(Global("global", ("g", KeyType.HASH)), Text("g"))
        .With(Local("local", "n"), Number("n")));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task An_entry_goes_with_its_item()
    {
        var g = dynamo.NewName();
        await dynamo.PutAsync(table, Item("moving", S("a"), ("g", S(g)), ("v", S("1"))));
        Assert.Equal("1", (await ByAsync(g, 1)).Of("v"));

        await UpdateAsync("moving", "SET v = :v", (":v", S("2")));
        Assert.Equal("2", (await ByAsync(g, 1)).Of("v"));

        await UpdateAsync("moving", "SET g = :g", (":g", S(g + "2")));
        await ByAsync(g, 0);
        await ByAsync(g + "2", 1);

        await UpdateAsync("moving", "REMOVE g");
        await ByAsync(g + "2", 0);

        await UpdateAsync("moving", "SET g = :g", (":g", S(g)));
        await ByAsync(g, 1);
        await dynamo.Api.DeleteItemAsync(new() { TableName = table, Key = Item("moving", S("a")) });
        await ByAsync(g, 0);
    }

    [Fact]
    public Task A_put_of_another_type() => Refusal.ValidationAsync(
        Mismatch, dynamo.PutAsync(table, Item("p", S("a"), ("g", N("1")))));

    [Fact]
    public Task A_put_of_an_empty_text() => Refusal.ValidationAsync(
        Empty, dynamo.PutAsync(table, Item("p", S("a"), ("g", S("")))));

    [Fact]
    public Task A_put_of_a_key_that_is_too_long() => Refusal.ValidationAsync(
        "One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of2048 bytes",
        dynamo.PutAsync(table, Item("p", S("a"), ("g", S(new string('x', 2049))))));

    [Theory]
    [InlineData("1", Mismatch)]
    [InlineData("", Empty)]
    public async Task A_batch_writes_nothing_then(string value, string message)
    {
        var fitting = dynamo.NewName();
        await Refusal.ValidationAsync(message, dynamo.Api.BatchWriteItemAsync(new BatchWriteItemRequest
        {
            RequestItems = new()
            {
                [table] =
                [
                    new() { PutRequest = new() { Item = Item(fitting, S("a")) } },
                    new()
                    {
                        PutRequest = new() { Item = Item("p", S("a"), ("g", value == "" ? S("") : N(value))) },
                    },
                ],
            },
        }));
        Assert.Null(await dynamo.GetAsync(table, Item(fitting, S("a"))));
    }

    [Theory]
    [InlineData("SET g = :n", Mismatch)]
    [InlineData("ADD g :n", Mismatch)]
    [InlineData("SET g = held", "The update expression attempted to update the secondary index key to unsupported type")]
    [InlineData("SET g = :e",
        "One or more parameter values are not valid. The update expression attempted to update a secondary index key "
        + "to a value that is not supported. The AttributeValue for a key attribute cannot contain an empty string "
        + "value.")]
    [InlineData("SET g.a = :n",
        "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: IndexKey: g")]
    public async Task An_update_to_what_does_not_fit(string expression, string message)
    {
        var pk = dynamo.NewName();
        await dynamo.PutAsync(table, Item(pk, S("a"), ("held", N("1"))));
        var values = new[] { (":n", N("1")), (":e", S("")) };
        await Refusal.ValidationAsync(message, UpdateAsync(
            pk, expression, [.. values.Where(value => expression.Contains(value.Item1))]));
    }

    [Fact]
    public async Task An_update_of_something_else()
    {
        await UpdateAsync("fresh", "SET v = :v", (":v", N("1")));
        Assert.NotNull(await dynamo.GetAsync(table, Item("fresh", S("a"))));
    }

    Task<List<Dictionary<string, AttributeValue>>> ByAsync(string g, int count) =>
        dynamo.QueryAsync(count, () => Query(table, "global", "g = :g", (":g", S(g))));

    Task<UpdateItemResponse> UpdateAsync(
        string pk, string expression, params (string Name, AttributeValue Value)[] values) =>
        dynamo.Api.UpdateItemAsync(new()
        {
            TableName = table,
            Key = Item(pk, S("a")),
            UpdateExpression = expression,
            ExpressionAttributeValues = values.Length == 0 ? null : Map(values),
        });
}
