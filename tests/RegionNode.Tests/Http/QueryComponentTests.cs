using System.Text.Json.Nodes;

namespace GlobalTables.RegionNode.Tests.Http;

public sealed class QueryComponentTests
{
    const string OfP = """
        "TableName":"things","KeyConditionExpression":"pk = :p","ExpressionAttributeValues":{":p":{"S":"p"}}
        """;

    [Theory]
    [InlineData("sk = :a", "b", "b")]
    [InlineData("sk < :a", "b", "a")]
    [InlineData("sk <= :a", "b", "a b")]
    [InlineData("sk > :a", "b", "ba bb c d")]
    [InlineData("sk >= :a", "b", "b ba bb c d")]
    [InlineData("begins_with(sk, :a)", "b", "b ba bb")]
    [InlineData("begins_with(sk, :a)", "bc", "")]
    public async Task A_sort_key_condition_chooses(string condition, string value, string expected)
    {
        await using var api = await FilledAsync("a", "b", "ba", "bb", "c", "d");
        var answer = await api.OkAsync("Query", $$"""
            {"TableName":"things","KeyConditionExpression":"pk = :p AND {{condition}}",
             "ExpressionAttributeValues":{":p":{"S":"p"},":a":{"S":"{{value}}"} } }
            """);
        Assert.Equal(expected, SortKeys(answer));
    }

    [Theory]
    [InlineData(true, "b ba bb")]
    [InlineData(false, "bb ba b")]
    public async Task Between_takes_both_bounds_in_either_direction(bool forward, string expected)
    {
        await using var api = await FilledAsync("a", "b", "ba", "bb", "c");
        var answer = await api.OkAsync("Query", $$"""
            {"TableName":"things","KeyConditionExpression":"sk BETWEEN :a AND :b AND pk = :p",
             "ScanIndexForward":{{(forward ? "true" : "false")}},
             "ExpressionAttributeValues":{":p":{"S":"p"},":a":{"S":"b"},":b":{"S":"bb"} } }
            """);
        Assert.Equal(expected, SortKeys(answer));
    }

    [Fact]
    public async Task Numbers_sort_by_value()
    {
        await using var api = await Api.WithSortedTableAsync("N");
        foreach (var number in new[] { "10", "9", "-1", "-10", "0.5", "0", "1E+3" })
        {
            await api.PutAsync($$$"""{"pk":{"S":"p"},"sk":{"N":"{{{number}}}"} }""");
        }

        var answer = await api.OkAsync("Query", $"{{{OfP}}}");
        Assert.Equal("-10 -1 0 0.5 9 10 1000", SortKeys(answer, "N"));
    }

    [Theory]
    [InlineData(true, "a b|c d|e ")]
    [InlineData(false, "e d|c b|a ")]
    public async Task Pages_follow_each_other_without_gap_or_overlap(bool forward, string expected)
    {
        await using var api = await FilledAsync("a", "b", "c", "d", "e");
        var pages = new List<string>();
        JsonNode? last = null;
        do
        {
            var start = last is null ? "" : $""","ExclusiveStartKey":{last.ToJsonString()}""";
            var page = await api.OkAsync(
                "Query", $"{{{OfP},\"Limit\":2,\"ScanIndexForward\":{(forward ? "true" : "false")}{start}}}");
            pages.Add(SortKeys(page));
            last = page["LastEvaluatedKey"];
        }
        while (last is not null);

        Assert.Equal(expected.TrimEnd(), string.Join("|", pages));
    }

    [Fact]
    public async Task A_page_that_ends_at_the_limit_has_a_key_even_where_nothing_follows()
    {
        await using var api = await FilledAsync("a", "b");
        var page = await api.OkAsync("Query", $"{{{OfP},\"Limit\":2}}");
        Assert.Equal("""{"pk":{"S":"p"},"sk":{"S":"b"}}""", page["LastEvaluatedKey"]!.ToJsonString());
        var next = await api.OkAsync(
            "Query", $"{{{OfP},\"Limit\":2,\"ExclusiveStartKey\":{page["LastEvaluatedKey"]!.ToJsonString()}}}");
        Assert.Equal("""{"Items":[],"Count":0,"ScannedCount":0}""", next.ToJsonString());
    }

