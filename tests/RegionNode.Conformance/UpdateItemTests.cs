namespace GlobalTables.RegionNode.Conformance;

public sealed class UpdateItemTests(Dynamo dynamo)
{
    [Fact]
    public async Task An_update_makes_the_item_where_there_is_none()
    {
        var pk = dynamo.NewName();

        await dynamo.UpdateAsync(pk, "SET a = :a", (":a", S("x")));

        Assert.Equal(Text(Item(pk, ("a", S("x")))), Text(await dynamo.GetAsync(pk)));
    }

    [Fact]
    public async Task An_update_without_an_expression_makes_an_item_of_the_key()
    {
        var pk = dynamo.NewName();

        await dynamo.Api.UpdateItemAsync(new() { TableName = dynamo.Simple, Key = Item(pk) });

        Assert.Equal(Text(Item(pk)), Text(await dynamo.GetAsync(pk)));
    }

    [Fact]
    public async Task An_update_leaves_the_other_attributes()
    {
        var pk = await dynamo.PutNewAsync(("a", S("x")), ("b", S("y")));

        await dynamo.UpdateAsync(pk, "SET a = :a", (":a", S("z")));

        Assert.Equal(Text(Item(pk, ("a", S("z")), ("b", S("y")))), Text(await dynamo.GetAsync(pk)));
    }

    [Theory]
    [InlineData("NONE", "nothing")]
    [InlineData("ALL_OLD", "{a=S:old, b=N:1, c=S:same, pk=S:KEY}")]
    [InlineData("UPDATED_OLD", "{a=S:old, b=N:1}")]
    [InlineData("ALL_NEW", "{a=S:new, b=N:2, c=S:same, d=S:new, pk=S:KEY}")]
    [InlineData("UPDATED_NEW", "{a=S:new, b=N:2, d=S:new}")]
    public async Task Return_values_are_those_asked_for(string returnValues, string expected)
    {
        var pk = await dynamo.PutNewAsync(("a", S("old")), ("b", N("1")), ("c", S("same")));

        var answer = await ReturnAsync(pk, "SET a = :new, b = b + :one, d = :new", returnValues);

        Assert.Equal(expected.Replace("KEY", pk, StringComparison.Ordinal), Text(answer.Attributes));
    }

    [Theory]
    [InlineData("ALL_OLD", "nothing")]
    [InlineData("UPDATED_OLD", "nothing")]
    [InlineData("ALL_NEW", "{a=S:new, pk=S:KEY}")]
    [InlineData("UPDATED_NEW", "{a=S:new}")]
    public async Task Return_values_of_a_new_item_have_nothing_old(string returnValues, string expected)
    {
        var pk = dynamo.NewName();

        var answer = await ReturnAsync(pk, "SET a = :new", returnValues);

        Assert.Equal(expected.Replace("KEY", pk, StringComparison.Ordinal), Text(answer.Attributes));
    }

    [Fact]
    public async Task UPDATED_NEW_answers_only_the_changed_part_of_a_map()
    {
        var pk = await dynamo.PutNewAsync(("m", M(("x", N("1")), ("y", N("2")))));

        var answer = await ReturnAsync(pk, "SET m.x = :new", "UPDATED_NEW");

        Assert.Equal("{m=M:{x=S:new}}", Text(answer.Attributes));
    }

    [Fact]
    public async Task UPDATED_OLD_of_a_removal_answers_what_was_removed()
    {
        var pk = await dynamo.PutNewAsync(("a", S("x")), ("b", S("y")));

        var answer = await ReturnAsync(pk, "REMOVE a", "UPDATED_OLD");

        Assert.Equal("{a=S:x}", Text(answer.Attributes));
    }

    [Fact]
    public async Task UPDATED_NEW_of_a_removal_answers_nothing()
    {
        var pk = await dynamo.PutNewAsync(("a", S("x")), ("b", S("y")));

        var answer = await ReturnAsync(pk, "REMOVE a", "UPDATED_NEW");

        Assert.Null(answer.Attributes);
    }

    [Fact]
    public async Task A_condition_that_holds_lets_the_update_through()
    {
        var pk = await dynamo.PutNewAsync(("a", N("1")));

        await UpdateIfAsync(pk, "a = :one");

        Assert.Equal("2", (await dynamo.GetAsync(pk))!["a"].N);
    }

    [Fact]
    public async Task A_condition_that_fails_changes_nothing_and_tells_the_item()
    {
        var pk = await dynamo.PutNewAsync(("a", N("5")));

        var refusal = await Refusal.ConditionAsync(UpdateIfAsync(pk, "a = :one"));

        Assert.Equal(Text(Item(pk, ("a", N("5")))), Text(refusal.Item));
        Assert.Equal("5", (await dynamo.GetAsync(pk))!["a"].N);
    }

    [Fact]
    public async Task A_condition_that_fails_makes_no_item()
    {
        var pk = dynamo.NewName();

        var refusal = await Refusal.ConditionAsync(UpdateIfAsync(pk, "a = :one"));

        Assert.Null(refusal.Item);
        Assert.Null(await dynamo.GetAsync(pk));
    }

    [Fact]
    public async Task Counters_lose_no_increment()
    {
        var pk = dynamo.NewName();

        await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => dynamo.UpdateAsync(pk, "ADD n :one", (":one", N("1")))));

        Assert.Equal("40", (await dynamo.GetAsync(pk))!["n"].N);
    }

    [Fact]
    public async Task A_key_attribute_is_not_updated() => await Refusal.ValidationAsync(
        "One or more parameter values were invalid: Cannot update attribute pk. This attribute is part of the key",
        dynamo.UpdateAsync(dynamo.NewName(), "SET pk = :a", (":a", S("x"))));

    [Fact]
    public Task A_key_has_to_fit_the_schema() => Refusal.ValidationAsync(
        "The provided key element does not match the schema",
        dynamo.Api.UpdateItemAsync(new() { TableName = dynamo.Sorted, Key = Item("a") }));

    [Fact]
    public Task A_table_has_to_be_there() => Refusal.NoTableAsync(
        dynamo.Api.UpdateItemAsync(new() { TableName = dynamo.NewName(), Key = Item("a") }));

    Task<UpdateItemResponse> ReturnAsync(string pk, string expression, string returnValues)
    {
        var values = Map((":new", S("new")), (":one", N("1")));
        return dynamo.Api.UpdateItemAsync(new()
        {
            TableName = dynamo.Simple,
            Key = Item(pk),
            UpdateExpression = expression,
            ExpressionAttributeValues = values.Where(value => expression.Contains(value.Key, StringComparison.Ordinal))
                .ToDictionary() is { Count: > 0 } used ? used : null,
            ReturnValues = ReturnValue.FindValue(returnValues),
        });
    }

    Task<UpdateItemResponse> UpdateIfAsync(string pk, string condition) => dynamo.Api.UpdateItemAsync(new()
    {
        TableName = dynamo.Simple,
        Key = Item(pk),
        UpdateExpression = "SET a = a + :one",
        ConditionExpression = condition,
        ExpressionAttributeValues = Map((":one", N("1"))),
        ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure.ALL_OLD,
    });
}
