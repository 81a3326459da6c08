using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Versioning;

namespace GlobalTables.RegionNode.Storage;

/// <summary>
/// The one gate through which every change of an item passes, a write made here and a record from another
/// region alike: versions are compared, the row is stored, and the table's logs go on, in one transaction.
/// </summary>
sealed class ItemGate(Session session, HybridLogicalClock clock, TableCatalog catalog)
{
    readonly StreamRecorder streams = new(session, clock);

    // Most writes of a commit share their context: what this region covers.
    VersionVector? lastContext;
    byte[] lastContextBytes = [];

    /// <summary>The transaction is undone, and with it what is known of its streams.</summary>
    public void RolledBack() => streams.RolledBack();

    /// <summary>Stores a write made here, in place of <paramref name="present"/>.</summary>
    public void Write(
        TableLogs logs, long tableNumber, in ItemKey key, ItemRow? present, RowFlags flags, ReadOnlySpan<byte> json,
        int size)
    {
        var own = logs.Own.Number;
        var context = ContextOf(logs, tableNumber);
        if (present is { } replaced)
        {
            context = context.Join(replaced.Know.Without(own));
        }

        // An expiry is the same write in every region: just above what has expired, and no later than that.
        var replacedTime = present?.Time ?? HybridTimestamp.Zero;
        var isExpiry = (flags & RowFlags.Expiry) != 0;
        var time = isExpiry ? replacedTime.Next : clock.Stamp(replacedTime);
        Invariant.Holds(time > replacedTime);
        clock.Observe(time);
        var sequence = logs.NextSequence(time);
        if (!isExpiry)
        {
            logs.Started(session, sequence, time);
        }

        var vector = context.With(own, sequence);
        var row = new ItemRow
        {
            Id = present?.Id ?? 0,
            Time = time,
            Flags = flags,
            Log = own,
            Sequence = sequence,
            Mine = null,
            Vector = vector,
            Know = vector,
            Size = size,
        };
        Store(logs, tableNumber, key, row, EncodedContext(context), json, present);
    }

    /// <summary>
    /// Takes in a record of another region: stores it if it is newer than what is there. Every log that the
    /// record names is known to <paramref name="logs"/>.
    /// </summary>
    public MergeOutcome Apply(TableLogs logs, long tableNumber, ChangeRecord record)
    {
        var log = logs.ById(record.Log);
        if (record.Sequence <= log.Covered)
        {
            return MergeOutcome.Duplicate;
        }

        Invariant.Holds(log != logs.Own);
        return Merge(logs, tableNumber, record, log);
    }

    /// <summary>
    /// Takes in a record that this region should have and was found not to have as it is, whatever it claims.
    /// </summary>
    public MergeOutcome Repair(TableLogs logs, long tableNumber, ChangeRecord record) =>
        Merge(logs, tableNumber, record, logs.ById(record.Log), replacesSame: true);

    /// <summary>
    /// Offers a write of an own log that is used no more: under its old stamp, as a write of the present one. Every
    /// log that the record names is known to <paramref name="logs"/>.
    /// </summary>
    /// <param name="isUnread">It is certain that nobody has read it, whatever its number.</param>
    public ReplayOutcome Replay(TableLogs logs, long tableNumber, ChangeRecord record, bool isUnread)
    {
        // A number stands for that very write where its stamp is among those that were read with it; else the log was
        // written over.
        var former = logs.ById(record.Log);
        var isRead = record.Sequence <= former.Covered && record.Time <= former.Stamp;
        var present = ItemRows.Find(session, tableNumber, new(record.Partition, record.Sort));
        if (present is { } row)
        {
            if (row.Time == record.Time && logs[row.Log].Region == record.LogRegion)
            {
                return ReplayOutcome.Dropped;
            }

            if (VersionOf(logs, row) > record.Version || !record.IsIntact)
            {
                var verdict = isUnread
                    ? TailVerdict.Unread
                    : TailJudgement.Of(former, record, row.Know.Of(former.Number));
                if (verdict == TailVerdict.Followed)
                {
                    return ReplayOutcome.Dropped;
                }

                if (verdict == TailVerdict.Unclear)
                {
                    return Quarantine(tableNumber, record, logs.HighestCollected);
                }

                RecordIfConcurrent(
                    logs, tableNumber, row, record, Localised(logs, record.Vector), incomingWins: false,
                    isUnread: verdict == TailVerdict.Unread);
                return ReplayOutcome.Lost;
            }
        }
        else if (isRead && (record.IsTombstone || former.Covered != LogProgress.End))
        {
            return ReplayOutcome.Dropped;
        }
        else if (!record.IsIntact || (record.Time <= logs.HighestCollected && !record.IsTombstone))
        {
            return Quarantine(tableNumber, record, logs.HighestCollected);
        }

        var sequence = logs.NextSequence(record.Time);
        _ = Merge(
            logs,
            tableNumber,
            record with
            {
                Log = logs.Own.Id,
                LogRegion = logs.Own.Region,
                Sequence = sequence,
                Vector = record.Vector.With(logs.Own.Id, sequence),
            },
            logs.Own);
        return ReplayOutcome.Written;
    }

