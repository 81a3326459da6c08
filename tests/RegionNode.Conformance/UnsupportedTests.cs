namespace GlobalTables.RegionNode.Conformance;

/// <summary>What is not built yet is refused by name. DynamoDB has it all, so it is not asked.</summary>
public sealed class UnsupportedTests(Dynamo dynamo)
{
    [Fact]
    public Task Streams() => NamedAsync("StreamSpecification", () => dynamo.Api.CreateTableAsync(Table(
        request => request.StreamSpecification = new()
        {
            StreamEnabled = true,
            StreamViewType = StreamViewType.NEW_AND_OLD_IMAGES,
        })));

    [Fact]
    public Task Encryption() => NamedAsync("SSESpecification", () => dynamo.Api.CreateTableAsync(Table(
        request => request.SSESpecification = new() { Enabled = true })));

    [Fact]
    public Task Tags() => NamedAsync("Tags", () => dynamo.Api.CreateTableAsync(Table(
        request => request.Tags = [new() { Key = "a", Value = "b" }])));

    [Fact]
    public Task Table_classes() => NamedAsync("TableClass", () => dynamo.Api.CreateTableAsync(Table(
        request => request.TableClass = TableClass.STANDARD_INFREQUENT_ACCESS)));

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
    public Task Conditions_from_before_expressions() => NamedAsync("Expected", () => dynamo.Api.PutItemAsync(new()
    {
        TableName = dynamo.Simple,
        Item = Item("a"),
        Expected = new() { ["a"] = new() { Exists = false } },
    }));

    [Fact]
    public async Task Time_to_live()
    {
        Assert.SkipWhen(dynamo.IsReal, "DynamoDB has it.");
        await Refusal.OfAsync("UnknownOperationException", dynamo.Api.UpdateTimeToLiveAsync(new()
        {
            TableName = dynamo.Simple,
            TimeToLiveSpecification = new() { AttributeName = "ttl", Enabled = true },
        }));
    }

    [Fact]
    public async Task Transactions()
    {
        Assert.SkipWhen(dynamo.IsReal, "DynamoDB has them.");
        await Refusal.OfAsync("UnknownOperationException", dynamo.Api.TransactGetItemsAsync(new()
        {
            TransactItems = [new() { Get = new() { TableName = dynamo.Simple, Key = Item("a") } }],
        }));
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
