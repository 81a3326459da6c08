using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Storage;

/// <summary>
/// Takes away what streams have kept for a day: records, then closed shards that have none left, then streams that
/// have ended. A bounded number at a time, so that writes go on between. Whether the table is still there does not
/// matter.
/// </summary>
sealed class StreamRetention(Database database, TableCatalog catalog, CommitQueue queue, TimeProvider time)
{
    // A shard that was opened within the day has nothing older than that.
    const string SelectDue = """
        SELECT number, closed,
            (SELECT created FROM stream_record
                WHERE sequence > stream_shard.number << 32 AND sequence < (stream_shard.number + 1) << 32
                ORDER BY sequence LIMIT 1)
        FROM stream_shard WHERE opened < ?
        """;

    const string SelectOldest = """
        SELECT sequence, created FROM stream_record WHERE sequence > ? AND sequence < ? ORDER BY sequence LIMIT ?
        """;

    const string DeleteRecords = "DELETE FROM stream_record WHERE sequence > ? AND sequence <= ?";

    const string UpdateTrimmed = "UPDATE stream_shard SET trimmed = ? WHERE number = ?";

    const string DeleteShard = "DELETE FROM stream_shard WHERE number = ?";

    const string SelectEnded = """
        SELECT table_name, label FROM stream
        WHERE ended < ? AND NOT EXISTS (SELECT 1 FROM stream_shard WHERE stream = stream.number) LIMIT 1
        """;

    const string DeleteStream = "DELETE FROM stream WHERE number = ?";

    long Cutoff => (time.GetUtcNow() - StreamTimes.Retention).ToUnixTimeMilliseconds();

    /// <summary>One step; false when there was nothing to do.</summary>
    public async Task<bool> TrimOnceAsync(CancellationToken cancel)
    {
        if (DueShard() is { } shard)
        {
            return await queue.RunAsync(transaction => Trim(transaction, shard), cancel);
        }

        return EndedStream() is { } stream
            && await queue.RunAsync(transaction => Forget(transaction, stream), cancel);
    }

    long? DueShard()
    {
        using var lease = database.Read();
        var cutoff = Cutoff;
        var shards = lease.Session.Prepare(SelectDue).Bind(cutoff);
        while (shards.Step())
        {
            var isDue = shards.IsNull(2)
                ? !shards.IsNull(1) && shards.Int64(1) < cutoff
                : shards.Int64(2) < cutoff;
            if (isDue)
            {
                return shards.Int64(0);
            }
        }

        return null;
    }

    StreamEntry? EndedStream()
    {
        using var lease = database.Read();
        var select = lease.Session.Prepare(SelectEnded).Bind(Cutoff);
        return select.Step() ? StreamRows.Find(lease.Session, select.Text(0), select.Text(1)) : null;
    }

    bool Trim(WriteTransaction transaction, long shard)
    {
        transaction.Changed();
        var session = transaction.Session;
        var (first, end) = (StreamShard.FirstOf(shard), StreamShard.FirstOf(shard + 1));
        var (last, count) = Oldest(session, first, end, Cutoff);
        if (count > 0)
        {
            session.Prepare(DeleteRecords).Bind(first).Bind(last).Run();
            session.Prepare(UpdateTrimmed).Bind(last).Bind(shard).Run();
        }
        else if (Oldest(session, first, end, long.MaxValue).Count == 0)
        {
            // Only a closed one is due without records.
            session.Prepare(DeleteShard).Bind(shard).Run();
        }
        else
        {
            // The clock has gone back meanwhile.
            return false;
        }

        return true;
    }

    static (long Last, int Count) Oldest(Session session, long first, long end, long cutoff)
    {
        var (last, count) = (first, 0);
        var oldest = session.Prepare(SelectOldest).Bind(first).Bind(end).Bind(Limits.ReclaimRowsMax);
        while (oldest.Step() && oldest.Int64(1) < cutoff)
        {
            last = oldest.Int64(0);
            count++;
        }

        oldest.Reset();
        return (last, count);
    }

    bool Forget(WriteTransaction transaction, StreamEntry stream)
    {
        transaction.Changed();
        transaction.Session.Prepare(DeleteStream).Bind(stream.Number).Run();
        catalog.ForgetStream(transaction, stream);
        return true;
    }
}
