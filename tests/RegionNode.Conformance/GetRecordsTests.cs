using System.Text.Json.Nodes;

namespace GlobalTables.RegionNode.Conformance;

public sealed class GetRecordsTests(Dynamo dynamo) : IDisposable
{
    readonly StreamsApi streams = new(dynamo);

    public void Dispose() => streams.Dispose();

    [Fact]
    public async Task Every_change_of_an_item_has_a_record_with_both_images()
    {
        var (table, arn) = await dynamo.MakeStreamAsync(StreamViewType.NEW_AND_OLD_IMAGES);
        await dynamo.PutAsync(table, Item("Fred"));
        await dynamo.PutAsync(table, Item("Fred", ("name", S("Fred"))));
        await UpdateAsync(table, "Fred", "SET n = :n", N("1.50"));
        await dynamo.Api.DeleteItemAsync(table, Item("Fred"));

        var records = await streams.AllAsync(arn, 4);
        Assert.Equal(["INSERT", "MODIFY", "MODIFY", "REMOVE"], records.Select(Name));
        Assert.Equal(
            [
                """- {"pk":{"S":"Fred"}}""",
                """{"pk":{"S":"Fred"}} {"name":{"S":"Fred"},"pk":{"S":"Fred"}}""",
                """
                {"name":{"S":"Fred"},"pk":{"S":"Fred"}} {"n":{"N":"1.5"},"name":{"S":"Fred"},"pk":{"S":"Fred"}}
                """.Trim(),
                """{"n":{"N":"1.5"},"name":{"S":"Fred"},"pk":{"S":"Fred"}} -""",
            ],
            records.Select(record => $"{Image(record, "OldImage")} {Image(record, "NewImage")}"));

        // Keys and images: names and values in UTF-8.
        Assert.Equal([12, 26, 38, 24], records.Select(record => (int)record["dynamodb"]!["SizeBytes"]!));
        Assert.All(records, record =>
        {
            Assert.Equal("1.1", (string?)record["eventVersion"]);
            Assert.Equal("aws:dynamodb", (string?)record["eventSource"]);
            Assert.Equal(dynamo.Region, (string?)record["awsRegion"]);
            Assert.Equal("NEW_AND_OLD_IMAGES", (string?)record["dynamodb"]!["StreamViewType"]);
            Assert.Equal("""{"pk":{"S":"Fred"}}""", record["dynamodb"]!["Keys"]!.ToJsonString());
            Assert.InRange(
                (double)record["dynamodb"]!["ApproximateCreationDateTime"]!, 1_700_000_000, 4_000_000_000);
            Assert.Null(record["userIdentity"]);
        });
        Assert.Equal(4, records.Select(record => (string)record["eventID"]!).Distinct().Count());
        var numbers = records.Select(record => (string)record["dynamodb"]!["SequenceNumber"]!).ToList();
        Assert.All(numbers, number => Assert.Matches(@"^\d{21,40}$", number));
        Assert.Equal(numbers.OrderBy(System.Numerics.BigInteger.Parse), numbers);
    }

    [Theory]
    [InlineData("KEYS_ONLY", "12 - - 12 - - 12 - -")]
    [InlineData("NEW_IMAGE", "35 - new 35 - new 12 - -")]
    [InlineData("OLD_IMAGE", "12 - - 35 old - 35 old -")]
    public async Task The_view_says_what_a_record_has(string view, string has)
    {
        var (table, arn) = await dynamo.MakeStreamAsync(view);
        await dynamo.PutAsync(table, Item("1234567890", ("a", S("bcdefghijk"))));
        await dynamo.PutAsync(table, Item("1234567890", ("b", S("bcdefghijk"))));
        await dynamo.Api.DeleteItemAsync(table, Item("1234567890"));

        var records = await streams.AllAsync(arn, 3);
        Assert.Equal(["INSERT", "MODIFY", "REMOVE"], records.Select(Name));
        Assert.Equal(
            has,
            string.Join(' ', records.Select(record => $"{record["dynamodb"]!["SizeBytes"]} "
                + $"{(Image(record, "OldImage") == "-" ? "-" : "old")} "
                + $"{(Image(record, "NewImage") == "-" ? "-" : "new")}")));
        Assert.All(records, record => Assert.Equal(view, (string?)record["dynamodb"]!["StreamViewType"]));
    }

