using System.Text.Json.Nodes;

namespace GlobalTables.RegionNode.Conformance;

public sealed class GetShardIteratorTests(Dynamo dynamo) : IDisposable
{
    readonly StreamsApi streams = new(dynamo);

    public void Dispose() => streams.Dispose();

    [Fact]
    public async Task A_number_goes_with_the_types_that_need_one()
    {
        var (arn, shard) = await ShardAsync();
        var number = (string)(await streams.DescribeAsync(arn))["Shards"]![0]!["SequenceNumberRange"]![
            "StartingSequenceNumber"]!;
        foreach (var type in new[] { "AT_SEQUENCE_NUMBER", "AFTER_SEQUENCE_NUMBER" })
        {
            Assert.NotEmpty(await streams.IteratorAsync(arn, shard, type, number));
            await streams.RefusalAsync("ValidationException", "GetShardIterator", Request(arn, shard, type));
        }

        foreach (var type in new[] { "TRIM_HORIZON", "LATEST" })
        {
            Assert.NotEmpty(await streams.IteratorAsync(arn, shard, type));
            var request = Request(arn, shard, type);
            request["SequenceNumber"] = number;
            await streams.RefusalAsync("ValidationException", "GetShardIterator", request);
        }
    }

    [Fact]
    public async Task A_number_is_of_the_shard()
    {
        var (arn, shard) = await ShardAsync();
        foreach (var number in new[] { "199999999999999999999", "1000000000000000000000000", "abcdefghijklmnopqrstuvw" })
        {
            var request = Request(arn, shard, "AT_SEQUENCE_NUMBER");
            request["SequenceNumber"] = number;
            await streams.RefusalAsync("ValidationException", "GetShardIterator", request);
        }
    }

    [Fact]
    public async Task A_shard_that_is_not_there()
    {
        var (arn, _) = await ShardAsync();
        Assert.Equal(
            "Requested resource not found: Shard does not exist",
            await streams.RefusalAsync(
                "ResourceNotFoundException",
                "GetShardIterator",
                Request(arn, "shardId-00000001414562045508-2bac9cd2", "LATEST")));
    }

    [Fact]
    public async Task A_stream_that_is_not_there()
    {
        var (arn, shard) = await ShardAsync();
        var other = arn[..arn.LastIndexOf('/')] + "/2024-11-18T14:36:44.149";
        Assert.Equal(
            $"Requested resource not found: Stream: {other} not found",
            await streams.RefusalAsync(
                "ResourceNotFoundException", "GetShardIterator", Request(other, shard, "LATEST")));
        Assert.Contains(
            "Invalid StreamArn",
            await streams.RefusalAsync(
                "ValidationException", "GetShardIterator", Request(new string('x', 50), shard, "LATEST")),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_type_is_one_of_four()
    {
        var (arn, shard) = await ShardAsync();
        Assert.Equal(
            "1 validation error detected: Value 'bulle' at 'shardIteratorType' failed to satisfy constraint: Member "
            + "must satisfy enum value set: [AFTER_SEQUENCE_NUMBER, LATEST, AT_SEQUENCE_NUMBER, TRIM_HORIZON]",
            await streams.RefusalAsync("ValidationException", "GetShardIterator", Request(arn, shard, "bulle")));
    }

    static JsonObject Request(string arn, string shard, string type) =>
        new() { ["StreamArn"] = arn, ["ShardId"] = shard, ["ShardIteratorType"] = type };

    async Task<(string Arn, string Shard)> ShardAsync()
    {
        var arn = (await dynamo.MakeStreamAsync(StreamViewType.KEYS_ONLY)).Arn;
        return (arn, (string)(await streams.DescribeAsync(arn))["Shards"]![0]!["ShardId"]!);
    }
}
