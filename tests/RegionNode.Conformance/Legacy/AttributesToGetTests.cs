namespace GlobalTables.RegionNode.Conformance.Legacy;

/// <summary>Projections from before expressions.</summary>
public sealed class AttributesToGetTests(Dynamo dynamo)
{
    static readonly (string, AttributeValue)[] Attributes = [("a", N("1")), ("m.x", N("2")), ("m", M(("x", N("3"))))];

    [Theory]
    [InlineData("a", "{a=N:1}")]
    [InlineData("m.x", "{m.x=N:2}")]
    [InlineData("pk a absent", "{a=N:1, pk=S:KEY}")]
    public async Task An_item_is_answered_in_part(string names, string expected)
    {
        var pk = await dynamo.PutNewAsync(Attributes);

        var answer = await dynamo.Api.GetItemAsync(new()
        {
            TableName = dynamo.Simple,
            Key = Item(pk),
            AttributesToGet = [.. names.Split(' ')],
        });

        Assert.Equal(expected.Replace("KEY", pk, StringComparison.Ordinal), Text(answer.Item));
    }

    [Fact]
    public async Task An_item_without_any_of_them_is_answered_empty()
    {
        var pk = await dynamo.PutNewAsync(Attributes);

        var answer = await dynamo.Api.BatchGetItemAsync(new BatchGetItemRequest
        {
            RequestItems = new()
            {
                [dynamo.Simple] = new() { Keys = [Item(pk)], AttributesToGet = ["absent"] },
            },
        });

        Assert.Empty(Assert.Single(answer.Responses[dynamo.Simple]));
    }

    [Fact]
    public async Task A_query_answers_items_in_part()
    {
        var pk = await dynamo.FillAsync(dynamo.Sorted, S("a"));

        var page = await dynamo.Api.QueryAsync(new()
        {
            TableName = dynamo.Sorted,
            KeyConditions = new() { ["pk"] = LegacyRequests.Condition("EQ", "S:" + pk) },
            AttributesToGet = ["n"],
            Select = Select.SPECIFIC_ATTRIBUTES,
        });

        Assert.Equal("{n=N:0}", Text(Assert.Single(page.Items)));
    }

    [Fact]
    public async Task A_scan_answers_items_in_part()
    {
        var pk = await dynamo.FillAsync(dynamo.Sorted, S("a"));

        var pages = await Pages.OfAsync(
            dynamo.Api, new ScanRequest { TableName = dynamo.Sorted, AttributesToGet = ["pk"] });

        Assert.Contains($"{{pk=S:{pk}}}", pages.Items.Select(Text));
    }

    [Fact]
    public Task Nothing_is_asked_for_twice() => Refusal.ValidationAsync(
        "One or more parameter values were invalid: Duplicate value in attribute name: a",
        dynamo.Api.ScanAsync(new() { TableName = dynamo.Simple, AttributesToGet = ["a", "b", "a"] }));

    [Fact]
    public Task Counts_have_no_attributes() => Refusal.ValidationAsync(
        "Cannot specify the AttributesToGet when choosing to get only the Count",
        dynamo.Api.ScanAsync(
            new() { TableName = dynamo.Simple, AttributesToGet = ["a"], Select = Select.COUNT }));

    [Fact]
    public Task Expressions_do_not_stand_beside() => Refusal.ValidationAsync(
        "Can not use both expression and non-expression parameters in the same request: "
        + "Non-expression parameters: {AttributesToGet} Expression parameters: {ProjectionExpression}",
        dynamo.Api.GetItemAsync(new()
        {
            TableName = dynamo.Simple,
            Key = Item("a"),
            AttributesToGet = ["a"],
            ProjectionExpression = "a",
        }));
}
