using static GlobalTables.RegionNode.Conformance.Service.Transactions;

namespace GlobalTables.RegionNode.Conformance;

public sealed class TransactWriteItemsTests(Dynamo dynamo)
{
    [Fact]
    public async Task All_actions_are_done_across_tables()
    {
        var (made, changed, gone, seen) = (dynamo.NewName(), await dynamo.PutNewAsync(("n", N("1"))),
            await dynamo.PutNewAsync(), await dynamo.PutNewAsync());

        await dynamo.TransactAsync(
            Put(dynamo.Sorted, Item(made, S("s"), ("a", S("x")))),
            Update(dynamo.Simple, Item(changed), "ADD n :one", (":one", N("1"))),
            Delete(dynamo.Simple, Item(gone)),
            Check(dynamo.Simple, Item(seen), "attribute_exists(pk)"));

        Assert.Equal("x", (await dynamo.GetAsync(dynamo.Sorted, Item(made, S("s"))))!["a"].S);
        Assert.Equal("2", (await dynamo.GetAsync(changed))!["n"].N);
        Assert.Null(await dynamo.GetAsync(gone));
        Assert.Equal($"{{pk=S:{seen}}}", Text(await dynamo.GetAsync(seen)));
    }

    [Fact]
    public async Task An_update_makes_an_item_that_is_not_there()
    {
        var pk = dynamo.NewName();

        await dynamo.TransactAsync(Update(dynamo.Simple, Item(pk), "SET a = :a", (":a", S("x"))));

        Assert.Equal($"{{a=S:x, pk=S:{pk}}}", Text(await dynamo.GetAsync(pk)));
    }

    [Fact]
    public async Task One_that_fails_cancels_all_and_says_which()
    {
        var (present, wanted, other) = (await dynamo.PutNewAsync(("a", S("old"))), dynamo.NewName(), dynamo.NewName());

        await CancelledAsync(
            dynamo.TransactAsync(
                Put(dynamo.Simple, Item(wanted)),
                Put(dynamo.Simple, Item(present, ("a", S("new"))), "attribute_not_exists(pk)"),
                Check(dynamo.Simple, Item(other), "attribute_exists(pk)")),
            "None", ConditionFailed, ConditionFailed);

        Assert.Null(await dynamo.GetAsync(wanted));
        Assert.Equal("old", (await dynamo.GetAsync(present))!["a"].S);
    }

    [Fact]
    public async Task The_item_that_failed_a_condition_is_told_on_request()
    {
        var (present, missing) = (await dynamo.PutNewAsync(("a", S("old"))), dynamo.NewName());
        var told = Put(dynamo.Simple, Item(present), "attribute_not_exists(pk)");
        told.Put.ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure.ALL_OLD;
        var nothingToTell = Check(dynamo.Simple, Item(missing), "attribute_exists(pk)");
        nothingToTell.ConditionCheck.ReturnValuesOnConditionCheckFailure =
            ReturnValuesOnConditionCheckFailure.ALL_OLD;

        var refusal = await CancelledAsync(
            dynamo.TransactAsync(told, nothingToTell), ConditionFailed, ConditionFailed);

        Assert.Equal($"{{a=S:old, pk=S:{present}}}", Text(refusal.CancellationReasons[0].Item));
        Assert.True(refusal.CancellationReasons[1].Item is not { Count: > 0 });
    }

    [Fact]
    public async Task An_update_that_does_not_fit_the_item_cancels()
    {
        var pk = await dynamo.PutNewAsync(("a", S("text")));

        await CancelledAsync(
            dynamo.TransactAsync(
                Put(dynamo.Simple, Item(dynamo.NewName())),
                Update(dynamo.Simple, Item(pk), "SET b = missing")),
            "None", "ValidationError: The provided expression refers to an attribute that does not exist in the item");
        await CancelledAsync(
            dynamo.TransactAsync(Update(dynamo.Simple, Item(pk), "ADD a :n", (":n", N("1")))),
            "ValidationError: An operand in the update expression has an incorrect data type");
    }

    [Fact]
    public async Task A_put_that_is_too_large_fails_the_request_and_an_update_cancels_it()
    {
        var text = S(new string('x', 400 * 1024));

        await Refusal.ValidationAsync(
            "Item size has exceeded the maximum allowed size",
            dynamo.TransactAsync(Put(dynamo.Simple, Item(dynamo.NewName(), ("a", text)))));
        await CancelledAsync(
            dynamo.TransactAsync(Update(dynamo.Simple, Item(dynamo.NewName()), "SET a = :a", (":a", text))),
            "ValidationError: Item size to update has exceeded the maximum allowed size");
    }

