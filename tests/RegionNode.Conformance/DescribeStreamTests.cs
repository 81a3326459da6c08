namespace GlobalTables.RegionNode.Conformance;

public sealed class DescribeStreamTests(Dynamo dynamo) : IDisposable
{
    readonly StreamsApi streams = new(dynamo);

    public void Dispose() => streams.Dispose();

    [Fact]
    public async Task A_new_stream_has_an_open_shard()
    {
        var (table, arn) = await dynamo.MakeStreamAsync(StreamViewType.NEW_AND_OLD_IMAGES);
        var stream = await streams.DescribeAsync(arn);
        Assert.Equal(arn, (string?)stream["StreamArn"]);
        Assert.EndsWith("/stream/" + (string?)stream["StreamLabel"], arn, StringComparison.Ordinal);
        Assert.Equal("ENABLED", (string?)stream["StreamStatus"]);
        Assert.Equal("NEW_AND_OLD_IMAGES", (string?)stream["StreamViewType"]);
        Assert.Equal(table, (string?)stream["TableName"]);
        Assert.Equal(
            """[{"AttributeName":"pk","KeyType":"HASH"}]""", stream["KeySchema"]!.ToJsonString());
        Assert.Equal(
            DateTimeOffset.Parse((string)stream["StreamLabel"]! + "Z", System.Globalization.CultureInfo.InvariantCulture)
                .ToUnixTimeMilliseconds() / 1000.0,
            (double)stream["CreationRequestDateTime"]!,
            tolerance: 1);
        Assert.Null(stream["LastEvaluatedShardId"]);

        var shard = Assert.Single(stream["Shards"]!.AsArray())!;
        Assert.Matches(@"^shardId-\d{20}-[0-9a-f]{8}$", (string?)shard["ShardId"]);
        var range = shard["SequenceNumberRange"]!;
        Assert.Matches(@"^\d{21,40}$", (string?)range["StartingSequenceNumber"]);
        Assert.Null(range["EndingSequenceNumber"]);
        Assert.Null(shard["ParentShardId"]);
    }

    [Fact]
    public async Task A_stream_that_was_disabled_has_closed_shards_only()
    {
        var (table, arn) = await dynamo.MakeStreamAsync(StreamViewType.KEYS_ONLY);
        await dynamo.PutAsync(table, Item("a"));
        var record = Assert.Single(await streams.AllAsync(arn, 1));
        await dynamo.DisableStreamAsync(table);

        var stream = await streams.DescribeAsync(arn);
        Assert.Equal("DISABLED", (string?)stream["StreamStatus"]);
        Assert.Equal("KEYS_ONLY", (string?)stream["StreamViewType"]);
        Assert.All(stream["Shards"]!.AsArray(), shard => Assert.Matches(
            @"^\d{21,40}$", (string?)shard!["SequenceNumberRange"]!["EndingSequenceNumber"]));
        Assert.Contains(stream["Shards"]!.AsArray(), shard =>
            (string?)shard!["SequenceNumberRange"]!["EndingSequenceNumber"]
            == (string?)record["dynamodb"]!["SequenceNumber"]);
    }

    [Fact]
    public async Task A_deleted_table_leaves_its_stream()
    {
        var (table, arn) = await dynamo.MakeStreamAsync(StreamViewType.NEW_IMAGE);
        await dynamo.PutAsync(table, Item("a"));
        await streams.AllAsync(arn, 1);
        await dynamo.Api.DeleteTableAsync(table);
        await dynamo.WaitUntilGoneAsync(table);

        Assert.Equal("DISABLED", (string?)(await streams.DescribeAsync(arn))["StreamStatus"]);
        Assert.Equal("INSERT", (string?)Assert.Single(await streams.AllAsync(arn, 1))["eventName"]);
    }

    [Fact]
    public async Task Nothing_follows_the_last_shard()
    {
        var (_, arn) = await dynamo.MakeStreamAsync(StreamViewType.KEYS_ONLY);
        var last = (string)(await streams.DescribeAsync(arn))["Shards"]!.AsArray()[^1]!["ShardId"]!;
        foreach (var after in new[] { last, "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz" })
        {
            var answer = await streams.OkAsync(
                "DescribeStream", new() { ["StreamArn"] = arn, ["ExclusiveStartShardId"] = after });
            Assert.Empty(answer["StreamDescription"]!["Shards"]!.AsArray());
        }

        var children = await streams.OkAsync("DescribeStream", new()
        {
            ["StreamArn"] = arn,
            ["ShardFilter"] = new System.Text.Json.Nodes.JsonObject { ["Type"] = "CHILD_SHARDS", ["ShardId"] = last },
        });
        Assert.Empty(children["StreamDescription"]!["Shards"]!.AsArray());
    }

    [Fact]
    public async Task A_stream_that_is_not_there()
    {
        var arn = (await dynamo.MakeStreamAsync(StreamViewType.KEYS_ONLY)).Arn;
        var other = arn[..arn.LastIndexOf('/')] + "/2024-11-18T14:36:44.149";
        Assert.Equal(
            $"Requested resource not found: Stream: {other} not found",
            await streams.RefusalAsync(
                "ResourceNotFoundException", "DescribeStream", new() { ["StreamArn"] = other }));
    }

    [Theory]
    [InlineData("sdfadfsdfnlfkajakfgjalksfgklasjklasdjfklasdfasdfgasf")]
    [InlineData("arn:aws:dynamodb:us-east-1:000000000000:table/without-a-stream")]
    public async Task What_is_no_ARN_of_a_stream(string arn) => Assert.Contains(
        "Invalid StreamArn",
        await streams.RefusalAsync("ValidationException", "DescribeStream", new() { ["StreamArn"] = arn }),
        StringComparison.Ordinal);

    [Fact]
    public async Task A_stream_has_to_be_named() => Assert.Equal(
        "1 validation error detected: Value null at 'streamArn' failed to satisfy constraint: Member must not be null",
        await streams.RefusalAsync("ValidationException", "DescribeStream", []));
}
