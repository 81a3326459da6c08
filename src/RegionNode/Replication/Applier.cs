using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;
using GlobalTables.RegionNode.Versioning;

namespace GlobalTables.RegionNode.Replication;

/// <summary>
/// Takes in what other regions serve: records, cursor and claim in one transaction (rules 3 to 5). Taking in the
/// same thing twice, or in another order, changes nothing.
/// </summary>
sealed class Applier(TableCatalog catalog, CommitQueue queue, ParkedRecords parked, RestoredTables restored)
{
    /// <summary>Takes in a part of one log's feed.</summary>
    /// <exception cref="ReplicationException">It is not what this region may take in.</exception>
    public async Task ApplyAsync(TableEntry table, FeedBatch feed, CancellationToken cancel)
    {
        ThrowIfDamaged(feed.Region, feed.Records);
        var last = await ApplyAllButLastAsync(
            feed.Records, part => queue.RunAsync(transaction => ApplyPart(transaction, table, feed, part), cancel));
        _ = await queue.RunAsync(
            transaction =>
            {
                _ = ApplyPart(transaction, table, feed, last);
                Advance(transaction, table, feed);
                return true;
            },
            cancel);
    }

    /// <summary>Takes in a part of a difference; claims nothing yet.</summary>
    /// <param name="fill">For a first copy: how far it is with this chunk.</param>
    /// <exception cref="ReplicationException">It is not what this region may take in.</exception>
    public async Task ApplyAsync(
        TableEntry table, string source, DifferenceChunk chunk, FillProgress? fill, CancellationToken cancel)
    {
        ThrowIfDamaged(source, chunk.Records);
        var last = await ApplyAllButLastAsync(
            chunk.Records,
            part => queue.RunAsync(transaction => ApplyPart(transaction, table, source, chunk, part), cancel));
        _ = await queue.RunAsync(
            transaction =>
            {
                _ = ApplyPart(transaction, table, source, chunk, last);
                if (fill is not null)
                {
                    FillStore.Save(transaction, table, fill);
                }

                return true;
            },
            cancel);
    }

    /// <summary>After the last chunk of a difference: claims what its source could claim at the first.</summary>
    /// <exception cref="ReplicationException">The source has left the group meanwhile.</exception>
    public async Task ClaimAsync(
        TableEntry table, string source, DifferenceClaim claim, CancellationToken cancel) =>
        _ = await queue.RunAsync(
            transaction =>
            {
                ThrowIfForeign(table, source, log: null);
                transaction.Changed();
                var logs = transaction.LogsOf(table.Number);
                var left = catalog.Working(table.Number)?.LeftLogs ?? [];
                foreach (var name in claim.Logs)
                {
                    var log = logs.Intern(transaction.Session, name.Id, name.Region);
                    if (log != logs.Own)
                    {
                        // A stamp and a number of two lives of a log would say what neither of them does; of a log
                        // that ends, what anybody has read counts.
                        var covered = claim.Covered.Of(name.Id);
                        if (covered > log.Covered || left.Any(one => one.Log == name.Id))
                        {
                            log.RaiseStamp(new(claim.Stamps.Of(name.Id)));
                        }

                        logs.Cover(log, covered);
                    }
                }

                logs.HeardOfCollected(claim.Collected);
                FillStore.Forget(transaction, table.Number);
                return true;
            },
            cancel);

    /// <summary>
    /// Every member's difference is here, begun after all had installed the epoch that left those logs out: nothing
    /// more can come of them (rule 11).
    /// </summary>
    /// <param name="epoch">The highest epoch that was reconciled.</param>
    public async Task EndAsync(TableEntry table, long epoch, CancellationToken cancel) =>
        _ = await queue.RunAsync(
            transaction =>
            {
                // Another one may have left since: then all begins again.
                var present = catalog.Present(table);
                if (present.Log != table.Log || Reconciliation.EpochOf(present) != epoch)
                {
                    return false;
                }

                transaction.Changed();
                var logs = transaction.LogsOf(table.Number);
                var hasEnded = false;
                foreach (var left in present.LeftLogs)
                {
                    var log = logs.Intern(transaction.Session, left.Log, left.Region);
                    var before = log.Covered;
                    logs.Cover(log, LogProgress.End);
                    hasEnded |= log.Covered != before;
                }

                // So that whoever waits for the status hears of it; while something parked holds it, there is no news.
                if (hasEnded)
                {
                    _ = catalog.Store(transaction, present);
                }

                return true;
            },
            cancel);

    /// <summary>The first copy is whole: the table serves.</summary>
    public async Task ActivateAsync(TableEntry table, CancellationToken cancel) =>
        _ = await queue.RunAsync(
            transaction => catalog.Store(
                transaction, catalog.Present(table) with { State = TableState.Active }),
            cancel);

    static void ThrowIfDamaged(string source, IReadOnlyList<ChangeRecord> records)
    {
        foreach (var record in records)
        {
            if (!record.IsIntact)
            {
                throw new ReplicationException(
                    $"The item with sequence {record.Sequence} of log {record.Log} came damaged from {source}: " +
                    "its content does not have the checksum that it was written with.");
            }
        }
    }

