using static GlobalTables.RegionNode.Conformance.Indexes.IndexRequests;

namespace GlobalTables.RegionNode.Conformance.Indexes;

/// <summary>Query and Scan of global indexes.</summary>
public sealed class GlobalIndexTests(Dynamo dynamo) : IAsyncLifetime
{
    string table = "";

    public async ValueTask InitializeAsync()
    {
        table = await dynamo.MakeTableAsync(dynamo.Table()
            .With(Global("all", ("g", KeyType.HASH), ("n", KeyType.RANGE)), Text("g"), Number("n"))
            .With(Global("some", ("g", KeyType.HASH)).Projecting(Including("x")))
            .With(Global("keys", ("g", KeyType.HASH)).Projecting(KeysOnly())));
        foreach (var (place, n) in new[] { "3", "1", "2", "1", "-5" }.Index())
        {
            await dynamo.PutAsync(table, Item(
                $"p{place}", S("s"), ("g", S("a")), ("n", N(n)), ("x", S($"x{place}")), ("y", S("y"))));
        }

        await dynamo.PutAsync(table, Item("p5", S("s"), ("g", S("b")), ("n", N("9"))));
        await dynamo.PutAsync(table, Item("p6", S("s"), ("n", N("9"))));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData(true, "-5 1 1 2 3")]
    [InlineData(false, "3 2 1 1 -5")]
    public async Task Entries_come_in_the_order_of_the_index(bool forward, string expected)
    {
        var items = await dynamo.QueryAsync(5, () =>
        {
            var query = OfA("all");
            query.ScanIndexForward = forward;
            return query;
        });
        Assert.Equal(expected, items.Of("n"));
        Assert.All(items, item => Assert.Equal("g n pk sk x y", Names(item)));
    }

