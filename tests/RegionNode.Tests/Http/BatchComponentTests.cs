using System.Text.Json.Nodes;

namespace GlobalTables.RegionNode.Tests.Http;

public sealed class BatchComponentTests
{
    [Fact]
    public async Task Puts_and_deletes_of_several_tables_go_together()
    {
        await using var api = await Api.WithTableAsync();
        await api.OkAsync("CreateTable", Api.Table("others"));
        await api.PutAsync("""{"pk":{"S":"old"}}""");
        var written = await api.TextAsync("BatchWriteItem", """
            {"RequestItems":{
              "things":[{"PutRequest":{"Item":{"pk":{"S":"a"}}}},{"DeleteRequest":{"Key":{"pk":{"S":"old"}}}}],
              "others":[{"PutRequest":{"Item":{"pk":{"S":"b"}}}}]},
             "ReturnConsumedCapacity":"TOTAL"}
            """);
        Assert.Equal(
            """{"UnprocessedItems":{},"ConsumedCapacity":[{"TableName":"things","CapacityUnits":2},{"TableName":"others","CapacityUnits":1}]}""",
            written);

        var read = await api.TextAsync("BatchGetItem", """
            {"RequestItems":{
              "things":{"Keys":[{"pk":{"S":"a"}},{"pk":{"S":"old"}}],"ConsistentRead":true},
              "others":{"Keys":[{"pk":{"S":"b"}}],"ProjectionExpression":"#n","ExpressionAttributeNames":{"#n":"none"}}},
             "ReturnConsumedCapacity":"INDEXES"}
            """);
        Assert.Equal(
            """{"Responses":{"things":[{"pk":{"S":"a"}}],"others":[{}]},"UnprocessedKeys":{},"ConsumedCapacity":[{"TableName":"things","CapacityUnits":2,"Table":{"CapacityUnits":2}},{"TableName":"others","CapacityUnits":0.5,"Table":{"CapacityUnits":0.5}}]}""",
            read);
    }

