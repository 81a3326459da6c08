using System.Collections.Concurrent;
using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Replication;

/// <summary>Everything that this region reads from others: the readers, and what they have in common.</summary>
sealed class ReplicationService
{
    readonly TableCatalog catalog;
    readonly Volume volume;
    readonly Applier applier;
    readonly Bootstrap bootstrap;
    readonly ReaderParts parts;
    readonly ConcurrentDictionary<string, PeerReader> readers = new(StringComparer.Ordinal);

    /// <param name="volume">This region's.</param>
    /// <param name="delay">How long to hold what comes.</param>
    /// <param name="verifyInterval">Between two comparisons with each other region; zero for none by itself.</param>
    public ReplicationService(Volume volume, TimeProvider time, TimeSpan delay, TimeSpan verifyInterval = default)
    {
        this.volume = volume;
        catalog = volume.Catalog;
        applier = new(volume.Catalog, volume.Queue, volume.Parked, volume.Restored);
        bootstrap = new(volume.Catalog, volume.Changes, volume.Fills, time);
        var reconciliation = new Reconciliation(volume.Catalog);
        var need = new DifferenceNeed(
            catalog.Region, reconciliation, region => readers.TryGetValue(region, out var reader) && reader.IsAway);
        var repair = new RowRepair(volume.Catalog, volume.Queue, volume.Parked, volume.Damage);
        var verify = new VerifyParts(volume, repair, new(verifyInterval), time);
        parts = new(volume, applier, bootstrap, reconciliation, need, verify, time);
        Delay = delay;
        Clock = new(volume.Catalog.Region, time, volume.MaxClockOffset, volume.Fence);
    }

    /// <summary>Holds the region's clock against those of its peers.</summary>
    public ClockGuard Clock { get; }

    /// <summary>How long to hold what comes before taking it in: to make lag visible.</summary>
    public TimeSpan Delay { get; }

    /// <summary>The reader of that region; there is one, over all of its streams.</summary>
    public PeerReader ReaderOf(string region) => readers.GetOrAdd(
        region,
        name => new PeerReader(name, parts) { IsDelayed = Delay > TimeSpan.Zero, Clock = Clock });

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

    /// <summary>Compares the table with every other region's copy, each as soon as it can be reached.</summary>
    public void Verify(TableEntry table)
    {
        foreach (var replica in table.Replicas)
        {
            ReaderOf(replica.Region).Verifier.Request(table);
        }
    }

    /// <summary>How the comparison with that region is doing, or did last.</summary>
    public VerifyReport VerificationOf(TableEntry table, string source) =>
        readers.TryGetValue(source, out var reader)
            ? reader.Verifier.ReportOf(table, reader.IsConnected) ?? new()
            : new();

    /// <summary>Rows of the table that were put right since this process began.</summary>
    public long RepairedRows(TableEntry table) => readers.Values.Sum(reader => reader.Verifier.RepairedOf(table));

    /// <summary>Damaged rows of the table that no other region could replace.</summary>
    public int UnrepairedRows(TableEntry table) => volume.Comparison
        .StillDamaged(table, volume.Damage.NotToBeHad(table, catalog.Region)).Count;

    public int? FillPercent(TableEntry table) => bootstrap.ProgressPercent(table);

    /// <summary>
    /// Whether every other member has said, since this process began, how far it has this region's logs: then a
    /// volume that was restored to an earlier state has been found out, before it is written to.
    /// </summary>
    public bool IsConfirmed() => catalog.All.All(table =>
        table.State == TableState.Creating || table.Members.All(member =>
            member.Region == catalog.Region || member.Log is null || IsConfirmedBy(table, member)));

    /// <summary>
    /// Makes tables active whose first copy is whole, and ends the logs that have left a group and are reconciled.
    /// One step.
    /// </summary>
    public async Task SettleAsync(CancellationToken cancel)
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

                var epoch = Reconciliation.EpochToReconcile(table, volume.Changes.PositionsOf(table).Covered);
                if (epoch > 0 && parts.Reconciliation.IsComplete(table, epoch))
                {
                    await applier.EndAsync(table, epoch, cancel);
                }
            }
            catch (Exception failure) when (failure is DynamoException or StorageException or InvalidOperationException)
            {
                // The table has gone meanwhile, or the disk fails: there is a next time.
            }
        }
    }

    bool IsConfirmedBy(TableEntry table, GroupMember member) =>
        volume.Acknowledgements.Of(table, member) is not null
        || (readers.TryGetValue(member.Region, out var reader) && reader.HasHeard(table));

    bool IsWhole(TableEntry table)
    {
        var connected = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in table.Members.Where(member => member.Region != catalog.Region))
        {
            // Who has not been tried may be there.
            if (!readers.TryGetValue(member.Region, out var reader) || !(reader.IsConnected || reader.IsTried))
            {
                return false;
            }

            if (reader.IsConnected)
            {
                connected.Add(member.Region);
            }
        }

        return bootstrap.IsWhole(table, connected);
    }
}