    // Nobody knows any more what it would meet: people decide. Kept even where conflicts are only counted.
    ReplayOutcome Quarantine(long tableNumber, ChangeRecord record, HybridTimestamp collected)
    {
        ConflictRows.Record(
            session,
            catalog.Working(tableNumber)!.ConflictsUnder,
            clock.WallMilliseconds,
            new ItemKey(record.Partition, record.Sort),
            loser: AsConflicting(record),
            winner: new()
            {
                Region = ConflictingWrite.CollectedRegion,
                Log = 0,
                Sequence = 0,
                Time = collected,
                Flags = RowFlags.Tombstone,
                Json = [],
            });
        return ReplayOutcome.Quarantined;
    }

    static ConflictingWrite AsConflicting(ChangeRecord record) => new()
    {
        Region = record.LogRegion,
        Log = record.Log,
        Sequence = record.Sequence,
        Time = record.Time,
        Flags = record.Flags,
        Json = record.Json,
    };

    MergeOutcome Merge(
        TableLogs logs, long tableNumber, ChangeRecord record, LogProgress log, bool replacesSame = false)
    {
        clock.Observe(record.Time);
        var vector = Localised(logs, record.Vector);
        var key = new ItemKey(record.Partition, record.Sort);
        var present = ItemRows.Find(session, tableNumber, key);
        var outcome = LastWriterWins.Resolve(VersionOf(logs, present), record.Version);
        var isSame = outcome == MergeOutcome.Duplicate;
        if (present is { } met && !isSame)
        {
            RecordIfConcurrent(logs, tableNumber, met, record, vector, outcome == MergeOutcome.Applied);
        }

        if (outcome == MergeOutcome.Applied || (isSame && replacesSame))
        {
            var row = new ItemRow
            {
                Id = present?.Id ?? 0,
                Time = record.Time,
                Flags = record.Flags,
                Log = log.Number,
                Sequence = record.Sequence,
                Mine = log == logs.Own ? null : isSame ? present?.Mine : MineAfter(logs, present),
                Vector = vector,
                Know = present is { } loser ? loser.Know.Join(vector) : vector,
                Size = record.Size,
            };
            var stored = VectorCodec.Encode(vector.Without(log.Number));
            Store(logs, tableNumber, key, row, stored, record.Json, present, isRepair: isSame);
        }
        else if (present is { } winner && !winner.Know.Covers(vector))
        {
            ItemRows.StoreKnow(session, winner with { Know = winner.Know.Join(vector) });
        }

        return outcome;
    }

    // The feed of this region must still have something to say for the own write that is no longer there.
    static long? MineAfter(TableLogs logs, ItemRow? present) => present switch
    {
        null => null,
        { } row when row.Log == logs.Own.Number => row.Sequence,
        { } row => row.Mine,
    };

    static ItemVersion? VersionOf(TableLogs logs, ItemRow? present)
    {
        if (present is not { } row)
        {
            return null;
        }

        var log = logs[row.Log];
        var region = (row.Flags & RowFlags.Expiry) != 0 ? "" : log.Region;
        return new(row.Time, region, log.Id, row.Sequence);
    }

    // A log that has ended here, and not yet everywhere, is named: where it has not, its writes are compared.
    VersionVector ContextOf(TableLogs logs, long tableNumber)
    {
        var context = logs.ContextOfOthers;
        foreach (var left in catalog.Working(tableNumber)?.LeftLogs ?? [])
        {
            if (logs.Find(left.Log) is { Covered: LogProgress.End } ended)
            {
                context = context.With(ended.Number, LogProgress.End);
            }
        }

        return context;
    }

