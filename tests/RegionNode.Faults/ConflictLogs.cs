using System.Globalization;
using System.Net;
using System.Text.Json;
using GlobalTables.RegionNode.Faults.Checking;
using GlobalTables.RegionNode.Faults.Cluster;

namespace GlobalTables.RegionNode.Faults;

/// <summary>The conflict logs of all regions.</summary>
static class ConflictLogs
{
    const int PageMost = 1000;

    public static async Task<List<Conflict>> ReadAsync(FaultyRegions regions, CancellationToken cancel)
    {
        using var http = new HttpClient
        {
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        var conflicts = new List<Conflict>();
        foreach (var region in regions.All)
        {
            long? after = 0;
            while (after is { } position)
            {
                var address = string.Create(
                    CultureInfo.InvariantCulture,
                    $"/conflicts?table={FaultyRegions.Table}&limit={PageMost}&after={position}");
                using var answer = await http.GetAsync(new Uri(region.Node!.Peers, address), cancel);
                answer.EnsureSuccessStatusCode();
                after = Read(await answer.Content.ReadAsStringAsync(cancel), conflicts);
            }
        }

        return conflicts;
    }

    /// <summary>Takes in a page of lines; the position of the last one, and null for a page without any.</summary>
    static long? Read(string page, List<Conflict> conflicts)
    {
        long? last = null;
        foreach (var line in page.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using var entry = JsonDocument.Parse(line);
            last = entry.RootElement.GetProperty("position").GetInt64();
            conflicts.Add(new(
                entry.RootElement.GetProperty("key").GetProperty("pk").GetProperty("S").GetString()!,
                ReadSide(entry.RootElement.GetProperty("loser")),
                ReadSide(entry.RootElement.GetProperty("winner"))));
        }

        return last;
    }

    static ConflictSide ReadSide(JsonElement side) => new(
        side.GetProperty("region").GetString()!,
        side.GetProperty("log").GetString()!,
        side.GetProperty("sequence").GetInt64(),
        side.TryGetProperty("item", out var item) ? ItemImage.Read(item).Image : null);
}
