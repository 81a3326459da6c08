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
sealed class RestoredTables
{
    const string SelectHeads = "SELECT table_number, covered FROM log WHERE number IN (SELECT own_log FROM catalog)";

    const string SelectOwn = "SELECT number, covered FROM log WHERE table_number = ? AND id = ?";

    const string SelectLast =
        "SELECT time FROM item WHERE log = ? AND sequence <= ? ORDER BY sequence DESC LIMIT 1";

    // Each as it was said: the numbers of one region and the stamp of another would accuse a sound volume.
    readonly ConcurrentQueue<Suspicion> suspicions = new();

    // By table: up to where others may have read its own log, from this process or from one before it.
    readonly ConcurrentDictionary<long, long> given = [];

    readonly Database database;
    readonly TableCatalog catalog;
    readonly CommitQueue queue;

    public RestoredTables(Database database, TableCatalog catalog, CommitQueue queue)
    {
        (this.database, this.catalog, this.queue) = (database, catalog, queue);
        using var lease = database.Read();
        var heads = lease.Session.Prepare(SelectHeads);
        while (heads.Step())
        {
            given[heads.Int64(0)] = heads.Int64(1);
        }
    }

    /// <summary>Another region is about to be told these.</summary>
    public void Give(TableEntry table, IReadOnlyList<ChangeRecord> records)
    {
        long last = 0;
        foreach (var record in records)
        {
            last = record.Log == table.Log ? Math.Max(last, record.Sequence) : last;
        }

        given.AddOrUpdate(table.Number, last, (_, before) => Math.Max(before, last));
    }

    public void Forget(long tableNumber) => given.TryRemove(tableNumber, out _);

    /// <summary>
    /// Whether the log is not the one that another region has read so far. If so, nothing is to be served from it: what
    /// tells the two apart would be gone with the next batch. It is settled at the next step.
    /// </summary>
    /// <param name="table">The table, under the log that is spoken of.</param>
    /// <param name="seen">The highest sequence of that log that the other region has read or covers.</param>
    /// <param name="stamp">Above every stamp up to there; zero where the other does not know.</param>
    public bool IsAnother(TableEntry table, long seen, HybridTimestamp stamp)
    {
        var suspicion = new Suspicion(table.Number, table.Log, seen, stamp);
        if (seen == 0 || !database.InSnapshot(session => Differs(session, suspicion)))
        {
            return false;
        }

        if (suspicions.Count < Limits.SuspicionsMax)
        {
            suspicions.Enqueue(suspicion);
        }

        return true;
    }

    /// <summary>Settles what was found; false when there was nothing.</summary>
    public async Task<bool> SettleAsync(CancellationToken cancel)
    {
        var isAny = false;
        while (suspicions.TryDequeue(out var suspicion))
        {
            isAny |= await queue.RunAsync(transaction => Settle(transaction, suspicion), cancel);
        }

        return isAny;
    }

    /// <summary>
    /// What a reader with these claims is known to have covered, and does not: the volume was restored, or it would
    /// have that. Null where it has it all, and where this copy is not whole itself. A tombstone that was collected
    /// here was covered by every member; by one that may be being filled, in each log of which it claims anything.
    /// </summary>
    /// <param name="table">The table, under the log that is asked for.</param>
    /// <param name="reader">The region that asks.</param>
    /// <param name="claims">What it covers by what it says now.</param>
    /// <param name="acknowledged">What it was heard to cover; null when nothing was heard.</param>
    public VersionVector? Required(
        TableEntry table, string reader, VersionVector claims, VersionVector? acknowledged)
    {
        if (!table.IsReadable || table.Member(reader) is not { } member)
        {
            return null;
        }

        var floors = database.InSnapshot(session => Floors.Load(session, table));
        if (member.State != MemberState.Active)
        {
            floors = floors.Where(log => claims.Of(log) > 0);
        }

        var required = floors.Join(acknowledged ?? VersionVector.Empty);
        return claims.Covers(required) ? null : required;
    }

    /// <summary>Another region says what this one is known to have covered: what is missing was lost.</summary>
    public void Remember(TableEntry table, VersionVector required)
    {
        var isLost = !database.InSnapshot(session => LogNames.Load(session, table)).Covered.Covers(required);
        if (isLost && suspicions.Count < Limits.SuspicionsMax)
        {
            suspicions.Enqueue(new(table.Number, table.Log, required.Of(table.Log), HybridTimestamp.Zero)
            {
                Required = required,
            });
        }
    }

    bool Settle(WriteTransaction transaction, Suspicion suspicion)
    {
        var number = suspicion.Table;
        if (catalog.Working(number) is not { State: not TableState.Deleting } table || table.Log != suspicion.Log)
        {
            return false;
        }

        var logs = transaction.LogsOf(number);
        var own = logs.Own;
        var isAnother = suspicion.Seen > own.Covered || IsWrittenOver(transaction.Session, own.Number, suspicion);
        if (!isAnother && logs.Covered.Covers(suspicion.Required))
        {
            return false;
        }

        // Without another whole copy, this one is the best there is: it stays, and writes to another log from now on.
        // Who says what was covered is whole, though it may be about to leave.
        var isKnownWhole = suspicion.Required.Count > 0;
        if (!table.Members.Any(member => member.Region != catalog.Region
            && (member.State == MemberState.Active || (isKnownWhole && member.State == MemberState.Leaving))))
        {
            if (!isAnother)
            {
                return false;
            }

            LogRenewal.Renew(transaction, catalog, table, suspicion.Seen, suspicion.Stamp);
            return true;
        }

        // Without a stamp nobody can say which numbers were written over: all of them are offered, and what the others
        // have is dropped.
        var after = suspicion.Stamp == HybridTimestamp.Zero ? 0 : Math.Min(suspicion.Seen, own.Covered);
        var tail = new TableTail(
            table.GroupId, after, own.Covered, suspicion.Stamp.Value, 0, given.GetValueOrDefault(table.Number));
        _ = catalog.BeginAnew(transaction, table, tail);
        return true;
    }

    static bool Differs(Session session, Suspicion suspicion)
    {
        var own = session.Prepare(SelectOwn).Bind(suspicion.Table).Bind(suspicion.Log);
        if (!own.Step())
        {
            return false;
        }

        var (number, head) = (own.Int64(0), own.Int64(1));
        own.Reset();
        return suspicion.Seen > head || IsWrittenOver(session, number, suspicion);
    }

    // A write numbered no higher than what the other has read, and stamped above all of that: one that is there, or the
    // first after a start, whatever has become of its item.
    static bool IsWrittenOver(Session session, long log, Suspicion suspicion)
    {
        if (suspicion.Stamp == HybridTimestamp.Zero)
        {
            return false;
        }

        var last = session.Prepare(SelectLast).Bind(log).Bind(suspicion.Seen);
        var isAbove = last.Step() && last.Int64(0) > suspicion.Stamp.Value;
        last.Reset();
        return isAbove || LogStarts.StampBy(session, log, suspicion.Seen) > suspicion.Stamp;
    }

    sealed record Suspicion(long Table, long Log, long Seen, HybridTimestamp Stamp)
    {
        /// <summary>What the region is known to have covered, of all logs.</summary>
        public VersionVector Required { get; init; } = VersionVector.Empty;
    }
}