    [Fact]
    public async Task What_does_not_fit_into_16_MB_is_left_as_it_was_asked()
    {
        await using var api = await Api.WithTableAsync();
        var text = new string('x', 390 * 1024);
        for (var i = 0; i < 50; i++)
        {
            await api.PutAsync($$$"""{"pk":{"S":"{{{i}}}"},"v":{"S":"{{{text}}}"} }""");
        }

        var keys = string.Join(",", Enumerable.Range(0, 50).Select(i => $$$"""{"pk":{"S":"{{{i}}}"} }"""));
        var answer = await api.OkAsync("BatchGetItem", $$$"""
            {"RequestItems":{"things":{"ConsistentRead":true,"Keys":[{{{keys}}}]} } }
            """);
        var read = answer["Responses"]!["things"]!.AsArray().Count;
        Assert.InRange(read, 40, 43);
        var left = answer["UnprocessedKeys"]!;
        Assert.True((bool)left["things"]!["ConsistentRead"]!);
        Assert.Equal(50 - read, left["things"]!["Keys"]!.AsArray().Count);

        var rest = await api.OkAsync("BatchGetItem", new JsonObject { ["RequestItems"] = left.DeepClone() }.ToJsonString());
        Assert.Equal(50 - read, rest["Responses"]!["things"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("BatchGetItem", "{}", "The requestItems parameter is required for BatchGetItem")]
    [InlineData("BatchWriteItem", "{}", "The requestItems parameter is required for BatchWriteItem")]
    [InlineData(
        "BatchWriteItem", "null",
        "1 validation error detected: Value null at 'requestItems' failed to satisfy constraint: Member must not be null")]
    [InlineData(
        "BatchGetItem", """{"things":{"Keys":[{"pk":{"S":"a"}},{"pk":{"S":"a"}}]}}""",
        "Provided list of item keys contains duplicates")]
    [InlineData(
        "BatchGetItem", """{"things":{}}""",
        "1 validation error detected: Value null at 'requestItems.things.member.keys' failed to satisfy constraint: Member must not be null")]
    [InlineData(
        "BatchGetItem", """{"things":{"Keys":[]}}""",
        "1 validation error detected: Value '[]' at 'requestItems.things.member.keys' failed to satisfy constraint: Member must have length greater than or equal to 1")]
    [InlineData(
        "BatchGetItem", """{"things":{"Keys":[{"pk":{"N":"1"}}]}}""",
        "The provided key element does not match the schema")]
    [InlineData(
        "BatchWriteItem",
        """{"things":[{"PutRequest":{"Item":{"pk":{"S":"a"}}}},{"DeleteRequest":{"Key":{"pk":{"S":"a"}}}}]}""",
        "Provided list of item keys contains duplicates")]
    [InlineData(
        "BatchWriteItem", """{"things":[{"PutRequest":{"Item":{"other":{"S":"a"}}}}]}""",
        "The provided key element does not match the schema")]
    [InlineData(
        "BatchWriteItem", """{"things":[{}]}""",
        "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes")]
    public async Task A_wrong_batch_is_refused(string operation, string requestItems, string message)
    {
        await using var api = await Api.WithTableAsync();
        Assert.Equal(message, await api.RefusalAsync(operation, $$"""{"RequestItems":{{requestItems}} }"""));
    }

    [Fact]
    public async Task More_than_25_writes_are_refused_in_one_table_and_in_all()
    {
        await using var api = await Api.WithTableAsync();
        await api.OkAsync("CreateTable", Api.Table("others"));
        var tooMany = Writes(26);
        Assert.Matches(
            @"^1 validation error detected: Value '\{things=\[.+\]\}' at 'requestItems' failed to satisfy constraint: Map value must satisfy constraint: \[Member must have length less than or equal to 25, Member must have length greater than or equal to 1\]$",
            await api.RefusalAsync("BatchWriteItem", $$$"""{"RequestItems":{"things":[{{{tooMany}}}]} }"""));

        var enough = Writes(13);
        Assert.Equal(
            "Too many items requested for the BatchWriteItem call",
            await api.RefusalAsync(
                "BatchWriteItem", $$$"""{"RequestItems":{"things":[{{{enough}}}],"others":[{{{enough}}}]} }"""));

        static string Writes(int count) => string.Join(
            ",", Enumerable.Range(0, count).Select(i => $$$$"""{"PutRequest":{"Item":{"pk":{"S":"{{{{i}}}}"} } } }"""));
    }

    [Fact]
    public async Task More_than_100_keys_are_refused()
    {
        await using var api = await Api.WithTableAsync();
        var keys = string.Join(",", Enumerable.Range(0, 101).Select(i => $$$"""{"pk":{"S":"{{{i}}}"} }"""));
        Assert.Equal(
            "1 validation error detected: Value at 'RequestItems.things.member.Keys' failed to satisfy constraint: Member must have length less than or equal to 100",
            await api.RefusalAsync("BatchGetItem", $$$"""{"RequestItems":{"things":{"Keys":[{{{keys}}}]} } }"""));
    }

    [Theory]
    [InlineData("BatchGetItem", """{"nowhere":{"Keys":[{"pk":{"S":"a"}}]}}""")]
    [InlineData("BatchWriteItem", """{"nowhere":[{"DeleteRequest":{"Key":{"pk":{"S":"a"}}}}]}""")]
    public async Task A_batch_on_a_missing_table_finds_nothing(string operation, string requestItems)
    {
        await using var api = await Api.WithTableAsync();
        Assert.Equal(
            ("ResourceNotFoundException", "Requested resource not found"),
            await api.ErrorAsync(operation, $$"""{"RequestItems":{{requestItems}} }"""));
    }

    [Fact]
    public async Task One_item_that_is_too_large_stops_the_whole_batch()
    {
        await using var api = await Api.WithTableAsync();
        var text = new string('x', 400 * 1024);
        Assert.Equal("Item size has exceeded the maximum allowed size", await api.RefusalAsync("BatchWriteItem", $$$"""
            {"RequestItems":{"things":[{"PutRequest":{"Item":{"pk":{"S":"a"} } } },
              {"PutRequest":{"Item":{"pk":{"S":"b"},"v":{"S":"{{{text}}}"} } } }]} }
            """));
        Assert.Equal(0, (int)(await api.OkAsync("Scan", """{"TableName":"things"}"""))["Count"]!);
    }
}
