namespace GlobalTables.RegionNode.Conformance;

/// <summary>Operations of the version of global tables before this one, and the scaling of replicas.</summary>
public sealed class OldGlobalTablesTests(Dynamo dynamo)
{
    const string Old =
        "One or more parameter values were invalid: DynamoDB global tables version 2017.11.29 is not supported. "
        + "We recommend using DynamoDB global tables version 2019.11.21, instead of version 2017.11.29 (Legacy).";

    [Fact]
    public async Task There_are_none() =>
        Assert.Empty((await dynamo.Api.ListGlobalTablesAsync(new())).GlobalTables ?? []);

    [Fact]
    public async Task None_is_made_or_changed()
    {
        await Refusal.ValidationAsync(Old, dynamo.Api.CreateGlobalTableAsync(new()
        {
            GlobalTableName = dynamo.Simple,
            ReplicationGroup = [new() { RegionName = dynamo.OtherRegion }],
        }));
        await Refusal.ValidationAsync(Old, dynamo.Api.UpdateGlobalTableAsync(new()
        {
            GlobalTableName = dynamo.Simple,
            ReplicaUpdates = [new() { Create = new() { RegionName = dynamo.OtherRegion } }],
        }));
    }

    [Fact]
    public async Task None_is_found()
    {
        var name = dynamo.Simple;
        await NotFoundAsync(dynamo.Api.DescribeGlobalTableAsync(new() { GlobalTableName = name }));
        await NotFoundAsync(dynamo.Api.DescribeGlobalTableSettingsAsync(new() { GlobalTableName = name }));
        await NotFoundAsync(dynamo.Api.UpdateGlobalTableSettingsAsync(new() { GlobalTableName = name }));
    }

    [Fact]
    public async Task A_regional_table_has_no_replicas_that_scale()
    {
        var message = $"Global table with name: '{dynamo.Simple}' does not exist.";
        await Refusal.OfAsync(
            "ResourceNotFoundException",
            message,
            dynamo.Api.DescribeTableReplicaAutoScalingAsync(new() { TableName = dynamo.Simple }));
        await Refusal.OfAsync(
            "ResourceNotFoundException",
            message,
            dynamo.Api.UpdateTableReplicaAutoScalingAsync(new() { TableName = dynamo.Simple }));
    }

    static Task<AmazonDynamoDBException> NotFoundAsync(Task request) =>
        Refusal.OfAsync("GlobalTableNotFoundException", request);
}
