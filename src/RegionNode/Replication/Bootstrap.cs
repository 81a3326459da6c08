using System.Collections.Concurrent;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Replication;

/// <summary>
/// A new region's way to its first whole copy (rule 9): a difference from one member, then the feeds of all, and
/// active once it has what each of them held when it was first read. The difference is begun anew after a
/// restart, and sends what is not yet claimed here once more.
/// </summary>
sealed class Bootstrap(TableCatalog catalog, ChangeLog changes)
{
    readonly ConcurrentDictionary<long, Filling> tables = [];

    /// <summary>How much of the difference is here, 0 to 100; null for a table that is not being filled.</summary>
    public int? ProgressPercent(TableEntry table) => table.State != TableState.Creating
        ? null
        : tables.TryGetValue(table.Number, out var filling) ? filling.Percent : 0;

    /// <summary>Whether that region is the one to take the difference from; the first that asks becomes it.</summary>
    public bool TakesDifferenceFrom(TableEntry table, string source)
    {
        var filling = tables.GetOrAdd(table.Number, _ => new());
        lock (filling)
        {
            filling.Source ??= source;
            return !filling.IsDifferenceDone && filling.Source == source;
        }
    }

    public bool IsDifferenceDone(TableEntry table) =>
        tables.TryGetValue(table.Number, out var filling) && filling.IsDifferenceDone;

    public void Progress(TableEntry table, int percent) =>
        tables.GetOrAdd(table.Number, _ => new()).Percent = percent;

    public void DifferenceDone(TableEntry table)
    {
        var filling = tables.GetOrAdd(table.Number, _ => new());
        lock (filling)
        {
            filling.IsDifferenceDone = true;
            filling.Percent = 99;
        }
    }

    /// <summary>That source is away, or will not serve: another may give the difference.</summary>
    public void GiveUp(TableEntry table, string source)
    {
        if (tables.TryGetValue(table.Number, out var filling))
        {
            lock (filling)
            {
                filling.Source = filling.Source == source ? null : filling.Source;
                filling.HeadsWanted.TryRemove(source, out _);
            }
        }
    }

    /// <summary>Takes note of what a source's log held when it was first read.</summary>
    public void Answered(TableEntry table, string source, long log, long head)
    {
        if (tables.TryGetValue(table.Number, out var filling))
        {
            filling.HeadsWanted.TryAdd(source, (log, head));
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

        var filling = tables[table.Number];
        var covered = changes.PositionsOf(table).Covered;
        foreach (var member in table.Members)
        {
            if (member.Region == catalog.Region
                || member.State == MemberState.Joining
                || !connected.Contains(member.Region))
            {
                continue;
            }

            if (!filling.HeadsWanted.TryGetValue(member.Region, out var wanted)
                || covered.Of(wanted.Log) < wanted.Head)
            {
                return false;
            }
        }

        return true;
    }

    public void Forget(TableEntry table) => tables.TryRemove(table.Number, out _);

    sealed class Filling
    {
        public string? Source { get; set; }

        public bool IsDifferenceDone { get; set; }

        public int Percent { get; set; }

        public ConcurrentDictionary<string, (long Log, long Head)> HeadsWanted { get; } = [];
    }
}
