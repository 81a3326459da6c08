namespace GlobalTables.RegionNode.Conformance.Legacy;

/// <summary>Conditions of writes from before expressions.</summary>
public sealed class ExpectedTests(Dynamo dynamo)
{
    static readonly (string, AttributeValue)[] Item =
    [
        ("n", N("5")), ("s", S("hello")), ("b", B(1, 2, 3)), ("l", L(N("1"), S("x"))), ("ns", NS("1", "2")),
        ("null", Null()),
    ];

    [Theory]
    [InlineData("n", "EQ", "N:5", true)]
    [InlineData("n", "EQ", "S:5", false)]
    [InlineData("absent", "EQ", "N:5", false)]
    [InlineData("ns", "EQ", "NS:2,1", true)]
    [InlineData("n", "NE", "N:5", false)]
    [InlineData("n", "NE", "S:5", true)]
    [InlineData("absent", "NE", "N:5", true)]
    [InlineData("n", "LT", "N:6", true)]
    [InlineData("n", "LT", "N:5", false)]
    [InlineData("n", "LE", "N:5", true)]
    [InlineData("n", "GT", "N:5", false)]
    [InlineData("n", "GE", "N:5", true)]
    [InlineData("s", "GT", "N:5", false)]
    [InlineData("absent", "LT", "N:6", false)]
    [InlineData("n", "BETWEEN", "N:5 N:6", true)]
    [InlineData("n", "BETWEEN", "N:6 N:7", false)]
    [InlineData("l", "BETWEEN", "N:6 N:7", false)]
    [InlineData("n", "IN", "N:4 N:5", true)]
    [InlineData("ns", "IN", "N:1 N:2", false)]
    [InlineData("s", "BEGINS_WITH", "S:hell", true)]
    [InlineData("n", "BEGINS_WITH", "S:5", false)]
    [InlineData("s", "CONTAINS", "S:ell", true)]
    [InlineData("l", "CONTAINS", "S:x", true)]
    [InlineData("ns", "CONTAINS", "N:2", true)]
    [InlineData("ns", "CONTAINS", "N:3", false)]
    [InlineData("absent", "CONTAINS", "N:3", false)]
    [InlineData("s", "NOT_CONTAINS", "S:ell", false)]
    [InlineData("s", "NOT_CONTAINS", "N:1", true)]
    [InlineData("ns", "NOT_CONTAINS", "N:3", true)]
    [InlineData("absent", "NOT_CONTAINS", "N:3", false)]
    [InlineData("null", "NOT_NULL", "", true)]
    [InlineData("absent", "NOT_NULL", "", false)]
    [InlineData("null", "NULL", "", false)]
    [InlineData("absent", "NULL", "", true)]
    public async Task Operators_compare_an_attribute_with_values(
        string attribute, string comparison, string values, bool holds)
    {
        var pk = await dynamo.PutNewAsync(Item);

        var write = UpdateAsync(pk, (attribute, Compare(comparison, values)));

        await AssertHoldsAsync(holds, write);
        Assert.Equal(holds, (await dynamo.GetAsync(pk))!.ContainsKey("done"));
    }

    [Theory]
    [InlineData("n", null, "N:5", true)]
    [InlineData("n", true, "N:5", true)]
    [InlineData("n", true, "N:6", false)]
    [InlineData("absent", null, "N:5", false)]
    [InlineData("n", false, null, false)]
    [InlineData("absent", false, null, true)]
    public async Task A_value_or_absence_is_told_without_an_operator(
        string attribute, bool? exists, string? value, bool holds)
    {
        var pk = await dynamo.PutNewAsync(Item);
        var expected = new ExpectedAttributeValue
        {
            Exists = exists,
            Value = value is null ? null : LegacyRequests.Values(value)[0],
        };

        await AssertHoldsAsync(holds, UpdateAsync(pk, (attribute, expected)));
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("AND", false)]
    [InlineData("OR", true)]
    public async Task Conditions_are_combined_as_asked(string? conditional, bool holds)
    {
        var pk = await dynamo.PutNewAsync(Item);

        var write = dynamo.Api.PutItemAsync(new()
        {
            TableName = dynamo.Simple,
            Item = Values.Item(pk),
            Expected = new() { ["n"] = Compare("EQ", "N:5"), ["s"] = Compare("EQ", "S:other") },
            ConditionalOperator = conditional,
        });

        await AssertHoldsAsync(holds, write);
    }

    [Fact]
    public async Task A_deletion_has_conditions_too()
    {
        var pk = await dynamo.PutNewAsync(("a", N("1")));

        await Refusal.ConditionAsync(DeleteAsync(pk, "N:2"));
        Assert.NotNull(await dynamo.GetAsync(pk));
        await DeleteAsync(pk, "N:1");

        Assert.Null(await dynamo.GetAsync(pk));
    }

    [Fact]
    public async Task A_failed_condition_tells_the_item_where_asked()
    {
        var pk = await dynamo.PutNewAsync(("a", N("1")));

        var refusal = await Refusal.ConditionAsync(dynamo.Api.PutItemAsync(new()
        {
            TableName = dynamo.Simple,
            Item = Values.Item(pk),
            Expected = new() { ["a"] = new() { Exists = false } },
            ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure.ALL_OLD,
        }));

        Assert.Equal(Text(Values.Item(pk, ("a", N("1")))), Text(refusal.Item));
    }

