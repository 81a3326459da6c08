using System.Collections.Concurrent;
using Amazon.DynamoDBv2;
using Amazon.Runtime;

namespace GlobalTables.Local.Tests.Sdk;

/// <summary>An SDK client for each region, all through the router: only the region of the signature differs.</summary>
sealed class SdkRegions(int routerPort) : IDisposable
{
    readonly ConcurrentDictionary<string, AmazonDynamoDBClient> clients = [];

    public AmazonDynamoDBClient this[string region] => clients.GetOrAdd(region, _ => new AmazonDynamoDBClient(
        new BasicAWSCredentials("local", "local"),
        new AmazonDynamoDBConfig
        {
            ServiceURL = $"http://127.0.0.1:{routerPort}",
            AuthenticationRegion = region,
            MaxErrorRetry = 0,
            Timeout = TimeSpan.FromSeconds(10),
        }));

    public void Dispose()
    {
        foreach (var client in clients.Values)
        {
            client.Dispose();
        }
    }
}
