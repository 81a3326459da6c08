using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Storage;

/// <summary>
/// Fills new indexes with the items that were there before, and empties those that are deleted: a bounded number of
/// rows at a time, so that writes go on between. How far it has come is in the file; every write keeps a new index
/// meanwhile, so what is met twice is entered once.
/// </summary>
sealed class IndexBuilder(TableCatalog catalog, CommitQueue queue)
{
    const string SelectAfter = """
        SELECT id, partition, sort, json FROM item
        WHERE table_number = ? AND (partition, sort) > (?, ?) AND json IS NOT NULL
        ORDER BY partition, sort LIMIT ?
        """;

    const string DeleteEntries = """
        DELETE FROM index_entry
        WHERE (index_number, partition, sort, item_partition, item_sort) IN (
            SELECT index_number, partition, sort, item_partition, item_sort
            FROM index_entry WHERE index_number = ? LIMIT ?)
        RETURNING 1
        """;

    /// <summary>One step; false when there was nothing to do.</summary>
    public async Task<bool> BuildOnceAsync(CancellationToken cancel)
    {
        var table = catalog.All.FirstOrDefault(table => Unfinished(table) is not null);
        return table is not null && await queue.RunAsync(transaction => Step(transaction, table.Number), cancel);
    }

    /// <summary>Removes some entries of the index; false when it has none.</summary>
    public static bool RemoveEntries(Session session, TableIndex index)
    {
        var removed = 0;
        var delete = session.Prepare(DeleteEntries).Bind(index.Number).Bind(Limits.IndexRemovalRowsMax);
        while (delete.Step())
        {
            removed++;
        }

        return removed > 0;
    }

    static TableIndex? Unfinished(TableEntry table) =>
        table.Indexes.FirstOrDefault(index => index.State != IndexState.Active);

    bool Step(WriteTransaction transaction, long number)
    {
        if (catalog.Working(number) is not { State: not TableState.Deleting } table
            || Unfinished(table) is not { } index)
        {
            return false;
        }

        transaction.Changed();
        if (index.State == IndexState.Creating)
        {
            Fill(transaction, table, index);
        }
        else if (!RemoveEntries(transaction.Session, index))
        {
            TableIndexRows.Delete(transaction.Session, index);
            catalog.KeepIndexes(transaction, table, [.. table.Indexes.Where(other => other != index)]);
        }

        return true;
    }

    void Fill(WriteTransaction transaction, TableEntry table, TableIndex index)
    {
        var session = transaction.Session;
        var rows = RowsAfter(session, table, TableIndexRows.Position(session, index));
        var logs = transaction.LogsOf(table.Number);
        foreach (var (id, key, item) in rows)
        {
            IndexEntries.Store(session, logs, table, index, id, key, item);
        }

        if (rows.Count > 0)
        {
            TableIndexRows.StorePosition(session, index, rows[^1].Key);
        }
        else
        {
            var built = TableIndexRows.Stored(session, index with { State = IndexState.Active });
            catalog.KeepIndexes(
                transaction, table, [.. table.Indexes.Select(other => other == index ? built : other)]);
        }
    }

    static List<(long Id, ItemKey Key, Dictionary<string, AttributeValue>? Item)> RowsAfter(
        Session session, TableEntry table, in ItemKey position)
    {
        var found = new List<(long, ItemKey, Dictionary<string, AttributeValue>?)>();
        var bytes = 0;
        var rows = session.Prepare(SelectAfter)
            .Bind(table.Number)
            .Bind(position.Partition)
            .Bind(position.Sort)
            .Bind(Limits.IndexFillRowsMax);
        while (bytes < Limits.IndexFillBytesMax && rows.Step())
        {
            var json = rows.Bytes(3);
            bytes += json.Length;
            found.Add((
                rows.Int64(0), new(rows.Bytes(1).ToArray(), rows.Bytes(2).ToArray()), IndexEntries.ItemOf(json)));
        }

        rows.Reset();
        return found;
    }
}