    [Fact]
    public async Task A_condition_on_the_sort_key_chooses()
    {
        var items = await dynamo.QueryAsync(
            3, () => Query(table, "all", "g = :g AND n BETWEEN :a AND :b", (":g", S("a")), (":a", N("1")), (":b", N("2"))));
        Assert.Equal("1 1 2", items.Of("n"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Pages_follow_each_other_though_keys_are_equal(bool forward)
    {
        var whole = await dynamo.QueryAsync(5, () => Paged(forward, 100));
        var paged = await dynamo.QueryAsync(5, () => Paged(forward, 1));
        Assert.Equal(whole.Of("pk"), paged.Of("pk"));

        QueryRequest Paged(bool isForward, int limit)
        {
            var query = OfA("all");
            (query.ScanIndexForward, query.Limit) = (isForward, limit);
            return query;
        }
    }

    [Fact]
    public async Task A_page_ends_with_the_keys_of_the_index_and_of_the_table()
    {
        await dynamo.QueryAsync(5, () => OfA("all"));
        var query = OfA("all");
        query.Limit = 2;
        var page = await dynamo.Api.QueryAsync(query);
        Assert.Equal("g n pk sk", Names(page.LastEvaluatedKey));
    }

    [Theory]
    [InlineData("all", "g n pk sk x y")]
    [InlineData("some", "g pk sk x")]
    [InlineData("keys", "g pk sk")]
    public async Task An_index_has_what_it_projects(string index, string expected)
    {
        var items = await dynamo.QueryAsync(5, () => OfA(index));
        Assert.All(items, item => Assert.Equal(expected, Names(item)));
    }

    [Fact]
    public async Task Items_without_the_key_are_not_in_a_scan_either()
    {
        await dynamo.QueryAsync(5, () => OfA("keys"));
        var pages = await Pages.OfAsync(dynamo.Api, new ScanRequest { TableName = table, IndexName = "keys", Limit = 2 });
        Assert.Equal("p0 p1 p2 p3 p4 p5", string.Join(' ', pages.Items.Select(item => item["pk"].S).Order()));
    }

    [Fact]
    public async Task Segments_of_a_scan_share_the_entries_out()
    {
        await dynamo.QueryAsync(5, () => OfA("all"));
        var found = new List<string>();
        for (var segment = 0; segment < 3; segment++)
        {
            var pages = await Pages.OfAsync(dynamo.Api, new ScanRequest
            {
                TableName = table,
                IndexName = "all",
                Segment = segment,
                TotalSegments = 3,
                Limit = 1,
            });
            found.AddRange(pages.Items.Select(item => item["pk"].S));
        }

        Assert.Equal(["p0", "p1", "p2", "p3", "p4", "p5"], found.Order());
    }

    [Fact]
    public async Task Counting_tells_no_items()
    {
        await dynamo.QueryAsync(5, () => OfA("some"));
        var query = OfA("some");
        query.Select = Select.COUNT;
        var page = await dynamo.Api.QueryAsync(query);
        Assert.Equal(5, page.Count);
        Assert.Null(page.Items);
    }

    [Fact]
    public async Task No_index_has_insights()
    {
        var answer = await dynamo.Api.DescribeContributorInsightsAsync(new() { TableName = table, IndexName = "all" });
        Assert.Equal(
            (table, "all", ContributorInsightsStatus.DISABLED),
            (answer.TableName, answer.IndexName, answer.ContributorInsightsStatus));
    }

    [Fact]
    public Task An_index_that_is_not_there() => RefusedAsync(
        "The table does not have the specified index: other", OfA("other"));

    [Fact]
    public Task Consistent_reads()
    {
        var query = OfA("all");
        query.ConsistentRead = true;
        return RefusedAsync("Consistent reads are not supported on global secondary indexes", query);
    }

    [Fact]
    public Task All_attributes_of_an_index_that_has_less()
    {
        var query = OfA("some");
        query.Select = Select.ALL_ATTRIBUTES;
        return RefusedAsync(
            "One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global "
            + "secondary index some because its projection type is not ALL",
            query);
    }

    [Fact]
    public Task A_projection_of_what_the_index_does_not_have()
    {
        var query = OfA("some");
        query.ProjectionExpression = "x, y";
        return RefusedAsync(
            "One or more parameter values were invalid: Global secondary index some does not project [y]", query);
    }

    [Fact]
    public Task A_filter_on_what_the_index_does_not_have()
    {
        var query = OfA("some");
        query.FilterExpression = "attribute_exists(y)";
        return RefusedAsync(
            "One or more parameter values were invalid: Secondary index some does not project one or more filter "
            + "attributes: [y]",
            query);
    }

    [Fact]
    public Task A_filter_on_a_key_of_the_index()
    {
        var query = OfA("all");
        query.FilterExpression = "attribute_exists(n)";
        return RefusedAsync(
            "Filter Expression can only contain non-primary key attributes: Primary key attribute: n", query);
    }

    [Fact]
    public async Task A_filter_on_a_key_of_the_table()
    {
        var items = await dynamo.QueryAsync(1, () =>
        {
            var query = OfA("all");
            query.FilterExpression = "pk = :pk";
            query.ExpressionAttributeValues[":pk"] = S("p2");
            return query;
        });
        Assert.Equal("2", items.Of("n"));
    }

    [Theory]
    [InlineData("pk sk", "The provided starting key is invalid")]
    [InlineData("pk sk g", "The provided starting key is invalid")]
    [InlineData("pk sk g x", "The provided starting key is invalid")]
    [InlineData("pk sk g N", "The provided key element does not match the schema")]
    public Task A_key_to_start_from_that_is_none(string attributes, string message)
    {
        var query = OfA("all");
        query.ExclusiveStartKey = attributes.Split(' ').ToDictionary(name => name.ToLowerInvariant(), _ => S("a"));
        return RefusedAsync(message, query);
    }

    [Fact]
    public Task A_key_to_start_from_of_another_partition()
    {
        var query = OfA("all");
        query.ExclusiveStartKey = Item("p", S("s"), ("g", S("other")), ("n", N("1")));
        return RefusedAsync(
            "The provided starting key is outside query boundaries based on provided conditions", query);
    }

    [Fact]
    public Task A_path_into_a_key() => Refusal.ValidationAsync(
        "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: IndexKey: g",
        dynamo.Api.GetItemAsync(new() { TableName = table, Key = Item("p", S("s")), ProjectionExpression = "g.a" }));

    QueryRequest OfA(string index) => Query(table, index, "g = :g", (":g", S("a")));

    Task RefusedAsync(string message, QueryRequest query) =>
        Refusal.ValidationAsync(message, dynamo.Api.QueryAsync(query));
}
