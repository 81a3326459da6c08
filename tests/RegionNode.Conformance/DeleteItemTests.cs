namespace GlobalTables.RegionNode.Conformance;

public sealed class DeleteItemTests(Dynamo dynamo)
{
    [Fact]
    public async Task A_deleted_item_is_gone()
    {
        var pk = await dynamo.PutNewAsync(("a", S("x")));

        await DeleteAsync(pk);

        Assert.Null(await dynamo.GetAsync(pk));
    }

    [Fact]
    public async Task Deleting_what_is_not_there_succeeds()
    {
        var answer = await DeleteAsync(dynamo.NewName(), ReturnValue.ALL_OLD);

        Assert.Null(answer.Attributes);
    }

    [Fact]
    public async Task Only_the_item_of_that_sort_key_goes()
    {
        var pk = await dynamo.FillAsync(dynamo.Sorted, S("a"), S("b"));

        await dynamo.Api.DeleteItemAsync(new() { TableName = dynamo.Sorted, Key = Item(pk, S("a")) });

        Assert.Null(await dynamo.GetAsync(dynamo.Sorted, Item(pk, S("a"))));
        Assert.NotNull(await dynamo.GetAsync(dynamo.Sorted, Item(pk, S("b"))));
    }

    [Fact]
    public async Task An_item_can_be_put_again_after_it_was_deleted()
    {
        var pk = await dynamo.PutNewAsync(("a", S("x")));
        await DeleteAsync(pk);

        await dynamo.PutAsync(dynamo.Simple, Item(pk, ("a", S("y"))));

        Assert.Equal("y", (await dynamo.GetAsync(pk))!["a"].S);
    }

    [Fact]
    public async Task ALL_OLD_answers_the_item_that_went()
    {
        var pk = await dynamo.PutNewAsync(("a", S("x")));

        var answer = await DeleteAsync(pk, ReturnValue.ALL_OLD);

        Assert.Equal(Text(Item(pk, ("a", S("x")))), Text(answer.Attributes));
    }

    [Theory]
    [InlineData("ALL_NEW")]
    [InlineData("UPDATED_OLD")]
    [InlineData("UPDATED_NEW")]
    public Task Only_the_old_item_can_be_returned(string returnValues) => Refusal.ValidationAsync(
        "ReturnValues can only be ALL_OLD or NONE",
        DeleteAsync(dynamo.NewName(), ReturnValue.FindValue(returnValues)));

    [Fact]
    public async Task A_condition_that_fails_keeps_the_item_and_tells_it()
    {
        var pk = await dynamo.PutNewAsync(("state", S("open")));

        var refusal = await Refusal.ConditionAsync(dynamo.Api.DeleteItemAsync(new()
        {
            TableName = dynamo.Simple,
            Key = Item(pk),
            ConditionExpression = "#s = :s",
            ExpressionAttributeNames = Names(("#s", "state")),
            ExpressionAttributeValues = Map((":s", S("closed"))),
            ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure.ALL_OLD,
        }));

        Assert.Equal(Text(Item(pk, ("state", S("open")))), Text(refusal.Item));
        Assert.NotNull(await dynamo.GetAsync(pk));
    }

    [Fact]
    public async Task A_condition_on_an_item_that_is_not_there_fails() => await Refusal.ConditionAsync(
        dynamo.Api.DeleteItemAsync(new()
        {
            TableName = dynamo.Simple,
            Key = Item(dynamo.NewName()),
            ConditionExpression = "attribute_exists(pk)",
        }));

    [Fact]
    public Task A_key_has_to_fit_the_schema() => Refusal.ValidationAsync(
        "The provided key element does not match the schema",
        dynamo.Api.DeleteItemAsync(new() { TableName = dynamo.Simple, Key = Map(("pk", N("1"))) }));

    [Fact]
    public Task A_table_has_to_be_there() => Refusal.NoTableAsync(
        dynamo.Api.DeleteItemAsync(new() { TableName = dynamo.NewName(), Key = Item("a") }));

    Task<DeleteItemResponse> DeleteAsync(string pk, ReturnValue? returnValues = null) =>
        dynamo.Api.DeleteItemAsync(new()
        {
            TableName = dynamo.Simple,
            Key = Item(pk),
            ReturnValues = returnValues,
        });
}
