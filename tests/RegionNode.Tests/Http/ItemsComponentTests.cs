using System.Text.Json.Nodes;

namespace GlobalTables.RegionNode.Tests.Http;

public sealed class ItemsComponentTests
{
    const string Key = """{"pk":{"S":"a"}}""";
    const string Get = $$"""{"TableName":"things","Key":{{Key}} }""";

    [Fact]
    public async Task A_put_item_is_read_back_as_it_was_written()
    {
        await using var api = await Api.WithTableAsync();
        const string Item =
            """{"pk":{"S":"a"},"s":{"S":"ü<&\"\\"},"n":{"N":"12.5"},"b":{"B":"AQI="},"t":{"BOOL":true},"z":{"NULL":true},"l":{"L":[{"N":"1"},{"M":{"k":{"SS":["x","y"]}}}]}}""";
        Assert.Equal("{}", await api.TextAsync("PutItem", $$"""{"TableName":"things","Item":{{Item}}}"""));
        Assert.Equal(
            $$"""{"Item":{{Item}}}""",
            await api.TextAsync("GetItem", $$"""{"TableName":"things","Key":{{Key}},"ConsistentRead":true}"""));
    }

    [Fact]
    public async Task A_missing_item_is_an_empty_answer()
    {
        await using var api = await Api.WithTableAsync();
        Assert.Equal("{}", await api.TextAsync("GetItem", Get));
        Assert.Equal(
            """{"ConsumedCapacity":{"TableName":"things","CapacityUnits":0.5}}""",
            await api.TextAsync(
                "GetItem", $$"""{"TableName":"things","Key":{{Key}},"ReturnConsumedCapacity":"TOTAL"}"""));
    }

    [Fact]
    public async Task A_table_may_be_named_by_its_ARN()
    {
        await using var api = await Api.WithTableAsync();
        await api.PutAsync(Key);
        var arn = (string)(await api.OkAsync("DescribeTable", """{"TableName":"things"}"""))["Table"]!["TableArn"]!;
        Assert.Equal($"arn:aws:dynamodb:{Api.Region}:000000000000:table/things", arn);
        var answer = await api.TextAsync("GetItem", $$"""{"TableName":"{{arn}}","Key":{{Key}}}""");
        Assert.Equal("{\"Item\":" + Key + "}", answer);
    }

    [Fact]
    public async Task A_projection_picks_parts()
    {
        await using var api = await Api.WithTableAsync();
        await api.PutAsync("""{"pk":{"S":"a"},"m":{"M":{"x":{"N":"1"},"y":{"N":"2"}}},"o":{"S":"o"}}""");
        var answer = await api.TextAsync("GetItem", $$"""
            {"TableName":"things","Key":{{Key}},"ProjectionExpression":"#m.x, nothing",
             "ExpressionAttributeNames":{"#m":"m"},"ReturnConsumedCapacity":"INDEXES","ConsistentRead":true}
            """);
        Assert.Equal(
            """{"Item":{"m":{"M":{"x":{"N":"1"}}}},"ConsumedCapacity":{"TableName":"things","CapacityUnits":1,"Table":{"CapacityUnits":1}}}""",
            answer);
    }

    [Fact]
    public async Task Put_returns_the_old_item_when_asked()
    {
        await using var api = await Api.WithTableAsync();
        const string First = """{"pk":{"S":"a"},"v":{"N":"1"}}""";
        const string Put = """{"TableName":"things","ReturnValues":"ALL_OLD","Item":""";
        Assert.Equal("{}", await api.TextAsync("PutItem", $"{Put}{First}}}"));
        Assert.Equal($$"""{"Attributes":{{First}}}""", await api.TextAsync("PutItem", $"{Put}{Key}}}"));
    }

    [Fact]
    public async Task Delete_removes_the_item_and_returns_it_when_asked()
    {
        await using var api = await Api.WithTableAsync();
        await api.PutAsync(Key);
        const string Delete = $$"""{"TableName":"things","ReturnValues":"ALL_OLD","Key":{{Key}}}""";
        Assert.Equal("{\"Attributes\":" + Key + "}", await api.TextAsync("DeleteItem", Delete));
        Assert.Equal("{}", await api.TextAsync("DeleteItem", Delete));
        Assert.Equal("{}", await api.TextAsync("GetItem", Get));
    }

