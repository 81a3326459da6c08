using System.Text.Json.Nodes;

namespace GlobalTables.RegionNode.Conformance;

public sealed class ListStreamsTests(Dynamo dynamo) : IDisposable
{
    readonly StreamsApi streams = new(dynamo);

    public void Dispose() => streams.Dispose();

    [Fact]
    public async Task A_table_has_its_streams_also_those_that_have_ended()
    {
        var (table, first) = await dynamo.MakeStreamAsync(StreamViewType.KEYS_ONLY);
        await dynamo.DisableStreamAsync(table);
        await dynamo.Api.UpdateTableAsync(new()
        {
            TableName = table,
            StreamSpecification = new() { StreamEnabled = true, StreamViewType = StreamViewType.NEW_IMAGE },
        });
        await dynamo.WaitAsync(table);
        var second = (await dynamo.Api.DescribeTableAsync(table)).Table.LatestStreamArn;

        var listed = (await streams.OkAsync("ListStreams", new() { ["TableName"] = table }))["Streams"]!.AsArray();
        Assert.Equal([first, second], listed.Select(stream => (string)stream!["StreamArn"]!));
        Assert.All(listed, stream => Assert.Equal(table, (string?)stream!["TableName"]));
        Assert.All(listed, stream => Assert.EndsWith(
            (string)stream!["StreamLabel"]!, (string)stream["StreamArn"]!, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_table_without_a_stream_has_none()
    {
        var table = await dynamo.MakeTableAsync(ScalarAttributeType.S, null);
        var answer = await streams.OkAsync("ListStreams", new() { ["TableName"] = table });
        Assert.Empty(answer["Streams"]!.AsArray());
        Assert.Null(answer["LastEvaluatedStreamArn"]);
    }

    [Fact]
    public async Task Pages_have_every_stream_once()
    {
        var made = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            made.Add((await dynamo.MakeStreamAsync(StreamViewType.KEYS_ONLY)).Arn);
        }

        var listed = new List<string>();
        var request = new JsonObject { ["Limit"] = 2 };
        while (true)
        {
            var page = await streams.OkAsync("ListStreams", request);
            var arns = page["Streams"]!.AsArray().Select(stream => (string)stream!["StreamArn"]!).ToList();
            Assert.InRange(arns.Count, 0, 2);
            listed.AddRange(arns);
            if ((string?)page["LastEvaluatedStreamArn"] is not { } last)
            {
                break;
            }

            Assert.Equal(arns[^1], last);
            request["ExclusiveStartStreamArn"] = last;
        }

        Assert.Equal(listed.Count, listed.Distinct().Count());
        Assert.Empty(made.Except(listed));
    }

    [Theory]
    [InlineData(0, "greater than or equal to 1")]
    [InlineData(101, "less than or equal to 100")]
    public async Task A_page_has_1_to_100(int limit, string bound) => Assert.Equal(
        $"1 validation error detected: Value '{limit}' at 'limit' failed to satisfy constraint: "
        + $"Member must have value {bound}",
        await streams.RefusalAsync("ValidationException", "ListStreams", new() { ["Limit"] = limit }));

    [Fact]
    public async Task A_page_begins_after_a_stream() => Assert.Contains(
        "Invalid StreamArn",
        await streams.RefusalAsync("ValidationException", "ListStreams", new()
        {
            ["ExclusiveStartStreamArn"] = "no-stream-at-all-but-long-enough-for-one",
        }),
        StringComparison.Ordinal);
}
