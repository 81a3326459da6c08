namespace GlobalTables.RegionNode.Conformance.Indexes;

/// <summary>Tables with indexes, and reads of indexes that wait until the service has caught up.</summary>
static class IndexRequests
{
    static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);
    static readonly TimeSpan PatienceMax = TimeSpan.FromMinutes(20);

    /// <summary>Keys <c>pk</c> and <c>sk</c>, S; the indexes are what the request makes of them.</summary>
    public static CreateTableRequest Table(this Dynamo dynamo, Action<CreateTableRequest>? change = null)
    {
        var request = new CreateTableRequest
        {
            TableName = dynamo.NewName(),
            BillingMode = BillingMode.PAY_PER_REQUEST,
            AttributeDefinitions = [new("pk", ScalarAttributeType.S), new("sk", ScalarAttributeType.S)],
            KeySchema = [new("pk", KeyType.HASH), new("sk", KeyType.RANGE)],
        };
        change?.Invoke(request);
        return request;
    }

    public static CreateTableRequest With(
        this CreateTableRequest request, GlobalSecondaryIndex index, params AttributeDefinition[] definitions)
    {
        request.GlobalSecondaryIndexes = [.. request.GlobalSecondaryIndexes ?? [], index];
        request.AttributeDefinitions.AddRange(definitions);
        return request;
    }

    public static CreateTableRequest With(
        this CreateTableRequest request, LocalSecondaryIndex index, params AttributeDefinition[] definitions)
    {
        request.LocalSecondaryIndexes = [.. request.LocalSecondaryIndexes ?? [], index];
        request.AttributeDefinitions.AddRange(definitions);
        return request;
    }

    public static GlobalSecondaryIndex Global(string name, params (string Name, KeyType Type)[] keys) => new()
    {
        IndexName = name,
        KeySchema = [.. keys.Select(key => new KeySchemaElement(key.Name, key.Type))],
        Projection = All(),
    };

    public static LocalSecondaryIndex Local(string name, string range, Projection? projection = null) => new()
    {
        IndexName = name,
        KeySchema = [new("pk", KeyType.HASH), new(range, KeyType.RANGE)],
        Projection = projection ?? All(),
    };

    public static GlobalSecondaryIndex Projecting(this GlobalSecondaryIndex index, Projection projection)
    {
        index.Projection = projection;
        return index;
    }

    public static Projection All() => new() { ProjectionType = ProjectionType.ALL };

    public static Projection KeysOnly() => new() { ProjectionType = ProjectionType.KEYS_ONLY };

    public static Projection Including(params string[] attributes) =>
        new() { ProjectionType = ProjectionType.INCLUDE, NonKeyAttributes = [.. attributes] };

    public static AttributeDefinition Text(string name) => new(name, ScalarAttributeType.S);

    public static AttributeDefinition Number(string name) => new(name, ScalarAttributeType.N);

    public static QueryRequest Query(
        string table, string? index, string condition, params (string Name, AttributeValue Value)[] values) => new()
        {
            TableName = table,
            IndexName = index,
            KeyConditionExpression = condition,
            ExpressionAttributeValues = Map(values),
        };

    /// <summary>The items of all pages, once there are as many.</summary>
    public static async Task<List<Dictionary<string, AttributeValue>>> QueryAsync(
        this Dynamo dynamo, int count, Func<QueryRequest> request)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var pages = await Pages.OfAsync(dynamo.Api, request());
            if (pages.Items.Count == count || TimeProvider.System.GetElapsedTime(started) > Poll * 50)
            {
                Assert.Equal(count, pages.Items.Count);
                return pages.Items;
            }

            await Task.Delay(Poll, TimeProvider.System);
        }
    }

    /// <summary>Waits until an index that is being made is there, or one that is being removed is gone.</summary>
    public static async Task WaitForIndexAsync(this Dynamo dynamo, string table, string index, bool isThere = true)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(started) < PatienceMax)
        {
            var described = (await dynamo.Api.DescribeTableAsync(table)).Table;
            var found = described.GlobalSecondaryIndexes?.Find(one => one.IndexName == index);
            if (described.TableStatus == TableStatus.ACTIVE
                && (isThere ? found?.IndexStatus == IndexStatus.ACTIVE : found is null))
            {
                return;
            }

            await Task.Delay(Poll, TimeProvider.System);
        }

        Assert.Fail($"Index {index} of {table} did not come to an end");
    }

    public static string Of(this IEnumerable<Dictionary<string, AttributeValue>> items, string attribute) =>
        string.Join(' ', items.Select(item => item[attribute].S ?? item[attribute].N));

    public static string Names(Dictionary<string, AttributeValue> item) =>
        string.Join(' ', item.Keys.Order(StringComparer.Ordinal));
}
