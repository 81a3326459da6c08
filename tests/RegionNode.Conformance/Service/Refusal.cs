namespace GlobalTables.RegionNode.Conformance.Service;

/// <summary>What the service says when it refuses a request.</summary>
static class Refusal
{
    public static async Task<AmazonDynamoDBException> OfAsync(string code, Task request)
    {
        var refusal = await Assert.ThrowsAnyAsync<AmazonDynamoDBException>(() => request);
        Assert.Equal(code, refusal.ErrorCode);
        return refusal;
    }

    public static async Task OfAsync(string code, string message, Task request) =>
        Assert.Equal(message, (await OfAsync(code, request)).Message);

    public static Task ValidationAsync(string message, Task request) =>
        OfAsync("ValidationException", message, request);

    /// <summary>For what the service words in more than one way.</summary>
    public static async Task ValidationAboutAsync(string part, Task request) =>
        Assert.Contains(part, (await OfAsync("ValidationException", request)).Message, StringComparison.Ordinal);

    public static async Task<ConditionalCheckFailedException> ConditionAsync(Task request)
    {
        var refusal = await Assert.ThrowsAsync<ConditionalCheckFailedException>(() => request);
        Assert.Equal("ConditionalCheckFailedException", refusal.ErrorCode);
        Assert.Equal("The conditional request failed", refusal.Message);
        return refusal;
    }

    public static Task NoTableAsync(Task request) =>
        OfAsync("ResourceNotFoundException", "Requested resource not found", request);
}
