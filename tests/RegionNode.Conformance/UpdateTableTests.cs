namespace GlobalTables.RegionNode.Conformance;

public sealed class UpdateTableTests(Dynamo dynamo)
{
    [Fact]
    public async Task On_demand_becomes_provisioned()
    {
        var name = await dynamo.MakeTableAsync(ScalarAttributeType.S, null);

        await dynamo.Api.UpdateTableAsync(new()
        {
            TableName = name,
            BillingMode = BillingMode.PROVISIONED,
            ProvisionedThroughput = new(3, 4),
        });
        await dynamo.WaitAsync(name);

        var table = (await dynamo.Api.DescribeTableAsync(name)).Table;
        Assert.Equal(3, table.ProvisionedThroughput.ReadCapacityUnits);
        Assert.Equal(4, table.ProvisionedThroughput.WriteCapacityUnits);
        Assert.NotEqual(BillingMode.PAY_PER_REQUEST, table.BillingModeSummary?.BillingMode);
    }

    [Fact]
    public async Task Protection_is_switched_on_and_off()
    {
        var name = await dynamo.MakeTableAsync(ScalarAttributeType.S, null);
        foreach (var isProtected in new[] { true, false })
        {
            await dynamo.Api.UpdateTableAsync(new() { TableName = name, DeletionProtectionEnabled = isProtected });
            await dynamo.WaitAsync(name);

            Assert.Equal(isProtected, (await dynamo.Api.DescribeTableAsync(name)).Table.DeletionProtectionEnabled);
        }
    }

    [Fact]
    public Task Something_has_to_change() => Refusal.ValidationAboutAsync(
        "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates or "
        + "SSESpecification or ReplicaUpdates is required",
        dynamo.Api.UpdateTableAsync(new UpdateTableRequest { TableName = dynamo.Simple }));

    [Fact]
    public Task Provisioned_needs_units() => Refusal.ValidationAsync(
        "One or more parameter values were invalid: ProvisionedThroughput must be specified when BillingMode is "
        + "PROVISIONED",
        dynamo.Api.UpdateTableAsync(
            new UpdateTableRequest { TableName = dynamo.Simple, BillingMode = BillingMode.PROVISIONED }));

    [Fact]
    public async Task Units_that_are_there_already_are_refused()
    {
        var name = await dynamo.MakeTableAsync(new()
        {
            TableName = dynamo.NewName(),
            AttributeDefinitions = [new("pk", ScalarAttributeType.S)],
            KeySchema = [new("pk", KeyType.HASH)],
            ProvisionedThroughput = new(2, 2),
        });

        await Refusal.ValidationAsync(
            "The provisioned throughput for the table will not change. The requested value equals the current value. "
            + "Current ReadCapacityUnits provisioned for the table: 2. Requested ReadCapacityUnits: 2. "
            + "Current WriteCapacityUnits provisioned for the table: 2. Requested WriteCapacityUnits: 2. "
            + "Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.",
            dynamo.Api.UpdateTableAsync(
                new UpdateTableRequest { TableName = name, ProvisionedThroughput = new(2, 2) }));
    }

    [Fact]
    public Task The_local_region_is_no_replica_to_add() => Refusal.ValidationAboutAsync(
        "the local region through ReplicaUpdates. Use CreateTable, DeleteTable, or UpdateTable as required.",
        dynamo.Api.UpdateTableAsync(
            Replica(new ReplicationGroupUpdate { Create = new() { RegionName = dynamo.Region } })));

    [Fact]
    public Task A_replica_that_is_not_there_is_not_deleted() => Refusal.ValidationAsync(
        "Update global table operation failed because one or more replicas were not part of the global table. "
        + "Please retry the request without these replicas: [" + dynamo.OtherRegion + "].",
        dynamo.Api.UpdateTableAsync(
            Replica(new ReplicationGroupUpdate { Delete = new() { RegionName = dynamo.OtherRegion } })));

    [Fact]
    public Task A_replica_is_the_only_change()
    {
        var request = Replica(new ReplicationGroupUpdate { Create = new() { RegionName = dynamo.OtherRegion } });
        request.BillingMode = BillingMode.PAY_PER_REQUEST;
        return Refusal.ValidationAsync(
            "Replica modification must be the only operation in the request", dynamo.Api.UpdateTableAsync(request));
    }

    [Fact]
    public Task One_replica_is_changed_at_a_time() => Refusal.ValidationAsync(
        "Update table operation with more than one create or delete replica actions not allowed",
        dynamo.Api.UpdateTableAsync(Replica(
            new() { Create = new() { RegionName = dynamo.OtherRegion } },
            new() { Create = new() { RegionName = "eu-north-1" } })));

    [Fact]
    public async Task A_table_has_to_be_there()
    {
        var name = dynamo.NewName();

        await Refusal.OfAsync(
            "ResourceNotFoundException",
            $"Requested resource not found: Table: {name} not found",
            dynamo.Api.UpdateTableAsync(new UpdateTableRequest
            {
                TableName = name,
                BillingMode = BillingMode.PAY_PER_REQUEST,
            }));
    }

    UpdateTableRequest Replica(params ReplicationGroupUpdate[] updates) =>
        new() { TableName = dynamo.Simple, ReplicaUpdates = [.. updates] };
}
