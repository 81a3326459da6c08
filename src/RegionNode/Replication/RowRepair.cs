using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Replication;

/// <summary>What came of the keys that a source was asked for.</summary>
/// <param name="Repaired">Rows that are now as the source has them.</param>
/// <param name="DamagedRepaired">Those of them that were damaged.</param>
/// <param name="NotRepaired">Damaged rows for which the source has nothing that would do.</param>
/// <param name="IsJudged">False: the source has to catch up first, and is to be asked again.</param>
sealed record RepairOutcome(int Repaired, int DamagedRepaired, int NotRepaired, bool IsJudged);

/// <summary>
/// Puts a source's rows in place of rows that were found wrong: each is judged again by the writer, for much may have
/// happened since.
/// </summary>
sealed class RowRepair(TableCatalog catalog, CommitQueue queue, ParkedRecords parked, DamagedRows damage)
{
    /// <summary>Takes in what a source answered.</summary>
    /// <param name="asked">The keys that were looked at for it.</param>
    /// <exception cref="ReplicationException">The source has left the group.</exception>
    public async Task<RepairOutcome> RepairAsync(
        TableEntry table, string source, IReadOnlyList<ItemKey> asked, RowsByKey rows, CancellationToken cancel) =>
        await queue.RunAsync(transaction => Repair(transaction, table, source, asked, rows), cancel);

    RepairOutcome Repair(
        WriteTransaction transaction, TableEntry table, string source, IReadOnlyList<ItemKey> asked, RowsByKey rows)
    {
        // The members as the writer has them (rule 3).
        if (catalog.ByNumber(table.Number) is not { } present || present.Member(source) is null)
        {
            throw new ReplicationException($"{source} is no longer a replica of {table.Name}.");
        }

        var logs = transaction.LogsOf(table.Number);
        var claims = RowClaims.Of(logs);
        if (!RowJudgement.MayJudge(claims, rows.Covered))
        {
            return new(0, 0, 0, IsJudged: false);
        }

        foreach (var name in rows.Logs)
        {
            _ = logs.Intern(transaction.Session, name.Id, name.Region);
        }

        int repaired = 0, damagedRepaired = 0, notRepaired = 0, next = 0;
        foreach (var key in asked)
        {
            // Records come in the order of the keys; those that are lacking, or damaged, are left out.
            var record = next < rows.Records.Count && IsOf(rows.Records[next], key) ? rows.Records[next++] : null;
            var own = RowSummary.Find(transaction.Session, table.Number, key, logs.NameOf);
            var theirs = record is null ? null : RowSummary.Of(record);
            var verdict = RowJudgement.Of(own, theirs, claims, present, source);
            if (verdict == RowVerdict.Wrong && MayTake(transaction, logs, own, record!))
            {
                _ = transaction.Repair(table.Number, record!);
                repaired++;
                damagedRepaired += own is { IsIntact: false } ? 1 : 0;
                transaction.OnCommitted(() => damage.Forget(table.Number, key));
            }
            else if (own is { IsIntact: false })
            {
                notRepaired++;
                transaction.OnCommitted(() => damage.NoHelpFrom(table.Number, key, source));
            }
            else
            {
                transaction.OnCommitted(() => damage.Forget(table.Number, key));
            }
        }

        return new(repaired, damagedRepaired, notRepaired, IsJudged: true);
    }

    // Not from the future, not of an own log that has not come so far, and not over a row whose log is not known.
    bool MayTake(WriteTransaction transaction, TableLogs logs, RowSummary? own, ChangeRecord record) =>
        !parked.IsBeyond(transaction, record)
        && (record.Log != logs.Own.Id || record.Sequence <= logs.Own.Covered)
        && own is not { Log: 0 };

    static bool IsOf(ChangeRecord record, ItemKey key) =>
        record.Partition.AsSpan().SequenceEqual(key.Partition) && record.Sort.AsSpan().SequenceEqual(key.Sort);
}
