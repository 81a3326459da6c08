using static GlobalTables.RegionNode.Conformance.Indexes.IndexRequests;

namespace GlobalTables.RegionNode.Conformance.Indexes;

public sealed class CreateIndexesTests(Dynamo dynamo)
{
    const string Invalid = "One or more parameter values were invalid: ";

    [Fact]
    public async Task A_table_is_described_with_its_indexes()
    {
        var name = await dynamo.MakeTableAsync(dynamo.Table()
            .With(Local("locals", "n", Including("x")), Number("n"))
            .With(Global("globals", ("g", KeyType.HASH), ("n", KeyType.RANGE)).Projecting(KeysOnly()), Text("g")));

        var table = (await dynamo.Api.DescribeTableAsync(name)).Table;

        var global = Assert.Single(table.GlobalSecondaryIndexes);
        Assert.Equal("globals", global.IndexName);
        Assert.Equal(IndexStatus.ACTIVE, global.IndexStatus);
        Assert.Equal(["g HASH", "n RANGE"], global.KeySchema.Select(key => $"{key.AttributeName} {key.KeyType}"));
        Assert.Equal(ProjectionType.KEYS_ONLY, global.Projection.ProjectionType);
        Assert.Equal($"{table.TableArn}/index/globals", global.IndexArn);
        Assert.Equal(0, global.ProvisionedThroughput.ReadCapacityUnits);
        Assert.Equal(0, global.ItemCount);
        Assert.Null(global.Backfilling);
        var local = Assert.Single(table.LocalSecondaryIndexes);
        Assert.Equal("locals", local.IndexName);
        Assert.Equal(["pk HASH", "n RANGE"], local.KeySchema.Select(key => $"{key.AttributeName} {key.KeyType}"));
        Assert.Equal(["x"], local.Projection.NonKeyAttributes);
        Assert.Equal($"{table.TableArn}/index/locals", local.IndexArn);
        Assert.Equal(
            ["g S", "n N", "pk S", "sk S"],
            table.AttributeDefinitions.Select(known => $"{known.AttributeName} {known.AttributeType}")
                .Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_table_without_indexes_does_not_speak_of_them()
    {
        var table = (await dynamo.Api.DescribeTableAsync(dynamo.Sorted)).Table;
        Assert.Null(table.GlobalSecondaryIndexes);
        Assert.Null(table.LocalSecondaryIndexes);
    }

    [Fact]
    public Task A_key_of_an_index_is_defined() => RefusedAsync(
        Invalid + "Some index key attributes are not defined in AttributeDefinitions. Keys: [g], "
            + "AttributeDefinitions: [pk, sk]",
        dynamo.Table().With(Global("index", ("g", KeyType.HASH))));

    [Fact]
    public Task A_definition_is_for_a_key() => RefusedAsync(
        Invalid + "Some AttributeDefinitions are not used. AttributeDefinitions: [pk, sk, g, x], keys used: [pk, sk, g]",
        dynamo.Table().With(Global("index", ("g", KeyType.HASH)), Text("g"), Text("x")));

    [Fact]
    public Task An_attribute_is_defined_once() => RefusedAsync(
        "Attribute Name is duplicated: g",
        dynamo.Table().With(Global("index", ("g", KeyType.HASH)), Text("g"), Number("g")));

    [Fact]
    public Task Names_of_indexes_differ() => RefusedAsync(
        Invalid + "Duplicate index name: same",
        dynamo.Table().With(Local("same", "n"), Number("n")).With(Global("same", ("n", KeyType.HASH))));

    [Fact]
    public Task A_local_index_needs_a_table_with_a_sort_key() => RefusedAsync(
        Invalid + "Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex",
        dynamo.Table(request =>
        {
            request.KeySchema.RemoveAt(1);
            request.AttributeDefinitions.RemoveAt(1);
        }).With(Local("index", "n"), Number("n")));

    [Fact]
    public Task A_local_index_has_a_sort_key()
    {
        var index = Local("index", "n");
        index.KeySchema.RemoveAt(1);
        return RefusedAsync(
            Invalid + "Index KeySchema does not have a range key for index: index", dynamo.Table().With(index));
    }

    [Fact]
    public Task A_local_index_has_the_partition_key_of_the_table()
    {
        var index = Local("index", "n");
        index.KeySchema[0] = new("g", KeyType.HASH);
        return RefusedAsync(
            Invalid + "Index KeySchema does not have the same leading hash key as table KeySchema for index: index. "
                + "index hash key: g, table hash key: pk",
            dynamo.Table().With(index, Number("n"), Text("g")));
    }

    [Fact]
    public Task Five_local_indexes_are_the_most()
    {
        var request = dynamo.Table();
        for (var i = 0; i < 6; i++)
        {
            request.With(Local($"index{i}", "sk"));
        }

        return RefusedAsync(Invalid + "Number of LocalSecondaryIndexes exceeds per-table limit of 5", request);
    }

    [Fact]
    public Task Twenty_global_indexes_are_the_most()
    {
        var request = dynamo.Table();
        for (var i = 0; i < 21; i++)
        {
            request.With(Global($"index{i}", ("sk", KeyType.HASH)));
        }

        return RefusedAsync(Invalid + "GlobalSecondaryIndex count exceeds the per-table limit of 20", request);
    }

    [Fact]
    public Task The_first_key_is_a_HASH_key() => RefusedAsync(
        "Invalid KeySchema: The first KeySchemaElement is not a HASH key type",
        dynamo.Table().With(Global("index", ("sk", KeyType.RANGE))));

    [Fact]
    public Task The_two_keys_differ() => RefusedAsync(
        "Both the Hash Key and the Range Key element in the KeySchema have the same name",
        dynamo.Table().With(Global("index", ("sk", KeyType.HASH), ("sk", KeyType.RANGE))));

    [Fact]
    public Task HASH_keys_come_first() => RefusedAsync(
        Invalid + "All HASH key attributes must precede RANGE key attributes in the KeySchema",
        dynamo.Table().With(
            Global("index", ("sk", KeyType.HASH), ("n", KeyType.RANGE), ("g", KeyType.HASH)), Text("g"), Number("n")));

    [Fact]
    public Task Four_attributes_of_each_kind_are_the_most() => RefusedAsync(
        Invalid + "The KeySchema exceeds the maximum allowed number of HASH key attributes",
        dynamo.Table().With(
            Global("index", [.. "abcde".Select(name => ($"{name}", KeyType.HASH))]),
            [.. "abcde".Select(name => Text($"{name}"))]));

    [Fact]
    public Task A_projection_has_a_type() => RefusedAsync(
        Invalid + "Unknown ProjectionType: null",
        dynamo.Table().With(Global("index", ("sk", KeyType.HASH)).Projecting(new())));

    [Fact]
    public Task INCLUDE_says_what() => RefusedAsync(
        Invalid + "ProjectionType is INCLUDE, but NonKeyAttributes is not specified",
        dynamo.Table().With(
            Global("index", ("sk", KeyType.HASH)).Projecting(new() { ProjectionType = ProjectionType.INCLUDE })));

    [Fact]
    public Task Only_INCLUDE_says_what() => RefusedAsync(
        Invalid + "ProjectionType is KEYS_ONLY, but NonKeyAttributes is specified",
        dynamo.Table().With(Global("index", ("sk", KeyType.HASH)).Projecting(
            new() { ProjectionType = ProjectionType.KEYS_ONLY, NonKeyAttributes = ["a"] })));

    [Fact]
    public Task A_projected_attribute_is_named_once() => RefusedAsync(
        Invalid + "Duplicate element in NonKeyAttributes: a",
        dynamo.Table().With(Global("index", ("sk", KeyType.HASH)).Projecting(Including("a", "b", "a"))));

    [Fact]
    public Task On_demand_indexes_have_no_units()
    {
        var index = Global("index", ("sk", KeyType.HASH));
        index.ProvisionedThroughput = new(1, 1);
        return RefusedAsync(
            Invalid + "ProvisionedThroughput should not be specified for index: index when BillingMode is "
                + "PAY_PER_REQUEST",
            dynamo.Table().With(index));
    }

    [Fact]
    public Task Provisioned_indexes_have_units_of_their_own()
    {
        var request = dynamo.Table().With(Global("index", ("sk", KeyType.HASH)));
        request.BillingMode = BillingMode.PROVISIONED;
        request.ProvisionedThroughput = new(1, 1);
        return RefusedAsync(Invalid + "ProvisionedThroughput is not specified for index: index", request);
    }

    Task RefusedAsync(string message, CreateTableRequest request) =>
        Refusal.ValidationAsync(message, dynamo.Api.CreateTableAsync(request));
}
