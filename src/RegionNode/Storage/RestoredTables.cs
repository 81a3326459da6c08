using System.Collections.Concurrent;
using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Versioning;

namespace GlobalTables.RegionNode.Storage;

/// <summary>
/// Finds out that this volume was restored to an earlier state (rule 12): other regions have more of a log than the
/// log has, or the log has other writes under the numbers that they know. Such a table begins anew: its copy is put
/// out of use, another one with a log of its own is filled from the others, and what they lack is offered to it. Where
/// there is no other whole copy, this one goes on under a new log.
/// </summary>
sealed class RestoredTables(TableCatalog catalog, CommitQueue queue)
{
    const string SelectLast =
        "SELECT time FROM item WHERE log = ? AND sequence <= ? ORDER BY sequence DESC LIMIT 1";

    // Each as it was said: the numbers of one region and the stamp of another would accuse a sound volume.
    readonly ConcurrentQueue<Suspicion> suspicions = new();
    long begunAnew;

    /// <summary>How many tables this process has begun anew.</summary>
    public long BegunAnew => Volatile.Read(ref begunAnew);

    /// <summary>Another region says how far it has this region's log; looked into at the next step.</summary>
    /// <param name="table">The table, under the log that is spoken of.</param>
    /// <param name="seen">The highest sequence of that log that the other region has read or covers.</param>
    /// <param name="stamp">Above every stamp up to there; zero where the other does not know.</param>
    public void Compare(TableEntry table, long seen, HybridTimestamp stamp)
    {
        if (seen > 0 && suspicions.Count < Limits.SuspicionsMax)
        {
            suspicions.Enqueue(new(table.Number, table.Log, seen, stamp));
        }
    }

    /// <summary>Looks into what was heard; false when there was nothing.</summary>
    public async Task<bool> LookOnceAsync(CancellationToken cancel)
    {
        if (!suspicions.TryDequeue(out var suspicion))
        {
            return false;
        }

        _ = await queue.RunAsync(transaction => Look(transaction, suspicion), cancel);
        return true;
    }

    bool Look(WriteTransaction transaction, Suspicion suspicion)
    {
        var number = suspicion.Table;
        if (catalog.Working(number) is not { State: not TableState.Deleting } table || table.Log != suspicion.Log)
        {
            return false;
        }

        var own = transaction.LogsOf(number).Own;
        var isBehind = suspicion.Seen > own.Covered;
        if (!isBehind && !IsWrittenOver(transaction.Session, own, suspicion))
        {
            return false;
        }

        // Without another whole copy, this one is the best there is: it stays, and writes to another log from now on.
        if (!table.Members.Any(member => member.Region != catalog.Region && member.State == MemberState.Active))
        {
            LogRenewal.Renew(transaction, catalog, table, suspicion.Seen, suspicion.Stamp);
            transaction.OnCommitted(() => Interlocked.Increment(ref begunAnew));
            return true;
        }

        // Without a stamp nobody can say which numbers were written over: all of them are offered, and what the others
        // have is dropped.
        var after = suspicion.Stamp == HybridTimestamp.Zero ? 0 : Math.Min(suspicion.Seen, own.Covered);
        var tail = new TableTail(table.GroupId, after, own.Covered, suspicion.Stamp.Value, 0);
        var fresh = catalog.BeginAnew(transaction, table, tail);
        ConflictRows.Move(transaction.Session, from: number, to: fresh.Number);
        transaction.OnCommitted(() => Interlocked.Increment(ref begunAnew));
        return true;
    }

    // A write numbered no higher than what the other has read, and stamped above all of that.
    static bool IsWrittenOver(Session session, LogProgress own, Suspicion suspicion)
    {
        if (suspicion.Stamp == HybridTimestamp.Zero)
        {
            return false;
        }

        var last = session.Prepare(SelectLast).Bind(own.Number).Bind(suspicion.Seen);
        var isAbove = last.Step() && last.Int64(0) > suspicion.Stamp.Value;
        last.Reset();
        return isAbove;
    }

    sealed record Suspicion(long Table, long Log, long Seen, HybridTimestamp Stamp);
}
