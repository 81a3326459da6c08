namespace GlobalTables.RegionNode.Conformance;

public sealed class BatchWriteItemTests(Dynamo dynamo)
{
    [Fact]
    public async Task Puts_and_deletes_of_several_tables_are_done()
    {
        var gone = await dynamo.PutNewAsync(("a", S("x")));
        var made = dynamo.NewName();

        var answer = await WriteAsync(
            (dynamo.Simple, [Delete(Item(gone)), Put(Item(made, ("a", S("y"))))]),
            (dynamo.Sorted, [Put(Item(made, S("s")))]));

        Assert.Empty(answer.UnprocessedItems);
        Assert.Null(await dynamo.GetAsync(gone));
        Assert.Equal("y", (await dynamo.GetAsync(made))!["a"].S);
        Assert.NotNull(await dynamo.GetAsync(dynamo.Sorted, Item(made, S("s"))));
    }

    [Fact]
    public async Task Deleting_what_is_not_there_succeeds()
    {
        var answer = await WriteAsync((dynamo.Simple, [Delete(Item(dynamo.NewName()))]));

        Assert.Empty(answer.UnprocessedItems);
    }

    [Fact]
    public async Task Twenty_five_writes_are_taken()
    {
        var pks = Enumerable.Range(0, 25).Select(_ => dynamo.NewName()).ToList();

        await WriteAsync((dynamo.Simple, [.. pks.Select(pk => Put(Item(pk)))]));

        Assert.NotNull(await dynamo.GetAsync(pks[24]));
    }

    [Fact]
    public async Task Capacity_is_rounded_for_each_item()
    {
        var answer = await dynamo.Api.BatchWriteItemAsync(new BatchWriteItemRequest
        {
            RequestItems = new()
            {
                [dynamo.Simple] =
                [
                    Put(Item(dynamo.NewName(), ("a", S(new string('x', 300))))),
                    Put(Item(dynamo.NewName(), ("a", S(new string('x', 3500))))),
                ],
            },
            ReturnConsumedCapacity = ReturnConsumedCapacity.TOTAL,
        });

        Assert.Equal(5, Assert.Single(answer.ConsumedCapacity).CapacityUnits);
    }

    [Fact]
    public Task More_than_twenty_five_writes_of_a_table_are_refused() => Refusal.ValidationAboutAsync(
        "failed to satisfy constraint: Map value must satisfy constraint: [Member must have length less than or equal "
        + "to 25, Member must have length greater than or equal to 1]",
        WriteAsync((dynamo.Simple, [.. Enumerable.Range(0, 26).Select(_ => Put(Item(dynamo.NewName())))])));

    [Fact]
    public Task More_than_twenty_five_writes_of_several_tables_are_refused() => Refusal.ValidationAsync(
        "Too many items requested for the BatchWriteItem call",
        WriteAsync(
            (dynamo.Simple, [.. Enumerable.Range(0, 13).Select(_ => Put(Item(dynamo.NewName())))]),
            (dynamo.Sorted, [.. Enumerable.Range(0, 13).Select(_ => Put(Item(dynamo.NewName(), S("s"))))])));

    [Fact]
    public async Task An_item_is_written_once()
    {
        var pk = dynamo.NewName();

        await Refusal.ValidationAsync(
            "Provided list of item keys contains duplicates",
            WriteAsync((dynamo.Simple, [Put(Item(pk)), Delete(Item(pk))])));
    }

    [Fact]
    public Task An_item_has_its_key() => Refusal.ValidationAsync(
        "The provided key element does not match the schema",
        WriteAsync((dynamo.Simple, [Put(Map(("other", S("a"))))])));

    [Fact]
    public Task A_key_has_the_type_of_the_schema() => Refusal.ValidationAsync(
        "The provided key element does not match the schema",
        WriteAsync((dynamo.Simple, [Delete(Map(("pk", N("1"))))])));

    [Fact]
    public async Task What_is_refused_writes_nothing()
    {
        var pk = dynamo.NewName();

        await Refusal.OfAsync(
            "ValidationException", WriteAsync((dynamo.Simple, [Put(Item(pk)), Put(Map(("other", S("a"))))])));

        Assert.Null(await dynamo.GetAsync(pk));
    }

    [Fact]
    public Task A_table_has_to_be_there() =>
        Refusal.NoTableAsync(WriteAsync((dynamo.NewName(), [Put(Item("a"))])));

    Task<BatchWriteItemResponse> WriteAsync(params (string TableName, List<WriteRequest> Writes)[] tables) =>
        dynamo.Api.BatchWriteItemAsync(new BatchWriteItemRequest
        {
            RequestItems = tables.ToDictionary(table => table.TableName, table => table.Writes),
        });

    static WriteRequest Put(Dictionary<string, AttributeValue> item) => new(new PutRequest(item));

    static WriteRequest Delete(Dictionary<string, AttributeValue> key) => new(new DeleteRequest(key));
}