    [Fact]
    public async Task What_changes_nothing_has_no_record()
    {
        var (table, arn) = await dynamo.MakeStreamAsync(StreamViewType.NEW_AND_OLD_IMAGES);
        await dynamo.Api.DeleteItemAsync(table, Item("a"));
        await dynamo.PutAsync(table, Item("a", ("n", N("1"))));
        await dynamo.PutAsync(table, Item("a", ("n", N("1.0"))));
        await UpdateAsync(table, "a", "SET n = :n", N("1"));
        await dynamo.Api.UpdateItemAsync(new() { TableName = table, Key = Item("a") });
        await dynamo.Api.DeleteItemAsync(table, Item("a"));
        await dynamo.Api.DeleteItemAsync(table, Item("a"));
        Assert.Equal(["INSERT", "REMOVE"], (await streams.AllAsync(arn, 2)).Select(Name));
    }

    [Fact]
    public async Task A_batch_has_a_record_for_each_item_that_it_changed()
    {
        var (table, arn) = await dynamo.MakeStreamAsync(StreamViewType.NEW_AND_OLD_IMAGES);
        await dynamo.PutAsync(table, Item("same"));
        await dynamo.Api.BatchWriteItemAsync(new BatchWriteItemRequest
        {
            RequestItems = new()
            {
                [table] =
                [
                    new(new PutRequest(Item("same"))),
                    new(new PutRequest(Item("new"))),
                    new(new DeleteRequest(Item("none"))),
                ],
            },
        });
        var records = await streams.AllAsync(arn, 2);
        Assert.Equal(
            ["INSERT same", "INSERT new"],
            records.Select(record => $"{Name(record)} {record["dynamodb"]!["Keys"]!["pk"]!["S"]}"));
    }

    [Fact]
    public async Task An_item_of_its_key_alone_has_images()
    {
        var (table, arn) = await dynamo.MakeStreamAsync(StreamViewType.OLD_IMAGE);
        await dynamo.Api.UpdateItemAsync(new() { TableName = table, Key = Item("a") });
        await UpdateAsync(table, "a", "SET n = :n", N("1"));
        var records = await streams.AllAsync(arn, 2);
        Assert.Equal(["-", """{"pk":{"S":"a"}}"""], records.Select(record => Image(record, "OldImage")));
    }

    [Fact]
    public async Task Iterators_go_on_where_the_page_before_ended()
    {
        var (table, arn) = await dynamo.MakeStreamAsync(StreamViewType.KEYS_ONLY);
        var shard = await OnlyShardAsync(arn);
        var latest = await streams.IteratorAsync(arn, shard, "LATEST");
        Assert.Empty((await streams.RecordsAsync(latest))["Records"]!.AsArray());
        for (var i = 0; i < 5; i++)
        {
            await dynamo.PutAsync(table, Item($"{i}"));
        }

        var keys = new List<string>();
        var iterator = latest;
        for (var page = 0; page < 4; page++)
        {
            var answer = await streams.OkAsync(
                "GetRecords", new() { ["ShardIterator"] = iterator, ["Limit"] = 2 });
            var records = answer["Records"]!.AsArray();
            Assert.Equal(page switch { 0 or 1 => 2, 2 => 1, _ => 0 }, records.Count);
            keys.AddRange(records.Select(record => (string)record!["dynamodb"]!["Keys"]!["pk"]!["S"]!));
            iterator = (string)answer["NextShardIterator"]!;
        }

        Assert.Equal(["0", "1", "2", "3", "4"], keys);
        var all = await streams.AllAsync(arn, 5);
        var third = (string)all[2]["dynamodb"]!["SequenceNumber"]!;
        Assert.Equal(3, await CountAsync(arn, shard, "AT_SEQUENCE_NUMBER", third));
        Assert.Equal(2, await CountAsync(arn, shard, "AFTER_SEQUENCE_NUMBER", third));
        Assert.Equal(0, await CountAsync(arn, shard, "LATEST"));
        var starting = (string)(await streams.DescribeAsync(arn))["Shards"]![0]!["SequenceNumberRange"]![
            "StartingSequenceNumber"]!;
        Assert.Equal(5, await CountAsync(arn, shard, "AT_SEQUENCE_NUMBER", starting));
    }