    [Fact]
    public async Task A_key_that_does_not_match_the_schema_cancels()
    {
        await CancelledAsync(
            dynamo.TransactAsync(
                Put(dynamo.Simple, Map(("pk", N("5")))),
                Delete(dynamo.Simple, Map(("pk", N("5")))),
                Check(dynamo.Simple, Map(("other", S("x"))), "attribute_exists(pk)"),
                Update(dynamo.Simple, Map(("pk", L(S("x")))), "SET a = :a", (":a", S("x"))),
                Put(dynamo.Simple, Map(("other", S("x")))),
                Put(dynamo.Simple, Item(dynamo.NewName()))),
            "ValidationError: One or more parameter values were invalid: Type mismatch for key pk expected: S actual: N",
            "ValidationError: The provided key element does not match the schema",
            "ValidationError: The provided key element does not match the schema",
            "ValidationError: The provided key element does not match the schema",
            "ValidationError: One or more parameter values were invalid: Missing the key pk in the item",
            "None");
        await CancelledAsync(
            dynamo.TransactAsync(Update(dynamo.Simple, Item("a"), "SET pk = :a", (":a", S("x")))),
            "ValidationError: One or more parameter values were invalid: Cannot update attribute pk. "
            + "This attribute is part of the key");
    }

    [Fact]
    public async Task An_empty_key_fails_the_request()
    {
        const string message = "One or more parameter values are not valid. The AttributeValue for a key attribute "
            + "cannot contain an empty string value. Key: pk";

        await Refusal.ValidationAsync(message, dynamo.TransactAsync(Put(dynamo.Simple, Item(""))));
        await Refusal.ValidationAsync(message, dynamo.TransactAsync(Delete(dynamo.Simple, Item(""))));
        await Refusal.ValidationAsync(
            message, dynamo.TransactAsync(Check(dynamo.Simple, Item(""), "attribute_exists(pk)")));
        await Refusal.ValidationAsync(
            message, dynamo.TransactAsync(Update(dynamo.Simple, Item(""), "SET a = :a", (":a", S("x")))));
    }

    [Fact]
    public async Task An_item_is_in_one_action_only()
    {
        const string message = "Transaction request cannot include multiple operations on one item";
        var pk = dynamo.NewName();

        await Refusal.ValidationAsync(
            message, dynamo.TransactAsync(Put(dynamo.Simple, Item(pk)), Delete(dynamo.Simple, Item(pk))));
        await Refusal.ValidationAsync(
            message,
            dynamo.TransactAsync(
                Check(dynamo.Sorted, Item(pk, S("s")), "attribute_not_exists(pk)"),
                Put(dynamo.Sorted, Map(("sk", S("s")), ("pk", S(pk))))));
        await dynamo.TransactAsync(Put(dynamo.Simple, Item(pk)), Put(dynamo.Sorted, Item(pk, S("s"))));
    }

    [Fact]
    public async Task A_hundred_actions_are_taken_and_no_more()
    {
        TransactWriteItem[] Puts(int count) =>
            [.. Enumerable.Range(0, count).Select(_ => Put(dynamo.Simple, Item(dynamo.NewName())))];
        var puts = Puts(100);

        await dynamo.TransactAsync(puts);

        Assert.NotNull(await dynamo.GetAsync(puts[99].Put.Item["pk"].S));
        await Refusal.ValidationAboutAsync(
            "failed to satisfy constraint: Member must have length less than or equal to 100",
            dynamo.TransactAsync(Puts(101)));
        await Refusal.ValidationAboutAsync(
            "failed to satisfy constraint: Member must have length greater than or equal to 1",
            dynamo.Api.TransactWriteItemsAsync(new() { TransactItems = [] }));
    }

    [Fact]
    public async Task The_items_have_4_MB_at_most()
    {
        TransactWriteItem[] Puts(int count) =>
            [.. Enumerable.Range(0, count).Select(_ =>
                Put(dynamo.Simple, Item(dynamo.NewName(), ("a", S(new string('x', 350_000))))))];

        await dynamo.TransactAsync(Puts(10));
        await Refusal.OfAsync("ValidationException", dynamo.TransactAsync(Puts(13)));
    }

