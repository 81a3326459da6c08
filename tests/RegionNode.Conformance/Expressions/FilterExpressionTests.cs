namespace GlobalTables.RegionNode.Conformance.Expressions;

public sealed class FilterExpressionTests(Dynamo dynamo)
{
    [Theory]
    [InlineData("n = :one", "b")]
    [InlineData("n <> :one", "a,c")]
    [InlineData("n >= :one", "b,c")]
    [InlineData("n BETWEEN :one AND :one", "b")]
    [InlineData("n IN (:one)", "b")]
    [InlineData("attribute_exists(n)", "a,b,c")]
    [InlineData("attribute_not_exists(n)", "")]
    [InlineData("attribute_type(n, :type)", "a,b,c")]
    [InlineData("NOT (n = :one)", "a,c")]
    [InlineData("n = :one OR n > :one", "b,c")]
    public async Task A_query_leaves_out_what_the_filter_does_not_hold_for(string filter, string expected)
    {
        var pk = await dynamo.FillAsync(dynamo.Sorted, S("a"), S("b"), S("c"));
        var words = filter.Split(' ', ',', '(', ')');

        var answer = await QueryAsync(filter, Map([
            (":pk", S(pk)),
            .. new[] { (":one", N("1")), (":type", S("N")) }.Where(value => words.Contains(value.Item1)),
        ]));

        Assert.Equal(expected, string.Join(',', answer.Items.Select(item => item["sk"].S)));
        Assert.Equal(3, answer.ScannedCount);
    }

    [Theory]
    [InlineData("pk")]
    [InlineData("sk")]
    public Task A_querys_filter_keeps_off_the_keys(string key) => Refusal.ValidationAsync(
        $"Filter Expression can only contain non-primary key attributes: Primary key attribute: {key}",
        QueryAsync($"{key} = :a", Map((":pk", S("p")), (":a", S("a")))));

    [Theory]
    [InlineData("", "The expression can not be empty;")]
    [InlineData("n = :undefined",
        "An expression attribute value used in expression is not defined; attribute value: :undefined")]
    [InlineData("n = :pk AND", "Syntax error; token: \"<EOF>\", near: \"AND\"")]
    public Task What_is_wrong_is_told(string filter, string message) => Refusal.ValidationAsync(
        "Invalid FilterExpression: " + message, QueryAsync(filter, Map((":pk", S("p")))));

    [Fact]
    public async Task A_scans_filter_may_ask_for_keys()
    {
        var answer = await dynamo.Api.ScanAsync(new ScanRequest
        {
            TableName = dynamo.SortedByBinary,
            FilterExpression = "pk = :none",
            ExpressionAttributeValues = Map((":none", S(dynamo.NewName()))),
        });

        Assert.Equal(0, answer.Count);
    }

    Task<QueryResponse> QueryAsync(string filter, Dictionary<string, AttributeValue> values) =>
        dynamo.Api.QueryAsync(new QueryRequest
        {
            TableName = dynamo.Sorted,
            KeyConditionExpression = "pk = :pk",
            FilterExpression = filter,
            ExpressionAttributeValues = values,
        });
}
