using System.Collections.Concurrent;
using Amazon.DynamoDBv2;
using Amazon.Runtime;
using GlobalTables.EndToEnd.Cluster;
using k8s;

namespace GlobalTables.EndToEnd.Scenario;

/// <summary>An AWS SDK client for each region, straight to the region's node.</summary>
sealed class RegionClients(IKubernetes api) : IAsyncDisposable
{
    const int ApiPort = 8000;
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    readonly ConcurrentDictionary<string, (PodForward Forward, AmazonDynamoDBClient Client)> regions = [];

    public AmazonDynamoDBClient this[string region] => regions.GetOrAdd(region, _ =>
    {
        var forward = new PodForward(
            api, _ => Task.FromResult(new PodName($"region-{region}", "regionnode-0")), ApiPort);
        return (forward, Create(forward.Address, region));
    }).Client;

    /// <summary>A client that signs for a region.</summary>
    public static AmazonDynamoDBClient Create(Uri endpoint, string region) => new(
        new BasicAWSCredentials("test", "test"),
        new AmazonDynamoDBConfig
        {
            ServiceURL = endpoint.ToString(),
            AuthenticationRegion = region,
            MaxErrorRetry = 0,
            Timeout = Patience,
        });

    public async ValueTask DisposeAsync()
    {
        foreach (var (forward, client) in regions.Values)
        {
            client.Dispose();
            await forward.DisposeAsync();
        }
    }
}
