using System.Text;
using GlobalTables.RegionNode.Storage;
using GlobalTables.RegionNode.Versioning;

namespace GlobalTables.RegionNode.Tests.Replication;

/// <summary>Every write that a region of the world has acknowledged, and what must follow from it.</summary>
sealed class History
{
    readonly Dictionary<long, List<(string Key, ItemVersion Version)>> logs = [];
    readonly Dictionary<string, (ItemVersion Version, string Json)> winners = [];

    public void Wrote(string key, ItemVersion version, string json)
    {
        if (!logs.TryGetValue(version.Log, out var log))
        {
            logs.Add(version.Log, log = []);
        }

        Assert.True(version.Sequence == log.Count + 1, $"{version} is not the next after {log.Count}");
        log.Add((key, version));
        if (!winners.TryGetValue(key, out var winner) || version > winner.Version)
        {
            winners[key] = (version, json);
        }
    }

    /// <summary>
    /// The claim of every log: for every sequence up to what is covered, the region's state is that version of
    /// its key or a newer one.
    /// </summary>
    public void CheckClaims(WorldRegion region)
    {
        var rows = region.Rows().ToDictionary(KeyOf, row => row.Version);
        var covered = region.Positions.Covered;
        foreach (var (log, writes) in logs)
        {
            foreach (var (key, version) in writes.Take((int)Math.Min(writes.Count, covered.Of(log))))
            {
                var isThere = rows.TryGetValue(key, out var present);
                Assert.True(
                    isThere && present >= version,
                    $"{region.Name} claims the log of {version.Region} up to {covered.Of(log)}; of {key} it has " +
                    $"{(isThere ? present : "nothing")} and not {version}");
            }
        }
    }

    /// <summary>The state of the region is, key by key, the highest version ever acknowledged.</summary>
    public void CheckWinners(WorldRegion region)
    {
        var rows = region.Rows().ToDictionary(KeyOf);
        Assert.Equal(winners.Keys.Order(), rows.Keys.Order());
        foreach (var (key, winner) in winners)
        {
            Assert.Equal((key, winner.Version), (key, rows[key].Version));
            Assert.Equal(winner.Json, Encoding.UTF8.GetString(rows[key].Json));
            Assert.Equal(winner.Json.Length == 0, rows[key].IsTombstone);
        }
    }

    static string KeyOf(ChangeRecord row) => Encoding.UTF8.GetString(row.Sort);
}
