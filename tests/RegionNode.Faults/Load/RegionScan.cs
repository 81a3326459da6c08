using GlobalTables.RegionNode.Faults.Cluster;

namespace GlobalTables.RegionNode.Faults.Load;

/// <summary>All items of a region, by key, each as the region writes it.</summary>
static class RegionScan
{
    public static async Task<SortedDictionary<string, string>> ReadAsync(RegionApi api, CancellationToken cancel)
    {
        var items = new SortedDictionary<string, string>(StringComparer.Ordinal);
        string? after = null;
        do
        {
            var answer = await api.AskAsync("Scan", Requests.Scan(after), cancel);
            if (!answer.IsOk)
            {
                throw new InvalidOperationException($"A scan was not answered: {answer.Status} {answer.Message}");
            }

            foreach (var item in answer.Body.GetProperty("Items").EnumerateArray())
            {
                items.Add(item.GetProperty("pk").GetProperty("S").GetString()!, item.GetRawText());
            }

            after = answer.Body.TryGetProperty("LastEvaluatedKey", out var last)
                ? last.GetProperty("pk").GetProperty("S").GetString()
                : null;
        }
        while (after is not null);
        return items;
    }

    /// <summary>What each region holds; they are asked one after the other.</summary>
    public static async Task<Dictionary<string, SortedDictionary<string, string>>> ReadAllAsync(
        FaultyRegions regions, TimeSpan patience, CancellationToken cancel)
    {
        var all = new Dictionary<string, SortedDictionary<string, string>>(StringComparer.Ordinal);
        foreach (var region in regions.All)
        {
            using var api = new RegionApi(region, patience);
            all[region.Name] = await ReadAsync(api, cancel);
        }

        return all;
    }
}