    [Fact]
    public Task A_table_has_to_be_there() => Refusal.NoTableAsync(dynamo.TransactAsync(
        Put(dynamo.Simple, Item(dynamo.NewName())), Put(dynamo.NewName(), Item("a"))));

    [Fact]
    public async Task What_the_request_itself_breaks_is_told_before_tables_are_looked_for()
    {
        var first = dynamo.NewName();
        var noTable = Put(dynamo.NewName(), Item("a"));
        var unused = Check(dynamo.Simple, Item("a"), "attribute_not_exists(pk)");
        unused.ConditionCheck.ExpressionAttributeValues = Map((":v", S("x")));

        await Refusal.ValidationAsync(
            "Invalid ConditionExpression: Syntax error; token: \"<EOF>\", near: \"(\"",
            dynamo.TransactAsync(noTable, Check(dynamo.Simple, Item("a"), "attribute_not_exists(")));
        await Refusal.ValidationAsync(
            "Value provided in ExpressionAttributeValues unused in expressions: keys: {:v}",
            dynamo.TransactAsync(noTable, unused));
        await Refusal.ValidationAsync(
            "Value provided in ExpressionAttributeValues unused in expressions: keys: {:v}",
            dynamo.TransactAsync(Put(dynamo.Simple, Item("a")), unused));
        await Refusal.ValidationAsync(
            "1 validation error detected: Value 'bad!name' at 'transactItems.2.member.update.tableName' failed to "
            + "satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+",
            dynamo.TransactAsync(
                Put(dynamo.Simple, Item(first)), Update("bad!name", Item("a"), "SET a = :a", (":a", S("x")))));
        Assert.Null(await dynamo.GetAsync(first));
    }

    [Fact]
    public async Task Unknown_choices_are_told_together()
    {
        var request = new TransactWriteItemsRequest
        {
            TransactItems = [Put(dynamo.NewName(), Item("a"))],
            ReturnConsumedCapacity = "BOGUS",
            ReturnItemCollectionMetrics = "BOGUS2",
        };

        await Refusal.ValidationAsync(
            "2 validation errors detected: Value 'BOGUS' at 'returnConsumedCapacity' failed to satisfy constraint: "
            + "Member must satisfy enum value set: [INDEXES, TOTAL, NONE]; Value 'BOGUS2' at "
            + "'returnItemCollectionMetrics' failed to satisfy constraint: Member must satisfy enum value set: "
            + "[SIZE, NONE]",
            dynamo.Api.TransactWriteItemsAsync(request));
    }

    [Fact]
    public async Task An_action_is_exactly_one()
    {
        var both = Put(dynamo.Simple, Item("a"));
        both.Delete = Delete(dynamo.Simple, Item("a")).Delete;

        await Refusal.ValidationAsync(
            "TransactItems can only contain one of Check, Put, Update or Delete", dynamo.TransactAsync(both));
        await Refusal.ValidationAboutAsync(
            "TransactWriteRequest should contain Delete or Put or Update", dynamo.TransactAsync(new TransactWriteItem()));
    }

    [Fact]
    public async Task Everything_costs_twice_by_table()
    {
        var large = await dynamo.PutNewAsync(("a", S(new string('x', 3000))));

        var answer = await dynamo.Api.TransactWriteItemsAsync(new()
        {
            TransactItems =
            [
                Put(dynamo.Simple, Item(dynamo.NewName())),
                Check(dynamo.Simple, Item(large), "attribute_exists(pk)"),
                Put(dynamo.Sorted, Item(dynamo.NewName(), S("s"))),
                Delete(dynamo.Simple, Item(dynamo.NewName())),
            ],
            ReturnConsumedCapacity = ReturnConsumedCapacity.TOTAL,
        });

        var byTable = answer.ConsumedCapacity.ToDictionary(capacity => capacity.TableName);
        Assert.Equal((2 + 6 + 2, 10), (byTable[dynamo.Simple].CapacityUnits, byTable[dynamo.Simple].WriteCapacityUnits));
        Assert.Equal(2, byTable[dynamo.Sorted].CapacityUnits);
        Assert.Null(byTable[dynamo.Simple].Table);
        Assert.Null(byTable[dynamo.Simple].ReadCapacityUnits);
    }
}
