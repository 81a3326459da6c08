using static GlobalTables.RegionNode.Conformance.Indexes.IndexRequests;

namespace GlobalTables.RegionNode.Conformance.Indexes;

/// <summary>Global indexes that are made, changed and removed after the table.</summary>
public sealed class UpdateIndexesTests(Dynamo dynamo)
{
    const string Invalid = "One or more parameter values were invalid: ";

    [Fact]
    public async Task A_new_index_has_the_items_that_were_there()
    {
        var table = await dynamo.MakeTableAsync(dynamo.Table());
        for (var place = 0; place < 30; place++)
        {
            AttributeValue[] values = [S("a"), N("1"), S("")];
            await dynamo.PutAsync(table, Item($"p{place}", S("s"), ("g", values[place % 3])));
        }

        await dynamo.Api.UpdateTableAsync(Creating(table, "index", Text("g")));
        await dynamo.WaitForIndexAsync(table, "index");

        var items = await dynamo.QueryAsync(10, () => Query(table, "index", "g = :g", (":g", S("a"))));
        Assert.Equal(10, items.DistinctBy(item => item["pk"].S).Count());
        await Refusal.ValidationAboutAsync(
            "Type mismatch for Index Key g", dynamo.PutAsync(table, Item("p", S("s"), ("g", N("1")))));
        var described = (await dynamo.Api.DescribeTableAsync(table)).Table;
        Assert.Equal("index", Assert.Single(described.GlobalSecondaryIndexes).IndexName);
        Assert.Contains(described.AttributeDefinitions, known => known.AttributeName == "g");
    }

    [Fact]
    public async Task A_removed_index_is_gone()
    {
        var table = await dynamo.MakeTableAsync(dynamo.Table().With(Global("index", ("g", KeyType.HASH)), Text("g")));
        await dynamo.PutAsync(table, Item("p", S("s"), ("g", S("a"))));

        await dynamo.Api.UpdateTableAsync(Deleting(table, "index"));
        await dynamo.WaitForIndexAsync(table, "index", isThere: false);

        await Refusal.ValidationAsync(
            "The table does not have the specified index: index",
            dynamo.Api.QueryAsync(Query(table, "index", "g = :g", (":g", S("a")))));
        await dynamo.PutAsync(table, Item("p", S("s"), ("g", N("1"))));
        var described = (await dynamo.Api.DescribeTableAsync(table)).Table;
        Assert.Equal(
            ["pk", "sk"], described.AttributeDefinitions.Select(known => known.AttributeName).Order());
    }

    [Fact]
    public async Task Units_of_an_index_change()
    {
        var table = await ProvisionedAsync();
        await dynamo.Api.UpdateTableAsync(Updating(table, 3, 4));
        await dynamo.WaitForIndexAsync(table, "index");
        var throughput = (await dynamo.Api.DescribeTableAsync(table)).Table.GlobalSecondaryIndexes[0].ProvisionedThroughput;
        Assert.Equal((3, 4), (throughput.ReadCapacityUnits, throughput.WriteCapacityUnits));
        await Refusal.ValidationAboutAsync(
            "The provisioned throughput for the index index will not change. The requested value equals the current "
            + "value.",
            dynamo.Api.UpdateTableAsync(Updating(table, 3, 4)));
    }

    [Fact]
    public async Task A_table_that_becomes_provisioned_says_it_of_its_indexes()
    {
        var table = await dynamo.MakeTableAsync(dynamo.Table().With(Global("index", ("sk", KeyType.HASH))));
        await Refusal.ValidationAsync(
            Invalid + "ProvisionedThroughput must be specified for index: index",
            dynamo.Api.UpdateTableAsync(new UpdateTableRequest
            {
                TableName = table,
                BillingMode = BillingMode.PROVISIONED,
                ProvisionedThroughput = new(1, 1),
            }));
    }

    [Fact]
    public Task One_index_at_a_time() => Refusal.OfAsync(
        "LimitExceededException",
        "Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table",
        dynamo.Api.UpdateTableAsync(new UpdateTableRequest
        {
            TableName = dynamo.Sorted,
            GlobalSecondaryIndexUpdates =
            [
                new() { Delete = new() { IndexName = "one" } },
                new() { Delete = new() { IndexName = "two" } },
            ],
        }));

