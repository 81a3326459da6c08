using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Storage;

/// <summary>
/// Keeps the conflicts of each table within their bounds, oldest first, and takes key and images from those of tables
/// that are not to keep them. A bounded number at a time, so that writes go on between.
/// </summary>
/// <remarks>
/// Counts stay. A loser that is reported once more after its entry has gone is counted once more: what this region
/// covers is never reported again, so that takes a record that is sent anew after the whole retention.
/// </remarks>
sealed class ConflictRetention(
    Database database, TableCatalog catalog, CommitQueue queue, TimeProvider time, ConflictBounds bounds)
{
    const string SelectSizes = """
        SELECT table_number, entries, bytes,
            (SELECT recorded FROM conflict
                WHERE conflict.table_number = conflict_size.table_number ORDER BY number LIMIT 1),
            EXISTS (SELECT 1 FROM conflict
                WHERE conflict.table_number = conflict_size.table_number AND partition IS NOT NULL)
        FROM conflict_size
        """;

    const string SelectOldest =
        "SELECT number, recorded, bytes FROM conflict WHERE table_number = ? ORDER BY number LIMIT ?";

    const string SelectKept =
        "SELECT number, bytes FROM conflict WHERE table_number = ? AND partition IS NOT NULL LIMIT ?";

    const string SelectSize = "SELECT entries, bytes FROM conflict_size WHERE table_number = ?";

    const string Delete = "DELETE FROM conflict WHERE table_number = ? AND number <= ?";

    const string Strip = """
        UPDATE conflict SET partition = NULL, sort = NULL, loser_json = NULL, winner_json = NULL, bytes = ?
        WHERE number = ?
        """;

    const string Shrink = "UPDATE conflict_size SET entries = entries - ?, bytes = bytes - ? WHERE table_number = ?";

    /// <summary>One step; false when there was nothing to do.</summary>
    public async Task<bool> ReclaimOnceAsync(CancellationToken cancel)
    {
        if (Due() is not { } due)
        {
            return false;
        }

        return await queue.RunAsync(
            transaction => due.IsOmitted ? Omit(transaction, due.Under) : Expire(transaction, due.Under),
            cancel);
    }

    (long Under, bool IsOmitted)? Due()
    {
        using var lease = database.Read();
        var sizes = lease.Session.Prepare(SelectSizes);
        while (sizes.Step())
        {
            var under = sizes.Int64(0);
            if (sizes.Int64(4) != 0 && OmitsConflicts(under))
            {
                return (under, true);
            }

            if (IsOver(sizes.Int64(1), sizes.Int64(2), sizes.IsNull(3) ? long.MaxValue : sizes.Int64(3)))
            {
                return (under, false);
            }
        }

        return null;
    }

    bool OmitsConflicts(long under)
    {
        foreach (var table in catalog.All)
        {
            if (table.ConflictsUnder == under)
            {
                return table.OmitsConflicts;
            }
        }

        return false;
    }

    bool Expire(WriteTransaction transaction, long under)
    {
        var session = transaction.Session;
        var (entries, bytes) = SizeOf(session, under);
        var (wereEntries, wereBytes) = (entries, bytes);
        long last = 0;
        var oldest = session.Prepare(SelectOldest).Bind(under).Bind(Limits.ReclaimRowsMax);
        while (oldest.Step() && IsOver(entries, bytes, oldest.Int64(1)))
        {
            last = oldest.Int64(0);
            entries--;
            bytes -= oldest.Int64(2);
        }

        oldest.Reset();
        if (last == 0)
        {
            return false;
        }

        transaction.Changed();
        session.Prepare(Delete).Bind(under).Bind(last).Run();
        session.Prepare(Shrink).Bind(wereEntries - entries).Bind(wereBytes - bytes).Bind(under).Run();
        return true;
    }

    static bool Omit(WriteTransaction transaction, long under)
    {
        var session = transaction.Session;
        var kept = new List<long>();
        long freed = 0;
        var select = session.Prepare(SelectKept).Bind(under).Bind(Limits.ReclaimRowsMax);
        while (select.Step())
        {
            kept.Add(select.Int64(0));
            freed += select.Int64(1) - ConflictRows.EntryBytes;
        }

        transaction.Changed();
        foreach (var number in kept)
        {
            session.Prepare(Strip).Bind(ConflictRows.EntryBytes).Bind(number).Run();
        }

        session.Prepare(Shrink).Bind(0).Bind(freed).Bind(under).Run();
        return kept.Count > 0;
    }

    static (long Entries, long Bytes) SizeOf(Session session, long under)
    {
        var select = session.Prepare(SelectSize).Bind(under);
        var size = select.Step() ? (select.Int64(0), select.Int64(1)) : (0, 0);
        select.Reset();
        return size;
    }

    bool IsOver(long entries, long bytes, long oldestMs) =>
        entries > bounds.Entries
        || bytes > bounds.Bytes
        || oldestMs < time.GetUtcNow().ToUnixTimeMilliseconds() - (long)bounds.Age.TotalMilliseconds;
}
