namespace GlobalTables.RegionNode.Conformance.Service;

static class StreamTables
{
    /// <summary>A table with the partition key <c>pk</c> and a stream; its name and the stream's ARN.</summary>
    public static async Task<(string Table, string Arn)> MakeStreamAsync(this Dynamo dynamo, StreamViewType view)
    {
        var name = await dynamo.MakeTableAsync(new()
        {
            TableName = dynamo.NewName(),
            BillingMode = BillingMode.PAY_PER_REQUEST,
            AttributeDefinitions = [new("pk", ScalarAttributeType.S)],
            KeySchema = [new("pk", KeyType.HASH)],
            StreamSpecification = new() { StreamEnabled = true, StreamViewType = view },
        });
        return (name, (await dynamo.Api.DescribeTableAsync(name)).Table.LatestStreamArn);
    }

    public static async Task DisableStreamAsync(this Dynamo dynamo, string table)
    {
        await dynamo.Api.UpdateTableAsync(
            new() { TableName = table, StreamSpecification = new() { StreamEnabled = false } });
        await dynamo.WaitAsync(table);
    }
}
