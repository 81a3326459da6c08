using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace GlobalTables.Local.Tests.Sdk;

/// <summary>The table of the walkthrough, as an application sees it.</summary>
sealed class SdkProducts(SdkRegions regions)
{
    public const string Table = "Products";

    public Task CreateAsync(string region) => regions[region].CreateTableAsync(new CreateTableRequest
    {
        TableName = Table,
        AttributeDefinitions = [new("ProductID", ScalarAttributeType.S)],
        KeySchema = [new("ProductID", KeyType.HASH)],
        ProvisionedThroughput = new(5, 5),
    });

    public Task<UpdateTableResponse> AddReplicaAsync(string region, string replica) =>
        regions[region].UpdateTableAsync(new UpdateTableRequest
        {
            TableName = Table,
            ReplicaUpdates = [new() { Create = new() { RegionName = replica } }],
        });

    public Task PutAsync(string region, string product, string price) => regions[region].PutItemAsync(
        Table, new() { ["ProductID"] = new(product), ["Price"] = new() { N = price } });

    public Task SetPriceAsync(string region, string product, string price) =>
        regions[region].UpdateItemAsync(new UpdateItemRequest
        {
            TableName = Table,
            Key = new() { ["ProductID"] = new(product) },
            UpdateExpression = "SET Price = :price",
            ExpressionAttributeValues = new() { [":price"] = new() { N = price } },
        });

    /// <summary>The price; null where the region does not have the item.</summary>
    public async Task<string?> PriceAsync(string region, string product)
    {
        var answer = await regions[region].GetItemAsync(Table, new() { ["ProductID"] = new(product) });
        return answer.IsItemSet ? answer.Item["Price"].N : null;
    }

    /// <summary>The same, of a region that may be away; null then too.</summary>
    public async Task<string?> PriceIfUpAsync(string region, string product)
    {
        try
        {
            return await PriceAsync(region, product);
        }
        catch (Exception failure) when (failure is AmazonDynamoDBException or HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>The other regions of the table with their status, as the region describes it.</summary>
    public async Task<string> ReplicasAsync(string region)
    {
        try
        {
            var table = (await regions[region].DescribeTableAsync(Table)).Table;
            var replicas = (table.Replicas ?? []).Select(replica => $"{replica.RegionName} {replica.ReplicaStatus}");
            return $"{table.TableStatus}: {string.Join(", ", replicas.Order(StringComparer.Ordinal))}";
        }
        catch (AmazonDynamoDBException failure)
        {
            return failure.ErrorCode;
        }
    }

    /// <summary>Every item of a region: its key and its other attributes, in key order.</summary>
    public async Task<SortedDictionary<string, string>> ItemsAsync(string region)
    {
        var items = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Dictionary<string, AttributeValue>? after = null;
        do
        {
            var page = await regions[region].ScanAsync(new ScanRequest(Table) { ExclusiveStartKey = after });
            foreach (var item in page.Items ?? [])
            {
                items.Add(
                    item["ProductID"].S,
                    string.Join(' ', item.OrderBy(entry => entry.Key, StringComparer.Ordinal)
                        .Select(entry => $"{entry.Key}={entry.Value.S}{entry.Value.N}")));
            }

            after = page.LastEvaluatedKey is { Count: > 0 } next ? next : null;
        }
        while (after is not null);
        return items;
    }
}
