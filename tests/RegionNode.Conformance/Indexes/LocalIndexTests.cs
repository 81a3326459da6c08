using static GlobalTables.RegionNode.Conformance.Indexes.IndexRequests;

namespace GlobalTables.RegionNode.Conformance.Indexes;

/// <summary>Query and Scan of local indexes, which are read consistently and may ask for more than they have.</summary>
public sealed class LocalIndexTests(Dynamo dynamo) : IAsyncLifetime
{
    string table = "";

    public async ValueTask InitializeAsync()
    {
        table = await dynamo.MakeTableAsync(dynamo.Table()
            .With(Local("whole", "n"), Number("n"))
            .With(Local("keys", "n", KeysOnly())));
        foreach (var (sort, n) in new[] { ("a", "3"), ("b", "1"), ("c", "2") })
        {
            await dynamo.PutAsync(table, Item("p", S(sort), ("n", N(n)), ("x", S("x" + sort))));
        }

        await dynamo.PutAsync(table, Item("p", S("d"), ("x", S("xd"))));
        await dynamo.PutAsync(table, Item("q", S("a"), ("n", N("1"))));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_partition_in_another_order()
    {
        var page = await dynamo.Api.QueryAsync(OfP("whole"));
        Assert.Equal("1 2 3", page.Items.Of("n"));
        Assert.Equal("xb xc xa", page.Items.Of("x"));
    }

    [Fact]
    public async Task An_index_has_what_it_projects()
    {
        var page = await dynamo.Api.QueryAsync(OfP("keys"));
        Assert.All(page.Items, item => Assert.Equal("n pk sk", Names(item)));
    }

    [Fact]
    public async Task All_attributes_are_fetched()
    {
        var query = OfP("keys");
        query.Select = Select.ALL_ATTRIBUTES;
        var page = await dynamo.Api.QueryAsync(query);
        Assert.Equal("xb xc xa", page.Items.Of("x"));
    }

    [Fact]
    public async Task A_projection_fetches_what_it_names()
    {
        var query = OfP("keys");
        query.ProjectionExpression = "x";
        var page = await dynamo.Api.QueryAsync(query);
        Assert.Equal("xb xc xa", page.Items.Of("x"));
    }

    [Fact]
    public async Task A_scan_meets_every_entry()
    {
        var page = await dynamo.Api.ScanAsync(new() { TableName = table, IndexName = "keys", ConsistentRead = true });
        Assert.Equal(4, page.Count);
    }

    [Fact]
    public async Task Counts_of_an_index_are_told_when_the_service_has_them()
    {
        Assert.SkipWhen(dynamo.IsReal, "DynamoDB counts every six hours.");
        var described = (await dynamo.Api.DescribeTableAsync(table)).Table.LocalSecondaryIndexes;
        Assert.All(described, index => Assert.Equal(4, index.ItemCount));
        Assert.True(described[0].IndexSizeBytes > described[1].IndexSizeBytes);
    }

    [Fact]
    public async Task A_collection_is_measured_in_gigabytes()
    {
        var answer = await dynamo.Api.PutItemAsync(new()
        {
            TableName = table,
            Item = Item("measured", S("a")),
            ReturnItemCollectionMetrics = ReturnItemCollectionMetrics.SIZE,
        });
        Assert.Equal("measured", answer.ItemCollectionMetrics.ItemCollectionKey["pk"].S);
        Assert.Equal([0, 1], answer.ItemCollectionMetrics.SizeEstimateRangeGB);
    }

    [Fact]
    public async Task A_batch_measures_each_collection_once()
    {
        var answer = await dynamo.Api.BatchWriteItemAsync(new BatchWriteItemRequest
        {
            RequestItems = new()
            {
                [table] =
                [
                    new() { PutRequest = new() { Item = Item("batch", S("a")) } },
                    new() { PutRequest = new() { Item = Item("batch", S("b")) } },
                ],
            },
            ReturnItemCollectionMetrics = ReturnItemCollectionMetrics.SIZE,
        });
        Assert.Equal("batch", Assert.Single(answer.ItemCollectionMetrics[table]).ItemCollectionKey["pk"].S);
    }

    QueryRequest OfP(string index)
    {
        var query = Query(table, index, "pk = :p", (":p", S("p")));
        query.ConsistentRead = true;
        return query;
    }
}
