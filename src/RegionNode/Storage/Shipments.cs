using System.Collections.Concurrent;
using GlobalTables.RegionNode.Versioning;

namespace GlobalTables.RegionNode.Storage;

/// <summary>
/// Keeps, now and then, how far every other member has this region's log: what lies beyond is what they would lack if
/// this region left without another word.
/// </summary>
sealed class Shipments(TableCatalog catalog, ChangeLog changes, CommitQueue queue, Acknowledgements acknowledgements)
{
    readonly ConcurrentDictionary<long, long> noted = [];

    /// <summary>Notes what was heard, where it is news.</summary>
    public async Task NoteAsync(TableEntry table, CancellationToken cancel)
    {
        if (Heard(table, changes.PositionsOf(table).Covered) is > 0 and var shipped
            && shipped > noted.GetValueOrDefault(table.Log))
        {
            _ = await queue.RunAsync(transaction => Note(transaction, table, shipped), cancel);
            noted[table.Log] = shipped;
        }
    }

    /// <summary>How far they have it, as is known to the work at hand.</summary>
    public long Of(WriteTransaction transaction, TableEntry table)
    {
        var logs = transaction.LogsOf(table.Number);
        return Math.Max(logs.Own.Shipped, Heard(table, logs.Covered));
    }

    static bool Note(WriteTransaction transaction, TableEntry table, long shipped)
    {
        var logs = transaction.LogsOf(table.Number);
        if (logs.Own.Id != table.Log || shipped <= logs.Own.Shipped)
        {
            return false;
        }

        transaction.Changed();
        logs.Ship(shipped);
        return true;
    }

    // Who is alone has told nobody: a volume that was set back to that time may not be alone any more.
    long Heard(TableEntry table, VersionVector covered) => table.Members.Count > 1
        ? acknowledgements.Stable(table, catalog.Region, covered)?.Of(table.Log) ?? 0
        : 0;
}