    [Fact]
    public async Task A_name_that_is_there()
    {
        var table = await dynamo.MakeTableAsync(dynamo.Table().With(Local("index", "g"), Text("g")));
        await Refusal.ValidationAsync(
            "Attempting to create an index which already exists",
            dynamo.Api.UpdateTableAsync(Creating(table, "index", Text("g"))));
    }

    [Fact]
    public async Task A_local_index_is_not_removed()
    {
        var table = await dynamo.MakeTableAsync(dynamo.Table().With(Local("index", "g"), Text("g")));
        await Refusal.ValidationAsync(
            "Cannot delete an index that is not a GlobalSecondaryIndex: index",
            dynamo.Api.UpdateTableAsync(Deleting(table, "index")));
    }

    [Fact]
    public async Task An_index_that_is_not_there() => _ = await Refusal.OfAsync(
        "ResourceNotFoundException", dynamo.Api.UpdateTableAsync(Deleting(dynamo.Sorted, "index")));

    [Fact]
    public Task A_key_without_a_type() => Refusal.ValidationAsync(
        Invalid + "AttributeDefinitions is not specified for index: index",
        dynamo.Api.UpdateTableAsync(Creating(dynamo.Sorted, "index")));

    [Fact]
    public Task A_key_that_is_not_defined() => Refusal.ValidationAsync(
        Invalid + "Some index key attributes are not defined in AttributeDefinitions. Keys: [g], "
            + "AttributeDefinitions: [x]",
        dynamo.Api.UpdateTableAsync(Creating(dynamo.Sorted, "index", Text("x"))));

    [Fact]
    public async Task A_key_of_another_type()
    {
        var table = await dynamo.MakeTableAsync(dynamo.Table().With(Global("index", ("g", KeyType.HASH)), Text("g")));
        await Refusal.ValidationAsync(
            Invalid + "Attributes cannot be redefined. Please check that your attribute has the same type as "
                + "previously defined. Existing schema: Schema:[SchemaElement: key{g:S:HASH}] "
                + "New schema: Schema:[SchemaElement: key{g:N:HASH}]",
            dynamo.Api.UpdateTableAsync(Creating(table, "other", Number("g"))));
    }

    [Fact]
    public async Task Units_of_an_index_of_an_on_demand_table()
    {
        var table = await dynamo.MakeTableAsync(dynamo.Table().With(Global("index", ("sk", KeyType.HASH))));
        await Refusal.ValidationAsync(
            Invalid + "The only Updates for index: index when TableThroughputMode is PAY_PER_REQUEST can be to "
                + "OnDemandThroughput, WarmThroughput",
            dynamo.Api.UpdateTableAsync(Updating(table, 1, 1)));
    }

    Task<string> ProvisionedAsync()
    {
        var index = Global("index", ("sk", KeyType.HASH));
        index.ProvisionedThroughput = new(1, 2);
        var request = dynamo.Table().With(index);
        request.BillingMode = BillingMode.PROVISIONED;
        request.ProvisionedThroughput = new(1, 1);
        return dynamo.MakeTableAsync(request);
    }

    static UpdateTableRequest Creating(string table, string index, params AttributeDefinition[] definitions) => new()
    {
        TableName = table,
        AttributeDefinitions = definitions.Length == 0 ? null : [.. definitions],
        GlobalSecondaryIndexUpdates =
        [
            new()
            {
                Create = new()
                {
                    IndexName = index,
                    KeySchema = [new("g", KeyType.HASH)],
                    Projection = All(),
                },
            },
        ],
    };

    static UpdateTableRequest Updating(string table, int read, int write) => new()
    {
        TableName = table,
        GlobalSecondaryIndexUpdates =
            [new() { Update = new() { IndexName = "index", ProvisionedThroughput = new(read, write) } }],
    };

    static UpdateTableRequest Deleting(string table, string index) => new()
    {
        TableName = table,
        GlobalSecondaryIndexUpdates = [new() { Delete = new() { IndexName = index } }],
    };
}