    [Fact]
    public async Task No_condition_at_all_is_none()
    {
        var pk = await dynamo.PutNewAsync();

        await UpdateAsync(pk);

        Assert.True((await dynamo.GetAsync(pk))!.ContainsKey("done"));
    }

    [Theory]
    [InlineData("EQ", "N:1 N:2", "Invalid number of argument(s) for the EQ ComparisonOperator")]
    [InlineData("NULL", "N:1", "Invalid number of argument(s) for the NULL ComparisonOperator")]
    [InlineData("BETWEEN", "N:1", "Invalid number of argument(s) for the BETWEEN ComparisonOperator")]
    [InlineData("BEGINS_WITH", "N:1", "ComparisonOperator BEGINS_WITH is not valid for N AttributeValue type")]
    [InlineData("LE", "NS:1", "ComparisonOperator LE is not valid for NS AttributeValue type")]
    [InlineData("CONTAINS", "NS:1", "ComparisonOperator CONTAINS is not valid for NS AttributeValue type")]
    [InlineData("IN", "N:1 S:a", "AttributeValues inside AttributeValueList must be of same type")]
    public async Task Values_fit_the_operator(string comparison, string values, string message) =>
        await Refusal.ValidationAboutAsync(
            "One or more parameter values were invalid: " + message,
            UpdateAsync(dynamo.NewName(), ("a", Compare(comparison, values))));

    [Fact]
    public Task A_range_has_an_order() => Refusal.ValidationAboutAsync(
        "The BETWEEN condition was provided a range where the lower bound is greater than the upper bound",
        UpdateAsync(dynamo.NewName(), ("a", Compare("BETWEEN", "N:2 N:1"))));

    [Fact]
    public async Task What_is_said_twice_or_not_at_all_is_refused()
    {
        var one = N("1");
        await AssertInvalidAsync(
            "Value must be provided when Exists is true for Attribute: a", new() { Exists = true });
        await AssertInvalidAsync(
            "Value cannot be used when Exists is false for Attribute: a", new() { Exists = false, Value = one });
        await AssertInvalidAsync(
            "Exists and ComparisonOperator cannot be used together for Attribute: a",
            new() { Exists = true, ComparisonOperator = ComparisonOperator.LT });
        await AssertInvalidAsync(
            "Value or AttributeValueList must be used with ComparisonOperator: LT for Attribute: a",
            new() { ComparisonOperator = ComparisonOperator.LT });
        await AssertInvalidAsync(
            "Value and AttributeValueList cannot be used together for Attribute: a",
            new() { ComparisonOperator = ComparisonOperator.LT, Value = one, AttributeValueList = [one] });
        await AssertInvalidAsync(
            "AttributeValueList can only be used with a ComparisonOperator for Attribute: a",
            new() { AttributeValueList = [one] });
    }

    [Fact]
    public async Task An_operator_combines_two_conditions_or_more()
    {
        await Refusal.ValidationAboutAsync(
            "ConditionalOperator cannot be used without Filter or Expected",
            dynamo.Api.DeleteItemAsync(new()
            {
                TableName = dynamo.Simple,
                Key = Values.Item("a"),
                ConditionalOperator = ConditionalOperator.AND,
            }));
        await Refusal.ValidationAboutAsync(
            "ConditionalOperator can only be used when Filter or Expected has two or more elements",
            dynamo.Api.DeleteItemAsync(new()
            {
                TableName = dynamo.Simple,
                Key = Values.Item("a"),
                ConditionalOperator = ConditionalOperator.OR,
                Expected = new() { ["a"] = new() { Exists = false } },
            }));
    }

    [Fact]
    public Task Expressions_do_not_stand_beside() => Refusal.ValidationAboutAsync(
        "Can not use both expression and non-expression parameters in the same request: "
        + "Non-expression parameters: {Expected, ConditionalOperator} Expression parameters: {ConditionExpression}",
        dynamo.Api.PutItemAsync(new()
        {
            TableName = dynamo.Simple,
            Item = Values.Item("a"),
            Expected = new() { ["a"] = new() { Exists = false } },
            ConditionalOperator = ConditionalOperator.AND,
            ConditionExpression = "attribute_not_exists(a)",
        }));

    static ExpectedAttributeValue Compare(string comparison, string values) => new()
    {
        ComparisonOperator = comparison,
        AttributeValueList = LegacyRequests.Values(values) is { Count: > 0 } list ? list : null,
    };

    static async Task AssertHoldsAsync(bool holds, Task write)
    {
        if (holds)
        {
            await write;
        }
        else
        {
            await Refusal.ConditionAsync(write);
        }
    }

    Task AssertInvalidAsync(string message, ExpectedAttributeValue expected) => Refusal.ValidationAboutAsync(
        "One or more parameter values were invalid: " + message, UpdateAsync(dynamo.NewName(), ("a", expected)));

    Task<UpdateItemResponse> UpdateAsync(string pk, params (string Name, ExpectedAttributeValue Expected)[] expected) =>
        dynamo.Api.UpdateItemAsync(new()
        {
            TableName = dynamo.Simple,
            Key = Values.Item(pk),
            AttributeUpdates = new() { ["done"] = new() { Value = Bool(true) } },
            Expected = expected.ToDictionary(one => one.Name, one => one.Expected),
        });

    Task<DeleteItemResponse> DeleteAsync(string pk, string value) => dynamo.Api.DeleteItemAsync(new()
    {
        TableName = dynamo.Simple,
        Key = Values.Item(pk),
        Expected = new() { ["a"] = new() { Value = LegacyRequests.Values(value)[0] } },
    });
}