    [Fact]
    public async Task The_limit_counts_before_the_filter()
    {
        await using var api = await FilledAsync("a", "b", "c", "d");
        var page = await api.OkAsync("Query", """
            {"TableName":"things","KeyConditionExpression":"pk = :p","FilterExpression":"v = :v","Limit":3,
             "ExpressionAttributeValues":{":p":{"S":"p"},":v":{"S":"c"} } }
            """);
        Assert.Equal("c", SortKeys(page));
        Assert.Equal((1, 3), ((int)page["Count"]!, (int)page["ScannedCount"]!));
        Assert.NotNull(page["LastEvaluatedKey"]);
    }

    [Fact]
    public async Task A_page_ends_with_the_item_that_reaches_1_MB()
    {
        await using var api = await Api.WithSortedTableAsync();
        for (var i = 0; i < 4; i++)
        {
            await api.PutAsync(
                $$$"""{"pk":{"S":"p"},"sk":{"S":"{{{i}}}"},"v":{"S":"{{{new string('x', 380 * 1024)}}}"} }""");
        }

        var page = await api.OkAsync("Query", $"{{{OfP},\"Select\":\"COUNT\",\"ReturnConsumedCapacity\":\"TOTAL\"}}");
        Assert.Equal(3, (int)page["Count"]!);
        Assert.Null(page["Items"]);
        Assert.Equal("2", (string)page["LastEvaluatedKey"]!["sk"]!["S"]!);

        // Three items of 380 KB and 6 bytes are 285.004 units of 4 KB.
        Assert.Equal(143, (double)page["ConsumedCapacity"]!["CapacityUnits"]!);

        var scan = await api.OkAsync("Scan", """{"TableName":"things","ProjectionExpression":"sk"}""");
        Assert.Equal(3, (int)scan["Count"]!);
    }

    [Fact]
    public async Task Selected_attributes_are_all_that_is_returned()
    {
        await using var api = await FilledAsync("a");
        var page = await api.OkAsync(
            "Query", $"{{{OfP},\"ProjectionExpression\":\"v\",\"Select\":\"SPECIFIC_ATTRIBUTES\"}}");
        Assert.Equal("""[{"v":{"S":"a"}}]""", page["Items"]!.ToJsonString());
    }

