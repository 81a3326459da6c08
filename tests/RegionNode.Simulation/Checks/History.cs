using GlobalTables.RegionNode.Simulation.World;
using GlobalTables.RegionNode.Versioning;

namespace GlobalTables.RegionNode.Simulation.Checks;

/// <summary>Every durable write of every copy, in the order in which they became durable.</summary>
sealed class History(TrueTime time)
{
    readonly Dictionary<long, Life> lives = [];
    readonly Dictionary<string, List<Write>> byKey = new(StringComparer.Ordinal);

    public List<Write> All { get; } = [];

    public IReadOnlyCollection<Life> Lives => lives.Values;

    public TimeSpan Now => time.Now;

    public IEnumerable<string> Keys => byKey.Keys.Order(StringComparer.Ordinal);

    public IReadOnlyList<Write> Of(string key) => byKey.GetValueOrDefault(key) ?? [];

    /// <summary>When a copy has last collected a tombstone.</summary>
    public TimeSpan CollectedAt { get; set; }

    /// <summary>By item: the highest tombstone that any copy has collected.</summary>
    public Dictionary<string, Write> Collected { get; } = new(StringComparer.Ordinal);

    public Life LifeOf(string region, long log)
    {
        if (!lives.TryGetValue(log, out var life))
        {
            lives.Add(log, life = new(region, log));
        }

        return life;
    }

    public Life? Find(long log) => lives.GetValueOrDefault(log);

    /// <summary>The write of that place; a number alone may have been used twice.</summary>
    public Write? Find(string key, Place place) => Of(key).LastOrDefault(write => write.Version.Log == place.Log
        && write.Version.Sequence == place.Sequence
        && write.Version.Time.Value == place.Time);

    /// <summary>The write of that version.</summary>
    public Write? Find(string key, ItemVersion version)
    {
        if (!lives.TryGetValue(version.Log, out var life))
        {
            return null;
        }

        // Newest first: a volume that was set back may have used a number twice.
        var at = (int)Math.Min(version.Sequence, life.Writes.Count) - 1;
        if (at >= 0 && life.Writes[at].Version == version && life.Writes[at].Key == key)
        {
            return life.Writes[at];
        }

        return Of(key).LastOrDefault(write => write.Version == version);
    }

    public Write Record(Life life, Written written, Write? replaced)
    {
        if (!byKey.TryGetValue(written.Key, out var ofKey))
        {
            byKey.Add(written.Key, ofKey = []);
        }

        var view = life[written.Key];
        var knew = view.Seen.Copy();
        if (replaced is not null)
        {
            knew.Add(replaced.Knew);
            knew.Add(replaced.Place);
        }

        if (replaced is not null)
        {
            replaced.IsReplaced = true;
        }

        var write = new Write
        {
            Id = All.Count,
            Place = ofKey.Count,
            Key = written.Key,
            Version = written.Version,
            IsTombstone = written.IsTombstone,
            Json = written.Json,
            Life = life,
            At = time.Now,
            Replaced = replaced,
            Knew = knew,
        };
        All.Add(write);
        ofKey.Add(write);
        life.Writes.Add(write);
        Saw(life, write);
        return write;
    }

    /// <summary>A write of a former copy has become one of this copy.</summary>
    public Write Record(Life life, Write original, ItemVersion version)
    {
        var knew = original.Knew.Copy();
        knew.Add(original.Place);
        var ofKey = byKey[original.Key];
        var write = new Write
        {
            Id = All.Count,
            Place = ofKey.Count,
            Key = original.Key,
            Version = version,
            IsTombstone = original.IsTombstone,
            Json = original.Json,
            Life = life,
            At = time.Now,
            Replaced = original,
            Knew = knew,
        };
        All.Add(write);
        ofKey.Add(write);
        life.Writes.Add(write);
        return write;
    }

    /// <summary>The copy has had that write, whether it kept it or not.</summary>
    public static void Saw(Life life, Write write)
    {
        var view = life[write.Key];
        view.Seen.Add(write.Knew);
        view.Seen.Add(write.Place);
    }
}

/// <summary>What a write did, as it was told from inside its transaction.</summary>
/// <param name="Replaced">The version that was there; null for none.</param>
/// <param name="Read">What the transaction read; null for no live item.</param>
sealed record Written(
    string Key, ItemVersion Version, bool IsTombstone, string Json, ItemVersion? Replaced, string? Read);
