using System.Text.Json.Nodes;
using GlobalTables.Gateway;

namespace GlobalTables.Local.Walkthrough;

/// <summary>The calls that the walkthrough makes on the table Products.</summary>
sealed class ProductsTable(DynamoClient client)
{
    const string Name = "Products";

    public Task CreateAsync(string region, CancellationToken cancel) =>
        client.CallAsync(region, "CreateTable", new()
    {
        ["TableName"] = Name,
        ["AttributeDefinitions"] = new JsonArray(new JsonObject
        {
            ["AttributeName"] = "ProductID",
            ["AttributeType"] = "S",
        }),
        ["KeySchema"] = new JsonArray(new JsonObject
        {
            ["AttributeName"] = "ProductID",
            ["KeyType"] = "HASH",
        }),
        ["ProvisionedThroughput"] = new JsonObject
        {
            ["ReadCapacityUnits"] = 5,
            ["WriteCapacityUnits"] = 5,
        },
    }, cancel);

    public Task AddReplicaAsync(string region, string replica, CancellationToken cancel) =>
        client.CallAsync(region, "UpdateTable", new()
        {
            ["TableName"] = Name,
            ["ReplicaUpdates"] = new JsonArray(new JsonObject
            {
                ["Create"] = new JsonObject { ["RegionName"] = replica },
            }),
        }, cancel);

    public Task PutAsync(string region, string id, string price, CancellationToken cancel) =>
        client.CallAsync(region, "PutItem", new()
        {
            ["TableName"] = Name,
            ["Item"] = new JsonObject
            {
                ["ProductID"] = new JsonObject { ["S"] = id },
                ["Price"] = new JsonObject { ["N"] = price },
            },
        }, cancel);

    /// <summary>The price; null when the region has no such item.</summary>
    public async Task<string?> PriceAsync(string region, string id, CancellationToken cancel)
    {
        var answer = await client.CallAsync(region, "GetItem", new()
        {
            ["TableName"] = Name,
            ["Key"] = new JsonObject { ["ProductID"] = new JsonObject { ["S"] = id } },
        }, cancel);
        return (string?)answer["Item"]?["Price"]?["N"];
    }

    public async Task<int> CountAsync(string region, CancellationToken cancel)
    {
        var answer = await client.CallAsync(region, "Scan", new()
        {
            ["TableName"] = Name,
            ["Select"] = "COUNT",
        }, cancel);
        return (int)answer["Count"]!;
    }

    /// <summary>The table as the region describes it: its status, then the other regions with theirs.</summary>
    public async Task<string> DescribeAsync(string region, CancellationToken cancel)
    {
        try
        {
            var answer = await client.CallAsync(region, "DescribeTable", new() { ["TableName"] = Name }, cancel);
            var table = answer["Table"]!;
            var replicas = table["Replicas"]?.AsArray() ?? [];
            return string.Join(", ", replicas
                .Select(replica => $"{replica!["RegionName"]} {replica["ReplicaStatus"]}")
                .Order(StringComparer.Ordinal)
                .Prepend($"{region} {table["TableStatus"]}"));
        }
        catch (DynamoAnswerException failure)
        {
            return failure.Message;
        }
    }
}
