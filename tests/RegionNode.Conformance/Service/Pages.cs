namespace GlobalTables.RegionNode.Conformance.Service;

/// <summary>What all pages of a query or a scan together had.</summary>
sealed class Pages
{
    public List<Dictionary<string, AttributeValue>> Items { get; } = [];

    /// <summary>How many items each page had.</summary>
    public List<int> Counts { get; } = [];

    public int ScannedCount { get; private set; }

    public static async Task<Pages> OfAsync(IAmazonDynamoDB api, QueryRequest request)
    {
        var pages = new Pages();
        do
        {
            var page = await api.QueryAsync(request);
            pages.Add(page.Items, page.Count, page.ScannedCount);
            request.ExclusiveStartKey = page.LastEvaluatedKey;
        }
        while (request.ExclusiveStartKey is { Count: > 0 });
        return pages;
    }

    public static async Task<Pages> OfAsync(IAmazonDynamoDB api, ScanRequest request)
    {
        var pages = new Pages();
        do
        {
            var page = await api.ScanAsync(request);
            pages.Add(page.Items, page.Count, page.ScannedCount);
            request.ExclusiveStartKey = page.LastEvaluatedKey;
        }
        while (request.ExclusiveStartKey is { Count: > 0 });
        return pages;
    }

    void Add(List<Dictionary<string, AttributeValue>>? items, int? count, int? scannedCount)
    {
        Items.AddRange(items ?? []);
        Counts.Add(count ?? 0);
        ScannedCount += scannedCount ?? 0;
    }
}