    // A large batch goes in by parts, so that this region's own writes need not wait for all of it. What is claimed,
    // and where to read on, go with the last.
    static async Task<IEnumerable<ChangeRecord>> ApplyAllButLastAsync(
        IReadOnlyList<ChangeRecord> records, Func<IReadOnlyList<ChangeRecord>, Task> applyAsync)
    {
        var parts = records.Chunk(Limits.ApplyRecordsMax).ToList();
        foreach (var part in parts.SkipLast(1))
        {
            await applyAsync(part);
        }

        return parts.Count == 0 ? [] : parts[^1];
    }

    bool ApplyPart(
        WriteTransaction transaction, TableEntry table, FeedBatch feed, IEnumerable<ChangeRecord> records)
    {
        ThrowIfForeign(table, feed.Region, feed.Log);
        var logs = transaction.LogsOf(table.Number);
        var via = logs.Intern(transaction.Session, feed.Log, feed.Region);
        ApplyRecords(transaction, table, new(feed.Region, records, feed.Logs, feed.Covered, via, via.Covered));
        return true;
    }

    bool ApplyPart(
        WriteTransaction transaction, TableEntry table, string source, DifferenceChunk chunk,
        IEnumerable<ChangeRecord> records)
    {
        ThrowIfForeign(table, source, log: null);
        ApplyRecords(transaction, table, new(source, records, chunk.Logs, chunk.Covered, null, 0));
        return true;
    }

    static void Advance(WriteTransaction transaction, TableEntry table, FeedBatch feed)
    {
        var logs = transaction.LogsOf(table.Number);
        var log = logs.ById(feed.Log);
        if (feed.From <= log.Cursor && feed.UpTo > log.Covered)
        {
            transaction.Changed();
            logs.MoveCursor(log, feed.UpTo, feed.Clock);
            if (feed.IsComplete)
            {
                logs.Cover(log, feed.UpTo);
            }
        }
    }

    // Rule 3: only what a present member serves under its present log.
    void ThrowIfForeign(TableEntry table, string source, long? log)
    {
        var present = catalog.ByNumber(table.Number);
        if (present?.Member(source) is not { } member || (log is not null && member.Log != log))
        {
            throw new ReplicationException($"{source} is no longer a replica of {table.Name} under that log.");
        }
    }

    void ApplyRecords(WriteTransaction transaction, TableEntry table, in Arrival arrival)
    {
        var logs = transaction.LogsOf(table.Number);
        transaction.Changed();
        foreach (var name in arrival.Logs)
        {
            _ = logs.Intern(transaction.Session, name.Id, name.Region);
        }

        var isFloorChecked = false;
        foreach (var record in arrival.Records)
        {
            if (!isFloorChecked)
            {
                ThrowIfBelowFloor(logs, table, arrival);
                isFloorChecked = true;
            }

            if (record.Log == logs.Own.Id && record.Sequence > logs.Own.Covered)
            {
                _ = restored.IsAnother(table, record.Sequence, HybridTimestamp.Zero);
                throw new ReplicationException(
                    $"Another region has change {record.Sequence} of this region's log of {table.Name}, which ends " +
                    $"at {logs.Own.Covered}: this volume was restored to an earlier state, and fills again.");
            }

            if (!parked.IsBeyond(transaction, record))
            {
                _ = transaction.Apply(table.Number, record);
            }
            else if (record.Sequence > logs.ById(record.Log).Covered
                && !parked.TryPark(transaction, table, record, arrival.Via, arrival.ViaCap))
            {
                throw new ReplicationException(
                    $"{arrival.Source} sends changes of {table.Name} from the future ({record.Time} of " +
                    $"{record.LogRegion}), and {Limits.ParkedRecordsMax} are kept here already until their time " +
                    $"comes: set the clock of {record.LogRegion}.");
            }
        }
    }

    // Rule 3: a sender that has not seen a delete which was collected here may hold what that delete had removed.
    static void ThrowIfBelowFloor(TableLogs logs, TableEntry table, in Arrival arrival)
    {
        foreach (var log in logs.All)
        {
            if (log.Floor > arrival.Covered.Of(log.Id))
            {
                throw new ReplicationException(
                    $"{arrival.Source} sent this before it had all deletes of {table.Name} that are settled here; " +
                    "it is asked again.");
            }
        }
    }

    /// <summary>What one message brought.</summary>
    /// <param name="Covered">What its source could claim when it read the records.</param>
    /// <param name="Via">The log whose feed it is; null for a difference.</param>
    /// <param name="ViaCap">Up to where that log is claimed without these records.</param>
    readonly record struct Arrival(
        string Source, IEnumerable<ChangeRecord> Records, IReadOnlyList<LogName> Logs, VersionVector Covered,
        LogProgress? Via, long ViaCap);
}

/// <summary>What the last chunk of a difference lets claim: what its source could claim at the first.</summary>
/// <param name="Covered">By log id.</param>
/// <param name="Logs">Every log that <paramref name="Covered"/> names.</param>
/// <param name="Stamps">Above every stamp of each log up to what is covered of it, by log id.</param>
/// <param name="Collected">The highest stamp of a tombstone collected by then.</param>
sealed record DifferenceClaim(
    VersionVector Covered, IReadOnlyList<LogName> Logs, VersionVector Stamps, HybridTimestamp Collected)
{
    /// <summary>A damaged row is lacking.</summary>
    public bool LeavesOut { get; init; }
}
