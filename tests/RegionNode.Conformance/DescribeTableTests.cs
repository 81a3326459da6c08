namespace GlobalTables.RegionNode.Conformance;

public sealed class DescribeTableTests(Dynamo dynamo)
{
    [Fact]
    public async Task Keys_and_state_are_told()
    {
        var table = (await dynamo.Api.DescribeTableAsync(dynamo.SortedByNumber)).Table;

        Assert.Equal(TableStatus.ACTIVE, table.TableStatus);
        Assert.Equal(
            [("pk", KeyType.HASH), ("sk", KeyType.RANGE)],
            table.KeySchema.Select(key => (key.AttributeName, key.KeyType)));
        Assert.Equal(
            [("pk", ScalarAttributeType.S), ("sk", ScalarAttributeType.N)],
            table.AttributeDefinitions.Select(key => (key.AttributeName, key.AttributeType))
                .OrderBy(key => key.AttributeName, StringComparer.Ordinal));
        Assert.True(Guid.TryParse(table.TableId, out _));
        Assert.InRange(
            table.CreationDateTime!.Value.ToUniversalTime(),
            TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-1),
            TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(1));
    }

    [Fact]
    public async Task A_regional_table_has_no_members_of_a_global_one()
    {
        var table = (await dynamo.Api.DescribeTableAsync(dynamo.Simple)).Table;

        Assert.Null(table.Replicas);
        Assert.Null(table.GlobalTableVersion);
        Assert.Null(table.MultiRegionConsistency);
        Assert.Null(table.GlobalSecondaryIndexes);
        Assert.Null(table.LocalSecondaryIndexes);
    }

    [Fact]
    public async Task An_ARN_names_a_table_too()
    {
        var arn = (await dynamo.Api.DescribeTableAsync(dynamo.Simple)).Table.TableArn;

        Assert.Equal(dynamo.Simple, (await dynamo.Api.DescribeTableAsync(arn)).Table.TableName);
    }

    [Fact]
    public async Task A_table_has_to_be_there()
    {
        var name = dynamo.NewName();

        await Refusal.OfAsync(
            "ResourceNotFoundException",
            $"Requested resource not found: Table: {name} not found",
            dynamo.Api.DescribeTableAsync(name));
    }
}
