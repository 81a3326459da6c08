using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Versioning;

namespace GlobalTables.RegionNode.Storage;

/// <summary>
/// Removes tombstones that nobody can need any more (rule 7): every member of the group covers them, joining
/// members too, so no older version can come from anywhere. A bounded number at a time.
/// </summary>
sealed class TombstoneCollector(
    Database database, TableCatalog catalog, CommitQueue queue, Acknowledgements acknowledgements, TimeProvider time,
    TimeSpan retention)
{
    const string SelectOldest = """
        SELECT time FROM item WHERE log = ? AND sequence <= ? AND json IS NULL ORDER BY sequence LIMIT 1
        """;

    const string SelectStable = """
        SELECT id, sequence, time FROM item
        WHERE log = ? AND sequence <= ? AND json IS NULL ORDER BY sequence LIMIT ?
        """;

    const string DeleteRow = "DELETE FROM item WHERE id = ?";

    long collected;

    /// <summary>How many tombstones this process has removed.</summary>
    public long Collected => Volatile.Read(ref collected);

    /// <summary>One step; false when there was nothing to remove.</summary>
    public async Task<bool> CollectOnceAsync(TableEntry table, CancellationToken cancel) =>
        HasWork(table) && await queue.RunAsync(transaction => Collect(transaction, table), cancel) > 0;

    // Without the writer: most of the time there is nothing.
    bool HasWork(TableEntry table)
    {
        using var lease = database.Read();
        var names = LogNames.Load(lease.Session, table);
        if (acknowledgements.Stable(table, catalog.Region, names.Covered) is not { } stable)
        {
            return false;
        }

        var youngest = Youngest(table);
        foreach (var number in names.Numbers)
        {
            var upTo = UpTo(table, names.IdOf(number), stable);
            var oldest = lease.Session.Prepare(SelectOldest).Bind(number).Bind(upTo);
            var isDue = oldest.Step() && oldest.Int64(0) <= youngest.Value;
            oldest.Reset();
            if (isDue)
            {
                return true;
            }
        }

        return false;
    }

    int Collect(WriteTransaction transaction, TableEntry table)
    {
        // The members as the writer has them: one that has begun to join since is counted.
        var present = catalog.Present(table);
        var logs = transaction.LogsOf(table.Number);

        // What is parked may be older than a tombstone, and is applied later: it must find it.
        if (logs.Parked > 0 || acknowledgements.Stable(present, catalog.Region, logs.Covered) is not { } stable)
        {
            return 0;
        }

        var youngest = Youngest(present);
        var removed = 0;
        foreach (var log in logs.All.ToList())
        {
            var due = Due(transaction.Session, log, UpTo(present, log.Id, stable), youngest);
            foreach (var (id, sequence, stamp) in due)
            {
                transaction.Changed();
                transaction.Session.Prepare(DeleteRow).Bind(id).Run();
                logs.Collected(log, sequence, stamp);
                removed++;
            }
        }

        transaction.OnCommitted(() => Interlocked.Add(ref collected, removed));
        return removed;
    }

    static List<(long Id, long Sequence, HybridTimestamp Time)> Due(
        Session session, LogProgress log, long upTo, HybridTimestamp youngest)
    {
        var due = new List<(long, long, HybridTimestamp)>();
        var rows = session.Prepare(SelectStable).Bind(log.Number).Bind(upTo).Bind(Limits.CollectRowsMax);
        while (rows.Step())
        {
            if (rows.Int64(2) > youngest.Value)
            {
                rows.Reset();
                break;
            }

            due.Add((rows.Int64(0), rows.Int64(1), new(rows.Int64(2))));
        }

        return due;
    }

    // The deletes of a tail are offered once more, and are needed for that.
    static long UpTo(TableEntry table, long log, VersionVector stable) =>
        table.Tail is { } tail && log == table.Log ? Math.Min(stable.Of(log), tail.After) : stable.Of(log);

    // A regional table has nobody who could bring an older version back, and nobody to explain it to.
    HybridTimestamp Youngest(TableEntry table)
    {
        var margin = table.Members.Count == 0 ? TimeSpan.Zero : retention;
        return HybridTimestamp.At((time.GetUtcNow() - margin).ToUnixTimeMilliseconds()).Last;
    }
}
