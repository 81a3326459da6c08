using System.Collections.Concurrent;
using GlobalTables.RegionNode.Storage;
using GlobalTables.RegionNode.Versioning;

namespace GlobalTables.RegionNode.Replication;

/// <summary>
/// A new region's way to its first whole copy (rule 9): a difference from one member, then the feeds of all, and
/// active once it covers what each of them covered when it was first read. How far the difference is, is kept with the
/// data, so that a restart of either side goes on where it was.
/// </summary>
sealed class Bootstrap(TableCatalog catalog, ChangeLog changes, FillStore fills, TimeProvider time)
{
    readonly ConcurrentDictionary<long, Filling> tables = [];

    /// <summary>How much of the difference is here, 0 to 100; null for a table that is not being filled.</summary>
    public int? ProgressPercent(TableEntry table) =>
        table.State != TableState.Creating ? null : Of(table).Percent;

    /// <summary>
    /// Whether that region may be asked for the difference: a joining region asks nobody before every member counts it
    /// (rule 9), and no region that is itself filled.
    /// </summary>
    public bool MayFillFrom(TableEntry table, string source) =>
        (table.Member(catalog.Region) is not { State: MemberState.Joining }
            || table.InstalledEpoch >= table.MembershipEpoch)
        && table.Member(source)!.State != MemberState.Joining
        && TakesDifferenceFrom(table, source);

    /// <summary>
    /// Whether that region is the one to take the difference from. The first that asks becomes it; after a restart,
    /// the one that had begun it is waited for.
    /// </summary>
    public bool TakesDifferenceFrom(TableEntry table, string source)
    {
        var filling = Of(table);
        lock (filling)
        {
            if (filling.Source is null && !MustWaitFor(table, filling, source))
            {
                filling.Source = source;
            }

            return !filling.IsDifferenceDone && filling.Source == source;
        }
    }

    /// <summary>Whether the table's first difference is still to come, or under way.</summary>
    public bool IsFilling(TableEntry table) => table.State == TableState.Creating && !IsDifferenceDone(table);

    public bool IsDifferenceDone(TableEntry table) =>
        tables.TryGetValue(table.Number, out var filling) && filling.IsDifferenceDone;

    /// <summary>How far that source's difference is already; null when it is to begin.</summary>
    public FillProgress? ProgressFrom(TableEntry table, long sourceLog)
    {
        var filling = Of(table);
        lock (filling)
        {
            return filling.Progress is { } progress && progress.SourceLog == sourceLog ? progress : null;
        }
    }

    /// <summary>A chunk is durable here, and the progress with it.</summary>
    public void Advanced(TableEntry table, FillProgress progress)
    {
        var filling = Of(table);
        lock (filling)
        {
            filling.Progress = progress;
            filling.MovedAt = time.GetTimestamp();
        }
    }

    public void DifferenceDone(TableEntry table)
    {
        var filling = Of(table);
        lock (filling)
        {
            filling.IsDifferenceDone = true;
            filling.Progress = null;
        }
    }

    /// <summary>That source is away, or will not serve: another may give the difference, after a while.</summary>
    public void GiveUp(TableEntry table, string source)
    {
        if (tables.TryGetValue(table.Number, out var filling))
        {
            lock (filling)
            {
                filling.Source = filling.Source == source ? null : filling.Source;
                filling.Targets.TryRemove(source, out _);
            }
        }
    }

    /// <summary>Takes note of what a source covered when it was first read.</summary>
    public void Answered(TableEntry table, string source, VersionVector covered)
    {
        if (table.State == TableState.Creating)
        {
            Of(table).Targets.TryAdd(source, covered);
        }
    }

    /// <summary>Whether the copy is whole, as far as the members that can be reached are concerned.</summary>
    /// <param name="connected">The regions with which there is a stream now.</param>
    public bool IsWhole(TableEntry table, IReadOnlySet<string> connected)
    {
        if (table.State != TableState.Creating)
        {
            return false;
        }

        // Its volume was lost, and the control plane has found nobody to fill it from.
        if (table.Member(catalog.Region) is { State: MemberState.Active } own && own.Log == table.Log)
        {
            return true;
        }

        if (!IsDifferenceDone(table))
        {
            return false;
        }

        var filling = Of(table);
        var covered = changes.PositionsOf(table).Covered;
        foreach (var member in table.Members)
        {
            if (member.Region == catalog.Region
                || member.State == MemberState.Joining
                || !connected.Contains(member.Region))
            {
                continue;
            }

            if (!filling.Targets.TryGetValue(member.Region, out var target)
                || !covered.Covers(target.Without(table.Log)))
            {
                return false;
            }
        }

        return true;
    }

    public void Forget(TableEntry table) => tables.TryRemove(table.Number, out _);

    Filling Of(TableEntry table) =>
        tables.GetOrAdd(table.Number, _ => new(fills.Load(table), time.GetTimestamp()));

    // What has come so far is worth a while; the region that it came from may be restarting.
    bool MustWaitFor(TableEntry table, Filling filling, string source) =>
        filling.Progress is { } progress
        && table.Members.FirstOrDefault(member => member.Log == progress.SourceLog) is { } begun
        && begun.Region != source
        && time.GetElapsedTime(filling.MovedAt) < ReplicationTimes.FillPatience;

    sealed class Filling(FillProgress? stored, long now)
    {
        public string? Source { get; set; }

        public bool IsDifferenceDone { get; set; }

        /// <summary>When a chunk came last.</summary>
        public long MovedAt { get; set; } = now;

        public FillProgress? Progress { get; set; } = stored;

        public int Percent => IsDifferenceDone ? 99 : Progress is { } at ? ChangeLog.PercentOf(at.After) : 0;

        public ConcurrentDictionary<string, VersionVector> Targets { get; } = [];
    }
}
