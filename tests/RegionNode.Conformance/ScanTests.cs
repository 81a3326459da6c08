namespace GlobalTables.RegionNode.Conformance;

/// <summary>Scans see everything of a table, so these have one of their own.</summary>
public sealed class ScanTests(Dynamo dynamo, ScanTests.Filled filled) : IClassFixture<ScanTests.Filled>
{
    [Fact]
    public async Task A_scan_answers_every_item_of_the_table()
    {
        var answer = await dynamo.Api.ScanAsync(Any());

        Assert.Equal(Filled.Items, answer.Count);
        Assert.Equal(Filled.Items, answer.ScannedCount);
        Assert.Equal(Filled.Keys, answer.Items.Select(Filled.KeyOf).Order());
        Assert.Null(answer.LastEvaluatedKey);
    }

    [Fact]
    public async Task Items_of_one_partition_come_together_in_order()
    {
        var answer = await dynamo.Api.ScanAsync(Any());

        var partitions = answer.Items.Select(item => item["pk"].S).ToList();
        Assert.Equal(Filled.Partitions, partitions.Where((pk, at) => at == 0 || partitions[at - 1] != pk).Count());
        foreach (var partition in answer.Items.GroupBy(item => item["pk"].S))
        {
            Assert.Equal(["0", "1", "2", "3", "4"], partition.Select(item => item["sk"].N));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public async Task Pages_hold_every_item_once(int limit)
    {
        var request = Any();
        request.Limit = limit;

        var pages = await Pages.OfAsync(dynamo.Api, request);

        Assert.Equal(Filled.Keys, pages.Items.Select(Filled.KeyOf).Order());
        Assert.True(pages.Counts.TrueForAll(count => count <= limit));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(64)]
    public async Task Segments_share_the_items_out(int totalSegments)
    {
        var segments = await Task.WhenAll(Enumerable.Range(0, totalSegments).Select(segment =>
        {
            var request = Any();
            request.Segment = segment;
            request.TotalSegments = totalSegments;
            request.Limit = 4;
            return Pages.OfAsync(dynamo.Api, request);
        }));

        Assert.Equal(Filled.Keys, segments.SelectMany(pages => pages.Items).Select(Filled.KeyOf).Order());
    }

    [Fact]
    public async Task A_filter_takes_items_out_after_they_were_counted()
    {
        var request = Any();
        request.FilterExpression = "sk >= :three";
        request.ExpressionAttributeValues = Map((":three", N("3")));

        var answer = await dynamo.Api.ScanAsync(request);

        Assert.Equal((2 * Filled.Partitions, Filled.Items), (answer.Count, answer.ScannedCount));
        Assert.All(answer.Items, item => Assert.True(item["sk"].N is "3" or "4"));
    }

    [Fact]
    public async Task COUNT_answers_numbers_only()
    {
        var request = Any();
        request.Select = Select.COUNT;

        var answer = await dynamo.Api.ScanAsync(request);

        Assert.Equal(Filled.Items, answer.Count);
        Assert.True(answer.Items is null or { Count: 0 });
    }

    [Fact]
    public async Task A_projection_takes_what_it_names()
    {
        var request = Any();
        request.ProjectionExpression = "sk";
        request.Limit = 1;

        Assert.Equal(["sk"], Assert.Single((await dynamo.Api.ScanAsync(request)).Items).Keys);
    }

    [Theory]
    [InlineData(0, null,
        "The TotalSegments parameter is required but was not present in the request when Segment parameter is present")]
    [InlineData(null, 2,
        "The Segment parameter is required but was not present in the request when parameter TotalSegments is present")]
    [InlineData(2, 2,
        "The Segment parameter is zero-based and must be less than parameter TotalSegments: "
        + "Segment: 2 is not less than TotalSegments: 2")]
    [InlineData(0, 0,
        "1 validation error detected: Value '0' at 'totalSegments' failed to satisfy constraint: "
        + "Member must have value greater than or equal to 1")]
    [InlineData(-1, 2,
        "1 validation error detected: Value '-1' at 'segment' failed to satisfy constraint: "
        + "Member must have value greater than or equal to 0")]
    public Task Segments_have_to_make_sense(int? segment, int? totalSegments, string message)
    {
        var request = Any();
        request.Segment = segment;
        request.TotalSegments = totalSegments;
        return Refusal.ValidationAsync(message, dynamo.Api.ScanAsync(request));
    }

    [Fact]
    public Task A_limit_is_at_least_one()
    {
        var request = Any();
        request.Limit = 0;
        return Refusal.ValidationAsync(
            "1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: "
            + "Member must have value greater than or equal to 1",
            dynamo.Api.ScanAsync(request));
    }

    [Fact]
    public Task A_start_key_has_the_keys_of_the_schema()
    {
        var request = Any();
        request.ExclusiveStartKey = Item("a");
        return Refusal.ValidationAsync(
            "The provided starting key is invalid: The provided key element does not match the schema",
            dynamo.Api.ScanAsync(request));
    }

    [Fact]
    public Task A_table_has_to_be_there() =>
        Refusal.NoTableAsync(dynamo.Api.ScanAsync(new ScanRequest { TableName = dynamo.NewName() }));

    ScanRequest Any() => new() { TableName = filled.TableName, ConsistentRead = true };

    public sealed class Filled(Dynamo dynamo) : IAsyncLifetime
    {
        public const int Partitions = 10;
        const int PerPartition = 5;

        public const int Items = Partitions * PerPartition;

        public static readonly IEnumerable<string> Keys =
            [.. Enumerable.Range(0, Items).Select(at => $"p{at / PerPartition}/{at % PerPartition}").Order()];

        public string TableName { get; private set; } = "";

        public static string KeyOf(Dictionary<string, AttributeValue> item) => $"{item["pk"].S}/{item["sk"].N}";

        public async ValueTask InitializeAsync()
        {
            TableName = await dynamo.MakeTableAsync(ScalarAttributeType.S, ScalarAttributeType.N);
            await Task.WhenAll(Enumerable.Range(0, Items).Select(at => dynamo.PutAsync(
                TableName, Item($"p{at / PerPartition}", N($"{at % PerPartition}"), ("a", S("x"))))));
        }

        public ValueTask DisposeAsync() => default;
    }
}
