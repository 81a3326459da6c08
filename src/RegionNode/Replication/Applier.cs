using GlobalTables.RegionNode.Storage;
using GlobalTables.RegionNode.Versioning;

namespace GlobalTables.RegionNode.Replication;

/// <summary>
/// Takes in what other regions serve: records, cursor and claim in one transaction (rules 3 to 5). Taking in the
/// same thing twice, or in another order, changes nothing.
/// </summary>
sealed class Applier(TableCatalog catalog, CommitQueue queue)
{
    /// <summary>Takes in a part of one log's feed.</summary>
    /// <exception cref="ReplicationException">It is not what this region may take in.</exception>
    public async Task ApplyAsync(TableEntry table, FeedBatch feed, CancellationToken cancel)
    {
        ThrowIfDamaged(feed.Region, feed.Records);
        _ = await queue.RunAsync(transaction => Apply(transaction, table, feed), cancel);
    }

    /// <summary>Takes in a part of a difference; claims nothing yet.</summary>
    /// <exception cref="ReplicationException">It is not what this region may take in.</exception>
    public async Task ApplyAsync(
        TableEntry table, string source, DifferenceChunk chunk, CancellationToken cancel)
    {
        ThrowIfDamaged(source, chunk.Records);
        _ = await queue.RunAsync(
            transaction =>
            {
                ThrowIfForeign(table, source, log: null);
                ApplyRecords(transaction, table, chunk.Records, chunk.Logs);
                return true;
            },
            cancel);
    }

    /// <summary>After the last chunk of a difference: claims what its source could claim at the first.</summary>
    /// <exception cref="ReplicationException">The source has left the group meanwhile.</exception>
    public async Task ClaimAsync(
        TableEntry table, string source, VersionVector covered, IReadOnlyList<LogName> names,
        CancellationToken cancel) =>
        _ = await queue.RunAsync(
            transaction =>
            {
                ThrowIfForeign(table, source, log: null);
                transaction.Changed();
                var logs = transaction.LogsOf(table.Number);
                foreach (var name in names)
                {
                    var log = logs.Intern(transaction.Session, name.Id, name.Region);
                    if (log != logs.Own)
                    {
                        logs.Cover(log, covered.Of(name.Id));
                    }
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

    bool Apply(WriteTransaction transaction, TableEntry table, FeedBatch feed)
    {
        ThrowIfForeign(table, feed.Region, feed.Log);
        ApplyRecords(transaction, table, feed.Records, feed.Logs);

        var logs = transaction.LogsOf(table.Number);
        var log = logs.Intern(transaction.Session, feed.Log, feed.Region);
        if (feed.From <= log.Cursor && feed.UpTo > log.Covered)
        {
            transaction.Changed();
            logs.MoveCursor(log, feed.UpTo);
            if (feed.IsComplete)
            {
                logs.Cover(log, feed.UpTo);
            }
        }

        return true;
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

    static void ApplyRecords(
        WriteTransaction transaction, TableEntry table, IReadOnlyList<ChangeRecord> records,
        IReadOnlyList<LogName> names)
    {
        var logs = transaction.LogsOf(table.Number);
        transaction.Changed();
        foreach (var name in names)
        {
            _ = logs.Intern(transaction.Session, name.Id, name.Region);
        }

        foreach (var record in records)
        {
            if (record.Log == logs.Own.Id && record.Sequence > logs.Own.Covered)
            {
                throw new ReplicationException(
                    $"Another region has change {record.Sequence} of this region's log of {table.Name}, which ends " +
                    $"at {logs.Own.Covered}: this volume was restored to an earlier state. Give the region an " +
                    "empty data folder; it fills again from the others.");
            }

            _ = transaction.Apply(table.Number, record);
        }
    }
}
