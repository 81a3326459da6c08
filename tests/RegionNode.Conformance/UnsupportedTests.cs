namespace GlobalTables.RegionNode.Conformance;

/// <summary>What is not built yet is refused by name. DynamoDB has it all, so it is not asked.</summary>
public sealed class UnsupportedTests(Dynamo dynamo)
{
    [Fact]
    public Task Encryption() => NamedAsync("SSESpecification", () => dynamo.Api.CreateTableAsync(Table(
        request => request.SSESpecification = new() { Enabled = true })));

    [Fact]
    public Task Strong_consistency_of_regions() => NamedAsync(
        "MultiRegionConsistency",
        () => dynamo.Api.UpdateTableAsync(new()
        {
            TableName = dynamo.Simple,
            MultiRegionConsistency = MultiRegionConsistency.STRONG,
            ReplicaUpdates = [new() { Create = new() { RegionName = "eu-west-1" } }],
        }));

    [Fact]
    public async Task Operations_that_are_not_there()
    {
        await RefusedAsync("CreateBackup", api => api.CreateBackupAsync(
            new() { TableName = dynamo.Simple, BackupName = "backup" }));
        await RefusedAsync("PutResourcePolicy", api => api.PutResourcePolicyAsync(
            new() { ResourceArn = "arn:aws:dynamodb:us-east-1:000000000000:table/abc", Policy = "{}" }));
    }

    async Task RefusedAsync(string operation, Func<IAmazonDynamoDB, Task> request)
    {
        Assert.SkipWhen(dynamo.IsReal, "DynamoDB has it.");
        await Refusal.OfAsync(
            "UnknownOperationException",
            $"{operation} is not supported by this version of GlobalTables",
            request(dynamo.Api));
    }

    async Task NamedAsync(string parameter, Func<Task> request)
    {
        Assert.SkipWhen(dynamo.IsReal, "DynamoDB has it.");
        await Refusal.ValidationAboutAsync(parameter, request());
    }

    CreateTableRequest Table(Action<CreateTableRequest> change)
    {
        var request = new CreateTableRequest
        {
            TableName = dynamo.NewName(),
            BillingMode = BillingMode.PAY_PER_REQUEST,
            AttributeDefinitions = [new("pk", ScalarAttributeType.S)],
            KeySchema = [new("pk", KeyType.HASH)],
        };
        change(request);
        return request;
    }
}
