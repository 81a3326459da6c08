using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Storage;

enum ReplayOutcome
{
    /// <summary>The table has that very write already, or needs it no more.</summary>
    Dropped,

    /// <summary>A later write has its place; if that one did not know it, it is in the conflict log.</summary>
    Lost,

    /// <summary>It is a write of this region's new log now, under its old stamp.</summary>
    Written,

    /// <summary>
    /// It cannot be told from a deleted item (the key is absent, and deletes as late as it have been collected), or
    /// whether the write in its place had known it. It is kept in the conflict log.
    /// </summary>
    Quarantined,
}

/// <summary>
/// Offers the tail of a copy that was put out of use to the one that took its place, a bounded number of rows at a
/// time (rule 12).
/// </summary>
sealed class TailReplay(TableCatalog catalog, CommitQueue queue)
{
    const string SelectOwn = """
        SELECT partition, sort, time, flags, log, sequence, vector, checksum, size, json FROM item
        WHERE log = ? AND sequence > ? AND sequence <= ? ORDER BY sequence LIMIT ?
        """;

    /// <summary>One step; false when there was nothing to offer, or nobody to offer it to yet.</summary>
    public async Task<bool> ReplayOnceAsync(CancellationToken cancel)
    {
        foreach (var copy in catalog.WithTail)
        {
            // A region that is none of the group's for now may be one again.
            if (catalog.ByGroup(copy.Tail!.IntoGroup) is { IsReadable: true } target && target.Number != copy.Number)
            {
                return await queue.RunAsync(transaction => Step(transaction, copy, target), cancel);
            }
        }

        return false;
    }

    bool Step(WriteTransaction transaction, TableEntry copy, TableEntry target)
    {
        // Either may have been put out of use since it was picked.
        var tail = copy.Tail!;
        if (catalog.Working(copy.Number)?.Tail != tail
            || catalog.Working(target.Number) is not { IsReadable: true } now || now.GroupId != tail.IntoGroup)
        {
            return false;
        }

        var rows = Read(transaction.Session, copy, tail);
        foreach (var (record, names) in rows.Where(row => tail.Has(row.Record.Sequence, row.Record.Time)))
        {
            _ = transaction.Replay(target.Number, record, names, record.Sequence > tail.Unread);
        }

        catalog.StoreTail(
            transaction,
            copy.Number,
            rows.Count < Limits.ApplyRecordsMax ? null : tail with { Position = rows[^1].Record.Sequence });
        return true;
    }

    static List<(ChangeRecord Record, IReadOnlyList<LogName> Names)> Read(
        Session session, TableEntry copy, TableTail tail)
    {
        var logs = LogNames.Load(session, copy);
        var names = logs.All;
        var read = new List<(ChangeRecord, IReadOnlyList<LogName>)>();
        var rows = session.Prepare(SelectOwn)
            .Bind(logs.OwnNumber)
            .Bind(Math.Max(tail.Position, tail.Stamp > 0 ? 0 : tail.After))
            .Bind(tail.UpTo)
            .Bind(Limits.ApplyRecordsMax);
        while (rows.Step())
        {
            read.Add((logs.Record(rows, []), names));
        }

        return read;
    }
}