    [Fact]
    public async Task Segments_of_a_scan_make_the_whole_table()
    {
        await using var api = await Api.WithTableAsync();
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => api.PutAsync($$$"""{"pk":{"S":"{{{i}}}"} }""")));
        var seen = new HashSet<string>();
        for (var segment = 0; segment < 7; segment++)
        {
            JsonNode? last = null;
            do
            {
                var start = last is null ? "" : $""","ExclusiveStartKey":{last.ToJsonString()}""";
                var page = await api.OkAsync(
                    "Scan",
                    $$"""{"TableName":"things","Segment":{{segment}},"TotalSegments":7,"Limit":10{{start}}}""");
                Assert.All(page["Items"]!.AsArray(), item => Assert.True(seen.Add((string)item!["pk"]!["S"]!)));
                last = page["LastEvaluatedKey"];
            }
            while (last is not null);
        }

        Assert.Equal(200, seen.Count);
    }

    [Fact]
    public async Task An_empty_page_still_costs()
    {
        await using var api = await FilledAsync();
        var page = await api.OkAsync("Query", $"{{{OfP},\"ReturnConsumedCapacity\":\"INDEXES\"}}");
        Assert.Equal(
            """{"TableName":"things","CapacityUnits":0.5,"Table":{"CapacityUnits":0.5}}""",
            page["ConsumedCapacity"]!.ToJsonString());
    }

    [Theory]
    [InlineData("""{"other":{"S":"p"}}""", "The provided starting key is invalid")]
    [InlineData("""{"pk":{"S":"p"}}""", "The provided starting key is invalid")]
    [InlineData(
        """{"pk":{"S":"p"},"sk":{"N":"1"}}""",
        "The provided starting key is invalid: The provided key element does not match the schema")]
    [InlineData(
        """{"pk":{"S":"q"},"sk":{"S":"a"}}""",
        "The provided starting key is outside query boundaries based on provided conditions")]
    [InlineData(
        """{"pk":{"S":"p"},"sk":{"S":"z"}}""",
        "The provided starting key does not match the range key predicate")]
    public async Task A_starting_key_must_be_one_of_the_query(string key, string message)
    {
        await using var api = await FilledAsync("a");
        Assert.Equal(message, await api.RefusalAsync("Query", $$"""
            {"TableName":"things","KeyConditionExpression":"pk = :p AND sk < :b",
             "ExpressionAttributeValues":{":p":{"S":"p"},":b":{"S":"b"} },"ExclusiveStartKey":{{key}} }
            """));
    }

    [Theory]
    [InlineData(
        "Query", "{" + OfP + ""","Limit":0}""",
        "1 validation error detected: Value at 'Limit' failed to satisfy constraint: Member must have value greater than or equal to 1")]
    [InlineData(
        "Scan", """{"TableName":"things","Limit":0}""",
        "1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1")]
    [InlineData(
        "Query", "{" + OfP + ""","Select":"SOME" }""",
        "1 validation error detected: Value 'SOME' at 'select' failed to satisfy constraint: Member must satisfy enum value set: [SPECIFIC_ATTRIBUTES, COUNT, ALL_ATTRIBUTES, ALL_PROJECTED_ATTRIBUTES]")]
    [InlineData(
        "Query", "{" + OfP + ""","Select":"SPECIFIC_ATTRIBUTES" }""",
        "1 validation error detected: Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES")]
    [InlineData(
        "Scan", """{"TableName":"things","Select":"SPECIFIC_ATTRIBUTES" }""",
        "Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES")]
    [InlineData(
        "Scan", """{"TableName":"things","Select":"COUNT","ProjectionExpression":"pk" }""",
        "Cannot specify the ProjectionExpression when choosing to get only the Count")]
    [InlineData(
        "Scan", """{"TableName":"things","Select":"ALL_PROJECTED_ATTRIBUTES" }""",
        "ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName")]
    [InlineData(
        "Scan", """{"TableName":"things","Segment":0}""",
        "The TotalSegments parameter is required but was not present in the request when Segment parameter is present")]
    [InlineData(
        "Scan", """{"TableName":"things","TotalSegments":3}""",
        "The Segment parameter is required but was not present in the request when parameter TotalSegments is present")]
    [InlineData(
        "Scan", """{"TableName":"things","Segment":5,"TotalSegments":5}""",
        "The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: 5 is not less than TotalSegments: 5")]
    [InlineData(
        "Scan", """{"TableName":"things","ExclusiveStartKey":{"a":{"S":"b"}}}""",
        "The provided starting key is invalid: The provided key element does not match the schema")]
    [InlineData(
        "Query", """{"TableName":"things" }""",
        "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.")]
    [InlineData(
        "Query",
        """
        {"TableName":"things","KeyConditionExpression":"pk = :p","FilterExpression":"sk = :p","ExpressionAttributeValues":{":p":{"S":"p"}}}
        """,
        "Filter Expression can only contain non-primary key attributes: Primary key attribute: sk")]
    [InlineData(
        "Query", "{" + OfP + ""","ExpressionAttributeNames":{"#a":"b"}}""",
        "Value provided in ExpressionAttributeNames unused in expressions: keys: {#a}")]
    [InlineData(
        "Query", "{" + OfP + ""","IndexName":"index" }""",
        "The table does not have the specified index: index")]
    [InlineData(
        "Scan", """{"TableName":"things","IndexName":"a;"}""",
        "2 validation errors detected: Value 'a;' at 'indexName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+; Value 'a;' at 'indexName' failed to satisfy constraint: Member must have length greater than or equal to 3")]
    [InlineData(
        "Scan", """{"TableName":"things","AttributesToGet":["a","b","a"]}""",
        "One or more parameter values were invalid: Duplicate value in attribute name: a")]
    [InlineData(
        "Query", """{"TableName":"things"}""",
        "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.")]
    [InlineData(
        "Query", "{" + OfP + ""","KeyConditions":{},"QueryFilter":{}}""",
        "Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {QueryFilter, KeyConditions} Expression parameters: {KeyConditionExpression}")]
    public async Task What_is_wrong_is_told_in_the_services_words(string operation, string body, string message)
    {
        await using var api = await FilledAsync("a");
        Assert.Equal(message, await api.RefusalAsync(operation, body));
    }

    static async Task<Api> FilledAsync(params string[] sortKeys)
    {
        var api = await Api.WithSortedTableAsync();
        foreach (var sortKey in sortKeys)
        {
            await api.PutAsync($$$"""{"pk":{"S":"p"},"sk":{"S":"{{{sortKey}}}"},"v":{"S":"{{{sortKey}}}"} }""");
        }

        await api.PutAsync("""{"pk":{"S":"other"},"sk":{"S":"b"}}""");
        return api;
    }

    static string SortKeys(JsonNode answer, string type = "S") =>
        string.Join(" ", answer["Items"]!.AsArray().Select(item => (string)item!["sk"]![type]!));
}
