using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Storage;

/// <summary>
/// Deletes items whose time to live is over, a bounded number at a time. Every region that takes writes does so by
/// itself: the delete is the same write everywhere, and loses against every other one.
/// </summary>
sealed class Expiry(
    Database database, TableCatalog catalog, CommitQueue queue, WriteFence fence, TimeProvider time)
{
    const string SelectDue = """
        SELECT partition, sort FROM item
        WHERE table_number = ? AND expires IS NOT NULL AND expires >= ? AND expires < ? ORDER BY expires LIMIT ?
        """;

    const string UpdateExpires = """
        UPDATE item SET expires = ? WHERE table_number = ? AND partition = ? AND sort = ?
        """;

    long expired;

    /// <summary>How many items this process has expired.</summary>
    public long Expired => Volatile.Read(ref expired);

    /// <summary>One step for each table that has it; false when nothing was due.</summary>
    public async Task<bool> StepAsync(CancellationToken cancel)
    {
        var isAny = false;
        foreach (var table in catalog.All)
        {
            if (table.Definition.TimeToLiveAttribute is { } attribute
                && TakesWrites(table)
                && Due(table) is { Count: > 0 } due)
            {
                await queue.RunAsync(transaction => Expire(transaction, table, attribute, due), cancel);
                isAny = true;
            }
        }

        return isAny;
    }

    // With a clock that is off, nobody knows what is due.
    bool TakesWrites(TableEntry table) =>
        table is { IsReadable: true, IsReadOnly: false, IsDraining: false } && fence.Reason is null;

    List<ItemKey> Due(TableEntry table)
    {
        var now = time.GetUtcNow();
        var due = new List<ItemKey>();
        using var lease = database.Read();
        var rows = lease.Session.Prepare(SelectDue)
            .Bind(table.Number)
            .Bind(TimeToLive.Oldest(now))
            .Bind(now.ToUnixTimeSeconds())
            .Bind(Limits.ExpireItemsMax);
        while (rows.Step())
        {
            due.Add(new(rows.Bytes(0).ToArray(), rows.Bytes(1).ToArray()));
        }

        return due;
    }

    /// <summary>
    /// Looks at each item again: it may have been given more time since, or the table another attribute.
    /// </summary>
    int Expire(WriteTransaction transaction, TableEntry table, string attribute, List<ItemKey> due)
    {
        if (catalog.Working(table.Number)?.Definition.TimeToLiveAttribute != attribute)
        {
            return 0;
        }

        var now = time.GetUtcNow();
        var count = 0;
        foreach (var key in due)
        {
            if (transaction.Read(table, key) is not { } item)
            {
                continue;
            }

            var expires = TimeToLive.ExpiryOf(item.Json, attribute);
            if (TimeToLive.IsDue(expires, now))
            {
                transaction.Expire(table, key);
                count++;
            }
            else
            {
                // The column was of another attribute.
                transaction.Changed();
                transaction.Session.Prepare(UpdateExpires)
                    .Bind(expires)
                    .Bind(table.Number)
                    .Bind(key.Partition)
                    .Bind(key.Sort)
                    .Run();
            }
        }

        transaction.OnCommitted(() => Interlocked.Add(ref expired, count));
        return count;
    }
}
