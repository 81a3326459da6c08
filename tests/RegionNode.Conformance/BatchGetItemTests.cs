namespace GlobalTables.RegionNode.Conformance;

public sealed class BatchGetItemTests(Dynamo dynamo)
{
    [Fact]
    public async Task Items_of_several_tables_come_in_one_answer()
    {
        var simple = await dynamo.PutNewAsync(("a", S("x")));
        var sorted = await dynamo.FillAsync(dynamo.Sorted, S("one"), S("two"));

        var answer = await GetAsync(
            (dynamo.Simple, Keys(Item(simple), Item(dynamo.NewName()))),
            (dynamo.Sorted, Keys(Item(sorted, S("one")), Item(sorted, S("two")))));

        Assert.Equal(Text(Item(simple, ("a", S("x")))), Text(Assert.Single(answer.Responses[dynamo.Simple])));
        Assert.Equal(["one", "two"], answer.Responses[dynamo.Sorted].Select(item => item["sk"].S).Order());
        Assert.Empty(answer.UnprocessedKeys);
    }

    [Fact]
    public async Task Where_nothing_is_found_the_list_is_empty()
    {
        var answer = await GetAsync((dynamo.Simple, Keys(Item(dynamo.NewName()))));

        Assert.Empty(answer.Responses[dynamo.Simple]);
    }

    [Fact]
    public async Task Each_table_has_its_own_projection()
    {
        var pk = await dynamo.PutNewAsync(("a", S("x")), ("b", S("y")));

        var answer = await GetAsync((dynamo.Simple, new()
        {
            Keys = [Item(pk)],
            ProjectionExpression = "#b",
            ExpressionAttributeNames = Names(("#b", "b")),
            ConsistentRead = true,
        }));

        Assert.Equal("{b=S:y}", Text(Assert.Single(answer.Responses[dynamo.Simple])));
    }

    [Fact]
    public async Task A_hundred_keys_are_taken()
    {
        var answer = await GetAsync((dynamo.Simple, Keys(Missing(100))));

        Assert.Empty(answer.UnprocessedKeys);
    }

    [Fact]
    public async Task More_than_16_MB_are_left_for_another_request()
    {
        var large = new string('x', 390 * 1024);
        var pks = await Task.WhenAll(Enumerable.Range(0, 45).Select(_ => dynamo.PutNewAsync(("a", S(large)))));

        var first = await GetAsync((dynamo.Simple, Keys([.. pks.Select(pk => Item(pk))])));
        var rest = await dynamo.Api.BatchGetItemAsync(new BatchGetItemRequest { RequestItems = first.UnprocessedKeys });

        var got = first.Responses[dynamo.Simple].Concat(rest.Responses[dynamo.Simple]).Select(item => item["pk"].S);
        Assert.NotEmpty(first.UnprocessedKeys);
        Assert.Equal(pks.Order(), got.Order());
    }

    [Fact]
    public async Task Capacity_is_rounded_for_each_item()
    {
        var one = await dynamo.PutNewAsync(("a", S("x")));
        var other = await dynamo.PutNewAsync(("a", S("x")));

        var answer = await dynamo.Api.BatchGetItemAsync(new BatchGetItemRequest
        {
            RequestItems = new() { [dynamo.Simple] = Keys(Item(one), Item(other)) },
            ReturnConsumedCapacity = ReturnConsumedCapacity.TOTAL,
        });

        Assert.Equal(2, Assert.Single(answer.ConsumedCapacity).CapacityUnits);
    }

    [Fact]
    public Task More_than_a_hundred_keys_of_a_table_are_refused() => Refusal.ValidationAboutAsync(
        "Member must have length less than or equal to 100", GetAsync((dynamo.Simple, Keys(Missing(101)))));

    [Fact]
    public Task More_than_a_hundred_keys_of_several_tables_are_refused() => Refusal.ValidationAsync(
        "Too many items requested for the BatchGetItem call",
        GetAsync(
            (dynamo.Simple, Keys(Missing(60))),
            (dynamo.Sorted, Keys([.. Enumerable.Range(0, 60).Select(at => Item("p", S($"{at}")))]))));

    [Fact]
    public Task A_key_is_asked_for_once() => Refusal.ValidationAsync(
        "Provided list of item keys contains duplicates",
        GetAsync((dynamo.Simple, Keys(Item("a"), Item("a")))));

    [Fact]
    public Task A_key_has_to_fit_the_schema() => Refusal.ValidationAsync(
        "The provided key element does not match the schema",
        GetAsync((dynamo.Simple, Keys(Map(("other", S("a")))))));

    [Fact]
    public Task A_table_has_to_be_there() => Refusal.NoTableAsync(GetAsync((dynamo.NewName(), Keys(Item("a")))));

    Dictionary<string, AttributeValue>[] Missing(int count) =>
        [.. Enumerable.Range(0, count).Select(_ => Item(dynamo.NewName()))];

    Task<BatchGetItemResponse> GetAsync(params (string TableName, KeysAndAttributes Keys)[] tables) =>
        dynamo.Api.BatchGetItemAsync(new BatchGetItemRequest
        {
            RequestItems = tables.ToDictionary(table => table.TableName, table => table.Keys),
        });

    static KeysAndAttributes Keys(params Dictionary<string, AttributeValue>[] keys) =>
        new() { Keys = [.. keys], ConsistentRead = true };
}
