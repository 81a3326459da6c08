using System.Text;
using GlobalTables.RegionNode.Storage;
using GlobalTables.RegionNode.Versioning;

namespace GlobalTables.RegionNode.Tests.Replication;

/// <summary>Every write that a region of the world has acknowledged, and what must follow from it.</summary>
sealed class History
{
    readonly Dictionary<long, List<(string Key, ItemVersion Version)>> logs = [];
    readonly Dictionary<(long Log, long Sequence), Write> writes = [];
    readonly Dictionary<string, (ItemVersion Version, string Json)> winners = [];

    /// <param name="vector">The write's context, where conflicts are to be checked.</param>
    public void Wrote(string key, ItemVersion version, string json, VersionVector? vector = null)
    {
        if (vector is not null)
        {
            writes.Add((version.Log, version.Sequence), new(key, version, json, vector));
        }

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

    /// <summary>
    /// What the regions have recorded together: every pair was concurrent, with what each had written; and no write is
    /// missing that is not there any more, and that nobody who wrote the item later had seen.
    /// </summary>
    public int CheckConflicts(IReadOnlyList<WorldRegion> regions)
    {
        var losers = new HashSet<(long Log, long Sequence)>();
        foreach (var conflict in regions.SelectMany(region => region.Volume.Conflicts.ReadAfter(region.Table, 0, 10_000)))
        {
            var (loser, winner) = (Written(conflict.Loser), Written(conflict.Winner));
            losers.Add((loser.Version.Log, loser.Version.Sequence));
            Assert.Equal((loser.Key, loser.Key), (winner.Key, Encoding.UTF8.GetString(conflict.Key.Sort)));
            Assert.True(loser.Version < winner.Version, $"{loser.Version} is recorded to lose against {winner.Version}");
            Assert.False(
                winner.HasSeen(loser), $"{winner.Version} was written in knowledge of {loser.Version}: no conflict");
        }

        foreach (var lost in writes.Values.Where(one => one.Version != winners[one.Key].Version))
        {
            Assert.True(
                losers.Contains((lost.Version.Log, lost.Version.Sequence))
                || writes.Values.Any(later => later != lost && later.Key == lost.Key && later.HasSeen(lost)),
                $"{lost.Version} of {lost.Key} has gone, nobody had seen it, and no region has recorded it");
        }

        return losers.Count;
    }

    Write Written(ConflictingWrite recorded)
    {
        var write = writes[(recorded.Log, recorded.Sequence)];
        Assert.Equal((write.Version.Region, write.Version.Time), (recorded.Region, recorded.Time));
        Assert.Equal(write.Json, Encoding.UTF8.GetString(recorded.Json));
        return write;
    }

    static string KeyOf(ChangeRecord row) => Encoding.UTF8.GetString(row.Sort);

    sealed record Write(string Key, ItemVersion Version, string Json, VersionVector Vector)
    {
        public bool HasSeen(Write other) => Vector.Of(other.Version.Log) >= other.Version.Sequence;
    }
}
