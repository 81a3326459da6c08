namespace GlobalTables.RegionNode.Conformance.Service;

/// <summary>Transactions as tests ask for them, and what the service says when it cancels one.</summary>
static class Transactions
{
    const string Cancelled = "Transaction cancelled, please refer cancellation reasons for specific reasons ";

    public static Task<TransactWriteItemsResponse> TransactAsync(
        this Dynamo dynamo, params TransactWriteItem[] actions) =>
        dynamo.Api.TransactWriteItemsAsync(new() { TransactItems = [.. actions] });

    public static Task<TransactGetItemsResponse> TransactGetAsync(this Dynamo dynamo, params Get[] gets) =>
        dynamo.Api.TransactGetItemsAsync(new()
        {
            TransactItems = [.. gets.Select(get => new TransactGetItem { Get = get })],
        });

    /// <summary>The reasons, as <c>Code: Message</c>, of a transaction that is cancelled.</summary>
    public static async Task<TransactionCanceledException> CancelledAsync(Task request, params string[] reasons)
    {
        var refusal = await Assert.ThrowsAsync<TransactionCanceledException>(() => request);
        Assert.Equal("TransactionCanceledException", refusal.ErrorCode);
        Assert.Equal(reasons, refusal.CancellationReasons.Select(
            reason => reason.Message is { } message ? $"{reason.Code}: {message}" : reason.Code));
        Assert.Equal(
            Cancelled + $"[{string.Join(", ", reasons.Select(reason => reason.Split(':')[0]))}]", refusal.Message);
        return refusal;
    }

    public const string ConditionFailed = "ConditionalCheckFailed: The conditional request failed";

    public static TransactWriteItem Put(
        string tableName, Dictionary<string, AttributeValue> item, string? condition = null) => new()
    {
        Put = new() { TableName = tableName, Item = item, ConditionExpression = condition },
    };

    public static TransactWriteItem Delete(
        string tableName, Dictionary<string, AttributeValue> key, string? condition = null) => new()
    {
        Delete = new() { TableName = tableName, Key = key, ConditionExpression = condition },
    };

    public static TransactWriteItem Update(
        string tableName, Dictionary<string, AttributeValue> key, string expression,
        params (string Placeholder, AttributeValue Value)[] values) => new()
    {
        Update = new()
        {
            TableName = tableName,
            Key = key,
            UpdateExpression = expression,
            ExpressionAttributeValues = values.Length == 0 ? null : Map(values),
        },
    };

    public static TransactWriteItem Check(
        string tableName, Dictionary<string, AttributeValue> key, string condition) => new()
    {
        ConditionCheck = new() { TableName = tableName, Key = key, ConditionExpression = condition },
    };

    public static Get Get(string tableName, Dictionary<string, AttributeValue> key) =>
        new() { TableName = tableName, Key = key };
}
