namespace GlobalTables.RegionNode.Conformance;

public sealed class LimitsTests(Dynamo dynamo)
{
    const int ItemBytesMax = 400 * 1024;

    [Fact]
    public async Task An_item_of_400_KB_is_taken()
    {
        var pk = dynamo.NewName();

        await dynamo.PutAsync(dynamo.Simple, Item(pk, ("a", Filling(pk, ItemBytesMax))));

        Assert.NotNull(await dynamo.GetAsync(pk));
    }

    [Fact]
    public async Task One_byte_more_is_not()
    {
        var pk = dynamo.NewName();

        await Refusal.ValidationAsync(
            "Item size has exceeded the maximum allowed size",
            dynamo.PutAsync(dynamo.Simple, Item(pk, ("a", Filling(pk, ItemBytesMax + 1)))));
    }

    [Fact]
    public async Task An_update_does_not_make_an_item_larger_than_that()
    {
        var pk = dynamo.NewName();
        await dynamo.PutAsync(dynamo.Simple, Item(pk, ("a", Filling(pk, ItemBytesMax))));

        await Refusal.ValidationAsync(
            "Item size to update has exceeded the maximum allowed size",
            dynamo.UpdateAsync(pk, "SET b = :b", (":b", S("x"))));
    }

    [Theory]
    [InlineData(2048)]
    [InlineData(2049)]
    public async Task A_partition_key_has_at_most_2048_bytes(int bytes)
    {
        var put = dynamo.PutAsync(dynamo.Simple, Item(dynamo.NewName().PadRight(bytes, 'x')));
        if (bytes <= 2048)
        {
            await put;
            return;
        }

        await Refusal.ValidationAsync(
            "One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of2048 "
            + "bytes",
            put);
    }

    [Theory]
    [InlineData(1024)]
    [InlineData(1025)]
    public async Task A_sort_key_has_at_most_1024_bytes(int bytes)
    {
        var put = dynamo.PutAsync(dynamo.Sorted, Item(dynamo.NewName(), S(new string('x', bytes))));
        if (bytes <= 1024)
        {
            await put;
            return;
        }

        await Refusal.ValidationAsync(
            "One or more parameter values were invalid: Aggregated size of all range keys has exceeded the size limit "
            + "of 1024 bytes",
            put);
    }

    [Fact]
    public async Task Thirty_two_levels_are_taken()
    {
        var pk = await dynamo.PutNewAsync(("a", Nested(32)));

        Assert.Equal(Text(Nested(32)), Text((await dynamo.GetAsync(pk))!["a"]));
    }

    [Fact]
    public Task Thirty_three_are_not() => Refusal.ValidationAsync(
        "Nesting Levels have exceeded supported limits: "
        + "Attributes in the item have nested levels beyond supported limit",
        dynamo.PutNewAsync(("a", Nested(33))));

    [Fact]
    public Task An_expression_has_at_most_4096_bytes() => Refusal.ValidationAboutAsync(
        "Expression size has exceeded the maximum allowed size",
        dynamo.UpdateAsync(dynamo.NewName(), "REMOVE " + new string('a', 4096)));

    [Fact]
    public Task IN_takes_at_most_a_hundred_operands()
    {
        var values = Enumerable.Range(0, 101).Select(at => ($":v{at}", N($"{at}"))).ToArray();
        return Refusal.ValidationAboutAsync(
            "Invalid ConditionExpression: The IN operator is provided with too many operands; number of operands: 101",
            dynamo.Api.DeleteItemAsync(new()
            {
                TableName = dynamo.Simple,
                Key = Item(dynamo.NewName()),
                ConditionExpression = $"a IN ({string.Join(", ", values.Select(value => value.Item1))})",
                ExpressionAttributeValues = Map(values),
            }));
    }

    [Fact]
    public async Task A_write_costs_a_unit_for_each_begun_KB_of_the_larger_item()
    {
        var pk = await dynamo.PutNewAsync(("a", S(new string('x', 3000))));

        var answer = await dynamo.Api.PutItemAsync(new()
        {
            TableName = dynamo.Simple,
            Item = Item(pk),
            ReturnConsumedCapacity = ReturnConsumedCapacity.TOTAL,
        });

        Assert.Equal(3, answer.ConsumedCapacity.CapacityUnits);
    }

    // Names and values count: pk and its value, a and its value.
    static AttributeValue Filling(string pk, int bytes) =>
        S(new string('x', bytes - "pk".Length - pk.Length - "a".Length));

    /// <summary>A value of so many levels, of which the innermost is a string.</summary>
    static AttributeValue Nested(int levels) => levels == 1 ? S("x") : L(Nested(levels - 1));
}