    [Fact]
    public async Task A_failed_condition_writes_nothing_and_tells_the_item_when_asked()
    {
        await using var api = await Api.WithTableAsync();
        await api.PutAsync("""{"pk":{"S":"a"},"v":{"N":"1"}}""");
        const string Put = """
            {"TableName":"things","Item":{"pk":{"S":"a"},"v":{"N":"2"}},"ConditionExpression":"attribute_not_exists(pk)"
            """;
        Assert.Equal(
            ("ConditionalCheckFailedException", "The conditional request failed"),
            await api.ErrorAsync("PutItem", Put + "}"));
        Assert.Equal(
            """{"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException","message":"The conditional request failed","Item":{"pk":{"S":"a"},"v":{"N":"1"}}}""",
            await api.TextAsync("PutItem", Put + ""","ReturnValuesOnConditionCheckFailure":"ALL_OLD"}"""));
        Assert.Equal(
            """{"Item":{"pk":{"S":"a"},"v":{"N":"1"}}}""",
            await api.TextAsync("GetItem", Get));
    }

    [Fact]
    public async Task A_failed_condition_on_a_missing_item_tells_no_item()
    {
        await using var api = await Api.WithTableAsync();
        var text = await api.TextAsync("DeleteItem", $$"""
            {"TableName":"things","Key":{{Key}},"ConditionExpression":"attribute_exists(pk)",
             "ReturnValuesOnConditionCheckFailure":"ALL_OLD"}
            """);
        Assert.DoesNotContain("Item", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NONE", null)]
    [InlineData("ALL_OLD", """{"pk":{"S":"a"},"n":{"N":"1"},"o":{"S":"o"}}""")]
    [InlineData("UPDATED_OLD", """{"n":{"N":"1"}}""")]
    [InlineData("UPDATED_NEW", """{"n":{"N":"3"},"new":{"S":"x"}}""")]
    [InlineData("ALL_NEW", """{"n":{"N":"3"},"new":{"S":"x"},"o":{"S":"o"},"pk":{"S":"a"}}""")]
    public async Task Update_returns_what_is_asked(string returnValues, string? expected)
    {
        await using var api = await Api.WithTableAsync();
        await api.PutAsync("""{"pk":{"S":"a"},"n":{"N":"1"},"o":{"S":"o"}}""");
        var answer = await api.OkAsync("UpdateItem", $$"""
            {"TableName":"things","Key":{{Key}},"UpdateExpression":"SET n = n + :two, #new = :x",
             "ExpressionAttributeNames":{"#new":"new"},
             "ExpressionAttributeValues":{":two":{"N":"2"},":x":{"S":"x"} },"ReturnValues":"{{returnValues}}"}
            """);
        Assert.True(
            JsonNode.DeepEquals(expected is null ? null : JsonNode.Parse(expected), answer["Attributes"]),
            answer.ToJsonString());
    }

    [Fact]
    public async Task Update_without_an_expression_makes_an_item_of_the_key()
    {
        await using var api = await Api.WithTableAsync();
        Assert.Equal("{}", await api.TextAsync("UpdateItem", $$"""{"TableName":"things","Key":{{Key}} }"""));
        Assert.Equal("{\"Item\":" + Key + "}", await api.TextAsync("GetItem", Get));
    }

    [Fact]
    public async Task Counters_incremented_by_many_lose_nothing()
    {
        await using var api = await Api.WithTableAsync();
        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => api.OkAsync("UpdateItem", $$"""
            {"TableName":"things","Key":{{Key}},"UpdateExpression":"ADD n :one","ExpressionAttributeValues":{":one":{"N":"1"} } }
            """)));
        Assert.Equal(
            """{"Item":{"pk":{"S":"a"},"n":{"N":"100"}}}""",
            await api.TextAsync("GetItem", Get));
    }

    [Theory]
    [InlineData(1024 - 8, 1024 - 8, 1)]
    [InlineData(1024 - 8, 1024 - 7, 2)]
    [InlineData(3000, 10, 3)]
    public async Task Writes_cost_the_larger_of_before_and_after(int before, int after, double units)
    {
        await using var api = await Api.WithTableAsync();
        await api.PutAsync(Sized(before));
        var answer = await api.OkAsync(
            "PutItem", $$"""{"TableName":"things","Item":{{Sized(after)}},"ReturnConsumedCapacity":"TOTAL"}""");
        Assert.Equal(units, (double)answer["ConsumedCapacity"]!["CapacityUnits"]!);

        // "pk" + "a" + "bytes" are 8 bytes.
        static string Sized(int length) => $$"""{"pk":{"S":"a"},"bytes":{"S":"{{new string('x', length)}}"} }""";
    }

    [Fact]
    public async Task Many_small_requests_share_the_writer()
    {
        await using var api = await Api.WithTableAsync();
        await Task.WhenAll(Enumerable.Range(0, 500).Select(i => api.PutAsync($$$"""{"pk":{"S":"{{{i}}}"}}""")));
        var answer = await api.OkAsync("Scan", """{"TableName":"things","Select":"COUNT"}""");
        Assert.Equal(500, (int)answer["Count"]!);
        var table = (await api.OkAsync("DescribeTable", """{"TableName":"things"}"""))["Table"]!;
        Assert.Equal(500, (int)table["ItemCount"]!);
    }
}
