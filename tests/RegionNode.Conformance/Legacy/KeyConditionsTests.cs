namespace GlobalTables.RegionNode.Conformance.Legacy;

/// <summary>Queries from before expressions.</summary>
public sealed class KeyConditionsTests(Dynamo dynamo)
{
    [Theory]
    [InlineData("", "", "1 2 10 20")]
    [InlineData("EQ", "N:2", "2")]
    [InlineData("LT", "N:10", "1 2")]
    [InlineData("LE", "N:10", "1 2 10")]
    [InlineData("GT", "N:2", "10 20")]
    [InlineData("GE", "N:2", "2 10 20")]
    [InlineData("BETWEEN", "N:2 N:10", "2 10")]
    public async Task Operators_choose_sort_keys(string comparison, string values, string expected)
    {
        var pk = await dynamo.FillAsync(dynamo.SortedByNumber, N("10"), N("2"), N("20"), N("1"));

        var page = await QueryAsync(dynamo.SortedByNumber, pk, comparison, values);

        Assert.Equal(expected, string.Join(' ', page.Items.Select(item => item["sk"].N)));
    }

    [Fact]
    public async Task A_sort_key_begins_with_a_prefix()
    {
        var pk = await dynamo.FillAsync(dynamo.Sorted, S("aa"), S("ab"), S("b"));

        var page = await QueryAsync(dynamo.Sorted, pk, "BEGINS_WITH", "S:a");

        Assert.Equal(["aa", "ab"], page.Items.Select(item => item["sk"].S));
    }

    [Theory]
    [InlineData("NE", "N:1")]
    [InlineData("IN", "N:1")]
    [InlineData("NULL", "")]
    [InlineData("NOT_NULL", "")]
    [InlineData("CONTAINS", "N:1")]
    [InlineData("NOT_CONTAINS", "N:1")]
    public Task Operators_that_no_order_answers_are_refused(string comparison, string values) =>
        Refusal.ValidationAsync(
            "Attempted conditional constraint is not an indexable operation",
            QueryAsync(dynamo.SortedByNumber, "a", comparison, values));

    [Theory]
    [InlineData("pk", "LT", "S:a", "Query key condition not supported")]
    [InlineData("pk", "BETWEEN", "S:a S:b", "Query key condition not supported")]
    [InlineData("sk", "EQ", "S:a", "Query condition missed key schema element: pk")]
    [InlineData(
        "pk", "EQ", "N:1",
        "One or more parameter values were invalid: Condition parameter type does not match schema type")]
    [InlineData(
        "pk", "EQ", "", "One or more parameter values were invalid: Invalid number of argument(s) for the EQ ComparisonOperator")]
    public Task One_partition_key_is_needed(string attribute, string comparison, string values, string message) =>
        Refusal.ValidationAsync(message, dynamo.Api.QueryAsync(new()
        {
            TableName = dynamo.Sorted,
            KeyConditions = new() { [attribute] = LegacyRequests.Condition(comparison, values) },
        }));

    [Fact]
    public Task Numbers_begin_with_nothing() => Refusal.ValidationAsync(
        "One or more parameter values were invalid: "
        + "ComparisonOperator BEGINS_WITH is not valid for N AttributeValue type",
        QueryAsync(dynamo.SortedByNumber, "a", "BEGINS_WITH", "N:1"));

    [Fact]
    public Task A_condition_is_on_a_key() => Refusal.ValidationAsync(
        "Query condition missed key schema element: sk",
        dynamo.Api.QueryAsync(new()
        {
            TableName = dynamo.Sorted,
            KeyConditions = new()
            {
                ["pk"] = LegacyRequests.Condition("EQ", "S:a"),
                ["other"] = LegacyRequests.Condition("EQ", "S:a"),
            },
        }));

    [Fact]
    public Task There_are_one_or_two_conditions() => Refusal.ValidationAsync(
        "Conditions can be of length 1 or 2 only",
        dynamo.Api.QueryAsync(new()
        {
            TableName = dynamo.Sorted,
            KeyConditions = new[] { "pk", "sk", "other" }.ToDictionary(
                name => name, _ => LegacyRequests.Condition("EQ", "S:a")),
        }));

    [Fact]
    public async Task Expressions_about_other_things_may_stand_beside()
    {
        var pk = await dynamo.FillAsync(dynamo.SortedByNumber, N("10"), N("2"));

        var page = await dynamo.Api.QueryAsync(new()
        {
            TableName = dynamo.SortedByNumber,
            KeyConditions = new() { ["pk"] = LegacyRequests.Condition("EQ", "S:" + pk) },
            FilterExpression = "n = :one",
            ExpressionAttributeValues = Map((":one", N("1"))),
        });

        Assert.Equal("2", Assert.Single(page.Items)["sk"].N);
    }

    [Fact]
    public Task A_key_condition_expression_does_not() => Refusal.ValidationAsync(
        "Can not use both expression and non-expression parameters in the same request: "
        + "Non-expression parameters: {KeyConditions} Expression parameters: {KeyConditionExpression}",
        dynamo.Api.QueryAsync(new()
        {
            TableName = dynamo.Sorted,
            KeyConditions = new() { ["pk"] = LegacyRequests.Condition("EQ", "S:a") },
            KeyConditionExpression = "pk = :a",
            ExpressionAttributeValues = Map((":a", S("a"))),
        }));

    [Fact]
    public async Task Pages_go_on_where_they_ended()
    {
        var pk = await dynamo.FillAsync(dynamo.SortedByNumber, N("1"), N("2"), N("3"));

        var pages = await Pages.OfAsync(dynamo.Api, new QueryRequest
        {
            TableName = dynamo.SortedByNumber,
            KeyConditions = new()
            {
                ["pk"] = LegacyRequests.Condition("EQ", "S:" + pk),
                ["sk"] = LegacyRequests.Condition("GE", "N:2"),
            },
            Limit = 1,
        });

        Assert.Equal(["2", "3"], pages.Items.Select(item => item["sk"].N));
    }

    Task<QueryResponse> QueryAsync(string table, string pk, string comparison, string values)
    {
        var conditions = new Dictionary<string, Condition> { ["pk"] = LegacyRequests.Condition("EQ", "S:" + pk) };
        if (comparison.Length > 0)
        {
            conditions["sk"] = LegacyRequests.Condition(comparison, values);
        }

        return dynamo.Api.QueryAsync(new() { TableName = table, KeyConditions = conditions });
    }
}
