using Amazon;
using Amazon.Runtime;
using GlobalTables.Tests.Shared;

[assembly: AssemblyFixture(typeof(Dynamo))]

namespace GlobalTables.RegionNode.Conformance.Service;

/// <summary>
/// The service that all tests ask: a node started for them, or what
/// <c>GLOBALTABLES_CONFORMANCE_ENDPOINT</c> names. Holds the tables that tests share with keys of their own.
/// </summary>
public sealed class Dynamo : IAsyncLifetime
{
    const string RealService = "aws";
    static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    readonly string run = $"{TimeProvider.System.GetUtcNow().Ticks:x}";
    readonly List<string> made = [];
    NodeProcess? node;
    int names;

    public IAmazonDynamoDB Api { get; private set; } = null!;

    /// <summary>True when DynamoDB itself is asked: what is ours alone is not tested then.</summary>
    public bool IsReal { get; private set; }

    public string Region { get; private set; } = "";

    /// <summary>Where requests go that no client would send; not of DynamoDB itself.</summary>
    public Uri Endpoint { get; private set; } = null!;

    /// <summary>A region that is not the one asked.</summary>
    public string OtherRegion => Region == "eu-west-1" ? "us-east-1" : "eu-west-1";

    /// <summary>Partition key <c>pk</c>, S.</summary>
    public string Simple { get; private set; } = "";

    /// <summary>Partition key <c>pk</c>, S; sort key <c>sk</c>, S.</summary>
    public string Sorted { get; private set; } = "";

    /// <summary>Partition key <c>pk</c>, S; sort key <c>sk</c>, N.</summary>
    public string SortedByNumber { get; private set; } = "";

    /// <summary>Partition key <c>pk</c>, S; sort key <c>sk</c>, B.</summary>
    public string SortedByBinary { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        var endpoint = Environment.GetEnvironmentVariable("GLOBALTABLES_CONFORMANCE_ENDPOINT");
        Region = Environment.GetEnvironmentVariable("GLOBALTABLES_CONFORMANCE_REGION") ?? "us-east-1";
        IsReal = endpoint == RealService;
        if (string.IsNullOrEmpty(endpoint))
        {
            node = await NodeProcess.StartAsync(Region);
            endpoint = node.Api.ToString();
        }

        Endpoint = IsReal ? null! : new Uri(endpoint);
        Api = IsReal
            ? new AmazonDynamoDBClient(RegionEndpoint.GetBySystemName(Region))
            : new AmazonDynamoDBClient(new BasicAWSCredentials("conformance", "conformance"), new AmazonDynamoDBConfig
            {
                ServiceURL = endpoint,
                AuthenticationRegion = Region,
                MaxErrorRetry = 0,
            });
        var tables = await Task.WhenAll(
            MakeTableAsync(ScalarAttributeType.S, null),
            MakeTableAsync(ScalarAttributeType.S, ScalarAttributeType.S),
            MakeTableAsync(ScalarAttributeType.S, ScalarAttributeType.N),
            MakeTableAsync(ScalarAttributeType.S, ScalarAttributeType.B));
        (Simple, Sorted, SortedByNumber, SortedByBinary) = (tables[0], tables[1], tables[2], tables[3]);
    }

    public async ValueTask DisposeAsync()
    {
        if (node is not null)
        {
            Api.Dispose();
            await node.DisposeAsync();
            return;
        }

        await Task.WhenAll(made.Select(DropAsync));
        Api.Dispose();
    }

    /// <summary>A name that nobody else has: for a key, or for a table that is not made.</summary>
    public string NewName() => $"conformance-{run}-{Interlocked.Increment(ref names)}";

    /// <summary>A table with <c>pk</c> and, if given a type, <c>sk</c>; it is there when this is done.</summary>
    public Task<string> MakeTableAsync(ScalarAttributeType pk, ScalarAttributeType? sk) => MakeTableAsync(new()
    {
        TableName = NewName(),
        BillingMode = BillingMode.PAY_PER_REQUEST,
        AttributeDefinitions = sk is null ? [new("pk", pk)] : [new("pk", pk), new("sk", sk)],
        KeySchema = sk is null
            ? [new("pk", KeyType.HASH)]
            : [new("pk", KeyType.HASH), new("sk", KeyType.RANGE)],
    });

    public async Task<string> MakeTableAsync(CreateTableRequest request)
    {
        await Api.CreateTableAsync(request);
        lock (made)
        {
            made.Add(request.TableName);
        }

        await WaitAsync(request.TableName);
        return request.TableName;
    }

    /// <summary>Waits until the table takes requests.</summary>
    public async Task WaitAsync(string tableName)
    {
        while ((await Api.DescribeTableAsync(tableName)).Table.TableStatus != TableStatus.ACTIVE)
        {
            await Task.Delay(Poll, TimeProvider.System);
        }
    }

    /// <summary>Waits until a deleted table has gone.</summary>
    public async Task WaitUntilGoneAsync(string tableName)
    {
        try
        {
            while (true)
            {
                await Api.DescribeTableAsync(tableName);
                await Task.Delay(Poll, TimeProvider.System);
            }
        }
        catch (ResourceNotFoundException)
        {
            // As it should be.
        }
    }

    async Task DropAsync(string tableName)
    {
        try
        {
            await Api.DeleteTableAsync(tableName);
        }
        catch (ResourceNotFoundException)
        {
            // The test that made it has deleted it.
        }
    }
}