    /// <summary>Whoever loses is a conflict only if the winner's writer had not seen it (rule 6).</summary>
    void RecordIfConcurrent(
        TableLogs logs, long tableNumber, in ItemRow stored, ChangeRecord incoming, VersionVector incomingVector,
        bool incomingWins, bool isUnread = false)
    {
        var areConcurrent = isUnread || (incomingWins
            ? LastWriterWins.AreConcurrent(stored.Sequence, incomingVector.Of(stored.Log))
            : LastWriterWins.AreConcurrent(incoming.Sequence, stored.Vector.Of(logs.ById(incoming.Log).Number)));

        // Two regions that notice that one version has expired say the same.
        var areOneExpiry = (stored.Flags & incoming.Flags & RowFlags.Expiry) != 0 && stored.Time == incoming.Time;

        // Contexts do not name a log that has ended everywhere. Who wrote the winner had met the loser before that, or
        // wrote after it and knew the loser. A copy that is being filled does not know what has ended: what no member
        // writes to.
        var table = catalog.Working(tableNumber);
        var log = logs[stored.Log];
        var hasEnded = incomingWins && (log.Covered == LogProgress.End
            || (table is { State: TableState.Creating } && table.Members.All(member => member.Log != log.Id)));

        // A region gives no stamp twice: what it offers again of a former copy is the write that it was.
        var areOneWrite = stored.Time == incoming.Time && log.Region == incoming.LogRegion;
        if (!areConcurrent || areOneExpiry || areOneWrite || hasEnded)
        {
            return;
        }

        var isKept = table is { OmitsConflicts: false };
        var here = new ConflictingWrite
        {
            Region = log.Region,
            Log = log.Id,
            Sequence = stored.Sequence,
            Time = stored.Time,
            Flags = stored.Flags,
            Json = isKept ? ItemRows.JsonOf(session, stored) : [],
        };
        var there = AsConflicting(incoming);
        ConflictRows.Record(
            session,
            table!.ConflictsUnder,
            clock.WallMilliseconds,
            isKept ? new ItemKey(incoming.Partition, incoming.Sort) : null,
            loser: incomingWins ? here : there,
            winner: incomingWins ? there : here);
    }

    internal static VersionVector Localised(TableLogs logs, VersionVector byId)
    {
        var entries = new KeyValuePair<long, long>[byId.Count];
        for (var i = 0; i < entries.Length; i++)
        {
            var (id, sequence) = byId[i];
            entries[i] = KeyValuePair.Create(logs.ById(id).Number, sequence);
        }

        return VersionVector.Of(entries);
    }

    void Store(
        TableLogs logs, long tableNumber, in ItemKey key, in ItemRow row, ReadOnlySpan<byte> vector,
        ReadOnlySpan<byte> json, ItemRow? present, bool isRepair = false)
    {
        // A damaged row that becomes what it was is no change: its own was recorded when it came.
        if (!isRepair && catalog.Working(tableNumber)?.LatestStream is { IsOpen: true } stream)
        {
            var isOwnExpiry = (row.Flags & RowFlags.Expiry) != 0 && row.Log == logs.Own.Number;
            streams.Record(stream, key, row, json, present, isOwnExpiry);
        }

        var checksum = ItemRow.Checksum(key.Partition, key.Sort, row.Flags, json);
        ItemRows.Store(session, tableNumber, key, row, vector, checksum, json, ExpiryOf(tableNumber, json));
        if (catalog.Working(tableNumber) is { Indexes.Count: > 0 } table)
        {
            var id = row.Id == 0 ? ItemRows.LastId(session) : row.Id;
            IndexEntries.Store(session, logs, table, id, key, json);
        }

        var was = present is { IsTombstone: false } ? 1 : 0;
        logs.Count((row.IsTombstone ? 0 : 1) - was, row.Size - (present?.Size ?? 0));
    }

    long? ExpiryOf(long tableNumber, ReadOnlySpan<byte> json) =>
        !json.IsEmpty && catalog.Working(tableNumber)?.Definition.TimeToLiveAttribute is { } attribute
            ? TimeToLive.ExpiryOf(json, attribute)
            : null;

    ReadOnlySpan<byte> EncodedContext(VersionVector context)
    {
        if (!ReferenceEquals(context, lastContext))
        {
            lastContext = context;
            lastContextBytes = VectorCodec.Encode(context);
        }

        return lastContextBytes;
    }
}
