namespace GlobalTables.RegionNode.Conformance;

public sealed class PutItemTests(Dynamo dynamo)
{
    [Fact]
    public async Task An_item_that_was_put_is_read_back()
    {
        var item = Item(dynamo.NewName(), ("colour", S("red")), ("count", N("3")));

        await dynamo.PutAsync(dynamo.Simple, item);

        Assert.Equal(Text(item), Text(await dynamo.GetAsync(item["pk"].S)));
    }

    [Fact]
    public async Task An_item_takes_the_place_of_the_whole_item_before()
    {
        var pk = await dynamo.PutNewAsync(("old", S("x")), ("both", S("x")));

        await dynamo.PutAsync(dynamo.Simple, Item(pk, ("both", S("y"))));

        Assert.Equal(Text(Item(pk, ("both", S("y")))), Text(await dynamo.GetAsync(pk)));
    }

    [Fact]
    public async Task Items_differ_by_their_sort_keys()
    {
        var pk = await dynamo.FillAsync(dynamo.Sorted, S("a"), S("b"));

        Assert.Equal("0", (await dynamo.GetAsync(dynamo.Sorted, Item(pk, S("a"))))!["n"].N);
        Assert.Equal("1", (await dynamo.GetAsync(dynamo.Sorted, Item(pk, S("b"))))!["n"].N);
    }

    [Fact]
    public async Task ALL_OLD_answers_the_item_that_was_replaced()
    {
        var pk = await dynamo.PutNewAsync(("a", S("before")));

        var answer = await PutAsync(Item(pk, ("a", S("after"))), ReturnValue.ALL_OLD);

        Assert.Equal(Text(Item(pk, ("a", S("before")))), Text(answer.Attributes));
    }

    [Fact]
    public async Task ALL_OLD_answers_no_attributes_for_a_new_item()
    {
        var answer = await PutAsync(Item(dynamo.NewName()), ReturnValue.ALL_OLD);

        Assert.Null(answer.Attributes);
    }

    [Fact]
    public async Task Nothing_is_returned_unless_it_was_asked_for()
    {
        var pk = await dynamo.PutNewAsync(("a", S("before")));

        Assert.Null((await PutAsync(Item(pk), null)).Attributes);
        Assert.Null((await PutAsync(Item(pk), ReturnValue.NONE)).Attributes);
    }

    [Theory]
    [InlineData("ALL_NEW")]
    [InlineData("UPDATED_OLD")]
    [InlineData("UPDATED_NEW")]
    public Task Only_the_old_item_can_be_returned(string returnValues) => Refusal.ValidationAsync(
        "ReturnValues can only be ALL_OLD or NONE",
        PutAsync(Item(dynamo.NewName()), ReturnValue.FindValue(returnValues)));

    [Fact]
    public Task ReturnValues_is_one_of_a_set() => Refusal.ValidationAsync(
        "1 validation error detected: Value 'EVERYTHING' at 'returnValues' failed to satisfy constraint: "
        + "Member must satisfy enum value set: [ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW]",
        PutAsync(Item(dynamo.NewName()), new ReturnValue("EVERYTHING")));

    [Fact]
    public async Task A_condition_that_holds_lets_the_item_in()
    {
        var pk = await dynamo.PutNewAsync(("version", N("1")));

        await PutIfAsync(Item(pk, ("version", N("2"))), "version = :v", N("1"));

        Assert.Equal("2", (await dynamo.GetAsync(pk))!["version"].N);
    }

    [Fact]
    public async Task A_condition_that_fails_leaves_the_item_as_it_is()
    {
        var pk = await dynamo.PutNewAsync(("version", N("1")));

        await Refusal.ConditionAsync(PutIfAsync(Item(pk, ("version", N("2"))), "version = :v", N("7")));

        Assert.Equal("1", (await dynamo.GetAsync(pk))!["version"].N);
    }

    [Fact]
    public async Task Attribute_not_exists_on_the_key_keeps_what_is_there()
    {
        var pk = dynamo.NewName();
        await PutIfAsync(Item(pk), "attribute_not_exists(pk)");

        await Refusal.ConditionAsync(PutIfAsync(Item(pk), "attribute_not_exists(pk)"));
    }

    [Fact]
    public async Task A_failed_condition_tells_the_item_that_failed_it_when_asked()
    {
        var stored = Item(await dynamo.PutNewAsync(("version", N("1"))), ("version", N("1")));

        var refusal = await Refusal.ConditionAsync(dynamo.Api.PutItemAsync(new()
        {
            TableName = dynamo.Simple,
            Item = Item(stored["pk"].S),
            ConditionExpression = "attribute_not_exists(pk)",
            ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure.ALL_OLD,
        }));

        Assert.Equal(Text(stored), Text(refusal.Item));
    }

    [Fact]
    public async Task A_failed_condition_tells_no_item_when_not_asked()
    {
        var pk = await dynamo.PutNewAsync();

        var refusal = await Refusal.ConditionAsync(PutIfAsync(Item(pk), "attribute_not_exists(pk)"));

        Assert.Null(refusal.Item);
    }

    [Fact]
    public async Task A_failed_condition_tells_no_item_where_there_is_none()
    {
        var refusal = await Refusal.ConditionAsync(dynamo.Api.PutItemAsync(new()
        {
            TableName = dynamo.Simple,
            Item = Item(dynamo.NewName()),
            ConditionExpression = "attribute_exists(pk)",
            ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure.ALL_OLD,
        }));

        Assert.Null(refusal.Item);
    }

    [Fact]
    public Task A_table_has_to_be_there() => Refusal.NoTableAsync(
        dynamo.Api.PutItemAsync(new() { TableName = dynamo.NewName(), Item = Item("a") }));

    Task<PutItemResponse> PutAsync(Dictionary<string, AttributeValue> item, ReturnValue? returnValues) =>
        dynamo.Api.PutItemAsync(new() { TableName = dynamo.Simple, Item = item, ReturnValues = returnValues });

    Task<PutItemResponse> PutIfAsync(
        Dictionary<string, AttributeValue> item, string condition, AttributeValue? v = null) =>
        dynamo.Api.PutItemAsync(new()
        {
            TableName = dynamo.Simple,
            Item = item,
            ConditionExpression = condition,
            ExpressionAttributeValues = v is null ? null : Map((":v", v)),
        });
}
