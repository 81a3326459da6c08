using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace GlobalTables.EndToEnd.Scenario;

/// <summary>The items of one table, as an application in any of its regions sees them.</summary>
sealed class Items(RegionClients regions, string table)
{
    const string Key = "id";
    const string Value = "value";

    public string Table => table;

    public Task PutAsync(string region, string id, string value) => regions[region].PutItemAsync(
        table, new() { [Key] = new(id), [Value] = new(value) }, TestContext.Current.CancellationToken);

    /// <summary>As many items as wanted: <c>PREFIX-0</c> and on, each with its number.</summary>
    public async Task PutManyAsync(string region, string prefix, int count)
    {
        foreach (var numbers in Enumerable.Range(0, count).Chunk(25))
        {
            await regions[region].BatchWriteItemAsync(
                new Dictionary<string, List<WriteRequest>>
                {
                    [table] =
                    [
                        .. numbers.Select(number => new WriteRequest(new PutRequest(
                            new() { [Key] = new($"{prefix}-{number}"), [Value] = new($"{number}") }))),
                    ],
                },
                TestContext.Current.CancellationToken);
        }
    }

    /// <summary>The value; null where the region does not have the item.</summary>
    public async Task<string?> GetAsync(string region, string id)
    {
        var answer = await regions[region].GetItemAsync(
            table, new() { [Key] = new(id) }, TestContext.Current.CancellationToken);
        return answer.IsItemSet ? answer.Item[Value].S : null;
    }

    public Task ArrivesAsync(string region, string id, string value) =>
        Eventually.EqualsAsync($"{id} in {region}", value, () => GetAsync(region, id));

    /// <summary>Every item of a region.</summary>
    public async Task<SortedDictionary<string, string>> AllAsync(string region)
    {
        var items = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Dictionary<string, AttributeValue>? after = null;
        do
        {
            var page = await regions[region].ScanAsync(
                new ScanRequest(table) { ExclusiveStartKey = after }, TestContext.Current.CancellationToken);
            foreach (var item in page.Items ?? [])
            {
                items.Add(item[Key].S, item[Value].S);
            }

            after = page.LastEvaluatedKey is { Count: > 0 } next ? next : null;
        }
        while (after is not null);
        return items;
    }

    /// <summary>Until all regions have the same items, and at least as many as said.</summary>
    /// <returns>The items.</returns>
    public async Task<IReadOnlyDictionary<string, string>> AreEqualAsync(int atLeast, params string[] where)
    {
        var all = await Eventually.HoldsAsync(
            $"equal items in {string.Join(", ", where)}",
            async () => new Contents(await Task.WhenAll(where.Select(AllAsync))),
            contents => contents.Regions[0].Count >= atLeast
                && contents.Regions.All(region => region.SequenceEqual(contents.Regions[0])));
        return all.Regions[0];
    }

    /// <summary>The table as the region describes it.</summary>
    public async Task<TableDescription> DescribeAsync(string region) =>
        (await regions[region].DescribeTableAsync(table, TestContext.Current.CancellationToken)).Table;

    /// <summary>As in <c>ACTIVE: eu ACTIVE, us ACTIVE</c>: the table's other regions.</summary>
    public async Task<string> ReplicasAsync(string region)
    {
        try
        {
            var described = await DescribeAsync(region);
            var replicas = (described.Replicas ?? [])
                .Select(replica => $"{replica.RegionName} {replica.ReplicaStatus}")
                .Order(StringComparer.Ordinal);
            return $"{described.TableStatus}: {string.Join(", ", replicas)}";
        }
        catch (AmazonDynamoDBException failure)
        {
            return failure.ErrorCode ?? failure.Message;
        }
    }

    sealed record Contents(SortedDictionary<string, string>[] Regions)
    {
        public override string ToString() => string.Join(", ", Regions.Select(region => $"{region.Count} items"));
    }
}
