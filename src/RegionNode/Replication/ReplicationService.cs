using System.Collections.Concurrent;
using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Replication;

/// <summary>Everything that this region reads from others: the readers, and what they have in common.</summary>
sealed class ReplicationService
{
    readonly TableCatalog catalog;
    readonly ChangeLog changes;
    readonly Applier applier;
    readonly Bootstrap bootstrap;
    readonly TimeProvider time;
    readonly ConcurrentDictionary<string, PeerReader> readers = new(StringComparer.Ordinal);

    public ReplicationService(Volume volume, TimeProvider time, TimeSpan delay, TimeSpan? clockOffsetMax = null)
    {
        catalog = volume.Catalog;
        changes = volume.Changes;
        applier = new(volume.Catalog, volume.Queue);
        bootstrap = new(volume.Catalog, volume.Changes);
        this.time = time;
        Delay = delay;
        Clock = new(volume.Catalog.Region, time, clockOffsetMax ?? ReplicationTimes.ClockOffsetUsual, volume.Fence);
    }

    /// <summary>Holds the region's clock against those of its peers.</summary>
    public ClockGuard Clock { get; }

    /// <summary>How long to hold what comes before taking it in: to make lag visible.</summary>
    public TimeSpan Delay { get; }

    /// <summary>The reader of that region; there is one, over all of its streams.</summary>
    public PeerReader ReaderOf(string region) => readers.GetOrAdd(
        region,
        name => new PeerReader(name, catalog, changes, applier, bootstrap, time)
        {
            IsDelayed = Delay > TimeSpan.Zero,
            Clock = Clock,
        });

    /// <summary>The regions that share a table with this one.</summary>
    public HashSet<string> Sources()
    {
        var sources = new HashSet<string>(StringComparer.Ordinal);
        foreach (var table in catalog.All)
        {
            foreach (var member in table.Members)
            {
                if (member.Region != catalog.Region)
                {
                    sources.Add(member.Region);
                }
            }
        }

        return sources;
    }

    public SourceProgress? ProgressOf(TableEntry table, string source) =>
        readers.TryGetValue(source, out var reader) ? reader.ProgressOf(table) : null;

    public int? FillPercent(TableEntry table) => bootstrap.ProgressPercent(table);

    /// <summary>Makes tables active whose first copy is whole. One step.</summary>
    public async Task ActivateWholeAsync(CancellationToken cancel)
    {
        foreach (var table in catalog.All)
        {
            try
            {
                if (table.State == TableState.Creating && IsWhole(table))
                {
                    await applier.ActivateAsync(table, cancel);
                    bootstrap.Forget(table);
                }
            }
            catch (Exception failure) when (failure is DynamoException or StorageException or InvalidOperationException)
            {
                // The table has gone meanwhile, or the disk fails: there is a next time.
            }
        }
    }

    bool IsWhole(TableEntry table)
    {
        var connected = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (region, reader) in readers)
        {
            if (reader.IsConnected)
            {
                connected.Add(region);
            }
            else if (!reader.IsTried)
            {
                return false;
            }
        }

        return bootstrap.IsWhole(table, connected);
    }
}
