using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Storage;

/// <summary>Removes the rows of deleted tables, a bounded number at a time, so that writes go on between.</summary>
sealed class TableReclaimer(
    TableCatalog catalog, CommitQueue queue, Acknowledgements acknowledgements, PositionBoard positions,
    DamagedRows damage, RestoredTables restored)
{
    const string DeleteRows =
        "DELETE FROM item WHERE id IN (SELECT id FROM item WHERE table_number = ? LIMIT ?) RETURNING 1";

    const string DeleteConflicts = """
        DELETE FROM conflict WHERE number IN (SELECT number FROM conflict WHERE table_number = ? LIMIT ?) RETURNING 1
        """;

    const string DeleteConflictSize = "DELETE FROM conflict_size WHERE table_number = ?";

    const string DeleteConflictCounts = "DELETE FROM conflict_count WHERE table_number = ?";

    const string DeleteLogs = "DELETE FROM log WHERE table_number = ?";

    /// <summary>One step; false when there was nothing to do.</summary>
    public async Task<bool> ReclaimOnceAsync(CancellationToken cancel)
    {
        if (catalog.Deleted.FirstOrDefault(table => table.Tail is null) is not { } table)
        {
            return false;
        }

        return await queue.RunAsync(transaction => Step(transaction, table), cancel);
    }

    bool Step(WriteTransaction transaction, TableEntry table)
    {
        transaction.Changed();
        var session = transaction.Session;
        if (!RemoveEntries(session, table)
            && Delete(session, DeleteRows, table.Number) == 0
            && Delete(session, DeleteConflicts, table.ConflictsUnder) == 0)
        {
            session.Prepare(DeleteConflictSize).Bind(table.ConflictsUnder).Run();
            session.Prepare(DeleteConflictCounts).Bind(table.ConflictsUnder).Run();
            LogStarts.Forget(session, table.Number);
            session.Prepare(DeleteLogs).Bind(table.Number).Run();

            foreach (var index in table.Indexes)
            {
                TableIndexRows.Delete(session, index);
            }

            ParkedRecords.Forget(transaction, table.Number);
            FillStore.Forget(transaction, table.Number);
            catalog.Remove(transaction, table);
            transaction.OnCommitted(() =>
            {
                acknowledgements.Forget(table);
                positions.Forget(table.Number);
                damage.Forget(table.Number);
                restored.Forget(table.Number);
            });
        }

        return true;
    }

    // Before the rows: no entry may be without its row.
    static bool RemoveEntries(Session session, TableEntry table) =>
        table.Indexes.Any(index => IndexBuilder.RemoveEntries(session, index));

    static int Delete(Session session, string statement, long number)
    {
        var removed = 0;
        var delete = session.Prepare(statement).Bind(number).Bind(Limits.ReclaimRowsMax);
        while (delete.Step())
        {
            removed++;
        }

        return removed;
    }
}
