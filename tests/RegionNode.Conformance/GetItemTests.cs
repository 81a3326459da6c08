namespace GlobalTables.RegionNode.Conformance;

public sealed class GetItemTests(Dynamo dynamo)
{
    [Fact]
    public async Task Where_there_is_no_item_the_answer_has_none()
    {
        var answer = await GetAsync(Item(dynamo.NewName()));

        Assert.False(answer.IsItemSet);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Both_consistencies_answer_the_item(bool isConsistent)
    {
        var pk = await dynamo.PutNewAsync(("a", S("x")));

        var answer = await dynamo.Api.GetItemAsync(
            new() { TableName = dynamo.Simple, Key = Item(pk), ConsistentRead = isConsistent });

        // An eventually consistent read may be too early on the real service; here nobody wrote in between.
        Assert.True(!isConsistent || Text(answer.Item) == Text(Item(pk, ("a", S("x")))));
    }

    [Fact]
    public async Task A_projection_takes_what_it_names()
    {
        var pk = await dynamo.PutNewAsync(("a", S("x")), ("b", S("y")), ("c", S("z")));

        var answer = await GetAsync(Item(pk), "a, c, absent");

        Assert.Equal(Text(Map(("a", S("x")), ("c", S("z")))), Text(answer.Item));
    }

    [Fact]
    public async Task A_projection_of_nothing_that_is_there_answers_an_empty_item()
    {
        var pk = await dynamo.PutNewAsync(("a", S("x")));

        var answer = await GetAsync(Item(pk), "absent");

        Assert.Equal(200, (int)answer.HttpStatusCode);
        Assert.Equal("{}", Text(answer.Item ?? []));
    }

    [Fact]
    public async Task A_key_has_to_name_the_partition_key() => await Refusal.ValidationAsync(
        "The provided key element does not match the schema", GetAsync(Map(("other", S("x")))));

    [Fact]
    public async Task A_key_has_no_other_members() => await Refusal.ValidationAsync(
        "The provided key element does not match the schema", GetAsync(Item("a", ("other", S("x")))));

    [Fact]
    public async Task A_key_has_the_type_of_the_schema() => await Refusal.ValidationAsync(
        "The provided key element does not match the schema", GetAsync(Map(("pk", N("1")))));

    [Fact]
    public async Task A_key_needs_the_sort_key_of_its_table() => await Refusal.ValidationAsync(
        "The provided key element does not match the schema",
        dynamo.Api.GetItemAsync(new() { TableName = dynamo.Sorted, Key = Item("a") }));

    [Fact]
    public async Task A_key_is_not_empty() => await Refusal.ValidationAboutAsync(
        "The AttributeValue for a key attribute cannot contain an empty string value. Key: pk", GetAsync(Item("")));

    [Fact]
    public Task A_table_has_to_be_there() => Refusal.NoTableAsync(
        dynamo.Api.GetItemAsync(new() { TableName = dynamo.NewName(), Key = Item("a") }));

    [Fact]
    public async Task Names_are_for_expressions_only() => await Refusal.ValidationAsync(
        "ExpressionAttributeNames can only be specified when using expressions",
        dynamo.Api.GetItemAsync(new()
        {
            TableName = dynamo.Simple,
            Key = Item("a"),
            ExpressionAttributeNames = Names(("#a", "a")),
        }));

    [Theory]
    [InlineData(true, 1.0)]
    [InlineData(false, 0.5)]
    public async Task A_read_of_up_to_4_KB_costs_one_unit_or_half_of_it(bool isConsistent, double units)
    {
        var pk = await dynamo.PutNewAsync(("a", S("x")));

        var answer = await dynamo.Api.GetItemAsync(new()
        {
            TableName = dynamo.Simple,
            Key = Item(pk),
            ConsistentRead = isConsistent,
            ReturnConsumedCapacity = ReturnConsumedCapacity.TOTAL,
        });

        Assert.Equal(units, answer.ConsumedCapacity.CapacityUnits);
        Assert.Equal(dynamo.Simple, answer.ConsumedCapacity.TableName);
    }

    [Fact]
    public async Task A_read_of_more_than_4_KB_costs_more()
    {
        var pk = await dynamo.PutNewAsync(("a", S(new string('x', 5000))));

        var answer = await dynamo.Api.GetItemAsync(new()
        {
            TableName = dynamo.Simple,
            Key = Item(pk),
            ConsistentRead = true,
            ReturnConsumedCapacity = ReturnConsumedCapacity.INDEXES,
        });

        Assert.Equal(2, answer.ConsumedCapacity.CapacityUnits);
        Assert.Equal(2, answer.ConsumedCapacity.Table.CapacityUnits);
    }

    Task<GetItemResponse> GetAsync(Dictionary<string, AttributeValue> key, string? projection = null) =>
        dynamo.Api.GetItemAsync(new()
        {
            TableName = dynamo.Simple,
            Key = key,
            ProjectionExpression = projection,
            ConsistentRead = true,
        });
}
