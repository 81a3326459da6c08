using System.Text.Json.Nodes;
using GlobalTables.RegionNode.Http;
using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Tests.Http;

/// <summary>What of streams takes time to show, or another region.</summary>
public sealed class StreamsComponentTests
{
    const string Streams = "DynamoDBStreams_20120810.";
    const string Arn = "arn:aws:dynamodb:eu-west-1:000000000000:table/things/stream/2026-01-01T00:00:00.000";

    static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void An_iterator_is_what_it_was_told_as_for_fifteen_minutes()
    {
        var iterator = new ShardIterator(Arn, 7, (7L << 32) + 5, Now);
        var text = iterator.ToString();
        Assert.StartsWith(Arn + "|1|", text, StringComparison.Ordinal);
        Assert.Equal(iterator, ShardIterator.Parse(text, Now + TimeSpan.FromMinutes(15)));
        var old = Assert.Throws<DynamoException>(
            () => ShardIterator.Parse(text, Now + TimeSpan.FromMinutes(15) + TimeSpan.FromMilliseconds(1)));
        Assert.Equal(
            ("com.amazonaws.dynamodb.v20120810#ExpiredIteratorException", "Shard iterator has expired"),
            (old.Type, old.Message));
        var random = new Random(1);
        for (var i = 0; i < 200; i++)
        {
            var changed = text.ToCharArray();
            var at = random.Next(text.Length);
            changed[at] = changed[at] == 'A' ? 'B' : 'A';
            var no = Assert.Throws<DynamoException>(() => ShardIterator.Parse(new(changed), Now));
            Assert.Equal("Invalid ShardIterator", no.Message);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData((1L << 32) + 1)]
    [InlineData(long.MaxValue)]
    public void A_sequence_number_has_at_least_21_digits_and_comes_back(long sequence)
    {
        var text = SequenceNumbers.Of(sequence);
        Assert.InRange(text.Length, Limits.SequenceNumberCharsMin, Limits.SequenceNumberCharsMax);
        Assert.Equal(sequence, SequenceNumbers.Parse(text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-100000000000000000001")]
    [InlineData("99999999999999999999")]
    [InlineData("109223372036854775808")]
    [InlineData("1000000000000000000000000000000000000000")]
    [InlineData("10000000000000000000x")]
    public void What_is_no_sequence_number_of_ours(string text) => Assert.Null(SequenceNumbers.Parse(text));

    [Fact]
    public async Task Shards_follow_each_other_and_a_reader_that_is_a_day_behind_is_told_so()
    {
        var time = new ManualTime();
        await using var api = await StartAsync(time, "NEW_AND_OLD_IMAGES");
        await api.PutAsync("""{"pk":{"S":"a"},"n":{"N":"1"}}""");
        await api.PutAsync("""{"pk":{"S":"a"},"n":{"N":"2"}}""");
        var first = (string)(await ShardsAsync(api))[0]!["ShardId"]!;
        var records = (await RecordsAsync(api, first))["Records"]!.AsArray();
        var number = (string)records[0]!["dynamodb"]!["SequenceNumber"]!;
        var ids = records.Select(record => (string)record!["eventID"]!);
        var again = (await RecordsAsync(api, first))["Records"]!.AsArray();
        Assert.Equal(ids, again.Select(record => (string)record!["eventID"]!));

        time.Advance(TimeSpan.FromHours(4));
        await api.PutAsync("""{"pk":{"S":"b"}}""");
        var shards = await ShardsAsync(api);
        Assert.Equal(2, shards.Count);
        Assert.Equal(first, (string?)shards[1]!["ParentShardId"]);
        Assert.NotNull(shards[0]!["SequenceNumberRange"]!["EndingSequenceNumber"]);
        Assert.Null(shards[1]!["SequenceNumberRange"]!["EndingSequenceNumber"]);
        var page = await DescribeAsync(api, ""","Limit":1""");
        Assert.Equal(first, (string?)page["LastEvaluatedShardId"]);
        page = await DescribeAsync(api, $$""","Limit":1,"ExclusiveStartShardId":"{{first}}" """);
        Assert.Equal((string)shards[1]!["ShardId"]!, (string?)Assert.Single(page["Shards"]!.AsArray())!["ShardId"]);
        Assert.Null(page["LastEvaluatedShardId"]);
        page = await DescribeAsync(api, $$""","ShardFilter":{"Type":"CHILD_SHARDS","ShardId":"{{first}}"}""");
        Assert.Equal((string)shards[1]!["ShardId"]!, (string?)Assert.Single(page["Shards"]!.AsArray())!["ShardId"]);
        Assert.False((await RecordsAsync(api, first)).AsObject().ContainsKey("NextShardIterator"));

        // The day of the first shard's records is over; that of its closing is not.
        time.Advance(TimeSpan.FromHours(20.5));
        while (await api.Volume.StreamRetention.TrimOnceAsync(CancellationToken.None))
        {
        }

        var request = $$"""
            {"StreamArn":"{{Arn}}","ShardId":"{{first}}","ShardIteratorType":"AT_SEQUENCE_NUMBER",
             "SequenceNumber":"{{number}}"}
            """;
        Assert.Equal(
            ("TrimmedDataAccessException", "The data you are trying to access has been trimmed"),
            await api.ErrorAsync(Streams + "GetShardIterator", request));
        Assert.Empty((await RecordsAsync(api, first))["Records"]!.AsArray());
    }

    [Fact]
    public async Task An_iterator_expires()
    {
        var time = new ManualTime();
        await using var api = await StartAsync(time, "KEYS_ONLY");
        var shard = (string)(await ShardsAsync(api))[0]!["ShardId"]!;
        var body = $$"""{"ShardIterator":"{{await IteratorAsync(api, shard)}}"}""";
        time.Advance(TimeSpan.FromMinutes(15));
        await api.OkAsync(Streams + "GetRecords", body);
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(
            ("ExpiredIteratorException", "Shard iterator has expired"),
            await api.ErrorAsync(Streams + "GetRecords", body));
    }

    [Fact]
    public async Task An_item_whose_time_ran_out_was_removed_by_the_service()
    {
        await using var api = await StartAsync(new ManualTime(), "NEW_AND_OLD_IMAGES");
        await api.PutAsync("""{"pk":{"S":"a"}}""");
        await api.Volume.Queue.RunAsync(
            transaction =>
            {
                transaction.Expire(
                    api.Volume.Catalog.Find("things")!, KeyEncoding.Of(new AttributeValue.S("a"), null));
                return true;
            },
            CancellationToken.None);
        var records = (await RecordsAsync(api, (string)(await ShardsAsync(api))[0]!["ShardId"]!))["Records"]!;
        Assert.Null(records[0]!["userIdentity"]);
        Assert.Equal("REMOVE", (string?)records[1]!["eventName"]);
        Assert.Equal(
            """{"PrincipalId":"dynamodb.amazonaws.com","Type":"Service"}""",
            records[1]!["userIdentity"]!.ToJsonString());
    }

    [Fact]
    public async Task An_image_that_is_damaged_on_the_disk_is_left_out()
    {
        await using var api = await StartAsync(new ManualTime(), "NEW_IMAGE");
        await api.PutAsync("""{"pk":{"S":"a"}}""");
        await api.Volume.Queue.RunAsync(
            transaction =>
            {
                transaction.Changed();
                transaction.Session.Execute("UPDATE stream_record SET new_json = '{\"pk\":{'");
                return true;
            },
            CancellationToken.None);
        await api.PutAsync("""{"pk":{"S":"b"}}""");
        var records = (await RecordsAsync(api, (string)(await ShardsAsync(api))[0]!["ShardId"]!))["Records"]!.AsArray();
        Assert.Equal(["a", "b"], records.Select(record => (string)record!["dynamodb"]!["Keys"]!["pk"]!["S"]!));
        Assert.Null(records[0]!["dynamodb"]!["NewImage"]);
        Assert.NotNull(records[1]!["dynamodb"]!["NewImage"]);
    }

    [Fact]
    public async Task A_replica_of_a_global_table_keeps_its_stream()
    {
        await using var api = await StartAsync(new ManualTime(), "KEYS_ONLY");
        await api.Volume.Queue.RunAsync(
            transaction => api.Volume.Catalog.Store(
                transaction,
                api.Volume.Catalog.Find("things")! with
                {
                    IsDeclared = true,
                    Members =
                    [
                        new("eu-west-1", null, MemberState.Active), new("us-east-1", null, MemberState.Active),
                    ],
                }),
            CancellationToken.None);
        Assert.Equal(
            "One or more parameter values were invalid: Disabling Stream is not allowed for a Global Table replica.",
            await api.RefusalAsync(
                "UpdateTable", """{"TableName":"things","StreamSpecification":{"StreamEnabled":false}}"""));
        Assert.Equal(
            "Table already has an enabled stream: TableName: things",
            await api.RefusalAsync("UpdateTable", """
                {"TableName":"things","StreamSpecification":{"StreamEnabled":true,"StreamViewType":"KEYS_ONLY"}}
                """));
    }

    [Fact]
    public async Task A_stream_of_another_region_is_not_here()
    {
        await using var api = await StartAsync(new ManualTime(), "KEYS_ONLY");
        var elsewhere = Arn.Replace("eu-west-1", "us-east-1", StringComparison.Ordinal);
        Assert.Equal(
            ("ResourceNotFoundException", $"Requested resource not found: Stream: {elsewhere} not found"),
            await api.ErrorAsync(Streams + "DescribeStream", $$"""{"StreamArn":"{{elsewhere}}"}"""));
    }

    static async Task<Api> StartAsync(ManualTime time, string view)
    {
        var api = await Api.StartAsync(time);
        await api.OkAsync("CreateTable", $$"""
            {"TableName":"things","BillingMode":"PAY_PER_REQUEST",
             "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}],
             "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],
             "StreamSpecification":{"StreamEnabled":true,"StreamViewType":"{{view}}"} }
            """);
        return api;
    }

    static async Task<JsonNode> DescribeAsync(Api api, string more = "") =>
        (await api.OkAsync(Streams + "DescribeStream", $$"""{"StreamArn":"{{Arn}}"{{more}}}"""))["StreamDescription"]!;

    static async Task<JsonArray> ShardsAsync(Api api) => (await DescribeAsync(api))["Shards"]!.AsArray();

    static async Task<string> IteratorAsync(Api api, string shard) => (string)(await api.OkAsync(
        Streams + "GetShardIterator",
        $$"""{"StreamArn":"{{Arn}}","ShardId":"{{shard}}","ShardIteratorType":"TRIM_HORIZON"}"""))["ShardIterator"]!;

    static async Task<JsonNode> RecordsAsync(Api api, string shard) => await api.OkAsync(
        Streams + "GetRecords", $$"""{"ShardIterator":"{{await IteratorAsync(api, shard)}}"}""");
}
