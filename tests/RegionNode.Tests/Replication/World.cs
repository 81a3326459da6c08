using GlobalTables.RegionNode.Replication;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Tests.Replication;

/// <summary>
/// Several regions in one process with one table, and streams between them that carry when told. What happens
/// is drawn from the seed; after each step that changed a region, what it claims is held against what was
/// written.
/// </summary>
sealed class World(int seed, ReadBounds bounds) : IDisposable
{
    public const string GroupId = "3f0c8a52-0000-4000-8000-000000000001";

    readonly List<WorldStream> streams = [];
    readonly List<(WorldRegion Reader, string Source, byte[] Message)> past = [];
    long epoch;
    int writes;

    public Random Random { get; } = new(seed);

    public History History { get; } = new();

    public List<WorldRegion> Regions { get; } = [];

    public int Keys { get; init; } = 4;

    /// <summary>The clocks of a world are apart on purpose, and with this nobody minds.</summary>
    public TimeSpan MaxClockOffset { get; set; } = TimeSpan.FromHours(1);

    public CompareBounds Compares { get; init; } = CompareBounds.Default;

    public TimeSpan TombstoneRetention { get; init; } = StorageSettings.Default.TombstoneRetention;

    /// <summary>How often regions compare their copies by themselves; zero for never.</summary>
    public TimeSpan VerifyInterval { get; init; }

    /// <summary>Regions of a new table, active at once.</summary>
    public void Found(params string[] names) =>
        SetMembers([.. names.Select(name => (Add(name), MemberState.Active))]);

    public WorldRegion Add(string name)
    {
        var settings = new StorageSettings
        {
            MaxClockOffset = MaxClockOffset,
            Compares = Compares,
            TombstoneRetention = TombstoneRetention,
        };
        var region = new WorldRegion(name, (seed * 31) + Regions.Count, bounds, settings, VerifyInterval);
        region.Time.Advance(TimeSpan.FromMilliseconds(Random.Next(2000)));
        Regions.Add(region);
        return region;
    }

    /// <summary>The next epoch, installed by all of its members at once.</summary>
    public void SetMembers(params (WorldRegion Region, MemberState State)[] members)
    {
        epoch++;
        foreach (var (region, state) in members)
        {
            region.SetMembers(state == MemberState.Joining ? TableState.Creating : TableState.Active, epoch, []);
        }

        GroupMember[] group =
            [.. members.Select(member => new GroupMember(member.Region.Name, member.Region.Table.Log, member.State))];
        foreach (var (region, _) in members)
        {
            region.SetMembers(TableState.Active, epoch, group);
        }
    }

    public void Write(WorldRegion region)
    {
        var key = $"k{Random.Next(Keys)}";
        var json = Random.Next(4) == 0 ? "" : $$$"""{"v":{"N":"{{{++writes}}}"}}""";
        if (region.Write(key, json) is { } row)
        {
            History.Wrote(key, row.Version, json, row.Vector);
        }

        History.CheckClaims(region);
    }

    public WorldStream Stream(WorldRegion reader, WorldRegion source)
    {
        if (Find(reader, source) is { } open)
        {
            return open;
        }

        var stream = new WorldStream(reader, source);
        streams.Add(stream);
        return stream;
    }

    public void Break(WorldRegion region)
    {
        foreach (var stream in streams.Where(one => one.Reader == region || one.Source == region).ToList())
        {
            Break(stream);
        }
    }

    public void Restart(WorldRegion region, bool crashes)
    {
        Break(region);
        region.Restart(crashes);
        History.CheckClaims(region);
    }

    /// <summary>One thing happens.</summary>
    public async Task StepAsync()
    {
        var region = Regions[Random.Next(Regions.Count)];
        var other = Regions[Random.Next(Regions.Count)];
        region.Time.Advance(TimeSpan.FromMilliseconds(Random.Next(30)));
        switch (Random.Next(100))
        {
            case < 30:
                Write(region);
                break;
            case < 32:
                Restart(region, crashes: Random.Next(2) == 0);
                break;
            case < 35 when Find(region, other) is { } stream:
                Break(stream);
                break;
            case < 40 when past.Count > 0:
                await DeliverAgainAsync();
                break;
            case < 43 when Find(region, other) is { } stream:
                stream.Heartbeat();
                break;
            default:
                if (region != other)
                {
                    await CarryAsync(Stream(region, other));
                }

                break;
        }
    }

    /// <summary>Connects those regions and carries all there is, until nobody lacks anything.</summary>
    public async Task SettleAsync(params WorldRegion[] regions)
    {
        for (var round = 0; round < 500; round++)
        {
            foreach (var reader in regions)
            {
                foreach (var source in regions.Where(source => source != reader))
                {
                    await CarryAllAsync(Stream(reader, source));
                }

                await reader.Replication.SettleAsync(CancellationToken.None);
                reader.Time.Advance(ReplicationTimes.AskAgain);
            }

            if (IsSettled(regions))
            {
                return;
            }
        }

        Assert.Fail("The regions do not come to rest: " + string.Join("; ", regions.Select(
            region => $"{region.Name} is {region.Table.State} and covers {region.Positions.Covered}")));
    }

    public async Task CarryAllAsync(WorldStream stream)
    {
        stream.Tick();
        bool isCarried;
        do
        {
            stream.CarryOutbox();
            isCarried = stream.DeliverToSource() | stream.Serve();
            if (await stream.DeliverToReaderAsync() is not null)
            {
                isCarried = true;
                History.CheckClaims(stream.Reader);
            }
        }
        while (isCarried);
    }

    public void Dispose()
    {
        foreach (var stream in streams)
        {
            stream.Dispose();
        }

        foreach (var region in Regions)
        {
            region.Dispose();
        }
    }

    static bool IsSettled(WorldRegion[] regions) => regions.All(reader => reader.Table.IsReadable && regions.All(
        source => reader.Positions.Covered.Of(source.Table.Log) == source.Positions.Head));

    WorldStream? Find(WorldRegion reader, WorldRegion source) =>
        streams.SingleOrDefault(stream => stream.Reader == reader && stream.Source == source);

    void Break(WorldStream stream)
    {
        past.AddRange(stream.Sent.Select(message => (stream.Reader, stream.Source.Name, message)));
        streams.Remove(stream);
        stream.Dispose();
    }

    // The stream carries one thing somewhere.
    async Task CarryAsync(WorldStream stream)
    {
        stream.Tick();
        stream.CarryOutbox();
        switch (Random.Next(3))
        {
            case 0:
                _ = stream.DeliverToSource();
                break;
            case 1:
                _ = stream.Serve();
                break;
            default:
                if (await stream.DeliverToReaderAsync() is not null)
                {
                    History.CheckClaims(stream.Reader);
                }

                break;
        }
    }

    // A batch of an earlier stream, late or for the second time, past the reader's own checks.
    async Task DeliverAgainAsync()
    {
        var (reader, source, bytes) = past[Random.Next(past.Count)];
        if (WorldStream.Parse(bytes, source) is SourceMessage.Batch { Feed: var feed })
        {
            await reader.Applier.ApplyAsync(reader.Table, feed, CancellationToken.None);
            History.CheckClaims(reader);
        }
    }
}
