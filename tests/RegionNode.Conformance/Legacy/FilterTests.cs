namespace GlobalTables.RegionNode.Conformance.Legacy;

/// <summary><c>QueryFilter</c> and <c>ScanFilter</c>, which share everything but keys.</summary>
public sealed class FilterTests(Dynamo dynamo)
{
    [Theory]
    [InlineData("n", "EQ", "N:1", "1")]
    [InlineData("n", "NE", "N:1", "0 2")]
    [InlineData("n", "GE", "N:1", "1 2")]
    [InlineData("n", "IN", "N:0 N:2", "0 2")]
    [InlineData("n", "BETWEEN", "N:0 N:1", "0 1")]
    [InlineData("absent", "NULL", "", "0 1 2")]
    [InlineData("absent", "NOT_CONTAINS", "N:1", "")]
    public async Task A_filter_chooses_items(string attribute, string comparison, string values, string expected)
    {
        var pk = await dynamo.FillAsync(dynamo.Sorted, S("a"), S("b"), S("c"));

        var page = await dynamo.Api.QueryAsync(new()
        {
            TableName = dynamo.Sorted,
            KeyConditions = new() { ["pk"] = LegacyRequests.Condition("EQ", "S:" + pk) },
            QueryFilter = new() { [attribute] = LegacyRequests.Condition(comparison, values) },
        });

        Assert.Equal(expected, string.Join(' ', (page.Items ?? []).Select(item => item["n"].N)));
        Assert.Equal(3, page.ScannedCount);
    }

    [Theory]
    [InlineData(null, "")]
    [InlineData("AND", "")]
    [InlineData("OR", "0 2")]
    public async Task Conditions_are_combined_as_asked(string? conditional, string expected)
    {
        var pk = await dynamo.FillAsync(dynamo.Sorted, S("a"), S("b"), S("c"));

        var pages = await Pages.OfAsync(dynamo.Api, new ScanRequest
        {
            TableName = dynamo.Sorted,
            ScanFilter = new()
            {
                ["n"] = LegacyRequests.Condition("EQ", "N:0"),
                ["sk"] = LegacyRequests.Condition("EQ", "S:c"),
            },
            ConditionalOperator = conditional,
        });

        Assert.Equal(
            expected,
            string.Join(' ', pages.Items.Where(item => item["pk"].S == pk).Select(item => item["n"].N).Order()));
    }

    [Fact]
    public async Task An_empty_filter_is_none()
    {
        var pk = await dynamo.FillAsync(dynamo.Sorted, S("a"));

        var page = await dynamo.Api.QueryAsync(new()
        {
            TableName = dynamo.Sorted,
            KeyConditions = new() { ["pk"] = LegacyRequests.Condition("EQ", "S:" + pk) },
            QueryFilter = [],
        });

        Assert.Single(page.Items);
    }

    [Fact]
    public Task A_query_leaves_keys_to_the_key_conditions() => Refusal.ValidationAsync(
        "QueryFilter can only contain non-primary key attributes: Primary key attribute: sk",
        dynamo.Api.QueryAsync(new()
        {
            TableName = dynamo.Sorted,
            KeyConditions = new() { ["pk"] = LegacyRequests.Condition("EQ", "S:a") },
            QueryFilter = new() { ["sk"] = LegacyRequests.Condition("EQ", "S:a") },
        }));

    [Theory]
    [InlineData("LT", "BOOL:true", "ComparisonOperator LT is not valid for BOOL AttributeValue type")]
    [InlineData("IN", "", "Invalid number of argument(s) for the IN ComparisonOperator")]
    [InlineData("BETWEEN", "S:a N:1", "AttributeValues inside AttributeValueList must be of same type")]
    public Task Values_fit_the_operator(string comparison, string values, string message) => Refusal.ValidationAsync(
        "One or more parameter values were invalid: " + message,
        dynamo.Api.ScanAsync(new()
        {
            TableName = dynamo.Sorted,
            ScanFilter = new() { ["a"] = LegacyRequests.Condition(comparison, values) },
        }));

    [Fact]
    public Task An_operator_has_a_known_name() => Refusal.ValidationAsync(
        "1 validation error detected: Value 'ALMOST' at 'scanFilter.a.member.comparisonOperator' failed to satisfy "
        + "constraint: Member must satisfy enum value set: [IN, NULL, BETWEEN, LT, NOT_CONTAINS, EQ, GT, NOT_NULL, "
        + "NE, LE, BEGINS_WITH, GE, CONTAINS]",
        dynamo.Api.ScanAsync(new()
        {
            TableName = dynamo.Sorted,
            ScanFilter = new() { ["a"] = LegacyRequests.Condition("ALMOST", "N:1") },
        }));

    [Fact]
    public async Task An_operator_combines_two_conditions_or_more()
    {
        await Refusal.ValidationAsync(
            "ConditionalOperator cannot be used without Filter or Expected",
            dynamo.Api.ScanAsync(new() { TableName = dynamo.Sorted, ConditionalOperator = "AND" }));
        await Refusal.ValidationAsync(
            "ConditionalOperator can only be used when Filter or Expected has two or more elements",
            dynamo.Api.ScanAsync(new()
            {
                TableName = dynamo.Sorted,
                ConditionalOperator = "OR",
                ScanFilter = new() { ["a"] = LegacyRequests.Condition("NULL", "") },
            }));
        await Refusal.ValidationAsync(
            "1 validation error detected: Value 'XOR' at 'conditionalOperator' failed to satisfy constraint: "
            + "Member must satisfy enum value set: [OR, AND]",
            dynamo.Api.ScanAsync(new() { TableName = dynamo.Sorted, ConditionalOperator = "XOR" }));
    }

    [Fact]
    public Task Expressions_do_not_stand_beside() => Refusal.ValidationAsync(
        "Can not use both expression and non-expression parameters in the same request: "
        + "Non-expression parameters: {ScanFilter} Expression parameters: {ProjectionExpression}",
        dynamo.Api.ScanAsync(new()
        {
            TableName = dynamo.Sorted,
            ScanFilter = new() { ["a"] = LegacyRequests.Condition("NULL", "") },
            ProjectionExpression = "a",
        }));
}
