namespace GlobalTables.RegionNode.Conformance.Service;

/// <summary>The requests by which tests prepare items and look at what became of them.</summary>
static class ItemRequests
{
    public static Task PutAsync(this Dynamo dynamo, string tableName, Dictionary<string, AttributeValue> item) =>
        dynamo.Api.PutItemAsync(new() { TableName = tableName, Item = item });

    /// <summary>The item of the shared table that has a partition key only; null where there is none.</summary>
    public static Task<Dictionary<string, AttributeValue>?> GetAsync(this Dynamo dynamo, string pk) =>
        dynamo.GetAsync(dynamo.Simple, Item(pk));

    public static async Task<Dictionary<string, AttributeValue>?> GetAsync(
        this Dynamo dynamo, string tableName, Dictionary<string, AttributeValue> key)
    {
        var answer = await dynamo.Api.GetItemAsync(new() { TableName = tableName, Key = key, ConsistentRead = true });
        return answer.Item;
    }

    /// <summary>Puts an item under a new key into the shared table that has a partition key only.</summary>
    public static async Task<string> PutNewAsync(
        this Dynamo dynamo, params (string Name, AttributeValue Value)[] attributes)
    {
        var pk = dynamo.NewName();
        await dynamo.PutAsync(dynamo.Simple, Item(pk, attributes));
        return pk;
    }

    /// <summary>Carries an update out on the item of that key in the shared table.</summary>
    public static Task<UpdateItemResponse> UpdateAsync(
        this Dynamo dynamo, string pk, string expression, params (string Placeholder, AttributeValue Value)[] values) =>
        dynamo.Api.UpdateItemAsync(new()
        {
            TableName = dynamo.Simple,
            Key = Item(pk),
            UpdateExpression = expression,
            ExpressionAttributeValues = values.Length == 0 ? null : Map(values),
            ReturnValues = ReturnValue.ALL_NEW,
        });

    /// <summary>Fills one partition of a table with a sort key: <c>n</c> is the place of the item.</summary>
    public static async Task<string> FillAsync(
        this Dynamo dynamo, string tableName, params AttributeValue[] sortKeys)
    {
        var pk = dynamo.NewName();
        foreach (var (place, sk) in sortKeys.Index())
        {
            await dynamo.PutAsync(tableName, Item(pk, sk, ("n", N($"{place}"))));
        }

        return pk;
    }
}
