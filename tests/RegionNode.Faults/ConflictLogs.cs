using System.Globalization;
using System.Net;
using System.Text.Json;
using GlobalTables.RegionNode.Faults.Checking;
using GlobalTables.RegionNode.Faults.Cluster;

namespace GlobalTables.RegionNode.Faults;

/// <summary>The conflict logs of all regions.</summary>
static class ConflictLogs
{
    /// <summary>All entries; null where a node keeps no log.</summary>
    public static async Task<List<Conflict>?> ReadAsync(FaultyRegions regions, CancellationToken cancel)
    {
        using var http = new HttpClient
        {
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        var conflicts = new List<Conflict>();
        foreach (var region in regions.All)
        {
            using var answer = await http.GetAsync(
                new Uri(region.Node!.Peers, "/conflicts"), HttpCompletionOption.ResponseHeadersRead, cancel);
            if (answer.StatusCode == HttpStatusCode.NotFound)
            {
                return null;
            }

            answer.EnsureSuccessStatusCode();
            using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(cancel));
            while (await lines.ReadLineAsync(cancel) is { } line)
            {
                if (line.Length > 0)
                {
                    using var entry = JsonDocument.Parse(line);
                    conflicts.Add(Read(entry.RootElement));
                }
            }
        }

        return conflicts;
    }

    static Conflict Read(JsonElement entry) => new(
        entry.GetProperty("key").GetProperty("pk").GetProperty("S").GetString()!,
        ReadSide(entry.GetProperty("loser")),
        ReadSide(entry.GetProperty("winner")));

    static ConflictSide ReadSide(JsonElement side) => new(
        side.GetProperty("region").GetString()!,
        Convert.ToString(side.GetProperty("log"), CultureInfo.InvariantCulture)!,
        side.GetProperty("sequence").GetInt64(),
        side.TryGetProperty("item", out var item) && item.ValueKind == JsonValueKind.Object
            ? ItemImage.Read(item).Image
            : null);
}
