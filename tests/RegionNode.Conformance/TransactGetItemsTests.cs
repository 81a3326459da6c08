using static GlobalTables.RegionNode.Conformance.Service.Transactions;

namespace GlobalTables.RegionNode.Conformance;

public sealed class TransactGetItemsTests(Dynamo dynamo)
{
    [Fact]
    public async Task Items_of_several_tables_come_in_order()
    {
        var (one, other) = (await dynamo.PutNewAsync(("a", S("x"))), dynamo.NewName());
        await dynamo.PutAsync(dynamo.Sorted, Item(other, S("s"), ("b", S("y"))));

        var answer = await dynamo.TransactGetAsync(
            Get(dynamo.Sorted, Item(other, S("s"))), Get(dynamo.Simple, Item(dynamo.NewName())),
            Get(dynamo.Simple, Item(one)));

        Assert.Equal(3, answer.Responses.Count);
        Assert.Equal("y", answer.Responses[0].Item["b"].S);
        Assert.True(answer.Responses[1].Item is not { Count: > 0 });
        Assert.Equal("x", answer.Responses[2].Item["a"].S);
    }

    [Fact]
    public async Task Only_what_the_projection_names_comes()
    {
        var pk = await dynamo.PutNewAsync(("a", M(("b", S("x")), ("c", S("y")))), ("d", S("z")));
        var get = Get(dynamo.Simple, Item(pk));
        get.ProjectionExpression = "#a.b";
        get.ExpressionAttributeNames = Names(("#a", "a"));

        var answer = await dynamo.TransactGetAsync(get);

        Assert.Equal("{a=M:{b=S:x}}", Text(Assert.Single(answer.Responses).Item));
    }

    [Fact]
    public async Task Everything_costs_twice_and_what_is_missing_too()
    {
        var pk = await dynamo.PutNewAsync(("a", S(new string('x', 5000))));
        var request = new TransactGetItemsRequest
        {
            TransactItems =
            [
                new() { Get = Get(dynamo.Simple, Item(pk)) },
                new() { Get = Get(dynamo.Simple, Item(dynamo.NewName())) },
            ],
            ReturnConsumedCapacity = ReturnConsumedCapacity.TOTAL,
        };

        var capacity = Assert.Single((await dynamo.Api.TransactGetItemsAsync(request)).ConsumedCapacity);

        Assert.Equal((6, 6, null), (capacity.CapacityUnits, capacity.ReadCapacityUnits, capacity.WriteCapacityUnits));
        Assert.Equal(dynamo.Simple, capacity.TableName);
    }

    [Fact]
    public async Task A_key_that_does_not_match_the_schema_cancels()
    {
        await CancelledAsync(
            dynamo.TransactGetAsync(
                Get(dynamo.Simple, Item(dynamo.NewName())), Get(dynamo.Simple, []), Get(dynamo.Simple, Map(("pk", N("1"))))),
            "None",
            "ValidationError: The provided key element does not match the schema",
            "ValidationError: The provided key element does not match the schema");
    }

    [Fact]
    public async Task An_item_is_asked_for_once()
    {
        var pk = await dynamo.PutNewAsync();

        await Refusal.ValidationAsync(
            "Transaction request cannot include multiple operations on one item",
            dynamo.TransactGetAsync(Get(dynamo.Simple, Item(pk)), Get(dynamo.Simple, Item(pk))));
    }

    [Fact]
    public async Task A_hundred_items_are_taken_and_no_more()
    {
        Get[] Gets(int count) =>
            [.. Enumerable.Range(0, count).Select(_ => Get(dynamo.Simple, Item(dynamo.NewName())))];

        Assert.Equal(100, (await dynamo.TransactGetAsync(Gets(100))).Responses.Count);
        await Refusal.ValidationAboutAsync(
            "failed to satisfy constraint: Member must have length less than or equal to 100",
            dynamo.TransactGetAsync(Gets(101)));
        await Refusal.ValidationAboutAsync(
            "failed to satisfy constraint: Member must have length greater than or equal to 1",
            dynamo.Api.TransactGetItemsAsync(new() { TransactItems = [] }));
    }

    [Fact]
    public Task A_table_has_to_be_there() => Refusal.NoTableAsync(dynamo.TransactGetAsync(
        Get(dynamo.Simple, Item("a")), Get(dynamo.NewName(), Item("a"))));

    [Fact]
    public async Task What_the_request_itself_breaks_is_told_first()
    {
        var wrong = Get(dynamo.NewName(), Item("a"));
        wrong.ProjectionExpression = "!!!";

        await Refusal.ValidationAsync(
            "Invalid ProjectionExpression: Syntax error; token: \"!\", near: \"!!\"", dynamo.TransactGetAsync(wrong));
        await Refusal.ValidationAsync(
            "1 validation error detected: Value 'bad!name' at 'transactItems.2.member.get.tableName' failed to "
            + "satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+",
            dynamo.TransactGetAsync(Get(dynamo.NewName(), Item("a")), Get("bad!name", Item("a"))));
        await Refusal.ValidationAsync(
            "1 validation error detected: Value 'BOGUS' at 'returnConsumedCapacity' failed to satisfy constraint: "
            + "Member must satisfy enum value set: [INDEXES, TOTAL, NONE]",
            dynamo.Api.TransactGetItemsAsync(new()
            {
                TransactItems = [new() { Get = Get(dynamo.NewName(), Item("a")) }],
                ReturnConsumedCapacity = "BOGUS",
            }));
    }

    [Fact]
    public async Task The_items_have_4_MB_at_most()
    {
        var pks = new List<string>();
        for (var i = 0; i < 13; i++)
        {
            pks.Add(await dynamo.PutNewAsync(("a", S(new string('x', 350_000)))));
        }

        var read = await dynamo.TransactGetAsync([.. pks.Take(10).Select(pk => Get(dynamo.Simple, Item(pk)))]);
        Assert.All(read.Responses, response => Assert.Equal(350_000, response.Item["a"].S.Length));
        await Assert.ThrowsAnyAsync<AmazonDynamoDBException>(
            () => dynamo.TransactGetAsync([.. pks.Select(pk => Get(dynamo.Simple, Item(pk)))]));
    }
}