    [Fact]
    public async Task A_closed_shard_ends_without_a_next_iterator()
    {
        var (table, arn) = await dynamo.MakeStreamAsync(StreamViewType.KEYS_ONLY);
        var shard = await OnlyShardAsync(arn);
        var before = await streams.IteratorAsync(arn, shard, "LATEST");
        await dynamo.PutAsync(table, Item("a"));
        await streams.AllAsync(arn, 1);
        await dynamo.DisableStreamAsync(table);
        await dynamo.PutAsync(table, Item("b"));

        foreach (var iterator in new[] { before, await streams.IteratorAsync(arn, shard, "TRIM_HORIZON") })
        {
            var answer = await streams.RecordsAsync(iterator);
            Assert.Single(answer["Records"]!.AsArray());
            if ((string?)answer["NextShardIterator"] is { } next)
            {
                answer = await streams.RecordsAsync(next);
                Assert.Empty(answer["Records"]!.AsArray());
                Assert.False(answer.AsObject().ContainsKey("NextShardIterator"));
            }
        }
    }

    [Theory]
    [InlineData(0, "greater than or equal to 1")]
    [InlineData(1001, "less than or equal to 1000")]
    public async Task A_page_has_1_to_1000(int limit, string bound) => Assert.Equal(
        $"1 validation error detected: Value '{limit}' at 'limit' failed to satisfy constraint: "
        + $"Member must have value {bound}",
        await streams.RefusalAsync(
            "ValidationException", "GetRecords", new() { ["ShardIterator"] = "x", ["Limit"] = limit }));

    [Fact]
    public async Task An_iterator_is_one_that_was_told()
    {
        var arn = (await dynamo.MakeStreamAsync(StreamViewType.KEYS_ONLY)).Arn;
        var iterator = await streams.IteratorAsync(arn, await OnlyShardAsync(arn), "LATEST");
        foreach (var other in new[] { "sdfsdfsgagaddafgagasgasgasdfasdf", iterator[..^8], iterator + "AAAA" })
        {
            Assert.Contains(
                "Invalid ShardIterator",
                await streams.RefusalAsync(
                    "ValidationException", "GetRecords", new() { ["ShardIterator"] = other }),
                StringComparison.Ordinal);
        }
    }

    static string Name(JsonNode record) => (string)record["eventName"]!;

    // The attributes in order of their names: the service keeps none.
    static string Image(JsonNode record, string name) => record["dynamodb"]![name] is JsonObject image
        ? new JsonObject(image.OrderBy(attribute => attribute.Key, StringComparer.Ordinal)
            .Select(attribute => KeyValuePair.Create(attribute.Key, attribute.Value?.DeepClone()))).ToJsonString()
        : "-";

    Task<UpdateItemResponse> UpdateAsync(string table, string pk, string update, AttributeValue n) => dynamo.Api.UpdateItemAsync(new()
    {
        TableName = table,
        Key = Item(pk),
        UpdateExpression = update,
        ExpressionAttributeValues = Map((":n", n)),
    });

    async Task<string> OnlyShardAsync(string arn) =>
        (string)Assert.Single((await streams.DescribeAsync(arn))["Shards"]!.AsArray())!["ShardId"]!;

    async Task<int> CountAsync(string arn, string shard, string type, string? sequence = null)
    {
        var page = await streams.RecordsAsync(await streams.IteratorAsync(arn, shard, type, sequence));
        return page["Records"]!.AsArray().Count;
    }
}
